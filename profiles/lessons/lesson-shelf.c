/* SPDX-License-Identifier: Apache-2.0 */
/* The lessons that there are. */
#include "config.h"

#include "profiles/lessons/lesson-shelf.h"

#include <string.h>

#include "engine/shipped.h"
#include "profiles/lessons/lesson-file.h"

/* More in one folder are none that somebody put there on purpose. */
#define MAX_FILES 200

char *
bs_lesson_shelf_own_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "batchscope", "lessons", NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): in order */
static GPtrArray *
list_files (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && names->len < MAX_FILES && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, BS_LESSON_SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_clear_pointer (&folder, g_dir_close);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
add_lesson (GPtrArray *lessons, BsLesson *lesson)
{
  for (guint i = 0; i < lessons->len; i++)
    if (g_str_equal (((BsLesson *) g_ptr_array_index (lessons, i))->id, lesson->id))
      {
        bs_lesson_free (g_ptr_array_index (lessons, i));
        g_ptr_array_index (lessons, i) = lesson;
        return;
      }
  g_ptr_array_add (lessons, lesson);
}

GPtrArray *
bs_lesson_shelf_list (GPtrArray **problems)
{
  GPtrArray *lessons = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_lesson_free);
  g_autofree char *shipped = bs_shipped_file ("lessons");
  g_autofree char *own = bs_lesson_shelf_own_folder ();
  const char *const folders[] = { shipped, own };

  if (problems != NULL)
    *problems = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autoptr (GPtrArray) names = list_files (folders[i]);

      for (guint k = 0; k < names->len; k++)
        {
          g_autofree char *path = g_build_filename (folders[i], g_ptr_array_index (names, k), NULL);
          g_autoptr (GError) error = NULL;
          BsLesson *lesson = bs_lesson_load (path, &error);

          if (lesson != NULL)
            add_lesson (lessons, lesson);
          else if (problems != NULL)
            g_ptr_array_add (*problems, g_strdup (error->message));
        }
    }

  return lessons;
}
