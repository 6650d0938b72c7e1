/* SPDX-License-Identifier: Apache-2.0 */
/* A logarithmic scale with its marks. */
#include "config.h"

#include "viz/timing/log-axis.h"

#include <math.h>

#include "profiles/report/duration.h"
#include "viz/text.h"

#define TEXT 11.0
#define ROOM 1.25 /* as a factor, at both ends */

void
bs_log_axis_init (BsLogAxis *self, BsAxisUnit unit, double least, double most, double start,
                  double end)
{
  double lacking;

  if (!(least > 0.0) || !(most >= least) || !isfinite (most))
    least = most = 1.0;
  lacking = MAX (4.0 / (most / least), 1.0);
  *self = (BsLogAxis){ unit, least / ROOM / sqrt (lacking), most * ROOM * sqrt (lacking), start,
                       end };
}

double
bs_log_axis_place (const BsLogAxis *self, double value)
{
  return self->start
         + log (MAX (value, 1e-12) / self->from) / log (self->to / self->from)
               * (self->end - self->start);
}

double
bs_log_axis_value (const BsLogAxis *self, double place)
{
  return self->from
         * pow (self->to / self->from, (place - self->start) / (self->end - self->start));
}

/* Doublings where there are few, 1-2-5, then powers of ten, of a hundred and so on. */
double
bs_log_axis_next (const BsLogAxis *self, double value, double apart)
{
  static const double steps[] = { 2.0, 5.0, 10.0 };
  double pixels = fabs (self->end - self->start) / log10 (self->to / self->from); /* a decade */
  double least = MAX (value * 1.001, self->from);
  double power;

  if (pixels * log10 (2.0) >= apart * 1.1 && self->unit == BS_AXIS_NUMBER
      && log2 (self->to / self->from) < 10.0)
    {
      power = exp2 (ceil (log2 (least) - 1e-9));
      return power <= self->to ? power : 0.0;
    }

  if (pixels < apart)
    {
      double decades = ceil (apart / pixels);

      power = pow (10.0, ceil (log10 (least) / decades - 1e-9) * decades);
      return power <= self->to ? power : 0.0;
    }

  power = pow (10.0, floor (log10 (least) + 1e-9));
  if (power >= least * 0.99999999)
    return power <= self->to ? power : 0.0;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (i < 2 && pixels * log10 (2.0) < apart)
        continue;
      if (power * steps[i] >= least * 0.99999999)
        return power * steps[i] <= self->to ? power * steps[i] : 0.0;
    }

  return 0.0;
}

char *
bs_log_axis_text (const BsLogAxis *self, double value)
{
  char number[MAX (G_ASCII_DTOSTR_BUF_SIZE, 40)];

  if (self->unit == BS_AXIS_DURATION)
    {
      static const char *const units[] = { "ns", "µs", "ms", "s" };
      guint unit = 0;

      while (value >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
        {
          value /= 1000.0;
          unit++;
        }
      return g_strdup_printf ("%.3g\u202f%s", value, units[unit]);
    }
  if (value >= 9999.5)
    {
      bs_text_number (number, (guint64) (value + 0.5));
      return g_strdup (number);
    }

  return g_strdup (g_ascii_formatd (number, sizeof number, "%.4g", value));
}

static BsColor
dim (const BsStyle *style, double alpha)
{
  return bs_color_with_alpha (style->foreground,
                              style->high_contrast ? MIN (1.0, alpha * 3.0) : alpha);
}

void
bs_log_axes_draw (cairo_t *cr, const BsStyle *style, const BsLogAxis *x, const BsLogAxis *y,
                  const char *x_title, const char *y_title)
{
  double scale = style->text_scale, size = TEXT * scale;
  double value = 0.0;

  bs_color_set (cr, dim (style, 0.1));
  cairo_set_line_width (cr, 1.0);
  while ((value = bs_log_axis_next (x, value, 52.0 * scale)) > 0.0)
    {
      double place = floor (bs_log_axis_place (x, value)) + 0.5;

      cairo_move_to (cr, place, y->end);
      cairo_line_to (cr, place, y->start);
    }
  value = 0.0;
  while ((value = bs_log_axis_next (y, value, 24.0 * scale)) > 0.0)
    {
      double place = floor (bs_log_axis_place (y, value)) + 0.5;

      cairo_move_to (cr, x->start, place);
      cairo_line_to (cr, x->end, place);
    }
  cairo_stroke (cr);

  value = 0.0;
  while ((value = bs_log_axis_next (x, value, 52.0 * scale)) > 0.0)
    {
      g_autofree char *text = bs_log_axis_text (x, value);

      bs_text_draw (cr, style, text, size, FALSE, BS_TEXT_CENTER, bs_log_axis_place (x, value),
                    y->start + 11.0 * scale, dim (style, 0.7));
    }
  value = 0.0;
  while ((value = bs_log_axis_next (y, value, 24.0 * scale)) > 0.0)
    {
      g_autofree char *text = bs_log_axis_text (y, value);

      bs_text_draw (cr, style, text, size, FALSE, BS_TEXT_RIGHT, x->start - 7.0 * scale,
                    bs_log_axis_place (y, value), dim (style, 0.7));
    }
  if (x_title != NULL)
    bs_text_draw (cr, style, x_title, size, FALSE, BS_TEXT_CENTER, (x->start + x->end) / 2.0,
                  y->start + 27.0 * scale, dim (style, 0.7));
  if (y_title != NULL)
    {
      cairo_save (cr);
      cairo_translate (cr, 9.0 * scale, (y->start + y->end) / 2.0);
      cairo_rotate (cr, -G_PI_2);
      bs_text_draw (cr, style, y_title, size, FALSE, BS_TEXT_CENTER, 0.0, 0.0, dim (style, 0.7));
      cairo_restore (cr);
    }
}
