/* SPDX-License-Identifier: Apache-2.0 */
/* A document as PDF: pages with headers, an outline, links, tables that go on over pages, and
 * pictures as vectors. */
#pragma once

#include <cairo.h>

#include "profiles/report/document.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_PAPER_A4,
  BS_PAPER_LETTER
} BsPaper;

gboolean bs_paper_from_string (const char *text, BsPaper *paper);

/**
 * bs_report_write_pdf:
 * @trace: what the pictures of @document are of
 * @n_pages: (out) (optional): how many pages it has
 *
 * Appends @document to @out. The same document is the same file, bit for bit.
 */
gboolean bs_report_write_pdf (const BsDocument *document, BsTrace *trace, BsPaper paper,
                              GString *out, guint *n_pages, GError **error);

/** bs_paper_get_size: @width: (out): in points, and @height. */
void bs_paper_get_size (BsPaper paper, double *width, double *height);

/** bs_report_make_pages: Returns: (transfer full) (element-type cairo_surface_t): the same pages, each as a
 * recording surface, for a preview and for printers; %NULL with an error. */
GPtrArray *bs_report_make_pages (const BsDocument *document, BsTrace *trace, BsPaper paper,
                                 GError **error);

G_END_DECLS
