/* SPDX-License-Identifier: Apache-2.0 */
/* The table twin of the decision strip. */
#include "config.h"

#include "app/window/clock/decision-table.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/column-view.h"
#include "app/window/model/decision-list.h"
#include "app/window/parts/format.h"
#include "app/window/parts/type-chip.h"

struct _BsDecisionTable
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  GtkWidget *view;
  GtkSingleSelection *selection;
  BsTrace *trace; /* whose rows are not made yet */
  BsClock *clock;
  gulong moved_id;
  gboolean following; /* the selection changes because the clock did */
  guint focus_source, scroll_source;
};

G_DEFINE_FINAL_TYPE (BsDecisionTable, bs_decision_table, GTK_TYPE_WIDGET)

static char *
decision_text (const BsTrace *trace, guint32 decision)
{
  return bs_format_count (decision);
}

static char *
mini_batch_text (const BsTrace *trace, guint32 decision)
{
  return bs_format_count (bs_trace_decision (trace, decision)->mini_batch);
}

static char *
type_text (const BsTrace *trace, guint32 decision)
{
  return g_strdup (trace->types->types[bs_trace_decision (trace, decision)->type].name);
}

static char *
size_text (const BsTrace *trace, guint32 decision)
{
  return bs_format_count (bs_trace_decision (trace, decision)->size);
}

static char *
reason_text (const BsTrace *trace, guint32 decision)
{
  return g_strdup (bs_reason_to_string (bs_trace_decision (trace, decision)->reason));
}

typedef struct
{
  const char *title;
  char *(*text) (const BsTrace *trace, guint32 decision);
  gboolean number, expand;
} Column;

static const Column columns[] = {
  { N_ ("Decision"), decision_text, TRUE, FALSE },
  { N_ ("Mini-batch"), mini_batch_text, TRUE, FALSE },
  { N_ ("Type"), type_text, FALSE, FALSE },
  { N_ ("Batch size"), size_text, TRUE, FALSE },
  { N_ ("State"), bs_trace_state_text, FALSE, TRUE },
  { N_ ("Reason"), reason_text, FALSE, FALSE },
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->number ? 1.0 : 0.0);
  if (column->number)
    gtk_widget_add_css_class (label, "numeric");
  else
    gtk_label_set_width_chars (GTK_LABEL (label), 9);
  if (column->expand)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);

  if (column->text == type_text)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

      gtk_box_append (GTK_BOX (box), bs_type_chip_new (16));
      gtk_box_append (GTK_BOX (box), label);
      gtk_list_item_set_child (item, box);
    }
  else
    {
      gtk_list_item_set_child (item, label);
    }
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  BsDecisionItem *row = gtk_list_item_get_item (item);
  BsTrace *trace = bs_decision_item_get_trace (row);
  guint32 decision = bs_decision_item_get_decision (row);
  g_autofree char *text = column->text (trace, decision);
  GtkWidget *child = gtk_list_item_get_child (item);

  if (column->text == type_text)
    {
      GtkWidget *chip = gtk_widget_get_first_child (child);

      bs_type_chip_set (BS_TYPE_CHIP (chip), trace->types,
                        bs_trace_decision (trace, decision)->type, TRUE);
      child = gtk_widget_get_next_sibling (chip);
    }
  gtk_label_set_label (GTK_LABEL (child), text);
}

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, BsDecisionTable *self)
{
  guint position = gtk_single_selection_get_selected (selection);

  if (!self->following && self->clock != NULL && position != GTK_INVALID_LIST_POSITION)
    bs_clock_seek (self->clock, position + 1);
}

static gboolean
focus_cb (gpointer user_data)
{
  BsDecisionTable *self = user_data;

  self->focus_source = 0;
  bs_column_view_focus_selected (GTK_COLUMN_VIEW (self->view));
  return G_SOURCE_REMOVE;
}

/* A row gets its widget with the next frame. */
static void
queue_focus (BsDecisionTable *self)
{
  if (self->focus_source == 0)
    self->focus_source = g_timeout_add (50, focus_cb, self);
}

static void
follow_clock (BsDecisionTable *self)
{
  guint position;

  /* Out of sight it costs nothing; map() catches up. */
  if (self->clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  position = bs_clock_get_decision (self->clock) - 1;
  if (gtk_single_selection_get_selected (self->selection) == position)
    return;

  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->following = FALSE;
  bs_column_view_scroll_to (GTK_COLUMN_VIEW (self->view), position);
  /* The arrow keys go on from the decision on the clock. */
  if (gtk_widget_get_state_flags (self->view) & GTK_STATE_FLAG_FOCUS_WITHIN)
    queue_focus (self);
}

static gboolean
scroll_cb (gpointer user_data)
{
  BsDecisionTable *self = user_data;

  self->scroll_source = 0;
  if (self->clock != NULL)
    bs_column_view_scroll_to (GTK_COLUMN_VIEW (self->view),
                              bs_clock_get_decision (self->clock) - 1);

  return G_SOURCE_REMOVE;
}

/* Rows cost widgets: none before somebody looks. */
static void
make_rows (BsDecisionTable *self)
{
  g_autoptr (BsDecisionList) list = NULL;

  if (self->trace == NULL)
    return;

  list = bs_decision_list_new (self->trace);
  g_clear_pointer (&self->trace, bs_trace_unref);
  self->following = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (list));
  self->following = FALSE;
}

static void
bs_decision_table_map (GtkWidget *widget)
{
  BsDecisionTable *self = BS_DECISION_TABLE (widget);

  make_rows (self);
  GTK_WIDGET_CLASS (bs_decision_table_parent_class)->map (widget);
  follow_clock (self);
  /* A list without a height cannot scroll, and loses its rows: after the first frame. */
  if (self->scroll_source == 0)
    self->scroll_source = g_timeout_add (50, scroll_cb, self);
}

static gboolean
bs_decision_table_grab_focus (GtkWidget *widget)
{
  BsDecisionTable *self = BS_DECISION_TABLE (widget);

  follow_clock (self);
  if (bs_column_view_focus_selected (GTK_COLUMN_VIEW (self->view)))
    return TRUE;

  queue_focus (self);
  return gtk_widget_grab_focus (self->view);
}

static void
bs_decision_table_dispose (GObject *object)
{
  BsDecisionTable *self = BS_DECISION_TABLE (object);

  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->clock != NULL)
    g_clear_signal_handler (&self->moved_id, self->clock);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bs_decision_table_parent_class)->dispose (object);
}

static void
bs_decision_table_class_init (BsDecisionTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_decision_table_dispose;
  widget_class->map = bs_decision_table_map;
  widget_class->grab_focus = bs_decision_table_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bs_decision_table_init (BsDecisionTable *self)
{
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, 0);

  self->view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Decisions"), -1);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->view);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) &columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) &columns[i]);
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      gtk_column_view_column_set_expand (column, columns[i].expand);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
      if (columns[i].number)
        bs_column_view_align_title_end (GTK_COLUMN_VIEW (self->view), i);
    }
}

void
bs_decision_table_set_content (BsDecisionTable *self, BsTrace *trace, BsClock *clock)
{
  g_return_if_fail (BS_IS_DECISION_TABLE (self));

  if (self->clock != NULL)
    g_clear_signal_handler (&self->moved_id, self->clock);
  g_set_object (&self->clock, clock);

  self->following = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  self->following = FALSE;
  g_clear_pointer (&self->trace, bs_trace_unref);
  self->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_rows (self);

  if (clock != NULL)
    self->moved_id = g_signal_connect_swapped (clock, "moved", G_CALLBACK (follow_clock), self);
  follow_clock (self);
}
