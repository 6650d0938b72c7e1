/* SPDX-License-Identifier: Apache-2.0 */
/* What the Train page says of runs. */
#include "config.h"

#include "app/window/train/train-words.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "viz/text.h"
#include "viz/training/cost-text.h"

/* More lines nobody reads; all checks are in the table of the curve. */
#define MAX_LINES 400

const char *
bs_train_title_text (BsTrainRun *run)
{
  if (run == NULL)
    return _ ("Not trained yet");

  switch (bs_train_run_get_state (run))
    {
    case BS_TRAIN_WAITING:
      return _ ("Waiting");
    case BS_TRAIN_RUNNING:
      return _ ("Training");
    case BS_TRAIN_PAUSED:
      return _ ("Paused");
    case BS_TRAIN_STOPPED:
      return _ ("Stopped");
    case BS_TRAIN_FAILED:
      return _ ("Failed");
    case BS_TRAIN_DONE:
    default:
      return _ ("Trained");
    }
}

char *
bs_train_episode_text (BsTrainRun *run)
{
  const BsTrainingStory *story = bs_train_run_read (run);
  char buffers[2][40];

  return g_strdup_printf (
      bs_train_run_learns_priorities (run) ? _ ("change %s of %s") : _ ("episode %s of %s"),
      bs_text_number (buffers[0], story->episode), bs_text_number (buffers[1], story->planned));
}

char *
bs_train_run_text (BsTrainRun *run)
{
  const BsTrainingResult *result = bs_train_run_get_result (run);
  const BsTrainingStory *story = bs_train_run_read (run);
  g_autofree char *far = bs_train_episode_text (run);
  g_autofree char *best = NULL, *bound = NULL;

  if (bs_train_run_get_state (run) == BS_TRAIN_FAILED)
    return g_strdup (_ ("failed"));
  if (bs_train_run_get_state (run) == BS_TRAIN_WAITING)
    return g_strdup (_ ("waits for the run before it"));
  if (result != NULL)
    {
      best = bs_cost_words (result->cost, result->in_time);
      bound = bs_cost_text (result->lower_cost, result->in_time);
      /* Translators: what the best table takes (batches, or a time), no schedule less than, how far it
       * is, seconds of learning */
      return g_strdup_printf (_ ("%s, bound %s, %s, %.2f s"), best, bound, far,
                              (double) result->elapsed_ns / 1e9);
    }
  if (story->best > 0)
    {
      best = bs_cost_text (story->best_cost, story->in_time);
      return g_strdup_printf (_ ("best %s, %s"), best, far);
    }

  return g_steal_pointer (&far);
}

static void G_GNUC_PRINTF (3, 4)
    add_line (GPtrArray *lines, guint32 episode, const char *format, ...)
{
  g_autofree char *text = NULL;
  char buffer[40];
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (lines, g_strdup_printf ("%s\t%s", bs_text_number (buffer, episode), text));
}

static guint32
find_floor (const BsTrainingOptions *options, guint32 before, guint32 episode)
{
  double epsilon = options->epsilon;

  if (options->epsilon_decay >= 1.0 && epsilon > options->epsilon_min)
    return 0;
  for (guint32 i = 1; i <= episode && i < 1000000; i++)
    {
      epsilon = MAX (epsilon * options->epsilon_decay, options->epsilon_min);
      if (epsilon <= options->epsilon_min)
        return i > before ? i : 0;
    }

  return 0;
}

static void
add_begin (GPtrArray *lines, BsTrainRun *run, const BsTrainingStory *story)
{
  const BsTrainingOptions *options = bs_train_run_get_options (run);
  guint n = bs_train_run_get_material (run)->n_training;
  g_autofree char *graphs = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u graph", "%u graphs", n), n);

  if (bs_train_run_get_start_name (run) != NULL)
    add_line (lines, story->before, _ ("goes on from “%s”, seed %" PRIu64 ", %s"),
              bs_train_run_get_start_name (run), options->seed, graphs);
  else if (bs_train_run_learns_priorities (run))
    add_line (lines, 0, _ ("seed %" PRIu64 ", priorities 0, %s in %u parts"), options->seed, graphs,
              options->n_parts);
  else
    add_line (lines, 0, _ ("seed %" PRIu64 ", Q = 0, α = %g, %s"), options->seed, options->alpha,
              graphs);
}

static void
add_check (GPtrArray *lines, const BsTrainingPoint *point, gboolean in_time, guint64 best,
           guint64 lower_bound)
{
  g_autofree char *now = bs_cost_text (point->cost, in_time);
  g_autofree char *kept = bs_cost_text (point->best_cost, in_time);

  if (best == 0)
    add_line (lines, point->episode, _ ("check %s, first table kept"), now);
  else if (point->best_cost < best && lower_bound > 0)
    add_line (lines, point->episode, _ ("check %s, best so far, %.2f × bound"), now,
              (double) point->best_cost / (double) lower_bound);
  else if (point->best_cost < best)
    add_line (lines, point->episode, _ ("check %s, best so far"), now);
  else
    add_line (lines, point->episode, _ ("check %s, best stays %s"), now, kept);
}

static void
add_end (GPtrArray *lines, BsTrainRun *run, const BsTrainingStory *story)
{
  const BsTrainingResult *result = bs_train_run_get_result (run);
  g_autofree char *cost = result != NULL ? bs_cost_text (result->cost, result->in_time) : NULL;
  g_autofree char *words = result != NULL ? bs_cost_words (result->cost, result->in_time) : NULL;

  switch (bs_train_run_get_state (run))
    {
    case BS_TRAIN_PAUSED:
      add_line (lines, story->episode, "%s", _ ("paused"));
      break;

    case BS_TRAIN_STOPPED:
      if (result != NULL)
        add_line (lines, story->episode, _ ("stopped; the best table takes %s"), cost);
      break;

    case BS_TRAIN_FAILED:
      add_line (lines, story->episode, _ ("failed: %s"), bs_train_run_get_error (run));
      break;

    case BS_TRAIN_DONE:
      if (result->cost <= result->lower_cost)
        add_line (lines, story->episode, _ ("done: the lower bound %s is reached"), cost);
      else
        add_line (lines, story->episode, _ ("done: %s, %u states"), words,
                  result->fsm->states->n_states);
      break;

    case BS_TRAIN_WAITING:
    case BS_TRAIN_RUNNING:
    default:
      break;
    }
}

char *
bs_train_log_text (BsTrainRun *run, const BsTrainingYardstick *yardsticks)
{
  const BsTrainingStory *story = bs_train_run_read (run);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) out = g_string_new (NULL);
  BsTrainingYardstick sum = { 0 };
  guint64 best = 0;
  guint32 floor = 0;
  guint first = story->checks->len > MAX_LINES ? story->checks->len - MAX_LINES : 0;

  if (yardsticks != NULL)
    bs_training_sum (bs_train_run_get_material (run), yardsticks, &sum);
  add_begin (lines, run, story);
  if (!bs_train_run_learns_priorities (run))
    floor = find_floor (bs_train_run_get_options (run), story->before, story->episode);
  for (guint i = 0; i < story->checks->len; i++)
    {
      const BsTrainingPoint *point = &g_array_index (story->checks, BsTrainingPoint, i);

      if (floor > 0 && point->episode >= floor)
        {
          add_line (lines, floor, _ ("ε at its floor %g"),
                    bs_train_run_get_options (run)->epsilon_min);
          floor = 0;
        }
      if (i >= first || point->best_cost < best || best == 0)
        add_check (lines, point, story->in_time, best, sum.lower_bound);
      best = point->best_cost;
    }
  if (floor > 0)
    add_line (lines, floor, _ ("ε at its floor %g"), bs_train_run_get_options (run)->epsilon_min);
  add_end (lines, run, story);
  for (guint i = lines->len; i > 0; i--)
    g_string_append_printf (out, "%s%s", (const char *) lines->pdata[i - 1], i > 1 ? "\n" : "");

  return g_string_free (g_steal_pointer (&out), FALSE);
}
