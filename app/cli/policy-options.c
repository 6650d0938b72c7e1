/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say who decides: rules, searches, policies from files, or one learned here. */
#include "config.h"

#include "app/cli/policy-options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "app/cli/training-options.h"
#include "engine/error.h"
#include "profiles/files/policy-file.h"

#define LEARNED "fsm"
#define BEAM "beam"
#define EXACT "exact"
#define RANDOM "random"

/* Wider or larger ones are mistakes: they would not fit into memory. */
#define MAX_BEAM 100000
#define MAX_STATES 1000000000

gboolean
bs_cli_encoding_check (const char *text, BsEncoding *encoding, GError **error)
{
  g_autoptr (GString) known = NULL;

  if (text == NULL || bs_encoding_from_string (text, encoding))
    return TRUE;

  known = g_string_new (NULL);
  for (BsEncoding i = 0; i < BS_N_ENCODINGS; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", bs_encoding_to_string (i));
  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("There is no encoding “%s”; --encoding takes one of %s"), text, known->str);
  return FALSE;
}

void
bs_cli_policies_add_options (BsCliPolicies *self, GOptionContext *context, gboolean several)
{
  g_autofree char *known = g_strjoinv (", ", (char **) bs_policy_names ());
  const char *text = several ? N_ ("%s, fsm (learned on the first mini-batch), or the FILE of a "
                                   "policy; may be repeated")
                             : N_ ("%s, fsm (learned on the first mini-batch), or the FILE of a "
                                   "policy (fsm)");
  const GOptionEntry entries[] = {
    { "policy", 0, 0, several ? G_OPTION_ARG_FILENAME_ARRAY : G_OPTION_ARG_FILENAME,
      several ? (gpointer) &self->names : (gpointer) &self->name,
      self->help = g_strdup_printf (_ (text), known), N_ ("POLICY") },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &self->encoding_text,
      N_ ("How states are written down, and how fsm learns: base, max or sort (as published), or "
          "marked"),
      N_ ("NAME") },
    { "beam", 0, 0, G_OPTION_ARG_STRING, &self->beam_text, N_ ("Width of the policy beam (30)"),
      N_ ("N") },
    { "max-states", 0, 0, G_OPTION_ARG_STRING, &self->max_states_text,
      N_ ("States that the policy exact keeps before it gives up (1048576)"), N_ ("N") },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
policy_free (gpointer data)
{
  BsCliPolicy *self = data;

  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->training, bs_training_result_free);
  g_free (self->name);
  g_free (self);
}

static gboolean
load_policy (BsCliPolicies *self, BsCliPolicy *policy, GError **error)
{
  g_autoptr (BsFsm) fsm = NULL;
  g_autofree char *known = NULL;

  if (!g_file_test (policy->name, G_FILE_TEST_EXISTS))
    {
      known = g_strjoinv (", ", (char **) bs_policy_names ());
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("“%s” is neither a policy (%s, %s) nor the file of one"), policy->name, known,
                   LEARNED);
      return FALSE;
    }

  fsm = bs_policy_file_load (policy->name, error);
  if (fsm == NULL)
    return FALSE;

  if (self->encoding_text != NULL && self->names == NULL && self->encoding != fsm->states->encoding)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The policy %s was learned with --encoding %s; leave out --encoding"),
                   policy->name, bs_encoding_to_string (fsm->states->encoding));
      return FALSE;
    }

  policy->encoding = fsm->states->encoding;
  policy->policy = bs_policy_new_fsm (fsm);
  policy->from_file = TRUE;

  return TRUE;
}

/* Rules and searches have no marks: their states are written down in one of the other ways. */
static gboolean
choose_encoding (BsCliPolicies *self, BsCliPolicy *policy, GError **error)
{
  policy->encoding = BS_ENCODING_SORT;
  if (self->encoding_text == NULL)
    return TRUE;

  if (self->encoding != BS_ENCODING_MARKED)
    {
      policy->encoding = self->encoding;
      return TRUE;
    }
  /* of several policies the others may have use for it */
  if (self->names != NULL)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("States of the policy %s have no marks; give --encoding base, max or sort, or "
                  "leave it out"),
               policy->name);
  return FALSE;
}

/* Adds the policy @name, made unless it is to be learned. */
static gboolean
add_policy (BsCliPolicies *self, const char *name, GError **error)
{
  BsCliPolicy *policy = g_new0 (BsCliPolicy, 1);

  g_ptr_array_add (self->list, policy);
  policy->name = g_strdup (name);
  if (strcmp (name, LEARNED) == 0)
    {
      policy->encoding = self->encoding_text != NULL ? self->encoding : BS_ENCODING_MARKED;
      return TRUE;
    }
  if (!g_strv_contains (bs_policy_names (), name))
    return load_policy (self, policy, error);
  if (!choose_encoding (self, policy, error))
    return FALSE;

  policy->policy = bs_policy_new (name, &self->options, error);

  return policy->policy != NULL;
}

/* A number that no policy looks at is a slip. */
static gboolean
check_use (BsCliPolicies *self, const char *option, const char *text, const char *name,
           GError **error)
{
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < self->list->len; i++)
    if (strcmp (((BsCliPolicy *) self->list->pdata[i])->name, name) == 0)
      return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("%s is for the policy %s; give --policy %s with it"), option, name, name);
  return FALSE;
}

gboolean
bs_cli_policies_check (BsCliPolicies *self, const char *const *names, guint64 seed, GError **error)
{
  const char *const one[] = { self->name, NULL };
  BsPolicyOptions *options = &self->options;
  guint32 beam;

  bs_policy_options_init (options);
  options->seed = seed;
  beam = options->beam_width;
  if (!bs_cli_encoding_check (self->encoding_text, &self->encoding, error)
      || !bs_cli_parse_uint32 ("--beam", self->beam_text, 1, MAX_BEAM, &beam, error)
      || !bs_cli_parse_integer ("--max-states", self->max_states_text, 1, MAX_STATES,
                                &options->max_states, error))
    return FALSE;

  options->beam_width = beam;
  if (self->names != NULL)
    names = (const char *const *) self->names;
  else if (self->name != NULL)
    names = one;
  self->list = g_ptr_array_new_with_free_func (policy_free);
  for (guint i = 0; names[i] != NULL; i++)
    if (!add_policy (self, names[i], error))
      return FALSE;

  return check_use (self, "--beam", self->beam_text, BEAM, error)
         && check_use (self, "--max-states", self->max_states_text, EXACT, error);
}

BsCliPolicy *
bs_cli_policies_first (BsCliPolicies *self)
{
  return g_ptr_array_index (self->list, 0);
}

const BsPolicyOptions *
bs_cli_policies_get_options (const BsCliPolicies *self)
{
  return &self->options;
}

gboolean
bs_cli_policies_check_output (BsCliPolicies *self, const char *path, GError **error)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      BsCliPolicy *policy = g_ptr_array_index (self->list, i);

      if (policy->from_file
          && !bs_cli_check_output (path, (const char *const[]){ policy->name, NULL }, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
bs_cli_fsm_check_types (const BsFsm *fsm, const char *path, const BsTypeTable *types,
                        char **missing, GError **error)
{
  g_autofree char *names = bs_fsm_find_missing_types (fsm, types);
  gboolean knows_any = FALSE;

  for (guint i = 0; i < types->n_types && !knows_any; i++)
    knows_any = bs_type_table_lookup (fsm->types, types->types[i].name) >= 0;
  if (!knows_any)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The policy %s is for other inputs: it knows none of their types (%s); learn "
                      "one on them with “%s train”"),
                   path, names, BS_CLI_NAME);
      return FALSE;
    }
  if (missing != NULL)
    *missing = g_steal_pointer (&names);

  return TRUE;
}

/* A table that was learned on something else may still be of use. */
static gboolean
check_types (const BsCliPolicy *policy, const BsTypeTable *types, GError **error)
{
  g_autofree char *missing = NULL;

  if (!bs_cli_fsm_check_types (bs_policy_get_fsm (policy->policy), policy->name, types, &missing,
                               error))
    return FALSE;
  if (missing != NULL)
    bs_cli_note (_ ("The policy %s does not know these types: %s. Where they matter the ratio rho "
                    "decides; “%s train” learns a policy that knows them."),
                 policy->name, missing, BS_CLI_NAME);

  return TRUE;
}

static gboolean
learn (BsCliPolicy *policy, BsGraph *graph, const BsTypeTable *types, guint64 seed,
       GCancellable *cancellable, GError **error)
{
  BsTrainingOptions options;

  if (policy->encoding == BS_ENCODING_MARKED)
    bs_training_options_init (&options);
  else
    bs_training_options_init_published (&options, policy->encoding);
  options.seed = seed;
  policy->training = bs_cli_train_watched (&graph, 1, types, &options, NULL, cancellable, error);
  if (policy->training == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  policy->policy = bs_policy_new_fsm (policy->training->fsm);

  return TRUE;
}

gboolean
bs_cli_policies_prepare_for (BsCliPolicies *self, BsGraph *graph, const BsTypeTable *types,
                             guint64 seed, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      BsCliPolicy *policy = g_ptr_array_index (self->list, i);

      if (policy->from_file && !check_types (policy, types, error))
        return FALSE;
      if (policy->policy == NULL && !learn (policy, graph, types, seed, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
bs_cli_policies_prepare (BsCliPolicies *self, BsCliData *data, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (BsGraph) graph = NULL;
  gboolean is_needed = FALSE;

  for (guint i = 0; i < self->list->len; i++)
    {
      const BsCliPolicy *policy = g_ptr_array_index (self->list, i);

      is_needed |= policy->policy == NULL || policy->from_file;
    }
  if (!is_needed)
    return TRUE;

  graph = bs_cli_data_build_graph (data, 0, error);

  return graph != NULL
         && bs_cli_policies_prepare_for (self, graph, data->types, data->seed, cancellable, error);
}

gboolean
bs_cli_policies_restart (BsCliPolicies *self, BsCliPolicy *policy, GError **error)
{
  if (strcmp (policy->name, RANDOM) != 0)
    return TRUE;

  bs_policy_unref (policy->policy);
  policy->policy = bs_policy_new (RANDOM, &self->options, error);

  return policy->policy != NULL;
}

void
bs_cli_policies_clear (BsCliPolicies *self)
{
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->encoding_text, g_free);
  g_clear_pointer (&self->beam_text, g_free);
  g_clear_pointer (&self->max_states_text, g_free);
  g_clear_pointer (&self->help, g_free);
}
