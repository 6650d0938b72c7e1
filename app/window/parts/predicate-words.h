/* SPDX-License-Identifier: Apache-2.0 */
/* What can be written next in a predicate over decisions, for completion. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct
{
  char *word; /* as it is written, with its quotes */
  char *help; /* (nullable): what it means, translated */
} BsPredicateWord;

void bs_predicate_word_free (BsPredicateWord *self);

/**
 * bs_predicate_words_at:
 * @trace: (nullable): whose types, states and reasons are completed between quotes
 * @cursor: a character of @text, from 0
 * @all: columns, too, where nothing of a word stands before @cursor
 * @start: (out): the character from which on a word replaces what is there up to @cursor
 *
 * Returns: (transfer full) (element-type BsPredicateWord): what fits, the likeliest first
 */
GPtrArray *bs_predicate_words_at (BsTrace *trace, const char *text, glong cursor, gboolean all,
                                  glong *start);

/**
 * bs_predicate_word_span:
 * @where: a character of @text
 * @start, @end: (out): bytes
 *
 * The word, number, quoted text or sign that stands at @where; at the end of @text the last one.
 */
void bs_predicate_word_span (const char *text, glong where, guint *start, guint *end);

G_END_DECLS
