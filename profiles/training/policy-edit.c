/* SPDX-License-Identifier: Apache-2.0 */
/* A policy whose table people change by hand. */
#include "config.h"

#include "profiles/training/policy-edit.h"

/* Of a description, which goes into a file. */
#define MAX_DESCRIBED 64

typedef struct
{
  guint32 state;
  guint16 before, after; /* types */
} Change;

struct _BsPolicyEdit
{
  BsFsm *original;
  guint16 *learned; /* [states] the type that the table takes */
  guint16 *actions; /* [states] as it is now */
  GPtrArray *done;  /* GArray of Change: steps */
  guint n_done;     /* of them; those behind can be done again */
};

BsPolicyEdit *
bs_policy_edit_new (BsFsm *fsm)
{
  BsPolicyEdit *self = g_new0 (BsPolicyEdit, 1);
  guint32 n = fsm->states->n_states;

  self->original = bs_fsm_ref (fsm);
  self->learned = g_new (guint16, n + 1);
  for (guint32 state = 0; state < n; state++)
    {
      guint n_actions;
      const BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);

      self->learned[state] = actions[bs_fsm_best_action (fsm, state, NULL)].type;
    }
  self->actions = g_memdup2 (self->learned, (n + 1) * sizeof *self->actions);
  self->done = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return self;
}

void
bs_policy_edit_free (BsPolicyEdit *self)
{
  bs_fsm_unref (self->original);
  g_free (self->learned);
  g_free (self->actions);
  g_ptr_array_unref (self->done);
  g_free (self);
}

BsPolicyEdit *
bs_policy_edit_copy (const BsPolicyEdit *self)
{
  BsPolicyEdit *copy = g_new0 (BsPolicyEdit, 1);
  gsize size = (self->original->states->n_states + 1) * sizeof (guint16);

  copy->original = bs_fsm_ref (self->original);
  copy->learned = g_memdup2 (self->learned, size);
  copy->actions = g_memdup2 (self->actions, size);
  copy->done = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  return copy;
}

guint
bs_policy_edit_get_learned (BsPolicyEdit *self, guint32 state)
{
  g_return_val_if_fail (state < self->original->states->n_states, 0);

  return self->learned[state];
}

BsFsm *
bs_policy_edit_get_original (BsPolicyEdit *self)
{
  return self->original;
}

guint
bs_policy_edit_get_action (BsPolicyEdit *self, guint32 state)
{
  g_return_val_if_fail (state < self->original->states->n_states, 0);

  return self->actions[state];
}

gboolean
bs_policy_edit_is_changed (BsPolicyEdit *self, guint32 state)
{
  g_return_val_if_fail (state < self->original->states->n_states, FALSE);

  return self->actions[state] != self->learned[state];
}

guint
bs_policy_edit_count_changed (BsPolicyEdit *self)
{
  guint n = 0;

  for (guint32 state = 0; state < self->original->states->n_states; state++)
    n += self->actions[state] != self->learned[state];

  return n;
}

BsFsm *
bs_policy_edit_make (BsPolicyEdit *self)
{
  BsFsm *fsm = bs_fsm_copy (self->original);

  for (guint32 state = 0; state < fsm->states->n_states; state++)
    {
      guint n_actions;
      BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n_actions);
      double most = -G_MAXDOUBLE;

      if (self->actions[state] == self->learned[state])
        continue;
      for (guint i = 0; i < n_actions; i++)
        most = MAX (most, actions[i].q);
      for (guint i = 0; i < n_actions; i++)
        if (actions[i].type == self->actions[state])
          actions[i].q = most + 1.0;
    }

  return fsm;
}

/* What could be done again is gone then. */
static void
push (BsPolicyEdit *self, GArray *step)
{
  g_ptr_array_set_size (self->done, (int) self->n_done);
  g_ptr_array_add (self->done, step);
  self->n_done++;
}

static GArray *
step_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Change));
}

static gboolean
is_ready (BsPolicyEdit *self, guint32 state, guint type)
{
  guint n_actions;
  const BsFsmAction *actions = bs_fsm_get_actions (self->original, state, &n_actions);

  for (guint i = 0; i < n_actions; i++)
    if (actions[i].type == type)
      return TRUE;

  return FALSE;
}

gboolean
bs_policy_edit_set_action (BsPolicyEdit *self, guint32 state, guint type)
{
  Change change = { state, 0, (guint16) type };
  GArray *step;

  g_return_val_if_fail (state < self->original->states->n_states, FALSE);
  g_return_val_if_fail (is_ready (self, state, type), FALSE);

  if (self->actions[state] == type)
    return FALSE;

  change.before = self->actions[state];
  step = step_new ();
  g_array_append_val (step, change);
  self->actions[state] = (guint16) type;
  push (self, step);
  return TRUE;
}

void
bs_policy_edit_reset (BsPolicyEdit *self)
{
  GArray *step = step_new ();

  for (guint32 state = 0; state < self->original->states->n_states; state++)
    if (self->actions[state] != self->learned[state])
      {
        const Change change = { state, self->actions[state], self->learned[state] };

        g_array_append_val (step, change);
        self->actions[state] = self->learned[state];
      }
  if (step->len > 0)
    push (self, step);
  else
    g_array_unref (step);
}

gboolean
bs_policy_edit_can_undo (BsPolicyEdit *self)
{
  return self->n_done > 0;
}

gboolean
bs_policy_edit_can_redo (BsPolicyEdit *self)
{
  return self->n_done < self->done->len;
}

static void
apply (BsPolicyEdit *self, const GArray *step, gboolean back)
{
  for (guint i = 0; i < step->len; i++)
    {
      const Change *change = &g_array_index (step, Change, i);

      self->actions[change->state] = back ? change->before : change->after;
    }
}

gboolean
bs_policy_edit_undo (BsPolicyEdit *self)
{
  if (!bs_policy_edit_can_undo (self))
    return FALSE;

  apply (self, self->done->pdata[--self->n_done], TRUE);
  return TRUE;
}

gboolean
bs_policy_edit_redo (BsPolicyEdit *self)
{
  if (!bs_policy_edit_can_redo (self))
    return FALSE;

  apply (self, self->done->pdata[self->n_done++], FALSE);
  return TRUE;
}

char *
bs_policy_edit_describe (BsPolicyEdit *self)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const BsFsm *fsm = self->original;
  guint n = 0, n_all = bs_policy_edit_count_changed (self);

  for (guint32 state = 0; n < MAX_DESCRIBED && state < fsm->states->n_states; state++)
    if (self->actions[state] != self->learned[state])
      {
        guint length;
        const guint16 *key = bs_state_table_get (fsm->states, state, &length);
        g_autofree char *text = bs_state_to_string (fsm->states->encoding, key, length, fsm->types);

        g_string_append_printf (out, "%s%s: %s", n++ > 0 ? "; " : "", text,
                                fsm->types->types[self->actions[state]].name);
      }
  if (n_all > n)
    g_string_append_printf (out, "; and %u more", n_all - n);

  return n_all > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
