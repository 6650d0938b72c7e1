/* SPDX-License-Identifier: Apache-2.0 */
/* Traces of machines of any size, without graphs, for tests of pictures. */
#include "config.h"

#include "fake-machine.h"

#include "profiles/trace/graph-store.h"

#define N_TYPES 12u

/* Different sets of types for different numbers, small ones first. */
static guint
make_key (guint32 state, guint16 key[N_TYPES])
{
  guint32 bits = state + 1;
  guint n = 0;

  for (guint t = 0; t < N_TYPES; t++)
    if ((bits >> t & 1u) != 0)
      key[n++] = (guint16) t;

  return n;
}

static void
add_policy (BsTrace *self, guint32 n_states, GRand *rand)
{
  self->fsm = bs_fsm_new (BS_ENCODING_SORT);
  for (guint t = 0; t < N_TYPES; t++)
    bs_type_table_intern (self->fsm->types, self->types->types[t].name,
                          self->types->types[t].letter, self->types->types[t].shape);
  for (guint32 s = 0; s < n_states; s++)
    {
      guint16 key[N_TYPES];
      guint n = make_key (s, key), n_actions;
      BsFsmAction *actions;

      if (s % 7 == 6)
        continue;
      actions = bs_fsm_get_actions (self->fsm, bs_fsm_intern_state (self->fsm, key, n), &n_actions);
      for (guint i = 0; i < n_actions; i++)
        {
          actions[i].q = -g_rand_double_range (rand, 1.0, 9.0);
          actions[i].visits = (guint64) g_rand_int_range (rand, 1, 500);
        }
    }
}

BsTrace *
bs_fake_machine_new (guint32 n_states, guint32 n_decisions, guint32 n_mini_batches, guint32 seed)
{
  BsTrace *self = g_new0 (BsTrace, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree guint32 *usual = g_new (guint32, n_states);
  guint32 at = 0, fresh = 1;

  g_assert_cmpuint (n_states, <, 1u << N_TYPES);
  g_assert_cmpuint (n_decisions, >=, n_states);
  g_atomic_int_set (&self->refs, 1);
  self->complete = TRUE;
  self->types = bs_type_table_new ();
  for (guint t = 0; t < N_TYPES; t++)
    {
      g_autofree char *name = g_strdup_printf ("type%c", 'a' + (int) t);
      const char letter[2] = { (char) ('A' + t), '\0' };

      bs_type_table_intern (self->types, name, letter, BS_SHAPE_CELL);
    }
  self->states = bs_state_table_new (BS_ENCODING_SORT);
  self->n_mini_batches = n_mini_batches;
  self->mini_batches = g_new0 (BsTraceMiniBatch, n_mini_batches + 1);
  self->events = bs_event_store_new ();
  self->graphs = bs_graph_store_new ();
  self->history = g_array_new (FALSE, FALSE, sizeof (BsTrainingPoint));
  self->info = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->diagnostics = g_ptr_array_new_with_free_func (g_free);
  self->n_decisions = self->n_candidates = n_decisions;
  self->decisions = g_new0 (BsTraceDecision, n_decisions + 1);
  self->candidates = g_new0 (BsCandidate, n_decisions + 1);
  for (guint32 s = 0; s < n_states; s++)
    usual[s] = (guint32) g_rand_int_range (rand, 0, (gint32) n_states);

  for (guint32 d = 0; d < n_decisions; d++)
    {
      BsTraceDecision *decision = &self->decisions[d];
      guint16 key[N_TYPES];
      guint n = make_key (at, key);
      guint type =
          key[g_rand_int_range (rand, 0, 4) == 0 ? (guint32) g_rand_int_range (rand, 0, (gint32) n)
                                                 : at % n];

      decision->mini_batch = (guint32) ((guint64) d * n_mini_batches / n_decisions);
      decision->type = type;
      decision->size = 1 + (guint32) g_rand_int_range (rand, 0, 20);
      decision->state = bs_state_table_intern (self->states, key, n);
      decision->n_candidates = 1;
      decision->first_candidate = d;
      self->candidates[d] = (BsCandidate){ .type = type,
                                           .ready = decision->size,
                                           .reachable = decision->size
                                                        + (guint32) g_rand_int_range (rand, 0, 9) };
      /* New states in time for all to be reached. */
      if (fresh < n_states
          && (n_decisions - d - 1 <= n_states - fresh || g_rand_int_range (rand, 0, 3) == 0))
        at = fresh++;
      else
        at = MIN (g_rand_int_range (rand, 0, 4) == 0
                      ? (guint32) g_rand_int_range (rand, 0, (gint32) fresh)
                      : usual[at],
                  fresh - 1);
    }
  for (guint32 d = n_decisions; d-- > 0;)
    {
      BsTraceMiniBatch *mini_batch = &self->mini_batches[self->decisions[d].mini_batch];

      mini_batch->first_decision = d + 1;
      mini_batch->n_decisions++;
    }
  add_policy (self, n_states, rand);

  return self;
}
