/* SPDX-License-Identifier: Apache-2.0 */
/* Room for the outputs of all nodes of a mini-batch. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "engine/backends/backends.h"
#include "engine/error.h"

void
bs_values_begin (BsValues *self, const BsModel *model)
{
  self->model = model;
  if (self->type_capacity > 0)
    memset (self->n_slots, 0, self->type_capacity * sizeof *self->n_slots);
}

/* The operations of a cell that read operands. */
typedef struct
{
  const BsCell *cell;
  guint n;
  const BsOp *ops[BS_MAX_OPS];
} Readers;

static void
find_readers (const BsCell *cell, Readers *readers)
{
  readers->cell = cell;
  readers->n = 0;
  for (guint i = 0; i < cell->n_ops; i++)
    if (cell->ops[i].kind == BS_OP_INPUT || cell->ops[i].kind == BS_OP_SUM
        || cell->ops[i].kind == BS_OP_MEAN)
      readers->ops[readers->n++] = &cell->ops[i];
}

static void
refuse_operand (const BsValues *self, const BsGraph *graph, guint32 node, const BsOp *op,
                guint32 index, GError **error)
{
  const BsCell *cell = &self->model->cells[self->cell[graph->type[node]]];
  guint32 input = graph->inputs[index];
  const BsCell *source = &self->model->cells[self->cell[graph->type[input]]];

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

/* Whether the operand at @index of the whole graph has the shape that @op wants. */
static gboolean
fits (const BsValues *self, const BsGraph *graph, const BsOp *op, guint32 index)
{
  const BsCell *source = &self->model->cells[self->cell[graph->type[graph->inputs[index]]]];
  guint port = graph->ports[index];
  const BsOp *output;

  if (port >= source->n_outputs)
    return FALSE;
  output = &source->ops[source->outputs[port]];

  return output->rows == op->rows && output->columns == op->columns;
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
check_node (const BsValues *self, const BsGraph *graph, guint32 node, const Readers *readers,
            GError **error)
{
  guint32 start = graph->input_start[node], end = graph->input_start[node + 1];

  if (!check_number (readers->cell, node, end - start, error))
    return FALSE;
  for (guint i = 0; i < readers->n; i++)
    {
      const BsOp *op = readers->ops[i];
      gboolean all = op->kind != BS_OP_INPUT;
      guint32 first = all ? start : start + op->a;
      guint32 last = all ? end : MIN (first + 1, end);

      for (guint32 index = first; index < last; index++)
        if (!fits (self, graph, op, index))
          {
            refuse_operand (self, graph, node, op, index, error);
            return FALSE;
          }
    }

  return TRUE;
}

/* Makes room for the values of @n nodes; of those so far there are @n_kept. */
static gboolean
grow_column (BsColumn *self, guint32 n_kept, guint32 n, GError **error)
{
  gsize kept = (gsize) n_kept * self->length, wanted, bytes;
  void *values = NULL;

  if (!g_size_checked_mul (&wanted, n, self->length))
    wanted = G_MAXSIZE;
  if (wanted <= self->capacity)
    return TRUE;

  /* Twice as much for what grows once will grow again. */
  if (n_kept > 0 && wanted < self->capacity * 2)
    wanted = self->capacity * 2;
  if (!g_size_checked_mul (&bytes, wanted, sizeof (float))
      || posix_memalign (&values, 64, bytes) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no memory for the %" PRIu64 " MB of values of a mini-batch; try a "
                      "smaller one"),
                   (guint64) (wanted / 1000000 * sizeof (float)));
      return FALSE;
    }
  if (kept > 0)
    memcpy (values, self->values, kept * sizeof (float));
  free (self->values);
  self->values = values;
  self->capacity = wanted;

  return TRUE;
}

/* Resolves the cell of a type that has its first nodes. */
static gboolean
find_cell (BsValues *self, const BsTypeTable *types, guint type, GError **error)
{
  const BsCell *cell;

  self->cell[type] = bs_model_find_cell (self->model, types->types[type].name);
  if (self->cell[type] < 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The model %s has no cell for type “%s”"), self->model->name,
                   types->types[type].name);
      return FALSE;
    }

  cell = &self->model->cells[self->cell[type]];
  for (guint output = 0; output < cell->n_outputs; output++)
    self->columns[type * BS_MAX_CELL_OUTPUTS + output].length = bs_op_length (
        &cell->ops[cell->outputs[output]]);

  return TRUE;
}

static void
grow_tables (BsValues *self, const BsGraph *graph)
{
  if (graph->n_types > self->type_capacity)
    {
      guint old = self->type_capacity, n = MAX (graph->n_types, 2 * old);

      self->cell = g_renew (int, self->cell, n);
      self->n_slots = g_renew (guint32, self->n_slots, n);
      self->columns = g_renew (BsColumn, self->columns, n * BS_MAX_CELL_OUTPUTS);
      memset (self->n_slots + old, 0, (n - old) * sizeof *self->n_slots);
      memset (self->columns + old * BS_MAX_CELL_OUTPUTS, 0,
              (n - old) * BS_MAX_CELL_OUTPUTS * sizeof *self->columns);
      self->type_capacity = n;
    }
  if (graph->n_nodes > self->node_capacity)
    {
      self->node_capacity = MAX ((guint64) graph->n_nodes,
                                 MIN (2 * (guint64) self->node_capacity, G_MAXUINT32));
      self->slot = g_renew (guint32, self->slot, self->node_capacity);
    }
}

/* Gives slots to the nodes of a type from @order on that are new, and checks them. */
static gboolean
add_nodes (BsValues *self, const BsGraph *graph, guint type, const guint32 *order, GError **error)
{
  Readers readers;

  if (self->n_slots[type] == graph->type_count[type])
    return TRUE;

  find_readers (&self->model->cells[self->cell[type]], &readers);
  for (guint32 i = self->n_slots[type]; i < graph->type_count[type]; i++)
    {
      self->slot[order[i]] = i;
      if (!check_node (self, graph, order[i], &readers, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
bs_values_grow (BsValues *self, const BsGraph *graph, const BsTypeTable *types,
                const BsSchedule *schedule, GError **error)
{
  guint32 first = 0;

  grow_tables (self, graph);
  for (guint type = 0; type < graph->n_types; type++)
    if (graph->type_count[type] > 0 && self->n_slots[type] == 0
        && !find_cell (self, types, type, error))
      return FALSE;
  for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
    if (!add_nodes (self, graph, type, schedule->order + first, error))
      return FALSE;

  /* Only now, so that a wrong graph asks for no room. */
  for (guint type = 0; type < graph->n_types; type++)
    {
      guint32 n = graph->type_count[type];

      if (n == self->n_slots[type])
        continue;
      for (guint output = 0; output < self->model->cells[self->cell[type]].n_outputs; output++)
        if (!grow_column (&self->columns[type * BS_MAX_CELL_OUTPUTS + output], self->n_slots[type],
                          n, error))
          return FALSE;
      self->n_slots[type] = n;
    }

  return TRUE;
}

void
bs_values_clear (BsValues *self)
{
  for (guint i = 0; i < self->type_capacity * BS_MAX_CELL_OUTPUTS; i++)
    free (self->columns[i].values);
  g_free (self->cell);
  g_free (self->n_slots);
  g_free (self->columns);
  g_free (self->slot);
  memset (self, 0, sizeof *self);
}
