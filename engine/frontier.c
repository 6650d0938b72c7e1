/* SPDX-License-Identifier: Apache-2.0 */
/* The frontier of a graph being scheduled. */
#include "config.h"

#include "engine/frontier.h"

#include <string.h>

static inline void
make_ready (BsFrontier *self, guint32 node)
{
  guint type = self->graph->type[node];

  self->order[self->tail[type]++] = node;
  if (self->ready[type]++ == 0)
    self->n_ready_types++;
}

void
bs_frontier_begin (BsFrontier *self, BsGraph *graph, const guint32 *depths)
{
  guint32 first = 0;

  g_clear_pointer (&self->ratio, bs_ratio_free);
  if (graph->n_types > self->type_capacity)
    {
      self->type_capacity = graph->n_types;
      self->ready = g_renew (guint32, self->ready, self->type_capacity);
      self->head = g_renew (guint32, self->head, self->type_capacity);
      self->tail = g_renew (guint32, self->tail, self->type_capacity);
      self->room_end = g_renew (guint32, self->room_end, self->type_capacity);
    }
  if (graph->n_nodes > self->node_capacity)
    {
      self->node_capacity = graph->n_nodes;
      self->pending = g_renew (guint32, self->pending, self->node_capacity);
    }

  self->graph = graph;
  self->depths = depths;
  self->no_ratio = FALSE;
  self->n_ready_types = 0;
  self->n_executed = 0;
  g_free (self->order);
  self->order = g_new (guint32, MAX (graph->n_nodes, 1));
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
      make_ready (self, v);
}

void
bs_frontier_clear (BsFrontier *self)
{
  g_clear_pointer (&self->ratio, bs_ratio_free);
  g_free (self->ready);
  g_free (self->head);
  g_free (self->tail);
  g_free (self->room_end);
  g_free (self->order);
  g_free (self->pending);
  memset (self, 0, sizeof *self);
}

const BsRatio *
bs_frontier_get_ratio (BsFrontier *self)
{
  g_autofree guint8 *executed = NULL;
  guint32 first = 0;

  if (self->ratio != NULL || self->no_ratio)
    return self->ratio;

  self->ratio = bs_ratio_new (self->graph);
  self->no_ratio = self->ratio == NULL;
  if (self->no_ratio || self->n_executed == 0)
    return self->ratio;

  /* Asked for in the middle: catch up, in topological order. */
  executed = g_new0 (guint8, self->graph->n_nodes);
  for (guint type = 0; type < self->graph->n_types; type++)
    {
      for (guint32 i = first; i < self->head[type]; i++)
        executed[self->order[i]] = 1;
      first += self->graph->type_count[type];
    }
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

/* Moves the ready nodes of the least depth to the front, keeping the order of both parts. A node
 * is ready at most one level before its own turn, so none is looked at more than twice. */
static guint32
partition_level (BsFrontier *self, guint type)
{
  guint32 *ready = self->order + self->head[type];
  guint32 n = self->ready[type], level = G_MAXUINT32, n_level = 0;

  for (guint32 i = 0; i < n; i++)
    level = MIN (level, self->depths[ready[i]]);
  for (guint32 i = 0; i < n; i++)
    n_level += self->depths[ready[i]] == level;
  if (n_level < n)
    {
      g_autofree guint32 *later = g_new (guint32, n - n_level);
      guint32 here = 0, there = 0;

      for (guint32 i = 0; i < n; i++)
        if (self->depths[ready[i]] == level)
          ready[here++] = ready[i];
        else
          later[there++] = ready[i];
      memcpy (ready + here, later, there * sizeof *later);
    }

  return n_level;
}

guint32
bs_frontier_take (BsFrontier *self, guint type, BsTake take, guint32 *first)
{
  const BsGraph *graph = self->graph;
  guint32 count = self->ready[type];
  guint32 begin = self->head[type];

  if (take == BS_TAKE_ONE)
    count = 1;
  else if (take == BS_TAKE_LEVEL)
    count = partition_level (self, type);

  self->head[type] += count;
  self->ready[type] -= count;
  self->n_executed += count;
  if (self->ready[type] == 0)
    self->n_ready_types--;

  for (guint32 i = begin; i < begin + count; i++)
    {
      guint32 v = self->order[i];

      for (guint32 k = graph->output_start[v]; k < graph->output_start[v + 1]; k++)
        {
          guint32 w = graph->outputs[k];

          if (--self->pending[w] == 0)
            make_ready (self, w);
        }
    }

  *first = begin;

  return count;
}
