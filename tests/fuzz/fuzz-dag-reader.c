/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a corpus of graphs; what is accepted must be consistent. */
#include "config.h"

#include <string.h>

#include "engine/readers/dag-reader.h"
#include "tests/engine/corpus-checks.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 10000;
const char *const bs_fuzz_words[] = {
  "0", "1", "\n", " ", "4294967295", "300", "-1", "\n1 1 0", "99999999999999999999", "\t", NULL
};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCorpus) corpus = bs_check_parse ("dag", &text, &size, &error);

  if (corpus != NULL)
    {
      const BsElements *nodes = &corpus->sets[BS_DAG_NODES], *inputs = &corpus->sets[BS_DAG_INPUTS];

      for (guint32 i = 0; i < nodes->n; i++)
        {
          g_assert_cmpuint (nodes->values[BS_DAG_KIND][i], <, corpus->vocabularies[BS_DAG_KINDS].n);
          for (guint32 k = inputs->start[i]; k < inputs->start[i + 1]; k++)
            g_assert_cmpuint (inputs->values[BS_DAG_NODE][k], <, i);
        }
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "5\n1 0\n1 0\n2 2 0 1\n2 2 2 2\n3 3 2 3 0\n",
    "1\n1 0\n\n3\n1 0\n2 1 0\n3 2 1 0\n",
    "7\n1 0\n2 1 0\n3 1 1\n1 1 2\n2 1 3\n3 1 4\n4 6 0 1 2 3 4 5\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
