/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle: every operation of every node by itself, in plain loops and double precision, on
 * parameters as the model has them. Nothing is shared with the fast backends but the place of
 * values. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/backends/backends.h"

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
begin (BsBackend *backend, BsGraph *graph, const BsTypeTable *types, BsSchedule *schedule,
       GError **error)
{
  ReferenceBackend *self = (ReferenceBackend *) backend;

  drop_mini_batch (self);
  self->graph = bs_graph_ref (graph);
  self->schedule = bs_schedule_ref (schedule);

  return bs_values_begin (&self->values, backend->model, graph, types, schedule, error);
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
compute_op (ReferenceBackend *self, const BsCell *cell, guint index, guint32 node)
{
  const BsModel *model = self->parent.model;
  const BsGraph *graph = self->graph;
  const guint32 *inputs = graph->inputs + graph->input_start[node];
  const BsOp *op = &cell->ops[index];
  const BsParameter *parameter = &model->parameters[op->parameter];
  const float *weights = model->values + parameter->offset;
  const double *a = self->results[op->a], *b = self->results[op->b];
  double *result = self->results[index];
  guint32 n = op->length;

  switch (op->kind)
    {
    case BS_OP_INPUT:
      for (guint32 i = 0; i < n; i++)
        result[i] = bs_values_get (&self->values, graph, inputs[op->a], op->b)[i];
      break;
    case BS_OP_LOOKUP:
      for (guint32 i = 0; i < n; i++)
        result[i] = weights[(gsize) (graph->datum[node] % parameter->rows) * n + i];
      break;
    case BS_OP_CONCAT:
      for (guint32 i = 0; i < n; i++)
        result[i] = i < cell->ops[op->a].length ? a[i] : b[i - cell->ops[op->a].length];
      break;
    case BS_OP_PRODUCT:
      for (guint32 i = 0; i < n; i++)
        {
          result[i] = 0.0;
          for (guint32 k = 0; k < parameter->columns; k++)
            result[i] += weights[(gsize) i * parameter->columns + k] * a[k];
        }
      break;
    case BS_OP_BIAS:
      for (guint32 i = 0; i < n; i++)
        result[i] = a[i] + weights[i];
      break;
    case BS_OP_ADD:
      for (guint32 i = 0; i < n; i++)
        result[i] = a[i] + b[i];
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
    case BS_OP_ONE_MINUS:
      for (guint32 i = 0; i < n; i++)
        result[i] = 1.0 - a[i];
      break;
    case BS_OP_SCALE:
      for (guint32 i = 0; i < n; i++)
        result[i] = op->factor * a[i];
      break;
    case BS_OP_LOSS:
      compute_loss (a, cell->ops[op->a].length, graph->datum[node], result);
      break;
    case BS_OP_TOTAL:
      result[0] = 0.0;
      for (guint32 i = graph->input_start[node]; i < graph->input_start[node + 1]; i++)
        result[0] += *bs_values_get (&self->values, graph, graph->inputs[i], 0);
      break;
    case BS_N_OP_KINDS:
      g_assert_not_reached ();
    }
}

static void
compute_node (ReferenceBackend *self, guint32 node)
{
  const BsCell *cell = &self->parent.model->cells[self->values.cell[self->graph->type[node]]];

  for (guint i = 0; i < cell->n_ops; i++)
    compute_op (self, cell, i, node);
  for (guint output = 0; output < cell->n_outputs; output++)
    {
      const double *result = self->results[cell->outputs[output]];
      float *value = bs_values_get (&self->values, self->graph, node, output);

      for (guint32 i = 0; i < cell->ops[cell->outputs[output]].length; i++)
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

static double
read_loss (BsBackend *backend)
{
  ReferenceBackend *self = (ReferenceBackend *) backend;

  return *bs_values_get (&self->values, self->graph, self->graph->n_nodes - 1, 0);
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
bs_reference_backend_new (BsModel *model, GError **error)
{
  static const BsBackendClass klass = {
    .version = BS_BACKEND_VERSION,
    .name = "reference",
    .begin = begin,
    .execute = execute,
    .read_loss = read_loss,
    .describe = describe,
    .finalize = finalize,
  };
  ReferenceBackend *self = g_new0 (ReferenceBackend, 1);

  self->parent.klass = &klass;
  self->parent.model = bs_model_ref (model);
  for (guint i = 0; i < BS_MAX_OPS; i++)
    {
      guint32 longest = 1;

      for (guint k = 0; k < model->n_cells; k++)
        if (i < model->cells[k].n_ops)
          longest = MAX (longest, model->cells[k].ops[i].length);
      self->results[i] = g_new (double, longest);
    }

  return &self->parent;
}
