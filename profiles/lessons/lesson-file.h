/* SPDX-License-Identifier: Apache-2.0 */
/* Lessons as files, see batchscope-lesson(5): read as text that nobody trusts. */
#pragma once

#include "profiles/lessons/lesson.h"

G_BEGIN_DECLS

#define BS_LESSON_SUFFIX ".lesson"

/**
 * bs_lesson_parse:
 * @name: what to call the text in errors
 * @length: of @text, or -1
 *
 * Everything is checked that can be without making a run.
 *
 * Returns: (transfer full): the lesson, or %NULL with an error that names the line
 */
BsLesson *bs_lesson_parse (const char *name, const char *text, gssize length, GError **error);

/** bs_lesson_load: Returns: (transfer full): the lesson in the file @path, or %NULL with an error. */
BsLesson *bs_lesson_load (const char *path, GError **error);

G_END_DECLS
