/* SPDX-License-Identifier: Apache-2.0 */
/* The memory between cells: operands of the forming batch. */
#include "config.h"

#include "app/window/memory/outer-canvas.h"

#include <glib/gi18n-lib.h>

#include "viz/memory/outer-painter.h"

struct _BsOuterCanvas
{
  BsMemoryCanvas parent_instance;

  BsOuterPainter *painter; /* NULL while there is no outer memory */
  BsOuterMemory *memory;   /* that it draws */
};

G_DEFINE_FINAL_TYPE (BsOuterCanvas, bs_outer_canvas, BS_TYPE_MEMORY_CANVAS)

static void
forget (BsOuterCanvas *self)
{
  g_clear_pointer (&self->painter, bs_outer_painter_free);
  g_clear_pointer (&self->memory, bs_outer_memory_unref);
}

static void
bs_outer_canvas_content (BsMemoryCanvas *canvas)
{
  BsOuterCanvas *self = BS_OUTER_CANVAS (canvas);
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
map_cb (BsOuterCanvas *self)
{
  if (bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (self)) != NULL)
    bs_outer_canvas_content (BS_MEMORY_CANVAS (self));
}

static void
bs_outer_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment)
{
  BsOuterCanvas *self = BS_OUTER_CANVAS (canvas);

  if (self->painter != NULL)
    bs_outer_painter_draw (
        self->painter, cr, style, width, height, moment,
        bs_memory_cursor_get_operand (bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (canvas))));
}

static char *
bs_outer_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsOuterCanvas *self = BS_OUTER_CANVAS (canvas);
  BsMemoryCursor *cursor = bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (canvas));

  if (self->painter == NULL)
    return g_strdup (_ ("No memory of the outer graph is shown."));

  return bs_outer_painter_describe (self->painter, decision, bs_memory_cursor_get_operand (cursor));
}

static guint32
operand_at (BsCanvas *canvas, double x, double y)
{
  BsMoment moment = bs_clock_get_moment (bs_canvas_get_clock (canvas));

  return bs_outer_painter_pick (BS_OUTER_CANVAS (canvas)->painter, bs_canvas_get_style (canvas),
                                gtk_widget_get_width (GTK_WIDGET (canvas)),
                                gtk_widget_get_height (GTK_WIDGET (canvas)), &moment, x, y);
}

static void
bs_outer_canvas_pick (BsCanvas *canvas, double x, double y)
{
  if (BS_OUTER_CANVAS (canvas)->painter != NULL)
    bs_memory_cursor_set_operand (bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (canvas)),
                                  operand_at (canvas, x, y));
}

static char *
bs_outer_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsMoment moment = bs_clock_get_moment (bs_canvas_get_clock (canvas));
  BsOuterPainter *painter = BS_OUTER_CANVAS (canvas)->painter;

  if (painter == NULL)
    return NULL;

  return bs_outer_painter_hint (painter, bs_canvas_get_style (canvas),
                                gtk_widget_get_width (GTK_WIDGET (canvas)),
                                gtk_widget_get_height (GTK_WIDGET (canvas)), &moment, x, y);
}

/* Up and down go from operand to operand. */
static gboolean
bs_outer_canvas_move (BsMemoryCanvas *canvas, int dx, int dy)
{
  BsOuterCanvas *self = BS_OUTER_CANVAS (canvas);
  BsMemoryCursor *cursor = bs_memory_canvas_get_cursor (canvas);
  guint32 operand = bs_memory_cursor_get_operand (cursor);
  guint32 decision = bs_clock_get_decision (bs_canvas_get_clock (BS_CANVAS (canvas)));
  BsTrace *trace;
  BsOuterBatch batch;

  if (self->memory == NULL || dy == 0)
    return FALSE;
  trace = bs_outer_memory_get_trace (self->memory);
  if (bs_trace_decision (trace, decision)->mini_batch
      != bs_outer_memory_get_mini_batch (self->memory))
    return FALSE;

  bs_outer_memory_get_batch (self->memory, decision, &batch);
  if (batch.n_tuples == 0)
    return FALSE;
  if (operand == BS_MEMORY_NONE)
    operand = dy > 0 ? 0 : batch.n_tuples - 1;
  else if (dy > 0 || operand > 0)
    operand = MIN (operand + dy, batch.n_tuples - 1);
  bs_memory_cursor_set_operand (cursor, operand);

  return TRUE;
}

static void
bs_outer_canvas_dispose (GObject *object)
{
  forget (BS_OUTER_CANVAS (object));

  G_OBJECT_CLASS (bs_outer_canvas_parent_class)->dispose (object);
}

static void
bs_outer_canvas_class_init (BsOuterCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  BsMemoryCanvasClass *memory_class = BS_MEMORY_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_outer_canvas_dispose;
  canvas_class->paint = bs_outer_canvas_paint;
  canvas_class->describe = bs_outer_canvas_describe;
  canvas_class->pick = bs_outer_canvas_pick;
  canvas_class->hint = bs_outer_canvas_hint;
  memory_class->content = bs_outer_canvas_content;
  memory_class->move = bs_outer_canvas_move;
}

static void
bs_outer_canvas_init (BsOuterCanvas *self)
{
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Memory between cells"), -1);
}

void
bs_outer_canvas_set_cursor (BsOuterCanvas *self, BsMemoryCursor *cursor)
{
  g_return_if_fail (BS_IS_OUTER_CANVAS (self));

  bs_memory_canvas_set_cursor (BS_MEMORY_CANVAS (self), cursor);
}
