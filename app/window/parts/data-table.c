/* SPDX-License-Identifier: Apache-2.0 */
/* A table of any columns on screen. */
#include "config.h"

#include "app/window/parts/data-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/parts/column-view.h"
#include "app/window/parts/data-rows.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"
#include "app/window/parts/table-cells.h"
#include "app/window/parts/table-looks.h"
#include "app/window/parts/table-search.h"
#include "app/window/parts/table-text.h"

#define LEAST_CHARS 8 /* of a text that is cut where there is little room */
#define SPINNER_MS 200

struct _BsDataTable
{
  GtkWidget parent_instance;

  GtkWidget *content, *bar;
  GtkEditable *filter;
  GtkSpinner *spinner;
  GtkLabel *count, *complaint, *empty;
  GtkMenuButton *sort_button;
  GtkColumnView *view;

  const BsTableCells *cells; /* (nullable) */
  gpointer cells_data;
  BsDataRows *rows;
  BsTypeTable *types; /* (nullable): marks stand beside their names */
  GHashTable *firsts; /* cells of the first column on screen, to their rows */
  guint marked;       /* row, or G_MAXUINT */
  GSimpleActionGroup *actions;
  BsTable *table; /* (nullable): to be shown, once its rows are found */
  char *sought;   /* the filter that was last looked for */
  GCancellable *cancellable;
  guint spinner_source, scroll_source;
  guint wanted; /* row to scroll to */
  int asked;    /* the first column that its sorter was asked about */
  int column;   /* sorted by; -1: none */
  gboolean descending;
  gboolean settling; /* columns or selection change because the table does */
};

enum
{
  ROW_ACTIVATED,
  ROW_SELECTED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsDataTable, bs_data_table, GTK_TYPE_WIDGET)

static guint
column_of (gpointer object)
{
  return GPOINTER_TO_UINT (g_object_get_data (object, "column"));
}

/* Inscriptions are laid out when they are drawn: of the hundreds of rows that a view prepares, few
 * are. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, BsDataTable *self)
{
  guint column = column_of (factory);
  guint width = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "width"));
  GtkWidget *own = self->cells != NULL ? self->cells->make (self->table, column, self->cells_data)
                                       : NULL;
  BsTableLook look = self->types != NULL ? bs_table_look_of (self->table, column)
                                         : BS_TABLE_LOOK_TEXT;
  GtkInscription *cell;

  if (own != NULL)
    {
      g_object_set_data (G_OBJECT (item), "own", own);
      gtk_list_item_set_child (item, own);
      return;
    }
  cell = GTK_INSCRIPTION (gtk_inscription_new (NULL));
  /* Texts give way before numbers do. */
  gtk_inscription_set_min_chars (
      cell, bs_table_is_number (self->table, column) ? width : MIN (width, LEAST_CHARS));
  gtk_inscription_set_nat_chars (cell, width);
  gtk_inscription_set_text_overflow (cell, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (bs_table_is_number (self->table, column))
    gtk_inscription_set_xalign (cell, (float) bs_column_view_set_number (GTK_WIDGET (cell)));
  else
    gtk_inscription_set_xalign (cell, 0.0);
  gtk_list_item_set_child (item, bs_table_look_wrap (look, cell));
}

static void
show_mark (BsDataTable *self, GtkWidget *first, guint row)
{
  GtkWidget *line = bs_column_view_row_of (first);

  if (line == NULL)
    return;
  if (row == self->marked)
    gtk_widget_add_css_class (line, "now");
  else
    gtk_widget_remove_css_class (line, "now");
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, BsDataTable *self)
{
  BsDataRow *data = gtk_list_item_get_item (item);
  const BsTable *table = bs_data_row_get_table (data);
  guint row = bs_data_row_get_row (data), column = column_of (factory);
  GtkWidget *child = gtk_list_item_get_child (item);
  BsTableLook look = self->types != NULL ? bs_table_look_of (table, column) : BS_TABLE_LOOK_TEXT;
  GtkInscription *cell;
  g_autofree char *text = NULL;
  gboolean cut;

  if (g_object_get_data (G_OBJECT (item), "own") != NULL)
    {
      self->cells->bind (child, table, row, column, self->cells_data);
      return;
    }
  cell = bs_table_look_get_cell (child);
  if (look >= BS_TABLE_LOOK_SHARE)
    text = bs_table_look_text (table, row, column);
  else
    text = bs_table_cell_text (table, row, column);
  cut = g_utf8_strlen (text, -1) > gtk_inscription_get_min_chars (cell);
  gtk_inscription_set_text (cell, text);
  if (cut || gtk_widget_get_has_tooltip (GTK_WIDGET (cell)))
    gtk_widget_set_tooltip_text (GTK_WIDGET (cell), cut ? text : NULL);
  if (self->types != NULL)
    bs_table_look_bind (look, child, self->types, table, row, column);
  if (column == 0)
    {
      g_hash_table_insert (self->firsts, child, GUINT_TO_POINTER (row));
      show_mark (self, child, row);
    }
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, BsDataTable *self)
{
  if (column_of (factory) == 0 && self->firsts != NULL)
    g_hash_table_remove (self->firsts, gtk_list_item_get_child (item));
}

static void
show_count (BsDataTable *self)
{
  BsTable *table = bs_data_rows_get_table (self->rows);
  guint n = bs_data_rows_get_n (self->rows);
  guint n_all = table != NULL ? bs_table_get_n_rows (table) : 0;
  g_autofree char *shown = bs_format_count (n);
  g_autofree char *all = bs_format_count (n_all);
  g_autofree char *text = NULL, *nothing = NULL;

  if (n == n_all)
    text = g_strdup_printf (ngettext ("%s row", "%s rows", n_all), all);
  else
    /* Translators: how many rows a filter lets through */
    text = g_strdup_printf (ngettext ("%s of %s row", "%s of %s rows", n_all), shown, all);
  gtk_label_set_label (self->count, text);

  if (n_all > 0)
    nothing = g_strdup_printf (_ ("No row matches “%s”."), gtk_editable_get_text (self->filter));
  gtk_label_set_label (self->empty, nothing != NULL ? nothing : _ ("No rows"));
  gtk_widget_set_visible (GTK_WIDGET (self->empty), n == 0 && table != NULL);
}

static void
complain (BsDataTable *self, const char *message)
{
  gtk_label_set_label (self->complaint, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->complaint), message != NULL);
  if (message != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter), "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->filter), GTK_ACCESSIBLE_STATE_INVALID,
      message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
show_busy (BsDataTable *self, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
stop_search (BsDataTable *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
}

static gboolean
spinner_cb (gpointer user_data)
{
  BsDataTable *self = user_data;

  self->spinner_source = 0;
  show_busy (self, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
scroll_cb (gpointer user_data)
{
  BsDataTable *self = user_data;
  guint position = bs_data_rows_find (self->rows, self->wanted);

  self->scroll_source = 0;
  if (position != GTK_INVALID_LIST_POSITION)
    bs_column_view_scroll_to (self->view, position);
  return G_SOURCE_REMOVE;
}

static void
show_rows (BsDataTable *self, GArray *order, GtkBitset *selected)
{
  bs_data_rows_set (self->rows, self->table, order, selected);
  complain (self, NULL);
  show_count (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsDataTable *self = BS_DATA_TABLE (source);
  GtkBitset *selected = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) order = bs_table_search_finish (result, &selected, &error);

  /* Another search began, or the widget goes. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  stop_search (self);
  show_busy (self, FALSE);
  if (order == NULL)
    complain (self, error->message);
  else
    show_rows (self, order, selected);
}

/* Returns: (transfer full): the rows that are selected. */
static GtkBitset *
selected_rows (BsDataTable *self)
{
  g_autoptr (GtkBitset)
      positions = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->rows));
  GtkBitset *rows = gtk_bitset_new_empty ();
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_get_size (positions) == bs_data_rows_get_n (self->rows))
    gtk_bitset_add_range (rows, 0, bs_table_get_n_rows (bs_data_rows_get_table (self->rows)));
  else
    for (gboolean more = gtk_bitset_iter_init_first (&iter, positions, &position); more;
         more = gtk_bitset_iter_next (&iter, &position))
      gtk_bitset_add (rows, bs_data_rows_get_row (self->rows, position));

  return rows;
}

static void
start_search (BsDataTable *self)
{
  const char *filter = gtk_editable_get_text (self->filter);
  GtkBitset *selected;

  stop_search (self);
  g_free (self->sought);
  self->sought = g_strdup (filter);
  if (self->table == NULL || self->settling)
    return;

  if (self->column < 0 && *filter == '\0' && bs_data_rows_get_table (self->rows) != self->table)
    {
      show_busy (self, FALSE);
      show_rows (self, NULL, NULL);
      return;
    }

  selected = bs_data_rows_get_table (self->rows) != NULL ? selected_rows (self)
                                                         : gtk_bitset_new_empty ();
  self->cancellable = g_cancellable_new ();
  self->spinner_source = g_timeout_add (SPINNER_MS, spinner_cb, self);
  bs_table_search_async (self->table, self->column, self->descending, filter, selected, self,
                         self->cancellable, found_cb);
}

static void
filter_changed_cb (GtkSearchEntry *entry, BsDataTable *self)
{
  if (g_strcmp0 (self->sought, gtk_editable_get_text (self->filter)) != 0)
    start_search (self);
}

static void
filter_stopped_cb (GtkSearchEntry *entry, BsDataTable *self)
{
  gtk_editable_set_text (self->filter, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static const char *
sort_name (BsDataTable *self)
{
  return self->column >= 0 ? bs_table_get_column_name (self->table, (guint) self->column) : "";
}

static void
show_sort (BsDataTable *self)
{
  GAction *sort = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "sort");
  GAction *descending = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "descending");

  g_simple_action_set_state (G_SIMPLE_ACTION (sort), g_variant_new_string (sort_name (self)));
  g_simple_action_set_state (G_SIMPLE_ACTION (descending),
                             g_variant_new_boolean (self->descending));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (descending), self->column >= 0);
}

/* GTK 4.8 does not tell by which column a view is sorted, but the sorter of that one is asked
 * first. */
static int
ask_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GtkColumnViewColumn *column = user_data;
  BsDataTable *self = g_object_get_data (G_OBJECT (column), "table");

  if (self->asked < 0)
    self->asked = (int) column_of (column);

  return -1;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, BsDataTable *self)
{
  g_autoptr (GObject) a = NULL, b = NULL;

  if (self->settling)
    return;

  a = g_object_new (BS_TYPE_DATA_ROW, NULL);
  b = g_object_new (BS_TYPE_DATA_ROW, NULL);
  self->asked = -1;
  self->descending = gtk_sorter_compare (sorter, a, b) == GTK_ORDERING_LARGER;
  self->column = self->asked;
  show_sort (self);
  start_search (self);
}

static char *
column_title (BsDataTable *self, guint index)
{
  char *title = self->cells != NULL && self->cells->title != NULL
                    ? self->cells->title (self->table, index, self->cells_data)
                    : NULL;

  return title != NULL ? title : bs_table_title_text (self->table, index);
}

static void
add_column (BsDataTable *self, guint index)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;
  g_autoptr (GtkSorter) sorter = NULL;
  g_autofree char *title = column_title (self, index);
  guint width = MAX (bs_table_measure (self->table, index), (guint) g_utf8_strlen (title, -1));

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (factory), "width", GUINT_TO_POINTER (width));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);

  column = gtk_column_view_column_new (title, factory);
  g_object_set_data (G_OBJECT (column), "column", GUINT_TO_POINTER (index));
  g_object_set_data (G_OBJECT (column), "table", self);
  sorter = GTK_SORTER (gtk_custom_sorter_new (ask_cb, column, NULL));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  /* Few rows change often: their texts share all the room. */
  gtk_column_view_column_set_expand (
      column, bs_table_is_wide (self->table, index, !gtk_widget_get_visible (self->bar)));
  gtk_column_view_append_column (self->view, column);
  if (bs_table_is_number (self->table, index)
      || (self->cells != NULL && self->cells->ends && index > 0))
    bs_column_view_align_title_end (self->view, index);
}

static void
clear_columns (BsDataTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  self->column = -1;
  self->descending = FALSE;
}

static void
sort_cb (GSimpleAction *action, GVariant *name, gpointer user_data)
{
  BsDataTable *self = user_data;
  int column = -1;

  for (guint i = 0; self->table != NULL && i < bs_table_get_n_columns (self->table); i++)
    if (g_str_equal (bs_table_get_column_name (self->table, i), g_variant_get_string (name, NULL)))
      column = (int) i;
  bs_data_table_sort (self, column, self->descending);
}

static void
descending_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  BsDataTable *self = user_data;

  bs_data_table_sort (self, self->column, g_variant_get_boolean (state));
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bs_data_table_copy (user_data, TRUE);
}

static gboolean
filter_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  BsDataTable *self = BS_DATA_TABLE (widget);

  return gtk_widget_get_visible (self->bar) && gtk_widget_grab_focus (GTK_WIDGET (self->filter));
}

static void
activate_cb (GtkColumnView *view, guint position, BsDataTable *self)
{
  if (position < bs_data_rows_get_n (self->rows))
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, bs_data_rows_get_row (self->rows, position));
}

static void
selection_changed_cb (GtkSelectionModel *selection, guint position, guint n, BsDataTable *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  if (self->settling)
    return;

  selected = gtk_selection_model_get_selection (selection);
  if (gtk_bitset_get_size (selected) == 1)
    g_signal_emit (self, signals[ROW_SELECTED], 0,
                   bs_data_rows_get_row (self->rows, gtk_bitset_get_minimum (selected)));
}

static gboolean
bs_data_table_grab_focus (GtkWidget *widget)
{
  BsDataTable *self = BS_DATA_TABLE (widget);

  return bs_column_view_focus_selected (self->view)
         || gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD)
         || gtk_widget_grab_focus (GTK_WIDGET (self->filter));
}

static void
bs_data_table_dispose (GObject *object)
{
  BsDataTable *self = BS_DATA_TABLE (object);

  self->settling = TRUE; /* columns go one by one */
  stop_search (self);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->rows);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->table, bs_table_unref);
  g_clear_pointer (&self->sought, g_free);
  g_clear_pointer (&self->types, bs_type_table_unref);
  g_clear_pointer (&self->firsts, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_DATA_TABLE);

  G_OBJECT_CLASS (bs_data_table_parent_class)->dispose (object);
}

static void
bs_data_table_class_init (BsDataTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_data_table_dispose;
  widget_class->grab_focus = bs_data_table_grab_focus;
  widget_class->focus = bs_focus_children;

  signals[ROW_ACTIVATED] = g_signal_new ("row-activated", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_UINT);
  signals[ROW_SELECTED] = g_signal_new ("row-selected", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_UINT);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/data-table.ui");
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, content);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, bar);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, filter);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, spinner);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, count);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, complaint);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, empty);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, sort_button);
  gtk_widget_class_bind_template_child (widget_class, BsDataTable, view);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                filter_shortcut_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
}

static void
bs_data_table_init (BsDataTable *self)
{
  static const GActionEntry entries[] = {
    { .name = "sort", .activate = sort_cb, .parameter_type = "s", .state = "''" },
    { .name = "descending", .state = "false", .change_state = descending_cb },
    { .name = "copy", .activate = copy_cb },
  };

  self->column = -1;
  self->marked = G_MAXUINT;
  self->firsts = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  bs_column_view_begin_at_start (self->view);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "table", G_ACTION_GROUP (self->actions));

  self->rows = bs_data_rows_new ();
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->rows));
  g_signal_connect_object (self->rows, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           0);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self, 0);
  g_signal_connect (self->view, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect (self->filter, "search-changed", G_CALLBACK (filter_changed_cb), self);
  g_signal_connect (self->filter, "stop-search", G_CALLBACK (filter_stopped_cb), self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->filter),
                               _ ("Text that a cell holds, or a condition over the columns such as "
                                  "batch_size < 8 (Ctrl+Shift+F)"));
  show_count (self);
}

GtkWidget *
bs_data_table_new (void)
{
  return g_object_new (BS_TYPE_DATA_TABLE, NULL);
}

void
bs_data_table_take_table (BsDataTable *self, BsTable *table)
{
  gboolean same;

  g_return_if_fail (BS_IS_DATA_TABLE (self));

  same = table != NULL && bs_table_has_same_columns (self->table, table);
  stop_search (self);
  self->settling = TRUE;
  if (!same)
    {
      clear_columns (self);
      bs_data_rows_set (self->rows, NULL, NULL, NULL);
    }
  g_clear_pointer (&self->table, bs_table_unref);
  self->table = table;
  if (table != NULL && !same)
    {
      g_autoptr (GMenuModel) menu = bs_table_make_sort_menu (table);

      for (guint i = 0; i < bs_table_get_n_columns (table); i++)
        add_column (self, i);
      gtk_menu_button_set_menu_model (self->sort_button, menu);
    }
  self->settling = FALSE;
  show_sort (self);
  show_count (self);
  start_search (self);
}

BsTable *
bs_data_table_get_table (BsDataTable *self)
{
  g_return_val_if_fail (BS_IS_DATA_TABLE (self), NULL);

  return bs_data_rows_get_table (self->rows);
}

void
bs_data_table_set_label (BsDataTable *self, const char *label)
{
  g_return_if_fail (BS_IS_DATA_TABLE (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

void
bs_data_table_set_cells (BsDataTable *self, const BsTableCells *cells, gpointer user_data)
{
  g_return_if_fail (BS_IS_DATA_TABLE (self));

  self->cells = cells;
  self->cells_data = user_data;
}

void
bs_data_table_set_compact (BsDataTable *self, gboolean compact)
{
  g_return_if_fail (BS_IS_DATA_TABLE (self));

  gtk_widget_set_visible (self->bar, !compact);
}

void
bs_data_table_set_types (BsDataTable *self, BsTypeTable *types)
{
  g_return_if_fail (BS_IS_DATA_TABLE (self));

  if (types != NULL)
    bs_type_table_ref (types);
  g_clear_pointer (&self->types, bs_type_table_unref);
  self->types = types;
}

void
bs_data_table_set_mark (BsDataTable *self, guint row)
{
  GHashTableIter iter;
  gpointer first, of;

  g_return_if_fail (BS_IS_DATA_TABLE (self));

  if (self->marked == row)
    return;

  self->marked = row;
  g_hash_table_iter_init (&iter, self->firsts);
  while (g_hash_table_iter_next (&iter, &first, &of))
    show_mark (self, first, GPOINTER_TO_UINT (of));
}

guint
bs_data_table_get_mark (BsDataTable *self)
{
  g_return_val_if_fail (BS_IS_DATA_TABLE (self), G_MAXUINT);

  return self->marked;
}

void
bs_data_table_sort (BsDataTable *self, int column, gboolean descending)
{
  GListModel *columns;
  g_autoptr (GtkColumnViewColumn) sorted = NULL;

  g_return_if_fail (BS_IS_DATA_TABLE (self));

  columns = gtk_column_view_get_columns (self->view);
  if (column >= 0)
    sorted = g_list_model_get_item (columns, (guint) column);
  gtk_column_view_sort_by_column (self->view, sorted,
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

void
bs_data_table_set_filter (BsDataTable *self, const char *text)
{
  g_return_if_fail (BS_IS_DATA_TABLE (self));

  gtk_editable_set_text (self->filter, text);
  start_search (self); /* not only after a moment, as for who types */
}

guint
bs_data_table_get_n_shown (BsDataTable *self)
{
  g_return_val_if_fail (BS_IS_DATA_TABLE (self), 0);

  return bs_data_rows_get_n (self->rows);
}

guint
bs_data_table_get_shown_row (BsDataTable *self, guint position)
{
  g_return_val_if_fail (BS_IS_DATA_TABLE (self), 0);

  return bs_data_rows_get_row (self->rows, position);
}

gboolean
bs_data_table_is_busy (BsDataTable *self)
{
  g_return_val_if_fail (BS_IS_DATA_TABLE (self), FALSE);

  return self->cancellable != NULL;
}

void
bs_data_table_select_row (BsDataTable *self, guint row)
{
  guint position;

  g_return_if_fail (BS_IS_DATA_TABLE (self));

  position = bs_data_rows_find (self->rows, row);
  if (position == GTK_INVALID_LIST_POSITION)
    return;

  self->settling = TRUE;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->rows), position, TRUE);
  self->settling = FALSE;
  /* A list without a height cannot scroll: after the next frame. */
  self->wanted = row;
  if (self->scroll_source == 0)
    self->scroll_source = g_timeout_add (50, scroll_cb, self);
}

GArray *
bs_data_table_get_rows (BsDataTable *self, gboolean only_selected)
{
  g_autoptr (GtkBitset) selected = NULL;
  GArray *order;
  guint64 n;

  g_return_val_if_fail (BS_IS_DATA_TABLE (self), NULL);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->rows));
  n = gtk_bitset_get_size (selected);
  if (only_selected && n > 0 && n < bs_data_rows_get_n (self->rows))
    return bs_data_rows_list (self->rows, selected);

  order = bs_data_rows_get_order (self->rows);
  return order != NULL ? g_array_ref (order) : NULL;
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsDataTable) self = user_data;
  g_autoptr (GBytes) csv = bs_table_text_finish (result, NULL);

  if (csv != NULL)
    bs_table_text_copy (gtk_widget_get_clipboard (GTK_WIDGET (self)), csv);
}

void
bs_data_table_copy (BsDataTable *self, gboolean only_selected)
{
  g_autoptr (GArray) rows = NULL;
  BsTable *table;

  g_return_if_fail (BS_IS_DATA_TABLE (self));

  table = bs_data_rows_get_table (self->rows);
  if (table == NULL)
    return;

  rows = bs_data_table_get_rows (self, only_selected);
  bs_table_text_async (table, rows, BS_TABLE_CSV, NULL, NULL, copied_cb, g_object_ref (self));
}
