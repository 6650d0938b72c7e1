/* SPDX-License-Identifier: Apache-2.0 */
/* Long text on its way into a file, piece by piece: it is never in memory as a whole. */
#pragma once

#include <stdio.h>

#include <gio/gio.h>

G_BEGIN_DECLS

/** BsTextSink: a text that is being written; see bs_text_sink_init(). */
typedef struct
{
  GString *text; /* to append to */

  /*< private >*/
  FILE *out;
  GCancellable *cancellable;
  GError *error;
  gboolean closed;
} BsTextSink;

/**
 * bs_text_sink_init:
 * @self: where to begin
 * @out: (nullable): where text goes; left open. %NULL: it stays in .text
 * @cancellable: (nullable): ends it early
 *
 * Begins a text. To be ended by bs_text_sink_finish(), and cleared.
 */
void bs_text_sink_init (BsTextSink *self, FILE *out, GCancellable *cancellable);

void bs_text_sink_clear (BsTextSink *self);

/** bs_text_sink_flow: to be called after every line or so; writes what there is once that is much.
 * Returns: %FALSE when more text goes nowhere. */
gboolean bs_text_sink_flow (BsTextSink *self);

/**
 * bs_text_sink_finish: writes the rest.
 *
 * Returns: %FALSE with %BS_ERROR_IO that names no file, or when cancelled. A reader who went away is
 *   no error
 */
gboolean bs_text_sink_finish (BsTextSink *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsTextSink, bs_text_sink_clear)

G_END_DECLS
