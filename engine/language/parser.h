/* SPDX-License-Identifier: Apache-2.0 */
/* What the parsers of a model file's parts share. Private to the engine. */
#pragma once

#include "engine/language/program.h"

G_BEGIN_DECLS

typedef struct
{
  const char *file;
  BsLexer lexer;
  BsToken token; /* the next one */
  BsProgram *program;
  GError **error;
} BsParser;

void bs_parser_advance (BsParser *self);

/** bs_parser_fail: Returns: %FALSE, the error set. */
gboolean bs_parser_fail (BsParser *self, BsWhere where, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** bs_parser_expected: fails at the next token: it is not @what. */
gboolean bs_parser_expected (BsParser *self, const char *what);

/** bs_parser_unknown: fails: there is no @what of that name; @known: (array length=n): there are. */
gboolean bs_parser_unknown (BsParser *self, const BsToken *token, const char *what,
                            const char *const *known, guint n);

/** bs_parser_take: Returns: whether the next token was of kind @kind: it is used up then. */
gboolean bs_parser_take (BsParser *self, int kind);
gboolean bs_parser_take_word (BsParser *self, const char *word);

/* Each fails where the next token is another. */
gboolean bs_parser_need (BsParser *self, int kind, const char *what);
gboolean bs_parser_need_word (BsParser *self, const char *word);
gboolean bs_parser_need_token (BsParser *self, int kind, const char *what, BsToken *token);
gboolean bs_parser_need_count (BsParser *self, const char *what, guint32 *count);

/** bs_parser_intern: Returns: (transfer none): the text of @token, owned by the program. */
const char *bs_parser_intern (BsParser *self, const BsToken *token);

/** bs_parser_extent: `[dimension, ...]`, one to @most. */
gboolean bs_parser_extent (BsParser *self, guint most, BsExtent *extent);

/** bs_parser_add_parameter: @cell: (nullable): whose own it is; fails where there is one. */
gboolean bs_parser_add_parameter (BsParser *self, const char *cell, const BsToken *name,
                                  const BsExtent *extent);

/** bs_parser_parameters: `name, ... [extent]`, behind the word parameter; @cell: (nullable). */
gboolean bs_parser_parameters (BsParser *self, const char *cell);

/** bs_parser_find_parameter: Returns: of @cell first, then of the model; -1: none. */
int bs_parser_find_parameter (BsParser *self, const char *cell, const BsToken *token);
int bs_parser_find_cell (BsParser *self, const BsToken *token);

/* The parts; the word that begins them is used up. */
gboolean bs_parser_cell (BsParser *self);
gboolean bs_parser_build (BsParser *self);

G_END_DECLS
