/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a corpus of lattices; what is accepted must be consistent. */
#include "config.h"

#include <string.h>

#include "engine/readers/lattice-reader.h"
#include "tests/engine/corpus-checks.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 20000;
const char *const bs_fuzz_words[] = { "0",    "1",          "\n",
                                      " ",    "4294967295", "1000000000",
                                      "-1",   "2 0 5",      "99999999999999999999",
                                      "\xff", "\r\n",       NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCorpus) corpus = bs_check_parse ("lattice", &text, &size, &error);

  if (corpus != NULL)
    {
      const BsElements *nodes = &corpus->sets[BS_LATTICE_NODES];
      const BsElements *arcs = &corpus->sets[BS_LATTICE_ARCS];

      g_assert_cmpuint (corpus->sets[BS_LATTICE_STARTS].n, ==, corpus->n_inputs);
      for (guint32 i = 0; i < nodes->n; i++)
        {
          g_assert_cmpuint (arcs->start[i], <, arcs->start[i + 1]);
          for (guint32 k = arcs->start[i]; k < arcs->start[i + 1]; k++)
            g_assert_true (arcs->values[BS_LATTICE_FROM][k] < i
                           || arcs->values[BS_LATTICE_FROM][k] == BS_NO_ELEMENT);
        }
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "2\n4\n0 7 3 3\n0\n1 0 62\n2 1 480 0 3395\n1 2 7\n\n3\n0 1 1\n0 \n1 0 5\n2 1 5 0 9\n",
    "1\n2\n1 1\n0\n1 0 0\n",
    "\xef\xbb\xbf"
    "1 2 5 5 0 3 0 1 0 1 0 2",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
