/* SPDX-License-Identifier: Apache-2.0 */
/* The SQL console where it comes to its limits: steps that take long, very long lines, answers and queries
 * made by an enemy. */
#include "config.h"

#include <string.h>

#include "tests/profiles/synthetic.h"
#include "tests/window/console-driver.h"
#include "tests/window/fixture.h"

/* Steps of SQLite that take long by themselves, and answers that are large, stop as well. */
static void
test_heavy (Page *self, gconstpointer data)
{
  static const char *const heavy[] = {
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT sum (length (hex (zeroblob (1000000 + i)))) FROM n",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT sum (replace (printf ('%.100000c', 'a'), 'a', 'bb') LIKE '%b%c%d%' || i) FROM n",
    "SELECT count (*) FROM node a, node b, node c, node d, node e",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heavy); i++)
    {
      gint64 before;

      console_run (self, heavy[i]);
      test_spin (200);
      g_assert_nonnull (self->panel->running);
      before = g_get_monotonic_time ();
      g_signal_emit_by_name (self->panel->cancel_button, "clicked");
      while (self->panel->running != NULL && g_get_monotonic_time () - before < 5000000)
        g_main_context_iteration (NULL, FALSE);
      g_test_message ("stopped after %" G_GINT64_FORMAT " µs", g_get_monotonic_time () - before);
      g_assert_null (self->panel->running);
      g_assert_cmpint (g_get_monotonic_time () - before, <, 2 * G_TIME_SPAN_SECOND);
    }
}

/* Returns: how long the window did nothing else at most, in ms. */
static double
longest_stall (void)
{
  gint64 end = g_get_monotonic_time () + 600000, longest = 0;

  while (g_get_monotonic_time () < end)
    {
      gint64 before = g_get_monotonic_time ();

      if (g_main_context_iteration (NULL, FALSE))
        longest = MAX (longest, g_get_monotonic_time () - before);
      else
        g_usleep (1000);
    }

  return (double) longest / 1000.0;
}

/* A query of 90 KB on one line is shown at once, and is the same query. */
static void
test_long_lines (Page *self, gconstpointer data)
{
  g_autoptr (GString) sum = g_string_new ("SELECT 'a, b' AS t WHERE 'a, b' IN (");
  g_autoptr (GString) text = g_string_new ("SELECT '");
  GString *const all[] = { sum, text };

  while (sum->len < 90000)
    g_string_append (sum, "'x''y, z' || 1.5e3, x'00ff', 7>=6, ");
  g_string_append (sum, "'a, b')");
  while (text->len < 90000)
    g_string_append (text, "lorem ipsum ");
  g_string_append (text, "' AS t");
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      double stall;

      console_write_sql (self, all[i]->str);
      stall = longest_stall ();
      g_test_message ("stalled for %.0f ms", stall);
      /* it took six seconds where lines were left as they are */
      g_assert_cmpfloat (stall, <, 3000.0);
      g_assert_true (gtk_source_buffer_get_highlight_syntax (GTK_SOURCE_BUFFER (self->buffer))
                     == (i == 0));
      g_signal_emit_by_name (self->panel->run_button, "clicked");
      console_wait (self);
      g_assert_null (console_problem (self));
      g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (self->panel->table)), ==, 1);
    }
}

static void
test_hostile (Page *self, gconstpointer data)
{
  g_autoptr (GString) sql = g_string_new ("SELECT 1");
  BsTable *table;

  /* blobs, NULLs, control characters, other directions, no FROM */
  table = console_ask (self,
                       "SELECT x'00ff' AS \"a\nb\", NULL, char (1, 27, 10, 0x202e, 0x5d0) AS \"\", "
                       "randomblob (100000), CAST (x'ff41' AS TEXT), '<b>&amp;', 1e999");
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 1);
  g_assert_cmpuint (bs_table_get_n_columns (table), ==, 7);
  g_assert_null (console_problem (self));
  bs_view_frame_set_show_table (self->panel->frame, FALSE);
  test_spin (100);
  bs_view_frame_set_show_table (self->panel->frame, TRUE);
  test_spin (50);

  /* As many columns as there may be, and more. */
  for (guint i = 2; i <= 200; i++)
    g_string_append_printf (sql, ", %u", i);
  table = console_ask (self, sql->str);
  g_assert_cmpuint (bs_table_get_n_columns (table), ==, 200);
  test_spin (200);
  for (guint i = 201; i <= 2000; i++)
    g_string_append_printf (sql, ", %u", i);
  console_ask (self, sql->str);
  g_assert_nonnull (console_problem (self));
  g_assert_nonnull (strstr (console_problem (self), "too many columns"));

  /* A very long one. */
  g_string_assign (sql, "SELECT 'é' ");
  for (guint i = 0; i < 20000; i++)
    g_string_append (sql, "|| 'é'\n");
  console_ask (self, sql->str);
  g_assert_nonnull (console_problem (self));
  g_string_assign (sql, "SELECT 1 AS long WHERE 1 IN (0");
  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (sql, ", %u", i);
  g_string_append (sql, ")");
  table = console_ask (self, sql->str);
  g_assert_cmpstr (bs_table_get_column_name (table, 0), ==, "long");
  console_wait_checked (self);
  g_assert_null (console_problem (self));
  for (guint i = 0; i < 5000; i++)
    g_string_append (sql, " -- and so on\n");
  console_ask (self, sql->str);
  g_assert_nonnull (strstr (console_problem (self), "too long"));
  /* too long to be remembered: what is written is left alone */
  g_assert_cmpuint (bs_query_book_get_history (self->panel->book)->len, <, 6);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  int status;

  if (!test_init (&argc, &argv))
    return 0;

  folder = g_dir_make_tmp ("batchscope-console-XXXXXX", NULL);
  console_path = g_build_filename (folder, "trace.bscope", NULL);
  synthetic_record_default (console_path);
  g_test_add ("/window/console-limits/heavy", Page, NULL, console_set_up, test_heavy,
              console_tear_down);
  g_test_add ("/window/console-limits/long-lines", Page, NULL, console_set_up, test_long_lines,
              console_tear_down);
  g_test_add ("/window/console-limits/hostile", Page, NULL, console_set_up, test_hostile,
              console_tear_down);
  status = g_test_run ();
  test_remove_folder (folder);
  g_free (console_path);

  return status;
}
