/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a corpus of trees; what is accepted must build a graph. */
#include "config.h"

#include <string.h>

#include "engine/tree-lstm.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 20000;
const char *const bs_fuzz_words[] = { "(",  ")",   "(2 ",  "\n",      " ",   "((",
                                      "))", "999", "\xff", "(1 a)\n", "\n(", NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTreeCorpus)
      corpus = bs_tree_corpus_parse ("input", (const char *) data, size, &error);

  g_assert_true ((corpus == NULL) == (error != NULL));
  if (corpus != NULL)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph)
          graph = bs_tree_lstm_build_graph (corpus, 0, corpus->n_trees, types, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (graph->n_nodes, ==, 3 * corpus->tree_start[corpus->n_trees] + 1);
      for (guint32 i = 0; i < corpus->tree_start[corpus->n_trees]; i++)
        g_assert_cmpuint (corpus->label[i], <, corpus->n_labels);
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
