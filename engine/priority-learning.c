/* SPDX-License-Identifier: Apache-2.0 */
/* Learns priorities of types and their marks. */
#include "config.h"

#include "engine/priority-learning.h"

#include <math.h>
#include <string.h>

#include "engine/components.h"
#include "engine/marks.h"
#include "engine/random.h"

/* So many changes in vain, and they become smaller, down to a point; then large ones again. */
#define PATIENCE 200
#define LARGEST_STEP 1.0
#define LEAST_STEP 0.125

/* The largest parts have about so many inputs, or half of them all: more would take longer and
 * teach no more. Others have a half, a quarter and an eighth of that: in small parts one input is
 * much longer than the rest more often, which large mini-batches are now and then as well. */
#define PART_INPUTS 32
#define N_PART_SIZES 4

/* Nodes of all parts together: of very many graphs there are fewer parts, for the sake of memory. */
#define MAX_PART_NODES (1u << 22)

/* Of schedules: costs are batches where these are the objective, else ns without those of nodes. */
typedef struct
{
  guint32 batches;
  guint64 cost;
} Tally;

/* A graph to schedule: nodes of components of several types only. */
typedef struct
{
  BsGraph *graph;
  BsFrontier frontier; /* at the beginning */
  BsMarks *marks;
  guint32 lower_bound;
  guint64 lower_cost;
} Course;

typedef struct
{
  const BsTrainingOptions *options;
  guint n_types;
  guint16 *component; /* [n_types] */
  guint16 *size;      /* [n_types] types in its component */
  GArray *courses;    /* Course, to learn on; the first n_whole are whole graphs */
  guint n_whole;
  GArray *unseen;   /* Course: as many other parts, to tell what was learned by heart */
  double *priority; /* [n_types x BS_N_MARKS] */
  guint8 *seen;     /* [n_types x BS_N_MARKS] whether it has ever been asked for */
  guint16 *types, *marks;
  BsRandom random;
  guint32 *weight; /* [n_types] of a batch */
  Tally judged;    /* whole graphs, when they were judged last; 0: it was given up before */
  BsTrainingWatcher *watcher;
} Learner;

/* What is asked of it. */
typedef struct
{
  BsGraph *const *graphs;
  guint n_graphs;
  const BsTypeTable *types;
  BsFsm *fsm; /* to be filled */
  BsTrainingResult *result;
  Tally rest; /* of the graphs what leaves no choice, with the costs of all nodes */
} Task;

static void
course_clear (Course *self)
{
  bs_graph_unref (self->graph);
  bs_frontier_clear (&self->frontier);
  bs_marks_free (self->marks);
}

/* The part of @graph that leaves a choice, of the instances that are kept (%NULL: all). */
static BsGraph *
extract (const Learner *self, const BsGraph *graph, const guint8 *kept)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autofree guint32 *number = g_new (guint32, MAX (graph->n_nodes, 1));
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      number[v] = G_MAXUINT32;
      if (self->size[graph->type[v]] < 2 || (kept != NULL && !kept[graph->instance[v]]))
        continue;
      g_array_set_size (inputs, 0);
      for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
        if (number[graph->inputs[i]] != G_MAXUINT32)
          g_array_append_val (inputs, number[graph->inputs[i]]);
      number[v] = bs_graph_builder_add (builder, graph->type[v], 0, BS_NO_DATUM,
                                        (const guint32 *) (gpointer) inputs->data, inputs->len);
    }

  return bs_graph_builder_finish (builder, NULL);
}

/* Returns how many nodes it has. */
static guint32
add_course (Learner *self, GArray *courses, const BsGraph *graph, const guint8 *kept)
{
  Course course = { .graph = extract (self, graph, kept) };

  if (course.graph->n_nodes == 0)
    {
      bs_graph_unref (course.graph);
      return 0;
    }
  course.lower_bound = bs_graph_lower_bound (course.graph);
  course.lower_cost = bs_batch_costs_lower_bound (self->options->costs, course.graph)
                      - bs_batch_costs_of_nodes (self->options->costs, course.graph);
  course.marks = bs_marks_new ();
  bs_frontier_begin (&course.frontier, course.graph);
  bs_marks_begin (course.marks, &course.frontier, self->component);
  g_array_append_val (courses, course);

  return course.graph->n_nodes;
}

/* Whole graphs first, then parts. */
static void
add_courses (Learner *self, BsGraph *const *graphs, guint n_graphs)
{
  guint64 n_nodes = 0;

  for (guint i = 0; i < n_graphs; i++)
    add_course (self, self->courses, graphs[i], NULL);
  self->n_whole = self->courses->len;

  for (guint part = 0; part < 2 * self->options->n_parts; part++)
    for (guint i = 0; i < n_graphs && self->n_whole > 0 && n_nodes < MAX_PART_NODES; i++)
      {
        guint32 n_instances = graphs[i]->n_instances;
        guint32 one_in = MAX (2, n_instances / PART_INPUTS) << part / 2 % N_PART_SIZES;
        g_autofree guint8 *kept = g_new (guint8, MAX (n_instances, 1));

        if (n_instances < 2)
          continue;
        for (guint32 k = 0; k < n_instances; k++)
          kept[k] = bs_random_below (&self->random, one_in) == 0;
        n_nodes += add_course (self, part % 2 == 0 ? self->courses : self->unseen, graphs[i], kept);
      }
}

/* As the policy chooses: the largest priority, then the largest share ready, then the first. */
static guint
choose (Learner *self, const BsFrontier *frontier, const BsMarks *marks)
{
  guint n = bs_marks_find (marks, frontier, NULL, self->types, self->marks);
  guint best = 0;
  double best_priority = -INFINITY, best_share = 0.0;

  for (guint i = 0; n > 1 && i < n; i++)
    {
      guint type = self->types[i];
      guint token = type * BS_N_MARKS + self->marks[i];
      double priority = self->priority[token];
      double share = (double) frontier->ready[type]
                     / (frontier->room_end[type] - frontier->head[type]);

      self->seen[token] = TRUE;
      if (priority > best_priority || (priority == best_priority && share > best_share))
        {
          best = i;
          best_priority = priority;
          best_share = share;
        }
    }

  return self->types[best];
}

/* Schedules a course; gives up when it costs more than @limit. */
static Tally
play (Learner *self, Course *course, guint64 limit)
{
  BsFrontier *frontier = &course->frontier;
  Tally sum = { 0 };

  bs_frontier_begin (frontier, course->graph);
  bs_marks_reset (course->marks, frontier);
  while (frontier->n_executed < course->graph->n_nodes && sum.cost <= limit)
    {
      guint type = choose (self, frontier, course->marks);
      guint32 first, count = bs_frontier_take (frontier, type, BS_TAKE_ALL, &first);

      bs_marks_taken (course->marks, frontier, frontier->order + first, count);
      sum.batches++;
      sum.cost += self->weight[type];
    }

  return sum;
}

/* The mean of costs over their lower bounds; stops early when it will be more than @limit. */
static double
judge (Learner *self, GArray *courses, double limit)
{
  guint n = courses->len;
  double sum = 0.0;
  Tally all = { 0 };

  self->judged = (Tally){ 0 };
  for (guint i = 0; i < n; i++)
    {
      Course *course = &g_array_index (courses, Course, i);
      /* What follows is 1 at best. */
      double room = (limit * n - sum - (n - 1 - i)) * course->lower_cost;
      guint64 most = room < 0 ? 0 : room > 1e18 ? G_MAXINT64 : (guint64) (room + 1e-6);
      Tally tally = play (self, course, most);

      sum += (double) tally.cost / course->lower_cost;
      if (tally.cost > most)
        return G_MAXDOUBLE;
      all.batches += tally.batches;
      all.cost += tally.cost;
      if (i + 1 == self->n_whole)
        self->judged = all;
    }

  return n > 0 ? sum / n : 0.0;
}

/* Roughly normal: the sum of three. */
static double
draw_change (Learner *self, double step)
{
  double sum = 0.0;

  for (guint i = 0; i < 3; i++)
    sum += 2.0 * bs_random_unit (&self->random) - 1.0;

  return sum * step;
}

static guint
draw_token (Learner *self)
{
  guint n = 0, which;

  for (guint token = 0; token < self->n_types * BS_N_MARKS; token++)
    n += self->seen[token];
  which = bs_random_below (&self->random, MAX (n, 1));
  for (guint token = 0; token < self->n_types * BS_N_MARKS; token++)
    if (self->seen[token] && which-- == 0)
      return token;

  return 0;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Only the order of priorities counts, and on which side of 0 they are, since 0 is what is not
 * known: small whole numbers say the same. */
static double
find_rank (const Learner *self, guint type, guint marks)
{
  double own = self->priority[type * BS_N_MARKS + marks];
  g_autoptr (GArray) between = g_array_new (FALSE, FALSE, sizeof (double));
  guint rank = 1;

  if (own == 0.0)
    return 0.0;
  for (guint other = 0; other < self->n_types; other++)
    for (guint k = 0; self->component[other] == self->component[type] && k < BS_N_MARKS; k++)
      {
        double value = self->priority[other * BS_N_MARKS + k];

        if (self->seen[other * BS_N_MARKS + k] && value != 0.0 && (value > 0.0) == (own > 0.0)
            && fabs (value) < fabs (own))
          g_array_append_val (between, value);
      }
  g_array_sort (between, compare_doubles);
  for (guint i = 0; i < between->len; i++)
    rank += i == 0 || g_array_index (between, double, i) != g_array_index (between, double, i - 1);

  return copysign (rank, own);
}

/* Priorities of types that the run has, into the table. */
static void
write_priorities (const Learner *self, const BsTypeTable *types, BsFsm *fsm)
{
  for (guint type = 0; type < self->n_types; type++)
    {
      BsFsmType *facts = bs_fsm_peek_type (
          fsm, bs_type_table_lookup (fsm->types, types->types[type].name));

      facts->component = self->component[type];
      for (guint marks = 0; marks < BS_N_MARKS; marks++)
        if (self->seen[type * BS_N_MARKS + marks])
          facts->priority[marks] = find_rank (self, type, marks);
    }
}

/* A table goes on from its priorities. */
static void
read_priorities (Learner *self, const BsTypeTable *types, BsFsm *fsm)
{
  for (guint type = 0; type < self->n_types; type++)
    {
      const BsFsmType *facts = bs_fsm_peek_type (
          fsm, bs_type_table_lookup (fsm->types, types->types[type].name));

      for (guint marks = 0; marks < BS_N_MARKS; marks++)
        if (!isnan (facts->priority[marks]))
          {
            self->priority[type * BS_N_MARKS + marks] = facts->priority[marks];
            self->seen[type * BS_N_MARKS + marks] = TRUE;
          }
    }
}

/* States that greedy schedules of the training graphs visit, with their numbers; returns what these
 * come to, with their nodes. */
static Tally
write_states (BsFsm *fsm, BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
              const BsBatchCosts *costs)
{
  g_autoptr (BsPolicy) policy = bs_policy_new_fsm (fsm);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_MARKED, TRUE);
  Tally sum = { 0 };

  for (guint i = 0; i < n_graphs; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graphs[i], types);

      sum.batches += schedule->n_decisions;
      sum.cost += bs_batch_costs_of_schedule (costs, graphs[i], schedule);
      for (guint32 k = 0; k < schedule->n_decisions; k++)
        {
          const BsDecision *decision = &schedule->decisions[k];
          guint length, n_actions;
          const guint16 *key = bs_state_table_get (schedule->states, decision->state, &length);
          guint n = bs_state_n_ready (BS_ENCODING_MARKED, length);
          g_autofree guint16 *own = g_memdup2 (key, length * sizeof *own);
          BsFsmAction *actions;
          guint32 state;

          for (guint at = 0; at < n; at++)
            own[at] = bs_type_table_lookup (fsm->types, types->types[key[at]].name);
          state = bs_fsm_intern_state (fsm, own, length);
          actions = bs_fsm_get_actions (fsm, state, &n_actions);
          for (guint at = 0; at < n_actions; at++)
            {
              double priority = bs_fsm_peek_type (fsm, own[at])->priority[own[n + at]];

              actions[at].q = isnan (priority) ? 0.0 : priority;
              actions[at].visits += key[at] == decision->type;
            }
        }
    }

  return sum;
}

/* Of the training graphs; @rest of them is not in the courses. */
static Tally
count (Learner *self, Tally rest)
{
  for (guint i = 0; i < self->n_whole; i++)
    {
      Tally tally = play (self, &g_array_index (self->courses, Course, i), G_MAXINT64);

      rest.batches += tally.batches;
      rest.cost += tally.cost;
    }

  return rest;
}

static guint32
count_seen (const Learner *self)
{
  guint32 n = 0;

  for (guint token = 0; token < self->n_types * BS_N_MARKS; token++)
    n += self->seen[token];

  return n;
}

static void
add_point (Learner *self, BsTrainingResult *result, Tally rest, double step)
{
  const Tally now = count (self, rest);
  BsTrainingPoint point = {
    .episode = result->episodes,
    .batches = now.batches,
    .best = result->batches,
    .cost = now.cost,
    .best_cost = result->cost,
    .epsilon = step,
  };

  point.states = count_seen (self);
  g_array_append_val (result->history, point);
  bs_training_watcher_check (self->watcher, &point);
}

/* A copy of the table with the priorities as they are now. */
static void
hand_out_table (const Learner *self, Task *task)
{
  BsFsm *fsm = bs_fsm_copy (task->fsm);

  write_priorities (self, task->types, fsm);
  fsm->episodes = task->result->episodes;
  write_states (fsm, task->graphs, task->n_graphs, task->types, self->options->costs);
  self->watcher->watch->table (fsm, self->watcher->watch->user_data);
}

/* Says how a change went: @judged of what leaves a choice, or 0. */
static void
tell (const Learner *self, Task *task, Tally judged, double step)
{
  const BsTrainingEpisode episode = {
    .episode = task->result->episodes,
    .batches = judged.batches > 0 ? judged.batches + task->rest.batches : 0,
    .states = count_seen (self),
    .best = task->result->batches,
    .cost = judged.batches > 0 ? judged.cost + task->rest.cost : 0,
    .best_cost = task->result->cost,
    .epsilon = step,
  };

  bs_training_watcher_episode (self->watcher, &episode);
  if (bs_training_watcher_wants_table (self->watcher))
    hand_out_table (self, task);
}

static void
keep (BsTrainingResult *result, Tally tally)
{
  result->batches = tally.batches;
  result->cost = tally.cost;
}

static void
climb (Learner *self, Task *task)
{
  BsTrainingResult *result = task->result;
  gsize size = self->n_types * BS_N_MARKS * sizeof (double);
  g_autofree double *kept = g_memdup2 (self->priority, size);
  double best = judge (self, self->courses, G_MAXINT32);
  double best_unseen = judge (self, self->unseen, G_MAXINT32);
  double step = LARGEST_STEP;
  guint n_vain = 0;

  for (guint32 trial = 0; trial < self->options->n_trials; trial++)
    {
      guint n_changes = 1 + bs_random_below (&self->random, 2);
      guint token[2];
      double before[2], now, tried = step;
      Tally judged;

      if (!bs_training_watcher_goes_on (self->watcher))
        break;
      for (guint i = 0; i < n_changes; i++)
        {
          token[i] = draw_token (self);
          before[i] = self->priority[token[i]];
          self->priority[token[i]] += draw_change (self, step);
        }
      now = judge (self, self->courses, best);
      judged = self->judged;
      if (now < best)
        {
          double unseen = judge (self, self->unseen, best_unseen);

          n_vain = 0;
          best = now;
          if (unseen <= best_unseen)
            {
              best_unseen = unseen;
              memcpy (kept, self->priority, size);
              keep (result, count (self, task->rest));
            }
        }
      else if (now == best)
        {
          n_vain++;
        }
      else
        {
          for (guint i = n_changes; i-- > 0;)
            self->priority[token[i]] = before[i];
          n_vain++;
        }
      result->episodes++;
      if (result->episodes % self->options->check_every == 0)
        add_point (self, result, task->rest, step);
      tell (self, task, judged, tried);
      if (n_vain > PATIENCE)
        {
          step = step > LEAST_STEP ? step / 2.0 : LARGEST_STEP;
          n_vain = 0;
        }
    }
  memcpy (self->priority, kept, size);
}

static void
find_components (Learner *self, BsGraph *const *graphs, guint n_graphs)
{
  g_autoptr (BsComponents)
      components = bs_components_new ((const BsGraph *const *) graphs, n_graphs);

  self->n_types = components->n_types;
  self->component = g_memdup2 (components->component,
                               MAX (self->n_types, 1) * sizeof *self->component);
  self->size = g_new (guint16, MAX (self->n_types, 1));
  for (guint type = 0; type < self->n_types; type++)
    self->size[type] = components->size[components->component[type]];
}

void
bs_learn_priorities (BsGraph *const *graphs, guint n_graphs, const BsTypeTable *types,
                     const BsTrainingOptions *options, BsFsm *fsm, BsTrainingResult *result,
                     BsTrainingWatcher *watcher)
{
  Learner self = { .options = options, .watcher = watcher };
  Task task = { graphs, n_graphs, types, fsm, result, { result->lower_bound, result->lower_cost } };

  bs_random_init (&self.random, options->seed + fsm->episodes);
  find_components (&self, graphs, n_graphs);
  self.priority = g_new0 (double, self.n_types *BS_N_MARKS + 1);
  self.seen = g_new0 (guint8, self.n_types * BS_N_MARKS + 1);
  self.weight = g_new (guint32, self.n_types + 1);
  for (guint type = 0; type < self.n_types; type++)
    self.weight[type] = bs_batch_costs_weigh (options->costs, type);
  self.types = g_new (guint16, self.n_types + 1);
  self.marks = g_new (guint16, self.n_types + 1);
  self.courses = g_array_new (FALSE, FALSE, sizeof (Course));
  g_array_set_clear_func (self.courses, (GDestroyNotify) course_clear);
  self.unseen = g_array_new (FALSE, FALSE, sizeof (Course));
  g_array_set_clear_func (self.unseen, (GDestroyNotify) course_clear);
  add_courses (&self, graphs, n_graphs);
  read_priorities (&self, types, fsm);

  /* Components of one type take exactly their part of the bound, whatever is chosen. */
  for (guint i = 0; i < self.n_whole; i++)
    {
      const Course *course = &g_array_index (self.courses, Course, i);

      task.rest.batches -= course->lower_bound;
      task.rest.cost -= course->lower_cost;
    }

  result->episodes = fsm->episodes;
  keep (result, count (&self, task.rest));
  add_point (&self, result, task.rest, LARGEST_STEP);
  if (self.n_whole > 0)
    climb (&self, &task);
  write_priorities (&self, types, fsm);
  fsm->episodes = result->episodes;
  keep (result, write_states (fsm, graphs, n_graphs, types, options->costs));
  result->fsm = bs_fsm_ref (fsm);

  g_array_unref (self.courses);
  g_array_unref (self.unseen);
  g_free (self.component);
  g_free (self.size);
  g_free (self.weight);
  g_free (self.priority);
  g_free (self.seen);
  g_free (self.types);
  g_free (self.marks);
}
