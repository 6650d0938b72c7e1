/* SPDX-License-Identifier: Apache-2.0 */
/* The ratio rho of every type, kept up to date.
 *
 * An edge u -> w blocks type a while u, or an ancestor of u, is of type a and not executed. Each
 * node counts its blocking edges for each type. Executing a node clears its edges for its own
 * type; a count that reaches zero clears the edges below, unless the node is itself of that type:
 * then it has become reachable. Every edge is cleared at most once a type.
 *
 * A path between two nodes of one type never leaves their component, so only edges and types
 * within a component count; where no type is its own ancestor nothing has to be kept at all. */
#include "config.h"

#include "engine/ratio.h"

#include <string.h>

/* More counts than this (1 GB, twice) are refused. */
#define MAX_COUNTS ((gsize) 1 << 28)

/* Types of a component are numbered, and so are all nodes of chained components. */
static gboolean
find_slots (BsRatio *self)
{
  const BsGraph *graph = self->graph;
  const BsComponents *components = self->components;
  g_autofree guint16 *next = g_new0 (guint16, MAX (components->n_components, 1));
  g_autofree guint16 *size = g_new (guint16, MAX (graph->n_types, 1));

  self->local = g_new (guint16, MAX (graph->n_types, 1));
  self->chained = g_new (guint8, MAX (graph->n_types, 1));
  for (guint type = 0; type < graph->n_types; type++)
    {
      guint component = components->component[type];

      self->local[type] = next[component]++;
      self->chained[type] = components->is_chained[component];
      size[type] = components->size[component];
      if (!self->chained[type])
        continue;
      self->n_counts += (gsize) size[type] * graph->type_count[type];
      self->n_slots += graph->type_count[type];
    }
  if (self->n_counts > MAX_COUNTS)
    return FALSE;

  self->slot = g_new (guint32, MAX (graph->n_nodes, 1));
  self->type = g_new (guint16, MAX (self->n_slots, 1));
  self->first_count = g_new (guint32, MAX (self->n_slots, 1));
  for (guint32 v = 0, slot = 0, count = 0; v < graph->n_nodes; v++)
    {
      guint type = graph->type[v];

      self->slot[v] = slot;
      if (!self->chained[type])
        continue;
      self->type[slot] = type;
      self->first_count[slot++] = count;
      count += size[type];
    }

  return TRUE;
}

/* In topological order, so that the counts of a node are complete when its outputs are looked at:
 * the types among its ancestors are those whose count is not 0. */
static void
count_blocking_edges (BsRatio *self)
{
  const BsGraph *graph = self->graph;
  const guint16 *component = self->components->component;
  const guint32 *output_start = graph->output_start, *outputs = graph->outputs;
  const guint16 *types = graph->type;
  guint32 n = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint type = types[v], local = self->local[type];
      guint32 slot = self->slot[v], end = output_start[v + 1];
      const guint32 *own;
      guint size;

      if (!self->chained[type])
        continue;
      own = self->counts + self->first_count[slot];
      size = self->components->size[component[type]];
      self->reachable[type] += own[local] == 0;
      self->output_start[slot] = n;
      if (size == 1)
        {
          for (guint32 i = output_start[v]; i < end; i++)
            if (types[outputs[i]] == type)
              self->counts[self->first_count[self->slot[outputs[i]]]]++;
          continue;
        }
      for (guint32 i = output_start[v]; i < end; i++)
        {
          guint32 w = outputs[i];
          guint32 *below;

          if (component[types[w]] != component[type])
            continue;
          self->outputs[n++] = self->slot[w];
          below = self->counts + self->first_count[self->slot[w]];
          for (guint k = 0; k < size; k++)
            below[k] += own[k] != 0;
          below[local] += own[local] == 0;
        }
    }
  self->output_start[self->n_slots] = n;
}

BsRatio *
bs_ratio_new (BsGraph *graph)
{
  const BsGraph *const graphs[] = { graph };
  BsRatio *self = g_new0 (BsRatio, 1);

  self->graph = bs_graph_ref (graph);
  self->components = bs_components_new (graphs, 1);
  if (!find_slots (self))
    {
      bs_ratio_free (self);
      return NULL;
    }

  self->output_start = g_new (guint32, self->n_slots + 1);
  self->outputs = g_new (guint32, MAX (graph->n_outputs, 1));
  self->counts = g_new0 (guint32, MAX (self->n_counts, 1));
  self->reachable = g_new0 (guint32, MAX (graph->n_types, 1));
  self->stack = g_new (guint32, MAX (self->n_slots, 1));
  count_blocking_edges (self);
  for (guint type = 0; type < graph->n_types; type++)
    if (!self->chained[type])
      self->reachable[type] = graph->type_count[type];

  return self;
}

void
bs_ratio_free (BsRatio *self)
{
  bs_graph_unref (self->graph);
  bs_components_free (self->components);
  g_free (self->local);
  g_free (self->chained);
  g_free (self->slot);
  g_free (self->type);
  g_free (self->first_count);
  g_free (self->output_start);
  g_free (self->outputs);
  g_free (self->counts);
  g_free (self->saved_counts);
  g_clear_pointer (&self->own, bs_own_graph_free);
  g_free (self->reachable);
  g_free (self->saved_reachable);
  g_free (self->stack);
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
  const guint32 *slot = self->slot, *first_count = self->first_count;
  const guint16 *types = self->graph->type;
  guint32 *counts = self->counts, n_reached = 0;

  for (guint32 k = 0; k < n_nodes; k++)
    {
      guint32 v = nodes[k], end = output_start[v + 1];

      for (guint32 i = output_start[v]; i < end; i++)
        if (types[outputs[i]] == type)
          n_reached += --counts[first_count[slot[outputs[i]]]] == 0;
    }
  self->reachable[type] += n_reached;
}

/* Through nodes of other types to the next ones of this type. */
static void
release_below (BsRatio *self, guint type, const guint32 *nodes, guint32 n_nodes)
{
  const guint32 *slot = self->slot, *output_start = self->output_start, *outputs = self->outputs;
  const guint32 *first_count = self->first_count;
  const guint16 *types = self->type;
  guint32 *counts = self->counts + self->local[type], *stack = self->stack, n_reached = 0;

  for (guint32 k = 0; k < n_nodes; k++)
    {
      guint32 depth = 0;

      for (guint32 u = slot[nodes[k]];; u = stack[--depth])
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
  if (!self->chained[type])
    return;
  if (self->own != NULL)
    self->reachable[type] += bs_own_graph_execute (self->own, nodes, n_nodes);
  else if (self->components->size[self->components->component[type]] == 1)
    execute_alone (self, type, nodes, n_nodes);
  else
    release_below (self, type, nodes, n_nodes);
}
