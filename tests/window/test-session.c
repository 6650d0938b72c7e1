/* SPDX-License-Identifier: Apache-2.0 */
/* The session of the window as a file, also one that is damaged or hostile, and who keeps it. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/window/shell/session-keeper.h"
#include "engine/error.h"

static char *folder;

static void
spin (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static BsSession *
make_session (void)
{
  BsSession *session = bs_session_new ();

  session->n_starts = 1;
  for (guint w = 0; w < 2; w++)
    {
      BsSessionWindow *window = bs_session_add_window (session);

      window->width = 1000 + (int) w;
      window->height = 700;
      window->maximized = w == 1;
      window->selected = 1;
      for (guint i = 0; i < 3; i++)
        {
          g_autofree char *uri = g_strdup_printf ("file:///tmp/w%u-%u%%20%%C3%%BC.bscope", w, i);
          BsSessionTab *tab = bs_session_tab_new (uri);

          tab->decision = 7 * i + 1;
          tab->view = i > 0 ? g_strdup ("memory") : NULL;
          tab->branch = i > 1 ? g_strdup ("“word” at 24 { [ \\") : NULL;
          tab->zoom = i * 1.25;
          g_ptr_array_add (window->tabs, tab);
        }
    }

  return session;
}

static void
test_session_round_trip (void)
{
  g_autoptr (BsSession) session = make_session ();
  g_autofree char *text = bs_session_to_text (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsSession) back = bs_session_parse (text, -1, &error);
  g_autofree char *again = NULL;
  const BsSessionWindow *window;
  const BsSessionTab *tab;

  g_assert_no_error (error);
  again = bs_session_to_text (back);
  g_assert_cmpstr (text, ==, again);
  g_assert_cmpuint (back->n_starts, ==, 1);
  g_assert_cmpuint (back->windows->len, ==, 2);
  window = g_ptr_array_index (back->windows, 1);
  g_assert_true (window->maximized);
  g_assert_cmpint (window->width, ==, 1001);
  g_assert_cmpuint (window->selected, ==, 1);
  tab = g_ptr_array_index (window->tabs, 2);
  g_assert_cmpuint (tab->decision, ==, 15);
  g_assert_cmpstr (tab->view, ==, "memory");
  g_assert_cmpstr (tab->branch, ==, "“word” at 24 { [ \\");
  g_assert_cmpfloat (tab->zoom, ==, 2.5);
}

/* What cannot be is left out; what is no session is an error; nothing crashes. */
static void
test_session_hostile (void)
{
  static const char *const bad[] = {
    "",
    "null",
    "[]",
    "{",
    "{}",
    "\xff\xfe",
    "{ \"version\": 2, \"windows\": [] }",
    "{ \"version\": \"1\" }",
    "{ \"version\": 1, ",
  };
  static const char *const odd[] = {
    "{ \"version\": 1 }",
    "{ \"version\": 1, \"windows\": 7, \"starts\": -3 }",
    "{ \"version\": 1, \"windows\": [ null, 3, [], {}, { \"tabs\": 1 }, { \"tabs\": [] } ] }",
    "{ \"version\": 1, \"windows\": [ { \"tabs\": [ null, {}, { \"uri\": 5 }, { \"uri\": \"\" },"
    " { \"uri\": \"no address\" } ] } ] }",
  };
  static const char wild[] =
      "{ \"version\": 1, \"windows\": [ { \"width\": -5, \"height\": 1e300, \"selected\": 99,"
      " \"maximized\": \"yes\", \"tabs\": [ { \"uri\": \"file:///a\", \"decision\": -1,"
      " \"view\": [], \"zoom\": -1e99 }, { \"uri\": \"file:///b\", \"decision\": 99999999999,"
      " \"zoom\": \"2\" } ] } ] }";
  g_autoptr (BsSession) session = NULL;
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *long_text = g_strnfill (BS_SESSION_MAX_BYTES + 1, ' ');
  g_autoptr (GError) error = NULL;
  const BsSessionWindow *window;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) wrong = NULL;

      g_assert_null (bs_session_parse (bad[i], -1, &wrong));
      g_assert_nonnull (wrong);
    }
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (BsSession) empty = bs_session_parse (odd[i], -1, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (empty->windows->len, ==, 0);
      g_assert_cmpuint (empty->n_starts, ==, 0);
    }

  session = bs_session_parse (wild, -1, &error);
  g_assert_no_error (error);
  window = g_ptr_array_index (session->windows, 0);
  g_assert_cmpint (window->width, ==, 0);
  g_assert_cmpint (window->height, ==, 0);
  g_assert_cmpuint (window->selected, ==, 0);
  g_assert_false (window->maximized);
  for (guint i = 0; i < 2; i++)
    {
      const BsSessionTab *tab = g_ptr_array_index (window->tabs, i);

      g_assert_cmpuint (tab->decision, ==, 1);
      g_assert_null (tab->view);
      g_assert_cmpfloat (tab->zoom, ==, 0);
    }

  g_assert_null (bs_session_parse (deep, -1, NULL));
  g_assert_null (bs_session_parse (long_text, -1, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
}

/* Cut anywhere and with any byte wrong it is a session, or none. */
static void
test_session_damaged (void)
{
  g_autoptr (BsSession) session = make_session ();
  g_autofree char *text = bs_session_to_text (session);
  gsize length = strlen (text);
  guint n_read = 0;

  for (gsize i = 0; i < length; i++)
    {
      g_autoptr (BsSession) cut = bs_session_parse (text, (gssize) i, NULL);
      g_autoptr (BsSession) changed = NULL;
      char kept = text[i];

      g_assert_null (cut);
      text[i] = "}9\"\x80"[i % 4];
      changed = bs_session_parse (text, (gssize) length, NULL);
      n_read += changed != NULL;
      text[i] = kept;
    }
  g_assert_cmpuint (n_read, >, 0);
}

static BsSession *
collect_cb (gpointer user_data)
{
  BsSession *session = make_session ();

  session->n_starts = *(guint *) user_data;
  return session;
}

static guint n_found, found_starts;

static void
found_cb (BsSession *session, gpointer user_data)
{
  n_found++;
  found_starts = session != NULL ? session->n_starts : G_MAXUINT;
}

static void
load_keeper (BsSessionKeeper *keeper)
{
  n_found = 0;
  bs_session_keeper_load (keeper, found_cb);
  while (n_found == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_keeper (void)
{
  g_autofree char *path = g_build_filename (folder, "kept", "session.json", NULL);
  guint n_starts = 5;
  BsSessionKeeper *keeper = bs_session_keeper_new (path, collect_cb, &n_starts);

  load_keeper (keeper);
  g_assert_cmpuint (found_starts, ==, G_MAXUINT);

  /* The newest text wins, and none is written while the keeper rests. */
  for (n_starts = 6; n_starts < 50; n_starts++)
    bs_session_keeper_save (keeper);
  n_starts = 50;
  bs_session_keeper_rest (keeper);
  n_starts = 51;
  bs_session_keeper_touch (keeper);
  spin (50);
  bs_session_keeper_finish (keeper);
  load_keeper (keeper);
  g_assert_cmpuint (found_starts, ==, 50);
  bs_session_keeper_wake (keeper);
  bs_session_keeper_free (keeper);

  /* Gone before the answer comes: nobody is called. */
  keeper = bs_session_keeper_new (path, collect_cb, &n_starts);
  n_found = 0;
  bs_session_keeper_load (keeper, found_cb);
  bs_session_keeper_free (keeper);
  spin (100);
  g_assert_cmpuint (n_found, ==, 0);

  g_assert_true (g_file_set_contents (path, "{ \"version\": 1, \"win", -1, NULL));
  keeper = bs_session_keeper_new (path, collect_cb, &n_starts);
  load_keeper (keeper);
  g_assert_cmpuint (found_starts, ==, G_MAXUINT);
  bs_session_keeper_free (keeper);
}

int
main (int argc, char *argv[])
{
  g_autofree char *kept = NULL, *file = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-session-XXXXXX", NULL);
  g_assert_nonnull (folder);
  kept = g_build_filename (folder, "kept", NULL);
  file = g_build_filename (kept, "session.json", NULL);

  g_test_add_func ("/window/session/round-trip", test_session_round_trip);
  g_test_add_func ("/window/session/hostile", test_session_hostile);
  g_test_add_func ("/window/session/damaged", test_session_damaged);
  g_test_add_func ("/window/session/keeper", test_keeper);
  status = g_test_run ();

  g_unlink (file);
  g_rmdir (kept);
  g_rmdir (folder);
  g_free (folder);
  return status;
}
