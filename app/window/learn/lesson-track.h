/* SPDX-License-Identifier: Apache-2.0 */
/* The batches of the run so far, those to come as question marks, and what plays a step of a lesson. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_LESSON_TRACK (bs_lesson_track_get_type ())
G_DECLARE_FINAL_TYPE (BsLessonTrack, bs_lesson_track, BS, LESSON_TRACK, GtkWidget)

/** bs_lesson_track_set: @debugger: (nullable). The clock goes to @from, and plays to @to. */
void bs_lesson_track_set (BsLessonTrack *self, BsDebugger *debugger, guint32 from, guint32 to);

/** bs_lesson_track_set_undecided: whether a question has to be answered before the clock moves on. */
void bs_lesson_track_set_undecided (BsLessonTrack *self, gboolean undecided);

/** bs_lesson_track_play: from where the clock stands to the end of the step; from its end once more; or
 * pauses. */
void bs_lesson_track_play (BsLessonTrack *self);

/** bs_lesson_track_step: by @delta batches, where the clock may move. */
void bs_lesson_track_step (BsLessonTrack *self, int delta);

G_END_DECLS
