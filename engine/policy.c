/* SPDX-License-Identifier: Apache-2.0 */
/* Policies by name; the rules themselves are in policies/. */
#include "config.h"

#include "engine/policy.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/policies/policies.h"

#define MAX_BEAM_WIDTH 100000u
#define MAX_STATES ((guint64) 1 << 31)

static const struct
{
  const char *name;
  BsPolicy *(*create) (const BsPolicyOptions *options);
} policies[] = {
  { "unbatched", bs_unbatched_policy_new },
  { "depth", bs_depth_policy_new },
  { "agenda", bs_agenda_policy_new },
  { "agenda-remaining", bs_agenda_remaining_policy_new },
  { "sufficient", bs_sufficient_policy_new },
  { "sufficient-reversed", bs_sufficient_reversed_policy_new },
  { "random", bs_random_policy_new },
  { "beam", bs_beam_policy_new },
  { "exact", bs_exact_policy_new },
};

void
bs_policy_options_init (BsPolicyOptions *self)
{
  *self = (BsPolicyOptions){ .seed = 1, .beam_width = 30, .max_states = 1 << 20 };
}

static gboolean
check_options (const BsPolicyOptions *options, GError **error)
{
  if (options->beam_width < 1 || options->beam_width > MAX_BEAM_WIDTH)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The width of a beam is from 1 to %u, not %u"), MAX_BEAM_WIDTH,
                   options->beam_width);
      return FALSE;
    }
  if (options->max_states < 1 || options->max_states > MAX_STATES)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The states of an exact search are from 1 to %" PRIu64 ", not %" PRIu64),
                   MAX_STATES, options->max_states);
      return FALSE;
    }

  return TRUE;
}

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
bs_policy_new (const char *name, const BsPolicyOptions *options, GError **error)
{
  BsPolicyOptions defaults;
  g_autofree char *known = NULL;

  bs_policy_options_init (&defaults);
  if (options == NULL)
    options = &defaults;
  if (!check_options (options, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (policies[i].name, name))
      return policies[i].create (options);

  known = g_strjoinv (", ", (char **) bs_policy_names ());
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There is no policy “%s”; known are %s"),
               name, known);

  return NULL;
}

void
bs_policy_skip (BsPolicy *self, guint64 n_graphs)
{
  if (self->klass->skip != NULL)
    self->klass->skip (self, n_graphs);
}

char *
bs_policy_describe (BsPolicy *self)
{
  return self->klass->describe != NULL ? self->klass->describe (self) : NULL;
}
