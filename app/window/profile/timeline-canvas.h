/* SPDX-License-Identifier: Apache-2.0 */
/* The lanes of a timeline on screen: zoomed, moved, measured, and in step with the decision clock. */
#pragma once

#include "app/window/model/debugger.h"
#include "app/window/parts/canvas.h"
#include "app/window/profile/profile-selection.h"
#include "viz/timeline/timeline-painter.h"

G_BEGIN_DECLS

#define BS_TYPE_TIMELINE_CANVAS (bs_timeline_canvas_get_type ())

/**
 * BsTimelineCanvas:
 *
 * Signals: `scene` when other times are on screen, or rows are shown otherwise; `rows` when people folded,
 * pinned or moved one.
 *
 * Keys: W, S, plus, minus: zoom; A, D, Left, Right: move; 0: all; F: what is selected; Up, Down: row to
 * row; Ctrl+Left, Ctrl+Right: event to event; Shift+Left, Shift+Right: select times; Return: go to the
 * decision, fold; P: pin the row; Ctrl+Up, Ctrl+Down: move the row; Escape: select nothing.
 */
G_DECLARE_FINAL_TYPE (BsTimelineCanvas, bs_timeline_canvas, BS, TIMELINE_CANVAS, BsCanvas)

/** bs_timeline_canvas_set_painter: @painter: (transfer full) (nullable): of what @debugger shows. */
void bs_timeline_canvas_set_painter (BsTimelineCanvas *self, BsTimelinePainter *painter,
                                     BsDebugger *debugger);

/** bs_timeline_canvas_get_painter: Returns: (transfer none) (nullable). */
BsTimelinePainter *bs_timeline_canvas_get_painter (BsTimelineCanvas *self);

void bs_timeline_canvas_set_selection (BsTimelineCanvas *self, BsProfileSelection *selection);

/** bs_timeline_canvas_get_scene: Returns: (transfer none): what is drawn now. */
const BsTimelineScene *bs_timeline_canvas_get_scene (BsTimelineCanvas *self);

/** bs_timeline_canvas_restore_rows: @text: as bs_timeline_rows_to_text () made it. */
void bs_timeline_canvas_restore_rows (BsTimelineCanvas *self, const char *text);

/** bs_timeline_canvas_show: brings these times on screen, and some of those beside them. */
void bs_timeline_canvas_show (BsTimelineCanvas *self, gint64 t0, gint64 t1);

/** bs_timeline_canvas_set_times: exactly these, at once. */
void bs_timeline_canvas_set_times (BsTimelineCanvas *self, gint64 t0, gint64 t1);

/** bs_timeline_canvas_zoom: by @factor about the middle; 0: all of the trace. */
void bs_timeline_canvas_zoom (BsTimelineCanvas *self, double factor);

/** bs_timeline_canvas_show_selected: what is selected, else the batch at the clock. */
void bs_timeline_canvas_show_selected (BsTimelineCanvas *self);

/** bs_timeline_canvas_show_event: selects @event and brings it on screen. */
void bs_timeline_canvas_show_event (BsTimelineCanvas *self, guint32 event);

/** bs_timeline_canvas_set_filter: @types: (nullable) (transfer full): [n_types] those that are let
 * through; @phases: a bit each. */
void bs_timeline_canvas_set_filter (BsTimelineCanvas *self, gboolean *types, guint32 phases);

/** bs_timeline_canvas_set_hits: @hits: (nullable) (transfer full) (element-type guint32): in order */
void bs_timeline_canvas_set_hits (BsTimelineCanvas *self, GArray *hits);

G_END_DECLS
