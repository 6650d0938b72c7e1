/* SPDX-License-Identifier: Apache-2.0 */
/* Drives the real program under a real X server. */
#include "config.h"

#include "tests/window/driver.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>

#define PATIENCE_S 20
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
  self->application = bs_look_for_application ("batchscope", PATIENCE_S);
  g_assert_nonnull (self->application);
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

/* No window manager runs: somebody has to hand the keyboard over. */
void
driver_focus (void)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  const char *const search[] = {
    "xdotool", "search", "--onlyvisible", "--name", "Batchscope", NULL
  };

  while (g_get_monotonic_time () < end)
    {
      g_autofree char *out = driver_run (search);

      if (out != NULL && out[0] != '\0')
        {
          g_auto (GStrv) ids = g_strsplit (out, "\n", 2);
          const char *const place[] = { "windowmove", ids[0], "0",    "0",   "windowsize",
                                        "--sync",     ids[0], "1440", "900", NULL };
          const char *const focus[] = { "windowfocus", "--sync", ids[0], NULL };

          send_to_window (place);
          send_to_window (focus);
          return;
        }
      g_usleep (100000);
    }
  g_assert_not_reached ();
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
  g_clear_object (&self->application);
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

/* A true minus and thin spaces are for people. */
static char *
plain (const char *text)
{
  g_auto (GStrv) minus = g_strsplit (text, "\342\210\222", -1);
  g_autofree char *dashed = g_strjoinv ("-", minus);
  g_auto (GStrv) spaces = g_strsplit (dashed, "\342\200\257", -1);

  return g_strjoinv ("", spaces);
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

static const BsSeen *
nth (GPtrArray *seen, guint i)
{
  return i < seen->len ? g_ptr_array_index (seen, i) : NULL;
}

/* Adds to @problems unless a label inside @panel says exactly @text. */
static void
want_label (GPtrArray *seen, const BsSeen *panel, const char *text, GString *problems)
{
  for (guint i = bs_seen_index (seen, panel); i < bs_seen_end (seen, panel); i++)
    if (g_str_equal (nth (seen, i)->name, text))
      return;

  g_string_append_printf (problems, "nothing says “%s”\n", text);
}

/* The label beside the one at @i, also inside of a paragraph; NULL: there is none. */
static const BsSeen *
beside (GPtrArray *seen, guint i, guint end)
{
  const BsSeen *next;

  if (i + 1 >= end || nth (seen, i + 1)->depth != nth (seen, i)->depth)
    return NULL;
  next = nth (seen, i + 1);
  if (next->role != ATSPI_ROLE_LABEL && i + 2 < end && nth (seen, i + 2)->depth == next->depth + 1)
    next = nth (seen, i + 2);

  return next->role == ATSPI_ROLE_LABEL ? next : NULL;
}

/* The value beside the key @key. */
static void
want_fact (GPtrArray *seen, const BsSeen *panel, const char *key, const char *value,
           GString *problems)
{
  guint end = bs_seen_end (seen, panel);

  for (guint i = bs_seen_index (seen, panel); i < end; i++)
    {
      const BsSeen *fact = g_str_equal (nth (seen, i)->name, key) ? beside (seen, i, end) : NULL;

      if (fact == NULL)
        continue;
      if (!g_str_equal (fact->name, value))
        g_string_append_printf (problems, "%s is “%s”, not “%s”\n", key, fact->name, value);
      return;
    }

  g_string_append_printf (problems, "there is no %s\n", key);
}

static char *
score_text (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "score");
  char *text;

  if (node == NULL || json_node_is_null (node))
    return g_strdup ("\342\200\223");

  text = g_strdup_printf ("%.2f", json_node_get_double (node));
  if (g_str_equal (text, "-0.00"))
    memmove (text, text + 1, strlen (text));
  return text;
}

static void
want_frontier (GPtrArray *seen, JsonArray *rows, GString *problems)
{
  const BsSeen *list = NULL;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  guint n_columns, n_rows = json_array_get_length (rows);

  for (guint i = 0; i < seen->len && list == NULL; i++)
    if (nth (seen, i)->role != ATSPI_ROLE_LABEL && g_str_equal (nth (seen, i)->name, "Frontier")
        && bs_seen_end (seen, nth (seen, i)) > i + 5)
      list = nth (seen, i);
  if (list == NULL)
    {
      g_string_append (problems, "there is no frontier\n");
      return;
    }

  /* Of each cell what its first label says: type, ready, ρ, score where there are any, where it ends. */
  for (guint i = bs_seen_index (seen, list) + 1; i < bs_seen_end (seen, list); i++)
    if (nth (seen, i)->role == ATSPI_ROLE_TABLE_CELL)
      {
        guint k = i + 1;

        while (k < bs_seen_end (seen, nth (seen, i)) && nth (seen, k)->role != ATSPI_ROLE_LABEL)
          k++;
        g_ptr_array_add (cells, k < bs_seen_end (seen, nth (seen, i)) ? plain (nth (seen, k)->name)
                                                                      : g_strdup (""));
      }
  n_columns = n_rows > 0 ? cells->len / n_rows : 0;
  if (n_columns < 5 || cells->len != n_rows * n_columns)
    {
      g_string_append_printf (problems, "the frontier has %u cells\n", cells->len);
      return;
    }

  for (guint r = 0; r < n_rows; r++)
    {
      JsonObject *row = json_array_get_object_element (rows, r);
      g_autofree char *ready = g_strdup_printf ("%" G_GINT64_FORMAT,
                                                json_object_get_int_member (row, "ready"));
      g_autofree char *rho = g_strdup_printf ("%.2f", json_object_get_double_member (row, "rho"));
      g_autofree char *score = score_text (row);
      const char *const wanted[] = { json_object_get_string_member (row, "type"), ready, rho,
                                     score };

      for (guint c = 0; c < (n_columns > 5 ? 4 : 3); c++)
        {
          const char *said = g_ptr_array_index (cells, r * n_columns + c);

          if (!g_str_equal (said, wanted[c]))
            g_string_append_printf (problems, "frontier row %u column %u says “%s”, not “%s”\n", r,
                                    c, said, wanted[c]);
        }
    }
}

static double
spin_value (const BsSeen *spin)
{
  g_autoptr (AtspiValue) value = spin != NULL ? atspi_accessible_get_value_iface (spin->accessible)
                                              : NULL;

  return value != NULL ? atspi_value_get_current_value (value, NULL) : -1;
}

static double
shown_decision (GPtrArray *seen)
{
  return spin_value (bs_seen_find (seen, ATSPI_ROLE_SPIN_BUTTON, "Decision"));
}

/* Compares the whole window with what the command line says; the differences. */
static char *
compare (GPtrArray *seen, JsonObject *expected)
{
  GString *problems = g_string_new (NULL);
  const BsSeen *panel = bs_seen_find (seen, -1, "Why this batch?");
  const BsSeen *strip = bs_seen_find (seen, -1, "Decision strip");
  gint64 decision = json_object_get_int_member (expected, "decision");
  const char *type = json_object_get_string_member (expected, "type");
  gint64 size = json_object_get_int_member (expected, "batch_size");
  g_autofree char *title = NULL, *sentence = NULL, *described = NULL;

  if (shown_decision (seen) != (double) decision)
    g_string_append_printf (problems, "the decision is %g\n", shown_decision (seen));

  while (panel != NULL && panel->role == ATSPI_ROLE_LABEL)
    {
      guint next = bs_seen_index (seen, panel) + 1;

      for (panel = NULL; next < seen->len && panel == NULL; next++)
        if (g_str_equal (nth (seen, next)->name, "Why this batch?"))
          panel = nth (seen, next);
    }
  if (panel == NULL)
    {
      g_string_append (problems, "there is no reason panel\n");
      return g_string_free (problems, FALSE);
    }

  if (size < 1000)
    {
      title = g_strdup_printf ("%s × %" G_GINT64_FORMAT, type, size);
    }
  else
    {
      title = g_strdup_printf ("%s × %" G_GINT64_FORMAT "\342\200\257%03" G_GINT64_FORMAT, type,
                               size / 1000, size % 1000);
    }
  want_label (seen, panel, title, problems);
  want_label (seen, panel, json_object_get_string_member (expected, "reason_text"), problems);
  want_fact (seen, panel, "State", json_object_get_string_member (expected, "state"), problems);
  want_frontier (seen, json_object_get_array_member (expected, "frontier"), problems);

  sentence = g_strdup_printf ("Decision %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, decision,
                              json_object_get_int_member (expected, "n_decisions"));
  described = strip != NULL ? plain (strip->description) : g_strdup ("nothing");
  if (!g_str_has_prefix (described, sentence))
    g_string_append_printf (problems, "the strip says “%s”, not “%s…”\n", described, sentence);

  return g_string_free (problems, FALSE);
}

void
driver_assert_shows (Driver *self, int decision)
{
  g_autoptr (JsonObject) expected = driver_inspect (self, decision);
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;
  g_autofree char *problems = NULL, *all = NULL;

  do
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);

      g_free (problems);
      g_free (all);
      problems = compare (seen, expected);
      all = bs_seen_print (seen);
      if (problems[0] == '\0')
        return;
      g_usleep (30000);
    }
  while (g_get_monotonic_time () < end);

  g_test_message ("decision %d:\n%s\nThe window:\n%s", decision, problems, all);
  driver_save_screenshot ("failed");
  g_test_fail ();
}

gboolean
driver_wait_for (Driver *self, const char *name)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);

      if (bs_seen_find (seen, -1, name) != NULL)
        return TRUE;
      g_usleep (50000);
    }

  return FALSE;
}

const char *
driver_wait_for_any (Driver *self, const char *const *names)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);

      for (guint i = 0; names[i] != NULL; i++)
        if (bs_seen_find (seen, -1, names[i]) != NULL)
          return names[i];
      g_usleep (50000);
    }

  return NULL;
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
      g_usleep (50000);
    }

  return FALSE;
}

gboolean
driver_wait_until_gone (Driver *self, const char *name)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);

      if (bs_seen_find (seen, -1, name) == NULL)
        return TRUE;
      g_usleep (50000);
    }

  return FALSE;
}

gboolean
driver_tab_to (Driver *self, const char *key, const char *name)
{
  for (guint n = 0; n < MAX_TABS; n++)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);

      for (guint i = 0; i < seen->len; i++)
        if (nth (seen, i)->focused && g_str_equal (nth (seen, i)->name, name))
          return TRUE;
      driver_press (key);
      g_usleep (50000);
    }

  g_test_message ("the keyboard does not reach “%s”", name);
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

double
driver_get_decision (Driver *self)
{
  g_autoptr (GPtrArray) seen = bs_look (self->application);

  return shown_decision (seen);
}

gboolean
driver_wait_for_decision (Driver *self, int decision)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);

      for (guint i = 0; i < seen->len; i++)
        if (nth (seen, i)->role == ATSPI_ROLE_SPIN_BUTTON
            && g_str_equal (nth (seen, i)->name, "Decision")
            && spin_value (nth (seen, i)) == (double) decision)
          return TRUE;
      g_usleep (50000);
    }

  return FALSE;
}

gboolean
driver_wait_for_text (Driver *self, const char *text)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);

      for (guint i = 0; i < seen->len; i++)
        if (strstr (nth (seen, i)->name, text) != NULL
            || strstr (nth (seen, i)->description, text) != NULL)
          return TRUE;
      g_usleep (50000);
    }

  return FALSE;
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

  while (g_get_monotonic_time () < end)
    {
      g_autoptr (GPtrArray) seen = bs_look (self->application);
      const BsSeen *what = bs_seen_find (seen, role, name);
      g_autoptr (AtspiComponent)
          component = what != NULL ? atspi_accessible_get_component_iface (what->accessible) : NULL;
      AtspiRect *place = component != NULL ? atspi_component_get_extents (
                             component, ATSPI_COORD_TYPE_WINDOW, NULL)
                                           : NULL;

      if (place != NULL && place->width > 0)
        {
          driver_click (place->x + place->width / 2, place->y + place->height / 2);
          g_free (place);
          return;
        }
      g_free (place);
      g_usleep (50000);
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
  g_clear_object (&self->application);
  g_clear_object (&self->program);
}

gboolean
driver_init (int *argc, char ***argv)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");
  const char *display = g_getenv ("DISPLAY");

  g_test_init (argc, argv, NULL);
  /* Programs come and go while one looks at them: libatspi warns of that, and rightly goes on. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
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
  g_assert_cmpint (atspi_init (), ==, 0);
  return TRUE;
}
