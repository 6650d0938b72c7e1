/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a lesson; what is accepted holds together. No run is made: what a lesson can ask of one is
 * bounded where it is read. */
#include "config.h"

#include <string.h>

#include "profiles/lessons/lesson-file.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 6000;
const char *const bs_fuzz_words[] = {
  "@lesson ",   "@about ",  "@run ",     "@data\n",         "@end\n",     "@step ",   "@show ",
  "@on ",       "@at 1 2",  "@ask next", "@ask number",     "@ask order", "@when ",   "@choice ",
  "@answer ",   "@within ", "@unit ",    "@leaves a b c",   "@together ", "@@",       "{{",
  "}}",         "**",       "`",         "model tree-lstm", "episodes ",  "graphs",   "\n",
  "4294967296", "-1",       "nan",       "policy /etc/",    "fewest a b", "@explain", NULL
};

static void
look (const char *text, gpointer user_data)
{
  g_autofree char *markup = bs_lesson_to_markup (text);

  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (markup, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsLesson)
      lesson = bs_lesson_parse ("input", (const char *) data, (gssize) size, &error);

  g_assert_true ((lesson == NULL) == (error != NULL));
  if (lesson == NULL)
    return 0;

  bs_lesson_foreach_text (lesson, look, NULL);
  g_assert_cmpuint (lesson->runs->len, >, 0);
  for (guint i = 0; i < lesson->steps->len; i++)
    {
      const BsLessonStep *step = bs_lesson_get_step (lesson, i);

      g_assert_cmpuint (step->run, <, lesson->runs->len);
      g_assert_cmpuint (step->from, <=, step->to);
      g_assert_cmpuint (step->view, <, BS_N_LESSON_VIEWS);
      for (guint k = 0; k < step->questions->len; k++)
        {
          const BsLessonQuestion *question = g_ptr_array_index (step->questions, k);

          g_assert_cmpuint (question->prompt->len, >, 0);
          g_assert_cmpuint (question->choices->len, <=, BS_LESSON_MAX_CHOICES);
          for (guint r = 0; r < question->runs->len; r++)
            g_assert_cmpuint (g_array_index (question->runs, guint, r), <, lesson->runs->len);
          for (guint s = 0; s < question->sets->len; s++)
            {
              const GArray *set = g_ptr_array_index (question->sets, s);

              for (guint l = 0; l < set->len; l++)
                g_assert_cmpuint (g_array_index (set, guint32, l), <, question->leaves->len);
            }
        }
    }

  return 0;
}

static const char small[] =
    "@lesson L\n@about A\n@run r Run\nmodel tree-lstm\nbatch-size 2\n@data\n(2 a)\n@end\n"
    "@step S\n@show policy\n@at 1 2\nText **b** `c` {{SELECT 1}}\n\nMore\n"
    "@ask number\nHow?\n@answer SELECT 1\n  + 1\n@within 0.5\n@unit x\n@explain\nSo.\n"
    "@ask order\nWhich?\n@leaves a b c\n@together a b\n@choice a b c\n@choice c a b\n"
    "@explain\nThus.\n";

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const names[] = { "3-heuristics", "5-learning", "7-memory" };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new_static (small, strlen (small)));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strconcat (names[i], BS_LESSON_SUFFIX, NULL);
      g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "lessons", file,
                                                NULL);
      char *text;
      gsize length;

      if (g_file_get_contents (path, &text, &length, NULL))
        g_ptr_array_add (seeds, g_bytes_new_take (text, length));
    }

  return seeds;
}
