/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of reports. */
#include "config.h"

#include "viz/report/report-format.h"

#include <string.h>

#include "viz/report/report-html.h"

gboolean
bs_report_format_from_string (const char *name, BsReportFormat *format)
{
  static const struct
  {
    const char *name;
    BsReportFormat format;
  } names[] = {
    { "pdf", BS_REPORT_PDF },    { "html", BS_REPORT_HTML }, { "htm", BS_REPORT_HTML },
    { "xhtml", BS_REPORT_HTML }, { "text", BS_REPORT_TEXT }, { "txt", BS_REPORT_TEXT }
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (names[i].name, name) == 0)
      {
        *format = names[i].format;
        return TRUE;
      }

  return FALSE;
}

gboolean
bs_report_format_from_file (const char *path, BsReportFormat *format)
{
  const char *dot = strrchr (path, '.');

  return dot != NULL && bs_report_format_from_string (dot + 1, format);
}

const char *
bs_report_format_suffix (BsReportFormat format)
{
  static const char *const suffixes[BS_N_REPORT_FORMATS] = { "pdf", "html", "txt" };

  return suffixes[format];
}

gboolean
bs_report_write (const BsDocument *document, BsTrace *trace, BsReportFormat format, BsPaper paper,
                 GString *out, GError **error)
{
  switch (format)
    {
    case BS_REPORT_PDF:
      return bs_report_write_pdf (document, trace, paper, out, NULL, error);
    case BS_REPORT_HTML:
      bs_report_write_html (document, trace, out);
      return TRUE;
    case BS_REPORT_TEXT:
      bs_document_print_text (document, out);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}
