/* SPDX-License-Identifier: Apache-2.0 */
/* An entry for a predicate over decisions. */
#include "config.h"

#include "app/window/parts/predicate-entry.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"
#include "app/window/parts/left-to-right.h"
#include "app/window/parts/predicate-words.h"

/* Nobody wants to hear what is wrong with half a word. */
#define COMPLAIN_MS 500

struct _BsPredicateEntry
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *entry, *count, *message;
  GtkWidget *popover, *list;

  BsTrace *trace;
  BsFinder *finder;
  gboolean own_finder;
  gulong found_id;
  guint complain_source;
  gboolean completing; /* the text changes because a word was chosen */
};

enum
{
  CHANGED,
  ACTIVATE,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsPredicateEntry, bs_predicate_entry, GTK_TYPE_WIDGET)

/* What was found */

static void
underline (BsPredicateEntry *self, glong where)
{
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();

  if (where >= 0)
    {
      PangoAttribute *attribute = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

      bs_predicate_word_span (bs_predicate_entry_get_text (self), where, &attribute->start_index,
                              &attribute->end_index);
      pango_attr_list_insert (list, attribute);
    }
  gtk_entry_set_attributes (GTK_ENTRY (self->entry), list);
}

static gboolean
complain_cb (gpointer user_data)
{
  BsPredicateEntry *self = user_data;
  const char *message = bs_finder_get_message (self->finder);

  /* Not before the word is chosen. */
  if (message != NULL && gtk_widget_get_visible (self->popover))
    return G_SOURCE_CONTINUE;

  self->complain_source = 0;
  gtk_label_set_label (GTK_LABEL (self->message), message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
  underline (self, message != NULL ? bs_finder_get_where (self->finder) : -1);
  if (message != NULL)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
      message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  return G_SOURCE_REMOVE;
}

static void
found_cb (BsFinder *finder, BsPredicateEntry *self)
{
  const GArray *decisions = bs_finder_get_decisions (finder);
  const char *message = bs_finder_get_message (finder);

  if (bs_finder_get_busy (finder))
    return;

  g_clear_handle_id (&self->complain_source, g_source_remove);
  if (message == NULL
      || !gtk_widget_has_focus (
          GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)))))
    complain_cb (self);
  else
    self->complain_source = g_timeout_add (COMPLAIN_MS, complain_cb, self);

  gtk_widget_set_visible (self->count, decisions != NULL);
  if (decisions != NULL)
    {
      g_autofree char *number = bs_format_count (decisions->len);
      g_autofree char *text = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "%s hit", "%s hits", decisions->len), number);

      gtk_label_set_label (GTK_LABEL (self->count), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
    }
  else if (message != NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
    }
}

/* Completion */

static void
hide_words (BsPredicateEntry *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static GtkWidget *
make_row (const BsPredicateWord *word)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (word->word), *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (name), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (name, "monospace");
  gtk_box_append (GTK_BOX (box), name);
  if (word->help != NULL)
    {
      GtkWidget *help = gtk_label_new (word->help);

      gtk_label_set_width_chars (GTK_LABEL (name), 14);
      gtk_label_set_xalign (GTK_LABEL (help), 0.0);
      gtk_label_set_ellipsize (GTK_LABEL (help), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (help, "dim-label");
      gtk_widget_add_css_class (help, "caption");
      gtk_widget_set_hexpand (help, TRUE);
      gtk_box_append (GTK_BOX (box), help);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE);
  g_object_set_data_full (G_OBJECT (row), "word", g_strdup (word->word), g_free);
  return row;
}

static gboolean
show_words (BsPredicateEntry *self, gboolean all)
{
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  g_autoptr (GPtrArray) words = NULL;
  GtkWidget *row;
  glong start;

  words = bs_predicate_words_at (self->trace, gtk_editable_get_text (editable),
                                 gtk_editable_get_position (editable), all, &start);
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  if (words->len == 0)
    {
      hide_words (self);
      return FALSE;
    }

  for (guint i = 0; i < words->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), make_row (words->pdata[i]));
  gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                           gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0));
  gtk_popover_popup (GTK_POPOVER (self->popover));
  return TRUE;
}

static void
choose (BsPredicateEntry *self, GtkListBoxRow *row)
{
  GtkEditable *editable = GTK_EDITABLE (self->entry);
  const char *word = g_object_get_data (G_OBJECT (row), "word");
  const char *text = gtk_editable_get_text (editable);
  int position = gtk_editable_get_position (editable), at;
  g_autoptr (GPtrArray) words = NULL;
  glong start;

  words = bs_predicate_words_at (self->trace, text, position, TRUE, &start);
  /* What is written already of the rest goes, too: half a name, the closing quote. */
  if (*word == '\'' && *g_utf8_offset_to_pointer (text, position) == '\'')
    position++;
  self->completing = TRUE;
  gtk_editable_delete_text (editable, (int) start, position);
  at = (int) start;
  gtk_editable_insert_text (editable, word, -1, &at);
  self->completing = FALSE;
  gtk_editable_set_position (editable, at);
  hide_words (self);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, BsPredicateEntry *self)
{
  choose (self, row);
}

static void
move_selection (BsPredicateEntry *self, int delta)
{
  GtkListBox *list = GTK_LIST_BOX (self->list);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (list);
  int index = (row != NULL ? gtk_list_box_row_get_index (row) : -1) + delta;
  GtkWidget *scrolled = gtk_widget_get_ancestor (self->list, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  row = gtk_list_box_get_row_at_index (list, MAX (index, 0));
  if (row == NULL)
    return;

  gtk_list_box_select_row (list, row);
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), self->list, &bounds))
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                               bounds.origin.y, bounds.origin.y + bounds.size.height);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  (const char *) g_object_get_data (G_OBJECT (row), "word"), -1);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsPredicateEntry *self)
{
  gboolean shown = gtk_widget_get_visible (self->popover);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  if (state & (GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_space && (state & GDK_CONTROL_MASK))
    {
      show_words (self, TRUE);
      return GDK_EVENT_STOP;
    }
  if (state & GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      if (!shown)
        return show_words (self, TRUE);
      move_selection (self, 1);
      return GDK_EVENT_STOP;

    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      if (shown)
        move_selection (self, -1);
      return shown;

    case GDK_KEY_Tab:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!shown || row == NULL)
        return GDK_EVENT_PROPAGATE;
      choose (self, row);
      return GDK_EVENT_STOP;

    case GDK_KEY_Escape:
      if (shown)
        hide_words (self);
      return shown;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* The entry */

static void
changed_cb (GtkEditable *editable, BsPredicateEntry *self)
{
  underline (self, -1);
  bs_finder_set_text (self->finder, gtk_editable_get_text (editable));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* After the cursor has moved behind what was typed. */
static void
position_cb (GtkEditable *editable, GParamSpec *pspec, BsPredicateEntry *self)
{
  if (self->completing || !gtk_widget_get_mapped (self->entry))
    return;

  if (gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (editable))))
    show_words (self, FALSE);
}

static void
activate_cb (GtkEntry *entry, BsPredicateEntry *self)
{
  if (bs_finder_get_message (self->finder) == NULL)
    {
      g_signal_emit (self, signals[ACTIVATE], 0);
      return;
    }

  hide_words (self);
  g_clear_handle_id (&self->complain_source, g_source_remove);
  complain_cb (self);
  gtk_widget_error_bell (self->entry);
}

static void
leave_cb (GtkEventControllerFocus *controller, BsPredicateEntry *self)
{
  /* It goes itself. */
  if (self->popover == NULL)
    return;

  hide_words (self);
  if (self->complain_source != 0)
    {
      g_clear_handle_id (&self->complain_source, g_source_remove);
      complain_cb (self);
    }
  g_signal_emit (self, signals[LEFT], 0);
}

static gboolean
bs_predicate_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BS_PREDICATE_ENTRY (widget)->entry);
}

static GtkSizeRequestMode
bs_predicate_entry_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bs_predicate_entry_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  gtk_widget_measure (BS_PREDICATE_ENTRY (widget)->box, orientation, for_size, minimum, natural,
                      NULL, NULL);
}

static void
bs_predicate_entry_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BsPredicateEntry *self = BS_PREDICATE_ENTRY (widget);

  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
bs_predicate_entry_dispose (GObject *object)
{
  BsPredicateEntry *self = BS_PREDICATE_ENTRY (object);

  g_clear_handle_id (&self->complain_source, g_source_remove);
  if (self->finder != NULL)
    g_clear_signal_handler (&self->found_id, self->finder);
  g_clear_object (&self->finder);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_predicate_entry_parent_class)->dispose (object);
}

static void
bs_predicate_entry_class_init (BsPredicateEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[] = { "changed", "activate", "left" };

  G_OBJECT_CLASS (klass)->dispose = bs_predicate_entry_dispose;
  widget_class->grab_focus = bs_predicate_entry_grab_focus;
  widget_class->focus = bs_focus_children;
  widget_class->get_request_mode = bs_predicate_entry_get_request_mode;
  widget_class->measure = bs_predicate_entry_measure;
  widget_class->size_allocate = bs_predicate_entry_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "predicate");

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
make_popover (BsPredicateEntry *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (self->list), TRUE);
  gtk_widget_add_css_class (self->list, "words");
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 240);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_size_request (scrolled, 420, -1);
  self->popover = gtk_popover_new ();
  /* The keyboard stays in the entry. */
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_widget_add_css_class (self->popover, "words");
  gtk_popover_set_child (GTK_POPOVER (self->popover), scrolled);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

static void
bs_predicate_entry_init (BsPredicateEntry *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), "type = 'word' AND batch_size < 8");
  bs_set_left_to_right (self->entry);
  gtk_entry_set_has_frame (GTK_ENTRY (self->entry), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 12);
  gtk_widget_add_css_class (self->entry, "monospace");
  gtk_widget_set_hexpand (self->entry, TRUE);
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "pill-label");
  gtk_widget_add_css_class (self->count, "numeric");
  gtk_widget_set_valign (self->count, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->count, FALSE);
  self->message = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->message), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0.0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->message), 40);
  gtk_label_set_selectable (GTK_LABEL (self->message), TRUE);
  gtk_widget_add_css_class (self->message, "error");
  gtk_widget_add_css_class (self->message, "caption");
  gtk_widget_set_visible (self->message, FALSE);
  gtk_box_append (GTK_BOX (row), self->entry);
  gtk_box_append (GTK_BOX (row), self->count);
  gtk_box_append (GTK_BOX (self->box), row);
  gtk_box_append (GTK_BOX (self->box), self->message);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  make_popover (self);

  bs_predicate_entry_set_finder (self, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  gtk_widget_add_controller (self->entry, focus);
  g_signal_connect (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->entry, "notify::cursor-position", G_CALLBACK (position_cb), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (activate_cb), self);
}

GtkWidget *
bs_predicate_entry_new (void)
{
  return g_object_new (BS_TYPE_PREDICATE_ENTRY, NULL);
}

void
bs_predicate_entry_set_finder (BsPredicateEntry *self, BsFinder *finder)
{
  g_autoptr (BsFinder) taken = NULL;

  g_return_if_fail (BS_IS_PREDICATE_ENTRY (self));

  taken = finder != NULL ? g_object_ref (finder) : bs_finder_new ();
  if (self->finder != NULL)
    g_clear_signal_handler (&self->found_id, self->finder);
  g_clear_object (&self->finder);
  self->own_finder = finder == NULL;
  if (self->own_finder)
    {
      bs_finder_set_trace (taken, self->trace);
      bs_finder_set_text (taken, bs_predicate_entry_get_text (self));
    }
  self->finder = g_steal_pointer (&taken);
  self->found_id = g_signal_connect (self->finder, "changed", G_CALLBACK (found_cb), self);
  bs_predicate_entry_set_text (self, bs_finder_get_text (self->finder));
  found_cb (self->finder, self);
}

BsFinder *
bs_predicate_entry_get_finder (BsPredicateEntry *self)
{
  g_return_val_if_fail (BS_IS_PREDICATE_ENTRY (self), NULL);

  return self->finder;
}

void
bs_predicate_entry_set_trace (BsPredicateEntry *self, BsTrace *trace)
{
  g_return_if_fail (BS_IS_PREDICATE_ENTRY (self));

  g_clear_pointer (&self->trace, bs_trace_unref);
  self->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  if (self->own_finder)
    bs_finder_set_trace (self->finder, trace);
}

void
bs_predicate_entry_set_text (BsPredicateEntry *self, const char *text)
{
  g_return_if_fail (BS_IS_PREDICATE_ENTRY (self));

  if (g_strcmp0 (text, bs_predicate_entry_get_text (self)) == 0)
    return;

  self->completing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  self->completing = FALSE;
}

const char *
bs_predicate_entry_get_text (BsPredicateEntry *self)
{
  g_return_val_if_fail (BS_IS_PREDICATE_ENTRY (self), "");

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
bs_predicate_entry_set_label (BsPredicateEntry *self, const char *label)
{
  g_return_if_fail (BS_IS_PREDICATE_ENTRY (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

void
bs_predicate_entry_select (BsPredicateEntry *self)
{
  g_return_if_fail (BS_IS_PREDICATE_ENTRY (self));

  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  hide_words (self);
}

gboolean
bs_predicate_entry_complete (BsPredicateEntry *self)
{
  g_return_val_if_fail (BS_IS_PREDICATE_ENTRY (self), FALSE);

  return show_words (self, TRUE);
}
