/* SPDX-License-Identifier: Apache-2.0 */
/* A document as PDF. */
#include "config.h"

#include "viz/report/report-pdf.h"

#include <glib/gi18n-lib.h>

#include <cairo-pdf.h>
#include <math.h>

#include "engine/error.h"
#include "viz/marks.h"
#include "viz/report/pdf-flow.h"

#define MARGIN 54.0
#define FIGURE_SCALE 0.68 /* pictures are made for screens, where letters are larger */
#define KEY_WIDTH 118.0
#define TILE_GAP 10.0
#define TILE_HEIGHT 62.0
#define NUMBER_WIDTH 24.0 /* of a finding */

static const struct
{
  const char *name;
  double width, height;
} papers[] = {
  [BS_PAPER_A4] = { "a4", 595.28, 841.89 }, [BS_PAPER_LETTER] = { "letter", 612.0, 792.0 }
};

gboolean
bs_paper_from_string (const char *text, BsPaper *paper)
{
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    if (g_strcmp0 (text, papers[i].name) == 0)
      {
        *paper = i;
        return TRUE;
      }

  return FALSE;
}

static double
text_width (const BsPdfFlow *self)
{
  return self->right - self->left;
}

/* Text that breaks into lines at @x. */
static void
draw_text (BsPdfFlow *self, BsPdfFont font, const char *tag, const GArray *spans, const char *text,
           double x, double after, BsColor color)
{
  g_autoptr (PangoLayout)
      layout = bs_pdf_layout (self, font, text != NULL ? text : "", self->right - x);
  double height;

  if (spans != NULL)
    bs_pdf_set_spans (layout, spans);
  height = bs_pdf_layout_height (layout);
  bs_pdf_need (self, height);
  bs_pdf_tag_begin (self, tag, NULL);
  bs_pdf_show (self, layout, x, self->y, color);
  bs_pdf_tag_end (self, tag);
  self->y += height + after;
}

/* The least room that what follows block @i asks for, so that a heading is not left alone. */
static double
least_height (const BsPdfFlow *self, guint i)
{
  const GPtrArray *blocks = self->document->blocks;
  double width = text_width (self) / FIGURE_SCALE, height = 0.0;

  for (i++; i < blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (blocks, i);

      if (block->kind == BS_BLOCK_SECTION)
        height += 30.0;
      else if (block->kind == BS_BLOCK_TABLE)
        return height + bs_pdf_table_least_height (block);
      else if (block->kind == BS_BLOCK_CHART || block->kind == BS_BLOCK_PICTURE)
        return height + 20.0
               + FIGURE_SCALE * bs_figures_height (self->figures, block, &self->style, width);
      else
        return height + 60.0;
    }

  return height;
}

static void
draw_heading (BsPdfFlow *self, const BsBlock *block, guint i)
{
  double room = (block->level == 1 ? 60.0 : 30.0) + least_height (self, i);
  const char *tag = block->level == 1 ? "H1" : "H2";
  BsPdfPlace place;

  /* With some of what it is the heading of. */
  if (!bs_pdf_need (self, MIN (room, self->bottom - self->top)) && self->y > self->top)
    self->y += block->level == 1 ? 20.0 : 6.0;
  if (block->level == 1)
    {
      g_autofree char *destination = g_strdup_printf ("name='%s'", block->id);

      self->section = block->title;
      if (self->y <= self->top)
        self->running = block->title;
      place = (BsPdfPlace){ self->page, self->y };
      g_array_append_val (self->places, place);
      if (self->n_pages > 0)
        {
          g_autofree char *link = g_strdup_printf ("page=%u pos=[0 %.0f]", self->page,
                                                   MAX (self->y - 12.0, 0.0));

          if (self->pages == NULL)
            cairo_pdf_surface_add_outline (self->surface, CAIRO_PDF_OUTLINE_ROOT, block->title,
                                           link, CAIRO_PDF_OUTLINE_FLAG_OPEN);
        }
      bs_color_set (self->cr, self->style.accent);
      cairo_rectangle (self->cr, self->left, self->y, 26.0, 2.5);
      cairo_fill (self->cr);
      self->y += 9.0;
      bs_pdf_tag_begin (self, CAIRO_TAG_DEST, destination);
      bs_pdf_tag_end (self, CAIRO_TAG_DEST);
    }
  draw_text (self, block->level == 1 ? BS_PDF_SECTION : BS_PDF_SUBSECTION, tag, NULL, block->title,
             self->left, block->level == 1 ? 9.0 : 7.0, self->style.foreground);
}

static void
draw_tiles (BsPdfFlow *self, const BsBlock *block)
{
  guint n = bs_table_get_n_rows (block->table);
  double width = (text_width (self) - TILE_GAP * (MAX (n, 1) - 1)) / MAX (n, 1);

  bs_pdf_need (self, TILE_HEIGHT);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = bs_document_fact_text (block, i, 0);
      g_autofree char *value = bs_document_fact_text (block, i, 1);
      g_autofree char *remark = bs_document_fact_text (block, i, 2);
      double x = self->left + i * (width + TILE_GAP);

      bs_rounded_rectangle (self->cr, x, self->y, width, TILE_HEIGHT, 6.0);
      bs_color_set (self->cr, bs_pdf_dim (self, 0.05));
      cairo_fill (self->cr);
      bs_pdf_tag_begin (self, "P", NULL);
      bs_pdf_show_line (self, BS_PDF_NOTE, name, BS_TEXT_LEFT, x + 11.0, self->y + 8.0,
                        width - 20.0, bs_pdf_dim (self, 0.7));
      bs_pdf_show_line (self, BS_PDF_NUMBER, value, BS_TEXT_LEFT, x + 11.0, self->y + 18.5,
                        width - 20.0, self->style.foreground);
      bs_pdf_show_line (self, BS_PDF_NOTE, remark, BS_TEXT_LEFT, x + 11.0, self->y + 44.0,
                        width - 20.0, bs_pdf_dim (self, 0.7));
      bs_pdf_tag_end (self, "P");
    }
  self->y += TILE_HEIGHT + 12.0;
}

static void
draw_facts (BsPdfFlow *self, const BsBlock *block)
{
  for (guint i = 0; i < bs_table_get_n_rows (block->table); i++)
    {
      g_autofree char *key = bs_document_fact_text (block, i, 0);
      g_autofree char *value = bs_document_fact_text (block, i, 1);
      g_autoptr (PangoLayout) left = bs_pdf_layout (self, BS_PDF_CELL, key, KEY_WIDTH - 10.0);
      g_autoptr (PangoLayout)
          right = bs_pdf_layout (self, BS_PDF_CELL, value, text_width (self) - KEY_WIDTH);
      double height;

      pango_layout_set_line_spacing (right, 1.18f);
      height = MAX (bs_pdf_layout_height (left), bs_pdf_layout_height (right)) + 5.0;
      bs_pdf_need (self, height);
      bs_pdf_tag_begin (self, "P", NULL);
      bs_pdf_show (self, left, self->left, self->y + 2.0, bs_pdf_dim (self, 0.7));
      bs_pdf_show (self, right, self->left + KEY_WIDTH, self->y + 2.0, self->style.foreground);
      bs_pdf_tag_end (self, "P");
      self->y += height;
      bs_pdf_rule (self, self->left, self->y, text_width (self), 0.4, bs_pdf_dim (self, 0.18));
    }
  self->y += 12.0;
}

static void
draw_callout (BsPdfFlow *self, const BsBlock *block)
{
  static const BsStyleMark marks[] = { [BS_TONE_GOOD] = BS_MARK_ACCEPTED,
                                       [BS_TONE_NOTE] = BS_MARK_NOW,
                                       [BS_TONE_WARNING] = BS_MARK_WARNING };
  double x = self->left + 13.0, height, title_height;
  g_autoptr (PangoLayout)
      title = bs_pdf_layout (self, BS_PDF_CAPTION, block->title, self->right - x - 8.0);
  g_autoptr (PangoLayout) text = bs_pdf_layout (self, BS_PDF_BODY, "", self->right - x - 8.0);

  bs_pdf_set_spans (text, block->spans);
  title_height = bs_pdf_layout_height (title);
  height = title_height + bs_pdf_layout_height (text) + 15.0;
  bs_pdf_need (self, height);
  bs_color_set (self->cr, bs_pdf_dim (self, 0.05));
  cairo_rectangle (self->cr, self->left, self->y, text_width (self), height);
  cairo_fill (self->cr);
  bs_color_set (self->cr, bs_style_mark_color (&self->style, marks[block->tone]));
  cairo_rectangle (self->cr, self->left, self->y, 3.0, height);
  cairo_fill (self->cr);
  bs_pdf_tag_begin (self, "P", NULL);
  bs_pdf_show (self, title, x, self->y + 6.0, self->style.foreground);
  bs_pdf_show (self, text, x, self->y + 8.0 + title_height, self->style.foreground);
  bs_pdf_tag_end (self, "P");
  self->y += height + 12.0;
}

static void
draw_finding (BsPdfFlow *self, const BsBlock *block, guint number)
{
  g_autoptr (PangoLayout)
      layout = bs_pdf_layout (self, BS_PDF_BODY, "", text_width (self) - NUMBER_WIDTH);
  g_autofree char *text = g_strdup_printf ("%u", number);
  double height;

  bs_pdf_set_spans (layout, block->spans);
  height = MAX (bs_pdf_layout_height (layout), 16.0);
  bs_pdf_need (self, height);
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, self->left + 7.5, self->y + 7.0, 7.5, 0.0, 2.0 * G_PI);
  bs_color_set (self->cr, self->style.accent_text);
  cairo_fill (self->cr);
  bs_pdf_tag_begin (self, "P", NULL);
  bs_text_draw (self->cr, &self->style, text, 9.0, TRUE, BS_TEXT_CENTER, self->left + 7.5,
                self->y + 7.0, (BsColor){ 1.0, 1.0, 1.0, 1.0 });
  bs_pdf_show (self, layout, self->left + NUMBER_WIDTH, self->y, self->style.foreground);
  bs_pdf_tag_end (self, "P");
  self->y += height + 7.0;
}

static void
draw_figure (BsPdfFlow *self, const BsBlock *block)
{
  double width = text_width (self) / FIGURE_SCALE;
  double height = bs_figures_height (self->figures, block, &self->style, width);
  double caption = block->title != NULL ? 18.0 : 0.0;
  g_autofree char *text = NULL;

  if (height <= 0.0)
    return;

  /* A page at most. */
  height = MIN (height, (self->bottom - self->top - caption) / FIGURE_SCALE);
  bs_pdf_need (self, height * FIGURE_SCALE + caption);
  bs_pdf_tag_begin (self, "Figure", NULL);
  if (block->title != NULL)
    bs_pdf_show_line (self, BS_PDF_CAPTION, block->title, BS_TEXT_LEFT, self->left, self->y,
                      text_width (self), self->style.foreground);
  cairo_save (self->cr);
  cairo_translate (self->cr, self->left, self->y + caption);
  cairo_scale (self->cr, FIGURE_SCALE, FIGURE_SCALE);
  cairo_rectangle (self->cr, 0.0, 0.0, width, height);
  cairo_clip (self->cr);
  bs_figures_draw (self->figures, block, self->cr, &self->style, width, height);
  cairo_restore (self->cr);
  bs_pdf_tag_end (self, "Figure");
  self->y += height * FIGURE_SCALE + caption + 14.0;
}

static void
draw_block (BsPdfFlow *self, guint i, guint number)
{
  const BsBlock *block = g_ptr_array_index (self->document->blocks, i);

  switch (block->kind)
    {
    case BS_BLOCK_SECTION:
      draw_heading (self, block, i);
      break;

    case BS_BLOCK_FINDING:
      draw_finding (self, block, number);
      break;

    case BS_BLOCK_CALLOUT:
      draw_callout (self, block);
      break;

    case BS_BLOCK_TILES:
      draw_tiles (self, block);
      break;

    case BS_BLOCK_FACTS:
      draw_facts (self, block);
      break;

    case BS_BLOCK_TABLE:
      bs_pdf_table (self, block);
      break;

    case BS_BLOCK_CHART:
    case BS_BLOCK_PICTURE:
      draw_figure (self, block);
      break;

    case BS_BLOCK_NOTE:
      /* Notes are about the table above them. */
      if ((self->before == BS_BLOCK_TABLE || self->before == BS_BLOCK_NOTE) && self->y > self->top)
        self->y -= 6.0;
      draw_text (self, BS_PDF_NOTE, "P", block->spans, NULL, self->left, 12.0,
                 bs_pdf_dim (self, 0.7));
      break;

    case BS_BLOCK_PARAGRAPH:
    default:
      draw_text (self, BS_PDF_BODY, "P", block->spans, NULL, self->left, 7.0,
                 self->style.foreground);
      break;
    }
}

/* What the document is called, and its sections with their pages, in two columns. */
static void
draw_cover (BsPdfFlow *self, const GArray *places)
{
  guint n = 0, n_rows, at = 0;
  double gap = 24.0, width = (text_width (self) - gap) / 2.0;

  self->y = self->top - 12.0;
  draw_text (self, BS_PDF_TITLE, "H", NULL, self->document->title, self->left, 4.0,
             self->style.foreground);
  draw_text (self, BS_PDF_BODY, "P", NULL, self->document->subtitle, self->left, 14.0,
             bs_pdf_dim (self, 0.7));
  if (self->document->remark != NULL)
    draw_text (self, BS_PDF_BODY, "P", NULL, self->document->remark, self->left, 14.0,
               self->style.foreground);
  for (guint i = 0; i < self->document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (self->document->blocks, i);

      n += block->kind == BS_BLOCK_SECTION && block->level == 1;
    }
  n_rows = (n + 1) / 2;
  if (n < 2)
    return;

  bs_pdf_rule (self, self->left, self->y, text_width (self), 0.5, bs_pdf_dim (self, 0.25));
  self->y += 7.0;
  for (guint i = 0; i < self->document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (self->document->blocks, i);
      double x, y;
      g_autofree char *link = NULL, *page = NULL;

      if (block->kind != BS_BLOCK_SECTION || block->level != 1)
        continue;
      x = self->left + (at / n_rows) * (width + gap);
      y = self->y + (at % n_rows) * 15.5;
      link = g_strdup_printf ("dest='%s'", block->id);
      page = g_strdup_printf ("%u",
                              places != NULL ? g_array_index (places, BsPdfPlace, at).page : 0u);
      bs_pdf_tag_begin (self, CAIRO_TAG_LINK, link);
      bs_pdf_show_line (self, BS_PDF_BODY, block->title, BS_TEXT_LEFT, x, y, width - 30.0,
                        self->style.accent_text);
      bs_pdf_tag_end (self, CAIRO_TAG_LINK);
      bs_pdf_show_line (self, BS_PDF_BODY, page, BS_TEXT_RIGHT, x + width - 28.0, y, 28.0,
                        bs_pdf_dim (self, 0.7));
      at++;
    }
  self->y += n_rows * 15.5 + 5.0;
  bs_pdf_rule (self, self->left, self->y, text_width (self), 0.5, bs_pdf_dim (self, 0.25));
  self->y += 4.0;
}

/* When the document was made is when what it tells of was recorded: the same for the same trace. */
static char *
find_date (const BsDocument *document)
{
  g_autoptr (GDateTime) created = document->created != NULL
                                      ? g_date_time_new_from_iso8601 (document->created, NULL)
                                      : NULL;
  g_autoptr (GDateTime) utc = created != NULL ? g_date_time_to_utc (created) : NULL;

  return utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ")
                     : g_strdup ("2000-01-01T00:00:00Z");
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  if (closure != NULL)
    g_string_append_len (closure, (const char *) data, length);

  return CAIRO_STATUS_SUCCESS;
}

static void
set_metadata (cairo_surface_t *surface, const BsDocument *document)
{
  g_autofree char *date = find_date (document);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, document->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, document->subtitle);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Batchscope " BS_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
}

static PangoContext *
make_context (cairo_t *cr)
{
  PangoContext *context = pango_cairo_create_context (cr);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_cairo_context_set_resolution (context, 72.0);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);

  return context;
}

/* @places: (nullable): what the first pass found. @pages: (nullable): recordings in place of a file.
 * Returns: what this one found. */
static GArray *
run_pass (const BsDocument *document, BsFigures *figures, BsPaper paper, const GArray *places,
          guint *n_pages, GString *out, GPtrArray *pages, cairo_status_t *status)
{
  BsPdfFlow self = { .document = document,
                     .figures = figures,
                     .pages = pages,
                     .width = papers[paper].width,
                     .height = papers[paper].height,
                     .left = MARGIN,
                     .right = papers[paper].width - MARGIN,
                     .top = 74.0,
                     .bottom = papers[paper].height - 66.0,
                     .page = 1,
                     .n_pages = *n_pages };
  guint number = 0;

  bs_style_init (&self.style, FALSE);
  self.style.foreground = (BsColor){ 0.11, 0.11, 0.13, 1.0 };
  self.style.window = self.style.view = (BsColor){ 1.0, 1.0, 1.0, 1.0 };
  self.places = g_array_new (FALSE, TRUE, sizeof (BsPdfPlace));
  if (pages != NULL)
    {
      bs_pdf_begin_recording (&self);
    }
  else
    {
      self.surface = cairo_pdf_surface_create_for_stream (append_bytes, out, self.width,
                                                          self.height);
      set_metadata (self.surface, document);
      self.cr = cairo_create (self.surface);
    }
  self.context = make_context (self.cr);

  draw_cover (&self, places);
  for (guint i = 0; i < document->blocks->len; i++)
    {
      const BsBlock *block = g_ptr_array_index (document->blocks, i);

      number = block->kind == BS_BLOCK_FINDING ? number + 1 : 0;
      draw_block (&self, i, number);
      self.before = block->kind;
    }
  bs_pdf_end_page (&self);

  g_object_unref (self.context);
  *status = cairo_status (self.cr);
  cairo_destroy (self.cr);
  if (pages == NULL)
    cairo_surface_finish (self.surface);
  if (*status == CAIRO_STATUS_SUCCESS)
    *status = cairo_surface_status (self.surface);
  cairo_surface_destroy (self.surface);
  *n_pages = self.page;

  return self.places;
}

/* How many pages there are, and on which sections begin, is known only when all is laid out. */
static gboolean
run_passes (const BsDocument *document, BsTrace *trace, BsPaper paper, GString *out,
            GPtrArray *pages, guint *n_pages, GError **error)
{
  g_autoptr (BsFigures) figures = bs_figures_new (trace, document);
  g_autoptr (GArray) places = NULL, again = NULL;
  cairo_status_t status;
  guint n = 0;

  places = run_pass (document, figures, paper, NULL, &n, NULL, NULL, &status);
  if (status == CAIRO_STATUS_SUCCESS)
    again = run_pass (document, figures, paper, places, &n, out, pages, &status);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The report cannot be drawn: %s"),
                   cairo_status_to_string (status));
      return FALSE;
    }
  if (n_pages != NULL)
    *n_pages = n;

  return TRUE;
}

gboolean
bs_report_write_pdf (const BsDocument *document, BsTrace *trace, BsPaper paper, GString *out,
                     guint *n_pages, GError **error)
{
  return run_passes (document, trace, paper, out, NULL, n_pages, error);
}

void
bs_paper_get_size (BsPaper paper, double *width, double *height)
{
  *width = papers[paper].width;
  *height = papers[paper].height;
}

GPtrArray *
bs_report_make_pages (const BsDocument *document, BsTrace *trace, BsPaper paper, GError **error)
{
  g_autoptr (GPtrArray)
      pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);

  return run_passes (document, trace, paper, NULL, pages, NULL, error) ? g_steal_pointer (&pages)
                                                                       : NULL;
}
