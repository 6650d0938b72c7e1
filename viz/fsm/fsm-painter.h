/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine of a run: the states it reached, its transitions, where it is. */
#pragma once

#include "profiles/trace/trace.h"
#include "viz/fsm/fsm-machine.h"
#include "viz/moment.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

typedef struct _BsFsmPainter BsFsmPainter;

/**
 * bs_fsm_painter_new:
 *
 * Computes the layout, which never changes afterwards. May take a while: not on the UI thread.
 * Drawing is safe from one thread at a time.
 */
BsFsmPainter *bs_fsm_painter_new (BsTrace *trace);
void bs_fsm_painter_free (BsFsmPainter *self);

void bs_fsm_painter_draw (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width,
                          double height, const BsMoment *moment, const BsFsmOptions *options,
                          const BsView *view);

/** bs_fsm_painter_resolve: Returns: the view as drawn: where @view follows, what it came to. */
BsView bs_fsm_painter_resolve (BsFsmPainter *self, double width, double height,
                               const BsMoment *moment, const BsFsmOptions *options,
                               const BsView *view);

/** bs_fsm_painter_pick: Returns: the state drawn at a point, or %G_MAXUINT32. */
guint32 bs_fsm_painter_pick (BsFsmPainter *self, double width, double height,
                             const BsMoment *moment, const BsFsmOptions *options,
                             const BsView *view, double x, double y);

/* Where a state is drawn, in pixels of the screen, and as what. */
typedef struct
{
  double x, y, width, height;
  BsFsmPicture picture;
  double share_x, share_y;              /* of its middle in the picture, as in a pin */
  double picture_width, picture_height; /* in pixels */
} BsFsmPlace;

/** bs_fsm_painter_locate: Returns: whether @state is in the picture, perhaps off the screen. */
gboolean bs_fsm_painter_locate (BsFsmPainter *self, double width, double height,
                                const BsMoment *moment, const BsFsmOptions *options,
                                const BsView *view, guint32 state, BsFsmPlace *place);

/** bs_fsm_painter_neighbour: Returns: the next state in the picture from @state in a direction (one of
 * @dx, @dy is 1 or -1), or %G_MAXUINT32. */
guint32 bs_fsm_painter_neighbour (BsFsmPainter *self, double width, double height,
                                  const BsMoment *moment, const BsFsmOptions *options,
                                  const BsView *view, guint32 state, int dx, int dy);

/** bs_fsm_painter_visit: Returns: the nearest decision after (or before) @decision in @state,
 * cyclically. */
guint32 bs_fsm_painter_visit (BsFsmPainter *self, guint32 state, guint32 decision,
                              gboolean forward);

/** bs_fsm_painter_get_machine: Returns: (transfer none): what is drawn. */
const BsFsmMachine *bs_fsm_painter_get_machine (const BsFsmPainter *self);

/** bs_fsm_painter_describe: Returns: (transfer full): the picture in a sentence, translated. */
char *bs_fsm_painter_describe (BsFsmPainter *self, guint32 decision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsmPainter, bs_fsm_painter_free)

G_END_DECLS
