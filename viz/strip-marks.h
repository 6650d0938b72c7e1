/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on the decision strip beside its bars: breakpoints, bookmarks, notes, matches of a
 * search, and where branches leave. What is too dense to tell apart becomes one mark. */
#pragma once

#include "viz/strip-geometry.h"

G_BEGIN_DECLS

typedef enum
{
  BS_STRIP_BREAKPOINT, /* dot above: filled where the clock stands */
  BS_STRIP_BOOKMARK,   /* flag above */
  BS_STRIP_NOTE,       /* speech bubble above */
  BS_STRIP_MATCH,      /* tick below */
  BS_STRIP_DIVERGENCE, /* diamond below */
  BS_N_STRIP_MARKS
} BsStripMarkKind;

/* Says how many batches at least are to go at @decision, its own included; FALSE: not known. */
typedef gboolean (*BsStripToGo) (gpointer user_data, guint32 decision, guint32 *to_go);

/**
 * BsStripMarks:
 * @decisions: (nullable): for each kind, ascending
 * @to_go: (nullable): with it, bars where the gap to the bound grows are underlined
 */
typedef struct
{
  const guint32 *decisions[BS_N_STRIP_MARKS];
  gsize n[BS_N_STRIP_MARKS];
  BsStripToGo to_go;
  gpointer user_data;
} BsStripMarks;

/* One mark as drawn: @count decisions from @first to @last. */
typedef struct
{
  BsStripMarkKind kind;
  guint32 first, last, count;
  double x, y, width;
} BsStripMark;

/**
 * bs_strip_marks_next:
 * @place: (inout): 0 to begin with
 *
 * Returns: %FALSE: there are no more of @kind on show
 */
gboolean bs_strip_marks_next (const BsStripMarks *self, const BsStyle *style,
                              const BsStripGeometry *geometry, BsStripMarkKind kind, gsize *place,
                              BsStripMark *mark);

/** bs_strip_marks_draw: @now: where the clock stands, 0: nowhere. */
void bs_strip_marks_draw (const BsStripMarks *self, cairo_t *cr, const BsStyle *style,
                          const BsStripGeometry *geometry, guint32 now);

/** bs_strip_marks_pick: Returns: whether the pointer is on a mark. */
gboolean bs_strip_marks_pick (const BsStripMarks *self, const BsStyle *style,
                              const BsStripGeometry *geometry, double x, double y,
                              BsStripMark *mark);

/** bs_strip_marks_touch: Returns: whether a mark above stands on a decision from @first to @last. */
gboolean bs_strip_marks_touch (const BsStripMarks *self, guint32 first, guint32 last);

G_END_DECLS
