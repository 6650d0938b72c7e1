/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU: a batch is gathered, multiplied once a level (OpenBLAS), and finished by one pass of
 * element-wise kernels over its columns. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "engine/backends/backends.h"
#include "engine/backends/blas.h"
#include "engine/backends/kernels.h"
#include "engine/backends/lowered-cell.h"
#include "engine/error.h"

typedef struct
{
  BsBackend parent;
  BsGemm gemm;
  BsLoweredCell *cells;
  BsValues values;
  BsGraph *graph;
  BsSchedule *schedule;
  float *workspace;
  gsize workspace_size;
} CpuBackend;

/* A batch while it runs. */
typedef struct
{
  CpuBackend *backend;
  const BsLoweredCell *cell;
  const guint32 *nodes;
  guint32 n;
  float *x[BS_MAX_OPS], *y[BS_MAX_OPS]; /* of each level; columns k and m apart */
  float *carried, *scratch;
  float *outputs[BS_MAX_CELL_OUTPUTS];
  const BsObserver *observer;
  BsEvent event;
} Batch;

static void
drop_mini_batch (CpuBackend *self)
{
  g_clear_pointer (&self->graph, bs_graph_unref);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
}

static gsize
round_up (gsize n)
{
  return (n + 15) & ~(gsize) 15;
}

/* Numbers of work space that a batch of @n calls needs. */
static gsize
workspace_of (const BsLoweredCell *cell, guint32 n)
{
  gsize size = round_up ((gsize) cell->n_carried * n) + round_up (cell->n_scratch);

  for (guint l = 0; l < cell->n_levels; l++)
    size += round_up ((gsize) cell->levels[l].k * n) + round_up ((gsize) cell->levels[l].m * n);

  return size;
}

static gboolean
begin (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
       GError **error)
{
  CpuBackend *self = (CpuBackend *) backend;
  gsize size = 0;

  drop_mini_batch (self);
  self->graph = bs_graph_ref (graph);
  self->schedule = bs_schedule_ref (schedule);
  if (!bs_values_begin (&self->values, backend->model, graph, types, schedule, error))
    return FALSE;

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *batch = &schedule->decisions[i];

      size = MAX (size, workspace_of (&self->cells[self->values.cell[batch->type]], batch->count));
    }
  if (size > self->workspace_size)
    {
      free (self->workspace);
      self->workspace = NULL;
      self->workspace_size = 0;
      if (posix_memalign ((void **) &self->workspace, 64, size * sizeof (float)) != 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("There is no memory for the %" PRIu64 " MB of work space of a "
                          "batch; try a smaller mini-batch"),
                       (guint64) (size * sizeof (float) / 1000000));
          return FALSE;
        }
      self->workspace_size = size;
    }

  return TRUE;
}

static void
report (Batch *batch, BsPhase phase, gint64 start_ns, guint64 bytes, guint64 flops)
{
  if (batch->observer == NULL || batch->observer->event == NULL)
    return;

  batch->event.phase = phase;
  batch->event.start_ns = start_ns;
  batch->event.end_ns = bs_now_ns ();
  batch->event.bytes = bytes;
  batch->event.flops = flops;
  batch->observer->event (batch->observer->user_data, &batch->event);
}

static gint64
start_time (const Batch *batch)
{
  return batch->observer != NULL && batch->observer->event != NULL ? bs_now_ns () : 0;
}

/* The vector that an INPUT or LOOKUP operation of call @column reads. */
static inline const float *
source_vector (const Batch *batch, const BsOp *op, guint32 column)
{
  const CpuBackend *self = batch->backend;
  const BsGraph *graph = self->graph;
  guint32 node = batch->nodes[column];

  if (op->kind == BS_OP_INPUT)
    return bs_values_get (&self->values, graph, graph->inputs[graph->input_start[node] + op->a],
                          op->b);
  else
    {
      const BsParameter *table = &self->parent.model->parameters[op->parameter];

      return self->parent.model->values + table->offset
             + (gsize) (graph->datum[node] % table->rows) * table->columns;
    }
}

/* Where the result of @op is, and how far apart the columns are; NULL for what is read in place. */
static float *
result_base (const Batch *batch, guint op, gsize *stride)
{
  const BsLoweredCell *cell = batch->cell;
  const BsPlace *place = &cell->places[op];

  switch (place->home)
    {
    case BS_HOME_X:
      *stride = cell->levels[place->level].k;
      return batch->x[place->level] + place->offset;
    case BS_HOME_Y:
      *stride = cell->levels[place->level].m;
      return batch->y[place->level] + place->offset;
    case BS_HOME_CARRIED:
      *stride = cell->n_carried;
      return batch->carried + place->offset;
    case BS_HOME_SCRATCH:
      *stride = 0;
      return batch->scratch + place->offset;
    case BS_HOME_OUTPUT:
      *stride = cell->cell->ops[op].length;
      return batch->outputs[place->level];
    default:
      *stride = 0;
      return NULL;
    }
}

/* The operands of all calls, if they lie side by side already; NULL otherwise. */
static float *
adjacent_operands (const Batch *batch, const BsOp *op)
{
  const float *first = source_vector (batch, op, 0);

  for (guint32 column = 1; column < batch->n; column++)
    if (source_vector (batch, op, column) != first + (gsize) column * op->length)
      return NULL;

  return (float *) first;
}

/* Copies operands together into X; returns the bytes moved. */
static guint64
gather (Batch *batch, guint l)
{
  const BsLevel *level = &batch->cell->levels[l];
  const BsCell *cell = batch->cell->cell;
  guint64 moved = 0;

  if (level->n_sources == 1 && cell->ops[level->sources[0]].kind == BS_OP_INPUT)
    {
      float *adjacent = adjacent_operands (batch, &cell->ops[level->sources[0]]);

      if (adjacent != NULL)
        {
          batch->x[l] = adjacent;
          return 0;
        }
    }

  for (guint i = 0; i < level->n_sources; i++)
    {
      guint source = level->sources[i];
      const BsOp *op = &cell->ops[source];
      const BsPlace *place = &batch->cell->places[source];
      gboolean here = place->home == BS_HOME_X && place->level == l;
      float *x = batch->x[l] + level->source_offsets[i];
      gsize bytes = op->length * sizeof (float);
      gsize stride = 0;
      const float *base = here ? NULL : result_base (batch, source, &stride);

      if (op->kind == BS_OP_INPUT || op->kind == BS_OP_LOOKUP)
        for (guint32 column = 0; column < batch->n; column++, x += level->k)
          memcpy (x, source_vector (batch, op, column), bytes);
      else if (!here)
        for (guint32 column = 0; column < batch->n; column++, x += level->k)
          memcpy (x, base + column * stride, bytes);
      else
        continue;
      moved += batch->n * bytes;
    }

  return moved;
}

static void
multiply (Batch *batch, guint l)
{
  const BsLevel *level = &batch->cell->levels[l];

  batch->backend->gemm (level->m, batch->n, level->k, level->a, level->m, batch->x[l], level->k,
                        batch->y[l], level->m);
}

static void
total (const Batch *batch, guint32 column, float *result)
{
  const CpuBackend *self = batch->backend;
  const BsGraph *graph = self->graph;
  guint32 node = batch->nodes[column];
  double sum = 0.0;

  for (guint32 i = graph->input_start[node]; i < graph->input_start[node + 1]; i++)
    sum += *bs_values_get (&self->values, graph, graph->inputs[i], 0);
  *result = (float) sum;
}

/* Runs the element-wise operations of a stage, column by column, so that what they hand to each
 * other stays in the nearest cache. Returns FALSE when there are none. */
static gboolean
run_stage (Batch *batch, guint stage)
{
  const BsLoweredCell *lowered = batch->cell;
  const BsCell *cell = lowered->cell;
  const BsModel *model = batch->backend->parent.model;
  guint16 steps[BS_MAX_OPS], in_place[BS_MAX_OPS];
  guint n_steps = 0, n_in_place = 0;
  float *at[BS_MAX_OPS];
  gsize stride[BS_MAX_OPS];
  BsKernel kernel[BS_MAX_OPS];

  for (guint op = 0; op < cell->n_ops; op++)
    {
      at[op] = result_base (batch, op, &stride[op]);
      if (lowered->places[op].home == BS_HOME_OPERAND || lowered->places[op].home == BS_HOME_ROW)
        in_place[n_in_place++] = op;
      if (bs_lowered_cell_runs (lowered, op, stage))
        {
          kernel[op] = bs_kernel_get (cell->ops[op].kind);
          steps[n_steps++] = op;
        }
    }
  if (n_steps == 0)
    return FALSE;

  for (guint32 column = 0; column < batch->n; column++)
    {
      for (guint i = 0; i < n_in_place; i++)
        at[in_place[i]] = (float *) source_vector (batch, &cell->ops[in_place[i]], column);
      for (guint i = 0; i < n_steps; i++)
        {
          const BsOp *op = &cell->ops[steps[i]];
          float *result = at[steps[i]];

          switch (op->kind)
            {
            case BS_OP_INPUT:
            case BS_OP_LOOKUP:
              memcpy (result, source_vector (batch, op, column), op->length * sizeof (float));
              break;
            case BS_OP_BIAS:
              kernel[steps[i]](result, at[op->a],
                               model->values + model->parameters[op->parameter].offset, op->length,
                               0.0f);
              break;
            case BS_OP_CONCAT:
              memcpy (result, at[op->a], cell->ops[op->a].length * sizeof (float));
              memcpy (result + cell->ops[op->a].length, at[op->b],
                      cell->ops[op->b].length * sizeof (float));
              break;
            case BS_OP_LOSS:
              *result = bs_kernel_loss (at[op->a], cell->ops[op->a].length,
                                        batch->backend->graph->datum[batch->nodes[column]]);
              break;
            case BS_OP_TOTAL:
              total (batch, column, result);
              break;
            default:
              kernel[steps[i]](result, at[op->a], at[op->b], op->length, op->factor);
            }
        }
      for (guint op = 0; op < cell->n_ops; op++)
        at[op] += stride[op];
    }

  return TRUE;
}

/* Outputs that are a part of a product's result have to be copied to their place. */
static void
copy_product_outputs (Batch *batch)
{
  const BsCell *cell = batch->cell->cell;

  for (guint output = 0; output < cell->n_outputs; output++)
    {
      guint op = cell->outputs[output];
      const BsPlace *place = &batch->cell->places[op];
      gsize stride, length = cell->ops[op].length;
      float *base;

      if (place->home == BS_HOME_OUTPUT && place->level == output)
        continue;
      if (place->home == BS_HOME_Y && batch->cell->levels[place->level].output == (int) output)
        continue;
      base = result_base (batch, op, &stride);
      for (guint32 column = 0; column < batch->n; column++)
        memcpy (batch->outputs[output] + column * length, base + column * stride,
                length * sizeof (float));
    }
}

static void
place_batch (Batch *batch, const BsDecision *decision)
{
  CpuBackend *self = batch->backend;
  const BsCell *cell = batch->cell->cell;
  float *free_space = self->workspace;

  for (guint output = 0; output < cell->n_outputs; output++)
    batch->outputs[output] = bs_values_get (&self->values, self->graph, batch->nodes[0], output);
  for (guint l = 0; l < batch->cell->n_levels; l++)
    {
      const BsLevel *level = &batch->cell->levels[l];

      batch->x[l] = free_space;
      free_space += round_up ((gsize) level->k * batch->n);
      batch->y[l] = free_space;
      free_space += round_up ((gsize) level->m * batch->n);
      if (level->output >= 0)
        batch->y[l] = batch->outputs[level->output];
    }
  batch->carried = free_space;
  batch->scratch = free_space + round_up ((gsize) batch->cell->n_carried * batch->n);
}

static void
execute (BsBackend *backend, guint32 decision, guint32 first_decision, guint32 mini_batch,
         const BsObserver *observer)
{
  CpuBackend *self = (CpuBackend *) backend;
  const BsDecision *chosen = &self->schedule->decisions[decision];
  Batch batch = {
    .backend = self,
    .cell = &self->cells[self->values.cell[chosen->type]],
    .nodes = self->schedule->order + chosen->first,
    .n = chosen->count,
    .observer = observer,
    .event = { .decision = first_decision + decision, .mini_batch = (guint16) mini_batch },
  };
  gint64 start;

  place_batch (&batch, chosen);
  for (guint stage = 0; stage <= batch.cell->n_levels; stage++)
    {
      start = start_time (&batch);
      if (run_stage (&batch, stage))
        report (&batch, BS_PHASE_FUSED, start, 0, 0);
      if (stage < batch.cell->n_levels)
        {
          const BsLevel *level = &batch.cell->levels[stage];
          guint64 bytes;

          start = start_time (&batch);
          bytes = gather (&batch, stage);
          if (bytes > 0)
            report (&batch, BS_PHASE_GATHER, start, bytes, 0);
          start = start_time (&batch);
          multiply (&batch, stage);
          report (&batch, BS_PHASE_GEMM, start, 0, 2ull * level->m * level->k * batch.n);
        }
    }
  copy_product_outputs (&batch);
}

static double
read_loss (BsBackend *backend)
{
  CpuBackend *self = (CpuBackend *) backend;

  return *bs_values_get (&self->values, self->graph, self->graph->n_nodes - 1, 0);
}

static char *
describe (BsBackend *backend)
{
  g_autofree char *blas = bs_blas_describe ();

  return g_strdup_printf ("%s, 1 thread", blas);
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
  free (self->workspace);
  g_free (self);
}

BsBackend *
bs_cpu_backend_new (BsModel *model, GError **error)
{
  static const BsBackendClass klass = {
    .version = BS_BACKEND_VERSION,
    .name = "cpu",
    .begin = begin,
    .execute = execute,
    .read_loss = read_loss,
    .describe = describe,
    .finalize = finalize,
  };
  BsGemm gemm = bs_blas_load (error);
  CpuBackend *self;

  if (gemm == NULL)
    return NULL;

  self = g_new0 (CpuBackend, 1);
  self->gemm = gemm;
  self->parent.klass = &klass;
  self->parent.model = bs_model_ref (model);
  self->cells = g_new0 (BsLoweredCell, model->n_cells);
  for (guint i = 0; i < model->n_cells; i++)
    bs_lowered_cell_init (&self->cells[i], model, &model->cells[i]);

  return &self->parent;
}
