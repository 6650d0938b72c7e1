/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on a trace: an editor, recipes, and what came of it. */
#pragma once

#include "app/window/parts/trace-view.h"

G_BEGIN_DECLS

#define BS_TYPE_CONSOLE_PANEL (bs_console_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsConsolePanel, bs_console_panel, BS, CONSOLE_PANEL, GtkWidget)

/** bs_console_panel_open: @sql: stands in the editor from now on, in place of what stood there, and
 * runs. */
void bs_console_panel_open (BsConsolePanel *self, const char *sql);

/** bs_console_panel_get_status: Returns: (transfer none): what came of the query last, such as how many
 * rows. */
const char *bs_console_panel_get_status (BsConsolePanel *self);

G_END_DECLS
