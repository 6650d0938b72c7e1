/* SPDX-License-Identifier: Apache-2.0 */
/* The real program and files: traces that are cut short, and a crash with two of them open. */
#include "config.h"

#include <glib/gstdio.h>

#include "tests/window/driver.h"

#define N_CUTS 6

/* What a page says that shows no decisions; then one that does. */
static const char *const outcomes[] = { "This is not a trace",    "Made by a newer Batchscope",
                                        "This trace is damaged",  "This trace is too large",
                                        "There are no decisions", "This trace cannot be opened",
                                        "Decision strip",         NULL };

/* The window opens what the command line reads, and says why of all else. */
static void
check_file (Driver *driver, const char *path)
{
  g_autofree char *said = driver_run_cli ("inspect", path, "--decision", "1", NULL);
  const char *outcome;

  driver_open (path);
  outcome = driver_wait_for_any (driver, outcomes);
  if (outcome == NULL || g_str_equal (outcome, "Decision strip") != (said != NULL))
    {
      g_test_message ("%s: the window shows %s, the command line says %s", path,
                      outcome != NULL ? outcome : "nothing", said != NULL ? said : "nothing");
      driver_save_screenshot ("failed");
      g_test_fail ();
    }
  driver_press ("ctrl+w");
  for (guint i = 0; outcome != NULL && outcomes[i] != NULL; i++)
    g_assert_true (driver_wait_until_gone (driver, outcomes[i]));
}

static void
test_hostile (Driver *driver, gconstpointer data)
{
  const char *source = g_getenv ("BATCHSCOPE_SOURCE_DIR");
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  driver->trace = driver_record (driver->folder);
  g_file_get_contents (driver->trace, &bytes, &length, &error);
  g_assert_no_error (error);
  driver_start (driver, NULL);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "Record"));

  /* The last cut takes one byte. */
  for (guint i = 0; i < N_CUTS && !g_test_failed (); i++)
    {
      g_autofree char *name = g_strdup_printf ("cut-%u.bscope", i);
      g_autofree char *path = g_build_filename (driver->folder, name, NULL);
      gsize n = i + 1 < N_CUTS ? length * i / N_CUTS : length - 1;

      g_file_set_contents (path, bytes, (gssize) n, &error);
      g_assert_no_error (error);
      check_file (driver, path);
    }
  for (guint i = 1; i <= 3 && !g_test_failed (); i++)
    {
      g_autofree char *name = g_strdup_printf ("version-%u.trace", i);
      g_autofree char *path = g_build_filename (source, "tests", "profiles", name, NULL);

      check_file (driver, path);
    }
}

static void
test_crash (Driver *driver, gconstpointer data)
{
  g_autofree char *second = g_build_filename (driver->folder, "second.bscope", NULL);
  g_autofree char *bytes = NULL, *session = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  driver->trace = driver_record (driver->folder);
  g_file_get_contents (driver->trace, &bytes, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (second, bytes, (gssize) length, &error);
  g_assert_no_error (error);

  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);
  driver_go_to (driver, 7);
  driver_open (second);
  g_assert_true (driver_wait_for (driver, "second.bscope"));
  g_assert_true (driver_wait_for_decision (driver, 1));
  driver_go_to (driver, 12);

  /* Both decisions are in the session as soon as it is written. */
  session = g_build_filename (driver->folder, "batchscope", "session.json", NULL);
  g_assert_true (driver_wait_for_file (session, "\"decision\" : 12"));
  driver_kill (driver);

  driver_start (driver, NULL);
  driver_focus ();
  g_assert_true (driver_wait_for_decision (driver, 12));
  g_assert_true (driver_wait_for_text (driver, "second.bscope \342\200\223 Batchscope"));
  driver_press ("ctrl+w");
  g_assert_true (driver_wait_until_gone (driver, "second.bscope"));
  driver_assert_shows (driver, 7);
}

/* The main labels of the window: none is left in English where there is German. */
static void
test_german (Driver *driver, gconstpointer data)
{
  static const char *const english[] = {
    "Record",     "Memory",    "Policy", "Dataflow graph", "Decision strip",  "First decision",
    "Step back",  "Play",      "Step",   "Last decision",  "Breakpoints",     "Bookmarks and notes",
    "Same state", "Same type", "Nodes",  "By type",        "Why this batch?", "Find decisions",
    "Main menu"
  };

  driver->trace = driver_record (driver->folder);
  driver->language = "de";
  driver_start (driver, driver->trace);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "Entscheidungsstreifen"));
  {
    g_autoptr (GPtrArray) seen = bs_look (driver->reader);

    for (guint i = 0; i < G_N_ELEMENTS (english); i++)
      if (bs_seen_find (seen, -1, english[i]) != NULL)
        {
          g_test_message ("“%s” is English", english[i]);
          g_test_fail ();
        }
  }
}

int
main (int argc, char *argv[])
{
  if (!driver_init (&argc, &argv))
    return 0;

  g_test_add ("/window/black-box/hostile", Driver, NULL, driver_set_up, test_hostile,
              driver_tear_down);
  g_test_add ("/window/black-box/german", Driver, NULL, driver_set_up, test_german,
              driver_tear_down);
  g_test_add ("/window/black-box/crash", Driver, NULL, driver_set_up, test_crash, driver_tear_down);
  return g_test_run ();
}
