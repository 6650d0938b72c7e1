/* SPDX-License-Identifier: Apache-2.0 */
/* What if: branches that change nothing are the recording, others are what can be worked out by hand,
 * and the scan finds what trying everything finds. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/run.h"
#include "profiles/recording/recorder.h"
#include "profiles/replay/regret.h"
#include "tests/engine/fixtures.h"

static char *folder;

static BsTrace *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  BsTrace *trace = bs_trace_load (path, NULL, &error);

  g_assert_no_error (error);
  g_unlink (path);

  return trace;
}

static BsRecorder *
start_recording (const char *path, BsPolicy *policy, const char *name)
{
  g_autoptr (GError) error = NULL;
  BsRecorder *recorder = bs_recorder_new (path, &error);

  g_assert_no_error (error);
  bs_recorder_set_info (recorder, "policy", name);
  bs_recorder_set_info (recorder, "seed", "1");
  bs_recorder_set_info (recorder, "beam", "5");
  bs_recorder_set_info (recorder, "max_states", "500");
  if (bs_policy_get_fsm (policy) != NULL)
    bs_recorder_set_policy (recorder, bs_policy_get_fsm (policy), NULL);

  return recorder;
}

/* Two mini-batches of a shipped model on its sample, scheduled only. */
static BsTrace *
record (const char *workload_name, const char *policy_name, gboolean incremental)
{
  g_autofree char *path = g_build_filename (folder, "t.bscope", NULL);
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (workload_name);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) graph = bs_workload_build_graph (workload, 0, 3, types, &error);
  g_autoptr (BsPolicy) policy = bs_fixture_policy (policy_name, graph, types);
  g_autoptr (BsRecorder) recorder = start_recording (path, policy, policy_name);
  const BsRunOptions options = {
    .batch_size = 3, .n_batches = 2, .encoding = BS_ENCODING_SORT, .incremental = incremental
  };

  g_assert_no_error (error);
  bs_run (workload, types, policy, NULL, &options, bs_recorder_get_observer (recorder), NULL, NULL,
          &error);
  g_assert_no_error (error);
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);

  return load (path);
}

/* A graph as text: a letter a node, its type, with the numbers of its inputs behind, such as
 * `a b0 c0,1`. */
static BsTrace *
record_graph (const char *text, const char *policy_name)
{
  g_autofree char *path = g_build_filename (folder, "g.bscope", NULL);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (GError) error = NULL;

  for (char letter = 'a'; letter <= 'd'; letter++)
    bs_type_table_intern (types, (char[]){ letter, 0 }, (char[]){ letter, 0 }, BS_SHAPE_CELL);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_auto (GStrv) numbers = g_strsplit (words[i] + 1, ",", -1);
      guint32 inputs[8];
      guint n = 0;

      for (; numbers[n] != NULL; n++)
        inputs[n] = (guint32) g_ascii_strtoull (numbers[n], NULL, 10);
      bs_graph_builder_add (builder, words[i][0] - 'a', 0, BS_NO_DATUM, inputs, n);
    }
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);
  policy = bs_fixture_policy (policy_name, graph, types);
  recorder = start_recording (path, policy, policy_name);
  bs_run_graphs (&graph, 1, types, policy, BS_ENCODING_SORT, bs_recorder_get_observer (recorder),
                 NULL, NULL, &error);
  g_assert_no_error (error);
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);

  return load (path);
}

static BsBranchPolicy *
policy_new (const char *name)
{
  g_autoptr (GError) error = NULL;
  BsBranchPolicy *policy = bs_branch_policy_new (name, NULL, &error);

  g_assert_no_error (error);

  return policy;
}

static BsBranch *
branch_new (const BsTrace *trace, BsBranch *parent, guint32 decision, guint type,
            BsBranchPolicy *policy)
{
  g_autoptr (GError) error = NULL;
  BsBranch *branch = bs_branch_new (trace, parent, decision, type, policy, NULL, NULL, NULL,
                                    &error);

  g_assert_no_error (error);

  return branch;
}

/* Decision by decision: types, nodes in order, states, reasons. */
static void
assert_recorded (const BsTrace *trace, const BsBranch *branch)
{
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[branch->mini_batch];
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, branch->mini_batch);

  g_assert_cmpuint (branch->n_recorded, ==, mini_batch->n_decisions);
  g_assert_cmpuint (branch->n_batches, ==, mini_batch->n_decisions);
  for (guint32 i = 0; i < branch->n_batches; i++)
    {
      guint32 decision = mini_batch->first_decision + i;
      const BsTraceDecision *expected = bs_trace_decision (trace, decision);
      const BsDecision *found = &branch->schedule->decisions[i];
      guint length;
      const guint16 *key = bs_state_table_get (branch->schedule->states, found->state, &length);
      g_autofree char *state = bs_trace_state_text (trace, decision);
      g_autofree char *text = bs_state_to_string (branch->schedule->states->encoding, key, length,
                                                  trace->types);

      g_assert_cmpuint (expected->type, ==, found->type);
      g_assert_cmpmem (bs_trace_members (graph, expected), expected->size * sizeof (guint32),
                       branch->schedule->order + found->first, found->count * sizeof (guint32));
      g_assert_cmpstr (state, ==, text);
      g_assert_cmpuint (expected->n_candidates, ==, found->n_candidates);
      for (guint k = 0; k < found->n_candidates; k++)
        {
          const BsCandidate *a = &bs_trace_candidates (trace, decision)[k];
          const BsCandidate *b = &branch->schedule->candidates[found->first_candidate + k];

          g_assert_cmpuint (a->type, ==, b->type);
          g_assert_cmpuint (a->ready, ==, b->ready);
          g_assert_cmpuint (a->reachable, ==, b->reachable);
        }
      /* what is asked for has no reason */
      if (decision == branch->decision
          || (branch->parent != NULL && decision == branch->parent->decision))
        continue;
      g_assert_cmpuint (expected->reason, ==, found->reason);
      g_assert_cmpuint (expected->draw, ==, found->draw);
      g_assert_cmpuint (expected->n_tied, ==, found->n_tied);
    }
}

/* The type that was recorded, and the policy that recorded it, at a few decisions; and from such a
 * branch, the type that it has there. */
static void
check_unchanged (const BsTrace *trace)
{
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);

  for (guint32 decision = 1; decision <= trace->n_decisions; decision += 1 + trace->n_decisions / 6)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, decision);
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];
      guint32 last = mini_batch->first_decision + mini_batch->n_decisions - 1;
      g_autoptr (BsBranch) branch = branch_new (trace, NULL, decision, d->type, own);
      guint32 later = decision + (last - decision) / 2;
      g_autoptr (BsBranch)
          nested = branch_new (trace, branch, later, bs_trace_decision (trace, later)->type, own);

      g_assert_cmpuint (branch->n_batches, ==, branch->n_parent);
      g_assert_cmpuint (branch->rejoins, ==, decision < last ? decision + 1 : 0);
      g_assert_cmpuint (branch->rejoins_recorded, ==, branch->rejoins);
      g_assert_true (isnan (branch->predicted_ns));
      assert_recorded (trace, branch);
      assert_recorded (trace, nested);
    }
}

static void
test_unchanged (gconstpointer data)
{
  static const char *const workloads[] = { "bilstm-tagger", "bilstm-tagger-char", "lattice-gru",
                                           "lattice-lstm",  "lstm-nmt",           "mv-rnn",
                                           "tree-gru",      "tree-lstm-2type",    "tree-lstm" };

  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autoptr (BsTrace) trace = record (workloads[i], data, FALSE);

      check_unchanged (trace);
    }
}

/* A graph that grows: each stage by itself. */
static void
test_stages (gconstpointer data)
{
  g_autoptr (BsTrace) trace = record ("lstm-nmt", data, TRUE);
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);
  g_autoptr (BsBranchPolicy) other = policy_new ("unbatched");
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[1];
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, 1);
  g_autoptr (BsBranch) branch = NULL;
  guint32 first, end;

  g_assert_cmpuint (mini_batch->n_stages, >, 2);
  check_unchanged (trace);

  first = mini_batch->stages[1].first_decision;
  end = mini_batch->stages[2].first_decision;
  branch = branch_new (trace, NULL, first, bs_trace_decision (trace, first)->type, other);
  g_assert_cmpuint (branch->stage, ==, 1);
  bs_fixture_assert_valid (graph->graph, branch->schedule);
  /* one node at a time up to the end of the stage, then as it was */
  g_assert_cmpuint (branch->n_batches, ==,
                    branch->n_recorded - (end - first) + mini_batch->stages[1].n_nodes
                        - mini_batch->stages[0].n_nodes);
}

/* a0 -> b1, b2: with levels b takes two batches, else one. */
static void
test_by_hand (void)
{
  g_autoptr (BsTrace) trace = record_graph ("a b0 b", "depth");
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);
  g_autoptr (BsBranchPolicy) agenda = policy_new ("agenda");
  g_autoptr (BsBranch) better = branch_new (trace, NULL, 2, 1, agenda);
  g_autoptr (BsBranch) worse = branch_new (trace, NULL, 1, 1, agenda);
  g_autoptr (BsBranch) same = branch_new (trace, NULL, 1, 1, own);
  g_autoptr (BsRegret) regret = NULL;
  g_autoptr (BsRegret) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (trace->n_decisions, ==, 3);
  g_assert_cmpuint (better->n_batches, ==, 2);
  g_assert_cmpuint (better->schedule->decisions[1].count, ==, 2);
  g_assert_cmpuint (better->rejoins, ==, 0);
  g_assert_cmpuint (worse->n_batches, ==, 3);
  g_assert_cmpuint (worse->schedule->decisions[0].type, ==, 1);
  g_assert_cmpuint (worse->schedule->decisions[1].type, ==, 0);
  /* b2, a0, and there the recording has the same behind it before its third decision */
  g_assert_cmpuint (worse->rejoins, ==, 3);
  g_assert_cmpuint (worse->rejoins_recorded, ==, 3);
  g_assert_cmpuint (same->n_batches, ==, 3);

  regret = bs_regret_new (trace, 1, agenda, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (regret->n_overrides, ==, 2);
  g_assert_cmpuint (regret->overrides[0].n_batches, ==, 2);
  g_assert_true (regret->overrides[0].chosen);
  g_assert_cmpuint (regret->overrides[1].n_batches, ==, 3);
  g_assert_cmpuint (regret->overrides[1].size, ==, 1);
  g_assert_cmpint (regret->regret, ==, 1);
  g_assert_cmpuint (regret->best, ==, 0);
  none = bs_regret_new (trace, 1, own, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (none->regret, ==, 0);
}

/* With b first both c run together; the agenda takes a first: mean depths are a 1, b 1, c 2. One
 * policy for each is worked out: a, b, c against b, a, c. Then d waits for c of one side only. */
static void
test_nested (void)
{
  g_autoptr (BsTrace) trace = record_graph ("a b c0 c1 d2 a3 b4", "agenda");
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);
  g_autoptr (BsBranchPolicy) other = policy_new ("depth");
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBranch) first = NULL;
  g_autoptr (BsBranch) second = NULL;
  g_autoptr (BsBranch) third = NULL;

  first = bs_branch_new (trace, NULL, 1, 1, own, "first", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->schedule->decisions[0].type, ==, 1);
  second = bs_branch_new (trace, first, 2, 2, other, "second", NULL, NULL, &error);
  g_assert_no_error (error);
  /* b1 as in the first, then c3 alone */
  g_assert_cmpuint (second->schedule->decisions[0].type, ==, 1);
  g_assert_cmpuint (second->schedule->decisions[1].type, ==, 2);
  g_assert_cmpuint (second->schedule->order[second->schedule->decisions[1].first], ==, 3);
  g_assert_cmpuint (second->n_parent, ==, first->n_batches);
  g_assert_true (second->parent == first);
  g_assert_cmpstr (second->name, ==, "second");

  third = branch_new (trace, second, 1, 0, own);
  g_assert_cmpuint (third->schedule->decisions[0].type, ==, 0);
  assert_recorded (trace, third);

  /* a branch keeps its parents */
  g_clear_pointer (&first, bs_branch_unref);
  g_assert_cmpstr (second->parent->name, ==, "first");
  g_assert_null (
      bs_branch_new (trace, second, second->n_batches + 1, 0, own, NULL, NULL, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "has those from 1 to");
}

/* Any override, at any decision, nested: valid schedules that begin as what they left. */
static void
test_valid (gconstpointer data)
{
  static const char *const policies[] = { NULL,        "agenda", "depth",
                                          "unbatched", "random", "sufficient-reversed" };
  g_autoptr (BsTrace) trace = record ("lattice-lstm", data, FALSE);
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, 0);
  BsRandom random;

  bs_random_init (&random, 7);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (BsBranchPolicy) policy = policy_new (policies[i % G_N_ELEMENTS (policies)]);
      g_autoptr (BsBranch) parent = NULL;

      for (guint depth = 0; depth < 3; depth++)
        {
          guint32 n = parent != NULL ? parent->n_batches : trace->mini_batches[0].n_decisions;
          guint32 index = bs_random_below (&random, n);
          const BsCandidate *candidates;
          g_autoptr (BsBranch) branch = NULL;
          g_autoptr (BsBranch) again = NULL;
          guint n_candidates, type;

          if (parent != NULL)
            {
              const BsDecision *d = &parent->schedule->decisions[index];

              candidates = parent->schedule->candidates + d->first_candidate;
              n_candidates = d->n_candidates;
            }
          else
            {
              candidates = bs_trace_candidates (trace, index + 1);
              n_candidates = bs_trace_decision (trace, index + 1)->n_candidates;
            }
          type = candidates[bs_random_below (&random, n_candidates)].type;
          branch = branch_new (trace, parent, index + 1, type, policy);
          again = branch_new (trace, parent, index + 1, type, policy);
          bs_fixture_assert_valid (graph->graph, branch->schedule);
          g_assert_cmpuint (branch->schedule->decisions[index].type, ==, type);
          for (guint32 k = 0; parent != NULL && k < index; k++)
            g_assert_cmpuint (branch->schedule->decisions[k].type, ==,
                              parent->schedule->decisions[k].type);
          g_assert_cmpmem (branch->schedule->order, graph->graph->n_nodes * sizeof (guint32),
                           again->schedule->order, graph->graph->n_nodes * sizeof (guint32));

          /* its own type again changes nothing */
          if (index + 1 < branch->n_batches)
            {
              guint32 later = index + 1 + bs_random_below (&random, branch->n_batches - index - 1);
              g_autoptr (BsBranch) same = branch_new (
                  trace, branch, later + 1, branch->schedule->decisions[later].type, policy);

              g_assert_cmpuint (same->n_batches, ==, branch->n_batches);
              g_assert_cmpmem (branch->schedule->order, graph->graph->n_nodes * sizeof (guint32),
                               same->schedule->order, graph->graph->n_nodes * sizeof (guint32));
            }
          g_clear_pointer (&parent, bs_branch_unref);
          parent = g_steal_pointer (&branch);
        }
    }
}

/* A row of the scan against a branch for each type. */
static void
check_row (const BsTrace *trace, const BsScanRow *row, BsBranchPolicy *policy)
{
  const BsTraceDecision *d = bs_trace_decision (trace, row->decision);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRegret) regret = bs_regret_new (trace, row->decision, policy, NULL, NULL, &error);
  guint32 fewest = G_MAXUINT32;
  guint type = G_MAXUINT;

  g_assert_no_error (error);
  g_assert_cmpuint (regret->n_overrides, ==, d->n_candidates);
  for (guint k = 0; k < d->n_candidates; k++)
    {
      guint candidate = bs_trace_candidates (trace, row->decision)[k].type;
      g_autoptr (BsBranch) branch = branch_new (trace, NULL, row->decision, candidate, policy);
      guint32 index = row->decision - trace->mini_batches[d->mini_batch].first_decision;

      g_assert_cmpuint (regret->overrides[k].type, ==, candidate);
      g_assert_cmpuint (regret->overrides[k].n_batches, ==, branch->n_batches);
      g_assert_cmpuint (regret->overrides[k].size, ==, branch->schedule->decisions[index].count);
      g_assert_true (regret->overrides[k].chosen == (candidate == d->type));
      if (branch->n_batches < fewest || (branch->n_batches == fewest && candidate == d->type))
        {
          fewest = branch->n_batches;
          type = candidate;
        }
    }
  g_assert_cmpuint (row->type, ==, type);
  g_assert_cmpuint (row->n_batches, ==, fewest);
  g_assert_cmpint (row->regret, ==, (gint64) row->n_recorded - fewest);
  g_assert_cmpint (regret->regret, ==, row->regret);
}

static BsScan *
scan (const BsTrace *trace, BsBranchPolicy *policy, const BsScanOptions *options)
{
  g_autoptr (GError) error = NULL;
  BsScan *self = bs_scan_new (trace, policy, NULL, options, NULL, &error);

  g_assert_no_error (error);

  return self;
}

static void
check_scan (const BsTrace *trace, const char *name)
{
  g_autoptr (BsBranchPolicy) policy = policy_new (name);
  BsScanOptions options;
  g_autoptr (BsScan) all = scan (trace, policy, NULL);
  g_autoptr (BsScan) alone = NULL;
  g_autoptr (BsScan) part = NULL;
  g_autofree char *text = bs_scan_describe (all);
  guint32 n_choices = 0, last = 0;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    n_choices += trace->decisions[i].n_candidates > 1;
  g_assert_cmpuint (all->n_decisions, ==, trace->n_decisions);
  g_assert_cmpuint (all->n_choices, ==, n_choices);
  g_assert_cmpuint (all->n_scanned, ==, n_choices);
  g_assert_cmpuint (all->n_rows, ==, n_choices);
  g_assert_nonnull (strstr (text, "all decisions"));
  for (guint32 i = 0; i < all->n_rows; i++)
    {
      if (i > 0)
        g_assert_cmpint (all->rows[i - 1].regret, >=, all->rows[i].regret);
      if (i < 8 || i % 5 == 0)
        check_row (trace, &all->rows[i], policy);
    }

  bs_scan_options_init (&options);
  options.n_threads = 1;
  alone = scan (trace, policy, &options);
  g_assert_cmpmem (all->rows, all->n_rows * sizeof (BsScanRow), alone->rows,
                   alone->n_rows * sizeof (BsScanRow));

  options.n_threads = 3;
  options.limit = MAX (n_choices / 2, 1);
  part = scan (trace, policy, &options);
  g_assert_cmpuint (part->n_scanned, ==, MIN (options.limit, n_choices));
  g_assert_cmpuint (part->n_choices, ==, n_choices);
  for (guint32 i = 0; i < part->n_rows; i++)
    last = MAX (last, part->rows[i].decision);
  for (guint32 i = 0, n = 0; i < last; i++)
    {
      n += trace->decisions[i].n_candidates > 1;
      g_assert_cmpuint (n, <=, options.limit);
    }
}

static void
test_scan (gconstpointer data)
{
  g_autoptr (BsTrace) lattices = record ("lattice-lstm", data, FALSE);
  g_autoptr (BsTrace) trees = record ("tree-lstm-2type", data, FALSE);

  check_scan (lattices, NULL);
  check_scan (trees, NULL);
  check_scan (trees, "agenda");
}

static void
test_scan_stages (void)
{
  g_autoptr (BsTrace) trace = record ("lstm-nmt", "agenda", TRUE);

  check_scan (trace, NULL);
  check_scan (trace, "depth");
}

/* No single change makes a best schedule better; other policies have something to regret. */
static void
test_exact (void)
{
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);
  g_autoptr (BsTrace) trees = record ("tree-gru", "exact", FALSE);
  g_autoptr (BsScan) bounded = scan (trees, own, NULL);
  guint n_choices = 0, n_regrets = 0;
  BsRandom random;

  /* as few as the bound says: nothing has to be tried */
  g_assert_cmpuint (trees->mini_batches[0].n_decisions, ==, trees->mini_batches[0].lower_bound);
  g_assert_cmpuint (bounded->n_bounded, >, 0);
  g_assert_cmpuint (bounded->n_bounded, ==, bounded->n_scanned);
  g_assert_cmpuint (bounded->n_overrides, ==, 0);

  bs_random_init (&random, 1);
  for (guint i = 0; i < 40; i++)
    {
      static const char *const policies[] = { "exact", "random" };
      g_autoptr (GString) text = g_string_new ("a b");

      for (guint32 v = 2; v < 14; v++)
        g_string_append_printf (text, " %c%u,%u", 'a' + (int) bs_random_below (&random, 4),
                                bs_random_below (&random, v), bs_random_below (&random, v));
      for (guint k = 0; k < G_N_ELEMENTS (policies); k++)
        {
          g_autoptr (BsTrace) trace = record_graph (text->str, policies[k]);
          g_autoptr (BsScan) found = scan (trace, own, NULL);

          for (guint32 row = 0; row < found->n_rows; row++)
            {
              g_assert_cmpint (found->rows[row].regret, >=, 0);
              if (k == 0)
                g_assert_cmpint (found->rows[row].regret, ==, 0);
              n_choices += k == 0;
              n_regrets += found->rows[row].regret > 0;
            }
        }
    }
  g_assert_cmpuint (n_choices, >, 20);
  g_assert_cmpuint (n_regrets, >, 20);
}

static void
note_progress (guint32 mini_batch, guint32 done, guint32 total, gpointer user_data)
{
  g_assert_cmpuint (done, <=, total);
  (*(guint *) user_data)++;
}

static void
test_limits (void)
{
  g_autoptr (BsTrace) trace = record ("lattice-lstm", "agenda", FALSE);
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsScan) timed = NULL;
  g_autoptr (BsScan) one = NULL;
  g_autofree char *text = NULL;
  BsScanOptions options;
  guint n_calls = 0;

  bs_scan_options_init (&options);
  options.time_limit_ns = 1;
  g_usleep (10);
  timed = scan (trace, own, &options);
  g_assert_cmpuint (timed->n_scanned, <=, timed->n_choices);
  text = bs_scan_describe (timed);
  g_assert_true (timed->is_over_time == (strstr (text, "Time ran out") != NULL));

  bs_scan_options_init (&options);
  options.mini_batch = 1;
  options.progress = note_progress;
  options.user_data = &n_calls;
  one = scan (trace, own, &options);
  g_assert_cmpuint (one->n_decisions, ==, trace->mini_batches[1].n_decisions);
  for (guint32 i = 0; i < one->n_rows; i++)
    g_assert_cmpuint (bs_trace_decision (trace, one->rows[i].decision)->mini_batch, ==, 1);
  g_assert_cmpuint (n_calls, >, 0);

  options.mini_batch = 2;
  g_assert_null (bs_scan_new (trace, own, NULL, &options, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "no mini-batch 2");
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (bs_scan_new (trace, own, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (bs_branch_new (trace, NULL, 1, bs_trace_decision (trace, 1)->type, own, NULL, NULL,
                                cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
}

static void
expect (const BsTrace *trace, guint32 decision, guint type, BsBranchPolicy *policy, int code,
        const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRegret) regret = NULL;

  g_assert_null (bs_branch_new (trace, NULL, decision, type, policy, NULL, NULL, NULL, &error));
  bs_assert_error_contains (error, code, part);
  if (code == BS_ERROR_NOT_FOUND)
    return;
  g_clear_error (&error);
  regret = bs_regret_new (trace, decision, policy, NULL, NULL, &error);
  g_assert_null (regret);
  bs_assert_error_contains (error, code, part);
}

static void
test_refused (void)
{
  g_autoptr (BsTrace) trace = record_graph ("a b0 b", "depth");
  g_autoptr (BsTrace) strange = record_graph ("a b0 b", "base");
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);
  g_autoptr (BsBranchPolicy) foreign = NULL;
  g_autoptr (BsFsm) fsm = bs_fsm_new (BS_ENCODING_SORT);
  g_autoptr (GError) error = NULL;
  const BsPolicyOptions wrong = { .seed = 1, .beam_width = 0, .max_states = 1 };

  expect (trace, 0, 0, own, BS_ERROR_RANGE, "from 1 to 3");
  expect (trace, 4, 0, own, BS_ERROR_RANGE, "from 1 to 3");
  expect (trace, 2, 0, own, BS_ERROR_NOT_FOUND, "No node of type a is ready at decision 2");
  expect (trace, 2, 0, own, BS_ERROR_NOT_FOUND, "ready are b");
  expect (trace, 2, 9, own, BS_ERROR_NOT_FOUND, "There is no type 9");

  bs_type_table_intern (fsm->types, "other", "O", BS_SHAPE_CELL);
  foreign = bs_branch_policy_new_fsm ("mine", fsm);
  expect (trace, 1, 0, foreign, BS_ERROR_UNSUPPORTED, "The policy mine is for other inputs");
  g_assert_cmpstr (bs_branch_policy_get_name (foreign, trace), ==, "mine");
  g_assert_cmpstr (bs_branch_policy_get_name (own, trace), ==, "depth");

  g_assert_null (bs_branch_policy_new ("nothing", NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "neither a policy (unbatched, ");
  g_clear_error (&error);
  g_assert_null (bs_branch_policy_new ("beam", &wrong, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "width of a beam");

  /* a trace whose table is gone, as those that other programs record */
  g_clear_pointer (&strange->fsm, bs_fsm_unref);
  expect (strange, 1, 0, own, BS_ERROR_UNSUPPORTED, "say which policy goes on");
}

/* What a hostile trace may say. */
static void
test_contradictions (void)
{
  g_autoptr (BsTrace) trace = record ("lstm-nmt", "agenda", TRUE);
  g_autoptr (BsBranchPolicy) own = policy_new (NULL);
  BsTraceMiniBatch *mini_batch = &trace->mini_batches[0];

  mini_batch->stages[0].n_nodes--;
  expect (trace, 1, bs_trace_decision (trace, 1)->type, own, BS_ERROR_CORRUPT,
          "contradicts itself");
  mini_batch->stages[0].n_nodes++;
  mini_batch->n_decisions--;
  expect (trace, 1, bs_trace_decision (trace, 1)->type, own, BS_ERROR_UNSUPPORTED, "cut short");
  mini_batch->n_decisions++;
}

static void
add (const char *path, const char *const *names, guint n, GTestDataFunc function)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *own = g_strdup_printf ("/branch/%s/%s", path, names[i]);

      g_test_add_data_func (own, names[i], function);
    }
}

int
main (int argc, char **argv)
{
  static const char *const policies[] = { "unbatched",  "depth",
                                          "agenda",     "agenda-remaining",
                                          "sufficient", "sufficient-reversed",
                                          "random",     "beam",
                                          "base",       "max",
                                          "sort",       "marked" };
  static const char *const most[] = { "depth",  "agenda", "sufficient", "sufficient-reversed",
                                      "random", "beam",   "sort",       "marked" };
  static const char *const few[] = { "agenda", "random", "sufficient-reversed", "beam", "sort" };
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);
  add ("unchanged", most, G_N_ELEMENTS (most), test_unchanged);
  add ("stages", policies, G_N_ELEMENTS (policies), test_stages);
  add ("valid", few, G_N_ELEMENTS (few), test_valid);
  add ("scan", most, G_N_ELEMENTS (most), test_scan);
  g_test_add_func ("/branch/scan-stages", test_scan_stages);
  g_test_add_func ("/branch/exact", test_exact);
  g_test_add_func ("/branch/by-hand", test_by_hand);
  g_test_add_func ("/branch/nested", test_nested);
  g_test_add_func ("/branch/limits", test_limits);
  g_test_add_func ("/branch/refused", test_refused);
  g_test_add_func ("/branch/contradictions", test_contradictions);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (folder);

  return status;
}
