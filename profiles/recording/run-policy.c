/* SPDX-License-Identifier: Apache-2.0 */
/* Who decides in a run. */
#include "config.h"

#include "profiles/recording/run-policy.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/files/policy-file.h"

void
bs_run_policy_choices_init (BsRunPolicyChoices *self)
{
  *self = (BsRunPolicyChoices){ .encoding = BS_ENCODING_MARKED };
  bs_policy_options_init (&self->options);
}

static gboolean
load_policy (BsRunPolicy *self, const BsRunPolicyChoices *choices, GError **error)
{
  g_autoptr (BsFsm) fsm = NULL;
  g_autofree char *known = NULL;

  if (!g_file_test (self->name, G_FILE_TEST_EXISTS))
    {
      known = g_strjoinv (", ", (char **) bs_policy_names ());
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("“%s” is neither a policy (%s, %s) nor the file of one"), self->name, known,
                   BS_RUN_POLICY_LEARNED);
      return FALSE;
    }

  fsm = bs_policy_file_load (self->name, error);
  if (fsm == NULL)
    return FALSE;

  if (choices->encoding_given && !choices->one_of_several
      && choices->encoding != fsm->states->encoding)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The policy %s was learned with --encoding %s; leave out --encoding"),
                   self->name, bs_encoding_to_string (fsm->states->encoding));
      return FALSE;
    }

  self->encoding = fsm->states->encoding;
  self->policy = bs_policy_new_fsm (fsm);
  self->from_file = TRUE;

  return TRUE;
}

/* Rules and searches have no marks: their states are written down in one of the other ways. */
static gboolean
choose_encoding (BsRunPolicy *self, const BsRunPolicyChoices *choices, GError **error)
{
  self->encoding = BS_ENCODING_SORT;
  if (!choices->encoding_given)
    return TRUE;

  if (choices->encoding != BS_ENCODING_MARKED)
    {
      self->encoding = choices->encoding;
      return TRUE;
    }
  if (choices->one_of_several)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("States of the policy %s have no marks; give --encoding base, max or sort, or "
                  "leave it out"),
               self->name);
  return FALSE;
}

static gboolean
make_policy (BsRunPolicy *self, const BsRunPolicyChoices *choices, GError **error)
{
  if (strcmp (self->name, BS_RUN_POLICY_LEARNED) == 0)
    {
      self->encoding = choices->encoding_given ? choices->encoding : BS_ENCODING_MARKED;
      return TRUE;
    }
  if (!g_strv_contains (bs_policy_names (), self->name))
    return load_policy (self, choices, error);
  if (!choose_encoding (self, choices, error))
    return FALSE;

  self->policy = bs_policy_new (self->name, &choices->options, error);

  return self->policy != NULL;
}

BsRunPolicy *
bs_run_policy_new (const char *name, const BsRunPolicyChoices *choices, GError **error)
{
  g_autoptr (BsRunPolicy) self = g_new0 (BsRunPolicy, 1);

  self->name = g_strdup (name);

  return make_policy (self, choices, error) ? g_steal_pointer (&self) : NULL;
}

void
bs_run_policy_free (BsRunPolicy *self)
{
  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->training, bs_training_result_free);
  g_free (self->name);
  g_free (self);
}

gboolean
bs_run_policy_needs_graph (const BsRunPolicy *self)
{
  return self->policy == NULL || self->from_file;
}

gboolean
bs_run_policy_check_types (const BsFsm *fsm, const char *path, const BsTypeTable *types,
                           char **unknown, GError **error)
{
  gboolean knows_any = FALSE;

  *unknown = bs_fsm_find_missing_types (fsm, types);
  for (guint i = 0; i < types->n_types && !knows_any; i++)
    knows_any = bs_type_table_lookup (fsm->types, types->types[i].name) >= 0;
  if (knows_any)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("The policy %s is for other inputs: it knows none of their types (%s); learn "
                  "one on them with “%s train”"),
               path, *unknown, "batchscope-cli");
  g_clear_pointer (unknown, g_free);
  return FALSE;
}

static gboolean
learn (BsRunPolicy *self, BsGraph *graph, const BsTypeTable *types, guint64 seed, guint32 n_changes,
       BsTrainingProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  BsTrainingOptions options;

  if (self->encoding == BS_ENCODING_MARKED)
    bs_training_options_init (&options);
  else
    bs_training_options_init_published (&options, self->encoding);
  options.seed = seed;
  if (n_changes > 0)
    options.n_trials = options.max_episodes = n_changes;
  self->training = bs_train (&graph, 1, types, &options, NULL, progress, user_data, cancellable,
                             error);
  if (self->training == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  self->policy = bs_policy_new_fsm (self->training->fsm);

  return TRUE;
}

gboolean
bs_run_policy_prepare (BsRunPolicy *self, BsGraph *graph, const BsTypeTable *types, guint64 seed,
                       guint32 n_changes, BsTrainingProgress progress, gpointer user_data,
                       GCancellable *cancellable, char **unknown, GError **error)
{
  *unknown = NULL;
  if (self->from_file)
    return bs_run_policy_check_types (bs_policy_get_fsm (self->policy), self->name, types, unknown,
                                      error);

  return self->policy != NULL
         || learn (self, graph, types, seed, n_changes, progress, user_data, cancellable, error);
}
