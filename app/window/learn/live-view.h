/* SPDX-License-Identifier: Apache-2.0 */
/* What a step of a lesson shows: a page or a part of one, live on the run of the step. */
#pragma once

#include "app/window/model/debugger.h"
#include "profiles/lessons/lesson.h"

G_BEGIN_DECLS

#define BS_TYPE_LIVE_VIEW (bs_live_view_get_type ())
G_DECLARE_FINAL_TYPE (BsLiveView, bs_live_view, BS, LIVE_VIEW, GtkWidget)

/** bs_live_view_show: @debugger: of the run; %NULL: of none. @title: of the run, for people. */
void bs_live_view_show (BsLiveView *self, BsLessonView view, BsDebugger *debugger,
                        const char *title);

/** bs_live_view_set_undecided: whether the graph keeps to itself what is batched. */
void bs_live_view_set_undecided (BsLiveView *self, gboolean undecided);

G_END_DECLS
