/* SPDX-License-Identifier: Apache-2.0 */
/* Text and figures that flow over the pages of a PDF. */
#pragma once

#include "viz/report/figure.h"
#include "viz/report/report-pdf.h"
#include "viz/text.h"

G_BEGIN_DECLS

/* How letters look. */
typedef enum
{
  BS_PDF_BODY,
  BS_PDF_TITLE,
  BS_PDF_SECTION,    /* the heading of a section */
  BS_PDF_SUBSECTION, /* of a part of it */
  BS_PDF_NOTE,
  BS_PDF_CAPTION,
  BS_PDF_CELL,
  BS_PDF_HEAD, /* of a column */
  BS_PDF_CODE,
  BS_PDF_NUMBER, /* large: a key figure */
  BS_N_PDF_FONTS
} BsPdfFont;

/* Where a section begins, as the first of two passes finds it. */
typedef struct
{
  guint page; /* from 1 */
  double y;
} BsPdfPlace;

typedef struct
{
  const BsDocument *document;
  BsFigures *figures;
  BsStyle style;
  cairo_surface_t *surface;
  GPtrArray *pages; /* (nullable) cairo_surface_t: a recording of each, in place of a file */
  cairo_t *cr;
  PangoContext *context;
  double width, height;            /* of the paper, in points */
  double left, right, top, bottom; /* of what text may fill */
  double y;
  guint page;          /* from 1 */
  guint n_pages;       /* 0 while they are counted */
  const char *section; /* that goes on */
  const char *running; /* that went on when the page began, for its header */
  BsBlockKind before;  /* the block above */
  GArray *places;      /* BsPdfPlace: of sections of level 1 */
} BsPdfFlow;

BsColor bs_pdf_dim (const BsPdfFlow *self, double alpha);

/** bs_pdf_layout: @width: to break lines at; below 0: one line. Returns: (transfer full): */
PangoLayout *bs_pdf_layout (BsPdfFlow *self, BsPdfFont font, const char *text, double width);

/** bs_pdf_set_spans: gives a layout the text of spans, with their emphasis. */
void bs_pdf_set_spans (PangoLayout *layout, const GArray *spans);

double bs_pdf_layout_width (PangoLayout *layout);
double bs_pdf_layout_height (PangoLayout *layout);

/** bs_pdf_show: draws @layout with its upper left corner at (x, y). */
void bs_pdf_show (BsPdfFlow *self, PangoLayout *layout, double x, double y, BsColor color);

/** bs_pdf_show_line: draws one line of text within @width, cut short where it is longer. */
void bs_pdf_show_line (BsPdfFlow *self, BsPdfFont font, const char *text, BsTextAlign align,
                       double x, double y, double width, BsColor color);

/** bs_pdf_need: begins a new page where less than @height is left. Returns: whether it did. */
gboolean bs_pdf_need (BsPdfFlow *self, double height);

/** bs_pdf_tag_begin: as cairo_tag_begin(), and cairo_tag_end(), in files only: cairo 1.16 frees tags of recordings
 * too early when they are drawn as PDF. */
void bs_pdf_tag_begin (BsPdfFlow *self, const char *name, const char *attributes);
void bs_pdf_tag_end (BsPdfFlow *self, const char *name);

/** bs_pdf_begin_recording: of the next page, where pages are recorded. */
void bs_pdf_begin_recording (BsPdfFlow *self);

/** bs_pdf_end_page: draws header and footer. */
void bs_pdf_end_page (BsPdfFlow *self);

/** bs_pdf_rule: a level line. */
void bs_pdf_rule (BsPdfFlow *self, double x, double y, double width, double thickness,
                  BsColor color);

/** bs_pdf_table_least_height: Returns: what of the table of @block has to stand on one page. */
double bs_pdf_table_least_height (const BsBlock *block);

/** bs_pdf_table: draws the table of @block, with its header on each page that it goes on to. */
void bs_pdf_table (BsPdfFlow *self, const BsBlock *block);

G_END_DECLS
