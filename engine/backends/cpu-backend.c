/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU: cells as the planner wants them, on one thread or several. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/backends/backends.h"
#include "engine/backends/fused-cell.h"
#include "engine/error.h"

/* So many calls for each thread, or the threads share the rows of one block. */
#define FEW_CALLS 12

typedef struct
{
  BsBackend parent;
  BsPlanner planner;
  BsFusedKernels kernels;
  BsLoweredCell *cells; /* [n_cells] */
  BsValues values;
  BsGraph *graph;
  BsSchedule *schedule;
  BsTeam *team;
  guint n_threads;
  guint64 thread_work;
  BsFusedWorkspace *workspaces; /* [n_threads] */
  BsBackendCounters counters;
} CpuBackend;

/* A batch that several threads run. */
typedef struct
{
  CpuBackend *backend;
  const BsFusedBatch *batch;
  guint32 block_size;
  guint32 next; /* the first call that nobody has taken; atomic */
} Job;

static void
drop_mini_batch (CpuBackend *self)
{
  g_clear_pointer (&self->graph, bs_graph_unref);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
}

static const BsLoweredCell *
get_cell (const CpuBackend *self, guint type)
{
  return &self->cells[self->values.types[type].number];
}

/* Whether a batch of @n calls is divided among threads by calls. */
static gboolean
has_many_calls (const CpuBackend *self, guint32 n)
{
  return self->n_threads > 1 && n >= self->n_threads * FEW_CALLS;
}

static guint32
choose_block_size (const CpuBackend *self, const BsLoweredCell *cell, guint32 n)
{
  return bs_fused_block_size (cell, n, has_many_calls (self, n) ? self->n_threads : 1);
}

/* Makes room for the decisions from @first on. */
static gboolean
reserve (CpuBackend *self, guint32 first, GError **error)
{
  for (guint32 i = first; i < self->schedule->n_decisions; i++)
    {
      const BsDecision *decision = &self->schedule->decisions[i];
      const BsLoweredCell *cell = get_cell (self, decision->type);
      guint32 n = choose_block_size (self, cell, decision->count);
      guint n_events = (cell->n_steps + 1) * (decision->count / n + 2);

      for (guint thread = 0; thread < self->n_threads; thread++)
        if (!bs_fused_workspace_reserve (&self->workspaces[thread], cell, n, n_events))
          {
            g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                         _ ("There is no memory for the work space of a batch; try a smaller "
                            "model size"));
            return FALSE;
          }
    }

  return TRUE;
}

static gboolean
grow (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
      GError **error)
{
  CpuBackend *self = (CpuBackend *) backend;
  guint32 n_decisions = self->schedule != NULL ? self->schedule->n_decisions : 0;
  gint64 start_ns = bs_now_ns ();

  bs_graph_ref (graph);
  bs_schedule_ref (schedule);
  drop_mini_batch (self);
  self->graph = graph;
  self->schedule = schedule;
  if (!bs_values_grow (&self->values, graph, types, schedule, error))
    return FALSE;
  self->counters.plan_ns += bs_now_ns () - start_ns;

  return reserve (self, n_decisions, error);
}

static gboolean
begin (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
       GError **error)
{
  CpuBackend *self = (CpuBackend *) backend;

  drop_mini_batch (self);
  bs_values_begin (&self->values);
  self->counters = (BsBackendCounters){ 0 };

  return grow (backend, graph, types, schedule, error);
}

static void
run_blocks (gpointer data, guint thread)
{
  Job *job = data;
  guint32 n = job->batch->n, size = job->block_size, first;

  while ((first = __atomic_fetch_add (&job->next, size, __ATOMIC_RELAXED)) < n)
    bs_fused_run (job->batch, first, MIN (size, n - first), &job->backend->workspaces[thread]);
}

static void
run_together (gpointer data, guint thread)
{
  Job *job = data;

  bs_fused_run_together (job->batch, job->next, MIN (job->block_size, job->batch->n - job->next),
                         job->backend->workspaces, job->backend->team, thread);
}

static void
run_fused (CpuBackend *self, const BsFusedBatch *batch)
{
  Job job = {
    .backend = self,
    .batch = batch,
    .block_size = choose_block_size (self, batch->cell, batch->n),
  };
  guint64 flops = batch->cell->flops * batch->n;

  if (self->n_threads == 1 || flops < self->thread_work
      || (batch->cell->whole && !has_many_calls (self, batch->n)))
    run_blocks (&job, 0);
  else if (has_many_calls (self, batch->n))
    bs_team_run (self->team, run_blocks, &job);
  else
    for (; job.next < batch->n; job.next += job.block_size)
      {
        bs_fused_prepare (batch, job.next, MIN (job.block_size, batch->n - job.next),
                          &self->workspaces[0]);
        bs_team_run (self->team, run_together, &job);
      }
}

static void
execute (BsBackend *backend, guint32 decision, guint32 first_decision, guint32 mini_batch,
         const BsObserver *observer)
{
  CpuBackend *self = (CpuBackend *) backend;
  const BsDecision *chosen = &self->schedule->decisions[decision];
  const guint32 *calls = self->values.plan->calls + chosen->first;
  gboolean with_events = observer != NULL && observer->event != NULL;
  BsEvent event = { .decision = first_decision + decision, .mini_batch = (guint16) mini_batch };
  BsFusedBatch batch;

  batch = (BsFusedBatch){
    .kernels = &self->kernels,
    .cell = get_cell (self, chosen->type),
    .values = &self->values,
    .graph = self->graph,
    .nodes = calls,
    .n = chosen->count,
    .event = event,
    .with_events = with_events,
  };
  if (batch.cell->n_steps == 0)
    return;
  run_fused (self, &batch);
  self->counters.n_kernels += batch.cell->n_kernels;
  self->counters.flops += batch.cell->flops * batch.n;
  for (guint thread = 0; thread < self->n_threads; thread++)
    {
      BsFusedWorkspace *workspace = &self->workspaces[thread];

      for (guint i = 0; i < workspace->n_events; i++)
        observer->event (observer->user_data, &workspace->events[i]);
      workspace->n_events = 0;
      self->counters.n_gathers += workspace->n_gathers;
      self->counters.gather_bytes += workspace->gather_bytes;
      workspace->n_gathers = workspace->gather_bytes = 0;
    }
}

static const float *
read_value (BsBackend *backend, guint32 node, guint output, guint32 *length)
{
  CpuBackend *self = (CpuBackend *) backend;

  *length = bs_values_length (&self->values, self->graph, node, output);

  return bs_values_get (&self->values, node, output);
}

static double
read_loss (BsBackend *backend)
{
  CpuBackend *self = (CpuBackend *) backend;

  return *bs_values_get (&self->values, self->graph->n_nodes - 1, 0);
}

static void
get_counters (BsBackend *backend, BsBackendCounters *counters)
{
  CpuBackend *self = (CpuBackend *) backend;
  const BsModel *model = backend->model;

  *counters = self->counters;
  counters->parameter_bytes = model->n_values * sizeof (float);
  counters->value_bytes = bs_values_bytes (&self->values);
  for (guint i = 0; i < model->n_cells; i++)
    counters->parameter_bytes += bs_lowered_cell_bytes (&self->cells[i]);
  for (guint thread = 0; thread < self->n_threads; thread++)
    counters->workspace_bytes += self->workspaces[thread].work_capacity * sizeof (float)
                                 + self->workspaces[thread].pointer_capacity * sizeof (float *);
}

static void
report_plan (BsBackend *backend, BsGraphPlanReport *report)
{
  CpuBackend *self = (CpuBackend *) backend;

  bs_graph_plan_report (self->values.plan, self->graph, self->schedule, self->values.plan_types,
                        report);
}

static char *
describe (BsBackend *backend)
{
  CpuBackend *self = (CpuBackend *) backend;

  return g_strdup_printf (ngettext ("%s kernels, planner %s, %u thread",
                                    "%s kernels, planner %s, %u threads", self->n_threads),
                          bs_gemm_describe (), bs_planner_to_string (self->planner),
                          self->n_threads);
}

static void
finalize (BsBackend *backend)
{
  CpuBackend *self = (CpuBackend *) backend;

  drop_mini_batch (self);
  bs_values_clear (&self->values);
  for (guint i = 0; i < backend->model->n_cells; i++)
    bs_lowered_cell_clear (&self->cells[i]);
  g_free (self->cells);
  for (guint thread = 0; thread < self->n_threads; thread++)
    bs_fused_workspace_clear (&self->workspaces[thread]);
  g_free (self->workspaces);
  g_clear_pointer (&self->team, bs_team_free);
  g_free (self);
}

/* Packs the weights; FALSE without memory. */
static gboolean
pack_cells (CpuBackend *self)
{
  BsModel *model = self->parent.model;
  gboolean ok = TRUE;

  self->cells = g_new0 (BsLoweredCell, model->n_cells);
  for (guint i = 0; ok && i < model->n_cells; i++)
    ok = bs_lowered_cell_init (&self->cells[i], model, &model->cells[i], self->planner);

  return ok;
}

BsBackend *
bs_cpu_backend_new (BsModel *model, const BsBackendOptions *options, GError **error)
{
  static const BsBackendClass klass = {
    .version = BS_BACKEND_VERSION,
    .name = "cpu",
    .begin = begin,
    .grow = grow,
    .execute = execute,
    .read_value = read_value,
    .read_loss = read_loss,
    .get_counters = get_counters,
    .report_plan = report_plan,
    .describe = describe,
    .finalize = finalize,
  };
  BsTeam *team = bs_team_new (options->n_threads, error);
  CpuBackend *self;

  if (team == NULL)
    return NULL;

  self = g_new0 (CpuBackend, 1);
  self->parent.klass = &klass;
  self->parent.model = bs_model_ref (model);
  self->planner = options->planner;
  self->team = team;
  self->n_threads = options->n_threads;
  self->thread_work = options->thread_work;
  self->workspaces = g_new0 (BsFusedWorkspace, self->n_threads);
  for (guint thread = 0; thread < self->n_threads; thread++)
    self->workspaces[thread].lane = thread;
  bs_fused_kernels_init (&self->kernels);
  bs_values_init (&self->values, model, self->planner);
  if (!pack_cells (self))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no memory for the weights of the model %s at size %u; try a "
                      "smaller size"),
                   model->name, model->size);
      bs_backend_free (&self->parent);
      return NULL;
    }

  return &self->parent;
}
