/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a comparison as a document: what differs and by how much beside the noise, where the
 * schedules part, what the policies do otherwise, and where every run comes from. */
#pragma once

#include "profiles/comparison/comparison.h"
#include "profiles/report/document.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_RUN_RECORDED,
  BS_RUN_BRANCHED, /* as recorded, but for one mini-batch that was only scheduled */
  BS_RUN_SCHEDULED /* the graphs of a recording, scheduled by another policy */
} BsRunOrigin;

/* Where a run comes from. */
typedef struct
{
  BsRunOrigin origin;
  const BsTrace *trace; /* of the recording */
  const BsFsm *fsm;     /* (nullable): the table that decided */
} BsRunProvenance;

typedef struct
{
  guint top; /* rows of a table at most (12); 0: the default */
} BsComparisonReportOptions;

/**
 * bs_comparison_report_new:
 * @provenance: (array): of each run
 * @options: (nullable):
 *
 * Deterministic. Its size does not grow with the runs. Its pictures are of @comparison, which it keeps.
 *
 * Returns: (transfer full): the report, or %NULL when cancelled
 */
BsDocument *bs_comparison_report_new (BsComparison *comparison, const BsRunProvenance *provenance,
                                      const BsComparisonReportOptions *options,
                                      GCancellable *cancellable, GError **error);

G_END_DECLS
