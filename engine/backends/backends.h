/* SPDX-License-Identifier: Apache-2.0 */
/* The backends of this build, and what they share. Private to the engine. */
#pragma once

#include "engine/backend.h"

G_BEGIN_DECLS

/* Plain loops in double precision, one node at a time: the oracle of all others. */
BsBackend *bs_reference_backend_new (BsModel *model, GError **error);

/* OpenBLAS and vectorised element-wise kernels, one of each a batch. */
BsBackend *bs_cpu_backend_new (BsModel *model, GError **error);

/* One output of all nodes of a type, the value of a node at its slot. */
typedef struct
{
  float *values;
  gsize capacity; /* numbers */
  guint32 length; /* numbers a node */
} BsColumn;

/**
 * BsValues:
 *
 * Where the outputs of nodes are: an array a type and output; within it a node's slot is its
 * place in the order of the schedule, so that the results of a batch lie side by side.
 */
typedef struct
{
  const BsModel *model;
  guint32 node_capacity;
  guint32 *slot; /* [node_capacity] */
  guint type_capacity;
  int *cell;         /* [type_capacity] the cell that a type calls */
  guint32 *n_slots;  /* [type_capacity] nodes of a type so far */
  BsColumn *columns; /* [type_capacity x BS_MAX_CELL_OUTPUTS] */
} BsValues;

/** bs_values_begin: forgets all values, but keeps their room; bs_values_grow() follows. */
void bs_values_begin (BsValues *self, const BsModel *model);

/**
 * bs_values_grow:
 *
 * Makes room for the nodes that @graph has more than the one before, and checks that the model can
 * compute them: that their types are cells, and that operands are as many and of the shapes that
 * the cells take. Values so far may move.
 *
 * Returns: %FALSE with %BS_ERROR_UNSUPPORTED where it cannot, with %BS_ERROR_RANGE without memory
 */
gboolean bs_values_grow (BsValues *self, const BsGraph *graph, const BsTypeTable *types,
                         const BsSchedule *schedule, GError **error);
void bs_values_clear (BsValues *self);

/* The value of an output of a node. */
static inline float *
bs_values_get (const BsValues *self, const BsGraph *graph, guint32 node, guint output)
{
  const BsColumn *column = &self->columns[graph->type[node] * BS_MAX_CELL_OUTPUTS + output];

  return column->values + (gsize) self->slot[node] * column->length;
}

/* The value that is operand @index among those of the whole graph. */
static inline float *
bs_values_get_operand (const BsValues *self, const BsGraph *graph, guint32 index)
{
  return bs_values_get (self, graph, graph->inputs[index], graph->ports[index]);
}

static inline guint32
bs_values_length (const BsValues *self, const BsGraph *graph, guint32 node, guint output)
{
  return self->columns[graph->type[node] * BS_MAX_CELL_OUTPUTS + output].length;
}

G_END_DECLS
