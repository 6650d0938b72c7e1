/* SPDX-License-Identifier: Apache-2.0 */
/* Where the outputs of the nodes of a mini-batch are. */
#include "config.h"

#include "engine/backends/values.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/error.h"

/* The shape of a value as one number. */
static guint64
shape_of (const BsOp *op)
{
  return (guint64) op->rows << 32 | op->columns;
}

void
bs_values_init (BsValues *self, const BsModel *model, BsPlanner planner,
                const BsValueMemory *memory)
{
  *self = (BsValues){
    .model = model,
    .planner = planner,
    .memory = memory,
    .plan = bs_graph_plan_new (),
    .blocks = g_array_new (FALSE, TRUE, sizeof (BsValueBlock)),
  };
}

void
bs_values_begin (BsValues *self)
{
  for (guint type = 0; type < self->type_capacity; type++)
    self->types[type].n_checked = 0;
  bs_graph_plan_begin (self->plan);
  self->n_nodes = 0;
  self->n_blocks = 0;
  self->n_numbers = 0;
}

static void
refuse_operand (const BsValues *self, const BsGraph *graph, guint32 node, const BsOp *op,
                guint32 index, GError **error)
{
  const BsCell *cell = self->types[graph->type[node]].cell;
  guint32 input = graph->inputs[index];
  const BsCell *source = self->types[graph->type[input]].cell;

  if (op->columns == 1)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("Node %u (%s) wants %u numbers of output %u of node %u (%s), which does "
                    "not have them"),
                 node, cell->name, op->rows, graph->ports[index], input, source->name);
  else
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("Node %u (%s) wants a matrix of %u × %u of output %u of node %u (%s), which "
                    "does not have it"),
                 node, cell->name, op->rows, op->columns, graph->ports[index], input, source->name);
}

/* The operation of @cell that reads operand @operand. */
static const BsOp *
find_reader (const BsCell *cell, guint operand)
{
  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];

      if (op->kind == BS_OP_SUM || op->kind == BS_OP_MEAN
          || (op->kind == BS_OP_INPUT && op->a == operand))
        return op;
    }

  g_assert_not_reached ();
}

static gboolean
check_number (const BsCell *cell, guint32 node, guint32 n_inputs, GError **error)
{
  if (cell->variadic ? n_inputs > 0 : n_inputs >= cell->n_required && n_inputs <= cell->n_inputs)
    return TRUE;

  if (cell->variadic)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("Node %u calls cell %s without an input; it takes one or more"), node,
                 cell->name);
  else if (cell->n_required == cell->n_inputs)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("Node %u calls cell %s with %u inputs; it takes %u"), node, cell->name,
                 n_inputs, cell->n_inputs);
  else
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("Node %u calls cell %s with %u inputs; it takes %u to %u"), node, cell->name,
                 n_inputs, cell->n_required, cell->n_inputs);

  return FALSE;
}

static gboolean
check_node (const BsValues *self, const BsGraph *graph, guint32 node, const BsValueType *type,
            GError **error)
{
  guint32 start = graph->input_start[node], n = graph->input_start[node + 1] - start;

  if (!check_number (type->cell, node, n, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      guint64 wanted = type->cell->variadic ? type->takes_all : type->takes[i];
      const BsValueType *source = &self->types[graph->type[graph->inputs[start + i]]];
      guint port = graph->ports[start + i];

      if (wanted != 0 && (port >= source->cell->n_outputs || source->gives[port] != wanted))
        {
          refuse_operand (self, graph, node, find_reader (type->cell, i), start + i, error);
          return FALSE;
        }
    }

  return TRUE;
}

/* Resolves the cell of a type that has its first nodes. */
static gboolean
find_cell (BsValues *self, const BsTypeTable *types, guint number, GError **error)
{
  BsValueType *type = &self->types[number];
  BsPlanType *plan = &self->plan_types[number];
  int cell = bs_model_find_cell (self->model, types->types[number].name);

  if (cell < 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The model %s has no cell for type “%s”"), self->model->name,
                   types->types[number].name);
      return FALSE;
    }

  *type = (BsValueType){ .cell = &self->model->cells[cell], .number = cell };
  *plan = (BsPlanType){ .n_outputs = type->cell->n_outputs };
  for (guint i = 0; i < type->cell->n_ops; i++)
    {
      const BsOp *op = &type->cell->ops[i];

      if (op->kind == BS_OP_INPUT)
        type->takes[op->a] = shape_of (op);
      else if (op->kind == BS_OP_SUM || op->kind == BS_OP_MEAN)
        type->takes_all = shape_of (op);
    }
  for (guint output = 0; output < type->cell->n_outputs; output++)
    {
      const BsOp *op = &type->cell->ops[type->cell->outputs[output]];

      type->gives[output] = shape_of (op);
      if (op->kind == BS_OP_LOOKUP && self->planner == BS_PLANNER_FULL)
        type->table[output] = &self->model->parameters[op->parameter];
      else
        plan->length[output] = bs_op_length (op);
    }

  return TRUE;
}

static void
grow_tables (BsValues *self, const BsGraph *graph)
{
  if (graph->n_types > self->type_capacity)
    {
      guint old = self->type_capacity, n = MAX (graph->n_types, 2 * old);

      self->types = g_renew (BsValueType, self->types, n);
      self->plan_types = g_renew (BsPlanType, self->plan_types, n);
      memset (self->types + old, 0, (n - old) * sizeof *self->types);
      memset (self->plan_types + old, 0, (n - old) * sizeof *self->plan_types);
      self->type_capacity = n;
    }
  if (graph->n_nodes > self->node_capacity)
    {
      self->node_capacity = MAX ((guint64) graph->n_nodes,
                                 MIN (2 * (guint64) self->node_capacity, G_MAXUINT32));
      for (guint output = 0; output < self->n_planes; output++)
        self->at[output] = g_renew (float *, self->at[output], self->node_capacity);
    }
}

static float *
allocate (const BsValues *self, gsize n, GError **error)
{
  void *numbers;
  gsize bytes;

  if (self->memory != NULL)
    return self->memory->allocate (self->memory->user_data, MAX (n, 1), error);
  if (g_size_checked_mul (&bytes, MAX (n, 1), sizeof (float))
      && posix_memalign (&numbers, 64, bytes) == 0)
    return numbers;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("There is no memory for the %" PRIu64 " MB of values of a mini-batch; "
                  "try a smaller one"),
               (guint64) (n / 1000000 * sizeof (float)));

  return NULL;
}

static void
release (const BsValues *self, float *numbers)
{
  if (self->memory == NULL)
    free (numbers);
  else if (numbers != NULL)
    self->memory->release (self->memory->user_data, numbers);
}

/* Room for what the plan placed since the last time. */
static float *
add_block (BsValues *self, GError **error)
{
  gsize n = self->plan->n_numbers - self->n_numbers;
  BsValueBlock *block;

  if (self->n_blocks == self->blocks->len)
    g_array_set_size (self->blocks, self->n_blocks + 1);
  block = &g_array_index (self->blocks, BsValueBlock, self->n_blocks);
  if (block->capacity < n || block->numbers == NULL)
    {
      float *numbers;

      release (self, block->numbers);
      *block = (BsValueBlock){ 0 };
      numbers = allocate (self, n, error);
      if (numbers == NULL)
        return NULL;
      *block = (BsValueBlock){ numbers, n };
    }
  self->n_blocks++;

  return block->numbers;
}

static void
add_planes (BsValues *self, guint n)
{
  for (; self->n_planes < n; self->n_planes++)
    self->at[self->n_planes] = g_new (float *, self->node_capacity);
}

/* The addresses of the outputs of new nodes; @base: of place 0. */
static void
find_addresses (BsValues *self, const BsGraph *graph, float *base)
{
  float *parameters = self->memory != NULL ? self->memory->parameters : self->model->values;

  for (guint32 node = self->n_nodes; node < graph->n_nodes; node++)
    {
      const BsValueType *type = &self->types[graph->type[node]];
      const BsPlanType *plan = &self->plan_types[graph->type[node]];

      for (guint output = 0; output < plan->n_outputs; output++)
        {
          const BsParameter *table = type->table[output];

          if (table == NULL)
            self->at[output][node] = base + self->plan->place[output][node];
          else
            self->at[output][node] = parameters + table->offset
                                     + (gsize) (graph->datum[node] % table->dims[0])
                                           * table->dims[1] * table->dims[2];
        }
    }
}

gboolean
bs_values_grow (BsValues *self, const BsGraph *graph, const BsTypeTable *types,
                const BsSchedule *schedule, GError **error)
{
  float *block;
  guint n_planes = 0;

  grow_tables (self, graph);
  for (guint type = 0; type < graph->n_types; type++)
    if (graph->type_count[type] > 0)
      {
        if (self->types[type].n_checked == 0 && !find_cell (self, types, type, error))
          return FALSE;
        self->types[type].n_checked = graph->type_count[type];
        n_planes = MAX (n_planes, self->types[type].cell->n_outputs);
      }
  for (guint32 node = self->n_nodes; node < graph->n_nodes; node++)
    if (!check_node (self, graph, node, &self->types[graph->type[node]], error))
      return FALSE;

  if (!bs_graph_plan_grow (self->plan, graph, schedule, self->plan_types, self->planner, error))
    return FALSE;
  block = add_block (self, error);
  if (block == NULL)
    return FALSE;
  add_planes (self, n_planes);
  find_addresses (self, graph, block - self->n_numbers);
  self->n_numbers = self->plan->n_numbers;
  self->n_nodes = graph->n_nodes;

  return TRUE;
}

guint64
bs_values_bytes (const BsValues *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->blocks->len; i++)
    bytes += g_array_index (self->blocks, BsValueBlock, i).capacity * sizeof (float);

  return bytes;
}

void
bs_values_clear (BsValues *self)
{
  for (guint i = 0; self->blocks != NULL && i < self->blocks->len; i++)
    release (self, g_array_index (self->blocks, BsValueBlock, i).numbers);
  g_clear_pointer (&self->blocks, g_array_unref);
  g_clear_pointer (&self->plan, bs_graph_plan_unref);
  for (guint output = 0; output < BS_MAX_CELL_OUTPUTS; output++)
    g_free (self->at[output]);
  g_free (self->types);
  g_free (self->plan_types);
  memset (self, 0, sizeof *self);
}
