/* SPDX-License-Identifier: Apache-2.0 */
/* The real program: what it records, plans and saves is what the command line makes. */
#include "config.h"

#include <string.h>

#include "tests/window/driver.h"

#define N_MEMORY_STEPS 6
#define DECISIONS_SQL                                                                              \
  "SELECT decision, mini_batch, type, batch_size, state, reason FROM decisions ORDER BY decision"

/* By keyboard from the start page: another model, a name, and off. */
static void
test_record (Driver *driver, gconstpointer data)
{
  g_autofree char *recorded = g_build_filename (driver->folder, "batchscope", "traces",
                                                "by-keyboard.bscope", NULL);
  g_autofree char *wanted = g_build_filename (driver->folder, "wanted.bscope", NULL);
  g_autofree char *out = NULL, *ours = NULL, *theirs = NULL;

  driver_start (driver, NULL);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "No traces yet"));
  g_assert_true (driver_tab_to (driver, "Tab", "_Record… Record…"));
  driver_press ("space");
  driver_focus_dialog ("Record a run");
  g_assert_true (driver_tab_to (driver, "Tab", "Model"));
  driver_press ("space");
  g_assert_true (driver_wait_for (driver, "mv-rnn"));
  driver_press ("Down");
  driver_press ("Return");
  g_assert_true (driver_wait_for (driver, "bilstm-tagger-char"));
  g_assert_true (driver_wait_until_gone (driver, "mv-rnn"));
  g_assert_true (driver_tab_to (driver, "Tab", "Name of the trace Save as"));
  driver_press ("ctrl+a");
  driver_type ("by-keyboard");
  driver_press ("ctrl+Return");
  g_assert_true (driver_wait_for (driver, "Decision strip"));
  driver_focus ();
  driver->trace = g_strdup (recorded);
  driver_assert_shows (driver, 1);

  out = driver_run_cli ("record", "--workload", "bilstm-tagger-char", "--model-size", "128",
                        "--batch-size", "8", "--batches", "1", "--policy", "fsm", "-o", wanted,
                        NULL);
  g_assert_nonnull (out);
  ours = driver_run_cli ("query", "--format", "csv", recorded, DECISIONS_SQL, NULL);
  theirs = driver_run_cli ("query", "--format", "csv", wanted, DECISIONS_SQL, NULL);
  g_assert_nonnull (ours);
  g_assert_cmpstr (ours, ==, theirs);
}

/* The plan of a cell as the command line says it. */
static JsonObject *
read_plan (const char *cell)
{
  g_autofree char *text = driver_run_cli ("plan", "--workload", "tree-lstm", "--model-size", "128",
                                          "--cell", cell, "--format", "json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *cells;

  g_assert_nonnull (text);
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  cells = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        "cells");
  g_assert_cmpuint (json_array_get_length (cells), ==, 1);

  return json_object_ref (json_array_get_object_element (cells, 0));
}

static gint64
read_total (JsonObject *plan, const char *figure, const char *when)
{
  JsonArray *totals = json_object_get_array_member (plan, "totals");

  for (guint i = 0; i < json_array_get_length (totals); i++)
    {
      JsonObject *total = json_array_get_object_element (totals, i);

      if (g_str_equal (json_object_get_string_member (total, "figure"), figure))
        return json_object_get_int_member (total, when);
    }
  g_assert_not_reached ();
}

/* Three figures, as people read them. */
static char *
write_bytes (gint64 bytes)
{
  static const char *const units[] = { "KiB", "MiB", "GiB" };
  double value = (double) bytes / 1024;
  guint unit = 0;

  if (bytes < 1024)
    return g_strdup_printf ("%" G_GINT64_FORMAT " B", bytes);

  while (value >= 1024 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1024;
      unit++;
    }

  return g_strdup_printf (value < 100 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

/* Without the arrow that says better or worse, and without thin spaces. */
static char *
read_figure (const BsSeen *label)
{
  GString *out = g_string_new (NULL);

  for (const char *p = label->name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_ascii_isgraph (*p))
      g_string_append_c (out, *p);
    else if (out->len > 0 && (*p == ' ' || g_utf8_get_char (p) == 0xa0))
      g_string_append_c (out, ' ');

  return g_string_free (out, FALSE);
}

/* The figures beside @name in the table of totals. */
static void
want_total (GPtrArray *seen, const char *name, const char *before, const char *after,
            GString *problems)
{
  const BsSeen *totals = bs_seen_find (seen, ATSPI_ROLE_PANEL, "Totals before and after");
  guint end = totals != NULL ? bs_seen_end (seen, totals) : 0;

  for (guint i = totals != NULL ? bs_seen_index (seen, totals) : 0; i + 2 < end; i++)
    if (g_str_equal (((const BsSeen *) g_ptr_array_index (seen, i))->name, name))
      {
        g_autofree char *said_before = read_figure (g_ptr_array_index (seen, i + 1));
        g_autofree char *said_after = read_figure (g_ptr_array_index (seen, i + 2));

        if (!g_str_equal (said_before, before) || !g_str_equal (said_after, after))
          g_string_append_printf (problems, "%s: %s and %s, not %s and %s\n", name, said_before,
                                  said_after, before, after);
        return;
      }

  g_string_append_printf (problems, "there is no “%s”\n", name);
}

typedef struct
{
  JsonObject *decision, *plan;
} Expected;

static void
compare_memory (Driver *driver, GPtrArray *seen, gconstpointer what, GString *problems)
{
  const Expected *expected = what;
  gint64 calls = json_object_get_int_member (expected->decision, "batch_size");
  g_autofree char *head = g_strdup_printf (
      "Memory of batch %" G_GINT64_FORMAT,
      json_object_get_int_member (expected->decision, "decision"));
  const BsSeen *canvas = bs_seen_find (seen, ATSPI_ROLE_IMAGE,
                                       "Memory layout before and after planning");
  static const struct
  {
    const char *shown, *figure;
    gboolean bytes;
  } rows[] = { { "Inner batches", "batches", FALSE },
               { "Gathers", "gathers", FALSE },
               { "Gathered", "gather_bytes", TRUE } };
  g_autofree char *sentence = NULL;

  if (bs_seen_find (seen, ATSPI_ROLE_LABEL, head) == NULL)
    g_string_append_printf (problems, "nothing says “%s”\n", head);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 before = read_total (expected->plan, rows[i].figure, "before");
      gint64 after = read_total (expected->plan, rows[i].figure, "after");
      g_autofree char *before_text = rows[i].bytes ? write_bytes (before * calls)
                                                   : g_strdup_printf ("%" G_GINT64_FORMAT, before);
      g_autofree char *after_text = rows[i].bytes ? write_bytes (after * calls)
                                                  : g_strdup_printf ("%" G_GINT64_FORMAT, after);

      want_total (seen, rows[i].shown, before_text, after_text, problems);
    }

  sentence = g_strdup_printf ("Before planning %" G_GINT64_FORMAT " batches",
                              read_total (expected->plan, "batches", "before"));
  if (canvas == NULL || !g_str_has_prefix (canvas->description, sentence))
    g_string_append_printf (problems, "the picture says “%s”, not “%s…”\n",
                            canvas != NULL ? canvas->description : "", sentence);
}

/* The Memory page goes with the clock, and says what `plan` says of the cell of each decision. */
static void
test_memory (Driver *driver, gconstpointer data)
{
  g_autoptr (GHashTable) plans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) json_object_unref);

  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);
  driver_press ("ctrl+2");
  g_assert_true (driver_wait_for (driver, "Totals before and after"));

  /* There, and back. */
  for (int n = 1; n < 2 * N_MEMORY_STEPS && !g_test_failed (); n++)
    {
      int decision = n <= N_MEMORY_STEPS ? n : 2 * N_MEMORY_STEPS - n;
      g_autoptr (JsonObject) inspected = driver_inspect (driver, decision);
      const char *type = json_object_get_string_member (inspected, "type");
      Expected expected = { .decision = inspected };

      if (!g_hash_table_contains (plans, type))
        g_hash_table_insert (plans, g_strdup (type), read_plan (type));
      expected.plan = g_hash_table_lookup (plans, type);
      if (n > 1)
        driver_press (n <= N_MEMORY_STEPS ? "F8" : "shift+F8");
      driver_assert (driver, compare_memory, &expected);
    }
}

static int
read_spin (Driver *driver, const char *name)
{
  g_autoptr (GPtrArray) seen = bs_look (driver->reader);
  const BsSeen *spin = bs_seen_find (seen, ATSPI_ROLE_SPIN_BUTTON, name);

  g_assert_nonnull (spin);
  return (int) bs_reader_get_value (driver->reader, spin);
}

/* The first chunk of a PNG file: how large it is, and what its pixels are. */
static GBytes *
read_head (const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 33);
  return g_bytes_new (bytes, 33);
}

/* Saves the picture of the graph by keyboard. */
static void
test_export (Driver *driver, gconstpointer data)
{
  g_autofree char *saved = g_build_filename (driver->folder, "saved.png", NULL);
  g_autofree char *wanted = g_build_filename (driver->folder, "wanted.png", NULL);
  g_autofree char *width = NULL, *height = NULL, *scale = NULL, *out = NULL;
  g_autoptr (GBytes) ours = NULL, theirs = NULL;

  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);
  driver_go_to (driver, 3);
  g_assert_true (driver_tab_to (driver, "Tab", "Dataflow graph"));
  driver_press ("ctrl+s");
  driver_focus_dialog ("Save picture");
  g_assert_true (driver_wait_for (driver, "Pixels a point"));
  width = g_strdup_printf ("%d", read_spin (driver, "Width in points Width in points"));
  height = g_strdup_printf ("%d", read_spin (driver, "Height in points Height in points"));
  scale = g_strdup_printf ("%d", read_spin (driver, "Pixels a point Pixels a point"));
  driver_press ("alt+s");
  g_assert_true (driver_wait_until_gone (driver, "Pixels a point"));
  driver_focus_dialog ("Save picture");
  driver_press ("ctrl+a");
  driver_type (saved);
  driver_press ("Return");
  g_assert_true (driver_wait_for_path (saved));
  driver_focus ();

  out = driver_run_cli ("export", "--view", "graph", "--decision", "3", "--width", width,
                        "--height", height, "--scale", scale, "-o", wanted, driver->trace, NULL);
  g_assert_nonnull (out);
  ours = read_head (saved);
  theirs = read_head (wanted);
  g_assert_true (g_bytes_equal (ours, theirs));
}

int
main (int argc, char *argv[])
{
  if (!driver_init (&argc, &argv))
    return 0;

  g_test_add ("/window/black-box/record", Driver, NULL, driver_set_up, test_record,
              driver_tear_down);
  g_test_add ("/window/black-box/export", Driver, NULL, driver_set_up, test_export,
              driver_tear_down);
  g_test_add ("/window/black-box/memory", Driver, NULL, driver_set_up, test_memory,
              driver_tear_down);
  return g_test_run ();
}
