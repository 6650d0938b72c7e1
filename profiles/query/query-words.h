/* SPDX-License-Identifier: Apache-2.0 */
/* The words of SQL, and what can be written next, for completion. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BS_QUERY_TOKEN_END,
  BS_QUERY_TOKEN_WORD, /* a name, a keyword, or a quoted name */
  BS_QUERY_TOKEN_NUMBER,
  BS_QUERY_TOKEN_TEXT, /* between quotes */
  BS_QUERY_TOKEN_COMMENT,
  BS_QUERY_TOKEN_SIGN
} BsQueryTokenKind;

typedef struct
{
  BsQueryTokenKind kind;
  const char *start;
  gsize length;
  gboolean open; /* text or a comment that does not end */
} BsQueryToken;

/** bs_query_token_next: reads past blanks. Returns: where to go on. */
const char *bs_query_token_next (const char *sql, BsQueryToken *token);

/** bs_query_token_is: Returns: whether it is this keyword or sign, in any case. */
gboolean bs_query_token_is (const BsQueryToken *self, const char *text);

/**
 * bs_query_break_lines:
 * @from: the byte of @sql from which on lines may be broken
 * @most: bytes of a line that stays as it is
 *
 * Breaks longer lines between words, at blanks and behind commas, so that the query stays the same: texts,
 * quoted names and comments are left alone, however long.
 *
 * Returns: (transfer full) (nullable): what @sql is from @from on, then; %NULL: nothing was broken
 */
char *bs_query_break_lines (const char *sql, gsize from, gsize most);

typedef enum
{
  BS_QUERY_WORD_COLUMN,
  BS_QUERY_WORD_TABLE,
  BS_QUERY_WORD_ALIAS,
  BS_QUERY_WORD_FUNCTION,
  BS_QUERY_WORD_KEYWORD,
  BS_QUERY_WORD_RECIPE
} BsQueryWordKind;

typedef struct
{
  BsQueryWordKind kind;
  char *word;   /* what is shown */
  char *text;   /* (nullable): what is written; %NULL: .word */
  char *detail; /* (nullable): the type and unit of a column, the table that it is of */
  char *help;   /* (nullable): what it means */
} BsQueryWord;

void bs_query_word_free (BsQueryWord *self);

/**
 * bs_query_words_at:
 * @cursor: a byte of @sql
 * @all: also where nothing of a word stands before @cursor
 * @start: (out): the byte from which on a word replaces what is there up to @cursor
 *
 * Returns: (transfer full) (element-type BsQueryWord): what fits, the likeliest first
 */
GPtrArray *bs_query_words_at (const char *sql, gsize cursor, gboolean all, gsize *start);

/**
 * bs_query_word_span:
 * @where: a character of @sql
 * @start, @end: (out): characters
 *
 * The word, number, text or sign that stands at @where; behind the end the last one.
 */
void bs_query_word_span (const char *sql, glong where, glong *start, glong *end);

G_END_DECLS
