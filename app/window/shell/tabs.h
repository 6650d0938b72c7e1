/* SPDX-License-Identifier: Apache-2.0 */
/* The tabs of a window: which is of a file, which is of a tool, and start pages that others take the place
 * of. */
#pragma once

#include <adwaita.h>

#include "app/window/model/pictures.h"
#include "app/window/shell/tool-page.h"

G_BEGIN_DECLS

/** bs_tabs_find: Returns: (nullable): the tab that shows the trace @file. */
AdwTabPage *bs_tabs_find (AdwTabView *tabs, GFile *file);

/** bs_tabs_leave_start_page: @tab: (nullable): closed where it is a start page that does nothing: what was
 * opened from it takes its place. */
void bs_tabs_leave_start_page (AdwTabView *tabs, AdwTabPage *tab);

/** bs_tabs_show_pictures: in a tab of its own, what is in memory. @keep: (transfer full): what has to be there
 * as long as the tab; @destroy: for it. */
void bs_tabs_show_pictures (AdwTabView *tabs, BsPictures *pictures, const char *title,
                            gpointer keep, GDestroyNotify destroy);

/** bs_tabs_show_tool: one tab of each tool in a window is enough. Returns: (transfer none): its page. */
GtkWidget *bs_tabs_show_tool (AdwTabView *tabs, BsTool tool);

G_END_DECLS
