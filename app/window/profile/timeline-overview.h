/* SPDX-License-Identifier: Apache-2.0 */
/* All of a trace in one row; a frame in it says what part the timeline shows, and moves that. */
#pragma once

#include "app/window/profile/timeline-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_TIMELINE_OVERVIEW (bs_timeline_overview_get_type ())
G_DECLARE_FINAL_TYPE (BsTimelineOverview, bs_timeline_overview, BS, TIMELINE_OVERVIEW, BsCanvas)

/** bs_timeline_overview_set_canvas: once: the timeline that it is of. */
void bs_timeline_overview_set_canvas (BsTimelineOverview *self, BsTimelineCanvas *canvas);

G_END_DECLS
