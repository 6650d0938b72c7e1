/* SPDX-License-Identifier: Apache-2.0 */
/* Plans of the cells of a trace that was recorded without: made now, with the model that it was run
 * with. They are not what ran. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_PLANS_NOW_PLANNER BS_PLANNER_FULL

/* Immutable, safe to share between threads. */
typedef struct _BsPlansNow BsPlansNow;

/**
 * bs_plans_now_new:
 *
 * Plans the cells that types of @trace call, without a plan and with %BS_PLANS_NOW_PLANNER. Reads
 * files; not on the UI thread.
 *
 * Returns: (transfer full) (nullable): %NULL with %BS_ERROR_UNSUPPORTED where no model is known, with
 *   what is said about its files, or cancelled
 */
BsPlansNow *bs_plans_now_new (BsTrace *trace, GCancellable *cancellable, GError **error);
BsPlansNow *bs_plans_now_ref (BsPlansNow *self);
void bs_plans_now_unref (BsPlansNow *self);

/** bs_plans_now_is_guessed: Returns: whether the trace does not say how many words, labels, ... its
 * inputs had: sizes that depend on them are those of the samples that come with the model. */
gboolean bs_plans_now_is_guessed (const BsPlansNow *self);

/** bs_plans_now_get_cell: Returns: that nodes of @type call, below bs_plans_now_get_n_cells();
 * %BS_NO_CELL: none that the model has. */
guint bs_plans_now_get_cell (const BsPlansNow *self, guint type);
guint bs_plans_now_get_n_cells (const BsPlansNow *self);

/* Returns: (transfer none) (nullable): %NULL where no type calls @cell. */
const BsCellPlan *bs_plans_now_get_plan (const BsPlansNow *self, guint cell);
const BsCellPlan *bs_plans_now_get_unplanned (const BsPlansNow *self, guint cell);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPlansNow, bs_plans_now_unref)

G_END_DECLS
