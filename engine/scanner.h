/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a text that nobody trusts, number by number and word by word, and knows where it is. Private
 * to the engine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* what to call the text in errors */
  const char *at, *end;
  guint32 line; /* from 1 */
} BsScanner;

/** bs_scanner_init: @length: of @text, which need not end with NUL. Skips a byte order mark. */
void bs_scanner_init (BsScanner *self, const char *name, const char *text, gsize length);

/**
 * bs_scanner_check_text:
 * @expected: what the file should hold instead, a clause of its own
 *
 * Returns: whether all of the text is UTF-8 without NUL, and not so long that its parts could not
 * be counted in 32 bits; otherwise sets @error
 */
gboolean bs_scanner_check_text (BsScanner *self, const char *expected, GError **error);

/** bs_scanner_fail: sets an error that names text and line. Returns: %FALSE */
gboolean bs_scanner_fail (const BsScanner *self, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** bs_scanner_skip_blanks: skips blanks, but not the end of the line. */
void bs_scanner_skip_blanks (BsScanner *self);

/** bs_scanner_skip_space: skips blanks and ends of lines. */
void bs_scanner_skip_space (BsScanner *self);

/**
 * bs_scanner_read_number:
 * @what: what is expected, for errors: marked with N_(), since translating takes time
 * @number: (out): below 2^32 - 1
 *
 * Reads a number on the current line.
 */
gboolean bs_scanner_read_number (BsScanner *self, const char *what, guint32 *number,
                                 GError **error);

/** bs_scanner_end_line: @surplus: what to say when there is more on the line, marked with N_(). */
gboolean bs_scanner_end_line (BsScanner *self, const char *surplus, GError **error);

/**
 * bs_scanner_read_word:
 * @length: (out): bytes of the word, not ended by NUL
 *
 * Returns: (nullable): the next word of the current line, up to a blank; %NULL at its end
 */
const char *bs_scanner_read_word (BsScanner *self, gsize *length);

/** bs_scanner_next_line: goes to the next line, whatever is left on this one. */
void bs_scanner_next_line (BsScanner *self);

G_END_DECLS
