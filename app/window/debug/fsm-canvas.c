/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine. */
#include "config.h"

#include "app/window/debug/fsm-canvas.h"

#include <glib/gi18n-lib.h>

struct _BsFsmCanvas
{
  BsCanvas parent_instance;

  BsFsmScope scope;
};

G_DEFINE_FINAL_TYPE (BsFsmCanvas, bs_fsm_canvas, BS_TYPE_CANVAS)

static void
bs_fsm_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                     double height, const BsMoment *moment)
{
  bs_fsm_painter_draw (bs_canvas_get_pictures (canvas)->fsm, cr, style, width, height, moment,
                       BS_FSM_CANVAS (canvas)->scope, bs_canvas_get_view (canvas));
}

static char *
bs_fsm_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  return bs_fsm_painter_describe (bs_canvas_get_pictures (canvas)->fsm, decision);
}

static BsView
bs_fsm_canvas_resolve (BsCanvas *canvas, double width, double height, const BsMoment *moment,
                       const BsView *view)
{
  return bs_fsm_painter_resolve (bs_canvas_get_pictures (canvas)->fsm, width, height, moment,
                                 BS_FSM_CANVAS (canvas)->scope, view);
}

static guint32
state_at (BsCanvas *canvas, double x, double y)
{
  BsMoment moment = bs_clock_get_moment (bs_canvas_get_clock (canvas));

  return bs_fsm_painter_pick (bs_canvas_get_pictures (canvas)->fsm,
                              gtk_widget_get_width (GTK_WIDGET (canvas)),
                              gtk_widget_get_height (GTK_WIDGET (canvas)), &moment,
                              BS_FSM_CANVAS (canvas)->scope, bs_canvas_get_view (canvas), x, y);
}

static void
bs_fsm_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsClock *clock = bs_canvas_get_clock (canvas);
  guint32 state = state_at (canvas, x, y);
  guint32 next;

  if (state == G_MAXUINT32)
    return;

  next = bs_fsm_painter_next_visit (bs_canvas_get_pictures (canvas)->fsm, state,
                                    bs_clock_get_decision (clock));
  if (next >= 1 && next <= bs_clock_get_n_decisions (clock))
    bs_clock_seek (clock, next);
}

static char *
bs_fsm_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsPictures *pictures = bs_canvas_get_pictures (canvas);
  guint32 state = state_at (canvas, x, y);
  g_autofree char *text = NULL;
  const char *legend;
  const guint16 *key;
  guint length;

  if (state == G_MAXUINT32)
    return NULL;

  key = bs_state_table_get (pictures->trace->states, state, &length);
  text = bs_state_to_string (pictures->trace->states->encoding, key, length,
                             pictures->trace->types);
  legend = bs_trace_state_legend (pictures->trace);
  if (legend == NULL)
    return g_strdup_printf (_ ("State %s. Click to go to its next visit."), text);

  /* Translators: a state, and what the order and the signs in its text say */
  return g_strdup_printf (_ ("State %s. Click to go to its next visit.\n(%s)"), text, legend);
}

static void
bs_fsm_canvas_class_init (BsFsmCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  canvas_class->paint = bs_fsm_canvas_paint;
  canvas_class->describe = bs_fsm_canvas_describe;
  canvas_class->resolve = bs_fsm_canvas_resolve;
  canvas_class->pick = bs_fsm_canvas_pick;
  canvas_class->hint = bs_fsm_canvas_hint;
}

static void
bs_fsm_canvas_init (BsFsmCanvas *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Policy as a state machine"), -1);
}

BsFsmScope
bs_fsm_canvas_get_scope (BsFsmCanvas *self)
{
  g_return_val_if_fail (BS_IS_FSM_CANVAS (self), BS_FSM_NEAR);

  return self->scope;
}

void
bs_fsm_canvas_set_scope (BsFsmCanvas *self, BsFsmScope scope)
{
  g_return_if_fail (BS_IS_FSM_CANVAS (self));

  self->scope = scope;
  bs_canvas_follow (BS_CANVAS (self));
}
