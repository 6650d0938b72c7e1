/* SPDX-License-Identifier: Apache-2.0 */
/* Branches that are kept with the trace, or are not any more. */
#include "config.h"

#include "app/window/model/branches-private.h"

#include "engine/error.h"

typedef struct
{
  BsKept *kept;
  BsBranch *branch; /* (nullable): forget it */
  char *name, *parent;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  bs_kept_release (step->kept);
  g_clear_pointer (&step->branch, bs_branch_unref);
  g_free (step->name);
  g_free (step->parent);
  g_free (step);
}

GPtrArray *
bs_branches_plan_new (void)
{
  return g_ptr_array_new_with_free_func (step_free);
}

void
bs_branches_plan (GPtrArray *steps, BsBranchItem *item, gboolean keep)
{
  Step *step = g_new0 (Step, 1);

  step->kept = g_atomic_rc_box_acquire (item->kept);
  if (keep && item->branch != NULL)
    {
      step->branch = bs_branch_ref (item->branch);
      step->name = g_strdup (item->name);
      step->parent = item->parent != NULL ? g_strdup (item->parent->name) : NULL;
    }
  g_ptr_array_add (steps, step);
}

/* In the thread of the notebook, the only one that looks at names of branches. */
static gboolean
take_step (BsSidecar *sidecar, const Step *step, GError **error)
{
  BsBranch *branch = step->branch;
  GError *failure = NULL;

  if (branch != NULL)
    {
      g_free (branch->name);
      branch->name = g_strdup (step->name);
      if (branch->parent != NULL)
        {
          g_free (branch->parent->name);
          branch->parent->name = g_strdup (step->parent);
        }
      return step->kept->id != 0 || bs_sidecar_add_branch (sidecar, branch, &step->kept->id, error);
    }
  if (step->kept->id == 0)
    return TRUE;

  if (!bs_sidecar_remove (sidecar, step->kept->id, &failure)
      && !g_error_matches (failure, BS_ERROR, BS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_clear_error (&failure);
  step->kept->id = 0;
  return TRUE;
}

static gboolean
take_steps (BsSidecar *sidecar, gpointer data, GError **error)
{
  const GPtrArray *steps = data;

  for (guint i = 0; i < steps->len; i++)
    if (!take_step (sidecar, steps->pdata[i], error))
      return FALSE;

  return TRUE;
}

void
bs_branches_follow_plan (BsBranches *self, GPtrArray *steps)
{
  bs_notebook_run (self->notebook, take_steps, steps, (GDestroyNotify) g_ptr_array_unref, NULL,
                   NULL);
}

void
bs_branches_plan_keeping (GPtrArray *steps, BsBranchItem *item)
{
  if (item->parent != NULL)
    bs_branches_plan_keeping (steps, item->parent);
  item->keep = TRUE;
  bs_branches_plan (steps, item, TRUE);
}
