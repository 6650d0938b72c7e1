/* SPDX-License-Identifier: Apache-2.0 */
/* record: runs a model and writes a trace. */
#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "engine/error.h"
#include "engine/run.h"
#include "profiles/recorder.h"

/* What a trace says about the machine when nothing better is known. */
static char *
find_cpu_model (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    return g_strdup ("unknown");

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');

      if (colon != NULL && g_str_has_prefix (lines[i], "model name"))
        return g_utf8_make_valid (g_strstrip (lines[i] + (colon - lines[i]) + 1), -1);
    }

  return g_strdup ("unknown");
}

static void
set_number (BsRecorder *recorder, const char *key, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  bs_recorder_set_info (recorder, key, text);
}

static char *
join_command (char **arguments)
{
  g_autoptr (GString) out = g_string_new (BS_CLI_NAME);

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (arguments[i]);
      gboolean plain = arguments[i][0] != '\0'
                       && strspn (arguments[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                                                "XYZ0123456789-_./=,+:@%")
                              == strlen (arguments[i]);

      g_string_append_printf (out, " %s", plain ? arguments[i] : quoted);
    }

  return g_utf8_make_valid (out->str, (gssize) out->len);
}

/* Version, host and time of creation are the recorder's own. */
static void
set_provenance (BsRecorder *recorder, const char *command, BsCliData *data, BsCliPolicy *policy,
                BsBackend *backend)
{
  g_autofree char *cpu = find_cpu_model ();
  g_autofree char *described = bs_backend_describe (backend);
  g_autofree char *joined = g_strjoinv (", ", data->files);
  g_autofree char *files = g_utf8_make_valid (joined, -1);
  g_autofree char *policy_name = g_utf8_make_valid (policy->name, -1);

  bs_recorder_set_info (recorder, "program", BS_CLI_NAME);
  bs_recorder_set_info (recorder, "cpu", cpu);
  bs_recorder_set_info (recorder, "backend", backend->klass->name);
  bs_recorder_set_info (recorder, "backend_description", described);
  bs_recorder_set_info (recorder, "command", command);
  bs_recorder_set_info (recorder, "workload", data->workload);
  bs_recorder_set_info (recorder, "data", files);
  set_number (recorder, "model_size", data->model_size);
  set_number (recorder, "batch_size", data->batch_size);
  set_number (recorder, "batches", data->n_batches);
  set_number (recorder, "seed", data->seed);
  bs_recorder_set_info (recorder, "policy", policy_name);
  bs_recorder_set_info (recorder, "encoding", bs_encoding_to_string (policy->encoding));
}

static void
append_summary (GString *out, const BsRunTotals *totals, guint32 n_mini_batches, const char *path)
{
  for (guint32 i = 0; i < n_mini_batches; i++)
    {
      const BsRunTotals *t = &totals[i];
      char loss[G_ASCII_DTOSTR_BUF_SIZE];

      if (t->n_batches == 0)
        continue;

      g_string_append_printf (
          out, _ ("Mini-batch %u: nodes %u, batches %u, lower bound %u, loss %s"), i, t->n_nodes,
          t->n_batches, t->lower_bound,
          isnan (t->loss) ? _ ("unknown") : g_ascii_formatd (loss, sizeof loss, "%.9g", t->loss));
      if (t->n_fallbacks > 0)
        g_string_append_printf (out, _ (", fallbacks %u"), t->n_fallbacks);
      g_string_append_c (out, '\n');
    }
  g_string_append_printf (out, _ ("Recorded in %s\n"), path);
}

static int
run_and_close (BsCliData *data, BsCliPolicy *policy, BsBackend *backend, BsTypeTable *types,
               const char *command, const char *output, GCancellable *cancellable)
{
  g_autofree BsRunTotals *totals = g_new0 (BsRunTotals, data->n_batches);
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const char *const *words;
  BsRunOptions options = { 0 };
  gboolean stopped = FALSE;
  guint32 n_words;

  recorder = bs_recorder_new (output, &error);
  if (recorder == NULL)
    return bs_cli_complain ("%s", error->message);

  set_provenance (recorder, command, data, policy, backend);
  words = bs_workload_get_vocabulary (bs_cli_data_open (data, NULL), &n_words);
  bs_recorder_set_words (recorder, words, n_words);
  if (bs_policy_get_fsm (policy->policy) != NULL)
    bs_recorder_set_policy (recorder, bs_policy_get_fsm (policy->policy), policy->training);

  options.batch_size = data->batch_size;
  options.n_batches = data->n_batches;
  options.encoding = policy->encoding;
  if (!bs_run (bs_cli_data_open (data, NULL), types, policy->policy, backend, &options,
               bs_recorder_get_observer (recorder), cancellable, totals, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return bs_cli_complain ("%s", error->message);
      g_clear_error (&error);
      stopped = TRUE;
      bs_recorder_set_info (recorder, "interrupted", "yes");
    }

  if (!bs_recorder_close (recorder, &error))
    return bs_cli_complain ("%s", error->message);

  append_summary (out, totals, data->n_batches, output);
  if (bs_cli_finish (NULL, out) != BS_CLI_DONE)
    return BS_CLI_BAD;
  if (!stopped)
    return BS_CLI_DONE;

  bs_cli_note (_ ("Interrupted; %s holds what ran until then."), output);
  return BS_CLI_INTERRUPTED;
}

static gboolean
check_backend (const char *name, GError **error)
{
  g_autofree char *known = NULL;

  if (g_strv_contains (bs_backend_names (), name))
    return TRUE;

  known = g_strjoinv (", ", (char **) bs_backend_names ());
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no backend “%s”; these are known: %s"), name, known);
  return FALSE;
}

/* Everything that is read, so that nothing of it is written over. */
static gboolean
check_output (const char *output, BsCliData *data, BsCliPolicy *policy, GError **error)
{
  const char *const policy_file[] = { policy->name, NULL };

  if (output == NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                           _ ("-o FILE is missing: where to write the trace"));
      return FALSE;
    }

  return bs_cli_check_output (output, bs_cli_data_inputs (data), error)
         && (policy->policy == NULL || bs_policy_get_fsm (policy->policy) == NULL
             || bs_cli_check_output (output, policy_file, error));
}

int
bs_cli_record (int argc, char **argv)
{
  g_auto (BsCliData) data = { 0 };
  g_auto (BsCliPolicy) policy = { 0 };
  g_autofree char *backend_name = NULL;
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = { { "backend", 0, 0, G_OPTION_ARG_STRING, &backend_name,
                                     N_ ("cpu or reference (cpu)"), N_ ("NAME") },
                                   { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                                     N_ ("Trace to write (required)"), N_ ("FILE") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "record", NULL,
      _ ("Runs a model on its data and writes a trace of every decision and event."));
  g_autofree char *command = join_command (argv);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsModel) model = NULL;
  g_autoptr (BsBackend) backend = NULL;
  g_autoptr (GError) error = NULL;
  BsWorkload *workload;
  GCancellable *cancellable;

  bs_cli_data_add_options (&data, context, FALSE);
  bs_cli_policy_add_options (&policy, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;

  if (backend_name == NULL)
    backend_name = g_strdup ("cpu");
  if (!bs_cli_data_check (&data, &error) || !check_backend (backend_name, &error)
      || !bs_cli_policy_check (&policy, &error) || !check_output (output, &data, &policy, &error))
    return bs_cli_complain_usage ("record", "%s", error->message);

  workload = bs_cli_data_open (&data, &error);
  if (workload == NULL)
    return bs_cli_complain ("%s", error->message);

  model = bs_workload_create_model (workload, data.model_size);
  bs_model_initialize (model, data.seed);
  backend = bs_backend_new (backend_name, model, &error);
  if (backend == NULL)
    return bs_cli_complain ("%s", error->message);

  cancellable = bs_cli_watch_interrupts ();
  if (!bs_cli_policy_train (&policy, &data, types, cancellable, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return bs_cli_complain ("%s", error->message);

      bs_cli_note (_ ("Interrupted while the policy was learned; nothing was recorded."));
      return BS_CLI_INTERRUPTED;
    }

  return run_and_close (&data, &policy, backend, types, command, output, cancellable);
}
