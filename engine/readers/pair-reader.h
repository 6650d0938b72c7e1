/* SPDX-License-Identifier: Apache-2.0 */
/* Parallel text: two files of the same number of lines, a sentence a line, words with blanks
 * between them. */
#pragma once

#include "engine/corpus.h"

G_BEGIN_DECLS

enum
{
  BS_PAIR_SOURCE,
  BS_PAIR_TARGET
};

/* Attributes of words; only those of the target have the second. */
enum
{
  BS_PAIR_ID,
  BS_PAIR_PREVIOUS
};

/* Vocabularies have the numbers of their sets. */

/* The id that a decoder reads first: of no word of the target. */
#define BS_PAIR_START 0

/**
 * bs_pair_parse:
 *
 * Both sides of a sentence begin with `<s>` and end with `</s>`. A pair of which a side is empty
 * is skipped.
 */
BsCorpus *bs_pair_parse (const char *const *names, const char *const *texts, const gsize *lengths,
                         GError **error);

G_END_DECLS
