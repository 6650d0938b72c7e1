/* SPDX-License-Identifier: Apache-2.0 */
/* Wall time in lanes: what each thread, stream and kind of work did when. */
#pragma once

#include "app/window/parts/trace-view.h"
#include "app/window/profile/profile-selection.h"

G_BEGIN_DECLS

#define BS_TYPE_TIMELINE_PANEL (bs_timeline_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsTimelinePanel, bs_timeline_panel, BS, TIMELINE_PANEL, GtkWidget)

/** bs_timeline_panel_set_selection: once: what all parts of the page have selected together. */
void bs_timeline_panel_set_selection (BsTimelinePanel *self, BsProfileSelection *selection);

/** bs_timeline_panel_zoom: by @factor about the middle; 0: all of the trace. */
void bs_timeline_panel_zoom (BsTimelinePanel *self, double factor);

/** bs_timeline_panel_find: the keyboard goes to the search for events. */
void bs_timeline_panel_find (BsTimelinePanel *self);

G_END_DECLS
