/* SPDX-License-Identifier: Apache-2.0 */
/* record: runs a model and writes a trace. import: the same for graphs without numerics. */
#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "app/cli/training-options.h"
#include "engine/error.h"
#include "profiles/recording/run-request.h"

/* What was asked for. */
typedef struct
{
  BsCliData data;
  BsCliPolicies policies;
  char *backend_name; /* (nullable) */
  char *planner_text, *threads_text;
  gboolean schedule_only, no_activities, no_limits;
  char *output;
  char *overflow_text; /* (nullable) */
  char *command;       /* as typed */
  BsRunRequest request;
} Recording;

static void
recording_clear (Recording *self)
{
  bs_run_request_clear (&self->request);
  bs_cli_policies_clear (&self->policies);
  bs_cli_data_clear (&self->data);
  g_free (self->backend_name);
  g_free (self->planner_text);
  g_free (self->threads_text);
  g_free (self->output);
  g_free (self->overflow_text);
  g_free (self->command);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recording, recording_clear)

static void
append_summary (GString *out, const BsRunTotals *totals, guint32 n_mini_batches, const char *path)
{
  for (guint32 i = 0; i < n_mini_batches; i++)
    {
      const BsRunTotals *t = &totals[i];
      char loss[G_ASCII_DTOSTR_BUF_SIZE];

      if (t->n_batches == 0)
        continue;

      g_string_append_printf (out, _ ("Mini-batch %u: nodes %u, batches %u, lower bound %u"), i,
                              t->n_nodes, t->n_batches, t->lower_bound);
      if (!isnan (t->loss))
        g_string_append_printf (out, _ (", loss %s"),
                                g_ascii_formatd (loss, sizeof loss, "%.9g", t->loss));
      if (t->n_fallbacks > 0)
        g_string_append_printf (out, _ (", fallbacks %u"), t->n_fallbacks);
      g_string_append_c (out, '\n');
    }
  g_string_append_printf (out, _ ("Recorded in %s\n"), path);
}

static int
run_and_close (Recording *self, GCancellable *cancellable)
{
  guint32 n_mini_batches = self->data.inputs.n_batches;
  g_autofree BsRunTotals *totals = g_new0 (BsRunTotals, n_mini_batches);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean stopped = FALSE;

  if (!bs_run_request_record (&self->request, NULL, cancellable, totals, &stopped, &error))
    {
      bs_cli_complain ("%s", error->message);
      if (self->request.at == BS_RUN_CHOICE_OUTPUT && self->request.has_run)
        bs_cli_note (_ ("%s holds what was written until then."), self->output);
      return BS_CLI_BAD;
    }

  append_summary (out, totals, n_mini_batches, self->output);
  if (bs_cli_finish (NULL, out) != BS_CLI_DONE)
    return BS_CLI_BAD;
  if (self->request.no_activities != NULL)
    bs_cli_note (_ ("What the GPU did was not recorded, or not all of it. %s."),
                 self->request.no_activities);
  if (!stopped)
    return BS_CLI_DONE;

  bs_cli_note (_ ("Interrupted; %s holds what ran until then."), self->output);
  return BS_CLI_INTERRUPTED;
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED, message);

  return FALSE;
}

static gboolean
check_backend (Recording *self, GError **error)
{
  BsRunRequest *request = &self->request;
  gboolean told = self->backend_name != NULL || self->planner_text != NULL
                  || self->threads_text != NULL;
  g_autofree char *known = NULL;

  if (self->data.inputs.graphs != NULL && (told || self->schedule_only))
    return refuse (error, _ ("Nothing is computed for graphs: leave out --backend, --planner, "
                             "--threads and --schedule-only"));
  if (self->schedule_only && told)
    return refuse (error, _ ("With --schedule-only nothing is computed: leave out --backend, "
                             "--planner and --threads"));
  request->activities = !self->no_activities;
  request->limits = !self->no_limits;
  if ((self->planner_text != NULL
       && !bs_planner_from_string (self->planner_text, &request->options.planner, error))
      || !bs_cli_parse_uint32 ("--threads", self->threads_text, 1, BS_RUN_MAX_THREADS,
                               &request->options.n_threads, error))
    return FALSE;
  if (self->backend_name != NULL)
    request->backend = self->backend_name;
  if (self->schedule_only)
    request->backend = NULL;
  if (g_strcmp0 (request->backend, BS_RUN_REFERENCE) == 0
      && (self->planner_text != NULL || self->threads_text != NULL))
    return refuse (error, _ ("The backend reference runs one node at a time, in one thread: leave "
                             "out --planner and --threads"));
  if (request->backend == NULL || g_strv_contains (bs_backend_names (), request->backend))
    return TRUE;

  known = g_strjoinv (", ", (char **) bs_backend_names ());
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no backend “%s”; these are known: %s"), self->backend_name, known);
  return FALSE;
}

static gboolean
check_output (Recording *self, GError **error)
{
  if (self->overflow_text != NULL
      && !bs_overflow_from_string (self->overflow_text, &self->request.recording.overflow, error))
    return FALSE;
  if (self->output != NULL)
    return TRUE;

  g_set_error_literal (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                       _ ("-o FILE is missing: where to write the trace"));
  return FALSE;
}

static gboolean
learn (Recording *self, GCancellable *cancellable, GError **error)
{
  BsRunRequest *request = &self->request;
  gboolean done = bs_run_request_learn (request, bs_cli_training_progress (),
                                        &request->policy->encoding, cancellable, error);

  bs_cli_training_progress_end ();
  if (done)
    bs_cli_policies_note_unknown (request->policy->name, request->unknown);

  return done;
}

static int
record (Recording *self, const char *command)
{
  static const char *const learned[] = { BS_RUN_POLICY_LEARNED, NULL };
  BsRunRequest *request = &self->request;
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable;

  bs_run_request_init (request);
  if (!bs_cli_data_check (&self->data, &error) || !check_backend (self, &error)
      || !bs_cli_policies_check (&self->policies, learned, self->data.inputs.seed, &error)
      || !check_output (self, &error))
    return bs_cli_complain_usage (command, "%s", error->message);

  request->inputs = &self->data.inputs;
  request->policy = bs_cli_policies_first (&self->policies);
  request->n_changes = self->policies.n_changes;
  request->search = self->policies.chosen.options;
  request->output = self->output;
  request->program = BS_CLI_NAME;
  request->command = self->command;

  /* nothing that is read is written over */
  if (!bs_run_request_load (request, &error)
      || !bs_cli_check_output (self->output, (const char *const *) request->inputs->all_files,
                               &error)
      || !bs_cli_policies_check_output (&self->policies, self->output, &error)
      || !bs_run_request_open (request, &error))
    return bs_cli_complain ("%s", error->message);

  cancellable = bs_cli_watch_interrupts ();
  if (!learn (self, cancellable, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return bs_cli_complain ("%s", error->message);

      bs_cli_note (_ ("Interrupted while the policy was learned; nothing was recorded."));
      return BS_CLI_INTERRUPTED;
    }

  return run_and_close (self, cancellable);
}

static void
add_output (Recording *self, GOptionContext *context)
{
  const GOptionEntry entries[] = { { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
                                     N_ ("Trace to write (required)"), N_ ("FILE") },
                                   { "overflow", 0, 0, G_OPTION_ARG_STRING, &self->overflow_text,
                                     N_ ("Events that there is no room for: drop or wait (drop)"),
                                     N_ ("WAY") },
                                   G_OPTION_ENTRY_NULL };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

int
bs_cli_record (int argc, char **argv)
{
  g_auto (Recording)
      self = { .command = bs_join_command (BS_CLI_NAME, (const char *const *) argv) };
  g_autofree char *known = g_strjoinv (", ", (char **) bs_backend_names ());
  g_autofree char *help = g_strdup_printf (_ ("One of %s (cpu)"), known);
  const GOptionEntry entries[] = {
    { "backend", 0, 0, G_OPTION_ARG_STRING, &self.backend_name, help, N_ ("NAME") },
    { "planner", 0, 0, G_OPTION_ARG_STRING, &self.planner_text,
      N_ ("Memory planner: creation, published or full (full)"), N_ ("NAME") },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &self.threads_text, N_ ("Threads that execute (1)"),
      N_ ("N") },
    { "schedule-only", 0, 0, G_OPTION_ARG_NONE, &self.schedule_only,
      N_ ("Compute nothing: decisions alone are recorded"), NULL },
    { "no-activities", 0, 0, G_OPTION_ARG_NONE, &self.no_activities,
      N_ ("Do not collect what a GPU does: kernels, copies and calls of its driver"), NULL },
    { "no-limits", 0, 0, G_OPTION_ARG_NONE, &self.no_limits,
      N_ ("Do not measure what this machine can do at most"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "record", NULL,
      _ ("Runs a model on its data and writes a trace of every decision and event."));

  bs_cli_data_add_options (&self.data, context,
                           BS_CLI_DATA_MODEL | BS_CLI_DATA_BATCHES | BS_CLI_DATA_GRAPHS
                               | BS_CLI_DATA_GROWING | BS_CLI_DATA_PARAMETERS);
  bs_cli_policies_add_options (&self.policies, context, FALSE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_output (&self, context);
  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;

  return record (&self, "record");
}

int
bs_cli_import (int argc, char **argv)
{
  g_auto (Recording)
      self = { .command = bs_join_command (BS_CLI_NAME, (const char *const *) argv) };
  g_autoptr (GOptionContext)
      context = bs_cli_context_new ("import", _ ("FILE..."),
                                    _ ("Schedules graphs of another program, see "
                                       "batchscope-graph(5), and writes a trace of every "
                                       "decision. Nothing is computed."));

  bs_cli_data_add_options (&self.data, context, 0);
  bs_cli_policies_add_options (&self.policies, context, FALSE);
  add_output (&self, context);
  if (!bs_cli_parse_between (context, &argc, &argv, 1, G_MAXINT,
                             _ ("FILE is missing: the graphs to read")))
    return BS_CLI_BAD;

  self.data.inputs.graphs = g_new0 (char *, argc);
  for (int i = 1; i < argc; i++)
    self.data.inputs.graphs[i - 1] = g_strdup (argv[i]);

  return record (&self, "import");
}
