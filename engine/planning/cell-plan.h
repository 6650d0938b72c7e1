/* SPDX-License-Identifier: Apache-2.0 */
/* Memory plans of cells: the batches of operations inside one call, the place of every variable,
 * and which operands have to be copied together because of it. */
#pragma once

#include "engine/model.h"
#include "engine/planning/planner.h"

G_BEGIN_DECLS

typedef enum
{
  BS_VARIABLE_RESULT,   /* of an operation, inside the layout */
  BS_VARIABLE_OUTPUT,   /* a result that the call hands on */
  BS_VARIABLE_INPUT,    /* an operand of the call */
  BS_VARIABLE_PARAMETER /* a learned parameter, or the table of a look-up */
} BsPlanVariableKind;

typedef struct
{
  BsPlanVariableKind kind;
  guint16 op;          /* of the cell: that computes it, or its BS_OP_INPUT; of a parameter: the
                           first that reads it */
  guint16 parameter;   /* BS_NO_PARAMETER for all but parameters */
  guint32 length;      /* numbers a call */
  gint64 offset;       /* numbers a call from the base of the layout; the variable of a batch of B
                           calls is at offset x B; -1: outside the layout */
  guint32 first, last; /* batches between which it is alive */
  char *name;          /* for people: as the equation says it, such as `sigmoid (Wf x + ...)` */
} BsPlanVariable;

/* How a kernel comes to an operand of all operations of a batch, or to their results. One variable
 * alone is read and written where it is, also outside the layout. */
typedef enum
{
  BS_ACCESS_IN_PLACE,  /* contiguous, and in the order of the batch */
  BS_ACCESS_BROADCAST, /* runs of one variable each, read with stride 0; or contiguous ones, read
                        * again from the first */
  BS_ACCESS_PARAMETER, /* parameters, packed once in the order of the batch */
  BS_ACCESS_CALLER,    /* in place where the caller puts its operands: with inputs in it */
  BS_ACCESS_GATHER,    /* copied together before */
  BS_ACCESS_SCATTER,   /* results: copied apart afterwards */
  BS_N_ACCESSES
} BsAccess;

const char *bs_access_to_string (BsAccess access);

/* Why a constraint was dropped, or an operand has to be copied. */
typedef enum
{
  BS_CONFLICT_NONE,
  BS_CONFLICT_REPEATED,  /* a variable stands in the tuple more than once */
  BS_CONFLICT_EXTERNAL,  /* inputs or parameters, which the published planner does not place */
  BS_CONFLICT_ADJACENCY, /* no order keeps it and costlier ones side by side */
  BS_CONFLICT_ALIGNMENT, /* side by side, but no order suits all tuples of the batch */
  BS_CONFLICT_ORDER,     /* not so in the final order: it was not planned for */
  BS_N_CONFLICTS
} BsConflict;

/** bs_conflict_to_string: Returns: (transfer none): a word; %NULL for none. */
const char *bs_conflict_to_string (BsConflict conflict);

/* The results, or operand k, of all operations of a batch. */
typedef struct
{
  BsAccess access;
  BsConflict conflict;  /* why it is copied */
  guint32 first_member; /* its variables are members[first_member .. + n), in the batch's order */
  guint64 bytes;        /* copied a call; 0 in place */
} BsPlanTuple;

#define BS_PLAN_MAX_OPERANDS 3

typedef struct
{
  BsOpKind kind;
  guint32 first_op; /* its operations are ops[first_op .. + n), in the order of the batch */
  guint32 n;
  guint n_operands; /* positions; a parameter of the operation is one of them, the last */
  BsPlanTuple result;
  BsPlanTuple operands[BS_PLAN_MAX_OPERANDS];
} BsPlanBatch;

typedef enum
{
  BS_PLAN_ADJACENCY, /* step 1: these variables side by side */
  BS_PLAN_BROADCAST, /* step 2: the same positions of another tuple of the batch */
  BS_PLAN_DIRECTION, /* step 3: directions and orders of corresponding nodes */
  BS_N_PLAN_STEPS
} BsPlanStep;

const char *bs_plan_step_to_string (BsPlanStep step);

/* What was asked of the PQ-tree, and what became of it. */
typedef struct
{
  BsPlanStep step;
  guint32 batch;
  int operand;          /* -1: the results */
  gboolean accepted;    /* the layout keeps it, if only by chance */
  BsConflict conflict;  /* why not */
  guint32 first_member; /* the set is members[first_member .. + n_members) */
  guint32 n_members;
  guint64 bytes;   /* at stake, a call */
  char *templates; /* (nullable) that fitted, such as `L1 P2 P4`; with a log only */
  char *tree;      /* (nullable) the tree afterwards; with a log only */
} BsPlanConstraint;

typedef struct _BsCellPlan BsCellPlan;

/**
 * BsCellPlan:
 *
 * Numbers of bytes and of numbers are of one call. Immutable; it keeps a reference to the model.
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
  guint16 *ops;     /* operations of the cell, batch by batch */
  guint16 *members; /* variables, of all tuples and constraints */
  guint n_constraints;
  BsPlanConstraint *constraints;
  guint n_layout;   /* variables inside the layout */
  guint16 *layout;  /* [n_layout] by offset */
  gboolean minimal; /* no schedule has fewer batches: proven */

  guint n_gathers, n_scatters;
  guint64 gather_bytes, scatter_bytes;
  guint64 total_bytes; /* of all variables inside the layout */
  guint64 peak_bytes;  /* of the layout as it is: dead storage is used again with full */
};

/**
 * bs_cell_plan_new:
 * @cell: one of @model
 * @log: whether to keep the tree and the templates of each constraint
 *
 * Deterministic. Cells have at most %BS_MAX_OPS operations; batching is exact by branch and bound
 * up to a fixed number of states, and says so (@minimal).
 *
 * Returns: (transfer full): the plan
 *
 * Source: ED-Batch (arXiv 2302.03851), section 4.
 */
BsCellPlan *bs_cell_plan_new (BsModel *model, const BsCell *cell, BsPlanner planner, gboolean log);
void bs_cell_plan_free (BsCellPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCellPlan, bs_cell_plan_free)

G_END_DECLS
