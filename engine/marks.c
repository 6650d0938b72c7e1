/* SPDX-License-Identifier: Apache-2.0 */
/* The marks of ready types. */
#include "config.h"

#include "engine/marks.h"

#include <string.h>

#include "engine/state.h"

/* With more types than this in a component nothing is marked in it: tables would be useless. */
#define MAX_SIZE 64

/* Nor with more chains than this in a graph, for the sake of memory: 16 bytes each. */
#define MAX_CHAINS ((gsize) 1 << 27)

typedef gint32 Length;

/* A component of several types. */
typedef struct
{
  guint size;
  guint16 types[MAX_SIZE];
  Length first[MAX_SIZE];   /* longest chain of each of its types at the beginning */
  Length longest[MAX_SIZE]; /* now, of nodes not executed */
  gsize counts[MAX_SIZE];   /* where the counts of each type begin, see ready_of() */
  gsize stride;             /* counts of one ready type: one for each length of each type */
} Component;

struct _BsMarks
{
  guint n_types;
  const guint16 *component; /* [n_types] */
  guint8 *local;            /* [n_types] index in the component */
  int *place;               /* [n_types] of its component among those of several types, or -1 */
  guint n_components;
  Component *components;
  gsize *row;   /* [n_nodes] of a node's chains, one of each type of its component */
  gsize n_rows; /* numbers in all of them */
  Length *chains;
  guint32 *left;  /* nodes not executed, by type and own chain */
  guint32 *ready; /* ready nodes, by type, chained type, and chain */
  gsize n_left, n_ready;
  guint32 *initial_left;
  guint32 *seen; /* [n_types] ready nodes of it in the order have been counted up to here */
  guint type_capacity;
  gsize node_capacity, chain_capacity, left_capacity, ready_capacity;
};

BsMarks *
bs_marks_new (void)
{
  return g_new0 (BsMarks, 1);
}

void
bs_marks_free (BsMarks *self)
{
  g_free (self->local);
  g_free (self->place);
  g_free (self->components);
  g_free (self->row);
  g_free (self->chains);
  g_free (self->left);
  g_free (self->ready);
  g_free (self->initial_left);
  g_free (self->seen);
  g_free (self);
}

static void
find_components (BsMarks *self)
{
  g_autofree guint32 *size = NULL;
  g_autofree int *place = NULL;
  guint n = 0;

  for (guint type = 0; type < self->n_types; type++)
    n = MAX (n, self->component[type] + 1u);
  size = g_new0 (guint32, n + 1);
  place = g_new (int, n + 1);
  for (guint type = 0; type < self->n_types; type++)
    size[self->component[type]]++;

  self->n_components = 0;
  memset (place, 0xff, n * sizeof *place);
  for (guint type = 0; type < self->n_types; type++)
    {
      guint component = self->component[type];
      Component *found;

      self->place[type] = -1;
      if (size[component] < 2 || size[component] > MAX_SIZE)
        continue;
      if (place[component] < 0)
        {
          place[component] = self->n_components++;
          self->components = g_renew (Component, self->components, self->n_components);
          memset (&self->components[place[component]], 0, sizeof (Component));
        }
      self->place[type] = place[component];
      found = &self->components[place[component]];
      self->local[type] = found->size;
      found->types[found->size++] = type;
    }
}

static gboolean
has_room (const BsMarks *self, const BsGraph *graph)
{
  gsize n_chains = 0;

  for (guint type = 0; type < self->n_types; type++)
    if (self->place[type] >= 0)
      n_chains += (gsize) graph->type_count[type] * self->components[self->place[type]].size;

  return n_chains <= MAX_CHAINS;
}

static inline gboolean
has_run (const BsFrontier *frontier, const guint8 *executed, guint32 node)
{
  return executed != NULL && executed[node];
}

/* From the last node to the first: the longest chain of each type on the paths that begin here. */
static void
measure_chains (BsMarks *self, const BsFrontier *frontier, const guint8 *executed)
{
  const BsGraph *graph = frontier->graph;

  self->n_rows = 0;
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      int place = self->place[graph->type[v]];

      self->row[v] = self->n_rows;
      if (place >= 0)
        self->n_rows += self->components[place].size;
    }
  if (self->n_rows > self->chain_capacity)
    {
      self->chain_capacity = self->n_rows;
      g_free (self->chains);
      self->chains = g_new (Length, self->chain_capacity);
    }

  for (guint32 v = graph->n_nodes; v-- > 0;)
    {
      guint type = graph->type[v];
      int place = self->place[type];
      Component *component;
      Length *own;

      if (place < 0)
        continue;
      component = &self->components[place];
      own = self->chains + self->row[v];
      memset (own, 0, component->size * sizeof *own);
      for (guint32 i = graph->output_start[v]; i < graph->output_start[v + 1]; i++)
        {
          guint32 w = graph->outputs[i];

          if (self->place[graph->type[w]] == place)
            {
              const Length *below = self->chains + self->row[w];

              for (guint k = 0; k < component->size; k++)
                own[k] = MAX (own[k], below[k]);
            }
        }
      own[self->local[type]]++;
      if (!has_run (frontier, executed, v))
        component->first[self->local[type]] = MAX (component->first[self->local[type]],
                                                   own[self->local[type]]);
    }
}

/* Counts of a component: for each ready type, for each type, for each length from 0. */
static void
place_counts (BsMarks *self)
{
  self->n_left = self->n_ready = 0;
  for (guint i = 0; i < self->n_components; i++)
    {
      Component *component = &self->components[i];
      gsize stride = 0;

      for (guint k = 0; k < component->size; k++)
        {
          component->counts[k] = self->n_ready + stride;
          stride += component->first[k] + 1;
        }
      component->stride = stride;
      self->n_ready += component->size * stride;
    }
}

static inline guint32 *
left_of (const BsMarks *self, const Component *component, guint local)
{
  /* As the counts of the ready nodes of the type itself lie, in an array of the same size. */
  return self->left + component->counts[local];
}

static void
count_ready (BsMarks *self, const BsFrontier *frontier)
{
  for (guint i = 0; i < self->n_components; i++)
    {
      const Component *component = &self->components[i];

      for (guint local = 0; local < component->size; local++)
        {
          guint type = component->types[local];
          guint32 *counts = self->ready + local * component->stride;

          for (; self->seen[type] < frontier->tail[type]; self->seen[type]++)
            {
              const Length *chains = self->chains + self->row[frontier->order[self->seen[type]]];

              for (guint k = 0; k < component->size; k++)
                counts[component->counts[k] + chains[k]]++;
            }
        }
    }
}

void
bs_marks_reset (BsMarks *self, const BsFrontier *frontier)
{
  if (self->n_components == 0)
    return;

  memcpy (self->left, self->initial_left, self->n_ready * sizeof *self->left);
  memset (self->ready, 0, self->n_ready * sizeof *self->ready);
  for (guint i = 0; i < self->n_components; i++)
    memcpy (self->components[i].longest, self->components[i].first,
            sizeof self->components[i].longest);
  for (guint type = 0; type < self->n_types; type++)
    self->seen[type] = frontier->head[type];
  count_ready (self, frontier);
}

void
bs_marks_begin (BsMarks *self, const BsFrontier *frontier, const guint16 *component)
{
  const BsGraph *graph = frontier->graph;
  g_autofree guint8 *executed = NULL;

  self->n_types = graph->n_types;
  self->component = component;
  if (graph->n_types > self->type_capacity)
    {
      self->type_capacity = graph->n_types;
      self->local = g_renew (guint8, self->local, self->type_capacity);
      self->place = g_renew (int, self->place, self->type_capacity);
      self->seen = g_renew (guint32, self->seen, self->type_capacity);
    }
  find_components (self);
  if (!has_room (self, graph))
    {
      memset (self->place, 0xff, self->n_types * sizeof *self->place);
      self->n_components = 0;
    }
  if (self->n_components == 0)
    return;

  if (graph->n_nodes > self->node_capacity)
    {
      self->node_capacity = graph->n_nodes;
      g_free (self->row);
      self->row = g_new (gsize, self->node_capacity);
    }
  if (frontier->n_executed > 0)
    {
      executed = g_new0 (guint8, graph->n_nodes);
      for (guint32 type = 0, first = 0; type < graph->n_types; first += graph->type_count[type++])
        for (guint32 i = first; i < frontier->head[type]; i++)
          executed[frontier->order[i]] = 1;
    }
  measure_chains (self, frontier, executed);
  place_counts (self);
  if (self->n_ready > self->ready_capacity)
    {
      self->ready_capacity = self->n_ready;
      self->ready = g_renew (guint32, self->ready, self->ready_capacity);
      self->left = g_renew (guint32, self->left, self->ready_capacity);
      self->initial_left = g_renew (guint32, self->initial_left, self->ready_capacity);
    }

  memset (self->initial_left, 0, self->n_ready * sizeof *self->initial_left);
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint type = graph->type[v];
      int place = self->place[type];

      if (place >= 0 && !has_run (frontier, executed, v))
        {
          guint local = self->local[type];

          self->initial_left[self->components[place].counts[local]
                             + self->chains[self->row[v] + local]]++;
        }
    }
  bs_marks_reset (self, frontier);
}

void
bs_marks_taken (BsMarks *self, const BsFrontier *frontier, const guint32 *nodes, guint32 n_nodes)
{
  guint type = n_nodes > 0 ? frontier->graph->type[nodes[0]] : 0;
  Component *component;
  guint32 *counts, *left;
  guint local;

  if (n_nodes == 0 || self->n_components == 0)
    return;
  if (self->place[type] >= 0)
    {
      component = &self->components[self->place[type]];
      local = self->local[type];
      counts = self->ready + local * component->stride;
      left = left_of (self, component, local);
      for (guint32 i = 0; i < n_nodes; i++)
        {
          const Length *chains = self->chains + self->row[nodes[i]];

          for (guint k = 0; k < component->size; k++)
            counts[component->counts[k] + chains[k]]--;
          left[chains[local]]--;
        }
      while (component->longest[local] > 0 && left[component->longest[local]] == 0)
        component->longest[local]--;
    }
  count_ready (self, frontier);
}

/* For each type of a component, which of its ready types leads it; the one that leads most types
 * alone is marked. */
static void
mark (const BsMarks *self, const Component *component, const BsFrontier *frontier,
      const guint16 *types, guint n, guint16 *marks)
{
  guint alone[MAX_SIZE] = { 0 };
  guint most = 0;

  for (guint k = 0; k < component->size; k++)
    {
      gsize at = component->counts[k] + component->longest[k];
      guint n_leaders = 0, leader = 0;

      if (component->longest[k] == 0)
        continue;
      for (guint i = 0; i < n; i++)
        if (self->ready[self->local[types[i]] * component->stride + at] > 0)
          {
            n_leaders++;
            leader = i;
          }
      if (n_leaders == 1)
        alone[leader]++;
    }

  for (guint i = 0; i < n; i++)
    {
      guint local = self->local[types[i]];
      gsize at = component->counts[local] + component->longest[local];

      marks[i] = self->ready[local * component->stride + at] == self->left[at]
                     ? BS_MARK_LOWERS_BOUND
                     : 0;
      if (alone[i] > alone[most])
        most = i;
    }
  if (alone[most] > 0)
    marks[most] |= BS_MARK_LEADS;
}

/* Few types are ready at once. */
static void
sort_by_rank (guint16 *types, guint n, const guint16 *rank)
{
  for (guint i = 1; i < n; i++)
    for (guint k = i; k > 0 && rank[types[k]] < rank[types[k - 1]]; k--)
      {
        guint16 type = types[k];

        types[k] = types[k - 1];
        types[k - 1] = type;
      }
}

guint
bs_marks_find (const BsMarks *self, const BsFrontier *frontier, const guint16 *rank, guint16 *types,
               guint16 *marks)
{
  guint component = G_MAXUINT;
  guint n = 0;

  for (guint type = 0; type < self->n_types; type++)
    {
      if (frontier->ready[type] == 0 || self->component[type] > component)
        continue;
      if (self->component[type] < component)
        {
          component = self->component[type];
          n = 0;
        }
      marks[n] = 0;
      types[n++] = type;
    }
  if (rank != NULL)
    sort_by_rank (types, n, rank);
  if (n > 1 && self->place[types[0]] >= 0)
    mark (self, &self->components[self->place[types[0]]], frontier, types, n, marks);

  return n;
}
