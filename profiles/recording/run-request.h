/* SPDX-License-Identifier: Apache-2.0 */
/* A run to be recorded: what runs, who decides, who executes, where to. The command line and the
 * window make the same trace of the same choices. */
#pragma once

#include <stdatomic.h>

#include "engine/run.h"
#include "profiles/recording/recorder.h"
#include "profiles/recording/run-inputs.h"
#include "profiles/recording/run-policy.h"

G_BEGIN_DECLS

/* More are a slip: no machine that this was tried on gains by them. */
#define BS_RUN_MAX_THREADS 64

/* It plans nothing, and has one thread. */
#define BS_RUN_REFERENCE "reference"

/* What an error is about. */
typedef enum
{
  BS_RUN_CHOICE_MODEL,
  BS_RUN_CHOICE_INPUT,
  BS_RUN_CHOICE_POLICY,
  BS_RUN_CHOICE_BACKEND,
  BS_RUN_CHOICE_RUN, /* of none: what ran */
  BS_RUN_CHOICE_OUTPUT
} BsRunChoice;

typedef enum
{
  BS_RUN_STAGE_OPENING, /* the model and its inputs */
  BS_RUN_STAGE_LEARNING,
  BS_RUN_STAGE_RUNNING,
  BS_RUN_STAGE_WRITING /* the end of the trace */
} BsRunStage;

/**
 * BsRunProgress:
 *
 * How far a run is; any thread may look at it at any time. All zero at first.
 */
typedef struct
{
  _Atomic guint32 stage;             /* BsRunStage */
  _Atomic guint32 n_batches, n_done; /* mini-batches: all, and those that have run */
  _Atomic guint64 n_decisions,
      n_nodes;                     /* so far: executed, or scheduled where nothing is executed */
  _Atomic guint32 n_changes, best; /* learning: episodes or changes, batches of the best table */
} BsRunProgress;

/**
 * BsRunRequest:
 *
 * The first fields are choices, see bs_run_request_init(); nothing of them is owned.
 */
typedef struct
{
  BsRunInputs *inputs;
  BsRunPolicy *policy;
  guint32 n_changes;        /* to try where a policy is learned; 0: as many as is usual */
  const char *backend;      /* (nullable): schedules only */
  BsBackendOptions options; /* of the backend */
  const char *output;       /* the trace */
  BsRecorderOptions recording;
  gboolean activities;           /* of a device are recorded */
  gboolean limits;               /* of the processor are recorded, see machine-limits.h */
  BsPolicyOptions search;        /* what @policy was told */
  const char *program, *command; /* for the record */

  BsRunChoice at;      /* what the last error is about */
  gboolean has_run;    /* the file holds something of the run, whatever went wrong */
  char *no_activities; /* (nullable) after recording: why they were not */
  char *unknown;       /* (nullable) after learning: types that the policy does not know */

  /*< private >*/
  BsModel *model;      /* (nullable) */
  BsBackend *executor; /* (nullable) */
  char *sha256;        /* (nullable) of the parameters */
} BsRunRequest;

/** bs_run_request_init: the backend cpu with one thread; inputs, policy, output are to be set. */
void bs_run_request_init (BsRunRequest *self);
void bs_run_request_clear (BsRunRequest *self);

/** bs_run_request_load: reads the model file and decides on the files of inputs. */
gboolean bs_run_request_load (BsRunRequest *self, GError **error);

/** bs_run_request_open: reads inputs, makes model and backend. */
gboolean bs_run_request_open (BsRunRequest *self, GError **error);

/**
 * bs_run_request_learn:
 * @progress: (nullable): called in this thread
 *
 * Learns the policy, or finds out whether one from a file is for such inputs.
 */
gboolean bs_run_request_learn (BsRunRequest *self, BsTrainingProgress progress, gpointer user_data,
                               GCancellable *cancellable, GError **error);

/**
 * bs_run_request_record:
 * @progress: (nullable)
 * @cancellable: (nullable): stops the run; what was recorded is kept and says that it was stopped
 * @totals: (out caller-allocates): one a mini-batch (see @inputs), with their lower bounds
 * @stopped: (out): whether the run was stopped
 *
 * Runs, and writes the trace. A process that ignores SIGXFSZ, as the programs do, is told of a file
 * that may not grow by an error; others are ended.
 *
 * Returns: %FALSE with an error
 */
gboolean bs_run_request_record (BsRunRequest *self, BsRunProgress *progress,
                                GCancellable *cancellable, BsRunTotals *totals, gboolean *stopped,
                                GError **error);

/** bs_run_request_to_command: Returns: (transfer full): what does the same on the command line. */
char *bs_run_request_to_command (const BsRunRequest *self);

/** bs_join_command: Returns: (transfer full): @arguments (array zero-terminated=1) after `program`, as a
 * shell reads them. */
char *bs_join_command (const char *program, const char *const *arguments);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsRunRequest, bs_run_request_clear)

G_END_DECLS
