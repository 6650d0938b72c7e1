/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the console share: itself, its lists and its files. */
#pragma once

#include "app/window/console/console-panel.h"
#include "app/window/console/pick-list.h"
#include "app/window/console/query-book.h"
#include "app/window/console/result-chart.h"
#include "app/window/console/sql-editor.h"
#include "app/window/parts/view-frame.h"

G_BEGIN_DECLS

struct _BsConsolePanel
{
  GtkWidget parent_instance;

  GtkWidget *box;
  BsPickList *recipes, *history, *tables;
  GtkMenuButton *keep_button, *export_button;
  GtkWidget *keep_popover, *keep_accept;
  GtkEditable *keep_name;
  GtkWidget *breakpoint_button, *run_button, *cancel_button, *stop_button;
  GtkPaned *paned;
  BsSqlEditor *editor;
  GtkLabel *problem, *status, *title;
  BsViewFrame *frame;
  GtkToggleButton *find_toggle;
  BsResultChart *chart;
  GtkProgressBar *export_bar;

  BsDebugger *debugger;          /* (nullable) */
  BsProfileSelection *selection; /* (nullable) */
  BsDataTable *table;
  GCancellable *running;   /* (nullable) */
  GCancellable *checking;  /* (nullable) */
  GCancellable *exporting; /* (nullable) */
  GFile *export_file;
  char *asked;     /* (nullable): the statement whose rows are shown */
  char *predicate; /* (nullable): what of the text is a breakpoint */

  BsQueryBook *book;
  int at;      /* the query of the history that stands in the editor; -1: none */
  char *draft; /* (nullable): what stood there before */
};

/** bs_console_panel_get_recording: Returns: (transfer none) (nullable): the trace that is asked; %NULL: none is
 * open, or it has no file. */
BsTrace *bs_console_panel_get_recording (BsConsolePanel *self);

/** bs_console_panel_run: what stands in the editor. */
void bs_console_panel_run (BsConsolePanel *self);

/* Recipes, history, favourites, tables. */
void bs_console_lists_init (BsConsolePanel *self);
void bs_console_lists_dispose (BsConsolePanel *self);

/** bs_console_lists_go: shows the query that was run @step later. */
void bs_console_lists_go (BsConsolePanel *self, int step);

/* Query files, and all rows as a file; for gtk_widget_class_install_action(). */
void bs_console_files_open (GtkWidget *widget, const char *name, GVariant *parameter);
void bs_console_files_save (GtkWidget *widget, const char *name, GVariant *parameter);
void bs_console_files_export (GtkWidget *widget, const char *name, GVariant *parameter);
void bs_console_files_stop (BsConsolePanel *self);

G_END_DECLS
