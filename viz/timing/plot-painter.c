/* SPDX-License-Identifier: Apache-2.0 */
/* Rooflines, and predictions beside measurements. */
#include "config.h"

#include "viz/timing/plot-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "profiles/report/duration.h"
#include "viz/marks.h"
#include "viz/text.h"
#include "viz/timing/log-axis.h"

#define TEXT 11.0
#define LEAST_WORDS 120.0
#define MARK 6.5 /* of a single point */
#define MARK_MAX 13.0
#define REACH 12.0 /* of a click */
#define LEGEND_TYPES 6

struct _BsPlotPainter
{
  BsTrace *trace;
  BsPlot *plot;
  BsPlotRoofs roofs;
  guint n_types; /* with points */
  guint *types;  /* [n_types] most points first */
};

/* Where everything is. */
typedef struct
{
  BsLogAxis x, y;
  double top; /* of the legend */
} Frame;

static void
find_types (BsPlotPainter *self)
{
  guint n_all = self->trace->types->n_types;
  g_autofree guint64 *counts = g_new0 (guint64, n_all + 1);

  self->types = g_new (guint, n_all + 1);
  for (guint i = 0; i < self->plot->n_points; i++)
    counts[self->plot->points[i].type] += self->plot->points[i].n;
  for (guint type = 0; type < n_all; type++)
    {
      guint at = self->n_types;

      if (counts[type] == 0)
        continue;
      for (; at > 0 && counts[self->types[at - 1]] < counts[type]; at--)
        self->types[at] = self->types[at - 1];
      self->types[at] = type;
      self->n_types++;
    }
}

BsPlotPainter *
bs_plot_painter_new (BsTrace *trace, BsPlot *plot)
{
  BsPlotPainter *self = g_new0 (BsPlotPainter, 1);

  self->trace = bs_trace_ref (trace);
  self->plot = plot;
  find_types (self);
  bs_plot_get_roofs (trace, &self->roofs);

  return self;
}

void
bs_plot_painter_free (BsPlotPainter *self)
{
  bs_plot_roofs_clear (&self->roofs);
  bs_plot_free (self->plot);
  bs_trace_unref (self->trace);
  g_free (self->types);
  g_free (self);
}

const BsPlot *
bs_plot_painter_get_plot (const BsPlotPainter *self)
{
  return self->plot;
}

void
bs_plot_painter_set_roofs (BsPlotPainter *self, const BsPlotRoofs *roofs)
{
  bs_plot_roofs_clear (&self->roofs);
  self->roofs = *roofs;
  self->roofs.whose = g_strdup (roofs->whose);
}

static gboolean
has_roofs (const BsPlotPainter *self)
{
  return self->plot->kind == BS_PLOT_ROOFLINE && self->roofs.gflops > 0.0
         && self->roofs.gb_per_s > 0.0;
}

static void
find_frame (const BsPlotPainter *self, const BsStyle *style, double width, double height,
            Frame *frame)
{
  const BsPlot *plot = self->plot;
  double scale = style->text_scale;
  double left = 56.0 * scale, right = width - 14.0 * scale;
  double top = 26.0 * scale, bottom = height - 38.0 * scale;
  double y0 = plot->y0, y1 = plot->y1, x0 = plot->x0, x1 = plot->x1;
  gboolean predicts = plot->kind == BS_PLOT_PREDICTION;
  BsAxisUnit unit = predicts ? BS_AXIS_DURATION : BS_AXIS_NUMBER;

  if (height < 150.0 * scale)
    bottom = height - 20.0 * scale;
  if (predicts)
    {
      left = 66.0 * scale;
      x0 = y0 = MIN (x0, y0);
      x1 = y1 = MAX (x1, y1);
    }
  if (has_roofs (self))
    {
      double ridge = self->roofs.gflops / self->roofs.gb_per_s;

      /* The ridge belongs to the picture where it is not far away. */
      x1 = MAX (x1, MIN (ridge * 2.0, x1 * 8.0));
      x0 = MIN (x0, MAX (ridge / 4.0, x0 / 4.0));
      y1 = MAX (y1, bs_plot_roof (&self->roofs, x1) * 1.15);
      y0 = MIN (y0, MAX (bs_plot_roof (&self->roofs, x0), y0 / 4.0));
    }
  frame->top = top;
  bs_log_axis_init (&frame->x, unit, x0, x1, left, MAX (right, left + 10.0));
  bs_log_axis_init (&frame->y, unit, y0, y1, MAX (bottom, top + 10.0), top);
}

static double
mark_size (const BsPlotPoint *point)
{
  return MIN (MARK + 0.8 * log2 (point->n), MARK_MAX);
}

/* A line between two points, cut at the edges of the plot. */
static void
line (cairo_t *cr, const Frame *frame, double x0, double y0, double x1, double y1)
{
  cairo_move_to (cr, bs_log_axis_place (&frame->x, x0), bs_log_axis_place (&frame->y, y0));
  cairo_line_to (cr, bs_log_axis_place (&frame->x, x1), bs_log_axis_place (&frame->y, y1));
}

static void
clip (cairo_t *cr, const Frame *frame)
{
  cairo_rectangle (cr, frame->x.start, frame->y.end, frame->x.end - frame->x.start,
                   frame->y.start - frame->y.end);
  cairo_clip (cr);
}

static void
draw_roofs (const BsPlotPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame)
{
  const BsPlotRoofs *roofs = &self->roofs;
  double ridge = roofs->gflops / roofs->gb_per_s, scale = style->text_scale;
  double angle, x, y;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *flat = NULL, *slope = NULL;

  cairo_save (cr);
  clip (cr, frame);
  line (cr, frame, frame->x.from, roofs->gb_per_s * frame->x.from, ridge, roofs->gflops);
  cairo_line_to (cr, MAX (frame->x.end, bs_log_axis_place (&frame->x, ridge)),
                 bs_log_axis_place (&frame->y, roofs->gflops));
  bs_color_set (cr, style->foreground);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_restore (cr);

  g_ascii_formatd (number, sizeof number, "%.3g", roofs->gflops);
  flat = g_strdup_printf ("%s GFLOP/s", number);
  y = bs_log_axis_place (&frame->y, roofs->gflops);
  if (y > frame->y.end - 1.0 && y < frame->y.start)
    bs_text_draw (cr, style, flat, TEXT * scale, TRUE, BS_TEXT_RIGHT, frame->x.end - 2.0,
                  y - 8.0 * scale, style->foreground);

  g_ascii_formatd (number, sizeof number, "%.3g", roofs->gb_per_s);
  slope = g_strdup_printf ("%s GB/s", number);
  angle = atan2 (bs_log_axis_place (&frame->y, 2.0) - bs_log_axis_place (&frame->y, 1.0),
                 bs_log_axis_place (&frame->x, 2.0) - bs_log_axis_place (&frame->x, 1.0));
  x = MIN (sqrt (frame->x.from * MIN (ridge, frame->x.to)) * 1.1, ridge);
  y = bs_log_axis_place (&frame->y, roofs->gb_per_s * x);
  x = bs_log_axis_place (&frame->x, x);
  if (y < frame->y.end + 12.0 || y > frame->y.start - 6.0 || x < frame->x.start)
    return;
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  bs_text_draw (cr, style, slope, TEXT * scale, TRUE, BS_TEXT_CENTER, 0.0, -8.0 * scale,
                style->foreground);
  cairo_restore (cr);
}

/* Where predictions are right, and where they are off by a factor of two. */
static void
draw_diagonals (cairo_t *cr, const BsStyle *style, const Frame *frame)
{
  static const double dashes[] = { 4.0, 3.0 };
  static const double factors[] = { 1.0, 2.0, 0.5 };

  cairo_save (cr);
  clip (cr, frame);
  cairo_set_line_width (cr, 1.25);
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      line (cr, frame, frame->x.from, frame->x.from * factors[i], frame->x.to,
            frame->x.to * factors[i]);
      cairo_set_dash (cr, dashes, i == 0 ? 0 : 2, 0.0);
      bs_color_set (cr, bs_color_with_alpha (style->foreground, i == 0 ? 0.9 : 0.4));
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

static void
draw_legend (const BsPlotPainter *self, cairo_t *cr, const BsStyle *style, double width,
             const Frame *frame)
{
  const BsTypeTable *types = self->trace->types;
  double scale = style->text_scale, x = width - 14.0 * scale, y = 11.0 * scale;
  g_autofree char *roofs = NULL;

  for (guint i = MIN (self->n_types, LEGEND_TYPES); i-- > 0;)
    {
      guint type = self->types[i];
      double text = MIN (bs_text_width (style, types->types[type].name, TEXT * scale, FALSE),
                         90.0 * scale);

      if (x - text - 30.0 * scale < 0.0)
        break;
      bs_text_draw_within (cr, style, types->types[type].name, TEXT * scale, FALSE, BS_TEXT_LEFT,
                           x - text, y, text + 1.0, style->foreground);
      bs_mark_path (cr, types->types[type].shape, x - text - 9.0 * scale, y, 9.0 * scale);
      bs_color_set (cr, bs_style_type_color (style, type));
      cairo_fill (cr);
      x -= text + 26.0 * scale;
    }
  if (!has_roofs (self) || self->roofs.whose == NULL || x - frame->x.start < LEAST_WORDS * scale)
    return;

  roofs = g_strdup_printf (_ ("Roofs %s"), self->roofs.whose);
  bs_text_draw_within (cr, style, roofs, TEXT * scale, FALSE, BS_TEXT_LEFT, frame->x.start, y,
                       x - frame->x.start,
                       bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.7));
}

static void
draw_points (const BsPlotPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame)
{
  const BsTypeTable *types = self->trace->types;

  /* The rarest on top. */
  for (guint k = 0; k < self->n_types; k++)
    {
      guint type = self->types[k];

      for (guint i = 0; i < self->plot->n_points; i++)
        {
          const BsPlotPoint *point = &self->plot->points[i];

          if (point->type == type)
            bs_mark_path (cr, types->types[type].shape, bs_log_axis_place (&frame->x, point->x),
                          bs_log_axis_place (&frame->y, point->y), mark_size (point));
        }
      bs_color_set (cr, bs_color_with_alpha (bs_style_type_color (style, type),
                                             style->high_contrast ? 1.0 : 0.85));
      cairo_fill (cr);
    }
}

/* Returns: (transfer full): `82 GFLOP/s, 79 % of the roof`, or `12 µs, predicted 10 µs`. */
static char *
value_text (const BsPlotPainter *self, const BsPlotPoint *point)
{
  char speed[G_ASCII_DTOSTR_BUF_SIZE], share[G_ASCII_DTOSTR_BUF_SIZE];
  double roof = bs_plot_roof (&self->roofs, point->x);

  if (self->plot->kind == BS_PLOT_PREDICTION)
    {
      g_autofree char *measured = bs_duration_to_string (point->ns);
      g_autofree char *predicted = bs_duration_to_string (bs_round_ns (point->y));

      return g_strdup_printf (_ ("%s, predicted %s"), measured, predicted);
    }

  g_ascii_formatd (speed, sizeof speed, "%.3g", point->y);
  if (roof <= 0.0)
    return g_strdup_printf ("%s GFLOP/s", speed);

  g_ascii_formatd (share, sizeof share, "%.0f", 100.0 * point->y / roof);
  return g_strdup_printf (_ ("%s GFLOP/s, %s\u202f%% of the roof"), speed, share);
}

static void
draw_ring (cairo_t *cr, const BsStyle *style, const Frame *frame, const BsPlotPoint *point,
           double width)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, bs_log_axis_place (&frame->x, point->x), bs_log_axis_place (&frame->y, point->y),
             mark_size (point) / 2.0 + 4.0, 0.0, 2.0 * G_PI);
  bs_color_set (cr, bs_style_mark_color (style, BS_MARK_NOW));
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
draw_now (const BsPlotPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame,
          const GArray *now)
{
  const BsPlotPoint *longest = NULL;
  double scale = style->text_scale, x, y, width;
  g_autofree char *value = NULL, *text = NULL;
  gboolean left;

  for (guint i = 0; i < now->len; i++)
    {
      const BsPlotPoint *point = &g_array_index (now, BsPlotPoint, i);

      draw_ring (cr, style, frame, point, 2.0);
      if (longest == NULL || point->ns > longest->ns)
        longest = point;
    }
  if (longest == NULL)
    return;

  value = value_text (self, longest);
  text = g_strdup_printf (_ ("batch %u: %s"), longest->decision, value);
  width = bs_text_width (style, text, TEXT * scale, TRUE);
  x = bs_log_axis_place (&frame->x, longest->x);
  y = bs_log_axis_place (&frame->y, longest->y) + 17.0 * scale;
  left = x + width > frame->x.end;
  x = left ? MAX (x, frame->x.start + width) : x;
  if (y > frame->y.start - 8.0 * scale)
    y -= 34.0 * scale;
  /* On what is below it. */
  bs_rounded_rectangle (cr, (left ? x - width : x) - 4.0, y - 8.0 * scale, width + 8.0,
                        16.0 * scale, 3.0);
  bs_color_set (cr, bs_color_with_alpha (style->window, 0.82));
  cairo_fill (cr);
  bs_text_draw (cr, style, text, TEXT * scale, TRUE, left ? BS_TEXT_RIGHT : BS_TEXT_LEFT, x, y,
                style->foreground);
}

void
bs_plot_painter_draw (BsPlotPainter *self, cairo_t *cr, const BsStyle *style, double width,
                      double height, const GArray *now, guint selected)
{
  gboolean predicts = self->plot->kind == BS_PLOT_PREDICTION;
  Frame frame;
  gboolean titles = height >= 150.0 * style->text_scale;

  if (width < 40.0 || height < 40.0 || self->plot->n_points == 0)
    return;

  find_frame (self, style, width, height, &frame);
  bs_log_axes_draw (cr, style, &frame.x, &frame.y,
                    !titles    ? NULL
                    : predicts ? _ ("measured")
                               : _ ("FLOP per byte"),
                    !titles    ? NULL
                    : predicts ? _ ("predicted")
                               : _ ("GFLOP/s"));
  draw_legend (self, cr, style, width, &frame);
  if (predicts)
    draw_diagonals (cr, style, &frame);
  else if (has_roofs (self))
    draw_roofs (self, cr, style, &frame);
  draw_points (self, cr, style, &frame);
  if (selected < self->plot->n_points)
    draw_ring (cr, style, &frame, &self->plot->points[selected], 1.25);
  if (now != NULL)
    draw_now (self, cr, style, &frame, now);
}

guint
bs_plot_painter_pick (BsPlotPainter *self, const BsStyle *style, double width, double height,
                      double x, double y)
{
  guint nearest = BS_NO_POINT;
  double least = REACH * REACH;
  Frame frame;

  if (self->plot->n_points == 0)
    return BS_NO_POINT;

  find_frame (self, style, width, height, &frame);
  for (guint i = 0; i < self->plot->n_points; i++)
    {
      double dx = bs_log_axis_place (&frame.x, self->plot->points[i].x) - x;
      double dy = bs_log_axis_place (&frame.y, self->plot->points[i].y) - y;

      if (dx * dx + dy * dy < least)
        {
          least = dx * dx + dy * dy;
          nearest = i;
        }
    }

  return nearest;
}

char *
bs_plot_painter_hint (BsPlotPainter *self, guint number)
{
  const BsPlotPoint *point = &self->plot->points[number];
  const BsTraceDecision *d = bs_trace_decision (self->trace, point->decision);
  g_autofree char *value = value_text (self, point);
  g_autofree char *time = bs_duration_to_string (point->ns);
  g_autoptr (GString) text = g_string_new (NULL);
  char intensity[G_ASCII_DTOSTR_BUF_SIZE];

  /* Translators: a decision, a type, how many nodes its batch has. */
  g_string_append_printf (text, _ ("Decision %u: %s × %u\n"), point->decision,
                          self->trace->types->types[point->type].name, d->size);
  g_string_append (text, value);
  if (self->plot->kind == BS_PLOT_ROOFLINE)
    {
      g_ascii_formatd (intensity, sizeof intensity, "%.2f", point->x);
      g_string_append_printf (text, _ ("\n%s FLOP per byte, %s"), intensity, time);
    }
  if (point->n > 1)
    g_string_append_printf (
        text, ngettext ("\nwith %u more beside it", "\nwith %u more beside it", point->n - 1),
        point->n - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
bs_plot_painter_describe (BsPlotPainter *self, const GArray *now)
{
  const BsPlot *plot = self->plot;
  g_autoptr (GString) text = g_string_new (NULL);
  char number[40];

  bs_text_number (number, plot->n);
  if (plot->kind == BS_PLOT_PREDICTION)
    g_string_append_printf (text,
                            ngettext ("Predicted beside measured time of %s batch.",
                                      "Predicted beside measured times of %s batches.",
                                      (gulong) plot->n),
                            number);
  else
    g_string_append_printf (
        text, ngettext ("Roofline of %s kernel.", "Roofline of %s kernels.", (gulong) plot->n),
        number);
  if (has_roofs (self))
    g_string_append_printf (text, _ (" The roofs are %.3g GFLOP/s and %.3g GB/s"),
                            self->roofs.gflops, self->roofs.gb_per_s);
  if (has_roofs (self))
    g_string_append_printf (text, self->roofs.whose != NULL ? ", %s." : ".%s",
                            self->roofs.whose != NULL ? self->roofs.whose : "");
  if (now != NULL && now->len > 0)
    {
      const BsPlotPoint *point = &g_array_index (now, BsPlotPoint, 0);
      g_autofree char *value = NULL;

      for (guint i = 1; i < now->len; i++)
        if (g_array_index (now, BsPlotPoint, i).ns > point->ns)
          point = &g_array_index (now, BsPlotPoint, i);
      value = value_text (self, point);
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("Batch %u: %s."), point->decision, value);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
