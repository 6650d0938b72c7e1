/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson that is taken: its runs, its words with the numbers of these runs, and the answers. */
#pragma once

#include "profiles/lessons/lesson-key.h"

G_BEGIN_DECLS

typedef struct
{
  char *markup;    /* of pango, an empty line between paragraphs */
  GPtrArray *keys; /* BsLessonKey, as the questions of the step */
} BsLessonSessionStep;

/**
 * BsLessonSession:
 *
 * Immutable once made; safe to share between threads.
 */
typedef struct
{
  BsLesson *lesson;
  BsLessonRuns *runs;
  GPtrArray *steps; /* BsLessonSessionStep */

  /*< private >*/
  int refs;
} BsLessonSession;

/** bs_lesson_session_new: @lesson: (transfer full). Makes its runs and finds all answers, which takes a
 * moment: not in the UI thread. Returns: (transfer full): the session, or %NULL with an error. */
BsLessonSession *bs_lesson_session_new (BsLesson *lesson, GCancellable *cancellable,
                                        GError **error);
BsLessonSession *bs_lesson_session_ref (BsLessonSession *self);
void bs_lesson_session_unref (BsLessonSession *self);

static inline const BsLessonSessionStep *
bs_lesson_session_get_step (const BsLessonSession *self, guint step)
{
  return g_ptr_array_index (self->steps, step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsLessonSession, bs_lesson_session_unref)

G_END_DECLS
