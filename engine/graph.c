/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of one mini-batch. */
#include "config.h"

#include "engine/graph.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "engine/type-table.h"

struct _BsGraphBuilder
{
  gsize n_nodes, node_capacity;
  gsize n_inputs, input_capacity;
  guint32 n_instances;
  guint n_types;
  gboolean overflow;
  guint32 wrong_reader; /* the first node that reads a later one, plus one; 0: none */
  guint32 wrong_input;  /* which that is */
  guint16 *type;
  guint32 *instance;
  guint32 *datum;
  guint32 *input_start;
  guint32 *inputs;
  guint8 *ports;
  guint32 *n_dependencies; /* distinct inputs */
  guint32 *n_readers;      /* nodes that have it among these */
};

BsGraph *
bs_graph_ref (BsGraph *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_graph_unref (BsGraph *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free ((gpointer) self->type);
  g_free ((gpointer) self->instance);
  g_free ((gpointer) self->datum);
  g_free ((gpointer) self->input_start);
  g_free ((gpointer) self->inputs);
  g_free ((gpointer) self->ports);
  g_free ((gpointer) self->output_start);
  g_free ((gpointer) self->outputs);
  g_free ((gpointer) self->n_dependencies);
  g_free ((gpointer) self->type_count);
  g_free (self);
}

guint32 *
bs_graph_compute_depths (const BsGraph *self, guint32 *n_levels)
{
  guint32 *depth = g_new (guint32, self->n_nodes);
  guint32 levels = 0;

  for (guint32 v = 0; v < self->n_nodes; v++)
    {
      guint32 deepest = 0;

      for (guint32 i = self->input_start[v]; i < self->input_start[v + 1]; i++)
        deepest = MAX (deepest, depth[self->inputs[i]]);
      depth[v] = deepest + 1;
      levels = MAX (levels, depth[v]);
    }

  if (n_levels != NULL)
    *n_levels = levels;

  return depth;
}

#define BOUND_TYPES 4

void
bs_graph_find_longest_chains (const BsGraph *self, guint32 *longest)
{
  /* A few types a pass: one pass over the edges serves BOUND_TYPES types. */
  typedef guint32 Chains[BOUND_TYPES];
  g_autofree Chains *chains = g_new (Chains, self->n_nodes);

  for (guint first = 0; first < self->n_types; first += BOUND_TYPES)
    {
      Chains most = { 0 };
      guint end = MIN (first + BOUND_TYPES, self->n_types);
      guint32 largest = 0;

      /* A type of a single node needs no look: graphs with very many types have many of these. */
      for (guint type = first; type < end; type++)
        {
          longest[type] = self->type_count[type];
          largest = MAX (largest, longest[type]);
        }
      if (largest <= 1)
        continue;

      for (guint32 v = 0; v < self->n_nodes; v++)
        {
          Chains own = { 0 };
          guint relative = self->type[v] - first;

          for (guint32 i = self->input_start[v]; i < self->input_start[v + 1]; i++)
            for (guint k = 0; k < BOUND_TYPES; k++)
              own[k] = MAX (own[k], chains[self->inputs[i]][k]);
          if (relative < BOUND_TYPES)
            {
              own[relative]++;
              most[relative] = MAX (most[relative], own[relative]);
            }
          memcpy (chains[v], own, sizeof own);
        }

      memcpy (longest + first, most, (end - first) * sizeof *longest);
    }
}

guint32
bs_graph_lower_bound (const BsGraph *self)
{
  g_autofree guint32 *longest = g_new (guint32, MAX (self->n_types, 1));
  guint32 bound = 0;

  bs_graph_find_longest_chains (self, longest);
  for (guint type = 0; type < self->n_types; type++)
    bound += longest[type];

  return bound;
}

BsGraphBuilder *
bs_graph_builder_new (void)
{
  return g_new0 (BsGraphBuilder, 1);
}

static void
builder_clear (BsGraphBuilder *self)
{
  g_free (self->type);
  g_free (self->instance);
  g_free (self->datum);
  g_free (self->input_start);
  g_free (self->inputs);
  g_free (self->ports);
  g_free (self->n_dependencies);
  g_free (self->n_readers);
  memset (self, 0, sizeof *self);
}

void
bs_graph_builder_free (BsGraphBuilder *self)
{
  builder_clear (self);
  g_free (self);
}

static void
reserve_nodes (BsGraphBuilder *self, gsize n)
{
  self->node_capacity = n;
  self->type = g_renew (guint16, self->type, n);
  self->instance = g_renew (guint32, self->instance, n);
  self->datum = g_renew (guint32, self->datum, n);
  self->input_start = g_renew (guint32, self->input_start, n + 1);
  self->n_dependencies = g_renew (guint32, self->n_dependencies, n);
  self->n_readers = g_renew (guint32, self->n_readers, n);
}

static void
reserve_inputs (BsGraphBuilder *self, gsize n)
{
  self->input_capacity = n;
  self->inputs = g_renew (guint32, self->inputs, n);
  self->ports = g_renew (guint8, self->ports, n);
}

void
bs_graph_builder_reserve (BsGraphBuilder *self, guint32 n_nodes, guint32 n_inputs)
{
  if (n_nodes > self->node_capacity)
    reserve_nodes (self, n_nodes);
  if (n_inputs > self->input_capacity)
    reserve_inputs (self, n_inputs);
}

/* Operands of a node that are compared with each other to find repeated ones. */
#define FEW_OPERANDS 8

/* Counts the distinct operands of a node, which it has in @start to @end. */
static void
count_few (BsGraphBuilder *self, guint32 v, guint32 start, guint32 end)
{
  guint32 distinct = 0;

  for (guint32 i = start; i < end; i++)
    {
      guint32 u = self->inputs[i], k = start;

      while (self->inputs[k] != u)
        k++;
      if (k < i || u >= v)
        continue;
      self->n_readers[u]++;
      distinct++;
    }
  self->n_dependencies[v] = distinct;
}

guint32
bs_graph_builder_add (BsGraphBuilder *self, guint type, guint32 instance, guint32 datum,
                      const guint32 *inputs, guint n_inputs)
{
  return bs_graph_builder_call (self, type, instance, datum, inputs, NULL, n_inputs);
}

guint32
bs_graph_builder_call (BsGraphBuilder *self, guint type, guint32 instance, guint32 datum,
                       const guint32 *inputs, const guint8 *ports, guint n_inputs)
{
  gsize v = self->n_nodes;

  if (v >= G_MAXUINT32 - 1 || self->n_inputs + n_inputs > G_MAXUINT32 - 1 || type >= BS_MAX_TYPES
      || instance == G_MAXUINT32)
    {
      self->overflow = TRUE;
      return G_MAXUINT32;
    }

  if (v == self->node_capacity)
    reserve_nodes (self, MAX (1024, self->node_capacity + self->node_capacity / 2));
  if (self->n_inputs + n_inputs > self->input_capacity)
    reserve_inputs (self, MAX (self->n_inputs + n_inputs,
                               MAX (1024, self->input_capacity + self->input_capacity / 2)));

  self->type[v] = type;
  self->instance[v] = instance;
  self->datum[v] = datum;
  self->input_start[v] = self->n_inputs;
  for (guint i = 0; i < n_inputs; i++)
    {
      self->ports[self->n_inputs] = ports != NULL ? ports[i] : 0;
      self->inputs[self->n_inputs++] = inputs[i];
      if (inputs[i] >= v && self->wrong_reader == 0)
        {
          self->wrong_reader = v + 1;
          self->wrong_input = inputs[i];
        }
    }
  self->n_readers[v] = 0;
  if (n_inputs <= FEW_OPERANDS)
    count_few (self, v, self->input_start[v], self->n_inputs);
  else
    self->n_dependencies[v] = G_MAXUINT32;
  self->n_types = MAX (self->n_types, type + 1);
  self->n_instances = MAX (self->n_instances, instance + 1);

  return self->n_nodes++;
}

/* Turns operand lists into output lists; an operand read twice is one dependency. @n_readers: of nodes
 * with few operands; @n_dependencies: G_MAXUINT32 where they are many. */
static void
fill_outputs (BsGraph *graph, const guint32 *n_readers, guint32 *n_dependencies)
{
  gsize n = graph->n_nodes;
  guint32 *start = g_new (guint32, n + 1);
  g_autofree guint32 *next = g_new0 (guint32, MAX (n, 1));
  guint32 *outputs;

  start[0] = 0;
  if (n > 0)
    memcpy (start + 1, n_readers, n * sizeof *start);
  /* Here next[u] is the last reader of u seen, plus one. */
  for (guint32 v = 0; v < n; v++)
    if (n_dependencies[v] == G_MAXUINT32)
      {
        n_dependencies[v] = 0;
        for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
          if (next[graph->inputs[i]] != v + 1)
            {
              next[graph->inputs[i]] = v + 1;
              start[graph->inputs[i] + 1]++;
              n_dependencies[v]++;
            }
      }
  for (gsize u = 0; u < n; u++)
    start[u + 1] += start[u];

  outputs = g_new (guint32, MAX (start[n], 1));
  memcpy (next, start, n * sizeof *next);
  for (guint32 v = 0; v < n; v++)
    for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
      {
        guint32 u = graph->inputs[i];

        /* The readers of a node come in order: a repeated one is the last. */
        if (next[u] == start[u] || outputs[next[u] - 1] != v)
          outputs[next[u]++] = v;
      }

  graph->n_outputs = start[n];
  graph->output_start = start;
  graph->outputs = outputs;
  graph->n_dependencies = n_dependencies;
}

/* Counts and reverses what the builder left in @graph. */
static BsGraph *
complete (BsGraph *graph, const guint32 *n_readers, guint32 *n_dependencies)
{
  guint32 *type_count = g_new0 (guint32, MAX (graph->n_types, 1));

  g_atomic_int_set (&graph->refs, 1);
  for (guint32 v = 0; v < graph->n_nodes; v++)
    type_count[graph->type[v]]++;
  graph->type_count = type_count;
  fill_outputs (graph, n_readers, n_dependencies);

  return graph;
}

static gboolean
check (BsGraphBuilder *self, GError **error)
{
  if (self->overflow)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The graph is too large: at most %u nodes, as many inputs, and %u types"),
                   G_MAXUINT32 - 1, BS_MAX_TYPES);
      return FALSE;
    }
  if (self->input_start == NULL)
    self->input_start = g_new (guint32, 1);
  self->input_start[self->n_nodes] = self->n_inputs;
  if (self->wrong_reader > 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("Node %u reads node %u, which is not an earlier one. List nodes after the "
                      "nodes they read; a cycle cannot be scheduled."),
                   self->wrong_reader - 1, self->wrong_input);
      return FALSE;
    }

  return TRUE;
}

BsGraph *
bs_graph_builder_snapshot (BsGraphBuilder *self, GError **error)
{
  BsGraph *graph;

  if (!check (self, error))
    return NULL;

  graph = g_new0 (BsGraph, 1);
  graph->n_nodes = self->n_nodes;
  graph->n_inputs = self->n_inputs;
  graph->n_instances = self->n_instances;
  graph->n_types = self->n_types;
  graph->type = g_memdup2 (self->type, self->n_nodes * sizeof *self->type);
  graph->instance = g_memdup2 (self->instance, self->n_nodes * sizeof *self->instance);
  graph->datum = g_memdup2 (self->datum, self->n_nodes * sizeof *self->datum);
  graph->input_start = g_memdup2 (self->input_start,
                                  (self->n_nodes + 1) * sizeof *self->input_start);
  graph->inputs = g_memdup2 (self->inputs, self->n_inputs * sizeof *self->inputs);
  graph->ports = g_memdup2 (self->ports, self->n_inputs * sizeof *self->ports);

  return complete (graph, self->n_readers,
                   g_memdup2 (self->n_dependencies, self->n_nodes * sizeof (guint32)));
}

BsGraph *
bs_graph_builder_finish (BsGraphBuilder *self, GError **error)
{
  BsGraph *graph;

  if (!check (self, error))
    {
      builder_clear (self);
      return NULL;
    }

  graph = g_new0 (BsGraph, 1);
  graph->n_nodes = self->n_nodes;
  graph->n_inputs = self->n_inputs;
  graph->n_instances = self->n_instances;
  graph->n_types = self->n_types;
  graph->type = g_steal_pointer (&self->type);
  graph->instance = g_steal_pointer (&self->instance);
  graph->datum = g_steal_pointer (&self->datum);
  graph->input_start = g_steal_pointer (&self->input_start);
  graph->inputs = g_steal_pointer (&self->inputs);
  graph->ports = g_steal_pointer (&self->ports);
  complete (graph, self->n_readers, g_steal_pointer (&self->n_dependencies));
  builder_clear (self);

  return graph;
}
