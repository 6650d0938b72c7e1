/* SPDX-License-Identifier: Apache-2.0 */
/* The ready type with the largest ratio rho: where it is 1 the choice is safe. */
#include "config.h"

#include "engine/policies/policies.h"

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  choice->type = bs_frontier_best_type (frontier, policy, bs_frontier_score_rho, NULL,
                                        &choice->n_tied);
}

BsPolicy *
bs_sufficient_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = {
    .name = "sufficient",
    .choose = choose,
    .score = bs_frontier_score_rho,
  };

  return bs_policy_create (sizeof (BsPolicy), &klass);
}
