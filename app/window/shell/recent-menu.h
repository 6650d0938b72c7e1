/* SPDX-License-Identifier: Apache-2.0 */
/* The traces that were opened last, as a menu. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bs_recent_menu_fill: @menu lists recent traces from now on; its items are win.open-uri. */
void bs_recent_menu_fill (GMenu *menu);

G_END_DECLS
