/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the painter of strips share: itself, and where what is on show stands. */
#pragma once

#include "viz/compare/strips-painter.h"
#include "viz/compare/strips-rows.h"

G_BEGIN_DECLS

struct _BsStripsPainter
{
  BsComparison *comparison;
  guint32 mini_batch;
  gboolean by_nodes;
  guint n_rows;
  BsStripsRow *rows;
  guint32 cap; /* the size of a bar of full height */
};

/* Where what is on show stands. */
typedef struct
{
  double left, width, first, scale; /* points a decision or node */
  double top, row, bars, letters;
  double lane;     /* below the letters: for the marks of detours */
  double overview; /* its height, 0: there is none */
} BsStripsFrame;

static inline double
bs_strips_place_of (const BsStripsPainter *self, guint row, guint32 decision)
{
  const BsStripsRow *own = &self->rows[row];

  return self->by_nodes ? (double) own->nodes[MIN (decision, own->n)] : decision;
}

static inline double
bs_strips_x_of (const BsStripsFrame *frame, double place)
{
  return frame->left + (place - frame->first) * frame->scale;
}

static inline double
bs_strips_scale_of (const BsStyle *style)
{
  return CLAMP (style->text_scale, 0.5, 4.0);
}

/** bs_strips_frame_init: where it all stands in a picture of @width by @height. */
void bs_strips_frame_init (BsStripsFrame *self, const BsStripsPainter *painter,
                           const BsStyle *style, double width, double height,
                           const BsStripsView *view);

/** bs_strips_draw_detours: where the run that is looked at leaves the base, as far as it is not the same
 * until they meet, and what that costs. */
void bs_strips_draw_detours (const BsStripsPainter *self, cairo_t *cr, const BsStyle *style,
                             const BsStripsFrame *frame, const BsStripsView *view);

G_END_DECLS
