/* SPDX-License-Identifier: Apache-2.0 */
/* Beam search and A*. */
#include "config.h"

#include "engine/search.h"

#include <string.h>

#include "engine/components.h"
#include "engine/search-graph.h"

/* What the states of a search may take. */
#define MAX_BYTES ((gsize) 1 << 30)

#define NO_STATE G_MAXUINT32

/* A decision, and the one before it; they make a tree that begins at NO_STATE. */
typedef struct
{
  guint32 parent;
  guint16 type;
} Step;

typedef struct
{
  BsSearchGraph *graph;
  BsComponents *components;
  guint16 *by_component; /* [n_types] types in the order of their components */
  guint16 *moves;        /* [n_types] types to choose from */
  guint n_moves;
  GArray *steps; /* Step */
} Search;

static void
search_init (Search *self, const BsFrontier *frontier)
{
  const BsGraph *graph = frontier->graph;
  guint n = 0;

  self->graph = bs_search_graph_new (frontier);
  self->components = bs_components_new (&graph, 1);
  self->by_component = g_new (guint16, graph->n_types + 1);
  self->moves = g_new (guint16, graph->n_types + 1);
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  for (guint type = 0; type < graph->n_types; type++)
    {
      guint at = n++;

      for (; at > 0
             && self->components->component[self->by_component[at - 1]]
                    > self->components->component[type];
           at--)
        self->by_component[at] = self->by_component[at - 1];
      self->by_component[at] = type;
    }
}

static void
search_clear (Search *self)
{
  bs_search_graph_free (self->graph);
  bs_components_free (self->components);
  g_free (self->by_component);
  g_free (self->moves);
  g_array_unref (self->steps);
}

/* The types worth taking: of the first component, and only one that is to be taken anyway, now or
 * later, in one batch: all its nodes to come are ready. */
static void
find_moves (Search *self, BsSearchState *state)
{
  const guint32 *n_ready = bs_search_n_ready (self->graph, state);
  const guint32 *n_left = bs_search_n_left (self->graph, state);
  guint i = 0;
  guint component;

  self->n_moves = 0;
  while (n_ready[self->by_component[i]] == 0)
    i++;
  component = self->components->component[self->by_component[i]];
  for (;
       i < self->graph->n_types && self->components->component[self->by_component[i]] == component;
       i++)
    {
      guint type = self->by_component[i];

      if (n_ready[type] == 0)
        continue;
      if (n_ready[type] == n_left[type])
        {
          self->moves[0] = type;
          self->n_moves = 1;
          return;
        }
      self->moves[self->n_moves++] = type;
    }
}

/* The bound on the whole schedule once @type is taken. */
static guint32
bound_after (const Search *self, BsSearchState *state, guint type)
{
  return state->n_batches + 1 + state->bound - bs_search_longest (self->graph, state)[type]
         + bs_search_longest_after (self->graph, state, type);
}

static guint32
add_step (Search *self, guint32 parent, guint type)
{
  Step step = { parent, (guint16) type };

  g_array_append_val (self->steps, step);

  return self->steps->len - 1;
}

static BsSearchResult *
make_result (const Search *self, guint32 n_batches, guint32 last, guint32 bound, guint64 n_states)
{
  BsSearchResult *result = g_new0 (BsSearchResult, 1);

  result->n_batches = n_batches;
  result->types = g_new (guint16, MAX (n_batches, 1));
  result->bound = MIN (bound, n_batches);
  result->optimal = result->bound == n_batches;
  result->n_states = n_states;
  for (guint32 i = n_batches; i-- > 0;)
    {
      const Step *step = &g_array_index (self->steps, Step, last);

      result->types[i] = step->type;
      last = step->parent;
    }

  return result;
}

void
bs_search_result_free (BsSearchResult *self)
{
  g_free (self->types);
  g_free (self);
}

/* Beam search: all states have as many batches behind them. */

typedef struct
{
  guint64 mark;       /* of what will have run */
  guint32 bound;      /* on the whole schedule */
  guint32 n_executed; /* then */
  guint32 parent;     /* index among the states */
  guint16 type;
} Candidate;

typedef struct
{
  Search search;
  guint width, n;
  BsSearchState **states, **next; /* [width] */
  GPtrArray *unused;              /* states */
  GArray *candidates;
  guint32 *last_use; /* [width] of a state among the candidates chosen */
  guint32 *chosen;   /* [width] candidates */
  guint64 *marks;    /* [n_slots] of candidates chosen, by hash */
  guint32 *seen;     /* [n_slots] after which batch, from 1 */
  guint32 n_slots;
} Beam;

static void
beam_init (Beam *self, const BsFrontier *frontier, guint width)
{
  gsize state_size;

  memset (self, 0, sizeof *self);
  search_init (&self->search, frontier);
  state_size = self->search.graph->state_size;
  self->width = CLAMP (width, 1, MAX (MAX_BYTES / (2 * state_size), 1));
  self->states = g_new (BsSearchState *, self->width);
  self->next = g_new (BsSearchState *, self->width);
  self->unused = g_ptr_array_new_with_free_func (g_free);
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  self->last_use = g_new (guint32, self->width);
  self->chosen = g_new (guint32, self->width);
  self->n_slots = 4;
  while (self->n_slots < 2 * self->width)
    self->n_slots *= 2;
  self->marks = g_new (guint64, self->n_slots);
  self->seen = g_new0 (guint32, self->n_slots);
  self->states[0] = g_memdup2 (self->search.graph->initial, state_size);
  self->states[0]->history = NO_STATE;
  self->n = 1;
}

static void
beam_clear (Beam *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->states[i]);
  g_free (self->states);
  g_free (self->next);
  g_ptr_array_unref (self->unused);
  g_array_unref (self->candidates);
  g_free (self->last_use);
  g_free (self->chosen);
  g_free (self->marks);
  g_free (self->seen);
  search_clear (&self->search);
}

/* The least bound first, then the most nodes; ties in the order of states and types. */
static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = a, *y = b;

  if (x->bound != y->bound)
    return x->bound < y->bound ? -1 : 1;
  if (x->n_executed != y->n_executed)
    return x->n_executed > y->n_executed ? -1 : 1;
  if (x->parent != y->parent)
    return x->parent < y->parent ? -1 : 1;

  return (int) x->type - (int) y->type;
}

static void
find_candidates (Beam *self)
{
  Search *search = &self->search;

  g_array_set_size (self->candidates, 0);
  for (guint i = 0; i < self->n; i++)
    {
      BsSearchState *state = self->states[i];

      find_moves (search, state);
      for (guint k = 0; k < search->n_moves; k++)
        {
          guint type = search->moves[k];
          Candidate candidate = {
            .mark = state->mark + bs_search_ready_marks (search->graph, state)[type],
            .bound = bound_after (search, state, type),
            .n_executed = state->n_executed + bs_search_n_ready (search->graph, state)[type],
            .parent = i,
            .type = type,
          };

          g_array_append_val (self->candidates, candidate);
        }
    }
  g_array_sort (self->candidates, compare_candidates);
}

/* Whether @mark is the first of its kind after the batch @step. */
static gboolean
see (Beam *self, guint64 mark, guint32 step)
{
  guint32 slot = mark & (self->n_slots - 1);

  for (; self->seen[slot] == step; slot = (slot + 1) & (self->n_slots - 1))
    if (self->marks[slot] == mark)
      return FALSE;
  self->seen[slot] = step;
  self->marks[slot] = mark;

  return TRUE;
}

static BsSearchState *
copy_state (Beam *self, const BsSearchState *state)
{
  gsize size = self->search.graph->state_size;
  BsSearchState *copy = self->unused->len > 0
                            ? g_ptr_array_steal_index_fast (self->unused, self->unused->len - 1)
                            : g_malloc (size);

  return memcpy (copy, state, size);
}

/* One batch further. */
static void
advance (Beam *self, guint32 step)
{
  const Candidate *candidates;
  BsSearchState **states = self->states;
  guint n = 0;

  find_candidates (self);
  candidates = (const Candidate *) self->candidates->data;
  memset (self->last_use, 0xff, self->n * sizeof *self->last_use);
  for (guint32 i = 0; i < self->candidates->len && n < self->width; i++)
    if (see (self, candidates[i].mark, step))
      {
        self->last_use[candidates[i].parent] = n;
        self->chosen[n++] = i;
      }

  for (guint32 i = 0; i < n; i++)
    {
      const Candidate *candidate = &candidates[self->chosen[i]];
      BsSearchState *parent = states[candidate->parent];
      /* The last to come from a state need no copy of it. */
      BsSearchState *state = self->last_use[candidate->parent] == i ? parent
                                                                    : copy_state (self, parent);

      bs_search_take (self->search.graph, state, candidate->type);
      state->history = add_step (&self->search, state->history, candidate->type);
      self->next[i] = state;
    }
  for (guint i = 0; i < self->n; i++)
    if (self->last_use[i] == NO_STATE)
      g_ptr_array_add (self->unused, states[i]);
  self->states = self->next;
  self->next = states;
  self->n = n;
}

/* The state that is at the end, or NULL. */
static const BsSearchState *
find_end (const Beam *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->states[i]->n_executed == self->search.graph->n_nodes)
      return self->states[i];

  return NULL;
}

BsSearchResult *
bs_search_beam (const BsFrontier *frontier, guint width, GCancellable *cancellable, GError **error)
{
  BsSearchResult *result = NULL;
  const BsSearchState *end;
  Beam beam;

  beam_init (&beam, frontier, width);
  while ((end = find_end (&beam)) == NULL
         && !g_cancellable_set_error_if_cancelled (cancellable, error))
    advance (&beam, beam.states[0]->n_batches + 1);
  if (end != NULL)
    result = make_result (&beam.search, end->n_batches, end->history,
                          beam.search.graph->initial->bound, beam.search.steps->len + 1);
  beam_clear (&beam);

  return result;
}

/* A*: states are made when they are their turn; what waits is a state and what to take there. */

typedef struct
{
  guint32 bound; /* on the whole schedule */
  guint32 n_executed;
  guint32 sequence; /* of equals the first goes first */
  guint32 parent;   /* state */
  guint16 type;
} Move;

typedef struct
{
  Search search;
  GPtrArray *states; /* a step each, but for the first */
  guint32 *slots;    /* [n_slots] states by their mark, or NO_STATE */
  guint32 n_slots;
  GArray *heap; /* Move */
  guint32 n_moves;
  guint32 best; /* batches of the best schedule so far */
  Move last;    /* its last batch, when it was found here */
} Exact;

static void
exact_init (Exact *self, const BsFrontier *frontier, guint32 best)
{
  memset (self, 0, sizeof *self);
  search_init (&self->search, frontier);
  self->states = g_ptr_array_new_with_free_func (g_free);
  self->n_slots = 1024;
  self->slots = g_new (guint32, self->n_slots);
  memset (self->slots, 0xff, self->n_slots * sizeof *self->slots);
  self->heap = g_array_new (FALSE, FALSE, sizeof (Move));
  self->best = best;
  self->last.parent = NO_STATE;
}

static void
exact_clear (Exact *self)
{
  g_ptr_array_unref (self->states);
  g_free (self->slots);
  g_array_unref (self->heap);
  search_clear (&self->search);
}

static gboolean
goes_before (const Move *a, const Move *b)
{
  if (a->bound != b->bound)
    return a->bound < b->bound;
  if (a->n_executed != b->n_executed)
    return a->n_executed > b->n_executed;

  return a->sequence < b->sequence;
}

static void
push (GArray *heap, const Move *move)
{
  guint at = heap->len;
  Move *moves;

  g_array_set_size (heap, at + 1);
  moves = (Move *) heap->data;
  for (; at > 0 && goes_before (move, &moves[(at - 1) / 2]); at = (at - 1) / 2)
    moves[at] = moves[(at - 1) / 2];
  moves[at] = *move;
}

static Move
pop (GArray *heap)
{
  Move *moves = (Move *) heap->data;
  Move first = moves[0], move = moves[heap->len - 1];
  guint n = heap->len - 1, at = 0;

  for (guint below = 1; below < n; below = 2 * at + 1)
    {
      if (below + 1 < n && goes_before (&moves[below + 1], &moves[below]))
        below++;
      if (!goes_before (&moves[below], &move))
        break;
      moves[at] = moves[below];
      at = below;
    }
  moves[at] = move;
  g_array_set_size (heap, n);

  return first;
}

/* Whether taking @type at @parent has the nodes of @state executed; marks can be equal by chance,
 * sets cannot. */
static gboolean
leads_to (const BsSearchGraph *graph, BsSearchState *parent, guint type, BsSearchState *state)
{
  const guint64 *before = bs_search_executed (graph, parent);
  const guint64 *ready = bs_search_ready (graph, parent);
  const guint64 *after = bs_search_executed (graph, state);

  for (guint32 word = 0; word < graph->n_words; word++)
    {
      gboolean taken = word >= graph->first_word[type] && word < graph->first_word[type + 1];

      if (after[word] != (taken ? before[word] | ready[word] : before[word]))
        return FALSE;
    }

  return TRUE;
}

static void
enlarge_slots (Exact *self)
{
  self->n_slots *= 2;
  self->slots = g_renew (guint32, self->slots, self->n_slots);
  memset (self->slots, 0xff, self->n_slots * sizeof *self->slots);
  for (guint32 i = 0; i < self->states->len; i++)
    {
      const BsSearchState *state = self->states->pdata[i];
      guint32 slot = state->mark & (self->n_slots - 1);

      while (self->slots[slot] != NO_STATE)
        slot = (slot + 1) & (self->n_slots - 1);
      self->slots[slot] = i;
    }
}

static void
add_state (Exact *self, BsSearchState *state)
{
  guint32 slot;

  if (2 * self->states->len >= self->n_slots)
    enlarge_slots (self);
  slot = state->mark & (self->n_slots - 1);
  while (self->slots[slot] != NO_STATE)
    slot = (slot + 1) & (self->n_slots - 1);
  self->slots[slot] = self->states->len;
  g_ptr_array_add (self->states, state);
}

/* The bound never shrinks from a state to the next, so the first way to a state is as short as
 * any later one. */
static gboolean
is_known (const Exact *self, const Move *move)
{
  const BsSearchGraph *graph = self->search.graph;
  BsSearchState *parent = self->states->pdata[move->parent];
  guint64 mark = parent->mark + bs_search_ready_marks (graph, parent)[move->type];

  for (guint32 slot = mark & (self->n_slots - 1); self->slots[slot] != NO_STATE;
       slot = (slot + 1) & (self->n_slots - 1))
    {
      BsSearchState *state = self->states->pdata[self->slots[slot]];

      if (state->mark == mark && leads_to (graph, parent, move->type, state))
        return TRUE;
    }

  return FALSE;
}

static void
expand (Exact *self, guint32 index)
{
  Search *search = &self->search;
  BsSearchState *state = self->states->pdata[index];

  find_moves (search, state);
  for (guint i = 0; i < search->n_moves; i++)
    {
      guint type = search->moves[i];
      Move move = {
        .bound = bound_after (search, state, type),
        .n_executed = state->n_executed + bs_search_n_ready (search->graph, state)[type],
        .sequence = self->n_moves,
        .parent = index,
        .type = type,
      };

      if (move.bound >= self->best)
        continue;
      if (move.n_executed == search->graph->n_nodes)
        {
          self->best = move.bound;
          self->last = move;
        }
      else
        {
          push (self->heap, &move);
          self->n_moves++;
        }
    }
}

static void
visit (Exact *self, const Move *move)
{
  const BsSearchGraph *graph = self->search.graph;
  const BsSearchState *parent = self->states->pdata[move->parent];
  BsSearchState *state = g_memdup2 (parent, graph->state_size);

  bs_search_take (graph, state, move->type);
  state->history = add_step (&self->search, parent->history, move->type);
  add_state (self, state);
  expand (self, self->states->len - 1);
}

static gboolean
has_room (const Exact *self, guint64 max_states)
{
  gsize bytes = self->states->len * (self->search.graph->state_size + sizeof (Step) + 16)
                + self->heap->len * sizeof (Move);

  return self->states->len < max_states && bytes < MAX_BYTES && self->n_moves < NO_STATE / 2;
}

/* Goes on until the best schedule is known to be; returns the bound that is proven. */
static guint32
run_exact (Exact *self, guint64 max_states, GCancellable *cancellable)
{
  const BsSearchGraph *graph = self->search.graph;
  BsSearchState *initial = g_memdup2 (graph->initial, graph->state_size);

  initial->history = NO_STATE;
  add_state (self, initial);
  expand (self, 0);
  while (self->heap->len > 0)
    {
      Move move = pop (self->heap);

      if (move.bound >= self->best)
        break;
      if (is_known (self, &move))
        continue;
      if (!has_room (self, max_states) || g_cancellable_is_cancelled (cancellable))
        return move.bound;
      visit (self, &move);
    }

  return self->best;
}

BsSearchResult *
bs_search_exact (const BsFrontier *frontier, BsSearchResult *best, guint64 max_states,
                 GCancellable *cancellable)
{
  BsSearchResult *result = best;
  Exact exact;
  guint32 bound;

  if (best->optimal)
    return best;

  exact_init (&exact, frontier, best->n_batches);
  bound = run_exact (&exact, max_states, cancellable);
  if (exact.last.parent != NO_STATE)
    {
      const BsSearchState *state = exact.states->pdata[exact.last.parent];
      guint32 last = add_step (&exact.search, state->history, exact.last.type);

      result = make_result (&exact.search, exact.best, last, bound, best->n_states);
      bs_search_result_free (best);
    }
  result->bound = MAX (result->bound, MIN (bound, result->n_batches));
  result->optimal = result->bound == result->n_batches;
  result->n_states += exact.states->len;
  exact_clear (&exact);

  return result;
}
