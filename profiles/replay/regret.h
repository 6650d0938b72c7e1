/* SPDX-License-Identifier: Apache-2.0 */
/* What a recorded decision cost: its batches, or predicted time, against the best that another type
 * would have come to there, the same policy deciding all that follows. */
#pragma once

#include "profiles/replay/branch.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/* A type that a decision could have batched. */
typedef struct
{
  guint type;
  guint32 size;        /* nodes in the batch */
  guint32 n_batches;   /* that the mini-batch would have had */
  double predicted_ns; /* by the cost model; NaN without one */
  gboolean chosen;     /* the type that was recorded */
} BsOverride;

/**
 * BsRegret:
 *
 * The best of several is the recorded type where it is among them, else the first. Numbers below 0
 * are what the recorded run saved against a policy that is not its own.
 */
typedef struct
{
  guint32 decision;
  guint32 n_recorded; /* batches of the mini-batch */
  double recorded_ns; /* the same, predicted; NaN without a cost model */
  guint n_overrides;
  BsOverride *overrides; /* all types that were ready, ascending */
  guint best;            /* of @overrides, by batches */
  guint best_ns;         /* of @overrides, by predicted time; without a model @best */
  gint64 regret;         /* in batches */
  double regret_ns;      /* NaN without a cost model */
} BsRegret;

/**
 * bs_regret_new:
 * @decision: of the recording, from 1
 * @policy: who goes on; of the trace's own the recorded type is what was recorded
 * @model: (nullable):
 * @cancellable: (nullable):
 *
 * Returns: (transfer full): the regret, or %NULL with an error of bs_branch_new()
 */
BsRegret *bs_regret_new (const BsTrace *trace, guint32 decision, const BsBranchPolicy *policy,
                         const BsCostModel *model, GCancellable *cancellable, GError **error);
void bs_regret_free (BsRegret *self);

/**
 * BsScanProgress:
 * @done: decisions that were looked at, of @total in the mini-batch
 *
 * Called in the thread that scans.
 */
typedef void (*BsScanProgress) (guint32 mini_batch, guint32 done, guint32 total,
                                gpointer user_data);

typedef struct
{
  guint32 mini_batch;      /* G_MAXUINT32: all */
  guint32 limit;           /* how many decisions that had a choice; 0: all */
  gint64 time_limit_ns;    /* 0: none */
  guint n_threads;         /* 2 */
  BsScanProgress progress; /* (nullable) */
  gpointer user_data;
} BsScanOptions;

void bs_scan_options_init (BsScanOptions *self);

/* What changing a decision would have saved at most. */
typedef struct
{
  guint32 decision;
  guint type;         /* that saves most batches; the recorded one where none saves any */
  guint type_ns;      /* that saves most time; without a cost model @type */
  guint32 n_recorded; /* batches of the mini-batch */
  guint32 n_batches;  /* with @type */
  gint64 regret;      /* in batches */
  double regret_ns;   /* in predicted time; NaN without a cost model */
} BsScanRow;

typedef struct
{
  guint32 n_decisions; /* of the mini-batches that were asked for */
  guint32 n_choices;   /* of these that had more than one ready type */
  guint32 n_scanned;   /* of these that were looked at, in order */
  guint32 n_bounded;   /* of these where no schedule can save anything */
  guint64 n_overrides; /* schedules that were continued */
  guint32 n_cut_short; /* mini-batches left out: not recorded to their ends */
  gboolean is_over_time;
  guint32 n_rows;
  BsScanRow *rows; /* [n_scanned] most batches saved first, then most time, then in order */
} BsScan;

/**
 * bs_scan_new:
 * @options: (nullable):
 *
 * The regret of every decision that had a choice. Where a policy decides by the frontier alone, a
 * schedule that comes to where the recording was needs no look at the rest. Without a time limit
 * the result hangs neither on time nor on threads.
 *
 * Returns: (transfer full): what was found, or %NULL with an error
 */
BsScan *bs_scan_new (const BsTrace *trace, const BsBranchPolicy *policy, const BsCostModel *model,
                     const BsScanOptions *options, GCancellable *cancellable, GError **error);
void bs_scan_free (BsScan *self);

/** bs_scan_describe: Returns: (transfer full): what was looked at and what was not, translated. */
char *bs_scan_describe (const BsScan *self);

/** bs_scan_tabulate: Returns: (transfer full): of the first @limit rows (0: of all) those where
 * another type would have saved batches or time. */
BsTable *bs_scan_tabulate (const BsScan *self, const BsTrace *trace, guint32 limit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRegret, bs_regret_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsScan, bs_scan_free)

G_END_DECLS
