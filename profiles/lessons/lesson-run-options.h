/* SPDX-License-Identifier: Apache-2.0 */
/* What a lesson says of a run. Nothing that it can say reads or writes files of people, or takes long. */
#pragma once

#include "profiles/lessons/lesson.h"

G_BEGIN_DECLS

/* The policy that comes with the model. */
#define BS_LESSON_POLICY_SHIPPED "shipped"

/* As the model: the data of the run are graphs. */
#define BS_LESSON_MODEL_GRAPHS "graphs"

/** bs_lesson_run_set_option: Returns: %FALSE with an error that says what there is. */
gboolean bs_lesson_run_set_option (BsLessonRun *self, const char *key, const char *value,
                                   GError **error);

/** bs_lesson_run_check: Returns: whether the options go together. */
gboolean bs_lesson_run_check (const BsLessonRun *self, GError **error);

G_END_DECLS
