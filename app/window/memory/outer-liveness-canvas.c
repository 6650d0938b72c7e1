/* SPDX-License-Identifier: Apache-2.0 */
/* The block of all values over the decisions. */
#include "config.h"

#include "app/window/memory/outer-liveness-canvas.h"

#include <glib/gi18n-lib.h>

#include "viz/memory/outer-painter.h"

struct _BsOuterLivenessCanvas
{
  BsMemoryCanvas parent_instance;

  BsOuterPainter *painter; /* NULL while there is no outer memory */
  BsOuterMemory *memory;   /* that it draws */
};

G_DEFINE_FINAL_TYPE (BsOuterLivenessCanvas, bs_outer_liveness_canvas, BS_TYPE_MEMORY_CANVAS)

static void
forget (BsOuterLivenessCanvas *self)
{
  g_clear_pointer (&self->painter, bs_outer_painter_free);
  g_clear_pointer (&self->memory, bs_outer_memory_unref);
}

static void
bs_outer_liveness_canvas_content (BsMemoryCanvas *canvas)
{
  BsOuterLivenessCanvas *self = BS_OUTER_LIVENESS_CANVAS (canvas);
  BsOuterMemory *memory = NULL;

  /* Nothing is planned again for a picture that nobody sees. */
  if (gtk_widget_get_mapped (GTK_WIDGET (canvas)))
    memory = bs_memory_cursor_get_outer (bs_memory_canvas_get_cursor (canvas));
  if (memory == self->memory)
    return;

  forget (self);
  if (memory != NULL)
    {
      self->memory = bs_outer_memory_ref (memory);
      self->painter = bs_outer_painter_new (memory);
    }
}

static void
map_cb (BsOuterLivenessCanvas *self)
{
  if (bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (self)) != NULL)
    bs_outer_liveness_canvas_content (BS_MEMORY_CANVAS (self));
}

static void
bs_outer_liveness_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                                double height, const BsMoment *moment)
{
  BsOuterLivenessCanvas *self = BS_OUTER_LIVENESS_CANVAS (canvas);

  if (self->painter != NULL)
    bs_outer_painter_draw_liveness (self->painter, cr, style, width, height, moment);
}

static char *
bs_outer_liveness_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsOuterLivenessCanvas *self = BS_OUTER_LIVENESS_CANVAS (canvas);
  BsMemoryCursor *cursor = bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (canvas));

  if (self->painter == NULL)
    return g_strdup (_ ("No memory of the outer graph is shown."));

  return bs_outer_painter_describe (self->painter, decision, bs_memory_cursor_get_operand (cursor));
}

static guint32
decision_at (BsCanvas *canvas, double x, double y)
{
  BsOuterLivenessCanvas *self = BS_OUTER_LIVENESS_CANVAS (canvas);

  if (self->painter == NULL)
    return 0;

  return bs_outer_painter_pick_decision (self->painter, bs_canvas_get_style (canvas),
                                         gtk_widget_get_width (GTK_WIDGET (canvas)),
                                         gtk_widget_get_height (GTK_WIDGET (canvas)), x, y);
}

static void
bs_outer_liveness_canvas_pick (BsCanvas *canvas, double x, double y)
{
  guint32 decision = decision_at (canvas, x, y);

  if (decision > 0)
    bs_clock_seek (bs_canvas_get_clock (canvas), decision);
}

static char *
bs_outer_liveness_canvas_hint (BsCanvas *canvas, double x, double y)
{
  guint32 decision = decision_at (canvas, x, y);
  g_autofree char *alive = NULL;

  if (decision == 0)
    return NULL;
  alive = g_format_size_full (
      bs_outer_memory_get_alive (BS_OUTER_LIVENESS_CANVAS (canvas)->memory, decision, NULL),
      G_FORMAT_SIZE_IEC_UNITS);

  return g_strdup_printf (_ ("Decision %u: %s alive. Click to go there."), decision, alive);
}

/* Left and right step, as on the strip. */
static gboolean
bs_outer_liveness_canvas_move (BsMemoryCanvas *canvas, int dx, int dy)
{
  BsClock *clock = bs_canvas_get_clock (BS_CANVAS (canvas));

  if (dx == 0)
    return FALSE;
  if (dx == G_MININT || dx == G_MAXINT)
    bs_clock_seek (clock, dx < 0 ? 1 : bs_clock_get_n_decisions (clock));
  else
    bs_clock_step (clock, dx);

  return TRUE;
}

static void
bs_outer_liveness_canvas_dispose (GObject *object)
{
  forget (BS_OUTER_LIVENESS_CANVAS (object));

  G_OBJECT_CLASS (bs_outer_liveness_canvas_parent_class)->dispose (object);
}

static void
bs_outer_liveness_canvas_class_init (BsOuterLivenessCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  BsMemoryCanvasClass *memory_class = BS_MEMORY_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_outer_liveness_canvas_dispose;
  canvas_class->paint = bs_outer_liveness_canvas_paint;
  canvas_class->describe = bs_outer_liveness_canvas_describe;
  canvas_class->pick = bs_outer_liveness_canvas_pick;
  canvas_class->hint = bs_outer_liveness_canvas_hint;
  memory_class->content = bs_outer_liveness_canvas_content;
  memory_class->move = bs_outer_liveness_canvas_move;
}

static void
bs_outer_liveness_canvas_init (BsOuterLivenessCanvas *self)
{
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Liveness of values between cells"), -1);
}

void
bs_outer_liveness_canvas_set_cursor (BsOuterLivenessCanvas *self, BsMemoryCursor *cursor)
{
  g_return_if_fail (BS_IS_OUTER_LIVENESS_CANVAS (self));

  bs_memory_canvas_set_cursor (BS_MEMORY_CANVAS (self), cursor);
}
