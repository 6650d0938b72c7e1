/* SPDX-License-Identifier: Apache-2.0 */
/* The branches of a trace below its decision strip. */
#include "config.h"

#include "app/window/clock/branch-rows.h"

#include <glib/gi18n-lib.h>

#include "app/window/clock/branch-row.h"
#include "app/window/parts/toast.h"

/* More rows than about two scroll. */
#define MAX_HEIGHT 124

struct _BsBranchRows
{
  GtkWidget parent_instance;

  GtkWidget *scrolled, *box;
  BsDebugger *debugger; /* (nullable) */
  BsStripCanvas *strip; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsBranchRows, bs_branch_rows, GTK_TYPE_WIDGET)

static int
compare_decisions (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static void
mark_strip (BsBranchRows *self)
{
  GListModel *branches = G_LIST_MODEL (bs_debugger_get_branches (self->debugger));
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (self->strip == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (branches); i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (branches, i);
      guint32 decision = bs_branch_item_get_decision (item);

      g_array_append_val (decisions, decision);
    }
  g_array_sort (decisions, compare_decisions);
  bs_strip_canvas_set_divergences (self->strip, (const guint32 *) decisions->data, decisions->len);
}

/* The row of @item, or the first of which the branch is gone when it is NULL. */
static GtkWidget *
find_row (BsBranchRows *self, BsBranchItem *item)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->box); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (bs_branch_row_get_item (BS_BRANCH_ROW (row)) == item)
      return row;

  return NULL;
}

static void
remove_rows (BsBranchRows *self, GListModel *branches)
{
  GtkWidget *row = gtk_widget_get_first_child (self->box);

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);
      gboolean there = FALSE;

      for (guint i = 0; branches != NULL && i < g_list_model_get_n_items (branches); i++)
        {
          g_autoptr (BsBranchItem) item = g_list_model_get_item (branches, i);

          there = there || item == bs_branch_row_get_item (BS_BRANCH_ROW (row));
        }
      if (!there)
        gtk_box_remove (GTK_BOX (self->box), row);
      row = next;
    }
}

static void
update (BsBranchRows *self)
{
  GListModel *branches = G_LIST_MODEL (bs_debugger_get_branches (self->debugger));
  GtkWidget *last = NULL;

  remove_rows (self, branches);
  for (guint i = 0; i < g_list_model_get_n_items (branches); i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (branches, i);
      GtkWidget *row = find_row (self, item);

      if (row == NULL)
        {
          row = bs_branch_row_new (self->debugger, self->strip, item);
          gtk_box_insert_child_after (GTK_BOX (self->box), row, last);
        }
      bs_branch_row_update (BS_BRANCH_ROW (row));
      last = row;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), last != NULL);
  mark_strip (self);
}

static void
range_cb (BsBranchRows *self)
{
  if (self->debugger != NULL)
    update (self);
}

static void
restore_cb (gpointer user_data)
{
  gpointer *pair = user_data;

  bs_branches_restore (bs_debugger_get_branches (pair[0]), pair[1]);
}

static void
restore_free (gpointer user_data)
{
  gpointer *pair = user_data;

  g_object_unref (pair[0]);
  g_object_unref (pair[1]);
  g_free (pair);
}

static void
deleted_cb (BsBranchRows *self, BsBranchItem *item)
{
  g_autofree char *message = g_strdup_printf (_ ("Branch “%s” deleted"),
                                              bs_branch_item_get_name (item));
  gpointer *pair = g_new (gpointer, 2);

  pair[0] = g_object_ref (self->debugger);
  pair[1] = g_object_ref (item);
  bs_toast_show_undo (GTK_WIDGET (self), message, restore_cb, pair, restore_free);
}

static void
leave (BsBranchRows *self)
{
  if (self->debugger != NULL)
    {
      g_signal_handlers_disconnect_by_data (bs_debugger_get_branches (self->debugger), self);
      g_signal_handlers_disconnect_by_data (self->debugger, self);
    }
  g_clear_object (&self->debugger);
}

static void
bs_branch_rows_dispose (GObject *object)
{
  BsBranchRows *self = BS_BRANCH_ROWS (object);

  leave (self);
  bs_branch_rows_set_strip (self, NULL);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_branch_rows_parent_class)->dispose (object);
}

static void
bs_branch_rows_class_init (BsBranchRowsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_branch_rows_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bs_branch_rows_init (BsBranchRows *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->box);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "branch-rows");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Branches"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
bs_branch_rows_set_debugger (BsBranchRows *self, BsDebugger *debugger)
{
  BsBranches *branches;

  g_return_if_fail (BS_IS_BRANCH_ROWS (self));

  leave (self);
  remove_rows (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (debugger == NULL)
    return;

  self->debugger = g_object_ref (debugger);
  branches = bs_debugger_get_branches (debugger);
  g_signal_connect_swapped (branches, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (branches, "deleted", G_CALLBACK (deleted_cb), self);
  g_signal_connect_swapped (debugger, "content", G_CALLBACK (update), self);
  update (self);
}

void
bs_branch_rows_set_strip (BsBranchRows *self, BsStripCanvas *strip)
{
  g_return_if_fail (BS_IS_BRANCH_ROWS (self));

  if (self->strip != NULL)
    g_signal_handlers_disconnect_by_func (self->strip, range_cb, self);
  g_set_object (&self->strip, strip);
  if (strip != NULL)
    g_signal_connect_swapped (strip, "range-changed", G_CALLBACK (range_cb), self);
}
