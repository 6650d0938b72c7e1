/* SPDX-License-Identifier: Apache-2.0 */
/* A logarithmic scale with its marks. Private to viz/timing. */
#pragma once

#include "viz/style.h"

G_BEGIN_DECLS

typedef enum
{
  BS_AXIS_NUMBER,  /* 0.5, 1, 2 */
  BS_AXIS_DURATION /* ns: 10 µs */
} BsAxisUnit;

typedef struct
{
  BsAxisUnit unit;
  double from, to;   /* values at its ends */
  double start, end; /* where these are */
} BsLogAxis;

/** bs_log_axis_init: shows [@least, @most] with some room around, and at least two doublings. */
void bs_log_axis_init (BsLogAxis *self, BsAxisUnit unit, double least, double most, double start,
                       double end);

/** bs_log_axis_place: Returns: where @value is, which may be beyond the ends. */
double bs_log_axis_place (const BsLogAxis *self, double value);

/** bs_log_axis_value: Returns: what is at @place. */
double bs_log_axis_value (const BsLogAxis *self, double place);

/** bs_log_axis_next: Returns: the first mark above @value, where marks are @apart pixels from each other
 * at least; 0: the end is before it. To begin with @value is 0. */
double bs_log_axis_next (const BsLogAxis *self, double value, double apart);

/** bs_log_axis_text: Returns: (transfer full): @value in the unit of the axis. */
char *bs_log_axis_text (const BsLogAxis *self, double value);

/**
 * bs_log_axes_draw:
 * @x_title, @y_title: (nullable):
 *
 * The grid and the numbers of two scales.
 */
void bs_log_axes_draw (cairo_t *cr, const BsStyle *style, const BsLogAxis *x, const BsLogAxis *y,
                       const char *x_title, const char *y_title);

G_END_DECLS
