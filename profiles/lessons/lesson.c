/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson. */
#include "config.h"

#include "profiles/lessons/lesson.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static const char *const views[BS_N_LESSON_VIEWS] = {
  [BS_LESSON_VIEW_GRAPH] = "graph",     [BS_LESSON_VIEW_POLICY] = "policy",
  [BS_LESSON_VIEW_REASON] = "reason",   [BS_LESSON_VIEW_MEMORY] = "memory",
  [BS_LESSON_VIEW_PROFILE] = "profile", [BS_LESSON_VIEW_TRAIN] = "train",
};

static const char *const kinds[BS_N_LESSON_QUESTION_KINDS] = {
  [BS_LESSON_ASKS_NEXT] = "next",     [BS_LESSON_ASKS_POLICY] = "policy",
  [BS_LESSON_ASKS_SAFE] = "safe",     [BS_LESSON_ASKS_FEWEST] = "fewest",
  [BS_LESSON_ASKS_NUMBER] = "number", [BS_LESSON_ASKS_CHOICE] = "choice",
  [BS_LESSON_ASKS_ORDER] = "order",
};

const char *
bs_lesson_view_to_string (BsLessonView view)
{
  return views[view];
}

const char *
bs_lesson_question_kind_to_string (BsLessonQuestionKind kind)
{
  return kinds[kind];
}

static void
run_free (gpointer data)
{
  BsLessonRun *self = data;

  g_free (self->name);
  g_free (self->title);
  g_free (self->model);
  g_free (self->data);
  g_free (self->policy);
  g_free (self->backend);
  g_free (self);
}

static void
choice_free (gpointer data)
{
  BsLessonChoice *self = data;

  g_free (self->text);
  g_free (self->when);
  g_free (self);
}

static void
question_free (gpointer data)
{
  BsLessonQuestion *self = data;

  g_ptr_array_unref (self->prompt);
  g_ptr_array_unref (self->explain);
  g_ptr_array_unref (self->choices);
  g_ptr_array_unref (self->leaves);
  g_ptr_array_unref (self->sets);
  g_array_unref (self->runs);
  g_free (self->answer);
  g_free (self->unit);
  g_free (self);
}

static void
step_free (gpointer data)
{
  BsLessonStep *self = data;

  g_free (self->title);
  g_ptr_array_unref (self->text);
  g_ptr_array_unref (self->questions);
  g_free (self);
}

BsLesson *
bs_lesson_new (void)
{
  BsLesson *self = g_new0 (BsLesson, 1);

  self->runs = g_ptr_array_new_with_free_func (run_free);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  return self;
}

void
bs_lesson_free (BsLesson *self)
{
  g_free (self->id);
  g_free (self->path);
  g_free (self->title);
  g_free (self->about);
  g_ptr_array_unref (self->runs);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

BsLessonRun *
bs_lesson_add_run (BsLesson *self, const char *name, guint line)
{
  BsLessonRun *run = g_new0 (BsLessonRun, 1);

  *run = (BsLessonRun){ .name = g_strdup (name),
                        .policy = g_strdup ("agenda"),
                        .backend = g_strdup ("cpu"),
                        .planner = BS_PLANNER_FULL,
                        .encoding = BS_ENCODING_SORT,
                        .model_size = 16,
                        .batch_size = 4,
                        .n_batches = 1,
                        .seed = 1,
                        .line = line };
  g_ptr_array_add (self->runs, run);
  return run;
}

BsLessonStep *
bs_lesson_add_step (BsLesson *self, const char *title, guint line)
{
  BsLessonStep *step = g_new0 (BsLessonStep, 1);

  *step = (BsLessonStep){ .title = g_strdup (title),
                          .text = g_ptr_array_new_with_free_func (g_free),
                          .questions = g_ptr_array_new_with_free_func (question_free),
                          .from = 1,
                          .to = 1,
                          .line = line };
  g_ptr_array_add (self->steps, step);
  return step;
}

BsLessonQuestion *
bs_lesson_add_question (BsLessonStep *step, BsLessonQuestionKind kind, guint line)
{
  BsLessonQuestion *question = g_new0 (BsLessonQuestion, 1);

  *question = (BsLessonQuestion){
    .kind = kind,
    .prompt = g_ptr_array_new_with_free_func (g_free),
    .explain = g_ptr_array_new_with_free_func (g_free),
    .choices = g_ptr_array_new_with_free_func (choice_free),
    .runs = g_array_new (FALSE, FALSE, sizeof (guint)),
    .leaves = g_ptr_array_new_with_free_func (g_free),
    .sets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref),
    .line = line,
  };
  g_ptr_array_add (step->questions, question);
  return question;
}

guint
bs_lesson_find_run (const BsLesson *self, const char *name)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (g_str_equal (bs_lesson_get_run (self, i)->name, name))
      return i;

  return G_MAXUINT;
}

guint
bs_lesson_count_questions (const BsLesson *self)
{
  guint n = 0;

  for (guint i = 0; i < self->steps->len; i++)
    n += bs_lesson_get_step (self, i)->questions->len;

  return n;
}

static void
foreach_paragraph (GPtrArray *paragraphs, BsLessonTextFunc func, gpointer user_data)
{
  for (guint i = 0; i < paragraphs->len; i++)
    func (g_ptr_array_index (paragraphs, i), user_data);
}

static void
foreach_of_question (const BsLessonQuestion *question, BsLessonTextFunc func, gpointer user_data)
{
  foreach_paragraph (question->prompt, func, user_data);
  /* Orders are letters and names, the same in every language. */
  for (guint i = 0; i < question->choices->len && question->kind == BS_LESSON_ASKS_CHOICE; i++)
    func (((BsLessonChoice *) g_ptr_array_index (question->choices, i))->text, user_data);
  if (question->unit != NULL)
    func (question->unit, user_data);
  foreach_paragraph (question->explain, func, user_data);
}

void
bs_lesson_foreach_text (const BsLesson *self, BsLessonTextFunc func, gpointer user_data)
{
  func (self->title, user_data);
  func (self->about, user_data);
  for (guint i = 0; i < self->runs->len; i++)
    func (bs_lesson_get_run (self, i)->title, user_data);
  for (guint i = 0; i < self->steps->len; i++)
    {
      const BsLessonStep *step = bs_lesson_get_step (self, i);

      func (step->title, user_data);
      foreach_paragraph (step->text, func, user_data);
      for (guint k = 0; k < step->questions->len; k++)
        foreach_of_question (g_ptr_array_index (step->questions, k), func, user_data);
    }
}

const char *
bs_lesson_translate (const char *text)
{
  return text[0] != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text;
}

/* Marks that have no second one stand for themselves. */
char *
bs_lesson_to_markup (const char *text)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gboolean strong = g_str_has_prefix (text, "**");
      const char *mark = strong ? "**" : "`";
      const char *name = strong ? "b" : "tt";
      gsize length = strlen (mark);
      const char *end = strong || *text == '`' ? strstr (text + length, mark) : NULL;
      g_autofree char *piece = NULL;

      if (end == NULL || end == text + length)
        {
          const char *next = g_utf8_next_char (text);

          piece = g_markup_escape_text (text, next - text);
          g_string_append (out, piece);
          text = next;
          continue;
        }
      piece = g_markup_escape_text (text + length, end - text - length);
      g_string_append_printf (out, "<%s>%s</%s>", name, piece, name);
      text = end + length;
    }

  return g_string_free (out, FALSE);
}
