/* SPDX-License-Identifier: Apache-2.0 */
/* A cell made ready for batches, as steps that each run over a block of calls: fused (sums of products
 * over packed weights, and between them as few element-wise passes as can be), or literally as a
 * plan says (a step for each operation, and copies). Private to the engine. */
#pragma once

#include "engine/backends/vector-kernels.h"
#include "engine/model.h"
#include "engine/planning/planner.h"

G_BEGIN_DECLS

/* Where a value is while a block of calls runs. */
typedef enum
{
  BS_HOME_NONE,      /* nowhere: it is a part of what reads it */
  BS_HOME_SOURCE,    /* read in place: an operand of the call, or a row of a table */
  BS_HOME_PARAMETER, /* the same for all calls */
  BS_HOME_WORK,      /* in the work space of the call */
  BS_HOME_LAYOUT,    /* in the layout of a plan: those of all calls side by side */
  BS_HOME_OUTPUT     /* the place of an output */
} BsHome;

typedef struct
{
  BsHome home;
  guint number;          /* of the source or of the output */
  guint32 offset;        /* in the work space of a call, or in the layout */
  guint32 within;        /* from where the value begins */
  guint32 length;        /* in the layout: from call to call */
  const float *constant; /* the parameter */
} BsPlace;

/* What is multiplied: a part of the right-hand side of a sum of products. */
typedef struct
{
  BsPlace place;
  guint32 k;
  guint32 first_column; /* of the packed weights, or of the rows of @weights */
  const float *weights; /* of a product with a matrix: row r begins at r * stride */
  gsize stride;
} BsProductPart;

typedef enum
{
  BS_STEP_VECTOR,
  BS_STEP_PRODUCT, /* of packed weights with one column a call */
  BS_STEP_MATRIX,  /* of parameters with matrices: the rows of the weights are the columns */
  BS_STEP_APPLY,   /* of two computed values */
  BS_STEP_LOSS,
  BS_STEP_REDUCE, /* the sum or mean of all operands */
  BS_STEP_GATHER, /* copies an operand to where a kernel wants it */
  BS_STEP_SCATTER /* copies a result to where it belongs */
} BsStepKind;

typedef struct
{
  BsStepKind kind;
  guint stage;
  BsVectorOp op;
  float factor;
  guint32 rows, columns; /* of the result; a vector operation takes it for one column */
  BsPlace result;
  BsPlace operands[BS_VECTOR_MAX_OPERANDS];
  BsVectorKernel kernel;
  /* Products. */
  BsPackedMatrix matrix;
  guint n_parts;
  BsProductPart *parts;
  float *init;          /* (nullable): biases of all rows; of a matrix: as large as the result */
  guint32 k;            /* of all parts; of BS_STEP_APPLY: columns of its matrix */
  gboolean ahead;       /* depends on look-ups alone */
  guint n_ahead_parts;  /* the first parts do: they can be added up ahead */
  guint32 ahead_offset; /* of their sum, among what a call has ahead */
  gboolean mean;
  guint batch;        /* of the plan that it belongs to, where one is followed */
  gboolean first;     /* of the copies of a tuple */
  gboolean redirects; /* copies an operand of the call, if need be; who reads it reads the copy */
} BsCellStep;

typedef struct
{
  const BsCell *cell;
  guint n_steps;
  BsCellStep *steps; /* in order; the stage goes up by one with products and again after them */
  guint n_sources;
  guint16 sources[BS_MAX_OPS]; /* operations */
  gboolean whole;              /* planned: a block is as many calls as there are */
  guint n_kernels;             /* steps; with a plan its batches */
  guint32 work_length;         /* numbers of work space a call */
  guint32 ahead_length;        /* numbers a call that can be computed ahead; 0: nothing */
  guint n_early_inputs;        /* from which: the first operands of the call, and look-ups */
  guint64 flops;               /* of matrix products of a call */
} BsLoweredCell;

/**
 * bs_lowered_cell_init:
 * @model: must be initialized: its weights are packed here
 * @planner: full: fused; else literally as bs_cell_plan_new() says
 *
 * Returns: %FALSE without memory for them; bs_lowered_cell_clear() then, too
 */
gboolean bs_lowered_cell_init (BsLoweredCell *self, BsModel *model, const BsCell *cell,
                               BsPlanner planner);
void bs_lowered_cell_clear (BsLoweredCell *self);

/** bs_lowered_cell_bytes: Returns: of the packed weights. */
guint64 bs_lowered_cell_bytes (const BsLoweredCell *self);

G_END_DECLS
