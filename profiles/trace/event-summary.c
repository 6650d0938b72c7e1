/* SPDX-License-Identifier: Apache-2.0 */
/* A lane of the timeline in so many pixels. What covers many pixels is noted where it begins and
 * where it ends, so that no event costs more than any other. */
#include "config.h"

#include "profiles/trace/event-summary.h"

/* At the left edge of a pixel: how many more events of each phase cover all of it, and of those that
 * begin in it and go on behind it the longest. */
typedef struct
{
  gint32 whole[BS_N_PHASES];
  gint64 end_ns, longest_ns;
  guint32 longest;
  guint8 phase;
} Edge;

typedef struct
{
  BsEventSource *source;
  guint lane;
  gint64 t0, t1;
  guint64 span;
  guint n;
  BsEventSums *out;
  Edge *edges; /* [n] */

  /* The pixel that was looked at last. */
  guint pixel;
  gint64 begin, end;
} Window;

static void
go_to_pixel (Window *self, guint i)
{
  self->begin = i == self->pixel + 1 ? self->end : bs_pixel_edge (self->t0, self->t1, self->n, i);
  self->end = bs_pixel_edge (self->t0, self->t1, self->n, i + 1);
  self->pixel = i;
}

/* Goes to the pixel of a time in the window. */
static void
go_to (Window *self, gint64 t)
{
  if (t >= self->begin && t < self->end)
    return;

  go_to_pixel (self, (guint) ((unsigned __int128) (t - self->t0) * self->n / self->span));
}

static void
add_event (Window *self, const BsEvent *event, guint32 number)
{
  gint64 start = MAX (event->start_ns, self->t0), end = MIN (event->end_ns, self->t1);
  Edge *edge;

  if (event->start_ns >= self->t1 || (event->start_ns < self->t0 && event->end_ns <= self->t0))
    return;

  go_to (self, start);
  bs_event_sums_add (&self->out[self->pixel], event, MIN (end, self->end) - start, 1, number);
  if (end <= self->end)
    return;

  edge = &self->edges[self->pixel];
  if (event->end_ns - event->start_ns > edge->longest_ns)
    {
      edge->end_ns = end;
      edge->longest_ns = event->end_ns - event->start_ns;
      edge->longest = number;
      edge->phase = event->phase;
    }
  edge[1].whole[event->phase]++;
  go_to (self, end - 1);
  self->edges[self->pixel].whole[event->phase]--;
  bs_event_sums_add (&self->out[self->pixel], event, end - self->begin, 0, number);
}

/* What pixels have in common with those before them. */
static void
spread (Window *self)
{
  gint32 whole[BS_N_PHASES] = { 0 };
  const Edge *longest = NULL;

  for (guint i = 0; i < self->n; i++)
    {
      const Edge *edge = &self->edges[i];
      BsEventSums *sums = &self->out[i];

      go_to_pixel (self, i);
      for (guint k = 0; k < BS_N_PHASES; k++)
        {
          whole[k] += edge->whole[k];
          if (whole[k] > 0)
            bs_event_sums_cover (sums, k, self->end - self->begin, (guint32) whole[k]);
        }
      if (longest != NULL && longest->end_ns > self->begin && self->end > self->begin)
        bs_event_sums_touch (sums, longest->phase, longest->longest_ns, longest->longest);
      if (edge->longest_ns > 0
          && (longest == NULL || longest->end_ns <= self->end
              || edge->longest_ns > longest->longest_ns))
        longest = edge;
    }
}

static gint64
share (gint64 value, double part)
{
  return part < 1.0 ? (gint64) ((double) value * part) : value;
}

/* What of @sums lies between two parts of its time. Parts that follow each other add up. */
static void
cut (const BsEventSums *sums, double from, double to, BsEventSums *piece)
{
  *piece = *sums;
  piece->n = 0;
  for (guint k = 0; k < BS_N_PHASES; k++)
    {
      BsPhaseSum *phase = &piece->phases[k];

      phase->n = (guint32) (share (phase->n, to) - share (phase->n, from));
      phase->ns = share (phase->ns, to) - share (phase->ns, from);
      piece->n += phase->n;
    }
}

/* A node that overlaps the window and is no wider than a pixel, or lies within one. */
static void
add_node (Window *self, const BsEventNode *node)
{
  gint64 at = MAX (node->t0, self->t0), end = MIN (node->t1, self->t1);
  double length = (double) (node->t1 - node->t0);

  do
    {
      go_to (self, MIN (at, self->t1 - 1));
      if (at == node->t0 && node->t1 <= self->end)
        bs_event_sums_merge (&self->out[self->pixel], &node->sums);
      else
        {
          gint64 next = MIN (end, self->end);
          BsEventSums piece;

          cut (&node->sums, (double) (at - node->t0) / length, (double) (next - node->t0) / length,
               &piece);
          bs_event_sums_merge (&self->out[self->pixel], &piece);
        }
      at = self->end;
    }
  while (at < end);
}

static gboolean
add_events (Window *self, const BsEventNode *node)
{
  BsEvent events[BS_EVENT_LEAF];
  guint32 numbers[BS_EVENT_LEAF];

  if (!self->source->events (self->source, self->lane, node, events, numbers))
    return FALSE;
  for (guint32 i = 0; i < node->sums.n; i++)
    add_event (self, &events[i], numbers[i]);

  return TRUE;
}

/* Whether the node needs no closer look. */
static gboolean
is_narrow (Window *self, const BsEventNode *node)
{
  if ((guint64) (node->t1 - node->t0) <= self->span / self->n)
    return TRUE;
  if (node->t0 < self->t0 || node->t1 > self->t1)
    return FALSE;
  go_to (self, node->t0);

  return node->t1 <= self->end;
}

/* As deep as there are levels. */
static gboolean
walk (Window *self, guint level, guint32 first)
{
  guint32 n;
  const BsEventNode *nodes = self->source->nodes (self->source, self->lane, level, first, &n);

  if (nodes == NULL)
    return FALSE;
  for (guint32 i = 0; i < n && nodes[i].t0 < self->t1; i++)
    {
      guint64 below = ((guint64) first + i) * BS_EVENT_FANOUT;

      if (nodes[i].t0 < self->t0 && nodes[i].t1 <= self->t0)
        continue;
      if (is_narrow (self, &nodes[i]))
        add_node (self, &nodes[i]);
      else if (level == 1 ? !add_events (self, &nodes[i])
                          : below > G_MAXUINT32 || !walk (self, level - 1, (guint32) below))
        return FALSE;
    }

  return TRUE;
}

gboolean
bs_event_summarise (BsEventSource *source, guint lane, guint level, gint64 t0, gint64 t1,
                    guint n_pixels, BsEventSums *out)
{
  Window self = { .source = source,
                  .lane = lane,
                  .t0 = t0,
                  .t1 = t1,
                  .span = (guint64) t1 - (guint64) t0,
                  .n = n_pixels,
                  .out = out };
  gboolean done;

  for (guint i = 0; i < n_pixels; i++)
    bs_event_sums_init (&out[i]);
  if (level == 0 || n_pixels == 0)
    return TRUE;

  self.edges = g_new0 (Edge, n_pixels);
  go_to_pixel (&self, 0);
  done = walk (&self, level, 0);
  spread (&self);
  g_free (self.edges);

  return done;
}
