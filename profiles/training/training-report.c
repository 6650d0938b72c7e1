/* SPDX-License-Identifier: Apache-2.0 */
/* How learning went and what came of it. */
#include "config.h"

#include "profiles/training/training-report.h"

#include <math.h>

static double
round_share (double value)
{
  return round (value * 1e4) / 1e4;
}

BsTable *
bs_training_tabulate_history (const BsTrainingResult *const *results, guint n)
{
  BsTable *table = bs_table_new ();
  gboolean priorities = n > 0 && results[0]->fsm->states->encoding == BS_ENCODING_MARKED;
  gboolean in_time = n > 0 && results[0]->in_time;

  if (n > 1)
    bs_table_add_column (table, "encoding", BS_COLUMN_TEXT);
  bs_table_add_column (table, priorities ? "change" : "episode", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "best", BS_COLUMN_INTEGER);
  if (in_time)
    {
      bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
      bs_table_add_column (table, "best_ns", BS_COLUMN_DURATION);
    }
  bs_table_add_column (table, priorities ? "priorities" : "states", BS_COLUMN_INTEGER);
  bs_table_add_column (table, priorities ? "size" : "epsilon", BS_COLUMN_REAL);
  for (guint run = 0; run < n; run++)
    {
      const GArray *history = results[run]->history;

      for (guint i = 0; i < history->len; i++)
        {
          const BsTrainingPoint *point = &g_array_index (history, BsTrainingPoint, i);

          if (n > 1)
            bs_table_add_text (table, bs_encoding_to_string (results[run]->fsm->states->encoding));
          bs_table_add_integer (table, point->episode);
          bs_table_add_integer (table, point->batches);
          bs_table_add_integer (table, point->best);
          if (in_time)
            {
              bs_table_add_integer (table, (gint64) point->cost);
              bs_table_add_integer (table, (gint64) point->best_cost);
            }
          bs_table_add_integer (table, point->states);
          bs_table_add_real (table, point->epsilon);
        }
    }

  return table;
}

void
bs_training_add_evaluation_columns (BsTable *table, gboolean in_time)
{
  static const char *const counts[] = { "batches", "lower_bound", "gap" };

  bs_table_add_column (table, "set", BS_COLUMN_TEXT);
  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    bs_table_add_column (table, counts[i], BS_COLUMN_INTEGER);
  bs_table_add_column (table, "gap_percent", BS_COLUMN_REAL);
  if (in_time)
    {
      bs_table_add_column (table, "predicted_ns", BS_COLUMN_DURATION);
      bs_table_add_column (table, "bound_ns", BS_COLUMN_DURATION);
    }
  bs_table_add_column (table, "asked", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "known", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "coverage", BS_COLUMN_REAL);
  bs_table_add_column (table, "fallbacks", BS_COLUMN_INTEGER);
}

void
bs_training_add_evaluation (BsTable *table, gboolean in_time, const char *set, gint64 mini_batch,
                            const BsEvaluation *evaluation)
{
  guint32 gap = evaluation->batches - evaluation->lower_bound;

  bs_table_add_text (table, set);
  bs_table_add_natural (table, mini_batch);
  bs_table_add_integer (table, evaluation->batches);
  bs_table_add_integer (table, evaluation->lower_bound);
  bs_table_add_integer (table, gap);
  bs_table_add_real (table, round_share (100.0 * gap / evaluation->lower_bound));
  if (in_time)
    {
      bs_table_add_integer (table, (gint64) evaluation->cost);
      bs_table_add_integer (table, (gint64) evaluation->lower_cost);
    }
  bs_table_add_integer (table, evaluation->n_decisions);
  bs_table_add_integer (table, evaluation->n_known);
  if (evaluation->n_decisions > 0)
    bs_table_add_real (table, round_share ((double) evaluation->n_known / evaluation->n_decisions));
  else
    bs_table_add_missing (table);
  bs_table_add_integer (table, evaluation->n_fallbacks);
}

static void
add (GStrvBuilder *about, const char *key, const char *value)
{
  g_strv_builder_add_many (about, key, value, NULL);
}

static void G_GNUC_PRINTF (3, 4)
    add_printf (GStrvBuilder *about, const char *key, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list arguments;

  va_start (arguments, format);
  value = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add (about, key, value);
}

static void
add_real (GStrvBuilder *about, const char *key, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  add (about, key, g_ascii_formatd (buffer, sizeof buffer, "%.12g", value));
}

static void
add_settings (GStrvBuilder *about, const BsTrainingOptions *options)
{
  if (options->encoding == BS_ENCODING_MARKED)
    {
      add_printf (about, "parts", "%u", options->n_parts);
      add_printf (about, "trials", "%u", options->n_trials);
      return;
    }

  add_printf (about, "max_episodes", "%u", options->max_episodes);
  add_real (about, "alpha", options->alpha);
  add_real (about, "learning_rate", options->learning_rate);
  add_real (about, "gamma", options->gamma);
  add_printf (about, "steps", "%u", options->n_steps);
  add_real (about, "epsilon", options->epsilon);
  add_real (about, "epsilon_decay", options->epsilon_decay);
  add_real (about, "epsilon_min", options->epsilon_min);
  add_printf (about, "check_every", "%u", options->check_every);
  add (about, "bootstrap", options->true_maximum ? "true maximum" : "zero or maximum");
}

char **
bs_training_describe (const BsTrainingOrigin *origin, const BsTrainingOptions *options,
                      const BsTrainingOutcome *outcome)
{
  g_autoptr (GStrvBuilder) about = g_strv_builder_new ();

  add (about, "program", origin->program);
  if (origin->workload != NULL)
    {
      add (about, "workload", origin->workload);
      add_printf (about, "batch_size", "%u", origin->batch_size);
    }
  if (origin->data != NULL && *origin->data != '\0')
    add (about, "data", origin->data);
  add_printf (about, "graphs", "%u", origin->n_graphs);
  add_printf (about, "seed", "%" G_GUINT64_FORMAT, options->seed);
  if (origin->resumed != NULL)
    add (about, "resumed", origin->resumed);
  add_settings (about, options);
  if (options->costs != NULL)
    add (about, "objective", "predicted time");
  if (options->costs != NULL && origin->costs != NULL)
    add (about, "costs", origin->costs);
  if (origin->edited != NULL)
    add (about, "edited", origin->edited);
  add_printf (about, "batches", "%u", outcome->batches);
  add_printf (about, "lower_bound", "%u", outcome->lower_bound);
  if (options->costs != NULL)
    {
      add_printf (about, "predicted_ns", "%" G_GUINT64_FORMAT, outcome->cost);
      add_printf (about, "bound_ns", "%" G_GUINT64_FORMAT, outcome->lower_cost);
    }

  return g_strv_builder_end (about);
}
