/* SPDX-License-Identifier: Apache-2.0 */
/* The real program: breakpoints and branches by keyboard alone, and what the command line says of them. */
#include "config.h"

#include <string.h>

#include "tests/window/driver.h"

#define PREDICATE "batch_size >= 30 AND type = 'internal'"

/* What the command line prints as JSON. */
static JsonNode *
parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (text);
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);

  return json_parser_steal_root (parser);
}

static int
read_int (JsonArray *rows, guint i, const char *member)
{
  return (int) json_object_get_int_member (json_array_get_object_element (rows, i), member);
}

static void
check_runs (Driver *driver, JsonArray *hits)
{
  guint n = json_array_get_length (hits);

  for (guint i = 0; i < n; i++)
    {
      driver_press ("F5");
      g_assert_true (driver_wait_for_decision (driver, read_int (hits, i, "decision")));
    }
  driver_assert_shows (driver, read_int (hits, n - 1, "decision"));
  for (guint i = n - 1; i > 0; i--)
    {
      driver_press ("shift+F5");
      g_assert_true (driver_wait_for_decision (driver, read_int (hits, i - 1, "decision")));
    }
  driver_assert_shows (driver, read_int (hits, 0, "decision"));
}

static void
test_breakpoints (Driver *driver, gconstpointer data)
{
  g_autofree char *text = NULL, *count = NULL, *words = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *hits;

  driver->trace = driver_record (driver->folder);
  text = driver_run_cli ("steps", driver->trace, "--where", PREDICATE, "--format", "json", NULL);
  root = parse (text);
  hits = json_node_get_array (root);
  g_assert_cmpuint (json_array_get_length (hits), >, 1);
  g_assert_cmpint (read_int (hits, 0, "decision"), >, 1);
  count = driver_run_cli ("steps", driver->trace, "--where", PREDICATE, "--count", NULL);
  g_strchomp (count);
  words = g_strconcat (count, " hits", NULL);

  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);

  /* What is wrong is explained where it is typed, and not taken. */
  driver_press ("ctrl+F9");
  g_assert_true (driver_wait_for (driver, "New breakpoint"));
  driver_type ("batch_sise = 3 ");
  g_assert_true (driver_wait_for_text (driver, "batch_sise"));
  driver_press ("Return");
  driver_press ("ctrl+a");
  driver_type (PREDICATE " ");
  g_assert_true (driver_wait_for (driver, words));
  {
    g_autoptr (GPtrArray) seen = bs_look (driver->reader);

    g_assert_null (bs_seen_find (seen, -1, "Condition of the breakpoint"));
  }
  driver_press ("Return");
  g_assert_true (driver_wait_for (driver, "Condition of the breakpoint"));
  driver_press ("Escape");
  g_assert_true (driver_wait_until_gone (driver, "New breakpoint"));
  check_runs (driver, hits);

  driver_press ("ctrl+F9");
  g_assert_true (driver_wait_for (driver, "Condition of the breakpoint"));
  g_assert_true (driver_tab_to (driver, "shift+Tab", "Remove breakpoint"));
  driver_press ("space");
  g_assert_true (driver_wait_until_gone (driver, "Condition of the breakpoint"));
  driver_press ("Escape");
  g_assert_true (driver_wait_until_gone (driver, "New breakpoint"));
  driver_press ("ctrl+z");
  driver_press ("ctrl+F9");
  g_assert_true (driver_wait_for (driver, "Condition of the breakpoint"));
  driver_press ("Escape");
  g_assert_true (driver_wait_until_gone (driver, "New breakpoint"));

  driver_quit (driver);
  driver_start (driver, driver->trace);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "Decision strip"));
  driver_go_to (driver, 1);
  check_runs (driver, hits);
}

/* The first row that batches something else than was recorded; its type and where it ends. */
static JsonObject *
find_other (JsonArray *rows)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (!json_object_get_boolean_member (row, "chosen"))
        return row;
    }
  g_assert_not_reached ();
}

static void
test_what_if (Driver *driver, gconstpointer data)
{
  g_autofree char *choices = NULL, *number = NULL, *text = NULL, *kept = NULL, *button = NULL;
  g_autofree char *batches = NULL, *of_branch = NULL;
  g_autoptr (JsonNode) root = NULL, whole = NULL;
  JsonObject *branch;
  int decision, n_batches, delta;

  driver->trace = driver_record (driver->folder);
  choices = driver_run_cli ("steps", driver->trace, "--where", "n_candidates > 1", "--format",
                            "json", NULL);
  root = parse (choices);
  decision = read_int (json_node_get_array (root), 1, "decision");
  number = g_strdup_printf ("%d", decision);
  text = driver_run_cli ("whatif", driver->trace, number, "--format", "json", NULL);
  whole = parse (text);
  branch = find_other (json_node_get_array (whole));
  n_batches = (int) json_object_get_int_member (branch, "batches");
  delta = (int) json_object_get_int_member (branch, "delta");
  button = g_strdup_printf ("What if %s", json_object_get_string_member (branch, "type"));
  batches = delta == 0 ? g_strdup_printf ("%d batches, as many as recorded", n_batches)
                       : g_strdup_printf ("%d batches, %d %s than recorded", n_batches, ABS (delta),
                                          delta < 0 ? "fewer" : "more");

  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);
  driver_go_to (driver, decision);
  g_assert_true (driver_tab_to (driver, "Tab", button));
  driver_press ("space");
  g_assert_true (driver_wait_for_text (driver, batches));

  g_assert_true (driver_tab_to (driver, "Tab", "Keep"));
  driver_press ("space");
  g_assert_true (driver_wait_for (driver, "Kept"));
  kept = driver_run_cli ("whatif", driver->trace, NULL);
  g_assert_nonnull (kept);
  g_assert_nonnull (strstr (kept, json_object_get_string_member (branch, "type")));

  /* The page is of the branch now, and of the recording again. */
  g_assert_true (driver_tab_to (driver, "shift+Tab", "Show the branch instead of the recording"));
  driver_press ("space");
  g_assert_true (driver_wait_for (driver, "Back to the recording"));
  of_branch = g_strdup_printf ("Decision %d of %d", decision, n_batches);
  g_assert_true (driver_wait_for_text (driver, of_branch));
  g_assert_true (driver_tab_to (driver, "Tab", "Show the branch instead of the recording"));
  driver_press ("space");
  driver_assert_shows (driver, decision);

  g_assert_true (driver_tab_to (driver, "Tab", "Delete the branch"));
  driver_press ("space");
  g_assert_true (driver_wait_until_gone (driver, "Delete the branch"));
  driver_press ("ctrl+z");
  g_assert_true (driver_wait_for (driver, "Delete the branch"));
  g_assert_true (driver_wait_for_text (driver, batches));
}

int
main (int argc, char *argv[])
{
  if (!driver_init (&argc, &argv))
    return 0;

  g_test_add ("/window/black-box/breakpoints", Driver, NULL, driver_set_up, test_breakpoints,
              driver_tear_down);
  g_test_add ("/window/black-box/what-if", Driver, NULL, driver_set_up, test_what_if,
              driver_tear_down);
  return g_test_run ();
}
