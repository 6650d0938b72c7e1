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
#include "profiles/tables/table.h"

/* All graphs are in memory at once. */
#define MAX_GRAPHS 4096

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

static gboolean
is_q_learning (const Session *self)
{
  return self->training.runs[0].encoding != BS_ENCODING_MARKED;
}

/* How learning went: of several runs, one after the other. */
static BsTable *
create_history (const Session *self)
{
  BsTable *table = bs_table_new ();

  if (self->results->len > 1)
    bs_table_add_column (table, "encoding", BS_COLUMN_TEXT);
  bs_table_add_column (table, is_q_learning (self) ? "episode" : "change", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "best", BS_COLUMN_INTEGER);
  bs_table_add_column (table, is_q_learning (self) ? "states" : "priorities", BS_COLUMN_INTEGER);
  bs_table_add_column (table, is_q_learning (self) ? "epsilon" : "size", BS_COLUMN_REAL);
  for (guint run = 0; run < self->results->len; run++)
    {
      const GArray *history = get_result (self, run)->history;

      for (guint i = 0; i < history->len; i++)
        {
          const BsTrainingPoint *point = &g_array_index (history, BsTrainingPoint, i);

          if (self->results->len > 1)
            bs_table_add_text (table, get_encoding (self, run));
          bs_table_add_integer (table, point->episode);
          bs_table_add_integer (table, point->batches);
          bs_table_add_integer (table, point->best);
          bs_table_add_integer (table, point->states);
          bs_table_add_real (table, point->epsilon);
        }
    }

  return table;
}

/* What came of each run. */
static BsTable *
create_runs (const Session *self)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "encoding", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "lower_bound", BS_COLUMN_INTEGER);
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
  const char *set = first < self->n_training ? "training" : "held_out";
  BsEvaluation evaluation;
  guint32 gap;

  bs_evaluate (get_result (self, run)->fsm, (BsGraph *const *) self->graphs->pdata + first, n,
               self->data.inputs.types, &evaluation);
  gap = evaluation.batches - evaluation.lower_bound;
  if (self->results->len > 1)
    bs_table_add_text (table, get_encoding (self, run));
  bs_table_add_text (table, set);
  if (in_all)
    bs_table_add_missing (table);
  else
    bs_table_add_integer (table, first);
  bs_table_add_integer (table, evaluation.batches);
  bs_table_add_integer (table, evaluation.lower_bound);
  bs_table_add_integer (table, gap);
  bs_table_add_real (table, bs_cli_round (100.0 * gap / evaluation.lower_bound));
  bs_table_add_integer (table, evaluation.n_decisions);
  bs_table_add_integer (table, evaluation.n_known);
  if (evaluation.n_decisions > 0)
    bs_table_add_real (table, bs_cli_round ((double) evaluation.n_known / evaluation.n_decisions));
  else
    bs_table_add_missing (table);
  bs_table_add_integer (table, evaluation.n_fallbacks);
}

/* A row a mini-batch, and behind those of a set a row for all of them. */
static BsTable *
create_evaluation (const Session *self)
{
  static const char *const counts[] = { "batches", "lower_bound", "gap" };
  BsTable *table = bs_table_new ();

  if (self->results->len > 1)
    bs_table_add_column (table, "encoding", BS_COLUMN_TEXT);
  bs_table_add_column (table, "set", BS_COLUMN_TEXT);
  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    bs_table_add_column (table, counts[i], BS_COLUMN_INTEGER);
  bs_table_add_column (table, "gap_percent", BS_COLUMN_REAL);
  bs_table_add_column (table, "asked", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "known", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "coverage", BS_COLUMN_REAL);
  bs_table_add_column (table, "fallbacks", BS_COLUMN_INTEGER);
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

static void
add_about (GPtrArray *about, const char *key, char *value)
{
  g_ptr_array_add (about, g_strdup (key));
  g_ptr_array_add (about, value);
}

static char *
real_to_text (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.12g", value));
}

static char *
base_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_filename_display_name (base);
}

static void
add_data_about (GPtrArray *about, const BsCliData *data)
{
  g_autoptr (GString) files = g_string_new (NULL);
  char **inputs = data->inputs.graphs != NULL ? data->inputs.graphs : data->inputs.files;

  for (guint i = 0; inputs[i] != NULL; i++)
    {
      g_autofree char *name = base_name (inputs[i]);

      g_string_append_printf (files, "%s%s", i > 0 ? ", " : "", name);
    }

  if (data->inputs.model_file != NULL)
    {
      add_about (about, "workload", g_strdup (bs_model_file_get_name (data->inputs.model_file)));
      add_about (about, "batch_size", g_strdup_printf ("%u", data->inputs.batch_size));
    }
  if (files->len > 0)
    add_about (about, "data", g_strdup (files->str));
}

static void
add_settings_about (GPtrArray *about, const BsTrainingOptions *options)
{
  if (options->encoding == BS_ENCODING_MARKED)
    {
      add_about (about, "parts", g_strdup_printf ("%u", options->n_parts));
      add_about (about, "trials", g_strdup_printf ("%u", options->n_trials));
      return;
    }

  add_about (about, "max_episodes", g_strdup_printf ("%u", options->max_episodes));
  add_about (about, "alpha", real_to_text (options->alpha));
  add_about (about, "learning_rate", real_to_text (options->learning_rate));
  add_about (about, "gamma", real_to_text (options->gamma));
  add_about (about, "steps", g_strdup_printf ("%u", options->n_steps));
  add_about (about, "epsilon", real_to_text (options->epsilon));
  add_about (about, "epsilon_decay", real_to_text (options->epsilon_decay));
  add_about (about, "epsilon_min", real_to_text (options->epsilon_min));
  add_about (about, "check_every", g_strdup_printf ("%u", options->check_every));
  add_about (about, "bootstrap",
             g_strdup (options->true_maximum ? "true maximum" : "zero or maximum"));
}

/* No time and no folder: the same seed must give the same file wherever it is made. */
static gboolean
save_policy (const Session *self, GError **error)
{
  const BsTrainingResult *result = get_result (self, self->best);
  g_autoptr (GPtrArray) about = g_ptr_array_new_with_free_func (g_free);

  add_about (about, "program", g_strdup_printf ("%s %s", BS_CLI_NAME, BS_VERSION));
  add_data_about (about, &self->data);
  add_about (about, "graphs", g_strdup_printf ("%u", self->n_training));
  add_about (about, "seed", g_strdup_printf ("%" G_GUINT64_FORMAT, self->data.inputs.seed));
  if (self->training.resume != NULL)
    add_about (about, "resumed", base_name (self->training.resume));
  add_settings_about (about, &self->training.runs[self->best]);
  add_about (about, "batches", g_strdup_printf ("%u", result->batches));
  add_about (about, "lower_bound", g_strdup_printf ("%u", result->lower_bound));
  g_ptr_array_add (about, NULL);

  return bs_policy_file_save (result->fsm, (const char *const *) about->pdata, self->output, error);
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

/* Mini-batches after those to learn on are held out; of graphs, the last ones. */
static gboolean
divide (Session *self, GError **error)
{
  self->n_training = self->data.inputs.n_batches;
  if (self->data.inputs.graphs != NULL)
    {
      if (self->n_held_out >= self->n_training)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("Of %u graphs, %u cannot be held out: none would be left to learn on"),
                       self->n_training, self->n_held_out);
          return FALSE;
        }
      self->n_training -= self->n_held_out;
    }

  if (self->n_training + self->n_held_out <= MAX_GRAPHS)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("Training takes at most %u graphs, not %u"),
               MAX_GRAPHS, self->n_training + self->n_held_out);
  return FALSE;
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
  if (!build_graphs (self, 0, self->n_training, error) || !check_start (self, error))
    return FALSE;

  for (guint run = 0; run < self->training.n_runs; run++)
    {
      BsTrainingResult *result = bs_cli_train_watched (
          (BsGraph *const *) self->graphs->pdata, self->graphs->len, self->data.inputs.types,
          &self->training.runs[run], self->training.start, cancellable, error);

      if (result == NULL)
        return FALSE;
      g_ptr_array_add (self->results, result);
      if (result->batches < get_result (self, self->best)->batches)
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
  g_autoptr (BsTable) history = create_history (self);
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
      || !bs_cli_parse_uint32 ("--held-out", self.n_held_out_text, 0, MAX_GRAPHS, &self.n_held_out,
                               &error)
      || !bs_cli_data_check (&self.data, &error)
      || !bs_cli_training_check (&self.training, self.data.inputs.seed, &error))
    return bs_cli_complain_usage ("train", "%s", error->message);

  cancellable = bs_cli_watch_interrupts ();
  if (!bs_run_inputs_load (&self.data.inputs, &error) || !check_output (&self, &error)
      || !bs_run_inputs_open (&self.data.inputs, &error) || !divide (&self, &error)
      || !learn (&self, cancellable, &error)
      || (self.output != NULL && !save_policy (&self, &error)))
    return bs_cli_complain ("%s", error->message);

  status = print (&self);
  if (!g_cancellable_is_cancelled (cancellable))
    return status;

  bs_cli_note (_ ("Interrupted; this is the best policy until then."));
  return BS_CLI_INTERRUPTED;
}
