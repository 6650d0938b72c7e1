/* SPDX-License-Identifier: Apache-2.0 */
/* What lies over the rows of a timeline: axis, cursor, selection, and the way of a batch through them. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "viz/marks.h"
#include "viz/timeline/timeline-private.h"

#define MAX_FLOW 64

/* The events of the decision at the clock, joined in the order in which they begin. */
void
bs_timeline_draw_flow (const BsTimelineFrame *self, double below)
{
  struct
  {
    double x0, x1, y;
    gint64 t;
  } stops[MAX_FLOW], swap;
  BsTimelinePainter *painter = self->painter;
  const BsTraceDecision *d;
  gint64 t0, t1;
  double y = below - self->scene->top;
  guint n = 0;

  if (!bs_timeline_painter_span (painter, self->scene->decision, &t0, &t1))
    return;

  d = bs_trace_decision (painter->trace, self->scene->decision);
  for (guint i = 0; i < painter->rows->shown->len; i++)
    {
      const BsTimelineRow *row = bs_timeline_rows_get_shown (painter->rows, i);
      double height = bs_timeline_row_height (self->style, row->kind);
      double middle = y + height / 2;
      guint n_found = 0;

      y += height;
      if (row->kind == BS_ROW_EVENTS && row->phases == 1u << BS_PHASE_SCHEDULE && row->lane == 0
          && d->end_ns > d->start_ns && n < MAX_FLOW)
        {
          stops[n].t = d->start_ns;
          stops[n].x0 = bs_time_axis_x (&self->axis, d->start_ns);
          stops[n].x1 = bs_time_axis_x (&self->axis, d->end_ns);
          stops[n++].y = middle;
        }
      else if (row->kind == BS_ROW_EVENTS)
        n_found = bs_event_store_find (painter->trace->events, row->lane, t0,
                                       t1 < G_MAXINT64 ? t1 + 1 : t1, row->phases, painter->found,
                                       BS_TIMELINE_EVENTS);
      for (guint k = 0; k < n_found && n < MAX_FLOW; k++)
        {
          const BsEvent *event = &painter->found[k].event;

          if (event->decision != self->scene->decision)
            continue;
          stops[n].t = event->start_ns;
          stops[n].x0 = bs_time_axis_x (&self->axis, event->start_ns);
          stops[n].x1 = bs_time_axis_x (&self->axis, event->end_ns);
          stops[n++].y = middle;
        }
    }
  for (guint i = 1; i < n; i++)
    for (guint k = i; k > 0 && stops[k].t < stops[k - 1].t; k--)
      {
        swap = stops[k];
        stops[k] = stops[k - 1];
        stops[k - 1] = swap;
      }

  bs_color_set (self->cr, self->style->foreground);
  cairo_set_line_width (self->cr, 1.3);
  for (guint i = 1; i < n; i++)
    {
      double x0 = self->left + CLAMP (stops[i - 1].x1, -50, self->width + 50);
      double x1 = self->left + CLAMP (stops[i].x0, -50, self->width + 50);
      double bend = CLAMP ((x1 - x0) / 2, 6, 40);

      /* Too close to tell apart. */
      if (stops[i].y == stops[i - 1].y || fabs (x0 - x1) + fabs (stops[i].y - stops[i - 1].y) < 6)
        continue;
      cairo_move_to (self->cr, x0, stops[i - 1].y);
      cairo_curve_to (self->cr, x0 + bend, stops[i - 1].y, x1 - bend, stops[i].y, x1, stops[i].y);
      cairo_stroke (self->cr);
      bs_arrow_head (self->cr, x1, stops[i].y, 1, 0, 5);
    }
}

void
bs_timeline_draw_axis (const BsTimelineFrame *self, double height)
{
  double scale = self->style->text_scale;
  gint64 origin = self->painter->origin;
  gint64 t = bs_time_axis_first (&self->axis, origin);

  for (guint i = 0; i < 200 && t >= self->scene->t0 && t <= self->scene->t1; i++)
    {
      g_autofree char *text = bs_time_axis_text (&self->axis, bs_time_between (origin, t));
      double x = self->left + rint (bs_time_axis_x (&self->axis, t));

      bs_color_set (self->cr, bs_color_with_alpha (self->style->foreground, 0.1));
      cairo_rectangle (self->cr, x, BS_TIMELINE_AXIS * scale - 6, 1, height);
      cairo_fill (self->cr);
      if (x + bs_text_width (self->style, text, 11.5 * scale, FALSE) / 2 < self->left + self->width)
        bs_text_draw (self->cr, self->style, text, 11.5 * scale, FALSE, BS_TEXT_CENTER, x,
                      12 * scale, bs_color_with_alpha (self->style->foreground, 0.7));
      if (__builtin_add_overflow (t, self->axis.step, &t))
        break;
    }
}

void
bs_timeline_draw_wash (const BsTimelineFrame *self, gint64 t0, gint64 t1, double top, double height,
                       BsColor color)
{
  double x0 = CLAMP (bs_time_axis_x (&self->axis, t0), 0, self->width);
  double x1 = CLAMP (bs_time_axis_x (&self->axis, t1), 0, self->width);

  if (x1 <= x0 && (t1 < self->scene->t0 || t0 > self->scene->t1))
    return;

  cairo_rectangle (self->cr, self->left + x0, top, MAX (x1 - x0, 1), height);
  bs_color_set (self->cr, color);
  cairo_fill (self->cr);
}

/* A pill at the top of the cursor: which batch it is, and how long what is selected is. */
static void
draw_pill (const BsTimelineFrame *self, const char *text, double x, double y, gboolean hollow)
{
  double size = 11.5 * self->style->text_scale;
  double width = bs_text_width (self->style, text, size, TRUE) + 16;
  BsColor color = bs_style_mark_color (self->style, BS_MARK_NOW);

  x = CLAMP (x - width / 2, self->left, MAX (self->left + self->width - width, self->left));
  bs_rounded_rectangle (self->cr, x, y - size * 0.75, width, size * 1.5, size);
  bs_color_set (self->cr, hollow ? self->style->card : color);
  cairo_fill_preserve (self->cr);
  bs_color_set (self->cr, color);
  cairo_set_line_width (self->cr, 1);
  cairo_stroke (self->cr);
  bs_text_draw (self->cr, self->style, text, size, TRUE, BS_TEXT_CENTER, x + width / 2, y,
                hollow ? self->style->foreground : (BsColor){ 1.0, 1.0, 1.0, 1.0 });
}

void
bs_timeline_draw_cursor (const BsTimelineFrame *self, double height)
{
  double axis = BS_TIMELINE_AXIS * self->style->text_scale;
  gint64 t0, t1;

  if (bs_timeline_painter_span (self->painter, self->scene->decision, &t0, &t1))
    {
      double x = bs_time_axis_x (&self->axis, t0);
      g_autofree char *text = NULL;
      char count[40];

      if (x >= 0 && x <= self->width)
        {
          cairo_rectangle (self->cr, self->left + rint (x), axis - 8, 1.5, height);
          bs_color_set (self->cr, bs_style_mark_color (self->style, BS_MARK_NOW));
          cairo_fill (self->cr);
          /* Translators: a batch on the timeline, by its decision */
          text = g_strdup_printf (_ ("batch %s"), bs_text_number (count, self->scene->decision));
          draw_pill (self, text, self->left + x, 12 * self->style->text_scale, FALSE);
        }
    }
  if (self->scene->range[0] < self->scene->range[1])
    {
      gint64 ns = self->scene->range[1] - self->scene->range[0];
      double x0 = bs_time_axis_x (&self->axis, self->scene->range[0]);
      double x1 = bs_time_axis_x (&self->axis, self->scene->range[1]);
      BsTimeAxis fine = self->axis;
      g_autofree char *text = NULL;

      fine.step = MAX (ns / 1000, 1);
      text = bs_time_axis_text (&fine, ns);
      if (x1 >= 0 && x0 <= self->width)
        draw_pill (self, text, self->left + (MAX (x0, 0) + MIN (x1, self->width)) / 2,
                   axis + 2 * self->style->text_scale, TRUE);
    }
}
