/* SPDX-License-Identifier: Apache-2.0 */
/* A mini-batch followed up to a decision, overridden there, and left to a policy. */
#include "config.h"

#include "profiles/replay/branch.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/random.h"
#include "profiles/replay/branch-private.h"
#include "profiles/files/policy-file.h"
#include "profiles/replay/rebuilding.h"
#include "profiles/trace/stages.h"

/* Nodes and operands of all stages together, each of which is a graph of its own. */
#define MAX_STAGE_WORK ((guint64) 1 << 32)

static BsBranchPolicy *
policy_create (const char *name, BsFsm *fsm)
{
  BsBranchPolicy *self = g_new0 (BsBranchPolicy, 1);

  g_atomic_int_set (&self->refs, 1);
  self->name = g_strdup (name);
  self->fsm = fsm;
  bs_policy_options_init (&self->options);

  return self;
}

BsBranchPolicy *
bs_branch_policy_new (const char *name, const BsPolicyOptions *options, GError **error)
{
  g_autofree char *known = NULL;
  BsBranchPolicy *self;
  BsFsm *fsm;

  if (name == NULL)
    return policy_create (NULL, NULL);

  if (g_strv_contains (bs_policy_names (), name))
    {
      /* made once to see whether the options are in bounds */
      g_autoptr (BsPolicy) policy = bs_policy_new (name, options, error);

      if (policy == NULL)
        return NULL;
      self = policy_create (name, NULL);
      if (options != NULL)
        self->options = *options;
      return self;
    }

  if (!g_file_test (name, G_FILE_TEST_EXISTS))
    {
      known = g_strjoinv (", ", (char **) bs_policy_names ());
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("“%s” is neither a policy (%s) nor the file of one"), name, known);
      return NULL;
    }
  fsm = bs_policy_file_load (name, error);

  return fsm != NULL ? policy_create (name, fsm) : NULL;
}

BsBranchPolicy *
bs_branch_policy_new_fsm (const char *name, BsFsm *fsm)
{
  return policy_create (name, bs_fsm_ref (fsm));
}

BsBranchPolicy *
bs_branch_policy_ref (BsBranchPolicy *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_branch_policy_unref (BsBranchPolicy *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_clear_pointer (&self->fsm, bs_fsm_unref);
  g_free (self->name);
  g_free (self);
}

gboolean
bs_branch_policy_is_own (const BsBranchPolicy *self)
{
  return self->name == NULL && self->fsm == NULL;
}

const char *
bs_branch_policy_get_name (const BsBranchPolicy *self, const BsTrace *trace)
{
  const char *name = self->name;

  if (name == NULL && self->fsm == NULL)
    name = bs_trace_get_info (trace, "policy");

  return name != NULL ? name : "fsm";
}

static gboolean
check_types (const BsFsm *fsm, const char *name, const BsTypeTable *types, GError **error)
{
  g_autofree char *missing = NULL;

  for (guint i = 0; i < types->n_types; i++)
    if (bs_type_table_lookup (fsm->types, types->types[i].name) >= 0)
      return TRUE;

  missing = bs_fsm_find_missing_types (fsm, types);
  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("The policy %s is for other inputs: it knows none of their types (%s)"), name,
               missing);
  return FALSE;
}

BsPolicy *
bs_branch_policy_make (const BsBranchPolicy *self, const BsTrace *trace, GError **error)
{
  g_autofree char *why = NULL;
  BsPolicy *policy;

  if (self->fsm != NULL)
    return check_types (self->fsm, bs_branch_policy_get_name (self, trace), trace->types, error)
               ? bs_policy_new_fsm (self->fsm)
               : NULL;
  if (self->name != NULL)
    return bs_policy_new (self->name, &self->options, error);

  policy = bs_rebuild_policy (trace, &why);
  if (policy == NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("What decided when the trace was recorded cannot be asked again: %s; say which "
                    "policy goes on"),
                 why);

  return policy;
}

static gboolean
is_same_policy (const BsBranchPolicy *a, const BsBranchPolicy *b)
{
  return a == b
         || (g_strcmp0 (a->name, b->name) == 0 && a->fsm == b->fsm
             && a->options.seed == b->options.seed && a->options.beam_width == b->options.beam_width
             && a->options.max_states == b->options.max_states);
}

/* Where stages end is where all nodes that are there have run. */
static gboolean
find_stages (BsBranchBase *self, const BsTraceMiniBatch *mini_batch, GError **error)
{
  guint32 stage = 0;
  guint64 n_executed = 0;

  self->n_stages = bs_stages_count (mini_batch);
  self->stage_first = g_new0 (guint32, (gsize) self->n_stages + 1);
  for (guint32 i = 0; i < self->schedule->n_decisions; i++)
    {
      n_executed += self->schedule->decisions[i].count;
      if (n_executed == bs_stages_get_nodes (mini_batch, stage))
        self->stage_first[++stage] = i + 1;
    }
  if (stage == self->n_stages)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT,
               _ ("The trace contradicts itself: the graph of mini-batch %u grew before all of it "
                  "had run; “verify” says more"),
               self->mini_batch);
  return FALSE;
}

gboolean
bs_branch_base_init (BsBranchBase *self, const BsTrace *trace, guint32 mini_batch,
                     const BsBranch *parent, GError **error)
{
  const BsTraceMiniBatch *facts = &trace->mini_batches[mini_batch];

  *self = (BsBranchBase){ .trace = trace, .mini_batch = mini_batch };
  self->first_decision = facts->first_decision;
  if (!bs_stages_are_whole (trace, facts))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The recording of mini-batch %u was cut short: there is nothing to compare a "
                      "branch with"),
                   mini_batch);
      return FALSE;
    }
  if (bs_stages_get_work (facts) > MAX_STAGE_WORK)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The graph of mini-batch %u has too many stages"), mini_batch);
      return FALSE;
    }

  for (guint32 i = 0; i < mini_batch; i++)
    self->n_graphs += bs_stages_count (&trace->mini_batches[i]);
  self->unpacked = bs_trace_open_graph (trace, mini_batch);
  self->schedule = parent != NULL
                       ? bs_schedule_ref (parent->schedule)
                       : bs_stages_cut_schedule (trace, self->unpacked, self->unpacked->graph,
                                                 facts->n_decisions);

  return find_stages (self, facts, error);
}

void
bs_branch_base_clear (BsBranchBase *self)
{
  g_clear_pointer (&self->schedule, bs_schedule_unref);
  g_clear_pointer (&self->unpacked, bs_trace_graph_unref);
  g_clear_pointer (&self->stage_first, g_free);
}

guint32
bs_branch_base_find_stage (const BsBranchBase *self, guint32 index)
{
  guint32 stage = 0;

  while (self->stage_first[stage + 1] <= index)
    stage++;

  return stage;
}

gboolean
bs_branch_base_follow (const BsBranchBase *self, BsScheduler *scheduler, BsPolicy *policy,
                       const BsGraph *graph, guint32 stage, guint32 end, gboolean own,
                       const guint32 *renew, GError **error)
{
  guint32 n_run = stage > 0 ? bs_stages_get_nodes (self->unpacked->mini_batch, stage - 1) : 0;

  bs_policy_skip (policy, self->n_graphs + stage);
  bs_scheduler_start (scheduler, graph, self->trace->types, n_run, own);
  for (guint32 i = self->stage_first[stage]; i < end; i++)
    {
      const BsDecision *d = &self->schedule->decisions[i];
      gboolean is_override = FALSE;

      for (guint32 k = 0; renew != NULL && renew[k] != G_MAXUINT32; k++)
        is_override = is_override || renew[k] == i;
      /* What is taken of a type may hang on a plan. */
      if (is_override && policy->klass->take == BS_TAKE_LEVEL)
        bs_scheduler_renew (scheduler);
      if (!bs_scheduler_follow (scheduler, d->type, self->schedule->order + d->first, d->count))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT,
                       _ ("The trace contradicts itself: the batch of decision %u was not ready; "
                          "“verify” says more"),
                       self->first_decision + i);
          return FALSE;
        }
      if (is_override)
        bs_scheduler_renew (scheduler);
    }

  return TRUE;
}

guint64
bs_branch_mark (guint32 node)
{
  guint64 state = node;

  return bs_splitmix64 (&state);
}

/* A branch while it is made. */
typedef struct
{
  BsBranchBase base;
  BsBranch *branch;
  guint32 index; /* that is overridden, from 0 through the mini-batch */
  BsPolicy *policy;
  BsScheduler *scheduler;
  guint32 *renew; /* overrides of branches before, after which the same policy went on */
  GCancellable *cancellable;
} Making;

static void
making_clear (Making *self)
{
  bs_branch_base_clear (&self->base);
  g_clear_pointer (&self->branch, bs_branch_unref);
  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->scheduler, bs_scheduler_free);
  g_free (self->renew);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* Overrides that are still on the way to this one. */
static void
find_overrides (Making *self)
{
  g_autoptr (GArray) found = g_array_new (TRUE, FALSE, sizeof (guint32));
  const guint32 end = G_MAXUINT32;
  guint32 limit = self->index;

  for (const BsBranch *b = self->branch->parent; b != NULL; b = b->parent)
    {
      guint32 index = b->decision - self->base.first_decision;

      if (index < limit && is_same_policy (b->policy, self->branch->policy))
        g_array_append_val (found, index);
      limit = MIN (limit, index);
    }
  g_array_append_val (found, end);
  self->renew = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&found), FALSE);
}

static gboolean
override (Making *self, const BsGraph *graph, GError **error)
{
  const BsTypeTable *types = self->base.trace->types;
  const guint32 *ready = bs_scheduler_get_ready (self->scheduler);
  g_autoptr (GString) names = g_string_new (NULL);

  if (self->branch->type == BS_BRANCH_OWN_CHOICE && bs_scheduler_step (self->scheduler))
    {
      const guint32 *nodes;

      self->branch->type = bs_scheduler_get_last (self->scheduler, &nodes)->type;
      return TRUE;
    }
  if (bs_scheduler_override (self->scheduler, self->branch->type))
    return TRUE;

  for (guint type = 0; type < graph->n_types; type++)
    if (ready[type] > 0)
      g_string_append_printf (names, names->len > 0 ? ", %s" : "%s", types->types[type].name);
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
               _ ("No node of type %s is ready at decision %u; ready are %s"),
               types->types[self->branch->type].name, self->branch->decision, names->str);
  return FALSE;
}

/* Adds the batches of a stage, whose order is of its own graph. */
static void
append_stage (const Making *self, guint32 *next, const BsSchedule *stage)
{
  BsSchedule *whole = self->branch->schedule;
  guint32 n = whole->n_decisions, n_candidates = whole->n_candidates;

  whole->n_decisions += stage->n_decisions;
  whole->n_candidates += stage->n_candidates;
  whole->n_fallbacks += stage->n_fallbacks;
  whole->decisions = g_renew (BsDecision, whole->decisions, MAX (whole->n_decisions, 1));
  whole->candidates = g_renew (BsCandidate, whole->candidates, MAX (whole->n_candidates, 1));
  if (stage->n_candidates > 0)
    memcpy (whole->candidates + n_candidates, stage->candidates,
            stage->n_candidates * sizeof (BsCandidate));
  for (guint32 i = 0; i < stage->n_decisions; i++)
    {
      BsDecision *d = &whole->decisions[n + i];

      *d = stage->decisions[i];
      memcpy (whole->order + next[d->type], stage->order + d->first, d->count * sizeof (guint32));
      d->first = next[d->type];
      d->first_candidate += n_candidates;
      next[d->type] += d->count;
    }
  if (whole->states == NULL)
    whole->states = bs_state_table_ref (stage->states);
}

/* Returns: (transfer full): the decisions of a stage: as they were, or overridden. */
static BsSchedule *
schedule_stage (Making *self, const BsGraph *graph, guint32 stage, GError **error)
{
  gboolean is_left = stage == self->branch->stage;
  guint32 end = is_left ? self->index : self->base.stage_first[stage + 1];

  if (!bs_branch_base_follow (&self->base, self->scheduler, self->policy, graph, stage, end,
                              bs_branch_policy_is_own (self->branch->policy), self->renew, error))
    return NULL;
  if (is_left && !override (self, graph, error))
    return NULL;
  while (is_left && bs_scheduler_step (self->scheduler))
    if (g_cancellable_is_cancelled (self->cancellable))
      break;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return NULL;

  return bs_scheduler_finish (self->scheduler);
}

/* A graph of many types can have a candidate for each node and type. */
static gboolean
check_room (const Making *self, GError **error)
{
  if (self->branch->schedule->n_candidates <= BS_SCHEDULER_ROOM)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("Too many types are ready in mini-batch %u for it to be scheduled again"),
               self->branch->mini_batch);
  return FALSE;
}

/* All stages go through the same scheduler, so that they share one table of states. */
static gboolean
schedule_all (Making *self, GError **error)
{
  const BsGraph *graph = self->base.unpacked->graph;
  g_autofree guint32 *next = g_new (guint32, MAX (graph->n_types, 1));
  guint32 first = 0;

  if (self->base.n_stages == 1)
    {
      self->branch->schedule = schedule_stage (self, graph, 0, error);
      return self->branch->schedule != NULL && check_room (self, error);
    }

  self->branch->schedule = g_new0 (BsSchedule, 1);
  g_atomic_int_set (&self->branch->schedule->refs, 1);
  self->branch->schedule->n_nodes = graph->n_nodes;
  self->branch->schedule->order = g_new (guint32, MAX (graph->n_nodes, 1));
  for (guint type = 0; type < graph->n_types; first += graph->type_count[type++])
    next[type] = first;
  for (guint32 stage = 0; stage < self->base.n_stages; stage++)
    {
      g_autoptr (BsGraph) cut = bs_stages_cut_graph (self->base.unpacked, stage);
      g_autoptr (BsSchedule) part = schedule_stage (self, cut, stage, error);

      if (part == NULL)
        return FALSE;
      append_stage (self, next, part);
      if (!check_room (self, error))
        return FALSE;
    }

  return TRUE;
}

/* What others decided keeps the reasons that it had. */
static void
copy_reasons (Making *self)
{
  const BsTrace *trace = self->base.trace;
  const BsBranch *parent = self->branch->parent;
  BsSchedule *schedule = self->branch->schedule;
  guint32 end = self->base.stage_first[self->branch->stage + 1];
  guint32 n = schedule->n_decisions, n_base = self->base.schedule->n_decisions;

  for (guint32 i = 0; i < n_base; i++)
    {
      BsDecision *d;

      /* of the stages behind, too */
      if (i >= self->index && i < end)
        continue;
      d = &schedule->decisions[i < self->index ? i : n - (n_base - i)];
      if (parent != NULL)
        {
          const BsDecision *from = &parent->schedule->decisions[i];

          d->reason = from->reason;
          d->n_tied = from->n_tied;
          d->draw = from->draw;
        }
      else
        {
          const BsTraceDecision *from = bs_trace_decision (trace, self->base.first_decision + i);

          d->reason = from->reason;
          d->n_tied = from->n_tied;
          d->draw = from->draw;
        }
    }
}

/* The first place after the override where the same nodes have run as at some place of the recording. */
static void
find_rejoining (const Making *self)
{
  BsBranch *branch = self->branch;
  const BsTrace *trace = self->base.trace;
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[branch->mini_batch];
  guint64 ours = 0, theirs = 0;
  guint32 n_ours = 0, n_theirs = 0, at = 0;

  for (guint32 i = 0; i + 1 < branch->n_batches; i++)
    {
      const BsDecision *d = &branch->schedule->decisions[i];

      ours += bs_branch_mark_all (branch->schedule->order + d->first, d->count);
      n_ours += d->count;
      for (; n_theirs < n_ours; at++)
        {
          const BsTraceDecision *other = bs_trace_decision (trace, mini_batch->first_decision + at);

          theirs += bs_branch_mark_all (bs_trace_members (self->base.unpacked, other), other->size);
          n_theirs += other->size;
        }
      if (i >= self->index && n_ours == n_theirs && ours == theirs)
        {
          branch->rejoins = mini_batch->first_decision + i + 1;
          branch->rejoins_recorded = mini_batch->first_decision + at;
          return;
        }
    }
}

double
bs_branch_predict (const BsSchedule *schedule, const BsCostModel *model)
{
  g_autofree guint32 *types = NULL, *sizes = NULL;
  BsPrediction prediction;

  if (model == NULL)
    return NAN;

  types = g_new (guint32, MAX (schedule->n_decisions, 1));
  sizes = g_new (guint32, MAX (schedule->n_decisions, 1));
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      types[i] = schedule->decisions[i].type;
      sizes[i] = schedule->decisions[i].count;
    }
  prediction = bs_cost_model_predict_decisions (model, types, sizes, schedule->n_decisions);

  return prediction.n_unknown == 0 ? prediction.total_ns : NAN;
}

/* The mini-batch of @decision, which has to be in the recording, or in @parent. */
static gboolean
find_mini_batch (const BsTrace *trace, const BsBranch *parent, guint32 decision,
                 guint32 *mini_batch, GError **error)
{
  guint32 first = 1, n = trace->n_decisions;

  if (parent != NULL)
    {
      first = trace->mini_batches[parent->mini_batch].first_decision;
      n = parent->n_batches;
    }
  if (decision >= first && decision - first < n)
    {
      *mini_batch = parent != NULL ? parent->mini_batch
                                   : bs_trace_decision (trace, decision)->mini_batch;
      return TRUE;
    }

  if (parent != NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                 _ ("There is no decision %u in the branch: it has those from %u to %u"), decision,
                 first, first + n - 1);
  else
    g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                 _ ("There is no decision %u: the trace has those from 1 to %u"), decision, n);
  return FALSE;
}

BsBranch *
bs_branch_new (const BsTrace *trace, BsBranch *parent, guint32 decision, guint type,
               BsBranchPolicy *policy, const char *name, const BsCostModel *model,
               GCancellable *cancellable, GError **error)
{
  g_auto (Making) self = { .cancellable = cancellable };
  BsBranch *branch = self.branch = g_new0 (BsBranch, 1);
  g_autoptr (BsSchedule) recorded = NULL;

  g_atomic_int_set (&branch->refs, 1);
  branch->name = g_strdup (name);
  branch->parent = parent != NULL ? bs_branch_ref (parent) : NULL;
  branch->policy = bs_branch_policy_ref (policy);
  branch->decision = decision;
  branch->type = type;
  if (type >= trace->types->n_types && type != BS_BRANCH_OWN_CHOICE)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("There is no type %u"), type);
      return NULL;
    }
  if (!find_mini_batch (trace, parent, decision, &branch->mini_batch, error)
      || !bs_branch_base_init (&self.base, trace, branch->mini_batch, parent, error))
    return NULL;
  self.policy = bs_branch_policy_make (policy, trace, error);
  if (self.policy == NULL)
    return NULL;

  self.scheduler = bs_scheduler_new (self.policy, trace->states->encoding, TRUE);
  bs_scheduler_set_room (self.scheduler, BS_SCHEDULER_ROOM);
  bs_scheduler_set_cancellable (self.scheduler, cancellable);
  self.index = decision - self.base.first_decision;
  branch->stage = bs_branch_base_find_stage (&self.base, self.index);
  find_overrides (&self);
  if (!schedule_all (&self, error))
    return NULL;

  branch->n_batches = branch->schedule->n_decisions;
  branch->n_recorded = trace->mini_batches[branch->mini_batch].n_decisions;
  branch->n_parent = parent != NULL ? parent->n_batches : branch->n_recorded;
  copy_reasons (&self);
  find_rejoining (&self);
  branch->predicted_ns = bs_branch_predict (branch->schedule, model);
  recorded = bs_stages_cut_schedule (trace, self.base.unpacked, self.base.unpacked->graph,
                                     branch->n_recorded);
  branch->recorded_ns = bs_branch_predict (recorded, model);

  return g_steal_pointer (&self.branch);
}

BsBranch *
bs_branch_ref (BsBranch *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_branch_unref (BsBranch *self)
{
  BsBranch *parent;

  /* not recursively: branches nest as deep as they are made */
  for (; self != NULL && g_atomic_int_dec_and_test (&self->refs); self = parent)
    {
      parent = self->parent;
      g_clear_pointer (&self->schedule, bs_schedule_unref);
      bs_branch_policy_unref (self->policy);
      g_free (self->name);
      g_free (self);
    }
}
