/* SPDX-License-Identifier: Apache-2.0 */
/* Runs as both programs ask for them: what an estimate says before, what is told meanwhile, what is kept
 * of a run that was stopped, and how errors say what they are about. */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "engine/error.h"
#include "engine/shipped.h"
#include "profiles/recording/machine-limits.h"
#include "profiles/recording/run-estimate.h"
#include "profiles/recording/run-request.h"
#include "tests/engine/fixtures.h"
#include "tests/profiles/trace-place.h"

typedef struct
{
  TracePlace place;
  BsRunInputs inputs;
  BsRunPolicy *policy;
  BsRunRequest request;
  BsRunTotals totals[4];
} Fixture;

static BsRunPolicy *
make_policy (const char *name)
{
  g_autoptr (GError) error = NULL;
  BsRunPolicyChoices choices;
  BsRunPolicy *policy;

  bs_run_policy_choices_init (&choices);
  policy = bs_run_policy_new (name, &choices, &error);
  g_assert_no_error (error);

  return policy;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  trace_place_init (&self->place, NULL);
  self->policy = make_policy ("sufficient");
  bs_run_inputs_init (&self->inputs);
  self->inputs.model_size = 4;
  self->inputs.batch_size = 3;
  self->inputs.n_batches = 2;
  bs_run_request_init (&self->request);
  self->request.inputs = &self->inputs;
  self->request.policy = self->policy;
  self->request.output = self->place.path;
  self->request.program = self->request.command = "test";
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bs_run_request_clear (&self->request);
  bs_run_inputs_clear (&self->inputs);
  bs_run_policy_free (self->policy);
  trace_place_clear (&self->place);
}

static void
open_request (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  bs_run_request_load (&self->request, &error);
  g_assert_no_error (error);
  bs_run_request_open (&self->request, &error);
  g_assert_no_error (error);
}

static void
record (Fixture *self, BsRunProgress *progress, GCancellable *cancellable, gboolean *stopped)
{
  g_autoptr (GError) error = NULL;

  bs_run_request_record (&self->request, progress, cancellable, self->totals, stopped, &error);
  g_assert_no_error (error);
}

/* How many there were, within the factor 2: mini-batches of a sample are alike, not the same. */
static void
assert_about (guint64 estimated, guint64 counted)
{
  g_assert_cmpuint (estimated, <=, 2 * counted);
  g_assert_cmpuint (2 * estimated, >=, counted);
}

static void
test_estimate (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) models = bs_shipped_models ();

  g_assert_cmpuint (g_strv_length (models), >=, 9);
  for (guint i = 0; models[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      BsRunEstimate estimate = { 0 };
      BsRunProgress progress = { 0 };
      gboolean stopped;

      g_test_message ("%s", models[i]);
      bs_run_request_clear (&self->request);
      bs_run_inputs_clear (&self->inputs);
      self->inputs.workload = g_strdup (models[i]);
      self->inputs.batch_size = 8;
      self->request.backend = NULL;
      open_request (self);
      g_assert_true (
          bs_run_estimate (&self->inputs, self->policy->policy, "cpu", 1, NULL, &estimate, &error));
      g_assert_no_error (error);
      record (self, &progress, NULL, &stopped);
      g_assert_false (stopped);
      assert_about (estimate.n_nodes, progress.n_nodes);
      assert_about (estimate.n_decisions, progress.n_decisions);
      g_assert_cmpuint (estimate.lower_bound, <=, estimate.n_decisions);
      g_assert_cmpuint (estimate.bytes, >, 0);
      g_assert_cmpfloat (estimate.seconds, >, 0.0);
    }
}

static void
test_estimate_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  BsRunEstimate estimate;

  open_request (self);
  g_cancellable_cancel (cancellable);
  g_assert_false (bs_run_estimate (&self->inputs, NULL, NULL, 1, cancellable, &estimate, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What is counted is what is in the trace, also where something is executed. */
static void
test_progress (Fixture *self, gconstpointer data)
{
  BsRunProgress progress = { 0 };
  g_autoptr (BsTrace) trace = NULL;
  guint64 n_nodes = 0;
  gboolean stopped;

  self->request.backend = data;
  open_request (self);
  record (self, &progress, NULL, &stopped);
  g_assert_false (stopped);
  trace = trace_place_load (self->place.path);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      n_nodes += self->totals[m].n_nodes;
      g_assert_cmpuint (self->totals[m].lower_bound, ==, trace->mini_batches[m].lower_bound);
    }
  g_assert_cmpuint (progress.stage, ==, BS_RUN_STAGE_WRITING);
  g_assert_cmpuint (progress.n_batches, ==, 2);
  g_assert_cmpuint (progress.n_done, ==, 2);
  g_assert_cmpuint (progress.n_decisions, ==, trace->n_decisions);
  g_assert_cmpuint (progress.n_nodes, ==, n_nodes);
  g_assert_cmpstr (bs_trace_get_info (trace, "backend"), ==, data);
  g_assert_cmpstr (bs_trace_get_info (trace, "command"), ==, "test");
  g_assert_null (bs_trace_get_info (trace, "interrupted"));
}

static void
test_stopped (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (BsTrace) trace = NULL;
  gboolean stopped;

  open_request (self);
  g_cancellable_cancel (cancellable);
  record (self, NULL, cancellable, &stopped);
  g_assert_true (stopped);
  g_assert_true (self->request.has_run);
  trace = trace_place_load (self->place.path);
  g_assert_cmpstr (bs_trace_get_info (trace, "interrupted"), ==, "yes");
}

static void
assert_fails (Fixture *self, BsRunChoice at, int code, const char *part)
{
  g_autoptr (GError) error = NULL;
  gboolean stopped;

  g_assert_false (
      bs_run_request_load (&self->request, &error) && bs_run_request_open (&self->request, &error)
      && bs_run_request_learn (&self->request, NULL, NULL, NULL, &error)
      && bs_run_request_record (&self->request, NULL, NULL, self->totals, &stopped, &error));
  bs_assert_error_contains (error, code, part);
  g_assert_cmpint (self->request.at, ==, at);
  g_assert_false (self->request.has_run);
}

static void
test_wrong_model (Fixture *self, gconstpointer data)
{
  self->inputs.workload = g_strdup ("nonsense");
  assert_fails (self, BS_RUN_CHOICE_MODEL, BS_ERROR_NOT_FOUND, "There is no workload “nonsense”");
}

static void
test_wrong_input (Fixture *self, gconstpointer data)
{
  const char *const device[] = { "/dev/zero", NULL };

  self->inputs.files = g_strdupv ((char **) device);
  assert_fails (self, BS_RUN_CHOICE_INPUT, BS_ERROR_UNSUPPORTED, "is a device");
}

static void
test_wrong_backend (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->request.backend = "nonsense";
  g_assert_true (bs_run_request_load (&self->request, &error));
  g_assert_false (bs_run_request_open (&self->request, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (self->request.at, ==, BS_RUN_CHOICE_BACKEND);
}

static void
test_wrong_output (Fixture *self, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (self->place.folder, "none", "x.bscope", NULL);

  self->request.output = nowhere;
  assert_fails (self, BS_RUN_CHOICE_OUTPUT, BS_ERROR_IO, "x.bscope");
}

/* The command of a request asks for what is unusual only, and quotes what a shell would take apart. */
static void
test_command (Fixture *self, gconstpointer data)
{
  const char *const graphs[] = { "it's.json", NULL };
  g_autofree char *usual = NULL, *unusual = NULL, *unlimited = NULL, *import = NULL;

  bs_run_inputs_clear (&self->inputs);
  bs_run_inputs_init (&self->inputs);
  self->request.output = "a b.bscope";
  usual = bs_run_request_to_command (&self->request);
  g_assert_true (g_str_has_prefix (usual, "batchscope-cli record "));
  g_assert_true (g_str_has_suffix (usual, " -o 'a b.bscope'"));
  g_assert_null (strstr (usual, "--batches"));
  g_assert_null (strstr (usual, "--seed"));

  self->inputs.n_batches = 5;
  self->inputs.seed = 7;
  self->inputs.parameters = g_strdup ("p.safetensors");
  self->request.limits = FALSE;
  g_assert_null (strstr (usual, "--no-limits"));
  unlimited = bs_run_request_to_command (&self->request);
  g_assert_nonnull (strstr (unlimited, " --no-limits "));
  self->request.backend = NULL;
  self->request.search.beam_width = 9;
  unusual = bs_run_request_to_command (&self->request);
  g_assert_nonnull (strstr (unusual, " --batches 5 --schedule-only "));
  g_assert_nonnull (strstr (unusual, " --parameters p.safetensors "));
  g_assert_nonnull (strstr (unusual, " --beam 9 --seed 7 "));
  g_assert_null (strstr (unusual, "--planner"));

  self->inputs.graphs = g_strdupv ((char **) graphs);
  import = bs_run_request_to_command (&self->request);
  g_assert_true (g_str_has_prefix (import, "batchscope-cli import 'it'\\''s.json' --policy "));
  g_assert_null (strstr (import, "--model-size"));
}

static BsTrace *
record_with_limits (Fixture *self, gboolean limits)
{
  g_autoptr (GError) error = NULL;
  BsTrace *trace;
  gboolean stopped;

  bs_run_request_clear (&self->request);
  bs_run_inputs_clear (&self->inputs);
  self->inputs.workload = g_strdup ("tree-lstm");
  self->request.limits = limits;
  open_request (self);
  record (self, NULL, NULL, &stopped);
  trace = bs_trace_load (self->place.path, NULL, &error);
  g_assert_no_error (error);

  return trace;
}

/* What the machine can do is measured once, kept, and in the trace; after a week it is measured anew. */
static void
test_limits (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "batchscope",
                                            "machine-limits.ini", NULL);
  const gint64 ages[] = { G_TIME_SPAN_DAY, 8 * G_TIME_SPAN_DAY };
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (BsTrace) without = record_with_limits (self, FALSE);
  g_auto (GStrv) groups = NULL;
  g_autoptr (GError) error = NULL;
  BsMachineLimits limits;

  g_assert_null (bs_trace_get_info (without, BS_INFO_SGEMM));
  g_assert_false (bs_machine_limits_read (&limits, without));
  if (!bs_machine_limits_measure (&limits, &error))
    {
      g_test_skip (error->message);
      return;
    }

  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  groups = g_key_file_get_groups (file, NULL);
  g_assert_cmpuint (g_strv_length (groups), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_autoptr (BsTrace) trace = NULL;

      g_key_file_set_int64 (file, groups[0], "measured", g_get_real_time () - ages[i]);
      g_key_file_set_double (file, groups[0], BS_INFO_SGEMM, 123456.0);
      g_key_file_set_double (file, groups[0], BS_INFO_COPY, 4567.0);
      g_assert_true (g_key_file_save_to_file (file, path, NULL));
      trace = record_with_limits (self, TRUE);
      g_assert_true (bs_machine_limits_read (&limits, trace));
      g_assert_true ((limits.sgemm_gflops == 123500.0) == (i == 0));
      g_assert_true ((limits.copy_gb_per_s == 4567.0) == (i == 0));
    }
}

#define ADD(name, function, data)                                                                  \
  g_test_add ("/run-request/" name, Fixture, data, set_up, function, tear_down)

static void
test_remove (const char *cache)
{
  g_autofree char *folder = g_build_filename (cache, "batchscope", NULL);
  g_autofree char *path = g_build_filename (folder, "machine-limits.ini", NULL);

  g_unlink (path);
  g_rmdir (folder);
  g_rmdir (cache);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  int status;

  /* What is changed there is nothing that other tests see. */
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("estimate", test_estimate, NULL);
  ADD ("estimate-cancelled", test_estimate_cancelled, NULL);
  ADD ("progress/cpu", test_progress, "cpu");
  ADD ("progress/reference", test_progress, "reference");
  ADD ("progress/schedule-only", test_progress, NULL);
  ADD ("stopped", test_stopped, NULL);
  ADD ("wrong/model", test_wrong_model, NULL);
  ADD ("wrong/input", test_wrong_input, NULL);
  ADD ("wrong/backend", test_wrong_backend, NULL);
  ADD ("wrong/output", test_wrong_output, NULL);
  ADD ("command", test_command, NULL);
  ADD ("limits", test_limits, NULL);

  status = g_test_run ();
  test_remove (cache);
  return status;
}
