/* SPDX-License-Identifier: Apache-2.0 */
/* What those who look for findings share. Private to profiles. */
#pragma once

#include "profiles/report/findings.h"
#include "profiles/report/report-private.h"

G_BEGIN_DECLS

/* The wall time of mini-batches, and what of it some lane had an event; for queries. */
#define BS_SQL_WALL                                                                                \
  "WITH e AS (\n"                                                                                  \
  "  SELECT start_ns, end_ns, max(end_ns) OVER (ORDER BY start_ns, end_ns\n"                       \
  "         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM events),\n"           \
  "wall AS (\n"                                                                                    \
  "  SELECT total(ns) AS ns FROM (SELECT max(end_ns) - min(start_ns) AS ns FROM events\n"          \
  "                               GROUP BY mini_batch)),\n"                                        \
  "busy AS (\n"                                                                                    \
  "  SELECT total(max(0, end_ns - max(start_ns, coalesce(before, start_ns)))) AS ns FROM e)\n"

/** bs_findings_add: @markup, @advice (nullable), @sql: (transfer full). Returns: (transfer none): the
 * finding, to be told where it is. */
BsReportFinding *bs_findings_add (GPtrArray *findings, BsReportFindingKind kind,
                                  BsSeverity severity, double weight, char *markup, char *advice,
                                  double figure, char *sql);

/** bs_report_finding_show: @decision: 0: none. Says that it is at the batch of this. */
void bs_report_finding_show (BsReportFinding *self, const BsTrace *trace, guint32 decision);

/** bs_report_find: of a report that was added up. Returns: (transfer full): the weightiest first. */
GPtrArray *bs_report_find (const BsReport *self);

void bs_findings_of_batches (const BsReport *self, GPtrArray *findings);
void bs_findings_of_time (const BsReport *self, GPtrArray *findings);

/* Of report.c: */
void bs_report_add_up (BsReport *self);
void bs_report_clear (BsReport *self);

G_END_DECLS
