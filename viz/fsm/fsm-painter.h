/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine of a run: the states it reached, its transitions, where it is. */
#pragma once

#include "profiles/trace/trace.h"
#include "viz/moment.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

typedef struct _BsFsmPainter BsFsmPainter;

typedef enum
{
  BS_FSM_NEAR, /* around the current state */
  BS_FSM_WHOLE /* all states of the run, fitted */
} BsFsmScope;

/**
 * bs_fsm_painter_new:
 *
 * Computes the layout, which never changes afterwards. May take a while: not on the UI thread.
 * Drawing is safe from one thread at a time.
 */
BsFsmPainter *bs_fsm_painter_new (BsTrace *trace);
void bs_fsm_painter_free (BsFsmPainter *self);

void bs_fsm_painter_draw (BsFsmPainter *self, cairo_t *cr, const BsStyle *style, double width,
                          double height, const BsMoment *moment, BsFsmScope scope,
                          const BsView *view);

/** bs_fsm_painter_resolve: Returns: the view as drawn: where @view follows, what it came to. */
BsView bs_fsm_painter_resolve (BsFsmPainter *self, double width, double height,
                               const BsMoment *moment, BsFsmScope scope, const BsView *view);

/** bs_fsm_painter_pick: Returns: the state drawn at a point, or %G_MAXUINT32. */
guint32 bs_fsm_painter_pick (BsFsmPainter *self, double width, double height,
                             const BsMoment *moment, BsFsmScope scope, const BsView *view, double x,
                             double y);

/** bs_fsm_painter_next_visit: Returns: first decision after @decision (cyclically) in @state. */
guint32 bs_fsm_painter_next_visit (BsFsmPainter *self, guint32 state, guint32 decision);

/** bs_fsm_painter_describe: Returns: (transfer full): the picture in a sentence, translated. */
char *bs_fsm_painter_describe (BsFsmPainter *self, guint32 decision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsmPainter, bs_fsm_painter_free)

G_END_DECLS
