/* SPDX-License-Identifier: Apache-2.0 */
/* The breakpoints of a trace: predicates at which a run stops. A list model; kept with the trace. */
#pragma once

#include "app/window/model/finder.h"
#include "app/window/model/item-list.h"
#include "app/window/model/notebook.h"
#include "app/window/model/undo.h"

G_BEGIN_DECLS

#define BS_TYPE_BREAKPOINT_ITEM (bs_breakpoint_item_get_type ())
G_DECLARE_FINAL_TYPE (BsBreakpointItem, bs_breakpoint_item, BS, BREAKPOINT_ITEM, GObject)

/* Emits `changed`. */
const char *bs_breakpoint_item_get_predicate (BsBreakpointItem *self);
gboolean bs_breakpoint_item_get_enabled (BsBreakpointItem *self);

/** bs_breakpoint_item_get_finder: Returns: (transfer none): where it is true, or what is wrong. */
BsFinder *bs_breakpoint_item_get_finder (BsBreakpointItem *self);

#define BS_TYPE_BREAKPOINTS (bs_breakpoints_get_type ())
G_DECLARE_FINAL_TYPE (BsBreakpoints, bs_breakpoints, BS, BREAKPOINTS, BsItemList)

/** bs_breakpoints_new: Signal: `changed` when where a run stops, or anything of them, is another. */
BsBreakpoints *bs_breakpoints_new (BsNotebook *notebook, BsUndo *undo);

/** bs_breakpoints_set_trace: looks for all of them in @trace (nullable). */
void bs_breakpoints_set_trace (BsBreakpoints *self, BsTrace *trace);

/* What people do; each can be undone. */

/** bs_breakpoints_add: Returns: (transfer none): the new one, enabled. */
BsBreakpointItem *bs_breakpoints_add (BsBreakpoints *self, const char *predicate);
void bs_breakpoints_edit (BsBreakpoints *self, BsBreakpointItem *item, const char *predicate);
void bs_breakpoints_enable (BsBreakpoints *self, BsBreakpointItem *item, gboolean enabled);
void bs_breakpoints_remove (BsBreakpoints *self, BsBreakpointItem *item);

/** bs_breakpoints_get_busy: Returns: whether one that is enabled is still being looked for. */
gboolean bs_breakpoints_get_busy (BsBreakpoints *self);

guint bs_breakpoints_count_enabled (BsBreakpoints *self);

/** bs_breakpoints_next: Returns: the nearest decision before or after @from where an enabled one is
 * true; 0: none. */
guint32 bs_breakpoints_next (BsBreakpoints *self, guint32 from, gboolean forward);

/** bs_breakpoints_at: Returns: (transfer none) (nullable): the first enabled one that is true at
 * @decision. */
BsBreakpointItem *bs_breakpoints_at (BsBreakpoints *self, guint32 decision);

/** bs_breakpoints_find: Returns: (transfer none) (nullable): the one with this text. */
BsBreakpointItem *bs_breakpoints_find (BsBreakpoints *self, const char *predicate);

/** bs_breakpoints_get_hits: Returns: (transfer none) (nullable) (element-type guint32): where any
 * enabled one is true, ascending; made in a thread, `changed` says when. */
GArray *bs_breakpoints_get_hits (BsBreakpoints *self);

G_END_DECLS
