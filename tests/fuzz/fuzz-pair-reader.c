/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as two files of parallel text, up to the first NUL and behind it; what is accepted must
 * be consistent. */
#include "config.h"

#include <string.h>

#include "engine/readers/pair-reader.h"
#include "tests/engine/corpus-checks.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 10000;
const char *const bs_fuzz_words[] = { "\n",      " ",  "\r\n", "\n\n", "<s>", "</s>",
                                      "<start>", "\t", "\xff", "a b",  NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *separator = size > 0 ? memchr (data, '\0', size) : NULL;
  gsize first = separator != NULL ? (gsize) (separator - data) : size;
  gsize second = separator != NULL ? first + 1 : size;
  const char *texts[] = { (const char *) data, (const char *) data + second };
  gsize lengths[] = { first, size - second };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCorpus) corpus = bs_check_parse ("pair", texts, lengths, &error);

  for (guint32 i = 0; corpus != NULL && i < corpus->n_inputs; i++)
    {
      const BsElements *target = &corpus->sets[BS_PAIR_TARGET];
      guint32 start = target->start[i];

      g_assert_cmpuint (target->start[i + 1] - start, >, 2);
      g_assert_cmpuint (target->values[BS_PAIR_PREVIOUS][start], ==, BS_PAIR_START);
      g_assert_cmpuint (target->values[BS_PAIR_ID][start], !=, BS_PAIR_START);
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char seeds_text[][60] = {
    "The rain stopped .\nIt .\0Ti aron tipotsu.\nTi .\n",
    "a\n\nb c\r\n\0x y\nz\n\xc3\xa9\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (seeds_text); i++)
    {
      gsize first = strlen (seeds_text[i]) + 1;

      g_ptr_array_add (seeds,
                       g_bytes_new_static (seeds_text[i], first + strlen (seeds_text[i] + first)));
    }

  return seeds;
}
