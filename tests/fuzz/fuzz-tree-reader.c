/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a corpus of trees; what is accepted must be consistent. */
#include "config.h"

#include <string.h>

#include "engine/readers/tree-reader.h"
#include "tests/engine/corpus-checks.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 20000;
const char *const bs_fuzz_words[] = { "(",  ")",   "(2 ",  "\n",      " ",   "((",
                                      "))", "999", "\xff", "(1 a)\n", "\n(", NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCorpus) corpus = bs_check_parse ("tree", &text, &size, &error);

  if (corpus != NULL)
    {
      const BsElements *nodes = &corpus->sets[BS_TREE_NODES];

      for (guint32 i = 0; i < nodes->n; i++)
        {
          gboolean leaf = nodes->values[BS_TREE_LEAF][i] == 1;

          g_assert_true ((nodes->values[BS_TREE_WORD][i] != BS_NO_ELEMENT) == leaf);
          g_assert_true (leaf || nodes->values[BS_TREE_LEFT][i] < i);
          g_assert_true (leaf || nodes->values[BS_TREE_RIGHT][i] < i);
        }
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "(3 (2 (2 The) (2 rain)) (4 (3 stopped) (2 .)))\n(1 bad)\n",
    "( (S\n  (NP (DT The) (NN mill))\n  (VP (VBZ turns) (RB on)) (. .)))\n(X y)\n",
    "(1 (1 (1 (1 (1 a) (1 b)) (1 c)) (1 d)) (1 e))",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
