/* SPDX-License-Identifier: Apache-2.0 */
/* A cell's variables in a row: those outside the layout at its ends, batches a little apart. */
#pragma once

#include "profiles/replay/cell-memory.h"

G_BEGIN_DECLS

#define BS_ROW_MAX (BS_MAX_OPS + 32)

typedef struct
{
  guint16 variable;
  gboolean inside; /* the layout */
  guint32 batch;   /* that computes it, or G_MAXUINT32 */
  double x;        /* its middle, in points from the left end of the row */
} BsRowItem;

typedef struct
{
  guint n;
  BsRowItem items[BS_ROW_MAX];
  double width;
} BsCellRow;

/** bs_cell_row_init: @order: (array length=n): the variables inside the layout; what does not fit is
 * left out. */
void bs_cell_row_init (BsCellRow *self, const BsCellPlan *plan, const guint16 *order, guint n);

/** bs_cell_row_find: Returns: (nullable): where @variable is. */
const BsRowItem *bs_cell_row_find (const BsCellRow *self, guint32 variable);

/** bs_cell_plan_find_batch: Returns: the batch that computes @variable; of an input the first that
 * reads it; G_MAXUINT32: none. */
guint32 bs_cell_plan_find_batch (const BsCellPlan *plan, guint32 variable, gboolean readers_too);

G_END_DECLS
