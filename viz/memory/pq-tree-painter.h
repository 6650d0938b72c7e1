/* SPDX-License-Identifier: Apache-2.0 */
/* A PQ-tree above a row of its leaves, also between two reductions. */
#pragma once

#include "profiles/replay/plan-replay.h"
#include "viz/style.h"

G_BEGIN_DECLS

/* Where the leaves are now: the picture of a tree follows them. */
typedef struct
{
  const double *x; /* by variable */
  double top;      /* of the picture: the root */
  double level;    /* height of a level */
  double bottom;   /* upper edge of the leaves */
} BsPqPlace;

/** bs_pq_tree_get_depth: Returns: levels above the leaves. */
guint bs_pq_tree_get_depth (const BsPlanTree *tree);

/**
 * bs_pq_tree_painter_draw:
 * @from: the tree before; @to itself at rest
 * @share: how far from the one to the other, 0 to 1, eased
 * @is_marked: (nullable): [variables]: nodes with nothing but these below them are marked
 *
 * Nodes that both trees have move; others fade.
 */
void bs_pq_tree_painter_draw (cairo_t *cr, const BsStyle *style, const BsPlanTree *from,
                              const BsPlanTree *to, double share, const gboolean *is_marked,
                              const BsPqPlace *place);

/** bs_pq_tree_painter_draw_legend: what P and Q stand for, beginning at (@x, @y). */
void bs_pq_tree_painter_draw_legend (cairo_t *cr, const BsStyle *style, double x, double y);

G_END_DECLS
