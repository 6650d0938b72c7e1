/* SPDX-License-Identifier: Apache-2.0 */
/* The backends of this build, and what they share. Private to the engine. */
#pragma once

#include "engine/backend.h"

G_BEGIN_DECLS

/* Plain loops in double precision, one node at a time: the oracle of all others. */
BsBackend *bs_reference_backend_new (BsModel *model, GError **error);

/* OpenBLAS and vectorised element-wise kernels, one of each a batch. */
BsBackend *bs_cpu_backend_new (BsModel *model, GError **error);

/**
 * BsValues:
 *
 * Where the outputs of nodes are: an array a type and output; within it a node's slot is its
 * place in the order of the schedule, so that the results of a batch lie side by side.
 */
typedef struct
{
  const BsModel *model;
  guint n_types;
  guint type_capacity;
  int *cell;     /* [n_types] the cell that a type calls */
  guint32 *slot; /* [n_nodes] */
  gsize *offset; /* [n_types x BS_MAX_CELL_OUTPUTS] into data */
  float *data;
  gsize data_capacity;
  guint32 node_capacity;
} BsValues;

/**
 * bs_values_begin:
 *
 * Makes room for a mini-batch and checks that every node can be computed by the model.
 *
 * Returns: %FALSE with %BS_ERROR_UNSUPPORTED when a type is no cell of the model, or a node has
 *   other operands than its cell takes
 */
gboolean bs_values_begin (BsValues *self, const BsModel *model, const BsGraph *graph,
                          const BsTypeTable *types, const BsSchedule *schedule, GError **error);
void bs_values_clear (BsValues *self);

static inline guint32
bs_values_length (const BsValues *self, guint type, guint output)
{
  const BsCell *cell = &self->model->cells[self->cell[type]];

  return cell->ops[cell->outputs[output]].length;
}

/* The value of an output of a node. */
static inline float *
bs_values_get (const BsValues *self, const BsGraph *graph, guint32 node, guint output)
{
  guint type = graph->type[node];

  return self->data + self->offset[type * BS_MAX_CELL_OUTPUTS + output]
         + (gsize) self->slot[node] * bs_values_length (self, type, output);
}

G_END_DECLS
