/* SPDX-License-Identifier: Apache-2.0 */
/* The memory between cells: the operands of the forming batch in the block of all values, before and
 * after planning, and below what is alive of it over the decisions. */
#pragma once

#include "profiles/replay/outer-memory.h"
#include "viz/memory/memory-selection.h"
#include "viz/moment.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

typedef struct _BsOuterPainter BsOuterPainter;

/** bs_outer_painter_new: keeps a reference to @memory. Fast. */
BsOuterPainter *bs_outer_painter_new (BsOuterMemory *memory);
void bs_outer_painter_free (BsOuterPainter *self);

/**
 * bs_outer_painter_draw:
 * @operand: selected, from 0; or %BS_MEMORY_NONE
 *
 * At decisions of other mini-batches it says so.
 */
void bs_outer_painter_draw (BsOuterPainter *self, cairo_t *cr, const BsStyle *style, double width,
                            double height, const BsMoment *moment, guint32 operand);

/** bs_outer_painter_draw_liveness: the block over all decisions of the mini-batch. */
void bs_outer_painter_draw_liveness (BsOuterPainter *self, cairo_t *cr, const BsStyle *style,
                                     double width, double height, const BsMoment *moment);

/** bs_outer_painter_pick: Returns: the operand drawn at a point, or %BS_MEMORY_NONE. */
guint32 bs_outer_painter_pick (BsOuterPainter *self, const BsStyle *style, double width,
                               double height, const BsMoment *moment, double x, double y);

/** bs_outer_painter_pick_decision: Returns: the decision at a point of the liveness; 0: none. */
guint32 bs_outer_painter_pick_decision (BsOuterPainter *self, const BsStyle *style, double width,
                                        double height, double x, double y);

/** bs_outer_painter_hint: Returns: (transfer full) (nullable): what stands at a point. */
char *bs_outer_painter_hint (BsOuterPainter *self, const BsStyle *style, double width,
                             double height, const BsMoment *moment, double x, double y);

/** bs_outer_painter_describe: Returns: (transfer full): the picture in sentences, translated. */
char *bs_outer_painter_describe (BsOuterPainter *self, guint32 decision, guint32 operand);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsOuterPainter, bs_outer_painter_free)

G_END_DECLS
