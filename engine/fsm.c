/* SPDX-License-Identifier: Apache-2.0 */
/* A learned policy: a table from states to actions. */
#include "config.h"

#include "engine/fsm.h"

#include <math.h>

/* Of missing types in a message. */
#define MAX_LISTED 20

BsFsm *
bs_fsm_new (BsEncoding encoding)
{
  BsFsm *self = g_new0 (BsFsm, 1);

  g_atomic_int_set (&self->refs, 1);
  self->types = bs_type_table_new ();
  self->states = bs_state_table_new (encoding);
  self->type_facts = g_array_new (FALSE, TRUE, sizeof (BsFsmType));
  self->first_action = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->actions = g_array_new (FALSE, FALSE, sizeof (BsFsmAction));

  return self;
}

BsFsm *
bs_fsm_ref (BsFsm *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_fsm_unref (BsFsm *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_type_table_unref (self->types);
  bs_state_table_unref (self->states);
  g_array_unref (self->type_facts);
  g_array_unref (self->first_action);
  g_array_unref (self->actions);
  g_free (self);
}

BsFsm *
bs_fsm_copy (const BsFsm *self)
{
  BsFsm *copy = bs_fsm_new (self->states->encoding);

  for (guint i = 0; i < self->types->n_types; i++)
    {
      const BsType *type = &self->types->types[i];

      bs_type_table_intern (copy->types, type->name, type->letter, type->shape);
    }
  copy->episodes = self->episodes;
  copy->act_when_safe = self->act_when_safe;
  g_array_append_vals (copy->type_facts, self->type_facts->data, self->type_facts->len);
  for (guint32 state = 0; state < self->states->n_states; state++)
    {
      guint length;
      const guint16 *key = bs_state_table_get (self->states, state, &length);

      bs_state_table_intern (copy->states, key, length);
    }
  g_array_append_vals (copy->first_action, self->first_action->data, self->first_action->len);
  g_array_append_vals (copy->actions, self->actions->data, self->actions->len);

  return copy;
}

BsFsmType *
bs_fsm_peek_type (BsFsm *self, guint type)
{
  while (self->type_facts->len <= type)
    {
      BsFsmType fresh = { 0 };

      for (guint i = 0; i < BS_N_MARKS; i++)
        fresh.priority[i] = NAN;
      g_array_append_val (self->type_facts, fresh);
    }

  return &g_array_index (self->type_facts, BsFsmType, type);
}

char *
bs_fsm_find_missing_types (const BsFsm *self, const BsTypeTable *types)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < types->n_types && n <= MAX_LISTED; i++)
    if (bs_type_table_lookup (self->types, types->types[i].name) < 0)
      {
        g_string_append_printf (missing, "%s%s", n > 0 ? ", " : "",
                                n < MAX_LISTED ? types->types[i].name : "…");
        n++;
      }

  return missing->len > 0 ? g_strdup (missing->str) : NULL;
}

guint32
bs_fsm_intern_state (BsFsm *self, const guint16 *key, guint length)
{
  guint32 n_states = self->states->n_states;
  guint32 state = bs_state_table_intern (self->states, key, length);

  if (state == n_states)
    {
      guint32 first = self->actions->len;
      guint n_ready = bs_state_n_ready (self->states->encoding, length);

      g_array_append_val (self->first_action, first);
      for (guint i = 0; i < n_ready; i++)
        {
          BsFsmAction action = { .type = key[i] };

          g_array_append_val (self->actions, action);
        }
    }

  return state;
}

BsFsmAction *
bs_fsm_get_actions (const BsFsm *self, guint32 state, guint *n_actions)
{
  guint32 first = g_array_index (self->first_action, guint32, state);
  guint32 end = state + 1 < self->first_action->len
                    ? g_array_index (self->first_action, guint32, state + 1)
                    : self->actions->len;

  *n_actions = end - first;

  return &g_array_index (self->actions, BsFsmAction, first);
}

guint
bs_fsm_best_action (const BsFsm *self, guint32 state, guint *n_tied)
{
  guint n_actions;
  const BsFsmAction *actions = bs_fsm_get_actions (self, state, &n_actions);
  guint best = 0, tied = 0;

  for (guint i = 1; i < n_actions; i++)
    {
      if (actions[i].q > actions[best].q)
        {
          best = i;
          tied = 0;
        }
      else if (actions[i].q == actions[best].q)
        {
          tied++;
          if (actions[i].type < actions[best].type)
            best = i;
        }
    }

  if (n_tied != NULL)
    *n_tied = tied;

  return best;
}
