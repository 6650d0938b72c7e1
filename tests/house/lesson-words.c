/* SPDX-License-Identifier: Apache-2.0 */
/* What people read in the lessons, each text once. */
#include "config.h"

#include "tests/house/lesson-words.h"

#include <string.h>

#include "profiles/lessons/lesson-file.h"

typedef struct
{
  GString *out;
  GHashTable *seen;
} Words;

static void
add_text (const char *text, gpointer user_data)
{
  Words *words = user_data;
  GString *raw;

  if (text[0] == '\0' || !g_hash_table_add (words->seen, g_strdup (text)))
    return;

  /* Letters beyond ASCII stay as they are. */
  raw = g_string_new (NULL);
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (raw, '\\');
      g_string_append_c (raw, *at);
    }
  g_string_append_printf (words->out, "N_ (\"%s\")\n", raw->str);
  g_string_free (raw, TRUE);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
lesson_words (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) out = g_string_new (
      "/* SPDX-License-Identifier: Apache-2.0 */\n"
      "/* What people read in the lessons, for translators; written by `make lessons`. */\n"
      "/* clang-format off */\n");
  Words words = { out, seen };
  const char *name;

  if (entries == NULL)
    return NULL;

  while ((name = g_dir_read_name (entries)) != NULL)
    if (g_str_has_suffix (name, BS_LESSON_SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      g_autoptr (BsLesson) lesson = bs_lesson_load (path, error);

      if (lesson == NULL)
        return NULL;
      bs_lesson_foreach_text (lesson, add_text, &words);
    }
  g_string_append (out, "/* clang-format on */\n");

  return g_string_free (g_steal_pointer (&out), FALSE);
}
