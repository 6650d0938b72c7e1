/* SPDX-License-Identifier: Apache-2.0 */
/* Policies and the scheduler, against definitions written out plainly. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/graph-text.h"
#include "engine/own-graph.h"
#include "engine/ratio.h"
#include "tests/engine/fixtures.h"

/* |Frontier (G^a)| by its definition. */
static guint32
count_reachable (const BsGraph *graph, const gboolean *executed, guint type)
{
  g_autofree gboolean *below = g_new0 (gboolean, graph->n_nodes);
  guint32 n = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
        {
          guint32 u = graph->inputs[e];

          below[v] |= below[u] || (graph->type[u] == type && !executed[u]);
        }
      n += graph->type[v] == type && !executed[v] && !below[v];
    }

  return n;
}

static guint32
count_ready (const BsGraph *graph, const gboolean *executed, guint type)
{
  guint32 n = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      gboolean ready = graph->type[v] == type && !executed[v];

      for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
        ready = ready && executed[graph->inputs[e]];
      n += ready;
    }

  return n;
}

/* Candidates as recorded are the frontier, with the ratios of the definition. */
static void
check_candidates (const BsGraph *graph, const BsSchedule *schedule)
{
  g_autofree gboolean *executed = g_new0 (gboolean, graph->n_nodes);

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];
      const BsCandidate *candidate = schedule->candidates + decision->first_candidate;
      guint n = 0;

      for (guint type = 0; type < graph->n_types; type++)
        {
          guint32 ready = count_ready (graph, executed, type);

          if (ready == 0)
            continue;
          g_assert_cmpuint (n, <, decision->n_candidates);
          g_assert_cmpuint (candidate[n].type, ==, type);
          g_assert_cmpuint (candidate[n].ready, ==, ready);
          g_assert_cmpuint (candidate[n].reachable, ==, count_reachable (graph, executed, type));
          n++;
        }
      g_assert_cmpuint (n, ==, decision->n_candidates);
      for (guint32 k = 0; k < decision->count; k++)
        executed[schedule->order[decision->first + k]] = TRUE;
    }
}

static void
test_random_graphs (void)
{
  BsRandom random;

  bs_random_init (&random, 1);
  for (guint round = 0; round < 60; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      /* Now and then more types than fit one word of a set. */
      guint n_types = round % 10 == 9 ? 80 : 1 + bs_random_below (&random, 8);
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 120), n_types, 4, types);
      guint32 bound = bs_graph_lower_bound (graph);
      g_auto (GStrv) names = bs_fixture_policy_names ();

      for (guint i = 0; names[i] != NULL; i++)
        {
          g_autoptr (BsPolicy) policy = bs_fixture_policy (names[i], graph, types);
          g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
          g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
          /* Not the same policy again: what it draws for a second graph is its own. */
          g_autoptr (BsPolicy) other = bs_fixture_policy (names[i], graph, types);
          g_autoptr (BsScheduler) plain = bs_scheduler_new (other, BS_ENCODING_SORT, FALSE);
          g_autoptr (BsSchedule) without = bs_scheduler_run (plain, graph, types);

          bs_fixture_assert_valid (graph, schedule);
          g_assert_cmpuint (schedule->n_decisions, >=, bound);
          check_candidates (graph, schedule);
          /* Recording reasons changes nothing. */
          g_assert_cmpmem (schedule->order, schedule->n_nodes * sizeof (guint32), without->order,
                           without->n_nodes * sizeof (guint32));
          g_assert_cmpuint (schedule->n_decisions, ==, without->n_decisions);
        }
    }
}

/* After every decision the counts are those of the definition. */
static void
check_reachable (const BsGraph *graph, const BsSchedule *schedule, BsRatio *ratio)
{
  g_autofree gboolean *executed = g_new0 (gboolean, graph->n_nodes);

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];
      const guint32 *nodes = schedule->order + decision->first;

      for (guint type = 0; type < graph->n_types; type++)
        g_assert_cmpuint (ratio->reachable[type], ==, count_reachable (graph, executed, type));
      bs_ratio_execute (ratio, nodes, decision->count);
      for (guint32 k = 0; k < decision->count; k++)
        executed[nodes[k]] = TRUE;
    }
  for (guint type = 0; type < graph->n_types; type++)
    g_assert_cmpuint (ratio->reachable[type], ==, 0);
}

/* Once, and again and again from a saved point; @has_own: which way the latter must go. */
static void
check_ratio (BsGraph *graph, const BsTypeTable *types, gboolean has_own)
{
  static const char *const names[] = { "agenda", "random", "unbatched" };
  g_autoptr (BsRatio) saved = bs_ratio_new (graph);

  bs_ratio_save (saved);
  g_assert_true ((saved->own != NULL) == has_own);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (BsPolicy) policy = bs_policy_new (names[i], NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      g_autoptr (BsRatio) once = bs_ratio_new (graph);

      check_reachable (graph, schedule, once);
      check_reachable (graph, schedule, saved);
      bs_ratio_reset (saved);
    }
}

static void
test_ratio_reset (void)
{
  static const guint n_types[] = { 90, 6, 2, 20 };
  BsRandom random;

  bs_random_init (&random, 13);
  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 150), n_types[round % 4], 4, types);

      check_ratio (graph, types, TRUE);
    }
}

/* Graphs whose nodes have far too many nearest ones of their type above: a hub between two layers,
 * and a chain that gathers one more node at every step. */
static void
test_ratio_too_large (void)
{
  for (guint m = 50; m <= 200; m += 150)
    for (guint shape = 0; shape < 2; shape++)
      {
        g_autoptr (BsTypeTable) types = bs_type_table_new ();
        g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
        g_autoptr (BsGraph) graph = NULL;
        guint32 inputs[200] = { 0 };

        bs_type_table_intern (types, "a", NULL, BS_SHAPE_CELL);
        bs_type_table_intern (types, "b", NULL, BS_SHAPE_CELL);
        for (guint i = 0; i < m; i++)
          inputs[i] = bs_graph_builder_add (builder, 0, 0, i, NULL, 0);
        if (shape == 0)
          {
            guint32 hub = bs_graph_builder_add (builder, 1, 0, 0, inputs, m);

            for (guint i = 0; i < m; i++)
              bs_graph_builder_add (builder, 0, 0, i, &hub, 1);
          }
        else
          {
            for (guint i = 1; i < m; i++)
              {
                guint32 pair[2] = { inputs[i], i == 1 ? inputs[0] : inputs[0] + m + i - 2 };

                bs_graph_builder_add (builder, 1, 0, i, pair, 2);
              }
            bs_graph_builder_add (builder, 0, 0, 0, (guint32[]){ 2 * m - 2 }, 1);
          }
        graph = bs_graph_builder_finish (builder, NULL);
        check_ratio (graph, types, m == 50);
      }
}

/* A node above another parent is no parent: the first a is above the third by the second too. */
static void
test_own_graph (void)
{
  static const char text[] = "5\n1 0\n1 1 0\n2 1 0\n1 2 1 2\n2 1 3\n";
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_graph_text_parse ("t", text, strlen (text), NULL, 0, types, NULL);
  const BsGraph *const graphs[] = { graph };
  g_autoptr (BsComponents) components = bs_components_new (graphs, 1);
  g_autoptr (BsOwnGraph) own = bs_own_graph_new (graph, components);
  static const guint32 child_start[] = { 0, 1, 2, 3, 3, 3 }, children[] = { 1, 3, 4 };

  g_assert_cmpmem (own->child_start, sizeof child_start, child_start, sizeof child_start);
  g_assert_cmpmem (own->children, sizeof children, children, sizeof children);
}

static void
test_depth (void)
{
  BsRandom random;

  bs_random_init (&random, 2);
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 150), 4, 3, types);
      g_autoptr (BsPolicy) policy = bs_policy_new ("depth", NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      g_autofree guint32 *depths = bs_graph_compute_depths (graph, NULL);
      guint64 last = 0;
      guint32 n_in_batches = 0;

      for (guint32 i = 0; i < schedule->n_decisions; i++)
        {
          const BsDecision *decision = &schedule->decisions[i];
          guint32 depth = depths[schedule->order[decision->first]];
          guint64 place = (guint64) depth << 16 | decision->type;

          /* Strictly ascending (depth, type), all of one depth: so one batch for each pair. */
          g_assert_true (i == 0 || place > last);
          last = place;
          for (guint32 k = 0; k < decision->count; k++)
            g_assert_cmpuint (depths[schedule->order[decision->first + k]], ==, depth);
          n_in_batches += decision->count;
        }
      g_assert_cmpuint (n_in_batches, ==, graph->n_nodes);
    }
}

static void
test_unbatched (void)
{
  BsRandom random;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsPolicy) policy = bs_policy_new ("unbatched", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, FALSE);
  g_autoptr (BsSchedule) schedule = NULL;

  bs_random_init (&random, 3);
  graph = bs_fixture_random_graph (&random, 500, 5, 3, types);
  schedule = bs_scheduler_run (scheduler, graph, types);
  g_assert_cmpuint (schedule->n_decisions, ==, 500);
}

static void
test_agenda (void)
{
  /* Two chains: a a a and b; mean depth of a is 2, of b is 1: b goes first although a is type 0. */
  static const char text[] = "5\n1 0\n1 1 0\n1 1 1\n2 0\n2 0\n";
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_graph_text_parse ("t", text, strlen (text), NULL, 0, types, NULL);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, TRUE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);

  g_assert_cmpuint (schedule->n_decisions, ==, 4);
  g_assert_cmpuint (schedule->decisions[0].type, ==, 1);
  g_assert_cmpuint (schedule->decisions[0].count, ==, 2);
  g_assert_cmpfloat (schedule->candidates[0].score, ==, 2.0);
  g_assert_cmpfloat (schedule->candidates[1].score, ==, 1.0);
  g_assert_cmpuint (schedule->decisions[1].reason, ==, BS_REASON_ONLY);
}

/* Mean depth of the nodes of a type that have not run, by its definition. */
static double
mean_depth_left (const BsGraph *graph, const guint32 *depths, const gboolean *executed, guint type)
{
  double sum = 0.0;
  guint n = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (graph->type[v] == type && !executed[v])
      {
        sum += depths[v];
        n++;
      }

  return sum / n;
}

static void
test_scores (void)
{
  BsRandom random;

  bs_random_init (&random, 12);
  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 100), 4, 3, types);
      g_autofree guint32 *depths = bs_graph_compute_depths (graph, NULL);
      g_autofree gboolean *executed = g_new0 (gboolean, graph->n_nodes);
      g_autoptr (BsPolicy) remaining = bs_policy_new ("agenda-remaining", NULL, NULL);
      g_autoptr (BsPolicy) sufficient = bs_policy_new ("sufficient", NULL, NULL);
      g_autoptr (BsScheduler) by_depth = bs_scheduler_new (remaining, BS_ENCODING_BASE, TRUE);
      g_autoptr (BsScheduler) by_rho = bs_scheduler_new (sufficient, BS_ENCODING_BASE, TRUE);
      g_autoptr (BsSchedule) a = bs_scheduler_run (by_depth, graph, types);
      g_autoptr (BsSchedule) b = bs_scheduler_run (by_rho, graph, types);

      for (guint32 i = 0; i < a->n_decisions; i++)
        {
          const BsDecision *decision = &a->decisions[i];
          const BsCandidate *candidates = a->candidates + decision->first_candidate;
          double least = G_MAXDOUBLE;
          guint first = 0;

          for (guint k = 0; k < decision->n_candidates; k++)
            {
              double mean = mean_depth_left (graph, depths, executed, candidates[k].type);

              g_assert_cmpfloat (candidates[k].score, ==, mean);
              if (mean < least)
                {
                  least = mean;
                  first = candidates[k].type;
                }
            }
          g_assert_cmpuint (decision->type, ==, first);
          for (guint32 k = 0; k < decision->count; k++)
            executed[a->order[decision->first + k]] = TRUE;
        }

      for (guint32 i = 0; i < b->n_decisions; i++)
        {
          const BsDecision *decision = &b->decisions[i];
          const BsCandidate *candidates = b->candidates + decision->first_candidate;
          double largest = 0.0;
          guint first = 0;

          for (guint k = 0; k < decision->n_candidates; k++)
            {
              double own = (double) candidates[k].ready / candidates[k].reachable;

              g_assert_cmpfloat (candidates[k].score, ==, own);
              if (own > largest)
                {
                  largest = own;
                  first = candidates[k].type;
                }
            }
          g_assert_cmpuint (decision->type, ==, first);
        }
    }
}

static void
test_encodings (void)
{
  static const guint32 ready[] = { 0, 3, 5, 0, 5, 3, 1 };
  static const guint16 rank[] = { 6, 5, 4, 3, 2, 1, 0 };
  guint16 key[8];

  g_assert_cmpuint (bs_state_encode (BS_ENCODING_BASE, ready, 7, NULL, key), ==, 5);
  g_assert_cmpmem (key, 10, ((guint16[]){ 1, 2, 4, 5, 6 }), 10);
  g_assert_cmpuint (bs_state_encode (BS_ENCODING_MAX, ready, 7, NULL, key), ==, 6);
  g_assert_cmpmem (key, 12, ((guint16[]){ 1, 2, 4, 5, 6, 2 }), 12);
  g_assert_cmpuint (bs_state_encode (BS_ENCODING_SORT, ready, 7, NULL, key), ==, 5);
  g_assert_cmpmem (key, 10, ((guint16[]){ 2, 4, 1, 5, 6 }), 10);
  g_assert_cmpuint (bs_state_encode (BS_ENCODING_SORT, ready, 7, rank, key), ==, 5);
  g_assert_cmpmem (key, 10, ((guint16[]){ 4, 2, 5, 1, 6 }), 10);
  g_assert_cmpuint (bs_state_encode (BS_ENCODING_BASE, ready, 7, rank, key), ==, 5);
  g_assert_cmpmem (key, 10, ((guint16[]){ 6, 5, 4, 2, 1 }), 10);
  g_assert_cmpuint (bs_state_encode (BS_ENCODING_MAX, ready, 0, NULL, key), ==, 0);
}

static void
test_state_table (void)
{
  g_autoptr (BsStateTable) table = bs_state_table_new (BS_ENCODING_SORT);
  guint length;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 3000; i++)
      {
        guint16 key[] = { i / 100, i % 100, 7 };

        g_assert_cmpuint (bs_state_table_intern (table, key, 2 + i % 2), ==, i);
      }
  g_assert_cmpuint (table->n_states, ==, 3000);
  g_assert_cmpuint (bs_state_table_get (table, 1234, &length)[0], ==, 12);
  g_assert_cmpuint (length, ==, 2);
  g_assert_cmpuint (bs_state_table_lookup (table, (guint16[]){ 99, 99, 99 }, 3), ==, G_MAXUINT32);
}

/* A learned table follows names: the same decisions when a run numbers its types otherwise. */
static void
test_fsm_by_name (void)
{
  BsRandom random;

  bs_random_init (&random, 7);
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new (), turned = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, 100, 5, 3, types);
      g_autoptr (GString) text = bs_graph_text_to_string (graph);
      const char *names[] = { "t1", "t2", "t3", "t4", "t5" };
      g_autoptr (BsGraph) other = NULL;

      for (int i = 5; i >= 1; i--)
        bs_type_table_intern (turned, names[i - 1], NULL, BS_SHAPE_CELL);
      other = bs_graph_text_parse ("t", text->str, text->len, names, 5, turned, NULL);
      for (guint encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
        {
          g_autoptr (BsPolicy)
              policy = bs_fixture_policy (bs_encoding_to_string (encoding), graph, types);
          g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, 0, TRUE);
          g_autoptr (BsSchedule) a = bs_scheduler_run (scheduler, graph, types);
          g_autoptr (BsScheduler) other_scheduler = bs_scheduler_new (policy, 0, TRUE);
          g_autoptr (BsSchedule) b = bs_scheduler_run (other_scheduler, other, turned);

          g_assert_cmpuint (a->n_decisions, ==, b->n_decisions);
          for (guint32 i = 0; i < a->n_decisions; i++)
            {
              const char *name_a = types->types[a->decisions[i].type].name;
              const char *name_b = turned->types[b->decisions[i].type].name;
              guint length_a, length_b;
              const guint16 *key_a = bs_state_table_get (a->states, a->decisions[i].state,
                                                         &length_a);
              const guint16 *key_b = bs_state_table_get (b->states, b->decisions[i].state,
                                                         &length_b);
              g_autofree char *state_a = bs_state_to_string (encoding, key_a, length_a, types);
              g_autofree char *state_b = bs_state_to_string (encoding, key_b, length_b, turned);

              g_assert_cmpstr (name_a, ==, name_b);
              g_assert_cmpstr (state_a, ==, state_b);
              g_assert_cmpuint (a->decisions[i].reason, ==, b->decisions[i].reason);
            }
        }
    }
}

/* An empty table knows nothing: every choice falls back, to rho = 1 where there is such a type. */
static void
test_fallback (void)
{
  BsRandom random;

  bs_random_init (&random, 8);
  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (&random, 80, 4, 3, types);
      g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_SORT);
      g_autoptr (BsPolicy) policy = bs_policy_new_fsm (fsm);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, 0, TRUE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      guint n_fallbacks = 0;

      bs_fixture_assert_valid (graph, schedule);
      for (guint32 i = 0; i < schedule->n_decisions; i++)
        {
          const BsDecision *decision = &schedule->decisions[i];
          const BsCandidate *candidates = schedule->candidates + decision->first_candidate;
          double best = 0.0, chosen = 0.0;

          for (guint k = 0; k < decision->n_candidates; k++)
            {
              double rho = (double) candidates[k].ready / candidates[k].reachable;

              best = fmax (best, rho);
              if (candidates[k].type == decision->type)
                chosen = rho;
            }
          if (decision->n_candidates == 1)
            g_assert_cmpuint (decision->reason, ==, BS_REASON_ONLY);
          else
            {
              g_assert_cmpfloat (chosen, ==, best);
              g_assert_cmpuint (decision->reason, ==,
                                best == 1.0 ? BS_REASON_SAFE : BS_REASON_RATIO);
              n_fallbacks++;
            }
        }
      g_assert_cmpuint (schedule->n_fallbacks, ==, n_fallbacks);
    }
}

/* Every ready type is as likely as the others, and the seed is all that counts. */
static void
test_random (void)
{
  static const char text[] = "4\n1 0\n2 0\n3 0\n4 0\n";
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_graph_text_parse ("t", text, strlen (text), NULL, 0, types, NULL);
  guint n_first[4] = { 0 }, n_same = 0;

  for (guint64 seed = 1; seed <= 20; seed++)
    {
      BsPolicyOptions options;
      g_autoptr (BsPolicy) policy = NULL, again = NULL;
      g_autoptr (BsScheduler) scheduler = NULL, rerun = NULL;
      guint last = 4;

      bs_policy_options_init (&options);
      options.seed = seed;
      policy = bs_policy_new ("random", &options, NULL);
      again = bs_policy_new ("random", &options, NULL);
      scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, TRUE);
      rerun = bs_scheduler_new (again, BS_ENCODING_BASE, FALSE);
      for (guint i = 0; i < 200; i++)
        {
          g_autoptr (BsSchedule) a = bs_scheduler_run (scheduler, graph, types);
          g_autoptr (BsSchedule) b = bs_scheduler_run (rerun, graph, types);

          for (guint k = 0; k < 4; k++)
            {
              g_assert_cmpuint (a->decisions[k].type, ==, b->decisions[k].type);
              g_assert_cmpuint (a->decisions[k].draw, ==, b->decisions[k].draw);
              g_assert_cmpuint (a->decisions[k].reason, ==,
                                k < 3 ? BS_REASON_RANDOM : BS_REASON_ONLY);
            }
          g_assert_cmpuint (a->decisions[0].type, ==,
                            (guint) (((unsigned __int128) a->decisions[0].draw * 4) >> 64));
          g_assert_cmpuint (a->decisions[3].draw, ==, 0);
          n_first[a->decisions[0].type]++;
          n_same += a->decisions[0].type == last;
          last = a->decisions[0].type;
        }
    }
  /* Of 4000, six standard deviations around a quarter. */
  for (guint type = 0; type < 4; type++)
    g_assert_true (n_first[type] > 836 && n_first[type] < 1164);
  g_assert_true (n_same > 836 && n_same < 1164);
}

/* The schedule of the rule on the turned graph, turned again. */
static void
test_sufficient_reversed (void)
{
  BsRandom random;

  bs_random_init (&random, 21);
  for (guint round = 0; round < 60; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 120), 5, 3, types);
      g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
      g_autoptr (BsGraph) turned = NULL;
      g_autoptr (BsPolicy) forward = bs_policy_new ("sufficient", NULL, NULL);
      g_autoptr (BsPolicy) backward = bs_policy_new ("sufficient-reversed", NULL, NULL);
      g_autoptr (BsScheduler) a = bs_scheduler_new (forward, BS_ENCODING_BASE, FALSE);
      g_autoptr (BsScheduler) b = bs_scheduler_new (backward, BS_ENCODING_BASE, TRUE);
      g_autoptr (BsSchedule) expected = NULL, schedule = NULL;
      guint32 n = graph->n_nodes;

      for (guint32 v = n; v-- > 0;)
        {
          guint32 inputs[200];
          guint n_inputs = 0;

          for (guint32 i = graph->output_start[v]; i < graph->output_start[v + 1]; i++)
            inputs[n_inputs++] = n - 1 - graph->outputs[i];
          bs_graph_builder_add (builder, graph->type[v], 0, v, inputs, n_inputs);
        }
      turned = bs_graph_builder_finish (builder, NULL);
      expected = bs_scheduler_run (a, turned, types);
      schedule = bs_scheduler_run (b, graph, types);
      g_assert_cmpuint (schedule->n_decisions, ==, expected->n_decisions);
      for (guint32 i = 0; i < schedule->n_decisions; i++)
        {
          const BsDecision *own = &schedule->decisions[i];
          const BsDecision *other = &expected->decisions[schedule->n_decisions - 1 - i];
          guint64 sum = 0;

          g_assert_cmpuint (own->type, ==, other->type);
          g_assert_cmpuint (own->count, ==, other->count);
          for (guint32 k = 0; k < own->count; k++)
            {
              sum += schedule->order[own->first + k];
              sum -= n - 1 - expected->order[other->first + k];
            }
          g_assert_cmpuint (sum, ==, 0);
        }
    }
}

static void
test_options (void)
{
  g_autoptr (GError) error = NULL;
  BsPolicyOptions options;

  bs_policy_options_init (&options);
  options.beam_width = 0;
  g_assert_null (bs_policy_new ("beam", &options, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "beam is from 1 to");
  g_clear_error (&error);
  options.beam_width = 1;
  options.max_states = 0;
  g_assert_null (bs_policy_new ("exact", &options, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "search are from 1 to");
}

/* What is no longer written down changes no decision. */
static void
test_room (void)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule) all = NULL;
  g_autoptr (BsSchedule) some = NULL;
  BsRandom random;
  guint32 room;

  bs_random_init (&random, 7);
  graph = bs_fixture_random_graph (&random, 300, 6, 2, types);
  all = bs_scheduler_run (scheduler, graph, types);
  room = all->n_candidates / 2;
  bs_scheduler_set_room (scheduler, room);
  some = bs_scheduler_run (scheduler, graph, types);

  bs_fixture_assert_valid (graph, some);
  g_assert_cmpuint (some->n_candidates, >, room);
  g_assert_cmpuint (some->n_candidates, <=, room + 6);
  g_assert_cmpuint (some->n_decisions, ==, all->n_decisions);
  for (guint32 i = 0; i < all->n_decisions; i++)
    {
      const BsDecision *own = &some->decisions[i], *whole = &all->decisions[i];
      gboolean recorded = whole->first_candidate <= room;

      g_assert_cmpuint (own->type, ==, whole->type);
      g_assert_cmpuint (own->count, ==, whole->count);
      g_assert_cmpuint (own->n_candidates, ==, recorded ? whole->n_candidates : 0);
      g_assert_cmpuint (own->state, ==, recorded ? whole->state : 0);
    }
}

static void
test_unknown_name (void)
{
  g_autofree char *known = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (bs_policy_new ("best", NULL, &error));
  known = g_strjoinv (", ", (char **) bs_policy_names ());
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, known);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policies/random-graphs", test_random_graphs);
  g_test_add_func ("/policies/ratio-reset", test_ratio_reset);
  g_test_add_func ("/policies/ratio-too-large", test_ratio_too_large);
  g_test_add_func ("/policies/own-graph", test_own_graph);
  g_test_add_func ("/policies/depth", test_depth);
  g_test_add_func ("/policies/unbatched", test_unbatched);
  g_test_add_func ("/policies/agenda", test_agenda);
  g_test_add_func ("/policies/scores", test_scores);
  g_test_add_func ("/policies/encodings", test_encodings);
  g_test_add_func ("/policies/state-table", test_state_table);
  g_test_add_func ("/policies/fsm-by-name", test_fsm_by_name);
  g_test_add_func ("/policies/fallback", test_fallback);
  g_test_add_func ("/policies/random", test_random);
  g_test_add_func ("/policies/sufficient-reversed", test_sufficient_reversed);
  g_test_add_func ("/policies/options", test_options);
  g_test_add_func ("/policies/room", test_room);
  g_test_add_func ("/policies/unknown-name", test_unknown_name);

  return g_test_run ();
}
