/* SPDX-License-Identifier: Apache-2.0 */
/* Text and figures that flow over the pages of a PDF. */
#include "config.h"

#include "viz/report/pdf-flow.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define NUMBER_WIDTH 90.0 /* room for the number of a page */
#define HEADER_GAP 22.0   /* between header or footer and text */

static const struct
{
  double size, line; /* in points; the space between lines as a factor */
  gboolean bold, mono;
} fonts[BS_N_PDF_FONTS] = {
  [BS_PDF_BODY] = { 9.6, 1.22, FALSE, FALSE },   [BS_PDF_TITLE] = { 25.0, 1.05, TRUE, FALSE },
  [BS_PDF_SECTION] = { 16.0, 1.0, TRUE, FALSE }, [BS_PDF_SUBSECTION] = { 11.0, 1.0, TRUE, FALSE },
  [BS_PDF_NOTE] = { 8.0, 1.15, FALSE, FALSE },   [BS_PDF_CAPTION] = { 9.0, 1.1, TRUE, FALSE },
  [BS_PDF_CELL] = { 8.6, 1.0, FALSE, FALSE },    [BS_PDF_HEAD] = { 8.0, 1.0, FALSE, FALSE },
  [BS_PDF_CODE] = { 7.8, 1.0, FALSE, TRUE },     [BS_PDF_NUMBER] = { 18.0, 1.0, TRUE, FALSE }
};

BsColor
bs_pdf_dim (const BsPdfFlow *self, double alpha)
{
  return bs_color_with_alpha (self->style.foreground, alpha);
}

PangoLayout *
bs_pdf_layout (BsPdfFlow *self, BsPdfFont font, const char *text, double width)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *description = pango_font_description_new ();
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_family (description,
                                     fonts[font].mono ? "monospace" : self->style.font);
  pango_font_description_set_weight (description,
                                     fonts[font].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size (description, fonts[font].size * PANGO_SCALE);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_line_spacing (layout, (float) fonts[font].line);
  pango_layout_set_text (layout, text, -1);
  if (width >= 0.0)
    {
      pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    }
  else
    pango_layout_set_single_paragraph_mode (layout, TRUE);

  return layout;
}

void
bs_pdf_set_spans (PangoLayout *layout, const GArray *spans)
{
  g_autoptr (GString) text = g_string_new (NULL);
  PangoAttrList *attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));

  for (guint i = 0; i < spans->len; i++)
    {
      const BsTextSpan *span = &g_array_index (spans, BsTextSpan, i);
      PangoAttribute *attribute = span->style == BS_TEXT_SPAN_STRONG
                                      ? pango_attr_weight_new (PANGO_WEIGHT_BOLD)
                                  : span->style == BS_TEXT_SPAN_EMPHASIS
                                      ? pango_attr_style_new (PANGO_STYLE_ITALIC)
                                  : span->style == BS_TEXT_SPAN_CODE
                                      ? pango_attr_family_new ("monospace")
                                      : NULL;

      if (attribute != NULL)
        {
          attribute->start_index = (guint) text->len;
          attribute->end_index = (guint) (text->len + strlen (span->text));
          pango_attr_list_insert (attributes, attribute);
        }
      g_string_append (text, span->text);
    }
  pango_layout_set_text (layout, text->str, (int) text->len);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

double
bs_pdf_layout_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);

  return logical.width / (double) PANGO_SCALE;
}

double
bs_pdf_layout_height (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);

  return logical.height / (double) PANGO_SCALE;
}

void
bs_pdf_show (BsPdfFlow *self, PangoLayout *layout, double x, double y, BsColor color)
{
  bs_color_set (self->cr, color);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
  cairo_new_path (self->cr);
}

void
bs_pdf_show_line (BsPdfFlow *self, BsPdfFont font, const char *text, BsTextAlign align, double x,
                  double y, double width, BsColor color)
{
  g_autoptr (PangoLayout) layout = bs_pdf_layout (self, font, text, -1.0);
  double own = bs_pdf_layout_width (layout);

  if (own > width)
    {
      pango_layout_set_width (layout, (int) (MAX (width, 1.0) * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      own = bs_pdf_layout_width (layout);
    }
  if (align == BS_TEXT_RIGHT)
    x += width - own;
  else if (align == BS_TEXT_CENTER)
    x += (width - own) / 2.0;
  bs_pdf_show (self, layout, x, y, color);
}

void
bs_pdf_rule (BsPdfFlow *self, double x, double y, double width, double thickness, BsColor color)
{
  cairo_rectangle (self->cr, x, y - thickness / 2.0, width, thickness);
  bs_color_set (self->cr, color);
  cairo_fill (self->cr);
}

void
bs_pdf_end_page (BsPdfFlow *self)
{
  double width = self->right - self->left, half = width / 2.0;
  const BsDocument *document = self->document;
  g_autofree char *number = NULL, *about = NULL;

  if (self->page > 1)
    {
      double y = self->top - HEADER_GAP - 9.0;

      bs_pdf_show_line (self, BS_PDF_NOTE, self->document->title, BS_TEXT_LEFT, self->left, y,
                        half - 10.0, bs_pdf_dim (self, 0.65));
      if (self->running != NULL)
        bs_pdf_show_line (self, BS_PDF_NOTE, self->running, BS_TEXT_RIGHT, self->left + half, y,
                          half, bs_pdf_dim (self, 0.65));
      bs_pdf_rule (self, self->left, y + 14.0, width, 0.5, bs_pdf_dim (self, 0.25));
    }
  /* Translators: the number of a page, and of how many. */
  number = g_strdup_printf (_ ("Page %u of %u"), self->page, self->n_pages);
  /* the remark first: names may be long, and are cut */
  about = document->remark != NULL ? g_strjoin (" · ", document->remark, document->subtitle, NULL)
                                   : g_strdup (document->subtitle);
  bs_pdf_show_line (self, BS_PDF_NOTE, about, BS_TEXT_LEFT, self->left, self->bottom + HEADER_GAP,
                    width - NUMBER_WIDTH, bs_pdf_dim (self, 0.65));
  bs_pdf_show_line (self, BS_PDF_NOTE, number, BS_TEXT_RIGHT, self->right - NUMBER_WIDTH,
                    self->bottom + HEADER_GAP, NUMBER_WIDTH, bs_pdf_dim (self, 0.65));
  if (self->pages == NULL)
    cairo_show_page (self->cr);
  else
    g_ptr_array_add (self->pages, cairo_surface_reference (self->surface));
}

void
bs_pdf_tag_begin (BsPdfFlow *self, const char *name, const char *attributes)
{
  if (self->pages == NULL)
    cairo_tag_begin (self->cr, name, attributes);
}

void
bs_pdf_tag_end (BsPdfFlow *self, const char *name)
{
  if (self->pages == NULL)
    cairo_tag_end (self->cr, name);
}

void
bs_pdf_begin_recording (BsPdfFlow *self)
{
  cairo_rectangle_t extents = { 0.0, 0.0, self->width, self->height };

  g_clear_pointer (&self->cr, cairo_destroy);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  self->surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  self->cr = cairo_create (self->surface);
  if (self->context != NULL)
    pango_cairo_update_context (self->cr, self->context);
}

gboolean
bs_pdf_need (BsPdfFlow *self, double height)
{
  if (self->y + height <= self->bottom || self->y <= self->top)
    return FALSE;

  bs_pdf_end_page (self);
  if (self->pages != NULL)
    bs_pdf_begin_recording (self);
  self->page++;
  self->running = self->section;
  self->y = self->top;

  return TRUE;
}
