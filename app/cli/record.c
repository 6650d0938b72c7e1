/* SPDX-License-Identifier: Apache-2.0 */
/* record: runs a model and writes a trace. import: the same for graphs without numerics. */
#include "config.h"

#include <math.h>
#include <signal.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/machine.h"
#include "app/cli/policy-options.h"
#include "engine/error.h"
#include "engine/run.h"
#include "profiles/recording/recorder.h"

/* It plans nothing, and has one thread. */
#define REFERENCE "reference"

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

/* What is run, and what was asked for. */
typedef struct
{
  BsCliData data;
  BsCliPolicies policies;
  char *backend_name; /* (nullable) */
  char *planner_text, *threads_text;
  BsBackendOptions options; /* of the backend */
  char *output;
  char *overflow_text; /* (nullable) */
  BsRecorderOptions recording;
  char *command; /* as typed */
  char *sha256;  /* (nullable) of the parameters */
  BsModel *model;
  BsBackend *backend; /* (nullable) of graphs */
} Recording;

static void
recording_clear (Recording *self)
{
  g_clear_pointer (&self->backend, bs_backend_free);
  g_clear_pointer (&self->model, bs_model_unref);
  bs_cli_policies_clear (&self->policies);
  bs_cli_data_clear (&self->data);
  g_free (self->backend_name);
  g_free (self->planner_text);
  g_free (self->threads_text);
  g_free (self->output);
  g_free (self->overflow_text);
  g_free (self->command);
  g_free (self->sha256);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recording, recording_clear)

static void
set_path (BsRecorder *recorder, const char *key, const char *path)
{
  g_autofree char *valid = g_utf8_make_valid (path, -1);

  bs_recorder_set_info (recorder, key, valid);
}

static void
set_model_provenance (BsRecorder *recorder, const Recording *self)
{
  g_autofree char *described = bs_backend_describe (self->backend);
  g_autofree char *sha256 = bs_model_file_get_sha256 (self->data.model_file);

  bs_recorder_set_info (recorder, "backend", self->backend->klass->name);
  bs_recorder_set_info (recorder, "backend_description", described);
  if (!g_str_equal (self->backend_name, REFERENCE))
    {
      bs_recorder_set_plans (recorder, self->model, self->options.planner);
      set_number (recorder, "threads", self->options.n_threads);
    }
  bs_recorder_set_info (recorder, "workload", bs_model_file_get_name (self->data.model_file));
  bs_recorder_set_info (recorder, "model_sha256", sha256);
  if (self->data.model_path != NULL)
    set_path (recorder, "model_file", self->data.model_path);
  if (self->data.parameters != NULL)
    {
      set_path (recorder, "parameters", self->data.parameters);
      bs_recorder_set_info (recorder, "parameters_sha256", self->sha256);
    }
  set_number (recorder, "model_size", self->data.model_size);
  set_number (recorder, "batch_size", self->data.batch_size);
  if (self->data.incremental)
    bs_recorder_set_info (recorder, "incremental", "yes");
}

/* What a search was told, or it could not be made again. */
static void
set_search_provenance (BsRecorder *recorder, const Recording *self, const char *policy)
{
  const BsPolicyOptions *options = bs_cli_policies_get_options (&self->policies);

  if (g_str_equal (policy, "beam") || g_str_equal (policy, "exact"))
    set_number (recorder, "beam", options->beam_width);
  if (g_str_equal (policy, "exact"))
    set_number (recorder, "max_states", options->max_states);
}

/* Version, host and time of creation are the recorder's own. */
static void
set_provenance (BsRecorder *recorder, Recording *self)
{
  BsCliPolicy *policy = bs_cli_policies_first (&self->policies);
  g_autofree char *cpu = bs_cli_machine_name ();
  g_autofree char *files = g_strjoinv (", ", self->data.graphs != NULL ? self->data.graphs
                                                                       : self->data.files);

  bs_recorder_set_info (recorder, "program", BS_CLI_NAME);
  bs_recorder_set_info (recorder, "cpu", cpu);
  bs_recorder_set_info (recorder, "command", self->command);
  set_path (recorder, "data", files);
  if (self->backend != NULL)
    set_model_provenance (recorder, self);
  set_number (recorder, "batches", self->data.n_batches);
  set_number (recorder, "seed", self->data.seed);
  set_path (recorder, "policy", policy->name);
  set_search_provenance (recorder, self, policy->name);
  bs_recorder_set_info (recorder, "encoding", bs_encoding_to_string (policy->encoding));
  bs_recorder_ask_policy (recorder, policy->policy);
  if (bs_policy_get_fsm (policy->policy) != NULL)
    bs_recorder_set_policy (recorder, bs_policy_get_fsm (policy->policy), policy->training);
}

static void
append_summary (GString *out, const BsRunTotals *totals, guint32 n_mini_batches,
                BsRecorder *recorder, const char *path)
{
  for (guint32 i = 0; i < n_mini_batches; i++)
    {
      const BsRunTotals *t = &totals[i];
      char loss[G_ASCII_DTOSTR_BUF_SIZE];

      if (t->n_batches == 0)
        continue;

      g_string_append_printf (out, _ ("Mini-batch %u: nodes %u, batches %u, lower bound %u"), i,
                              t->n_nodes, t->n_batches, bs_recorder_get_lower_bound (recorder, i));
      if (!isnan (t->loss))
        g_string_append_printf (out, _ (", loss %s"),
                                g_ascii_formatd (loss, sizeof loss, "%.9g", t->loss));
      if (t->n_fallbacks > 0)
        g_string_append_printf (out, _ (", fallbacks %u"), t->n_fallbacks);
      g_string_append_c (out, '\n');
    }
  g_string_append_printf (out, _ ("Recorded in %s\n"), path);
}

/* Graphs are there already, and nothing is computed: they are only scheduled. */
static gboolean
run_graphs (Recording *self, const BsObserver *observer, GCancellable *cancellable,
            BsRunTotals *totals, GError **error)
{
  BsCliPolicy *policy = bs_cli_policies_first (&self->policies);
  g_autoptr (GPtrArray) graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);

  for (guint32 i = 0; i < self->data.n_batches; i++)
    {
      BsGraph *graph = bs_cli_data_build_graph (&self->data, i, error);

      if (graph == NULL)
        return FALSE;
      g_ptr_array_add (graphs, graph);
    }

  return bs_run_graphs ((BsGraph *const *) graphs->pdata, graphs->len, self->data.types,
                        policy->policy, policy->encoding, observer, cancellable, totals, error);
}

static gboolean
run_model (Recording *self, const BsObserver *observer, GCancellable *cancellable,
           BsRunTotals *totals, GError **error)
{
  BsCliPolicy *policy = bs_cli_policies_first (&self->policies);
  BsRunOptions options = { 0 };

  options.batch_size = self->data.batch_size;
  options.n_batches = self->data.n_batches;
  options.encoding = policy->encoding;
  options.incremental = self->data.incremental;

  return bs_run (self->data.opened, self->data.types, policy->policy, self->backend, &options,
                 observer, cancellable, totals, error);
}

static int
run_and_close (Recording *self, GCancellable *cancellable)
{
  g_autofree BsRunTotals *totals = g_new0 (BsRunTotals, self->data.n_batches);
  g_autoptr (BsRecorder) recorder = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean stopped = FALSE;

  /* A file that may not grow is told as an error, like a full disk. */
  signal (SIGXFSZ, SIG_IGN);
  recorder = bs_recorder_new_with_options (self->output, &self->recording, &error);
  if (recorder == NULL)
    return bs_cli_complain ("%s", error->message);

  set_provenance (recorder, self);
  if (self->backend != NULL)
    bs_recorder_set_corpus (recorder, bs_workload_get_corpus (self->data.opened), self->model);
  else
    bs_graph_import_describe (self->data.imported, recorder);

  if (!(self->backend != NULL ? run_model : run_graphs) (self, bs_recorder_get_observer (recorder),
                                                         cancellable, totals, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return bs_cli_complain ("%s", error->message);
      g_clear_error (&error);
      stopped = TRUE;
      bs_recorder_set_info (recorder, "interrupted", "yes");
    }

  if (!bs_recorder_close (recorder, &error))
    {
      bs_cli_complain ("%s", error->message);
      bs_cli_note (_ ("%s holds what was written until then."), self->output);
      return BS_CLI_BAD;
    }

  append_summary (out, totals, self->data.n_batches, recorder, self->output);
  if (bs_cli_finish (NULL, out) != BS_CLI_DONE)
    return BS_CLI_BAD;
  if (!stopped)
    return BS_CLI_DONE;

  bs_cli_note (_ ("Interrupted; %s holds what ran until then."), self->output);
  return BS_CLI_INTERRUPTED;
}

static gboolean
check_backend (Recording *self, GError **error)
{
  g_autofree char *known = NULL;

  bs_backend_options_init (&self->options);
  if (self->data.graphs != NULL
      && (self->backend_name != NULL || self->planner_text != NULL || self->threads_text != NULL))
    {
      g_set_error_literal (
          error, BS_ERROR, BS_ERROR_UNSUPPORTED,
          _ ("Nothing is computed for graphs: leave out --backend, --planner and --threads"));
      return FALSE;
    }
  if ((self->planner_text != NULL
       && !bs_planner_from_string (self->planner_text, &self->options.planner, error))
      || !bs_cli_parse_uint32 ("--threads", self->threads_text, 1, BS_CLI_MAX_THREADS,
                               &self->options.n_threads, error))
    return FALSE;
  if (self->backend_name == NULL)
    self->backend_name = g_strdup ("cpu");
  if (g_str_equal (self->backend_name, REFERENCE)
      && (self->planner_text != NULL || self->threads_text != NULL))
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("The backend reference runs one node at a time, in one thread: leave "
                              "out --planner and --threads"));
      return FALSE;
    }
  if (g_strv_contains (bs_backend_names (), self->backend_name))
    return TRUE;

  known = g_strjoinv (", ", (char **) bs_backend_names ());
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("There is no backend “%s”; these are known: %s"), self->backend_name, known);
  return FALSE;
}

static gboolean
check_output (Recording *self, GError **error)
{
  bs_recorder_options_init (&self->recording);
  if (self->overflow_text != NULL
      && !bs_overflow_from_string (self->overflow_text, &self->recording.overflow, error))
    return FALSE;
  if (self->output != NULL)
    return TRUE;

  g_set_error_literal (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                       _ ("-o FILE is missing: where to write the trace"));
  return FALSE;
}

static gboolean
create_backend (Recording *self, GError **error)
{
  if (self->data.graphs != NULL)
    return TRUE;

  self->model = bs_cli_data_create_model (&self->data, &self->sha256, error);
  if (self->model == NULL)
    return FALSE;
  self->backend = bs_backend_new (self->backend_name, self->model, &self->options, error);

  return self->backend != NULL;
}

static int
record (Recording *self, const char *command)
{
  static const char *const learned[] = { "fsm", NULL };
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable;

  if (!bs_cli_data_check (&self->data, &error) || !check_backend (self, &error)
      || !bs_cli_policies_check (&self->policies, learned, self->data.seed, &error)
      || !check_output (self, &error))
    return bs_cli_complain_usage (command, "%s", error->message);

  /* nothing that is read is written over */
  if (!bs_cli_data_load (&self->data, &error)
      || !bs_cli_check_output (self->output, bs_cli_data_inputs (&self->data), &error)
      || !bs_cli_policies_check_output (&self->policies, self->output, &error)
      || !bs_cli_data_open (&self->data, &error) || !create_backend (self, &error))
    return bs_cli_complain ("%s", error->message);

  cancellable = bs_cli_watch_interrupts ();
  if (!bs_cli_policies_prepare (&self->policies, &self->data, cancellable, &error))
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
  g_auto (Recording) self = { .command = join_command (argv) };
  g_autofree char *known = g_strjoinv (", ", (char **) bs_backend_names ());
  g_autofree char *help = g_strdup_printf (_ ("One of %s (cpu)"), known);
  const GOptionEntry entries[] = {
    { "backend", 0, 0, G_OPTION_ARG_STRING, &self.backend_name, help, N_ ("NAME") },
    { "planner", 0, 0, G_OPTION_ARG_STRING, &self.planner_text,
      N_ ("Memory planner: creation, published or full (full)"), N_ ("NAME") },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &self.threads_text, N_ ("Threads that execute (1)"),
      N_ ("N") },
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
  g_auto (Recording) self = { .command = join_command (argv) };
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

  self.data.graphs = g_new0 (char *, argc);
  for (int i = 1; i < argc; i++)
    self.data.graphs[i - 1] = g_strdup (argv[i]);

  return record (&self, "import");
}
