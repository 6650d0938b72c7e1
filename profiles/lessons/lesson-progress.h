/* SPDX-License-Identifier: Apache-2.0 */
/* How far somebody is in each lesson: kept in a file of the program's state. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BS_LESSON_UNANSWERED,
  BS_LESSON_WRONG,       /* so far */
  BS_LESSON_RIGHT_LATER, /* not at the first try */
  BS_LESSON_RIGHT
} BsLessonResult;

typedef struct _BsLessonProgress BsLessonProgress;

/** bs_lesson_progress_load: @path: of the file, which need not be there; what is wrong in it is forgotten.
 * Returns: (transfer full): the progress. */
BsLessonProgress *bs_lesson_progress_load (const char *path);
void bs_lesson_progress_free (BsLessonProgress *self);

/** bs_lesson_progress_save: writes atomically. */
gboolean bs_lesson_progress_save (BsLessonProgress *self, const char *path, GError **error);

/** bs_lesson_progress_get_step: Returns: the step of @lesson (its id) that was seen last, from 0. */
guint bs_lesson_progress_get_step (BsLessonProgress *self, const char *lesson);
void bs_lesson_progress_set_step (BsLessonProgress *self, const char *lesson, guint step);

gboolean bs_lesson_progress_get_done (BsLessonProgress *self, const char *lesson);
void bs_lesson_progress_set_done (BsLessonProgress *self, const char *lesson, gboolean done);

/** bs_lesson_progress_get_result: @question: from 0 through the whole lesson. */
BsLessonResult bs_lesson_progress_get_result (BsLessonProgress *self, const char *lesson,
                                              guint question);

/** bs_lesson_progress_answer: notes an answer. Returns: the result; what was right stays so. */
BsLessonResult bs_lesson_progress_answer (BsLessonProgress *self, const char *lesson,
                                          guint question, gboolean right);

/** bs_lesson_progress_count: @n_answered: (out): questions that were answered. Returns: of these, how many at
 * the first try. */
guint bs_lesson_progress_count (BsLessonProgress *self, const char *lesson, guint *n_answered);

/** bs_lesson_progress_forget: begins @lesson anew. */
void bs_lesson_progress_forget (BsLessonProgress *self, const char *lesson);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsLessonProgress, bs_lesson_progress_free)

G_END_DECLS
