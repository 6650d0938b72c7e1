/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as files, without a display. */
#include "config.h"

#include "viz/picture.h"

#include <errno.h>
#include <math.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "viz/fsm/fsm-painter.h"
#include "viz/graph/graph-painter.h"
#include "viz/strip-painter.h"

#define MAX_SIZE 16384.0
#define MAX_PIXELS 32767.0 /* a side of an image */

static const char *const format_names[] = { "png", "svg", "pdf" };
static const char *const view_names[] = { "fsm", "graph", "strip" };

gboolean
bs_picture_format_from_string (const char *text, BsPictureFormat *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (format_names); i++)
    if (g_strcmp0 (text, format_names[i]) == 0)
      {
        *format = (BsPictureFormat) i;
        return TRUE;
      }

  return FALSE;
}

gboolean
bs_picture_view_from_string (const char *text, BsPictureView *view)
{
  for (guint i = 0; i < G_N_ELEMENTS (view_names); i++)
    if (g_strcmp0 (text, view_names[i]) == 0)
      {
        *view = (BsPictureView) i;
        return TRUE;
      }

  return FALSE;
}

void
bs_picture_default_size (BsPictureView view, double *width, double *height)
{
  static const double sizes[][2] = { [BS_PICTURE_FSM] = { 640.0, 720.0 },
                                     [BS_PICTURE_GRAPH] = { 1200.0, 720.0 },
                                     [BS_PICTURE_STRIP] = { 1200.0, 160.0 } };

  *width = sizes[view][0];
  *height = sizes[view][1];
}

static void
draw (cairo_t *cr, BsTrace *trace, BsPictureView view, guint32 decision, const BsStyle *style,
      double width, double height)
{
  BsMoment moment = bs_moment_at (decision);
  BsView whole = bs_view_default ();

  bs_color_set (cr, style->window);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_fill (cr);
  switch (view)
    {
    case BS_PICTURE_FSM:
      {
        g_autoptr (BsFsmPainter) painter = bs_fsm_painter_new (trace);

        bs_fsm_painter_draw (painter, cr, style, width, height, &moment, BS_FSM_WHOLE, &whole);
        break;
      }
    case BS_PICTURE_GRAPH:
      {
        g_autoptr (BsGraphPainter) painter = bs_graph_painter_new (trace);
        BsStyle flat = *style;

        /* Hollow marks let the ground show, which is the window here. */
        flat.view = style->window;
        bs_graph_painter_draw (painter, cr, &flat, width, height, &moment, BS_GRAPH_NODES, &whole,
                               G_MAXUINT32, TRUE);
        break;
      }
    case BS_PICTURE_STRIP:
    default:
      {
        g_autoptr (BsStripPainter) painter = bs_strip_painter_new (trace);

        bs_strip_painter_draw (painter, cr, style, width, height, &moment, NULL);
        break;
      }
    }
}

typedef struct
{
  FILE *out;
  int error; /* errno of the first write that failed */
} Sink;

static cairo_status_t
write_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;

  if (sink->error == 0 && fwrite (data, 1, length, sink->out) != length)
    sink->error = errno;

  return sink->error == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t
write_picture (Sink *sink, BsTrace *trace, BsPictureView view, guint32 decision,
               const BsStyle *style, double width, double height, double scale,
               BsPictureFormat format)
{
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (format == BS_PICTURE_SVG)
    {
      surface = cairo_svg_surface_create_for_stream (write_bytes, sink, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    }
  else if (format == BS_PICTURE_PDF)
    {
      surface = cairo_pdf_surface_create_for_stream (write_bytes, sink, width, height);
      /* Without a date, so that the same picture is the same file. */
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                      "2000-01-01T00:00:00Z");
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Batchscope");
    }
  else
    {
      surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * scale),
                                            (int) ceil (height * scale));
      cairo_surface_set_device_scale (surface, scale, scale);
    }

  cr = cairo_create (surface);
  draw (cr, trace, view, decision, style, width, height);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == BS_PICTURE_PNG)
    status = cairo_surface_write_to_png_stream (surface, write_bytes, sink);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  return status;
}

static gboolean
check (const BsTrace *trace, guint32 decision, double width, double height, double scale,
       BsPictureFormat format, GError **error)
{
  if (trace->n_decisions == 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The trace holds no decision, so there is nothing to draw"));
      return FALSE;
    }
  if (decision < 1 || decision > trace->n_decisions)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no decision %u: choose one from 1 to %u"), decision,
                   trace->n_decisions);
      return FALSE;
    }
  if (!(width >= 1.0 && width <= MAX_SIZE && height >= 1.0 && height <= MAX_SIZE))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("A picture of %g × %g points cannot be drawn: choose a width and a height "
                      "from 1 to %d"),
                   width, height, (int) MAX_SIZE);
      return FALSE;
    }
  if (format == BS_PICTURE_PNG
      && !(scale >= 0.1 && width * scale <= MAX_PIXELS && height * scale <= MAX_PIXELS))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("A scale of %g does not fit a PNG of %g × %g points: an image has at most %d "
                      "pixels a side"),
                   scale, width, height, (int) MAX_PIXELS);
      return FALSE;
    }

  return TRUE;
}

gboolean
bs_picture_write (BsTrace *trace, BsPictureView view, guint32 decision, const BsStyle *style,
                  double width, double height, double scale, BsPictureFormat format, FILE *out,
                  GError **error)
{
  Sink sink = { out, 0 };
  cairo_status_t status;

  if (!check (trace, decision, width, height, scale, format, error))
    return FALSE;

  status = write_picture (&sink, trace, view, decision, style, width, height, scale, format);
  if (status == CAIRO_STATUS_SUCCESS || sink.error == EPIPE)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The picture cannot be written: %s"),
               sink.error != 0 ? g_strerror (sink.error) : cairo_status_to_string (status));
  return FALSE;
}
