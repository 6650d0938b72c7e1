/* SPDX-License-Identifier: Apache-2.0 */
/* A trace in a few points. */
#include "config.h"

#include "viz/thumbnail-painter.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "viz/strip-painter.h"
#include "viz/text.h"

static void
trace_sheet (cairo_t *cr, double x, double y, double side, double radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + side - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + side - radius, y + side - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + side - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* Shares of the nodes by type, as one bar: what a strip of many bars is too fine for. */
static void
draw_shares (BsTrace *trace, cairo_t *cr, const BsStyle *style, double x, double y, double width,
             double height)
{
  g_autofree double *nodes = g_new0 (double, trace->types->n_types);
  double all = 0;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      nodes[trace->decisions[i].type] += trace->decisions[i].size;
      all += trace->decisions[i].size;
    }
  for (guint type = 0; type < trace->types->n_types && all > 0; type++)
    {
      double part = width * nodes[type] / all;

      cairo_rectangle (cr, x, y, part, height);
      bs_color_set (cr, bs_style_type_color (style, type));
      cairo_fill (cr);
      x += part;
    }
}

void
bs_thumbnail_draw (BsTrace *trace, cairo_t *cr, const BsStyle *style, double size)
{
  g_autoptr (BsStripPainter) strip = bs_strip_painter_new (trace);
  double edge = MAX (size / 128.0, 0.5), margin = size * 0.08, inner = size - 2 * margin;
  double share = size * 0.06, figure = size * 0.26, word = size * 0.12;
  char buffer[40];

  g_return_if_fail (size >= 1.0);

  trace_sheet (cr, edge, edge, size - 2 * edge, size * 0.06);
  bs_color_set (cr, style->view);
  cairo_fill_preserve (cr);
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.3));
  cairo_set_line_width (cr, edge);
  cairo_stroke (cr);

  draw_shares (trace, cr, style, margin, margin, inner, share);
  cairo_save (cr);
  cairo_translate (cr, margin, margin + share * 1.6);
  bs_strip_painter_draw_thumbnail (strip, cr, style, inner, size * 0.36);
  cairo_restore (cr);

  bs_text_number (buffer, trace->n_decisions);
  figure *= MIN (1.0, inner / bs_text_width (style, buffer, figure, TRUE));
  bs_text_draw (cr, style, buffer, figure, TRUE, BS_TEXT_CENTER, size / 2, size * 0.70,
                style->foreground);
  /* Smaller than this it is only dust. */
  if (size >= 96)
    bs_text_draw_within (cr, style,
                         g_dngettext (GETTEXT_PACKAGE, "batch", "batches", trace->n_decisions),
                         word, FALSE, BS_TEXT_CENTER, size / 2, size * 0.88, inner,
                         bs_color_with_alpha (style->foreground, 0.8));
}
