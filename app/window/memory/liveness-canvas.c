/* SPDX-License-Identifier: Apache-2.0 */
/* The liveness map of a cell. */
#include "config.h"

#include "app/window/memory/liveness-canvas.h"

#include <glib/gi18n-lib.h>

#include "viz/memory/liveness-painter.h"

struct _BsLivenessCanvas
{
  BsMemoryCanvas parent_instance;

  BsLivenessPainter *painter; /* NULL while there is no cell */
};

G_DEFINE_FINAL_TYPE (BsLivenessCanvas, bs_liveness_canvas, BS_TYPE_MEMORY_CANVAS)

static BsMemorySelection
get_selection (BsCanvas *canvas)
{
  return bs_memory_cursor_get_selection (bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (canvas)));
}

static void
bs_liveness_canvas_content (BsMemoryCanvas *canvas)
{
  BsLivenessCanvas *self = BS_LIVENESS_CANVAS (canvas);
  BsCellMemory *memory = bs_memory_cursor_get_cell (bs_memory_canvas_get_cursor (canvas));

  if (self->painter != NULL && bs_liveness_painter_get_memory (self->painter) == memory)
    return;

  g_clear_pointer (&self->painter, bs_liveness_painter_free);
  if (memory != NULL)
    self->painter = bs_liveness_painter_new (memory);
  bs_canvas_follow (BS_CANVAS (self));
}

static void
bs_liveness_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                          double height, const BsMoment *moment)
{
  BsLivenessCanvas *self = BS_LIVENESS_CANVAS (canvas);
  BsMemorySelection selection;

  if (self->painter == NULL)
    return;

  selection = get_selection (canvas);
  bs_liveness_painter_draw (self->painter, cr, style, width, height, &selection,
                            bs_canvas_get_view (canvas));
}

static char *
bs_liveness_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsLivenessCanvas *self = BS_LIVENESS_CANVAS (canvas);
  BsMemorySelection selection;

  if (self->painter == NULL)
    return g_strdup (_ ("No memory plan of a cell is shown."));

  selection = get_selection (canvas);

  return bs_liveness_painter_describe (self->painter, &selection);
}

static BsView
bs_liveness_canvas_resolve (BsCanvas *canvas, double width, double height, const BsMoment *moment,
                            const BsView *view)
{
  BsLivenessCanvas *self = BS_LIVENESS_CANVAS (canvas);
  BsMemorySelection selection;

  if (self->painter == NULL)
    return *view;

  selection = get_selection (canvas);

  return bs_liveness_painter_resolve (self->painter, bs_canvas_get_style (canvas), width, height,
                                      &selection, view);
}

static void
bs_liveness_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsLivenessCanvas *self = BS_LIVENESS_CANVAS (canvas);
  BsMemoryCursor *cursor = bs_memory_canvas_get_cursor (BS_MEMORY_CANVAS (canvas));
  BsMemorySelection selection;
  BsMemoryPick pick;

  if (self->painter == NULL)
    return;

  selection = get_selection (canvas);
  pick = bs_liveness_painter_pick (
      self->painter, bs_canvas_get_style (canvas), gtk_widget_get_width (GTK_WIDGET (canvas)),
      gtk_widget_get_height (GTK_WIDGET (canvas)), &selection, bs_canvas_get_view (canvas), x, y);
  bs_memory_cursor_set_variable (cursor, pick.variable);
  if (pick.batch != BS_MEMORY_NONE)
    bs_memory_cursor_set_batch (cursor, pick.batch);
}

static char *
bs_liveness_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsLivenessCanvas *self = BS_LIVENESS_CANVAS (canvas);
  BsMemorySelection selection;

  if (self->painter == NULL)
    return NULL;

  selection = get_selection (canvas);

  return bs_liveness_painter_hint (
      self->painter, bs_canvas_get_style (canvas), gtk_widget_get_width (GTK_WIDGET (canvas)),
      gtk_widget_get_height (GTK_WIDGET (canvas)), &selection, bs_canvas_get_view (canvas), x, y);
}

/* Left and right go from batch to batch, up and down from variable to variable. */
static gboolean
bs_liveness_canvas_move (BsMemoryCanvas *canvas, int dx, int dy)
{
  BsLivenessCanvas *self = BS_LIVENESS_CANVAS (canvas);
  BsMemoryCursor *cursor = bs_memory_canvas_get_cursor (canvas);
  BsMemorySelection selection;
  guint32 batch;

  if (self->painter == NULL)
    return FALSE;

  selection = get_selection (BS_CANVAS (canvas));
  batch = bs_memory_cursor_get_batch (cursor);
  if (dx == G_MININT)
    bs_memory_cursor_set_batch (cursor, 0);
  else if (dx == G_MAXINT)
    bs_memory_cursor_set_batch (cursor, G_MAXUINT32);
  else if (dy != 0)
    bs_memory_cursor_set_variable (cursor,
                                   bs_liveness_painter_neighbour (self->painter, &selection, dy));
  else if (dx > 0 || batch > 0)
    bs_memory_cursor_set_batch (cursor, batch + dx);

  return TRUE;
}

static void
bs_liveness_canvas_dispose (GObject *object)
{
  g_clear_pointer (&BS_LIVENESS_CANVAS (object)->painter, bs_liveness_painter_free);

  G_OBJECT_CLASS (bs_liveness_canvas_parent_class)->dispose (object);
}

static void
bs_liveness_canvas_class_init (BsLivenessCanvasClass *klass)
{
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);
  BsMemoryCanvasClass *memory_class = BS_MEMORY_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_liveness_canvas_dispose;
  canvas_class->paint = bs_liveness_canvas_paint;
  canvas_class->describe = bs_liveness_canvas_describe;
  canvas_class->resolve = bs_liveness_canvas_resolve;
  canvas_class->pick = bs_liveness_canvas_pick;
  canvas_class->hint = bs_liveness_canvas_hint;
  memory_class->content = bs_liveness_canvas_content;
  memory_class->move = bs_liveness_canvas_move;
}

static void
bs_liveness_canvas_init (BsLivenessCanvas *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Liveness of variables"), -1);
}

void
bs_liveness_canvas_set_cursor (BsLivenessCanvas *self, BsMemoryCursor *cursor)
{
  g_return_if_fail (BS_IS_LIVENESS_CANVAS (self));

  bs_memory_canvas_set_cursor (BS_MEMORY_CANVAS (self), cursor);
}
