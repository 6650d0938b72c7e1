/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson that is taken. */
#include "config.h"

#include "profiles/lessons/lesson-session.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

static void
step_free (gpointer data)
{
  BsLessonSessionStep *self = data;

  g_free (self->markup);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

static gboolean
add_step (BsLessonSession *self, const BsLessonStep *step, GCancellable *cancellable,
          GError **error)
{
  BsLessonSessionStep *made = g_new0 (BsLessonSessionStep, 1);
  guint32 n_decisions = self->runs->traces[step->run]->n_decisions;

  made->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_lesson_key_free);
  g_ptr_array_add (self->steps, made);
  if (step->to > n_decisions)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("%s, line %u: The run “%s” has %u decisions only"), self->lesson->id,
                   step->line, bs_lesson_get_run (self->lesson, step->run)->name, n_decisions);
      return FALSE;
    }

  made->markup = bs_lesson_paragraphs_to_markup (self->runs, step->run, step->text, cancellable,
                                                 error);
  if (made->markup == NULL)
    {
      g_prefix_error (error, _ ("%s, line %u: "), self->lesson->id, step->line);
      return FALSE;
    }
  for (guint i = 0; i < step->questions->len; i++)
    {
      BsLessonKey *key = bs_lesson_key_new (self->runs, self->lesson, step,
                                            g_ptr_array_index (step->questions, i), cancellable,
                                            error);

      if (key == NULL)
        return FALSE;
      g_ptr_array_add (made->keys, key);
    }

  return TRUE;
}

BsLessonSession *
bs_lesson_session_new (BsLesson *lesson, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsLessonSession) self = g_new0 (BsLessonSession, 1);

  g_atomic_int_set (&self->refs, 1);
  self->lesson = lesson;
  if (lesson->id == NULL)
    lesson->id = g_strdup (lesson->title);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->runs = bs_lesson_runs_new (lesson, cancellable, error);
  if (self->runs == NULL)
    return NULL;

  for (guint i = 0; i < lesson->steps->len; i++)
    if (!add_step (self, bs_lesson_get_step (lesson, i), cancellable, error))
      return NULL;

  return g_steal_pointer (&self);
}

BsLessonSession *
bs_lesson_session_ref (BsLessonSession *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
bs_lesson_session_unref (BsLessonSession *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->runs, bs_lesson_runs_free);
  bs_lesson_free (self->lesson);
  g_free (self);
}
