/* SPDX-License-Identifier: Apache-2.0 */
/* The one progress of lessons, that all windows share. */
#pragma once

#include <glib-object.h>

#include "profiles/lessons/lesson-progress.h"

G_BEGIN_DECLS

#define BS_TYPE_LESSON_BOOK (bs_lesson_book_get_type ())
G_DECLARE_FINAL_TYPE (BsLessonBook, bs_lesson_book, BS, LESSON_BOOK, GObject)

/** bs_lesson_book_get: Returns: (transfer none): the one book. Signal: `changed`. */
BsLessonBook *bs_lesson_book_get (void);

/** bs_lesson_book_get_progress: Returns: (transfer none): to be read, and changed; then call
 * bs_lesson_book_save(). */
BsLessonProgress *bs_lesson_book_get_progress (BsLessonBook *self);

/** bs_lesson_book_save: writes it soon, and emits `changed`. */
void bs_lesson_book_save (BsLessonBook *self);

/** bs_lesson_book_finish: returns when it is written, for the end of the program. */
void bs_lesson_book_finish (BsLessonBook *self);

G_END_DECLS
