/* SPDX-License-Identifier: Apache-2.0 */
/* How long the events, batches or gaps of one kind took: how many how long, and which of them are out of
 * the ordinary. */
#pragma once

#include "profiles/tables/table.h"
#include "profiles/timing/timing.h"

G_BEGIN_DECLS

/* Bins a doubling of the duration. */
#define BS_HISTOGRAM_FINENESS 4

/* Outliers that are kept: the longest ones. */
#define BS_HISTOGRAM_OUTLIERS 100

typedef enum
{
  BS_HISTOGRAM_BATCHES, /* .type, .state */
  BS_HISTOGRAM_EVENTS,  /* .type, .phase */
  BS_HISTOGRAM_LAUNCHES /* of a device: .kernel, .type */
} BsHistogramKind;

#define BS_HISTOGRAM_ANY G_MAXUINT32

/* What is asked for: a number of an item is that of a decision, an event or a launch. BS_HISTOGRAM_ANY: of any. As a type, n_types: of no batch. */
typedef struct
{
  BsHistogramKind kind;
  guint32 type, state, phase;
  guint32 cell; /* of types that call it */
  guint32 kernel;
} BsHistogramQuery;

typedef struct
{
  guint64 n;
  gint64 ns;      /* added up */
  guint32 number; /* of the longest of them: an event, or a decision */
  gint64 longest_ns;
} BsHistogramBin;

typedef struct
{
  guint32 number;
  gint64 start_ns, end_ns;
  guint32 decision; /* 0: none */
} BsHistogramItem;

/**
 * BsHistogram:
 *
 * Durations are whole, also of what lies in the range in part. Bin i goes from 2^((first + i) /
 * FINENESS) ns on. Outliers are those above the third quartile by more than 1.5 times what lies between
 * the quartiles, of logarithms: that is how far from the ordinary they are as a factor.
 */
typedef struct
{
  BsHistogramQuery query;
  guint64 n;
  gint64 ns, shortest_ns, longest_ns;
  gint64 median_ns, p90_ns, p99_ns;
  gint64 q1_ns, q3_ns;
  double fence_ns; /* what takes longer is an outlier */
  int first;
  guint n_bins;
  BsHistogramBin *bins;
  guint64 n_outliers;
  gint64 outlier_ns; /* added up */
  guint n_items;
  BsHistogramItem *items; /* outliers, the longest first */
} BsHistogram;

/** bs_histogram_query_init: all batches. */
void bs_histogram_query_init (BsHistogramQuery *self);

/** bs_histogram_new: @range: (nullable): %NULL: all. Returns: (transfer full): %NULL when it was
 * cancelled. Quantiles are exact: the n-th shortest, n rounded up. */
BsHistogram *bs_histogram_new (const BsTrace *trace, const BsHistogramQuery *query,
                               const BsTimingRange *range, GCancellable *cancellable);
void bs_histogram_free (BsHistogram *self);

/** bs_histogram_bin_start: Returns: ns from which bin @i counts. */
double bs_histogram_bin_start (const BsHistogram *self, guint i);

/** bs_histogram_place: @item: (out): where the item is that a bin says is its longest. */
void bs_histogram_place (const BsHistogram *self, const BsTrace *trace, guint32 number,
                         BsHistogramItem *item);

/** bs_histogram_tabulate: Returns: (transfer full): a row a bin: from_ns, to_ns, count, share (of all),
 * ns, longest_ns, and the longest of them as decision, and of events and launches as event or launch. */
BsTable *bs_histogram_tabulate (const BsHistogram *self, const BsTrace *trace);

/** bs_histogram_tabulate_outliers: Returns: (transfer full): what is longer than the fence: decision,
 * type, batch_size, ns, of_median, and of events event and phase, of launches launch and phase. */
BsTable *bs_histogram_tabulate_outliers (const BsHistogram *self, const BsTrace *trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsHistogram, bs_histogram_free)

G_END_DECLS
