/* SPDX-License-Identifier: Apache-2.0 */
/* The breakpoints of a trace in a popover. */
#include "config.h"

#include "app/window/clock/breakpoint-list.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/predicate-entry.h"

struct _BsBreakpointList
{
  GtkWidget parent_instance;

  GtkWidget *content, *list, *new_entry, *add_button;
  BsDebugger *debugger;
  BsFollower *follower;
};

G_DEFINE_FINAL_TYPE (BsBreakpointList, bs_breakpoint_list, GTK_TYPE_WIDGET)

/* One breakpoint; its row is made anew when the list is. */
typedef struct
{
  BsBreakpoints *breakpoints;
  BsBreakpointItem *item;
  GtkWidget *list_row;
  BsPredicateEntry *entry;
  GtkSwitch *toggle;
  gulong changed_id;
  gboolean following;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_clear_signal_handler (&row->changed_id, row->item);
  g_object_unref (row->item);
  g_object_unref (row->breakpoints);
  g_free (row);
}

static void
follow_item (Row *row)
{
  row->following = TRUE;
  gtk_switch_set_active (row->toggle, bs_breakpoint_item_get_enabled (row->item));
  row->following = FALSE;
  bs_predicate_entry_set_text (row->entry, bs_breakpoint_item_get_predicate (row->item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->list_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  bs_breakpoint_item_get_predicate (row->item), -1);
}

/* What is found changes it, too: only what is kept is taken over. */
static void
item_changed_cb (BsBreakpointItem *item, Row *row)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (row->entry))
      && !(gtk_widget_get_state_flags (GTK_WIDGET (row->entry)) & GTK_STATE_FLAG_FOCUS_WITHIN))
    follow_item (row);
}

static void
toggled_cb (GtkSwitch *toggle, GParamSpec *pspec, Row *row)
{
  if (!row->following)
    bs_breakpoints_enable (row->breakpoints, row->item, gtk_switch_get_active (toggle));
}

static void
edited_cb (BsPredicateEntry *entry, Row *row)
{
  const char *text = bs_predicate_entry_get_text (entry);

  /* What is empty or wrong is not taken over, and stays to be mended. */
  if (*text != '\0' && bs_finder_get_message (bs_predicate_entry_get_finder (entry)) == NULL)
    bs_breakpoints_edit (row->breakpoints, row->item, text);
}

static void
remove_cb (GtkButton *button, Row *row)
{
  bs_breakpoints_remove (row->breakpoints, row->item);
}

/* As high as its neighbours: Tab goes from line to line by the middle of what it meets. */
static GtkWidget *
wrap (GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), widget);
  return box;
}

static GtkWidget *
make_row (gpointer object, gpointer user_data)
{
  BsBreakpointList *self = user_data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *list_row = gtk_list_box_row_new ();
  GtkWidget *entry = bs_predicate_entry_new (), *toggle = gtk_switch_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  Row *row = g_new0 (Row, 1);

  row->breakpoints = g_object_ref (bs_debugger_get_breakpoints (self->debugger));
  row->item = g_object_ref (object);
  row->list_row = list_row;
  row->entry = BS_PREDICATE_ENTRY (entry);
  row->toggle = GTK_SWITCH (toggle);

  bs_predicate_entry_set_trace (row->entry, bs_debugger_get_trace (self->debugger));
  bs_predicate_entry_set_label (row->entry, _ ("Condition of the breakpoint"));
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_valign (toggle, GTK_ALIGN_START);
  gtk_widget_set_margin_top (toggle, 5);
  gtk_widget_set_tooltip_text (toggle, _ ("Stop here"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Stop here"), -1);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Remove breakpoint"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove breakpoint"), -1);
  gtk_box_append (GTK_BOX (box), wrap (toggle));
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), wrap (button));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (list_row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (list_row), FALSE);
  /* It goes after all that is in the row. */
  g_object_set_data_full (G_OBJECT (list_row), "row", row, row_free);

  follow_item (row);
  row->changed_id = g_signal_connect (row->item, "changed", G_CALLBACK (item_changed_cb), row);
  g_signal_connect (entry, "activate", G_CALLBACK (edited_cb), row);
  g_signal_connect (entry, "left", G_CALLBACK (edited_cb), row);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), row);
  g_signal_connect (toggle, "notify::active", G_CALLBACK (toggled_cb), row);
  return list_row;
}

static void
add_cb (BsBreakpointList *self)
{
  BsPredicateEntry *entry = BS_PREDICATE_ENTRY (self->new_entry);
  const char *text = bs_predicate_entry_get_text (entry);

  if (self->debugger == NULL || *text == '\0'
      || bs_finder_get_message (bs_predicate_entry_get_finder (entry)) != NULL)
    return;

  bs_breakpoints_add (bs_debugger_get_breakpoints (self->debugger), text);
  bs_predicate_entry_set_text (entry, "");
  gtk_widget_grab_focus (self->new_entry);
}

static void
typed_cb (BsPredicateEntry *entry, BsBreakpointList *self)
{
  gtk_widget_set_sensitive (self->add_button, *bs_predicate_entry_get_text (entry) != '\0');
}

static void
content_cb (gpointer user_data)
{
  BsBreakpointList *self = user_data;

  bs_predicate_entry_set_trace (BS_PREDICATE_ENTRY (self->new_entry),
                                bs_debugger_get_trace (self->debugger));
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list),
                           G_LIST_MODEL (bs_debugger_get_breakpoints (self->debugger)), make_row,
                           self, NULL);
}

static gboolean
bs_breakpoint_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BS_BREAKPOINT_LIST (widget)->new_entry);
}

static void
bs_breakpoint_list_dispose (GObject *object)
{
  BsBreakpointList *self = BS_BREAKPOINT_LIST (object);

  bs_breakpoint_list_set_debugger (self, NULL);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_breakpoint_list_parent_class)->dispose (object);
}

static void
bs_breakpoint_list_class_init (BsBreakpointListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_breakpoint_list_dispose;
  widget_class->grab_focus = bs_breakpoint_list_grab_focus;
  widget_class->focus = bs_focus_children;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bs_breakpoint_list_init (BsBreakpointList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *title, *empty;

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_set_size_request (self->content, 480, -1);
  title = gtk_label_new (_ ("Breakpoints"));
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_halign (title, GTK_ALIGN_START);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "breakpoints");
  empty = gtk_label_new (_ ("A run stops where one of these conditions is true."));
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), empty);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 300);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  self->new_entry = bs_predicate_entry_new ();
  gtk_widget_set_hexpand (self->new_entry, TRUE);
  bs_predicate_entry_set_label (BS_PREDICATE_ENTRY (self->new_entry), _ ("New breakpoint"));
  self->add_button = gtk_button_new_with_mnemonic (_ ("_Add"));
  gtk_widget_set_valign (self->add_button, GTK_ALIGN_START);
  gtk_widget_set_sensitive (self->add_button, FALSE);
  gtk_widget_set_tooltip_text (self->add_button, _ ("Add breakpoint (Enter)"));
  gtk_box_append (GTK_BOX (row), self->new_entry);
  gtk_box_append (GTK_BOX (row), wrap (self->add_button));
  gtk_box_append (GTK_BOX (self->content), title);
  gtk_box_append (GTK_BOX (self->content), scrolled);
  gtk_box_append (GTK_BOX (self->content), row);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));

  g_signal_connect_swapped (self->new_entry, "activate", G_CALLBACK (add_cb), self);
  g_signal_connect_swapped (self->add_button, "clicked", G_CALLBACK (add_cb), self);
  g_signal_connect (self->new_entry, "changed", G_CALLBACK (typed_cb), self);
}

void
bs_breakpoint_list_set_debugger (BsBreakpointList *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_BREAKPOINT_LIST (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->list != NULL && self->content != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  g_set_object (&self->debugger, debugger);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, content_cb, NULL, NULL, self);
}

static gboolean
focus_cb (gpointer user_data)
{
  bs_predicate_entry_select (user_data);
  return G_SOURCE_REMOVE;
}

void
bs_breakpoint_list_edit (BsBreakpointList *self, BsBreakpointItem *item)
{
  BsPredicateEntry *entry;

  g_return_if_fail (BS_IS_BREAKPOINT_LIST (self));

  entry = BS_PREDICATE_ENTRY (self->new_entry);
  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL && item != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const Row *row = g_object_get_data (G_OBJECT (child), "row");

      if (row != NULL && row->item == item)
        entry = row->entry;
    }
  /* A popover takes the keyboard when it is shown. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (entry), g_object_unref);
}
