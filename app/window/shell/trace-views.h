/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of an opened trace over the clock that they share, and what was wrong with its recording. */
#pragma once

#include <adwaita.h>

#include "app/window/clock/clock-bar.h"
#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_TRACE_VIEWS (bs_trace_views_get_type ())
G_DECLARE_FINAL_TYPE (BsTraceViews, bs_trace_views, BS, TRACE_VIEWS, GtkWidget)

/** bs_trace_views_new: Returns: views of nothing yet, that are still to be built. */
GtkWidget *bs_trace_views_new (void);

/** bs_trace_views_build: makes one more part, which takes a moment: while a trace is loaded, in turns of the
 * main loop. Returns: whether parts are missing. */
gboolean bs_trace_views_build (BsTraceViews *self);

/** bs_trace_views_set_debugger: once; makes the parts that are missing. */
void bs_trace_views_set_debugger (BsTraceViews *self, BsDebugger *debugger);

/** bs_trace_views_get_stack: Returns: (transfer none): pages `debug`, `memory`, `profile`, `compare` and `train`. */
AdwViewStack *bs_trace_views_get_stack (BsTraceViews *self);

/** bs_trace_views_show: Returns: (transfer none) (nullable): page @name, which is in front now; %NULL:
 * there is none. */
GtkWidget *bs_trace_views_show (BsTraceViews *self, const char *name);

BsClockBar *bs_trace_views_get_clock_bar (BsTraceViews *self);

/** bs_trace_views_get_zoom: Returns: of the graph; 0: it follows the clock. */
double bs_trace_views_get_zoom (BsTraceViews *self);

/** bs_trace_views_set_zoom: once there is a picture to be zoomed. */
void bs_trace_views_set_zoom (BsTraceViews *self, double zoom);

G_END_DECLS
