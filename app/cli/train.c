/* SPDX-License-Identifier: Apache-2.0 */
/* train: learns a policy on the first mini-batches or on given graphs, tries it on others, and
 * saves it. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "app/cli/training-options.h"
#include "engine/error.h"
#include "profiles/files/policy-file.h"
#include "profiles/report/duration.h"
#include "profiles/tables/table.h"
#include "profiles/training/training-material.h"
#include "profiles/training/training-report.h"

typedef struct
{
  BsCliData data;
  BsCliTraining training;
  char *output, *format_text, *n_held_out_text;

  BsTableFormat format;
  guint32 n_training, n_held_out;
  GPtrArray *graphs;  /* to learn on, then those held out */
  GPtrArray *results; /* BsTrainingResult, one a run */
  guint best;         /* of them */
} Session;

static void
session_clear (Session *self)
{
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->graphs, g_ptr_array_unref);
  bs_cli_training_clear (&self->training);
  bs_cli_data_clear (&self->data);
  g_free (self->output);
  g_free (self->format_text);
  g_free (self->n_held_out_text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Session, session_clear)

static BsTrainingResult *
get_result (const Session *self, guint run)
{
  return g_ptr_array_index (self->results, run);
}

static const char *
get_encoding (const Session *self, guint run)
{
  return bs_encoding_to_string (self->training.runs[run].encoding);
}

/* What is minimised: predicted times, not batches. */
static gboolean
is_in_time (const Session *self)
{
  return self->training.costs != NULL;
}

static gboolean
is_q_learning (const Session *self)
{
  return self->training.runs[0].encoding != BS_ENCODING_MARKED;
}

/* What came of each run. */
static BsTable *
create_runs (const Session *self)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "encoding", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "lower_bound", BS_COLUMN_INTEGER);
  if (is_in_time (self))
    {
      bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
      bs_table_add_column (table, "bound_ns", BS_COLUMN_DURATION);
    }
  bs_table_add_column (table, "states", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "episodes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "kept", BS_COLUMN_BOOLEAN);
  for (guint run = 0; run < self->results->len; run++)
    {
      const BsTrainingResult *result = get_result (self, run);

      bs_table_add_text (table, get_encoding (self, run));
      bs_table_add_integer (table, result->batches);
      bs_table_add_integer (table, result->lower_bound);
      if (is_in_time (self))
        {
          bs_table_add_integer (table, (gint64) result->cost);
          bs_table_add_integer (table, (gint64) result->lower_cost);
        }
      bs_table_add_integer (table, result->fsm->states->n_states);
      bs_table_add_integer (table, result->episodes);
      bs_table_add_integer (table, result->elapsed_ns);
      bs_table_add_boolean (table, run == self->best);
    }

  return table;
}

static void
add_evaluation (const Session *self, BsTable *table, guint run, guint32 first, guint32 n,
                gboolean in_all)
{
  BsEvaluation evaluation;

  bs_evaluate (get_result (self, run)->fsm, (BsGraph *const *) self->graphs->pdata + first, n,
               self->data.inputs.types, self->training.costs, &evaluation);
  if (self->results->len > 1)
    bs_table_add_text (table, get_encoding (self, run));
  bs_training_add_evaluation (table, is_in_time (self),
                              first < self->n_training ? "training" : "held_out",
                              in_all ? -1 : (gint64) first, &evaluation);
}

/* A row a mini-batch, and behind those of a set a row for all of them. */
static BsTable *
create_evaluation (const Session *self)
{
  BsTable *table = bs_table_new ();

  if (self->results->len > 1)
    bs_table_add_column (table, "encoding", BS_COLUMN_TEXT);
  bs_training_add_evaluation_columns (table, is_in_time (self));
  for (guint run = 0; run < self->results->len; run++)
    {
      for (guint32 i = 0; i < self->n_training; i++)
        add_evaluation (self, table, run, i, 1, FALSE);
      add_evaluation (self, table, run, 0, self->n_training, TRUE);
      for (guint32 i = 0; i < self->n_held_out; i++)
        add_evaluation (self, table, run, self->n_training + i, 1, FALSE);
      add_evaluation (self, table, run, self->n_training, self->n_held_out, TRUE);
    }

  return table;
}

static char *
name_file (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_filename_display_name (base);
}

static gboolean
save_policy (const Session *self, GError **error)
{
  const BsTrainingResult *result = get_result (self, self->best);
  const BsRunInputs *inputs = &self->data.inputs;
  g_autofree char *files = bs_training_describe_data (inputs);
  g_autofree char *resumed = NULL, *costs = NULL;
  const BsTrainingOutcome outcome = { result->batches, result->lower_bound, result->cost,
                                      result->lower_cost };
  BsTrainingOrigin origin = { .program = BS_CLI_NAME " " BS_VERSION,
                              .data = files,
                              .n_graphs = self->n_training };
  g_auto (GStrv) about = NULL;

  if (inputs->model_file != NULL)
    {
      origin.workload = bs_model_file_get_name (inputs->model_file);
      origin.batch_size = inputs->batch_size;
    }
  if (self->training.resume != NULL)
    origin.resumed = resumed = name_file (self->training.resume);
  if (self->training.costs_path != NULL)
    origin.costs = costs = name_file (self->training.costs_path);
  about = bs_training_describe (&origin, &self->training.runs[self->best], &outcome);

  return bs_policy_file_save (result->fsm, (const char *const *) about, self->output, error);
}

static gboolean
build_graphs (Session *self, guint32 first, guint32 n, GError **error)
{
  for (guint32 i = first; i < first + n; i++)
    {
      BsGraph *graph = bs_run_inputs_build_graph (&self->data.inputs, i, error);

      if (graph == NULL)
        return FALSE;
      g_ptr_array_add (self->graphs, graph);
    }

  return TRUE;
}

static void
free_result (gpointer result)
{
  bs_training_result_free (result);
}

/* What was learned on something else may still be of use. */
static gboolean
check_start (const Session *self, GError **error)
{
  g_autofree char *missing = NULL;

  if (self->training.start == NULL)
    return TRUE;
  if (!bs_run_policy_check_types (self->training.start, self->training.resume,
                                  self->data.inputs.types, &missing, error))
    return FALSE;
  if (missing != NULL)
    bs_cli_note (_ ("The policy %s does not know these types: %s. They are learned from the start; "
                    "for other inputs leave out --resume."),
                 self->training.resume, missing);

  return TRUE;
}

/* Policies are written beside the file and renamed, which a device or a pipe does not take. That
 * is said before anything is learned. */
static gboolean
check_output (const Session *self, GError **error)
{
  if (!bs_cli_check_output (self->output, (const char *const *) self->data.inputs.all_files, error))
    return FALSE;
  if (self->output == NULL || !g_file_test (self->output, G_FILE_TEST_EXISTS)
      || g_file_test (self->output, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO,
               _ ("%s is not a regular file; give -o another file name"), self->output);
  return FALSE;
}

static gboolean
learn (Session *self, GCancellable *cancellable, GError **error)
{
  self->graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);
  self->results = g_ptr_array_new_with_free_func (free_result);
  if (!build_graphs (self, 0, self->n_training, error) || !check_start (self, error)
      || !bs_cli_training_load_costs (&self->training, self->data.inputs.types, cancellable, error))
    return FALSE;

  for (guint run = 0; run < self->training.n_runs; run++)
    {
      BsTrainingResult *result = bs_cli_train_watched (
          (BsGraph *const *) self->graphs->pdata, self->graphs->len, self->data.inputs.types,
          &self->training.runs[run], self->training.start, cancellable, error);

      if (result == NULL)
        return FALSE;
      g_ptr_array_add (self->results, result);
      if (result->cost < get_result (self, self->best)->cost)
        self->best = run;
      if (g_cancellable_is_cancelled (cancellable))
        break;
    }

  /* only now: what is held out must not leave a trace in the policy */
  return build_graphs (self, self->n_training, self->n_held_out, error);
}

static void
append_table (GString *out, BsTable *table)
{
  g_string_append (out, out->len > 0 ? "\n" : "");
  bs_table_print (table, BS_TABLE_TEXT, out);
}

static int
print (const Session *self)
{
  const BsTrainingResult *result = get_result (self, self->best);
  g_autoptr (BsTable) history = bs_training_tabulate_history (
      (const BsTrainingResult *const *) self->results->pdata, self->results->len);
  g_autoptr (BsTable) runs = create_runs (self);
  g_autoptr (BsTable) evaluation = self->n_held_out > 0 ? create_evaluation (self) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *summary = g_strdup_printf (
      is_q_learning (self)
          ? _ ("Graphs %u, batches %u, lower bound %u, states %u, episodes %u, %.3f s")
          : _ ("Graphs %u, batches %u, lower bound %u, states %u, changes %u, %.3f s"),
      self->n_training, result->batches, result->lower_bound, result->fsm->states->n_states,
      result->episodes, (double) result->elapsed_ns / 1e9);

  if (self->format != BS_TABLE_TEXT)
    {
      bs_table_print (evaluation != NULL ? evaluation : history, self->format, out);
      bs_cli_note ("%s", summary);
      return bs_cli_finish (NULL, out);
    }

  append_table (out, history);
  if (self->results->len > 1)
    append_table (out, runs);
  if (evaluation != NULL)
    append_table (out, evaluation);
  g_string_append_printf (out, "%s\n", summary);
  if (is_in_time (self))
    {
      g_autofree char *predicted = bs_duration_to_string ((gint64) result->cost);
      g_autofree char *bound = bs_duration_to_string ((gint64) result->lower_cost);

      g_string_append_printf (out, _ ("Predicted time %s, no schedule less than %s\n"), predicted,
                              bound);
    }
  if (self->output != NULL)
    g_string_append_printf (out, _ ("Saved as %s\n"), self->output);

  return bs_cli_finish (NULL, out);
}

static GOptionContext *
create_context (Session *self)
{
  const GOptionEntry entries[] = {
    { "held-out", 0, 0, G_OPTION_ARG_STRING, &self->n_held_out_text,
      N_ ("Try the policy on so many mini-batches after the training ones; of graphs, on the last "
          "ones (0)"),
      N_ ("N") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_ ("Save the policy (JSON)"),
      N_ ("FILE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  GOptionContext *context = bs_cli_context_new (
      "train", NULL,
      _ ("Learns a policy on the first mini-batches, prints how it went, and saves it."));

  bs_cli_data_add_options (&self->data, context,
                           BS_CLI_DATA_MODEL | BS_CLI_DATA_BATCHES | BS_CLI_DATA_GRAPHS);
  bs_cli_training_add_options (&self->training, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

int
bs_cli_train (int argc, char **argv)
{
  g_auto (Session) self = { 0 };
  g_autoptr (GOptionContext) context = create_context (&self);
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable;
  int status;

  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;

  self.format = BS_TABLE_TEXT;
  if (!bs_cli_parse_table_format (self.format_text, &self.format, &error)
      || !bs_cli_parse_uint32 ("--held-out", self.n_held_out_text, 0, BS_TRAINING_MAX_GRAPHS,
                               &self.n_held_out, &error)
      || !bs_cli_data_check (&self.data, &error)
      || !bs_cli_training_check (&self.training, self.data.inputs.seed, &error))
    return bs_cli_complain_usage ("train", "%s", error->message);

  cancellable = bs_cli_watch_interrupts ();
  if (!bs_run_inputs_load (&self.data.inputs, &error) || !check_output (&self, &error)
      || !bs_run_inputs_open (&self.data.inputs, &error)
      || !bs_training_divide (&self.data.inputs, self.n_held_out, &self.n_training, &error)
      || !learn (&self, cancellable, &error)
      || (self.output != NULL && !save_policy (&self, &error)))
    return bs_cli_complain ("%s", error->message);

  status = print (&self);
  if (!g_cancellable_is_cancelled (cancellable))
    return status;

  bs_cli_note (_ ("Interrupted; this is the best policy until then."));
  return BS_CLI_INTERRUPTED;
}
