/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a trace as a document: what ran, how many batches against the bound, where time
 * went, which decisions cost most, what planning saved, and what is missing. */
#pragma once

#include "profiles/report/document.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_REPORT_SUMMARY,
  BS_REPORT_TIME,
  BS_REPORT_DEVICE,
  BS_REPORT_BATCHES,
  BS_REPORT_DECISIONS,
  BS_REPORT_PREDICTION,
  BS_REPORT_MEMORY,
  BS_REPORT_POLICY,
  BS_REPORT_FRONTIER,
  BS_REPORT_RECORDING,
  BS_N_REPORT_SECTIONS
} BsReportSection;

/** bs_report_section_from_string: the names of sections are also their ids in a document. */
gboolean bs_report_section_from_string (const char *text, BsReportSection *section);
const char *bs_report_section_to_string (BsReportSection section);

/**
 * BsReportOptions:
 * @sections: a bit (1 << BsReportSection) for each that is wanted; 0: all
 * @top: rows of a table at most (12); 0: the default
 *
 * {0} is the whole report. Its size does not grow with the trace.
 */
typedef struct
{
  guint sections;
  guint top;
} BsReportOptions;

/** bs_report_new: @options: (nullable). Deterministic. Returns: (transfer full): the report. */
BsDocument *bs_report_new (const BsTrace *trace, const BsReportOptions *options);

/** bs_report_print_text: appends the whole report as plain text, at most 80 columns wide. */
void bs_report_print_text (const BsTrace *trace, GString *out);

G_END_DECLS
