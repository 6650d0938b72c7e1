/* SPDX-License-Identifier: Apache-2.0 */
/* Tabular Q-learning of an FSM with N-step returns. */
#include "config.h"

#include "engine/training.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "engine/frontier.h"
#include "engine/observer.h"
#include "engine/priority-learning.h"
#include "engine/random.h"
#include "engine/training-watch.h"

/* A table that outgrows these learns nothing of use: hardly a state is seen twice. */
#define MAX_TYPES 1024u
#define MAX_ACTIONS (1u << 22)

typedef struct
{
  guint32 state;
  guint32 action; /* index among the actions of the state */
  double reward;
} Step;

/* Of schedules: costs are batches where these are the objective. */
typedef struct
{
  guint32 batches;
  guint64 cost;
} Tally;

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
  Tally last;       /* of the last episode */
  double mean_cost; /* of a batch, in a schedule of just as many as there must be */
  BsRandom random;
  BsTrainingWatcher watcher;
} Trainer;

void
bs_training_options_init_published (BsTrainingOptions *self, BsEncoding encoding)
{
  *self = (BsTrainingOptions){
    .encoding = encoding,
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
    .n_parts = 32,
    .n_trials = 2000,
  };
}

void
bs_training_options_init (BsTrainingOptions *self)
{
  bs_training_options_init_published (self, BS_ENCODING_MARKED);
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
                           G_MAXINT32, error)
         && check_setting (_ ("The number of parts"), options->n_parts, 0, 1000, error)
         && check_setting (_ ("The number of trials"), options->n_trials, 1, G_MAXINT32, error);
}

static gboolean
check_start (const BsTrainingOptions *options, const BsFsm *start, GError **error)
{
  if (start == NULL || start->states->encoding == options->encoding)
    return TRUE;

  g_set_error (
      error, BS_ERROR, BS_ERROR_RANGE, _ ("The policy to go on from has encoding %s, not %s"),
      bs_encoding_to_string (start->states->encoding), bs_encoding_to_string (options->encoding));

  return FALSE;
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
      bs_ratio_save (self->ratios[i]);
    }

  return TRUE;
}

/* Takes the first type with rho = 1 while there are others to choose from. Returns it, or -1. */
static int
take_safe_type (BsFrontier *frontier, BsRatio *ratio)
{
  for (guint type = 0; frontier->n_ready_types > 1 && type < frontier->graph->n_types; type++)
    if (frontier->ready[type] > 0 && frontier->ready[type] == ratio->reachable[type])
      {
        guint32 first, count = bs_frontier_take (frontier, type, BS_TAKE_ALL, &first);

        bs_ratio_execute (ratio, frontier->order + first, count);
        return (int) type;
      }

  return -1;
}

/* Returns the type that was taken. */
static guint
play_step (Trainer *self, BsFrontier *frontier, BsRatio *ratio, double epsilon)
{
  guint length = bs_state_encode (self->fsm->states->encoding, frontier->ready,
                                  frontier->graph->n_types, NULL, self->key);
  Step step = { .state = bs_fsm_intern_state (self->fsm, self->key, length) };
  guint n_actions;
  BsFsmAction *actions = bs_fsm_get_actions (self->fsm, step.state, &n_actions);
  guint32 first, count;
  guint type;

  /* One draw decides whether to explore, a second what; none where there is no choice. */
  if (n_actions > 1 && bs_random_unit (&self->random) < epsilon)
    step.action = bs_random_below (&self->random, n_actions);
  else
    step.action = bs_fsm_best_action (self->fsm, step.state, NULL);

  type = actions[step.action].type;
  actions[step.action].visits++;
  step.reward = bs_batch_costs_weigh (self->options->costs, type) / self->mean_cost
                * (-1.0 + self->options->alpha * frontier->ready[type] / ratio->reachable[type]);
  g_array_append_val (self->steps, step);
  count = bs_frontier_take (frontier, type, BS_TAKE_ALL, &first);
  bs_ratio_execute (ratio, frontier->order + first, count);

  return type;
}

/* One full schedule, mostly greedy; fills the list of steps. */
static gboolean
play_episode (Trainer *self, guint graph, double epsilon, GError **error)
{
  BsFrontier *frontier = &self->frontier;
  BsRatio *ratio = self->ratios[graph];

  g_array_set_size (self->steps, 0);
  self->last = (Tally){ 0, bs_batch_costs_of_nodes (self->options->costs, self->graphs[graph]) };
  bs_ratio_reset (ratio);
  bs_frontier_begin (frontier, self->graphs[graph]);
  while (frontier->n_executed < frontier->graph->n_nodes)
    {
      int type = self->options->act_when_safe ? take_safe_type (frontier, ratio) : -1;

      if (type < 0)
        type = (int) play_step (self, frontier, ratio, epsilon);
      self->last.batches++;
      self->last.cost += bs_batch_costs_weigh (self->options->costs, type);
      if (self->fsm->actions->len > MAX_ACTIONS)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("The table outgrew %u actions in %u states; take another encoding, "
                          "smaller graphs, or a fixed rule, such as agenda"),
                       MAX_ACTIONS, self->fsm->states->n_states);
          return FALSE;
        }
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

/* The greedy schedules of all graphs, as the policy will run. */
static Tally
count (Trainer *self, BsFsm *fsm)
{
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (fsm);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, self->options->encoding, FALSE);
  Tally sum = { 0 };

  for (guint i = 0; i < self->n_graphs; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, self->graphs[i], self->types);

      sum.batches += schedule->n_decisions;
      sum.cost += bs_batch_costs_of_schedule (self->options->costs, self->graphs[i], schedule);
    }

  return sum;
}

static void
check_progress (Trainer *self, BsTrainingResult *result, double epsilon)
{
  const Tally now = count (self, self->fsm);
  BsTrainingPoint point = {
    .episode = result->episodes,
    .batches = now.batches,
    .states = self->fsm->states->n_states,
    .cost = now.cost,
    .epsilon = epsilon,
  };

  if (result->fsm == NULL || now.cost < result->cost)
    {
      g_clear_pointer (&result->fsm, bs_fsm_unref);
      result->fsm = bs_fsm_copy (self->fsm);
      result->batches = now.batches;
      result->cost = now.cost;
    }
  point.best = result->batches;
  point.best_cost = result->cost;
  g_array_append_val (result->history, point);
  bs_training_watcher_check (&self->watcher, &point);
}

/* Says how an episode went, which explored with @epsilon. */
static void
tell (Trainer *self, const BsTrainingResult *result, guint32 graph, double epsilon)
{
  const BsTrainingEpisode episode = {
    .episode = result->episodes,
    .batches = self->last.batches,
    .graph = graph,
    .states = self->fsm->states->n_states,
    .best = result->fsm != NULL ? result->batches : 0,
    .cost = self->last.cost,
    .best_cost = result->fsm != NULL ? result->cost : 0,
    .epsilon = epsilon,
  };

  bs_training_watcher_episode (&self->watcher, &episode);
  if (bs_training_watcher_wants_table (&self->watcher))
    self->watcher.watch->table (bs_fsm_copy (self->fsm), self->watcher.watch->user_data);
}

static void
trainer_clear (Trainer *self)
{
  for (guint i = 0; self->ratios != NULL && i < self->n_graphs; i++)
    g_clear_pointer (&self->ratios[i], bs_ratio_free);
  g_free (self->ratios);
  bs_frontier_clear (&self->frontier);
  g_clear_pointer (&self->steps, g_array_unref);
  g_free (self->key);
  bs_fsm_unref (self->fsm);
}

/* The chance of exploring after so many episodes. */
static double
epsilon_after (const BsTrainingOptions *options, guint32 episodes)
{
  double epsilon = options->epsilon;

  for (guint32 i = 0; i < episodes && epsilon > options->epsilon_min; i++)
    epsilon = MAX (epsilon * options->epsilon_decay, options->epsilon_min);

  return MAX (epsilon, options->epsilon_min);
}

/* Takes over what rho decided in states that the table does not know: then it need not be asked
 * again. The other choices count as a batch worse. */
static void
note_fallbacks (BsFsm *fsm, const BsSchedule *schedule)
{
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];
      guint32 n_states = fsm->states->n_states, state;
      guint length, n_actions;
      const guint16 *key = bs_state_table_get (schedule->states, decision->state, &length);
      BsFsmAction *actions;

      if (!bs_reason_is_fallback (decision->reason))
        continue;
      state = bs_fsm_intern_state (fsm, key, length);
      if (state < n_states)
        continue;
      actions = bs_fsm_get_actions (fsm, state, &n_actions);
      for (guint k = 0; k < n_actions; k++)
        actions[k].q = actions[k].type == decision->type ? 0.0 : -1.0;
    }
}

/* Greedy schedules can come by states that no episode has seen: the table that is kept knows those
 * of its own graphs, if it does not lose by it. */
static void
complete_table (Trainer *self, BsTrainingResult *result)
{
  g_autoptr (BsFsm) fsm = bs_fsm_copy (result->fsm);
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (result->fsm);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, self->options->encoding, TRUE);

  for (guint i = 0; i < self->n_graphs; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, self->graphs[i], self->types);

      note_fallbacks (fsm, schedule);
    }
  if (fsm->states->n_states > result->fsm->states->n_states
      && count (self, fsm).cost <= result->cost)
    {
      bs_fsm_unref (result->fsm);
      result->fsm = g_steal_pointer (&fsm);
    }
}

static gboolean
learn_q (Trainer *self, const BsFsm *start, BsTrainingResult *result, GError **error)
{
  const BsTrainingOptions *options = self->options;
  guint32 first = start != NULL ? start->episodes : 0;
  double epsilon = epsilon_after (options, first);

  result->episodes = first;
  if (start != NULL)
    check_progress (self, result, epsilon);
  while (result->episodes - first < options->max_episodes)
    {
      guint32 graph = result->episodes % self->n_graphs;
      double explored = epsilon;
      gboolean done = FALSE;

      if (!play_episode (self, graph, epsilon, error))
        return FALSE;
      learn (self);
      self->fsm->episodes = ++result->episodes;
      epsilon = MAX (epsilon * options->epsilon_decay, options->epsilon_min);
      if (result->episodes % options->check_every == 0
          || result->episodes - first == options->max_episodes)
        {
          check_progress (self, result, epsilon);
          done = result->cost <= result->lower_cost;
        }
      tell (self, result, graph, explored);
      if (done || !bs_training_watcher_goes_on (&self->watcher))
        break;
    }
  if (result->fsm == NULL)
    check_progress (self, result, epsilon);
  complete_table (self, result);

  return TRUE;
}

/* The table to begin with: the one to go on from, or an empty one with the types of the run. */
static BsFsm *
create_fsm (const BsTrainingOptions *options, const BsTypeTable *types, const BsFsm *start)
{
  BsFsm *fsm = start != NULL ? bs_fsm_copy (start) : bs_fsm_new (options->encoding);

  for (guint i = 0; i < types->n_types; i++)
    bs_type_table_intern (fsm->types, types->types[i].name, types->types[i].letter,
                          types->types[i].shape);
  fsm->act_when_safe = options->act_when_safe;

  return fsm;
}

/* Q-learning writes states in the ids of the run, so these must be those of the table. */
static gboolean
check_order (const BsFsm *fsm, const BsTypeTable *types, GError **error)
{
  for (guint i = 0; i < types->n_types; i++)
    if (bs_type_table_lookup (fsm->types, types->types[i].name) != (int) i)
      {
        g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                     _ ("The policy to go on from was learned on other types, or met them in "
                        "another order: “%s” is not its type %u; learn from the start"),
                     types->types[i].name, i);
        return FALSE;
      }

  return TRUE;
}

BsTrainingResult *
bs_train_watched (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                  const BsTrainingOptions *options, const BsFsm *start,
                  const BsTrainingWatch *watch, GError **error)
{
  BsTrainingResult *result;
  Trainer self = { .options = options,
                   .graphs = graphs,
                   .n_graphs = n_graphs,
                   .types = types,
                   .watcher = { .watch = watch } };
  gint64 start_ns = bs_now_ns ();
  guint64 of_nodes = 0;
  gboolean done;

  if (!check_options (options, error) || !check_start (options, start, error)
      || !check_types (types, error))
    return NULL;
  if (n_graphs == 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("There is no graph to learn on"));
      return NULL;
    }

  result = g_new0 (BsTrainingResult, 1);
  result->history = g_array_new (FALSE, FALSE, sizeof (BsTrainingPoint));
  result->in_time = options->costs != NULL;
  for (guint i = 0; i < n_graphs; i++)
    {
      result->lower_bound += bs_graph_lower_bound (graphs[i]);
      result->lower_cost += bs_batch_costs_lower_bound (options->costs, graphs[i]);
      of_nodes += bs_batch_costs_of_nodes (options->costs, graphs[i]);
    }
  self.mean_cost = (double) (result->lower_cost - of_nodes) / MAX (result->lower_bound, 1);

  self.fsm = create_fsm (options, types, start);
  if (options->encoding == BS_ENCODING_MARKED)
    {
      bs_learn_priorities (graphs, n_graphs, types, options, self.fsm, result, &self.watcher);
      done = TRUE;
    }
  else
    {
      self.key = g_new (guint16, types->n_types + 1);
      self.steps = g_array_new (FALSE, FALSE, sizeof (Step));
      bs_random_init (&self.random, options->seed + (start != NULL ? start->episodes : 0));
      done = check_order (self.fsm, types, error) && make_ratios (&self, error)
             && learn_q (&self, start, result, error);
    }
  trainer_clear (&self);
  if (!done)
    {
      bs_training_result_free (result);
      return NULL;
    }

  result->elapsed_ns = bs_now_ns () - start_ns - self.watcher.waited_ns;

  return result;
}

BsTrainingResult *
bs_train (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
          const BsTrainingOptions *options, const BsFsm *start, BsTrainingProgress progress,
          gpointer user_data, GCancellable *cancellable, GError **error)
{
  const BsTrainingWatch watch = { .check = progress,
                                  .user_data = user_data,
                                  .cancellable = cancellable };

  return bs_train_watched (graphs, n_graphs, types, options, start, &watch, error);
}

void
bs_evaluate (BsFsm *fsm, BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
             const BsBatchCosts *costs, BsEvaluation *result)
{
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (fsm);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, fsm->states->encoding, FALSE);

  *result = (BsEvaluation){ 0 };
  for (guint i = 0; i < n_graphs; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graphs[i], types);

      result->batches += schedule->n_decisions;
      result->lower_bound += bs_graph_lower_bound (graphs[i]);
      result->cost += bs_batch_costs_of_schedule (costs, graphs[i], schedule);
      result->lower_cost += bs_batch_costs_lower_bound (costs, graphs[i]);
      for (guint32 k = 0; k < schedule->n_decisions; k++)
        {
          BsReason reason = schedule->decisions[k].reason;

          result->n_known += reason == BS_REASON_LEARNED;
          result->n_fallbacks += bs_reason_is_fallback (reason);
          result->n_decisions += reason == BS_REASON_LEARNED || reason == BS_REASON_COMPOSED
                                 || bs_reason_is_fallback (reason);
        }
    }
}
