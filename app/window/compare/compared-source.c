/* SPDX-License-Identifier: Apache-2.0 */
/* One of the runs that are compared. */
#include "config.h"

#include "app/window/compare/compared-source.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "profiles/files/policy-file.h"
#include "profiles/recording/run-policy.h"
#include "profiles/report/document.h"
#include "profiles/tables/table.h"
#include "profiles/trace/load-progress.h"

/* As the command line has it. */
#define SEED 1

struct _BsComparedSource
{
  GObject parent_instance;

  BsComparedKind kind;
  BsComparedState state;
  char *name, *problem;
  GFile *file;                /* (nullable) */
  BsComparedSubject *subject; /* (nullable) */
  BsBranch *branch;           /* (nullable) */
  char *policy;               /* (nullable) */
  BsFsm *fsm;                 /* (nullable): the table that decides, once it is known */
  BsRun *run, *named;         /* (nullable): as it was loaded, and under its name */
  GCancellable *cancellable;  /* (nullable): while it is loaded */
  BsLoadProgress *progress;   /* (nullable): the same */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsComparedSource, bs_compared_source, G_TYPE_OBJECT)

BsComparedSubject *
bs_compared_subject_new (BsTrace *trace)
{
  BsComparedSubject *self = g_atomic_rc_box_new0 (BsComparedSubject);

  self->trace = bs_trace_ref (trace);
  self->work = bs_branch_work_new (trace);

  return self;
}

BsComparedSubject *
bs_compared_subject_ref (BsComparedSubject *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
subject_clear (gpointer data)
{
  BsComparedSubject *self = data;

  bs_branch_work_unref (self->work);
  bs_trace_unref (self->trace);
}

void
bs_compared_subject_unref (BsComparedSubject *self)
{
  g_atomic_rc_box_release_full (self, subject_clear);
}

static void
say_changed (BsComparedSource *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
bs_compared_source_dispose (GObject *object)
{
  BsComparedSource *self = BS_COMPARED_SOURCE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (bs_compared_source_parent_class)->dispose (object);
}

static void
bs_compared_source_finalize (GObject *object)
{
  BsComparedSource *self = BS_COMPARED_SOURCE (object);

  g_free (self->name);
  g_free (self->problem);
  g_clear_object (&self->file);
  g_clear_pointer (&self->named, bs_run_free);
  g_clear_pointer (&self->run, bs_run_free);
  g_clear_pointer (&self->branch, bs_branch_unref);
  g_clear_pointer (&self->subject, bs_compared_subject_unref);
  g_clear_pointer (&self->fsm, bs_fsm_unref);
  g_clear_pointer (&self->progress, g_atomic_rc_box_release);
  g_free (self->policy);

  G_OBJECT_CLASS (bs_compared_source_parent_class)->finalize (object);
}

static void
bs_compared_source_class_init (BsComparedSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_compared_source_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_compared_source_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_compared_source_init (BsComparedSource *self)
{
}

static BsComparedSource *
source_new (BsComparedKind kind, const char *name, BsComparedSubject *subject)
{
  BsComparedSource *self = g_object_new (BS_TYPE_COMPARED_SOURCE, NULL);

  self->kind = kind;
  self->name = bs_table_printable (name);
  self->subject = subject != NULL ? bs_compared_subject_ref (subject) : NULL;

  return self;
}

BsComparedSource *
bs_compared_source_new_recording (const char *name, BsComparedSubject *subject)
{
  BsComparedSource *self = source_new (BS_COMPARED_RECORDING, name, subject);

  if (subject->trace->path != NULL)
    self->file = g_file_new_for_path (subject->trace->path);
  if (subject->trace->fsm != NULL)
    self->fsm = bs_fsm_ref (subject->trace->fsm);

  return self;
}

/* Returns: (transfer full): what a file is called, without the suffix that all have. */
static char *
short_name (const char *path, const char *suffix)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  if (g_str_has_suffix (name, suffix) && g_utf8_strlen (name, -1) > (glong) strlen (suffix))
    name[strlen (name) - strlen (suffix)] = '\0';

  return g_steal_pointer (&name);
}

BsComparedSource *
bs_compared_source_new_file (GFile *file)
{
  g_autofree char *path = g_file_get_parse_name (file);
  g_autofree char *name = short_name (path, ".bscope");
  BsComparedSource *self = source_new (BS_COMPARED_FILE, name, NULL);

  self->file = g_object_ref (file);

  return self;
}

BsComparedSource *
bs_compared_source_new_branch (const char *name, BsComparedSubject *subject, BsBranch *branch)
{
  BsComparedSource *self = source_new (BS_COMPARED_BRANCH, name, subject);

  self->branch = bs_branch_ref (branch);

  return self;
}

BsComparedSource *
bs_compared_source_new_policy (const char *policy, BsComparedSubject *subject)
{
  g_autofree char *name = short_name (policy, ".json");
  BsComparedSource *self = source_new (BS_COMPARED_POLICY, name, subject);

  self->policy = g_strdup (policy);

  return self;
}

BsComparedSource *
bs_compared_source_new_table (const char *name, BsFsm *fsm, BsComparedSubject *subject)
{
  BsComparedSource *self = source_new (BS_COMPARED_TABLE, name, subject);

  self->fsm = bs_fsm_ref (fsm);

  return self;
}

/* What a thread makes: a run, and the table that decided. */
typedef struct
{
  BsComparedKind kind;
  char *name, *policy;
  BsTrace *trace; /* (nullable): of a file: to be the subject */
  BsComparedSubject *subject;
  BsBranch *branch;
  BsFsm *fsm;
  BsRun *run;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->name);
  g_free (job->policy);
  g_clear_pointer (&job->trace, bs_trace_unref);
  g_clear_pointer (&job->run, bs_run_free);
  g_clear_pointer (&job->branch, bs_branch_unref);
  g_clear_pointer (&job->subject, bs_compared_subject_unref);
  g_clear_pointer (&job->fsm, bs_fsm_unref);
  g_free (job);
}

/* Only the table, where there are no graphs to be scheduled. */
static gboolean
load_table (Job *job, GError **error)
{
  if (job->fsm == NULL)
    job->fsm = bs_policy_file_load (job->policy, error);

  return job->fsm != NULL;
}

static gboolean
schedule (Job *job, GCancellable *cancellable, GError **error)
{
  const BsTrace *trace = job->subject->trace;
  g_autoptr (BsRunPolicy) policy = NULL;
  g_autoptr (BsPolicy) table = NULL;
  g_autofree char *unknown = NULL;
  BsRunPolicyChoices choices;
  BsPolicy *chosen;
  BsEncoding encoding;

  if (job->fsm != NULL && job->policy == NULL)
    {
      if (!bs_run_policy_check_types (job->fsm, job->name, trace->types, &unknown, error))
        return FALSE;
      table = bs_policy_new_fsm (job->fsm);
      chosen = table;
      encoding = job->fsm->states->encoding;
    }
  else
    {
      g_autoptr (BsTraceGraph) graph = bs_trace_open_graph (trace, 0);

      bs_run_policy_choices_init (&choices);
      choices.options.seed = SEED;
      choices.one_of_several = TRUE;
      policy = bs_run_policy_new (job->policy, &choices, error);
      if (policy == NULL
          || !bs_run_policy_prepare (policy, graph->graph, trace->types, SEED, 0, NULL, NULL,
                                     cancellable, &unknown, error))
        return FALSE;
      chosen = policy->policy;
      encoding = policy->encoding;
      if (bs_policy_get_fsm (chosen) != NULL)
        job->fsm = bs_fsm_ref (bs_policy_get_fsm (chosen));
    }
  job->run = bs_run_new_scheduled (job->name, trace, bs_branch_work_get_model (job->subject->work),
                                   chosen, bs_run_pick_encoding (trace, encoding, FALSE),
                                   cancellable, error);

  return job->run != NULL;
}

static gboolean
make_run (Job *job, GCancellable *cancellable, GError **error)
{
  const BsCostModel *model;

  if (job->trace != NULL)
    job->subject = bs_compared_subject_new (job->trace);
  if (job->subject == NULL)
    return load_table (job, error);
  if (job->subject->trace->n_decisions == 0)
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                           _ ("No decision was recorded: there is nothing to compare"));
      return FALSE;
    }
  if (job->kind == BS_COMPARED_POLICY || job->kind == BS_COMPARED_TABLE)
    return schedule (job, cancellable, error);

  model = bs_branch_work_get_model (job->subject->work);
  job->run = job->kind == BS_COMPARED_BRANCH
                 ? bs_run_new_branched (job->name, job->subject->trace, model,
                                        job->branch->mini_batch, job->branch->schedule, cancellable,
                                        error)
                 : bs_run_new_recorded (job->name, job->subject->trace, model, cancellable, error);

  return job->run != NULL;
}

static void
run_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (make_run (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
fail (BsComparedSource *self, const GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&self->cancellable);
  self->state = BS_COMPARED_FAILED;
  g_free (self->problem);
  self->problem = cancelled ? g_strdup (_ ("Cancelled")) : bs_table_printable (error->message);
  say_changed (self);
}

static void
made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  BsComparedSource *self = BS_COMPARED_SOURCE (object);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  if (!done)
    {
      fail (self, error);
      return;
    }

  g_clear_object (&self->cancellable);
  self->run = g_steal_pointer (&job->run);
  if (self->subject == NULL && job->subject != NULL)
    self->subject = bs_compared_subject_ref (job->subject);
  if (self->fsm == NULL && job->fsm != NULL)
    self->fsm = bs_fsm_ref (job->fsm);
  if (self->fsm == NULL && self->kind == BS_COMPARED_FILE && self->subject->trace->fsm != NULL)
    self->fsm = bs_fsm_ref (self->subject->trace->fsm);
  self->state = BS_COMPARED_READY;
  say_changed (self);
}

static void
make (BsComparedSource *self, BsTrace *trace)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, made_cb, NULL);
  Job *job = g_new0 (Job, 1);

  job->kind = self->kind;
  job->name = g_strdup (self->name);
  job->policy = g_strdup (self->policy);
  job->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  job->subject = self->subject != NULL ? bs_compared_subject_ref (self->subject) : NULL;
  job->branch = self->branch != NULL ? bs_branch_ref (self->branch) : NULL;
  job->fsm = self->fsm != NULL ? bs_fsm_ref (self->fsm) : NULL;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_thread);
}

typedef struct
{
  BsComparedSource *self;
  GCancellable *cancellable;
  BsLoadProgress *progress;
} Reading;

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (BsComparedSource) self = reading->self;
  g_autoptr (GCancellable) cancellable = reading->cancellable;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load_finish (result, &error);

  g_atomic_rc_box_release (reading->progress);
  g_free (reading);
  if (cancellable != self->cancellable)
    return;
  if (trace == NULL)
    fail (self, error);
  else
    make (self, trace);
}

static void
read_file (BsComparedSource *self, const char *path)
{
  Reading *reading = g_new0 (Reading, 1);

  g_clear_pointer (&self->progress, g_atomic_rc_box_release);
  self->progress = g_atomic_rc_box_new0 (BsLoadProgress);
  reading->self = g_object_ref (self);
  reading->cancellable = g_object_ref (self->cancellable);
  reading->progress = g_atomic_rc_box_acquire (self->progress);
  bs_trace_load_async (path, reading->progress, self->cancellable, read_cb, reading);
}

void
bs_compared_source_load (BsComparedSource *self)
{
  g_autofree char *path = NULL;

  g_return_if_fail (BS_IS_COMPARED_SOURCE (self));

  if (self->cancellable != NULL || self->run != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  self->state = BS_COMPARED_LOADING;
  g_clear_pointer (&self->problem, g_free);
  say_changed (self);
  path = self->kind == BS_COMPARED_FILE ? g_file_get_path (self->file) : NULL;
  if (self->kind == BS_COMPARED_FILE && path == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (BS_ERROR, BS_ERROR_IO,
                                                      _ ("This file is not on this computer"));

      fail (self, error);
    }
  else if (path != NULL)
    read_file (self, path);
  else
    make (self, NULL);
}

void
bs_compared_source_cancel (BsComparedSource *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (BS_IS_COMPARED_SOURCE (self));

  if (self->cancellable == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
  fail (self, error);
}

BsComparedKind
bs_compared_source_get_kind (BsComparedSource *self)
{
  return self->kind;
}

BsComparedState
bs_compared_source_get_state (BsComparedSource *self)
{
  return self->state;
}

const char *
bs_compared_source_get_name (BsComparedSource *self)
{
  return self->name;
}

void
bs_compared_source_set_name (BsComparedSource *self, const char *name)
{
  g_return_if_fail (BS_IS_COMPARED_SOURCE (self));

  if (g_str_equal (self->name, name) || *name == '\0')
    return;

  g_free (self->name);
  self->name = bs_table_printable (name);
  g_clear_pointer (&self->named, bs_run_free);
  say_changed (self);
}

static char *
describe_trace (const BsTrace *trace)
{
  g_autofree char *subject = bs_trace_subject (trace);
  g_autofree char *printable = bs_table_printable (subject);
  const char *policy = bs_trace_get_info (trace, "policy");
  g_autofree char *count = bs_count_to_string (trace->n_mini_batches);
  g_autofree char *by = policy != NULL ? bs_table_printable (policy) : NULL;

  if (by == NULL)
    return g_strdup_printf (
        ngettext ("%s, %s mini-batch", "%s, %s mini-batches", trace->n_mini_batches), printable,
        count);

  /* Translators: workload, policy, how many mini-batches */
  return g_strdup_printf (
      ngettext ("%s by %s, %s mini-batch", "%s by %s, %s mini-batches", trace->n_mini_batches),
      printable, by, count);
}

char *
bs_compared_source_get_detail (BsComparedSource *self)
{
  g_autofree char *of = self->subject != NULL ? describe_trace (self->subject->trace) : NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (BS_IS_COMPARED_SOURCE (self), NULL);

  switch (self->kind)
    {
    case BS_COMPARED_RECORDING:
      return g_strdup_printf (_ ("The trace that is open: %s"), of);
    case BS_COMPARED_BRANCH:
      return g_strdup_printf (_ ("A branch at decision %u: one mini-batch was scheduled in another "
                                 "way, and did not run"),
                              self->branch->decision);
    case BS_COMPARED_POLICY:
    case BS_COMPARED_TABLE:
      if (of == NULL)
        return g_strdup (_ ("A policy; without a trace there is nothing for it to schedule"));
      return g_strdup_printf (_ ("The graphs of %s, scheduled again; nothing ran"), of);
    case BS_COMPARED_FILE:
    default:
      path = g_file_get_parse_name (self->file);
      return of != NULL ? g_strdup_printf ("%s: %s", path, of) : g_steal_pointer (&path);
    }
}

const char *
bs_compared_source_get_problem (BsComparedSource *self)
{
  return self->problem;
}

double
bs_compared_source_get_progress (BsComparedSource *self)
{
  int expected;

  if (self->state == BS_COMPARED_READY)
    return 1.0;
  if (self->progress == NULL)
    return -1.0;

  expected = g_atomic_int_get (&self->progress->n_events_expected);
  return expected > 0 ? MIN (g_atomic_int_get (&self->progress->n_events) / (double) expected, 1.0)
                      : -1.0;
}

BsRun *
bs_compared_source_get_run (BsComparedSource *self)
{
  g_return_val_if_fail (BS_IS_COMPARED_SOURCE (self), NULL);

  if (self->named == NULL && self->run != NULL)
    self->named = bs_run_rename (self->run, self->name);

  return self->named;
}

BsTrace *
bs_compared_source_get_trace (BsComparedSource *self)
{
  return self->subject != NULL ? self->subject->trace : NULL;
}

BsComparedSubject *
bs_compared_source_get_subject (BsComparedSource *self)
{
  return self->subject;
}

BsFsm *
bs_compared_source_get_fsm (BsComparedSource *self)
{
  return self->fsm;
}

GFile *
bs_compared_source_get_file (BsComparedSource *self)
{
  return self->file;
}

BsBranch *
bs_compared_source_get_branch (BsComparedSource *self)
{
  return self->branch;
}

const char *
bs_compared_source_get_policy (BsComparedSource *self)
{
  return self->policy;
}
