/* SPDX-License-Identifier: Apache-2.0 */
/* The words of model files. Private to the engine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint32 line, column; /* from 1; columns are characters */
} BsWhere;

/* A token of one character is that character. */
enum
{
  BS_TOKEN_END = 0,
  BS_TOKEN_NAME = 256, /* letters, digits, _, and hyphens between them */
  BS_TOKEN_NUMBER,
  BS_TOKEN_STRING,
  BS_TOKEN_ARROW,    /* -> */
  BS_TOKEN_APPEND,   /* += */
  BS_TOKEN_AT_LEAST, /* >= */
  BS_TOKEN_AT_MOST,  /* <= */
  BS_TOKEN_EQUAL,    /* == */
  BS_TOKEN_UNEQUAL,  /* != */
  BS_TOKEN_ELLIPSIS, /* ... */
  BS_TOKEN_BAD       /* no token: @text says why */
};

typedef struct
{
  int kind;
  const char *text; /* not terminated; of a string, what is between the quotes */
  gsize length;
  double number;
  gboolean first; /* of its line */
  BsWhere where;
} BsToken;

typedef struct
{
  const char *at, *end;
  const char *line_start;
  const char *counted; /* the columns of this line up to here are known */
  guint32 line, column;
} BsLexer;

/** bs_lexer_init: @text must be valid UTF-8 and stay. */
void bs_lexer_init (BsLexer *self, const char *text, gsize length);

BsToken bs_lexer_next (BsLexer *self);

/** bs_token_is: Returns: whether @token is the name @word. */
gboolean bs_token_is (const BsToken *token, const char *word);

/** bs_token_describe: Returns: (transfer full): what was found, for an error. */
char *bs_token_describe (const BsToken *token);

G_END_DECLS
