/* SPDX-License-Identifier: Apache-2.0 */
/* Lessons: every question of those that come with the program is answered right and wrong; what is wrong with
 * a file is said with its line; progress and worksheets. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/lessons/lesson-file.h"
#include "profiles/lessons/lesson-progress.h"
#include "profiles/lessons/lesson-search.h"
#include "profiles/lessons/lesson-session.h"
#include "profiles/lessons/lesson-shelf.h"
#include "profiles/lessons/lesson-worksheet.h"

#define N_LESSONS 8

static guint
right_options (const BsLessonKey *key)
{
  guint right = 0;

  for (guint i = 0; i < key->options->len; i++)
    if (((BsLessonOption *) g_ptr_array_index (key->options, i))->right)
      right |= 1u << i;

  return right;
}

/* Each set of options that could be chosen. */
static void
answer_options (const BsLessonKey *key)
{
  guint right = right_options (key), n = key->options->len;

  g_assert_cmpuint (right, !=, 0);
  /* A question to which all is right, or of one answer, asks nothing. */
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpuint (right, !=, (1u << n) - 1);
  g_assert_false (bs_lesson_key_check_options (key, 0));
  for (guint chosen = 1; chosen < 1u << n; chosen++)
    {
      gboolean one = (chosen & (chosen - 1)) == 0;

      if (key->several)
        g_assert_true (bs_lesson_key_check_options (key, chosen) == (chosen == right));
      else if (one)
        g_assert_true (bs_lesson_key_check_options (key, chosen) == ((chosen & right) != 0));
    }
}

static gboolean
says (const BsLessonKey *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean right, read = bs_lesson_key_check_number (key, text, &right, &error);

  g_assert_no_error (error);
  g_assert_true (read);
  return right;
}

static void
answer_number (const BsLessonKey *key)
{
  const double wrong[] = { key->expected + 1.0, key->expected - 1.0, key->expected * 2.0 + 3.0,
                           key->expected + 2.0 * key->within + 0.001 };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_assert_true (says (key, g_ascii_dtostr (text, sizeof text, key->expected)));
  /* As it is printed for people, with their minus and spaces. */
  g_assert_true (says (key, key->expected_text));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (says (key, g_ascii_dtostr (text, sizeof text, wrong[i])));
}

static void
test_shipped (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data), n_questions = 0;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) lessons = bs_lesson_shelf_list (&problems);
  g_autoptr (BsLessonSession) session = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (lessons->len, ==, N_LESSONS);
  session = bs_lesson_session_new (g_ptr_array_steal_index (lessons, index), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (session->lesson->steps->len, >=, 4);
  for (guint i = 0; i < session->steps->len; i++)
    {
      const BsLessonSessionStep *step = bs_lesson_session_get_step (session, i);

      /* All queries have been answered. */
      g_assert_null (strstr (step->markup, "{{"));
      for (guint k = 0; k < step->keys->len; k++)
        {
          const BsLessonKey *key = g_ptr_array_index (step->keys, k);

          g_assert_null (strstr (key->explain, "{{"));
          g_assert_null (strstr (key->prompt, "{{"));
          if (key->options->len > 0)
            answer_options (key);
          else
            answer_number (key);
          n_questions++;
        }
    }
  g_assert_cmpuint (n_questions, ==, bs_lesson_count_questions (session->lesson));
  g_assert_cmpuint (n_questions, >=, 4);
}

/* The best choice is what the exact policy takes, and what it comes to is what it came to. */
static void
test_search (void)
{
  static const char text[] = "@lesson L\n@about A\n@run r\nmodel lattice-lstm\npolicy "
                             "exact\nbatch-size 2\n@step S\n@at 7\nText\n"
                             "@ask next\nWhich?\n@explain\nSo.\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (BsLessonSession)
      session = bs_lesson_session_new (bs_lesson_parse ("l", text, -1, &error), NULL, &error);
  const BsTrace *trace = session->runs->traces[0];

  g_assert_no_error (error);
  for (guint32 decision = 1; decision <= trace->n_decisions; decision += 5)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, decision);
      const BsCandidate *candidates = bs_trace_candidates (trace, decision);
      guint32 best = G_MAXUINT32, chosen = 0;

      for (guint i = 0; i < d->n_candidates; i++)
        {
          guint32 n;

          bs_lesson_search_after (trace, decision, candidates[i].type, &n, NULL, &error);
          g_assert_no_error (error);
          best = MIN (best, n);
          if (candidates[i].type == d->type)
            chosen = n;
        }
      g_assert_cmpuint (chosen, ==, trace->n_decisions);
      g_assert_cmpuint (best, ==, trace->n_decisions);
    }
}

#define HEAD "@lesson L\n@about A\n@run r\nmodel tree-lstm\n@step S\nText\n"

/* What is wrong, and what is said of it. */
static const struct
{
  const char *text;
  const char *says;
} wrong[] = {
  { "", "line 1: A lesson begins with @lesson and @about" },
  { "@lesson L\n@about A\n", "has no @step" },
  { "@lesson L\n@lesson M\n", "line 2: @lesson stands here for the second time" },
  { "@lesson\n", "line 1: Words have to follow @lesson" },
  { "words\n", "line 1: Words before the first @step" },
  { "@lesson L\n@about A\n@step S\n", "line 3: @step does not belong here" },
  { "@lesson L\n@about A\n@run\n", "line 3: A name has to follow @run" },
  { "@lesson L\n@about A\n@run r\n@step S\nT\n", "line 3: The run “r” needs a model" },
  { "@run r\nmodel nothing\n", "line 2: model is one of" },
  { "@run r\npolicy /etc/passwd\n", "line 2: policy is one of" },
  { "@run r\nsize 3\n", "line 2: A run has model" },
  { "@run r\nbatch-size 65\n", "line 2: batch-size is a number from 1 to 64, not “65”" },
  { "@run r\nbatch-size -1\n", "line 2: batch-size is a number" },
  { "@run r\nencoding none\n", "line 2: encoding is one of" },
  { "@run r\nplanner none\n", "line 2: " },
  { "@run r\nbackend cuda\n", "line 2: backend is one of" },
  { "@run r\n@run r\n", "line 2: There is a run “r” already" },
  { "@run r\nmodel graphs\n@step S\nT\n@lesson x\n", "line 5: @lesson does not belong here" },
  { "@lesson L\n@about A\n@run r\nmodel graphs\n@step S\nT\n",
    "line 3: The run “r” of graphs needs @data" },
  { "@lesson L\n@about A\n@run r\nmodel tree-lstm\n@data\n(2 a)\n",
    "line 5: The data are not ended" },
  { HEAD "@show nothing\n", "line 7: “nothing” cannot be shown" },
  { HEAD "@on q\n", "line 7: There is no run “q”" },
  { HEAD "@at 0\n", "line 7: A decision is a number from 1" },
  { HEAD "@at 3 2\n", "line 7: The clock plays forward only" },
  { HEAD "@at 1 2 3\n", "line 7: One decision follows @at" },
  { HEAD "@nothing\n", "line 7: Nothing is called @nothing" },
  { HEAD "@ask nothing\n", "line 7: “nothing” cannot be asked" },
  { HEAD "@ask fewest r\n", "line 7: The names of two runs" },
  { HEAD "@ask number\n@answer SELECT 1\n@explain\nx\n", "line 7: The question has no words" },
  { HEAD "@ask number\nHow?\n@answer SELECT 1\n", "line 7: The question needs an @explain" },
  { HEAD "@ask number\nHow?\n@explain\nx\n", "line 7: The question needs an @answer" },
  { HEAD "@ask next\nHow?\n@answer SELECT 1\n", "line 9: @answer is for @ask number" },
  { HEAD "@ask number\nHow?\n@within x\n", "line 9: A number from 0" },
  { HEAD "@ask choice\nHow?\n@when SELECT 1\n", "line 9: @when stands behind its @choice" },
  { HEAD "@ask choice\nHow?\n@choice a\n@explain\nx\n", "line 7: The question needs two answers" },
  { HEAD "@ask choice\nHow?\n@choice a\n@choice b\n@explain\nx\n", "line 9: @when has to follow" },
  { HEAD "@ask order\nHow?\n@leaves a\n", "line 9: Two to 12 different names" },
  { HEAD "@ask order\nHow?\n@leaves a a\n", "line 9: Two to 12 different names" },
  { HEAD "@ask order\nHow?\n@leaves a b\n@together a c\n", "line 10: “c” is no leaf" },
  { HEAD "@ask order\nHow?\n@leaves a b\n@together a\n", "line 10: Two leaves or more" },
  { HEAD
    "@ask order\nHow?\n@leaves a b c\n@together a b\n@choice a b\n@choice c b a\n@explain\nx\n",
    "line 11: An order names every leaf" },
  { HEAD "@step T\n", "line 7: The step has no words" },
  { "\xff\xfe", "no text in UTF-8" },
};

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      BsLesson *lesson = bs_lesson_parse ("x.lesson", wrong[i].text, -1, &error);

      g_assert_null (lesson);
      g_assert_error (error, BS_ERROR, BS_ERROR_SYNTAX);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, "x.lesson, line "));
      g_assert_nonnull (strstr (error->message, wrong[i].says));
    }
}

/* What only shows when runs are made. */
static const struct
{
  const char *text;
  const char *says;
} impossible[] = {
  { HEAD "@at 999\n", "line 5: The run “r” has 55 decisions only" },
  { HEAD "@ask number\nHow?\n@answer SELECT nothing\n@explain\nx\n", "line 7: " },
  { HEAD "@ask number\nHow?\n@answer SELECT 'word'\n@explain\nx\n",
    "line 7: @answer gives no number" },
  { HEAD "@ask number\nHow?\n@answer SELECT 1 WHERE 0\n@explain\nx\n",
    "line 7: The query gives nothing" },
  { HEAD "@ask number\nHow?\n@answer DELETE FROM decision\n@explain\nx\n", "line 7: " },
  { HEAD "@ask number\nHow?\n@answer SELECT 1; SELECT 2\n@explain\nx\n", "line 7: " },
  { HEAD
    "@ask choice\nHow?\n@choice a\n@when SELECT 0\n@choice b\n@when SELECT NULL\n@explain\nx\n",
    "line 7: None of the answers is right" },
  { HEAD "@ask next\nHow?\n@explain\nx\n", "line 7: Decision 1 has nothing to choose from" },
  { HEAD "{{SELECT nothing}}\n", "line 5: " },
  { "@lesson L\n@about A\n@run r\nmodel tree-lstm\n@data\nno tree\n@end\n@step S\nT\n",
    "The run “r” of line 3 could not be made: " },
};

static void
test_impossible (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_autoptr (GError) error = NULL;
      BsLesson *lesson = bs_lesson_parse ("x.lesson", impossible[i].text, -1, &error);
      BsLessonSession *session;

      g_assert_no_error (error);
      session = bs_lesson_session_new (lesson, NULL, &error);
      g_assert_null (session);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, impossible[i].says));
    }
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  BsLesson *lesson = bs_lesson_parse ("x.lesson", HEAD, -1, &error);

  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_null (bs_lesson_session_new (lesson, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_numbers (void)
{
  static const char *const right[] = { "0.625",  "0,625",  ".625",  "5/8",    " 5 / 8 ",
                                       "62.5 %", "+0.625", "10/16", "6.25e-1" };
  static const char *const not_right[] = { "0.626", "5/9", "-5/8", "62.5", "−0.625" };
  static const char *const none[] = { "",    "five", "5/0", "5/",  "1 2 x", "0x10",
                                      "nan", "inf",  "/8",  "--1", "1e999", "5/8/2" };
  BsLessonKey key = { .expected = 0.625, .within = 1e-9 };

  key.options = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    g_assert_true (says (&key, right[i]));
  for (guint i = 0; i < G_N_ELEMENTS (not_right); i++)
    g_assert_false (says (&key, not_right[i]));
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_right;

      g_assert_false (bs_lesson_key_check_number (&key, none[i], &is_right, &error));
      g_assert_error (error, BS_ERROR, BS_ERROR_SYNTAX);
      g_assert_false (is_right);
    }
  key.expected = 12345.0;
  g_assert_true (says (&key, "12\u202f345"));
  g_ptr_array_unref (key.options);
}

static void
test_markup (void)
{
  static const char *const pairs[][2] = {
    { "a **b** c", "a <b>b</b> c" },
    { "`x < y`", "<tt>x &lt; y</tt>" },
    { "a ** b", "a ** b" },
    { "**", "**" },
    { "****", "****" },
    { "a `b", "a `b" },
    { "<i>", "&lt;i&gt;" },
    { "**`a`**", "<b>`a`</b>" },
    { "ρ & σ", "ρ &amp; σ" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *markup = bs_lesson_to_markup (pairs[i][0]);

      g_assert_cmpstr (markup, ==, pairs[i][1]);
    }
}

static void
test_progress (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-progress-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "deep", "lessons.ini", NULL);
  g_autofree char *deep = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  BsLessonProgress *progress = bs_lesson_progress_load (path);
  guint n;

  g_assert_cmpuint (bs_lesson_progress_get_step (progress, "a"), ==, 0);
  g_assert_false (bs_lesson_progress_get_done (progress, "a"));
  g_assert_cmpint (bs_lesson_progress_answer (progress, "a", 2, FALSE), ==, BS_LESSON_WRONG);
  g_assert_cmpint (bs_lesson_progress_answer (progress, "a", 2, TRUE), ==, BS_LESSON_RIGHT_LATER);
  g_assert_cmpint (bs_lesson_progress_answer (progress, "a", 2, FALSE), ==, BS_LESSON_RIGHT_LATER);
  g_assert_cmpint (bs_lesson_progress_answer (progress, "a", 0, TRUE), ==, BS_LESSON_RIGHT);
  g_assert_cmpint (bs_lesson_progress_answer (progress, "a", 0, FALSE), ==, BS_LESSON_RIGHT);
  g_assert_cmpuint (bs_lesson_progress_count (progress, "a", &n), ==, 1);
  g_assert_cmpuint (n, ==, 2);
  bs_lesson_progress_set_step (progress, "a", 3);
  bs_lesson_progress_set_done (progress, "b", TRUE);
  bs_lesson_progress_save (progress, path, &error);
  g_assert_no_error (error);
  bs_lesson_progress_free (progress);

  progress = bs_lesson_progress_load (path);
  g_assert_cmpuint (bs_lesson_progress_get_step (progress, "a"), ==, 3);
  g_assert_true (bs_lesson_progress_get_done (progress, "b"));
  g_assert_cmpint (bs_lesson_progress_get_result (progress, "a", 1), ==, BS_LESSON_UNANSWERED);
  g_assert_cmpint (bs_lesson_progress_get_result (progress, "a", 2), ==, BS_LESSON_RIGHT_LATER);
  g_assert_cmpint (bs_lesson_progress_get_result (progress, "a", 99), ==, BS_LESSON_UNANSWERED);
  bs_lesson_progress_forget (progress, "a");
  g_assert_cmpuint (bs_lesson_progress_get_step (progress, "a"), ==, 0);
  bs_lesson_progress_free (progress);

  /* What somebody has spoiled is forgotten, and no more. */
  g_file_set_contents (path, "[a]\nstep=-7\nresults=xxr\ndone=maybe\n\xff[", -1, NULL);
  progress = bs_lesson_progress_load (path);
  g_assert_cmpuint (bs_lesson_progress_get_step (progress, "a"), ==, 0);
  bs_lesson_progress_free (progress);
  g_file_set_contents (path, "[a]\nstep=-7\nresults=xxr\ndone=maybe\n", -1, NULL);
  progress = bs_lesson_progress_load (path);
  g_assert_cmpuint (bs_lesson_progress_get_step (progress, "a"), ==, 0);
  g_assert_cmpuint (bs_lesson_progress_count (progress, "a", &n), ==, 1);
  g_assert_cmpuint (n, ==, 1);
  g_assert_false (bs_lesson_progress_get_done (progress, "a"));
  g_assert_false (bs_lesson_progress_save (progress, "/dev/null/lessons.ini", &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  bs_lesson_progress_free (progress);
  g_unlink (path);
  g_rmdir (deep);
  g_rmdir (folder);
}

static char *
print_sheet (const char *name, gboolean answers)
{
  g_autofree char *file = g_strconcat (name, BS_LESSON_SUFFIX, NULL);
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "lessons", file,
                                            NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsLessonSession) session = NULL;
  g_autoptr (BsDocument) document = NULL;
  GString *out = g_string_new (NULL);
  BsLesson *lesson = bs_lesson_load (path, &error);

  g_assert_no_error (error);
  session = bs_lesson_session_new (lesson, NULL, &error);
  g_assert_no_error (error);
  document = bs_lesson_worksheet_new (session, answers);
  bs_document_print_text (document, out);
  return g_string_free (out, FALSE);
}

static void
test_worksheet (void)
{
  g_autofree char *plain = print_sheet ("2-frontier", FALSE);
  g_autofree char *again = print_sheet ("2-frontier", FALSE);
  g_autofree char *full = print_sheet ("2-frontier", TRUE);

  g_assert_cmpstr (plain, ==, again);
  g_assert_nonnull (strstr (plain, "Question 5."));
  g_assert_null (strstr (plain, "Answers"));
  g_assert_null (strstr (plain, "Nodes of type proj can wait"));
  g_assert_nonnull (strstr (full, "Answers"));
  g_assert_nonnull (strstr (full, "proj can wait"));
  g_assert_nonnull (strstr (full, "Question 3: internal"));
}

/* One's own lessons stand beside the others, and in place of one of the same name. */
static void
test_shelf (void)
{
  g_autofree char *own = bs_lesson_shelf_own_folder ();
  g_autofree char *mine = g_build_filename (own, "mine.lesson", NULL);
  g_autofree char *other = g_build_filename (own, "2-frontier.lesson", NULL);
  g_autofree char *broken = g_build_filename (own, "broken.lesson", NULL);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) lessons = NULL;

  g_mkdir_with_parents (own, 0755);
  g_file_set_contents (mine, HEAD, -1, NULL);
  g_file_set_contents (other, HEAD, -1, NULL);
  g_file_set_contents (broken, "@lesson L\n", -1, NULL);
  lessons = bs_lesson_shelf_list (&problems);
  g_unlink (mine);
  g_unlink (other);
  g_unlink (broken);
  g_rmdir (own);

  g_assert_cmpuint (lessons->len, ==, N_LESSONS + 1);
  g_assert_cmpstr (((BsLesson *) g_ptr_array_index (lessons, 1))->path, ==, other);
  g_assert_cmpstr (((BsLesson *) g_ptr_array_index (lessons, N_LESSONS))->id, ==, "mine");
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), "broken.lesson, line 1"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < N_LESSONS; i++)
    {
      g_autofree char *name = g_strdup_printf ("/profiles/lessons/shipped/%u", i + 1);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_shipped);
    }
  g_test_add_func ("/profiles/lessons/search", test_search);
  g_test_add_func ("/profiles/lessons/wrong", test_wrong);
  g_test_add_func ("/profiles/lessons/impossible", test_impossible);
  g_test_add_func ("/profiles/lessons/cancel", test_cancel);
  g_test_add_func ("/profiles/lessons/numbers", test_numbers);
  g_test_add_func ("/profiles/lessons/markup", test_markup);
  g_test_add_func ("/profiles/lessons/progress", test_progress);
  g_test_add_func ("/profiles/lessons/worksheet", test_worksheet);
  g_test_add_func ("/profiles/lessons/shelf", test_shelf);
  return g_test_run ();
}
