/* SPDX-License-Identifier: Apache-2.0 */
/* Tagged sentences, one a line, of tokens `word|TAG` with blanks between them. */
#pragma once

#include "engine/corpus.h"

G_BEGIN_DECLS

enum
{
  BS_TAGGED_WORDS,
  BS_TAGGED_LETTERS
};

/* Attributes of words. */
enum
{
  BS_TAGGED_ID,
  BS_TAGGED_TAG,
  BS_TAGGED_COUNT
};

/* Attributes of letters. */
enum
{
  BS_TAGGED_LETTER_ID
};

enum
{
  BS_TAGGED_VOCABULARY_WORDS,
  BS_TAGGED_VOCABULARY_LABELS,
  BS_TAGGED_VOCABULARY_CHARACTERS
};

/* The id of the character that stands for both ends of a word. */
#define BS_TAGGED_PAD 0

/** bs_tagged_parse: a token is split at its last `|`. Empty lines are skipped. */
BsCorpus *bs_tagged_parse (const char *const *names, const char *const *texts, const gsize *lengths,
                           GError **error);

G_END_DECLS
