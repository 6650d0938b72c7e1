/* SPDX-License-Identifier: Apache-2.0 */
/* Where things are in the picture of a layout, and its copies. Private to viz/memory. */
#pragma once

#include "viz/memory/cell-row.h"
#include "viz/memory/copy-places.h"
#include "viz/memory/layout-painter.h"
#include "viz/memory/memory-marks.h"

G_BEGIN_DECLS

#define BS_LAYOUT_MARGIN 24.0
#define BS_LAYOUT_MAX_BRACKETS 3 /* one above the other */
#define BS_LAYOUT_BRACKET 21.0

struct _BsLayoutPainter
{
  BsCellMemory *memory;
  BsCellRow before, after;
  GArray *copies[2]; /* BsLayoutCopy, before and after */
  guint n_lanes[2];
  guint32 *batch_before; /* [n_variables] that computes it before, or G_MAXUINT32 */
  guint32 *batch_after;

  /* From the top down, in points at zoom 1 and text scale 1. */
  double width, height;
  double lanes_before, row_before, separator, head_after, tree, level, row_after, brackets,
      lanes_after;

  /* Of the frame that is drawn. */
  BsCellRow row; /* after, as it is now */
  double *x[2];  /* [n_variables] before and after: the middle of each, for the tree mirrored */
  guint8 *look;  /* [n_variables] BsCellLook */
  gboolean *is_tried; /* [n_variables] of the reduction at hand, or of the inner batch */
};

/** bs_layout_scene_init: lays out all that does not change. */
void bs_layout_scene_init (BsLayoutPainter *self);
void bs_layout_scene_clear (BsLayoutPainter *self);

/** bs_layout_scene_prepare: places and looks of variables for a frame. */
void bs_layout_scene_prepare (BsLayoutPainter *self, const BsStyle *style,
                              const BsMemorySelection *selection);

/** bs_layout_scene_get_tree: the trees before and after the motion; (nullable). */
const BsPlanTree *bs_layout_scene_get_tree (const BsLayoutPainter *self, guint32 n);

/** bs_layout_scene_has_tree: whether the plan asked anything of one. */
gboolean bs_layout_scene_has_tree (const BsLayoutPainter *self);

/** bs_layout_scene_has_before: whether there is something to compare with. */
static inline gboolean
bs_layout_scene_has_before (const BsLayoutPainter *self)
{
  return self->memory->before != self->memory->after;
}

/** bs_layout_scene_mirror: @x as it is drawn. */
static inline double
bs_layout_scene_mirror (const BsLayoutPainter *self, const BsStyle *style, double x)
{
  return style->right_to_left ? self->width - x : x;
}

static inline const BsPlanTuple *
bs_layout_scene_tuple (const BsPlanBatch *batch, int operand)
{
  return operand < 0 ? &batch->result : &batch->operands[operand];
}

G_END_DECLS
