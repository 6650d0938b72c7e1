/* SPDX-License-Identifier: Apache-2.0 */
/* An entry for a predicate over decisions: completes names and values, counts what it is true for
 * while it is typed, underlines what is wrong and says below it why. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/model/finder.h"

G_BEGIN_DECLS

#define BS_TYPE_PREDICATE_ENTRY (bs_predicate_entry_get_type ())
G_DECLARE_FINAL_TYPE (BsPredicateEntry, bs_predicate_entry, BS, PREDICATE_ENTRY, GtkWidget)

/** bs_predicate_entry_new: Signals: `changed`; `activate` when Enter was pressed and nothing is
 * known to be wrong; `left` when the keyboard went elsewhere. */
GtkWidget *bs_predicate_entry_new (void);

/** bs_predicate_entry_set_finder: what looks for the text, and is told about others; it has one of
 * its own otherwise. */
void bs_predicate_entry_set_finder (BsPredicateEntry *self, BsFinder *finder);
BsFinder *bs_predicate_entry_get_finder (BsPredicateEntry *self);

/** bs_predicate_entry_set_trace: @trace: (nullable): of its own finder, and what is completed. */
void bs_predicate_entry_set_trace (BsPredicateEntry *self, BsTrace *trace);

void bs_predicate_entry_set_text (BsPredicateEntry *self, const char *text);
const char *bs_predicate_entry_get_text (BsPredicateEntry *self);

/** bs_predicate_entry_set_label: @label: what a screen reader says. */
void bs_predicate_entry_set_label (BsPredicateEntry *self, const char *label);

/** bs_predicate_entry_select: puts the keyboard into it, and selects all. */
void bs_predicate_entry_select (BsPredicateEntry *self);

/** bs_predicate_entry_complete: lists what can be written at the cursor. Returns: %FALSE: nothing. */
gboolean bs_predicate_entry_complete (BsPredicateEntry *self);

G_END_DECLS
