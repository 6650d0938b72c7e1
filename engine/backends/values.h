/* SPDX-License-Identifier: Apache-2.0 */
/* Where the outputs of the nodes of a mini-batch are. Private to the engine. */
#pragma once

#include "engine/model.h"
#include "engine/planning/graph-plan.h"
#include "engine/type-table.h"

G_BEGIN_DECLS

/* A piece of memory that values were placed in; another one each time that the graph grows. */
typedef struct
{
  float *numbers;
  gsize capacity;
} BsValueBlock;

/* Memory that is not the host's own. Its addresses are passed on and never read. */
typedef struct
{
  float *(*allocate) (gpointer user_data, gsize n, GError **error); /* numbers */
  void (*release) (gpointer user_data, float *numbers);
  gpointer user_data;
  float *parameters; /* where those of the model are there */
} BsValueMemory;

/* What is known of a type. */
typedef struct
{
  const BsCell *cell;
  guint number;                                  /* of the cell in the model */
  guint32 n_checked;                             /* nodes so far */
  guint64 gives[BS_MAX_CELL_OUTPUTS];            /* shapes of outputs, see values.c */
  guint64 takes[BS_MAX_CELL_INPUTS];             /* shapes of operands; 0: any */
  guint64 takes_all;                             /* the shape of all operands of a variadic cell */
  const BsParameter *table[BS_MAX_CELL_OUTPUTS]; /* (nullable): outputs that are its rows */
} BsValueType;

/**
 * BsValues:
 *
 * Outputs are where the plan between cells puts them. With %BS_PLANNER_FULL an output that is no
 * more than a look-up is not copied: it is where the parameter has it.
 */
typedef struct
{
  const BsModel *model;
  BsPlanner planner;
  const BsValueMemory *memory; /* (nullable): the host's */
  guint type_capacity;
  BsValueType *types;     /* [type_capacity] */
  BsPlanType *plan_types; /* [type_capacity] */
  guint32 n_nodes, node_capacity;
  float **at[BS_MAX_CELL_OUTPUTS]; /* [node_capacity] each output of each node */
  guint n_planes;                  /* of them allocated */
  BsGraphPlan *plan;
  guint n_blocks; /* used by this mini-batch */
  GArray *blocks; /* BsValueBlock */
  gsize n_numbers;
} BsValues;

/** bs_values_init: @memory: (nullable): where values are, borrowed; %NULL: on the host. */
void bs_values_init (BsValues *self, const BsModel *model, BsPlanner planner,
                     const BsValueMemory *memory);
void bs_values_clear (BsValues *self);

/** bs_values_begin: forgets all values, but keeps their room; bs_values_grow() follows. */
void bs_values_begin (BsValues *self);

/**
 * bs_values_grow:
 *
 * Checks that the model can compute the nodes that @graph has more than the one before (that their
 * types are cells, and that operands are as many and of the shapes that the cells take), plans
 * and makes room for them. Values so far stay where they are.
 *
 * Returns: %FALSE with %BS_ERROR_UNSUPPORTED where it cannot, with %BS_ERROR_RANGE without memory
 */
gboolean bs_values_grow (BsValues *self, const BsGraph *graph, const BsTypeTable *types,
                         const BsSchedule *schedule, GError **error);

/** bs_values_bytes: Returns: the bytes of all blocks. */
guint64 bs_values_bytes (const BsValues *self);

/* The value of an output of a node. */
static inline float *
bs_values_get (const BsValues *self, guint32 node, guint output)
{
  return self->at[output][node];
}

/* The value that is operand @index among those of the whole graph. */
static inline float *
bs_values_get_operand (const BsValues *self, const BsGraph *graph, guint32 index)
{
  return self->at[graph->ports[index]][graph->inputs[index]];
}

static inline guint32
bs_values_length (const BsValues *self, const BsGraph *graph, guint32 node, guint output)
{
  const BsCell *cell = self->types[graph->type[node]].cell;

  return bs_op_length (&cell->ops[cell->outputs[output]]);
}

G_END_DECLS
