/* SPDX-License-Identifier: Apache-2.0 */
/* The Memory page: where the values of the forming batch lie, what is copied, and why. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_MEMORY_PAGE (bs_memory_page_get_type ())
G_DECLARE_FINAL_TYPE (BsMemoryPage, bs_memory_page, BS, MEMORY_PAGE, GtkWidget)

/** bs_memory_page_set_debugger: @debugger: (nullable): %NULL: an empty page. */
void bs_memory_page_set_debugger (BsMemoryPage *self, BsDebugger *debugger);

G_END_DECLS
