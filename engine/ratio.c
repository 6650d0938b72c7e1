/* SPDX-License-Identifier: Apache-2.0 */
/* The ratio rho of every type, kept up to date.
 *
 * An edge u -> w blocks type a while u, or an ancestor of u, is of type a and not executed. Each
 * node counts its blocking edges for each type. Executing a node clears its edges for its own
 * type; a count that reaches zero clears the edges below, unless the node is itself of that type:
 * then it has become reachable. Every edge is cleared at most once a type.
 *
 * A path between two nodes of one type never leaves their component, so only edges and types
 * within a component count; where no type is its own ancestor nothing has to be kept at all.
 *
 * A graph that is run through many times gets its own graphs (engine/own-graph) instead: dearer to
 * make, and then one step an edge. */
#include "config.h"

#include "engine/ratio.h"

#include <string.h>

/* More counts than this (1 GB, twice) are refused. */
#define MAX_COUNTS ((gsize) 1 << 28)

/* Types of a component are numbered. Returns: how many counts its types need beyond one a node. */
static gsize
number_types (BsRatio *self)
{
  const BsGraph *graph = self->graph;
  const BsComponents *components = self->components;
  g_autofree guint16 *next = g_new0 (guint16, MAX (components->n_components, 1));
  gsize n_counts = 0;

  self->size = g_new0 (guint16, MAX (graph->n_types, 1));
  self->local = g_new (guint16, MAX (graph->n_types, 1));
  for (guint type = 0; type < graph->n_types; type++)
    {
      guint component = components->component[type];

      self->local[type] = next[component]++;
      if (components->is_chained[component])
        self->size[type] = components->size[component];
      if (self->size[type] > 1)
        n_counts += (gsize) self->size[type] * graph->type_count[type];
    }

  return n_counts;
}

static void
count_alone (BsRatio *self)
{
  const guint32 *output_start = self->graph->output_start, *outputs = self->graph->outputs;
  const guint16 *types = self->graph->type;
  guint32 *counts = self->counts;

  for (guint32 v = 0; v < self->graph->n_nodes; v++)
    {
      guint type = types[v];
      guint32 end = output_start[v + 1];

      if (self->size[type] != 1)
        continue;
      self->reachable[type] += counts[v] == 0;
      for (guint32 i = output_start[v]; i < end; i++)
        counts[outputs[i]] += types[outputs[i]] == type;
    }
}

static void
make_room (BsRatio *self)
{
  const BsGraph *graph = self->graph;
  guint32 count = graph->n_nodes;

  self->first_count = g_new (guint32, MAX (graph->n_nodes, 1));
  self->output_start = g_new (guint32, (gsize) graph->n_nodes + 1);
  self->outputs = g_new (guint32, MAX (graph->n_outputs, 1));
  self->stack = g_new (guint32, MAX (graph->n_nodes, 1));
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint size = self->size[graph->type[v]];

      self->first_count[v] = count;
      count += size > 1 ? size : 0;
    }
}

/* In topological order, so that the counts of a node are complete when its outputs are looked at:
 * the types among its ancestors are those whose count is not 0. */
static void
count_among_several (BsRatio *self)
{
  const BsGraph *graph = self->graph;
  const guint16 *component = self->components->component;
  const guint32 *output_start = graph->output_start, *outputs = graph->outputs;
  const guint16 *types = graph->type;
  guint32 n = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint type = types[v], local = self->local[type], size = self->size[type];
      guint32 end = output_start[v + 1];
      const guint32 *own;

      self->output_start[v] = n;
      if (size <= 1)
        continue;
      own = self->counts + self->first_count[v];
      self->reachable[type] += own[local] == 0;
      for (guint32 i = output_start[v]; i < end; i++)
        {
          guint32 w = outputs[i];
          guint32 *below;

          if (component[types[w]] != component[type])
            continue;
          self->outputs[n++] = w;
          below = self->counts + self->first_count[w];
          for (guint k = 0; k < size; k++)
            below[k] += own[k] != 0;
          below[local] += own[local] == 0;
        }
    }
  self->output_start[graph->n_nodes] = n;
}

BsRatio *
bs_ratio_new (BsGraph *graph)
{
  const BsGraph *const graphs[] = { graph };
  BsRatio *self = g_new0 (BsRatio, 1);
  gsize n_several;

  self->graph = bs_graph_ref (graph);
  self->components = bs_components_new (graphs, 1);
  n_several = number_types (self);
  self->n_counts = graph->n_nodes + n_several;
  if (n_several > MAX_COUNTS)
    {
      bs_ratio_free (self);
      return NULL;
    }

  self->counts = g_new0 (guint32, MAX (self->n_counts, 1));
  self->reachable = g_new0 (guint32, MAX (graph->n_types, 1));
  for (guint type = 0; type < graph->n_types; type++)
    if (self->size[type] == 0)
      self->reachable[type] = graph->type_count[type];
  count_alone (self);
  if (n_several > 0)
    {
      make_room (self);
      count_among_several (self);
    }

  return self;
}

void
bs_ratio_free (BsRatio *self)
{
  bs_graph_unref (self->graph);
  bs_components_free (self->components);
  g_clear_pointer (&self->own, bs_own_graph_free);
  g_free (self->size);
  g_free (self->local);
  g_free (self->counts);
  g_free (self->first_count);
  g_free (self->output_start);
  g_free (self->outputs);
  g_free (self->stack);
  g_free (self->saved_counts);
  g_free (self->reachable);
  g_free (self->saved_reachable);
  g_free (self);
}

void
bs_ratio_save (BsRatio *self)
{
  self->saved_reachable = g_memdup2 (self->reachable,
                                     MAX (self->graph->n_types, 1) * sizeof (guint32));
  self->own = bs_own_graph_new (self->graph, self->components);
  if (self->own == NULL)
    self->saved_counts = g_memdup2 (self->counts, MAX (self->n_counts, 1) * sizeof (guint32));
}

void
bs_ratio_reset (BsRatio *self)
{
  memcpy (self->reachable, self->saved_reachable, self->graph->n_types * sizeof (guint32));
  if (self->own != NULL)
    bs_own_graph_reset (self->own);
  else
    memcpy (self->counts, self->saved_counts, self->n_counts * sizeof (guint32));
}

/* Where no other type is in between, the nodes that wait are outputs of the same type. */
static void
execute_alone (BsRatio *self, guint type, const guint32 *nodes, guint32 n_nodes)
{
  const guint32 *output_start = self->graph->output_start, *outputs = self->graph->outputs;
  const guint16 *types = self->graph->type;
  guint32 *counts = self->counts, n_reached = 0;

  for (guint32 k = 0; k < n_nodes; k++)
    {
      guint32 v = nodes[k], end = output_start[v + 1];

      for (guint32 i = output_start[v]; i < end; i++)
        if (types[outputs[i]] == type)
          n_reached += --counts[outputs[i]] == 0;
    }
  self->reachable[type] += n_reached;
}

/* Through nodes of other types to the next ones of this type. */
static void
release_below (BsRatio *self, guint type, const guint32 *nodes, guint32 n_nodes)
{
  const guint32 *output_start = self->output_start, *outputs = self->outputs;
  const guint32 *first_count = self->first_count;
  const guint16 *types = self->graph->type;
  guint32 *counts = self->counts + self->local[type], *stack = self->stack, n_reached = 0;

  for (guint32 k = 0; k < n_nodes; k++)
    {
      guint32 depth = 0;

      for (guint32 u = nodes[k];; u = stack[--depth])
        {
          guint32 end = output_start[u + 1];

          for (guint32 i = output_start[u]; i < end; i++)
            {
              guint32 w = outputs[i];

              if (--counts[first_count[w]] > 0)
                continue;
              if (types[w] == type)
                n_reached++;
              else
                stack[depth++] = w;
            }
          if (depth == 0)
            break;
        }
    }
  self->reachable[type] += n_reached;
}

void
bs_ratio_execute (BsRatio *self, const guint32 *nodes, guint32 n_nodes)
{
  guint type;

  if (n_nodes == 0)
    return;

  type = self->graph->type[nodes[0]];
  self->reachable[type] -= n_nodes;
  if (self->size[type] == 0)
    return;
  if (self->own != NULL)
    self->reachable[type] += bs_own_graph_execute (self->own, nodes, n_nodes);
  else if (self->size[type] == 1)
    execute_alone (self, type, nodes, n_nodes);
  else
    release_below (self, type, nodes, n_nodes);
}
