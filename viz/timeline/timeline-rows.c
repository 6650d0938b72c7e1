/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a timeline. */
#include "config.h"

#include "viz/timeline/timeline-rows.h"

#include <glib/gi18n-lib.h>

/* With more threads than this, only the first is unfolded. */
#define MAX_UNFOLDED 3

#define BIT(phase) (1u << (phase))
#define KERNELS                                                                                    \
  (BIT (BS_PHASE_GATHER) | BIT (BS_PHASE_GEMM) | BIT (BS_PHASE_FUSED) | BIT (BS_PHASE_SCATTER))

static const char *const phase_titles[BS_N_PHASES] = {
  N_ ("Construction"), N_ ("Scheduling"), N_ ("Planning"), N_ ("Gather"), N_ ("GEMM"),
  N_ ("Fused"),        N_ ("Scatter"),    N_ ("Reading"),  N_ ("Launch"), N_ ("Driver call"),
  N_ ("Waiting"),      N_ ("Upload"),     N_ ("Download"), N_ ("Fill"),   N_ ("Collecting")
};

const char *
bs_timeline_phase_title (BsPhase phase)
{
  g_return_val_if_fail (phase < BS_N_PHASES, "");

  return _ (phase_titles[phase]);
}

static guint
add (BsTimelineRows *self, BsTimelineRowKind kind, guint group, char *name)
{
  BsTimelineRow row = { .kind = kind, .group = group, .name = name };

  g_array_append_val (self->rows, row);
  return self->rows->len - 1;
}

static void
add_events (BsTimelineRows *self, guint lane, guint32 phases, guint group, const char *name)
{
  BsTimelineRow *row = bs_timeline_rows_get (self,
                                             add (self, BS_ROW_EVENTS, group, g_strdup (name)));

  row->lane = lane;
  row->phases = phases;
}

/* Returns: the phases that a lane has events of. */
static guint32
phases_of (const BsTrace *trace, guint lane)
{
  const BsEventNode *node = bs_event_store_get_lane (trace->events, lane);
  guint32 phases = 0;

  for (guint k = 0; node != NULL && k < BS_N_PHASES; k++)
    if (node->sums.phases[k].n > 0)
      phases |= BIT (k);

  return phases;
}

static void
add_thread (BsTimelineRows *self, const BsTrace *trace, guint lane, guint group)
{
  guint32 phases = phases_of (trace, lane);

  /* Choosing is told of each decision, even where no phase was. */
  if (lane == 0 && trace->n_decisions > 0)
    phases |= BIT (BS_PHASE_SCHEDULE);
  for (guint k = 0; k < BS_N_PHASES; k++)
    if (phases >> k & 1)
      add_events (self, lane, BIT (k), group, bs_timeline_phase_title (k));
}

static guint
add_group (BsTimelineRows *self, char *name, gboolean folded)
{
  guint group = add (self, BS_ROW_GROUP, BS_NO_ROW, name);

  bs_timeline_rows_get (self, group)->folded = folded;
  return group;
}

static void
add_threads (BsTimelineRows *self, const BsTrace *trace)
{
  guint n_threads = 0, n = 0;

  for (guint lane = 0; lane < trace->n_lanes; lane++)
    n_threads += bs_trace_lane_kind (trace, lane) == BS_LANE_THREAD && phases_of (trace, lane) != 0;
  for (guint lane = 0; lane < trace->n_lanes; lane++)
    {
      guint group = BS_NO_ROW;

      if (bs_trace_lane_kind (trace, lane) != BS_LANE_THREAD || phases_of (trace, lane) == 0)
        continue;
      if (n_threads > 1)
        {
          group = add_group (self, bs_trace_lane_name (trace, lane),
                             n > 0 && n_threads > MAX_UNFOLDED);
          bs_timeline_rows_get (self, group)->lane = lane;
          bs_timeline_rows_get (self, group)->phases = phases_of (trace, lane);
        }
      add_thread (self, trace, lane, group);
      n++;
    }
  if (n_threads == 0 && trace->n_decisions > 0)
    add_thread (self, trace, 0, BS_NO_ROW);
}

static void
add_counter (BsTimelineRows *self, BsTimelineCounter counter, guint group, const char *name)
{
  bs_timeline_rows_get (self, add (self, BS_ROW_COUNTER, group, g_strdup (name)))->counter =
      counter;
}

static void
add_device (BsTimelineRows *self, const BsTrace *trace)
{
  guint group = add_group (self, g_strdup (trace->device->name), FALSE);

  for (guint i = 0; i < trace->n_device_lanes; i++)
    {
      const BsLane *lane = &trace->device_lanes[i];
      guint32 phases = phases_of (trace, lane->id);
      g_autofree char *name = bs_trace_lane_name (trace, lane->id);
      g_autofree char *kernels = NULL, *copies = NULL;

      if (phases == 0)
        continue;
      if (lane->kind != BS_LANE_STREAM)
        {
          add_events (self, lane->id, phases, group, name);
          continue;
        }
      /* Translators: rows of a timeline; a stream of a GPU, as its driver counts them */
      kernels = g_strdup_printf (_ ("%s, kernels"), name);
      copies = g_strdup_printf (_ ("%s, copies"), name);
      if (phases & KERNELS)
        add_events (self, lane->id, phases & KERNELS, group, kernels);
      if (phases & ~KERNELS)
        add_events (self, lane->id, phases & ~KERNELS, group, copies);
    }
  if (trace->n_idles > 0)
    add (self, BS_ROW_IDLE, group, g_strdup (_ ("Idle, and why")));
  if (trace->n_launches > 0)
    add_counter (self, BS_COUNTER_QUEUE, group, _ ("Launch queue"));
}

static void
arrange (BsTimelineRows *self)
{
  g_array_set_size (self->shown, 0);
  for (guint pinned = 2; pinned-- > 0;)
    {
      for (guint i = 0; i < self->order->len; i++)
        {
          guint index = g_array_index (self->order, guint, i);
          const BsTimelineRow *row = bs_timeline_rows_get (self, index);

          if (!row->pinned == !pinned
              && (pinned || row->group == BS_NO_ROW
                  || !bs_timeline_rows_get (self, row->group)->folded))
            g_array_append_val (self->shown, index);
        }
      if (pinned)
        self->n_pinned = self->shown->len;
    }
}

BsTimelineRows *
bs_timeline_rows_new (const BsTrace *trace)
{
  BsTimelineRows *self = g_new0 (BsTimelineRows, 1);

  self->rows = g_array_new (FALSE, TRUE, sizeof (BsTimelineRow));
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint));
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  add_threads (self, trace);
  if (trace->device != NULL)
    add_device (self, trace);
  if (trace->n_decisions > 0)
    {
      add_counter (self, BS_COUNTER_BATCH_SIZE, BS_NO_ROW, _ ("Batch size"));
      if (trace->n_candidates > 0)
        add_counter (self, BS_COUNTER_READY, BS_NO_ROW, _ ("Ready nodes"));
    }
  if (trace->device == NULL)
    add (self, BS_ROW_NOTE, BS_NO_ROW,
         g_strdup (_ ("No streams of a device: this run used the processor")));
  for (guint i = 0; i < self->rows->len; i++)
    g_array_append_val (self->order, i);
  arrange (self);

  return self;
}

void
bs_timeline_rows_free (BsTimelineRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    g_free (bs_timeline_rows_get (self, i)->name);
  g_array_unref (self->rows);
  g_array_unref (self->shown);
  g_array_unref (self->order);
  g_free (self);
}

gboolean
bs_timeline_rows_fold (BsTimelineRows *self, guint row, gboolean folded)
{
  guint group = bs_timeline_rows_get (self, row)->group;

  if (bs_timeline_rows_get (self, row)->kind == BS_ROW_GROUP)
    group = row;
  if (group == BS_NO_ROW || bs_timeline_rows_get (self, group)->folded == folded)
    return FALSE;

  bs_timeline_rows_get (self, group)->folded = folded;
  arrange (self);
  return TRUE;
}

void
bs_timeline_rows_pin (BsTimelineRows *self, guint row, gboolean pinned)
{
  bs_timeline_rows_get (self, row)->pinned = pinned;
  arrange (self);
}

gboolean
bs_timeline_rows_move (BsTimelineRows *self, guint row, int delta)
{
  guint *order = &g_array_index (self->order, guint, 0);
  guint group = bs_timeline_rows_get (self, row)->group;
  guint at = 0;

  while (order[at] != row)
    at++;
  for (int i = (int) at + delta; i >= 0 && i < (int) self->order->len; i += delta)
    {
      const BsTimelineRow *other = bs_timeline_rows_get (self, order[i]);

      /* Groups take their rows along, so they stay where they are. */
      if (other->group != group || other->kind == BS_ROW_GROUP
          || bs_timeline_rows_get (self, row)->kind == BS_ROW_GROUP)
        return FALSE;
      order[at] = order[i];
      order[i] = row;
      arrange (self);
      return TRUE;
    }

  return FALSE;
}

guint
bs_timeline_rows_find (const BsTimelineRows *self, guint lane, guint phase)
{
  guint group = BS_NO_ROW;

  for (guint i = 0; i < self->shown->len; i++)
    {
      const BsTimelineRow *row = bs_timeline_rows_get_shown (self, i);

      if (row->kind == BS_ROW_EVENTS && row->lane == lane && (row->phases >> phase & 1))
        return i;
    }
  for (guint i = 0; i < self->rows->len && group == BS_NO_ROW; i++)
    {
      const BsTimelineRow *row = bs_timeline_rows_get (self, i);

      if (row->kind == BS_ROW_EVENTS && row->lane == lane && (row->phases >> phase & 1))
        group = row->group;
    }
  for (guint i = 0; i < self->shown->len && group != BS_NO_ROW; i++)
    if (g_array_index (self->shown, guint, i) == group)
      return i;

  return BS_NO_ROW;
}
