/* SPDX-License-Identifier: Apache-2.0 */
/* SQL on a trace: an editor, recipes, queries of before, and what came of it as a table or a chart. */
#pragma once

#include "app/window/parts/trace-view.h"
#include "app/window/profile/profile-selection.h"

G_BEGIN_DECLS

/* Actions: console.run, console.cancel, console.breakpoint, console.open, console.save and console.export
 * (s: csv or json). */
#define BS_TYPE_CONSOLE_PANEL (bs_console_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsConsolePanel, bs_console_panel, BS, CONSOLE_PANEL, GtkWidget)

/** bs_console_panel_set_selection: @selection: once: what rows about times are shown by. */
void bs_console_panel_set_selection (BsConsolePanel *self, BsProfileSelection *selection);

/** bs_console_panel_open: @sql: stands in the editor from now on, in place of what stood there, and
 * runs. */
void bs_console_panel_open (BsConsolePanel *self, const char *sql);

/** bs_console_panel_get_status: Returns: (transfer none): what came of the query last, such as how many
 * rows. */
const char *bs_console_panel_get_status (BsConsolePanel *self);

/** bs_console_panel_export: saves all rows of the query that was run last, as people ask for it. */
void bs_console_panel_export (BsConsolePanel *self, GFile *file);

/** bs_console_panel_load: @file: a query file; its text stands in the editor. */
void bs_console_panel_load (BsConsolePanel *self, GFile *file);

/** bs_console_panel_save: the editor's text to @file. */
void bs_console_panel_save (BsConsolePanel *self, GFile *file);

G_END_DECLS
