/* SPDX-License-Identifier: Apache-2.0 */
/* Components and marks equal what follows from their definitions, on random graphs. */
#include "config.h"

#include <string.h>

#include "engine/components.h"
#include "engine/marks.h"
#include "engine/state.h"
#include "tests/engine/fixtures.h"

static BsGraph *
draw_graph (BsRandom *random, guint max_nodes, guint n_types)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();

  return bs_fixture_random_graph (random, 1 + bs_random_below (random, max_nodes), n_types, 4,
                                  types);
}

/* Which types have nodes below nodes of which, by closure. */
static guint8 *
find_reach (const BsGraph *graph)
{
  guint n = graph->n_types;
  guint8 *reach = g_new0 (guint8, n * n + 1);

  for (guint32 v = 0; v < graph->n_nodes; v++)
    for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
      reach[graph->type[graph->inputs[i]] * n + graph->type[v]] = 1;
  for (guint k = 0; k < n; k++)
    for (guint a = 0; a < n; a++)
      for (guint b = 0; reach[a * n + k] && b < n; b++)
        reach[a * n + b] |= reach[k * n + b];

  return reach;
}

static void
test_components (void)
{
  BsRandom random;

  bs_random_init (&random, 3);
  for (guint round = 0; round < 300; round++)
    {
      guint n_types = round % 5 == 0 ? 100 : 1 + bs_random_below (&random, 12);
      g_autoptr (BsGraph) graph = draw_graph (&random, round % 2 == 0 ? 20 : 120, n_types);
      const BsGraph *graphs[] = { graph };
      g_autoptr (BsComponents) components = bs_components_new (graphs, 1);
      g_autofree guint8 *reach = find_reach (graph);
      guint n = graph->n_types;

      g_assert_cmpuint (components->n_types, ==, n);
      for (guint a = 0; a < n; a++)
        {
          guint size = 0, own = components->component[a];

          for (guint b = 0; b < n; b++)
            {
              gboolean together = a == b || (reach[a * n + b] && reach[b * n + a]);

              g_assert_true (together == (own == components->component[b]));
              if (!together && reach[a * n + b])
                g_assert_cmpuint (own, <, components->component[b]);
              size += together;
            }
          g_assert_cmpuint (components->size[own], ==, size);
          g_assert_true (components->is_chained[own] == (size > 1 || reach[a * n + a]));
        }
    }
}

/* The chain of @type that begins with each node that has not run. */
static void
measure (const BsGraph *graph, const guint8 *executed, guint type, const guint16 *component,
         guint32 *chain)
{
  for (guint32 v = graph->n_nodes; v-- > 0;)
    {
      chain[v] = 0;
      for (guint32 i = graph->output_start[v]; i < graph->output_start[v + 1]; i++)
        if (component[graph->type[graph->outputs[i]]] == component[graph->type[v]])
          chain[v] = MAX (chain[v], chain[graph->outputs[i]]);
      chain[v] += graph->type[v] == type;
      if (executed[v])
        chain[v] = 0;
    }
}

static void
check_marks (const BsFrontier *frontier, const BsComponents *components, const guint16 *types,
             const guint16 *marks, guint n)
{
  const BsGraph *graph = frontier->graph;
  g_autofree guint8 *executed = bs_frontier_find_executed (frontier);
  g_autofree guint32 *chain = g_new (guint32, graph->n_nodes);
  g_autofree guint *alone = g_new0 (guint, n);
  guint16 own = components->component[types[0]];
  guint most = 0;

  for (guint type = 0; type < graph->n_types; type++)
    {
      guint32 longest = 0;
      guint n_longest = 0, n_ready_longest = 0, n_leaders = 0, leader = 0;

      if (components->component[type] != own)
        continue;
      measure (graph, executed, type, components->component, chain);
      for (guint32 v = 0; v < graph->n_nodes; v++)
        if (graph->type[v] == type && chain[v] >= longest)
          {
            n_longest = chain[v] > longest ? 1 : n_longest + 1;
            longest = chain[v];
          }
      if (longest == 0)
        continue;

      for (guint i = 0; i < n; i++)
        {
          gboolean leads = FALSE;

          for (guint32 k = frontier->head[types[i]]; k < frontier->tail[types[i]]; k++)
            {
              gboolean has = chain[frontier->order[k]] == longest;

              leads = leads || has;
              n_ready_longest += has && types[i] == type;
            }
          if (types[i] == type)
            g_assert_true (((marks[i] & BS_MARK_LOWERS_BOUND) != 0)
                           == (n_ready_longest == n_longest));
          n_leaders += leads;
          leader = leads ? i : leader;
        }
      if (n_leaders == 1)
        alone[leader]++;
    }
  for (guint i = 0; i < n; i++)
    if (alone[i] > alone[most])
      most = i;
  for (guint i = 0; i < n; i++)
    g_assert_true (((marks[i] & BS_MARK_LEADS) != 0) == (i == most && alone[most] > 0));
}

static void
test_marks (void)
{
  BsRandom random;

  bs_random_init (&random, 4);
  for (guint round = 0; round < 120; round++)
    {
      g_autoptr (BsGraph) graph = draw_graph (&random, 80, 1 + bs_random_below (&random, 7));
      const BsGraph *graphs[] = { graph };
      g_autoptr (BsComponents) components = bs_components_new (graphs, 1);
      g_autoptr (BsMarks) marks = bs_marks_new ();
      guint16 types[16], found[16];
      BsFrontier frontier = { 0 };

      bs_frontier_begin (&frontier, graph);
      bs_marks_begin (marks, &frontier, components->component);
      for (guint pass = 0; pass < 2; pass++)
        {
          while (frontier.n_executed < graph->n_nodes)
            {
              guint n = bs_marks_find (marks, &frontier, NULL, types, found);
              guint32 first, count;

              for (guint i = 0; i < n; i++)
                g_assert_cmpuint (components->component[types[i]], ==,
                                  components->component[types[0]]);
              if (components->size[components->component[types[0]]] > 1 && n > 1)
                check_marks (&frontier, components, types, found, n);
              count = bs_frontier_take (&frontier, types[bs_random_below (&random, n)], BS_TAKE_ALL,
                                        &first);
              bs_marks_taken (marks, &frontier, frontier.order + first, count);
            }
          bs_frontier_begin (&frontier, graph);
          bs_marks_reset (marks, &frontier);
        }
      bs_frontier_clear (&frontier);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/marks/components", test_components);
  g_test_add_func ("/marks/marks", test_marks);

  return g_test_run ();
}
