/* SPDX-License-Identifier: Apache-2.0 */
/* What a canvas drew, made into a file or put on the clipboard. */
#include "config.h"

#include "app/window/parts/drawing.h"

#include "app/window/parts/file-chooser.h"

typedef struct
{
  cairo_surface_t *drawing;
  BsPictureFormat format;
  double scale;
  GFile *file; /* (nullable) */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  cairo_surface_destroy (self->drawing);
  g_clear_object (&self->file);
  g_free (self);
}

cairo_surface_t *
bs_drawing_new (BsCanvas *canvas, double width, double height)
{
  cairo_rectangle_t extents = { 0.0, 0.0, width, height };
  cairo_surface_t *drawing = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  cairo_t *cr = cairo_create (drawing);

  bs_canvas_draw (canvas, cr, width, height);
  cairo_destroy (cr);

  return drawing;
}

static void
replay (cairo_t *cr, double width, double height, gpointer drawing)
{
  cairo_set_source_surface (cr, drawing, 0.0, 0.0);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_fill (cr);
}

static GBytes *
make_bytes (const Order *self, BsPictureFormat format, GError **error)
{
  cairo_rectangle_t extents = { 0.0, 0.0, 0.0, 0.0 };

  cairo_recording_surface_get_extents (self->drawing, &extents);
  return bs_picture_to_bytes (replay, self->drawing, extents.width, extents.height, self->scale,
                              format, error);
}

static void
save_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *self = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = make_bytes (self, self->format, &error);

  if (bytes != NULL && bs_file_save (self->file, bytes, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
copy_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *self = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) png = make_bytes (self, BS_PICTURE_PNG, &error);
  g_autoptr (GBytes) svg = png != NULL ? make_bytes (self, BS_PICTURE_SVG, &error) : NULL;
  g_autoptr (GdkTexture) texture = svg != NULL ? gdk_texture_new_from_bytes (png, &error) : NULL;
  GdkContentProvider *forms[3];

  if (texture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  forms[0] = gdk_content_provider_new_for_bytes ("image/png", png);
  forms[1] = gdk_content_provider_new_for_bytes ("image/svg+xml", svg);
  forms[2] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  g_task_return_pointer (task, gdk_content_provider_new_union (forms, G_N_ELEMENTS (forms)),
                         g_object_unref);
}

static void
run (cairo_surface_t *drawing, BsPictureFormat format, double scale, GFile *file,
     GTaskThreadFunc thread, GCancellable *cancellable, GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->drawing = cairo_surface_reference (drawing);
  order->format = format;
  order->scale = scale;
  order->file = file != NULL ? g_object_ref (file) : NULL;
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, thread);
}

void
bs_drawing_save_async (cairo_surface_t *drawing, BsPictureFormat format, double scale, GFile *file,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  run (drawing, format, scale, file, save_thread, cancellable, callback, user_data);
}

gboolean
bs_drawing_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
bs_drawing_copy_async (cairo_surface_t *drawing, double scale, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  run (drawing, BS_PICTURE_PNG, scale, NULL, copy_thread, cancellable, callback, user_data);
}

GdkContentProvider *
bs_drawing_copy_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
