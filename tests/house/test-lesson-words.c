/* SPDX-License-Identifier: Apache-2.0 */
/* What translators see of the lessons is what the lessons say. */
#include "config.h"

#include "tests/house/lesson-words.h"

static void
test_words (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "lessons", NULL);
  g_autofree char *path = g_build_filename (folder, "lesson-words.h", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *now = lesson_words (folder, &error);
  g_autofree char *kept = NULL;

  g_assert_no_error (error);
  g_file_get_contents (path, &kept, NULL, &error);
  g_assert_no_error (error);
  if (!g_str_equal (now, kept))
    g_test_message ("run make lessons");
  g_assert_true (g_str_equal (now, kept));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/house/lesson-words", test_words);
  return g_test_run ();
}
