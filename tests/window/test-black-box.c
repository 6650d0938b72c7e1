/* SPDX-License-Identifier: Apache-2.0 */
/* The real program: what the window says is what the command line says. */
#include "config.h"

#include <string.h>

#include "tests/window/driver.h"

#define N_STEPS 10

static void
test_step (Driver *driver, gconstpointer data)
{
  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();

  driver_assert_shows (driver, 1);
  for (int n = 2; n <= 1 + N_STEPS && !g_test_failed (); n++)
    {
      driver_press ("F8");
      driver_assert_shows (driver, n);
    }
  driver_save_screenshot ("after-10-steps");
  for (int n = N_STEPS; n >= 1 && !g_test_failed (); n--)
    {
      driver_press ("shift+F8");
      driver_assert_shows (driver, n);
    }
  driver_save_screenshot ("after-10-steps-back");
}

static void
test_keys (Driver *driver, gconstpointer data)
{
  int last;
  double before, now;

  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);

  {
    g_autoptr (JsonObject) first = driver_inspect (driver, 1);

    last = (int) json_object_get_int_member (first, "n_decisions");
  }
  /* The graph has the keyboard from the start: space must not press a button. */
  driver_press ("space");
  g_assert_true (driver_wait_for (driver, "Pause"));
  driver_press ("space");
  g_assert_true (driver_wait_for (driver, "Play"));
  driver_press ("End");
  driver_assert_shows (driver, last);
  driver_press ("Home");
  driver_assert_shows (driver, 1);

  /* Home and space belong to the entry while one types. */
  driver_press ("ctrl+l");
  driver_type ("7");
  driver_press ("Return");
  driver_assert_shows (driver, 7);
  driver_press ("Home");
  driver_press ("space");
  g_usleep (600000);
  g_assert_cmpfloat (driver_get_decision (driver), ==, 7);

  /* The table twin: its rows seek. */
  driver_press ("ctrl+t");
  g_assert_true (driver_wait_for (driver, "Mini-batch"));
  g_usleep (300000);
  driver_press ("Down");
  g_usleep (300000);
  g_assert_cmpfloat (driver_get_decision (driver), ==, 8);
  driver_save_screenshot ("table");
  driver_press ("F8");
  driver_press ("F8");
  g_usleep (600000);
  g_assert_cmpfloat (driver_get_decision (driver), ==, 10);
  /* The arrow keys go on from there. */
  driver_press ("Up");
  g_usleep (300000);
  g_assert_cmpfloat (driver_get_decision (driver), ==, 9);
  driver_press ("shift+F8");
  driver_press ("ctrl+t");
  driver_assert_shows (driver, 8);

  before = driver_get_decision (driver);
  driver_press ("space");
  g_usleep (1200000);
  driver_press ("space");
  g_usleep (300000);
  now = driver_get_decision (driver);
  g_assert_cmpfloat (now, >, before);
  driver_assert_shows (driver, (int) now);
  g_assert_true (driver_wait_for (driver, "Play"));
}

/* GTK names what has no name after its class; the parts inside its own widgets are its own. */
static gboolean
has_no_name (const BsSeen *one)
{
  static const char *const parts[] = { "GtkMenuButton", "GtkToggleButton", "GtkImage" };

  if (one->name[0] == '\0')
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (one->name, parts[i]))
      return FALSE;

  return g_str_has_prefix (one->name, "Gtk") || g_str_has_prefix (one->name, "Adw")
         || g_str_has_prefix (one->name, "Bs");
}

/* Whoever cannot see the window must hear of each thing that the keyboard reaches. */
static void
test_names (Driver *driver, gconstpointer data)
{
  g_autoptr (GPtrArray) seen = NULL;

  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);

  seen = bs_look (driver->reader);
  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);
      gboolean reached = bs_seen_is (one, ATSPI_STATE_FOCUSABLE)
                         && (one->role == ATSPI_ROLE_PUSH_BUTTON
                             || one->role == ATSPI_ROLE_TOGGLE_BUTTON
                             || one->role == ATSPI_ROLE_SPIN_BUTTON
                             || one->role == ATSPI_ROLE_COMBO_BOX || one->role == ATSPI_ROLE_IMAGE);

      if (reached && has_no_name (one))
        {
          g_autofree char *all = bs_seen_print (seen);

          g_test_message ("thing %u has no name:\n%s", i, all);
          g_test_fail ();
          return;
        }
    }
  g_assert_nonnull (bs_seen_find (seen, ATSPI_ROLE_IMAGE, "Dataflow graph"));
  g_assert_nonnull (bs_seen_find (seen, ATSPI_ROLE_IMAGE, "Policy as a state machine"));
  g_assert_nonnull (bs_seen_find (seen, ATSPI_ROLE_IMAGE, "Decision strip"));
}

/* A screen reader is told where the clock comes to rest, and not each decision on the way. */
static void
test_announcements (Driver *driver, gconstpointer data)
{
  g_autoptr (GPtrArray) heard = NULL;

  driver->trace = driver_record (driver->folder);
  driver_start (driver, driver->trace);
  driver_focus ();
  driver_assert_shows (driver, 1);
  bs_reader_listen (driver->reader, ATSPI_ROLE_STATUS_BAR);
  for (guint i = 0; i < 3; i++)
    driver_press ("F8");
  heard = bs_reader_hear (driver->reader, 2000);

  g_assert_cmpuint (heard->len, >, 0);
  g_assert_cmpuint (heard->len, <=, 3);
  g_assert_true (g_str_has_prefix (heard->pdata[heard->len - 1], "Decision 4 of "));
}

static void
test_garbage (Driver *driver, gconstpointer data)
{
  g_autofree char *path = g_build_filename (driver->folder, "garbage.bscope", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  char bytes[4096];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (char) g_rand_int_range (rand, 0, 256);
  g_file_set_contents (path, bytes, sizeof bytes, &error);
  g_assert_no_error (error);

  driver_start (driver, path);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "This is not a trace"));
  driver_save_screenshot ("garbage");
}

static void
test_nothing (Driver *driver, gconstpointer data)
{
  g_autofree char *path = g_build_filename (driver->folder, "not there.bscope", NULL);

  driver_start (driver, path);
  driver_focus ();
  g_assert_true (driver_wait_for (driver, "This trace cannot be opened"));
}

int
main (int argc, char *argv[])
{
  if (!driver_init (&argc, &argv))
    return 0;

  g_test_add ("/window/black-box/step", Driver, NULL, driver_set_up, test_step, driver_tear_down);
  g_test_add ("/window/black-box/keys", Driver, NULL, driver_set_up, test_keys, driver_tear_down);
  g_test_add ("/window/black-box/names", Driver, NULL, driver_set_up, test_names, driver_tear_down);
  g_test_add ("/window/black-box/announcements", Driver, NULL, driver_set_up, test_announcements,
              driver_tear_down);
  g_test_add ("/window/black-box/garbage", Driver, NULL, driver_set_up, test_garbage,
              driver_tear_down);
  g_test_add ("/window/black-box/nothing-there", Driver, NULL, driver_set_up, test_nothing,
              driver_tear_down);
  return g_test_run ();
}
