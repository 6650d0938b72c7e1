/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions of a trace as a list model: items are made when they are looked at. */
#pragma once

#include <gio/gio.h>

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_TYPE_DECISION_ITEM (bs_decision_item_get_type ())
G_DECLARE_FINAL_TYPE (BsDecisionItem, bs_decision_item, BS, DECISION_ITEM, GObject)

BsTrace *bs_decision_item_get_trace (BsDecisionItem *self);

/** bs_decision_item_get_decision: Returns: its number, from 1. */
guint32 bs_decision_item_get_decision (BsDecisionItem *self);

#define BS_TYPE_DECISION_LIST (bs_decision_list_get_type ())
G_DECLARE_FINAL_TYPE (BsDecisionList, bs_decision_list, BS, DECISION_LIST, GObject)

/** bs_decision_list_new: @decisions: (nullable) (element-type guint32): those shown, in this order; they
 * do not change any more; %NULL: all. */
BsDecisionList *bs_decision_list_new (BsTrace *trace, GArray *decisions);

/** bs_decision_list_new_around: the same, of which only some around the one at @place are there at first.
 * The others come while the main loop has nothing else to do, so that a view never makes many rows in one
 * piece. */
BsDecisionList *bs_decision_list_new_around (BsTrace *trace, GArray *decisions, guint place);

/** bs_decision_list_find: Returns: the position, now, of what is at @place among all, and brings it if it
 * is not there yet; %G_MAXUINT: there is none such. */
guint bs_decision_list_find (BsDecisionList *self, guint place);

G_END_DECLS
