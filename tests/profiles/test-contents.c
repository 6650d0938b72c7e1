/* SPDX-License-Identifier: Apache-2.0 */
/* What traces say of nodes: vocabularies, names, stages; and traces of the version before. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/run.h"
#include "profiles/report/inspection.h"
#include "profiles/tables/long-tables.h"
#include "profiles/trace/memory.h"
#include "profiles/files/policy-file.h"
#include "profiles/report/report.h"
#include "profiles/tables/tables.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

static void
tear_down (TracePlace *place, gconstpointer data)
{
  g_autofree char *log = g_strconcat (place->path, "-wal", NULL);
  g_autofree char *index = g_strconcat (place->path, "-shm", NULL);

  g_unlink (log);
  g_unlink (index);
  trace_place_clear (place);
}

static void
assert_says (GString *text, const char *part)
{
  if (strstr (text->str, part) == NULL)
    g_test_fail_printf ("no “%s” in:\n%s", part, text->str);
}

/* A trace as the released version 0.1.0 wrote it, with pages made smaller. */
static void
test_version_1 (TracePlace *place, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "profiles", "version-1.trace", NULL);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, 0);
  const BsGraph *graph = unpacked->graph;
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_true (trace->complete);
  g_assert_cmpuint (trace->n_decisions, ==, 12);
  g_assert_cmpuint (trace->n_vocabularies, ==, 1);
  g_assert_cmpstr (trace->vocabularies[0].name, ==, "words");
  g_assert_cmpuint (trace->vocabularies[0].n, ==, 9);
  g_assert_cmpstr (bs_trace_get_word (trace, graph, 0), ==, "The");
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (trace->types->types[graph->type[v]].shape == BS_SHAPE_LOSS)
      g_assert_null (bs_trace_get_word (trace, graph, v));
  g_assert_cmpuint (trace->mini_batches[0].n_stages, ==, 0);
  g_assert_cmpfloat_with_epsilon (trace->mini_batches[0].loss, 15.7806759, 1e-6);
  g_assert_nonnull (trace->fsm);
  synthetic_exercise (trace);

  bs_inspection_print (trace, 1, BS_TABLE_TEXT, out);
  assert_says (out, "hammer");
}

/* One of a graph that grew, as version 2 was, with pages made smaller. */
static void
test_version_2 (TracePlace *place, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "profiles", "version-2.trace", NULL);
  g_autoptr (BsTrace) trace = trace_place_load (path);
  g_autoptr (BsTable) memory = bs_tables_memory (trace);
  BsMemoryTotals totals;

  g_assert_true (trace->complete);
  g_assert_cmpuint (trace->n_decisions, ==, 26);
  g_assert_cmpuint (trace->n_vocabularies, ==, 2);
  g_assert_cmpstr (trace->vocabularies[1].name, ==, "target-words");
  g_assert_cmpuint (trace->mini_batches[0].n_stages, ==, 6);
  g_assert_cmpfloat_with_epsilon (trace->mini_batches[0].loss, 55.3372536, 1e-6);
  g_assert_cmpuint (trace->n_plans, ==, 0);
  g_assert_cmpuint (trace->n_lanes, ==, 1);
  for (guint type = 0; type < trace->types->n_types; type++)
    g_assert_cmpuint (bs_trace_get_cell (trace, type), ==, BS_NO_CELL);

  /* What moved is told by the events, which it has. */
  g_assert_false (bs_memory_totals (trace, &totals));
  g_assert_cmpuint (totals.executed.gathers, >, 0);
  g_assert_cmpuint (totals.executed.gather_bytes, >, 0);
  g_assert_cmpuint (bs_table_get_n_rows (memory), ==, 1);
  synthetic_exercise (trace);
}

static BsSchedule *
schedule (const BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);

  return bs_scheduler_run (scheduler, graph, types);
}

/* Words, labels with names, labels that are numbers, and letters, side by side; no numerics. */
static void
test_vocabularies (TracePlace *place, gconstpointer data)
{
  static const char *const words[] = { "the", "fog" }, *const tags[] = { "DET", "NOUN" },
                           *const letters[] = { "<pad>", "é", "\033" };
  static const char *const instances[] = { "", "second", NULL };
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule) made = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (BsTable) table = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autoptr (BsTraceGraph) unpacked = NULL;
  const BsGraph *read;
  const BsObserver *observer = bs_recorder_get_observer (recorder);
  BsMiniBatch mini_batch = { .first_decision = 1, .types = types };
  const BsEvent scheduling = { .start_ns = 10, .end_ns = 30, .phase = BS_PHASE_SCHEDULE };
  g_autoptr (BsTable) memory = NULL;
  guint32 node = 0;

  bs_type_table_intern (types, "lookup", NULL, BS_SHAPE_LOOKUP);
  bs_type_table_intern (types, "letter", NULL, BS_SHAPE_LOOKUP);
  bs_type_table_intern (types, "tag", NULL, BS_SHAPE_LOSS);
  bs_type_table_intern (types, "score", NULL, BS_SHAPE_LOSS);
  bs_graph_builder_add (builder, 0, 0, 1, NULL, 0);
  bs_graph_builder_add (builder, 1, 1, 1, NULL, 0);
  bs_graph_builder_add (builder, 2, 0, 0, &node, 1);
  bs_graph_builder_add (builder, 3, 0, 3, &node, 1);
  graph = bs_graph_builder_finish (builder, NULL);
  made = schedule (graph, types);

  g_assert_cmpuint (bs_recorder_add_vocabulary (recorder, "words", words, 2), ==, 0);
  g_assert_cmpuint (bs_recorder_add_vocabulary (recorder, "tags", tags, 2), ==, 1);
  g_assert_cmpuint (bs_recorder_add_vocabulary (recorder, "characters", letters, 3), ==, 2);
  g_assert_cmpuint (bs_recorder_add_vocabulary (recorder, "labels", NULL, 5), ==, 3);
  bs_recorder_set_type_vocabulary (recorder, "lookup", 0);
  bs_recorder_set_type_vocabulary (recorder, "tag", 1);
  bs_recorder_set_type_vocabulary (recorder, "letter", 2);
  bs_recorder_set_type_vocabulary (recorder, "score", 3);
  bs_recorder_name_instances (recorder, 0, instances);
  mini_batch.graph = graph;
  mini_batch.schedule = made;
  observer->scheduled (observer->user_data, &mini_batch);
  observer->event (observer->user_data, &scheduling);
  observer->finished (observer->user_data, 0, NAN);
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_no_error (error);

  trace = trace_place_load (place->path);
  memory = bs_tables_memory (trace);
  g_assert_cmpuint (bs_table_get_n_rows (memory), ==, 0);
  unpacked = bs_trace_open_graph (trace, 0);
  read = unpacked->graph;
  g_assert_cmpstr (bs_trace_get_word (trace, read, 0), ==, "fog");
  g_assert_cmpstr (bs_trace_get_word (trace, read, 1), ==, "é");
  g_assert_cmpstr (bs_trace_get_word (trace, read, 2), ==, "DET");
  g_assert_null (bs_trace_get_word (trace, read, 3));
  g_assert_cmpstr (bs_trace_get_vocabulary (trace, 3)->name, ==, "labels");
  g_assert_null (bs_trace_instance_name (&trace->mini_batches[0], 0));
  g_assert_cmpstr (bs_trace_instance_name (&trace->mini_batches[0], 1), ==, "second");

  table = bs_tables_vocabularies (trace);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 2 + 2 + 3 + 1);
  line = bs_trace_vocabulary_text (trace, 2);
  g_assert_cmpstr (line, ==, "characters (3, of letter): <pad>, é, \xef\xbf\xbd");

  /* In words, and never a number that is none. */
  for (guint32 id = 1; id <= trace->n_decisions; id++)
    bs_inspection_print (trace, id, BS_TABLE_TEXT, out);
  bs_report_print_text (trace, out);
  assert_says (out, "fog");
  assert_says (out, "DET");
  assert_says (out, "labels (5, of score): numbers");
  g_assert_false (g_regex_match_simple ("\\bnan\\b", out->str, 0, 0));
  g_assert_null (strstr (out->str, "unknown"));
  synthetic_exercise (trace);
}

/* Two threads that work at once: what they take is told, and the clock is not counted twice. */
static void
test_lanes (TracePlace *place, gconstpointer data)
{
  static const BsEvent events[] = {
    { .start_ns = 100, .end_ns = 200, .phase = BS_PHASE_SCHEDULE },
    { .start_ns = 300, .end_ns = 340, .bytes = 64, .decision = 1, .phase = BS_PHASE_GATHER },
    { .start_ns = 310,
      .end_ns = 360,
      .bytes = 32,
      .decision = 1,
      .phase = BS_PHASE_GATHER,
      .lane = 1 },
    { .start_ns = 340, .end_ns = 400, .flops = 10, .decision = 1, .phase = BS_PHASE_GEMM },
    { .start_ns = 360,
      .end_ns = 410,
      .flops = 20,
      .decision = 1,
      .phase = BS_PHASE_GEMM,
      .lane = 1 },
    { .start_ns = 500,
      .end_ns = 510,
      .bytes = 8,
      .decision = 2,
      .phase = BS_PHASE_SCATTER,
      .lane = 3 },
  };
  static const char sql[] = "SELECT decision, type, phase, moves, bytes, ns FROM moves"
                            " ORDER BY decision, phase";
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule) made = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsTable) lanes = NULL, moves = NULL, table = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  const BsObserver *observer = bs_recorder_get_observer (recorder);
  BsMiniBatch mini_batch = { .first_decision = 1, .types = types };
  BsMemoryTotals totals;
  BsTypeMoves *by_type;
  guint32 node = 0;
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;

  bs_type_table_intern (types, "first", NULL, BS_SHAPE_CELL);
  bs_type_table_intern (types, "second", NULL, BS_SHAPE_LOSS);
  bs_graph_builder_add (builder, 0, 0, BS_NO_DATUM, NULL, 0);
  bs_graph_builder_add (builder, 1, 0, BS_NO_DATUM, &node, 1);
  graph = bs_graph_builder_finish (builder, NULL);
  made = schedule (graph, types);
  mini_batch.graph = graph;
  mini_batch.schedule = made;
  observer->scheduled (observer->user_data, &mini_batch);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    observer->event (observer->user_data, &events[i]);
  observer->finished (observer->user_data, 0, 0.5);
  g_assert_true (bs_recorder_close (recorder, NULL));

  trace = trace_place_load (place->path);
  g_assert_cmpuint (trace->n_lanes, ==, 4);
  g_assert_cmpint (trace->covered_ns, ==, 100 + 110 + 10);
  g_assert_cmpint (trace->phase_ns[BS_PHASE_GATHER], ==, 40 + 50);
  g_assert_cmpint (bs_trace_decision (trace, 1)->run_start_ns, ==, 300);
  g_assert_cmpint (bs_trace_decision (trace, 1)->run_end_ns, ==, 410);
  g_assert_cmpuint (bs_trace_decision (trace, 1)->n_gathers, ==, 2);
  g_assert_cmpuint (bs_trace_decision (trace, 1)->gather_bytes, ==, 96);
  g_assert_cmpuint (bs_trace_decision (trace, 2)->n_scatters, ==, 1);
  g_assert_cmpuint (bs_trace_decision (trace, 2)->scatter_bytes, ==, 8);

  lanes = bs_tables_lanes (trace);
  bs_table_print (lanes, BS_TABLE_CSV, out);
  g_assert_cmpstr (out->str, ==,
                   "lane,kind,events,ns,share,bytes,flops\n"
                   "0,thread,3,200,0.9090909090909091,64,10\n"
                   "1,thread,2,100,0.45454545454545453,32,20\n"
                   "2,thread,0,0,0,0,0\n"
                   "3,thread,1,10,0.045454545454545456,8,0\n");
  moves = bs_table_new ();
  bs_tables_add_moves (trace, moves);
  g_string_truncate (out, 0);
  bs_table_print (moves, BS_TABLE_CSV, out);
  g_assert_cmpstr (out->str, ==,
                   "decision,mini_batch,type,phase,lane,ns,bytes\n"
                   "1,0,first,gather,0,40,64\n"
                   "1,0,first,gather,1,50,32\n"
                   "2,0,second,scatter,3,10,8\n");

  bs_memory_totals (trace, &totals);
  g_assert_cmpuint (totals.executed.gathers, ==, 2);
  g_assert_cmpuint (totals.executed.scatter_bytes, ==, 8);
  by_type = bs_type_moves_new (trace);
  g_assert_cmpint (by_type[0].ns, ==, 90);
  g_assert_cmpuint (by_type[1].moves.scatters, ==, 1);
  g_free (by_type);
  g_string_truncate (out, 0);
  bs_report_print_text (trace, out);
  assert_says (out, "On the clock, in 4 lanes at once: 220 ns");

  /* The same with any client. */
  g_assert_cmpint (sqlite3_open_v2 (place->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  g_string_truncate (out, 0);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    for (int i = 0; i < 6; i++)
      g_string_append_printf (out, "%s%c", sqlite3_column_text (stmt, i), i < 5 ? ',' : ';');
  g_assert_cmpstr (out->str, ==, "1,first,gather,2,96,90;2,second,scatter,1,8,10;");
  sqlite3_finalize (stmt);
  sqlite3_close (db);
}

/* Runs a model of data/models on its samples, without numerics. */
static BsTrace *
record_model (const char *path, BsWorkload *workload, BsPlanner planner)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 4, &error);
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, NULL);
  BsRunOptions options = { .batch_size = 6, .n_batches = 2, .encoding = BS_ENCODING_SORT };

  g_assert_no_error (error);
  bs_recorder_set_corpus (recorder, bs_workload_get_corpus (workload), model);
  bs_recorder_set_plans (recorder, model, planner);
  bs_run (workload, types, policy, NULL, &options, bs_recorder_get_observer (recorder), NULL, NULL,
          &error);
  g_assert_no_error (error);
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_no_error (error);

  return trace_place_load (path);
}

/* The plans of the cells that were called are in the trace as they were made. */
static void
assert_plans (const BsTrace *trace, BsWorkload *workload, BsPlanner planner)
{
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 4, NULL);
  BsMemoryTotals totals;

  g_assert_cmpuint (trace->n_cells, >, 0);
  g_assert_cmpuint (trace->n_plans, ==, trace->n_cells * (planner == BS_PLANNER_CREATION ? 1 : 2));
  for (guint type = 0; type < trace->types->n_types; type++)
    {
      int cell = bs_model_find_cell (model, trace->types->types[type].name);

      g_assert_cmpint (cell, >=, 0);
      g_assert_cmpstr (trace->cells[bs_trace_get_cell (trace, type)], ==, model->cells[cell].name);
    }
  for (guint i = 0; i < trace->n_plans; i++)
    {
      const BsCell *cell =
          &model->cells[bs_model_find_cell (model, trace->cells[trace->plans[i].cell])];
      g_autoptr (BsCellPlan)
          plan = bs_cell_plan_new (model, cell, trace->plans[i].plan.planner, TRUE);

      synthetic_assert_plans_equal (&trace->plans[i].plan, plan);
    }
  g_assert_true (bs_memory_totals (trace, &totals));
  g_assert_cmpint (totals.planner, ==, planner);
  g_assert_cmpuint (totals.inside_planned.gather_bytes, <=, totals.inside_creation.gather_bytes);
}

/* What plans of cells copy is told of batches that ran, not of those that did not get to it. */
static void
test_stopped (TracePlace *place, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "models",
                                                 "tree-lstm.model", NULL);
  g_autofree char *sample = g_test_build_filename (G_TEST_DIST, "..", "data", "samples",
                                                   "trees.txt", NULL);
  const char *files[] = { sample, NULL };
  g_autoptr (BsModelFile) file = bs_model_file_load (path, NULL);
  g_autoptr (BsWorkload) workload = bs_workload_open (file, files, 1, NULL);
  g_autoptr (BsTrace) all = record_model (place->path, workload, BS_PLANNER_PUBLISHED);
  g_autoptr (BsTrace) stopped = NULL;
  BsMemoryTotals expected, totals;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (place->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db, "UPDATE mini_batch SET finished = 0 WHERE id = 1", NULL, NULL, NULL), ==,
      SQLITE_OK);
  sqlite3_close (db);
  stopped = trace_place_load (place->path);
  bs_memory_totals (all, &expected);
  bs_memory_totals (stopped, &totals);
  g_assert_cmpuint (totals.inside_planned.gathers, >, 0);
  g_assert_cmpuint (totals.inside_planned.gathers, <, expected.inside_planned.gathers);
  g_assert_cmpuint (totals.inside_creation.gather_bytes, <, expected.inside_creation.gather_bytes);
}

/* Of every model, each datum is what its own vocabulary says, and the plans are those made. */
static void
test_models (TracePlace *place, gconstpointer data)
{
  static const struct
  {
    const char *model, *samples[3], *type, *vocabulary;
  } rows[] = {
    { "tree-lstm", { "trees.txt" }, "leaf", "words" },
    { "tree-lstm", { "trees.txt" }, "loss", "labels" },
    { "lattice-lstm", { "lattices.txt" }, "word", "ids" },
    { "bilstm-tagger-char", { "tagged.txt" }, "lookC", "characters" },
    { "bilstm-tagger", { "tagged.txt" }, "output", "labels" },
    { "lstm-nmt", { "parallel.en", "parallel.xx" }, "enc", "source-words" },
    { "lstm-nmt", { "parallel.en", "parallel.xx" }, "loss", "target-words" },
    { "random-dag", { NULL }, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strconcat (rows[i].model, ".model", NULL);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "models", name,
                                                     NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsModelFile) file = bs_model_file_load (path, &error);
      g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (BsWorkload) workload = NULL;
      g_autoptr (BsTrace) trace = NULL;
      int type;

      g_assert_no_error (error);
      for (guint k = 0; rows[i].samples[k] != NULL; k++)
        g_ptr_array_add (files, g_test_build_filename (G_TEST_DIST, "..", "data", "samples",
                                                       rows[i].samples[k], NULL));
      g_ptr_array_add (files, NULL);
      workload = bs_workload_open (file, (const char *const *) files->pdata, 1, &error);
      g_assert_no_error (error);
      trace = record_model (place->path, workload, i % BS_N_PLANNERS);
      assert_plans (trace, workload, i % BS_N_PLANNERS);
      synthetic_exercise (trace);
      for (guint32 m = 0; m < trace->n_mini_batches; m++)
        {
          g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, m);
          const BsGraph *graph = unpacked->graph;

          for (guint32 v = 0; v < graph->n_nodes; v++)
            {
              const BsTraceVocabulary *own = bs_trace_get_vocabulary (trace, graph->type[v]);

              if (own == NULL || graph->datum[v] == BS_NO_DATUM)
                continue;
              g_assert_cmpuint (graph->datum[v], <, own->n);
              if (own->strings != NULL)
                g_assert_nonnull (bs_trace_get_word (trace, graph, v));
            }
        }
      if (rows[i].type == NULL)
        continue;
      type = bs_type_table_lookup (trace->types, rows[i].type);
      g_assert_cmpint (type, >=, 0);
      g_assert_nonnull (bs_trace_get_vocabulary (trace, (guint) type));
      g_assert_cmpstr (bs_trace_get_vocabulary (trace, (guint) type)->name, ==, rows[i].vocabulary);
    }
}

/* A policy with all that one can have comes back as it was. */
static void
test_policy (TracePlace *place, gconstpointer data)
{
  for (guint encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    {
      g_autoptr (BsFsm) fsm = bs_fsm_new (encoding);
      g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
      g_autoptr (BsTrace) trace = NULL;
      g_autofree char *before = NULL, *after = NULL;
      guint16 key[] = { 0, 1, encoding == BS_ENCODING_MARKED ? 3 : 1, 0 };
      guint n = encoding == BS_ENCODING_MARKED ? 4 : encoding == BS_ENCODING_MAX ? 3 : 2, n_actions;

      bs_type_table_intern (fsm->types, "a", NULL, BS_SHAPE_CELL);
      bs_type_table_intern (fsm->types, "b", NULL, BS_SHAPE_LOSS);
      bs_fsm_intern_state (fsm, key, n);
      bs_fsm_get_actions (fsm, 0, &n_actions)[1].q = -2.5;
      g_assert_cmpuint (n_actions, ==, 2);
      bs_fsm_peek_type (fsm, 1)->component = 7;
      bs_fsm_peek_type (fsm, 1)->priority[2] = 0.125;
      fsm->act_when_safe = TRUE;
      fsm->episodes = 123;
      bs_recorder_set_policy (recorder, fsm, NULL);
      g_assert_true (bs_recorder_close (recorder, NULL));

      trace = trace_place_load (place->path);
      before = bs_policy_file_to_string (fsm, NULL);
      after = bs_policy_file_to_string (trace->fsm, NULL);
      g_assert_cmpstr (before, ==, after);
    }
}

/* A node is there from its stage on, and ready when it is there and its inputs have run. */
static void
test_stages (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (BsTrace) trace = NULL;

  options.n_stages = 5;
  run = synthetic_new (&options);
  synthetic_record (run, place->path);
  trace = trace_place_load (place->path);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[m];
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, m);
      const BsGraph *graph = unpacked->graph;
      guint32 end = mini_batch->first_decision + mini_batch->n_decisions;
      guint32 k = 0;

      g_assert_cmpuint (mini_batch->n_stages, ==, 5);
      for (guint32 v = 0; v < graph->n_nodes; v++)
        {
          guint32 there, ready;

          k += v == mini_batch->stages[k].n_nodes;
          there = mini_batch->stages[k].first_decision;
          ready = there;
          for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
            ready = MAX (ready, unpacked->node_decision[graph->inputs[i]] + 1);
          g_assert_cmpuint (unpacked->node_ready[v], ==, ready);
          for (guint32 id = mini_batch->first_decision; id < end; id++)
            {
              BsNodeState expected = id > unpacked->node_decision[v]    ? BS_NODE_EXECUTED
                                     : id == unpacked->node_decision[v] ? BS_NODE_FORMING
                                     : id >= ready                      ? BS_NODE_FRONTIER
                                     : id >= there                      ? BS_NODE_WAITING
                                                                        : BS_NODE_ABSENT;

              g_assert_cmpint (bs_trace_node_state (unpacked, v, id), ==, expected);
            }
        }
      for (guint32 id = mini_batch->first_decision; id < end; id++)
        {
          guint32 stage = bs_trace_stage (mini_batch, id);

          g_assert_cmpuint (mini_batch->stages[stage].first_decision, <=, id);
          g_assert_true (stage + 1 == mini_batch->n_stages
                         || mini_batch->stages[stage + 1].first_decision > id);
        }
    }

  {
    g_autoptr (GString) out = g_string_new (NULL);

    bs_inspection_print (trace, 1, BS_TABLE_TEXT, out);
    assert_says (out, "Stage: 1 of 5");
    assert_says (out, "Nodes: 24;");
  }
}

/* Killed before a graph that grows was told: what ran of it has no decisions, and still opens. */
static void
test_killed_while_growing (TracePlace *place, gconstpointer data)
{
  SyntheticOptions options = SYNTHETIC_DEFAULTS;
  g_autoptr (Synthetic) run = NULL;
  g_autoptr (BsTrace) trace = NULL;
  guint n_before = 0, n_early = 0;
  guint32 n_first;
  g_autoptr (GArray) events = NULL;
  int status;
  pid_t child;

  options.n_stages = 3;
  run = synthetic_new (&options);
  n_first = ((BsSchedule *) g_ptr_array_index (run->schedules, 0))->n_decisions;
  for (guint i = 0; i < run->events->len; i++)
    {
      const BsEvent *event = &g_array_index (run->events, BsEvent, i);

      n_before += event->mini_batch == 0;
      n_early += event->mini_batch == 1 && event->decision > 0 && event->decision < n_first + 3;
    }

  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      BsRecorder *recorder = bs_recorder_new (place->path, NULL);
      const BsObserver *observer = bs_recorder_get_observer (recorder);

      synthetic_play (run, observer, 1);
      for (guint i = n_before; i < run->events->len; i++)
        {
          const BsEvent *event = &g_array_index (run->events, BsEvent, i);

          if (event->mini_batch == 1 && event->decision > 0 && event->decision < n_first + 3)
            observer->event (observer->user_data, event);
        }
      g_usleep (500000);
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));

  trace = trace_place_load (place->path);
  g_assert_false (trace->complete);
  g_assert_cmpuint (trace->n_mini_batches, ==, 1);
  g_assert_cmpuint (trace->n_decisions, ==, n_first);
  g_assert_cmpuint (n_early, >, 0);
  events = synthetic_read_events (trace);
  g_assert_cmpuint (events->len, ==, n_before + n_early);
  for (guint i = n_before; i < events->len; i++)
    g_assert_cmpuint (g_array_index (events, BsEvent, i).decision, ==, 0);
  synthetic_exercise (trace);
}

/* More graphs than are kept: those that were let go are there again. */
static void
test_many_graphs (TracePlace *place, gconstpointer data)
{
  const guint32 n_nodes = 40000, n = 30;
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_BASE, TRUE);
  g_autoptr (BsSchedule) schedule = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (place->path, NULL);
  const BsObserver *observer = bs_recorder_get_observer (recorder);
  g_autoptr (BsTraceGraph) first = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;

  bs_type_table_intern (types, "only", NULL, BS_SHAPE_CELL);
  for (guint32 i = 0; i < n_nodes; i++)
    bs_graph_builder_add (builder, 0, 0, BS_NO_DATUM, NULL, 0);
  graph = bs_graph_builder_finish (builder, NULL);
  schedule = bs_scheduler_run (scheduler, graph, types);
  for (guint32 i = 0; i < n; i++)
    {
      BsMiniBatch mini_batch = { .mini_batch = i,
                                 .first_decision = i + 1,
                                 .types = types,
                                 .graph = graph,
                                 .schedule = schedule };

      observer->scheduled (observer->user_data, &mini_batch);
      observer->finished (observer->user_data, i, 0.5);
    }
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_no_error (error);

  trace = trace_place_load (place->path);
  first = bs_trace_open_graph (trace, 0);
  for (guint32 k = 0; k < 3 * n; k++)
    {
      guint32 i = k < 2 * n ? k % n : k * 7 % n;
      g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, i);
      g_autoptr (BsTraceGraph) again = bs_trace_open_graph (trace, i);

      g_assert_true (own == again);
      g_assert_true (own->mini_batch == &trace->mini_batches[i]);
      g_assert_cmpuint (own->index, ==, i);
      g_assert_cmpuint (own->graph->n_nodes, ==, n_nodes);
      g_assert_cmpuint (own->node_decision[n_nodes - 1], ==, i + 1);
    }
  g_assert_cmpuint (first->node_decision[0], ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/profiles/contents/" name, TracePlace, NULL, trace_place_set_up, func, tear_down)
  /* First, while there is one thread. */
  ADD ("killed-while-growing", test_killed_while_growing);
  ADD ("version-1", test_version_1);
  ADD ("version-2", test_version_2);
  ADD ("vocabularies", test_vocabularies);
  ADD ("lanes", test_lanes);
  ADD ("models", test_models);
  ADD ("stopped", test_stopped);
  ADD ("policy", test_policy);
  ADD ("stages", test_stages);
  ADD ("many-graphs", test_many_graphs);
#undef ADD

  return g_test_run ();
}
