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
 */
typedef enum
{
  BS_ENCODING_BASE,
  BS_ENCODING_MAX,
  BS_ENCODING_SORT,
  BS_ENCODING_MARKED,
  BS_N_ENCODINGS
} BsEncoding;

/* The encodings of the paper come first. */
#define BS_N_PUBLISHED_ENCODINGS BS_ENCODING_MARKED

/**
 * BsMark:
 * @BS_MARK_LOWERS_BOUND: taking the type shortens the longest chain of its own nodes, so the
 *   batch is none that the lower bound does not ask for
 * @BS_MARK_LEADS: of all ready types it alone has the nodes on which the longest chains of most
 *   types wait
 */
typedef enum
{
  BS_MARK_LOWERS_BOUND = 1 << 0,
  BS_MARK_LEADS = 1 << 1
} BsMark;

const char *bs_encoding_to_string (BsEncoding encoding);
gboolean bs_encoding_from_string (const char *text, BsEncoding *encoding);

/**
 * bs_state_n_ready:
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
 *
 * Returns: how many leading entries of a key are ids of types: the ready ones and what follows
 *   them; entries behind these are plain numbers: marks
 */
static inline guint
bs_state_n_types (BsEncoding encoding, guint length)
{
  return encoding == BS_ENCODING_MARKED ? length / 2 : length;
}

/** bs_state_max_length: Returns: the longest that a key of @n_types types can be. */
static inline guint
bs_state_max_length (BsEncoding encoding, guint n_types)
{
  return encoding == BS_ENCODING_MARKED ? 2 * n_types
                                        : n_types + (encoding == BS_ENCODING_MAX ? 1 : 0);
}

/**
 * bs_state_to_string:
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
 * Numbers states from 0 in order of first appearance. Look-up is one hash over the key.
 */
struct _BsStateTable
{
  BsEncoding encoding;
  guint n_states;

  /*< private >*/
  int refs;
  guint32 *start; /* [n_states + 1] offsets into keys */
  guint16 *keys;
  guint32 *slots;
  guint32 n_slots;
  guint32 start_capacity, keys_capacity;
};

BsStateTable *bs_state_table_new (BsEncoding encoding);
BsStateTable *bs_state_table_ref (BsStateTable *self);
void bs_state_table_unref (BsStateTable *self);

/** bs_state_table_intern: Returns: the number of the state @key, added when it is new. */
guint32 bs_state_table_intern (BsStateTable *self, const guint16 *key, guint length);

/** bs_state_table_lookup: Returns: the number of the state @key, or %G_MAXUINT32. */
guint32 bs_state_table_lookup (const BsStateTable *self, const guint16 *key, guint length);

/** bs_state_table_get: Returns: (transfer none): the key of @state, of @length entries. */
const guint16 *bs_state_table_get (const BsStateTable *self, guint32 state, guint *length);

/**
 * bs_state_encode:
 * @encoding: one of the published ones; `marked` states are encoded by engine/marks
 * @ready: (array length=n_types): nodes ready a type
 * @rank: (nullable) (array length=n_types): the order of types, %NULL for their ids
 * @key: (out caller-allocates): room for @n_types + 1 entries
 *
 * Returns: the length of the key written
 */
guint bs_state_encode (BsEncoding encoding, const guint32 *ready, guint n_types,
                       const guint16 *rank, guint16 *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsStateTable, bs_state_table_unref)

G_END_DECLS
