/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say who decides: rules, searches, policies from files, or one learned here. */
#include "config.h"

#include "app/cli/policy-options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "app/cli/training-options.h"
#include "engine/error.h"

#define BEAM "beam"
#define EXACT "exact"
#define RANDOM "random"

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
    { "changes", 0, 0, G_OPTION_ARG_STRING, &self->changes_text,
      N_ ("Changes to try, or episodes, while fsm is learned (2000, or 1000)"), N_ ("N") },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* A number that no policy looks at is a slip. */
static gboolean
check_use (BsCliPolicies *self, const char *option, const char *text, const char *name,
           GError **error)
{
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < self->list->len; i++)
    if (strcmp (((BsRunPolicy *) self->list->pdata[i])->name, name) == 0)
      return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("%s is for the policy %s; give --policy %s with it"), option, name, name);
  return FALSE;
}

gboolean
bs_cli_policies_check (BsCliPolicies *self, const char *const *names, guint64 seed, GError **error)
{
  const char *const one[] = { self->name, NULL };
  BsPolicyOptions *options = &self->chosen.options;
  guint32 beam;

  bs_run_policy_choices_init (&self->chosen);
  self->chosen.encoding_given = self->encoding_text != NULL;
  self->chosen.one_of_several = self->names != NULL;
  options->seed = seed;
  beam = options->beam_width;
  if (!bs_cli_encoding_check (self->encoding_text, &self->chosen.encoding, error)
      || !bs_cli_parse_uint32 ("--beam", self->beam_text, 1, BS_RUN_MAX_BEAM, &beam, error)
      || !bs_cli_parse_integer ("--max-states", self->max_states_text, 1, BS_RUN_MAX_STATES,
                                &options->max_states, error)
      || !bs_cli_parse_uint32 ("--changes", self->changes_text, 1, BS_RUN_MAX_EPISODES,
                               &self->n_changes, error))
    return FALSE;

  options->beam_width = beam;
  if (self->names != NULL)
    names = (const char *const *) self->names;
  else if (self->name != NULL)
    names = one;
  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_run_policy_free);
  for (guint i = 0; names[i] != NULL; i++)
    {
      BsRunPolicy *policy = bs_run_policy_new (names[i], &self->chosen, error);

      if (policy == NULL)
        return FALSE;
      g_ptr_array_add (self->list, policy);
    }

  return check_use (self, "--beam", self->beam_text, BEAM, error)
         && check_use (self, "--max-states", self->max_states_text, EXACT, error)
         && check_use (self, "--changes", self->changes_text, BS_RUN_POLICY_LEARNED, error);
}

BsRunPolicy *
bs_cli_policies_first (BsCliPolicies *self)
{
  return g_ptr_array_index (self->list, 0);
}

gboolean
bs_cli_policies_check_output (BsCliPolicies *self, const char *path, GError **error)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      BsRunPolicy *policy = g_ptr_array_index (self->list, i);

      if (policy->from_file
          && !bs_cli_check_output (path, (const char *const[]){ policy->name, NULL }, error))
        return FALSE;
    }

  return TRUE;
}

/* A table that was learned on something else may still be of use. */
void
bs_cli_policies_note_unknown (const char *name, const char *unknown)
{
  if (unknown != NULL)
    bs_cli_note (_ ("The policy %s does not know these types: %s. Where they matter the ratio rho "
                    "decides; “%s train” learns a policy that knows them."),
                 name, unknown, BS_CLI_NAME);
}

gboolean
bs_cli_policies_prepare_for (BsCliPolicies *self, BsGraph *graph, const BsTypeTable *types,
                             guint64 seed, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      BsRunPolicy *policy = g_ptr_array_index (self->list, i);
      g_autofree char *unknown = NULL;
      gboolean done = bs_run_policy_prepare (policy, graph, types, seed, self->n_changes,
                                             bs_cli_training_progress (), &policy->encoding,
                                             cancellable, &unknown, error);

      bs_cli_training_progress_end ();
      if (!done)
        return FALSE;
      bs_cli_policies_note_unknown (policy->name, unknown);
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
    is_needed |= bs_run_policy_needs_graph (g_ptr_array_index (self->list, i));
  if (!is_needed)
    return TRUE;

  graph = bs_run_inputs_build_graph (&data->inputs, 0, error);

  return graph != NULL
         && bs_cli_policies_prepare_for (self, graph, data->inputs.types, data->inputs.seed,
                                         cancellable, error);
}

gboolean
bs_cli_policies_restart (BsCliPolicies *self, BsRunPolicy *policy, GError **error)
{
  if (strcmp (policy->name, RANDOM) != 0)
    return TRUE;

  bs_policy_unref (policy->policy);
  policy->policy = bs_policy_new (RANDOM, &self->chosen.options, error);

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
  g_clear_pointer (&self->changes_text, g_free);
  g_clear_pointer (&self->help, g_free);
}
