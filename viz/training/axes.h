/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a chart over episodes: scales with round numbers, their lines and texts. */
#pragma once

#include "viz/style.h"

G_BEGIN_DECLS

typedef struct
{
  double left, top, width, height; /* of what is inside */
  double x0, x1, y0, y1;           /* values at its edges */
  gboolean mirrored;               /* from right to left */
  double unit;                     /* of numbers on the left, with its name; 0: plain ones */
  const char *unit_name;
} BsAxes;

/** bs_axes_step: Returns: a round number so that at most @n steps make up @range. */
double bs_axes_step (double range, guint n);

static inline double
bs_axes_x (const BsAxes *self, double value)
{
  double share = (value - self->x0) / (self->x1 - self->x0);

  return self->left + (self->mirrored ? 1.0 - share : share) * self->width;
}

static inline double
bs_axes_y (const BsAxes *self, double value)
{
  return self->top + (1.0 - (value - self->y0) / (self->y1 - self->y0)) * self->height;
}

/** bs_axes_value: Returns: the value on the level axis at @x. */
double bs_axes_value (const BsAxes *self, double x);

/** bs_axes_format: writes what stands on the left at @value; @digits: see bs_axes_draw(). */
void bs_axes_format (const BsAxes *self, double value, int digits, char buffer[64]);

/** bs_axes_digits: Returns: how many digits behind the point numbers need that are @step apart. */
int bs_axes_digits (const BsAxes *self, double step);

/** bs_axes_draw: @step_y: between lines; @digits: of their numbers. Numbers stand at the left and below. */
void bs_axes_draw (const BsAxes *self, cairo_t *cr, const BsStyle *style, double step_x,
                   double step_y, int digits);

/** bs_axes_dim: Returns: the colour of what is said by the way. */
BsColor bs_axes_dim (const BsStyle *style);

G_END_DECLS
