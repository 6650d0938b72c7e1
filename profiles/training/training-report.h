/* SPDX-License-Identifier: Apache-2.0 */
/* How learning went and what came of it, as tables, and as what a policy file says of itself: the same
 * for the command line and the window. */
#pragma once

#include "engine/training.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/** bs_training_tabulate_history: @results: (array length=n): runs, all of Q-learning or all of
 * priorities. Returns: (transfer full): a row a check: encoding (where there are several runs), episode
 * (change), batches, best, and where costs are times predicted_ns, best_ns, then states (priorities),
 * epsilon (size) */
BsTable *bs_training_tabulate_history (const BsTrainingResult *const *results, guint n);

/** bs_training_add_evaluation_columns: set, mini_batch, batches, lower_bound, gap, gap_percent; with
 * @in_time predicted_ns, bound_ns; asked, known, coverage, fallbacks. */
void bs_training_add_evaluation_columns (BsTable *table, gboolean in_time);

/** bs_training_add_evaluation: a row of these; @mini_batch: below 0: of all of them. */
void bs_training_add_evaluation (BsTable *table, gboolean in_time, const char *set,
                                 gint64 mini_batch, const BsEvaluation *evaluation);

/* What a policy file says of how it was made. No time and no folder: the same seed gives the same file
 * wherever it is made. */
typedef struct
{
  const char *program;
  const char *workload; /* (nullable) */
  guint32 batch_size;
  const char *data; /* (nullable): names of files, without folders */
  guint n_graphs;
  const char *resumed; /* (nullable): name of the file that it goes on from */
  const char *edited;  /* (nullable): what people changed by hand */
  const char
      *costs; /* (nullable): name of the trace with the costs of batches, where these count */
} BsTrainingOrigin;

/* What it comes to, all graphs. */
typedef struct
{
  guint32 batches, lower_bound;
  guint64 cost, lower_cost; /* ns; only said where costs count */
} BsTrainingOutcome;

/** bs_training_describe: Returns: (transfer full) (array zero-terminated=1): for bs_policy_file_save():
 * key and value in turn. */
char **bs_training_describe (const BsTrainingOrigin *origin, const BsTrainingOptions *options,
                             const BsTrainingOutcome *outcome);

G_END_DECLS
