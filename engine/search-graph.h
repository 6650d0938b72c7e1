/* SPDX-License-Identifier: Apache-2.0 */
/* A graph as searches look at it: nodes of a type side by side, so that a set of nodes is a set of
 * bits, and what is left to do is bounded in constant time. Private to the engine. */
#pragma once

#include "engine/frontier.h"
#include "engine/graph.h"

G_BEGIN_DECLS

typedef struct _BsSearchGraph BsSearchGraph;
typedef struct _BsSearchState BsSearchState;

/**
 * BsSearchGraph:
 *
 * Nodes have places: bits in words that belong to one type each. The chain of a node is the
 * largest number of nodes of its own type on a path that begins with it; the bound on what is left
 * is the sum over types of the longest chain of a node not executed.
 */
struct _BsSearchGraph
{
  guint n_types;
  guint32 n_words;
  guint32 *first_word;   /* [n_types + 1] */
  guint32 n_nodes;       /* not executed when the search begins */
  guint16 *type;         /* [places] */
  guint32 *chain;        /* [places] */
  guint32 *first_length; /* [n_types + 1] where the counts of a type begin, by length of chain */
  guint32 *output_start; /* [places + 1] */
  guint32 *outputs;      /* places */
  guint32 *input_start;  /* [places + 1] inputs not executed when the search begins */
  guint32 *inputs;
  guint32 *counter; /* [places] of nodes with many inputs: which counter; else G_MAXUINT32 */
  guint32 n_counters;
  guint64 *mark;          /* [places] random: a set is known by the sum of its marks */
  guint64 *batch;         /* [n_words] work space */
  gsize state_size;       /* in bytes */
  BsSearchState *initial; /* before the first decision of the search */
};

/**
 * BsSearchState:
 *
 * A point between two decisions. What follows the head is laid out by bs_search_graph_new().
 */
struct _BsSearchState
{
  guint64 mark;       /* of all executed nodes */
  guint32 n_batches;  /* so far */
  guint32 bound;      /* on the batches to come */
  guint32 n_executed; /* by the search */
  guint32 history;    /* of the decision that led here */
};

BsSearchGraph *bs_search_graph_new (const BsFrontier *frontier);
void bs_search_graph_free (BsSearchGraph *self);

/* The arrays of a state. */
static inline guint64 *
bs_search_executed (const BsSearchGraph *self, BsSearchState *state)
{
  return (guint64 *) (state + 1);
}

static inline guint64 *
bs_search_ready (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_executed (self, state) + self->n_words;
}

/* Marks of the ready nodes of each type. */
static inline guint64 *
bs_search_ready_marks (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_ready (self, state) + self->n_words;
}

static inline guint32 *
bs_search_n_ready (const BsSearchGraph *self, BsSearchState *state)
{
  return (guint32 *) (bs_search_ready_marks (self, state) + self->n_types);
}

/* Nodes of each type that are left. */
static inline guint32 *
bs_search_n_left (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_n_ready (self, state) + self->n_types;
}

/* Ready nodes of each type are from this word on. */
static inline guint32 *
bs_search_first_ready (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_n_left (self, state) + self->n_types;
}

/* And before this one. */
static inline guint32 *
bs_search_end_ready (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_first_ready (self, state) + self->n_types;
}

/* The longest chain of each type. */
static inline guint32 *
bs_search_longest (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_end_ready (self, state) + self->n_types;
}

/* Nodes left, by type and length of chain. */
static inline guint32 *
bs_search_left_by_length (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_longest (self, state) + self->n_types;
}

static inline guint32 *
bs_search_ready_by_length (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_left_by_length (self, state) + self->first_length[self->n_types];
}

static inline guint32 *
bs_search_counters (const BsSearchGraph *self, BsSearchState *state)
{
  return bs_search_ready_by_length (self, state) + self->first_length[self->n_types];
}

/** bs_search_longest_after: Returns: the longest chain of @type once its ready nodes have run. */
static inline guint32
bs_search_longest_after (const BsSearchGraph *self, BsSearchState *state, guint type)
{
  const guint32 *left = bs_search_left_by_length (self, state) + self->first_length[type];
  const guint32 *ready = bs_search_ready_by_length (self, state) + self->first_length[type];
  guint32 length = bs_search_longest (self, state)[type];

  while (length > 0 && left[length - 1] == ready[length - 1])
    length--;

  return length;
}

/** bs_search_take: executes all ready nodes of @type. */
void bs_search_take (const BsSearchGraph *self, BsSearchState *state, guint type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSearchGraph, bs_search_graph_free)

G_END_DECLS
