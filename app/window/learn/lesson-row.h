/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson in the list of them: its title, and how far one is. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/lessons/lesson-progress.h"
#include "profiles/lessons/lesson.h"

G_BEGIN_DECLS

#define BS_TYPE_LESSON_ROW (bs_lesson_row_get_type ())
G_DECLARE_FINAL_TYPE (BsLessonRow, bs_lesson_row, BS, LESSON_ROW, GtkListBoxRow)

/** bs_lesson_row_new: @lesson: to be there as long as the row. @number: from 1. */
GtkWidget *bs_lesson_row_new (const BsLesson *lesson, guint number);

const BsLesson *bs_lesson_row_get_lesson (BsLessonRow *self);

void bs_lesson_row_update (BsLessonRow *self, BsLessonProgress *progress, gboolean current);

G_END_DECLS
