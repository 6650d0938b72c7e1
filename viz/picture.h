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
  BS_PICTURE_STRIP
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
 * Draws @view at @decision on a window-coloured ground and writes it to @out. A reader of it that goes
 * away is no error.
 */
gboolean bs_picture_write (BsTrace *trace, BsPictureView view, guint32 decision,
                           const BsStyle *style, double width, double height, double scale,
                           BsPictureFormat format, FILE *out, GError **error);

G_END_DECLS
