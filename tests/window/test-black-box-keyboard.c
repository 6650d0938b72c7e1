/* SPDX-License-Identifier: Apache-2.0 */
/* The real program by keyboard alone: all is reached, nothing keeps the keyboard, all has a name. */
#include "config.h"

#include "tests/window/driver.h"

/* More than any page has things for the keyboard. */
#define MAX_STOPS 150

static const BsSeen *
find_path (GPtrArray *seen, const char *path)
{
  for (guint i = 0; i < seen->len; i++)
    if (g_str_equal (((const BsSeen *) g_ptr_array_index (seen, i))->path, path))
      return g_ptr_array_index (seen, i);

  return NULL;
}

/* GTK calls what has no name after its class. */
static gboolean
has_name (const BsSeen *one)
{
  return one->name[0] != '\0' && !g_str_has_prefix (one->name, "Gtk")
         && !g_str_has_prefix (one->name, "Adw") && !g_str_has_prefix (one->name, "Bs");
}

/* What people press, choose, or write into. */
static gboolean
is_control (const BsSeen *one)
{
  static const AtspiRole roles[] = { ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON,
                                     ATSPI_ROLE_SPIN_BUTTON, ATSPI_ROLE_CHECK_BOX,
                                     ATSPI_ROLE_TEXT,        ATSPI_ROLE_PAGE_TAB,
                                     ATSPI_ROLE_IMAGE };

  if (!bs_seen_is (one, ATSPI_STATE_FOCUSABLE) || !bs_seen_is (one, ATSPI_STATE_SENSITIVE))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (one->role == roles[i])
      return TRUE;

  return FALSE;
}

/* The buttons of a window are the window manager's, which has keys for them. */
static gboolean
is_of_frame (const BsSeen *one)
{
  return g_str_equal (one->name, "Minimize") || g_str_equal (one->name, "Maximize")
         || g_str_equal (one->name, "Close");
}

/* Goes around with @key to where it began. Returns the paths of all that has had the keyboard. */
static GHashTable *
go_around (Driver *driver, const char *key)
{
  GHashTable *met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *before = g_strdup ("");

  for (guint n = 0; n < MAX_STOPS; n++)
    {
      char *now = driver_move_focus (driver, key);

      if (g_str_equal (now, before) || now[0] == '\0')
        {
          g_autoptr (GPtrArray) seen = bs_look (driver->reader);
          const BsSeen *keeper = find_path (seen, now);

          g_test_message ("%s: the keyboard stays with “%s”", key,
                          keeper != NULL ? keeper->name : "nothing");
          driver_save_screenshot ("failed");
          g_test_fail ();
          g_free (now);
          return met;
        }
      g_free (before);
      before = g_strdup (now);
      if (!g_hash_table_add (met, now))
        return met;
    }

  g_test_message ("%s does not come around", key);
  g_test_fail ();
  return met;
}

/* @behind: (nullable): what is not in front, though it is in the tree. */
static void
check_met (Driver *driver, GHashTable *met, const char *key, const char *behind)
{
  g_autoptr (GPtrArray) seen = bs_look (driver->reader);
  const BsSeen *hidden = behind != NULL ? bs_seen_find (seen, -1, behind) : NULL;

  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);
      gboolean reached = g_hash_table_contains (met, one->path);

      if (one == hidden)
        {
          i = bs_seen_end (seen, hidden) - 1;
          continue;
        }
      if (reached && !has_name (one))
        {
          g_test_message ("what has the keyboard has no name: “%s” (%s)", one->name,
                          one->description);
          g_test_fail ();
        }
      if (!reached && is_control (one) && !is_of_frame (one)
          && bs_reader_shows (driver->reader, seen, one))
        {
          g_test_message ("%s does not reach “%s” (%s)", key, one->name, one->description);
          g_test_fail ();
        }
      if (one->role == ATSPI_ROLE_IMAGE && bs_seen_is (one, ATSPI_STATE_FOCUSABLE)
          && one->description[0] == '\0' && bs_reader_shows (driver->reader, seen, one))
        {
          g_test_message ("the picture “%s” says nothing", one->name);
          g_test_fail ();
        }
    }
}

static void
check_page (Driver *driver, const char *behind)
{
  static const char *const ways[] = { "Tab", "shift+Tab" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GHashTable) met = go_around (driver, ways[i]);

      check_met (driver, met, ways[i], behind);
    }
}

static void
test_start (Driver *driver, gconstpointer data)
{
  driver_start (driver, NULL);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "No traces yet"));
  check_page (driver, NULL);
}

static void
test_debug (Driver *driver, gconstpointer data)
{
  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);
  /* All that depends on where the clock stands can be pressed there. */
  driver_go_to (driver, 3);
  check_page (driver, NULL);
}

static void
test_memory (Driver *driver, gconstpointer data)
{
  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);
  driver_press ("ctrl+2");
  g_assert_true (driver_wait_for (driver, "Totals before and after"));
  driver_press ("F8");
  g_assert_true (driver_wait_for_decision (driver, 2));
  check_page (driver, "BsDebugPage");
}

static void
test_dialog (Driver *driver, gconstpointer data)
{
  driver_start (driver, NULL);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "No traces yet"));
  driver_press ("ctrl+r");
  driver_focus_dialog ("Record a run");
  g_assert_true (driver_wait_for (driver, "Save as"));
  check_page (driver, "Batchscope");
  driver_press ("Escape");
  g_assert_true (driver_wait_until_gone (driver, "Save as"));
  driver_focus ();
}

int
main (int argc, char *argv[])
{
  if (!driver_init (&argc, &argv))
    return 0;

  g_test_add ("/window/black-box/keyboard/start", Driver, NULL, driver_set_up, test_start,
              driver_tear_down);
  g_test_add ("/window/black-box/keyboard/debug", Driver, NULL, driver_set_up, test_debug,
              driver_tear_down);
  g_test_add ("/window/black-box/keyboard/memory", Driver, NULL, driver_set_up, test_memory,
              driver_tear_down);
  g_test_add ("/window/black-box/keyboard/record", Driver, NULL, driver_set_up, test_dialog,
              driver_tear_down);
  return g_test_run ();
}
