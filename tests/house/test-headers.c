/* SPDX-License-Identifier: Apache-2.0 */
/* Every header compiles alone and twice: it includes what it needs, and guards itself.
 *
 * Arguments: the build folder, then the compiler's command. */
#include "config.h"

#include <gio/gio.h>

#include "tests/house/tree.h"

static const char *build_dir;
static char **compiler;

/* Returns: (transfer full) (nullable): the flags of @packages, %NULL when one is not installed */
static GStrv
find_flags (const char *packages)
{
  g_autofree char *command = g_strconcat ("pkg-config --cflags ", packages, NULL);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status = 0;
  GStrv flags = NULL;

  if (!g_spawn_command_line_sync (command, &out, &err, &status, NULL)
      || !g_spawn_check_wait_status (status, NULL))
    return NULL;
  if (!g_shell_parse_argv (out, NULL, &flags, NULL))
    flags = g_new0 (char *, 1);

  return flags;
}

/* Returns: (transfer full) (nullable): what the compiler said against @source */
static char *
compile (GStrv flags, const char *source)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  for (guint i = 0; compiler[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (compiler[i]));
  for (guint i = 0; flags[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (flags[i]));
  g_ptr_array_add (argv, g_strconcat ("-I", tree_get_root (), NULL));
  g_ptr_array_add (argv, g_strconcat ("-I", build_dir, NULL));
  for (guint i = 0; i < 9; i++)
    {
      static const char *const rest[] = {
        "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wno-unused-parameter",
        "-Werror",    "-fsyntax-only", "-xc",   "-"
      };
      g_ptr_array_add (argv, g_strdup (rest[i]));
    }
  g_ptr_array_add (argv, NULL);

  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, source, NULL, NULL, &message, &error);
  g_assert_no_error (error);

  return g_subprocess_get_successful (process) ? NULL : g_steal_pointer (&message);
}

/* Such a header stands alone, or the build would have failed: it comes first, once config.h was there. */
static gboolean
is_built_alone (const char *path, const char *header)
{
  g_autofree char *own = g_strndup (path, strlen (path) - strlen (".h"));
  g_autofree char *name = g_strconcat (tree_get_root (), "/", own, ".c", NULL);
  g_autofree char *begin = g_strdup_printf ("#include \"config.h\"\n\n#include \"%s\"\n", path);
  g_autofree char *source = NULL;
  const char *first;

  if (!g_file_get_contents (name, &source, NULL, NULL))
    return FALSE;

  first = strstr (source, "#include");
  return first != NULL && g_str_has_prefix (first, begin) && strstr (header, "\n#pragma once\n");
}

static void
test_finds (void)
{
  g_auto (GStrv) flags = find_flags ("glib-2.0");
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;

  g_assert_nonnull (flags);
  good = compile (flags, "#include \"config.h\"\n#include <glib.h>\nextern guint x;\n");
  g_assert_null (good);
  bad = compile (flags, "extern guint x;\n");
  g_assert_nonnull (bad);
}

static void
test_room (gconstpointer user_data)
{
  const char *room = user_data;
  gboolean window = g_str_equal (room, "app/window/");
  g_auto (GStrv) flags = find_flags (
      window ? "gtk4 libadwaita-1 gtksourceview-5 json-glib-1.0 sqlite3 pangocairo"
             : "gio-2.0 gio-unix-2.0 json-glib-1.0 sqlite3 pangocairo");
  g_autoptr (GPtrArray) files = tree_list_files ();
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  if (flags == NULL && window)
    {
      g_test_skip ("GTK is not installed");
      g_ptr_array_unref (problems);
      return;
    }
  g_assert_nonnull (flags);

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = files->pdata[i];
      g_autofree char *header = NULL;
      g_autofree char *source = NULL;
      g_autofree char *message = NULL;

#ifndef HAVE_CUDA
      if (g_str_has_prefix (path, "engine/backends/cuda/"))
        continue;
#endif
      if (!g_str_has_prefix (path, room) || !g_str_has_suffix (path, ".h"))
        continue;
      header = tree_read_file (path);
      n++;
      if (is_built_alone (path, header))
        continue;
      source = g_strdup_printf ("#include \"config.h\"\n#include \"%s\"\n#include \"%s\"\n", path,
                                path);
      message = compile (flags, source);
      if (message != NULL)
        g_ptr_array_add (problems, g_strdup_printf ("%s: %s", path, message));
    }
  g_test_message ("%u headers", n);
  g_assert_cmpuint (n, >, 0);
  tree_report (problems);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >, 2);
  build_dir = argv[1];
  compiler = argv + 2;
  g_test_add_func ("/house/headers/finds", test_finds);
  g_test_add_data_func ("/house/headers/engine", "engine/", test_room);
  g_test_add_data_func ("/house/headers/profiles", "profiles/", test_room);
  g_test_add_data_func ("/house/headers/viz", "viz/", test_room);
  g_test_add_data_func ("/house/headers/cli", "app/cli/", test_room);
  g_test_add_data_func ("/house/headers/window", "app/window/", test_room);

  return g_test_run ();
}
