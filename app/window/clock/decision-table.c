/* SPDX-License-Identifier: Apache-2.0 */
/* The table twin of the decision strip. */
#include "config.h"

#include "app/window/clock/decision-table.h"

#include <glib/gi18n-lib.h>

#include "app/window/clock/decision-order.h"
#include "app/window/model/decision-list.h"
#include "app/window/parts/column-view.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/parts/predicate-entry.h"
#include "app/window/parts/type-chip.h"

/* Every 50 ms. */
#define FOCUS_TRIES 20

struct _BsDecisionTable
{
  GtkWidget parent_instance;

  GtkWidget *box, *filter;
  GtkWidget *view;
  GtkSingleSelection *selection;
  GHashTable *bound; /* GtkListItems that have a row, and their columns */

  BsDebugger *debugger;
  BsFollower *follower;
  gulong marks_ids[2];
  BsClock *clock;     /* of the debugger */
  gboolean made;      /* rows were */
  gboolean following; /* the selection changes because the clock did */
  guint focus_source, focuses_left, scroll_source, scrolls_left;

  int column; /* sorted by, -1: none */
  gboolean descending;
  int asked;              /* the first column that its sorter was asked about */
  GArray *order;          /* (nullable): what is shown; else all as they were taken */
  GCancellable *ordering; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsDecisionTable, bs_decision_table, GTK_TYPE_WIDGET)

static char *
decision_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  return bs_format_count (decision);
}

static char *
mini_batch_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  return bs_format_count (bs_trace_decision (trace, decision)->mini_batch);
}

static char *
type_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  return g_strdup (trace->types->types[bs_trace_decision (trace, decision)->type].name);
}

static char *
size_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  return bs_format_count (bs_trace_decision (trace, decision)->size);
}

static char *
state_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  return bs_trace_state_text (trace, decision);
}

static char *
reason_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  return g_strdup (bs_reason_to_string (bs_trace_decision (trace, decision)->reason));
}

static char *
breakpoint_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  return g_strdup (
      bs_breakpoints_at (bs_debugger_get_breakpoints (self->debugger), decision) != NULL ? "●"
                                                                                         : "");
}

static char *
bookmark_text (BsDecisionTable *self, const BsTrace *trace, guint32 decision)
{
  BsRemark *item = bs_remarks_at (bs_debugger_get_bookmarks (self->debugger), decision);
  const char *name = item != NULL ? bs_remark_get_text (item) : NULL;

  return g_strdup (item == NULL ? "" : name != NULL ? name : "⚑");
}

typedef struct
{
  const char *title;
  char *(*text) (BsDecisionTable *self, const BsTrace *trace, guint32 decision);
  gboolean number, expand;
  guint chars; /* wide */
} Column;

static const Column columns[BS_N_DECISION_ORDERS] = {
  [BS_DECISION_ORDER_DECISION] = { N_ ("Decision"), decision_text, TRUE, FALSE, 9 },
  [BS_DECISION_ORDER_BREAKPOINT] = { N_ ("Breakpoint"), breakpoint_text, FALSE, FALSE, 9 },
  [BS_DECISION_ORDER_BOOKMARK] = { N_ ("Bookmark"), bookmark_text, FALSE, FALSE, 12 },
  [BS_DECISION_ORDER_MINI_BATCH] = { N_ ("Mini-batch"), mini_batch_text, TRUE, FALSE, 9 },
  [BS_DECISION_ORDER_TYPE] = { N_ ("Type"), type_text, FALSE, FALSE, 12 },
  [BS_DECISION_ORDER_SIZE] = { N_ ("Batch size"), size_text, TRUE, FALSE, 9 },
  [BS_DECISION_ORDER_STATE] = { N_ ("State"), state_text, FALSE, TRUE, 16 },
  [BS_DECISION_ORDER_REASON] = { N_ ("Reason"), reason_text, FALSE, FALSE, 18 },
};

/* Inscriptions are laid out when they are drawn: of the hundreds of rows that a view prepares, few are. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  GtkInscription *cell = GTK_INSCRIPTION (gtk_inscription_new (NULL));

  gtk_inscription_set_min_chars (cell, column->chars);
  gtk_inscription_set_nat_chars (cell, column->chars);
  gtk_inscription_set_text_overflow (cell, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (column->number)
    gtk_inscription_set_xalign (cell, (float) bs_column_view_set_number (GTK_WIDGET (cell)));
  else
    gtk_inscription_set_xalign (cell, 0.0);

  if (column->text == type_text)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

      gtk_box_append (GTK_BOX (box), bs_type_chip_new (16));
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell));
      gtk_list_item_set_child (item, box);
    }
  else
    {
      gtk_list_item_set_child (item, GTK_WIDGET (cell));
    }
}

static void
show_cell (BsDecisionTable *self, GtkListItem *item, const Column *column)
{
  BsDecisionItem *row = gtk_list_item_get_item (item);
  BsTrace *trace = bs_decision_item_get_trace (row);
  guint32 decision = bs_decision_item_get_decision (row);
  g_autofree char *text = column->text (self, trace, decision);
  GtkWidget *child = gtk_list_item_get_child (item);

  if (column->text == type_text)
    {
      GtkWidget *chip = gtk_widget_get_first_child (child);

      bs_type_chip_set (BS_TYPE_CHIP (chip), trace->types,
                        bs_trace_decision (trace, decision)->type, TRUE);
      child = gtk_widget_get_next_sibling (chip);
    }
  gtk_inscription_set_text (GTK_INSCRIPTION (child), text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  BsDecisionTable *self = g_object_get_data (G_OBJECT (factory), "table");

  g_hash_table_insert (self->bound, item, (gpointer) column);
  show_cell (self, item, column);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  BsDecisionTable *self = g_object_get_data (G_OBJECT (factory), "table");

  g_hash_table_remove (self->bound, item);
}

/* Where a decision is among all that are to be shown. */
static guint
place_of (BsDecisionTable *self, guint32 decision)
{
  if (self->order == NULL)
    return decision - 1;

  for (guint i = 0; i < self->order->len; i++)
    if (g_array_index (self->order, guint32, i) == decision)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

static guint
find_position (BsDecisionTable *self, guint32 decision)
{
  GListModel *list = gtk_single_selection_get_model (self->selection);
  guint place = place_of (self, decision);

  return list != NULL && place != GTK_INVALID_LIST_POSITION
             ? bs_decision_list_find (BS_DECISION_LIST (list), place)
             : GTK_INVALID_LIST_POSITION;
}

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, BsDecisionTable *self)
{
  BsDecisionItem *item = gtk_single_selection_get_selected_item (selection);

  if (!self->following && self->clock != NULL && item != NULL)
    bs_clock_seek (self->clock, bs_decision_item_get_decision (item));
}

static gboolean
focus_cb (gpointer user_data)
{
  BsDecisionTable *self = user_data;

  if (!bs_column_view_focus_selected (GTK_COLUMN_VIEW (self->view)) && self->focuses_left > 0)
    {
      self->focuses_left--;
      return G_SOURCE_CONTINUE;
    }

  self->focus_source = 0;
  return G_SOURCE_REMOVE;
}

/* A row gets its widget with the next frame, or once the list has scrolled to it. */
static void
queue_focus (BsDecisionTable *self)
{
  self->focuses_left = FOCUS_TRIES;
  if (self->focus_source == 0)
    self->focus_source = g_timeout_add (50, focus_cb, self);
}

static gboolean
scroll_cb (gpointer user_data)
{
  BsDecisionTable *self = user_data;
  guint position = gtk_single_selection_get_selected (self->selection);

  if (position != GTK_INVALID_LIST_POSITION
      && !bs_column_view_sees_selected (GTK_COLUMN_VIEW (self->view)) && self->scrolls_left > 0)
    {
      self->scrolls_left--;
      bs_column_view_scroll_to (GTK_COLUMN_VIEW (self->view), position);
      return G_SOURCE_CONTINUE;
    }

  self->scroll_source = 0;
  return G_SOURCE_REMOVE;
}

/* A list without a height cannot scroll, and loses its rows: after the first frames, in which it gets
 * its height and its rows theirs. */
static void
queue_scroll (BsDecisionTable *self)
{
  self->scrolls_left = 20;
  if (self->scroll_source == 0)
    self->scroll_source = g_timeout_add (50, scroll_cb, self);
}

static void
follow_clock (gpointer user_data)
{
  BsDecisionTable *self = user_data;
  guint position;

  /* Out of sight it costs nothing; map() catches up. */
  if (self->clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  position = find_position (self, bs_clock_get_decision (self->clock));
  if (gtk_single_selection_get_selected (self->selection) == position)
    return;

  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->following = FALSE;
  if (position == GTK_INVALID_LIST_POSITION)
    return;

  bs_column_view_scroll_to (GTK_COLUMN_VIEW (self->view), position);
  /* The arrow keys go on from the decision on the clock. */
  if (gtk_widget_get_state_flags (self->view) & GTK_STATE_FLAG_FOCUS_WITHIN)
    queue_focus (self);
}

static void
show_rows (BsDecisionTable *self)
{
  guint place = place_of (self, bs_clock_get_decision (self->clock));
  g_autoptr (BsDecisionList)
      list = bs_decision_list_new_around (bs_debugger_get_trace (self->debugger), self->order,
                                          place != GTK_INVALID_LIST_POSITION ? place : 0);

  self->made = TRUE;
  self->following = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (list));
  self->following = FALSE;
  follow_clock (self);
  queue_scroll (self);
}

/* Rows cost widgets: none before somebody looks. */
static void
make_rows (BsDecisionTable *self)
{
  if (self->debugger != NULL && !self->made)
    show_rows (self);
}

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsDecisionTable *self = BS_DECISION_TABLE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) order = bs_decision_order_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->ordering)
    return;

  g_clear_object (&self->ordering);
  if (order == NULL || self->debugger == NULL)
    return;

  g_clear_pointer (&self->order, g_array_unref);
  self->order = g_steal_pointer (&order);
  self->made = FALSE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_rows (self);
}

static void
start_ordering (BsDecisionTable *self)
{
  BsFinder *finder = bs_predicate_entry_get_finder (BS_PREDICATE_ENTRY (self->filter));
  gboolean filtered = *bs_finder_get_text (finder) != '\0';
  GArray *decisions = bs_finder_get_decisions (finder);

  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  /* What is wrong or not found yet changes nothing. */
  if (self->debugger == NULL || bs_finder_get_busy (finder) || (filtered && decisions == NULL))
    return;

  if (!filtered && self->column < 0)
    {
      g_clear_pointer (&self->order, g_array_unref);
      self->made = FALSE;
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        make_rows (self);
      return;
    }

  self->ordering = g_cancellable_new ();
  bs_decision_order_async (
      G_OBJECT (self), bs_debugger_get_trace (self->debugger), filtered ? decisions : NULL,
      self->column < 0 ? BS_DECISION_ORDER_DECISION : (BsDecisionOrder) self->column,
      self->descending, bs_breakpoints_get_hits (bs_debugger_get_breakpoints (self->debugger)),
      bs_remarks_get_decisions (bs_debugger_get_bookmarks (self->debugger)), self->ordering,
      ordered_cb, NULL);
}

/* GTK 4.8 does not tell by which column a view is sorted, but the sorter of that one is asked first. */
static int
ask_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  BsDecisionTable *self = g_object_get_data (user_data, "table");

  if (self->asked < 0)
    self->asked = GPOINTER_TO_INT (g_object_get_data (user_data, "column"));

  return -1;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, BsDecisionTable *self)
{
  g_autoptr (GObject) a = g_object_new (BS_TYPE_DECISION_ITEM, NULL);
  g_autoptr (GObject) b = g_object_new (BS_TYPE_DECISION_ITEM, NULL);

  self->asked = -1;
  self->descending = gtk_sorter_compare (sorter, a, b) == GTK_ORDERING_LARGER;
  self->column = self->asked;
  start_ordering (self);
}

/* Breakpoints or bookmarks are others. */
static void
marks_cb (BsDecisionTable *self)
{
  GHashTableIter iter;
  gpointer item, column;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &item, &column))
    show_cell (self, item, column);
  if (self->column == BS_DECISION_ORDER_BREAKPOINT || self->column == BS_DECISION_ORDER_BOOKMARK)
    start_ordering (self);
}

static void
bs_decision_table_map (GtkWidget *widget)
{
  BsDecisionTable *self = BS_DECISION_TABLE (widget);

  make_rows (self);
  GTK_WIDGET_CLASS (bs_decision_table_parent_class)->map (widget);
  follow_clock (self);
  queue_scroll (self);
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
  if (self->selection != NULL)
    bs_decision_table_set_debugger (self, NULL);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bs_decision_table_parent_class)->dispose (object);
}

static void
bs_decision_table_finalize (GObject *object)
{
  g_hash_table_unref (BS_DECISION_TABLE (object)->bound);

  G_OBJECT_CLASS (bs_decision_table_parent_class)->finalize (object);
}

static void
bs_decision_table_class_init (BsDecisionTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_decision_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_decision_table_finalize;
  widget_class->map = bs_decision_table_map;
  widget_class->grab_focus = bs_decision_table_grab_focus;
  widget_class->focus = bs_focus_children;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_column (BsDecisionTable *self, guint index)
{
  const Column *data = &columns[index];
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = NULL;

  g_object_set_data (G_OBJECT (factory), "table", self);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) data);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) data);
  column = gtk_column_view_column_new (_ (data->title), factory);
  g_object_set_data (G_OBJECT (column), "table", self);
  g_object_set_data (G_OBJECT (column), "column", GINT_TO_POINTER (index));
  sorter = GTK_SORTER (gtk_custom_sorter_new (ask_cb, column, NULL));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, data->expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
  if (data->number)
    bs_column_view_align_title_end (GTK_COLUMN_VIEW (self->view), index);
}

static void
bs_decision_table_init (BsDecisionTable *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->column = -1;
  self->bound = g_hash_table_new (NULL, NULL);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self, 0);

  self->filter = bs_predicate_entry_new ();
  bs_predicate_entry_set_label (BS_PREDICATE_ENTRY (self->filter), _ ("Show only decisions where"));
  gtk_widget_add_css_class (self->filter, "filter");
  g_signal_connect_object (bs_predicate_entry_get_finder (BS_PREDICATE_ENTRY (self->filter)),
                           "changed", G_CALLBACK (start_ordering), self, G_CONNECT_SWAPPED);
  self->view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Decisions"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), self->filter);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, i);
  g_signal_connect_object (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)), "changed",
                           G_CALLBACK (sorter_changed_cb), self, 0);
}

static void
show_content (gpointer user_data)
{
  BsDecisionTable *self = user_data;
  BsTrace *trace = bs_debugger_get_trace (self->debugger);

  self->following = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  self->following = FALSE;
  g_clear_pointer (&self->order, g_array_unref);
  self->made = FALSE;
  self->clock = bs_debugger_get_clock (self->debugger);
  /* Its finder begins anew, which orders. */
  bs_predicate_entry_set_trace (BS_PREDICATE_ENTRY (self->filter), trace);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_rows (self);
}

void
bs_decision_table_set_debugger (BsDecisionTable *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_DECISION_TABLE (self));

  g_clear_pointer (&self->follower, bs_follower_free);
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  if (self->debugger != NULL)
    {
      g_clear_signal_handler (&self->marks_ids[0], bs_debugger_get_breakpoints (self->debugger));
      g_clear_signal_handler (&self->marks_ids[1], bs_debugger_get_bookmarks (self->debugger));
    }
  self->following = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  self->following = FALSE;
  self->clock = NULL;
  g_set_object (&self->debugger, debugger);
  if (debugger == NULL)
    return;

  self->marks_ids[0] = g_signal_connect_swapped (bs_debugger_get_breakpoints (debugger), "changed",
                                                 G_CALLBACK (marks_cb), self);
  self->marks_ids[1] = g_signal_connect_swapped (bs_debugger_get_bookmarks (debugger), "changed",
                                                 G_CALLBACK (marks_cb), self);
  self->follower = bs_follower_new (debugger, show_content, follow_clock, NULL, self);
}

void
bs_decision_table_sort (BsDecisionTable *self, int column, gboolean descending)
{
  GListModel *list;
  g_autoptr (GtkColumnViewColumn) found = NULL;

  g_return_if_fail (BS_IS_DECISION_TABLE (self));

  list = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  found = column >= 0 ? g_list_model_get_item (list, (guint) column) : NULL;
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->view), found,
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

void
bs_decision_table_set_filter (BsDecisionTable *self, const char *predicate)
{
  g_return_if_fail (BS_IS_DECISION_TABLE (self));

  bs_predicate_entry_set_text (BS_PREDICATE_ENTRY (self->filter), predicate);
}

GArray *
bs_decision_table_get_order (BsDecisionTable *self)
{
  g_return_val_if_fail (BS_IS_DECISION_TABLE (self), NULL);

  return self->order;
}

gboolean
bs_decision_table_get_busy (BsDecisionTable *self)
{
  g_return_val_if_fail (BS_IS_DECISION_TABLE (self), FALSE);

  return self->ordering != NULL
         || bs_finder_get_busy (bs_predicate_entry_get_finder (BS_PREDICATE_ENTRY (self->filter)));
}
