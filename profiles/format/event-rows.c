/* SPDX-License-Identifier: Apache-2.0 */
/* Makes rows of event_block and level_block from events. */
#include "config.h"

#include "profiles/format/event-rows.h"

#include "profiles/format/event-levels.h"
#include "profiles/format/event-packing.h"
#include "profiles/format/packing.h"
#include "profiles/format/schema.h"

struct _BsEventRows
{
  const BsEventRowsFuncs *funcs;
  gpointer user_data;
  guint64 n_events;
  BsEventLevels *levels;
  gboolean changed; /* since all levels were handed over */
  guint8 *packed;   /* scratch */
};

BsEventRows *
bs_event_rows_new (const BsEventRowsFuncs *funcs, gpointer user_data)
{
  BsEventRows *self = g_new0 (BsEventRows, 1);

  self->funcs = funcs;
  self->user_data = user_data;
  self->levels = bs_event_levels_new ();
  self->packed = g_malloc (
      MAX (bs_event_block_bound (BS_EVENT_BLOCK_EVENTS), BS_EVENT_ROW_NODES * BS_PACKED_NODE_MAX));

  return self;
}

void
bs_event_rows_free (BsEventRows *self)
{
  bs_event_levels_free (self->levels);
  g_free (self->packed);
  g_free (self);
}

static void
make_level_row (gpointer user_data, guint lane, guint level, guint32 part, const BsEventNode *nodes,
                guint32 n)
{
  BsEventRows *self = user_data;
  BsLevelRow row = { .id = bs_level_block_id (lane, level, part),
                     .lane = lane,
                     .level = level,
                     .part = part,
                     .t0 = nodes[0].t0,
                     .n = n,
                     .data = self->packed };

  for (guint32 i = 0; i < n; i++)
    {
      row.t0 = MIN (row.t0, nodes[i].t0);
      row.t1 = MAX (row.t1, nodes[i].t1);
    }
  row.size = bs_event_nodes_pack (nodes, n, self->packed);
  self->funcs->level (self->user_data, &row);
}

void
bs_event_rows_add (BsEventRows *self, const BsEvent *events, guint32 n, guint32 near)
{
  BsEventRow row = { .id = (gint64) self->n_events,
                     .t0 = events[0].start_ns,
                     .n = n,
                     .first_mini_batch = G_MAXUINT32,
                     .first_decision = G_MAXINT64,
                     .last_decision = -1,
                     .data = self->packed };

  for (guint32 i = 0; i < n; i++)
    {
      guint32 mini_batch = bs_unwrap_mini_batch (events[i].mini_batch, near);

      row.first_mini_batch = MIN (row.first_mini_batch, mini_batch);
      row.last_mini_batch = MAX (row.last_mini_batch, mini_batch);
      row.t1 = MAX (row.t1, events[i].end_ns);
      if (events[i].decision == 0)
        continue;
      row.first_decision = MIN (row.first_decision, events[i].decision);
      row.last_decision = MAX (row.last_decision, events[i].decision);
    }
  if (row.last_decision < 0)
    row.first_decision = -1;
  row.size = bs_event_block_pack (events, n, self->packed);
  self->funcs->event (self->user_data, &row);

  bs_event_levels_add (self->levels, events, n);
  bs_event_levels_hand_over (self->levels, FALSE, make_level_row, self);
  self->changed = TRUE;
  self->n_events += n;
}

void
bs_event_rows_flush (BsEventRows *self)
{
  if (self->changed)
    bs_event_levels_hand_over (self->levels, TRUE, make_level_row, self);
  self->changed = FALSE;
}

guint64
bs_event_rows_get_n (const BsEventRows *self)
{
  return self->n_events;
}
