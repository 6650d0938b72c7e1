/* SPDX-License-Identifier: Apache-2.0 */
/* What of a cell's memory is looked at, also in the middle of a motion. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BS_MEMORY_NONE G_MAXUINT32

/**
 * BsMemorySelection:
 * @n_calls: of the batch: bytes are those of all of them
 * @batch: the inner batch of the plan of the run, or %BS_MEMORY_NONE
 * @variable: with the focus or under the pointer, or %BS_MEMORY_NONE
 * @from: how many reductions had been made
 * @to: how many have been made; %BS_MEMORY_NONE: all of them
 * @step: how far from @from to @to, 0 to 1; 1 at rest; linear in time
 * @planned: how far from the places before to those after, 0 to 1; linear in time
 * @try: (at rest too) the reduction @to - 1 is washed, and crossed where it was rejected
 */
typedef struct
{
  guint32 n_calls;
  guint32 batch;
  guint32 variable;
  guint32 from, to;
  double step;
  double planned;
  gboolean try;
} BsMemorySelection;

static inline BsMemorySelection
bs_memory_selection_at (guint32 n_calls, guint32 batch)
{
  return (BsMemorySelection){ .n_calls = n_calls,
                              .batch = batch,
                              .variable = BS_MEMORY_NONE,
                              .from = BS_MEMORY_NONE,
                              .to = BS_MEMORY_NONE,
                              .step = 1.0,
                              .planned = 1.0 };
}

#define BS_MEMORY_STEP_MS 250

/* From before to after: each batch a little behind the one before it. */
#define BS_MEMORY_PLAN_MS 300
#define BS_MEMORY_DELAY_MS 20
#define BS_MEMORY_MAX_DELAYS 25

static inline guint
bs_memory_plan_ms (guint32 n_batches)
{
  return BS_MEMORY_PLAN_MS
         + BS_MEMORY_DELAY_MS * MIN (MAX (n_batches, 1) - 1, BS_MEMORY_MAX_DELAYS);
}

/* What stands at a point. */
typedef struct
{
  guint32 variable; /* or BS_MEMORY_NONE */
  guint32 batch;    /* of the plan of the run, or BS_MEMORY_NONE */
} BsMemoryPick;

G_END_DECLS
