/* SPDX-License-Identifier: Apache-2.0 */
/* Policies and the scheduler, against definitions written out plainly. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/graph-text.h"
#include "engine/ratio.h"
#include "tests/engine/fixtures.h"

static const char *const policy_names[] = { "unbatched",  "depth", "agenda", "agenda-remaining",
                                            "sufficient", "base",  "max",    "sort" };

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

      for (guint i = 0; i < G_N_ELEMENTS (policy_names); i++)
        {
          g_autoptr (BsPolicy) policy = bs_fixture_policy (policy_names[i], graph, types);
          g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
          g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
          g_autoptr (BsScheduler) plain = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
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

/* Counts of every type and node, and counts of what is needed only, say the same. */
static void
test_ratio_forms (void)
{
  BsRandom random;

  bs_random_init (&random, 13);
  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      guint n_types = round % 4 == 0 ? 90 : 6;
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 150), n_types, 4, types);
      g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      g_autoptr (BsRatio) dense = bs_ratio_new_with_limit (graph, G_MAXSIZE);
      g_autoptr (BsRatio) sparse = bs_ratio_new_with_limit (graph, 0);

      for (guint pass = 0; pass < 2; pass++)
        {
          for (guint32 i = 0; i < schedule->n_decisions; i++)
            {
              const BsDecision *decision = &schedule->decisions[i];

              g_assert_cmpmem (dense->reachable, graph->n_types * sizeof (guint32),
                               sparse->reachable, graph->n_types * sizeof (guint32));
              bs_ratio_execute (dense, schedule->order + decision->first, decision->count);
              bs_ratio_execute (sparse, schedule->order + decision->first, decision->count);
            }
          for (guint type = 0; type < graph->n_types; type++)
            g_assert_cmpuint (dense->reachable[type], ==, 0);
          bs_ratio_reset (dense);
          bs_ratio_reset (sparse);
        }
    }
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
      g_autoptr (BsPolicy) policy = bs_policy_new ("depth", NULL);
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
  g_autoptr (BsPolicy) policy = bs_policy_new ("unbatched", NULL);
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
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL);
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
      g_autoptr (BsPolicy) remaining = bs_policy_new ("agenda-remaining", NULL);
      g_autoptr (BsPolicy) sufficient = bs_policy_new ("sufficient", NULL);
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

static void
test_unknown_name (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bs_policy_new ("best", &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND,
                            "unbatched, depth, agenda, agenda-remaining, sufficient");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/policies/random-graphs", test_random_graphs);
  g_test_add_func ("/policies/ratio-forms", test_ratio_forms);
  g_test_add_func ("/policies/depth", test_depth);
  g_test_add_func ("/policies/unbatched", test_unbatched);
  g_test_add_func ("/policies/agenda", test_agenda);
  g_test_add_func ("/policies/scores", test_scores);
  g_test_add_func ("/policies/encodings", test_encodings);
  g_test_add_func ("/policies/state-table", test_state_table);
  g_test_add_func ("/policies/fsm-by-name", test_fsm_by_name);
  g_test_add_func ("/policies/fallback", test_fallback);
  g_test_add_func ("/policies/unknown-name", test_unknown_name);

  return g_test_run ();
}
