/* SPDX-License-Identifier: Apache-2.0 */
/* States, their encodings, and a table that numbers them. */
#include "config.h"

#include "engine/state.h"

#include <string.h>

static const char *const encoding_names[BS_N_ENCODINGS] = { "base", "max", "sort", "marked" };

const char *
bs_encoding_to_string (BsEncoding encoding)
{
  return encoding < BS_N_ENCODINGS ? encoding_names[encoding] : "?";
}

gboolean
bs_encoding_from_string (const char *text, BsEncoding *encoding)
{
  for (guint i = 0; i < BS_N_ENCODINGS; i++)
    if (g_str_equal (text, encoding_names[i]))
      {
        *encoding = i;
        return TRUE;
      }

  return FALSE;
}

char *
bs_state_to_string (BsEncoding encoding, const guint16 *key, guint length, const BsTypeTable *types)
{
  guint n_ready = bs_state_n_ready (encoding, length);
  guint n_types = bs_state_n_types (encoding, length);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_types; i++)
    {
      guint marks = encoding == BS_ENCODING_MARKED ? key[n_types + i] : 0;

      if (i > 0)
        g_string_append_c (text, i == n_ready ? '/' : encoding == BS_ENCODING_SORT ? '>' : '+');
      g_string_append (text, key[i] < types->n_types ? types->types[key[i]].name : "?");
      if (marks & BS_MARK_LOWERS_BOUND)
        g_string_append_c (text, '*');
      if (marks & BS_MARK_LEADS)
        g_string_append_c (text, '^');
    }

  return g_string_free (text, FALSE);
}

BsStateTable *
bs_state_table_new (BsEncoding encoding)
{
  BsStateTable *self = g_new0 (BsStateTable, 1);

  g_atomic_int_set (&self->refs, 1);
  self->encoding = encoding;
  self->start_capacity = 16;
  self->start = g_new0 (guint32, self->start_capacity);
  self->n_slots = 32;
  self->slots = g_new0 (guint32, self->n_slots);

  return self;
}

BsStateTable *
bs_state_table_ref (BsStateTable *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_state_table_unref (BsStateTable *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->start);
  g_free (self->keys);
  g_free (self->slots);
  g_free (self);
}

static guint32
hash_key (const guint16 *key, guint length)
{
  guint64 h = length;

  for (guint i = 0; i < length; i++)
    h = (h ^ key[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint32) (h >> 32) ^ (guint32) (h >> 7);
}

/* The slot that holds the key, or the empty one where it belongs. Slots hold state + 1. */
static guint32
find_slot (const BsStateTable *self, const guint16 *key, guint length)
{
  guint32 mask = self->n_slots - 1;
  guint32 slot = hash_key (key, length) & mask;

  while (self->slots[slot] != 0)
    {
      guint32 state = self->slots[slot] - 1;

      if (self->start[state + 1] - self->start[state] == length
          && memcmp (self->keys + self->start[state], key, length * sizeof *key) == 0)
        break;
      slot = (slot + 1) & mask;
    }

  return slot;
}

guint32
bs_state_table_lookup (const BsStateTable *self, const guint16 *key, guint length)
{
  return self->slots[find_slot (self, key, length)] - 1;
}

static void
grow_slots (BsStateTable *self)
{
  g_free (self->slots);
  self->n_slots *= 2;
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint32 state = 0; state < self->n_states; state++)
    {
      const guint16 *key = self->keys + self->start[state];
      guint length = self->start[state + 1] - self->start[state];

      self->slots[find_slot (self, key, length)] = state + 1;
    }
}

guint32
bs_state_table_intern (BsStateTable *self, const guint16 *key, guint length)
{
  guint32 slot = find_slot (self, key, length);
  guint32 end = self->start[self->n_states];

  if (self->slots[slot] != 0)
    return self->slots[slot] - 1;

  if (end + length > self->keys_capacity)
    {
      self->keys_capacity = MAX (64, 2 * (end + length));
      self->keys = g_renew (guint16, self->keys, self->keys_capacity);
    }
  if (self->n_states + 2 > self->start_capacity)
    {
      self->start_capacity *= 2;
      self->start = g_renew (guint32, self->start, self->start_capacity);
    }
  if (length > 0)
    memcpy (self->keys + end, key, length * sizeof *key);
  self->slots[slot] = ++self->n_states;
  self->start[self->n_states] = end + length;
  if (2 * self->n_states > self->n_slots)
    grow_slots (self);

  return self->n_states - 1;
}

const guint16 *
bs_state_table_get (const BsStateTable *self, guint32 state, guint *length)
{
  *length = self->start[state + 1] - self->start[state];

  return self->keys + self->start[state];
}

static inline guint
rank_of (const guint16 *rank, guint type)
{
  return rank != NULL ? rank[type] : type;
}

/* Whether a comes before b: more nodes first, then the lower rank. */
static inline gboolean
sorts_before (const guint32 *ready, const guint16 *rank, guint a, guint b)
{
  return ready[a] != ready[b] ? ready[a] > ready[b] : rank_of (rank, a) < rank_of (rank, b);
}

guint
bs_state_encode (BsEncoding encoding, const guint32 *ready, guint n_types, const guint16 *rank,
                 guint16 *key)
{
  guint length = 0;

  /* Insertion sort: few types are ready at once, and ascending ids need no move at all. */
  for (guint type = 0; type < n_types; type++)
    {
      guint at = length;

      if (ready[type] == 0)
        continue;
      if (encoding == BS_ENCODING_SORT)
        for (; at > 0 && sorts_before (ready, rank, type, key[at - 1]); at--)
          key[at] = key[at - 1];
      else if (rank != NULL)
        for (; at > 0 && rank[type] < rank[key[at - 1]]; at--)
          key[at] = key[at - 1];
      key[at] = type;
      length++;
    }

  if (encoding == BS_ENCODING_MAX && length > 0)
    {
      guint most = key[0];

      for (guint i = 1; i < length; i++)
        if (ready[key[i]] > ready[most])
          most = key[i];
      key[length++] = most;
    }

  return length;
}
