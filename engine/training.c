/* SPDX-License-Identifier: Apache-2.0 */
/* Tabular Q-learning of an FSM with N-step returns. */
#include "config.h"

#include "engine/training.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "engine/frontier.h"
#include "engine/observer.h"
#include "engine/random.h"

/* A table that outgrows these learns nothing of use: hardly a state is seen twice. */
#define MAX_TYPES 1024u
#define MAX_ACTIONS (1u << 22)

typedef struct
{
  guint32 state;
  guint32 action; /* index among the actions of the state */
  double reward;
} Step;

typedef struct
{
  const BsTrainingOptions *options;
  BsGraph *const *graphs;
  guint n_graphs;
  const BsTypeTable *types;
  BsFsm *fsm;
  BsFrontier frontier;
  BsRatio **ratios; /* one a graph */
  guint16 *key;
  GArray *steps;
  BsRandom random;
} Trainer;

void
bs_training_options_init (BsTrainingOptions *self)
{
  *self = (BsTrainingOptions){
    .encoding = BS_ENCODING_SORT,
    .seed = 1,
    .alpha = 1.0,
    .learning_rate = 0.4,
    .gamma = 1.0,
    .n_steps = 10,
    .epsilon = 0.5,
    .epsilon_decay = 0.9,
    .epsilon_min = 0.05,
    .max_episodes = 1000,
    .check_every = 50,
  };
}

void
bs_training_result_free (BsTrainingResult *self)
{
  g_clear_pointer (&self->fsm, bs_fsm_unref);
  g_clear_pointer (&self->history, g_array_unref);
  g_free (self);
}

static gboolean
check_setting (const char *name, double value, double least, double most, GError **error)
{
  /* Written so that NaN fails. */
  if (value >= least && value <= most)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("%s is %g; it must lie between %g and %g"), name,
               value, least, most);

  return FALSE;
}

static gboolean
check_options (const BsTrainingOptions *options, GError **error)
{
  return check_setting (_ ("alpha"), options->alpha, 0.0, 1e6, error)
         && check_setting (_ ("The learning rate"), options->learning_rate, 0.0, 1.0, error)
         && check_setting (_ ("gamma"), options->gamma, 0.0, 1.0, error)
         && check_setting (_ ("The number of steps"), options->n_steps, 1, G_MAXINT32, error)
         && check_setting (_ ("epsilon"), options->epsilon, 0.0, 1.0, error)
         && check_setting (_ ("The decay of epsilon"), options->epsilon_decay, 0.0, 1.0, error)
         && check_setting (_ ("The least epsilon"), options->epsilon_min, 0.0, 1.0, error)
         && check_setting (_ ("The number of episodes"), options->max_episodes, 1, G_MAXINT32,
                           error)
         && check_setting (_ ("The number of episodes between checks"), options->check_every, 1,
                           G_MAXINT32, error);
}

static gboolean
check_types (const BsTypeTable *types, GError **error)
{
  if (types->n_types <= MAX_TYPES)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("A policy can be learned for at most %u types, and there are %u; take a fixed "
                  "rule, such as agenda"),
               MAX_TYPES, types->n_types);

  return FALSE;
}

static gboolean
make_ratios (Trainer *self, GError **error)
{
  self->ratios = g_new0 (BsRatio *, self->n_graphs);
  for (guint i = 0; i < self->n_graphs; i++)
    {
      self->ratios[i] = bs_ratio_new (self->graphs[i]);
      if (self->ratios[i] == NULL)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("A graph of %u nodes and %u types is too large to learn on; take a "
                          "smaller one"),
                       self->graphs[i]->n_nodes, self->graphs[i]->n_types);
          return FALSE;
        }
    }

  return TRUE;
}

/* One full schedule, mostly greedy; fills the list of steps. */
static gboolean
play_episode (Trainer *self, guint graph, double epsilon, GError **error)
{
  BsFrontier *frontier = &self->frontier;
  BsRatio *ratio = self->ratios[graph];
  guint n_types = self->graphs[graph]->n_types;

  g_array_set_size (self->steps, 0);
  bs_ratio_reset (ratio);
  bs_frontier_begin (frontier, self->graphs[graph], NULL);
  while (frontier->n_executed < frontier->graph->n_nodes)
    {
      guint length = bs_state_encode (self->fsm->states->encoding, frontier->ready, n_types, NULL,
                                      self->key);
      Step step = { .state = bs_fsm_intern_state (self->fsm, self->key, length) };
      guint n_actions;
      BsFsmAction *actions = bs_fsm_get_actions (self->fsm, step.state, &n_actions);
      guint32 first, count;
      guint type;

      if (self->fsm->actions->len > MAX_ACTIONS)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("The table outgrew %u actions in %u states; take another encoding, "
                          "smaller graphs, or a fixed rule, such as agenda"),
                       MAX_ACTIONS, self->fsm->states->n_states);
          return FALSE;
        }

      /* One draw decides whether to explore, a second what; none where there is no choice. */
      if (n_actions > 1 && bs_random_unit (&self->random) < epsilon)
        step.action = bs_random_below (&self->random, n_actions);
      else
        step.action = bs_fsm_best_action (self->fsm, step.state, NULL);

      type = actions[step.action].type;
      actions[step.action].visits++;
      step.reward = -1.0 + self->options->alpha * frontier->ready[type] / ratio->reachable[type];
      g_array_append_val (self->steps, step);
      count = bs_frontier_take (frontier, type, BS_TAKE_ALL, &first);
      bs_ratio_execute (ratio, frontier->order + first, count);
    }

  return TRUE;
}

static double
bootstrap (Trainer *self, guint32 state)
{
  guint n_actions;
  const BsFsmAction *actions = bs_fsm_get_actions (self->fsm, state, &n_actions);
  double largest = self->options->true_maximum ? -G_MAXDOUBLE : 0.0;

  for (guint i = 0; i < n_actions; i++)
    largest = MAX (largest, actions[i].q);

  return largest;
}

/* Moves Q of every step towards the rewards of the next N steps and what follows them. */
static void
learn (Trainer *self)
{
  const Step *steps = (const Step *) self->steps->data;
  guint length = self->steps->len;
  guint n_steps = self->options->n_steps;
  double gamma = self->options->gamma;
  /* Returns are summed from the far end, so that each costs N steps and no error piles up. */
  for (guint i = 0; i < length; i++)
    {
      guint end = MIN ((guint64) i + n_steps, length);
      double target = end < length ? bootstrap (self, steps[end].state) : 0.0;
      guint n_actions;
      BsFsmAction *action;

      for (guint j = end; j > i; j--)
        target = steps[j - 1].reward + gamma * target;
      action = bs_fsm_get_actions (self->fsm, steps[i].state, &n_actions) + steps[i].action;
      action->q += self->options->learning_rate * (target - action->q);
    }
}

/* Batches of the greedy schedules of all graphs, as the policy will run. */
static guint32
count_batches (Trainer *self)
{
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (self->fsm);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, self->options->encoding, FALSE);
  guint32 batches = 0;

  for (guint i = 0; i < self->n_graphs; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, self->graphs[i], self->types);

      batches += schedule->n_decisions;
    }

  return batches;
}

static void
check_progress (Trainer *self, BsTrainingResult *result, double epsilon,
                BsTrainingProgress progress, gpointer user_data)
{
  BsTrainingPoint point = {
    .episode = result->episodes,
    .batches = count_batches (self),
    .states = self->fsm->states->n_states,
    .epsilon = epsilon,
  };

  if (result->fsm == NULL || point.batches < result->batches)
    {
      g_clear_pointer (&result->fsm, bs_fsm_unref);
      result->fsm = bs_fsm_copy (self->fsm);
      result->batches = point.batches;
    }
  point.best = result->batches;
  g_array_append_val (result->history, point);
  if (progress != NULL)
    progress (&point, user_data);
}

static void
trainer_clear (Trainer *self)
{
  for (guint i = 0; i < self->n_graphs; i++)
    g_clear_pointer (&self->ratios[i], bs_ratio_free);
  g_free (self->ratios);
  bs_frontier_clear (&self->frontier);
  g_array_unref (self->steps);
  g_free (self->key);
  bs_fsm_unref (self->fsm);
}

BsTrainingResult *
bs_train (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
          const BsTrainingOptions *options, BsTrainingProgress progress, gpointer user_data,
          GCancellable *cancellable, GError **error)
{
  BsTrainingResult *result;
  Trainer self = { .options = options, .graphs = graphs, .n_graphs = n_graphs, .types = types };
  double epsilon = options->epsilon;
  gint64 start_ns = bs_now_ns ();

  if (!check_options (options, error) || !check_types (types, error))
    return NULL;
  if (n_graphs == 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("There is no graph to learn on"));
      return NULL;
    }

  result = g_new0 (BsTrainingResult, 1);
  result->history = g_array_new (FALSE, FALSE, sizeof (BsTrainingPoint));
  self.fsm = bs_fsm_new (options->encoding);
  for (guint i = 0; i < types->n_types; i++)
    bs_type_table_intern (self.fsm->types, types->types[i].name, types->types[i].letter,
                          types->types[i].shape);
  self.key = g_new (guint16, types->n_types + 1);
  self.steps = g_array_new (FALSE, FALSE, sizeof (Step));
  bs_random_init (&self.random, options->seed);
  if (!make_ratios (&self, error))
    goto failed;
  for (guint i = 0; i < n_graphs; i++)
    result->lower_bound += bs_graph_lower_bound (graphs[i]);

  while (result->episodes < options->max_episodes)
    {
      if (!play_episode (&self, result->episodes % n_graphs, epsilon, error))
        goto failed;
      learn (&self);
      result->episodes++;
      epsilon = MAX (epsilon * options->epsilon_decay, options->epsilon_min);
      if (result->episodes % options->check_every == 0 || result->episodes == options->max_episodes)
        {
          check_progress (&self, result, epsilon, progress, user_data);
          if (result->batches <= result->lower_bound)
            break;
        }
      if (g_cancellable_is_cancelled (cancellable))
        break;
    }

  if (result->fsm == NULL)
    check_progress (&self, result, epsilon, progress, user_data);
  trainer_clear (&self);
  result->elapsed_ns = bs_now_ns () - start_ns;

  return result;

failed:
  trainer_clear (&self);
  bs_training_result_free (result);

  return NULL;
}
