/* SPDX-License-Identifier: Apache-2.0 */
/* Which decisions of a recording cost most: looked for in a thread, listed, gone to and tried. */
#pragma once

#include <adwaita.h>

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_COSTLY_WINDOW (bs_costly_window_get_type ())
G_DECLARE_FINAL_TYPE (BsCostlyWindow, bs_costly_window, BS, COSTLY_WINDOW, AdwWindow)

/** bs_costly_window_new: begins to look. @parent: what it belongs to. */
GtkWindow *bs_costly_window_new (GtkWidget *parent, BsDebugger *debugger);

/** bs_costly_window_get_scan: Returns: (transfer none) (nullable): what was found so far. */
const BsScan *bs_costly_window_get_scan (BsCostlyWindow *self);

G_END_DECLS
