/* SPDX-License-Identifier: Apache-2.0 */
/* A cell made ready for batches: its products stacked into one matrix product a level, and the
 * rest into element-wise stages between them. Private to the engine. */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/* Where the result of an operation is while a batch runs. */
typedef enum
{
  BS_HOME_NONE,    /* not materialized */
  BS_HOME_OPERAND, /* read in place from the values of another node */
  BS_HOME_ROW,     /* read in place from a parameter */
  BS_HOME_X,       /* a row block of the right-hand side of a level */
  BS_HOME_Y,       /* a row block of the result of a level: products and their sums */
  BS_HOME_CARRIED, /* kept for a later stage, a value a call */
  BS_HOME_SCRATCH, /* of one call, used up at once */
  BS_HOME_OUTPUT   /* the place of an output of the cell */
} BsHome;

typedef struct
{
  BsHome home;
  guint level;    /* of BS_HOME_X and BS_HOME_Y; number of an output */
  guint32 offset; /* of its first row; of its first number */
} BsPlace;

/* One matrix product: Y (m x n) = A (m x k) X (k x n), the columns of all calls side by side. */
typedef struct
{
  guint stage;     /* it runs after the element-wise operations of this stage */
  guint32 columns; /* of a call */
  guint32 m, k;
  float *a; /* m x k, column-major */
  guint n_sources;
  guint16 sources[BS_MAX_OPS]; /* operations stacked in X, top to bottom */
  guint32 source_offsets[BS_MAX_OPS];
  int output; /* the output that Y is, or -1 */
} BsLevel;

typedef struct
{
  const BsCell *cell;
  guint n_stages; /* stages that products follow; element-wise operations have one more */
  guint n_levels;
  BsLevel *levels;
  guint stage[BS_MAX_OPS]; /* from which on the result is there: behind a product, the next */
  BsPlace places[BS_MAX_OPS];
  guint32 n_carried, n_scratch; /* numbers a call */
} BsLoweredCell;

/**
 * bs_lowered_cell_init:
 * @model: must be initialized: its weights are stacked here
 *
 * Returns: %FALSE without memory for them; bs_lowered_cell_clear() then, too
 */
gboolean bs_lowered_cell_init (BsLoweredCell *self, const BsModel *model, const BsCell *cell);
void bs_lowered_cell_clear (BsLoweredCell *self);

/** bs_lowered_cell_runs: Returns: whether an operation is a step of element-wise stage @stage. */
gboolean bs_lowered_cell_runs (const BsLoweredCell *self, guint op, guint stage);

G_END_DECLS
