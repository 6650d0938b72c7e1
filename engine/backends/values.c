/* SPDX-License-Identifier: Apache-2.0 */
/* Room for the outputs of all nodes of a mini-batch. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "engine/backends/backends.h"
#include "engine/error.h"

/* What the nodes of one type read at one operand must have. */
static gboolean
check_operands (const BsValues *self, const BsGraph *graph, const BsTypeTable *types, guint32 node,
                GError **error)
{
  const BsCell *cell = &self->model->cells[self->cell[graph->type[node]]];
  const guint32 *inputs = graph->inputs + graph->input_start[node];
  guint32 n_inputs = graph->input_start[node + 1] - graph->input_start[node];

  if (!cell->variadic && n_inputs != cell->n_inputs)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("Node %u calls cell %s with %u inputs; it takes %u"), node, cell->name,
                   n_inputs, cell->n_inputs);
      return FALSE;
    }
  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];
      const BsCell *source;

      if (op->kind != BS_OP_INPUT)
        continue;
      source = &self->model->cells[self->cell[graph->type[inputs[op->a]]]];
      if (op->b >= source->n_outputs || source->ops[source->outputs[op->b]].length != op->length)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("Node %u (%s) wants %u numbers of output %u of node %u (%s), which does "
                          "not have them"),
                       node, cell->name, op->length, op->b, inputs[op->a], source->name);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
bs_values_begin (BsValues *self, const BsModel *model, const BsGraph *graph,
                 const BsTypeTable *types, const BsSchedule *schedule, GError **error)
{
  gsize n_values = 0;
  guint32 first = 0;

  self->model = model;
  self->n_types = graph->n_types;
  if (graph->n_types > self->type_capacity)
    {
      self->type_capacity = graph->n_types;
      self->cell = g_renew (int, self->cell, self->type_capacity);
      self->offset = g_renew (gsize, self->offset, self->type_capacity * BS_MAX_CELL_OUTPUTS);
    }
  if (graph->n_nodes > self->node_capacity)
    {
      self->node_capacity = graph->n_nodes;
      self->slot = g_renew (guint32, self->slot, self->node_capacity);
    }

  for (guint type = 0; type < graph->n_types; type++)
    {
      const BsCell *cell;

      self->cell[type] = bs_model_find_cell (model, types->types[type].name);
      if (self->cell[type] < 0)
        {
          if (graph->type_count[type] == 0)
            continue;
          g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("The model %s has no cell for type “%s”"), model->name,
                       types->types[type].name);
          return FALSE;
        }
      cell = &model->cells[self->cell[type]];
      for (guint output = 0; output < cell->n_outputs; output++)
        {
          self->offset[type * BS_MAX_CELL_OUTPUTS + output] = n_values;
          n_values += (gsize) graph->type_count[type] * bs_values_length (self, type, output);
          n_values = (n_values + 15) & ~(gsize) 15; /* a cache line */
        }
    }
  for (guint32 node = 0; node < graph->n_nodes; node++)
    if (!check_operands (self, graph, types, node, error))
      return FALSE;

  if (n_values > self->data_capacity)
    {
      free (self->data);
      self->data = NULL;
      self->data_capacity = 0;
      if (posix_memalign ((void **) &self->data, 64, n_values * sizeof (float)) != 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("There is no memory for the %" PRIu64 " MB of values of a "
                          "mini-batch; try a smaller one"),
                       (guint64) (n_values * sizeof (float) / 1000000));
          return FALSE;
        }
      self->data_capacity = n_values;
    }

  for (guint type = 0; type < graph->n_types; type++)
    {
      for (guint32 i = 0; i < graph->type_count[type]; i++)
        self->slot[schedule->order[first + i]] = i;
      first += graph->type_count[type];
    }

  return TRUE;
}

void
bs_values_clear (BsValues *self)
{
  g_free (self->cell);
  g_free (self->slot);
  g_free (self->offset);
  free (self->data);
  memset (self, 0, sizeof *self);
}
