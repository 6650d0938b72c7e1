/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU: cells as the planner wants them, on one thread or several. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "engine/backends/backends.h"
#include "engine/backends/fused-cell.h"
#include "engine/error.h"

/* Small batches read weights for few calls: what does not depend on calls of the same type is computed
 * ahead for all of them, if they are in so many batches; where a near cache has room for the weights, only
 * of batches that are smaller still. */
#define NEAR_CACHE (768 * 1024)
#define IN_CACHE 8
#define FEW_BATCHES 4

/* So many calls for each thread, or the threads share the rows of one block. */
#define FEW_CALLS 12

/* What is computed ahead of a type. */
typedef struct
{
  guint32 n_batches;
  guint32 first_batch, last_batch;
  guint32 first; /* its calls are calls[first .. + n] of the plan */
  gboolean wanted, done;
  gsize offset; /* of the numbers of its first call */
} Ahead;

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
  guint ahead_below;
  BsFusedWorkspace *workspaces; /* [n_threads] */
  Ahead *ahead;                 /* [ahead_capacity] by type */
  guint ahead_capacity;
  float *ahead_numbers;
  gsize n_ahead_numbers; /* room for them */
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

static gboolean
refuse_workspace (GError **error)
{
  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("There is no memory for the work space of a batch; try a smaller model size"));

  return FALSE;
}

/* Makes room for batches of @n calls that may copy @n_operands operands of sums. */
static gboolean
reserve_batch (CpuBackend *self, const BsLoweredCell *cell, guint32 n, guint32 n_operands)
{
  guint32 size = choose_block_size (self, cell, n);
  guint n_events = (cell->n_steps + 1) * (n / size + 2) + 2 * n_operands;

  for (guint thread = 0; thread < self->n_threads; thread++)
    if (!bs_fused_workspace_reserve (&self->workspaces[thread], cell, size, n_events))
      return FALSE;

  return TRUE;
}

/* Operands that a batch adds up after copying them. */
static guint32
count_sums (const CpuBackend *self, const BsDecision *decision)
{
  const BsLoweredCell *cell = get_cell (self, decision->type);
  const guint32 *start = self->graph->input_start;
  guint32 n = 0;

  if (!cell->whole || !cell->cell->variadic)
    return 0;
  for (guint32 i = 0; i < decision->count; i++)
    {
      guint32 node = self->schedule->order[decision->first + i];

      n += start[node + 1] - start[node];
    }

  return n;
}

/* Makes room for the decisions from @first on. */
static gboolean
reserve (CpuBackend *self, guint32 first, GError **error)
{
  for (guint32 i = first; i < self->schedule->n_decisions; i++)
    {
      const BsDecision *decision = &self->schedule->decisions[i];

      if (!reserve_batch (self, get_cell (self, decision->type), decision->count,
                          count_sums (self, decision)))
        return refuse_workspace (error);
    }

  return TRUE;
}

/* Counts the batches of each type, and finds its calls. Returns the bytes of all weights. */
static guint64
count_batches (CpuBackend *self)
{
  const BsGraph *graph = self->graph;
  guint64 bytes = 0;
  guint32 first = 0;

  if (graph->n_types > self->ahead_capacity)
    {
      self->ahead_capacity = MAX (graph->n_types, 2 * self->ahead_capacity);
      self->ahead = g_renew (Ahead, self->ahead, self->ahead_capacity);
    }
  for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
    {
      self->ahead[type] = (Ahead){ .first = first };
      if (graph->type_count[type] > 0)
        bytes += bs_lowered_cell_bytes (get_cell (self, type));
    }
  for (guint32 i = 0; i < self->schedule->n_decisions; i++)
    {
      Ahead *ahead = &self->ahead[self->schedule->decisions[i].type];

      if (ahead->n_batches++ == 0)
        ahead->first_batch = i;
      ahead->last_batch = i;
    }

  return bytes;
}

/* Whether all calls of a type have the operands of the first @n positions before its first batch: of
 * types that run later, there are none. */
static gboolean
are_early (const CpuBackend *self, guint type, guint n)
{
  const BsGraph *graph = self->graph;
  const guint32 *calls = self->values.plan->calls + self->ahead[type].first;

  for (guint32 i = 0; i < graph->type_count[type]; i++)
    for (guint32 k = graph->input_start[calls[i]];
         k < graph->input_start[calls[i]] + n && k < graph->input_start[calls[i] + 1]; k++)
      if (self->ahead[graph->type[graph->inputs[k]]].last_batch >= self->ahead[type].first_batch)
        return FALSE;

  return TRUE;
}

/* Numbers that are worth computing ahead for all calls of a type; 0: none are. */
static gsize
count_ahead (const CpuBackend *self, guint type, guint below)
{
  guint32 n = self->graph->type_count[type], n_batches = self->ahead[type].n_batches;
  const BsLoweredCell *cell;

  if (n_batches < FEW_BATCHES || n / n_batches >= below)
    return 0;

  cell = get_cell (self, type);
  if (cell->ahead_length == 0 || !are_early (self, type, cell->n_early_inputs))
    return 0;

  return (gsize) cell->ahead_length * n;
}

/* Decides what to compute ahead; it may take a quarter of what parameters and values take. */
static gboolean
plan_ahead (CpuBackend *self, GError **error)
{
  gsize most = (self->parent.model->n_values + self->values.n_numbers) / 4, total = 0;
  guint below = self->ahead_below;

  if (count_batches (self) <= NEAR_CACHE)
    below = (below + IN_CACHE - 1) / IN_CACHE;

  for (guint type = 0; type < self->graph->n_types; type++)
    {
      gsize n = count_ahead (self, type, below);

      if (n == 0 || total + n > most)
        continue;
      self->ahead[type].wanted = TRUE;
      self->ahead[type].offset = total;
      total += n;
      if (!reserve_batch (self, get_cell (self, type), self->graph->type_count[type], 0))
        return refuse_workspace (error);
    }
  if (total <= self->n_ahead_numbers)
    return TRUE;

  free (self->ahead_numbers);
  self->ahead_numbers = NULL;
  self->n_ahead_numbers = 0;
  if (posix_memalign ((void **) &self->ahead_numbers, 64, total * sizeof (float)) != 0)
    return refuse_workspace (error);
  self->n_ahead_numbers = total;

  return TRUE;
}

static gboolean
add_stage (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
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

/* A graph that grows is known step by step: nothing to compute ahead. */
static gboolean
grow (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
      GError **error)
{
  CpuBackend *self = (CpuBackend *) backend;

  if (!add_stage (backend, graph, types, schedule, error))
    return FALSE;
  count_batches (self);

  return TRUE;
}

static gboolean
begin (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
       GError **error)
{
  CpuBackend *self = (CpuBackend *) backend;

  drop_mini_batch (self);
  bs_values_begin (&self->values);
  self->counters = (BsBackendCounters){ 0 };

  return add_stage (backend, graph, types, schedule, error) && plan_ahead (self, error);
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

/* Adds up and hands on what the threads did. */
static void
take_notes (CpuBackend *self, const BsObserver *observer)
{
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

/* Runs for all calls of the type of @batch what can run before its first batch. */
static void
run_ahead (CpuBackend *self, Ahead *ahead, guint type, const BsFusedBatch *batch,
           const BsObserver *observer)
{
  BsFusedBatch all = *batch;

  all.nodes = self->values.plan->calls + ahead->first;
  all.n = self->graph->type_count[type];
  all.part = BS_PART_AHEAD;
  all.ahead = self->ahead_numbers + ahead->offset;
  all.event.decision = 0;
  run_fused (self, &all);
  take_notes (self, observer);
  ahead->done = TRUE;
}

static void
execute (BsBackend *backend, guint32 decision, guint32 first_decision, guint32 mini_batch,
         const BsObserver *observer)
{
  CpuBackend *self = (CpuBackend *) backend;
  const BsDecision *chosen = &self->schedule->decisions[decision];
  Ahead *ahead = &self->ahead[chosen->type];
  BsFusedBatch batch = {
    .kernels = &self->kernels,
    .cell = get_cell (self, chosen->type),
    .values = &self->values,
    .graph = self->graph,
    .nodes = self->values.plan->calls + chosen->first,
    .n = chosen->count,
    .event = { .decision = first_decision + decision, .mini_batch = (guint16) mini_batch },
    .with_events = observer != NULL && observer->event != NULL,
  };

  if (batch.cell->n_steps == 0)
    return;
  if (ahead->wanted)
    {
      if (!ahead->done)
        run_ahead (self, ahead, chosen->type, &batch, observer);
      batch.part = BS_PART_REST;
      batch.ahead = self->ahead_numbers + ahead->offset
                    + (gsize) (chosen->first - ahead->first) * batch.cell->ahead_length;
    }
  run_fused (self, &batch);
  self->counters.n_kernels += batch.cell->n_kernels;
  self->counters.flops += batch.cell->flops * batch.n;
  take_notes (self, observer);
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
  counters->workspace_bytes += self->n_ahead_numbers * sizeof (float);
  for (guint thread = 0; thread < self->n_threads; thread++)
    counters->workspace_bytes += self->workspaces[thread].work_capacity * sizeof (float)
                                 + self->workspaces[thread].pointer_capacity * sizeof (float *);
}

static BsGraphPlan *
take_plan (BsBackend *backend, const BsPlanType **types)
{
  CpuBackend *self = (CpuBackend *) backend;

  *types = self->values.plan_types;

  return bs_graph_plan_take (self->values.plan);
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
  g_free (self->ahead);
  free (self->ahead_numbers);
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
    .take_plan = take_plan,
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
  self->ahead_below = options->ahead_below;
  self->workspaces = g_new0 (BsFusedWorkspace, self->n_threads);
  for (guint thread = 0; thread < self->n_threads; thread++)
    self->workspaces[thread].lane = thread;
  bs_fused_kernels_init (&self->kernels);
  bs_values_init (&self->values, model, self->planner, NULL);
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
