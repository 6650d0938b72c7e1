/* SPDX-License-Identifier: Apache-2.0 */
/* Strongly connected components of the graph of types. */
#include "config.h"

#include "engine/components.h"

#include <string.h>

typedef struct
{
  guint n_types, n_words;
  guint64 *outputs; /* [n_types x n_words] types of the outputs of a type's nodes */
  guint32 *number;  /* [n_types] order of the visit, from 1 */
  guint32 *lowest;  /* [n_types] lowest number within reach and on the stack */
  guint16 *stack;   /* types that have no component yet */
  guint16 *path;    /* of the visit */
  guint32 n_stack;
} Visit;

static void
collect_outputs (Visit *self, const BsGraph *graph)
{
  const guint32 *output_start = graph->output_start, *outputs = graph->outputs;
  const guint16 *types = graph->type;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint64 *row = self->outputs + (gsize) types[v] * self->n_words;
      guint32 end = output_start[v + 1];

      if (self->n_words == 1)
        {
          guint64 set = 0;

          for (guint32 i = output_start[v]; i < end; i++)
            set |= G_GUINT64_CONSTANT (1) << types[outputs[i]];
          *row |= set;
        }
      else
        {
          for (guint32 i = output_start[v]; i < end; i++)
            {
              guint to = types[outputs[i]];

              row[to / 64] |= G_GUINT64_CONSTANT (1) << to % 64;
            }
        }
    }
}

/* The next type at or behind @from in the row of @type; n_types if there is none. */
static guint
next_output (const Visit *self, guint type, guint from)
{
  const guint64 *row = self->outputs + (gsize) type * self->n_words;

  for (guint word = from / 64; word < self->n_words; word++)
    {
      guint64 rest = row[word];

      if (word == from / 64)
        rest &= ~G_GUINT64_CONSTANT (0) << from % 64;
      if (rest != 0)
        return word * 64 + __builtin_ctzll (rest);
    }

  return self->n_types;
}

/* Tarjan's algorithm without recursion. Components come out last first. */
static void
visit (Visit *self, BsComponents *components, guint root, guint32 *count, guint16 *next)
{
  guint depth = 1;

  self->path[0] = root;
  self->number[root] = self->lowest[root] = ++*count;
  self->stack[self->n_stack++] = root;
  next[root] = 0;
  while (depth > 0)
    {
      guint type = self->path[depth - 1];
      guint to = next_output (self, type, next[type]);

      if (to < self->n_types)
        {
          next[type] = to + 1;
          if (self->number[to] == 0)
            {
              self->number[to] = self->lowest[to] = ++*count;
              self->stack[self->n_stack++] = to;
              next[to] = 0;
              self->path[depth++] = to;
            }
          else if (components->component[to] == G_MAXUINT16)
            {
              self->lowest[type] = MIN (self->lowest[type], self->number[to]);
            }
          continue;
        }

      depth--;
      if (depth > 0)
        self->lowest[self->path[depth - 1]] = MIN (self->lowest[self->path[depth - 1]],
                                                   self->lowest[type]);
      if (self->lowest[type] == self->number[type])
        {
          guint member;

          do
            {
              member = self->stack[--self->n_stack];
              components->component[member] = components->n_components;
            }
          while (member != type);
          components->n_components++;
        }
    }
}

static void
find_components (Visit *self, BsComponents *components)
{
  g_autofree guint16 *next = g_new (guint16, MAX (self->n_types, 1));
  guint32 count = 0;

  /* From the last type, so that independent types keep the order of their ids. */
  for (guint type = self->n_types; type-- > 0;)
    if (self->number[type] == 0)
      visit (self, components, type, &count, next);
  for (guint type = 0; type < self->n_types; type++)
    components->component[type] = components->n_components - 1 - components->component[type];
}

BsComponents *
bs_components_new (const BsGraph *const *graphs, guint n_graphs)
{
  BsComponents *self = g_new0 (BsComponents, 1);
  Visit visit = { 0 };

  for (guint i = 0; i < n_graphs; i++)
    self->n_types = MAX (self->n_types, graphs[i]->n_types);
  self->component = g_new0 (guint16, MAX (self->n_types, 1));
  if (self->n_types > BS_COMPONENTS_MAX_TYPES)
    {
      self->n_components = 1;
      self->size = g_new0 (guint16, 1);
      self->is_chained = g_new0 (gboolean, 1);
      self->size[0] = self->n_types;
      self->is_chained[0] = TRUE;
      return self;
    }

  visit.n_types = self->n_types;
  visit.n_words = (self->n_types + 63) / 64;
  visit.outputs = g_new0 (guint64, MAX ((gsize) self->n_types * visit.n_words, 1));
  visit.number = g_new0 (guint32, MAX (self->n_types, 1));
  visit.lowest = g_new0 (guint32, MAX (self->n_types, 1));
  visit.stack = g_new (guint16, MAX (self->n_types, 1));
  visit.path = g_new (guint16, MAX (self->n_types, 1));
  memset (self->component, 0xff, self->n_types * sizeof *self->component);
  for (guint i = 0; i < n_graphs; i++)
    collect_outputs (&visit, graphs[i]);
  find_components (&visit, self);

  self->size = g_new0 (guint16, MAX (self->n_components, 1));
  self->is_chained = g_new0 (gboolean, MAX (self->n_components, 1));
  for (guint type = 0; type < self->n_types; type++)
    {
      guint component = self->component[type];

      self->size[component]++;
      if (self->size[component] > 1
          || (visit.outputs[(gsize) type * visit.n_words + type / 64] >> type % 64) & 1)
        self->is_chained[component] = TRUE;
    }

  g_free (visit.outputs);
  g_free (visit.number);
  g_free (visit.lowest);
  g_free (visit.stack);
  g_free (visit.path);

  return self;
}

void
bs_components_free (BsComponents *self)
{
  g_free (self->component);
  g_free (self->size);
  g_free (self->is_chained);
  g_free (self);
}
