/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions of several runs of one mini-batch, a strip each, one below the other: what all do alike
 * is dimmed, and where they part is marked. */
#pragma once

#include "profiles/comparison/comparison.h"
#include "viz/style.h"

G_BEGIN_DECLS

typedef struct _BsStripsPainter BsStripsPainter;

#define BS_STRIPS_NONE G_MAXUINT32

/* A decision of a run, from 0 within the mini-batch. */
typedef struct
{
  guint run;
  guint32 decision; /* BS_STRIPS_NONE: none */
} BsStripsPlace;

/**
 * BsStripsView:
 * @first, @end: what is on show: decisions, or nodes run; the same: all
 * @run: what is beside the base: whose detours the base has, and which are marked
 * @base, @own: decisions that are looked at: of the base and of @run, or BS_STRIPS_NONE
 */
typedef struct
{
  double first, end;
  guint run;
  guint32 base, own;
} BsStripsView;

/** bs_strips_painter_new: @by_nodes: a batch stands where so many nodes have run before it, else at
 * its number. O(decisions); in any thread. */
BsStripsPainter *bs_strips_painter_new (BsComparison *comparison, guint32 mini_batch,
                                        gboolean by_nodes);
void bs_strips_painter_free (BsStripsPainter *self);

BsComparison *bs_strips_painter_get_comparison (const BsStripsPainter *self);
guint32 bs_strips_painter_get_mini_batch (const BsStripsPainter *self);

/** bs_strips_painter_get_length: Returns: decisions of the longest run, or nodes. */
double bs_strips_painter_get_length (const BsStripsPainter *self);

/** bs_strips_painter_get_place: Returns: where a decision begins, in what @first and @end count. */
double bs_strips_painter_get_place (const BsStripsPainter *self, BsStripsPlace place);

/** bs_strips_painter_height: Returns: what suits it: points. */
double bs_strips_painter_height (const BsStripsPainter *self, const BsStyle *style);

/** bs_strips_painter_left: Returns: where the first bar begins; bars end at @width less a margin. */
double bs_strips_painter_left (const BsStyle *style);
double bs_strips_painter_right (const BsStyle *style);

void bs_strips_painter_draw (BsStripsPainter *self, cairo_t *cr, const BsStyle *style, double width,
                             double height, const BsStripsView *view);

/** bs_strips_painter_pick: Returns: what stands at a point; .decision is BS_STRIPS_NONE where nothing
 * does. */
BsStripsPlace bs_strips_painter_pick (BsStripsPainter *self, const BsStyle *style, double width,
                                      double height, const BsStripsView *view, double x, double y);

/** bs_strips_painter_find_detour: Returns: (nullable): the detour of run @run that the @base-th decision
 * of the base (or the @own-th of the run, where @base is none) is in. */
const BsDetour *bs_strips_painter_find_detour (const BsStripsPainter *self, guint run, guint32 base,
                                               guint32 own);

/** bs_strips_painter_pick_detour: Returns: (nullable): the detour of @view's run whose line stands at a
 * point. */
const BsDetour *bs_strips_painter_pick_detour (BsStripsPainter *self, const BsStyle *style,
                                               double width, double height,
                                               const BsStripsView *view, double x, double y);

/** bs_strips_painter_describe_detour: Returns: (transfer full): from where to where, and what it costs,
 * in words. */
char *bs_strips_painter_describe_detour (const BsStripsPainter *self, guint run,
                                         const BsDetour *detour);

/** bs_strips_painter_partner: Returns: the decision of run @run beside which the decision of the base
 * stands: the same one where they do the same, else one as far into the detour; with @backwards of the base
 * beside that of the run. BS_STRIPS_NONE: there is none. */
guint32 bs_strips_painter_partner (const BsStripsPainter *self, guint run, guint32 decision,
                                   gboolean backwards);

/** bs_strips_painter_describe: Returns: (transfer full): in words. */
char *bs_strips_painter_describe (const BsStripsPainter *self, const BsStripsView *view);

/** bs_strips_painter_describe_place: Returns: (transfer full): a decision in words. */
char *bs_strips_painter_describe_place (const BsStripsPainter *self, BsStripsPlace place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsStripsPainter, bs_strips_painter_free)

G_END_DECLS
