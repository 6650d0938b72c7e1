/* SPDX-License-Identifier: Apache-2.0 */
/* Files that come with the program. */
#include "config.h"

#include "engine/shipped.h"

#include <string.h>

#define MODEL_SUFFIX ".model"

/* What is in one of @places, seen from the program: installed, also when moved together, or in a build
 * folder; NULL: nothing. */
static char *
find_beside (const char *const *places, guint n_places, const char *name)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *bin = program != NULL ? g_path_get_dirname (program) : NULL;

  for (guint i = 0; bin != NULL && i < n_places; i++)
    {
      g_autofree char *path = g_build_filename (bin, places[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_canonicalize_filename (path, NULL);
    }

  return NULL;
}

char *
bs_shipped_file (const char *name)
{
  static const char *const places[] = { "../share/batchscope", "../../../data" };
  const char *folder = g_getenv ("BATCHSCOPE_DATA_DIR");
  char *path;

  if (folder != NULL && folder[0] != '\0')
    return g_build_filename (folder, name, NULL);

  path = find_beside (places, G_N_ELEMENTS (places), name);
  return path != NULL ? path : g_build_filename (BS_DATA_DIR, name, NULL);
}

char *
bs_shipped_module (const char *name)
{
  static const char *const places[] = { "../" BS_MODULE_DIR, "../../engine/backends/cuda" };
  const char *folder = g_getenv ("BATCHSCOPE_MODULE_DIR");
  char *path;

  if (folder != NULL && folder[0] != '\0')
    return g_build_filename (folder, name, NULL);

  path = find_beside (places, G_N_ELEMENTS (places), name);
  return path != NULL ? path : g_build_filename (BS_PREFIX, BS_MODULE_DIR, name, NULL);
}

char *
bs_shipped_locale (void)
{
  static const char *const places[] = { "../share/locale", "../../po" };
  char *path = find_beside (places, G_N_ELEMENTS (places), NULL);

  return path != NULL ? path : g_strdup (BS_LOCALE_DIR);
}

char *
bs_shipped_schemas (void)
{
  static const char *const places[] = { "../share/glib-2.0" };

  return find_beside (places, G_N_ELEMENTS (places), "schemas/gschemas.compiled");
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char **
bs_shipped_models (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *folder = bs_shipped_file ("models");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, MODEL_SUFFIX))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (MODEL_SUFFIX)));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
