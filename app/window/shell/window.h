/* SPDX-License-Identifier: Apache-2.0 */
/* The window: a start page, or traces in tabs. */
#pragma once

#include <adwaita.h>

#include "app/window/shell/trace-page.h"

G_BEGIN_DECLS

#define BS_TYPE_WINDOW (bs_window_get_type ())
G_DECLARE_FINAL_TYPE (BsWindow, bs_window, BS, WINDOW, AdwApplicationWindow)

/**
 * bs_window_prepare:
 *
 * Registers the resources, styles and icons of the window with the default display. Called once
 * GTK and libadwaita are initialized.
 */
void bs_window_prepare (void);

BsWindow *bs_window_new (GtkApplication *application);

/** bs_window_open: shows @file in a tab; goes to the tab where it is open already. */
void bs_window_open (BsWindow *self, GFile *file);

/** bs_window_get_page: Returns: (transfer none) (nullable): the page in front. */
BsTracePage *bs_window_get_page (BsWindow *self);

G_END_DECLS
