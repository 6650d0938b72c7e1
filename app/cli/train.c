/* SPDX-License-Identifier: Apache-2.0 */
/* train: learns a policy on the first mini-batches or on given graphs, and saves it. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "profiles/policy-file.h"
#include "profiles/table.h"

typedef struct
{
  char *encoding;
  char *episodes, *alpha, *learning_rate, *gamma, *steps;
  char *epsilon, *epsilon_decay, *epsilon_min, *check_every;
  gboolean true_maximum;
} Settings;

static void
settings_add_options (Settings *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &self->encoding,
      N_ ("How states are written down: base, max or sort (sort)"), N_ ("NAME") },
    { "episodes", 0, 0, G_OPTION_ARG_STRING, &self->episodes, N_ ("At most so many (1000)"),
      N_ ("N") },
    { "alpha", 0, 0, G_OPTION_ARG_STRING, &self->alpha, N_ ("Weight of rho in the reward (1)"),
      N_ ("X") },
    { "learning-rate", 0, 0, G_OPTION_ARG_STRING, &self->learning_rate, N_ ("Learning rate (0.4)"),
      N_ ("X") },
    { "gamma", 0, 0, G_OPTION_ARG_STRING, &self->gamma, N_ ("Discount of later rewards (1)"),
      N_ ("X") },
    { "steps", 0, 0, G_OPTION_ARG_STRING, &self->steps, N_ ("Steps of a return (10)"), N_ ("N") },
    { "epsilon", 0, 0, G_OPTION_ARG_STRING, &self->epsilon,
      N_ ("Chance of exploring at first (0.5)"), N_ ("X") },
    { "epsilon-decay", 0, 0, G_OPTION_ARG_STRING, &self->epsilon_decay,
      N_ ("Its factor an episode (0.9)"), N_ ("X") },
    { "epsilon-min", 0, 0, G_OPTION_ARG_STRING, &self->epsilon_min, N_ ("Its least value (0.05)"),
      N_ ("X") },
    { "check-every", 0, 0, G_OPTION_ARG_STRING, &self->check_every,
      N_ ("Episodes between two greedy schedules (50)"), N_ ("N") },
    { "true-maximum", 0, 0, G_OPTION_ARG_NONE, &self->true_maximum,
      N_ ("Bootstrap with the true maximum instead of max (0, max Q)"), NULL },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static gboolean
settings_check (Settings *self, BsTrainingOptions *options, GError **error)
{
  guint32 episodes = options->max_episodes;
  guint32 steps = options->n_steps;
  guint32 check_every = options->check_every;

  if (!bs_cli_encoding_check (self->encoding, &options->encoding, error)
      || !bs_cli_parse_uint32 ("--episodes", self->episodes, 1, 10000000, &episodes, error)
      || !bs_cli_parse_real ("--alpha", self->alpha, 0.0, 1000.0, &options->alpha, error)
      || !bs_cli_parse_real ("--learning-rate", self->learning_rate, 1e-9, 1.0,
                             &options->learning_rate, error)
      || !bs_cli_parse_real ("--gamma", self->gamma, 0.0, 1.0, &options->gamma, error)
      || !bs_cli_parse_uint32 ("--steps", self->steps, 1, 1000000, &steps, error)
      || !bs_cli_parse_real ("--epsilon", self->epsilon, 0.0, 1.0, &options->epsilon, error)
      || !bs_cli_parse_real ("--epsilon-decay", self->epsilon_decay, 0.0, 1.0,
                             &options->epsilon_decay, error)
      || !bs_cli_parse_real ("--epsilon-min", self->epsilon_min, 0.0, 1.0, &options->epsilon_min,
                             error)
      || !bs_cli_parse_uint32 ("--check-every", self->check_every, 1, 10000000, &check_every,
                               error))
    return FALSE;

  options->max_episodes = episodes;
  options->n_steps = steps;
  options->check_every = check_every;
  options->true_maximum = self->true_maximum;

  return TRUE;
}

static void
settings_clear (Settings *self)
{
  g_free (self->encoding);
  g_free (self->episodes);
  g_free (self->alpha);
  g_free (self->learning_rate);
  g_free (self->gamma);
  g_free (self->steps);
  g_free (self->epsilon);
  g_free (self->epsilon_decay);
  g_free (self->epsilon_min);
  g_free (self->check_every);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

/* All graphs are in memory at once. */
#define MAX_GRAPHS 4096

/* A line that replaces itself, for whoever watches a terminal. */
static void
show_progress (const BsTrainingPoint *point, gpointer user_data)
{
  fprintf (stderr, "\r\033[K");
  fprintf (stderr, _ ("Episode %u, batches %u, best %u, states %u"), point->episode, point->batches,
           point->best, point->states);
  fflush (stderr);
}

static BsTable *
create_table (const GArray *history)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "episode", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "best", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "states", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "epsilon", BS_COLUMN_REAL);
  for (guint i = 0; i < history->len; i++)
    {
      const BsTrainingPoint *point = &g_array_index (history, BsTrainingPoint, i);

      bs_table_add_integer (table, point->episode);
      bs_table_add_integer (table, point->batches);
      bs_table_add_integer (table, point->best);
      bs_table_add_integer (table, point->states);
      bs_table_add_real (table, point->epsilon);
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

/* No time and no folder: the same seed must give the same file wherever it is made. */
static gboolean
save_policy (const char *path, BsCliData *data, const BsTrainingOptions *options,
             const BsTrainingResult *result, GError **error)
{
  g_autoptr (GPtrArray) about = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) files = g_string_new (NULL);
  char **inputs = data->graphs != NULL ? data->graphs : data->files;

  for (guint i = 0; inputs[i] != NULL; i++)
    {
      g_autofree char *base = g_path_get_basename (inputs[i]);
      g_autofree char *display = g_filename_display_name (base);

      g_string_append_printf (files, "%s%s", i > 0 ? ", " : "", display);
    }

  add_about (about, "program", g_strdup_printf ("%s %s", BS_CLI_NAME, BS_VERSION));
  if (data->graphs == NULL)
    {
      add_about (about, "workload", g_strdup (data->workload));
      add_about (about, "batch_size", g_strdup_printf ("%u", data->batch_size));
    }
  add_about (about, "data", g_strdup (files->str));
  add_about (about, "graphs", g_strdup_printf ("%u", data->n_batches));
  add_about (about, "seed", g_strdup_printf ("%" G_GUINT64_FORMAT, data->seed));
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
  add_about (about, "episodes", g_strdup_printf ("%u", result->episodes));
  add_about (about, "batches", g_strdup_printf ("%u", result->batches));
  add_about (about, "lower_bound", g_strdup_printf ("%u", result->lower_bound));
  g_ptr_array_add (about, NULL);

  return bs_policy_file_save (result->fsm, (const char *const *) about->pdata, path, error);
}

static GPtrArray *
build_graphs (BsCliData *data, BsTypeTable *types, GError **error)
{
  g_autoptr (GPtrArray) graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);

  for (guint32 i = 0; i < data->n_batches; i++)
    {
      BsGraph *graph = bs_cli_data_build_graph (data, i, types, error);

      if (graph == NULL)
        return NULL;
      g_ptr_array_add (graphs, graph);
    }

  return g_steal_pointer (&graphs);
}

static int
finish (BsTableFormat format, const BsTrainingResult *result, guint n_graphs, const char *path)
{
  g_autoptr (BsTable) table = create_table (result->history);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *summary = g_strdup_printf (
      _ ("Graphs %u, batches %u, lower bound %u, states %u, episodes %u, %.3f s"), n_graphs,
      result->batches, result->lower_bound, result->fsm->states->n_states, result->episodes,
      (double) result->elapsed_ns / 1e9);

  bs_table_print (table, format, out);
  if (format == BS_TABLE_TEXT)
    {
      g_string_append_printf (out, "%s\n", summary);
      if (path != NULL)
        g_string_append_printf (out, _ ("Saved as %s\n"), path);
    }
  else
    {
      bs_cli_note ("%s", summary);
    }

  return bs_cli_finish (NULL, out);
}

int
bs_cli_train (int argc, char **argv)
{
  g_auto (BsCliData) data = { 0 };
  g_auto (Settings) settings = { 0 };
  g_autofree char *format_text = NULL;
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = { { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                                     N_ ("Save the policy (JSON)"), N_ ("FILE") },
                                   { "format", 0, 0, G_OPTION_ARG_STRING, &format_text,
                                     N_ ("text, csv or json (text)"), N_ ("FORMAT") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "train", NULL,
      _ ("Learns a policy on the first mini-batches, prints how it went, and saves it."));
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GPtrArray) graphs = NULL;
  g_autoptr (BsTrainingResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  BsTrainingOptions options;
  GCancellable *cancellable;
  gboolean watched = isatty (STDERR_FILENO);
  int status;

  bs_cli_data_add_options (&data, context, TRUE);
  settings_add_options (&settings, context);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;

  bs_training_options_init (&options);
  if (!bs_cli_parse_table_format (format_text, &format, &error)
      || !bs_cli_data_check (&data, &error) || !settings_check (&settings, &options, &error)
      || !bs_cli_check_output (output, bs_cli_data_inputs (&data), &error))
    return bs_cli_complain_usage ("train", "%s", error->message);
  if (data.n_batches > MAX_GRAPHS)
    return bs_cli_complain_usage ("train", _ ("Training takes at most %u graphs, not %u"),
                                  MAX_GRAPHS, data.n_batches);
  options.seed = data.seed;

  graphs = build_graphs (&data, types, &error);
  if (graphs == NULL)
    return bs_cli_complain ("%s", error->message);

  cancellable = bs_cli_watch_interrupts ();
  result = bs_train ((BsGraph *const *) graphs->pdata, graphs->len, types, &options,
                     watched ? show_progress : NULL, NULL, cancellable, &error);
  if (watched)
    fprintf (stderr, "\r\033[K");
  if (result == NULL || (output != NULL && !save_policy (output, &data, &options, result, &error)))
    return bs_cli_complain ("%s", error->message);

  status = finish (format, result, graphs->len, output);
  if (!g_cancellable_is_cancelled (cancellable))
    return status;

  bs_cli_note (_ ("Interrupted after episode %u; this is the best policy until then."),
               result->episodes);
  return BS_CLI_INTERRUPTED;
}
