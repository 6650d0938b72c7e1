/* SPDX-License-Identifier: Apache-2.0 */
/* The run loop. */
#include "config.h"

#include "engine/run.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"

static void
report (const BsObserver *observer, BsPhase phase, guint32 mini_batch, gint64 start_ns,
        gint64 end_ns)
{
  BsEvent event = {
    .start_ns = start_ns,
    .end_ns = end_ns,
    .mini_batch = (guint16) mini_batch,
    .phase = phase,
  };

  if (observer != NULL && observer->event != NULL)
    observer->event (observer->user_data, &event);
}

static gboolean
execute (BsBackend *backend, const BsMiniBatch *mini_batch, const BsObserver *observer,
         GCancellable *cancellable, double *loss, GError **error)
{
  gint64 start_ns;

  if (!backend->klass->begin (backend, mini_batch->graph, mini_batch->types, mini_batch->schedule,
                              error))
    return FALSE;
  for (guint32 i = 0; i < mini_batch->schedule->n_decisions; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      backend->klass->execute (backend, i, mini_batch->first_decision, mini_batch->mini_batch,
                               observer);
    }

  start_ns = bs_now_ns ();
  *loss = backend->klass->read_loss (backend);
  report (observer, BS_PHASE_READ, mini_batch->mini_batch, start_ns, bs_now_ns ());

  return TRUE;
}

gboolean
bs_run (BsWorkload *workload, BsTypeTable *types, BsPolicy *policy, BsBackend *backend,
        const BsRunOptions *options, const BsObserver *observer, GCancellable *cancellable,
        BsRunTotals *totals, GError **error)
{
  g_autoptr (BsScheduler)
      scheduler = bs_scheduler_new (policy, options->encoding, observer != NULL);
  guint32 n_inputs = bs_workload_get_n_inputs (workload);
  guint32 first_decision = 1;

  for (guint32 i = 0; i < options->n_batches; i++)
    {
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsSchedule) schedule = NULL;
      BsMiniBatch mini_batch = {
        .mini_batch = i,
        .first_decision = first_decision,
        .first_instance = (guint32) ((guint64) i * options->batch_size % n_inputs),
        .types = types,
      };
      double loss = NAN;
      gint64 start_ns, constructed_ns, scheduled_ns, execute_ns;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      start_ns = bs_now_ns ();
      graph = bs_workload_build_graph (workload, mini_batch.first_instance, options->batch_size,
                                       types, error);
      if (graph == NULL)
        return FALSE;
      constructed_ns = bs_now_ns ();
      schedule = bs_scheduler_run (scheduler, graph, types);
      scheduled_ns = bs_now_ns ();
      report (observer, BS_PHASE_CONSTRUCT, i, start_ns, constructed_ns);
      report (observer, BS_PHASE_SCHEDULE, i, constructed_ns, scheduled_ns);

      mini_batch.graph = graph;
      mini_batch.schedule = schedule;
      mini_batch.lower_bound = bs_graph_lower_bound (graph);
      if (observer != NULL && observer->scheduled != NULL)
        observer->scheduled (observer->user_data, &mini_batch);

      execute_ns = bs_now_ns ();
      if (backend != NULL && !execute (backend, &mini_batch, observer, cancellable, &loss, error))
        return FALSE;
      execute_ns = bs_now_ns () - execute_ns;
      if (observer != NULL && observer->finished != NULL)
        observer->finished (observer->user_data, i, loss);

      if (totals != NULL)
        totals[i] = (BsRunTotals){
          .n_nodes = graph->n_nodes,
          .n_batches = schedule->n_decisions,
          .lower_bound = mini_batch.lower_bound,
          .n_fallbacks = schedule->n_fallbacks,
          .construct_ns = constructed_ns - start_ns,
          .schedule_ns = schedule->end_ns - schedule->start_ns,
          .execute_ns = execute_ns,
          .loss = loss,
        };
      first_decision += schedule->n_decisions;
    }

  return TRUE;
}
