/* SPDX-License-Identifier: Apache-2.0 */
/* One lesson, step by step: words, what they are about, live, and questions beside it. */
#pragma once

#include <adwaita.h>

#include "app/window/learn/lesson-job.h"
#include "app/window/model/debugger.h"
#include "profiles/lessons/lesson-progress.h"

G_BEGIN_DECLS

#define BS_TYPE_LESSON_PLAYER (bs_lesson_player_get_type ())
G_DECLARE_FINAL_TYPE (BsLessonPlayer, bs_lesson_player, BS, LESSON_PLAYER, GtkWidget)

/**
 * bs_lesson_player_open:
 * @open: (transfer full) (nullable): the lesson; %NULL: none
 * @progress: notes what is answered; to be there as long as the player has the lesson
 * @step: to begin at
 *
 * Signals: `stepped` when another step is shown; `answered` when @progress is another; `finished` when
 * somebody goes on behind the last step.
 */
void bs_lesson_player_open (BsLessonPlayer *self, BsOpenLesson *open, BsLessonProgress *progress,
                            guint step);

/** bs_lesson_player_get_open: Returns: (transfer none) (nullable): the lesson. */
BsOpenLesson *bs_lesson_player_get_open (BsLessonPlayer *self);

guint bs_lesson_player_get_step (BsLessonPlayer *self);

/** bs_lesson_player_go: to the step behind, or with -1 to the one before. */
void bs_lesson_player_go (BsLessonPlayer *self, int delta);

/** bs_lesson_player_play: see bs_lesson_track_play(). */
void bs_lesson_player_play (BsLessonPlayer *self);

/** bs_lesson_player_step: the clock, by @delta batches, unless a question has to be answered first. */
void bs_lesson_player_step (BsLessonPlayer *self, int delta);

/** bs_lesson_player_get_debugger: Returns: (transfer none) (nullable): of the run of the step. */
BsDebugger *bs_lesson_player_get_debugger (BsLessonPlayer *self);

G_END_DECLS
