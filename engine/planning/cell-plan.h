/* SPDX-License-Identifier: Apache-2.0 */
/* Memory plans of cells: the batches of operations inside one call, the place of every variable,
 * and which operands have to be copied together because of it. */
#pragma once

#include "engine/model.h"
#include "engine/planning/planner.h"

G_BEGIN_DECLS

/**
 * BsPlanVariableKind:
 *
 * Where a variable of a cell comes from.
 */
typedef enum
{
  BS_VARIABLE_RESULT,   /* of an operation, inside the layout */
  BS_VARIABLE_OUTPUT,   /* a result that the call hands on */
  BS_VARIABLE_INPUT,    /* an operand of the call */
  BS_VARIABLE_PARAMETER /* a learned parameter, or the table of a look-up */
} BsPlanVariableKind;

/**
 * BsPlanVariable:
 * @kind: where it comes from
 * @op: of the cell: that computes it, or its %BS_OP_INPUT; of a parameter: the first that reads it
 * @parameter: index in the model; %BS_NO_PARAMETER for all but parameters
 * @length: numbers a call
 * @offset: numbers a call from the base of the layout: the variable of a batch of B calls is at offset x
 *   B; -1: outside the layout
 * @first: the batch that computes it; 0 of inputs and parameters
 * @last: the last batch that reads it; the last of all of outputs
 * @name: for people: as the equation says it, such as `sigmoid (Wf x + ...)`
 *
 * A value of a call, or a parameter, and its place in memory.
 */
typedef struct
{
  BsPlanVariableKind kind;
  guint16 op;
  guint16 parameter;
  guint32 length;
  gint64 offset;
  guint32 first, last;
  char *name;
} BsPlanVariable;

/**
 * BsAccess:
 * @BS_ACCESS_IN_PLACE: contiguous, and in the order of the batch
 * @BS_ACCESS_BROADCAST: runs of one variable each, read with stride 0; or contiguous ones, read again
 *   from the first
 * @BS_ACCESS_PARAMETER: parameters, packed once in the order of the batch
 * @BS_ACCESS_CALLER: in place where the caller puts its operands: with inputs in it
 * @BS_ACCESS_GATHER: copied together before
 * @BS_ACCESS_SCATTER: results: copied apart afterwards
 *
 * How a kernel comes to an operand of all operations of a batch, or to their results. One variable
 * alone is read and written where it is, also outside the layout.
 */
typedef enum
{
  BS_ACCESS_IN_PLACE,
  BS_ACCESS_BROADCAST,
  BS_ACCESS_PARAMETER,
  BS_ACCESS_CALLER,
  BS_ACCESS_GATHER,
  BS_ACCESS_SCATTER,
  BS_N_ACCESSES
} BsAccess;

/** BS_N_ACCESSES: how many ways of access there are: the length of arrays by #BsAccess. */

/**
 * bs_access_to_string:
 * @access: what to name
 *
 * The word that traces and tables have for a way of access.
 *
 * Returns: (transfer none): such as `in-place` or `gather`, never translated
 */
const char *bs_access_to_string (BsAccess access);

/**
 * BsConflict:
 *
 * Why a constraint was dropped, or an operand has to be copied.
 */
typedef enum
{
  BS_CONFLICT_NONE,      /* nothing is in the way */
  BS_CONFLICT_REPEATED,  /* a variable stands in the tuple more than once */
  BS_CONFLICT_EXTERNAL,  /* inputs or parameters, which the published planner does not place */
  BS_CONFLICT_ADJACENCY, /* no order keeps it and costlier ones side by side */
  BS_CONFLICT_ALIGNMENT, /* side by side, but no order suits all tuples of the batch */
  BS_CONFLICT_ORDER,     /* not so in the final order: it was not planned for */
  BS_N_CONFLICTS
} BsConflict;

/** BS_N_CONFLICTS: how many values #BsConflict has: the length of arrays by it. */

/**
 * bs_conflict_to_string:
 * @conflict: what to name
 *
 * The word that traces and tables have for a conflict.
 *
 * Returns: (transfer none) (nullable): such as `adjacency`, never translated; %NULL for none
 */
const char *bs_conflict_to_string (BsConflict conflict);

/**
 * BsPlanTuple:
 *
 * The results, or operand k, of all operations of a batch: what its kernel wants side by side.
 */
typedef struct
{
  BsAccess access;      /* how the kernel comes to them */
  BsConflict conflict;  /* why it is copied */
  guint32 first_member; /* its variables are members[first_member .. + n), in the batch's order */
  guint64 bytes;        /* copied a call; 0 in place */
} BsPlanTuple;

/** BS_PLAN_MAX_OPERANDS: the most operands of an operation of a cell, with a parameter. */
#define BS_PLAN_MAX_OPERANDS 3

/**
 * BsPlanBatch:
 *
 * Operations of one kind and shape of a cell that one kernel computes.
 */
typedef struct
{
  BsOpKind kind;                              /* of all its operations */
  guint32 first_op;                           /* they are ops[first_op .. + n), in its order */
  guint32 n;                                  /* operations, at least 1 */
  guint n_operands;                           /* positions; a parameter is one of them, the last */
  BsPlanTuple result;                         /* what the operations compute */
  BsPlanTuple operands[BS_PLAN_MAX_OPERANDS]; /* [n_operands] what they read */
} BsPlanBatch;

/**
 * BsPlanStep:
 *
 * The steps in which a layout is found: what of the plan asked something of the PQ-tree.
 *
 * Source: ED-Batch (arXiv 2302.03851), section 4.
 */
typedef enum
{
  BS_PLAN_ADJACENCY, /* step 1: these variables side by side */
  BS_PLAN_BROADCAST, /* step 2: the same positions of another tuple of the batch */
  BS_PLAN_DIRECTION, /* step 3: directions and orders of corresponding nodes */
  BS_N_PLAN_STEPS
} BsPlanStep;

/** BS_N_PLAN_STEPS: how many steps there are: the length of arrays by #BsPlanStep. */

/**
 * bs_plan_step_to_string:
 * @step: what to name
 *
 * The word that traces and tables have for a step.
 *
 * Returns: (transfer none): `adjacency`, `broadcast` or `direction`
 */
const char *bs_plan_step_to_string (BsPlanStep step);

/**
 * BsPlanConstraint:
 *
 * What was asked of the PQ-tree, and what became of it.
 */
typedef struct
{
  BsPlanStep step;      /* in which it was asked */
  guint32 batch;        /* whose tuple it is */
  int operand;          /* which of its tuples; -1: the results */
  gboolean accepted;    /* the layout keeps it, if only by chance */
  BsConflict conflict;  /* why not */
  guint32 first_member; /* the set is members[first_member .. + n_members) */
  guint32 n_members;    /* variables, of a tuple or of a part of it */
  guint64 bytes;        /* at stake, a call */
  char *templates;      /* (nullable) that fitted, such as `L1 P2 P4`; with a log only */
  char *tree;           /* (nullable) the tree afterwards; with a log only */
} BsPlanConstraint;

typedef struct _BsCellPlan BsCellPlan;

/**
 * BsCellPlan:
 * @model: that the plan keeps a reference of
 * @cell: of the model
 * @planner: that made the plan
 * @n_variables: indices of variables are below it
 * @variables: [n_variables] that of operation i of the cell is variable i; parameters follow
 * @n_batches: kernels of a call
 * @batches: [n_batches] in the order in which they run
 * @ops: operations of the cell, batch by batch
 * @members: variables, of all tuples and constraints
 * @n_constraints: what was asked of the PQ-tree
 * @constraints: [n_constraints] in the order in which it was
 * @n_layout: variables inside the layout
 * @layout: [n_layout] by offset
 * @minimal: no schedule has fewer batches: proven
 * @n_gathers: operands that are copied together
 * @n_scatters: results that are copied apart
 * @gather_bytes: that @n_gathers copy
 * @scatter_bytes: that @n_scatters copy
 * @total_bytes: of all variables inside the layout
 * @peak_bytes: of the layout as it is: dead storage is used again with %BS_PLANNER_FULL
 *
 * How a call of a cell runs: its operations in batches, and where its variables lie. Numbers of bytes and
 * of numbers are of one call. Immutable; it keeps a reference to the model.
 */
struct _BsCellPlan
{
  BsModel *model;
  const BsCell *cell;
  BsPlanner planner;
  guint n_variables;
  BsPlanVariable *variables;
  guint n_batches;
  BsPlanBatch *batches;
  guint16 *ops;
  guint16 *members;
  guint n_constraints;
  BsPlanConstraint *constraints;
  guint n_layout;
  guint16 *layout;
  gboolean minimal;

  guint n_gathers, n_scatters;
  guint64 gather_bytes, scatter_bytes;
  guint64 total_bytes;
  guint64 peak_bytes;
};

/**
 * bs_cell_plan_new:
 * @model: with sizes; its values do not matter
 * @cell: one of @model
 * @planner: who decides
 * @log: whether to keep the tree and the templates of each constraint
 *
 * Plans a cell: the fewest batches, and of their layouts, found with a PQ-tree, the one that copies the
 * fewest bytes; with %BS_PLANNER_CREATION neither. Batching is exact by branch and bound up to a fixed
 * number of states, and says so (@minimal of the plan). Deterministic.
 *
 * Source: ED-Batch (arXiv 2302.03851), section 4; Booth and Lueker, Testing for the consecutive ones
 * property, interval graphs, and graph planarity using PQ-tree algorithms, J. Comput. Syst. Sci. 13
 * (1976).
 *
 * Returns: (transfer full): the plan, to be freed with bs_cell_plan_free()
 */
BsCellPlan *bs_cell_plan_new (BsModel *model, const BsCell *cell, BsPlanner planner, gboolean log);
void bs_cell_plan_free (BsCellPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCellPlan, bs_cell_plan_free)

G_END_DECLS
