/* SPDX-License-Identifier: Apache-2.0 */
/* Wall time in lanes. */
#include "config.h"

#include "viz/timeline/timeline-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "profiles/trace/event-summary.h"
#include "viz/marks.h"
#include "viz/timeline/timeline-private.h"

#define GUTTER 118.0
#define NAME_SIZE 12.0
#define TICK_GAP 110.0
#define LABEL_FROM 44.0
#define LETTER_FROM 13.0

/* Of all of a trace, and of how many lanes, the longest events are known from the start. */
#define MOST_COLUMNS 4096
#define MOST_LANES 16

/* Points, below which an event has no round corners. */
#define THIN 4

/* Pixels of one look beside each other. */
typedef struct
{
  guint begin, end, type;
  guint level; /* of the share that is covered, 1 to 5; 0: nothing is there */
} Run;

/* The type of event @number, which is asked for in every frame that it is the longest of a pixel in. */
static const BsKnownEvent *
look_up (BsTimelinePainter *self, guint32 number)
{
  BsKnownEvent *known = &self->known[number & (BS_TIMELINE_KNOWN - 1)];

  if (known->number != number)
    {
      BsEvent event;

      bs_event_store_get (self->trace->events, number, &event);
      *known = (BsKnownEvent){ number, bs_timeline_type_of (self, event.decision), event.phase };
    }

  return known;
}

/* Those that pictures of much of the trace ask for, so that frames need not. */
static void
look_up_most (BsTimelinePainter *self)
{
  g_autofree BsEventSums *sums = g_new (BsEventSums, MOST_COLUMNS);
  gint64 t0, t1;

  bs_timeline_painter_get_times (self, &t0, &t1);
  for (guint lane = 0; lane < MIN (self->trace->n_lanes, MOST_LANES); lane++)
    {
      if (bs_event_store_get_lane (self->trace->events, lane) == NULL)
        continue;

      bs_event_store_summarise (self->trace->events, lane, t0, t1, MOST_COLUMNS, sums);
      for (guint i = 0; i < MOST_COLUMNS; i++)
        if (sums[i].longest != BS_NO_EVENT)
          look_up (self, sums[i].longest);
    }
}

void
bs_timeline_scene_init (BsTimelineScene *self, BsTimelinePainter *painter)
{
  *self = (BsTimelineScene){ .t0 = painter->t0,
                             .t1 = MAX (painter->t1, painter->t0 + 1),
                             .event = BS_NO_EVENT,
                             .row = BS_NO_ROW,
                             .phases = G_MAXUINT32 };
}

BsTimelinePainter *
bs_timeline_painter_new (BsTrace *trace)
{
  BsTimelinePainter *self = g_new0 (BsTimelinePainter, 1);

  self->trace = bs_trace_ref (trace);
  self->rows = bs_timeline_rows_new (trace);
  self->known = g_new (BsKnownEvent, BS_TIMELINE_KNOWN);
  memset (self->known, 0xff, BS_TIMELINE_KNOWN * sizeof *self->known);
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  self->lane = BS_NO_ROW;
  bs_timeline_index (self);
  /* A hostile trace may begin when time ends. */
  self->t0 = MIN (self->t0, G_MAXINT64 - 1);
  look_up_most (self);

  return self;
}

void
bs_timeline_painter_free (BsTimelinePainter *self)
{
  bs_timeline_index_clear (self);
  bs_timeline_rows_free (self->rows);
  bs_trace_unref (self->trace);
  g_array_unref (self->runs);
  g_free (self->known);
  g_free (self->sums);
  g_free (self);
}

void
bs_timeline_painter_get_times (BsTimelinePainter *self, gint64 *t0, gint64 *t1)
{
  *t0 = self->t0;
  *t1 = MAX (self->t1, self->t0 + 1);
}

gint64
bs_timeline_painter_get_origin (BsTimelinePainter *self)
{
  return self->origin;
}

BsTrace *
bs_timeline_painter_get_trace (BsTimelinePainter *self)
{
  return self->trace;
}

BsTimelineRows *
bs_timeline_painter_get_rows (BsTimelinePainter *self)
{
  return self->rows;
}

double
bs_timeline_row_height (const BsStyle *style, BsTimelineRowKind kind)
{
  double height = kind == BS_ROW_COUNTER                        ? BS_TIMELINE_COUNTER
                  : kind == BS_ROW_GROUP || kind == BS_ROW_NOTE ? BS_TIMELINE_GROUP
                                                                : BS_TIMELINE_ROW;

  return rint (height * style->text_scale);
}

double
bs_timeline_painter_gutter (const BsStyle *style, double width)
{
  return rint (MIN (GUTTER * style->text_scale, width / 3));
}

double
bs_timeline_painter_row_top (BsTimelinePainter *self, const BsStyle *style, guint position)
{
  double top = 0;

  for (guint i = 0; i < position && i < self->rows->shown->len; i++)
    top += bs_timeline_row_height (style, bs_timeline_rows_get_shown (self->rows, i)->kind);

  return top;
}

double
bs_timeline_painter_height (BsTimelinePainter *self, const BsStyle *style)
{
  return BS_TIMELINE_AXIS * style->text_scale
         + bs_timeline_painter_row_top (self, style, G_MAXUINT);
}

BsTimeAxis
bs_timeline_axis (const BsStyle *style, double width, const BsTimelineScene *scene)
{
  BsTimeAxis axis;

  bs_time_axis_init (&axis, scene->t0, scene->t1, width - bs_timeline_painter_gutter (style, width),
                     TICK_GAP * style->text_scale);
  return axis;
}

gboolean
bs_timeline_painter_span (BsTimelinePainter *self, guint32 decision, gint64 *t0, gint64 *t1)
{
  const BsTraceDecision *d;

  if (decision == 0 || decision > self->trace->n_decisions)
    return FALSE;

  d = bs_trace_decision (self->trace, decision);
  if (d->run_end_ns > 0)
    {
      *t0 = d->run_start_ns;
      *t1 = d->run_end_ns;
      if (self->launched != NULL)
        *t1 = MAX (*t1, self->launched[decision - 1]);
    }
  else if (d->end_ns > d->start_ns && d->start_ns >= self->t0 && d->end_ns <= self->t1)
    {
      *t0 = d->start_ns;
      *t1 = d->end_ns;
    }
  else
    return FALSE;

  return *t1 >= *t0;
}

guint32
bs_timeline_painter_decision_at (BsTimelinePainter *self, gint64 t)
{
  guint32 n = bs_timeline_lower_run (self, t < G_MAXINT64 ? t + 1 : t);

  return n > 0 ? self->by_run[n - 1] : 0;
}

static gboolean
is_let_through (const BsTimelineFrame *self, guint type, guint phase)
{
  if (!(self->scene->phases >> phase & 1))
    return FALSE;

  return self->scene->types == NULL || (type != BS_NO_TIMELINE_TYPE && self->scene->types[type]);
}

static BsColor
plain_color (const BsStyle *style)
{
  return bs_color_with_alpha (style->foreground, style->high_contrast ? 0.8 : 0.55);
}

static void
fill (const BsTimelineFrame *self, guint type, double alpha)
{
  if (type != BS_NO_TIMELINE_TYPE)
    bs_fill_type (self->cr, self->style, type, alpha);
  else
    {
      bs_color_set (self->cr, bs_color_with_alpha (plain_color (self->style), alpha));
      cairo_fill (self->cr);
    }
}

static void
label_event (const BsTimelineFrame *self, guint type, guint32 size, double x0, double x1, double y)
{
  const BsTypeTable *types = self->painter->trace->types;
  double scale = self->style->text_scale;
  double from = MAX (x0, self->left), to = MIN (x1, self->left + self->width);
  BsColor color = bs_style_type_letter_color (self->style, type);
  char text[160], count[40];

  if (to - from >= LABEL_FROM * scale)
    {
      g_snprintf (text, sizeof text, "%.100s × %s", types->types[type].name,
                  bs_text_number (count, size));
      if (bs_text_width (self->style, text, 11.0 * scale, TRUE) + 6 <= to - from)
        {
          bs_text_draw (self->cr, self->style, text, 11.0 * scale, TRUE, BS_TEXT_LEFT, from + 4, y,
                        color);
          return;
        }
    }
  if (to - from >= LETTER_FROM * scale)
    bs_text_draw (self->cr, self->style, types->types[type].letter, 11.0 * scale, TRUE,
                  BS_TEXT_CENTER, (from + to) / 2, y, color);
}

/* Thin ones stand on whole pixels and are filled with others of their look. */
static void
draw_event (const BsTimelineFrame *self, const BsEvent *event, guint32 number)
{
  double y = self->top + rint ((self->height - self->span) / 2);
  double x0 = self->left + bs_time_axis_x (&self->axis, event->start_ns);
  double x1 = self->left + bs_time_axis_x (&self->axis, event->end_ns);
  guint type = bs_timeline_type_of (self->painter, event->decision);
  double from = MAX (x0, self->left - 4), width;
  gboolean let_through = is_let_through (self, type, event->phase);

  width = MAX (MIN (x1, self->left + self->width + 4) - from, 1.0);
  if (width < THIN && from >= self->left)
    {
      guint begin = (guint) (from - self->left);
      Run run = { begin, begin + (guint) rint (width), type, let_through ? 5 : 1 };

      g_array_append_val (self->painter->runs, run);
    }
  else
    {
      bs_rounded_rectangle (self->cr, from, y, width, self->span, width < THIN ? 0 : 2);
      fill (self, type, let_through ? 1.0 : 0.15);
    }
  if (type != BS_NO_TIMELINE_TYPE && width >= LETTER_FROM)
    label_event (self, type, bs_trace_decision (self->painter->trace, event->decision)->size, x0,
                 x1, y + self->span / 2);
}

static void
draw_selected (const BsTimelineFrame *self, const BsEvent *event)
{
  double y = self->top + rint ((self->height - self->span) / 2);
  double x0 = self->left + bs_time_axis_x (&self->axis, event->start_ns);
  double x1 = self->left + bs_time_axis_x (&self->axis, event->end_ns);
  double from = MAX (x0, self->left - 4);
  double width = MAX (MIN (x1, self->left + self->width + 4) - from, 1.0);

  bs_rounded_rectangle (self->cr, from - 1, y - 1, width + 2, self->span + 2, 3);
  bs_color_set (self->cr, bs_style_mark_color (self->style, BS_MARK_NOW));
  cairo_set_line_width (self->cr, 2);
  cairo_stroke (self->cr);
}

static gboolean
is_hit (const BsTimelineScene *scene, guint32 number)
{
  guint low = 0, high = scene->hits != NULL ? scene->hits->len : 0;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (scene->hits, guint32, middle) < number)
        low = middle + 1;
      else
        high = middle;
    }

  return scene->hits != NULL && low < scene->hits->len
         && g_array_index (scene->hits, guint32, low) == number;
}

static void
draw_hit (const BsTimelineFrame *self, const BsEvent *event)
{
  double x = self->left + bs_time_axis_x (&self->axis, event->start_ns);
  double end = self->left + bs_time_axis_x (&self->axis, event->end_ns);

  x = CLAMP (x, self->left, self->left + self->width);
  end = CLAMP (end, x + 3, MAX (self->left + self->width, x + 3));
  cairo_rectangle (self->cr, x, self->top + self->height - 3, end - x, 2.5);
  bs_color_set (self->cr, bs_style_mark_color (self->style, BS_MARK_BREAKPOINT));
  cairo_fill (self->cr);
}

static int
compare_looks (gconstpointer a, gconstpointer b)
{
  const Run *x = a, *y = b;

  if (x->type != y->type)
    return x->type < y->type ? -1 : 1;
  if (x->level != y->level)
    return x->level < y->level ? -1 : 1;

  return x->begin < y->begin ? -1 : 1;
}

/* Those of one look are one path: filling costs more by the call than by the pixel. */
static void
fill_runs (const BsTimelineFrame *self, GArray *runs)
{
  double y = self->top + rint ((self->height - self->span) / 2);

  g_array_sort (runs, compare_looks);
  for (guint i = 0; i < runs->len; i++)
    {
      const Run *run = &g_array_index (runs, Run, i), *next = run + 1;

      cairo_rectangle (self->cr, self->left + run->begin, y, run->end - run->begin, self->span);
      if (i + 1 == runs->len || next->type != run->type || next->level != run->level)
        fill (self, run->type, 0.2 + 0.2 * (run->level - 1));
    }
}

static Run
look_of (const BsTimelineFrame *self, guint32 phases, const BsEventSums *sums, double pixel_ns)
{
  Run run = { .type = BS_NO_TIMELINE_TYPE };
  double ns = 0;
  guint32 count = 0;
  guint phase = 0;

  for (guint k = 0; k < BS_N_PHASES; k++)
    if (phases >> k & 1)
      {
        ns += (double) sums->phases[k].ns;
        count += sums->phases[k].n;
      }
  if (count == 0 && ns <= 0)
    return run;

  if (sums->longest != BS_NO_EVENT)
    {
      const BsKnownEvent *known = look_up (self->painter, sums->longest);

      phase = known->phase;
      if (phases >> phase & 1)
        run.type = known->type;
    }
  run.level = 1 + (guint) rint (MIN (ns / pixel_ns, 1.0) * 4);
  if (self->scene->types != NULL && !is_let_through (self, run.type, phase))
    run.level = 1;

  return run;
}

static void
draw_columns (const BsTimelineFrame *self, guint32 phases, const BsEventSums *sums, guint n)
{
  double pixel_ns = ((double) self->scene->t1 - (double) self->scene->t0) / n;
  GArray *runs = self->painter->runs;
  Run last = { 0 };

  g_array_set_size (runs, 0);
  for (guint i = 0; i < n; i++)
    {
      Run run = look_of (self, phases, &sums[i], pixel_ns);

      if (i > 0 && run.level == last.level && run.type == last.type)
        continue;
      last.end = i;
      if (last.level > 0)
        g_array_append_val (runs, last);
      last = run;
      last.begin = i;
    }
  last.end = n;
  if (last.level > 0)
    g_array_append_val (runs, last);
  fill_runs (self, runs);
}

static void
draw_choosing (const BsTimelineFrame *self)
{
  BsTimelinePainter *painter = self->painter;
  guint32 first = bs_timeline_lower_choice (painter, self->scene->t0);
  guint32 end = bs_timeline_lower_choice (painter, self->scene->t1);
  double height = self->span;
  double y = self->top + rint ((self->height - height) / 2);

  if (end - first > BS_TIMELINE_EVENTS)
    return;

  for (guint32 i = first > 0 ? first - 1 : 0; i < end; i++)
    {
      const BsTraceDecision *d = bs_trace_decision (painter->trace, painter->by_choice[i]);
      double x0 = self->left + bs_time_axis_x (&self->axis, d->start_ns);
      double x1 = self->left + bs_time_axis_x (&self->axis, d->end_ns);

      if (x1 < self->left)
        continue;
      x0 = MAX (x0, self->left);
      x1 = MIN (x1, self->left + self->width);
      if (x1 - x0 >= 3)
        x1 -= 1;
      cairo_rectangle (self->cr, x0, y, MAX (x1 - x0, 0.5), height);
      fill (self, d->type, is_let_through (self, d->type, BS_PHASE_SCHEDULE) ? 1.0 : 0.15);
      if (x1 - x0 >= LETTER_FROM)
        label_event (self, d->type, d->size, x0, x1, y + height / 2);
    }
}

static void
draw_events (const BsTimelineFrame *self, const BsTimelineRow *row)
{
  BsTimelinePainter *painter = self->painter;
  const BsEventStore *store = painter->trace->events;
  guint n = (guint) MAX (self->width, 1.0);
  guint64 count = 0;

  if (painter->n_sums < n)
    {
      g_free (painter->sums);
      painter->sums = g_new (BsEventSums, n);
      painter->n_sums = n;
      painter->lane = BS_NO_ROW;
    }
  if (painter->lane != row->lane)
    {
      bs_event_store_summarise (store, row->lane, self->scene->t0, self->scene->t1, n,
                                painter->sums);
      painter->lane = row->lane;
    }
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < BS_N_PHASES; k++)
      if (row->phases >> k & 1)
        count += painter->sums[i].phases[k].n;

  if (count >= BS_TIMELINE_EVENTS)
    draw_columns (self, row->phases, painter->sums, n);
  else
    {
      guint n_found = bs_event_store_find (store, row->lane, self->scene->t0, self->scene->t1,
                                           row->phases, painter->found, BS_TIMELINE_EVENTS);

      g_array_set_size (painter->runs, 0);
      for (guint i = 0; i < n_found; i++)
        draw_event (self, &painter->found[i].event, painter->found[i].number);
      fill_runs (self, painter->runs);
      for (guint i = 0; i < n_found; i++)
        if (painter->found[i].number == self->scene->event)
          draw_selected (self, &painter->found[i].event);
      for (guint i = 0; i < n_found; i++)
        if (is_hit (self->scene, painter->found[i].number))
          draw_hit (self, &painter->found[i].event);
    }
  if (row->phases == 1u << BS_PHASE_SCHEDULE && row->lane == 0)
    draw_choosing (self);
}

static void
draw_idles (const BsTimelineFrame *self)
{
  static const BsStyleMark marks[BS_N_IDLE_CAUSES] = {
    BS_MARK_BRANCH,  BS_MARK_WARNING, BS_MARK_WARNING,  BS_MARK_NOW,
    BS_MARK_SCATTER, BS_MARK_BRANCH,  BS_MARK_REJECTED,
  };
  const BsTrace *trace = self->painter->trace;
  double height = self->span;
  double y = self->top + rint ((self->height - height) / 2);
  double last = -1;
  guint32 low = 0, high = trace->n_idles;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (trace->idles[middle].end_ns < self->scene->t0)
        low = middle + 1;
      else
        high = middle;
    }
  for (guint32 i = low; i < trace->n_idles && trace->idles[i].start_ns < self->scene->t1; i++)
    {
      const BsIdle *idle = &trace->idles[i];
      double x0 = MAX (bs_time_axis_x (&self->axis, idle->start_ns), 0);
      double x1 = MIN (bs_time_axis_x (&self->axis, idle->end_ns), self->width);
      const char *text = bs_idle_cause_to_string (idle->cause);
      double size = 10.5 * self->style->text_scale;

      /* One a pixel. */
      if (x1 <= last)
        continue;
      last = MAX (x1, x0 + 1);
      cairo_rectangle (self->cr, self->left + x0, y + 4, MAX (x1 - x0, 1), height - 8);
      bs_color_set (self->cr, bs_color_with_alpha (
                                  bs_style_mark_color (self->style, marks[idle->cause]), 0.35));
      cairo_fill (self->cr);
      if (x1 - x0 > 30 && bs_text_width (self->style, text, size, FALSE) + 6 < x1 - x0)
        bs_text_draw (self->cr, self->style, text, size, FALSE, BS_TEXT_LEFT, self->left + x0 + 4,
                      y + height / 2, self->style->foreground);
    }
}

static void
draw_counter (const BsTimelineFrame *self, const BsTimelineRow *row)
{
  const BsCounterCurve *curve = &self->painter->counters[row->counter];
  double full = rint (self->height - 8), bottom = rint (self->top + self->height - 4);
  double last = bottom;
  guint n = (guint) self->width;
  char text[40];

  if (curve->n == 0)
    return;

  cairo_move_to (self->cr, self->left, bottom);
  for (guint i = 0; i < n; i++)
    {
      gint64 t0 = bs_pixel_edge (self->scene->t0, self->scene->t1, n, i);
      gint64 t1 = bs_pixel_edge (self->scene->t0, self->scene->t1, n, i + 1);
      double share = (double) bs_counter_curve_get (curve, t0, MAX (t1, bs_time_behind (t0)))
                     / MAX (curve->largest, 1);
      /* Whole pixels are filled much faster; what is there at all has one. */
      double y = bottom - (share > 0 ? MAX (rint (full * share), 1) : 0);

      if (y == last && i + 1 < n)
        continue;
      cairo_line_to (self->cr, self->left + i, last);
      cairo_line_to (self->cr, self->left + i, y);
      last = y;
    }
  cairo_line_to (self->cr, self->left + n, last);
  cairo_line_to (self->cr, self->left + n, bottom);
  cairo_close_path (self->cr);
  bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground, 0.25));
  cairo_fill (self->cr);
  bs_text_draw (self->cr, self->style, bs_text_number (text, curve->largest),
                10.5 * self->style->text_scale, FALSE, BS_TEXT_RIGHT, self->left - 6,
                self->top + 8 * self->style->text_scale,
                bs_color_with_alpha (self->style->foreground, 0.55));
}

static void
draw_name (const BsTimelineFrame *self, const BsTimelineRow *row, gboolean selected)
{
  double scale = self->style->text_scale;
  double x = row->group != BS_NO_ROW ? 24 : 12;
  BsColor color = bs_color_with_alpha (self->style->foreground,
                                       row->kind == BS_ROW_NOTE ? 0.55 : 0.85);

  if (row->kind == BS_ROW_GROUP)
    {
      bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground, 0.05));
      cairo_rectangle (self->cr, 0, self->top, self->left + self->width, self->height);
      cairo_fill (self->cr);
      /* A triangle that points where its rows are. */
      cairo_save (self->cr);
      cairo_translate (self->cr, 13, self->top + self->height / 2);
      if (!row->folded)
        cairo_rotate (self->cr, G_PI_2);
      cairo_move_to (self->cr, -2.5, -4.5);
      cairo_line_to (self->cr, 3.5, 0);
      cairo_line_to (self->cr, -2.5, 4.5);
      cairo_close_path (self->cr);
      bs_color_set (self->cr, color);
      cairo_fill (self->cr);
      cairo_restore (self->cr);
      x = 24;
    }
  if (row->pinned)
    {
      bs_color_set (self->cr, bs_style_mark_color (self->style, BS_MARK_NOW));
      cairo_rectangle (self->cr, 3, self->top + 4, 3, self->height - 8);
      cairo_fill (self->cr);
    }
  /* Of a counter below its largest number. */
  bs_text_draw_within (self->cr, self->style, row->name, NAME_SIZE * scale,
                       row->kind == BS_ROW_GROUP, BS_TEXT_LEFT, x,
                       row->kind == BS_ROW_COUNTER ? self->top + self->height - 12 * scale
                                                   : self->top + self->height / 2,
                       (row->kind == BS_ROW_NOTE ? self->left + self->width : self->left) - x - 4,
                       color);
  if (selected)
    {
      bs_rounded_rectangle (self->cr, 1.5, self->top + 1.5, self->left - 3, self->height - 3, 4);
      bs_color_set (self->cr, bs_style_mark_color (self->style, BS_MARK_NOW));
      cairo_set_line_width (self->cr, 1.5);
      cairo_stroke (self->cr);
    }
}

static void
draw_row (BsTimelineFrame *self, const BsTimelineRow *row, gboolean selected)
{
  cairo_rectangle (self->cr, 0, self->top + self->height - 1, self->left + self->width, 1);
  bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground, 0.1));
  cairo_fill (self->cr);
  draw_name (self, row, selected);
  cairo_save (self->cr);
  cairo_rectangle (self->cr, self->left, self->top, self->width, self->height);
  cairo_clip (self->cr);
  if (row->kind == BS_ROW_EVENTS || (row->kind == BS_ROW_GROUP && row->folded && row->phases != 0))
    draw_events (self, row);
  else if (row->kind == BS_ROW_IDLE)
    draw_idles (self);
  cairo_restore (self->cr);
  if (row->kind == BS_ROW_COUNTER)
    draw_counter (self, row);
}

void
bs_timeline_painter_draw (BsTimelinePainter *self, cairo_t *cr, const BsStyle *style, double width,
                          double height, const BsTimelineScene *scene)
{
  double axis = rint (BS_TIMELINE_AXIS * style->text_scale);
  double left = bs_timeline_painter_gutter (style, width);
  BsTimelineFrame row = { self, cr,          style, scene, bs_timeline_axis (style, width, scene),
                          left, width - left };
  BsColor now = bs_style_mark_color (style, BS_MARK_NOW);
  double y = axis - scene->top;
  gint64 t0, t1;

  self->lane = BS_NO_ROW;
  bs_timeline_draw_axis (&row, height);
  if (bs_timeline_painter_span (self, scene->decision, &t0, &t1))
    bs_timeline_draw_wash (&row, t0, t1, axis - 8, height,
                           bs_color_with_alpha (now, style->dark ? 0.26 : 0.12));
  if (scene->range[0] < scene->range[1])
    bs_timeline_draw_wash (&row, scene->range[0], scene->range[1], axis, height,
                           bs_color_with_alpha (now, style->dark ? 0.30 : 0.16));

  cairo_save (cr);
  cairo_rectangle (cr, 0, axis, width, height - axis);
  cairo_clip (cr);
  for (guint i = 0; i < self->rows->shown->len; i++)
    {
      const BsTimelineRow *shown = bs_timeline_rows_get_shown (self->rows, i);

      row.height = bs_timeline_row_height (style, shown->kind);
      row.span = rint (BS_TIMELINE_SPAN * style->text_scale);
      row.top = i < self->rows->n_pinned ? y + scene->top : y;
      /* Those that scroll go on behind those that are pinned. */
      if (i == self->rows->n_pinned && i > 0)
        {
          cairo_rectangle (cr, 0, y + scene->top, width, height);
          cairo_clip (cr);
        }
      if (row.top + row.height > axis && row.top < height)
        draw_row (&row, shown, i == scene->row);
      y += row.height;
    }
  cairo_restore (cr);

  cairo_save (cr);
  cairo_rectangle (cr, left, axis, width - left, height - axis);
  cairo_clip (cr);
  bs_timeline_draw_flow (&row, axis);
  cairo_restore (cr);
  bs_timeline_draw_cursor (&row, height);
}

/* All of the trace, @all, in a row of @width by @height. */
static BsTimelineFrame
make_overview (BsTimelinePainter *self, cairo_t *cr, const BsStyle *style, double width,
               double height, BsTimelineScene *all)
{
  double margin = 12;
  guint n = (guint) MAX (width - 2 * margin, 1);
  BsTimelineFrame row = { self, cr, style, all, { 0 }, margin, n, 6, height - 12 };

  bs_timeline_painter_get_times (self, &all->t0, &all->t1);
  bs_time_axis_init (&row.axis, all->t0, all->t1, n, 100);
  return row;
}

void
bs_timeline_painter_draw_overview_lanes (BsTimelinePainter *self, cairo_t *cr, const BsStyle *style,
                                         double width, double height, const BsTimelineScene *scene)
{
  const BsEventStore *store = self->trace->events;
  BsTimelineScene all = *scene;
  BsTimelineFrame row = make_overview (self, cr, style, width, height, &all);
  guint n = (guint) row.width;

  if (self->n_sums < n)
    {
      g_free (self->sums);
      self->sums = g_new (BsEventSums, n);
      self->n_sums = n;
    }
  self->lane = BS_NO_ROW;
  for (guint lane = 0, found = 0; lane < self->trace->n_lanes && found < 4; lane++)
    {
      if (bs_event_store_get_lane (store, lane) == NULL)
        continue;
      /* One above the other: threads first, of which the first does most. */
      row.height = found == 0 ? MAX (height - 12, 8) : 6;
      row.top = found == 0 ? 6 : height - 6 - 7 * found;
      row.span = row.height;
      if (bs_trace_lane_kind (self->trace, lane) == BS_LANE_COLLECTOR)
        continue;
      bs_event_store_summarise (store, lane, all.t0, all.t1, n, self->sums);
      draw_columns (&row, G_MAXUINT32, self->sums, n);
      found++;
    }
}

void
bs_timeline_painter_draw_overview_marks (BsTimelinePainter *self, cairo_t *cr, const BsStyle *style,
                                         double width, double height, const BsTimelineScene *scene)
{
  const BsEventStore *store = self->trace->events;
  BsTimelineScene all = *scene;
  BsTimelineFrame row = make_overview (self, cr, style, width, height, &all);
  double left = row.left, x0, x1;

  for (guint i = 0; scene->hits != NULL && i < scene->hits->len && i < 2000; i++)
    {
      BsEvent event;

      bs_event_store_get (store, g_array_index (scene->hits, guint32, i), &event);
      cairo_rectangle (cr, left + rint (bs_time_axis_x (&row.axis, event.start_ns)), height - 5, 2,
                       4);
    }
  bs_color_set (cr, bs_style_mark_color (style, BS_MARK_BREAKPOINT));
  cairo_fill (cr);

  x0 = left + bs_time_axis_x (&row.axis, scene->t0);
  x1 = left + bs_time_axis_x (&row.axis, scene->t1);
  if (scene->range[0] < scene->range[1])
    bs_timeline_draw_wash (&row, scene->range[0], scene->range[1], 3, height - 6,
                           bs_color_with_alpha (bs_style_mark_color (style, BS_MARK_NOW), 0.3));
  bs_color_set (cr, bs_style_mark_color (style, BS_MARK_NOW));
  bs_rounded_rectangle (cr, x0 - 0.5, 2.5, MAX (x1 - x0, 3) + 1, height - 5, 4);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

void
bs_timeline_painter_draw_overview (BsTimelinePainter *self, cairo_t *cr, const BsStyle *style,
                                   double width, double height, const BsTimelineScene *scene)
{
  bs_timeline_painter_draw_overview_lanes (self, cr, style, width, height, scene);
  bs_timeline_painter_draw_overview_marks (self, cr, style, width, height, scene);
}
