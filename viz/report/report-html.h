/* SPDX-License-Identifier: Apache-2.0 */
/* A document as one HTML file that needs nothing else: no script, no request, styles and pictures
 * within, light and dark, ready to be printed. Well-formed XML, too. */
#pragma once

#include "profiles/report/document.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/** bs_report_write_html: appends @document to @out; @trace: what its pictures are of. */
void bs_report_write_html (const BsDocument *document, BsTrace *trace, GString *out);

G_END_DECLS
