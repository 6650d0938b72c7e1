/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: what of a run is worth knowing, in plain words, each with the query that backs it and what can
 * be done about it. The report tells the weightiest, the window all. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_REPORT_FINDING_SMALL_BATCHES, /* time, or batches, of one node, or few */
  BS_REPORT_FINDING_BOUND,         /* batches above the lower bound; or none is */
  BS_REPORT_FINDING_PREPARATION,   /* building, scheduling, planning */
  BS_REPORT_FINDING_COPIES,        /* gathers and scatters; or what planning saves of them */
  BS_REPORT_FINDING_IDLE,          /* nothing that was recorded ran */
  BS_REPORT_FINDING_DEVICE,        /* a device did nothing */
  BS_REPORT_FINDING_THREADS,       /* threads that wait while others work */
  BS_REPORT_FINDING_FALLBACKS,     /* states that the policy does not know */
  BS_REPORT_FINDING_STATE, /* the state whose choices are above the bound most: small batches */
  BS_REPORT_FINDING_TYPE,  /* the costliest type */
  BS_REPORT_FINDING_PHASE, /* the largest phase */
  BS_REPORT_FINDING_BATCH_SIZE,
  BS_REPORT_FINDING_POLICY,    /* another policy needs fewer batches */
  BS_REPORT_FINDING_RECORDING, /* what recording took from the run */
  BS_REPORT_FINDING_DROPPED,   /* events that are missing */
  BS_N_REPORT_FINDINGS
} BsReportFindingKind;

typedef enum
{
  BS_SEVERITY_NOTE, /* how it is */
  BS_SEVERITY_GOOD, /* nothing to be gained here */
  BS_SEVERITY_HINT, /* something to be gained */
  BS_SEVERITY_WARNING
} BsSeverity;

typedef struct
{
  BsReportFindingKind kind;
  BsSeverity severity;
  double weight; /* the part of the run that it is about, roughly: 0 to 1 */
  char *markup;  /* a sentence or two, translated */
  char *advice;  /* (nullable): what to try, translated */
  double figure; /* of the sentence: the first value of the first row of .sql */
  char *sql;
  guint32 decision; /* where to look: an example; 0: none */
  gint64 t0, t1;    /* when that was; both 0: not known */
} BsReportFinding;

void bs_report_finding_free (BsReportFinding *self);

/** bs_findings_new: Returns: (transfer full) (element-type BsReportFinding): the weightiest first.
 * Deterministic; O(events + |T| (V + E)). */
GPtrArray *bs_findings_new (const BsTrace *trace);

const char *bs_report_finding_kind_to_string (BsReportFindingKind kind);

/** bs_severity_to_string: Returns: in a word, translated. */
const char *bs_severity_to_string (BsSeverity severity);

/** bs_findings_tabulate: Returns: (transfer full): finding (its kind), severity, weight, figure, text,
 * advice, decision, sql. */
BsTable *bs_findings_tabulate (const GPtrArray *findings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsReportFinding, bs_report_finding_free)

G_END_DECLS
