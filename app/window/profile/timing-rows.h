/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of the timing panel: made in threads, and what their rows stand for. */
#pragma once

#include "app/window/parts/view-frame.h"
#include "app/window/profile/profile-selection.h"
#include "app/window/profile/timing-cache.h"
#include "profiles/timing/timing-histogram.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TIMING_TYPES,
  BS_TIMING_CELLS,
  BS_TIMING_KERNELS,
  BS_TIMING_BATCHES,
  BS_TIMING_STATES,
  BS_TIMING_IDLE,
  BS_TIMING_PREDICTION,
  BS_N_TIMING_TABS,
  BS_TIMING_GAPS = BS_N_TIMING_TABS, /* the longest, below what is idle */
  BS_TIMING_WORST,                   /* the batches farthest off, below predictions */
  BS_N_TIMING_TABLES
} BsTimingTable;

/** bs_timing_rows_set: makes @frame show a table of @range, from @cache. */
void bs_timing_rows_set (BsViewFrame *frame, BsTimingTable which, BsTimingCache *cache,
                         const BsTimingRange *range);

/** bs_timing_rows_quick_async: the first rows of a long trace, until all of it was looked at.
 * g_task_propagate_pointer() gives a BsTable. @which: one of the first five. */
void bs_timing_rows_quick_async (gpointer source, BsTimingTable which, BsTimingCache *cache,
                                 GCancellable *cancellable, GAsyncReadyCallback callback);

/* What a row is about. */
typedef struct
{
  BsHistogramQuery query; /* what is like it */
  guint32 decision;       /* the longest batch, or the one meant; 0: none */
  guint32 event;          /* the longest, or %BS_NO_EVENT */
  gint64 t0, t1;          /* where it is; both 0: not known */
  char *name;
} BsTimingRow;

/** bs_timing_row_read: @row: (out): of @table. Returns: %FALSE: it is about nothing. */
gboolean bs_timing_row_read (BsTimingRow *self, BsTimingTable which, BsTimingCache *cache,
                             const BsTable *table, guint row);
void bs_timing_row_clear (BsTimingRow *self);

/** bs_timing_go_to: @decision: 0: none. The clock goes to it, and the timeline to [@t0, @t1], where that is
 * known, and marks @event. */
void bs_timing_go_to (BsDebugger *debugger, BsProfileSelection *selection, guint32 decision,
                      gint64 t0, gint64 t1, guint32 event);

/** bs_timing_rows_find: Returns: the row that @decision belongs to, or G_MAXUINT. */
guint bs_timing_rows_find (BsTimingTable which, BsTimingCache *cache, const BsTable *table,
                           guint32 decision);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsTimingRow, bs_timing_row_clear)

G_END_DECLS
