/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a trace; what is accepted must print every table and decision. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/graph-text.h"
#include "engine/model-builder.h"
#include "engine/policy.h"
#include "profiles/inspection.h"
#include "profiles/rebuilding.h"
#include "profiles/recorder.h"
#include "profiles/report.h"
#include "profiles/tables.h"
#include "profiles/verification.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 1500;
const char *const bs_fuzz_words[] = {
  "SQLite format 3", "BSCP", "\xff\xff\xff\xff", "\x01", "\x7f\xff", "decision", "CREATE VIEW",
  "graph",           NULL
};

static char *
temporary_path (void)
{
  static char *folder;

  if (folder == NULL)
    folder = g_dir_make_tmp ("batchscope-fuzz-XXXXXX", NULL);

  return g_build_filename (folder, "x.bscope", NULL);
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

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = temporary_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;

  g_assert_true (g_file_set_contents_full (path, (const char *) data, size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, &error));
  trace = bs_trace_load (path, NULL, &error);
  g_assert_true ((trace == NULL) == (error != NULL));
  if (trace != NULL)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (BsReplay) replay = bs_replay_new (trace);
      g_autoptr (BsTable) types = bs_tables_types (trace);
      g_autoptr (BsTable) states = bs_tables_states (trace);
      g_autoptr (BsTable) plans = bs_tables_plans (trace);
      g_autoptr (BsTable) variables = bs_tables_plan_variables (trace);
      g_autoptr (BsTable) operands = bs_tables_plan_operands (trace);
      g_autoptr (BsTable) constraints = bs_tables_plan_constraints (trace);

      bs_report_print_text (trace, out);
      for (guint32 i = 1; bs_replay_seek (replay, i); i++)
        {
          bs_inspection_print_here (replay, BS_TABLE_JSON, out);
          bs_replay_checksum (replay);
        }
      verify (trace);
    }
  g_unlink (path);

  return 0;
}

/* A cell for nodes of the type 2 of the graph below: two products that are added. */
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

/* A small recording. */
GPtrArray *
bs_fuzz_seeds (void)
{
  static const char text[] =
      "9\n1 0\n1 0\n2 2 0 1\n2 2 2 2\n3 2 2 3\n1 0\n2 2 5 5\n3 1 6\n4 2 4 7\n";
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *path = temporary_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph)
      graph = bs_graph_text_parse ("t", text, strlen (text), NULL, 0, types, &error);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);
  BsMiniBatch mini_batch = {
    .first_decision = 1,
    .types = types,
    .graph = graph,
    .schedule = schedule,
  };
  BsGraphPlanReport report = { .creation = { 10, 4, 64 }, .planned = { 10, 1, 16 } };
  BsPlacement placement = { .report = &report };
  g_autoptr (BsModel) model = make_model (types);
  const BsObserver *observer;
  char *contents;
  gsize size;

  g_assert_no_error (error);
  bs_recorder_set_info (recorder, "seed", "1");
  bs_recorder_set_plans (recorder, model, BS_PLANNER_PUBLISHED);
  observer = bs_recorder_get_observer (recorder);
  observer->scheduled (observer->user_data, &mini_batch);
  for (guint32 i = 1; i <= schedule->n_decisions; i++)
    {
      BsEvent event = { .start_ns = bs_now_ns (), .decision = i, .phase = BS_PHASE_FUSED };

      event.end_ns = bs_now_ns ();
      observer->event (observer->user_data, &event);
    }
  observer->planned (observer->user_data, &placement);
  observer->finished (observer->user_data, 0, 1.5);
  g_assert_true (bs_recorder_close (recorder, &error));
  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_ptr_array_add (seeds, g_bytes_new_take (contents, size));

  return seeds;
}
