/* SPDX-License-Identifier: Apache-2.0 */
/* What the estimate of a run says of every model that comes with the program, and what the run is then:
 * ratios of the two, 1 where they agree.
 *
 *   bench-estimates [BATCH_SIZE]...     8 and 64 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include <glib/gstdio.h>

#include "engine/clock.h"
#include "engine/shipped.h"
#include "profiles/recording/run-estimate.h"
#include "profiles/recording/run-request.h"

#define N_BATCHES 3u

static void
check (gboolean done, const GError *error)
{
  if (!done)
    g_error ("%s", error->message);
}

static void
measure (const char *model, guint32 batch_size, const char *backend, const char *path)
{
  g_auto (BsRunInputs) inputs = { 0 };
  g_auto (BsRunRequest) request = { 0 };
  g_autoptr (BsRunPolicy) policy = NULL;
  g_autoptr (GError) error = NULL;
  BsRunTotals totals[N_BATCHES] = { 0 };
  BsRunPolicyChoices choices;
  BsRunEstimate estimate;
  BsRunProgress progress = { 0 };
  gboolean stopped;
  gint64 start_ns;
  double seconds;
  GStatBuf st;

  bs_run_policy_choices_init (&choices);
  policy = bs_run_policy_new ("sufficient", &choices, &error);
  check (policy != NULL, error);
  bs_run_inputs_init (&inputs);
  inputs.workload = g_strdup (model);
  inputs.batch_size = batch_size;
  inputs.n_batches = N_BATCHES;
  bs_run_request_init (&request);
  request.limits = FALSE;
  request.inputs = &inputs;
  request.policy = policy;
  request.backend = backend;
  request.output = path;
  request.program = request.command = "bench-estimates";
  check (bs_run_request_load (&request, &error) && bs_run_request_open (&request, &error), error);
  check (bs_run_estimate (&inputs, policy->policy, backend, 1, NULL, &estimate, &error), error);
  start_ns = bs_now_ns ();
  check (bs_run_request_record (&request, &progress, NULL, totals, &stopped, &error), error);
  seconds = (double) (bs_now_ns () - start_ns) / 1e9;
  check (g_stat (path, &st) == 0, error);
  printf ("%-20s %5u %-10s %9.2f %9.2f %9.2f %9.2f   %" G_GUINT64_FORMAT " bytes, %.3f s\n", model,
          batch_size, backend != NULL ? backend : "none",
          (double) estimate.n_nodes / (double) progress.n_nodes,
          (double) estimate.n_decisions / (double) progress.n_decisions,
          (double) estimate.bytes / (double) st.st_size, estimate.seconds / seconds,
          (guint64) st.st_size, seconds);
  fflush (stdout);
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  static const char *const usual[] = { "8", "64", NULL };
  static const char *const backends[] = { NULL, "cpu", BS_RUN_REFERENCE };
  const char *const *sizes = argc > 1 ? (const char *const *) argv + 1 : usual;
  g_auto (GStrv) models = bs_shipped_models ();
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "run.bscope", NULL);

  printf ("%-20s %5s %-10s %9s %9s %9s %9s\n", "model", "batch", "backend", "nodes", "decisions",
          "bytes", "seconds");
  for (guint i = 0; models[i] != NULL; i++)
    for (guint k = 0; sizes[k] != NULL; k++)
      for (guint b = 0; b < G_N_ELEMENTS (backends); b++)
        measure (models[i], (guint32) atoi (sizes[k]), backends[b], path);
  g_rmdir (folder);

  return 0;
}
