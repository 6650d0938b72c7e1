/* SPDX-License-Identifier: Apache-2.0 */
/* The options of bench. */
#include "config.h"

#include "app/cli/bench-options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "engine/error.h"
#include "engine/planning/planner.h"
#include "profiles/recording/run-request.h"

#define MAX_REPEATS 1000
#define MAX_RATIO 1000.0

/* What `--workload all` stands for. */
static const char *const published[] = { "tree-lstm",    "tree-gru",      "tree-lstm-2type",
                                         "mv-rnn",       "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-lstm", "lattice-gru",   "lstm-nmt" };

void
bs_bench_options_add (BsBenchOptions *self, GOptionContext *context)
{
  const GOptionEntry lists[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->workload_texts,
      N_ ("Models that come with the program, with commas between them; all: the nine published "
          "ones (tree-lstm)"),
      N_ ("LIST") },
    { "model", 0, 0, G_OPTION_ARG_FILENAME, &self->model_path,
      N_ ("Model of your own, see batchscope-model(5)"), N_ ("FILE") },
    { "data", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->files,
      N_ ("File of inputs of all workloads, twice for pairs (the sample of each)"), N_ ("FILE") },
    { "model-size", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->size_texts,
      N_ ("Hidden sizes of the model (128)"), N_ ("LIST") },
    { "batch-size", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->batch_size_texts,
      N_ ("Inputs in a mini-batch (64)"), N_ ("LIST") },
    { "planner", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->planner_texts,
      N_ ("Memory planners: creation, published, full (full)"), N_ ("LIST") },
    { "threads", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->threads_texts,
      N_ ("Threads that execute (1)"), N_ ("LIST") },
    G_OPTION_ENTRY_NULL
  };
  const GOptionEntry others[] = {
    { "backend", 0, 0, G_OPTION_ARG_STRING, &self->backend,
      N_ ("What executes: cpu, reference or cuda (cpu)"), N_ ("NAME") },
    { "batches", 0, 0, G_OPTION_ARG_STRING, &self->n_batches_text, N_ ("Mini-batches (1)"),
      N_ ("N") },
    { "repeat", 0, 0, G_OPTION_ARG_STRING, &self->n_repeats_text,
      N_ ("Passes over all mini-batches, of which the fastest counts (3)"), N_ ("N") },
    { "compare", 0, 0, G_OPTION_ARG_FILENAME, &self->compare,
      N_ ("CSV or JSON of an earlier run to compare with"), N_ ("FILE") },
    { "fail-below", 0, 0, G_OPTION_ARG_STRING, &self->fail_below_text,
      N_ ("Fail when a ratio to the earlier run is below it"), N_ ("RATIO") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed_text, N_ ("Seed of everything random (1)"),
      N_ ("N") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self->format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, lists, GETTEXT_PACKAGE);
  bs_cli_policies_add_options (&self->policies, context, TRUE);
  g_option_context_add_main_entries (context, others, GETTEXT_PACKAGE);
}

static void
add_once (GPtrArray *list, const char *text)
{
  if (!g_ptr_array_find_with_equal_func (list, text, g_str_equal, NULL))
    g_ptr_array_add (list, g_strdup (text));
}

/* Returns: (transfer full): the items of @texts, or @standard where there are none. A file may have
 * commas in its name. */
static GPtrArray *
split (char *const *texts, const char *standard)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  if (texts == NULL)
    add_once (list, standard);
  for (; texts != NULL && *texts != NULL; texts++)
    {
      g_auto (GStrv) items = g_strsplit (*texts, ",", -1);

      if (items[0] == NULL || g_file_test (*texts, G_FILE_TEST_EXISTS))
        add_once (list, *texts);
      else
        for (guint i = 0; items[i] != NULL; i++)
          add_once (list, items[i]);
    }

  return list;
}

static void
add_number (GArray *numbers, guint32 value)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint32, i) == value)
      return;
  g_array_append_val (numbers, value);
}

static gboolean
parse_numbers (const char *option, char *const *texts, const char *standard, guint32 maximum,
               GArray **numbers, GError **error)
{
  g_autoptr (GPtrArray) list = split (texts, standard);

  *numbers = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < list->len; i++)
    {
      guint32 value = 0;

      if (!bs_cli_parse_uint32 (option, list->pdata[i], 1, maximum, &value, error))
        return FALSE;
      add_number (*numbers, value);
    }

  return TRUE;
}

static gboolean
parse_planners (BsBenchOptions *self, GError **error)
{
  g_autoptr (GPtrArray) list = split (self->planner_texts, bs_planner_to_string (BS_PLANNER_FULL));

  self->planners = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < list->len; i++)
    {
      BsPlanner planner;

      if (!bs_planner_from_string (list->pdata[i], &planner, error))
        return FALSE;
      add_number (self->planners, planner);
    }

  return TRUE;
}

static gboolean
check_workloads (BsBenchOptions *self, GError **error)
{
  g_autoptr (GPtrArray) list = split (self->workload_texts, "tree-lstm");

  self->workloads = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < list->len; i++)
    if (!g_str_equal (list->pdata[i], "all"))
      add_once (self->workloads, list->pdata[i]);
    else
      for (guint k = 0; k < G_N_ELEMENTS (published); k++)
        add_once (self->workloads, published[k]);

  if (self->workload_texts != NULL && self->model_path != NULL)
    g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                         _ ("Give --workload or --model, not both"));
  else
    {
      if (self->model_path != NULL)
        g_ptr_array_set_size (self->workloads, 0);
      return TRUE;
    }

  return FALSE;
}

static gboolean
check_gate (BsBenchOptions *self, GError **error)
{
  if (!bs_cli_parse_real ("--fail-below", self->fail_below_text, 0.0, MAX_RATIO, &self->fail_below,
                          error))
    return FALSE;
  if (self->fail_below_text == NULL || self->compare != NULL)
    return TRUE;

  g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                       _ ("--fail-below is a ratio to an earlier run; give --compare FILE with "
                          "it"));
  return FALSE;
}

/* With the numbers that all workloads share. */
static gboolean
check_policies (BsBenchOptions *self, GError **error)
{
  BsCliData data = { .n_batches_text = self->n_batches_text, .seed_text = self->seed_text };
  g_autoptr (GPtrArray) list = split (self->policies.names, "fsm");

  if (!bs_cli_data_check (&data, error))
    return FALSE;

  self->seed = data.inputs.seed;
  g_ptr_array_add (list, NULL);
  g_strfreev (self->policies.names);
  self->policies.names = g_strdupv ((char **) list->pdata);

  return bs_cli_policies_check (&self->policies, NULL, self->seed, error);
}

gboolean
bs_bench_options_check (BsBenchOptions *self, GError **error)
{
  self->n_repeats = 3;
  if (self->backend == NULL)
    self->backend = g_strdup ("cpu");
  self->format = BS_TABLE_TEXT;

  return bs_cli_parse_table_format (self->format_text, &self->format, error)
         && check_workloads (self, error)
         && parse_numbers ("--model-size", self->size_texts, "128", BS_RUN_MAX_MODEL_SIZE,
                           &self->sizes, error)
         && parse_numbers ("--batch-size", self->batch_size_texts, "64", BS_RUN_MAX_BATCH_SIZE,
                           &self->batch_sizes, error)
         && parse_planners (self, error)
         && parse_numbers ("--threads", self->threads_texts, "1", BS_RUN_MAX_THREADS,
                           &self->threads, error)
         && bs_cli_parse_uint32 ("--repeat", self->n_repeats_text, 1, MAX_REPEATS, &self->n_repeats,
                                 error)
         && check_gate (self, error) && check_policies (self, error);
}

gboolean
bs_bench_options_open (const BsBenchOptions *self, guint index, BsCliData *data, GError **error)
{
  if (self->model_path == NULL)
    data->inputs.workload = g_strdup (self->workloads->pdata[index]);
  data->inputs.model_path = g_strdup (self->model_path);
  data->inputs.files = g_strdupv (self->files);
  data->n_batches_text = g_strdup (self->n_batches_text);
  data->seed_text = g_strdup (self->seed_text);

  return bs_cli_data_check (data, error) && bs_run_inputs_load (&data->inputs, error)
         && bs_run_inputs_open (&data->inputs, error);
}

gboolean
bs_bench_options_copy_policies (const BsBenchOptions *self, BsCliPolicies *policies, GError **error)
{
  policies->names = g_strdupv (self->policies.names);
  policies->encoding_text = g_strdup (self->policies.encoding_text);
  policies->beam_text = g_strdup (self->policies.beam_text);
  policies->max_states_text = g_strdup (self->policies.max_states_text);

  return bs_cli_policies_check (policies, NULL, self->seed, error);
}

void
bs_bench_options_clear (BsBenchOptions *self)
{
  g_clear_pointer (&self->workloads, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->batch_sizes, g_array_unref);
  g_clear_pointer (&self->planners, g_array_unref);
  g_clear_pointer (&self->threads, g_array_unref);
  bs_cli_policies_clear (&self->policies);
  g_strfreev (self->workload_texts);
  g_strfreev (self->files);
  g_strfreev (self->size_texts);
  g_strfreev (self->batch_size_texts);
  g_strfreev (self->planner_texts);
  g_strfreev (self->threads_texts);
  g_free (self->model_path);
  g_free (self->backend);
  g_free (self->n_batches_text);
  g_free (self->seed_text);
  g_free (self->n_repeats_text);
  g_free (self->compare);
  g_free (self->fail_below_text);
  g_free (self->format_text);
}
