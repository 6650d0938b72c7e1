/* SPDX-License-Identifier: Apache-2.0 */
/* What a canvas drew, made into a file or put on the clipboard. Drawing is noted in the UI thread,
 * where painters live; pixels, glyphs and compression are the work of a thread. */
#pragma once

#include "app/window/parts/canvas.h"
#include "viz/picture.h"

G_BEGIN_DECLS

/** bs_drawing_new: Returns: (transfer full): what @canvas shows now, drawn anew at @width by
 * @height points: a recording surface. */
cairo_surface_t *bs_drawing_new (BsCanvas *canvas, double width, double height);

/** bs_drawing_save_async: writes @file, at once or not at all. @scale: pixels a point, PNG only */
void bs_drawing_save_async (cairo_surface_t *drawing, BsPictureFormat format, double scale,
                            GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean bs_drawing_save_finish (GAsyncResult *result, GError **error);

/** bs_drawing_copy_async: Returns with bs_drawing_copy_finish() what goes on a clipboard: pixels,
 * and the picture as SVG. */
void bs_drawing_copy_async (cairo_surface_t *drawing, double scale, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GdkContentProvider *bs_drawing_copy_finish (GAsyncResult *result, GError **error);

G_END_DECLS
