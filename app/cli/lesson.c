/* SPDX-License-Identifier: Apache-2.0 */
/* lesson: lists lessons, checks them, and prints them for students and teachers. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/error.h"
#include "profiles/lessons/lesson-file.h"
#include "profiles/lessons/lesson-shelf.h"
#include "profiles/lessons/lesson-worksheet.h"
#include "viz/report/report-format.h"

/* A line a lesson, and what is wrong with files that are none. */
static int
list_lessons (void)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) lessons = bs_lesson_shelf_list (&problems);
  g_autoptr (BsTable) table = bs_table_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  bs_table_add_column (table, "lesson", BS_COLUMN_TEXT);
  bs_table_add_column (table, "title", BS_COLUMN_TEXT);
  bs_table_add_column (table, "steps", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "questions", BS_COLUMN_INTEGER);
  for (guint i = 0; i < lessons->len; i++)
    {
      const BsLesson *lesson = g_ptr_array_index (lessons, i);

      bs_table_add_text (table, lesson->id);
      bs_table_add_text (table, bs_lesson_translate (lesson->title));
      bs_table_add_integer (table, lesson->steps->len);
      bs_table_add_integer (table, bs_lesson_count_questions (lesson));
    }
  bs_table_print (table, BS_TABLE_TEXT, out);
  for (guint i = 0; i < problems->len; i++)
    bs_cli_note ("%s", (const char *) g_ptr_array_index (problems, i));

  return bs_cli_finish (NULL, out);
}

/* Returns: (transfer full) (nullable): of a file, or by its name */
static BsLesson *
find_lesson (const char *name, GError **error)
{
  g_autoptr (GPtrArray) lessons = NULL;

  if (g_file_test (name, G_FILE_TEST_IS_REGULAR))
    return bs_lesson_load (name, error);

  lessons = bs_lesson_shelf_list (NULL);
  for (guint i = 0; i < lessons->len; i++)
    if (g_str_equal (((BsLesson *) g_ptr_array_index (lessons, i))->id, name))
      return g_ptr_array_steal_index (lessons, i);

  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("“%s” is neither a lesson nor the file of one; lesson alone lists them"), name);
  return NULL;
}

static gboolean
find_format (const char *output, BsReportFormat *format, GError **error)
{
  *format = BS_REPORT_TEXT;
  if (output == NULL || bs_report_format_from_file (output, format))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("The name of the worksheet ends in .txt, .html or .pdf; “%s” does not"), output);
  return FALSE;
}

static int
print_worksheet (const BsLessonSession *session, gboolean answers, BsReportFormat format,
                 BsPaper paper, const char *output)
{
  g_autoptr (BsDocument) document = bs_lesson_worksheet_new (session, answers);
  BsTrace *trace = session->runs->traces[0];
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!bs_report_write (document, trace, format, paper, out, &error))
    return bs_cli_complain ("%s", error->message);

  return bs_cli_finish (output, out);
}

/* What can be relied on: all runs can be made, and every question has an answer. */
static int
print_check (const BsLessonSession *session)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const BsLesson *lesson = session->lesson;
  guint number = 0;

  for (guint i = 0; i < session->steps->len; i++)
    {
      const BsLessonSessionStep *step = bs_lesson_session_get_step (session, i);

      for (guint k = 0; k < step->keys->len; k++)
        {
          g_autofree char *answer = bs_lesson_key_to_text (g_ptr_array_index (step->keys, k));

          g_string_append_printf (out, _ ("Step %u, question %u: %s\n"), i + 1, ++number, answer);
        }
    }
  g_string_append_printf (out,
                          _ ("%s: %u runs, %u steps, %u questions, all answered by the engine\n"),
                          lesson->id, lesson->runs->len, lesson->steps->len, number);
  return bs_cli_finish (NULL, out);
}

int
bs_cli_lesson (int argc, char **argv)
{
  gboolean check = FALSE, answers = FALSE;
  g_autofree char *output = NULL, *paper_text = NULL;
  const GOptionEntry entries[] = {
    { "check", 0, 0, G_OPTION_ARG_NONE, &check,
      N_ ("Make all runs and answer all questions, and say how"), NULL },
    { "answers", 0, 0, G_OPTION_ARG_NONE, &answers, N_ ("Add the answers to the worksheet"), NULL },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &paper_text, N_ ("Of pdf: a4 or letter (a4)"),
      N_ ("SIZE") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      N_ ("Worksheet to write: .txt, .html or .pdf (standard output, as text)"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "lesson", _ ("[NAME or FILE]"),
      _ ("Lists the lessons, or prints one as a worksheet. Its runs are made by the engine, and "
         "its questions are answered by it. Files are described in batchscope-lesson(5)."));
  g_autoptr (BsLessonSession) session = NULL;
  g_autoptr (GError) error = NULL;
  BsPaper paper = BS_PAPER_A4;
  BsReportFormat format;
  BsLesson *lesson;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse_between (context, &argc, &argv, 0, 1, NULL))
    return BS_CLI_BAD;
  if (!find_format (output, &format, &error))
    return bs_cli_complain_usage ("lesson", "%s", error->message);
  if (paper_text != NULL && !bs_paper_from_string (paper_text, &paper))
    return bs_cli_complain_usage ("lesson", _ ("--paper takes a4 or letter, not “%s”"), paper_text);
  if (argc < 2 && (check || answers || output != NULL))
    return bs_cli_complain_usage ("lesson", _ ("Which lesson? Its name is missing"));
  if (argc < 2)
    return list_lessons ();

  lesson = find_lesson (argv[1], &error);
  if (lesson == NULL
      || !bs_cli_check_output (output, (const char *const[]){ argv[1], NULL }, &error))
    {
      g_clear_pointer (&lesson, bs_lesson_free);
      return bs_cli_complain ("%s", error->message);
    }

  session = bs_lesson_session_new (lesson, bs_cli_watch_interrupts (), &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return BS_CLI_INTERRUPTED;
  if (session == NULL)
    return bs_cli_complain ("%s", error->message);

  return check ? print_check (session) : print_worksheet (session, answers, format, paper, output);
}
