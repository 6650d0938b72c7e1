/* SPDX-License-Identifier: Apache-2.0 */
/* A recording away from the UI thread: what was chosen, an estimate of it, and the run itself. */
#pragma once

#include <gio/gio.h>

#include "profiles/recording/run-estimate.h"
#include "profiles/recording/run-request.h"

G_BEGIN_DECLS

/**
 * BsRecordChoices:
 *
 * What a person chose; all is owned.
 */
typedef struct
{
  BsRunInputs inputs; /* choices only */
  char *policy;
  BsRunPolicyChoices policy_choices;
  guint32 n_changes;
  char *backend; /* (nullable): schedules only */
  BsBackendOptions options;
  char *output;
} BsRecordChoices;

void bs_record_choices_init (BsRecordChoices *self);
void bs_record_choices_copy (BsRecordChoices *self, const BsRecordChoices *from);
void bs_record_choices_clear (BsRecordChoices *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsRecordChoices, bs_record_choices_clear)

/* What is known of choices before they are run. */
typedef struct
{
  /* valid where the model could be read */
  gboolean model_known;
  gboolean generates, growing, names_sample;
  guint n_files;
  char *file_summary; /* of its structure */

  guint32 n_inputs; /* of all files; 0: they could not be read */
  guint32 n_graphs; /* where graphs are scheduled */
  BsRunEstimate estimate;
  BsRunChoice at; /* what the error is about */
} BsRecordOutlook;

void bs_record_outlook_free (BsRecordOutlook *self);

/** bs_record_outlook_async: reads the model and its inputs, and makes the first mini-batch. */
void bs_record_outlook_async (const BsRecordChoices *choices, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);

/**
 * bs_record_outlook_finish:
 *
 * Returns: (transfer full) (nullable): what was found out, also where there is an error about the
 *   choice that it names; %NULL: cancelled
 */
BsRecordOutlook *bs_record_outlook_finish (GAsyncResult *result, GError **error);

#define BS_TYPE_RECORD_JOB (bs_record_job_get_type ())
G_DECLARE_FINAL_TYPE (BsRecordJob, bs_record_job, BS, RECORD_JOB, GObject)

BsRecordJob *bs_record_job_new (const BsRecordChoices *choices);

/** bs_record_job_get_progress: Returns: (transfer none): changes while it runs. */
const BsRunProgress *bs_record_job_get_progress (BsRecordJob *self);

/** bs_record_job_run_async: once. Creates the folder of the output where there is none. */
void bs_record_job_run_async (BsRecordJob *self, GAsyncReadyCallback callback, gpointer user_data);

/**
 * bs_record_job_run_finish:
 * @stopped: (out): whether it was stopped, and what was recorded is kept
 * @unknown: (out) (transfer full) (nullable): types that the policy does not know
 *
 * Returns: whether there is a trace; else there is no file either, and an error (cancelled among them)
 */
gboolean bs_record_job_run_finish (BsRecordJob *self, GAsyncResult *result, gboolean *stopped,
                                   char **unknown, GError **error);

/** bs_record_job_get_at: Returns: what the error was about. */
BsRunChoice bs_record_job_get_at (BsRecordJob *self);

/** bs_record_job_stop: ends the run; what was recorded is kept. */
void bs_record_job_stop (BsRecordJob *self);

/** bs_record_job_cancel: ends the run; nothing is kept. */
void bs_record_job_cancel (BsRecordJob *self);

G_END_DECLS
