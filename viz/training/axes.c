/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a chart over episodes. */
#include "config.h"

#include "viz/training/axes.h"

#include <math.h>

#include "viz/text.h"

double
bs_axes_step (double range, guint n)
{
  double rough = range / MAX (n, 1), power, share;

  if (!(rough > 0.0) || !isfinite (rough))
    return 1.0;

  power = pow (10.0, floor (log10 (rough)));
  share = rough / power;

  return power * (share <= 1.0 ? 1.0 : share <= 2.0 ? 2.0 : share <= 5.0 ? 5.0 : 10.0);
}

double
bs_axes_value (const BsAxes *self, double x)
{
  double share = (x - self->left) / MAX (self->width, 1.0);

  return self->x0 + (self->mirrored ? 1.0 - share : share) * (self->x1 - self->x0);
}

BsColor
bs_axes_dim (const BsStyle *style)
{
  return bs_color_with_alpha (style->foreground, style->high_contrast ? 0.9 : 0.66);
}

static void
format_number (double value, int digits, char buffer[64])
{
  if (digits > 0)
    g_snprintf (buffer, 64, "%.*f", digits, fabs (value) < 1e-9 ? 0.0 : value);
  else
    bs_text_number (buffer, (guint64) MAX (value + 0.5, 0.0));
}

void
bs_axes_format (const BsAxes *self, double value, int digits, char buffer[64])
{
  char number[64];

  if (!(self->unit > 0.0))
    {
      format_number (value, digits, buffer);
      return;
    }

  format_number (value / self->unit, digits, number);
  g_snprintf (buffer, 64, "%s %s", number, self->unit_name);
}

int
bs_axes_digits (const BsAxes *self, double step)
{
  if (!(self->unit > 0.0))
    return 0;

  return CLAMP ((int) ceil (-log10 (step / self->unit) - 1e-9), 0, 6);
}

static void
draw_text (cairo_t *cr, const BsStyle *style, const char *text, BsTextAlign align, double x,
           double y)
{
  bs_text_draw (cr, style, text, 11.0 * style->text_scale, FALSE, align, x, y, bs_axes_dim (style));
}

void
bs_axes_draw (const BsAxes *self, cairo_t *cr, const BsStyle *style, double step_x, double step_y,
              int digits)
{
  double right = self->left + self->width, bottom = self->top + self->height;
  double gap = 8.0 * style->text_scale;
  char buffer[64];

  /* episodes and batches are whole numbers */
  step_x = MAX (step_x, 1.0);
  if (digits == 0 && !(self->unit > 0.0))
    step_y = MAX (step_y, 1.0);
  for (double value = ceil (self->y0 / step_y - 1e-9) * step_y; value <= self->y1 + step_y * 1e-6;
       value += step_y)
    {
      double y = bs_axes_y (self, value);

      cairo_rectangle (cr, self->left, floor (y), self->width, 1.0);
      bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.3 : 0.1));
      cairo_fill (cr);
      bs_axes_format (self, value, digits, buffer);
      draw_text (cr, style, buffer, self->mirrored ? BS_TEXT_LEFT : BS_TEXT_RIGHT,
                 self->mirrored ? right + gap : self->left - gap, y);
    }
  for (double value = ceil (self->x0 / step_x - 1e-9) * step_x; value <= self->x1 + step_x * 1e-6;
       value += step_x)
    {
      format_number (value, 0, buffer);
      draw_text (cr, style, buffer, BS_TEXT_CENTER, bs_axes_x (self, value),
                 bottom + 14.0 * style->text_scale);
    }
}
