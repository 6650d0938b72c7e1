/* SPDX-License-Identifier: Apache-2.0 */
/* What the canvases of the Memory page share. */
#include "config.h"

#include "app/window/memory/memory-canvas.h"

typedef struct
{
  BsMemoryCursor *cursor;
  gulong content_id, changed_id, frame_id;
} BsMemoryCanvasPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BsMemoryCanvas, bs_memory_canvas, BS_TYPE_CANVAS)

static BsMemoryCanvasPrivate *
get_private (BsMemoryCanvas *self)
{
  return bs_memory_canvas_get_instance_private (self);
}

static void
changed_cb (BsMemoryCursor *cursor, BsMemoryCanvas *self)
{
  BsClock *clock = bs_canvas_get_clock (BS_CANVAS (self));
  g_autofree char *text = NULL;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (clock == NULL)
    return;

  text = BS_CANVAS_GET_CLASS (self)->describe (BS_CANVAS (self), bs_clock_get_decision (clock));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
content_cb (BsMemoryCursor *cursor, BsMemoryCanvas *self)
{
  BsDebugger *debugger = bs_memory_cursor_get_debugger (cursor);
  BsPictures *pictures = debugger != NULL ? bs_debugger_get_pictures (debugger) : NULL;

  if (pictures != bs_canvas_get_pictures (BS_CANVAS (self)))
    bs_canvas_set_content (BS_CANVAS (self), pictures,
                           debugger != NULL ? bs_debugger_get_clock (debugger) : NULL);
  BS_MEMORY_CANVAS_GET_CLASS (self)->content (self);
  changed_cb (cursor, self);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsMemoryCanvas *self)
{
  int side = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;
  int dx = 0, dy = 0;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0
      || bs_canvas_get_clock (BS_CANVAS (self)) == NULL)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      dx = -side;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      dx = side;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      dy = -1;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      dy = 1;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      dx = G_MININT;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      dx = G_MAXINT;
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  return BS_MEMORY_CANVAS_GET_CLASS (self)->move (self, dx, dy);
}

static void
bs_memory_canvas_dispose (GObject *object)
{
  bs_memory_canvas_set_cursor (BS_MEMORY_CANVAS (object), NULL);

  G_OBJECT_CLASS (bs_memory_canvas_parent_class)->dispose (object);
}

static void
bs_memory_canvas_class_init (BsMemoryCanvasClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_memory_canvas_dispose;
  BS_CANVAS_CLASS (klass)->still = TRUE;
}

static void
bs_memory_canvas_init (BsMemoryCanvas *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

void
bs_memory_canvas_set_cursor (BsMemoryCanvas *self, BsMemoryCursor *cursor)
{
  BsMemoryCanvasPrivate *priv = get_private (self);

  if (priv->cursor == cursor)
    return;

  if (priv->cursor != NULL)
    {
      g_clear_signal_handler (&priv->content_id, priv->cursor);
      g_clear_signal_handler (&priv->changed_id, priv->cursor);
      g_clear_signal_handler (&priv->frame_id, priv->cursor);
    }
  g_set_object (&priv->cursor, cursor);
  if (cursor == NULL)
    return;
  priv->content_id = g_signal_connect (cursor, "content", G_CALLBACK (content_cb), self);
  priv->changed_id = g_signal_connect (cursor, "changed", G_CALLBACK (changed_cb), self);
  priv->frame_id = g_signal_connect_swapped (cursor, "frame", G_CALLBACK (gtk_widget_queue_draw),
                                             self);
  content_cb (cursor, self);
}

BsMemoryCursor *
bs_memory_canvas_get_cursor (BsMemoryCanvas *self)
{
  return get_private (self)->cursor;
}
