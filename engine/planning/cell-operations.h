/* SPDX-License-Identifier: Apache-2.0 */
/* A cell as planners see it: variables, and operations that read and write them. Private to the
 * engine. */
#pragma once

#include "engine/planning/cell-plan.h"

G_BEGIN_DECLS

/* A set of operations of a cell, or of whatever there are at most %BS_MAX_OPS of. */
typedef unsigned __int128 BsOpSet;

#define BS_OP_SET(i) ((BsOpSet) 1 << (i))

typedef struct
{
  guint16 op;     /* of the cell, also the number of the variable that it writes */
  guint16 type;   /* operations of one type may share a batch */
  gboolean alone; /* of its type */
  BsOpSet reads;  /* operations, by their index here */
  guint n_operands;
  guint16 operands[BS_PLAN_MAX_OPERANDS]; /* variables, a parameter last */
} BsOperation;

/**
 * BsCellOperations:
 *
 * Variable i is what operation i of the cell gives, inputs too; parameters follow. Inputs are no
 * operations.
 */
typedef struct
{
  guint n_variables;
  BsPlanVariable *variables;
  guint n, n_types;
  BsOperation operations[BS_MAX_OPS];
} BsCellOperations;

/**
 * bs_cell_operations_init:
 *
 * A type is a kind with its shapes. Of a type of their own are products by a parameter that more
 * than one product reads, since a batch of products stacks its weights, and unless @planner is
 * full the outputs of the cell, whose places are not for the plan to choose.
 */
void bs_cell_operations_init (BsCellOperations *self, const BsModel *model, const BsCell *cell,
                              BsPlanner planner);
void bs_cell_operations_clear (BsCellOperations *self);

G_END_DECLS
