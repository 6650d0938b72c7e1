/* SPDX-License-Identifier: Apache-2.0 */
/* Timelines for other viewers, read back and compared with the trace. */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/error.h"
#include "engine/run.h"
#include "profiles/files/graph-import.h"
#include "profiles/files/protobuf-writer.h"
#include "profiles/files/timeline.h"
#include "tests/engine/fixtures.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/timeline-reader.h"
#include "tests/profiles/trace-place.h"

static gint64
get_integer (const ReadSlice *slice, const char *name)
{
  const char *text = read_arg (slice, name);

  g_assert_nonnull (text);

  return g_ascii_strtoll (text, NULL, 10);
}

/* Slices of a track lie one in the other or apart. */
static void
check_nesting (const ReadTimeline *read)
{
  g_autoptr (GHashTable) tracks = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                                         (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < read->slices->len; i++)
    {
      ReadSlice *slice = g_ptr_array_index (read->slices, i);
      GArray *ends = g_hash_table_lookup (tracks, &slice->track);

      if (ends == NULL)
        {
          ends = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_hash_table_insert (tracks, &slice->track, ends);
        }
      g_assert_true (g_hash_table_contains (read->tracks, &slice->track));
      g_assert_cmpint (slice->end_ns, >=, slice->start_ns);
      while (ends->len > 0 && g_array_index (ends, gint64, ends->len - 1) <= slice->start_ns)
        g_array_set_size (ends, ends->len - 1);
      if (ends->len > 0)
        g_assert_cmpint (slice->end_ns, <=, g_array_index (ends, gint64, ends->len - 1));
      g_array_append_val (ends, slice->end_ns);
    }
}

/* The name that is written: valid where that of the trace is not. */
static void
assert_named (const char *written, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  g_assert_cmpstr (written, ==, valid);
}

/* @exact: times are as they were recorded; only where an argument says so an end may be earlier. */
static void
check_times (const ReadSlice *slice, gint64 start_ns, gint64 end_ns, gboolean exact)
{
  if (!exact)
    return;

  g_assert_cmpint (slice->start_ns, ==, start_ns);
  if (read_arg (slice, "recorded_ns") == NULL)
    g_assert_cmpint (slice->end_ns, ==, end_ns);
  else
    {
      g_assert_cmpint (slice->end_ns, <, end_ns);
      g_assert_cmpint (get_integer (slice, "recorded_ns"), ==, end_ns - start_ns);
    }
}

static void
check_event (const BsTrace *trace, const ReadSlice *slice, guint i, gboolean exact)
{
  const BsEvent event = bs_trace_get_event (trace, i);

  g_assert_cmpstr (slice->name, ==, bs_phase_to_string (event.phase));
  check_times (slice, event.start_ns, event.end_ns, exact);
  if (event.decision > 0)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, event.decision);

      g_assert_cmpint (get_integer (slice, "decision"), ==, event.decision);
      g_assert_cmpint (get_integer (slice, "batch_size"), ==, d->size);
      assert_named (read_arg (slice, "type"), trace->types->types[d->type].name);
      g_assert_cmpuint (slice->flow, !=, 0);
    }
  else
    g_assert_cmpuint (slice->flow, ==, 0);
  if (event.bytes > 0)
    g_assert_cmpint (get_integer (slice, "bytes"), ==, (gint64) event.bytes);
  if (event.flops > 0)
    g_assert_cmpint (get_integer (slice, "flops"), ==, (gint64) event.flops);
  if (event.flops > 0 && event.end_ns > event.start_ns)
    g_assert_cmpfloat_with_epsilon (g_ascii_strtod (read_arg (slice, "gflop_per_s"), NULL),
                                    (double) event.flops / (double) (event.end_ns - event.start_ns),
                                    1e-9);
}

static void
check_decision (const BsTrace *trace, const ReadSlice *slice, guint32 decision, gboolean exact)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  g_autofree char *state = bs_trace_state_text (trace, decision);
  gint64 ready = 0;

  for (guint k = 0; k < d->n_candidates; k++)
    ready += bs_trace_candidates (trace, decision)[k].ready;
  assert_named (slice->name, trace->types->types[d->type].name);
  check_times (slice, d->start_ns, d->end_ns, exact);
  g_assert_cmpint (get_integer (slice, "decision"), ==, decision);
  g_assert_cmpint (get_integer (slice, "mini_batch"), ==, d->mini_batch);
  g_assert_cmpint (get_integer (slice, "batch_size"), ==, d->size);
  g_assert_cmpint (get_integer (slice, "candidates"), ==, d->n_candidates);
  g_assert_cmpint (get_integer (slice, "ready"), ==, ready);
  g_assert_cmpstr (read_arg (slice, "reason"), ==, bs_reason_to_string (d->reason));
  assert_named (read_arg (slice, "type"), trace->types->types[d->type].name);
  assert_named (read_arg (slice, "state"), state);
}

/* All slices there should be and no other, in order of time; mini-batches enclose what is theirs. */
static void
check_slices (const BsTrace *trace, const ReadTimeline *read, gboolean exact)
{
  g_autofree ReadSlice **mini_batches = g_new0 (ReadSlice *, trace->n_mini_batches + 1);
  g_autofree ReadSlice **decisions = g_new0 (ReadSlice *, trace->n_decisions + 1);
  g_autofree guint *n_events = g_new0 (guint, trace->n_decisions + 1);
  guint32 n_decisions = 0;
  guint n = 0;

  for (guint i = 0; i < read->slices->len; i++)
    {
      ReadSlice *slice = g_ptr_array_index (read->slices, i);
      const char *track = g_hash_table_lookup (read->tracks, &slice->track);
      guint64 mini_batch = (guint64) get_integer (slice, "mini_batch");

      if (g_str_equal (slice->category, "event"))
        {
          g_autofree char *lane = g_strdup_printf ("lane %u", bs_trace_get_event (trace, n).lane);

          g_assert_true (g_str_has_prefix (track, lane));
          check_event (trace, slice, n, exact);
          n_events[bs_trace_get_event (trace, n++).decision]++;
        }
      else
        g_assert_cmpstr (track, ==, "scheduling");
      if (g_str_equal (slice->category, "decision"))
        {
          decisions[++n_decisions] = slice;
          check_decision (trace, slice, n_decisions, exact);
        }
      if (g_str_equal (slice->category, "mini_batch"))
        {
          g_assert_null (mini_batches[mini_batch]);
          mini_batches[mini_batch] = slice;
        }
      else if (exact && mini_batch < trace->n_mini_batches
               && read_arg (mini_batches[mini_batch], "recorded_ns") == NULL)
        {
          g_assert_cmpint (slice->start_ns, >=, mini_batches[mini_batch]->start_ns);
          g_assert_cmpint (slice->end_ns, <=, mini_batches[mini_batch]->end_ns);
        }
    }
  g_assert_cmpuint (n, ==, trace->n_events);
  g_assert_cmpuint (n_decisions, ==, trace->n_decisions);

  /* A flow joins a decision and its events, and is there when there are some. */
  for (guint i = 0; i < read->slices->len; i++)
    {
      ReadSlice *slice = g_ptr_array_index (read->slices, i);

      if (slice->flow != 0)
        g_assert_cmpuint (slice->flow, ==, decisions[get_integer (slice, "decision")]->flow);
    }
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      g_assert_true ((decisions[i]->flow != 0) == (n_events[i] > 0));
      if (i > 1 && decisions[i]->flow != 0)
        g_assert_cmpuint (decisions[i]->flow, !=, decisions[i - 1]->flow);
    }
}

static gint64
last_value (GHashTable *values, const char *name)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (values, name));
}

/* The frontier at each decision, and all bytes in the end. */
static void
check_counts (const BsTrace *trace, const ReadTimeline *read)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  guint32 decision = 0;
  gint64 copied = 0, expected = 0, last_ns = 0;

  for (guint i = 0; i < read->counts->len; i++)
    {
      const ReadCount *count = g_ptr_array_index (read->counts, i);
      const ReadCount *next = i + 1 < read->counts->len ? g_ptr_array_index (read->counts, i + 1)
                                                        : NULL;

      g_assert_cmpint (count->time_ns, >=, last_ns);
      last_ns = count->time_ns;
      if (g_str_equal (count->name, "bytes copied"))
        {
          g_assert_cmpint (count->value, >=, copied);
          copied = count->value;
          continue;
        }

      decision += g_str_equal (count->name, "frontier");
      g_hash_table_insert (values, count->name, GINT_TO_POINTER ((gint) count->value));
      /* Those of the types follow that of all. */
      if (next == NULL || !g_str_has_prefix (next->name, "frontier: "))
        {
          const BsTraceDecision *d = bs_trace_decision (trace, decision);
          g_autofree gint64 *ready = g_new0 (gint64, trace->types->n_types);
          gint64 total = 0;

          for (guint k = 0; k < d->n_candidates; k++)
            ready[bs_trace_candidates (trace, decision)[k].type] =
                bs_trace_candidates (trace, decision)[k].ready;
          for (guint k = 0; k < trace->types->n_types; k++)
            {
              g_autofree char *valid = g_utf8_make_valid (trace->types->types[k].name, -1);
              g_autofree char *name = g_strconcat ("frontier: ", valid, NULL);

              g_assert_cmpint (last_value (values, name), ==, ready[k]);
              total += ready[k];
            }
          g_assert_cmpint (last_value (values, "frontier"), ==, total);
        }
    }
  g_assert_cmpuint (decision, ==, trace->n_decisions);

  for (guint i = 0; i < trace->n_events; i++)
    if (bs_trace_get_event (trace, i).phase == BS_PHASE_GATHER
        || bs_trace_get_event (trace, i).phase == BS_PHASE_SCATTER)
      expected += (gint64) bs_trace_get_event (trace, i).bytes;
  g_assert_cmpint (copied, ==, expected);
}

static void
check_provenance (const BsTrace *trace, const ReadTimeline *read)
{
  g_autoptr (GPtrArray) keys = bs_trace_get_info_keys (trace);
  g_autofree char *subject = bs_trace_subject (trace);
  g_autofree char *process = g_strconcat ("batchscope: ", subject, NULL);

  for (guint i = 0; i < keys->len; i++)
    assert_named (g_hash_table_lookup (read->provenance, g_ptr_array_index (keys, i)),
                  bs_trace_get_info (trace, g_ptr_array_index (keys, i)));
  assert_named (read->process, process);
}

static char *
write_timeline (const BsTrace *trace, BsTimelineFormat format, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  FILE *out = open_memstream (&text, length);

  g_assert_true (bs_timeline_write (trace, format, out, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fclose (out), ==, 0);

  return text;
}

/* Both formats, the same each time. */
static void
check (const BsTrace *trace, gboolean exact)
{
  for (guint format = 0; format < BS_N_TIMELINE_FORMATS; format++)
    {
      gsize length, again_length;
      char *text = write_timeline (trace, format, &length);
      char *again = write_timeline (trace, format, &again_length);
      g_autoptr (ReadTimeline) read = format == BS_TIMELINE_CHROME ? read_chrome (text)
                                                                   : read_perfetto (text, length);

      g_assert_cmpmem (text, length, again, again_length);
      check_nesting (read);
      check_slices (trace, read, exact);
      check_counts (trace, read);
      check_provenance (trace, read);
      free (text);
      free (again);
    }
}

/* Several mini-batches, learned and growing; words and types that need care. */
static void
test_synthetic (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;

  synthetic_record_default (place->path);
  trace = trace_place_load (place->path);
  g_assert_cmpuint (trace->n_events, >, 0);
  check (trace, TRUE);
}

static void
test_old_versions (TracePlace *place, gconstpointer data)
{
  for (guint version = 1; version <= 2; version++)
    {
      g_autofree char *name = g_strdup_printf ("version-%u.trace", version);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "profiles", name, NULL);
      g_autoptr (BsTrace) trace = trace_place_load (path);

      check (trace, TRUE);
    }
}

/* Nothing ran, not even a graph was made. */
static void
test_empty (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (ReadTimeline) read = NULL;
  gsize length;
  char *text;

  g_assert_true (bs_recorder_close (recorder, NULL));
  trace = trace_place_load (place->path);
  g_assert_cmpuint (trace->n_decisions, ==, 0);
  check (trace, TRUE);
  text = write_timeline (trace, BS_TIMELINE_CHROME, &length);
  read = read_chrome (text);
  g_assert_cmpuint (read->slices->len, ==, 0);
  g_assert_cmpuint (read->counts->len, ==, 0);
  free (text);
}

/* Decisions only, of types whose names other formats could trip over. */
static void
test_imported (TracePlace *place, gconstpointer data)
{
  static const char graph[] =
      "{\"format\": \"batchscope-graph\", \"version\": 1, \"types\": [{\"name\": "
      "\"a \\\"b\\\" \\\\ </script>\"}, {\"name\": \"tab\\tand\\u001bescape\"}], \"nodes\": "
      "[{\"type\": \"a \\\"b\\\" \\\\ </script>\", \"inputs\": []}, {\"type\": "
      "\"tab\\tand\\u001bescape\", \"inputs\": [0]}, {\"type\": \"tab\\tand\\u001bescape\", "
      "\"inputs\": [1]}]}";
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraphImport) import = bs_graph_import_new (types);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;

  bs_graph_import_add_json (import, "g", graph, strlen (graph), &error);
  g_assert_no_error (error);
  bs_recorder_set_info (recorder, "note", "two\nlines \"and\" quotes \x01 \xff");
  bs_graph_import_describe (import, recorder);
  bs_run_graphs (&g_array_index (import->graphs, BsImportedGraph, 0).graph, 1, types, policy,
                 BS_ENCODING_SORT, bs_recorder_get_observer (recorder), NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (bs_recorder_close (recorder, &error));
  trace = trace_place_load (place->path);
  g_assert_cmpuint (trace->n_decisions, ==, 3);
  check (trace, TRUE);

  /* And bytes that are no text at all. */
  trace->types->types[1].name[0] = '\xff';
  check (trace, TRUE);
}

/* Real runs: all published models, several threads, other planners, graphs that grow. */
static void
test_workloads (TracePlace *place, gconstpointer data)
{
  static const char *const names[] = { "tree-lstm",    "tree-gru",      "tree-lstm-2type",
                                       "mv-rnn",       "bilstm-tagger", "bilstm-tagger-char",
                                       "lattice-lstm", "lattice-gru",   "lstm-nmt" };
  guint n_stages = 0, n_lanes = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (names[i]);
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsModel) model = bs_workload_create_model (workload, 8, &error);
      g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
      g_autoptr (BsBackend) backend = NULL;
      g_autoptr (BsTrace) trace = NULL;
      BsRunOptions options = { .batch_size = 6, .n_batches = 2, .encoding = BS_ENCODING_SORT };
      BsBackendOptions own;

      options.incremental = g_str_equal (names[i], "lstm-nmt");
      bs_backend_options_init (&own);
      own.planner = (BsPlanner) (i % BS_N_PLANNERS);
      own.n_threads = 1 + i % 3;
      own.thread_work = 1;
      bs_model_initialize (model, 1);
      backend = bs_backend_new ("cpu", model, &own, &error);
      g_assert_no_error (error);
      bs_run (workload, types, policy, backend, &options, bs_recorder_get_observer (recorder), NULL,
              NULL, &error);
      g_assert_no_error (error);
      g_assert_true (bs_recorder_close (recorder, &error));
      trace = trace_place_load (place->path);
      n_stages = MAX (n_stages, trace->mini_batches[0].n_stages);
      n_lanes = MAX (n_lanes, trace->n_lanes);
      check (trace, TRUE);
      g_unlink (place->path);
    }
  g_assert_cmpuint (n_stages, >, 1);
  g_assert_cmpuint (n_lanes, >, 1);
}

/* Times that no machine has: events that overlap in part, decisions and mini-batches that go back. */
static void
test_odd_times (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GArray) events = NULL;
  BsRandom random;
  gint64 now_ns = 5000;

  synthetic_record_default (place->path);
  trace = trace_place_load (place->path);
  bs_random_init (&random, 7);
  events = synthetic_read_events (trace);
  for (guint i = 0; i < events->len; i++)
    {
      BsEvent *event = &g_array_index (events, BsEvent, i);

      now_ns += (gint64) (bs_random_next (&random) % 8);
      event->start_ns = now_ns;
      event->end_ns = now_ns + (gint64) (bs_random_next (&random) % 64);
      event->lane = (guint8) (bs_random_next (&random) % 3);
    }
  synthetic_replace_events (trace, events);
  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      trace->decisions[i].start_ns = 4000 + (gint64) (bs_random_next (&random) % 9000);
      trace->decisions[i].end_ns = trace->decisions[i].start_ns + 100;
    }
  check (trace, FALSE);
}

static void
test_refuses (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) synthetic = NULL;
  FILE *full = fopen ("/dev/full", "w");
  BsTimelineFormat format;

  options.n_nodes = 2000;
  synthetic = synthetic_new (&options);
  synthetic_record (synthetic, place->path);
  trace = trace_place_load (place->path);
  if (full != NULL)
    {
      g_assert_false (bs_timeline_write (trace, BS_TIMELINE_CHROME, full, NULL, &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_IO);
      g_clear_error (&error);
      fclose (full);
    }

  g_cancellable_cancel (cancellable);
  full = fopen ("/dev/null", "w");
  g_assert_false (bs_timeline_write (trace, BS_TIMELINE_PERFETTO, full, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fclose (full);
  g_assert_false (bs_timeline_format_from_string ("json", &format));
}

/* Bytes of the examples of the documentation, and limits. */
static void
test_protobuf (TracePlace *place, gconstpointer data)
{
  static const guint8 expected[] = { 0x08, 0x96, 0x01, 0x12, 0x07, 't',  'e',  's',  't',  'i',
                                     'n',  'g',  0x1a, 0x83, 0x80, 0x80, 0x00, 0x08, 0x96, 0x01,
                                     0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0x01, 0xf9, 0x02, 1,    0,    0,    0,    0,    0,    0,
                                     0x80, 0x21, 0,    0,    0,    0,    0,    0,    0xf8, 0x3f,
                                     0x0a, 3,    0xef, 0xbf, 0xbd };
  g_autoptr (GString) out = g_string_new (NULL);
  gsize begun;

  bs_protobuf_add_integer (out, 1, 150);
  bs_protobuf_add_string (out, 2, "testing");
  begun = bs_protobuf_begin (out, 3);
  bs_protobuf_add_integer (out, 1, 150);
  bs_protobuf_end (out, begun);
  bs_protobuf_add_integer (out, 1, G_MAXUINT64);
  bs_protobuf_add_fixed64 (out, 47, G_GUINT64_CONSTANT (0x8000000000000001));
  bs_protobuf_add_double (out, 4, 1.5);
  bs_protobuf_add_string (out, 1, "\xff");
  g_assert_cmpmem (out->str, out->len, expected, sizeof expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/profiles/timeline/" name, TracePlace, NULL, trace_place_set_up, function,          \
              trace_place_tear_down)
  ADD ("synthetic", test_synthetic);
  ADD ("old-versions", test_old_versions);
  ADD ("empty", test_empty);
  ADD ("imported", test_imported);
  ADD ("workloads", test_workloads);
  ADD ("odd-times", test_odd_times);
  ADD ("refuses", test_refuses);
  ADD ("protobuf", test_protobuf);

  return g_test_run ();
}
