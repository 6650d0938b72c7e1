/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson on paper. */
#include "config.h"

#include "profiles/lessons/lesson-worksheet.h"

#include <glib/gi18n-lib.h>

#define BOX "☐"
#define LINE "________________"

static void
add_paragraphs (BsDocument *document, const char *markup)
{
  g_auto (GStrv) paragraphs = g_strsplit (markup, "\n\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    bs_document_add_markup (document, BS_BLOCK_PARAGRAPH, paragraphs[i]);
}

/* What shows memory or times moves and is looked at in the window. */
static void
add_picture (BsDocument *document, const BsLessonSession *session, const BsLessonStep *step)
{
  BsTrace *trace = session->runs->traces[step->run];
  const char *view = step->view == BS_LESSON_VIEW_GRAPH || step->view == BS_LESSON_VIEW_REASON
                         ? "graph"
                     : step->view == BS_LESSON_VIEW_POLICY ? "fsm"
                                                           : NULL;
  g_autofree char *caption = NULL;

  if (view == NULL)
    return;

  caption = g_strdup_printf (
      _ ("%s at decision %u"),
      bs_lesson_translate (bs_lesson_get_run (session->lesson, step->run)->title), step->from);
  bs_document_add_picture_of (document, trace, view, step->from, caption);
}

static void
add_question (BsDocument *document, const BsLessonKey *key, guint number)
{
  bs_document_add_text (document, BS_BLOCK_PARAGRAPH, _ ("<b>Question %u.</b> %s"), number, "");
  add_paragraphs (document, key->prompt);
  for (guint i = 0; i < key->options->len; i++)
    {
      const BsLessonOption *option = g_ptr_array_index (key->options, i);

      if (option->before != NULL)
        bs_document_add_text (document, BS_BLOCK_PARAGRAPH, BOX " <b>%s</b> (%s)", option->text,
                              option->before);
      else
        bs_document_add_text (document, BS_BLOCK_PARAGRAPH, BOX " %s", option->text);
    }
  if (key->options->len == 0)
    bs_document_add_text (document, BS_BLOCK_PARAGRAPH, _ ("Answer: %s %s"), LINE,
                          key->unit != NULL ? key->unit : "");
}

static void
add_answer (BsDocument *document, const BsLessonKey *key, guint number)
{
  g_autofree char *text = bs_lesson_key_to_text (key);

  bs_document_add_text (document, BS_BLOCK_PARAGRAPH, _ ("<b>Question %u:</b> %s"), number, text);
  for (guint i = 0; i < key->options->len; i++)
    {
      const BsLessonOption *option = g_ptr_array_index (key->options, i);

      if (option->after != NULL)
        bs_document_add_text (document, BS_BLOCK_NOTE, "%s: %s", option->text, option->after);
    }
  add_paragraphs (document, key->explain);
}

typedef void (*Add) (BsDocument *document, const BsLessonKey *key, guint number);

static guint
add_keys (BsDocument *document, const BsLessonSessionStep *step, guint number, Add add)
{
  for (guint i = 0; i < step->keys->len; i++)
    add (document, g_ptr_array_index (step->keys, i), ++number);

  return number;
}

BsDocument *
bs_lesson_worksheet_new (const BsLessonSession *session, gboolean answers)
{
  const BsLesson *lesson = session->lesson;
  BsDocument *document = bs_document_new (session->runs->traces[0]->types,
                                          bs_lesson_translate (lesson->title),
                                          answers ? _ ("Worksheet with answers") : _ ("Worksheet"));
  guint number = 0;

  bs_document_add_text (document, BS_BLOCK_PARAGRAPH, "%s", bs_lesson_translate (lesson->about));
  for (guint i = 0; i < lesson->steps->len; i++)
    {
      const BsLessonStep *step = bs_lesson_get_step (lesson, i);
      const BsLessonSessionStep *made = bs_lesson_session_get_step (session, i);
      g_autofree char *id = g_strdup_printf ("step-%u", i + 1);
      g_autofree char *title = g_strdup_printf ("%u. %s", i + 1, bs_lesson_translate (step->title));

      bs_document_add_section (document, 1, id, title);
      add_paragraphs (document, made->markup);
      add_picture (document, session, step);
      number = add_keys (document, made, number, add_question);
    }
  if (!answers || number == 0)
    return document;

  number = 0;
  bs_document_add_section (document, 1, "answers", _ ("Answers"));
  for (guint i = 0; i < lesson->steps->len; i++)
    number = add_keys (document, bs_lesson_session_get_step (session, i), number, add_answer);

  return document;
}
