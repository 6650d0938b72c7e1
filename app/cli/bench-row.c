/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the benchmark table. */
#include "config.h"

#include "app/cli/bench-row.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#define TOLERANCE 1e-4

static void
sum_up (BsBenchRow *self, const BsRunTotals *totals, gint64 wall_ns)
{
  self->wall_ns = wall_ns;
  self->construct_ns = self->schedule_ns = self->execute_ns = 0;
  self->batches = 0;
  self->counters = (BsBackendCounters){ 0 };
  self->loss = 0.0;
  for (guint32 i = 0; i < self->n_mini_batches; i++)
    {
      const BsRunTotals *t = &totals[i];
      BsBackendCounters *sum = &self->counters;

      self->construct_ns += t->construct_ns;
      self->schedule_ns += t->schedule_ns;
      self->execute_ns += t->execute_ns;
      self->batches += t->n_batches;
      self->loss += t->loss;
      sum->n_gathers += t->counters.n_gathers;
      sum->gather_bytes += t->counters.gather_bytes;
      sum->n_kernels += t->counters.n_kernels;
      sum->flops += t->counters.flops;
      sum->plan_ns += t->counters.plan_ns;
      sum->parameter_bytes = MAX (sum->parameter_bytes, t->counters.parameter_bytes);
      sum->value_bytes = MAX (sum->value_bytes, t->counters.value_bytes);
      sum->workspace_bytes = MAX (sum->workspace_bytes, t->counters.workspace_bytes);
    }
}

gboolean
bs_bench_row_measure (BsBenchRow *self, BsCliData *data, BsCliPolicies *policies,
                      BsRunPolicy *policy, BsBackend *backend, guint n_repeats,
                      GCancellable *cancellable, GError **error)
{
  const BsRunOptions options = {
    .batch_size = self->batch_size,
    .n_batches = self->n_mini_batches,
    .encoding = policy->encoding,
  };
  g_autofree BsRunTotals *totals = g_new0 (BsRunTotals, self->n_mini_batches);

  self->wall_ns = G_MAXINT64;
  for (guint pass = 0; pass <= n_repeats; pass++)
    {
      gint64 start_ns, wall_ns;

      if (!bs_cli_policies_restart (policies, policy, error))
        return FALSE;
      start_ns = bs_now_ns ();
      if (!bs_run (data->inputs.opened, data->inputs.types, policy->policy, backend, &options, NULL,
                   cancellable, totals, error))
        return FALSE;
      wall_ns = bs_now_ns () - start_ns;
      if (pass > 0 && wall_ns < self->wall_ns)
        sum_up (self, totals, wall_ns);
    }
  self->done = TRUE;

  return TRUE;
}

double
bs_bench_row_instances_per_s (const BsBenchRow *self)
{
  return 1e9 * self->batch_size * self->n_mini_batches / (double) MAX (self->wall_ns, 1);
}

double
bs_bench_row_gflops (const BsBenchRow *self)
{
  return (double) self->counters.flops / (double) MAX (self->wall_ns, 1);
}

char *
bs_bench_row_describe (const BsBenchRow *self)
{
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s, size %u, batch size %u, policy %s, planner %s, %u thread",
                   "%s, size %u, batch size %u, policy %s, planner %s, %u threads",
                   self->n_threads),
      self->workload, self->size, self->batch_size, self->policy,
      bs_planner_to_string (self->planner), self->n_threads);
}

gboolean
bs_bench_row_agrees (double loss, double other)
{
  /* not so of what is no number */
  return loss == other || fabs (loss - other) <= TOLERANCE * MAX (fabs (loss), fabs (other));
}
