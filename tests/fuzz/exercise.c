/* SPDX-License-Identifier: Apache-2.0 */
/* What fuzz targets of traces share: a small recording, and all that can be done with a trace. */
#include "config.h"

#include "tests/fuzz/exercise.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/graph-text.h"
#include "engine/model-builder.h"
#include "engine/policy.h"
#include "profiles/replay/branch-trace.h"
#include "profiles/replay/cell-memory.h"
#include "profiles/replay/outer-memory.h"
#include "profiles/comparison/comparison-tables.h"
#include "profiles/comparison/comparison.h"
#include "profiles/comparison/cost-model.h"
#include "profiles/comparison/policy-comparison.h"
#include "profiles/files/fsm-export.h"
#include "profiles/files/graph-export.h"
#include "profiles/report/inspection.h"
#include "profiles/query/predicate.h"
#include "profiles/query/query.h"
#include "profiles/replay/rebuilding.h"
#include "profiles/query/recipes.h"
#include "profiles/recording/recorder.h"
#include "profiles/replay/regret.h"
#include "profiles/replay/replay.h"
#include "profiles/report/report.h"
#include "profiles/tables/table-list.h"
#include "profiles/trace/outlook.h"
#include "profiles/files/timeline.h"
#include "profiles/replay/verification.h"
#include "viz/picture.h"

#define QUERY_SECONDS 0.5
#define MAX_LOOKS 12

char *
bs_exercise_path (void)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("batchscope-fuzz-XXXXXX", NULL);

  return g_build_filename (folder, "x.bscope", NULL);
}

/* A cell for nodes of the type 1 of the graph below: two products that are added. */
static BsModel *
make_model (const BsTypeTable *types)
{
  const guint32 dims[] = { 4, 4 };
  BsModelBuilder *builder = bs_model_builder_new ("m", 4);
  guint a, b;

  bs_model_builder_cell (builder, types->types[1].name, "a", BS_SHAPE_CELL);
  a = bs_model_builder_input (builder, 0, 4, 1, BS_NO_PARAMETER);
  b = bs_model_builder_input (builder, 1, 4, 1, BS_NO_PARAMETER);
  a = bs_model_builder_product (builder, bs_model_builder_parameter (builder, "W", dims, 2), a);
  b = bs_model_builder_product (builder, bs_model_builder_parameter (builder, "U", dims, 2), b);
  a = bs_model_builder_binary (builder, BS_OP_ADD, a, b);
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TANH, a));

  return bs_model_builder_finish (builder);
}

/* What a device did for a batch, and when it did nothing. */
static void
record_device (BsRecorder *recorder)
{
  const BsDevice device = { .name = (char *) "emulated",
                            .emulated = TRUE,
                            .major = 8,
                            .n_processors = 4,
                            .peak_flops = 1e12,
                            .peak_bytes = 1e11 };
  const BsLane lane = { 1, BS_LANE_STREAM, 7, (char *) "Stream 7" };
  const BsKernel kernel = { .name = (char *) "k",
                            .registers = 32,
                            .block = { 32, 2, 1 },
                            .resident_blocks = 4,
                            .occupancy = 0.5,
                            .limit = BS_LIMIT_REGISTERS };
  GArray *launches = g_array_new (FALSE, FALSE, sizeof (BsLaunch));
  GArray *idles = g_array_new (FALSE, FALSE, sizeof (BsIdle));

  bs_recorder_set_device (recorder, &device);
  bs_recorder_add_lane (recorder, &lane);
  bs_recorder_add_kernel (recorder, &kernel);
  for (guint32 i = 0; i < 4; i++)
    {
      gint64 at = 1000 + 100 * i;
      BsLaunch launch = { .decision = i,
                          .lane = lane.id,
                          .phase = BS_PHASE_GEMM,
                          .depth = (gint32) i - 1,
                          .called_ns = i > 0 ? at - 20 : 0,
                          .called_end_ns = i > 0 ? at - 10 : 0,
                          .start_ns = at,
                          .end_ns = at + 70,
                          .grid = { 1 + i, 1, 1 },
                          .bytes = 64 * i,
                          .flops = 128 * i,
                          .traffic = 256 * i };
      BsIdle idle = { .decision = i, .start_ns = at - 30, .end_ns = at, .cause = 2 * i };

      g_array_append_val (launches, launch);
      g_array_append_val (idles, idle);
    }
  bs_recorder_add_device_work (recorder, launches, idles);
  bs_recorder_set_diagnostic (recorder, "clock_error_ns", 100);
}

/* Small pages have little that nobody looks at, so that most changes of a byte matter. */
static void
make_small (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA page_size = 512; VACUUM", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (db);
}

void
bs_exercise_record (const char *path)
{
  static const char text[] =
      "9\n1 0\n1 0\n2 2 0 1\n2 2 2 2\n3 2 2 3\n1 0\n2 2 5 5\n3 1 6\n4 2 4 7\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph)
      graph = bs_graph_text_parse ("t", text, strlen (text), NULL, 0, types, &error);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  BsMiniBatch mini_batch = {
    .first_decision = 1, .types = types, .graph = graph, .schedule = schedule
  };
  BsGraphPlanReport report = { .creation = { 10, 4, 64 }, .planned = { 10, 1, 16 } };
  BsPlacement placement = { .report = &report };
  g_autoptr (BsModel) model = make_model (types);
  const BsObserver *observer;

  g_assert_no_error (error);
  bs_recorder_set_info (recorder, "seed", "1");
  bs_recorder_set_info (recorder, "policy", "agenda");
  bs_recorder_set_plans (recorder, model, BS_PLANNER_PUBLISHED);
  observer = bs_recorder_get_observer (recorder);
  observer->scheduled (observer->user_data, &mini_batch);
  for (guint32 i = 1; i <= schedule->n_decisions; i++)
    for (BsPhase phase = BS_PHASE_GATHER; phase <= BS_PHASE_SCATTER; phase++)
      {
        BsEvent event = { .start_ns = bs_now_ns (),
                          .bytes = 64 * i,
                          .flops = 128 * i,
                          .decision = i,
                          .phase = (guint8) phase };

        event.end_ns = bs_now_ns ();
        observer->event (observer->user_data, &event);
      }
  observer->planned (observer->user_data, &placement);
  observer->finished (observer->user_data, 0, 1.5);
  record_device (recorder);
  g_assert_true (bs_recorder_close (recorder, &error));
  make_small (path);
}

/* Searches are valid whatever a trace says, but take their time. */
static void
verify (const BsTrace *trace)
{
  g_autofree char *why = NULL;
  g_autoptr (BsPolicy) policy = bs_rebuild_policy (trace, &why);
  const BsVerificationMeans means = { policy != NULL && policy->klass->describe == NULL ? policy
                                                                                        : NULL,
                                      why, NULL, NULL };
  g_autoptr (BsVerification) verification = bs_verify (trace, &means, NULL, NULL);

  for (guint32 i = 0; i < verification->n_mini_batches; i++)
    for (BsCheck check = 0; check < BS_N_CHECKS; check++)
      if (verification->findings[i][check].kind == BS_FINDING_DIFFERENT)
        g_free (bs_finding_describe (&verification->findings[i][check], i));
}

/* There and back, and every question. */
static void
replay (const BsTrace *trace)
{
  g_autoptr (BsReplay) self = bs_replay_new (trace);
  guint32 step = 1 + trace->n_decisions / MAX_LOOKS;

  for (guint32 id = 1; id <= trace->n_decisions; id += step)
    {
      guint64 checksum;
      BsReplayMemory memory;
      g_autoptr (GArray) values = NULL;
      guint32 fewest;

      g_assert_true (bs_replay_seek (self, id));
      checksum = bs_replay_checksum (self);
      bs_replay_get_memory (self, &memory);
      values = bs_replay_list_values (self);
      bs_replay_get_fewest_left (self, &fewest);
      bs_replay_step (self, 1);
      g_assert_true (bs_replay_seek (self, id));
      g_assert_cmpuint (bs_replay_checksum (self), ==, checksum);
      for (BsReplayMark mark = 0; mark <= BS_REPLAY_MINI_BATCH; mark++)
        {
          bs_replay_find (trace, id, mark, 1);
          bs_replay_find (trace, id, mark, -1);
        }
    }
}

static void
predicates (const BsTrace *trace)
{
  static const char *const texts[] = { "batch_size < 3 OR rho < 1",
                                       "q_margin > 0 AND reason <> 'only'",
                                       "run_ns + gather_bytes + scatter_bytes + flops + draw > 0",
                                       "state LIKE '%a%' OR safe" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (BsPredicate) predicate = bs_predicate_new (texts[i], &error);
      g_autoptr (GArray) found = NULL;

      g_assert_no_error (error);
      found = bs_predicate_find_all (predicate, trace, NULL, &error);
      g_assert_true (found != NULL || error != NULL);
    }
}

/* The trace of a branch says what the branch says. */
static void
write_branch (const BsTrace *trace, BsBranch *branch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) made = bs_branch_make_trace (trace, branch, NULL, &error);

  g_assert_true ((made == NULL) == (error != NULL));
  if (made != NULL)
    g_assert_cmpuint (made->mini_batches[branch->mini_batch].n_decisions, ==, branch->n_batches);
}

static void
branch (const BsTrace *trace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, &error);
  g_autoptr (BsBranchPolicy) policy = bs_branch_policy_new ("agenda", NULL, NULL);
  guint32 step = 1 + trace->n_decisions / MAX_LOOKS;

  for (guint32 id = 1; id <= trace->n_decisions; id += step)
    {
      g_autoptr (GError) none = NULL;
      g_autoptr (BsRegret) regret = bs_regret_new (trace, id, policy, model, NULL, &none);

      g_assert_true (regret != NULL || none != NULL);
      for (guint type = 0; id == 1 && type < trace->types->n_types; type++)
        {
          g_autoptr (BsBranch)
              left = bs_branch_new (trace, NULL, id, type, policy, NULL, model, NULL, NULL);

          if (left != NULL)
            write_branch (trace, left);
        }
    }
}

/* @table: (transfer full) */
static void
print (BsTable *table)
{
  g_autoptr (GString) out = g_string_new (NULL);

  bs_table_print (table, BS_TABLE_CSV, out);
  bs_table_unref (table);
}

static void
look_at_cell (const BsCellMemory *cell)
{
  const BsCellPlan *const plans[] = { cell->before, cell->after };
  guint32 n = bs_plan_replay_get_n (cell->replay);
  guint32 accepted, rejected;

  bs_plan_replay_count (cell->replay, &accepted, &rejected);
  g_assert_cmpuint (accepted + rejected, <=, n);
  bs_plan_replay_is_faithful (cell->replay);
  for (guint32 i = 0; i <= n; i++)
    bs_plan_replay_get_tree (cell->replay, i);
  for (guint32 i = 0; i < n; i++)
    {
      g_free (bs_cell_memory_reduction_title (cell, i));
      g_free (bs_cell_memory_reduction_members (cell, i));
      g_free (bs_cell_memory_reduction_reason (cell, i, 7));
    }
  for (guint k = 0; k < G_N_ELEMENTS (plans); k++)
    for (guint32 batch = 0; batch < plans[k]->n_batches; batch++)
      {
        g_free (bs_cell_memory_batch_text (cell, plans[k], batch));
        g_free (bs_cell_memory_tuple_reason (cell, plans[k], batch, -1));
        g_free (bs_cell_memory_tuple_reason (cell, plans[k], batch, 0));
      }
  g_free (bs_cell_memory_advice (cell, 7));
  print (bs_cell_memory_layout_table (cell, 7));
  print (bs_cell_memory_reductions_table (cell, 7));
  print (bs_cell_memory_copies_table (cell, 7));
  print (bs_cell_memory_liveness_table (cell, 7));
  print (bs_cell_memory_totals_table (cell, 7));
}

static void
look_at_outer (BsTrace *trace, guint32 mini_batch)
{
  const BsTraceMiniBatch *m = &trace->mini_batches[mini_batch];
  g_autoptr (GError) error = NULL;
  g_autoptr (BsOuterMemory) outer = bs_outer_memory_new (trace, mini_batch, NULL, NULL, &error);
  guint n_columns;

  g_assert_true ((outer == NULL) == (error != NULL));
  if (outer == NULL)
    return;

  for (guint32 i = 0; i < MIN (m->n_decisions, MAX_LOOKS); i++)
    {
      guint32 decision = m->first_decision + i;
      BsOuterBatch batch;

      bs_outer_memory_get_batch (outer, decision, &batch);
      for (guint tuple = 0; tuple < batch.n_tuples; tuple++)
        g_array_unref (bs_outer_memory_list_values (outer, decision, tuple));
      for (guint output = 0; output < batch.n_outputs; output++)
        g_array_unref (bs_outer_memory_list_results (outer, decision, output));
      bs_outer_memory_get_alive (outer, decision, NULL);
      print (bs_outer_memory_operands_table (outer, decision));
      print (bs_outer_memory_values_table (outer, decision));
    }
  bs_outer_memory_get_map (outer, &n_columns);
  print (bs_outer_memory_totals_table (outer));
}

static void
memory (BsTrace *trace)
{
  for (guint32 i = 1; i <= MIN (trace->n_decisions, MAX_LOOKS); i++)
    {
      g_autoptr (BsCellMemory) cell = bs_cell_memory_new_at (trace, i);

      if (cell != NULL)
        look_at_cell (cell);
    }
  for (guint32 i = 0; i < MIN (trace->n_mini_batches, MAX_LOOKS); i++)
    look_at_outer (trace, i);
  g_free (bs_outlook_new (trace, NULL));
}

/* Every picture, at the first decision and at the last. */
static void
draw (BsTrace *trace)
{
  const guint32 decisions[] = { 1, trace->n_decisions };
  FILE *out = fopen ("/dev/null", "we");
  BsStyle style;

  g_assert_nonnull (out);
  bs_style_init (&style, FALSE);
  for (guint i = 0; trace->n_decisions > 0 && i < G_N_ELEMENTS (decisions); i++)
    for (BsPictureView view = BS_PICTURE_FSM; view <= BS_PICTURE_OUTER_MEMORY; view++)
      {
        g_autoptr (GError) error = NULL;
        gboolean drawn = bs_picture_write (trace, view, decisions[i], &style, 300, 200, 1,
                                           BS_PICTURE_PDF, out, &error);

        g_assert_true (drawn == (error == NULL));
      }
  fclose (out);
}

static void
compare (const BsTrace *trace)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsComparison) comparison = NULL;

  g_ptr_array_add (runs, bs_run_new_recorded ("a", trace, NULL, NULL, NULL));
  g_ptr_array_add (runs, bs_run_new_recorded ("b", trace, NULL, NULL, NULL));
  comparison = bs_comparison_new (runs, NULL, &error);
  for (guint metric = 0; comparison != NULL && metric < BS_N_METRICS; metric++)
    bs_comparison_measure (comparison, 1, metric);
  for (guint part = 0; comparison != NULL && part < BS_N_COMPARISON_PARTS; part++)
    print (bs_comparison_tabulate (comparison, part, part % 2 == 0));
  if (comparison != NULL)
    print (bs_comparison_tabulate_states (comparison));
}

/* Every table, picture of numbers, and report. */
static void export(const BsTrace *trace)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *const *names = bs_table_list_get_names ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (BsTextSink) sink = { 0 };

      bs_text_sink_init (&sink, NULL, NULL);
      if (trace->n_decisions > 0)
        bs_table_list_append (trace, names[i], 1, i % 2 == 0 ? BS_TABLE_CSV : BS_TABLE_JSON, &sink);
    }
  if (trace->n_decisions > 0)
    {
      g_auto (BsTextSink) sink = { 0 };

      bs_text_sink_init (&sink, NULL, NULL);
      bs_graph_export_dot (trace, 0, 1, TRUE, &sink);
      bs_fsm_export_dot (trace, 1, &sink);
      bs_fsm_export_json (trace, 1, &sink);
    }
  bs_report_print_text (trace, text);
}

static gboolean
ignore_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  return TRUE;
}

static void
query (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsQuery) self = bs_query_open (path, NULL, &error);

  for (const BsRecipe *recipe = bs_recipes; self != NULL && recipe->name != NULL; recipe++)
    {
      g_autoptr (GError) wrong = NULL;

      if (bs_query_prepare (self, recipe->sql, &wrong))
        bs_query_run (self, QUERY_SECONDS, ignore_row, NULL, &wrong);
    }
}

void
bs_exercise_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (path, NULL, &error);

  g_assert_true ((trace == NULL) == (error != NULL));
  query (path);
  if (trace == NULL)
    return;

  for (guint32 i = 1; i <= MIN (trace->n_decisions, MAX_LOOKS); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      bs_inspection_print (trace, i, BS_TABLE_JSON, out);
    }
  export(trace);
  replay (trace);
  predicates (trace);
  branch (trace);
  memory (trace);
  draw (trace);
  compare (trace);
  verify (trace);
}
