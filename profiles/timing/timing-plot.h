/* SPDX-License-Identifier: Apache-2.0 */
/* Points on two logarithmic scales: the roofline of products and kernels, and batches as predicted
 * beside as measured. Where there are many, those that lie together are one point. */
#pragma once

#include "profiles/comparison/cost-model.h"
#include "profiles/recording/machine-limits.h"
#include "profiles/tables/table.h"
#include "profiles/timing/timing.h"

G_BEGIN_DECLS

/* More points than these are put together; so fine is the grid for it, a doubling of either scale. */
#define BS_PLOT_MANY 2000
#define BS_PLOT_FINENESS 8

typedef enum
{
  BS_PLOT_ROOFLINE,  /* x: flops a byte; y: 1e9 flops a second */
  BS_PLOT_PREDICTION /* x: measured ns; y: predicted ns */
} BsPlotKind;

typedef struct
{
  double x, y; /* of the longest of them */
  guint32 type;
  guint32 n;        /* that are one point */
  guint32 decision; /* of the longest */
  guint32 event;    /* of the longest: event, launch, or %BS_NO_EVENT */
  gint64 ns;        /* of the longest */
  gint64 all_ns;    /* of all */
} BsPlotPoint;

/* What speeds are held against. */
typedef struct
{
  double gflops, gb_per_s; /* at most; 0: not known */
  char *whose;        /* (nullable): translated: of this machine, of the device of the recording */
  const char *origin; /* (nullable): the same for programs: device, recording or this_machine */
} BsPlotRoofs;

/**
 * BsPlot:
 *
 * Points in order of time, or where they were put together of type and place.
 */
typedef struct
{
  BsPlotKind kind;
  guint64 n;            /* all that was found */
  guint64 n_unknown;    /* that have no place: of a roofline, without flops or bytes */
  guint64 n_ahead;      /* products that serve a whole mini-batch: how many calls is not recorded */
  gboolean is_launches; /* .event of points are launches, and their bytes were recorded */
  gboolean is_binned;
  guint n_points;
  BsPlotPoint *points;
  double x0, x1, y0, y1; /* of all points; 0 without any */
} BsPlot;

/**
 * bs_plot_new_roofline:
 * @range: (nullable):
 *
 * Of a device every launch that counts flops and traffic. Of a processor every product of a batch: the
 * backend records no traffic, so that it is the least there can be: products of n calls with f flops read
 * f / 2n weights, and read and write at least 2 √(f n / 2) values, four bytes each. Where several lanes
 * share a batch, each has the calls that go with its flops.
 *
 * Returns: (transfer full): %NULL when it was cancelled
 */
BsPlot *bs_plot_new_roofline (const BsTrace *trace, const BsTimingRange *range,
                              GCancellable *cancellable);

/** bs_plot_new_prediction: batches that ran, by @model. */
BsPlot *bs_plot_new_prediction (const BsTrace *trace, const BsTimingRange *range,
                                const BsCostModel *model, GCancellable *cancellable);
void bs_plot_free (BsPlot *self);

/** bs_plot_list_decision: appends the points of one decision, not put together; at most a few hundred.
 * @model: (nullable): of a prediction. Fast. */
void bs_plot_list_decision (BsPlotKind kind, const BsTrace *trace, const BsCostModel *model,
                            guint32 decision, GArray *points);

/** bs_plot_roof: Returns: 1e9 flops a second that @roofs allow at @x flops a byte; 0: not known. */
double bs_plot_roof (const BsPlotRoofs *roofs, double x);

/** bs_plot_roofs_set_limits: those of one thread of a machine. */
void bs_plot_roofs_set_limits (BsPlotRoofs *self, const BsMachineLimits *limits);

/** bs_plot_get_roofs: @roofs: (out): of the device of the recording, or of the machine, where the trace
 * says; else all 0. */
void bs_plot_get_roofs (const BsTrace *trace, BsPlotRoofs *roofs);
void bs_plot_roofs_clear (BsPlotRoofs *self);

/** bs_plot_tabulate: Returns: (transfer full): a row a point: type, decision, batch_size, and event, n,
 * ns; of a roofline flops_per_byte, gflops, of_roof, roof_of (missing: not known); of predictions measured_ns,
 * predicted_ns, error. */
BsTable *bs_plot_tabulate (const BsPlot *self, const BsTrace *trace, const BsPlotRoofs *roofs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsPlot, bs_plot_free)

G_END_DECLS
