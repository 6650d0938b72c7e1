/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a corpus of tagged sentences; what is accepted must be consistent. */
#include "config.h"

#include <string.h>

#include "engine/readers/tagged-reader.h"
#include "tests/engine/corpus-checks.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 10000;
const char *const bs_fuzz_words[] = { "|",    "|O",   "a|",         "\n", " ",  "||",
                                      "\r\n", "\xff", "\xc3\xa9|X", "\t", "  ", NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCorpus) corpus = bs_check_parse ("tagged", &text, &size, &error);

  if (corpus != NULL)
    for (guint32 i = 0; i < corpus->sets[BS_TAGGED_WORDS].n; i++)
      {
        g_assert_cmpuint (corpus->sets[BS_TAGGED_WORDS].values[BS_TAGGED_COUNT][i], >, 0);
        g_assert_cmpuint (corpus->sets[BS_TAGGED_LETTERS].start[i], <,
                          corpus->sets[BS_TAGGED_LETTERS].start[i + 1]);
      }
  for (guint32 i = 0; corpus != NULL && i < corpus->sets[BS_TAGGED_LETTERS].n; i++)
    g_assert_cmpuint (corpus->sets[BS_TAGGED_LETTERS].values[BS_TAGGED_LETTER_ID][i], !=,
                      BS_TAGGED_PAD);

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "The|DET rain|NOUN stopped|VERB .|PUNCT\nRain|NOUN !|PUNCT\n",
    "a|b|c\r\n\r\n\xc3\xa9t\xc3\xa9|O \xe2\x82\xac|O",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
