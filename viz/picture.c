/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures as files, without a display. */
#include "config.h"

#include "viz/picture.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "viz/fsm/fsm-painter.h"
#include "viz/graph/graph-painter.h"
#include "viz/memory/memory-picture.h"
#include "viz/strip-painter.h"
#include "viz/timeline/timeline-painter.h"

#define MAX_SIZE 16384.0
#define MAX_PIXELS 32767.0 /* a side of an image */

static const char *const format_names[] = { "png", "svg", "pdf" };
static const char *const view_names[] = { "fsm",     "graph",    "strip",        "memory",
                                          "pq-tree", "liveness", "outer-memory", "timeline" };

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

const char *
bs_picture_format_suffix (BsPictureFormat format)
{
  return format_names[format];
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
  static const double sizes[][2] = {
    [BS_PICTURE_FSM] = { 640.0, 720.0 },           [BS_PICTURE_GRAPH] = { 1200.0, 720.0 },
    [BS_PICTURE_STRIP] = { 1200.0, 160.0 },        [BS_PICTURE_MEMORY] = { 1200.0, 720.0 },
    [BS_PICTURE_PQ_TREE] = { 1200.0, 420.0 },      [BS_PICTURE_LIVENESS] = { 1000.0, 360.0 },
    [BS_PICTURE_OUTER_MEMORY] = { 1200.0, 800.0 }, [BS_PICTURE_TIMELINE] = { 1200.0, 420.0 },
  };

  *width = sizes[view][0];
  *height = sizes[view][1];
}

typedef struct
{
  BsTrace *trace;
  BsPictureView view;
  guint32 decision;
  const BsStyle *style;
} TraceView;

static void
draw_view (cairo_t *cr, double width, double height, gpointer user_data)
{
  const TraceView *self = user_data;
  BsTrace *trace = self->trace;
  const BsStyle *style = self->style;
  BsMoment moment = bs_moment_at (self->decision);
  BsView whole = bs_view_default ();

  bs_color_set (cr, style->window);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_fill (cr);
  switch (self->view)
    {
    case BS_PICTURE_FSM:
      {
        g_autoptr (BsFsmPainter) painter = bs_fsm_painter_new (trace);
        BsFsmOptions options = bs_fsm_options_default (BS_FSM_WHOLE);

        bs_fsm_painter_draw (painter, cr, style, width, height, &moment, &options, &whole);
        break;
      }
    case BS_PICTURE_GRAPH:
      {
        g_autoptr (BsGraphPainter) painter = bs_graph_painter_new (trace);
        BsGraphShow show = bs_graph_show_default ();
        BsStyle flat = *style;

        /* Hollow marks let the ground show, which is the window here. */
        flat.view = style->window;
        bs_graph_painter_draw (painter, cr, &flat, width, height, &moment, &show, &whole);
        break;
      }
    case BS_PICTURE_MEMORY:
      bs_memory_picture_layout (cr, trace, self->decision, style, width, height);
      break;
    case BS_PICTURE_PQ_TREE:
      bs_memory_picture_tree (cr, trace, self->decision, style, width, height);
      break;
    case BS_PICTURE_LIVENESS:
      bs_memory_picture_liveness (cr, trace, self->decision, style, width, height);
      break;
    case BS_PICTURE_OUTER_MEMORY:
      bs_memory_picture_outer (cr, trace, self->decision, style, width, height);
      break;
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
write_picture (Sink *sink, BsPictureDraw draw, gpointer user_data, double width, double height,
               double scale, BsPictureFormat format)
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
  draw (cr, width, height, user_data);
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
check_size (double width, double height, double scale, BsPictureFormat format, GError **error)
{
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
bs_picture_write_drawn (BsPictureDraw draw, gpointer user_data, double width, double height,
                        double scale, BsPictureFormat format, FILE *out, GError **error)
{
  Sink sink = { out, 0 };
  cairo_status_t status;

  if (!check_size (width, height, scale, format, error))
    return FALSE;

  status = write_picture (&sink, draw, user_data, width, height, scale, format);
  if (status == CAIRO_STATUS_SUCCESS || sink.error == EPIPE)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The picture cannot be written: %s"),
               sink.error != 0 ? g_strerror (sink.error) : cairo_status_to_string (status));
  return FALSE;
}

GBytes *
bs_picture_to_bytes (BsPictureDraw draw, gpointer user_data, double width, double height,
                     double scale, BsPictureFormat format, GError **error)
{
  char *data = NULL;
  gsize size = 0;
  FILE *out = open_memstream (&data, &size);
  gboolean done;

  if (out == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The picture cannot be written: %s"),
                   g_strerror (errno));
      return NULL;
    }

  done = bs_picture_write_drawn (draw, user_data, width, height, scale, format, out, error);
  if (fclose (out) != 0 && done)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The picture cannot be written: %s"),
                   g_strerror (errno));
      done = FALSE;
    }
  if (!done)
    {
      free (data);
      return NULL;
    }

  return g_bytes_new_with_free_func (data, size, free, data);
}

gboolean
bs_picture_write (BsTrace *trace, BsPictureView view, guint32 decision, const BsStyle *style,
                  double width, double height, double scale, BsPictureFormat format, FILE *out,
                  GError **error)
{
  TraceView self = { trace, view, decision, style };

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
  if (view == BS_PICTURE_TIMELINE)
    return bs_picture_write_timeline (trace, decision, 0, G_MAXINT64, style, width, height, scale,
                                      format, out, error);

  return bs_picture_write_drawn (draw_view, &self, width, height, scale, format, out, error);
}

typedef struct
{
  BsTimelinePainter *painter;
  const BsStyle *style;
  BsTimelineScene scene;
} TimelineView;

static void
draw_timeline (cairo_t *cr, double width, double height, gpointer user_data)
{
  const TimelineView *self = user_data;

  bs_color_set (cr, self->style->window);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_fill (cr);
  bs_timeline_painter_draw (self->painter, cr, self->style, width, height, &self->scene);
}

gboolean
bs_picture_write_timeline (BsTrace *trace, guint32 decision, gint64 from_ns, gint64 to_ns,
                           const BsStyle *style, double width, double height, double scale,
                           BsPictureFormat format, FILE *out, GError **error)
{
  g_autoptr (BsTimelinePainter) painter = bs_timeline_painter_new (trace);
  TimelineView self = { .painter = painter, .style = style };
  gint64 origin = bs_timeline_painter_get_origin (painter), t0, t1;

  bs_timeline_painter_get_times (painter, &t0, &t1);
  bs_timeline_scene_init (&self.scene, painter);
  self.scene.decision = decision;
  if ((from_ns > 0 && from_ns >= t1 - origin) || to_ns <= from_ns)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The trace ends %.6f ms after its start: there is nothing to see from "
                      "%.6f ms on"),
                   (double) (t1 - origin) / 1e6, (double) from_ns / 1e6);
      return FALSE;
    }
  if (from_ns > 0)
    self.scene.t0 = MAX (origin + from_ns, t0);
  if (to_ns < t1 - origin)
    self.scene.t1 = origin + to_ns;
  if (height <= 0.0)
    height = CLAMP (ceil (bs_timeline_painter_height (painter, style)), 64.0, MAX_SIZE);

  return bs_picture_write_drawn (draw_timeline, &self, width, height, scale, format, out, error);
}
