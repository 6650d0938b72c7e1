/* SPDX-License-Identifier: Apache-2.0 */
/* Tries every type at a decision, and all decisions of a trace. */
#include "config.h"

#include "profiles/replay/regret.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/replay/branch-private.h"
#include "profiles/trace/outlook.h"
#include "profiles/trace/stages.h"

/* Bounds that take longer than this to find save less than they cost. */
#define MAX_BOUND_WORK ((guint64) 1 << 33)

/* Sums in another order differ in their last bits: that is no saving. */
#define NOISE 1e-9

/* A mini-batch, or the stage of it that is looked at: shared by all threads, and only read. */
typedef struct
{
  BsBranchBase base;
  const BsCostModel *model; /* (nullable) */
  gboolean own;             /* the policy is the trace's own */
  gboolean stops_early;     /* a schedule that is where the recording was goes on like it */
  guint32 n_decisions;
  guint64 *marks;    /* [n_decisions + 1] of all nodes that ran before */
  guint32 *executed; /* [n_decisions + 1] how many these are */
  double *ns;        /* [n_decisions + 1] predicted for all batches before */
  guint32 *bounds;   /* (nullable) [n_decisions] fewest batches that can follow */
  guint32 stage, first, end;
  BsGraph *graph; /* of the stage */
} Ground;

/* What a thread has of its own. */
typedef struct
{
  const Ground *ground;
  BsPolicy *policy;
  BsScheduler *scheduler;
  guint32 *ready; /* [n_types] at the decision that is looked at */
  GCancellable *cancellable;
  guint64 n_overrides;
} Trial;

static void
ground_leave_stage (Ground *self)
{
  g_clear_pointer (&self->graph, bs_graph_unref);
}

static void
ground_clear (Ground *self)
{
  ground_leave_stage (self);
  bs_branch_base_clear (&self->base);
  g_clear_pointer (&self->marks, g_free);
  g_clear_pointer (&self->executed, g_free);
  g_clear_pointer (&self->ns, g_free);
  g_clear_pointer (&self->bounds, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ground, ground_clear)

static double
predict (const Ground *self, guint type, guint32 size)
{
  if (self->model == NULL)
    return NAN;

  return bs_cost_model_predict_batch (self->model, type, size) + self->model->overhead_ns;
}

static gboolean
ground_init (Ground *self, const BsTrace *trace, guint32 mini_batch, const BsBranchPolicy *policy,
             const BsCostModel *model, GError **error)
{
  const BsSchedule *schedule;

  *self = (Ground){ .model = model, .own = bs_branch_policy_is_own (policy) };
  if (!bs_branch_base_init (&self->base, trace, mini_batch, NULL, error))
    return FALSE;

  schedule = self->base.schedule;
  self->n_decisions = schedule->n_decisions;
  self->marks = g_new0 (guint64, (gsize) self->n_decisions + 1);
  self->executed = g_new0 (guint32, (gsize) self->n_decisions + 1);
  self->ns = g_new0 (double, (gsize) self->n_decisions + 1);
  for (guint32 i = 0; i < self->n_decisions; i++)
    {
      const BsDecision *d = &schedule->decisions[i];

      self->marks[i + 1] = self->marks[i]
                           + bs_branch_mark_all (schedule->order + d->first, d->count);
      self->executed[i + 1] = self->executed[i] + d->count;
      self->ns[i + 1] = self->ns[i] + predict (self, d->type, d->count);
    }

  return TRUE;
}

static void
ground_find_bounds (Ground *self, GCancellable *cancellable)
{
  if (bs_outlook_get_work (self->base.unpacked->graph) <= MAX_BOUND_WORK)
    self->bounds = bs_outlook_of_graph (self->base.trace, self->base.unpacked, cancellable);
}

static void
ground_enter_stage (Ground *self, guint32 stage)
{
  ground_leave_stage (self);
  self->stage = stage;
  self->first = self->base.stage_first[stage];
  self->end = self->base.stage_first[stage + 1];
  self->graph = bs_stages_cut_graph (self->base.unpacked, stage);
}

static void
trial_clear (Trial *self)
{
  g_clear_pointer (&self->scheduler, bs_scheduler_free);
  g_clear_pointer (&self->policy, bs_policy_unref);
  g_clear_pointer (&self->ready, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trial, trial_clear)

static gboolean
trial_init (Trial *self, const BsTrace *trace, const BsBranchPolicy *policy,
            GCancellable *cancellable, GError **error)
{
  *self = (Trial){ .cancellable = cancellable };
  self->policy = bs_branch_policy_make (policy, trace, error);
  if (self->policy == NULL)
    return FALSE;

  self->scheduler = bs_scheduler_new (self->policy, trace->states->encoding, FALSE);
  bs_scheduler_set_cancellable (self->scheduler, cancellable);
  self->ready = g_new0 (guint32, MAX (trace->types->n_types, 1));

  return TRUE;
}

/* To where decision @index was to be made. */
static gboolean
go_to (Trial *self, guint32 index, GError **error)
{
  const Ground *ground = self->ground;

  return bs_branch_base_follow (&ground->base, self->scheduler, self->policy, ground->graph,
                                ground->stage, index, ground->own, NULL, error);
}

/* Batches @type at decision @index, where the scheduler is, and lets the policy go on; ends early
 * where it can only come to more than @enough batches: they are G_MAXUINT32 then. Returns FALSE when
 * cancelled. */
static gboolean
go_on (Trial *self, guint32 index, guint type, guint32 enough, BsOverride *found)
{
  const Ground *ground = self->ground;
  guint32 n_rest = ground->n_decisions - ground->end, at = index, n = index;
  guint32 n_executed = ground->executed[index];
  guint64 marks = ground->marks[index];
  double ns = ground->ns[index];
  gboolean more = bs_scheduler_override (self->scheduler, type);

  self->n_overrides++;
  *found = (BsOverride){ .type = type };
  while (more)
    {
      const guint32 *nodes;
      const BsDecision *d = bs_scheduler_get_last (self->scheduler, &nodes);

      if (n == index)
        found->size = d->count;
      ns += predict (ground, d->type, d->count);
      n++;
      n_executed += d->count;
      if (n + n_rest >= enough && n_executed < ground->graph->n_nodes)
        {
          found->n_batches = G_MAXUINT32;
          return TRUE;
        }
      if (ground->stops_early)
        {
          marks += bs_branch_mark_all (nodes, d->count);
          while (ground->executed[at] < n_executed)
            at++;
          if (ground->executed[at] == n_executed && ground->marks[at] == marks)
            {
              found->n_batches = n + ground->n_decisions - at;
              found->predicted_ns = ns + (ground->ns[ground->n_decisions] - ground->ns[at]);
              return TRUE;
            }
        }
      if (g_cancellable_is_cancelled (self->cancellable))
        return FALSE;
      more = bs_scheduler_step (self->scheduler);
    }
  found->n_batches = n + n_rest;
  found->predicted_ns = ns + (ground->ns[ground->n_decisions] - ground->ns[ground->end]);

  return !g_cancellable_is_cancelled (self->cancellable);
}

/* Of equals the recorded one, then the first. */
static void
choose_best (BsRegret *self)
{
  gboolean known = !isnan (self->recorded_ns);
  double noise = known ? self->recorded_ns * NOISE : 0.0;

  for (guint i = 0; i < self->n_overrides; i++)
    if (self->overrides[i].chosen)
      self->best = self->best_ns = i;
  for (guint i = 0; i < self->n_overrides; i++)
    {
      if (self->overrides[i].n_batches < self->overrides[self->best].n_batches)
        self->best = i;
      if (known
          && self->overrides[i].predicted_ns < self->overrides[self->best_ns].predicted_ns - noise)
        self->best_ns = i;
    }
  self->regret = (gint64) self->n_recorded - self->overrides[self->best].n_batches;
  if (!known)
    self->best_ns = self->best;
  self->regret_ns = self->recorded_ns - self->overrides[self->best_ns].predicted_ns;
  if (known && fabs (self->regret_ns) <= noise)
    self->regret_ns = 0.0;
}

/* @quick: only the best by batches matters: what cannot be it need not be known. */
static BsRegret *
find_regret (Trial *self, guint32 index, gboolean quick, GError **error)
{
  const Ground *ground = self->ground;
  const BsTraceDecision *recorded = bs_trace_decision (ground->base.trace,
                                                       ground->base.first_decision + index);
  g_autoptr (BsRegret) regret = g_new0 (BsRegret, 1);
  guint32 best = G_MAXUINT32;
  gboolean there = TRUE;

  regret->decision = ground->base.first_decision + index;
  regret->n_recorded = ground->n_decisions;
  regret->recorded_ns = ground->ns[ground->n_decisions];
  if (!go_to (self, index, error))
    return NULL;
  memcpy (self->ready, bs_scheduler_get_ready (self->scheduler),
          ground->graph->n_types * sizeof (guint32));
  for (guint type = 0; type < ground->graph->n_types; type++)
    regret->n_overrides += self->ready[type] > 0;
  regret->overrides = g_new0 (BsOverride, MAX (regret->n_overrides, 1));

  /* Nobody has to be asked what the recorded choice came to. */
  if (ground->own)
    best = ground->n_decisions;
  for (guint type = 0, i = 0; type < ground->graph->n_types; type++)
    {
      BsOverride *found = &regret->overrides[i];

      if (self->ready[type] == 0)
        continue;
      i++;
      if (ground->own && type == recorded->type)
        {
          *found = (BsOverride){ .type = type, .size = recorded->size };
          found->n_batches = regret->n_recorded;
          found->predicted_ns = regret->recorded_ns;
        }
      else
        {
          if (!there && !go_to (self, index, error))
            return NULL;
          there = FALSE;
          if (!go_on (self, index, type, quick ? best : G_MAXUINT32, found))
            {
              g_cancellable_set_error_if_cancelled (self->cancellable, error);
              return NULL;
            }
        }
      found->chosen = type == recorded->type;
      best = MIN (best, found->n_batches);
    }
  choose_best (regret);

  return g_steal_pointer (&regret);
}

/* Whether the policy looks at nothing but the frontier; its own recording then tells how it goes on
 * from there. */
static gboolean
can_stop_early (const BsPolicy *policy, gboolean own)
{
  return own && policy->klass->follow == NULL;
}

BsRegret *
bs_regret_new (const BsTrace *trace, guint32 decision, const BsBranchPolicy *policy,
               const BsCostModel *model, GCancellable *cancellable, GError **error)
{
  g_auto (Ground) ground = { 0 };
  g_auto (Trial) trial = { 0 };
  guint32 index;

  if (decision < 1 || decision > trace->n_decisions)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no decision %u: the trace has those from 1 to %u"), decision,
                   trace->n_decisions);
      return NULL;
    }
  if (!ground_init (&ground, trace, bs_trace_decision (trace, decision)->mini_batch, policy, model,
                    error)
      || !trial_init (&trial, trace, policy, cancellable, error))
    return NULL;

  index = decision - ground.base.first_decision;
  ground.stops_early = can_stop_early (trial.policy, ground.own);
  ground_enter_stage (&ground, bs_branch_base_find_stage (&ground.base, index));
  trial.ground = &ground;

  return find_regret (&trial, index, FALSE, error);
}

void
bs_regret_free (BsRegret *self)
{
  g_free (self->overrides);
  g_free (self);
}

/* A scan, and the decisions of one stage that its threads share out. */
typedef struct
{
  const BsTrace *trace;
  const BsBranchPolicy *policy;
  const BsCostModel *model;
  const BsScanOptions *options;
  GCancellable *cancellable;
  gint64 deadline_us; /* 0: none */
  guint n_threads;
  Trial *trials; /* [n_threads] */
  BsScan *scan;
  GArray *rows;
  Ground ground;
  GArray *choices; /* guint32: decisions that had a choice, from 0 through the mini-batch */
  BsScanRow *found;
  int next;
  guint32 n_done; /* atomic */
  GMutex mutex;   /* of what follows */
  GError *error;
  guint32 failed; /* of @choices: where the first error was */
} Scan;

/* The row of a decision that needs no look: nothing can be saved. */
static BsScanRow
nothing_saved (const Scan *self, guint32 index)
{
  guint32 decision = self->ground.base.first_decision + index;
  const BsTraceDecision *d = bs_trace_decision (self->trace, decision);

  return (BsScanRow){
    .decision = decision,
    .type = d->type,
    .type_ns = d->type,
    .n_recorded = self->ground.n_decisions,
    .n_batches = self->ground.n_decisions,
    .regret_ns = NAN,
  };
}

/* No schedule has fewer batches than these. */
static gboolean
is_bounded (const Scan *self, guint32 index)
{
  const Ground *ground = &self->ground;

  return ground->own && ground->bounds != NULL
         && ground->bounds[index] == ground->n_decisions - index;
}

static gboolean
look_at (Scan *self, Trial *trial, guint32 choice, GError **error)
{
  guint32 index = g_array_index (self->choices, guint32, choice);
  g_autoptr (BsRegret) regret = NULL;

  if (is_bounded (self, index))
    {
      self->found[choice] = nothing_saved (self, index);
      return TRUE;
    }

  regret = find_regret (trial, index, self->model == NULL, error);
  if (regret == NULL)
    return FALSE;
  self->found[choice] = (BsScanRow){
    .decision = regret->decision,
    .type = regret->overrides[regret->best].type,
    .type_ns = regret->overrides[regret->best_ns].type,
    .n_recorded = regret->n_recorded,
    .n_batches = regret->overrides[regret->best].n_batches,
    .regret = regret->regret,
    .regret_ns = regret->regret_ns,
  };

  return TRUE;
}

/* Takes over the error of a choice: of several the first one is told. */
static void
remember_error (Scan *self, guint32 choice, GError *error)
{
  g_mutex_lock (&self->mutex);
  if (choice < self->failed)
    {
      GError *last = self->error;

      self->error = error;
      self->failed = choice;
      error = last;
    }
  g_mutex_unlock (&self->mutex);
  g_clear_error (&error);
  g_atomic_int_set (&self->next, (int) self->choices->len);
}

/* Decisions are taken in order, so that those looked at are the first ones whenever it ends. */
static gpointer
work (Scan *self, Trial *trial, gboolean tells)
{
  for (;;)
    {
      GError *error = NULL;
      guint32 choice, n_done;

      if (self->deadline_us > 0 && g_get_monotonic_time () > self->deadline_us)
        return NULL;
      choice = (guint32) g_atomic_int_add (&self->next, 1);
      if (choice >= self->choices->len)
        return NULL;

      if (!look_at (self, trial, choice, &error))
        remember_error (self, choice, error);
      n_done = (guint32) g_atomic_int_add (&self->n_done, 1) + 1;
      if (tells && self->options->progress != NULL)
        self->options->progress (self->ground.base.mini_batch, n_done, self->choices->len,
                                 self->options->user_data);
    }
}

typedef struct
{
  Scan *scan;
  Trial *trial;
} Worker;

static gpointer
run_worker (gpointer data)
{
  Worker *self = data;

  return work (self->scan, self->trial, FALSE);
}

/* Looks at all choices of the stage. */
static gboolean
share_out (Scan *self, GError **error)
{
  g_autofree GThread **threads = g_new0 (GThread *, self->n_threads);
  g_autofree Worker *workers = g_new0 (Worker, self->n_threads);

  self->found = g_new0 (BsScanRow, MAX (self->choices->len, 1));
  self->next = 0;
  self->n_done = 0;
  self->failed = G_MAXUINT32;
  for (guint i = 0; i < self->n_threads; i++)
    self->trials[i].ground = &self->ground;
  /* without another thread it takes longer */
  for (guint i = 1; i < MIN (self->n_threads, self->choices->len); i++)
    {
      workers[i] = (Worker){ self, &self->trials[i] };
      threads[i] = g_thread_try_new ("scan", run_worker, &workers[i], NULL);
    }
  work (self, &self->trials[0], TRUE);
  for (guint i = 1; i < self->n_threads; i++)
    if (threads[i] != NULL)
      g_thread_join (threads[i]);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      g_clear_pointer (&self->found, g_free);
      return FALSE;
    }
  for (guint32 i = 0; i < self->n_done; i++)
    self->scan->n_bounded += is_bounded (self, g_array_index (self->choices, guint32, i));
  self->scan->n_scanned += self->n_done;
  self->scan->is_over_time = self->n_done < self->choices->len;
  g_array_append_vals (self->rows, self->found, self->n_done);
  g_clear_pointer (&self->found, g_free);

  return TRUE;
}

/* The decisions of the stage that had a choice. */
static gboolean
find_choices (Scan *self, GError **error)
{
  const Ground *ground = &self->ground;
  gboolean recorded = self->trace->n_candidates > 0;
  Trial *trial = &self->trials[0];

  g_array_set_size (self->choices, 0);
  trial->ground = ground;
  if (!recorded && !go_to (trial, ground->first, error))
    return FALSE;
  for (guint32 i = ground->first; i < ground->end; i++)
    {
      const BsDecision *d = &ground->base.schedule->decisions[i];
      guint n = bs_trace_decision (self->trace, ground->base.first_decision + i)->n_candidates;

      if (!recorded)
        {
          const guint32 *ready = bs_scheduler_get_ready (trial->scheduler);

          for (guint type = n = 0; type < ground->graph->n_types; type++)
            n += ready[type] > 0;
          if (!bs_scheduler_follow (trial->scheduler, d->type,
                                    ground->base.schedule->order + d->first, d->count))
            return go_to (trial, i + 1, error);
        }
      if (n > 1)
        g_array_append_val (self->choices, i);
    }

  return TRUE;
}

/* Whether what is left is only counted. */
static gboolean
is_enough (const Scan *self)
{
  return self->scan->is_over_time
         || (self->options->limit > 0 && self->scan->n_scanned == self->options->limit);
}

static void
count_choices (Scan *self, const BsTraceMiniBatch *mini_batch)
{
  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    self->scan->n_choices +=
        bs_trace_decision (self->trace, mini_batch->first_decision + i)->n_candidates > 1;
}

static gboolean
scan_mini_batch (Scan *self, guint32 mini_batch, GError **error)
{
  BsScan *scan = self->scan;
  const BsScanOptions *options = self->options;

  if (is_enough (self) && self->trace->n_candidates > 0)
    {
      count_choices (self, &self->trace->mini_batches[mini_batch]);
      return TRUE;
    }
  if (!ground_init (&self->ground, self->trace, mini_batch, self->policy, self->model, error))
    return FALSE;
  self->ground.stops_early = can_stop_early (self->trials[0].policy, self->ground.own);
  /* The fewest batches need not be the fastest ones. */
  if (self->model == NULL && !is_enough (self))
    ground_find_bounds (&self->ground, self->cancellable);
  for (guint32 stage = 0; stage < self->ground.base.n_stages; stage++)
    {
      ground_enter_stage (&self->ground, stage);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !find_choices (self, error))
        return FALSE;
      scan->n_choices += self->choices->len;
      if (options->limit > 0)
        g_array_set_size (self->choices,
                          MIN (self->choices->len, options->limit - scan->n_scanned));
      if (!is_enough (self) && self->choices->len > 0 && !share_out (self, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
scan_all (Scan *self, GError **error)
{
  guint32 only = self->options->mini_batch;

  if (only != G_MAXUINT32 && only >= self->trace->n_mini_batches)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("There is no mini-batch %u: the trace has those from 0 to %u"), only,
                   self->trace->n_mini_batches - 1);
      return FALSE;
    }
  for (guint i = 0; i < self->n_threads; i++)
    if (!trial_init (&self->trials[i], self->trace, self->policy, self->cancellable, error))
      return FALSE;

  for (guint32 i = 0; i < self->trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &self->trace->mini_batches[i];
      gboolean ok;

      if ((only != G_MAXUINT32 && i != only) || mini_batch->n_decisions == 0)
        continue;
      self->scan->n_decisions += mini_batch->n_decisions;
      if (only == G_MAXUINT32 && !bs_stages_are_whole (self->trace, mini_batch))
        {
          self->scan->n_cut_short++;
          continue;
        }
      ok = scan_mini_batch (self, i, error);
      ground_clear (&self->ground);
      if (!ok)
        return FALSE;
    }

  return TRUE;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const BsScanRow *left = a, *right = b;
  double left_ns = isnan (left->regret_ns) ? 0.0 : left->regret_ns;
  double right_ns = isnan (right->regret_ns) ? 0.0 : right->regret_ns;

  if (left->regret != right->regret)
    return left->regret > right->regret ? -1 : 1;
  if (left_ns != right_ns)
    return left_ns > right_ns ? -1 : 1;

  return (left->decision > right->decision) - (left->decision < right->decision);
}

void
bs_scan_options_init (BsScanOptions *self)
{
  *self = (BsScanOptions){ .mini_batch = G_MAXUINT32, .n_threads = 2 };
}

BsScan *
bs_scan_new (const BsTrace *trace, const BsBranchPolicy *policy, const BsCostModel *model,
             const BsScanOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (BsScan) scan = g_new0 (BsScan, 1);
  BsScanOptions defaults;
  Scan self = {
    .trace = trace,
    .policy = policy,
    .model = model,
    .options = options,
    .cancellable = cancellable,
    .scan = scan,
  };
  gboolean ok;

  bs_scan_options_init (&defaults);
  if (options == NULL)
    self.options = options = &defaults;
  if (options->time_limit_ns > 0)
    self.deadline_us = g_get_monotonic_time () + MAX (options->time_limit_ns / 1000, 1);
  self.n_threads = MAX (options->n_threads, 1);
  self.trials = g_new0 (Trial, self.n_threads);
  self.rows = g_array_new (FALSE, FALSE, sizeof (BsScanRow));
  self.choices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_mutex_init (&self.mutex);
  ok = scan_all (&self, error);

  for (guint i = 0; i < self.n_threads; i++)
    {
      scan->n_overrides += self.trials[i].n_overrides;
      trial_clear (&self.trials[i]);
    }
  g_array_sort (self.rows, compare_rows);
  scan->n_rows = self.rows->len;
  scan->rows = (BsScanRow *) (gpointer) g_array_free (self.rows, FALSE);
  g_array_unref (self.choices);
  g_mutex_clear (&self.mutex);
  g_free (self.trials);

  return ok ? g_steal_pointer (&scan) : NULL;
}

void
bs_scan_free (BsScan *self)
{
  g_free (self->rows);
  g_free (self);
}

char *
bs_scan_describe (const BsScan *self)
{
  GString *out = g_string_new (NULL);

  if (self->n_scanned == self->n_choices)
    g_string_append_printf (out, _ ("Looked at all decisions that had a choice: %u of %u."),
                            self->n_choices, self->n_decisions);
  else
    g_string_append_printf (out,
                            self->is_over_time
                                ? _ ("Time ran out: looked at the first %u of the %u decisions "
                                     "that had a choice, of %u in all.")
                                : _ ("Looked at the first %u of the %u decisions that had a "
                                     "choice, of %u in all, as was asked for."),
                            self->n_scanned, self->n_choices, self->n_decisions);
  if (self->n_bounded > 0)
    g_string_append_printf (out,
                            _ (" After %u of them no schedule has fewer batches than what was "
                               "recorded."),
                            self->n_bounded);
  if (self->n_cut_short > 0)
    g_string_append_printf (out,
                            ngettext (" %u mini-batch was left out: its recording was cut short.",
                                      " %u mini-batches were left out: their recordings were cut "
                                      "short.",
                                      self->n_cut_short),
                            self->n_cut_short);

  return g_string_free (out, FALSE);
}
