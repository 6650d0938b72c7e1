/* SPDX-License-Identifier: Apache-2.0 */
/* The run loop. */
#include "config.h"

#include "engine/run.h"

#include <math.h>

/* A run, and the mini-batch it is at. */
typedef struct
{
  BsScheduler *scheduler;
  const BsTypeTable *types;
  BsBackend *backend; /* (nullable) */
  const BsObserver *observer;
  GCancellable *cancellable;
  gboolean incremental;
  guint32 mini_batch, first_instance;
  guint32 first_decision;
  guint32 n_executed; /* decisions */
  BsGraph *graph;     /* so far */
  BsSchedule *schedule;
  GArray *stages; /* BsStage */
  BsRunTotals totals;
} Run;

static void
run_init (Run *self, const BsTypeTable *types, BsPolicy *policy, BsEncoding encoding,
          const BsObserver *observer, GCancellable *cancellable)
{
  *self = (Run){
    .scheduler = bs_scheduler_new (policy, encoding, observer != NULL),
    .types = types,
    .observer = observer,
    .cancellable = cancellable,
    .first_decision = 1,
    .stages = g_array_new (FALSE, FALSE, sizeof (BsStage)),
  };
  bs_scheduler_set_cancellable (self->scheduler, cancellable);
}

static void
run_clear (Run *self)
{
  bs_scheduler_free (self->scheduler);
  g_clear_pointer (&self->graph, bs_graph_unref);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
  g_array_unref (self->stages);
}

static void
report (const Run *self, BsPhase phase, gint64 start_ns, gint64 end_ns, guint64 bytes)
{
  BsEvent event = {
    .start_ns = start_ns,
    .end_ns = end_ns,
    .bytes = bytes,
    .mini_batch = (guint16) self->mini_batch,
    .phase = phase,
  };

  if (self->observer != NULL && self->observer->event != NULL)
    self->observer->event (self->observer->user_data, &event);
}

static BsSpan
enter (const Run *self, BsSpanKind kind, BsPhase phase, guint32 decision)
{
  BsSpan span = {
    .kind = kind,
    .phase = phase,
    .mini_batch = self->mini_batch,
    .decision = decision,
  };

  bs_observer_enter (self->observer, &span);

  return span;
}

static void
leave (const Run *self, const BsSpan *span)
{
  bs_observer_leave (self->observer, span);
}

static void
begin_mini_batch (Run *self, guint32 mini_batch, guint32 first_instance)
{
  self->mini_batch = mini_batch;
  self->first_instance = first_instance;
  self->n_executed = 0;
  self->totals = (BsRunTotals){ .loss = NAN };
  g_array_set_size (self->stages, 0);
  g_clear_pointer (&self->graph, bs_graph_unref);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
  bs_scheduler_begin (self->scheduler);
  if (self->backend != NULL && self->backend->klass->observe != NULL)
    self->backend->klass->observe (self->backend, self->observer, mini_batch);
}

static void
announce (Run *self)
{
  BsMiniBatch mini_batch = {
    .mini_batch = self->mini_batch,
    .first_decision = self->first_decision,
    .first_instance = self->first_instance,
    .types = self->types,
    .graph = self->graph,
    .schedule = self->schedule,
    .n_stages = self->stages->len,
    .stages = (const BsStage *) self->stages->data,
  };

  self->totals.n_nodes = self->graph->n_nodes;
  self->totals.n_batches = self->schedule->n_decisions;
  if (self->backend == NULL)
    self->totals.lower_bound = bs_graph_lower_bound (self->graph);
  self->totals.n_fallbacks = self->schedule->n_fallbacks;
  self->totals.n_stages = self->stages->len;
  self->totals.schedule_ns = self->schedule->end_ns - self->schedule->start_ns;
  if (self->observer != NULL && self->observer->scheduled != NULL)
    self->observer->scheduled (self->observer->user_data, &mini_batch);
}

/* What the next steps could hang on: the losses of the nodes from @first. */
static void
read_losses (const Run *self, guint32 first)
{
  const BsGraph *graph = self->graph;
  gint64 start_ns = bs_now_ns ();
  guint64 bytes = 0;
  BsSpan span = enter (self, BS_SPAN_PHASE, BS_PHASE_READ, 0);

  for (guint32 v = first; v < graph->n_nodes; v++)
    if (self->types->types[graph->type[v]].shape == BS_SHAPE_LOSS)
      {
        guint32 length;

        self->backend->klass->read_value (self->backend, v, 0, &length);
        bytes += length * sizeof (float);
      }
  leave (self, &span);
  if (bytes > 0)
    report (self, BS_PHASE_READ, start_ns, bs_now_ns (), bytes);
}

static gboolean
execute_batches (Run *self, GError **error)
{
  for (; self->n_executed < self->schedule->n_decisions; self->n_executed++)
    {
      BsSpan span;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      span = enter (self, BS_SPAN_BATCH, BS_PHASE_LAUNCH, self->first_decision + self->n_executed);
      self->backend->klass->execute (self->backend, self->n_executed, self->first_decision,
                                     self->mini_batch, self->observer);
      leave (self, &span);
    }

  return TRUE;
}

/* The batches that have not run. */
static gboolean
execute (Run *self, GError **error)
{
  const BsBackendClass *klass = self->backend->klass;
  gint64 start_ns = bs_now_ns ();
  BsSpan span = enter (self, BS_SPAN_PHASE, BS_PHASE_PLAN, 0);
  gboolean ok = (self->stages->len > 1 ? klass->grow : klass->begin) (
      self->backend, self->graph, self->types, self->schedule, error);

  leave (self, &span);
  if (!ok)
    return FALSE;
  report (self, BS_PHASE_PLAN, start_ns, bs_now_ns (), 0);
  span = enter (self, BS_SPAN_PHASE, BS_PHASE_LAUNCH, 0);
  ok = execute_batches (self, error);
  leave (self, &span);
  if (!ok)
    return FALSE;
  self->totals.execute_ns += bs_now_ns () - start_ns;

  return bs_backend_check (self->backend, error);
}

/* Schedules and executes what is new in @graph, which took since @start_ns to build; 0: it was
 * there already. */
static gboolean
run_stage (Run *self, BsGraph *graph, gint64 start_ns, GError **error)
{
  guint32 first = self->graph != NULL ? self->graph->n_nodes : 0;
  BsStage stage = { graph->n_nodes, self->schedule != NULL ? self->schedule->n_decisions : 0 };
  gint64 constructed_ns = bs_now_ns ();
  BsSpan span;

  if (start_ns > 0)
    {
      report (self, BS_PHASE_CONSTRUCT, start_ns, constructed_ns, 0);
      self->totals.construct_ns += constructed_ns - start_ns;
    }
  if (self->graph != NULL && graph->n_nodes == first)
    return TRUE;

  g_array_append_val (self->stages, stage);
  g_clear_pointer (&self->graph, bs_graph_unref);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
  self->graph = bs_graph_ref (graph);
  span = enter (self, BS_SPAN_PHASE, BS_PHASE_SCHEDULE, 0);
  self->schedule = bs_scheduler_continue (self->scheduler, graph, self->types);
  leave (self, &span);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  report (self, BS_PHASE_SCHEDULE, constructed_ns, bs_now_ns (), 0);
  if (!self->incremental)
    announce (self);
  if (self->backend == NULL)
    return TRUE;
  if (!execute (self, error))
    return FALSE;
  if (!self->incremental)
    return TRUE;
  read_losses (self, first);

  return bs_backend_check (self->backend, error);
}

static void
report_plan (const Run *self)
{
  BsPlacement placement = {
    .mini_batch = self->mini_batch,
    .graph = self->graph,
    .schedule = self->schedule,
  };

  if (self->observer == NULL || self->observer->planned == NULL
      || self->backend->klass->take_plan == NULL)
    return;
  placement.plan = self->backend->klass->take_plan (self->backend, &placement.types);
  self->observer->planned (self->observer->user_data, &placement);
  bs_graph_plan_unref (placement.plan);
}

static gboolean
finish_mini_batch (Run *self, BsRunTotals *totals, GError **error)
{
  if (self->incremental)
    announce (self);
  if (self->backend != NULL)
    {
      gint64 start_ns = bs_now_ns ();
      BsSpan span = enter (self, BS_SPAN_PHASE, BS_PHASE_READ, 0);

      self->totals.loss = self->backend->klass->read_loss (self->backend);
      leave (self, &span);
      if (!bs_backend_check (self->backend, error))
        return FALSE;
      report (self, BS_PHASE_READ, start_ns, bs_now_ns (), sizeof (float));
      self->backend->klass->get_counters (self->backend, &self->totals.counters);
      report_plan (self);
    }
  if (self->observer != NULL && self->observer->finished != NULL)
    self->observer->finished (self->observer->user_data, self->mini_batch, self->totals.loss);
  if (totals != NULL)
    *totals = self->totals;
  self->first_decision += self->schedule->n_decisions;

  return TRUE;
}

/* All graphs that @maker makes: one, or the stages of one that grows. */
static gboolean
run_stages (Run *self, BsGraphMaker *maker, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (BsGraph) graph = NULL;
      gint64 start_ns = bs_now_ns ();
      BsSpan span;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      span = enter (self, BS_SPAN_PHASE, BS_PHASE_CONSTRUCT, 0);
      graph = bs_graph_maker_next (maker, &local_error);
      leave (self, &span);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (graph == NULL)
        return TRUE;
      if (!run_stage (self, graph, start_ns, error))
        return FALSE;
    }
}

gboolean
bs_run (BsWorkload *workload, BsTypeTable *types, BsPolicy *policy, BsBackend *backend,
        const BsRunOptions *options, const BsObserver *observer, GCancellable *cancellable,
        BsRunTotals *totals, GError **error)
{
  guint32 n_inputs = bs_workload_get_n_inputs (workload);
  gboolean ok = TRUE;
  Run run;

  run_init (&run, types, policy, options->encoding, observer, cancellable);
  run.backend = backend;
  run.incremental = options->incremental;
  if (observer != NULL && observer->without_ratios && !options->incremental)
    bs_scheduler_leave_out_ratios (run.scheduler);
  for (guint32 i = 0; ok && i < options->n_batches; i++)
    {
      guint32 first = (guint32) ((guint64) i * options->batch_size % n_inputs);
      g_autoptr (BsGraphMaker) maker = bs_graph_maker_new (
          bs_workload_get_file (workload), bs_workload_get_corpus (workload), first,
          options->batch_size, types, options->incremental);
      BsSpan span;

      /* Mini-batches are much alike. */
      if (run.graph != NULL)
        bs_graph_maker_expect (maker, run.graph->n_nodes + run.graph->n_nodes / 8,
                               run.graph->n_inputs + run.graph->n_inputs / 8);
      begin_mini_batch (&run, i, first);
      span = enter (&run, BS_SPAN_MINI_BATCH, 0, 0);
      ok = run_stages (&run, maker, error)
           && finish_mini_batch (&run, totals != NULL ? &totals[i] : NULL, error);
      leave (&run, &span);
    }
  if (backend != NULL && backend->klass->observe != NULL)
    backend->klass->observe (backend, NULL, 0);
  run_clear (&run);

  return ok;
}

gboolean
bs_run_graphs (BsGraph *const *graphs, guint32 n_graphs, const BsTypeTable *types, BsPolicy *policy,
               BsEncoding encoding, const BsObserver *observer, GCancellable *cancellable,
               BsRunTotals *totals, GError **error)
{
  guint32 first_instance = 0;
  gboolean ok = TRUE;
  Run run;

  run_init (&run, types, policy, encoding, observer, cancellable);
  for (guint32 i = 0; ok && i < n_graphs; i++)
    {
      begin_mini_batch (&run, i, first_instance);
      first_instance += graphs[i]->n_instances;
      ok = !g_cancellable_set_error_if_cancelled (cancellable, error)
           && run_stage (&run, graphs[i], 0, error)
           && finish_mini_batch (&run, totals != NULL ? &totals[i] : NULL, error);
    }
  run_clear (&run);

  return ok;
}
