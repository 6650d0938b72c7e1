/* SPDX-License-Identifier: Apache-2.0 */
/* What stands where on a timeline, in words and as a table. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/report/duration.h"
#include "viz/text.h"
#include "viz/timeline/timeline-private.h"

/* Points beside an event that still mean it. */
#define REACH 3.0

guint
bs_timeline_position_at (BsTimelinePainter *self, const BsStyle *style,
                         const BsTimelineScene *scene, double y, double *top)
{
  double axis = BS_TIMELINE_AXIS * style->text_scale;
  double at = axis;

  for (guint i = 0; i < self->rows->shown->len; i++)
    {
      double height = bs_timeline_row_height (style,
                                              bs_timeline_rows_get_shown (self->rows, i)->kind);
      double begin = i < self->rows->n_pinned ? at : at - scene->top;

      if (y >= begin && y < begin + height && y >= axis)
        {
          *top = begin;
          return i;
        }
      at += height;
    }

  return BS_NO_ROW;
}

/* The event of a row that is meant by @t, and by @reach_ns beside it: the shortest of those that hold it,
 * else the nearest. */
static const BsFoundEvent *
nearest (BsTimelinePainter *self, const BsTimelineRow *row, gint64 t, gint64 reach_ns)
{
  gint64 t0 = t > G_MININT64 + reach_ns ? t - reach_ns : t;
  gint64 t1 = t < G_MAXINT64 - reach_ns - 1 ? t + reach_ns + 1 : t;
  guint n = t1 > t0 ? bs_event_store_find (self->trace->events, row->lane, t0, t1, row->phases,
                                           self->found, BS_TIMELINE_EVENTS)
                    : 0;
  const BsFoundEvent *best = NULL;
  guint64 best_far = 0, best_ns = 0;

  for (guint i = 0; i < n; i++)
    {
      const BsEvent *event = &self->found[i].event;
      guint64 far = t < event->start_ns ? (guint64) event->start_ns - (guint64) t
                    : t > event->end_ns ? (guint64) t - (guint64) event->end_ns
                                        : 0;
      guint64 ns = (guint64) event->end_ns - (guint64) event->start_ns;

      if (best == NULL || far < best_far || (far == best_far && ns < best_ns))
        {
          best = &self->found[i];
          best_far = far;
          best_ns = ns;
        }
    }

  return best;
}

static guint32
choice_at (const BsTimelinePainter *self, gint64 t, gint64 reach_ns)
{
  guint32 n = bs_timeline_lower_choice (self, t < G_MAXINT64 - reach_ns ? t + reach_ns : t);
  const BsTraceDecision *d;

  if (n == 0)
    return 0;

  d = bs_trace_decision (self->trace, self->by_choice[n - 1]);
  return (guint64) t - (guint64) d->end_ns <= (guint64) reach_ns || t <= d->end_ns
             ? self->by_choice[n - 1]
             : 0;
}

static const BsIdle *
idle_at (const BsTrace *trace, gint64 t)
{
  guint32 low = 0, high = trace->n_idles;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (trace->idles[middle].start_ns <= t)
        low = middle + 1;
      else
        high = middle;
    }

  return low > 0 && trace->idles[low - 1].end_ns >= t ? &trace->idles[low - 1] : NULL;
}

BsTimelinePick
bs_timeline_painter_pick (BsTimelinePainter *self, const BsStyle *style, double width,
                          double height, const BsTimelineScene *scene, double x, double y)
{
  BsTimelinePick pick = { .row = BS_NO_ROW, .event = BS_NO_EVENT };
  BsTimeAxis axis = bs_timeline_axis (style, width, scene);
  double left = bs_timeline_painter_gutter (style, width);
  gint64 reach_ns = (gint64) (REACH * ((double) scene->t1 - (double) scene->t0) / axis.width);
  const BsTimelineRow *row;
  double top;

  pick.in_name = x < left;
  pick.time_ns = bs_time_axis_t (&axis, x - left);
  pick.row = bs_timeline_position_at (self, style, scene, y, &top);
  if (pick.row == BS_NO_ROW || pick.in_name)
    return pick;

  row = bs_timeline_rows_get_shown (self->rows, pick.row);
  if (row->kind == BS_ROW_EVENTS || (row->kind == BS_ROW_GROUP && row->folded))
    {
      const BsFoundEvent *found = NULL;

      if (row->lane == 0 && row->phases == 1u << BS_PHASE_SCHEDULE)
        pick.decision = choice_at (self, pick.time_ns, reach_ns);
      found = pick.decision == 0 ? nearest (self, row, pick.time_ns, reach_ns) : NULL;
      if (found != NULL)
        {
          pick.event = found->number;
          pick.decision = found->event.decision;
        }
    }
  else if (row->kind == BS_ROW_IDLE)
    {
      pick.idle = idle_at (self->trace, pick.time_ns);
      pick.decision = pick.idle != NULL ? pick.idle->decision : 0;
    }
  else if (row->kind == BS_ROW_COUNTER)
    pick.decision = bs_timeline_painter_decision_at (self, pick.time_ns);
  if (pick.decision > self->trace->n_decisions)
    pick.decision = 0;

  return pick;
}

static void
append_batch (GString *out, const BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  char size[40], number[40];

  /* Translators: a type and how many nodes, the number of the batch, and of its mini-batch */
  g_string_append_printf (out, _ ("%s × %s, batch %s of mini-batch %u"),
                          trace->types->types[d->type].name, bs_text_number (size, d->size),
                          bs_text_number (number, decision), d->mini_batch);
}

static void
append_times (GString *out, const BsTimelinePainter *self, gint64 t0, gint64 t1)
{
  gint64 from, ns;
  g_autofree char *at = NULL, *length = NULL;

  if (__builtin_sub_overflow (t0, self->origin, &from))
    from = 0;
  if (__builtin_sub_overflow (t1, t0, &ns))
    ns = G_MAXINT64;
  at = bs_duration_to_string (from);
  length = bs_duration_to_string (ns);
  g_string_append_c (out, '\n');
  /* Translators: how long something took, and when it began */
  g_string_append_printf (out, _ ("%s, from %s on"), length, at);
}

static void
append_work (GString *out, const BsEvent *event)
{
  double ns = (double) event->end_ns - (double) event->start_ns;
  char bytes[40];

  if (event->flops > 0 && ns > 0)
    {
      g_string_append_c (out, '\n');
      g_string_append_printf (out, _ ("%.3g MFLOP, %.3g GFLOP/s"), (double) event->flops / 1e6,
                              (double) event->flops / ns);
    }
  if (event->bytes > 0)
    {
      g_string_append_c (out, '\n');
      if (ns > 0)
        g_string_append_printf (out, _ ("%s, %.3g GB/s"), bs_text_bytes (bytes, event->bytes),
                                (double) event->bytes / ns);
      else
        g_string_append (out, bs_text_bytes (bytes, event->bytes));
    }
}

char *
bs_timeline_painter_hint (BsTimelinePainter *self, const BsTimelinePick *pick)
{
  const BsTrace *trace = self->trace;
  GString *out;

  if (pick->row == BS_NO_ROW)
    return NULL;
  if (pick->in_name)
    {
      const BsTimelineRow *row = bs_timeline_rows_get_shown (self->rows, pick->row);

      return row->kind == BS_ROW_NOTE ? NULL : g_strdup (row->name);
    }

  out = g_string_new (NULL);
  if (pick->event != BS_NO_EVENT)
    {
      g_autofree char *lane = NULL;
      BsEvent event;

      bs_event_store_get (trace->events, pick->event, &event);
      lane = bs_trace_lane_name (trace, event.lane);
      /* Translators: what was done, and in which thread or stream */
      g_string_append_printf (out, _ ("%s in %s"), bs_timeline_phase_title (event.phase), lane);
      if (pick->decision > 0)
        {
          g_string_append_c (out, '\n');
          append_batch (out, trace, pick->decision);
        }
      append_times (out, self, event.start_ns, event.end_ns);
      append_work (out, &event);
    }
  else if (pick->idle != NULL)
    {
      g_string_append_printf (out, _ ("The device was idle: %s"),
                              bs_idle_cause_to_string (pick->idle->cause));
      append_times (out, self, pick->idle->start_ns, pick->idle->end_ns);
    }
  else if (pick->decision > 0)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, pick->decision);
      const BsTimelineRow *row = bs_timeline_rows_get_shown (self->rows, pick->row);

      if (row->kind == BS_ROW_COUNTER)
        {
          char number[40];

          g_string_append_printf (
              out, "%s: %s\n", row->name,
              bs_text_number (number,
                              bs_counter_curve_get (&self->counters[row->counter], pick->time_ns,
                                                    bs_time_behind (pick->time_ns))));
        }
      append_batch (out, trace, pick->decision);
      if (row->kind != BS_ROW_COUNTER)
        append_times (out, self, d->start_ns, d->end_ns);
    }

  return g_string_free (out, out->len == 0);
}

guint32
bs_timeline_painter_step (BsTimelinePainter *self, const BsTimelineScene *scene, guint position,
                          guint32 event, int delta)
{
  const BsEventStore *store = self->trace->events;
  const BsTimelineRow *row;
  const BsEventNode *lane;
  BsEvent from;

  if (position >= self->rows->shown->len)
    return BS_NO_EVENT;

  row = bs_timeline_rows_get_shown (self->rows, position);
  lane = row->phases != 0 ? bs_event_store_get_lane (store, row->lane) : NULL;
  if (lane == NULL)
    return BS_NO_EVENT;

  if (event != BS_NO_EVENT && event < store->n_events)
    bs_event_store_get (store, event, &from);
  if (event == BS_NO_EVENT || event >= store->n_events || from.lane != row->lane
      || !(row->phases >> from.phase & 1))
    return bs_event_store_find (store, row->lane, scene->t0, scene->t1, row->phases, self->found, 1)
                   > 0
               ? self->found[0].number
               : BS_NO_EVENT;

  /* Ever longer stretches before or behind it, until there is one. */
  for (gint64 reach = MAX (from.end_ns - from.start_ns, 1000);;
       reach = reach > G_MAXINT64 / 8 ? G_MAXINT64 : reach * 8)
    {
      gint64 t0 = from.start_ns, t1 = from.start_ns;
      guint n;

      if (delta < 0 && __builtin_sub_overflow (t0, reach, &t0))
        t0 = G_MININT64;
      if (__builtin_add_overflow (t1, delta > 0 ? reach : 1, &t1))
        t1 = G_MAXINT64;
      n = bs_event_store_find (store, row->lane, t0, t1, row->phases, self->found,
                               BS_TIMELINE_EVENTS);
      for (guint i = 0; delta > 0 && i < n; i++)
        if (self->found[i].number > event)
          return self->found[i].number;
      /* Where more are found than there is room for, the last ones are in a shorter stretch. */
      for (guint i = n; delta < 0 && n < BS_TIMELINE_EVENTS && i-- > 0;)
        if (self->found[i].number < event)
          return self->found[i].number;
      if (delta < 0 && n == BS_TIMELINE_EVENTS)
        return self->found[n - 1].number < event ? self->found[n - 1].number : BS_NO_EVENT;
      if ((delta > 0 && t1 > lane->t1) || (delta < 0 && t0 <= lane->t0) || reach == G_MAXINT64)
        return BS_NO_EVENT;
    }
}

char *
bs_timeline_painter_describe (BsTimelinePainter *self, const BsTimelineScene *scene)
{
  g_autofree char *length = bs_duration_to_string (scene->t1 - scene->t0);
  g_autofree char *from = bs_duration_to_string (scene->t0 - self->origin);
  GString *out = g_string_new (NULL);

  if (self->t0 >= self->t1)
    {
      g_string_append (out, _ ("No times were recorded."));
      return g_string_free (out, FALSE);
    }
  g_string_append_printf (out,
                          ngettext ("Timeline of %u row: %s, from %s on.",
                                    "Timeline of %u rows: %s, from %s on.", self->rows->shown->len),
                          self->rows->shown->len, length, from);
  if (scene->decision > 0)
    {
      gint64 t0, t1;

      g_string_append_c (out, ' ');
      append_batch (out, self->trace, scene->decision);
      if (bs_timeline_painter_span (self, scene->decision, &t0, &t1))
        append_times (out, self, t0, t1);
    }

  return g_string_free (out, FALSE);
}

static int
compare_found (const void *a, const void *b)
{
  const BsFoundEvent *p = a, *q = b;

  return p->number < q->number ? -1 : p->number > q->number;
}

static void
add_columns (BsTable *table)
{
  bs_table_add_column (table, "event", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "lane", BS_COLUMN_TEXT);
  bs_table_add_column (table, "phase", BS_COLUMN_TEXT);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batch_size", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "start_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "run_ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "flops", BS_COLUMN_INTEGER);
}

static void
add_event (BsTable *table, const BsTrace *trace, char **lanes, const BsFoundEvent *found)
{
  const BsEvent *event = &found->event;
  const BsTraceDecision *d = event->decision > 0 && event->decision <= trace->n_decisions
                                 ? bs_trace_decision (trace, event->decision)
                                 : NULL;

  if (lanes[event->lane] == NULL)
    lanes[event->lane] = bs_trace_lane_name (trace, event->lane);
  bs_table_add_integer (table, found->number);
  bs_table_add_text (table, lanes[event->lane]);
  bs_table_add_text (table, bs_phase_to_string (event->phase));
  bs_table_add_text (table, d != NULL ? trace->types->types[d->type].name : NULL);
  bs_table_add_natural (table, d != NULL ? (gint64) d->size : -1);
  bs_table_add_natural (table, d != NULL ? (gint64) event->decision : -1);
  bs_table_add_integer (table,
                        bs_trace_event_mini_batch (trace, event, d != NULL ? d->mini_batch : 0));
  bs_table_add_integer (table, event->start_ns - trace->events->t0);
  bs_table_add_integer (table, event->end_ns - event->start_ns);
  bs_table_add_integer (table, (gint64) MIN (event->bytes, G_MAXINT64));
  bs_table_add_integer (table, (gint64) MIN (event->flops, G_MAXINT64));
}

BsTable *
bs_timeline_tabulate (const BsTrace *trace, gint64 t0, gint64 t1, guint max)
{
  BsTable *table = bs_table_new ();
  g_autofree BsFoundEvent *found = g_new (BsFoundEvent, (gsize) max + 1);
  char *lanes[BS_EVENT_LANES] = { NULL };
  guint n = 0;

  add_columns (table);
  /* The earliest of all lanes: of each lane as many as there may be in all. */
  for (guint lane = 0; lane < trace->n_lanes; lane++)
    {
      g_autofree BsFoundEvent *own = g_new (BsFoundEvent, (gsize) max + 1);
      guint n_own = bs_event_store_find (trace->events, lane, t0, t1, G_MAXUINT32, own, max);

      found = g_renew (BsFoundEvent, found, (gsize) n + n_own + 1);
      memcpy (found + n, own, n_own * sizeof *own);
      n += n_own;
      qsort (found, n, sizeof *found, compare_found);
      n = MIN (n, max);
    }
  for (guint i = 0; i < n; i++)
    add_event (table, trace, lanes, &found[i]);
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    g_free (lanes[i]);

  return table;
}
