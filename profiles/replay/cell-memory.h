/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a cell as people look at it: its plan before and after, the replay of what made the
 * layout, short names, sums, and sentences. */
#pragma once

#include "profiles/replay/plan-replay.h"
#include "profiles/replay/plans-now.h"
#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* All of one call. */
typedef struct
{
  guint32 n_batches;
  guint32 n_gathers, n_scatters;
  guint64 gather_bytes, scatter_bytes;
  guint64 variable_bytes; /* of all variables but parameters */
  guint64 live_bytes;     /* the most of these that are alive at once */
  guint64 room_bytes;     /* the block of those inside the layout */
} BsCellFigures;

/**
 * BsCellMemory:
 *
 * Immutable, safe to share between threads; keeps a reference to the trace.
 */
typedef struct
{
  BsTrace *trace;
  guint cell;
  const char *name;         /* of the cell */
  const BsCellPlan *before; /* the agenda's batches in the order of execution */
  const BsCellPlan *after;  /* the plan of the run; @before itself when the run planned nothing */
  BsPlanReplay *replay;     /* of @after */
  guint n_variables;        /* of both */
  char **labels;            /* [n_variables] short, such as Wf, +f, σi; unique */
  BsCellFigures figures_before, figures_after;
  BsCellFigures figures_batched; /* the batches of @after, variables in the order of execution: what
                                  * is between them and @before, batching saved; what is between
                                  * them and @after, the layout saved */

  /*< private >*/
  int refs;
  BsPlansNow *now; /* (nullable) */
} BsCellMemory;

/** bs_cell_memory_new: Returns: (transfer full) (nullable): %NULL where the trace has no plan of the
 * run for @cell. A few milliseconds. */
BsCellMemory *bs_cell_memory_new (BsTrace *trace, guint cell);
/** bs_cell_memory_new_now: the same as planned now. Returns: (transfer full) (nullable): %NULL where no
 * type calls @cell, of @now. */
BsCellMemory *bs_cell_memory_new_now (BsTrace *trace, BsPlansNow *now, guint cell);

BsCellMemory *bs_cell_memory_ref (BsCellMemory *self);
void bs_cell_memory_unref (BsCellMemory *self);

/** bs_cell_memory_new_at: the same of the cell that the batch of @decision calls. */
BsCellMemory *bs_cell_memory_new_at (BsTrace *trace, guint32 decision);

/** bs_cell_memory_get_default_batch: Returns: the inner batch of @after to begin with: the widest that
 * is no product; 0 where there is none. */
guint32 bs_cell_memory_get_default_batch (const BsCellMemory *self);

/** bs_cell_memory_find_reduction: Returns: the reduction that decided whether operand @operand (or the
 * results, -1) of a batch of @plan, @before or @after, is copied; %G_MAXUINT32: none did. */
guint32 bs_cell_memory_find_reduction (const BsCellMemory *self, const BsCellPlan *plan,
                                       guint32 batch, int operand);

/* Texts are translated and (transfer full). Batches and operands are counted from 1 in them. */

/** bs_cell_memory_batch_text: such as `b5 σ × 3`; of @plan, @before or @after. */
char *bs_cell_memory_batch_text (const BsCellMemory *self, const BsCellPlan *plan, guint32 batch);

/** bs_op_sign: Returns: (transfer none): a sign or short word for an operation: σ, τ, +, mm. */
const char *bs_op_sign (BsOpKind kind);

/** bs_cell_memory_reduction_title: such as `results b2`, `operand 1 of b5`, `directions`. */
char *bs_cell_memory_reduction_title (const BsCellMemory *self, guint32 reduction);

/** bs_cell_memory_reduction_members: the labels of its set, `gf gi go`; of directions how many. */
char *bs_cell_memory_reduction_members (const BsCellMemory *self, guint32 reduction);

/** bs_cell_memory_reduction_reason: what it saves or costs in a batch of @n_calls, and why:
 * `Saves a gather of 10.5 KiB in each batch`. */
char *bs_cell_memory_reduction_reason (const BsCellMemory *self, guint32 reduction,
                                       guint32 n_calls);

/** bs_cell_memory_tuple_reason: why an operand (or the results, -1) of a batch is copied: `σ reads gf,
 * gi, go; gg is between`. (nullable): it is not copied. */
char *bs_cell_memory_tuple_reason (const BsCellMemory *self, const BsCellPlan *plan, guint32 batch,
                                   int operand);

/** bs_cell_memory_advice: what could remove what is still copied; (nullable): nothing is. */
char *bs_cell_memory_advice (const BsCellMemory *self, guint32 n_calls);

/* Twins of the pictures, for a batch of @n_calls calls: (transfer full). */
BsTable *bs_cell_memory_layout_table (const BsCellMemory *self, guint32 n_calls);
BsTable *bs_cell_memory_reductions_table (const BsCellMemory *self, guint32 n_calls);
BsTable *bs_cell_memory_copies_table (const BsCellMemory *self, guint32 n_calls);
BsTable *bs_cell_memory_liveness_table (const BsCellMemory *self, guint32 n_calls);
BsTable *bs_cell_memory_totals_table (const BsCellMemory *self, guint32 n_calls);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCellMemory, bs_cell_memory_unref)

G_END_DECLS
