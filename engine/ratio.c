/* SPDX-License-Identifier: Apache-2.0 */
/* The ratio rho of every type, kept up to date.
 *
 * An edge u -> w blocks type a while u, or an ancestor of u, is of type a and not executed. Each
 * node counts its blocking edges for each type among its ancestors. Executing a node clears its
 * edges for its own type; a count that reaches zero clears the edges below, unless the node is
 * itself of that type: then it has become reachable. Every edge is cleared at most once a type. */
#include "config.h"

#include "engine/ratio.h"

#include <string.h>

/* Largest numbers of words in all sets of types (1 GB), and of counts (1 GB, twice); with many
 * types finding a count takes longer, so there may be fewer. */
#define MAX_WORDS ((gsize) 1 << 27)
#define MAX_COUNTS ((gsize) 1 << 28)
/* Up to this many counts there is one for every type and node, found without a search. */
#define MAX_DENSE ((gsize) 1 << 26)

static inline const guint64 *
ancestor_types (const BsRatio *self, guint32 node)
{
  return self->ancestor_types + (gsize) node * self->n_words;
}

static inline gsize
count_index (const BsRatio *self, guint32 node, guint type)
{
  const guint64 *set;
  gsize index;

  /* A batch is of one type, so its counts lie together. */
  if (self->first_count == NULL)
    return (gsize) type * self->graph->n_nodes + node;

  set = ancestor_types (self, node);
  index = self->first_count[node];
  for (guint word = 0; word < type / 64; word++)
    index += __builtin_popcountll (set[word]);

  return index
         + __builtin_popcountll (set[type / 64] & ((G_GUINT64_CONSTANT (1) << type % 64) - 1));
}

static inline gboolean
set_contains (const guint64 *set, guint type)
{
  return (set[type / 64] >> type % 64) & 1;
}

static void
collect_ancestor_types (BsRatio *self)
{
  const BsGraph *graph = self->graph;
  guint n_words = self->n_words;

  for (guint32 u = 0; u < graph->n_nodes; u++)
    {
      const guint64 *own = self->ancestor_types + (gsize) u * n_words;

      for (guint32 i = graph->output_start[u]; i < graph->output_start[u + 1]; i++)
        {
          guint64 *below = self->ancestor_types + (gsize) graph->outputs[i] * n_words;

          for (guint word = 0; word < n_words; word++)
            below[word] |= own[word];
          below[graph->type[u] / 64] |= G_GUINT64_CONSTANT (1) << graph->type[u] % 64;
        }
    }
}

static void
count_blocking_edges (BsRatio *self)
{
  const BsGraph *graph = self->graph;
  guint n_words = self->n_words;

  for (guint32 u = 0; u < graph->n_nodes; u++)
    {
      const guint64 *own = ancestor_types (self, u);

      for (guint32 i = graph->output_start[u]; i < graph->output_start[u + 1]; i++)
        for (guint word = 0; word < n_words; word++)
          {
            guint64 blocks = own[word];

            if (graph->type[u] / 64 == word)
              blocks |= G_GUINT64_CONSTANT (1) << graph->type[u] % 64;
            for (; blocks != 0; blocks &= blocks - 1)
              {
                guint type = word * 64 + __builtin_ctzll (blocks);

                self->initial_counts[count_index (self, graph->outputs[i], type)]++;
              }
          }
    }
}

/* Counts only for types among the ancestors of a node, one node after the other. */
static void
find_places (BsRatio *self)
{
  guint32 n = self->graph->n_nodes;

  self->first_count = g_new (gsize, (gsize) n + 1);
  self->first_count[0] = 0;
  for (guint32 v = 0; v < n; v++)
    {
      gsize size = 0;

      for (guint word = 0; word < self->n_words; word++)
        size += __builtin_popcountll (ancestor_types (self, v)[word]);
      self->first_count[v + 1] = self->first_count[v] + size;
    }
  self->n_counts = self->first_count[n];
}

BsRatio *
bs_ratio_new (BsGraph *graph)
{
  return bs_ratio_new_with_limit (graph, MAX_DENSE);
}

BsRatio *
bs_ratio_new_with_limit (BsGraph *graph, gsize max_dense)
{
  BsRatio *self;
  gsize n = graph->n_nodes;
  guint n_types = MAX (graph->n_types, 1);

  if (n > MAX_WORDS / ((n_types + 63) / 64))
    return NULL;

  self = g_new0 (BsRatio, 1);
  self->graph = bs_graph_ref (graph);
  self->n_words = (n_types + 63) / 64;
  self->ancestor_types = g_new0 (guint64, MAX (n * self->n_words, 1));
  collect_ancestor_types (self);

  self->n_counts = n * n_types;
  if (self->n_counts > max_dense)
    find_places (self);
  if (self->n_counts > MAX_COUNTS / self->n_words)
    {
      bs_ratio_free (self);
      return NULL;
    }
  self->initial_counts = g_new0 (guint32, MAX (self->n_counts, 1));
  self->counts = g_new (guint32, MAX (self->n_counts, 1));
  count_blocking_edges (self);

  self->initial_reachable = g_new0 (guint32, n_types);
  self->reachable = g_new (guint32, n_types);
  self->stack = g_new (guint32, MAX (n, 1));
  for (guint32 v = 0; v < n; v++)
    if (!set_contains (ancestor_types (self, v), graph->type[v]))
      self->initial_reachable[graph->type[v]]++;
  bs_ratio_reset (self);

  return self;
}

void
bs_ratio_free (BsRatio *self)
{
  bs_graph_unref (self->graph);
  g_free (self->ancestor_types);
  g_free (self->first_count);
  g_free (self->initial_counts);
  g_free (self->counts);
  g_free (self->initial_reachable);
  g_free (self->reachable);
  g_free (self->stack);
  g_free (self);
}

void
bs_ratio_reset (BsRatio *self)
{
  memcpy (self->counts, self->initial_counts, self->n_counts * sizeof (guint32));
  memcpy (self->reachable, self->initial_reachable, self->graph->n_types * sizeof (guint32));
}

void
bs_ratio_execute (BsRatio *self, const guint32 *nodes, guint32 n_nodes)
{
  const BsGraph *graph = self->graph;
  guint type;

  if (n_nodes == 0)
    return;

  type = graph->type[nodes[0]];
  self->reachable[type] -= n_nodes;
  for (guint32 k = 0; k < n_nodes; k++)
    {
      guint32 depth = 0;

      self->stack[depth++] = nodes[k];
      while (depth > 0)
        {
          guint32 u = self->stack[--depth];

          for (guint32 i = graph->output_start[u]; i < graph->output_start[u + 1]; i++)
            {
              guint32 w = graph->outputs[i];

              if (--self->counts[count_index (self, w, type)] > 0)
                continue;
              if (graph->type[w] == type)
                self->reachable[type]++;
              else
                self->stack[depth++] = w;
            }
        }
    }
}
