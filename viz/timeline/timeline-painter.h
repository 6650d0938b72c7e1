/* SPDX-License-Identifier: Apache-2.0 */
/* Wall time in lanes. What is on screen is taken from the levels of detail of a trace, so that a picture
 * costs the same for a thousand events and for ten million. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"
#include "viz/style.h"
#include "viz/timeline/timeline-rows.h"

G_BEGIN_DECLS

#define BS_NO_TIMELINE_TYPE G_MAXUINT

/**
 * BsTimelineScene:
 * @t0, @t1: nanoseconds on screen, @t1 after @t0
 * @top: points that rows are scrolled up
 * @decision: the clock stands at, from 1; 0: none
 * @range: nanoseconds selected; the same: none
 * @event: selected, or %BS_NO_EVENT
 * @row: that the keyboard is on, as a position on screen, or %BS_NO_ROW
 * @types: (nullable): [n_types] whether a type is let through; %NULL: all are
 * @phases: a bit (1 << BsPhase) for each that is let through
 * @hits: (nullable) (element-type guint32): numbers of events that a search found, in order
 */
typedef struct
{
  gint64 t0, t1;
  double top;
  guint32 decision;
  gint64 range[2];
  guint32 event;
  guint row;
  const gboolean *types;
  guint32 phases;
  const GArray *hits;
} BsTimelineScene;

typedef struct _BsTimelinePainter BsTimelinePainter;

/** bs_timeline_scene_init: all of the trace. */
void bs_timeline_scene_init (BsTimelineScene *self, BsTimelinePainter *painter);

/** bs_timeline_painter_new: O(decisions log decisions + launches log launches): in a thread. */
BsTimelinePainter *bs_timeline_painter_new (BsTrace *trace);
void bs_timeline_painter_free (BsTimelinePainter *self);

/** bs_timeline_painter_get_times: @t0, @t1: (out): of all that there is, @t1 after @t0. */
void bs_timeline_painter_get_times (BsTimelinePainter *self, gint64 *t0, gint64 *t1);

/** bs_timeline_painter_get_origin: Returns: the time that is called 0. */
gint64 bs_timeline_painter_get_origin (BsTimelinePainter *self);

BsTrace *bs_timeline_painter_get_trace (BsTimelinePainter *self);

/** bs_timeline_painter_get_rows: Returns: (transfer none): to be folded, pinned and moved. */
BsTimelineRows *bs_timeline_painter_get_rows (BsTimelinePainter *self);

/** bs_timeline_painter_draw: an axis, and below it the rows that are shown. */
void bs_timeline_painter_draw (BsTimelinePainter *self, cairo_t *cr, const BsStyle *style,
                               double width, double height, const BsTimelineScene *scene);

/** bs_timeline_painter_draw_overview: all of the trace in one row, and where the scene is. */
void bs_timeline_painter_draw_overview (BsTimelinePainter *self, cairo_t *cr, const BsStyle *style,
                                        double width, double height, const BsTimelineScene *scene);

/** bs_timeline_painter_draw_overview_lanes: of that what does not hang on what the scene shows, only on
 * what it lets through. */
void bs_timeline_painter_draw_overview_lanes (BsTimelinePainter *self, cairo_t *cr,
                                              const BsStyle *style, double width, double height,
                                              const BsTimelineScene *scene);

/** bs_timeline_painter_draw_overview_marks: the rest, above it. */
void bs_timeline_painter_draw_overview_marks (BsTimelinePainter *self, cairo_t *cr,
                                              const BsStyle *style, double width, double height,
                                              const BsTimelineScene *scene);

/** bs_timeline_painter_height: Returns: of all rows that are shown, with the axis. */
double bs_timeline_painter_height (BsTimelinePainter *self, const BsStyle *style);

/** bs_timeline_painter_gutter: Returns: the width of the names to the left of the rows. */
double bs_timeline_painter_gutter (const BsStyle *style, double width);

/** bs_timeline_painter_row_top: Returns: where the row at @position begins, before scrolling. */
double bs_timeline_painter_row_top (BsTimelinePainter *self, const BsStyle *style, guint position);

typedef struct
{
  guint row;        /* position on screen, or BS_NO_ROW */
  gboolean in_name; /* in the names at the left */
  gint64 time_ns;
  guint32 event;      /* or BS_NO_EVENT */
  guint32 decision;   /* whose choosing, or whose event it is; 0: none */
  const BsIdle *idle; /* (nullable) */
} BsTimelinePick;

BsTimelinePick bs_timeline_painter_pick (BsTimelinePainter *self, const BsStyle *style,
                                         double width, double height, const BsTimelineScene *scene,
                                         double x, double y);

/** bs_timeline_painter_hint: Returns: (transfer full) (nullable): what was picked, in some lines. */
char *bs_timeline_painter_hint (BsTimelinePainter *self, const BsTimelinePick *pick);

/** bs_timeline_painter_step: Returns: the event of the row at @position that begins next after (@delta 1)
 * or last before (-1) @event, or the first in the scene; %BS_NO_EVENT: none. */
guint32 bs_timeline_painter_step (BsTimelinePainter *self, const BsTimelineScene *scene,
                                  guint position, guint32 event, int delta);

/** bs_timeline_painter_span: @t0, @t1: (out): when @decision was chosen and ran. Returns: whether its
 * times are known. */
gboolean bs_timeline_painter_span (BsTimelinePainter *self, guint32 decision, gint64 *t0,
                                   gint64 *t1);

/** bs_timeline_painter_decision_at: Returns: the decision whose batch ran at @t, or began last before;
 * 0: none did. O(log n). */
guint32 bs_timeline_painter_decision_at (BsTimelinePainter *self, gint64 t);

/** bs_timeline_painter_describe: Returns: (transfer full): the picture in a sentence. */
char *bs_timeline_painter_describe (BsTimelinePainter *self, const BsTimelineScene *scene);

/** bs_timeline_tabulate: Returns: (transfer full): the events from @t0 to before @t1, in order of time, at
 * most the first @max: event, lane, phase, type, batch_size, decision, mini_batch, start_ns (from the
 * start of the trace), run_ns, bytes, flops. In a thread. */
BsTable *bs_timeline_tabulate (const BsTrace *trace, gint64 t0, gint64 t1, guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTimelinePainter, bs_timeline_painter_free)

G_END_DECLS
