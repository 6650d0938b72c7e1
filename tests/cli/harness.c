/* SPDX-License-Identifier: Apache-2.0 */
/* Starts the command line as a person would, in a folder of its own. */
#include "config.h"

#include "tests/cli/harness.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

static char *folder;

void
ran_free (Ran *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}

void
harness_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (argc, argv, NULL);
  g_assert_nonnull (g_getenv ("BATCHSCOPE_CLI"));
  folder = g_dir_make_tmp ("batchscope-cli-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chdir (folder), ==, 0);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_all (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

int
harness_finish (void)
{
  int status = g_test_run ();

  g_assert_cmpint (g_chdir ("/"), ==, 0);
  remove_all (folder);
  g_clear_pointer (&folder, g_free);

  return status;
}

static char **
create_argv (const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, g_getenv ("BATCHSCOPE_CLI"));
  for (guint i = 0; arguments[i] != NULL; i++)
    g_strv_builder_add (builder, arguments[i]);

  return g_strv_builder_end (builder);
}

Ran *
harness_run_words (const char *const *arguments)
{
  g_auto (GStrv) argv = create_argv (arguments);
  g_autoptr (GError) error = NULL;
  Ran *ran = g_new0 (Ran, 1);
  int wait_status;

  g_spawn_sync (NULL, argv, NULL, G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, &ran->out, &ran->err,
                &wait_status, &error);
  g_assert_no_error (error);
  ran->status = WIFEXITED (wait_status) ? WEXITSTATUS (wait_status) : -1;

  return ran;
}

static char **
collect (const char *first, va_list args)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_strv_builder_add (builder, word);

  return g_strv_builder_end (builder);
}

Ran *
harness_run (const char *first, ...)
{
  g_auto (GStrv) words = NULL;
  va_list args;

  va_start (args, first);
  words = collect (first, args);
  va_end (args);

  return harness_run_words ((const char *const *) words);
}

char *
harness_ok (const char *first, ...)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (Ran) ran = NULL;
  va_list args;

  va_start (args, first);
  words = collect (first, args);
  va_end (args);

  ran = harness_run_words ((const char *const *) words);
  g_assert_cmpstr (ran->err, ==, "");
  g_assert_cmpint (ran->status, ==, 0);

  return g_steal_pointer (&ran->out);
}

/* Whoever runs the tests in the background has switched SIGINT off for all of us. */
static void
restore_interrupt (gpointer user_data)
{
  signal (SIGINT, SIG_DFL);
}

GPid
harness_start (const char *const *arguments, int stdout_fd, const char *stderr_path)
{
  g_auto (GStrv) argv = create_argv (arguments);
  g_autoptr (GError) error = NULL;
  int stderr_fd = g_open (stderr_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  GPid pid;

  g_assert_cmpint (stderr_fd, >=, 0);
  g_spawn_async_with_fds (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, restore_interrupt, NULL,
                          &pid, -1, stdout_fd, stderr_fd, &error);
  g_assert_no_error (error);
  g_close (stderr_fd, NULL);

  return pid;
}

int
harness_wait (GPid pid)
{
  int wait_status;

  g_assert_cmpint (waitpid (pid, &wait_status, 0), ==, pid);
  g_spawn_close_pid (pid);

  return WIFEXITED (wait_status) ? WEXITSTATUS (wait_status) : -1;
}

void
harness_refuses (const char *const *arguments, const char *const *expected)
{
  g_autofree char *shown = NULL;
  g_autofree char *said = NULL;
  g_autofree char *line = g_strjoinv (" ", (char **) arguments);
  g_autoptr (Ran) ran = NULL;

  shown = g_utf8_make_valid (line, -1);
  g_test_message ("%s", shown);
  ran = harness_run_words (arguments);
  said = g_utf8_make_valid (ran->err, -1);
  g_test_message ("%.400s", said);
  g_assert_cmpint (ran->status, ==, 2);
  g_assert_cmpstr (ran->out, ==, "");
  g_assert_true (g_str_has_prefix (ran->err, "batchscope-cli: "));
  for (guint i = 0; expected[i] != NULL; i++)
    {
      if (strstr (ran->err, expected[i]) == NULL)
        g_test_message ("not in the message: %s", expected[i]);
      g_assert_nonnull (strstr (ran->err, expected[i]));
    }
}

void
harness_write (const char *path, const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

char *
harness_read (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);

  return text;
}

static void
append_tree (GString *out, GRand *random, guint n_leaves)
{
  guint left;

  g_string_append_printf (out, "(%d ", g_rand_int_range (random, 0, 5));
  if (n_leaves == 1)
    {
      g_string_append_printf (out, "word%d)", g_rand_int_range (random, 0, 50));
      return;
    }

  left = (guint) g_rand_int_range (random, 1, (gint32) n_leaves);
  append_tree (out, random, left);
  g_string_append_c (out, ' ');
  append_tree (out, random, n_leaves - left);
  g_string_append_c (out, ')');
}

void
harness_write_corpus (const char *path, guint n_trees, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < n_trees; i++)
    {
      append_tree (out, random, (guint) g_rand_int_range (random, 1, 16));
      g_string_append_c (out, '\n');
    }
  harness_write (path, out->str, (gssize) out->len);
}

JsonNode *
harness_parse_json (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);

  return node;
}

/* The cells of a row; a quoted one may have commas in it. */
static char **
split_row (const char *line)
{
  g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();
  g_autoptr (GString) cell = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *p = line; *p != '\0'; p++)
    if (*p == '"')
      {
        /* two of them stand for one */
        if (quoted && p[1] == '"')
          g_string_append_c (cell, *p++);
        else
          quoted = !quoted;
      }
    else if (*p == ',' && !quoted)
      {
        g_strv_builder_add (cells, cell->str);
        g_string_truncate (cell, 0);
      }
    else
      {
        g_string_append_c (cell, *p);
      }
  g_assert_false (quoted);
  g_strv_builder_add (cells, cell->str);

  return g_strv_builder_end (cells);
}

GPtrArray *
harness_csv (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *csv = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (lines[i][0] != '\0')
        g_ptr_array_add (csv, split_row (lines[i]));
    }
  for (guint i = 1; i < csv->len; i++)
    g_assert_cmpuint (g_strv_length (csv->pdata[i]), ==, g_strv_length (csv->pdata[0]));

  return csv;
}

const char *
harness_cell (GPtrArray *csv, guint row, const char *column)
{
  char **header = g_ptr_array_index (csv, 0);
  char **cells;

  g_assert_cmpuint (row, <, csv->len);
  cells = g_ptr_array_index (csv, row);
  for (guint i = 0; header[i] != NULL; i++)
    {
      if (strcmp (header[i], column) == 0)
        return cells[i];
    }

  g_error ("no column %s", column);
}

gint64
harness_number (GPtrArray *csv, guint row, const char *column)
{
  const char *text = harness_cell (csv, row, column);
  char *end;
  gint64 number = g_ascii_strtoll (text, &end, 10);

  g_assert_true (end != text && *end == '\0');

  return number;
}
