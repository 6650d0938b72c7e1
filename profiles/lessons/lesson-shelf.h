/* SPDX-License-Identifier: Apache-2.0 */
/* The lessons that there are: those of the program, then people's own. */
#pragma once

#include "profiles/lessons/lesson.h"

G_BEGIN_DECLS

/** bs_lesson_shelf_own_folder: Returns: (transfer full): where people put theirs. */
char *bs_lesson_shelf_own_folder (void);

/**
 * bs_lesson_shelf_list:
 * @problems: (out) (optional) (transfer full) (element-type utf8): of files that are no lessons
 *
 * Returns: (transfer full) (element-type BsLesson): by the name of the file, the program's first. One of
 *   people's own takes the place of one of the same name. They are parsed, not run.
 */
GPtrArray *bs_lesson_shelf_list (GPtrArray **problems);

G_END_DECLS
