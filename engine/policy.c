/* SPDX-License-Identifier: Apache-2.0 */
/* Policies by name; the rules themselves are in policies/. */
#include "config.h"

#include "engine/policy.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/policies/policies.h"

static const struct
{
  const char *name;
  BsPolicy *(*create) (void);
} policies[] = {
  { "unbatched", bs_unbatched_policy_new },
  { "depth", bs_depth_policy_new },
  { "agenda", bs_agenda_policy_new },
  { "agenda-remaining", bs_agenda_remaining_policy_new },
  { "sufficient", bs_sufficient_policy_new },
};

BsPolicy *
bs_policy_ref (BsPolicy *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_policy_unref (BsPolicy *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  if (self->klass->finalize != NULL)
    self->klass->finalize (self);
  g_free (self);
}

const char *const *
bs_policy_names (void)
{
  static const char *names[G_N_ELEMENTS (policies) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    names[i] = policies[i].name;

  return names;
}

BsPolicy *
bs_policy_new (const char *name, GError **error)
{
  g_autofree char *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (policies[i].name, name))
      return policies[i].create ();

  known = g_strjoinv (", ", (char **) bs_policy_names ());
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There is no policy “%s”; known are %s"),
               name, known);

  return NULL;
}
