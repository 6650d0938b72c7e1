/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a lesson: its runs are made, its questions answered, and their pictures painted, in a thread. */
#pragma once

#include "app/window/model/pictures.h"
#include "profiles/lessons/lesson-session.h"

G_BEGIN_DECLS

/** BsOpenLesson: @pictures: one a run. */
typedef struct
{
  BsLessonSession *session;
  GPtrArray *pictures; /* BsPictures */
} BsOpenLesson;

void bs_open_lesson_free (BsOpenLesson *self);

void bs_open_lesson_async (const char *path, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);

/** bs_open_lesson_finish: Returns: (transfer full): the lesson, or %NULL with an error. */
BsOpenLesson *bs_open_lesson_finish (GAsyncResult *result, GError **error);

/** bs_lesson_shelf_async: lists the lessons in a thread. */
void bs_lesson_shelf_async (GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);

/** bs_lesson_shelf_finish: @problems: (out) (transfer full): see bs_lesson_shelf_list(). */
GPtrArray *bs_lesson_shelf_finish (GAsyncResult *result, GPtrArray **problems, GError **error);

/** bs_lesson_sheet_async: writes a worksheet to @file: as .html or .pdf. */
void bs_lesson_sheet_async (BsLessonSession *session, gboolean answers, GFile *file,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean bs_lesson_sheet_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsOpenLesson, bs_open_lesson_free)

G_END_DECLS
