/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a timeline: what lanes and phases a trace has, in what order they stand, which are folded
 * away and which stay on top. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_ROW_EVENTS,  /* events of some phases of a lane */
  BS_ROW_GROUP,   /* a heading: rows below it fold into it */
  BS_ROW_IDLE,    /* when the device did nothing, and why */
  BS_ROW_COUNTER, /* a number over time */
  BS_ROW_NOTE     /* words about what is not there */
} BsTimelineRowKind;

typedef enum
{
  BS_COUNTER_BATCH_SIZE, /* nodes of the batch that runs */
  BS_COUNTER_READY,      /* nodes of the frontier that it was chosen from */
  BS_COUNTER_QUEUE,      /* works of a stream that wait for the device */
  BS_N_COUNTERS
} BsTimelineCounter;

#define BS_NO_ROW G_MAXUINT

typedef struct
{
  BsTimelineRowKind kind;
  guint lane;                /* of events */
  guint32 phases;            /* of events: a bit (1 << BsPhase) each */
  BsTimelineCounter counter; /* of a counter */
  guint group;               /* the row that it folds into, or BS_NO_ROW */
  char *name;                /* translated */

  /* What people do with it. */
  gboolean folded; /* of a group */
  gboolean pinned;

  gboolean first_folded; /* before anybody did */
} BsTimelineRow;

typedef struct
{
  GArray *rows;  /* BsTimelineRow */
  GArray *shown; /* guint: rows in the order of the screen, pinned ones first */
  GArray *order; /* guint: all rows, as people ordered them */
  guint n_pinned;
} BsTimelineRows;

/** bs_timeline_rows_new: Returns: (transfer full): the rows of @trace; of many threads all but the first
 * are folded. */
BsTimelineRows *bs_timeline_rows_new (const BsTrace *trace);
void bs_timeline_rows_free (BsTimelineRows *self);

static inline BsTimelineRow *
bs_timeline_rows_get (const BsTimelineRows *self, guint row)
{
  return &g_array_index (self->rows, BsTimelineRow, row);
}

/** bs_timeline_rows_get_shown: Returns: the row at @position on screen. */
static inline BsTimelineRow *
bs_timeline_rows_get_shown (const BsTimelineRows *self, guint position)
{
  return bs_timeline_rows_get (self, g_array_index (self->shown, guint, position));
}

/** bs_timeline_rows_fold: @row: a group, or a row of one: its group. Returns: whether there is one. */
gboolean bs_timeline_rows_fold (BsTimelineRows *self, guint row, gboolean folded);

/** bs_timeline_rows_pin: pinned rows stay on top. */
void bs_timeline_rows_pin (BsTimelineRows *self, guint row, gboolean pinned);

/** bs_timeline_rows_move: among the rows of its group. Returns: whether it moved. */
gboolean bs_timeline_rows_move (BsTimelineRows *self, guint row, int delta);

/** bs_timeline_rows_find: Returns: the position on screen of the row that shows events of @phase in
 * @lane, or the group that they are folded into; BS_NO_ROW: none. */
guint bs_timeline_rows_find (const BsTimelineRows *self, guint lane, guint phase);

/** bs_timeline_rows_to_text: Returns: (transfer full): what people did with the rows; empty: nothing. It
 * means the same for another run of the same program, such as a branch. */
char *bs_timeline_rows_to_text (const BsTimelineRows *self);

/** bs_timeline_rows_restore: as they were at first, but for what @text says; what it says of rows that
 * there are not is passed over. @text: untrusted */
void bs_timeline_rows_restore (BsTimelineRows *self, const char *text);

/** bs_timeline_phase_title: Returns: a phase as a title, translated. */
const char *bs_timeline_phase_title (BsPhase phase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTimelineRows, bs_timeline_rows_free)

G_END_DECLS
