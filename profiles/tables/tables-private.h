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
} BsPhaseTotals;

/** bs_type_totals_new: Returns: (transfer full) (array): one a type; O(|T| (V + E)). */
BsTypeTotals *bs_type_totals_new (const BsTrace *trace);

/** bs_phase_totals_new: Returns: (transfer full) (array): one a phase. */
BsPhaseTotals *bs_phase_totals_new (const BsTrace *trace, gint64 *total_ns);

G_END_DECLS
