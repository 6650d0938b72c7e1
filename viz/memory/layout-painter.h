/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a cell before and after planning: variables as a row of boxes, what the current inner
 * batch reads and writes as brackets, copies as arrows with bytes, and the PQ-tree above. */
#pragma once

#include "profiles/replay/cell-memory.h"
#include "viz/memory/memory-selection.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

typedef struct _BsLayoutPainter BsLayoutPainter;

/** bs_layout_painter_new: keeps a reference to @memory. Fast. */
BsLayoutPainter *bs_layout_painter_new (BsCellMemory *memory);
void bs_layout_painter_free (BsLayoutPainter *self);

BsCellMemory *bs_layout_painter_get_memory (BsLayoutPainter *self);

/** bs_layout_painter_get_size: the natural size in points: what is drawn whole at zoom 1. */
void bs_layout_painter_get_size (BsLayoutPainter *self, const BsStyle *style, double *width,
                                 double *height);

void bs_layout_painter_draw (BsLayoutPainter *self, cairo_t *cr, const BsStyle *style, double width,
                             double height, const BsMemorySelection *selection, const BsView *view);

/** bs_layout_painter_resolve: Returns: the view as drawn: whole where that is readable, else about
 * the current batch. */
BsView bs_layout_painter_resolve (BsLayoutPainter *self, const BsStyle *style, double width,
                                  double height, const BsMemorySelection *selection,
                                  const BsView *view);

BsMemoryPick bs_layout_painter_pick (BsLayoutPainter *self, const BsStyle *style, double width,
                                     double height, const BsMemorySelection *selection,
                                     const BsView *view, double x, double y);

/** bs_layout_painter_hint: Returns: (transfer full) (nullable): what stands at a point. */
char *bs_layout_painter_hint (BsLayoutPainter *self, const BsStyle *style, double width,
                              double height, const BsMemorySelection *selection, const BsView *view,
                              double x, double y);

/** bs_layout_painter_neighbour: Returns: the variable @delta places beside the focused one in the row
 * after; the first (or last) without a focus. */
guint32 bs_layout_painter_neighbour (BsLayoutPainter *self, const BsMemorySelection *selection,
                                     int delta);

/** bs_layout_painter_describe: Returns: (transfer full): the picture in sentences, translated. */
char *bs_layout_painter_describe (BsLayoutPainter *self, const BsMemorySelection *selection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsLayoutPainter, bs_layout_painter_free)

G_END_DECLS
