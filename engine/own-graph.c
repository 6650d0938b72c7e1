/* SPDX-License-Identifier: Apache-2.0 */
/* The graphs G^a of every type a, found in one pass.
 *
 * Each node hands on, for each type of its component, the set of the nearest nodes of that type at
 * or above it. Sets are kept small, since a node that is above another of the set need not be in
 * it; most nodes hand on a set they were given, so sets are shared. */
#include "config.h"

#include "engine/own-graph.h"

#include <string.h>

/* Members of sets and steps of searches: so many a node and edge, and so many in all. */
#define BUDGET_EACH 16
#define BUDGET_MAX (1 << 26)
/* Steps of one search. What it does not find stays in the set, which is larger but not wrong. */
#define MAX_SEARCH 64

typedef struct
{
  const BsGraph *graph;
  const BsComponents *components;
  gsize *first_set; /* [n_nodes] where its sets begin: one a type of its component */
  guint32 *sets;    /* into @pool */
  guint32 *parents; /* [n_nodes] into @pool: the set of its own type, without itself */
  GArray *pool;     /* guint32: the length of a set, its members; the set at 0 is empty */
  guint32 *queue;   /* [n_nodes] */
  guint64 *mark;    /* [n_nodes] number of the last search that met it: + 1 if above another */
  guint64 n_searches;
  gint64 budget;
} Maker;

static inline const guint32 *
get_set (const Maker *self, guint32 set)
{
  return &g_array_index (self->pool, guint32, set);
}

static guint32
add_set (Maker *self, const guint32 *members, guint32 n_members)
{
  guint32 set = self->pool->len;

  g_array_append_val (self->pool, n_members);
  g_array_append_vals (self->pool, members, n_members);
  self->budget -= n_members;

  return set;
}

/* Leaves out the members that are found above others. Returns: how many stay. */
static guint32
reduce (Maker *self, guint32 n_members, guint32 lowest)
{
  guint64 member = 2 * self->n_searches, above = member + 1;
  guint32 n_queue = n_members, n_left = 0;
  guint n_steps = 0;

  for (guint32 i = 0; i < n_queue && n_steps < MAX_SEARCH; i++)
    {
      const guint32 *parents = get_set (self, self->parents[self->queue[i]]);

      for (guint32 k = 1; k <= parents[0] && n_steps < MAX_SEARCH; k++, n_steps++)
        {
          guint32 u = parents[k];

          if (u < lowest || self->mark[u] == above)
            continue;
          if (self->mark[u] != member)
            self->queue[n_queue++] = u;
          self->mark[u] = above;
        }
    }
  self->budget -= n_steps;
  for (guint32 i = 0; i < n_members; i++)
    if (self->mark[self->queue[i]] == member)
      self->queue[n_left++] = self->queue[i];

  return n_left;
}

/* What the inputs of a node hand on of one type. */
static guint32
unite (Maker *self, guint32 v, guint component, guint local)
{
  const guint32 *inputs = self->graph->inputs, *input_start = self->graph->input_start;
  const guint16 *component_of = self->components->component, *types = self->graph->type;
  guint32 only = 0, n_members = 0, lowest = G_MAXUINT32;
  gboolean several = FALSE;

  for (guint32 i = input_start[v]; i < input_start[v + 1]; i++)
    {
      guint32 u = inputs[i], set;

      if (component_of[types[u]] != component)
        continue;
      set = self->sets[self->first_set[u] + local];
      several = several || (only != 0 && set != 0 && set != only);
      if (set != 0)
        only = set;
    }
  if (!several)
    return only;

  self->n_searches++;
  for (guint32 i = input_start[v]; i < input_start[v + 1]; i++)
    {
      guint32 u = inputs[i];
      const guint32 *set;

      if (component_of[types[u]] != component)
        continue;
      set = get_set (self, self->sets[self->first_set[u] + local]);
      self->budget -= set[0];
      if (self->budget < 0)
        return 0;
      for (guint32 k = 1; k <= set[0]; k++)
        if (self->mark[set[k]] != 2 * self->n_searches)
          {
            self->mark[set[k]] = 2 * self->n_searches;
            self->queue[n_members++] = set[k];
            lowest = MIN (lowest, set[k]);
          }
    }

  return add_set (self, self->queue, reduce (self, n_members, lowest));
}

/* Returns: FALSE if the budget did not do. */
static gboolean
find_parents (Maker *self)
{
  const BsGraph *graph = self->graph;
  const BsComponents *components = self->components;
  g_autofree guint16 *next = g_new0 (guint16, MAX (components->n_components, 1));
  g_autofree guint16 *local = g_new (guint16, MAX (graph->n_types, 1));
  gsize n_sets = 0;

  for (guint type = 0; type < graph->n_types; type++)
    local[type] = next[components->component[type]]++;
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      self->first_set[v] = n_sets;
      if (components->is_chained[components->component[graph->type[v]]])
        n_sets += components->size[components->component[graph->type[v]]];
    }

  self->sets = g_new0 (guint32, MAX (n_sets, 1));
  for (guint32 v = 0; v < graph->n_nodes && self->budget >= 0; v++)
    {
      guint component = components->component[graph->type[v]];
      guint own = local[graph->type[v]];

      if (!components->is_chained[component])
        continue;
      for (guint k = 0; k < components->size[component]; k++)
        self->sets[self->first_set[v] + k] = unite (self, v, component, k);
      self->parents[v] = self->sets[self->first_set[v] + own];
      self->budget -= *get_set (self, self->parents[v]);
      self->sets[self->first_set[v] + own] = add_set (self, &v, 1);
    }

  return self->budget >= 0;
}

static BsOwnGraph *
turn_parents (const Maker *self)
{
  guint32 n_nodes = self->graph->n_nodes;
  BsOwnGraph *own = g_new0 (BsOwnGraph, 1);

  own->n_nodes = n_nodes;
  own->n_parents = g_new0 (guint32, MAX (n_nodes, 1));
  own->child_start = g_new0 (guint32, (gsize) n_nodes + 2);
  for (guint32 v = 0; v < n_nodes; v++)
    {
      const guint32 *parents = get_set (self, self->parents[v]);

      own->n_parents[v] = parents[0];
      for (guint32 k = 1; k <= parents[0]; k++)
        own->child_start[parents[k] + 2]++;
    }
  for (guint32 v = 0; v < n_nodes; v++)
    own->child_start[v + 2] += own->child_start[v + 1];

  /* Starts stand one place too far until all children are in. */
  own->children = g_new (guint32, MAX (own->child_start[n_nodes + 1], 1));
  for (guint32 v = 0; v < n_nodes; v++)
    {
      const guint32 *parents = get_set (self, self->parents[v]);

      for (guint32 k = 1; k <= parents[0]; k++)
        own->children[own->child_start[parents[k] + 1]++] = v;
    }
  own->pending = g_memdup2 (own->n_parents, MAX (n_nodes, 1) * sizeof (guint32));

  return own;
}

BsOwnGraph *
bs_own_graph_new (const BsGraph *graph, const BsComponents *components)
{
  gsize n = MAX (graph->n_nodes, 1);
  guint32 none = 0;
  BsOwnGraph *own = NULL;
  Maker self = {
    .graph = graph,
    .components = components,
    .first_set = g_new (gsize, n),
    .parents = g_new0 (guint32, n),
    .pool = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .queue = g_new (guint32, n),
    .mark = g_new0 (guint64, n),
    .budget = MIN (BUDGET_EACH * ((gint64) graph->n_nodes + graph->n_outputs), BUDGET_MAX),
  };

  g_array_append_val (self.pool, none);
  if (find_parents (&self))
    own = turn_parents (&self);
  g_free (self.first_set);
  g_free (self.sets);
  g_free (self.parents);
  g_array_unref (self.pool);
  g_free (self.queue);
  g_free (self.mark);

  return own;
}

void
bs_own_graph_free (BsOwnGraph *self)
{
  g_free (self->child_start);
  g_free (self->children);
  g_free (self->pending);
  g_free (self->n_parents);
  g_free (self);
}

void
bs_own_graph_reset (BsOwnGraph *self)
{
  if (self->n_nodes > 0)
    memcpy (self->pending, self->n_parents, self->n_nodes * sizeof (guint32));
}

guint32
bs_own_graph_execute (BsOwnGraph *self, const guint32 *nodes, guint32 n_nodes)
{
  const guint32 *child_start = self->child_start, *children = self->children;
  guint32 *pending = self->pending, n_reached = 0;

  for (guint32 k = 0; k < n_nodes; k++)
    {
      guint32 end = child_start[nodes[k] + 1];

      for (guint32 i = child_start[nodes[k]]; i < end; i++)
        n_reached += --pending[children[i]] == 0;
    }

  return n_reached;
}
