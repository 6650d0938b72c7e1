/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of operations inside a cell: all ready operations of one type at a time. Private to the
 * engine. */
#pragma once

#include "engine/planning/cell-operations.h"

G_BEGIN_DECLS

typedef struct
{
  guint n;
  BsOpSet batches[BS_MAX_OPS]; /* [n] operations, by their index */
} BsCellBatches;

/** bs_cell_batches_agenda: the ready type with the smallest mean depth of what has not run yet;
 * the first type on a tie. */
void bs_cell_batches_agenda (const BsCellOperations *operations, BsCellBatches *batches);

/**
 * bs_cell_batches_minimal:
 * @batches: (out): a schedule with the fewest batches found, never more than the agenda's
 *
 * Branch and bound over which type is next: the longest chain of each type bounds the batches to
 * come, and a type whose operations that are left are all ready is taken at once.
 *
 * Returns: whether there is none with fewer: where the search ended within its budget of states
 */
gboolean bs_cell_batches_minimal (const BsCellOperations *operations, BsCellBatches *batches);

/* Returns: whether to go on. */
typedef gboolean (*BsCellBatchesFunc) (gpointer user_data, const BsCellBatches *batches);

/** bs_cell_batches_foreach: calls @func for schedules of @n batches, a few hundred at most; few of
 * them differ in nothing but the order of batches. */
void bs_cell_batches_foreach (const BsCellOperations *operations, guint n, BsCellBatchesFunc func,
                              gpointer user_data);

G_END_DECLS
