/* SPDX-License-Identifier: Apache-2.0 */
/* Recording for other runtimes: told what our own did, it has the same trace; told nonsense, it
 * refuses, and nothing changes. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/recording/recording.h"
#include "profiles/trace/trace.h"
#include "profiles/replay/verification.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static char *folder;

static void
add_nodes (BsRecording *recording, const BsTraceGraph *own, guint32 first, guint32 end)
{
  const BsGraph *graph = own->graph;
  g_autoptr (GError) error = NULL;

  for (guint32 v = first; v < end; v++)
    {
      guint32 node;

      bs_recording_add_node (recording, graph->type[v], graph->instance[v], graph->datum[v],
                             graph->inputs + graph->input_start[v],
                             graph->input_start[v + 1] - graph->input_start[v], &node, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (node, ==, v);
    }
}

/* Tells the decisions of a mini-batch of @trace, and its nodes when they are there. */
static void
tell (BsRecording *recording, const BsTrace *trace, guint32 m)
{
  g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, m);
  const BsTraceMiniBatch *mini_batch = own->mini_batch;
  g_autoptr (GError) error = NULL;
  guint32 n_there = 0;

  g_assert_true (bs_recording_begin (recording, &error));
  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      guint32 number = mini_batch->first_decision + i, told = 0;
      const BsTraceDecision *d = bs_trace_decision (trace, number);
      const BsRecordingDecision decision = { .nodes = bs_trace_members (own, d),
                                             .n_nodes = d->size,
                                             .reason = d->reason,
                                             .start_ns = d->start_ns,
                                             .end_ns = d->end_ns };
      guint32 n = bs_trace_n_there (mini_batch, number);

      add_nodes (recording, own, n_there, n);
      n_there = n;
      bs_recording_decide (recording, &decision, &told, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (told, ==, number);
    }
  g_assert_true (bs_recording_end (recording, mini_batch->loss, &error));
  g_assert_no_error (error);
}

static void
assert_consistent (const BsTrace *trace)
{
  const BsVerificationMeans nothing = { 0 };
  g_autoptr (BsVerification) verification = bs_verify (trace, &nothing, NULL, NULL);

  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      const BsFinding *finding = &verification->findings[m][BS_CHECK_CONSISTENCY];

      g_test_message ("%s: %s, not %s", finding->what, finding->expected, finding->found);
      g_assert_cmpint (finding->kind, ==, BS_FINDING_SAME);
      g_assert_null (finding->reason);
    }
}

/* What follows from the graph is worked out as our own scheduler does. */
static void
test_same (gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autofree char *first = g_build_filename (folder, "first.bscope", NULL);
  g_autofree char *second = g_build_filename (folder, "second.bscope", NULL);
  g_autoptr (BsTrace) trace = NULL, other = NULL;
  g_autoptr (BsRecording) recording = NULL;
  g_autoptr (GError) error = NULL;

  options.n_stages = GPOINTER_TO_UINT (data);
  options.encoding = BS_ENCODING_SORT;
  run = synthetic_new (&options);
  synthetic_record (run, first);
  trace = trace_place_load (first);

  recording = bs_recording_new (second, "test", &error);
  g_assert_no_error (error);
  for (guint type = 0; type < trace->types->n_types; type++)
    g_assert_cmpuint (bs_recording_add_type (recording, trace->types->types[type].name,
                                             trace->types->types[type].letter,
                                             trace->types->types[type].shape),
                      ==, type);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    tell (recording, trace, m);
  g_assert_true (bs_recording_close (recording, &error));
  g_assert_no_error (error);

  other = trace_place_load (second);
  g_assert_true (other->complete);
  g_assert_cmpstr (bs_trace_get_info (other, "program"), ==, "test");
  g_assert_cmpuint (other->n_decisions, ==, trace->n_decisions);
  g_assert_cmpuint (other->n_candidates, ==, trace->n_candidates);
  for (guint32 i = 0; i < trace->n_candidates; i++)
    {
      g_assert_cmpuint (other->candidates[i].type, ==, trace->candidates[i].type);
      g_assert_cmpuint (other->candidates[i].ready, ==, trace->candidates[i].ready);
      g_assert_cmpuint (other->candidates[i].reachable, ==, trace->candidates[i].reachable);
    }
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      g_autofree char *a = bs_trace_state_text (trace, i), *b = bs_trace_state_text (other, i);

      g_assert_cmpstr (a, ==, b);
      g_assert_cmpint (bs_trace_decision (trace, i)->start_ns, ==,
                       bs_trace_decision (other, i)->start_ns);
    }
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      g_assert_cmpuint (other->mini_batches[m].n_stages, ==, trace->mini_batches[m].n_stages);
      g_assert_cmpuint (other->mini_batches[m].lower_bound, ==, trace->mini_batches[m].lower_bound);
      g_assert_cmpfloat (other->mini_batches[m].loss, ==, trace->mini_batches[m].loss);
    }
  assert_consistent (other);
  g_unlink (first);
  g_unlink (second);
}

#define REFUSED(call, expected)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_false (call);                                                                         \
    g_assert_error (error, BS_ERROR, (int) BS_ERROR_RANGE);                                        \
    g_test_message ("%s", error->message);                                                         \
    g_assert_nonnull (strstr (error->message, expected));                                          \
    g_clear_error (&error);                                                                        \
  }                                                                                                \
  G_STMT_END

/* Everything in the wrong order, once at every step of a recording, which is whole in the end. */
static void
test_misuse (void)
{
  g_autofree char *path = g_build_filename (folder, "misuse.bscope", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecording) recording = bs_recording_new (path, "misuser \xff", &error);
  const guint32 ids[] = { 0, 1, 2, 3 }, twice[] = { 0, 0 }, far[] = { 7 };
  const char *const words[] = { "a" };
  BsRecordingDecision decision = { .nodes = ids, .n_nodes = 1 };
  BsEvent event = { .start_ns = 10, .end_ns = 20, .decision = 1 };
  g_autoptr (BsTrace) trace = NULL;
  guint a, b;

  g_assert_no_error (error);
  a = bs_recording_add_type (recording, "a", NULL, BS_SHAPE_CELL);
  b = bs_recording_add_type (recording, "b", "Bb", BS_SHAPE_LOSS);
  g_assert_cmpuint (bs_recording_add_type (recording, "a", "x", BS_SHAPE_LOSS), ==, a);

  REFUSED (bs_recording_add_node (recording, a, 0, 0, NULL, 0, NULL, &error), "begin");
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "begin");
  REFUSED (bs_recording_add_event (recording, &event, &error), "begin");
  REFUSED (bs_recording_end (recording, 0, &error), "begin");
  g_assert_true (bs_recording_begin (recording, &error));
  REFUSED (bs_recording_begin (recording, &error), "end");
  REFUSED (bs_recording_close (recording, &error), "end");
  REFUSED (bs_recording_end (recording, 0, &error), "no nodes");

  REFUSED (bs_recording_add_node (recording, 9, 0, 0, NULL, 0, NULL, &error), "type 9");
  REFUSED (bs_recording_add_node (recording, a, 0, 0, ids, 1, NULL, &error), "not there");
  REFUSED (bs_recording_add_node (recording, a, 5, 0, NULL, 0, NULL, &error), "input 5");
  REFUSED (bs_recording_add_words (recording, 9, "words", words, 1, &error), "type 9");
  g_assert_true (bs_recording_add_node (recording, a, 0, BS_NO_DATUM, NULL, 0, NULL, &error));
  REFUSED (bs_recording_add_words (recording, a, "words", words, 1, &error), "before");
  g_assert_true (bs_recording_add_node (recording, a, 0, BS_NO_DATUM, twice, 2, NULL, &error));
  g_assert_true (bs_recording_add_node (recording, b, 0, BS_NO_DATUM, NULL, 0, NULL, &error));
  g_assert_cmpuint (bs_recording_count_ready (recording, a), ==, 1);
  g_assert_cmpuint (bs_recording_count_ready (recording, b), ==, 1);
  g_assert_cmpuint (bs_recording_count_ready (recording, 77), ==, 0);

  decision.n_nodes = 0;
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "at least one");
  decision.n_nodes = 2;
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "Node 1 cannot run");
  decision.nodes = twice;
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "already");
  decision.nodes = (const guint32[]){ 0, 2 };
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "one type");
  decision.nodes = (const guint32[]){ 0, 9 };
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "no node 9");
  decision = (BsRecordingDecision){ .nodes = far, .n_nodes = 1 };
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "no node 7");
  decision = (BsRecordingDecision){ .nodes = ids, .n_nodes = 1, .reason = BS_N_REASONS };
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "reason");
  decision = (BsRecordingDecision){ .nodes = ids, .n_nodes = 1, .start_ns = 5, .end_ns = 4 };
  REFUSED (bs_recording_decide (recording, &decision, NULL, &error), "before");
  REFUSED (bs_recording_add_event (recording, &event, &error), "Decision 1");

  decision = (BsRecordingDecision){ .nodes = ids, .n_nodes = 1 };
  g_assert_true (bs_recording_decide (recording, &decision, NULL, &error));
  g_assert_true (bs_recording_add_event (recording, &event, &error));
  event.end_ns = 15;
  REFUSED (bs_recording_add_event (recording, &event, &error), "lane 0");
  event.end_ns = 30;
  event.phase = 99;
  REFUSED (bs_recording_add_event (recording, &event, &error), "phase 99");
  REFUSED (bs_recording_add_node (recording, a, 0, 0, NULL, 0, NULL, &error), "2 have not");
  REFUSED (bs_recording_end (recording, 0, &error), "2 of its nodes");
  decision.nodes = ids + 1;
  g_assert_true (bs_recording_decide (recording, &decision, NULL, &error));
  decision.nodes = ids + 2;
  g_assert_true (bs_recording_decide (recording, &decision, NULL, &error));

  /* all have run: it may grow */
  g_assert_true (bs_recording_add_node (recording, b, 0, BS_NO_DATUM, ids, 3, NULL, &error));
  decision.nodes = ids + 3;
  g_assert_true (bs_recording_decide (recording, &decision, NULL, &error));
  g_assert_true (bs_recording_end (recording, NAN, &error));
  g_assert_true (bs_recording_close (recording, &error));
  g_assert_no_error (error);

  trace = trace_place_load (path);
  g_assert_true (trace->complete);
  g_assert_cmpuint (trace->n_decisions, ==, 4);
  g_assert_cmpuint (trace->mini_batches[0].n_stages, ==, 2);
  g_assert_cmpint (bs_trace_decision (trace, 1)->reason, ==, BS_REASON_RULE);
  g_assert_cmpint (bs_trace_decision (trace, 4)->reason, ==, BS_REASON_ONLY);
  g_assert_cmpuint (trace->n_events, ==, 1);
  assert_consistent (trace);
  g_unlink (path);
}

/* Freed in the middle, it was cut short. */
static void
test_freed (void)
{
  g_autofree char *path = g_build_filename (folder, "freed.bscope", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecording) recording = bs_recording_new (path, "test", &error);
  g_autoptr (BsTrace) trace = NULL;
  guint type;

  g_assert_no_error (error);
  type = bs_recording_add_type (recording, "a", NULL, BS_SHAPE_CELL);
  g_assert_true (bs_recording_begin (recording, &error));
  g_assert_true (bs_recording_add_node (recording, type, 0, BS_NO_DATUM, NULL, 0, NULL, &error));
  g_clear_pointer (&recording, bs_recording_free);
  trace = trace_place_load (path);
  g_assert_false (trace->complete);
  g_unlink (path);

  recording = bs_recording_new ("/no/such/folder/x.bscope", "test", &error);
  g_assert_null (recording);
  g_assert_error (error, BS_ERROR, (int) BS_ERROR_IO);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_test_add_data_func ("/profiles/recording/same", GUINT_TO_POINTER (1), test_same);
  g_test_add_data_func ("/profiles/recording/same/growing", GUINT_TO_POINTER (4), test_same);
  g_test_add_func ("/profiles/recording/misuse", test_misuse);
  g_test_add_func ("/profiles/recording/freed", test_freed);
  status = g_test_run ();
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);

  return status;
}
