/* SPDX-License-Identifier: Apache-2.0 */
/* The frontier of a graph being scheduled. */
#include "config.h"

#include "engine/frontier.h"

#include <string.h>

/* @listed: with levels it stands at its place already. */
static inline void
make_ready (BsFrontier *self, guint32 node, gboolean listed)
{
  guint type = self->graph->type[node];

  if (!listed)
    self->order[self->tail[type]] = node;
  self->tail[type]++;
  if (self->ready[type]++ == 0)
    self->n_ready_types++;
}

static void
make_room (BsFrontier *self, const BsGraph *graph)
{
  if (graph->n_types > self->type_capacity)
    {
      self->type_capacity = graph->n_types;
      self->ready = g_renew (guint32, self->ready, self->type_capacity);
      self->head = g_renew (guint32, self->head, self->type_capacity);
      self->tail = g_renew (guint32, self->tail, self->type_capacity);
      self->room_end = g_renew (guint32, self->room_end, self->type_capacity);
      g_clear_pointer (&self->placed, g_free);
    }
  if (graph->n_nodes > self->node_capacity)
    {
      self->node_capacity = MAX (graph->n_nodes, self->node_capacity + self->node_capacity / 2);
      self->pending = g_renew (guint32, self->pending, self->node_capacity);
      g_clear_pointer (&self->place, g_free);
    }
}

static void
drop_order (BsFrontier *self)
{
  if (!self->order_shared)
    g_free (self->order);
  self->order = NULL;
  self->order_capacity = 0;
  self->order_shared = FALSE;
}

/* The order is another one: where nodes stand in it is not known any more. */
static void
forget_places (BsFrontier *self)
{
  g_clear_pointer (&self->placed, g_free);
}

void
bs_frontier_begin (BsFrontier *self, BsGraph *graph)
{
  guint32 first = 0;

  g_clear_pointer (&self->ratio, bs_ratio_free);
  make_room (self, graph);
  forget_places (self);
  self->graph = graph;
  self->levels = NULL;
  self->no_ratio = FALSE;
  self->n_ready_types = 0;
  self->n_executed = 0;
  if (self->order == NULL || self->order_shared || graph->n_nodes > self->order_capacity)
    {
      drop_order (self);
      self->order_capacity = MAX (graph->n_nodes, 1);
      self->order = g_new (guint32, self->order_capacity);
    }
  for (guint type = 0; type < graph->n_types; type++)
    {
      self->ready[type] = 0;
      self->head[type] = self->tail[type] = first;
      first += graph->type_count[type];
      self->room_end[type] = first;
    }
  if (graph->n_nodes > 0)
    memcpy (self->pending, graph->n_dependencies, graph->n_nodes * sizeof (guint32));
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (self->pending[v] == 0)
      make_ready (self, v, FALSE);
}

/* Moves what stands in the order of the smaller graph into the rooms of @graph. */
static void
widen_rooms (BsFrontier *self, const BsGraph *graph)
{
  guint n_types = self->graph->n_types;
  guint32 *order = g_new (guint32, MAX (graph->n_nodes, 1));
  guint32 from = 0, to = 0;

  for (guint type = 0; type < graph->n_types; type++)
    {
      if (type >= n_types)
        {
          self->ready[type] = 0;
          self->head[type] = self->tail[type] = to;
        }
      else
        {
          guint32 end = self->room_end[type];

          if (end > from)
            memcpy (order + to, self->order + from, (end - from) * sizeof *order);
          self->head[type] += to - from;
          self->tail[type] += to - from;
          from = end;
        }
      to += graph->type_count[type];
      self->room_end[type] = to;
    }
  drop_order (self);
  self->order = order;
  self->order_capacity = MAX (graph->n_nodes, 1);
}

/* With levels, which nodes are ready is known by their counters only. */
static void
list_ready (BsFrontier *self)
{
  const BsGraph *graph = self->graph;
  g_autofree guint8 *executed = bs_frontier_find_executed (self);

  for (guint type = 0; type < graph->n_types; type++)
    self->tail[type] = self->head[type];
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (self->pending[v] == 0 && !executed[v])
      self->order[self->tail[graph->type[v]]++] = v;
}

void
bs_frontier_grow (BsFrontier *self, BsGraph *graph)
{
  guint32 n_before = self->graph->n_nodes;

  g_clear_pointer (&self->ratio, bs_ratio_free);
  self->no_ratio = FALSE;
  make_room (self, graph);
  forget_places (self);
  widen_rooms (self, graph);
  if (self->levels != NULL && self->n_executed < n_before)
    list_ready (self);
  self->levels = NULL;

  /* Outputs are ascending: the new ones are the last. */
  for (guint32 v = n_before; v < graph->n_nodes; v++)
    self->pending[v] = graph->n_dependencies[v];
  for (guint type = 0; type < self->graph->n_types; type++)
    for (guint32 i = bs_frontier_room_begin (self, type); i < self->head[type]; i++)
      {
        guint32 v = self->order[i];

        for (guint32 k = graph->output_start[v + 1];
             k > graph->output_start[v] && graph->outputs[k - 1] >= n_before; k--)
          self->pending[graph->outputs[k - 1]]--;
      }
  self->graph = graph;
  for (guint32 v = n_before; v < graph->n_nodes; v++)
    if (self->pending[v] == 0)
      make_ready (self, v, FALSE);
}

void
bs_frontier_skip (BsFrontier *self, guint32 n_run)
{
  const BsGraph *graph = self->graph;

  if (n_run == 0)
    return;

  for (guint type = 0; type < graph->n_types; type++)
    self->tail[type] = self->head[type];
  for (guint32 v = 0; v < n_run; v++)
    {
      self->order[self->tail[graph->type[v]]++] = v;
      for (guint32 i = graph->output_start[v]; i < graph->output_start[v + 1]; i++)
        self->pending[graph->outputs[i]]--;
    }
  for (guint type = 0; type < graph->n_types; type++)
    {
      self->head[type] = self->tail[type];
      self->ready[type] = 0;
    }
  self->n_executed = n_run;
  self->n_ready_types = 0;
  for (guint32 v = n_run; v < graph->n_nodes; v++)
    if (self->pending[v] == 0)
      make_ready (self, v, FALSE);
}

guint8 *
bs_frontier_find_executed (const BsFrontier *self)
{
  guint8 *executed = g_new0 (guint8, MAX (self->graph->n_nodes, 1));

  for (guint type = 0; type < self->graph->n_types; type++)
    for (guint32 i = bs_frontier_room_begin (self, type); i < self->head[type]; i++)
      executed[self->order[i]] = 1;

  return executed;
}

guint32 *
bs_frontier_compute_levels (const BsFrontier *self)
{
  const BsGraph *graph = self->graph;
  g_autofree guint8 *executed = NULL;
  guint32 *levels;

  if (self->n_executed == 0)
    return bs_graph_compute_depths (graph, NULL);

  executed = bs_frontier_find_executed (self);
  levels = g_new0 (guint32, MAX (graph->n_nodes, 1));
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (!executed[v])
      {
        for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
          levels[v] = MAX (levels[v], levels[graph->inputs[i]]);
        levels[v]++;
      }

  return levels;
}

/* The nodes that have not run, by level; a counting sort, then dealt out to their types. */
void
bs_frontier_set_levels (BsFrontier *self, const guint32 *levels)
{
  const BsGraph *graph = self->graph;
  guint32 n = graph->n_nodes, n_levels = 0;
  g_autofree guint8 *executed = NULL;
  g_autofree guint32 *end = NULL, *sorted = NULL, *next = NULL;

  self->levels = levels;
  if (levels == NULL)
    return;
  forget_places (self);

  if (self->n_executed > 0)
    executed = bs_frontier_find_executed (self);
  for (guint32 v = 0; v < n; v++)
    n_levels = MAX (n_levels, levels[v]);
  end = g_new0 (guint32, (gsize) n_levels + 2);
  for (guint32 v = 0; v < n; v++)
    end[levels[v] + 1]++;
  for (guint32 level = 0; level <= n_levels; level++)
    end[level + 1] += end[level];
  sorted = g_new (guint32, MAX (n, 1));
  for (guint32 v = 0; v < n; v++)
    sorted[end[levels[v]]++] = v;

  next = g_memdup2 (self->head, graph->n_types * sizeof *next);
  for (guint32 i = 0; i < n; i++)
    if (executed == NULL || !executed[sorted[i]])
      self->order[next[graph->type[sorted[i]]]++] = sorted[i];
}

void
bs_frontier_clear (BsFrontier *self)
{
  g_clear_pointer (&self->ratio, bs_ratio_free);
  g_free (self->ready);
  g_free (self->head);
  g_free (self->tail);
  g_free (self->room_end);
  drop_order (self);
  g_free (self->pending);
  g_free (self->place);
  g_free (self->placed);
  memset (self, 0, sizeof *self);
}

const BsRatio *
bs_frontier_get_ratio (BsFrontier *self)
{
  g_autofree guint8 *executed = NULL;

  if (self->ratio != NULL || self->no_ratio)
    return self->ratio;

  self->ratio = bs_ratio_new (self->graph);
  self->no_ratio = self->ratio == NULL;
  if (self->no_ratio || self->n_executed == 0)
    return self->ratio;

  /* Asked for in the middle: catch up, in topological order. */
  executed = bs_frontier_find_executed (self);
  for (guint32 v = 0; v < self->graph->n_nodes; v++)
    if (executed[v])
      bs_ratio_execute (self->ratio, &v, 1);

  return self->ratio;
}

guint32
bs_frontier_get_reachable (BsFrontier *self, guint type)
{
  const BsRatio *ratio = bs_frontier_get_ratio (self);

  return ratio != NULL ? ratio->reachable[type] : self->room_end[type] - self->head[type];
}

double
bs_frontier_score_rho (BsPolicy *policy, BsFrontier *self, guint type)
{
  return (double) self->ready[type] / bs_frontier_get_reachable (self, type);
}

guint
bs_frontier_best_type (BsFrontier *self, BsPolicy *policy, BsScoreFunc score, const guint16 *rank,
                       guint *n_tied)
{
  guint best = 0, tied = 0;
  double best_score = 0.0;
  gboolean any = FALSE;

  for (guint type = 0; type < self->graph->n_types; type++)
    {
      double own;

      if (self->ready[type] == 0)
        continue;
      own = score (policy, self, type);
      if (!any || own > best_score)
        {
          best = type;
          best_score = own;
          tied = 0;
          any = TRUE;
        }
      else if (own == best_score)
        {
          tied++;
          if (rank != NULL && rank[type] < rank[best])
            best = type;
        }
    }

  *n_tied = tied;

  return best;
}

static guint32
count_level (const BsFrontier *self, guint type)
{
  const guint32 *ready = self->order + self->head[type];
  guint32 n = 1;

  while (n < self->ready[type] && self->levels[ready[n]] == self->levels[ready[0]])
    n++;

  return n;
}

/* The innermost loop of scheduling: what is ready is counted afterwards, once a type. */
static inline void
release_outputs (BsFrontier *self, const guint32 *nodes, guint32 n_nodes, gboolean listed)
{
  const guint32 *output_start = self->graph->output_start, *outputs = self->graph->outputs;
  const guint16 *types = self->graph->type;
  guint32 *pending = self->pending, *order = self->order, *tail = self->tail;

  for (guint32 i = 0; i < n_nodes; i++)
    {
      guint32 v = nodes[i], end = output_start[v + 1];

      for (guint32 k = output_start[v]; k < end; k++)
        {
          guint32 w = outputs[k];

          if (--pending[w] == 0)
            {
              guint32 at = tail[types[w]]++;

              if (!listed)
                order[at] = w;
            }
        }
    }
}

static void
count_ready (BsFrontier *self)
{
  self->n_ready_types = 0;
  for (guint type = 0; type < self->graph->n_types; type++)
    {
      self->ready[type] = self->tail[type] - self->head[type];
      self->n_ready_types += self->ready[type] > 0;
    }
}

void
bs_frontier_drop_levels (BsFrontier *self)
{
  if (self->levels == NULL)
    return;
  list_ready (self);
  self->levels = NULL;
}

/* Where the ready nodes stand that were not looked at yet. */
static void
find_places (BsFrontier *self, guint type)
{
  if (self->place == NULL)
    self->place = g_new0 (guint32, MAX (self->node_capacity, 1));
  if (self->placed == NULL)
    self->placed = g_memdup2 (self->head, MAX (self->type_capacity, 1) * sizeof (guint32));
  for (; self->placed[type] < self->tail[type]; self->placed[type]++)
    self->place[self->order[self->placed[type]]] = self->placed[type];
}

/* Exchanges what stands at two places. */
static void
exchange (BsFrontier *self, guint32 a, guint32 b)
{
  guint32 node = self->order[a];

  self->order[a] = self->order[b];
  self->order[b] = node;
  self->place[self->order[a]] = a;
  self->place[node] = b;
}

gboolean
bs_frontier_bring (BsFrontier *self, guint type, const guint32 *nodes, guint32 n_nodes)
{
  guint32 head, n = 0;

  if (type >= self->graph->n_types)
    return FALSE;
  bs_frontier_drop_levels (self);
  if (n_nodes == 0 || n_nodes > self->ready[type])
    return FALSE;
  head = self->head[type];
  if (memcmp (self->order + head, nodes, n_nodes * sizeof *nodes) == 0)
    return TRUE;

  find_places (self, type);
  for (; n < n_nodes; n++)
    {
      guint32 place = nodes[n] < self->graph->n_nodes ? self->place[nodes[n]] : 0;

      if (nodes[n] >= self->graph->n_nodes || place < head + n || place >= self->tail[type]
          || self->order[place] != nodes[n])
        break;
      exchange (self, head + n, place);
    }

  return n == n_nodes;
}

void
bs_frontier_take_first (BsFrontier *self, guint type, guint32 count)
{
  guint32 begin = self->head[type];

  self->head[type] += count;
  self->n_executed += count;
  if (self->levels == NULL)
    release_outputs (self, self->order + begin, count, FALSE);
  else
    release_outputs (self, self->order + begin, count, TRUE);
  count_ready (self);
}

guint32
bs_frontier_take (BsFrontier *self, guint type, BsTake take, guint32 *first)
{
  guint32 count = self->ready[type];

  if (take == BS_TAKE_ONE)
    count = 1;
  else if (take == BS_TAKE_LEVEL)
    count = count_level (self, type);
  *first = self->head[type];
  bs_frontier_take_first (self, type, count);

  return count;
}
