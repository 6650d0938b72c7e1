/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the outer graph: where the operands of each batch of calls lie, before and after
 * planning, and which values are alive when. */
#pragma once

#include "engine/planning/graph-plan.h"
#include "profiles/replay/plans-now.h"
#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_OUTER_IN_PLACE, /* side by side, in the order of the calls; or one call alone */
  BS_OUTER_GATHER,
  BS_OUTER_TABLE, /* rows of a parameter, read where they are */
  BS_OUTER_LIST   /* calls differ in their number of operands: they read lists */
} BsOuterAccess;

/* Why a tuple is gathered. */
typedef enum
{
  BS_OUTER_WHY_NOT,      /* it is not */
  BS_OUTER_WHY_TWICE,    /* a value stands in it more than once */
  BS_OUTER_WHY_LENGTHS,  /* values of different lengths, or some in a table */
  BS_OUTER_WHY_ORDER,    /* side by side, but in another order than the calls */
  BS_OUTER_WHY_SCATTERED /* in several places */
} BsOuterWhy;

/* Operand position k of all calls of a batch. */
typedef struct
{
  BsOuterAccess access;
  BsOuterWhy why;
  guint32 n_runs;     /* pieces of memory that it is read from; 1 in place */
  guint64 bytes;      /* of its values: gathered, or read in place */
  gboolean is_placed; /* .first, .last: numbers from the base that its values lie between */
  guint64 first, last;
} BsOuterTuple;

#define BS_OUTER_MAX_TUPLES 16

typedef struct
{
  guint32 decision;
  guint32 type;
  guint32 n_calls;
  guint n_tuples;
  BsOuterTuple before[BS_OUTER_MAX_TUPLES]; /* values in the order of execution */
  BsOuterTuple after[BS_OUTER_MAX_TUPLES];  /* as the run placed them */
  guint n_outputs;
  guint64 write_bytes;
} BsOuterBatch;

/* A value of a batch: what reads it, and where it lies. */
typedef struct
{
  guint32 call; /* of the batch, in the order of @after: from 0 */
  guint32 node; /* that gave it */
  guint32 output;
  guint32 length;
  guint64 before, after; /* numbers from the base */
} BsOuterValue;

#define BS_OUTER_COLUMNS 256
#define BS_OUTER_ROWS 128

typedef struct _BsOuterMemory BsOuterMemory;

/**
 * bs_outer_memory_new:
 * @now: (nullable): plans instead of those of the run
 *
 * Plans the mini-batch again as it was planned when it ran, and without a plan. O(V + E): not on the
 * UI thread.
 *
 * Returns: (transfer full) (nullable): %NULL with %BS_ERROR_UNSUPPORTED where the trace does not say
 *   enough, or cancelled
 */
BsOuterMemory *bs_outer_memory_new (BsTrace *trace, guint32 mini_batch, BsPlansNow *now,
                                    GCancellable *cancellable, GError **error);
BsOuterMemory *bs_outer_memory_ref (BsOuterMemory *self);
void bs_outer_memory_unref (BsOuterMemory *self);

BsTrace *bs_outer_memory_get_trace (BsOuterMemory *self);
guint32 bs_outer_memory_get_mini_batch (const BsOuterMemory *self);

/** bs_outer_memory_get_batch: @decision: one of the mini-batch. O(operands of the batch). */
void bs_outer_memory_get_batch (const BsOuterMemory *self, guint32 decision, BsOuterBatch *batch);

/** bs_outer_memory_list_values: Returns: (transfer full) (element-type BsOuterValue): operand @tuple
 * of the batch of @decision, call by call. */
GArray *bs_outer_memory_list_values (const BsOuterMemory *self, guint32 decision, guint tuple);

/** bs_outer_memory_list_results: Returns: (transfer full) (element-type BsOuterValue): output @output
 * of its calls. */
GArray *bs_outer_memory_list_results (const BsOuterMemory *self, guint32 decision, guint output);

/** bs_outer_memory_get_report: Returns: (transfer none): the sums of the mini-batch. */
const BsGraphPlanReport *bs_outer_memory_get_report (const BsOuterMemory *self);

/** bs_outer_memory_get_room: Returns: numbers of the block, before or after. */
guint64 bs_outer_memory_get_room (const BsOuterMemory *self, gboolean after);

/** bs_outer_memory_get_alive: Returns: bytes alive at @decision; @most: (out) (nullable): the most
 * of the mini-batch. */
guint64 bs_outer_memory_get_alive (const BsOuterMemory *self, guint32 decision, guint64 *most);

/** bs_outer_memory_get_map: Returns: (transfer none) (array): how much of each cell of a map of
 * decisions (%BS_OUTER_COLUMNS or fewer) by places (%BS_OUTER_ROWS) is alive, 0 to 1, row by row;
 * @n_columns: (out). */
const float *bs_outer_memory_get_map (const BsOuterMemory *self, guint *n_columns);

/* Twins of the pictures: (transfer full). */
BsTable *bs_outer_memory_operands_table (const BsOuterMemory *self, guint32 decision);
BsTable *bs_outer_memory_values_table (const BsOuterMemory *self, guint32 decision);
BsTable *bs_outer_memory_totals_table (const BsOuterMemory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsOuterMemory, bs_outer_memory_unref)

G_END_DECLS
