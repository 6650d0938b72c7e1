/* SPDX-License-Identifier: Apache-2.0 */
/* The Debug page: policy, dataflow graph and reason of one trace, side by side, or in a flap where
 * there is little room. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_DEBUG_PAGE (bs_debug_page_get_type ())
G_DECLARE_FINAL_TYPE (BsDebugPage, bs_debug_page, BS, DEBUG_PAGE, GtkWidget)

/** bs_debug_page_build: makes one more panel of a new page, which takes a moment. Returns: whether one is
 * still to be made; they need not be, bs_debug_page_set_debugger() makes those that are missing. */
gboolean bs_debug_page_build (BsDebugPage *self);

/**
 * bs_debug_page_set_debugger:
 * @debugger: (nullable):
 *
 * The page has the actions view.zoom-in, view.zoom-out and view.zoom-fit, of its graph.
 */
void bs_debug_page_set_debugger (BsDebugPage *self, BsDebugger *debugger);

G_END_DECLS
