/* SPDX-License-Identifier: Apache-2.0 */
/* The bookmarks and notes of a trace in a popover. */
#include "config.h"

#include "app/window/clock/remark-list.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"

#define WIDTH 400
#define LIST_HEIGHT 260
#define NOTE_HEIGHT 72

struct _BsRemarkList
{
  GtkWidget parent_instance;

  GtkWidget *content, *list, *here, *text;
  GtkTextBuffer *buffer; /* of @text */
  BsDebugger *debugger;
  BsFollower *follower;
  gulong notes_id;
  guint32 decision; /* whose note is in @text */
};

G_DEFINE_FINAL_TYPE (BsRemarkList, bs_remark_list, GTK_TYPE_WIDGET)

static BsRemarks *
get_remarks (BsRemarkList *self, BsRemarkKind kind)
{
  return kind == BS_REMARK_NOTE ? bs_debugger_get_notes (self->debugger)
                                : bs_debugger_get_bookmarks (self->debugger);
}

/* Rows */

static BsRemark *
remark_of (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return row != NULL ? g_object_get_data (G_OBJECT (row), "remark") : NULL;
}

static void
go_cb (GtkWidget *button, BsRemarkList *self)
{
  bs_clock_seek (bs_debugger_get_clock (self->debugger),
                 bs_remark_get_decision (remark_of (button)));
}

static void
remove_cb (GtkWidget *button, BsRemarkList *self)
{
  BsRemark *remark = remark_of (button);

  bs_remarks_remove (get_remarks (self, bs_remark_get_kind (remark)), remark);
}

/* The row may be made anew by it. */
static void
take_name (BsRemarkList *self, GtkWidget *entry)
{
  BsRemark *found = remark_of (entry);
  g_autoptr (BsRemark) remark = found != NULL ? g_object_ref (found) : NULL;

  if (remark != NULL && self->debugger != NULL)
    bs_remarks_edit (get_remarks (self, BS_REMARK_BOOKMARK), remark,
                     gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static void
activate_cb (GtkWidget *entry, BsRemarkList *self)
{
  take_name (self, entry);
}

static void
leave_cb (GtkEventController *controller, BsRemarkList *self)
{
  take_name (self, gtk_event_controller_get_widget (controller));
}

static GtkWidget *
make_name_entry (BsRemarkList *self, BsRemark *remark)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  const char *name = bs_remark_get_text (remark);

  gtk_editable_set_text (GTK_EDITABLE (entry), name != NULL ? name : "");
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Name"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), BS_SIDECAR_MAX_NAME / 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the bookmark"), -1);
  g_signal_connect (entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static GtkWidget *
make_note_label (BsRemark *remark)
{
  g_autofree char *words = bs_remark_get_words (remark);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  return label;
}

static GtkWidget *
make_row (gpointer object, gpointer user_data)
{
  BsRemarkList *self = user_data;
  BsRemark *remark = object;
  gboolean is_note = bs_remark_get_kind (remark) == BS_REMARK_NOTE;
  const char *removes = is_note ? _ ("Remove note") : _ ("Remove bookmark");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *row = gtk_list_box_row_new ();
  g_autofree char *number = bs_format_count (bs_remark_get_decision (remark));
  g_autofree char *label = g_strdup_printf (_ ("Decision %s"), number);
  GtkWidget *go = gtk_button_new_with_label (label);
  GtkWidget *drop = gtk_button_new_from_icon_name ("user-trash-symbolic");
  GtkWidget *text = is_note ? make_note_label (remark) : make_name_entry (self, remark);
  GtkWidget *icon = gtk_image_new_from_icon_name (is_note ? "document-edit-symbolic"
                                                          : "user-bookmarks-symbolic");

  gtk_widget_set_tooltip_text (icon, is_note ? _ ("Note") : _ ("Bookmark"));
  gtk_widget_set_tooltip_text (go, _ ("Go to this decision"));
  gtk_widget_add_css_class (go, "flat");
  gtk_widget_set_valign (go, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (drop, "flat");
  gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (drop, removes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, removes,
                                  -1);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), go);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), drop);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "remark", g_object_ref (remark), g_object_unref);

  g_signal_connect (go, "clicked", G_CALLBACK (go_cb), self);
  g_signal_connect (drop, "clicked", G_CALLBACK (remove_cb), self);
  return row;
}

/* Both kinds by decision, a bookmark before a note. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  BsRemark *x = (BsRemark *) a, *y = (BsRemark *) b;
  guint32 dx = bs_remark_get_decision (x), dy = bs_remark_get_decision (y);

  if (dx != dy)
    return dx < dy ? -1 : 1;
  return (int) bs_remark_get_kind (x) - (int) bs_remark_get_kind (y);
}

static GListModel *
make_model (BsRemarkList *self)
{
  GListStore *kinds = g_list_store_new (G_TYPE_LIST_MODEL);
  GtkFlattenListModel *all = gtk_flatten_list_model_new (G_LIST_MODEL (kinds));

  for (guint kind = 0; kind < BS_N_REMARK_KINDS; kind++)
    g_list_store_append (kinds, get_remarks (self, (BsRemarkKind) kind));
  return G_LIST_MODEL (gtk_sort_list_model_new (
      G_LIST_MODEL (all), GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL))));
}

/* The note at this decision */

static void
take_note (BsRemarkList *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (self->debugger == NULL || !gtk_text_buffer_get_modified (self->buffer))
    return;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  text = gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
  gtk_text_buffer_set_modified (self->buffer, FALSE);
  bs_remarks_write (get_remarks (self, BS_REMARK_NOTE), self->decision, text);
}

/* What is being written stays, whatever else changes. */
static void
show_note (BsRemarkList *self)
{
  BsRemark *note = bs_remarks_at (get_remarks (self, BS_REMARK_NOTE), self->decision);

  if (gtk_text_buffer_get_modified (self->buffer) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  gtk_text_buffer_set_text (self->buffer, note != NULL ? bs_remark_get_text (note) : "", -1);
  gtk_text_buffer_set_modified (self->buffer, FALSE);
}

static void
update (gpointer user_data)
{
  BsRemarkList *self = user_data;
  g_autofree char *number = NULL, *label = NULL;

  take_note (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->decision = bs_debugger_get_decision (self->debugger);
  number = bs_format_count (self->decision);
  label = g_strdup_printf (_ ("Note at decision %s"), number);
  gtk_label_set_label (GTK_LABEL (self->here), label);
  show_note (self);
}

static void
text_leave_cb (GtkEventController *controller, BsRemarkList *self)
{
  take_note (self);
}

static gboolean
done_cb (GtkWidget *text, GVariant *args, gpointer user_data)
{
  GtkWidget *popover = gtk_widget_get_ancestor (text, GTK_TYPE_POPOVER);

  take_note (BS_REMARK_LIST (user_data));
  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  return TRUE;
}

static GtkWidget *
make_note_view (BsRemarkList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->text = gtk_text_view_new ();
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->text), 6);
  gtk_widget_set_tooltip_text (self->text, _ ("Kept when you leave it (Ctrl+Enter); without a text "
                                              "there is no note"));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  self->here, NULL, -1);
  g_signal_connect (focus, "leave", G_CALLBACK (text_leave_cb), self);
  gtk_widget_add_controller (self->text, focus);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                        gtk_callback_action_new (done_cb, self, NULL)));
  gtk_widget_add_controller (self->text, keys);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->text);
  gtk_widget_set_size_request (scrolled, -1, NOTE_HEIGHT);
  return scrolled;
}

static void
bs_remark_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bs_remark_list_parent_class)->map (widget);
  if (BS_REMARK_LIST (widget)->debugger != NULL)
    update (widget);
}

static void
bs_remark_list_unmap (GtkWidget *widget)
{
  take_note (BS_REMARK_LIST (widget));
  GTK_WIDGET_CLASS (bs_remark_list_parent_class)->unmap (widget);
}

static void
bs_remark_list_dispose (GObject *object)
{
  BsRemarkList *self = BS_REMARK_LIST (object);

  bs_remark_list_set_debugger (self, NULL);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_remark_list_parent_class)->dispose (object);
}

static void
bs_remark_list_class_init (BsRemarkListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_remark_list_dispose;
  widget_class->map = bs_remark_list_map;
  widget_class->unmap = bs_remark_list_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_list (BsRemarkList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *empty = gtk_label_new (_ ("Decisions to come back to, and what to say of them."));

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "breakpoints");
  gtk_label_set_wrap (GTK_LABEL (empty), TRUE);
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), empty);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  return scrolled;
}

static void
bs_remark_list_init (BsRemarkList *self)
{
  GtkWidget *title = gtk_label_new (_ ("Bookmarks and notes")), *toggle;

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_set_size_request (self->content, WIDTH, -1);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_halign (title, GTK_ALIGN_START);
  self->here = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->here, "caption-heading");
  gtk_widget_add_css_class (self->here, "dim-label");
  gtk_widget_set_halign (self->here, GTK_ALIGN_START);
  toggle = gtk_button_new_with_mnemonic (_ ("_Bookmark this decision"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (toggle), "debug.bookmark");
  gtk_widget_set_tooltip_text (toggle, _ ("Set or remove a bookmark here (Ctrl+B)"));
  gtk_box_append (GTK_BOX (self->content), title);
  gtk_box_append (GTK_BOX (self->content), make_list (self));
  gtk_box_append (GTK_BOX (self->content), toggle);
  gtk_box_append (GTK_BOX (self->content), self->here);
  gtk_box_append (GTK_BOX (self->content), make_note_view (self));
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

void
bs_remark_list_set_debugger (BsRemarkList *self, BsDebugger *debugger)
{
  g_autoptr (GListModel) model = NULL;

  g_return_if_fail (BS_IS_REMARK_LIST (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->debugger != NULL)
    {
      take_note (self);
      g_clear_signal_handler (&self->notes_id, get_remarks (self, BS_REMARK_NOTE));
    }
  if (self->content != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  g_set_object (&self->debugger, debugger);
  if (debugger == NULL)
    return;

  model = make_model (self);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), model, make_row, self, NULL);
  self->notes_id = g_signal_connect_swapped (get_remarks (self, BS_REMARK_NOTE), "changed",
                                             G_CALLBACK (show_note), self);
  self->follower = bs_follower_new (debugger, NULL, NULL, update, self);
}

static gboolean
focus_cb (gpointer text)
{
  gtk_widget_grab_focus (text);
  return G_SOURCE_REMOVE;
}

void
bs_remark_list_write (BsRemarkList *self)
{
  g_return_if_fail (BS_IS_REMARK_LIST (self));

  /* A popover takes the keyboard when it is shown. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (self->text), g_object_unref);
}
