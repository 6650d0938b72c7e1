/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say who decides: a rule, a policy from a file, or one learned here. */
#include "config.h"

#include "app/cli/policy-options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "engine/error.h"
#include "profiles/policy-file.h"

#define LEARNED "fsm"

gboolean
bs_cli_encoding_check (const char *text, BsEncoding *encoding, GError **error)
{
  *encoding = BS_ENCODING_SORT;
  if (text == NULL || bs_encoding_from_string (text, encoding))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("--encoding takes base, max or sort, not “%s”"), text);
  return FALSE;
}

void
bs_cli_policy_add_options (BsCliPolicy *self, GOptionContext *context)
{
  const GOptionEntry entries[] = { { "policy", 0, 0, G_OPTION_ARG_FILENAME, &self->name,
                                     N_ ("unbatched, depth, agenda, agenda-remaining, sufficient, "
                                         "fsm (learned on the first mini-batch), or the FILE of a "
                                         "policy (fsm)"),
                                     N_ ("POLICY") },
                                   { "encoding", 0, 0, G_OPTION_ARG_STRING, &self->encoding_text,
                                     N_ ("How states are written down: base, max or sort (sort)"),
                                     N_ ("NAME") },
                                   G_OPTION_ENTRY_NULL };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
load_policy (BsCliPolicy *self, GError **error)
{
  g_autoptr (BsFsm) fsm = NULL;
  g_autofree char *known = NULL;

  if (!g_file_test (self->name, G_FILE_TEST_EXISTS))
    {
      known = g_strjoinv (", ", (char **) bs_policy_names ());
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("“%s” is neither a policy (%s, %s) nor the file of one"), self->name, known,
                   LEARNED);
      return FALSE;
    }

  fsm = bs_policy_file_load (self->name, error);
  if (fsm == NULL)
    return FALSE;

  if (self->encoding_text != NULL && self->encoding != fsm->states->encoding)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The policy %s was learned with --encoding %s; leave out --encoding"),
                   self->name, bs_encoding_to_string (fsm->states->encoding));
      return FALSE;
    }

  self->encoding = fsm->states->encoding;
  self->policy = bs_policy_new_fsm (fsm);

  return TRUE;
}

gboolean
bs_cli_policy_check (BsCliPolicy *self, GError **error)
{
  if (!bs_cli_encoding_check (self->encoding_text, &self->encoding, error))
    return FALSE;

  if (self->name == NULL)
    self->name = g_strdup (LEARNED);
  if (strcmp (self->name, LEARNED) == 0)
    return TRUE;

  if (g_strv_contains (bs_policy_names (), self->name))
    {
      self->policy = bs_policy_new (self->name, error);
      return self->policy != NULL;
    }

  return load_policy (self, error);
}

gboolean
bs_cli_policy_train (BsCliPolicy *self, BsCliData *data, BsTypeTable *types,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (BsGraph) graph = NULL;
  BsTrainingOptions options;

  if (self->policy != NULL)
    return TRUE;

  graph = bs_cli_data_build_graph (data, 0, types, error);
  if (graph == NULL)
    return FALSE;

  bs_training_options_init (&options);
  options.encoding = self->encoding;
  options.seed = data->seed;
  self->training = bs_train (&graph, 1, types, &options, NULL, NULL, cancellable, error);
  if (self->training == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  self->policy = bs_policy_new_fsm (self->training->fsm);

  return TRUE;
}

void
bs_cli_policy_clear (BsCliPolicy *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->encoding_text, g_free);
  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->training, bs_training_result_free);
}
