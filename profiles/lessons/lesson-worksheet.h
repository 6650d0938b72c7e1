/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson on paper: its steps with pictures, its questions with room for answers. */
#pragma once

#include "profiles/lessons/lesson-session.h"
#include "profiles/report/document.h"

G_BEGIN_DECLS

/** bs_lesson_worksheet_new: @answers: with the answers on pages of their own at the end. Returns: (transfer
 * full): the document. */
BsDocument *bs_lesson_worksheet_new (const BsLessonSession *session, gboolean answers);

G_END_DECLS
