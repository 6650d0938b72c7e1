/* SPDX-License-Identifier: Apache-2.0 */
/* What of branches is worked out in threads. */
#include "config.h"

#include "app/window/model/branch-work.h"

#include "profiles/replay/branch-trace.h"

struct _BsBranchWork
{
  BsTrace *trace;
  GMutex mutex;
  BsCostModel *model;
  gboolean has_model; /* or it is known that there is none */
  int refs;
};

BsBranchWork *
bs_branch_work_new (BsTrace *trace)
{
  BsBranchWork *self = g_new0 (BsBranchWork, 1);

  g_atomic_int_set (&self->refs, 1);
  self->trace = bs_trace_ref (trace);
  g_mutex_init (&self->mutex);
  return self;
}

BsBranchWork *
bs_branch_work_ref (BsBranchWork *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
bs_branch_work_unref (BsBranchWork *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_clear_pointer (&self->model, bs_cost_model_free);
  g_mutex_clear (&self->mutex);
  bs_trace_unref (self->trace);
  g_free (self);
}

const BsCostModel *
bs_branch_work_get_model (BsBranchWork *self)
{
  g_mutex_lock (&self->mutex);
  if (!self->has_model)
    self->model = bs_cost_model_new (self->trace, NULL);
  self->has_model = TRUE;
  g_mutex_unlock (&self->mutex);

  return self->model;
}

typedef struct
{
  BsBranchWork *work;
  BsBranch *branch; /* (nullable): the parent, or what is to be written */
  guint32 decision;
  guint type;
  BsBranchPolicy *policy; /* (nullable) */
  char *name, *path;      /* (nullable) */
  BsScanCount *count;     /* (nullable) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  bs_branch_work_unref (job->work);
  g_clear_pointer (&job->branch, bs_branch_unref);
  g_clear_pointer (&job->policy, bs_branch_policy_unref);
  g_free (job->name);
  g_free (job->path);
  g_clear_pointer (&job->count, g_atomic_rc_box_release);
  g_free (job);
}

static void
run (BsBranchWork *self, BsBranch *branch, BsBranchPolicy *policy, Job fields, GTaskThreadFunc func,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_memdup2 (&fields, sizeof fields);

  job->work = bs_branch_work_ref (self);
  job->branch = branch != NULL ? bs_branch_ref (branch) : NULL;
  job->policy = policy != NULL ? bs_branch_policy_ref (policy) : NULL;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, func);
}

static void
return_result (GTask *task, gpointer result, GDestroyNotify free_result, GError *error)
{
  if (result != NULL)
    g_task_return_pointer (task, result, free_result);
  else
    g_task_return_error (task, error);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  BsBranch *branch = bs_branch_new (job->work->trace, job->branch, job->decision, job->type,
                                    job->policy, NULL, bs_branch_work_get_model (job->work),
                                    cancellable, &error);

  return_result (task, branch, (GDestroyNotify) bs_branch_unref, error);
}

void
bs_branch_work_make_async (BsBranchWork *self, BsBranch *parent, guint32 decision, guint type,
                           BsBranchPolicy *policy, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  run (self, parent, policy, (Job){ .decision = decision, .type = type }, make_in_thread,
       cancellable, callback, user_data);
}

BsBranch *
bs_branch_work_make_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The types that are ready at @decision of a branch, ascending. */
static const BsCandidate *
get_candidates (const BsBranch *branch, const BsTrace *trace, guint32 decision, guint *n,
                guint *chosen)
{
  guint32 index = decision - trace->mini_batches[branch->mini_batch].first_decision;
  const BsDecision *d = &branch->schedule->decisions[index];

  *n = d->n_candidates;
  *chosen = d->type;
  return branch->schedule->candidates + d->first_candidate;
}

static void
choose_best (BsRegret *self)
{
  guint chosen = 0;

  for (guint i = 0; i < self->n_overrides; i++)
    if (self->overrides[i].chosen)
      chosen = i;
  self->best = self->best_ns = chosen;
  for (guint i = 0; i < self->n_overrides; i++)
    {
      if (self->overrides[i].n_batches < self->overrides[self->best].n_batches)
        self->best = i;
      if (self->overrides[i].predicted_ns < self->overrides[self->best_ns].predicted_ns)
        self->best_ns = i;
    }
  self->regret = (gint64) self->n_recorded - self->overrides[self->best].n_batches;
  self->regret_ns = self->recorded_ns - self->overrides[self->best_ns].predicted_ns;
}

/* The same as of the recording: each type that is ready is tried. */
static BsRegret *
regret_of_branch (const Job *job, GCancellable *cancellable, GError **error)
{
  const BsTrace *trace = job->work->trace;
  const BsBranch *parent = job->branch;
  guint n = 0, chosen = 0;
  const BsCandidate *candidates = get_candidates (parent, trace, job->decision, &n, &chosen);
  g_autoptr (BsRegret) self = g_new0 (BsRegret, 1);

  self->decision = job->decision;
  self->n_recorded = parent->n_batches;
  self->recorded_ns = parent->predicted_ns;
  self->overrides = g_new0 (BsOverride, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      BsOverride *o = &self->overrides[self->n_overrides++];
      g_autoptr (BsBranch) branch = NULL;
      guint32 index = job->decision - trace->mini_batches[parent->mini_batch].first_decision;

      *o = (BsOverride){ .type = candidates[i].type,
                         .size = parent->schedule->decisions[index].count,
                         .n_batches = parent->n_batches,
                         .predicted_ns = parent->predicted_ns,
                         .chosen = candidates[i].type == chosen };
      if (o->chosen)
        continue;

      branch = bs_branch_new (trace, job->branch, job->decision, o->type, job->policy, NULL,
                              bs_branch_work_get_model (job->work), cancellable, error);
      if (branch == NULL)
        return NULL;
      o->size = branch->schedule->decisions[index].count;
      o->n_batches = branch->n_batches;
      o->predicted_ns = branch->predicted_ns;
    }
  choose_best (self);
  return g_steal_pointer (&self);
}

static void
regret_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  BsRegret *regret = job->branch != NULL
                         ? regret_of_branch (job, cancellable, &error)
                         : bs_regret_new (job->work->trace, job->decision, job->policy,
                                          bs_branch_work_get_model (job->work), cancellable,
                                          &error);

  return_result (task, regret, (GDestroyNotify) bs_regret_free, error);
}

void
bs_branch_work_regret_async (BsBranchWork *self, BsBranch *parent, guint32 decision,
                             BsBranchPolicy *policy, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  run (self, parent, policy, (Job){ .decision = decision }, regret_in_thread, cancellable, callback,
       user_data);
}

BsRegret *
bs_branch_work_regret_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
count_scanned (guint32 mini_batch, guint32 done, guint32 total, gpointer user_data)
{
  const Job *job = user_data;
  const BsTraceMiniBatch *m = &job->work->trace->mini_batches[mini_batch];
  /* Only those that had a choice are looked at. */
  guint64 n = total > 0 ? (guint64) m->n_decisions * done / total : 0;

  g_atomic_int_set (&job->count->n_done, (int) (m->first_decision - 1 + n));
}

static void
scan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  BsScanOptions options;
  BsScan *scan;

  bs_scan_options_init (&options);
  if (job->count != NULL)
    {
      options.progress = count_scanned;
      options.user_data = job;
    }
  scan = bs_scan_new (job->work->trace, job->policy, bs_branch_work_get_model (job->work), &options,
                      cancellable, &error);
  return_result (task, scan, (GDestroyNotify) bs_scan_free, error);
}

void
bs_branch_work_scan_async (BsBranchWork *self, BsBranchPolicy *policy, BsScanCount *count,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  if (count != NULL)
    count->n_all = self->trace->n_decisions;
  run (self, NULL, policy, (Job){ .count = count != NULL ? g_atomic_rc_box_acquire (count) : NULL },
       scan_in_thread, cancellable, callback, user_data);
}

BsScan *
bs_branch_work_scan_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
pictures_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  g_autoptr (BsTrace)
      trace = bs_branch_make_trace (job->work->trace, job->branch, cancellable, &error);
  g_autoptr (BsPictures) pictures = trace != NULL ? bs_pictures_new (trace, cancellable) : NULL;

  if (pictures != NULL && g_task_return_error_if_cancelled (task))
    return;

  return_result (task, g_steal_pointer (&pictures), (GDestroyNotify) bs_pictures_unref, error);
}

void
bs_branch_work_pictures_async (BsBranchWork *self, BsBranch *branch, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  run (self, branch, NULL, (Job){ 0 }, pictures_in_thread, cancellable, callback, user_data);
}

BsPictures *
bs_branch_work_pictures_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;

  if (bs_branch_write (job->work->trace, job->branch, job->name, job->path, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
bs_branch_work_write_async (BsBranchWork *self, BsBranch *branch, const char *name,
                            const char *path, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  run (self, branch, NULL, (Job){ .name = g_strdup (name), .path = g_strdup (path) },
       write_in_thread, cancellable, callback, user_data);
}

gboolean
bs_branch_work_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
