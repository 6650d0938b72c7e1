/* SPDX-License-Identifier: Apache-2.0 */
/* The files of this checkout, for tests that read them. */
#include "config.h"

#include "tests/house/tree.h"

#include <string.h>

const char *
tree_get_root (void)
{
  const char *root = g_getenv ("BATCHSCOPE_SOURCE_DIR");

  if (root == NULL)
    g_error ("BATCHSCOPE_SOURCE_DIR is not set: run this with meson test");

  return root;
}

static gboolean
is_foreign (const char *folder, const char *name)
{
  g_autofree char *marker = g_build_filename (folder, name, "meson-private", NULL);

  if (g_str_equal (name, ".ci"))
    return FALSE;

  return name[0] == '.' || g_file_test (marker, G_FILE_TEST_EXISTS);
}

static void
list_folder (const char *folder, const char *prefix, GPtrArray *files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (folder, name, NULL);
      g_autofree char *path = g_strconcat (prefix, name, NULL);

      if (g_file_test (full, G_FILE_TEST_IS_DIR))
        {
          g_autofree char *inner = g_strconcat (path, "/", NULL);

          /* A build folder may stand anywhere, whatever its name; so may one that failed early. */
          if (!is_foreign (folder, name)
              && !(prefix[0] == '\0' && g_str_has_prefix (name, "build")))
            list_folder (full, inner, files);
        }
      else if (!g_str_has_suffix (name, "~") && !g_str_has_suffix (name, ".bscope"))
        {
          g_ptr_array_add (files, g_steal_pointer (&path));
        }
    }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
tree_list_files (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  list_folder (tree_get_root (), "", files);
  g_ptr_array_sort (files, compare_paths);
  /* An empty list would make every test pass. */
  g_assert_cmpuint (files->len, >, 20);

  return files;
}

gboolean
tree_has_suffix (const char *path, const char *suffixes)
{
  g_auto (GStrv) list = g_strsplit (suffixes, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (g_str_has_suffix (path, list[i]))
        return TRUE;
    }

  return FALSE;
}

char *
tree_read_file (const char *path)
{
  g_autofree char *full = g_build_filename (tree_get_root (), path, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (full, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

gboolean
tree_exists (const char *path)
{
  g_autofree char *full = g_build_filename (tree_get_root (), path, NULL);

  return g_file_test (full, G_FILE_TEST_IS_REGULAR);
}

void
tree_report (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *) problems->pdata[i]);
  if (problems->len > 0)
    g_test_fail_printf ("%u problems, listed above", problems->len);
  g_ptr_array_unref (problems);
}
