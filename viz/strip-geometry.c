/* SPDX-License-Identifier: Apache-2.0 */
/* Where the decision strip has what. */
#include "config.h"

#include "viz/strip-geometry.h"

#include <math.h>

#define LETTER_FROM 7.5 /* points a bar */
#define LETTERS 14.0
#define WIDEST 26.0 /* a few decisions need not fill the window */
#define OVERVIEW 14.0

void
bs_strip_geometry_init (BsStripGeometry *self, const BsStyle *style, double width, double height,
                        guint32 n_decisions, const guint32 range[2])
{
  double scale = CLAMP (style->text_scale, 0.5, 4.0), pad = width >= 300.0 ? 18.0 : 6.0;
  guint32 n = MAX (n_decisions, 1);
  double room;

  self->first = range != NULL ? CLAMP (range[0], 1, n) : 1;
  self->last = range != NULL ? CLAMP (range[1], self->first, n) : n;
  self->left = pad;
  self->width = MAX (width - 2.0 * pad, 1.0);
  self->pitch = MIN (self->width / ((double) self->last - self->first + 1.0), WIDEST * scale);

  self->legend = height >= 110.0 * scale ? 36.0 * scale : 0.0;
  self->overview = self->legend > 0.0 && (self->first > 1 || self->last < n) ? OVERVIEW : 0.0;
  room = height - self->legend - self->overview;
  self->pill = room >= 84.0 * scale ? 30.0 * scale : room >= 44.0 * scale ? 20.0 * scale : 0.0;
  self->letters = self->pitch >= LETTER_FROM && room - self->pill >= 46.0 ? LETTERS : 0.0;
  self->foot = self->legend > 0.0 ? 10.0 : height >= 40.0 ? 6.0 : 0.0;
  self->bottom = height - self->overview - self->letters - self->foot;
  self->top = MIN (self->legend + self->pill + 2.0, self->bottom - 1.0);
}

guint32
bs_strip_geometry_pick (const BsStripGeometry *self, double x)
{
  double at = floor ((x - self->left) / self->pitch);

  at = isfinite (at) ? CLAMP (at, 0.0, (double) (self->last - self->first)) : 0.0;
  return self->first + (guint32) at;
}

guint32
bs_strip_geometry_pick_overview (const BsStripGeometry *self, guint32 n_decisions, double x)
{
  double at = floor ((x - self->left) / self->width * n_decisions);

  return 1 + (isfinite (at) ? (guint32) CLAMP (at, 0.0, MAX (n_decisions, 1) - 1.0) : 0);
}
