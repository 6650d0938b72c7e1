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

BsDecisionList *bs_decision_list_new (BsTrace *trace);

/** bs_decision_list_new_for: @decisions: (nullable) (element-type guint32): those shown, in this
 * order; they do not change any more. */
BsDecisionList *bs_decision_list_new_for (BsTrace *trace, GArray *decisions);

G_END_DECLS
