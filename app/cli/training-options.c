/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say how a policy is learned. */
#include "config.h"

#include "app/cli/training-options.h"

#include <stdio.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "app/cli/policy-options.h"
#include "engine/error.h"
#include "profiles/files/policy-file.h"
#include "profiles/training/training-costs.h"

#define MAX_STEPS 1000000
#define MAX_PARTS 1000

void
bs_cli_training_add_options (BsCliTraining *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &self->encoding,
      N_ ("base, max or sort: Q-learning, as published; marked: priorities, found by trying "
          "changes "
          "(marked)"),
      N_ ("NAME") },
    { "published", 0, 0, G_OPTION_ARG_NONE, &self->published,
      N_ ("Q-learning with each published encoding; keeps the best"), NULL },
    { "objective", 0, 0, G_OPTION_ARG_STRING, &self->objective,
      N_ ("What is to be least: batches, or time as predicted from --costs (batches)"),
      N_ ("NAME") },
    { "costs", 0, 0, G_OPTION_ARG_FILENAME, &self->costs_path,
      N_ ("For --objective time: a trace that says what batches of the types take"), N_ ("TRACE") },
    { "resume", 0, 0, G_OPTION_ARG_FILENAME, &self->resume,
      N_ ("Go on from a policy that was saved"), N_ ("FILE") },
    { "parts", 0, 0, G_OPTION_ARG_STRING, &self->parts,
      N_ ("Priorities: parts of each graph to try changes on (32)"), N_ ("N") },
    { "trials", 0, 0, G_OPTION_ARG_STRING, &self->trials, N_ ("Priorities: changes to try (2000)"),
      N_ ("N") },
    { "episodes", 0, 0, G_OPTION_ARG_STRING, &self->episodes,
      N_ ("Q-learning: at most so many (1000)"), N_ ("N") },
    { "alpha", 0, 0, G_OPTION_ARG_STRING, &self->alpha,
      N_ ("Q-learning: weight of rho in the reward (1)"), N_ ("X") },
    { "learning-rate", 0, 0, G_OPTION_ARG_STRING, &self->learning_rate,
      N_ ("Q-learning: learning rate (0.4)"), N_ ("X") },
    { "gamma", 0, 0, G_OPTION_ARG_STRING, &self->gamma,
      N_ ("Q-learning: discount of later rewards (1)"), N_ ("X") },
    { "steps", 0, 0, G_OPTION_ARG_STRING, &self->steps, N_ ("Q-learning: steps of a return (10)"),
      N_ ("N") },
    { "epsilon", 0, 0, G_OPTION_ARG_STRING, &self->epsilon,
      N_ ("Q-learning: chance of exploring at first (0.5)"), N_ ("X") },
    { "epsilon-decay", 0, 0, G_OPTION_ARG_STRING, &self->epsilon_decay,
      N_ ("Q-learning: its factor an episode (0.9)"), N_ ("X") },
    { "epsilon-min", 0, 0, G_OPTION_ARG_STRING, &self->epsilon_min,
      N_ ("Q-learning: its least value (0.05)"), N_ ("X") },
    { "check-every", 0, 0, G_OPTION_ARG_STRING, &self->check_every,
      N_ ("Q-learning: episodes between two greedy schedules (50)"), N_ ("N") },
    { "true-maximum", 0, 0, G_OPTION_ARG_NONE, &self->true_maximum,
      N_ ("Q-learning: bootstrap with the true maximum instead of max (0, max Q)"), NULL },
    { "act-when-safe", 0, 0, G_OPTION_ARG_NONE, &self->act_when_safe,
      N_ ("Q-learning: take a type with rho = 1 without asking the table"), NULL },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/* A setting that the method does not have is a slip. */
static gboolean
check_use (const BsCliTraining *self, gboolean priorities, GError **error)
{
  const struct
  {
    const char *option;
    gboolean given;
    gboolean priorities;
  } settings[] = {
    { "--parts", self->parts != NULL, TRUE },
    { "--trials", self->trials != NULL, TRUE },
    { "--episodes", self->episodes != NULL, FALSE },
    { "--alpha", self->alpha != NULL, FALSE },
    { "--learning-rate", self->learning_rate != NULL, FALSE },
    { "--gamma", self->gamma != NULL, FALSE },
    { "--steps", self->steps != NULL, FALSE },
    { "--epsilon", self->epsilon != NULL, FALSE },
    { "--epsilon-decay", self->epsilon_decay != NULL, FALSE },
    { "--epsilon-min", self->epsilon_min != NULL, FALSE },
    { "--check-every", self->check_every != NULL, FALSE },
    { "--true-maximum", self->true_maximum, FALSE },
    { "--act-when-safe", self->act_when_safe, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].given && settings[i].priorities != priorities)
      {
        g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                     priorities
                         ? _ ("%s is for Q-learning; give --encoding base, max or sort with it, or "
                              "--published")
                         : _ ("%s is for priorities; leave it out, or --encoding and --published"),
                     settings[i].option);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_objective (const BsCliTraining *self, GError **error)
{
  gboolean in_time = g_strcmp0 (self->objective, "time") == 0;

  if (self->objective != NULL && !in_time && !g_str_equal (self->objective, "batches"))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("There is no objective “%s”; give --objective batches or time"),
                   self->objective);
      return FALSE;
    }
  if (in_time == (self->costs_path != NULL))
    return TRUE;

  g_set_error_literal (
      error, BS_ERROR, BS_ERROR_UNSUPPORTED,
      in_time ? _ ("What batches take has to be known for --objective time; give --costs with a "
                   "trace of the same model, recorded on the machine that is meant")
              : _ ("--costs is for --objective time; give that as well, or leave it out"));

  return FALSE;
}

gboolean
bs_cli_training_load_costs (BsCliTraining *self, const BsTypeTable *types,
                            GCancellable *cancellable, GError **error)
{
  g_autofree char *missing = NULL;

  if (self->costs_path == NULL)
    return TRUE;

  self->costs = bs_training_costs_load (self->costs_path, types, &missing, cancellable, error);
  if (self->costs == NULL)
    {
      g_prefix_error (error, _ ("Costs: "));
      return FALSE;
    }
  if (missing != NULL)
    bs_cli_note (_ ("The trace %s says nothing of these types, which are taken to cost as much as "
                    "the others do on average: %s"),
                 self->costs_path, missing);
  for (guint i = 0; i < self->n_runs; i++)
    self->runs[i].costs = self->costs;

  return TRUE;
}

static gboolean
read_settings (const BsCliTraining *self, BsTrainingOptions *options, GError **error)
{
  guint32 episodes = options->max_episodes;
  guint32 steps = options->n_steps;
  guint32 check_every = options->check_every;
  guint32 parts = options->n_parts;
  guint32 trials = options->n_trials;

  if (!bs_cli_parse_uint32 ("--episodes", self->episodes, 1, BS_RUN_MAX_EPISODES, &episodes, error)
      || !bs_cli_parse_real ("--alpha", self->alpha, 0.0, 1000.0, &options->alpha, error)
      || !bs_cli_parse_real ("--learning-rate", self->learning_rate, 1e-9, 1.0,
                             &options->learning_rate, error)
      || !bs_cli_parse_real ("--gamma", self->gamma, 0.0, 1.0, &options->gamma, error)
      || !bs_cli_parse_uint32 ("--steps", self->steps, 1, MAX_STEPS, &steps, error)
      || !bs_cli_parse_real ("--epsilon", self->epsilon, 0.0, 1.0, &options->epsilon, error)
      || !bs_cli_parse_real ("--epsilon-decay", self->epsilon_decay, 0.0, 1.0,
                             &options->epsilon_decay, error)
      || !bs_cli_parse_real ("--epsilon-min", self->epsilon_min, 0.0, 1.0, &options->epsilon_min,
                             error)
      || !bs_cli_parse_uint32 ("--check-every", self->check_every, 1, BS_RUN_MAX_EPISODES,
                               &check_every, error)
      || !bs_cli_parse_uint32 ("--parts", self->parts, 0, MAX_PARTS, &parts, error)
      || !bs_cli_parse_uint32 ("--trials", self->trials, 1, BS_RUN_MAX_EPISODES, &trials, error))
    return FALSE;

  options->max_episodes = episodes;
  options->n_steps = steps;
  options->check_every = check_every;
  options->true_maximum |= self->true_maximum;
  options->act_when_safe |= self->act_when_safe;
  options->n_parts = parts;
  options->n_trials = trials;

  return TRUE;
}

/* What is gone on from has an encoding of its own. */
static gboolean
read_start (BsCliTraining *self, BsEncoding *encoding, GError **error)
{
  if (self->resume == NULL)
    return TRUE;

  self->start = bs_policy_file_load (self->resume, error);
  if (self->start == NULL)
    return FALSE;

  if (self->published || (self->encoding != NULL && *encoding != self->start->states->encoding))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The policy %s was learned with --encoding %s; leave out --encoding and "
                      "--published"),
                   self->resume, bs_encoding_to_string (self->start->states->encoding));
      return FALSE;
    }
  *encoding = self->start->states->encoding;

  return TRUE;
}

gboolean
bs_cli_training_check (BsCliTraining *self, guint64 seed, GError **error)
{
  BsEncoding encoding = BS_ENCODING_MARKED;
  gboolean priorities;

  if (!bs_cli_encoding_check (self->encoding, &encoding, error) || !check_objective (self, error)
      || !read_start (self, &encoding, error))
    return FALSE;
  if (self->published && self->encoding != NULL)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("--published learns with each published encoding; leave out "
                              "--encoding"));
      return FALSE;
    }

  priorities = !self->published && encoding == BS_ENCODING_MARKED;
  if (!check_use (self, priorities, error))
    return FALSE;

  self->n_runs = self->published ? BS_N_PUBLISHED_ENCODINGS : 1;
  for (guint i = 0; i < self->n_runs; i++)
    {
      if (priorities)
        bs_training_options_init (&self->runs[i]);
      else
        bs_training_options_init_published (&self->runs[i], self->published ? i : encoding);
      self->runs[i].seed = seed;
      if (self->start != NULL)
        self->runs[i].act_when_safe = self->start->act_when_safe;
      if (!read_settings (self, &self->runs[i], error))
        return FALSE;
    }

  return TRUE;
}

/* A line that replaces itself. */
static void
show_progress (const BsTrainingPoint *point, gpointer user_data)
{
  const BsEncoding *encoding = user_data;

  fprintf (stderr, "\r\033[K");
  fprintf (stderr,
           *encoding != BS_ENCODING_MARKED
               ? _ ("Learning: episode %u, batches %u, best %u, states %u")
               : _ ("Learning: change %u, batches %u, best %u, priorities %u"),
           point->episode, point->batches, point->best, point->states);
  fflush (stderr);
}

BsTrainingProgress
bs_cli_training_progress (void)
{
  return isatty (STDERR_FILENO) ? show_progress : NULL;
}

void
bs_cli_training_progress_end (void)
{
  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r\033[K");
}

BsTrainingResult *
bs_cli_train_watched (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                      const BsTrainingOptions *options, const BsFsm *start,
                      GCancellable *cancellable, GError **error)
{
  BsTrainingResult *result = bs_train (graphs, n_graphs, types, options, start,
                                       bs_cli_training_progress (), (gpointer) &options->encoding,
                                       cancellable, error);

  bs_cli_training_progress_end ();

  return result;
}

void
bs_cli_training_clear (BsCliTraining *self)
{
  g_clear_pointer (&self->start, bs_fsm_unref);
  g_clear_pointer (&self->costs, bs_batch_costs_unref);
  g_free (self->objective);
  g_free (self->costs_path);
  g_free (self->encoding);
  g_free (self->resume);
  g_free (self->episodes);
  g_free (self->alpha);
  g_free (self->learning_rate);
  g_free (self->gamma);
  g_free (self->steps);
  g_free (self->epsilon);
  g_free (self->epsilon_decay);
  g_free (self->epsilon_min);
  g_free (self->check_every);
  g_free (self->parts);
  g_free (self->trials);
}
