/* SPDX-License-Identifier: Apache-2.0 */
/* A question of a lesson: what is asked, what can be answered, and at once whether it is right and why. */
#pragma once

#include <gtk/gtk.h>

#include "engine/type-table.h"
#include "profiles/lessons/lesson-key.h"
#include "profiles/lessons/lesson-progress.h"

G_BEGIN_DECLS

#define BS_TYPE_QUESTION_CARD (bs_question_card_get_type ())
G_DECLARE_FINAL_TYPE (BsQuestionCard, bs_question_card, BS, QUESTION_CARD, GtkWidget)

/**
 * bs_question_card_new:
 * @key: to be there as long as the card
 * @types: of the run that the question is about
 * @number: from 1 through the lesson
 * @result: of before
 *
 * Signals: `answered` (gboolean right) with every answer; `revealed` once what is right may be seen: after
 * the right answer, or when somebody gave up.
 */
GtkWidget *bs_question_card_new (const BsLessonKey *key, BsTypeTable *types, guint number,
                                 BsLessonResult result);

/** bs_question_card_get_key: Returns: (transfer none): what it asks. */
const BsLessonKey *bs_question_card_get_key (BsQuestionCard *self);

/** bs_question_card_get_number: Returns: from 1 through the lesson. */
guint bs_question_card_get_number (BsQuestionCard *self);

/** bs_question_card_get_revealed: Returns: whether what is right may be seen. */
gboolean bs_question_card_get_revealed (BsQuestionCard *self);

G_END_DECLS
