/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done with the clock, as actions of the page of a trace: keys, buttons, menus and screen
 * readers all come here. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

/** bs_clock_actions_install: @klass: of BsTracePage: debug.first, .back, .play, .step, .last,
 * .go-to, .table. */
void bs_clock_actions_install (GtkWidgetClass *klass);

/** bs_clock_actions_update: switches on what can be done where the clock stands. @debugger:
 * (nullable): nothing can be. */
void bs_clock_actions_update (GtkWidget *widget, BsDebugger *debugger);

G_END_DECLS
