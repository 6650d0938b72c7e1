/* SPDX-License-Identifier: Apache-2.0 */
/* The CPU: a batch is gathered, multiplied once a level (OpenBLAS), and finished by one pass of
 * element-wise kernels over its calls. */
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
  float **transposed; /* [n_parameters] matrices as values have them; NULL: none wanted */
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
  float *x[BS_MAX_OPS], *y[BS_MAX_OPS]; /* of each level */
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

static gboolean
is_read_in_place (const BsOp *op)
{
  return op->kind == BS_OP_INPUT || op->kind == BS_OP_LOOKUP;
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
    {
      gsize columns = (gsize) cell->levels[l].columns * n;

      size += round_up (cell->levels[l].k * columns) + round_up (cell->levels[l].m * columns);
    }

  return size;
}

/* Makes room for the decisions from @first on. */
static gboolean
ensure_workspace (CpuBackend *self, guint32 first, GError **error)
{
  gsize size = 0;

  for (guint32 i = first; i < self->schedule->n_decisions; i++)
    {
      const BsDecision *batch = &self->schedule->decisions[i];

      size = MAX (size, workspace_of (&self->cells[self->values.cell[batch->type]], batch->count));
    }
  if (size <= self->workspace_size)
    return TRUE;

  free (self->workspace);
  self->workspace = NULL;
  self->workspace_size = 0;
  if (posix_memalign ((void **) &self->workspace, 64, size * sizeof (float)) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no memory for the %" PRIu64 " MB of work space of a batch; try a "
                      "smaller mini-batch"),
                   (guint64) (size * sizeof (float) / 1000000));
      return FALSE;
    }
  self->workspace_size = size;

  return TRUE;
}

static gboolean
grow (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
      GError **error)
{
  CpuBackend *self = (CpuBackend *) backend;
  guint32 n_decisions = self->schedule != NULL ? self->schedule->n_decisions : 0;

  bs_graph_ref (graph);
  bs_schedule_ref (schedule);
  drop_mini_batch (self);
  self->graph = graph;
  self->schedule = schedule;

  return bs_values_grow (&self->values, graph, types, schedule, error)
         && ensure_workspace (self, n_decisions, error);
}

static gboolean
begin (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
       GError **error)
{
  CpuBackend *self = (CpuBackend *) backend;

  drop_mini_batch (self);
  bs_values_begin (&self->values, backend->model);

  return grow (backend, graph, types, schedule, error);
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

/* The values of a parameter, matrices column by column. */
static const float *
parameter_values (const CpuBackend *self, guint parameter)
{
  const BsModel *model = self->parent.model;

  return self->transposed[parameter] != NULL ? self->transposed[parameter]
                                             : model->values + model->parameters[parameter].offset;
}

/* The value that an INPUT or LOOKUP operation of a call reads. */
static inline const float *
source_value (const Batch *batch, const BsOp *op, guint32 call)
{
  const CpuBackend *self = batch->backend;
  const BsGraph *graph = self->graph;
  guint32 node = batch->nodes[call], index = graph->input_start[node] + op->a;

  if (op->kind == BS_OP_LOOKUP)
    return parameter_values (self, op->parameter)
           + (gsize) (graph->datum[node] % self->parent.model->parameters[op->parameter].dims[0])
                 * bs_op_length (op);
  if (op->parameter != BS_NO_PARAMETER && index >= graph->input_start[node + 1])
    return parameter_values (self, op->parameter);

  return bs_values_get_operand (&self->values, graph, index);
}

/* Where the result of @op is, and how far apart the calls are; NULL for what is read in place. */
static float *
result_base (const Batch *batch, guint op, gsize *stride)
{
  const BsLoweredCell *cell = batch->cell;
  const BsPlace *place = &cell->places[op];
  const BsLevel *level = &cell->levels[place->level];

  switch (place->home)
    {
    case BS_HOME_X:
      *stride = (gsize) level->k * level->columns;
      return batch->x[place->level] + place->offset;
    case BS_HOME_Y:
      *stride = (gsize) level->m * level->columns;
      return batch->y[place->level] + place->offset;
    case BS_HOME_CARRIED:
      *stride = cell->n_carried;
      return batch->carried + place->offset;
    case BS_HOME_SCRATCH:
      *stride = 0;
      return batch->scratch + place->offset;
    case BS_HOME_OUTPUT:
      *stride = bs_op_length (&cell->cell->ops[op]);
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
  const float *first = source_value (batch, op, 0);

  for (guint32 call = 1; call < batch->n; call++)
    if (source_value (batch, op, call) != first + (gsize) call * bs_op_length (op))
      return NULL;

  return (float *) first;
}

/* Copies the results of @source of all calls to the rows from @x on of a level's right-hand side. */
static guint64
gather_source (const Batch *batch, const BsLevel *level, guint source, float *x)
{
  const BsOp *op = &batch->cell->cell->ops[source];
  gboolean in_place = is_read_in_place (op);
  guint32 n_columns = level->columns;
  gsize rows = op->rows, k = level->k, bytes = rows * sizeof (float), stride;
  const float *base = result_base (batch, source, &stride);

  for (guint32 call = 0; call < batch->n; call++)
    {
      const float *value = in_place ? source_value (batch, op, call) : base + call * stride;

      for (guint32 column = 0; column < n_columns; column++, x += k)
        memcpy (x, value + column * rows, bytes);
    }

  return batch->n * n_columns * (guint64) bytes;
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
      const BsPlace *place = &batch->cell->places[source];
      gboolean here = place->home == BS_HOME_X && place->level == l;

      if (!here || is_read_in_place (&cell->ops[source]))
        moved += gather_source (batch, level, source, batch->x[l] + level->source_offsets[i]);
    }

  return moved;
}

/* Gathers and multiplies the levels that follow the element-wise operations of a stage. */
static void
run_products (Batch *batch, guint stage)
{
  for (guint l = 0; l < batch->cell->n_levels; l++)
    {
      const BsLevel *level = &batch->cell->levels[l];
      guint32 n_columns = level->columns * batch->n;
      gint64 start;
      guint64 bytes;

      if (level->stage != stage)
        continue;
      start = start_time (batch);
      bytes = gather (batch, l);
      if (bytes > 0)
        report (batch, BS_PHASE_GATHER, start, bytes, 0);
      start = start_time (batch);
      batch->backend->gemm (level->m, n_columns, level->k, level->a, level->m, batch->x[l],
                            level->k, batch->y[l], level->m);
      report (batch, BS_PHASE_GEMM, start, 0, 2ull * level->m * level->k * n_columns);
    }
}

/* The sum or mean of all operands of a call. */
static void
add_operands (const Batch *batch, const BsOp *op, BsKernel add, guint32 call, float *result)
{
  const CpuBackend *self = batch->backend;
  const BsGraph *graph = self->graph;
  guint32 node = batch->nodes[call];
  guint32 first = graph->input_start[node], end = graph->input_start[node + 1];
  guint32 length = bs_op_length (op);
  double sum = 0.0;

  if (length == 1)
    {
      /* Losses: there may be many. */
      for (guint32 i = first; i < end; i++)
        sum += *bs_values_get_operand (&self->values, graph, i);
      *result = (float) (op->kind == BS_OP_MEAN ? sum / (end - first) : sum);
      return;
    }

  memcpy (result, bs_values_get_operand (&self->values, graph, first), length * sizeof (float));
  for (guint32 i = first + 1; i < end; i++)
    add (result, result, bs_values_get_operand (&self->values, graph, i), length, 0.0f);
  if (op->kind == BS_OP_MEAN)
    bs_kernel_get (BS_OP_SCALE) (result, result, NULL, length, 1.0f / (end - first));
}

static void
concatenate (const BsOp *op, const BsOp *upper, const float *a, const float *b, float *result)
{
  guint32 n_upper = upper->rows, n_lower = op->rows - n_upper;

  for (guint32 column = 0; column < op->columns; column++, result += op->rows)
    {
      memcpy (result, a + (gsize) column * n_upper, n_upper * sizeof (float));
      memcpy (result + n_upper, b + (gsize) column * n_lower, n_lower * sizeof (float));
    }
}

/* The element-wise operations of a stage. */
typedef struct
{
  guint n_steps, n_in_place;
  guint16 steps[BS_MAX_OPS], in_place[BS_MAX_OPS];
  float *at[BS_MAX_OPS]; /* the result of each operation, of the call at hand */
  gsize stride[BS_MAX_OPS];
  BsKernel kernel[BS_MAX_OPS];
  const float *bias[BS_MAX_OPS];
  guint64 flops; /* of matrices applied in one call */
} Stage;

static void
prepare_stage (const Batch *batch, guint number, Stage *stage)
{
  const BsLoweredCell *lowered = batch->cell;
  const BsCell *cell = lowered->cell;

  stage->n_steps = stage->n_in_place = 0;
  stage->flops = 0;
  for (guint op = 0; op < cell->n_ops; op++)
    {
      const BsOp *own = &cell->ops[op];

      stage->at[op] = result_base (batch, op, &stage->stride[op]);
      if (lowered->places[op].home == BS_HOME_OPERAND || lowered->places[op].home == BS_HOME_ROW)
        stage->in_place[stage->n_in_place++] = op;
      if (!bs_lowered_cell_runs (lowered, op, number))
        continue;
      stage->kernel[op] = bs_kernel_get (own->kind);
      stage->steps[stage->n_steps++] = op;
      if (own->kind == BS_OP_BIAS)
        stage->bias[op] = parameter_values (batch->backend, own->parameter);
      if (own->kind == BS_OP_APPLY)
        stage->flops += 2ull * bs_op_length (own) * cell->ops[own->a].columns;
    }
}

static void
run_step (const Batch *batch, const Stage *stage, guint step, guint32 call)
{
  const CpuBackend *self = batch->backend;
  const BsOp *ops = batch->cell->cell->ops, *op = &ops[step];
  const float *a = stage->at[op->a], *b = stage->at[op->b];
  float *result = stage->at[step];
  guint32 length = bs_op_length (op);

  switch (op->kind)
    {
    case BS_OP_INPUT:
    case BS_OP_LOOKUP:
      memcpy (result, source_value (batch, op, call), length * sizeof (float));
      break;
    case BS_OP_BIAS:
      stage->kernel[step](result, a, stage->bias[step], length, 0.0f);
      break;
    case BS_OP_CONCAT:
      concatenate (op, &ops[op->a], a, b, result);
      break;
    case BS_OP_APPLY:
      if (op->columns == 1)
        bs_kernel_apply (result, a, b, op->rows, ops[op->a].columns);
      else
        self->gemm (op->rows, op->columns, ops[op->a].columns, a, op->rows, b, ops[op->b].rows,
                    result, op->rows);
      break;
    case BS_OP_LOSS:
      *result = bs_kernel_loss (a, bs_op_length (&ops[op->a]),
                                self->graph->datum[batch->nodes[call]]);
      break;
    case BS_OP_SUM:
    case BS_OP_MEAN:
      add_operands (batch, op, stage->kernel[step], call, result);
      break;
    default:
      stage->kernel[step](result, a, b, length, op->factor);
    }
}

/* Runs the element-wise operations of a stage, call by call, so that what they hand to each other
 * stays in the nearest cache. */
static void
run_stage (Batch *batch, guint number)
{
  const BsCell *cell = batch->cell->cell;
  gint64 start = start_time (batch);
  Stage stage;

  prepare_stage (batch, number, &stage);
  if (stage.n_steps == 0)
    return;

  for (guint32 call = 0; call < batch->n; call++)
    {
      for (guint i = 0; i < stage.n_in_place; i++)
        stage.at[stage.in_place[i]] = (float *) source_value (batch, &cell->ops[stage.in_place[i]],
                                                              call);
      for (guint i = 0; i < stage.n_steps; i++)
        run_step (batch, &stage, stage.steps[i], call);
      for (guint op = 0; op < cell->n_ops; op++)
        stage.at[op] += stage.stride[op];
    }
  report (batch, BS_PHASE_FUSED, start, 0, stage.flops * batch->n);
}

/* Outputs that are a part of a level's result have to be copied to their place. */
static void
copy_product_outputs (Batch *batch)
{
  const BsCell *cell = batch->cell->cell;

  for (guint output = 0; output < cell->n_outputs; output++)
    {
      guint op = cell->outputs[output];
      const BsPlace *place = &batch->cell->places[op];
      gsize stride, length = bs_op_length (&cell->ops[op]);
      float *base;

      if (place->home == BS_HOME_OUTPUT && place->level == output)
        continue;
      if (place->home == BS_HOME_Y && batch->cell->levels[place->level].output == (int) output)
        continue;
      base = result_base (batch, op, &stride);
      for (guint32 call = 0; call < batch->n; call++)
        memcpy (batch->outputs[output] + call * length, base + call * stride,
                length * sizeof (float));
    }
}

static void
place_batch (Batch *batch)
{
  CpuBackend *self = batch->backend;
  const BsCell *cell = batch->cell->cell;
  float *free_space = self->workspace;

  for (guint output = 0; output < cell->n_outputs; output++)
    batch->outputs[output] = bs_values_get (&self->values, self->graph, batch->nodes[0], output);
  for (guint l = 0; l < batch->cell->n_levels; l++)
    {
      const BsLevel *level = &batch->cell->levels[l];
      gsize columns = (gsize) level->columns * batch->n;

      batch->x[l] = free_space;
      free_space += round_up (level->k * columns);
      batch->y[l] = free_space;
      free_space += round_up (level->m * columns);
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

  place_batch (&batch);
  for (guint stage = 0; stage <= batch.cell->n_stages; stage++)
    {
      run_stage (&batch, stage);
      run_products (&batch, stage);
    }
  copy_product_outputs (&batch);
}

static const float *
read_value (BsBackend *backend, guint32 node, guint output, guint32 *length)
{
  CpuBackend *self = (CpuBackend *) backend;

  *length = bs_values_length (&self->values, self->graph, node, output);

  return bs_values_get (&self->values, self->graph, node, output);
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
  for (guint i = 0; i < backend->model->n_parameters; i++)
    g_free (self->transposed[i]);
  g_free (self->transposed);
  free (self->workspace);
  g_free (self);
}

/* A matrix that a parameter holds, or each of its slices, turned to the order of values. */
static gboolean
transpose_parameter (CpuBackend *self, guint number)
{
  const BsModel *model = self->parent.model;
  const BsParameter *parameter = &model->parameters[number];
  gboolean sliced = parameter->n_dims == 3;
  guint32 n_slices = sliced ? parameter->dims[0] : 1;
  guint32 rows = parameter->dims[sliced], columns = parameter->dims[sliced + 1];
  const float *from = model->values + parameter->offset;
  float *to;

  if (self->transposed[number] != NULL)
    return TRUE;

  to = self->transposed[number] = g_try_new (float, bs_parameter_length (parameter));
  if (to == NULL)
    return FALSE;
  for (guint32 slice = 0; slice < n_slices; slice++)
    for (guint32 c = 0; c < columns; c++)
      for (guint32 r = 0; r < rows; r++)
        *to++ = from[((gsize) slice * rows + r) * columns + c];

  return TRUE;
}

/* Packs the parameters that a cell reads; FALSE without memory. */
static gboolean
pack_cell (CpuBackend *self, guint number)
{
  const BsCell *cell = &self->parent.model->cells[number];

  if (!bs_lowered_cell_init (&self->cells[number], self->parent.model, cell))
    return FALSE;
  /* Products have their own copy; what else reads a parameter reads it as a value. */
  for (guint op = 0; op < cell->n_ops; op++)
    if (cell->ops[op].parameter != BS_NO_PARAMETER && cell->ops[op].kind != BS_OP_PRODUCT
        && cell->ops[op].columns > 1 && !transpose_parameter (self, cell->ops[op].parameter))
      return FALSE;

  return TRUE;
}

BsBackend *
bs_cpu_backend_new (BsModel *model, GError **error)
{
  static const BsBackendClass klass = {
    .version = BS_BACKEND_VERSION,
    .name = "cpu",
    .begin = begin,
    .grow = grow,
    .execute = execute,
    .read_value = read_value,
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
  self->transposed = g_new0 (float *, model->n_parameters);
  for (guint i = 0; i < model->n_cells; i++)
    if (!pack_cell (self, i))
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
