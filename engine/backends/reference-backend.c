/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle: every operation of every node by itself, in plain loops and double precision, on
 * parameters as the model has them. Nothing is shared with the fast backends but the place of
 * values. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/backends/backends.h"
#include "engine/backends/values.h"
#include "engine/error.h"

typedef struct
{
  BsBackend parent;
  BsValues values;
  BsGraph *graph;
  BsSchedule *schedule;
  double *results[BS_MAX_OPS]; /* of the node at hand */
} ReferenceBackend;

static void
drop_mini_batch (ReferenceBackend *self)
{
  g_clear_pointer (&self->graph, bs_graph_unref);
  g_clear_pointer (&self->schedule, bs_schedule_unref);
}

static gboolean
grow (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
      GError **error)
{
  ReferenceBackend *self = (ReferenceBackend *) backend;

  bs_graph_ref (graph);
  bs_schedule_ref (schedule);
  drop_mini_batch (self);
  self->graph = graph;
  self->schedule = schedule;

  return bs_values_grow (&self->values, graph, types, schedule, error);
}

static gboolean
begin (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
       GError **error)
{
  bs_values_begin (&((ReferenceBackend *) backend)->values);

  return grow (backend, graph, types, schedule, error);
}

static void
compute_loss (const double *scores, guint32 n, guint32 label, double *result)
{
  double largest = scores[0], sum = 0.0;

  for (guint32 i = 1; i < n; i++)
    largest = fmax (largest, scores[i]);
  for (guint32 i = 0; i < n; i++)
    sum += exp (scores[i] - largest);
  *result = log (sum) + largest - scores[label % n];
}

static void
read_parameter (const float *values, guint32 n, double *result)
{
  for (guint32 i = 0; i < n; i++)
    result[i] = values[i];
}

/* Element (@row, @column) of the product of a parameter with @n columns and a value with
 * @n_columns. */
static double
multiply_row (const float *weights, guint32 n, guint32 row, const double *value, guint32 n_columns,
              guint32 column)
{
  double sum = 0.0;

  for (guint32 k = 0; k < n; k++)
    sum += weights[(gsize) row * n + k] * value[(gsize) k * n_columns + column];

  return sum;
}

/* The same of two computed matrices. */
static double
apply_row (const double *matrix, guint32 n, guint32 row, const double *value, guint32 n_columns,
           guint32 column)
{
  double sum = 0.0;

  for (guint32 k = 0; k < n; k++)
    sum += matrix[(gsize) row * n + k] * value[(gsize) k * n_columns + column];

  return sum;
}

static void
concatenate (const BsOp *upper, guint32 n, const double *a, const double *b, double *result)
{
  guint32 n_upper = bs_op_length (upper);

  for (guint32 i = 0; i < n; i++)
    result[i] = i < n_upper ? a[i] : b[i - n_upper];
}

static void
add_operands (ReferenceBackend *self, guint32 node, const BsOp *op, double *result)
{
  const BsGraph *graph = self->graph;
  guint32 start = graph->input_start[node], end = graph->input_start[node + 1];

  for (guint32 i = 0; i < bs_op_length (op); i++)
    {
      result[i] = 0.0;
      for (guint32 index = start; index < end; index++)
        result[i] += bs_values_get_operand (&self->values, graph, index)[i];
      if (op->kind == BS_OP_MEAN)
        result[i] /= end - start;
    }
}

static void
compute_op (ReferenceBackend *self, const BsCell *cell, guint index, guint32 node)
{
  const BsModel *model = self->parent.model;
  const BsGraph *graph = self->graph;
  guint32 start = graph->input_start[node];
  const BsOp *op = &cell->ops[index];
  const BsParameter *parameter = NULL;
  const float *values = NULL;
  const double *a = self->results[op->a], *b = self->results[op->b];
  double *result = self->results[index];
  guint32 n = bs_op_length (op);

  if (op->parameter != BS_NO_PARAMETER)
    {
      parameter = &model->parameters[op->parameter];
      values = model->values + parameter->offset;
    }

  switch (op->kind)
    {
    case BS_OP_INPUT:
      if (start + op->a >= graph->input_start[node + 1])
        read_parameter (values, n, result);
      else
        for (guint32 i = 0; i < n; i++)
          result[i] = bs_values_get_operand (&self->values, graph, start + op->a)[i];
      break;
    case BS_OP_LOOKUP:
      read_parameter (values + (gsize) (graph->datum[node] % parameter->dims[0]) * n, n, result);
      break;
    case BS_OP_CONCAT:
      concatenate (&cell->ops[op->a], n, a, b, result);
      break;
    case BS_OP_PRODUCT:
      for (guint32 i = 0; i < n; i++)
        result[i] = multiply_row (values, parameter->dims[1], i / op->columns, a, op->columns,
                                  i % op->columns);
      break;
    case BS_OP_APPLY:
      for (guint32 i = 0; i < n; i++)
        result[i] = apply_row (a, cell->ops[op->a].columns, i / op->columns, b, op->columns,
                               i % op->columns);
      break;
    case BS_OP_BIAS:
      read_parameter (values, n, result);
      for (guint32 i = 0; i < n; i++)
        result[i] += a[i];
      break;
    case BS_OP_ADD:
      for (guint32 i = 0; i < n; i++)
        result[i] = a[i] + b[i];
      break;
    case BS_OP_SUBTRACT:
      for (guint32 i = 0; i < n; i++)
        result[i] = a[i] - b[i];
      break;
    case BS_OP_MULTIPLY:
      for (guint32 i = 0; i < n; i++)
        result[i] = a[i] * b[i];
      break;
    case BS_OP_SIGMOID:
      for (guint32 i = 0; i < n; i++)
        result[i] = 1.0 / (1.0 + exp (-a[i]));
      break;
    case BS_OP_TANH:
      for (guint32 i = 0; i < n; i++)
        result[i] = tanh (a[i]);
      break;
    case BS_OP_RELU:
      for (guint32 i = 0; i < n; i++)
        result[i] = a[i] < 0.0 ? 0.0 : a[i];
      break;
    case BS_OP_ONE_MINUS:
      for (guint32 i = 0; i < n; i++)
        result[i] = 1.0 - a[i];
      break;
    case BS_OP_SCALE:
      for (guint32 i = 0; i < n; i++)
        result[i] = op->factor * a[i];
      break;
    case BS_OP_LOSS:
      compute_loss (a, bs_op_length (&cell->ops[op->a]), graph->datum[node], result);
      break;
    case BS_OP_SUM:
    case BS_OP_MEAN:
      add_operands (self, node, op, result);
      break;
    case BS_N_OP_KINDS:
      g_assert_not_reached ();
    }
}

static void
compute_node (ReferenceBackend *self, guint32 node)
{
  const BsCell *cell =
      &self->parent.model->cells[self->values.types[self->graph->type[node]].number];

  for (guint i = 0; i < cell->n_ops; i++)
    compute_op (self, cell, i, node);
  for (guint output = 0; output < cell->n_outputs; output++)
    {
      const double *result = self->results[cell->outputs[output]];
      float *value = bs_values_get (&self->values, node, output);

      for (guint32 i = 0; i < bs_op_length (&cell->ops[cell->outputs[output]]); i++)
        value[i] = (float) result[i];
    }
}

static void
execute (BsBackend *backend, guint32 decision, guint32 first_decision, guint32 mini_batch,
         const BsObserver *observer)
{
  ReferenceBackend *self = (ReferenceBackend *) backend;
  const BsDecision *batch = &self->schedule->decisions[decision];
  BsEvent event = {
    .start_ns = bs_now_ns (),
    .decision = first_decision + decision,
    .mini_batch = (guint16) mini_batch,
    .phase = BS_PHASE_FUSED,
  };

  for (guint32 i = 0; i < batch->count; i++)
    compute_node (self, self->schedule->order[batch->first + i]);
  event.end_ns = bs_now_ns ();
  if (observer != NULL && observer->event != NULL)
    observer->event (observer->user_data, &event);
}

static const float *
read_value (BsBackend *backend, guint32 node, guint output, guint32 *length)
{
  ReferenceBackend *self = (ReferenceBackend *) backend;

  *length = bs_values_length (&self->values, self->graph, node, output);

  return bs_values_get (&self->values, node, output);
}

static double
read_loss (BsBackend *backend)
{
  ReferenceBackend *self = (ReferenceBackend *) backend;

  return *bs_values_get (&self->values, self->graph->n_nodes - 1, 0);
}

static void
get_counters (BsBackend *backend, BsBackendCounters *counters)
{
  *counters = (BsBackendCounters){ 0 };
}

static char *
describe (BsBackend *backend)
{
  return g_strdup ("plain loops, double precision, one node at a time");
}

static void
finalize (BsBackend *backend)
{
  ReferenceBackend *self = (ReferenceBackend *) backend;

  drop_mini_batch (self);
  bs_values_clear (&self->values);
  for (guint i = 0; i < BS_MAX_OPS; i++)
    g_free (self->results[i]);
  g_free (self);
}

BsBackend *
bs_reference_backend_new (BsModel *model, const BsBackendOptions *options, GError **error)
{
  static const BsBackendClass klass = {
    .version = BS_BACKEND_VERSION,
    .name = "reference",
    .begin = begin,
    .grow = grow,
    .execute = execute,
    .read_value = read_value,
    .read_loss = read_loss,
    .get_counters = get_counters,
    .describe = describe,
    .finalize = finalize,
  };
  ReferenceBackend *self = g_new0 (ReferenceBackend, 1);

  self->parent.klass = &klass;
  self->parent.model = bs_model_ref (model);
  bs_values_init (&self->values, model, BS_PLANNER_CREATION, NULL);
  for (guint i = 0; i < BS_MAX_OPS; i++)
    {
      guint32 longest = 1;

      for (guint k = 0; k < model->n_cells; k++)
        if (i < model->cells[k].n_ops)
          longest = MAX (longest, bs_op_length (&model->cells[k].ops[i]));
      self->results[i] = g_try_new (double, longest);
      if (self->results[i] == NULL)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("There is no memory for what a call of the model %s at size %u "
                          "computes; try a smaller size"),
                       model->name, model->size);
          bs_backend_free (&self->parent);
          return NULL;
        }
    }

  return &self->parent;
}
