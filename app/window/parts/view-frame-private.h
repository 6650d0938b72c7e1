/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a view's frame share: itself, and what makes files of it. */
#pragma once

#include "app/window/parts/follower.h"
#include "app/window/parts/head-titles.h"
#include "app/window/parts/view-frame.h"

G_BEGIN_DECLS

/* How rows are made: shared with the threads that make them. */
typedef struct
{
  BsViewTableFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Maker;

struct _BsViewFrame
{
  GtkWidget parent_instance;

  GtkWidget *content, *head;
  GtkLabel *title_label; /* where something stands behind it; else it is one of the titles */
  BsHeadTitles *titles;
  GtkBox *starts, *controls;
  GtkMenuButton *menu_button;
  GtkStack *stack;

  char *file_name;
  GtkWidget *child; /* unowned */
  GtkWidget *twin;  /* (nullable): unowned: instead of the data table */
  BsDataTable *table;
  gboolean main;
  gboolean alone; /* of no trace that is open */

  BsDebugger *debugger;
  BsFollower *follower;
  Maker *maker;
  gboolean of_decision;
  gboolean stale; /* the rows are of something else */
  guint rest_source;
  GCancellable *making; /* (nullable): of the rows for the table */
};

/** bs_view_frame_fail: says so where somebody looks, unless it was cancelled. */
void bs_view_frame_fail (BsViewFrame *self, const GError *error);

gboolean bs_view_frame_can_make_table (BsViewFrame *self);

/** bs_view_frame_make_table: makes the rows in a thread. The task of @callback returns a BsTable. */
void bs_view_frame_make_table (BsViewFrame *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/* For gtk_widget_class_install_action(): what is on screen, to a file or the clipboard. */
void bs_view_frame_copy_picture (GtkWidget *widget, const char *name, GVariant *parameter);
void bs_view_frame_save_picture (GtkWidget *widget, const char *name, GVariant *parameter);
void bs_view_frame_copy_table (GtkWidget *widget, const char *name, GVariant *parameter);
void bs_view_frame_save_table (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
