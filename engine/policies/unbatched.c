/* SPDX-License-Identifier: Apache-2.0 */
/* One node at a time, in the order in which they become ready, lowest type first. */
#include "config.h"

#include "engine/policies/policies.h"

static void
choose (BsPolicy *self, BsFrontier *frontier, BsChoice *choice)
{
  guint type = 0;

  while (frontier->ready[type] == 0)
    type++;

  choice->type = type;
}

BsPolicy *
bs_unbatched_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = {
    .name = "unbatched",
    .take = BS_TAKE_ONE,
    .choose = choose,
  };

  return bs_policy_create (sizeof (BsPolicy), &klass);
}
