/* SPDX-License-Identifier: Apache-2.0 */
/* What the Memory page looks at: the cell of the forming batch, one inner batch of it, one reduction of
 * its PQ-tree; and the outer graph. In step with the decision; everything on the page follows it. */
#pragma once

#include "app/window/model/debugger.h"
#include "profiles/replay/cell-memory.h"
#include "profiles/replay/outer-memory.h"
#include "viz/memory/memory-selection.h"

G_BEGIN_DECLS

#define BS_TYPE_MEMORY_CURSOR (bs_memory_cursor_get_type ())
G_DECLARE_FINAL_TYPE (BsMemoryCursor, bs_memory_cursor, BS, MEMORY_CURSOR, GObject)

/**
 * bs_memory_cursor_new:
 * @widget: whose frames the motions follow
 *
 * Signals: `content` when the cell or the outer memory are others (also when they could not be had, or
 * are still being made); `changed` when the selection is; `frame` for every frame of a motion.
 */
BsMemoryCursor *bs_memory_cursor_new (GtkWidget *widget);

/** bs_memory_cursor_set_debugger: @debugger: (nullable). */
void bs_memory_cursor_set_debugger (BsMemoryCursor *self, BsDebugger *debugger);
BsDebugger *bs_memory_cursor_get_debugger (BsMemoryCursor *self);

/** bs_memory_cursor_set_active: nothing is made while nobody looks: %FALSE at first. */
void bs_memory_cursor_set_active (BsMemoryCursor *self, gboolean active);

/** bs_memory_cursor_get_cell: Returns: (transfer none) (nullable): the cell of the forming batch. */
BsCellMemory *bs_memory_cursor_get_cell (BsMemoryCursor *self);

/** bs_memory_cursor_get_outer: Returns: (transfer none) (nullable): of the mini-batch; made when
 * it is first asked for. */
BsOuterMemory *bs_memory_cursor_get_outer (BsMemoryCursor *self);

/* Whether they are being made. */
gboolean bs_memory_cursor_is_cell_pending (BsMemoryCursor *self);
gboolean bs_memory_cursor_is_outer_pending (BsMemoryCursor *self);

/** bs_memory_cursor_get_cell_problem: Returns: (transfer none) (nullable): why there is no cell, a
 * translated sentence. */
const char *bs_memory_cursor_get_cell_problem (BsMemoryCursor *self);
const char *bs_memory_cursor_get_outer_problem (BsMemoryCursor *self);

/** bs_memory_cursor_is_planned: Returns: whether the run had plans. */
gboolean bs_memory_cursor_is_planned (BsMemoryCursor *self);

/** bs_memory_cursor_can_plan_now: Returns: whether the run had no plans, or those of another planner. */
gboolean bs_memory_cursor_can_plan_now (BsMemoryCursor *self);
/** bs_memory_cursor_plan_now: plans cells and the outer graph, in a thread; `content` tells of it, and
 * the problems say why where it cannot be. */
void bs_memory_cursor_plan_now (BsMemoryCursor *self);
/** bs_memory_cursor_show_run: what ran again, where that had plans. */
void bs_memory_cursor_show_run (BsMemoryCursor *self);
/** bs_memory_cursor_get_planning_problem: Returns: (transfer none) (nullable): why it cannot be. */
const char *bs_memory_cursor_get_planning_problem (BsMemoryCursor *self);
/** bs_memory_cursor_is_planning_failed: Returns: whether it was tried and cannot be. */
gboolean bs_memory_cursor_is_planning_failed (BsMemoryCursor *self);
/** bs_memory_cursor_is_planned_now: Returns: whether what is shown is not what ran. */
gboolean bs_memory_cursor_is_planned_now (BsMemoryCursor *self);

/** bs_memory_cursor_is_guessed: Returns: whether it was planned now for inputs like the samples, since
 * the trace does not say how many words and labels its own had. */
gboolean bs_memory_cursor_is_guessed (BsMemoryCursor *self);

/** bs_memory_cursor_get_selection: where the motions are. */
BsMemorySelection bs_memory_cursor_get_selection (BsMemoryCursor *self);

/** bs_memory_cursor_set_batch: the inner batch, into those of cell->after; each cell keeps its own.
 * It stays in its range. */
void bs_memory_cursor_set_batch (BsMemoryCursor *self, guint32 batch);
guint32 bs_memory_cursor_get_batch (BsMemoryCursor *self);

/** bs_memory_cursor_set_variable: @variable: or %BS_MEMORY_NONE. */
void bs_memory_cursor_set_variable (BsMemoryCursor *self, guint32 variable);

/** bs_memory_cursor_set_reduction: so many have been made, 0 to all; moves from the one before. */
void bs_memory_cursor_set_reduction (BsMemoryCursor *self, guint32 n);
/** bs_memory_cursor_get_reduction: Returns: how many have been made; those that are about to be, too. */
guint32 bs_memory_cursor_get_reduction (BsMemoryCursor *self);
guint32 bs_memory_cursor_get_n_reductions (BsMemoryCursor *self);

/** bs_memory_cursor_play: one reduction after another to the end; from the first when all are made. */
void bs_memory_cursor_play (BsMemoryCursor *self);
void bs_memory_cursor_pause (BsMemoryCursor *self);
gboolean bs_memory_cursor_is_playing (BsMemoryCursor *self);

/** bs_memory_cursor_replay_plan: shows the motion from before to after. */
void bs_memory_cursor_replay_plan (BsMemoryCursor *self);

/** bs_memory_cursor_get_operand: of the outer batch, or %BS_MEMORY_NONE. */
guint32 bs_memory_cursor_get_operand (BsMemoryCursor *self);
void bs_memory_cursor_set_operand (BsMemoryCursor *self, guint32 operand);

G_END_DECLS
