/* SPDX-License-Identifier: Apache-2.0 */
/* What moved in the memory of a run, and what planning saved: sums over a trace that tables, the
 * report and the command line share. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 gathers, scatters; /* kernels of a plan; events of what was executed */
  guint64 gather_bytes, scatter_bytes;
} BsMoves;

typedef struct
{
  BsPlanner planner;                /* of the run */
  guint32 n_planned;                /* mini-batches with a report of planning between cells */
  guint64 n_operands;               /* operand positions of all batches of these */
  BsMoves creation, planned, bound; /* between cells */
  guint64 value_bytes, place_bytes; /* the most of a mini-batch */
  gboolean has_cells;               /* plans of cells were recorded: */
  BsMoves inside_creation, inside_planned; /* of all batches, but those before which it stopped */
  guint64 peak_bytes;                      /* the most of a batch */
  guint32 n_executed;                      /* batches that did something */
  BsMoves executed;
} BsMemoryTotals;

/**
 * bs_memory_totals:
 *
 * Returns: %FALSE when the run planned no memory, or the trace is of a version that did not
 *   record it; what was executed is in @totals nevertheless
 */
gboolean bs_memory_totals (const BsTrace *trace, BsMemoryTotals *totals);

/** bs_memory_room_text: Returns: (transfer full) (nullable): a translated sentence about the room
 * that values take; %NULL when it is not known. */
char *bs_memory_room_text (const BsMemoryTotals *totals);

/* What was executed for the batches of a type. */
typedef struct
{
  BsMoves moves;
  gint64 ns; /* added up over all lanes */
} BsTypeMoves;

/** bs_type_moves_new: Returns: (transfer full) (array): one a type. */
BsTypeMoves *bs_type_moves_new (const BsTrace *trace);

G_END_DECLS
