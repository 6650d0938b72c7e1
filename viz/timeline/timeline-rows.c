/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of a timeline. */
#include "config.h"

#include "viz/timeline/timeline-rows.h"

#include <string.h>
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
  bs_timeline_rows_get (self, group)->first_folded = folded;
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

/* Names are translated, and numbers of rows depend on what else there is. */
static char *
key_of (const BsTimelineRow *row)
{
  switch (row->kind)
    {
    case BS_ROW_EVENTS:
      return g_strdup_printf ("events-%u-%x", row->lane, row->phases);
    case BS_ROW_GROUP:
      return row->phases != 0 ? g_strdup_printf ("lane-%u", row->lane) : g_strdup ("device");
    case BS_ROW_IDLE:
      return g_strdup ("idle");
    case BS_ROW_COUNTER:
      return g_strdup_printf ("counter-%u", (guint) row->counter);
    case BS_ROW_NOTE:
    default:
      return g_strdup ("note");
    }
}

/* A word a row of which there is something to say: `events-0-10:mp`, and in the order of the screen. */
char *
bs_timeline_rows_to_text (const BsTimelineRows *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->order->len; i++)
    {
      guint index = g_array_index (self->order, guint, i);
      const BsTimelineRow *row = bs_timeline_rows_get (self, index);
      gboolean turned = row->kind == BS_ROW_GROUP && !row->folded != !row->first_folded;
      g_autofree char *key = NULL;

      if (index == i && !turned && !row->pinned)
        continue;
      key = key_of (row);
      g_string_append_printf (text, "%s%s:%s%s%s", text->len > 0 ? " " : "", key,
                              index != i ? "m" : "", row->pinned ? "p" : "",
                              !turned       ? ""
                              : row->folded ? "f"
                                            : "u");
    }

  return g_string_free (text, FALSE);
}

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  const guint *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* Puts the rows @moved, in their order, where they stood at first, unless one would leave its group. */
static void
put_moved (BsTimelineRows *self, const GArray *moved)
{
  g_autoptr (GArray) places = g_array_copy ((GArray *) moved);

  g_array_sort (places, compare_indices);
  for (guint i = 0; i < moved->len; i++)
    {
      guint index = g_array_index (moved, guint, i), place = g_array_index (places, guint, i);
      const BsTimelineRow *row = bs_timeline_rows_get (self, index);
      const BsTimelineRow *there = bs_timeline_rows_get (self, place);

      if (row->kind == BS_ROW_GROUP || there->kind == BS_ROW_GROUP || row->group != there->group
          || (i > 0 && place == g_array_index (places, guint, i - 1)))
        return;
    }

  for (guint i = 0; i < moved->len; i++)
    g_array_index (self->order, guint, g_array_index (places, guint, i)) = g_array_index (moved,
                                                                                          guint, i);
}

void
bs_timeline_rows_restore (BsTimelineRows *self, const char *text)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (GStrv) words = g_strsplit (text, " ", 4 * (int) self->rows->len + 1);

  for (guint i = 0; i < self->rows->len; i++)
    {
      BsTimelineRow *row = bs_timeline_rows_get (self, i);

      g_hash_table_insert (keys, key_of (row), GUINT_TO_POINTER (i));
      g_array_index (self->order, guint, i) = i;
      row->folded = row->first_folded;
      row->pinned = FALSE;
    }
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *flags = strchr (words[i], ':');
      gpointer found;
      guint index;

      if (flags == NULL)
        continue;
      *flags++ = '\0';
      if (!g_hash_table_lookup_extended (keys, words[i], NULL, &found))
        continue;
      index = GPOINTER_TO_UINT (found);
      if (strchr (flags, 'm') != NULL)
        g_array_append_val (moved, index);
      bs_timeline_rows_get (self, index)->pinned = strchr (flags, 'p') != NULL;
      if (bs_timeline_rows_get (self, index)->kind == BS_ROW_GROUP)
        {
          if (strchr (flags, 'f') != NULL)
            bs_timeline_rows_get (self, index)->folded = TRUE;
          else if (strchr (flags, 'u') != NULL)
            bs_timeline_rows_get (self, index)->folded = FALSE;
        }
    }
  put_moved (self, moved);
  arrange (self);
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
