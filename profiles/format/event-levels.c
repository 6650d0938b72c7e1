/* SPDX-License-Identifier: Apache-2.0 */
/* Level of detail of the events of a trace. A node is closed when it is full, and is then a part of
 * the open one of the level above: adding an event costs the same however many there are. */
#include "config.h"

#include "profiles/format/event-levels.h"

#include "profiles/format/varint.h"

/* Its closed nodes, but those that were handed over, and the open one: as far as it goes. */
typedef struct
{
  GArray *nodes; /* BsEventNode */
  guint32 n_gone;
  BsEventNode open;
  guint n_parts; /* of the open one: events, or nodes of the level below */
} Level;

typedef struct
{
  guint n_levels;
  Level levels[BS_EVENT_MAX_LEVELS]; /* [0] is level 1 */
} Lane;

struct _BsEventLevels
{
  Lane *lanes[BS_EVENT_LANES];
  guint32 n_events;
};

static void
add_ns (gint64 *sum, gint64 ns)
{
  if (__builtin_add_overflow (*sum, ns, sum))
    *sum = G_MAXINT64;
}

static void
consider (BsEventSums *self, gint64 ns, guint32 number)
{
  if (self->longest == BS_NO_EVENT || ns > self->longest_ns)
    {
      self->longest = number;
      self->longest_ns = ns;
    }
}

void
bs_event_sums_touch (BsEventSums *self, guint phase, gint64 ns, guint32 number)
{
  self->phases[phase].longest_ns = MAX (self->phases[phase].longest_ns, ns);
  consider (self, ns, number);
}

void
bs_event_sums_cover (BsEventSums *self, guint phase, gint64 ns, guint32 n)
{
  gint64 sum;

  add_ns (&self->phases[phase].ns, __builtin_mul_overflow (ns, n, &sum) ? G_MAXINT64 : sum);
}

void
bs_event_sums_init (BsEventSums *self)
{
  *self = (BsEventSums){ .longest = BS_NO_EVENT };
}

void
bs_event_sums_add (BsEventSums *self, const BsEvent *event, gint64 ns, guint32 n, guint32 number)
{
  add_ns (&self->phases[event->phase].ns, ns);
  self->phases[event->phase].n += n;
  self->n += n;
  bs_event_sums_touch (self, event->phase, event->end_ns - event->start_ns, number);
}

void
bs_event_sums_merge (BsEventSums *self, const BsEventSums *other)
{
  if (other->longest == BS_NO_EVENT)
    return;

  for (guint i = 0; i < BS_N_PHASES; i++)
    {
      BsPhaseSum *phase = &self->phases[i];

      add_ns (&phase->ns, other->phases[i].ns);
      phase->n += other->phases[i].n;
      phase->longest_ns = MAX (phase->longest_ns, other->phases[i].longest_ns);
    }
  self->n += other->n;
  consider (self, other->longest_ns, other->longest);
}

BsEventLevels *
bs_event_levels_new (void)
{
  return g_new0 (BsEventLevels, 1);
}

void
bs_event_levels_free (BsEventLevels *self)
{
  for (guint i = 0; i < BS_EVENT_LANES; i++)
    {
      Lane *lane = self->lanes[i];

      for (guint k = 0; lane != NULL && k < lane->n_levels; k++)
        g_array_unref (lane->levels[k].nodes);
      g_free (lane);
    }
  g_free (self);
}

static Level *
get_level (Lane *lane, guint i)
{
  Level *level = &lane->levels[i];

  if (i == lane->n_levels)
    {
      level->nodes = g_array_new (FALSE, FALSE, sizeof (BsEventNode));
      lane->n_levels++;
    }

  return level;
}

/* Makes @part one of @node. */
static void
join (BsEventNode *node, guint n_parts, const BsEventNode *part)
{
  if (n_parts == 0)
    {
      *node = *part;
      return;
    }
  node->t0 = MIN (node->t0, part->t0);
  node->t1 = MAX (node->t1, part->t1);
  bs_event_sums_merge (&node->sums, &part->sums);
}

/* Closes the open node of a level, and those above that are full with it. */
static void
close_node (Lane *lane, guint i)
{
  for (; i + 1 < BS_EVENT_MAX_LEVELS; i++)
    {
      Level *level = get_level (lane, i), *above = get_level (lane, i + 1);

      g_array_append_val (level->nodes, level->open);
      join (&above->open, above->n_parts++, &level->open);
      level->n_parts = 0;
      if (above->n_parts < BS_EVENT_FANOUT)
        return;
    }
}

void
bs_event_levels_add (BsEventLevels *self, const BsEvent *events, guint32 n)
{
  for (guint32 i = 0; i < n; i++)
    {
      const BsEvent *event = &events[i];
      Lane *lane = self->lanes[event->lane];
      Level *level;
      BsEventNode *node;

      if (lane == NULL)
        lane = self->lanes[event->lane] = g_new0 (Lane, 1);
      level = get_level (lane, 0);
      node = &level->open;
      if (level->n_parts++ == 0)
        {
          node->t0 = event->start_ns;
          node->t1 = event->end_ns;
          node->first = self->n_events;
          bs_event_sums_init (&node->sums);
        }
      node->t1 = MAX (node->t1, event->end_ns);
      bs_event_sums_add (&node->sums, event, event->end_ns - event->start_ns, 1, self->n_events++);
      if (level->n_parts == BS_EVENT_LEAF)
        close_node (lane, 0);
    }

  for (guint i = 0; i < BS_EVENT_LANES; i++)
    if (self->lanes[i] != NULL && self->lanes[i]->levels[0].n_parts > 0)
      close_node (self->lanes[i], 0);
}

/* The open nodes of levels from 2 on, each with those below it. Returns: how many levels have a
 * node, closed or not. */
static guint
find_open (const Lane *lane, BsEventNode open[], gboolean is_open[])
{
  guint n = 1;

  is_open[0] = FALSE;
  for (guint i = 1; i < lane->n_levels; i++)
    {
      const Level *level = &lane->levels[i];
      guint n_parts = level->n_parts;

      open[i] = level->open;
      if (is_open[i - 1])
        join (&open[i], n_parts++, &open[i - 1]);
      is_open[i] = n_parts > 0;
      if (is_open[i] || level->n_gone + level->nodes->len > 0)
        n = i + 1;
    }

  return n;
}

void
bs_event_levels_finish (BsEventLevels *self)
{
  for (guint i = 0; i < BS_EVENT_LANES; i++)
    {
      Lane *lane = self->lanes[i];
      BsEventNode open[BS_EVENT_MAX_LEVELS];
      gboolean is_open[BS_EVENT_MAX_LEVELS];
      guint n;

      if (lane == NULL)
        continue;
      n = find_open (lane, open, is_open);
      for (guint k = 1; k < lane->n_levels; k++)
        if (is_open[k])
          g_array_append_val (lane->levels[k].nodes, open[k]);
      while (lane->n_levels > n)
        g_array_unref (lane->levels[--lane->n_levels].nodes);
    }
}

guint
bs_event_levels_get_n (const BsEventLevels *self, guint lane)
{
  return self->lanes[lane] != NULL ? self->lanes[lane]->n_levels : 0;
}

const BsEventNode *
bs_event_levels_get (const BsEventLevels *self, guint lane, guint level, guint32 *n)
{
  const GArray *nodes = self->lanes[lane]->levels[level - 1].nodes;

  *n = nodes->len;

  return (const BsEventNode *) (gconstpointer) nodes->data;
}

static void
hand_over_level (Level *level, guint lane, guint number, const BsEventNode *open, gboolean all,
                 BsEventLevelsFunc func, gpointer user_data)
{
  guint32 n_full = level->nodes->len / BS_EVENT_ROW_NODES * BS_EVENT_ROW_NODES;
  guint32 n = level->nodes->len;

  if (all && open != NULL)
    g_array_append_val (level->nodes, *open);
  for (guint32 i = 0; i < (all ? level->nodes->len : n_full); i += BS_EVENT_ROW_NODES)
    func (user_data, lane, number, (level->n_gone + i) / BS_EVENT_ROW_NODES,
          &g_array_index (level->nodes, BsEventNode, i),
          MIN (level->nodes->len - i, BS_EVENT_ROW_NODES));

  g_array_set_size (level->nodes, n);
  if (n_full > 0)
    g_array_remove_range (level->nodes, 0, n_full);
  level->n_gone += n_full;
}

void
bs_event_levels_hand_over (BsEventLevels *self, gboolean all, BsEventLevelsFunc func,
                           gpointer user_data)
{
  for (guint i = 0; i < BS_EVENT_LANES; i++)
    {
      Lane *lane = self->lanes[i];
      BsEventNode open[BS_EVENT_MAX_LEVELS];
      gboolean is_open[BS_EVENT_MAX_LEVELS];

      if (lane == NULL)
        continue;
      find_open (lane, open, is_open);
      for (guint k = 0; k < lane->n_levels; k++)
        hand_over_level (&lane->levels[k], i, k + 1, is_open[k] ? &open[k] : NULL, all, func,
                         user_data);
    }
}

gsize
bs_event_nodes_pack (const BsEventNode *nodes, guint32 n, guint8 *out)
{
  guint8 *at = out;
  gint64 t1 = 0;
  guint32 first = 0;

  for (guint32 i = 0; i < n; i++)
    {
      const BsEventNode *node = &nodes[i];
      guint64 mask = 0;

      for (guint k = 0; k < BS_N_PHASES; k++)
        if (node->sums.phases[k].n > 0)
          mask |= G_GUINT64_CONSTANT (1) << k;

      at = bs_varint_write (at, bs_varint_fold (node->t0 - t1));
      at = bs_varint_write (at, (guint64) (node->t1 - node->t0));
      at = bs_varint_write (at, bs_varint_fold ((gint64) node->first - first));
      at = bs_varint_write (at, node->sums.longest - node->first);
      at = bs_varint_write (at, mask);
      for (guint k = 0; k < BS_N_PHASES; k++)
        if (node->sums.phases[k].n > 0)
          {
            at = bs_varint_write (at, node->sums.phases[k].n);
            at = bs_varint_write (at, (guint64) node->sums.phases[k].ns);
            at = bs_varint_write (at, (guint64) node->sums.phases[k].longest_ns);
          }
      t1 = node->t1;
      first = node->first;
    }

  return (gsize) (at - out);
}

static gboolean
unpack_sums (const guint8 **at, const guint8 *end, BsEventSums *sums)
{
  guint64 mask;

  if (!bs_varint_read (at, end, &mask) || mask == 0 || mask >> BS_N_PHASES != 0)
    return FALSE;

  for (guint k = 0; k < BS_N_PHASES; k++)
    if (mask >> k & 1)
      {
        BsPhaseSum *phase = &sums->phases[k];
        guint64 n, ns, longest_ns;

        if (!bs_varint_read (at, end, &n) || !bs_varint_read (at, end, &ns)
            || !bs_varint_read (at, end, &longest_ns) || n == 0 || n > G_MAXUINT32 - sums->n
            || ns > G_MAXINT64 || longest_ns > ns)
          return FALSE;
        *phase = (BsPhaseSum){ (gint64) ns, (gint64) longest_ns, (guint32) n };
        sums->n += phase->n;
        sums->longest_ns = MAX (sums->longest_ns, phase->longest_ns);
      }

  return TRUE;
}

gboolean
bs_event_nodes_unpack (const guint8 *data, gsize size, guint level, guint32 n, BsEventNode *out)
{
  const guint8 *at = data, *end = data + size;
  gint64 t1 = 0, first = 0;

  for (guint32 i = 0; i < n; i++)
    {
      BsEventNode *node = &out[i];
      guint64 gap, length, step, longest;

      *node = (BsEventNode){ 0 };
      if (!bs_varint_read (&at, end, &gap) || !bs_varint_read (&at, end, &length)
          || !bs_varint_read (&at, end, &step) || !bs_varint_read (&at, end, &longest)
          || !unpack_sums (&at, end, &node->sums)
          || __builtin_add_overflow (t1, bs_varint_unfold (gap), &node->t0) || node->t0 < 0
          || length > (guint64) (G_MAXINT64 - node->t0)
          || __builtin_add_overflow (first, bs_varint_unfold (step), &first) || first < 0
          || first >= G_MAXUINT32 || longest >= (guint64) (G_MAXUINT32 - first)
          || (level == 1 && node->sums.n > BS_EVENT_LEAF)
          || node->sums.longest_ns > (gint64) length)
        return FALSE;

      node->t1 = t1 = node->t0 + (gint64) length;
      node->first = (guint32) first;
      node->sums.longest = (guint32) (first + (gint64) longest);
    }

  return at == end;
}
