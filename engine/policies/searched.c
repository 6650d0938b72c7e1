/* SPDX-License-Identifier: Apache-2.0 */
/* Follows the best schedule that a search finds before the first decision. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/policies/policies.h"
#include "engine/search.h"

/* How much wider the second beam before an exact search is. */
#define WIDER 10

typedef struct
{
  BsPolicy parent;
  BsPolicyOptions options;
  BsSearchResult *plan; /* for what has not run when it was made; NULL: the search was stopped */
  guint32 next;         /* batch of the plan */
} SearchedPolicy;

static void
set_plan (SearchedPolicy *self, BsSearchResult *plan)
{
  g_clear_pointer (&self->plan, bs_search_result_free);
  self->plan = plan;
  self->next = 0;
}

static void
begin_beam (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  SearchedPolicy *self = (SearchedPolicy *) policy;

  set_plan (self, bs_search_beam (frontier, self->options.beam_width, frontier->cancellable, NULL));
}

/* What beams find first is the schedule to beat: the better it is, the less is left to look at. */
static void
begin_exact (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  SearchedPolicy *self = (SearchedPolicy *) policy;
  guint width = self->options.beam_width;
  GCancellable *cancellable = frontier->cancellable;
  g_autoptr (BsSearchResult) plan = bs_search_beam (frontier, width, cancellable, NULL);

  if (plan != NULL && !plan->optimal)
    {
      g_autoptr (BsSearchResult)
          wider = bs_search_beam (frontier, WIDER * width, cancellable, NULL);

      if (wider != NULL && wider->n_batches < plan->n_batches)
        {
          bs_search_result_free (plan);
          plan = g_steal_pointer (&wider);
        }
    }
  set_plan (self, plan != NULL ? bs_search_exact (frontier, g_steal_pointer (&plan),
                                                  self->options.max_states, cancellable)
                               : NULL);
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  SearchedPolicy *self = (SearchedPolicy *) policy;

  if (self->plan == NULL)
    {
      for (choice->type = 0; frontier->ready[choice->type] == 0;)
        choice->type++;
      return;
    }
  choice->type = self->plan->types[self->next++];
  if (frontier->n_ready_types > 1)
    choice->reason = BS_REASON_SEARCHED;
}

static gboolean
follow (BsPolicy *policy, BsFrontier *frontier, guint type, const guint32 *nodes, guint32 n_nodes)
{
  SearchedPolicy *self = (SearchedPolicy *) policy;

  if (self->plan == NULL || self->plan->types[self->next] != type
      || n_nodes != frontier->ready[type])
    return FALSE;
  self->next++;

  return TRUE;
}

static char *
describe (BsPolicy *policy)
{
  const BsSearchResult *plan = ((SearchedPolicy *) policy)->plan;

  if (plan == NULL)
    return NULL;
  if (plan->optimal)
    return g_strdup_printf (ngettext ("optimal, %u batch", "optimal, %u batches", plan->n_batches),
                            plan->n_batches);

  return g_strdup_printf (_ ("best found, %u batches; at least %u are needed"), plan->n_batches,
                          plan->bound);
}

static void
finalize (BsPolicy *policy)
{
  g_clear_pointer (&((SearchedPolicy *) policy)->plan, bs_search_result_free);
}

static BsPolicy *
create (const BsPolicyClass *klass, const BsPolicyOptions *options)
{
  SearchedPolicy *self = bs_policy_create (sizeof (SearchedPolicy), klass);

  self->options = *options;

  return &self->parent;
}

BsPolicy *
bs_beam_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = {
    .name = "beam",
    .begin = begin_beam,
    .follow = follow,
    .choose = choose,
    .describe = describe,
    .finalize = finalize,
  };

  return create (&klass, options);
}

BsPolicy *
bs_exact_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = {
    .name = "exact",
    .begin = begin_exact,
    .follow = follow,
    .choose = choose,
    .describe = describe,
    .finalize = finalize,
  };

  return create (&klass, options);
}
