/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the timeline painter share. */
#pragma once

#include "viz/timeline/time-axis.h"
#include "viz/timeline/timeline-painter.h"

G_BEGIN_DECLS

#define BS_TIMELINE_AXIS 30.0
#define BS_TIMELINE_ROW 25.0
#define BS_TIMELINE_SPAN 18.0
#define BS_TIMELINE_GROUP 22.0
#define BS_TIMELINE_COUNTER 40.0

/* Events of a row that are drawn one by one; of more, columns. */
#define BS_TIMELINE_EVENTS 2000

/* Longest events of pixels whose types are remembered: a power of two. */
#define BS_TIMELINE_KNOWN 65536

#define BS_COUNTER_FANOUT 16

/* A number that changes at .times; .levels[k] are the largest of BS_COUNTER_FANOUT^(k + 1) values. */
typedef struct
{
  guint32 n;
  gint64 *times;
  guint32 *values;
  guint n_levels;
  guint32 **levels;
  guint32 largest;
} BsCounterCurve;

typedef struct
{
  guint32 number;
  guint32 type; /* BS_NO_TIMELINE_TYPE: of no batch */
  guint8 phase;
} BsKnownEvent;

struct _BsTimelinePainter
{
  BsTrace *trace;
  BsTimelineRows *rows;
  guint32 n_run, n_chosen;
  guint32 *by_run;    /* [n_run] decisions that ran, in order of time */
  guint32 *by_choice; /* [n_chosen] decisions, in order of the time that they were taken at */
  gint64 *launched; /* (nullable) [n_decisions] when the last launch of a decision ended; 0: none */
  BsCounterCurve counters[BS_N_COUNTERS];
  gint64 t0, t1; /* of all events; where there are none, of all decisions */
  gint64 origin; /* what times are counted from */

  BsEventSums *sums; /* [n_sums] of the lane that is drawn */
  guint n_sums;
  guint lane;          /* whose sums these are, or BS_NO_ROW */
  GArray *runs;        /* of the row that is drawn */
  BsKnownEvent *known; /* [BS_TIMELINE_KNOWN] */
  BsFoundEvent found[BS_TIMELINE_EVENTS];
};

/* Everything that drawing a row needs. */
typedef struct
{
  BsTimelinePainter *painter;
  cairo_t *cr;
  const BsStyle *style;
  const BsTimelineScene *scene;
  BsTimeAxis axis;
  double left, width; /* of the times */
  double top, height; /* of the row */
  double span;        /* of what stands in it */
} BsTimelineFrame;

void bs_timeline_draw_axis (const BsTimelineFrame *self, double height);

/** bs_timeline_draw_wash: fills the times from @t0 to @t1. */
void bs_timeline_draw_wash (const BsTimelineFrame *self, gint64 t0, gint64 t1, double top,
                            double height, BsColor color);

/** bs_timeline_draw_flow: joins the events of the decision at the clock in the order in which they
 * begin; rows begin at @below. */
void bs_timeline_draw_flow (const BsTimelineFrame *self, double below);

/** bs_timeline_draw_cursor: where the clock stands, and how long the selection is. */
void bs_timeline_draw_cursor (const BsTimelineFrame *self, double height);

/** bs_timeline_index: fills what is sorted of a new painter. */
void bs_timeline_index (BsTimelinePainter *self);
void bs_timeline_index_clear (BsTimelinePainter *self);

/** bs_timeline_lower_run: Returns: how many decisions began to run before @t. */
guint32 bs_timeline_lower_run (const BsTimelinePainter *self, gint64 t);

/** bs_timeline_lower_choice: Returns: how many decisions began to be taken before @t. */
guint32 bs_timeline_lower_choice (const BsTimelinePainter *self, gint64 t);

/** bs_counter_curve_get: Returns: the largest value from @t0 to before @t1, what holds at @t0 included. */
guint32 bs_counter_curve_get (const BsCounterCurve *self, gint64 t0, gint64 t1);

/** bs_timeline_type_of: Returns: of the batch that an event serves, or BS_NO_TIMELINE_TYPE. */
static inline guint
bs_timeline_type_of (const BsTimelinePainter *self, guint32 decision)
{
  return decision > 0 && decision <= self->trace->n_decisions
             ? bs_trace_decision (self->trace, decision)->type
             : BS_NO_TIMELINE_TYPE;
}

/** bs_timeline_row_height: Returns: of a row of @kind. */
double bs_timeline_row_height (const BsStyle *style, BsTimelineRowKind kind);

/** bs_timeline_axis: where times stand to the right of the names. */
BsTimeAxis bs_timeline_axis (const BsStyle *style, double width, const BsTimelineScene *scene);

/** bs_timeline_position_at: Returns: the position of the row at @y of the screen, or BS_NO_ROW; @top:
 * (out): of it. */
guint bs_timeline_position_at (BsTimelinePainter *self, const BsStyle *style,
                               const BsTimelineScene *scene, double y, double *top);

G_END_DECLS
