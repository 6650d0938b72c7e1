/* SPDX-License-Identifier: Apache-2.0 */
/* Looks for decisions. */
#include "config.h"

#include "app/window/clock/search-bar.h"

#include <glib/gi18n-lib.h>

#include "app/window/model/decision-list.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/parts/predicate-entry.h"

struct _BsSearchBar
{
  GtkWidget parent_instance;

  GtkWidget *revealer, *entry, *place, *previous, *next, *list_button, *list, *break_button;
  GtkNoSelection *selection;
  BsDebugger *debugger;
  BsFollower *follower;
  gulong found_id;
  GArray *listed; /* (nullable): what the list shows */
};

G_DEFINE_FINAL_TYPE (BsSearchBar, bs_search_bar, GTK_TYPE_WIDGET)

static void
update (gpointer user_data)
{
  BsSearchBar *self = user_data;
  BsFinder *search = bs_debugger_get_search (self->debugger);
  const GArray *found = bs_finder_get_decisions (search);
  guint32 here = bs_debugger_get_decision (self->debugger);
  guint n = found != NULL ? found->len : 0;
  g_autofree char *text = NULL;

  if (n > 0 && bs_decisions_have (found, here))
    {
      g_autofree char *number = bs_format_count (bs_decisions_place (found, here) + 1);
      g_autofree char *total = bs_format_count (n);

      /* Translators: 3 of 24, of matches */
      text = g_strdup_printf (_ ("%s of %s"), number, total);
    }
  else if (found != NULL && n == 0)
    {
      text = g_strdup_printf (_ ("No decision matches %s"), bs_finder_get_text (search));
    }
  gtk_label_set_label (GTK_LABEL (self->place), text != NULL ? text : "");
  gtk_widget_set_sensitive (self->list_button, n > 0);
  gtk_widget_set_sensitive (self->break_button, found != NULL && !bs_finder_get_busy (search));
}

static void
fill_list (BsSearchBar *self)
{
  GArray *found = bs_finder_get_decisions (bs_debugger_get_search (self->debugger));
  g_autoptr (BsDecisionList) list = NULL;

  if (self->listed == found || !gtk_widget_get_mapped (self->list))
    return;

  g_clear_pointer (&self->listed, g_array_unref);
  if (found != NULL)
    {
      self->listed = g_array_ref (found);
      list = bs_decision_list_new_around (bs_debugger_get_trace (self->debugger), found, 0);
    }
  gtk_no_selection_set_model (self->selection, list != NULL ? G_LIST_MODEL (list) : NULL);
}

static void
found_cb (BsFinder *search, BsSearchBar *self)
{
  update (self);
  fill_list (self);
}

static void
list_mapped_cb (GtkWidget *list, BsSearchBar *self)
{
  if (self->debugger != NULL)
    fill_list (self);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  BsDecisionItem *row = gtk_list_item_get_item (item);
  g_autofree char *text = bs_trace_decision_text (bs_decision_item_get_trace (row),
                                                  bs_decision_item_get_decision (row));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
chosen_cb (GtkListView *list, guint position, BsSearchBar *self)
{
  g_autoptr (BsDecisionItem)
      item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL && self->debugger != NULL)
    bs_clock_seek (bs_debugger_get_clock (self->debugger), bs_decision_item_get_decision (item));
}

static void
next_cb (BsPredicateEntry *entry, BsSearchBar *self)
{
  if (self->debugger != NULL)
    bs_runner_run (bs_debugger_get_runner (self->debugger), BS_RUN_MATCH, TRUE);
}

static void
break_cb (GtkButton *button, BsSearchBar *self)
{
  if (self->debugger != NULL)
    bs_breakpoints_add (bs_debugger_get_breakpoints (self->debugger),
                        bs_predicate_entry_get_text (BS_PREDICATE_ENTRY (self->entry)));
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsSearchBar *self)
{
  if (key == GDK_KEY_Escape)
    bs_search_bar_close (self);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && (state & GDK_SHIFT_MASK)
           && self->debugger != NULL)
    bs_runner_run (bs_debugger_get_runner (self->debugger), BS_RUN_MATCH, FALSE);
  else
    return GDK_EVENT_PROPAGATE;

  return GDK_EVENT_STOP;
}

static void
content_cb (gpointer user_data)
{
  BsSearchBar *self = user_data;

  bs_predicate_entry_set_trace (BS_PREDICATE_ENTRY (self->entry),
                                bs_debugger_get_trace (self->debugger));
  fill_list (self);
}

static void
bs_search_bar_dispose (GObject *object)
{
  BsSearchBar *self = BS_SEARCH_BAR (object);

  bs_search_bar_set_debugger (self, NULL);
  g_clear_pointer (&self->listed, g_array_unref);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_search_bar_parent_class)->dispose (object);
}

static void
bs_search_bar_class_init (BsSearchBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_search_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEARCH);
}

static GtkWidget *
make_button (GtkWidget *box, const char *icon, const char *name, const char *tooltip,
             const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
make_list (BsSearchBar *self, GtkWidget *box)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new (), *popover = gtk_popover_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->selection = gtk_no_selection_new (NULL);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (self->selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Matches"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_size_request (scrolled, 440, 300);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  self->list_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->list_button), "view-list-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->list_button), popover);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->list_button), GTK_ARROW_UP);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->list_button), "view-list-symbolic");
  gtk_widget_set_valign (self->list_button, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->list_button, "flat");
  gtk_widget_set_tooltip_text (self->list_button, _ ("List of matches"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("List of matches"), -1);
  gtk_box_append (GTK_BOX (box), self->list_button);
  g_signal_connect (self->list, "activate", G_CALLBACK (chosen_cb), self);
  g_signal_connect (self->list, "map", G_CALLBACK (list_mapped_cb), self);
}

static void
bs_search_bar_init (BsSearchBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *close;

  gtk_widget_add_css_class (box, "search");
  self->entry = bs_predicate_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  bs_predicate_entry_set_label (BS_PREDICATE_ENTRY (self->entry), _ ("Find decisions"));
  gtk_box_append (GTK_BOX (box), self->entry);
  self->place = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->place), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (self->place, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->place, 8);
  gtk_widget_add_css_class (self->place, "dim-label");
  gtk_widget_add_css_class (self->place, "numeric");
  gtk_box_append (GTK_BOX (box), self->place);
  self->previous = make_button (box, "go-up-symbolic", _ ("Previous match"),
                                _ ("Previous match (Ctrl+Shift+G)"), "debug.find-previous");
  self->next = make_button (box, "go-down-symbolic", _ ("Next match"), _ ("Next match (Ctrl+G)"),
                            "debug.find-next");
  make_list (self, box);
  self->break_button = make_button (box, "bs-breakpoint-symbolic", _ ("Break at matches"),
                                    _ ("Make this a breakpoint"), NULL);
  close = make_button (box, "window-close-symbolic", _ ("Close search"), _ ("Close (Escape)"),
                       NULL);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer),
                                    GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (box, keys);
  g_signal_connect (self->entry, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect (self->break_button, "clicked", G_CALLBACK (break_cb), self);
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (bs_search_bar_close), self);
}

void
bs_search_bar_set_debugger (BsSearchBar *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_SEARCH_BAR (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->debugger != NULL)
    g_clear_signal_handler (&self->found_id, bs_debugger_get_search (self->debugger));
  g_set_object (&self->debugger, debugger);
  if (debugger == NULL)
    return;

  bs_predicate_entry_set_finder (BS_PREDICATE_ENTRY (self->entry),
                                 bs_debugger_get_search (debugger));
  self->found_id = g_signal_connect (bs_debugger_get_search (debugger), "changed",
                                     G_CALLBACK (found_cb), self);
  self->follower = bs_follower_new (debugger, content_cb, NULL, update, self);
}

void
bs_search_bar_open (BsSearchBar *self)
{
  g_return_if_fail (BS_IS_SEARCH_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  bs_predicate_entry_select (BS_PREDICATE_ENTRY (self->entry));
}

void
bs_search_bar_close (BsSearchBar *self)
{
  g_return_if_fail (BS_IS_SEARCH_BAR (self));

  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (self)), GTK_DIR_TAB_FORWARD);
  bs_predicate_entry_set_text (BS_PREDICATE_ENTRY (self->entry), "");
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
