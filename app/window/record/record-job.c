/* SPDX-License-Identifier: Apache-2.0 */
/* A recording away from the UI thread. */
#include "config.h"

#include "app/window/record/record-job.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/error.h"

#define PROGRAM "batchscope"

void
bs_record_choices_init (BsRecordChoices *self)
{
  *self = (BsRecordChoices){ .policy = g_strdup (BS_RUN_POLICY_LEARNED),
                             .backend = g_strdup ("cpu") };
  bs_run_inputs_init (&self->inputs);
  bs_run_policy_choices_init (&self->policy_choices);
  bs_backend_options_init (&self->options);
}

void
bs_record_choices_copy (BsRecordChoices *self, const BsRecordChoices *from)
{
  *self = *from;
  bs_run_inputs_copy_choices (&self->inputs, &from->inputs);
  self->policy = g_strdup (from->policy);
  self->backend = g_strdup (from->backend);
  self->output = g_strdup (from->output);
}

void
bs_record_choices_clear (BsRecordChoices *self)
{
  bs_run_inputs_clear (&self->inputs);
  g_clear_pointer (&self->policy, g_free);
  g_clear_pointer (&self->backend, g_free);
  g_clear_pointer (&self->output, g_free);
}

static gpointer
choices_dup (const BsRecordChoices *from)
{
  BsRecordChoices *self = g_new (BsRecordChoices, 1);

  bs_record_choices_copy (self, from);
  return self;
}

static void
choices_free (gpointer data)
{
  bs_record_choices_clear (data);
  g_free (data);
}

void
bs_record_outlook_free (BsRecordOutlook *self)
{
  g_free (self->file_summary);
  g_free (self);
}

typedef struct
{
  BsRecordOutlook *outlook;
  GError *error;
} OutlookResult;

static void
outlook_result_free (gpointer data)
{
  OutlookResult *self = data;

  g_clear_pointer (&self->outlook, bs_record_outlook_free);
  g_clear_error (&self->error);
  g_free (self);
}

static void
describe_model (BsRecordOutlook *self, BsModelFile *file)
{
  const BsStructure *structure = bs_model_file_get_structure (file);

  self->model_known = TRUE;
  self->generates = bs_model_file_generates (file);
  self->growing = bs_model_file_is_growing (file);
  self->names_sample = bs_model_file_get_samples (file)[0] != NULL;
  self->n_files = self->generates ? 0 : structure->n_files;
  self->file_summary = g_strdup (_ (structure->summary));
}

/* Rules are quick enough to be asked; so is a table. */
static BsPolicy *
estimating_policy (const BsRecordChoices *choices, BsRecordOutlook *outlook,
                   const BsTypeTable *types, GError **error)
{
  g_autoptr (BsRunPolicy) policy = NULL;
  g_autofree char *unknown = NULL;

  outlook->at = BS_RUN_CHOICE_POLICY;
  policy = bs_run_policy_new (choices->policy, &choices->policy_choices, error);
  if (policy == NULL
      || (policy->from_file
          && !bs_run_policy_check_types (bs_policy_get_fsm (policy->policy), policy->name, types,
                                         &unknown, error))
      || policy->policy == NULL || g_str_equal (policy->name, "beam")
      || g_str_equal (policy->name, "exact"))
    return NULL;

  return bs_policy_ref (policy->policy);
}

static gboolean
look (BsRecordChoices *choices, BsRecordOutlook *outlook, GCancellable *cancellable, GError **error)
{
  BsRunInputs *inputs = &choices->inputs;
  g_autoptr (BsGraph) first = NULL;
  g_autoptr (BsPolicy) policy = NULL;
  GError *failure = NULL;

  outlook->at = BS_RUN_CHOICE_MODEL;
  if (inputs->graphs == NULL)
    {
      if (!bs_run_inputs_load_model (inputs, error))
        return FALSE;
      describe_model (outlook, inputs->model_file);
    }
  outlook->at = BS_RUN_CHOICE_INPUT;
  if (!bs_run_inputs_load (inputs, error) || !bs_run_inputs_open (inputs, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  if (inputs->opened != NULL)
    outlook->n_inputs = bs_workload_get_n_inputs (inputs->opened);
  else
    outlook->n_graphs = inputs->n_batches;

  /* which types there are is known then */
  first = bs_run_inputs_build_graph (inputs, 0, error);
  if (first == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  policy = estimating_policy (choices, outlook, inputs->types, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  outlook->at = BS_RUN_CHOICE_RUN;

  return bs_run_estimate (inputs, policy, choices->backend, choices->options.n_threads, cancellable,
                          &outlook->estimate, error);
}

static void
outlook_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OutlookResult *result = g_new0 (OutlookResult, 1);

  result->outlook = g_new0 (BsRecordOutlook, 1);
  look (data, result->outlook, cancellable, &result->error);
  g_task_return_pointer (task, result, outlook_result_free);
}

void
bs_record_outlook_async (const BsRecordChoices *choices, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, bs_record_outlook_async);
  g_task_set_task_data (task, choices_dup (choices), choices_free);
  g_task_run_in_thread (task, outlook_thread);
}

BsRecordOutlook *
bs_record_outlook_finish (GAsyncResult *result, GError **error)
{
  OutlookResult *found = g_task_propagate_pointer (G_TASK (result), error);
  BsRecordOutlook *outlook;

  if (found == NULL)
    return NULL;

  outlook = g_steal_pointer (&found->outlook);
  if (found->error != NULL)
    g_propagate_error (error, g_steal_pointer (&found->error));
  outlook_result_free (found);

  return outlook;
}

struct _BsRecordJob
{
  GObject parent_instance;

  BsRecordChoices choices;
  BsRunProgress progress;
  GCancellable *cancellable;
  gint discards; /* atomic: nothing is to be kept */

  /* of the thread, read when it has ended */
  BsRunChoice at;
  char *unknown;
};

G_DEFINE_FINAL_TYPE (BsRecordJob, bs_record_job, G_TYPE_OBJECT)

static void
bs_record_job_finalize (GObject *object)
{
  BsRecordJob *self = BS_RECORD_JOB (object);

  bs_record_choices_clear (&self->choices);
  g_clear_object (&self->cancellable);
  g_free (self->unknown);

  G_OBJECT_CLASS (bs_record_job_parent_class)->finalize (object);
}

static void
bs_record_job_class_init (BsRecordJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_record_job_finalize;
}

static void
bs_record_job_init (BsRecordJob *self)
{
  self->cancellable = g_cancellable_new ();
}

BsRecordJob *
bs_record_job_new (const BsRecordChoices *choices)
{
  BsRecordJob *self = g_object_new (BS_TYPE_RECORD_JOB, NULL);

  bs_record_choices_copy (&self->choices, choices);
  return self;
}

const BsRunProgress *
bs_record_job_get_progress (BsRecordJob *self)
{
  g_return_val_if_fail (BS_IS_RECORD_JOB (self), NULL);

  return &self->progress;
}

BsRunChoice
bs_record_job_get_at (BsRecordJob *self)
{
  g_return_val_if_fail (BS_IS_RECORD_JOB (self), BS_RUN_CHOICE_RUN);

  return self->at;
}

/* Nothing that is there is written over. */
static gboolean
make_room (const char *output, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (output);
  g_autofree char *name = g_filename_display_name (output);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s cannot be created: %s"), folder,
                   g_strerror (errno));
      return FALSE;
    }
  if (!g_file_test (output, G_FILE_TEST_EXISTS))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s exists already; choose another name"), name);
  return FALSE;
}

static void
learned_cb (const BsTrainingPoint *point, gpointer user_data)
{
  BsRunProgress *progress = user_data;

  progress->n_changes = point->episode;
  progress->best = point->best;
}

/* Returns: whether anything of the run was recorded, and is to be kept. */
static gboolean
record (BsRecordJob *self, BsRunRequest *request, gboolean *stopped, GError **error)
{
  g_autofree BsRunTotals *totals = NULL;
  gboolean done;

  if (!bs_run_request_load (request, error) || !bs_run_request_open (request, error))
    return FALSE;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  self->progress.stage = BS_RUN_STAGE_LEARNING;
  done = bs_run_request_learn (request, learned_cb, &self->progress, self->cancellable, error);
  self->unknown = g_strdup (request->unknown);
  if (!done)
    return FALSE;

  request->at = BS_RUN_CHOICE_OUTPUT;
  if (!make_room (request->output, error))
    return FALSE;
  totals = g_new0 (BsRunTotals, request->inputs->n_batches);
  done = bs_run_request_record (request, &self->progress, self->cancellable, totals, stopped,
                                error);
  /* half a trace of a run that failed is of no use; of a full disk, it may be */
  if (request->has_run && !done && request->at != BS_RUN_CHOICE_OUTPUT)
    g_unlink (request->output);
  if (done && g_cancellable_is_cancelled (self->cancellable)
      && (g_atomic_int_get (&self->discards) || self->progress.n_decisions == 0))
    {
      g_unlink (request->output);
      return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
    }

  return done;
}

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BsRecordJob *self = source;
  BsRecordChoices *choices = &self->choices;
  g_auto (BsRunRequest) request = { 0 };
  g_autoptr (BsRunPolicy) policy = NULL;
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  gboolean stopped = FALSE, done;

  bs_run_request_init (&request);
  request.at = BS_RUN_CHOICE_POLICY;
  policy = bs_run_policy_new (choices->policy, &choices->policy_choices, &error);
  if (policy == NULL)
    {
      self->at = request.at;
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  request.inputs = &choices->inputs;
  request.policy = policy;
  request.n_changes = choices->n_changes;
  request.backend = choices->backend;
  request.options = choices->options;
  request.search = choices->policy_choices.options;
  request.output = choices->output;
  request.program = PROGRAM;
  request.command = command = bs_run_request_to_command (&request);

  done = record (self, &request, &stopped, &error);
  self->at = request.at;
  if (done)
    g_task_return_int (task, stopped ? 1 : 0);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
bs_record_job_run_async (BsRecordJob *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BS_IS_RECORD_JOB (self));

  /* stopping is no failure: the task must not be cancelled with the run */
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, bs_record_job_run_async);
  g_task_run_in_thread (task, job_thread);
}

gboolean
bs_record_job_run_finish (BsRecordJob *self, GAsyncResult *result, gboolean *stopped,
                          char **unknown, GError **error)
{
  gssize outcome;

  g_return_val_if_fail (BS_IS_RECORD_JOB (self), FALSE);

  outcome = g_task_propagate_int (G_TASK (result), error);
  *stopped = outcome == 1;
  *unknown = outcome >= 0 ? g_strdup (self->unknown) : NULL;

  return outcome >= 0;
}

void
bs_record_job_stop (BsRecordJob *self)
{
  g_return_if_fail (BS_IS_RECORD_JOB (self));

  g_cancellable_cancel (self->cancellable);
}

void
bs_record_job_cancel (BsRecordJob *self)
{
  g_return_if_fail (BS_IS_RECORD_JOB (self));

  g_atomic_int_set (&self->discards, TRUE);
  g_cancellable_cancel (self->cancellable);
}
