/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy sees of a frontier: states, their encodings, and a table that numbers them.
 * Source: ED-Batch (arXiv 2302.03851), state encodings. */
#pragma once

#include "engine/type-table.h"

G_BEGIN_DECLS

/**
 * BsEncoding:
 * @BS_ENCODING_BASE: the ready types in ascending order
 * @BS_ENCODING_MAX: the same and the most frequent of them (lowest order wins a tie)
 * @BS_ENCODING_SORT: the ready types by descending count (lower order first on a tie)
 * @BS_ENCODING_MARKED: of the ready types those of the first component, ascending, each with its
 *   marks (see #BsMark); ours, not published
 *
 * How what is ready is written down as a state: what a table learns about, and what a trace says of
 * each decision. See bs_state_n_ready() for what a key looks like.
 *
 * Source: ED-Batch (arXiv 2302.03851), state encodings; all but `marked`.
 */
typedef enum
{
  BS_ENCODING_BASE,
  BS_ENCODING_MAX,
  BS_ENCODING_SORT,
  BS_ENCODING_MARKED,
  BS_N_ENCODINGS
} BsEncoding;

/** BS_N_ENCODINGS: how many encodings there are: the length of arrays by #BsEncoding. */

/** BS_N_PUBLISHED_ENCODINGS: how many encodings are the paper's: those below it. */
#define BS_N_PUBLISHED_ENCODINGS BS_ENCODING_MARKED

/**
 * BsMark:
 * @BS_MARK_LOWERS_BOUND: taking the type shortens the longest chain of its own nodes, so the
 *   batch is none that the lower bound does not ask for
 * @BS_MARK_LEADS: of all ready types it alone has the nodes on which the longest chains of most
 *   types wait
 *
 * What a `marked` state says of each of its types; flags. A type alone in its state has none.
 */
typedef enum
{
  BS_MARK_LOWERS_BOUND = 1 << 0,
  BS_MARK_LEADS = 1 << 1
} BsMark;

/**
 * bs_encoding_to_string:
 * @encoding: what to name
 *
 * The word that options and files have for an encoding.
 *
 * Returns: (transfer none): `base`, `max`, `sort` or `marked`; `?` for what is no encoding
 */
const char *bs_encoding_to_string (BsEncoding encoding);

/**
 * bs_encoding_from_string:
 * @text: a word as of bs_encoding_to_string()
 * @encoding: (out): the encoding of that name; untouched where there is none
 *
 * The encoding that has a name.
 *
 * Returns: %FALSE where no encoding has the name
 */
gboolean bs_encoding_from_string (const char *text, BsEncoding *encoding);

/**
 * bs_state_n_ready:
 * @encoding: of the key
 * @length: length of a key
 *
 * A key is the ready types in state order; in a `max` state the most frequent type follows, in a
 * `marked` state the marks of each type, in the same order.
 *
 * Returns: how many leading entries of a key are ready types
 */
static inline guint
bs_state_n_ready (BsEncoding encoding, guint length)
{
  if (encoding == BS_ENCODING_MARKED)
    return length / 2;

  return encoding == BS_ENCODING_MAX && length > 0 ? length - 1 : length;
}

/**
 * bs_state_get_marks:
 * @encoding: of the key
 * @key: (array length=length): a state
 * @length: entries of @key
 * @i: a ready type, below bs_state_n_ready()
 *
 * What a state says of one of its types, besides that it is ready.
 *
 * Returns: the #BsMark of the ready type at @i of @key; of a `max` state the most frequent type is
 *   the marked one
 */
static inline guint
bs_state_get_marks (BsEncoding encoding, const guint16 *key, guint length, guint i)
{
  guint n_ready = bs_state_n_ready (encoding, length);

  if (encoding == BS_ENCODING_MARKED)
    return key[n_ready + i];

  return n_ready < length && key[i] == key[n_ready] ? BS_MARK_LOWERS_BOUND : 0;
}

/**
 * bs_state_n_types:
 * @encoding: of the key
 * @length: length of a key
 *
 * For who translates the ids of a key to those of another table.
 *
 * Returns: how many leading entries of a key are ids of types: the ready ones and what follows
 *   them; entries behind these are plain numbers: marks
 */
static inline guint
bs_state_n_types (BsEncoding encoding, guint length)
{
  return encoding == BS_ENCODING_MARKED ? length / 2 : length;
}

/**
 * bs_state_max_length:
 * @encoding: of the key
 * @n_types: that could be ready
 *
 * For room for bs_state_encode().
 *
 * Returns: the longest that a key of @n_types types can be, in entries
 */
static inline guint
bs_state_max_length (BsEncoding encoding, guint n_types)
{
  return encoding == BS_ENCODING_MARKED ? 2 * n_types
                                        : n_types + (encoding == BS_ENCODING_MAX ? 1 : 0);
}

/**
 * bs_state_to_string:
 * @encoding: of the key
 * @key: (array length=length): a state, in ids of @types
 * @length: entries of @key
 * @types: whose names are written; `?` where it has no such type
 *
 * A state for people, as tables and pictures have it.
 *
 * Returns: (transfer full): `a+b+c` (base), `a+b+c/b` (max, after the slash the most frequent),
 *   `b>a>c` (sort) or `a*+b^+c` (marked: * lowers the bound, ^ leads)
 */
char *bs_state_to_string (BsEncoding encoding, const guint16 *key, guint length,
                          const BsTypeTable *types);

typedef struct _BsStateTable BsStateTable;

/**
 * BsStateTable:
 *
 * Numbers states from 0 in order of first appearance. Look-up is one hash over the key. Only the
 * reference count is safe between threads.
 */
struct _BsStateTable
{
  BsEncoding encoding; /* of all its keys */
  guint n_states;      /* numbers are below it */

  /*< private >*/
  int refs;
  guint32 *start; /* [n_states + 1] offsets into keys */
  guint16 *keys;
  guint32 *slots;
  guint32 n_slots;
  guint32 start_capacity, keys_capacity;
};

/**
 * bs_state_table_new:
 * @encoding: what keys are written in; kept for those who read them, never checked
 *
 * Makes a table without states.
 *
 * Returns: (transfer full): the table, to be dropped with bs_state_table_unref()
 */
BsStateTable *bs_state_table_new (BsEncoding encoding);
BsStateTable *bs_state_table_ref (BsStateTable *self);
void bs_state_table_unref (BsStateTable *self);

/**
 * bs_state_table_intern:
 * @key: (array length=length): a state; copied
 * @length: entries of @key
 *
 * Finds a state, or adds it.
 *
 * Returns: the number of the state @key
 */
guint32 bs_state_table_intern (BsStateTable *self, const guint16 *key, guint length);

/**
 * bs_state_table_lookup:
 * @key: (array length=length): a state
 * @length: entries of @key
 *
 * Finds a state, and adds none.
 *
 * Returns: the number of the state @key, or %G_MAXUINT32
 */
guint32 bs_state_table_lookup (const BsStateTable *self, const guint16 *key, guint length);

/**
 * bs_state_table_get:
 * @state: a number below @n_states of the table; not checked
 * @length: (out): entries of the key
 *
 * The key of a state that has a number.
 *
 * Returns: (transfer none) (array length=length): the key; the table's own, valid until a state is
 *   added
 */
const guint16 *bs_state_table_get (const BsStateTable *self, guint32 state, guint *length);

/**
 * bs_state_encode:
 * @encoding: one of the published ones; `marked` states are encoded by engine/marks
 * @ready: (array length=n_types): how many nodes of each type are ready
 * @n_types: of the graph; ids of types are below it
 * @rank: (nullable) (array length=n_types): the order of types, %NULL for their ids
 * @key: (out caller-allocates): room for bs_state_max_length() entries
 *
 * Writes down what is ready as a state, in ids of types. O(n_types), and quadratic in those ready.
 *
 * Source: ED-Batch (arXiv 2302.03851), state encodings.
 *
 * Returns: the length of the key written
 */
guint bs_state_encode (BsEncoding encoding, const guint32 *ready, guint n_types,
                       const guint16 *rank, guint16 *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsStateTable, bs_state_table_unref)

G_END_DECLS
