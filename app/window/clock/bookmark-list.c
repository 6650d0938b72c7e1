/* SPDX-License-Identifier: Apache-2.0 */
/* The bookmarks of a trace in a popover. */
#include "config.h"

#include "app/window/clock/bookmark-list.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"

struct _BsBookmarkList
{
  GtkWidget parent_instance;

  GtkWidget *content, *list;
  BsDebugger *debugger;
};

G_DEFINE_FINAL_TYPE (BsBookmarkList, bs_bookmark_list, GTK_TYPE_WIDGET)

static BsBookmarkItem *
item_of (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return row != NULL ? g_object_get_data (G_OBJECT (row), "item") : NULL;
}

static void
go_cb (GtkWidget *button, BsBookmarkList *self)
{
  bs_clock_seek (bs_debugger_get_clock (self->debugger),
                 bs_bookmark_item_get_decision (item_of (button)));
}

static void
remove_cb (GtkWidget *button, BsBookmarkList *self)
{
  bs_bookmarks_toggle (bs_debugger_get_bookmarks (self->debugger),
                       bs_bookmark_item_get_decision (item_of (button)));
}

/* The row may be made anew by it. */
static void
take_name (BsBookmarkList *self, GtkWidget *entry)
{
  BsBookmarkItem *found = item_of (entry);
  g_autoptr (BsBookmarkItem) item = found != NULL ? g_object_ref (found) : NULL;

  if (item != NULL && self->debugger != NULL)
    bs_bookmarks_rename (bs_debugger_get_bookmarks (self->debugger), item,
                         gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
activate_cb (GtkWidget *entry, BsBookmarkList *self)
{
  take_name (self, entry);
}

static void
leave_cb (GtkEventController *controller, BsBookmarkList *self)
{
  take_name (self, gtk_event_controller_get_widget (controller));
}

static GtkWidget *
make_row (gpointer object, gpointer user_data)
{
  BsBookmarkList *self = user_data;
  BsBookmarkItem *item = object;
  const char *name = bs_bookmark_item_get_name (item);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *row = gtk_list_box_row_new ();
  g_autofree char *number = bs_format_count (bs_bookmark_item_get_decision (item));
  g_autofree char *label = g_strdup_printf (_ ("Decision %s"), number);
  GtkWidget *go = gtk_button_new_with_label (label), *entry = gtk_entry_new ();
  GtkWidget *drop = gtk_button_new_from_icon_name ("user-trash-symbolic");
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_set_tooltip_text (go, _ ("Go to this decision"));
  gtk_widget_add_css_class (go, "flat");
  gtk_editable_set_text (GTK_EDITABLE (entry), name != NULL ? name : "");
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Name"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), BS_SIDECAR_MAX_NAME / 4);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the bookmark"), -1);
  gtk_widget_add_css_class (drop, "flat");
  gtk_widget_set_tooltip_text (drop, _ ("Remove bookmark"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove bookmark"), -1);
  gtk_box_append (GTK_BOX (box), go);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), drop);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_object_set_data_full (G_OBJECT (row), "item", g_object_ref (item), g_object_unref);

  g_signal_connect (go, "clicked", G_CALLBACK (go_cb), self);
  g_signal_connect (drop, "clicked", G_CALLBACK (remove_cb), self);
  g_signal_connect (entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (entry, focus);
  return row;
}

static void
bs_bookmark_list_dispose (GObject *object)
{
  BsBookmarkList *self = BS_BOOKMARK_LIST (object);

  bs_bookmark_list_set_debugger (self, NULL);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_bookmark_list_parent_class)->dispose (object);
}

static void
bs_bookmark_list_class_init (BsBookmarkListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_bookmark_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bs_bookmark_list_init (BsBookmarkList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (), *title, *toggle, *empty;

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_set_size_request (self->content, 360, -1);
  title = gtk_label_new (_ ("Bookmarks"));
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_halign (title, GTK_ALIGN_START);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "breakpoints");
  empty = gtk_label_new (_ ("Decisions to come back to."));
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), empty);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  toggle = gtk_button_new_with_mnemonic (_ ("_Bookmark this decision"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (toggle), "debug.bookmark");
  gtk_widget_set_tooltip_text (toggle, _ ("Set or remove a bookmark here (Ctrl+B)"));
  gtk_box_append (GTK_BOX (self->content), title);
  gtk_box_append (GTK_BOX (self->content), scrolled);
  gtk_box_append (GTK_BOX (self->content), toggle);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

void
bs_bookmark_list_set_debugger (BsBookmarkList *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_BOOKMARK_LIST (self));

  if (self->content != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  g_set_object (&self->debugger, debugger);
  if (debugger != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list),
                             G_LIST_MODEL (bs_debugger_get_bookmarks (debugger)), make_row, self,
                             NULL);
}
