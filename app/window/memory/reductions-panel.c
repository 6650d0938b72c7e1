/* SPDX-License-Identifier: Apache-2.0 */
/* The reductions of the PQ-tree of a cell. */
#include "config.h"

#include "app/window/memory/reductions-panel.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/data-rows.h"
#include "app/window/parts/focus.h"

/* Columns of bs_cell_memory_reductions_table (). */
enum
{
  NUMBER,
  WHAT,
  VARIABLES,
  KEPT,
  BYTES,
  TEMPLATES,
  REASON
};

struct _BsReductionsPanel
{
  GtkWidget parent_instance;

  GtkWidget *content, *transport, *play_button, *advice_box, *what_if_button, *as_it_ran_button,
      *record_button;
  GtkLabel *accepted, *rejected, *none, *advice;
  GtkListView *list;

  BsMemoryCursor *cursor;
  BsCellMemory *shown; /* whose rows these are */
  guint32 n_calls;     /* they are of so many */
  BsDataRows *rows;
  BsTable *table;   /* what rows say now: sizes change with the number of calls, rows do not */
  GPtrArray *bound; /* GtkListItem that are on screen */
  GtkSingleSelection *selection;
  gboolean following; /* the selection changes because the cursor did */
};

G_DEFINE_FINAL_TYPE (BsReductionsPanel, bs_reductions_panel, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* A row is a line, unless there is more to say of it: it was rejected, or is the one that is looked
 * at. */
static void
show_reason (GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *words = gtk_widget_get_next_sibling (gtk_widget_get_first_child (row));
  GtkWidget *reason = gtk_widget_get_last_child (words);
  gboolean wanted = gtk_list_item_get_selected (item) || gtk_widget_has_css_class (row, "rejected");

  gtk_widget_set_visible (reason, wanted && *gtk_label_get_label (GTK_LABEL (reason)) != '\0');
}

static void
item_selected_cb (GtkListItem *item, GParamSpec *pspec, gpointer user_data)
{
  show_reason (item);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *number = add_label (row, "dim-label");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *what = add_label (line, "what");
  GtkWidget *variables = add_label (line, "numeric");
  GtkWidget *reason;
  GtkWidget *mark = gtk_image_new ();

  gtk_label_set_width_chars (GTK_LABEL (number), 3);
  gtk_label_set_xalign (GTK_LABEL (number), 1.0);
  gtk_widget_set_valign (number, GTK_ALIGN_START);
  gtk_widget_add_css_class (number, "numeric");
  /* At least as wide as the style says. */
  gtk_label_set_max_width_chars (GTK_LABEL (what), 20);
  gtk_label_set_ellipsize (GTK_LABEL (what), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (variables), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (variables, TRUE);
  gtk_box_append (GTK_BOX (words), line);
  reason = add_label (words, "caption");
  /* In a flap the panel is as wide as its longest line would like to be. */
  gtk_label_set_max_width_chars (GTK_LABEL (variables), 18);
  gtk_label_set_max_width_chars (GTK_LABEL (reason), 36);
  gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (reason), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (reason, "reason");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), mark);
  gtk_widget_add_css_class (row, "reduction");
  gtk_list_item_set_child (item, row);
  g_signal_connect (item, "notify::selected", G_CALLBACK (item_selected_cb), NULL);
}

static void
set_text (GtkWidget *label, const BsTable *table, guint row, guint column)
{
  const char *text = bs_table_peek_text (table, row, column);

  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
}

/* All that changes with the number of calls. */
static void
show_sizes (BsReductionsPanel *self, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *words = gtk_widget_get_next_sibling (gtk_widget_get_first_child (row));

  set_text (gtk_widget_get_last_child (words), self->table,
            bs_data_row_get_row (gtk_list_item_get_item (item)), REASON);
  show_reason (item);
}

static void
show_item (BsReductionsPanel *self, GtkListItem *item)
{
  BsDataRow *data = gtk_list_item_get_item (item);
  const BsTable *table = self->table;
  guint index = bs_data_row_get_row (data);
  gboolean kept = bs_table_get_integer (table, index, KEPT) != 0;
  g_autofree char *number = bs_table_get_text (table, index, NUMBER);
  g_autofree char *name = NULL;
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_first_child (row);
  GtkWidget *words = gtk_widget_get_next_sibling (label);
  GtkWidget *mark = gtk_widget_get_next_sibling (words);
  GtkWidget *line = gtk_widget_get_first_child (words);
  GtkWidget *what = gtk_widget_get_first_child (line);

  gtk_label_set_label (GTK_LABEL (label), number);
  set_text (what, table, index, WHAT);
  set_text (gtk_widget_get_next_sibling (what), table, index, VARIABLES);
  gtk_widget_set_tooltip_text (line, bs_table_peek_text (table, index, VARIABLES));

  gtk_image_set_from_icon_name (GTK_IMAGE (mark),
                                kept ? "object-select-symbolic" : "window-close-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kept ? _ ("kept") : _ ("rejected"), -1);
  gtk_widget_remove_css_class (row, kept ? "rejected" : "kept");
  gtk_widget_add_css_class (row, kept ? "kept" : "rejected");
  name = g_strdup_printf ("%s: %s", gtk_label_get_label (GTK_LABEL (what)),
                          gtk_label_get_label (GTK_LABEL (gtk_widget_get_next_sibling (what))));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  show_sizes (self, item);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, BsReductionsPanel *self)
{
  g_ptr_array_add (self->bound, item);
  show_item (self, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, BsReductionsPanel *self)
{
  g_ptr_array_remove_fast (self->bound, item);
}

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, BsReductionsPanel *self)
{
  guint position = gtk_single_selection_get_selected (selection);

  if (self->following || self->cursor == NULL || position == GTK_INVALID_LIST_POSITION)
    return;

  bs_memory_cursor_pause (self->cursor);
  bs_memory_cursor_set_reduction (self->cursor, position + 1);
}

/* All reductions made is how the page is found: then none of them stands out, unless somebody chose
 * it. */
static void
follow_selection (BsReductionsPanel *self)
{
  guint32 n = bs_memory_cursor_get_n_reductions (self->cursor);
  guint32 made = bs_memory_cursor_get_reduction (self->cursor);
  guint before = gtk_single_selection_get_selected (self->selection);
  guint now = made >= 1 && made <= n ? made - 1 : GTK_INVALID_LIST_POSITION;

  if (now == before || (made == n && before == GTK_INVALID_LIST_POSITION))
    return;

  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, now);
  self->following = FALSE;
  if (now != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", now);
}

static void
changed_cb (BsMemoryCursor *cursor, BsReductionsPanel *self)
{
  gboolean playing = bs_memory_cursor_is_playing (cursor);

  follow_selection (self);
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button,
                               playing ? _ ("Pause (Ctrl+P)") : _ ("Play the reductions (Ctrl+P)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? _ ("Pause") : _ ("Play the reductions"), -1);
}

static void
show_counts (BsReductionsPanel *self, const BsCellMemory *memory)
{
  guint32 n_accepted = 0, n_rejected = 0;
  g_autofree char *accepted = NULL, *rejected = NULL;
  g_autofree char *accepted_words = NULL, *rejected_words = NULL;

  if (memory != NULL)
    bs_plan_replay_count (memory->replay, &n_accepted, &n_rejected);
  accepted = g_strdup_printf ("✓ %u", n_accepted);
  rejected = g_strdup_printf ("✗ %u", n_rejected);
  accepted_words = g_strdup_printf (ngettext ("%u kept", "%u kept", n_accepted), n_accepted);
  rejected_words = g_strdup_printf (ngettext ("%u rejected", "%u rejected", n_rejected),
                                    n_rejected);
  gtk_label_set_label (self->accepted, accepted);
  gtk_label_set_label (self->rejected, rejected);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->accepted), accepted_words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->rejected), rejected_words);
  gtk_widget_set_visible (GTK_WIDGET (self->accepted), n_accepted > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->rejected), n_accepted + n_rejected > 0);
}

/* What could be better, with a button that shows it; or the way back. */
static void
show_advice (BsReductionsPanel *self, const BsCellMemory *memory)
{
  gboolean now = bs_memory_cursor_is_planned_now (self->cursor);
  gboolean tried = now && bs_memory_cursor_is_planned (self->cursor);
  const char *problem = bs_memory_cursor_get_planning_problem (self->cursor);
  g_autofree char *advice = NULL;

  if (bs_memory_cursor_is_guessed (self->cursor))
    advice = g_strdup (
        _ ("Planned now with the planner “full”, for as many words and labels as the "
           "samples have: the trace does not say how many its inputs had."));
  else if (tried)
    advice = g_strdup (_ ("What if: planned now with the planner “full”. This is not what ran."));
  else if (memory != NULL && problem != NULL)
    advice = g_strdup (problem);
  else if (memory != NULL)
    advice = bs_cell_memory_advice (memory, self->n_calls);
  gtk_label_set_label (self->advice, advice != NULL ? advice : "");
  gtk_widget_set_visible (self->advice_box, advice != NULL);
  gtk_widget_set_visible (self->what_if_button,
                          problem == NULL && bs_memory_cursor_can_plan_now (self->cursor));
  gtk_widget_set_visible (self->record_button, memory != NULL && now);
  gtk_widget_set_visible (self->as_it_ran_button, tried);
}

static void
take_table (BsReductionsPanel *self, BsTable *table)
{
  g_clear_pointer (&self->table, bs_table_unref);
  self->table = table;
}

static void
content_cb (BsMemoryCursor *cursor, BsReductionsPanel *self)
{
  BsCellMemory *memory = bs_memory_cursor_get_cell (cursor);
  guint32 n_calls = bs_memory_cursor_get_selection (cursor).n_calls;

  if (memory != NULL && memory == self->shown && n_calls != self->n_calls)
    {
      self->n_calls = n_calls;
      take_table (self, bs_cell_memory_reductions_table (memory, n_calls));
      for (guint i = 0; i < self->bound->len; i++)
        show_sizes (self, self->bound->pdata[i]);
    }
  else if (memory != self->shown)
    {
      guint n;

      if (memory != NULL)
        bs_cell_memory_ref (memory);
      g_clear_pointer (&self->shown, bs_cell_memory_unref);
      self->shown = memory;
      self->n_calls = n_calls;
      take_table (self, memory != NULL ? bs_cell_memory_reductions_table (memory, n_calls) : NULL);
      n = self->table != NULL ? bs_table_get_n_rows (self->table) : 0;
      self->following = TRUE;
      bs_data_rows_set (self->rows, self->table, NULL, NULL);
      gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
      self->following = FALSE;
      show_counts (self, memory);
      gtk_label_set_label (self->none,
                           memory != NULL
                               ? _ ("No order was asked for: the variables lie as they were made.")
                               : _ ("What is asked of the PQ-tree is listed here where there is "
                                    "a plan."));
      gtk_widget_set_visible (GTK_WIDGET (self->none), n == 0);
      gtk_widget_set_visible (self->transport, n > 0);
    }
  show_advice (self, memory);
  changed_cb (cursor, self);
}

static void
bs_reductions_panel_dispose (GObject *object)
{
  BsReductionsPanel *self = BS_REDUCTIONS_PANEL (object);

  self->following = TRUE;
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->table, bs_table_unref);
  g_clear_pointer (&self->bound, g_ptr_array_unref);
  g_clear_object (&self->cursor);
  g_clear_pointer (&self->shown, bs_cell_memory_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_REDUCTIONS_PANEL);

  G_OBJECT_CLASS (bs_reductions_panel_parent_class)->dispose (object);
}

static gboolean
bs_reductions_panel_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return bs_focus_past_list (widget, GTK_WIDGET (BS_REDUCTIONS_PANEL (widget)->list), direction);
}

static void
bs_reductions_panel_class_init (BsReductionsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_reductions_panel_dispose;
  widget_class->focus = bs_reductions_panel_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/reductions-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, content);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, transport);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, play_button);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, none);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, advice_box);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, what_if_button);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, as_it_ran_button);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, accepted);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, rejected);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, record_button);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, advice);
  gtk_widget_class_bind_template_child (widget_class, BsReductionsPanel, list);
}

static void
bs_reductions_panel_init (BsReductionsPanel *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = bs_data_rows_new ();
  self->bound = g_ptr_array_new ();
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, 0);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

void
bs_reductions_panel_set_cursor (BsReductionsPanel *self, BsMemoryCursor *cursor)
{
  g_return_if_fail (BS_IS_REDUCTIONS_PANEL (self));
  g_return_if_fail (self->cursor == NULL);

  self->cursor = g_object_ref (cursor);
  g_signal_connect_object (cursor, "content", G_CALLBACK (content_cb), self, 0);
  g_signal_connect_object (cursor, "changed", G_CALLBACK (changed_cb), self, 0);
  content_cb (cursor, self);
}
