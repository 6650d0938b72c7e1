/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a graph in the text form; what is accepted must schedule, with tables that fit badly
 * and with searches that give up. */
#include "config.h"

#include <string.h>

#include "engine/graph-text.h"
#include "engine/policy.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 3000;
const char *const bs_fuzz_words[] = {
  "0", "1", "\n", " ", "4294967295", "300", "-1", "\n1 1 0", "99999999999999999999", "\t", NULL
};

static void
schedule (BsPolicy *policy, const BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  guint32 n_nodes = 0;

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    n_nodes += schedule->decisions[i].count;
  g_assert_cmpuint (n_nodes, ==, graph->n_nodes);
  g_assert_cmpuint (schedule->n_decisions, >=, bs_graph_lower_bound (graph));
}

/* A table of the encoding that knows every other type; of a marked one, the wrong way round. */
static void
schedule_by_table (BsEncoding encoding, const BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsFsm) fsm = bs_fsm_new (encoding);
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (fsm);

  for (guint i = 0; i < types->n_types; i += 2)
    {
      BsFsmType *facts = bs_fsm_peek_type (fsm, i / 2);

      bs_type_table_intern (fsm->types, types->types[i].name, "x", BS_SHAPE_CELL);
      facts->component = i % 4 == 0 ? BS_MAX_TYPES - 1 - i : 0;
      facts->priority[i % BS_N_MARKS] = i % 3 == 0 ? G_MAXDOUBLE : -G_MAXDOUBLE;
    }
  schedule (policy, graph, types);
}

static void
search (const char *name, const BsGraph *graph, const BsTypeTable *types)
{
  const BsPolicyOptions options = { .seed = 1, .beam_width = 3, .max_states = 50 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsPolicy) policy = bs_policy_new (name, &options, &error);

  g_assert_no_error (error);
  schedule (policy, graph, types);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph)
      graph = bs_graph_text_parse ("input", (const char *) data, size, NULL, 0, types, &error);

  g_assert_true ((graph == NULL) == (error != NULL));
  if (graph != NULL && graph->n_types < 80)
    {
      schedule_by_table (BS_ENCODING_MAX, graph, types);
      schedule_by_table (BS_ENCODING_MARKED, graph, types);
      search ("sufficient-reversed", graph, types);
      search ("beam", graph, types);
      search ("exact", graph, types);
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
    "9\n1 0\n2 0\n2 1 0\n1 1 1\n1 2 2 3\n2 2 2 3\n1 1 4\n2 7 0 1 2 3 4 5 6\n65 1 7\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
