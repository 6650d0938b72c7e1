/* SPDX-License-Identifier: Apache-2.0 */
/* A histogram of durations on a logarithmic scale. */
#include "config.h"

#include "viz/timing/histogram-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "profiles/report/duration.h"
#include "viz/marks.h"
#include "viz/text.h"
#include "viz/timing/log-axis.h"

#define TEXT 11.0
#define N_QUANTILES 3

struct _BsHistogramPainter
{
  BsTrace *trace;
  BsHistogram *histogram;
  guint64 most; /* of a bin */
};

typedef struct
{
  BsLogAxis x;
  double top, bottom;
} Frame;

BsHistogramPainter *
bs_histogram_painter_new (BsTrace *trace, BsHistogram *histogram)
{
  BsHistogramPainter *self = g_new0 (BsHistogramPainter, 1);

  self->trace = bs_trace_ref (trace);
  self->histogram = histogram;
  for (guint i = 0; i < histogram->n_bins; i++)
    self->most = MAX (self->most, histogram->bins[i].n);

  return self;
}

void
bs_histogram_painter_free (BsHistogramPainter *self)
{
  bs_trace_unref (self->trace);
  bs_histogram_free (self->histogram);
  g_free (self);
}

const BsHistogram *
bs_histogram_painter_get_histogram (const BsHistogramPainter *self)
{
  return self->histogram;
}

static void
find_frame (const BsHistogramPainter *self, const BsStyle *style, double width, double height,
            Frame *frame)
{
  const BsHistogram *histogram = self->histogram;
  double scale = style->text_scale;

  frame->top = 48.0 * scale;
  frame->bottom = MAX (height - 22.0 * scale, frame->top + 4.0);
  bs_log_axis_init (&frame->x, BS_AXIS_DURATION, bs_histogram_bin_start (histogram, 0),
                    bs_histogram_bin_start (histogram, histogram->n_bins), 48.0 * scale,
                    MAX (width - 14.0 * scale, 60.0 * scale));
}

static void
bin_place (const BsHistogramPainter *self, const Frame *frame, guint i, double *x0, double *x1,
           double *y)
{
  const BsHistogramBin *bin = &self->histogram->bins[i];
  double height = frame->bottom - frame->top;

  *x0 = bs_log_axis_place (&frame->x, bs_histogram_bin_start (self->histogram, i));
  *x1 = bs_log_axis_place (&frame->x, bs_histogram_bin_start (self->histogram, i + 1));
  /* What is there can be seen. */
  *y = frame->bottom
       - (bin->n > 0 ? MAX (height * (double) bin->n / (double) self->most, 2.0) : 0.0);
}

static BsColor
dim (const BsStyle *style, double alpha)
{
  return bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : alpha);
}

static double
nice_step (double most)
{
  double step = pow (10.0, floor (log10 (MAX (most / 3.0, 1.0))));

  return most / step > 6.0 ? step * (most / step > 12.0 ? 5.0 : 2.0) : step;
}

static void
draw_scales (const BsHistogramPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame)
{
  double scale = style->text_scale, size = TEXT * scale, value = 0.0;
  double step = nice_step ((double) self->most), height = frame->bottom - frame->top;
  char number[40];

  for (double n = 0.0; n <= (double) self->most * 1.0001; n += step)
    {
      double y = frame->bottom - height * n / (double) self->most;

      cairo_rectangle (cr, frame->x.start, floor (y), frame->x.end - frame->x.start, 1.0);
      bs_color_set (cr, dim (style, n > 0.0 ? 0.1 : 0.35));
      cairo_fill (cr);
      bs_text_number (number, (guint64) n);
      bs_text_draw (cr, style, number, size, FALSE, BS_TEXT_RIGHT, frame->x.start - 7.0 * scale, y,
                    dim (style, 0.7));
    }
  while ((value = bs_log_axis_next (&frame->x, value, 52.0 * scale)) > 0.0)
    {
      g_autofree char *text = bs_log_axis_text (&frame->x, value);
      double x = bs_log_axis_place (&frame->x, value);

      cairo_rectangle (cr, floor (x), frame->bottom, 1.0, 4.0);
      bs_color_set (cr, dim (style, 0.4));
      cairo_fill (cr);
      bs_text_draw (cr, style, text, size, FALSE, BS_TEXT_CENTER, x, frame->bottom + 12.0 * scale,
                    dim (style, 0.7));
    }
}

/* What is beyond the fence is shaded, and counted. */
static void
draw_fence (const BsHistogramPainter *self, cairo_t *cr, const BsStyle *style, const Frame *frame)
{
  const BsHistogram *histogram = self->histogram;
  BsColor warning = bs_style_mark_color (style, BS_MARK_WARNING);
  double x = MAX (bs_log_axis_place (&frame->x, histogram->fence_ns), frame->x.start);
  static const double dashes[] = { 4.0, 3.0 };
  g_autofree char *text = NULL;
  char number[40];

  if (x >= frame->x.end || histogram->n_outliers == 0)
    return;

  cairo_rectangle (cr, x, frame->top, frame->x.end - x, frame->bottom - frame->top);
  bs_color_set (cr, bs_color_with_alpha (warning, 0.1));
  cairo_fill (cr);
  cairo_move_to (cr, floor (x) + 0.5, frame->top);
  cairo_line_to (cr, floor (x) + 0.5, frame->bottom);
  bs_color_set (cr, warning);
  cairo_set_line_width (cr, 1.0);
  cairo_set_dash (cr, dashes, 2, 0.0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  bs_text_number (number, histogram->n_outliers);
  text = g_strdup_printf (ngettext ("%s outlier", "%s outliers", (gulong) histogram->n_outliers),
                          number);
  if (x + bs_text_width (style, text, TEXT * style->text_scale, TRUE) + 8.0 < frame->x.end)
    x = frame->x.end;
  bs_text_draw (cr, style, text, TEXT * style->text_scale, TRUE, BS_TEXT_RIGHT, x - 4.0,
                frame->top + 9.0 * style->text_scale, style->foreground);
}

static void
draw_quantiles (const BsHistogramPainter *self, cairo_t *cr, const BsStyle *style,
                const Frame *frame)
{
  const BsHistogram *histogram = self->histogram;
  const gint64 values[N_QUANTILES] = { histogram->median_ns, histogram->p90_ns, histogram->p99_ns };
  const char *names[N_QUANTILES] = { _ ("median"), "90\u202f%", "99\u202f%" };
  double scale = style->text_scale, last[2] = { -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (guint i = 0; i < N_QUANTILES; i++)
    {
      double x = bs_log_axis_place (&frame->x, (double) MAX (values[i], 1)), width, left;
      g_autofree char *time = bs_duration_to_string (values[i]);
      g_autofree char *text = g_strdup_printf ("%s %s", names[i], time);
      guint row;

      cairo_move_to (cr, floor (x) + 0.5, frame->top - 3.0);
      cairo_line_to (cr, floor (x) + 0.5, frame->bottom);
      bs_color_set (cr, bs_color_with_alpha (style->foreground, i == 0 ? 0.95 : 0.6));
      cairo_set_line_width (cr, i == 0 ? 1.5 : 1.0);
      cairo_stroke (cr);

      /* In the first of two rows that has room. */
      width = bs_text_width (style, text, TEXT * scale, i == 0);
      left = CLAMP (x - width / 2.0, frame->x.start, MAX (frame->x.end - width, frame->x.start));
      row = left > last[1] ? 1 : 0;
      if (row == 0 && left <= last[0])
        continue;
      last[row] = left + width + 10.0 * scale;
      bs_text_draw (cr, style, text, TEXT * scale, i == 0, BS_TEXT_LEFT, left,
                    frame->top - (row == 1 ? 11.0 : 28.0) * scale, style->foreground);
    }
}

void
bs_histogram_painter_draw (BsHistogramPainter *self, cairo_t *cr, const BsStyle *style,
                           double width, double height, gint64 now_ns, guint selected)
{
  const BsHistogram *histogram = self->histogram;
  gboolean typed = histogram->query.type < self->trace->types->n_types;
  double x0, x1, y;
  Frame frame;

  if (width < 60.0 || height < 60.0 || histogram->n == 0)
    return;

  find_frame (self, style, width, height, &frame);
  draw_scales (self, cr, style, &frame);
  draw_fence (self, cr, style, &frame);
  for (guint i = 0; i < histogram->n_bins; i++)
    {
      bin_place (self, &frame, i, &x0, &x1, &y);
      if (histogram->bins[i].n == 0)
        continue;
      if (i == selected)
        {
          cairo_rectangle (cr, x0, frame.top, x1 - x0, frame.bottom - frame.top);
          bs_color_set (cr, bs_color_with_alpha (bs_style_mark_color (style, BS_MARK_NOW), 0.16));
          cairo_fill (cr);
        }
      cairo_rectangle (cr, x0 + 0.5, y, MAX (x1 - x0 - 1.0, 1.0), frame.bottom - y);
      if (typed)
        bs_fill_type (cr, style, histogram->query.type, 1.0);
      else
        {
          bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.55));
          cairo_fill (cr);
        }
    }
  draw_quantiles (self, cr, style, &frame);
  if (now_ns > 0)
    {
      double x = bs_log_axis_place (&frame.x, (double) now_ns);

      cairo_move_to (cr, x, frame.bottom);
      cairo_line_to (cr, x - 5.0, frame.bottom + 8.0);
      cairo_line_to (cr, x + 5.0, frame.bottom + 8.0);
      cairo_close_path (cr);
      bs_color_set (cr, bs_style_mark_color (style, BS_MARK_NOW));
      cairo_fill (cr);
    }
}

guint
bs_histogram_painter_pick (BsHistogramPainter *self, const BsStyle *style, double width,
                           double height, double x, double y)
{
  double x0, x1, top;
  Frame frame;

  if (self->histogram->n == 0)
    return BS_NO_BIN;

  find_frame (self, style, width, height, &frame);
  if (y < frame.top || y > frame.bottom + 10.0)
    return BS_NO_BIN;
  for (guint i = 0; i < self->histogram->n_bins; i++)
    {
      bin_place (self, &frame, i, &x0, &x1, &top);
      if (x >= x0 && x < x1)
        return self->histogram->bins[i].n > 0 ? i : BS_NO_BIN;
    }

  return BS_NO_BIN;
}

char *
bs_histogram_painter_hint (BsHistogramPainter *self, guint number)
{
  const BsHistogramBin *bin = &self->histogram->bins[number];
  g_autofree char *from = bs_duration_to_string (
      (gint64) ceil (bs_histogram_bin_start (self->histogram, number)));
  g_autofree char *to = bs_duration_to_string (
      (gint64) ceil (bs_histogram_bin_start (self->histogram, number + 1)));
  g_autofree char *longest = bs_duration_to_string (bin->longest_ns);
  char count[40];

  bs_text_number (count, bin->n);

  /* Translators: how many there are, from which duration to which, and the longest of them. */
  return g_strdup_printf (_ ("%s from %s to %s; the longest takes %s"), count, from, to, longest);
}

char *
bs_histogram_painter_describe (BsHistogramPainter *self)
{
  const BsHistogram *histogram = self->histogram;
  g_autofree char *median = bs_duration_to_string (histogram->median_ns);
  g_autofree char *p90 = bs_duration_to_string (histogram->p90_ns);
  g_autofree char *p99 = bs_duration_to_string (histogram->p99_ns);
  g_autofree char *fence = bs_duration_to_string (bs_round_ns (histogram->fence_ns));
  char n[40], outliers[40];

  if (histogram->n == 0)
    return g_strdup (_ ("There is nothing of this kind."));

  bs_text_number (n, histogram->n);
  bs_text_number (outliers, histogram->n_outliers);

  /* Translators: durations; how many are longer than the last of these. */
  return g_strdup_printf (_ ("%s durations: median %s, 90 %% within %s, 99 %% within %s; %s longer "
                             "than %s."),
                          n, median, p90, p99, outliers, fence);
}
