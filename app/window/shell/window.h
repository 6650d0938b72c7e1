/* SPDX-License-Identifier: Apache-2.0 */
/* The window: start pages and traces in tabs. */
#pragma once

#include <adwaita.h>

#include "app/window/shell/trace-page.h"

G_BEGIN_DECLS

#define BS_TYPE_WINDOW (bs_window_get_type ())
G_DECLARE_FINAL_TYPE (BsWindow, bs_window, BS, WINDOW, AdwApplicationWindow)

/**
 * bs_window_prepare:
 *
 * Initializes libadwaita with the resources, styles and icons of the window. Called before anything else
 * does, or the icons would not be found.
 */
void bs_window_prepare (void);

/** bs_window_new: @application: (nullable). Signal: `changed` when what bs_window_get_session() gives
 * is different. */
BsWindow *bs_window_new (GtkApplication *application);

/** bs_window_open: shows @file in a tab; goes to the tab where it is open already. Graphs go to where
 * they are made into a trace. */
void bs_window_open (BsWindow *self, GFile *file);

/** bs_window_open_at: the same, and stands at @decision, from 1, of the recording on the Debug page, as
 * soon as it is loaded. */
void bs_window_open_at (BsWindow *self, GFile *file, guint32 decision);

/** bs_window_install_open_at: for its class: win.open-at (su: URI and decision) does that. */
void bs_window_install_open_at (GtkWidgetClass *klass);

/** bs_window_get_page: Returns: (transfer none) (nullable): the page in front, if it is of a trace. */
BsTracePage *bs_window_get_page (BsWindow *self);

AdwTabView *bs_window_get_tabs (BsWindow *self);

/** bs_window_get_session: fills @session with what is open, and where it stands. */
void bs_window_get_session (BsWindow *self, BsSessionWindow *session);

/** bs_window_restore: opens what is in @session; only what is in front is loaded before it is wanted.
 * Where traces are open already they stay in front. */
void bs_window_restore (BsWindow *self, const BsSessionWindow *session);

G_END_DECLS
