/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a graph in the text form; what is accepted must schedule. */
#include "config.h"

#include <string.h>

#include "engine/graph-text.h"
#include "engine/policy.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 3000;
const char *const bs_fuzz_words[] = {
  "0", "1", "\n", " ", "4294967295", "300", "-1", "\n1 1 0", "99999999999999999999", "\t", NULL
};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph)
      graph = bs_graph_text_parse ("input", (const char *) data, size, NULL, 0, types, &error);

  g_assert_true ((graph == NULL) == (error != NULL));
  if (graph != NULL && graph->n_types < 1000)
    {
      g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_MAX);
      g_autoptr (BsPolicy) policy = bs_policy_new_fsm (fsm);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, 0, TRUE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);

      g_assert_cmpuint (schedule->n_decisions, >=, bs_graph_lower_bound (graph));
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "5\n1 0\n1 0\n2 2 0 1\n2 2 2 2\n3 3 2 3 0\n",
    "1\n1 0\n",
    "7\n1 0\n2 1 0\n3 1 1\n1 1 2\n2 1 3\n3 1 4\n4 6 0 1 2 3 4 5\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
