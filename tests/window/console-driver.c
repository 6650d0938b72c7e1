/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the SQL console do with it: they write queries, run them and wait. */
#include "config.h"

#include "tests/window/console-driver.h"

#include <string.h>

#include "app/window/profile/profile-page.h"

#define PATIENCE 500

/* Nobody types here. */
#define PAUSE_MS 20

char *console_path;

void
console_set_up (Page *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (console_path, NULL, &error);
  g_autoptr (BsQueryBook) book = bs_query_book_new (NULL);
  GtkWidget *page;

  g_assert_no_error (error);
  bs_query_book_set_default (book);
  page_fixture_open (&self->fixture, trace);
  test_settle (400);
  page = bs_trace_page_show (self->fixture.page, "profile");
  self->panel = BS_CONSOLE_PANEL (test_find (page, BS_TYPE_CONSOLE_PANEL));
  bs_sql_editor_set_pause (self->panel->editor, PAUSE_MS);
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->panel->editor));
  gtk_widget_activate_action (page, "profile.console", NULL);
  for (guint i = 0; i < PATIENCE && !gtk_widget_get_mapped (GTK_WIDGET (self->panel)); i++)
    test_spin (10);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
  test_settle (200);
}

void
console_tear_down (Page *self, gconstpointer data)
{
  page_fixture_clear (&self->fixture);
  bs_query_book_set_default (NULL);
}

void
console_wait (Page *self)
{
  for (guint i = 0; i < PATIENCE && self->panel->running != NULL; i++)
    test_spin (10);
  g_assert_null (self->panel->running);
  g_assert_true (gtk_widget_get_visible (self->panel->run_button));
  g_assert_false (gtk_widget_get_visible (self->panel->cancel_button));
  for (guint i = 0; i < PATIENCE && bs_data_table_is_busy (self->panel->table); i++)
    test_spin (10);
}

void
console_write_sql (Page *self, const char *sql)
{
  bs_sql_editor_set_sql (self->panel->editor, sql);
}

void
console_run (Page *self, const char *sql)
{
  console_write_sql (self, sql);
  g_signal_emit_by_name (self->panel->run_button, "clicked");
}

BsTable *
console_ask (Page *self, const char *sql)
{
  console_run (self, sql);
  console_wait (self);

  return bs_data_table_get_table (self->panel->table);
}

const char *
console_problem (Page *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->panel->problem))
             ? gtk_label_get_label (self->panel->problem)
             : NULL;
}

void
console_assert_sql (Page *self, const char *expected)
{
  g_autofree char *sql = bs_sql_editor_get_sql (self->panel->editor);

  g_assert_cmpstr (sql, ==, expected);
}

/* Until what is written was looked at. */
void
console_wait_checked (Page *self)
{
  test_spin (3 * PAUSE_MS);
  for (guint i = 0; i < PATIENCE && self->panel->checking != NULL; i++)
    test_spin (10);
  g_assert_null (self->panel->checking);
}

char *
console_run_cli (const char *sql, const char *format)
{
  const char *argv[] = {
    g_getenv ("BATCHSCOPE_CLI"), "query", console_path, sql, "--format", format, NULL
  };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);

  return output;
}

/* Position of the row that is chosen by @text. */
guint
console_find_row (BsPickList *list, const char *text)
{
  GListModel *rows = bs_pick_list_get_rows (list);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);
      g_autoptr (BsPickItem) item = gtk_tree_list_row_get_item (row);

      if (g_strcmp0 (bs_pick_item_get_text (item), text) == 0)
        return i;
    }

  return G_MAXUINT;
}

void
console_open_list (BsPickList *list)
{
  bs_pick_list_popup (list);
  test_spin (50);
}
