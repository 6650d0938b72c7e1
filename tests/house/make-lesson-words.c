/* SPDX-License-Identifier: Apache-2.0 */
/* Writes what people read in the lessons, for translators: make-lesson-words FOLDER FILE */
#include "config.h"

#include "tests/house/lesson-words.h"

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = argc == 3 ? lesson_words (argv[1], &error) : NULL;

  if (text != NULL && g_file_set_contents (argv[2], text, -1, &error))
    return 0;

  g_printerr ("%s\n", error != NULL ? error->message : "usage: make-lesson-words FOLDER FILE");
  return 1;
}
