/* SPDX-License-Identifier: Apache-2.0 */
/* Where all that a decision could batch would end. */
#include "config.h"

#include "app/window/model/branches-private.h"

/* Graphs of more nodes are tried on request only. */
#define LARGE_NODES 100000
/* Answers that are kept. */
#define MAX_ANSWERS 4096

void
bs_branches_forget_answers (BsBranches *self)
{
  g_hash_table_remove_all (self->answers);
  g_clear_pointer (&self->why, g_free);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asked = 0;
}

void
bs_branches_set_policy (BsBranches *self, BsBranchPolicy *policy)
{
  g_return_if_fail (BS_IS_BRANCHES (self));

  bs_branch_policy_unref (self->policy);
  self->policy = policy != NULL ? bs_branch_policy_ref (policy)
                                : bs_branch_policy_new (NULL, NULL, NULL);
  bs_branches_forget_answers (self);
  g_signal_emit_by_name (self, "asked");
}

BsBranchPolicy *
bs_branches_get_policy (BsBranches *self)
{
  g_return_val_if_fail (BS_IS_BRANCHES (self), NULL);

  return self->policy;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsBranches) self = user_data;
  g_autoptr (GError) error = NULL;
  BsRegret *regret = bs_branch_work_regret_finish (result, &error);
  guint32 asked = self->asked;

  /* Something else was asked meanwhile. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      g_clear_pointer (&regret, bs_regret_free);
      return;
    }

  g_clear_object (&self->asking);
  if (g_hash_table_size (self->answers) >= MAX_ANSWERS)
    g_hash_table_remove_all (self->answers);
  if (regret != NULL)
    g_hash_table_insert (self->answers, GUINT_TO_POINTER (asked), regret);
  else
    self->why = g_strdup (error->message);
  g_signal_emit_by_name (self, "asked");
}

void
bs_branches_ask (BsBranches *self, guint32 decision)
{
  guint32 own = decision;
  BsBranchItem *parent;

  g_return_if_fail (BS_IS_BRANCHES (self));

  if (self->asked == decision && (self->asking != NULL || self->why != NULL))
    return;

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->why, g_free);
  self->asked = decision;
  if (decision == 0 || g_hash_table_contains (self->answers, GUINT_TO_POINTER (decision)))
    return;

  parent = bs_branches_find_parent (self, &own);
  self->asking = g_cancellable_new ();
  bs_branch_work_regret_async (self->work, parent != NULL ? parent->branch : NULL, own,
                               self->policy, self->asking, asked_cb, g_object_ref (self));
}

gboolean
bs_branches_is_large (BsBranches *self, guint32 decision)
{
  const BsTrace *trace;

  g_return_val_if_fail (BS_IS_BRANCHES (self), FALSE);

  trace = self->recording->trace;
  bs_branches_find_parent (self, &decision);
  /* Of a branch the last decisions may be more than were recorded. */
  decision = MIN (decision, trace->n_decisions);
  return trace->mini_batches[bs_trace_decision (trace, decision)->mini_batch].n_nodes > LARGE_NODES;
}

const BsRegret *
bs_branches_get_regret (BsBranches *self, guint32 decision, const char **why)
{
  g_return_val_if_fail (BS_IS_BRANCHES (self), NULL);

  *why = self->asked == decision ? self->why : NULL;
  return g_hash_table_lookup (self->answers, GUINT_TO_POINTER (decision));
}

void
bs_branches_scan_async (BsBranches *self, BsScanCount *count, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (BS_IS_BRANCHES (self));

  bs_branch_work_scan_async (self->work, self->policy, count, cancellable, callback, user_data);
}

BsScan *
bs_branches_scan_finish (BsBranches *self, GAsyncResult *result, GError **error)
{
  return bs_branch_work_scan_finish (result, error);
}
