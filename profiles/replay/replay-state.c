/* SPDX-License-Identifier: Apache-2.0 */
/* States of the decision clock, compared and summed up bit for bit. */
#include "config.h"

#include <string.h>

#include "profiles/replay/replay.h"

#define N_WORDS 32

/* All numbers of a state but those by type. */
static guint
get_words (const BsReplayState *self, guint64 words[N_WORDS])
{
  const BsReplayCounters *counters[] = { &self->own, &self->all };
  guint n = 0;

  words[n++] = self->decision;
  words[n++] = self->mini_batch;
  words[n++] = self->stage;
  words[n++] = self->type;
  words[n++] = self->state;
  words[n++] = self->n_executed;
  words[n++] = self->n_ready;
  words[n++] = self->n_waiting;
  words[n++] = self->n_absent;
  words[n++] = self->n_forming;
  words[n++] = self->n_types;
  words[n++] = self->n_ready_types;
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    {
      words[n++] = counters[i]->batches;
      words[n++] = counters[i]->nodes;
      words[n++] = counters[i]->gathers;
      words[n++] = counters[i]->scatters;
      words[n++] = counters[i]->gather_bytes;
      words[n++] = counters[i]->scatter_bytes;
      words[n++] = counters[i]->flops;
      words[n++] = counters[i]->choose_ns;
      words[n++] = counters[i]->run_ns;
      words[n++] = counters[i]->executed;
    }
  g_assert (n == N_WORDS);

  return n;
}

BsReplayState *
bs_replay_state_copy (const BsReplayState *self)
{
  gsize n = self->n_types;
  BsReplayState *copy = g_malloc (sizeof *copy + 3 * n * sizeof (guint32));
  guint32 *block = (guint32 *) (gpointer) (copy + 1);

  *copy = *self;
  copy->ready = memcpy (block, self->ready, n * sizeof *block);
  copy->executed = memcpy (block + n, self->executed, n * sizeof *block);
  copy->batches = memcpy (block + 2 * n, self->batches, n * sizeof *block);

  return copy;
}

gboolean
bs_replay_state_equal (const BsReplayState *a, const BsReplayState *b)
{
  guint64 words[2][N_WORDS];
  gsize size = a->n_types * sizeof (guint32);

  get_words (a, words[0]);
  get_words (b, words[1]);

  return memcmp (words[0], words[1], sizeof words[0]) == 0 && memcmp (a->ready, b->ready, size) == 0
         && memcmp (a->executed, b->executed, size) == 0
         && memcmp (a->batches, b->batches, size) == 0;
}

/* FNV-1a, a number at a time. */
static void
mix (guint64 *sum, guint64 value)
{
  *sum = (*sum ^ value) * G_GUINT64_CONSTANT (0x100000001b3);
  *sum ^= *sum >> 32;
}

static void
mix_all (guint64 *sum, const guint32 *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    mix (sum, values[i]);
}

static void
mix_memory (guint64 *sum, BsReplay *replay)
{
  g_autoptr (GArray) values = bs_replay_list_values (replay);
  BsReplayMemory memory;

  for (guint i = 0; i < values->len; i++)
    {
      const BsReplayValue *value = &g_array_index (values, BsReplayValue, i);

      mix (sum, value->node);
      mix (sum, value->output);
      mix (sum, value->length);
      mix (sum, value->first);
      mix (sum, value->last);
      mix (sum, value->offset);
      mix (sum, value->is_result);
    }
  /* Only now: what is known of it may be more than before. */
  bs_replay_get_memory (replay, &memory);
  mix (sum, memory.knows);
  mix (sum, memory.n_values);
  mix (sum, memory.bytes);
  mix (sum, memory.forming_bytes);
  mix (sum, memory.peak_bytes);
  mix (sum, memory.most_bytes);
  mix (sum, memory.room_bytes);
}

guint64
bs_replay_checksum (BsReplay *self)
{
  const BsReplayState *state = bs_replay_get_state (self);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 words[N_WORDS], sum = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  guint32 fewest;

  for (guint i = 0; i < get_words (state, words); i++)
    mix (&sum, words[i]);
  mix_all (&sum, state->ready, state->n_types);
  mix_all (&sum, state->executed, state->n_types);
  mix_all (&sum, state->batches, state->n_types);
  for (guint type = 0; type < state->n_types; type++)
    bs_replay_list_ready (self, type, nodes);
  mix_all (&sum, (const guint32 *) (gpointer) nodes->data, nodes->len);
  if (bs_replay_get_fewest_left (self, &fewest))
    mix (&sum, fewest);
  mix_memory (&sum, self);

  return sum;
}
