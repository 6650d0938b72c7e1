/* SPDX-License-Identifier: Apache-2.0 */
/* A graph as searches look at it. */
#include "config.h"

#include "engine/search-graph.h"

#include <string.h>

#include "engine/random.h"

/* Whether all inputs of a node have run is found by looking at them, or, where there are more, by
 * a counter in every state. */
#define FEW_INPUTS 6

#define NOWHERE G_MAXUINT32

/* Places of nodes that have not run; NOWHERE for the others. Ready ones first, in order. */
static guint32 *
find_places (BsSearchGraph *self, const BsFrontier *frontier)
{
  const BsGraph *graph = frontier->graph;
  guint32 *place = g_new (guint32, MAX (graph->n_nodes, 1));
  g_autofree guint32 *next = g_new (guint32, MAX (self->n_types, 1));
  guint32 word = 0, first = 0;

  self->first_word = g_new (guint32, self->n_types + 1);
  for (guint type = 0; type < self->n_types; type++)
    {
      guint32 n_left = graph->type_count[type] - (frontier->head[type] - first);

      self->first_word[type] = word;
      next[type] = word * 64;
      word += (n_left + 63) / 64;
      first += graph->type_count[type];
    }
  self->first_word[self->n_types] = self->n_words = word;

  memset (place, 0, graph->n_nodes * sizeof *place);
  first = 0;
  for (guint type = 0; type < self->n_types; type++)
    {
      for (guint32 i = first; i < frontier->head[type]; i++)
        place[frontier->order[i]] = NOWHERE;
      first += graph->type_count[type];
    }
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (place[v] != NOWHERE)
      {
        place[v] = next[graph->type[v]]++;
        self->n_nodes++;
      }

  return place;
}

static void
copy_edges (BsSearchGraph *self, const BsGraph *graph, const guint32 *place)
{
  guint32 n_places = self->n_words * 64;
  g_autofree guint32 *node = g_new (guint32, MAX (n_places, 1));
  guint32 n_outputs = 0, n_inputs = 0;

  memset (node, 0xff, n_places * sizeof *node);
  for (guint32 v = 0; v < graph->n_nodes; v++)
    if (place[v] != NOWHERE)
      node[place[v]] = v;

  self->output_start = g_new (guint32, n_places + 1);
  self->input_start = g_new0 (guint32, n_places + 1);
  self->outputs = g_new (guint32, MAX (graph->n_outputs, 1));
  self->inputs = g_new (guint32, MAX (graph->n_outputs, 1));
  for (guint32 p = 0; p < n_places; p++)
    {
      guint32 v = node[p];

      self->output_start[p] = n_outputs;
      if (v == NOWHERE)
        continue;
      for (guint32 i = graph->output_start[v]; i < graph->output_start[v + 1]; i++)
        {
          guint32 to = place[graph->outputs[i]];

          self->outputs[n_outputs++] = to;
          self->input_start[to + 1]++;
        }
    }
  self->output_start[n_places] = n_outputs;

  /* The outputs again, from the other end. */
  for (guint32 p = 0; p < n_places; p++)
    self->input_start[p + 1] += self->input_start[p];
  n_inputs = self->input_start[n_places];
  g_assert (n_inputs == n_outputs);
  for (guint32 p = n_places; p-- > 0;)
    for (guint32 i = self->output_start[p + 1]; i-- > self->output_start[p];)
      self->inputs[--self->input_start[self->outputs[i] + 1]] = p;
  memmove (self->input_start, self->input_start + 1, n_places * sizeof (guint32));
  self->input_start[n_places] = n_inputs;
}

/* Few types at a time, as many passes as it takes. */
#define PASS_TYPES 8

static void
measure_chains (BsSearchGraph *self, const BsGraph *graph, const guint32 *place)
{
  typedef guint32 Chains[PASS_TYPES];
  g_autofree Chains *below = g_new (Chains, MAX (graph->n_nodes, 1));
  g_autofree guint32 *longest = g_new0 (guint32, MAX (self->n_types, 1));

  self->chain = g_new0 (guint32, MAX (self->n_words * 64, 1));
  self->type = g_new0 (guint16, MAX (self->n_words * 64, 1));
  for (guint first = 0; first < self->n_types; first += PASS_TYPES)
    for (guint32 v = graph->n_nodes; v-- > 0;)
      {
        guint relative = graph->type[v] - first;
        Chains own = { 0 };

        for (guint32 i = graph->output_start[v]; i < graph->output_start[v + 1]; i++)
          for (guint k = 0; k < PASS_TYPES; k++)
            own[k] = MAX (own[k], below[graph->outputs[i]][k]);
        if (relative < PASS_TYPES)
          {
            own[relative]++;
            if (place[v] != NOWHERE)
              {
                self->type[place[v]] = graph->type[v];
                self->chain[place[v]] = own[relative];
                longest[graph->type[v]] = MAX (longest[graph->type[v]], own[relative]);
              }
          }
        memcpy (below[v], own, sizeof own);
      }

  self->first_length = g_new (guint32, self->n_types + 1);
  self->first_length[0] = 0;
  for (guint type = 0; type < self->n_types; type++)
    self->first_length[type + 1] = self->first_length[type] + longest[type];
}

static inline void
make_ready (const BsSearchGraph *self, BsSearchState *state, guint type, guint32 p)
{
  guint32 *first = bs_search_first_ready (self, state) + type;
  guint32 *end = bs_search_end_ready (self, state) + type;

  bs_search_ready (self, state)[p / 64] |= G_GUINT64_CONSTANT (1) << p % 64;
  *first = MIN (*first, p / 64);
  *end = MAX (*end, p / 64 + 1);
  bs_search_ready_marks (self, state)[type] += self->mark[p];
  bs_search_n_ready (self, state)[type]++;
  bs_search_ready_by_length (self, state)[self->first_length[type] + self->chain[p] - 1]++;
}

static void
make_initial_state (BsSearchGraph *self, const BsGraph *graph, const guint32 *place)
{
  guint32 n_places = self->n_words * 64;
  BsSearchState *state;

  self->counter = g_new (guint32, MAX (n_places, 1));
  for (guint32 p = 0; p < n_places; p++)
    self->counter[p] = self->input_start[p + 1] - self->input_start[p] > FEW_INPUTS
                           ? self->n_counters++
                           : NOWHERE;

  self->state_size = sizeof (BsSearchState) + 2 * self->n_words * sizeof (guint64)
                     + self->n_types * (sizeof (guint64) + 5 * sizeof (guint32))
                     + (2 * self->first_length[self->n_types] + self->n_counters)
                           * sizeof (guint32);
  self->state_size = (self->state_size + 63) & ~(gsize) 63;
  state = self->initial = g_malloc0 (self->state_size);
  for (guint type = 0; type < self->n_types; type++)
    {
      bs_search_longest (self, state)[type] = self->first_length[type + 1]
                                              - self->first_length[type];
      state->bound += bs_search_longest (self, state)[type];
      bs_search_first_ready (self, state)[type] = NOWHERE;
    }
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint32 p = place[v];
      guint type = graph->type[v];

      if (p == NOWHERE)
        continue;
      bs_search_n_left (self, state)[type]++;
      bs_search_left_by_length (self, state)[self->first_length[type] + self->chain[p] - 1]++;
      if (self->input_start[p] == self->input_start[p + 1])
        make_ready (self, state, type, p);
      if (self->counter[p] != NOWHERE)
        bs_search_counters (self, state)[self->counter[p]] = self->input_start[p + 1]
                                                             - self->input_start[p];
    }
}

BsSearchGraph *
bs_search_graph_new (const BsFrontier *frontier)
{
  const BsGraph *graph = frontier->graph;
  BsSearchGraph *self = g_new0 (BsSearchGraph, 1);
  g_autofree guint32 *place = NULL;
  BsRandom random;

  self->n_types = graph->n_types;
  place = find_places (self, frontier);
  copy_edges (self, graph, place);
  measure_chains (self, graph, place);
  self->batch = g_new0 (guint64, MAX (self->n_words, 1));
  self->mark = g_new (guint64, MAX (self->n_words * 64, 1));
  bs_random_init (&random, 0);
  for (guint32 p = 0; p < self->n_words * 64; p++)
    self->mark[p] = bs_random_next (&random);
  make_initial_state (self, graph, place);

  return self;
}

void
bs_search_graph_free (BsSearchGraph *self)
{
  g_free (self->first_word);
  g_free (self->chain);
  g_free (self->first_length);
  g_free (self->output_start);
  g_free (self->outputs);
  g_free (self->input_start);
  g_free (self->inputs);
  g_free (self->counter);
  g_free (self->mark);
  g_free (self->type);
  g_free (self->batch);
  g_free (self->initial);
  g_free (self);
}

static inline gboolean
inputs_executed (const BsSearchGraph *self, BsSearchState *state, guint32 p)
{
  const guint64 *executed = bs_search_executed (self, state);

  if (self->counter[p] != NOWHERE)
    return --bs_search_counters (self, state)[self->counter[p]] == 0;

  for (guint32 i = self->input_start[p]; i < self->input_start[p + 1]; i++)
    if (!((executed[self->inputs[i] / 64] >> self->inputs[i] % 64) & 1))
      return FALSE;

  return TRUE;
}

/* The ready nodes of @type are left no more; by their lengths or one by one, whichever is less. */
static void
leave (const BsSearchGraph *self, BsSearchState *state, guint type)
{
  guint32 *left = bs_search_left_by_length (self, state) + self->first_length[type];
  guint32 *ready = bs_search_ready_by_length (self, state) + self->first_length[type];
  guint32 longest = bs_search_longest (self, state)[type];

  if (longest <= bs_search_n_ready (self, state)[type])
    {
      for (guint32 i = 0; i < longest; i++)
        {
          left[i] -= ready[i];
          ready[i] = 0;
        }
      return;
    }

  for (guint32 word = bs_search_first_ready (self, state)[type];
       word < bs_search_end_ready (self, state)[type]; word++)
    for (guint64 rest = bs_search_ready (self, state)[word]; rest != 0; rest &= rest - 1)
      {
        guint32 length = self->chain[word * 64 + __builtin_ctzll (rest)];

        left[length - 1]--;
        ready[length - 1]--;
      }
}

void
bs_search_take (const BsSearchGraph *self, BsSearchState *state, guint type)
{
  guint64 *executed = bs_search_executed (self, state);
  guint64 *ready = bs_search_ready (self, state);
  guint32 *n_ready = bs_search_n_ready (self, state);
  guint32 first = bs_search_first_ready (self, state)[type];
  guint32 end = bs_search_end_ready (self, state)[type];
  guint32 longest = bs_search_longest (self, state)[type];
  guint32 after = bs_search_longest_after (self, state, type);

  state->mark += bs_search_ready_marks (self, state)[type];
  state->n_batches++;
  state->bound -= longest - after;
  state->n_executed += n_ready[type];
  leave (self, state, type);
  bs_search_longest (self, state)[type] = after;
  bs_search_ready_marks (self, state)[type] = 0;
  bs_search_n_left (self, state)[type] -= n_ready[type];
  n_ready[type] = 0;

  /* The whole batch first: what it makes ready may be of its type, and is not part of it. */
  for (guint32 word = first; word < end; word++)
    {
      self->batch[word] = ready[word];
      ready[word] = 0;
    }
  bs_search_first_ready (self, state)[type] = NOWHERE;
  bs_search_end_ready (self, state)[type] = 0;
  for (guint32 word = first; word < end; word++)
    {
      guint64 batch = self->batch[word];

      for (; batch != 0; batch &= batch - 1)
        {
          guint32 p = word * 64 + __builtin_ctzll (batch);

          executed[word] |= batch & -batch;
          for (guint32 i = self->output_start[p]; i < self->output_start[p + 1]; i++)
            if (inputs_executed (self, state, self->outputs[i]))
              make_ready (self, state, self->type[self->outputs[i]], self->outputs[i]);
        }
    }
}
