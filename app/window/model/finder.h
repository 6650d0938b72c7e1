/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions for which a predicate is true, found in a thread whenever the text changes. */
#pragma once

#include <gio/gio.h>

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_TYPE_FINDER (bs_finder_get_type ())
G_DECLARE_FINAL_TYPE (BsFinder, bs_finder, BS, FINDER, GObject)

/** bs_finder_new: Signal: `changed` when it begins to look, and when it has found or failed. */
BsFinder *bs_finder_new (void);

/** bs_finder_set_trace: looks again. @trace: (nullable). */
void bs_finder_set_trace (BsFinder *self, BsTrace *trace);

/** bs_finder_set_text: @text: a predicate; blank: looks for nothing. */
void bs_finder_set_text (BsFinder *self, const char *text);
const char *bs_finder_get_text (BsFinder *self);

/** bs_finder_get_busy: Returns: whether it still looks. */
gboolean bs_finder_get_busy (BsFinder *self);

/** bs_finder_get_decisions: Returns: (transfer none) (nullable) (element-type guint32): ascending; of
 * the text before while it looks; %NULL: there is no text, or it is wrong. */
GArray *bs_finder_get_decisions (BsFinder *self);

/** bs_finder_get_message: Returns: (transfer none) (nullable): what is wrong with the text. */
const char *bs_finder_get_message (BsFinder *self);

/** bs_finder_get_where: Returns: the character that is wrong, from 0; -1: not known. */
glong bs_finder_get_where (BsFinder *self);

/* Of an ascending array (nullable) of guint32: the place of the first from @decision on; the nearest
 * before or after @from, 0: none; whether @decision is one. */
guint bs_decisions_place (const GArray *decisions, guint32 decision);
guint32 bs_decisions_next (const GArray *decisions, guint32 from, gboolean forward);
gboolean bs_decisions_have (const GArray *decisions, guint32 decision);

G_END_DECLS
