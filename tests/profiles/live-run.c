/* SPDX-License-Identifier: Apache-2.0 */
/* Records a run and looks over its shoulder. */
#include "config.h"

#include "tests/profiles/live-run.h"

#include <stdlib.h>

#include "engine/backend.h"
#include "engine/frontier.h"
#include "engine/run.h"
#include "profiles/recording/recorder.h"
#include "tests/engine/fixtures.h"

#define MODEL_SIZE 8

/* A policy that looks at the frontier, and then asks another one. */
typedef struct
{
  BsPolicy parent;
  BsPolicyClass klass;
  BsPolicy *inner;
  gboolean has_levels;
  LiveRun *run;
} Spy;

/* Hears what a recorder hears. */
typedef struct
{
  const BsObserver *inner;
  LiveRun *run;
} Ear;

static void
live_state_free (LiveState *self)
{
  g_free (self->ready);
  g_free (self->lists);
  g_free (self->sets);
  g_free (self);
}

static void
live_placement_free (LivePlacement *self)
{
  g_free (self->types);
  bs_graph_plan_unref (self->plan);
  g_free (self);
}

guint64
live_sum (const guint32 *nodes, guint32 n)
{
  guint64 sum = n;

  for (guint32 i = 0; i < n; i++)
    sum = (sum ^ (nodes[i] + 1)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return sum;
}

static int
compare_nodes (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* With levels the list of a type also has nodes that are not ready yet; who is ready is known by the
 * counters of inputs only. */
static void
look_at_type (const Spy *self, const BsFrontier *frontier, guint type, LiveState *state)
{
  guint32 n = 0, end = self->has_levels ? frontier->room_end[type] : frontier->tail[type];
  g_autofree guint32 *nodes = g_new (guint32, end - frontier->head[type] + 1);

  for (guint32 i = frontier->head[type]; i < end; i++)
    if (frontier->pending[frontier->order[i]] == 0)
      nodes[n++] = frontier->order[i];
  g_assert_cmpuint (n, ==, frontier->ready[type]);
  state->ready[type] = n;
  state->lists[type] = self->has_levels ? 0 : live_sum (nodes, n);
  qsort (nodes, n, sizeof *nodes, compare_nodes);
  state->sets[type] = live_sum (nodes, n);
}

static void
spy_choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  Spy *self = (Spy *) policy;
  LiveState *state = g_new0 (LiveState, 1);

  state->n_nodes = frontier->graph->n_nodes;
  state->n_executed = frontier->n_executed;
  state->n_types = frontier->graph->n_types;
  state->n_ready_types = frontier->n_ready_types;
  state->ready = g_new (guint32, state->n_types);
  state->lists = g_new (guint64, state->n_types);
  state->sets = g_new (guint64, state->n_types);
  for (guint type = 0; type < state->n_types; type++)
    look_at_type (self, frontier, type, state);
  g_ptr_array_add (self->run->states, state);
  self->inner->klass->choose (self->inner, frontier, choice);
}

static void
spy_begin (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  BsPolicy *inner = ((Spy *) policy)->inner;

  inner->klass->begin (inner, frontier, types);
}

static const guint32 *
spy_levels (BsPolicy *policy)
{
  BsPolicy *inner = ((Spy *) policy)->inner;

  return inner->klass->levels (inner);
}

static void
spy_taken (BsPolicy *policy, BsFrontier *frontier, const guint32 *nodes, guint32 n_nodes)
{
  BsPolicy *inner = ((Spy *) policy)->inner;

  inner->klass->taken (inner, frontier, nodes, n_nodes);
}

static double
spy_score (BsPolicy *policy, BsFrontier *frontier, guint type)
{
  BsPolicy *inner = ((Spy *) policy)->inner;

  return inner->klass->score (inner, frontier, type);
}

static void
spy_finalize (BsPolicy *policy)
{
  bs_policy_unref (((Spy *) policy)->inner);
}

/* Does what @inner (transfer full) does. */
static BsPolicy *
spy_new (BsPolicy *inner, LiveRun *run)
{
  Spy *self = g_new0 (Spy, 1);

  self->klass = (BsPolicyClass){
    .name = inner->klass->name,
    .take = inner->klass->take,
    .begin = inner->klass->begin != NULL ? spy_begin : NULL,
    .levels = inner->klass->levels != NULL ? spy_levels : NULL,
    .choose = spy_choose,
    .taken = inner->klass->taken != NULL ? spy_taken : NULL,
    .score = inner->klass->score != NULL ? spy_score : NULL,
    .finalize = spy_finalize,
  };
  self->parent = (BsPolicy){ &self->klass, 1 };
  self->inner = inner;
  self->has_levels = inner->klass->levels != NULL;
  self->run = run;

  return &self->parent;
}

static void
hear_scheduled (gpointer user_data, const BsMiniBatch *mini_batch)
{
  const BsObserver *inner = ((Ear *) user_data)->inner;

  inner->scheduled (inner->user_data, mini_batch);
}

static void
hear_planned (gpointer user_data, const BsPlacement *placement)
{
  Ear *self = user_data;
  LivePlacement *own = g_new (LivePlacement, 1);

  own->n_types = placement->graph->n_types;
  own->types = g_memdup2 (placement->types, own->n_types * sizeof *own->types);
  own->plan = bs_graph_plan_ref (placement->plan);
  g_ptr_array_add (self->run->placements, own);
  self->inner->planned (self->inner->user_data, placement);
}

static void
hear_event (gpointer user_data, const BsEvent *event)
{
  const BsObserver *inner = ((Ear *) user_data)->inner;

  inner->event (inner->user_data, event);
}

static void
hear_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  const BsObserver *inner = ((Ear *) user_data)->inner;

  inner->finished (inner->user_data, mini_batch, loss);
}

/* A table is learned on the first mini-batch as a whole. */
static BsPolicy *
make_policy (const LiveOptions *options, BsWorkload *workload, BsTypeTable *types)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph)
      graph = bs_workload_build_graph (workload, 0, options->batch_size, types, &error);

  g_assert_no_error (error);

  return bs_fixture_policy (options->policy, graph, types);
}

static BsBackend *
make_backend (const LiveOptions *options, BsWorkload *workload, BsRecorder *recorder)
{
  BsBackendOptions backend_options;
  g_autoptr (BsModel) model = NULL;
  g_autoptr (GError) error = NULL;
  BsBackend *backend;

  if (options->planner == BS_N_PLANNERS)
    return NULL;

  model = bs_workload_create_model (workload, MODEL_SIZE, &error);
  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  bs_backend_options_init (&backend_options);
  backend_options.planner = options->planner;
  backend = bs_backend_new ("cpu", model, &backend_options, &error);
  g_assert_no_error (error);
  bs_recorder_set_plans (recorder, model, options->planner);

  return backend;
}

static void
run (LiveRun *self, const LiveOptions *options, BsRecorder *recorder)
{
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (options->workload);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) spy = spy_new (make_policy (options, workload, types), self);
  g_autoptr (BsBackend) backend = make_backend (options, workload, recorder);
  g_autoptr (GError) error = NULL;
  Ear ear = { bs_recorder_get_observer (recorder), self };
  const BsObserver observer = { .user_data = &ear,
                                .scheduled = hear_scheduled,
                                .planned = hear_planned,
                                .event = hear_event,
                                .finished = hear_finished };
  const BsRunOptions run_options = { .batch_size = options->batch_size,
                                     .n_batches = options->n_batches,
                                     .encoding = BS_ENCODING_SORT,
                                     .incremental = options->incremental };

  bs_run (workload, types, spy, backend, &run_options, &observer, NULL, NULL, &error);
  g_assert_no_error (error);
}

LiveRun *
live_run_new (const LiveOptions *options, const char *path)
{
  LiveRun *self = g_new0 (LiveRun, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, &error);

  g_assert_no_error (error);
  self->states = g_ptr_array_new_with_free_func ((GDestroyNotify) live_state_free);
  self->placements = g_ptr_array_new_with_free_func ((GDestroyNotify) live_placement_free);
  run (self, options, recorder);
  bs_recorder_close (recorder, &error);
  g_assert_no_error (error);

  return self;
}

void
live_run_free (LiveRun *self)
{
  g_ptr_array_unref (self->states);
  g_ptr_array_unref (self->placements);
  g_free (self);
}
