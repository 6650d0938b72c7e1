/* SPDX-License-Identifier: Apache-2.0 */
/* A program that has nothing but what is installed: it records a run of a runtime of its own, reads it back,
 * replays and asks it, and learns a policy on its graph. It is C and C++ alike.
 *
 * Usage: library-user FILE      prints one line with what it found */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <engine/policy.h>
#include <engine/training.h>
#include <engine/version.h>
#include <profiles/bindings.h>
#include <profiles/query/predicate.h>
#include <profiles/query/query.h>
#include <profiles/recording/recording.h>
#include <profiles/replay/replay.h>
#include <profiles/tables/tables.h>
#include <profiles/trace/trace.h>

#if !BS_CHECK_VERSION(BS_MAJOR_VERSION, BS_MINOR_VERSION, BS_MICRO_VERSION)                        \
    || BS_CHECK_VERSION(BS_MAJOR_VERSION, BS_MINOR_VERSION, BS_MICRO_VERSION + 1)
#error "BS_CHECK_VERSION() does not compare"
#endif

#define N_LEAVES 6
#define N_NODES (3 * N_LEAVES - 1)

#define CHECK(what)                                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!(what))                                                                                   \
      {                                                                                            \
        fprintf (stderr, "library-user: line %d: not so: %s\n", __LINE__, #what);                  \
        return FALSE;                                                                              \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* A chain of cells over leaves, and an output of each leaf that nothing else waits for. */
static gboolean
record_graph (BsRecording *recording, const guint *types, guint32 *type_of, GError **error)
{
  guint32 node = 0, cell = 0;

  for (guint32 i = 0; i < N_LEAVES; i++)
    {
      guint32 leaf = 0;

      type_of[node++] = types[0];
      if (!bs_recording_add_node (recording, types[0], 0, i % 2, NULL, 0, &leaf, error))
        return FALSE;
      type_of[node++] = types[1];
      if (!bs_recording_add_node (recording, types[1], 0, BS_NO_DATUM, &leaf, 1, NULL, error))
        return FALSE;
      if (i > 0)
        {
          guint32 inputs[2] = { cell, leaf };

          type_of[node++] = types[2];
          if (!bs_recording_add_node (recording, types[2], 0, BS_NO_DATUM, inputs, 2, &cell, error))
            return FALSE;
        }
      else
        cell = leaf;
    }
  CHECK (node == N_NODES);

  return TRUE;
}

/* Leaves, then the chain cell by cell, then all outputs. */
static gboolean
record_batches (BsRecording *recording, const guint *types, const guint32 *type_of, GError **error)
{
  for (guint step = 0; step < N_LEAVES + 1; step++)
    {
      guint type = step == 0 ? types[0] : step < N_LEAVES ? types[2] : types[1];
      guint32 nodes[N_NODES], n_cells = 0;
      BsRecordingDecision decision;
      BsEvent event;

      memset (&decision, 0, sizeof decision);
      memset (&event, 0, sizeof event);
      decision.nodes = nodes;
      decision.reason = BS_REASON_RULE;
      for (guint32 i = 0; i < N_NODES; i++)
        if (type_of[i] == type && (type != types[2] || ++n_cells == step))
          nodes[decision.n_nodes++] = i;
      if (!bs_recording_decide (recording, &decision, &event.decision, error))
        return FALSE;
      event.phase = BS_PHASE_GEMM;
      event.flops = 10 * decision.n_nodes;
      event.start_ns = bs_now_ns ();
      event.end_ns = bs_now_ns ();
      if (!bs_recording_add_event (recording, &event, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
record (const char *path, GError **error)
{
  static const char *const words[] = { "warm", "soup" };
  g_autoptr (BsRecording) recording = bs_recording_new (path, "library-user", error);
  guint types[3];
  guint32 type_of[N_NODES];

  if (recording == NULL)
    return FALSE;

  types[0] = bs_recording_add_type (recording, "leaf", NULL, BS_SHAPE_LOOKUP);
  types[1] = bs_recording_add_type (recording, "output", NULL, BS_SHAPE_PROJECTION);
  types[2] = bs_recording_add_type (recording, "cell", NULL, BS_SHAPE_CELL);

  return bs_recording_add_words (recording, types[0], "words", words, 2, error)
         && bs_recording_begin (recording, error) && record_graph (recording, types, type_of, error)
         && record_batches (recording, types, type_of, error)
         && bs_recording_end (recording, 0.5, error) && bs_recording_close (recording, error);
}

static gboolean
replay (const BsTrace *trace)
{
  g_autoptr (BsReplay) clock = bs_replay_new (trace);
  guint64 before = bs_replay_checksum (clock);

  while (bs_replay_step (clock, 1))
    CHECK (bs_replay_get_state (clock)->n_forming
           == trace->decisions[bs_replay_get_decision (clock) - 1].size);
  CHECK (bs_replay_get_decision (clock) == trace->n_decisions);
  CHECK (bs_replay_step (clock, -(gint64) trace->n_decisions));
  CHECK (bs_replay_checksum (clock) == before);

  return TRUE;
}

static gboolean
ask (const char *path, const BsTrace *trace, GError **error)
{
  g_autoptr (BsQuery) query = bs_query_open (path, NULL, error);
  g_autoptr (BsPredicate) predicate = bs_predicate_new ("type = 'cell' AND batch_size = 1", error);
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GArray) found = NULL;
  g_autoptr (BsTable) table = bs_tables_decisions (trace, FALSE);
  g_autofree char *csv = bs_table_to_string (table, BS_TABLE_CSV);

  if (query == NULL || predicate == NULL
      || !bs_query_prepare (query, "SELECT count(*), NULL FROM decisions", error)
      || (rows = bs_query_list (query, 10.0, error)) == NULL
      || (found = bs_predicate_find_all (predicate, trace, NULL, error)) == NULL)
    return FALSE;

  value = g_variant_get_child_value (rows, 0);
  {
    g_autoptr (GVariant) boxed = g_variant_get_child_value (value, 0);
    g_autoptr (GVariant) count = g_variant_get_variant (boxed);

    CHECK (g_variant_get_int64 (count) == trace->n_decisions);
  }
  CHECK (found->len == N_LEAVES - 1);
  CHECK (g_str_has_prefix (csv, "decision,mini_batch,type,batch_size,state,reason\n1,0,leaf,6,"));

  return TRUE;
}

static gboolean
learn (const BsTrace *trace, guint32 *batches, guint32 *bound, GError **error)
{
  g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, 0);
  g_autoptr (BsTrainingResult) result = NULL;
  g_autoptr (BsPolicy) policy = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  BsSchedule *schedule;
  BsTrainingOptions options;

  bs_training_options_init (&options);
  options.seed = 7;
  options.n_trials = 100;
  result = bs_train (&graph->graph, 1, trace->types, &options, NULL, NULL, NULL, NULL, error);
  if (result == NULL)
    return FALSE;

  policy = bs_policy_new_fsm (result->fsm);
  scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  schedule = bs_scheduler_run (scheduler, graph->graph, trace->types);
  *batches = schedule->n_decisions;
  *bound = bs_graph_lower_bound (graph->graph);
  bs_schedule_unref (schedule);
  CHECK (*batches == result->batches && *batches >= *bound);

  return TRUE;
}

static gboolean
use (const char *path, GError **error)
{
  guint32 batches = 0, bound = 0, n_events = 0;
  g_autoptr (BsTrace) trace = NULL;
  g_autofree char *reason = NULL;
  BsEventIter iter;
  BsEvent event;

  CHECK (bs_check_version (BS_MAJOR_VERSION, BS_MINOR_VERSION, BS_MICRO_VERSION) == NULL);
  CHECK (bs_check_version (BS_MAJOR_VERSION, BS_MINOR_VERSION + 1, 0) != NULL);
  if (!record (path, error))
    return FALSE;

  trace = bs_trace_load (path, NULL, error);
  if (trace == NULL)
    return FALSE;
  CHECK (trace->complete && trace->n_decisions == N_LEAVES + 1);
  bs_event_iter_init (&iter, trace);
  while (bs_event_iter_next (&iter, &event))
    n_events++;
  CHECK (n_events == trace->n_decisions);
  reason = bs_trace_reason_text (trace, 2);
  CHECK (reason != NULL && reason[0] != '\0');
  if (!replay (trace) || !ask (path, trace, error) || !learn (trace, &batches, &bound, error))
    return FALSE;

  printf ("%u decisions, learned %u, at least %u\n", trace->n_decisions, batches, bound);

  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    {
      fprintf (stderr, "Usage: library-user FILE\n");
      return 2;
    }
  if (use (argv[1], &error))
    return 0;

  if (error != NULL)
    fprintf (stderr, "library-user: %s\n", error->message);
  return 1;
}
