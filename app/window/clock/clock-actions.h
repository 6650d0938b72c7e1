/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with the clock, as actions of the page of a trace: keys, buttons, menus and screen
 * readers all come here. Each that goes forward has a twin that goes back. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

/**
 * bs_clock_actions_install:
 * @klass: of BsTracePage
 *
 * debug.first, .back, .play, .play-back, .step, .last; .run and .run-back to what the bar says, and
 * .run-to-breakpoint, .run-back-to-breakpoint and so on, see bs_run_target_name(); .find,
 * .find-next, .find-previous; .breakpoint, .breakpoints, .bookmark, .bookmarks, .note; .undo, .redo;
 * .faster, .slower; .go-to, .table.
 */
void bs_clock_actions_install (GtkWidgetClass *klass);

/** bs_clock_actions_update: switches on what can be done where the clock stands. @debugger:
 * (nullable): nothing can be. */
void bs_clock_actions_update (GtkWidget *widget, BsDebugger *debugger);

/** bs_clock_actions_update_undo: the same of what can be undone and done again. */
void bs_clock_actions_update_undo (GtkWidget *widget, BsDebugger *debugger);

/** bs_decision_predicate: Returns: (transfer full): what is true for decisions like @decision: its
 * type and size. */
char *bs_decision_predicate (const BsTrace *trace, guint32 decision);

G_END_DECLS
