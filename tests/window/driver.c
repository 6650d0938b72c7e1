/* SPDX-License-Identifier: Apache-2.0 */
/* Drives the real program under a real X server. */
#include "config.h"

#include "tests/window/driver.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "tests/window/shown-decision.h"

#define PATIENCE_S 20
#define PAUSE_US 20000
/* What has got the keyboard says so sooner, unless it is new or has kept it. */
#define FOCUS_US 500000
/* More than any page has things for the keyboard. */
#define MAX_TABS 150

static char *program_path, *cli_path, *shots_folder;

/* Runs a program to its end; its output, or NULL when it failed. */
char *
driver_run (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess)
      process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autofree char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);

  return g_subprocess_get_successful (process) ? g_steal_pointer (&out) : NULL;
}

char *
driver_record (const char *folder)
{
  const char *source = g_getenv ("BATCHSCOPE_SOURCE_DIR");
  g_autofree char *shared = g_build_filename (source, "..", "shared", "data", "trees", "train.txt",
                                              NULL);
  g_autofree char *sample = g_build_filename (source, "data", "samples", "trees.txt", NULL);
  g_autofree char *path = g_build_filename (folder, "recorded.bscope", NULL);
  gboolean published = g_file_test (shared, G_FILE_TEST_IS_REGULAR);
  const char *const arguments[] = { cli_path,       "record",    "--workload",
                                    "tree-lstm",    "--data",    published ? shared : sample,
                                    "--model-size", "128",       "--batch-size",
                                    "64",           "--batches", "1",
                                    "--policy",     "fsm",       "--encoding",
                                    "sort",         "--seed",    "1",
                                    "-o",           path,        NULL };
  g_autofree char *out = driver_run (arguments);

  g_assert_nonnull (out);
  return g_steal_pointer (&path);
}

void
driver_start (Driver *self, const char *file)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "GTK_A11Y", "atspi", TRUE);
  g_subprocess_launcher_setenv (launcher, "GDK_BACKEND", "x11", TRUE);
  g_subprocess_launcher_setenv (launcher, "GSK_RENDERER", "cairo", TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", self->folder, TRUE);
  if (self->language != NULL)
    g_subprocess_launcher_setenv (launcher, "LANGUAGE", self->language, TRUE);
  self->program = g_subprocess_launcher_spawn (launcher, &error, program_path, file, NULL);
  g_assert_no_error (error);
  self->reader = bs_reader_new ("batchscope", PATIENCE_S);
  g_assert_nonnull (self->reader);
}

static void
send_to_window (const char *const *words)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *out = NULL;

  g_ptr_array_add (arguments, (gpointer) "xdotool");
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (arguments, (gpointer) words[i]);
  g_ptr_array_add (arguments, NULL);
  out = driver_run ((const char *const *) arguments->pdata);
  g_assert_nonnull (out);
}

void
driver_press (const char *key)
{
  const char *const words[] = { "key", "--clearmodifiers", key, NULL };

  send_to_window (words);
}

void
driver_type (const char *text)
{
  const char *const words[] = { "type", text, NULL };

  send_to_window (words);
}

/* The window called @title, once it shows. */
static char *
find_window (const char *title)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  const char *const search[] = { "xdotool", "search", "--onlyvisible", "--name", title, NULL };

  while (g_get_monotonic_time () < end)
    {
      g_autofree char *out = driver_run (search);

      if (out != NULL && out[0] != '\0')
        return g_strndup (out, strcspn (out, "\n"));
      g_usleep (PAUSE_US);
    }

  driver_save_screenshot ("failed");
  g_error ("there is no window “%s”", title);
}

/* No window manager runs: somebody has to hand the keyboard over. */
void
driver_focus (void)
{
  g_autofree char *id = find_window ("Batchscope");
  const char *const place[] = { "windowmove", id, "0",    "0",   "windowsize",
                                "--sync",     id, "1440", "900", NULL };
  const char *const focus[] = { "windowfocus", "--sync", id, NULL };

  send_to_window (place);
  send_to_window (focus);
}

void
driver_focus_dialog (const char *title)
{
  g_autofree char *id = find_window (title);
  const char *const focus[] = { "windowfocus", "--sync", id, NULL };

  send_to_window (focus);
}

void
driver_save_screenshot (const char *name)
{
  g_autofree char *import = g_find_program_in_path ("import");
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (shots_folder, file, NULL);
  const char *const arguments[] = { "import", "-window", "root", path, NULL };
  g_autofree char *out = NULL;

  if (import == NULL)
    {
      g_test_message ("no screenshot %s: ImageMagick is not installed", file);
      return;
    }

  out = driver_run (arguments);
  g_assert_nonnull (out);
}

void
driver_set_up (Driver *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("batchscope-window-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

void
driver_quit (Driver *self)
{
  g_autoptr (GError) error = NULL;

  driver_press ("ctrl+q");
  g_subprocess_wait (self->program, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (self->program));
  g_assert_cmpint (g_subprocess_get_exit_status (self->program), ==, 0);
  g_clear_pointer (&self->reader, bs_reader_free);
  g_clear_object (&self->program);
}

void
driver_tear_down (Driver *self, gconstpointer data)
{
  if (self->program != NULL)
    driver_quit (self);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->trace);
}

JsonObject *
driver_inspect (Driver *self, int decision)
{
  g_autofree char *number = g_strdup_printf ("%d", decision);
  const char *const arguments[] = { cli_path, "inspect",  self->trace, "--decision",
                                    number,   "--format", "json",      NULL };
  g_autofree char *text = driver_run (arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_nonnull (text);
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

/* What one waits for. */
typedef gboolean (*Wanted) (Driver *self, GPtrArray *seen, gconstpointer what);

/* Looks until @wanted is there; says what is there instead when it does not come. */
static gboolean
wait_until (Driver *self, Wanted wanted, gconstpointer what, const char *words)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  g_autofree char *all = NULL;

  for (;;)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->reader);

      if (wanted (self, seen, what))
        return TRUE;
      if (g_get_monotonic_time () > end)
        {
          all = bs_seen_print (seen);
          break;
        }
      g_usleep (PAUSE_US);
    }

  g_test_message ("%s\nThe window:\n%s", words, all);
  driver_save_screenshot ("failed");
  return FALSE;
}

static gboolean
has_name (Driver *self, GPtrArray *seen, gconstpointer name)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);

      if (g_str_equal (one->name, name) && bs_reader_shows (self->reader, seen, one))
        return TRUE;
    }

  return FALSE;
}

gboolean
driver_wait_for (Driver *self, const char *name)
{
  g_autofree char *words = g_strdup_printf ("there is no “%s”", name);

  return wait_until (self, has_name, name, words);
}

static gboolean
has_no_name (Driver *self, GPtrArray *seen, gconstpointer name)
{
  return seen->len > 0 && !has_name (self, seen, name);
}

gboolean
driver_wait_until_gone (Driver *self, const char *name)
{
  g_autofree char *words = g_strdup_printf ("“%s” stays", name);

  return wait_until (self, has_no_name, name, words);
}

typedef struct
{
  const char *const *names;
  const char *found;
} Choice;

static gboolean
has_any (Driver *self, GPtrArray *seen, gconstpointer what)
{
  Choice *choice = (Choice *) what;

  for (guint i = 0; choice->names[i] != NULL && choice->found == NULL; i++)
    if (has_name (self, seen, choice->names[i]))
      choice->found = choice->names[i];

  return choice->found != NULL;
}

const char *
driver_wait_for_any (Driver *self, const char *const *names)
{
  Choice choice = { .names = names };

  wait_until (self, has_any, &choice, "nothing comes that was waited for");
  return choice.found;
}

static gboolean
has_text (Driver *self, GPtrArray *seen, gconstpointer text)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);

      if (strstr (one->name, text) != NULL || strstr (one->description, text) != NULL)
        return TRUE;
    }

  return FALSE;
}

gboolean
driver_wait_for_text (Driver *self, const char *text)
{
  g_autofree char *words = g_strdup_printf ("nothing says “%s”", text);

  return wait_until (self, has_text, text, words);
}

double
driver_get_decision (Driver *self)
{
  g_autoptr (GPtrArray) seen = bs_look (self->reader);

  return shown_decision_number (self->reader, seen);
}

/* A screen reader's tree has the tabs behind the one in front, too. */
static gboolean
has_decision (Driver *self, GPtrArray *seen, gconstpointer what)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const BsSeen *one = g_ptr_array_index (seen, i);

      if (one->role == ATSPI_ROLE_SPIN_BUTTON && g_str_equal (one->name, "Decision")
          && bs_reader_get_value (self->reader, one) == GPOINTER_TO_INT (what))
        return TRUE;
    }

  return FALSE;
}

gboolean
driver_wait_for_decision (Driver *self, int decision)
{
  g_autofree char *words = g_strdup_printf ("no decision %d", decision);

  return wait_until (self, has_decision, GINT_TO_POINTER (decision), words);
}

typedef struct
{
  DriverCompare compare;
  gconstpointer expected;
  GString *problems;
} Comparison;

static gboolean
is_same (Driver *self, GPtrArray *seen, gconstpointer what)
{
  const Comparison *comparison = what;

  g_string_truncate (comparison->problems, 0);
  comparison->compare (self, seen, comparison->expected, comparison->problems);
  return comparison->problems->len == 0;
}

void
driver_assert (Driver *self, DriverCompare compare, gconstpointer expected)
{
  g_autoptr (GString) problems = g_string_new (NULL);
  Comparison comparison = { .compare = compare, .expected = expected, .problems = problems };

  if (!wait_until (self, is_same, &comparison, "not what the command line says"))
    {
      g_test_message ("%s", problems->str);
      g_test_fail ();
    }
}

static void
compare_decision (Driver *self, GPtrArray *seen, gconstpointer expected, GString *problems)
{
  g_autofree char *text = shown_decision_compare (self->reader, seen, (JsonObject *) expected);

  g_string_append (problems, text);
}

void
driver_assert_shows (Driver *self, int decision)
{
  g_autoptr (JsonObject) expected = driver_inspect (self, decision);

  driver_assert (self, compare_decision, expected);
}

gboolean
driver_wait_for_path (const char *path)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (!g_file_test (path, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < end)
    g_usleep (PAUSE_US);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
driver_wait_for_file (const char *path, const char *text)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autofree char *said = NULL;

      if (g_file_get_contents (path, &said, NULL, NULL) && strstr (said, text) != NULL)
        return TRUE;
      g_usleep (PAUSE_US);
    }

  return FALSE;
}

static char *
get_focus (Driver *self)
{
  g_autoptr (GPtrArray) seen = bs_look (self->reader);
  const BsSeen *focused = bs_seen_find_focused (seen);

  return g_strdup (focused != NULL ? focused->path : "");
}

char *
driver_move_focus (Driver *self, const char *key)
{
  gint64 end;
  char *to;

  g_free (bs_reader_take_focused (self->reader));
  driver_press (key);
  end = g_get_monotonic_time () + FOCUS_US;
  while ((to = bs_reader_take_focused (self->reader)) == NULL && g_get_monotonic_time () < end)
    g_usleep (1000);

  return to != NULL ? to : get_focus (self);
}

gboolean
driver_tab_to (Driver *self, const char *key, const char *name)
{
  g_autoptr (GString) way = g_string_new (NULL);

  for (guint n = 0; n < MAX_TABS; n++)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->reader);
      const BsSeen *focused = bs_seen_find_focused (seen);
      g_autofree char *next = NULL;

      if (focused != NULL && g_str_equal (focused->name, name))
        return TRUE;
      g_string_append_printf (way, " “%s”", focused != NULL ? focused->name : "nothing");
      next = driver_move_focus (self, key);
    }

  g_test_message ("the keyboard does not reach “%s”, only%s", name, way->str);
  driver_save_screenshot ("failed");
  return FALSE;
}

void
driver_go_to (Driver *self, int decision)
{
  g_autofree char *number = g_strdup_printf ("%d", decision);

  driver_press ("ctrl+l");
  driver_type (number);
  driver_press ("Return");
  g_assert_true (driver_wait_for_decision (self, decision));
}

char *
driver_run_cli (const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  va_list rest;

  g_ptr_array_add (arguments, cli_path);
  va_start (rest, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (rest, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (rest);
  g_ptr_array_add (arguments, NULL);

  return driver_run ((const char *const *) arguments->pdata);
}

void
driver_click (int x, int y)
{
  g_autofree char *across = g_strdup_printf ("%d", x);
  g_autofree char *down = g_strdup_printf ("%d", y);
  const char *const words[] = { "mousemove", across, down, "click", "1", NULL };

  send_to_window (words);
}

void
driver_click_name (Driver *self, int role, const char *name)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  int x, y, width, height;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->reader);
      const BsSeen *what = bs_seen_find (seen, role, name);

      if (what != NULL && bs_reader_get_extents (self->reader, what, &x, &y, &width, &height))
        {
          driver_click (x + width / 2, y + height / 2);
          return;
        }
      g_usleep (PAUSE_US);
    }
  g_test_message ("there is no “%s” to click", name);
  driver_save_screenshot ("failed");
  g_test_fail ();
}

void
driver_open (const char *file)
{
  const char *const arguments[] = { program_path, file, NULL };
  g_autofree char *out = driver_run (arguments);

  g_assert_nonnull (out);
}

void
driver_kill (Driver *self)
{
  g_subprocess_send_signal (self->program, SIGKILL);
  g_subprocess_wait (self->program, NULL, NULL);
  g_clear_pointer (&self->reader, bs_reader_free);
  g_clear_object (&self->program);
}

gboolean
driver_init (int *argc, char ***argv)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  const char *display = g_getenv ("DISPLAY");

  setlocale (LC_ALL, "");
  g_test_init (argc, argv, NULL);
  program_path = g_strdup (g_getenv ("BATCHSCOPE"));
  cli_path = g_strdup (g_getenv ("BATCHSCOPE_CLI"));
  shots_folder = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "window", "screenshots", NULL);
  if (display == NULL || display[0] == '\0' || xdotool == NULL)
    {
      g_print ("1..0 # SKIP needs xvfb-run and xdotool\n");
      return FALSE;
    }
  g_assert_nonnull (program_path);
  g_assert_nonnull (cli_path);
  g_assert_cmpint (g_mkdir_with_parents (shots_folder, 0755), ==, 0);
  return TRUE;
}
