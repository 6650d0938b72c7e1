/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the current mini-batch: a lane an instance, columns by depth, folded
 * where it is too dense; frontier outlined, executed faded, the forming batch lifted out. */
#pragma once

#include "profiles/trace/trace.h"
#include "viz/moment.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

typedef struct _BsGraphPainter BsGraphPainter;

typedef enum
{
  BS_GRAPH_NODES, /* nodes, folded to pills where too small */
  BS_GRAPH_TYPES  /* pills by layer and type */
} BsGraphMode;

/**
 * bs_graph_painter_new:
 *
 * Computes the layouts of all mini-batches, O(V + E). May take a while: not on the UI thread.
 */
BsGraphPainter *bs_graph_painter_new (BsTrace *trace);
void bs_graph_painter_free (BsGraphPainter *self);

/**
 * bs_graph_painter_draw:
 * @tray: 0: no tray; 1: a tray with the forming batch over the lower edge; more: with so many
 *   points at its end kept free, for a button
 *
 * Cost is bounded by what is on screen, not by the size of the graph.
 */
void bs_graph_painter_draw (BsGraphPainter *self, cairo_t *cr, const BsStyle *style, double width,
                            double height, const BsMoment *moment, BsGraphMode mode,
                            const BsView *view, guint32 selected_node, int tray);

BsView bs_graph_painter_resolve (BsGraphPainter *self, double width, double height,
                                 const BsMoment *moment, BsGraphMode mode, const BsView *view);

/** bs_graph_painter_pick: Returns: the node drawn at a point, or %G_MAXUINT32. */
guint32 bs_graph_painter_pick (BsGraphPainter *self, double width, double height,
                               const BsMoment *moment, BsGraphMode mode, const BsView *view,
                               double x, double y);

/** bs_graph_painter_describe: Returns: (transfer full): the picture in a sentence, translated. */
char *bs_graph_painter_describe (BsGraphPainter *self, guint32 decision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphPainter, bs_graph_painter_free)

G_END_DECLS
