/* SPDX-License-Identifier: Apache-2.0 */
/* Where the time of a stretch of a trace went: by type, cell, kernel, batch and state. */
#pragma once

#include "profiles/timing/timing-walk.h"

G_BEGIN_DECLS

/**
 * BsTimingGroup:
 *
 * Batches that have something in common, as far as they lie in the range. Of an event that lies there in
 * part, as much of its flops and bytes counts.
 */
typedef struct
{
  guint64 batches, ran; /* that touch the range, and those of them that were executed */
  guint64 nodes;
  guint64 of_one;    /* batches of a single node */
  gint64 total_ns;   /* from the first event of each batch to its last, added up */
  gint64 self_ns;    /* of its events in the lanes that compute, without what lies in these */
  gint64 longest_ns; /* of a batch */
  guint32 longest;   /* its decision; 0: none */
  guint64 flops, bytes;
} BsTimingGroup;

/* The events of one phase that serve batches of one type. */
typedef struct
{
  guint64 events;
  gint64 ns;         /* added up over all lanes */
  gint64 self_ns;    /* without the events of the same lane that lie in them */
  gint64 total_ns;   /* of the clock, while there was one of them in any lane */
  gint64 longest_ns; /* of a whole event */
  guint32 longest;   /* its number, or %BS_NO_EVENT */
  guint64 flops, bytes;

  /*< private >*/
  gint64 until;
} BsTimingPart;

/* Of a kernel of a device. */
typedef struct
{
  guint64 launches;
  gint64 ns, longest_ns;
  guint32 longest; /* launch, from 0 */
  guint64 flops, traffic;
} BsTimingKernel;

/* Sums of one batch. */
typedef struct
{
  gint64 self_ns;
  guint64 flops, bytes;
} BsTimingBatch;

/**
 * BsTiming:
 *
 * Immutable once made; safe to share between threads.
 */
typedef struct
{
  const BsTrace *trace;
  BsTimingRange range;
  gboolean is_quick; /* only what the trace knows without a look at events: no .self_ns, no bytes */
  BsTimingGroup all;
  BsTimingGroup *types;    /* [n_types] */
  BsTimingGroup *states;   /* [n_states] */
  BsTimingPart *parts;     /* [n_types + 1][BS_N_PHASES]: the last ones are of no batch */
  BsTimingKernel *kernels; /* [n_kernels] */
  guint32 first, last;     /* decisions: no other one touches the range; 0: none does */
  BsTimingBatch *batches;  /* (nullable) [n_decisions] */
  gint64 covered_ns;       /* of the clock, while any lane had an event */
  gint64 t0, t1;           /* of what was found; both 0 when there is nothing */

  /*< private >*/
  int refs;
} BsTiming;

/**
 * bs_timing_new:
 * @range: (nullable): %NULL: all
 *
 * O(decisions + events in the range).
 *
 * Returns: (transfer full): sums; %NULL when it was cancelled
 */
BsTiming *bs_timing_new (const BsTrace *trace, const BsTimingRange *range,
                         GCancellable *cancellable);

/** bs_timing_new_quick: of all of the trace, at once: from its decisions and levels of detail. */
BsTiming *bs_timing_new_quick (const BsTrace *trace);

BsTiming *bs_timing_ref (BsTiming *self);
void bs_timing_unref (BsTiming *self);

/** bs_timing_get_part: @type: n_types: of no batch */
static inline const BsTimingPart *
bs_timing_get_part (const BsTiming *self, guint type, BsPhase phase)
{
  return &self->parts[(gsize) type * BS_N_PHASES + phase];
}

/** bs_timing_batch_span: @start_ns, @end_ns: (out): when the batch of a decision ran, or where it was only
 * scheduled, when it was chosen. Returns: whether it ran. */
gboolean bs_timing_batch_span (const BsTraceDecision *decision, gint64 *start_ns, gint64 *end_ns);

/** bs_timing_longest_event: Returns: the longest event of the batch of @decision, of the first thousands
 * that begin while it runs; %BS_NO_EVENT: it has none. Fast. */
guint32 bs_timing_longest_event (const BsTrace *trace, guint32 decision);

/** bs_timing_computes: Returns: whether batches are computed in a lane: a stream where a device has some,
 * else a thread. */
gboolean bs_timing_computes (const BsTrace *trace, guint lane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTiming, bs_timing_unref)

G_END_DECLS
