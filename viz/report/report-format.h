/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of reports, and a document written in one of them. */
#pragma once

#include "viz/report/report-pdf.h"

G_BEGIN_DECLS

typedef enum
{
  BS_REPORT_PDF,
  BS_REPORT_HTML,
  BS_REPORT_TEXT,
  BS_N_REPORT_FORMATS
} BsReportFormat;

/** bs_report_format_from_string: @name: pdf, html, htm, xhtml, text or txt, in letters of any case. */
gboolean bs_report_format_from_string (const char *name, BsReportFormat *format);

/** bs_report_format_from_file: by the suffix of @path. Returns: whether that is one of a format. */
gboolean bs_report_format_from_file (const char *path, BsReportFormat *format);

/** bs_report_format_suffix: Returns: (transfer none): pdf, html or txt. */
const char *bs_report_format_suffix (BsReportFormat format);

/**
 * bs_report_write:
 * @trace: (nullable): what the pictures of @document are of
 * @paper: of PDF
 *
 * Appends @document to @out.
 */
gboolean bs_report_write (const BsDocument *document, BsTrace *trace, BsReportFormat format,
                          BsPaper paper, GString *out, GError **error);

G_END_DECLS
