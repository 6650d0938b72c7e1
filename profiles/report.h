/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a trace: what ran, how many batches against the bound, where time went. */
#pragma once

#include "profiles/trace.h"

G_BEGIN_DECLS

/** bs_report_print_text: appends the report as plain text, at most 80 columns wide. */
void bs_report_print_text (const BsTrace *trace, GString *out);

G_END_DECLS
