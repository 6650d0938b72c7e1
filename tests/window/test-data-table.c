/* SPDX-License-Identifier: Apache-2.0 */
/* Tables on screen: sorted, filtered, selected, copied. Each answer is compared with a slow one. */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/window/parts/data-table.h"
#include "app/window/parts/table-order.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 20000

static const char *const kinds[] = { "gather", "Scatter", "copy", "b10", "b2", "Überlauf", NULL };

enum
{
  NAME,
  SIZE,
  RATIO,
  TIME,
  GOOD,
  N_COLUMNS
};

static BsTable *
make_table (guint n_rows)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (n_rows);
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "name", BS_COLUMN_TEXT);
  bs_table_add_column (table, "size", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ratio", BS_COLUMN_REAL);
  bs_table_add_column (table, "run_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "good", BS_COLUMN_BOOLEAN);
  for (guint i = 0; i < n_rows; i++)
    {
      bs_table_add_text (table, kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))]);
      bs_table_add_integer (table, g_rand_int_range (rand, -50, 50));
      if (g_rand_int_range (rand, 0, 10) == 0)
        bs_table_add_missing (table);
      else
        bs_table_add_real (table, g_rand_int_range (rand, -8, 8) / 4.0);
      bs_table_add_integer (table, g_rand_int_range (rand, 0, 1000000));
      bs_table_add_boolean (table, g_rand_boolean (rand));
    }

  return table;
}

typedef struct
{
  GtkWidget *window;
  BsDataTable *table;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->window = gtk_window_new ();
  self->table = BS_DATA_TABLE (bs_data_table_new ());
  gtk_window_set_default_size (GTK_WINDOW (self->window), 800, 500);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->table));
  gtk_window_present (GTK_WINDOW (self->window));
  test_spin (50);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  BsDataTable *table = self->table;

  g_object_add_weak_pointer (G_OBJECT (table), (gpointer *) &self->table);
  gtk_window_destroy (GTK_WINDOW (self->window));
  for (guint i = 0; self->table != NULL && i < 100; i++)
    test_spin (20);
  g_assert_null (self->table);
}

/* What a filter lets through comes after a moment of typing, and from a thread. */
static void
settle (Fixture *self)
{
  test_spin (250);
  for (guint i = 0; bs_data_table_is_busy (self->table); i++)
    {
      g_assert_cmpuint (i, <, PATIENCE_MS / 10);
      test_spin (10);
    }
}

static int
compare_cells (const BsTable *table, guint column, guint32 a, guint32 b)
{
  if (bs_table_get_column_kind (table, column) == BS_COLUMN_REAL)
    {
      double x = bs_table_get_real (table, a, column), y = bs_table_get_real (table, b, column);

      return (x > y) - (x < y);
    }
  if (bs_table_get_column_kind (table, column) == BS_COLUMN_TEXT)
    {
      g_autofree char *x = g_utf8_collate_key_for_filename (bs_table_peek_text (table, a, column),
                                                            -1);
      g_autofree char *y = g_utf8_collate_key_for_filename (bs_table_peek_text (table, b, column),
                                                            -1);

      return strcmp (x, y);
    }

  return (bs_table_get_integer (table, a, column) > bs_table_get_integer (table, b, column))
         - (bs_table_get_integer (table, a, column) < bs_table_get_integer (table, b, column));
}

/* Every pair of neighbours is in order; where they are equal, that of the table holds. */
static void
check_sorted (Fixture *self, guint column, gboolean descending)
{
  const BsTable *table = bs_data_table_get_table (self->table);
  guint n = bs_data_table_get_n_shown (self->table);

  for (guint i = 1; i < n; i++)
    {
      guint32 a = bs_data_table_get_shown_row (self->table, i - 1);
      guint32 b = bs_data_table_get_shown_row (self->table, i);
      gboolean no_a = bs_table_is_missing (table, a, column);
      gboolean no_b = bs_table_is_missing (table, b, column);
      int order;

      if (no_a || no_b)
        {
          g_assert_true (no_b);
          g_assert_true (!no_a || a < b);
          continue;
        }
      order = compare_cells (table, column, a, b);
      if (order == 0)
        g_assert_cmpuint (a, <, b);
      else
        g_assert_true (descending ? order > 0 : order < 0);
    }
}

static void
test_sort (Fixture *self, gconstpointer data)
{
  bs_data_table_take_table (self->table, make_table (700));
  settle (self);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, 700);
  g_assert_cmpuint (bs_data_table_get_shown_row (self->table, 13), ==, 13);

  for (guint column = 0; column < N_COLUMNS; column++)
    for (gboolean descending = FALSE; descending <= TRUE; descending++)
      {
        bs_data_table_sort (self->table, (int) column, descending);
        settle (self);
        g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, 700);
        check_sorted (self, column, descending);
      }

  bs_data_table_sort (self->table, -1, FALSE);
  settle (self);
  for (guint i = 0; i < 700; i++)
    g_assert_cmpuint (bs_data_table_get_shown_row (self->table, i), ==, i);
}

/* The menu does by keys what a click on a head does. */
static void
test_sort_menu (Fixture *self, gconstpointer data)
{
  bs_data_table_take_table (self->table, make_table (300));
  settle (self);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->table), "table.sort", "s", "size"));
  settle (self);
  check_sorted (self, SIZE, FALSE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->table), "table.descending", NULL));
  settle (self);
  check_sorted (self, SIZE, TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->table), "table.sort", "s", "good"));
  settle (self);
  check_sorted (self, GOOD, TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->table), "table.sort", "s", ""));
  settle (self);
  g_assert_cmpuint (bs_data_table_get_shown_row (self->table, 0), ==, 0);
}

static guint
count (Fixture *self, gboolean (*lets) (const BsTable *table, guint row))
{
  const BsTable *table = bs_data_table_get_table (self->table);
  guint n = 0;

  for (guint i = 0; i < bs_table_get_n_rows (table); i++)
    n += lets (table, i) != FALSE;
  return n;
}

static gboolean
is_gather (const BsTable *table, guint row)
{
  const char *name = bs_table_peek_text (table, row, NAME);

  return name != NULL && strcmp (name, "gather") == 0;
}

static gboolean
is_small_copy (const BsTable *table, guint row)
{
  const char *name = bs_table_peek_text (table, row, NAME);

  return name != NULL && strcmp (name, "copy") == 0 && bs_table_get_integer (table, row, SIZE) < 0;
}

static gboolean
has_no_ratio (const BsTable *table, guint row)
{
  return bs_table_is_missing (table, row, RATIO);
}

static gboolean
is_overflow (const BsTable *table, guint row)
{
  const char *name = bs_table_peek_text (table, row, NAME);

  return name != NULL && strcmp (name, "Überlauf") == 0;
}

static gboolean
nothing (const BsTable *table, guint row)
{
  return FALSE;
}

static void
test_filter (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *text;
    gboolean (*lets) (const BsTable *table, guint row);
  } filters[] = {
    { "GATHER", is_gather },           { "name = 'copy' AND size < 0", is_small_copy },
    { "ratio is null", has_no_ratio }, { "überLAUF", is_overflow },
    { "\"size < 0\"", nothing },
  };

  bs_data_table_take_table (self->table, make_table (500));
  settle (self);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      guint n = count (self, filters[i].lets);

      bs_data_table_set_filter (self->table, filters[i].text);
      settle (self);
      g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, n);
      for (guint k = 0; k < n; k++)
        g_assert_true (filters[i].lets (bs_data_table_get_table (self->table),
                                        bs_data_table_get_shown_row (self->table, k)));
    }
  g_assert_true (test_says (GTK_WIDGET (self->table), "No row matches “\"size < 0\"”."));

  /* What is wrong is said, and the rows stay. */
  bs_data_table_set_filter (self->table, "size < 10");
  settle (self);
  {
    guint n = bs_data_table_get_n_shown (self->table);

    bs_data_table_set_filter (self->table, "sise < 10");
    settle (self);
    g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, n);
    g_assert_true (test_says (GTK_WIDGET (self->table),
                              "The condition is wrong at character 1: there is no column “sise”; "
                              "did you mean “size”?"));
  }

  bs_data_table_set_filter (self->table, "");
  settle (self);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, 500);
}

static GtkSelectionModel *
get_selection (Fixture *self)
{
  GtkWidget *view = test_find (GTK_WIDGET (self->table), GTK_TYPE_COLUMN_VIEW);

  return gtk_column_view_get_model (GTK_COLUMN_VIEW (view));
}

static void
note_row_cb (BsDataTable *table, guint row, guint *noted)
{
  *noted = row;
}

static void
test_select (Fixture *self, gconstpointer data)
{
  guint activated = 0, selected = 0;
  g_autoptr (GArray) rows = NULL;
  GtkWidget *list;

  g_signal_connect (self->table, "row-activated", G_CALLBACK (note_row_cb), &activated);
  g_signal_connect (self->table, "row-selected", G_CALLBACK (note_row_cb), &selected);
  bs_data_table_take_table (self->table, make_table (100));
  bs_data_table_sort (self->table, SIZE, TRUE);
  settle (self);

  gtk_selection_model_select_item (get_selection (self), 4, TRUE);
  g_assert_cmpuint (selected, ==, bs_data_table_get_shown_row (self->table, 4));
  list = test_find (GTK_WIDGET (self->table), GTK_TYPE_LIST_VIEW);
  g_assert_true (gtk_widget_activate_action (list, "list.activate-item", "u", 9));
  g_assert_cmpuint (activated, ==, bs_data_table_get_shown_row (self->table, 9));

  /* The selection goes with its row, and so it does to another table of the same columns. */
  bs_data_table_sort (self->table, NAME, FALSE);
  settle (self);
  rows = bs_data_table_get_rows (self->table, TRUE);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpuint (g_array_index (rows, guint32, 0), ==, selected);
  bs_data_table_take_table (self->table, make_table (101));
  settle (self);
  g_array_unref (rows);
  rows = bs_data_table_get_rows (self->table, TRUE);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpuint (g_array_index (rows, guint32, 0), ==, selected);
  check_sorted (self, NAME, FALSE);

  bs_data_table_select_row (self->table, 77);
  g_array_unref (rows);
  rows = bs_data_table_get_rows (self->table, TRUE);
  g_assert_cmpuint (g_array_index (rows, guint32, 0), ==, 77);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  if (*text == NULL)
    *text = g_strdup ("");
}

static char *
read_clipboard (Fixture *self)
{
  char *text = NULL;

  test_spin (300);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (self->window), NULL, read_cb, &text);
  for (guint i = 0; text == NULL && i < PATIENCE_MS / 10; i++)
    test_spin (10);
  return text;
}

static void
test_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTable) table = make_table (60);
  g_autoptr (GString) all = g_string_new (NULL), some = g_string_new (NULL);
  g_autofree char *copied = NULL, *copied_some = NULL;
  const guint32 rows[] = { 3, 4, 5 };

  bs_table_print (table, BS_TABLE_CSV, all);
  bs_table_print_rows (table, rows, 3, BS_TABLE_CSV, some);
  bs_data_table_take_table (self->table, bs_table_ref (table));
  settle (self);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->table), "table.copy", NULL));
  copied = read_clipboard (self);
  g_assert_cmpstr (copied, ==, all->str);

  gtk_selection_model_select_range (get_selection (self), 3, 3, TRUE);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->table), "table.copy", NULL));
  copied_some = read_clipboard (self);
  g_assert_cmpstr (copied_some, ==, some->str);
}

static void
test_long (Fixture *self, gconstpointer data)
{
  const guint n = 500000;

  bs_data_table_take_table (self->table, make_table (n));
  settle (self);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, n);
  gtk_selection_model_select_all (get_selection (self));
  bs_data_table_sort (self->table, TIME, FALSE);
  settle (self);
  check_sorted (self, TIME, FALSE);
  bs_data_table_set_filter (self->table, "copy");
  settle (self);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->table), >, n / 10);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->table), <, n / 5);
  check_sorted (self, TIME, FALSE);
}

/* What comes too late is dropped. */
static void
test_hurry (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 30; i++)
    {
      bs_data_table_take_table (self->table, make_table (2000 + i));
      bs_data_table_sort (self->table, (int) (i % N_COLUMNS), i % 2 == 0);
      if (i % 3 == 0)
        test_spin (3);
    }
  settle (self);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, 2029);
  check_sorted (self, 29 % N_COLUMNS, FALSE);

  bs_data_table_take_table (self->table, NULL);
  settle (self);
  g_assert_cmpuint (bs_data_table_get_n_shown (self->table), ==, 0);
  bs_data_table_take_table (self->table, bs_table_new ());
  settle (self);
  bs_data_table_take_table (self->table, make_table (9));
}

static void
test_condition (void)
{
  g_assert_true (bs_table_order_is_condition ("size>3"));
  g_assert_true (bs_table_order_is_condition ("name LIKE 'x%'"));
  g_assert_true (bs_table_order_is_condition ("size in (1, 2)"));
  g_assert_false (bs_table_order_is_condition ("word"));
  g_assert_false (bs_table_order_is_condition ("cats and dogs"));
  g_assert_false (bs_table_order_is_condition (" \"a = b\""));
}

/* What has no columns has no rows to ask for, whatever is asked. */
static void
test_no_columns (void)
{
  g_autoptr (BsTable) table = bs_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = bs_table_order_new (table, -1, FALSE, "size > 3", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 0);
}

int
main (int argc, char **argv)
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/data-table/condition", test_condition);
  g_test_add_func ("/window/data-table/no-columns", test_no_columns);
#define ADD(name, function)                                                                        \
  g_test_add ("/window/data-table/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("sort", test_sort);
  ADD ("sort-menu", test_sort_menu);
  ADD ("filter", test_filter);
  ADD ("select", test_select);
  ADD ("copy", test_copy);
  ADD ("long", test_long);
  ADD ("hurry", test_hurry);

  return g_test_run ();
}
