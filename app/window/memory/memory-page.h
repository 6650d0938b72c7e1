/* SPDX-License-Identifier: Apache-2.0 */
/* The Memory page: where the values of the forming batch lie, what is copied, and why. */
#pragma once

#include "app/window/parts/trace-view.h"

G_BEGIN_DECLS

#define BS_TYPE_MEMORY_PAGE (bs_memory_page_get_type ())
G_DECLARE_FINAL_TYPE (BsMemoryPage, bs_memory_page, BS, MEMORY_PAGE, GtkWidget)

G_END_DECLS
