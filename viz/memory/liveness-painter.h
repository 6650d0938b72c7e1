/* SPDX-License-Identifier: Apache-2.0 */
/* The liveness map of a cell: inner batches across, places down; a bar is live storage. */
#pragma once

#include "profiles/replay/cell-memory.h"
#include "viz/memory/memory-selection.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

typedef struct _BsLivenessPainter BsLivenessPainter;

/** bs_liveness_painter_new: keeps a reference to @memory. Fast. */
BsLivenessPainter *bs_liveness_painter_new (BsCellMemory *memory);
void bs_liveness_painter_free (BsLivenessPainter *self);

BsCellMemory *bs_liveness_painter_get_memory (BsLivenessPainter *self);

/** bs_liveness_painter_get_size: the natural size in points: what is drawn whole at zoom 1. */
void bs_liveness_painter_get_size (BsLivenessPainter *self, const BsStyle *style, double *width,
                                   double *height);

void bs_liveness_painter_draw (BsLivenessPainter *self, cairo_t *cr, const BsStyle *style,
                               double width, double height, const BsMemorySelection *selection,
                               const BsView *view);

/** bs_liveness_painter_resolve: Returns: the view as drawn: whole where that is readable, else about
 * the current batch. */
BsView bs_liveness_painter_resolve (BsLivenessPainter *self, const BsStyle *style, double width,
                                    double height, const BsMemorySelection *selection,
                                    const BsView *view);

BsMemoryPick bs_liveness_painter_pick (BsLivenessPainter *self, const BsStyle *style, double width,
                                       double height, const BsMemorySelection *selection,
                                       const BsView *view, double x, double y);

/** bs_liveness_painter_hint: Returns: (transfer full) (nullable): what stands at a point. */
char *bs_liveness_painter_hint (BsLivenessPainter *self, const BsStyle *style, double width,
                                double height, const BsMemorySelection *selection,
                                const BsView *view, double x, double y);

/** bs_liveness_painter_neighbour: Returns: the variable @delta places beside the focused one in order
 * of places; the first (or last) without a focus. */
guint32 bs_liveness_painter_neighbour (BsLivenessPainter *self, const BsMemorySelection *selection,
                                       int delta);

/** bs_liveness_painter_describe: Returns: (transfer full): the picture in sentences, translated. */
char *bs_liveness_painter_describe (BsLivenessPainter *self, const BsMemorySelection *selection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsLivenessPainter, bs_liveness_painter_free)

G_END_DECLS
