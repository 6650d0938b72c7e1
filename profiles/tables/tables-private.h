/* SPDX-License-Identifier: Apache-2.0 */
/* Sums over a trace that tables and the report share. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 nodes;
  guint64 members; /* of them in batches that were recorded */
  guint64 bound;   /* the type's part of the lower bound, all mini-batches */
  guint32 batches;
  guint32 largest;
  guint64 ns;   /* running its batches */
  gboolean ran; /* at least one of them, and was not only scheduled */
} BsTypeTotals;

typedef struct
{
  guint32 events;
  guint64 bytes;
  guint64 flops;
  BsLaneKind kind; /* of the lanes that its events are in */
  gint64 all_ns;   /* of all phases in such lanes */
} BsPhaseTotals;

/** bs_type_totals_new: Returns: (transfer full) (array): one a type; O(|T| (V + E)). */
BsTypeTotals *bs_type_totals_new (const BsTrace *trace);

/** bs_phase_totals_new: Returns: (transfer full) (array): one a phase. Threads and a device work at the same time,
 * so that times are added up for each by itself. */
BsPhaseTotals *bs_phase_totals_new (const BsTrace *trace);

/** bs_phase_totals_share: Returns: the part of its lanes' time that @phase takes; NaN: there is none. */
double bs_phase_totals_share (const BsTrace *trace, const BsPhaseTotals *totals, BsPhase phase);

G_END_DECLS
