/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as files, without a display. */
#pragma once

#include <stdio.h>

#include "profiles/trace/trace.h"
#include "viz/style.h"

G_BEGIN_DECLS

typedef enum
{
  BS_PICTURE_PNG,
  BS_PICTURE_SVG,
  BS_PICTURE_PDF
} BsPictureFormat;

typedef enum
{
  BS_PICTURE_FSM,
  BS_PICTURE_GRAPH,
  BS_PICTURE_STRIP,
  BS_PICTURE_MEMORY,
  BS_PICTURE_PQ_TREE,
  BS_PICTURE_LIVENESS,
  BS_PICTURE_OUTER_MEMORY,
  BS_PICTURE_TIMELINE
} BsPictureView;

gboolean bs_picture_format_from_string (const char *text, BsPictureFormat *format);
gboolean bs_picture_view_from_string (const char *text, BsPictureView *view);

/** bs_picture_default_size: what @view is drawn at when nobody asks: points. */
void bs_picture_default_size (BsPictureView view, double *width, double *height);

/**
 * bs_picture_write:
 * @decision: from 1 through the whole trace
 * @width: in points; @height likewise; at most 16384 each
 * @scale: pixels a point, PNG only
 *
 * Draws @view at @decision on a window-coloured ground and writes it to @out. A reader of it that
 * goes away is no error.
 */
gboolean bs_picture_write (BsTrace *trace, BsPictureView view, guint32 decision,
                           const BsStyle *style, double width, double height, double scale,
                           BsPictureFormat format, FILE *out, GError **error);

/**
 * bs_picture_write_timeline:
 * @from_ns: from the start of the trace, as the axis counts; @to_ns behind it
 * @height: in points; 0: as high as all rows are
 *
 * The same of the timeline of these times, with the batch of @decision.
 *
 * Returns: %FALSE with %BS_ERROR_RANGE where the trace has nothing there
 */
gboolean bs_picture_write_timeline (BsTrace *trace, guint32 decision, gint64 from_ns, gint64 to_ns,
                                    const BsStyle *style, double width, double height, double scale,
                                    BsPictureFormat format, FILE *out, GError **error);

/** BsPictureDraw: draws a picture of @width by @height points, its ground as well. */
typedef void (*BsPictureDraw) (cairo_t *cr, double width, double height, gpointer user_data);

/** bs_picture_write_drawn: the same for what @draw draws. */
gboolean bs_picture_write_drawn (BsPictureDraw draw, gpointer user_data, double width,
                                 double height, double scale, BsPictureFormat format, FILE *out,
                                 GError **error);

/** bs_picture_to_bytes: Returns: (transfer full): the same as the bytes of a file. */
GBytes *bs_picture_to_bytes (BsPictureDraw draw, gpointer user_data, double width, double height,
                             double scale, BsPictureFormat format, GError **error);

/** bs_picture_format_suffix: Returns: (transfer none): png, svg or pdf. */
const char *bs_picture_format_suffix (BsPictureFormat format);

G_END_DECLS
