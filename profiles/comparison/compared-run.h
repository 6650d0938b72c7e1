/* SPDX-License-Identifier: Apache-2.0 */
/* What runs are compared by: their decisions, times and moves, without graphs. A run is what a trace
 * recorded, or what a trace would have been with other schedules. */
#pragma once

#include <gio/gio.h>

#include "engine/policy.h"
#include "profiles/comparison/cost-model.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_RUN_DIGEST_SIZE 32

typedef struct
{
  guint32 type;        /* of the run */
  guint32 size;        /* nodes */
  guint32 state;       /* of the run */
  guint64 members;     /* the same for the same nodes in any order, of equal graphs */
  double ns;           /* executing; NaN: nothing was measured */
  double predicted_ns; /* NaN: not known */
  guint64 moved_bytes; /* gathered and scattered; 0 where nothing was measured */
} BsRunDecision;

typedef struct
{
  guint32 n_nodes, n_decisions, lower_bound;
  gsize first_decision;              /* into the decisions of the run, from 0 */
  guint32 first_number;              /* of its first decision, as people count them */
  guint8 digest[BS_RUN_DIGEST_SIZE]; /* of its graph: types, operands and stages */
  gboolean is_whole;                 /* every node is in a batch */
  gboolean is_measured;              /* it ran as this run has it */
  double loss;                       /* NaN: none */
  double ns;                         /* from its first event to its last */
  double phase_ns[BS_N_PHASES];      /* added up over all lanes */
  guint64 gathers, gather_bytes, scatters, scatter_bytes; /* 0 where nothing was measured */
} BsRunMiniBatch;

typedef struct
{
  char *identity; /* see bs_state_identify() */
  char *text;     /* as the run writes it */
} BsRunState;

/* Immutable once made; safe to share between threads. */
typedef struct _BsRun
{
  char *name;
  BsTypeTable *types;
  gboolean is_emulated; /* of a trace of an emulated device: its times are none */
  gboolean is_measured; /* all mini-batches ran as this run has them */
  guint32 n_mini_batches;
  BsRunMiniBatch *mini_batches;
  gsize n_decisions;
  BsRunDecision *decisions;
  guint n_states;
  BsRunState *states;

  /*< private >*/
  int refs;
  struct _BsRun *origin; /* (nullable): whose all of this is, but for the name */
} BsRun;

/**
 * bs_run_new_recorded:
 * @name: what to call it
 * @model: (nullable): for times that it predicts
 *
 * Returns: (transfer full): the run as it was recorded; %NULL when cancelled
 */
BsRun *bs_run_new_recorded (const char *name, const BsTrace *trace, const BsCostModel *model,
                            GCancellable *cancellable, GError **error);

/**
 * bs_run_new_scheduled:
 * @policy: fresh; schedules all graphs of the trace, those that grow stage by stage
 * @encoding: of its states, where it is no table
 *
 * Returns: (transfer full): the run, or %NULL when cancelled, or with %BS_ERROR_RANGE where a graph
 *   has too many stages
 */
BsRun *bs_run_new_scheduled (const char *name, const BsTrace *trace, const BsCostModel *model,
                             BsPolicy *policy, BsEncoding encoding, GCancellable *cancellable,
                             GError **error);

/** bs_run_pick_encoding: Returns: how states of a schedule by a policy that is no table are written:
 * as @wanted, unless nobody asked for it (@is_given) and those of the recording can be compared. */
BsEncoding bs_run_pick_encoding (const BsTrace *trace, BsEncoding wanted, gboolean is_given);

/** bs_run_new_branched: Returns: (transfer full): the run as it was recorded, but for @mini_batch,
 * which has @schedule; %NULL when cancelled. */
BsRun *bs_run_new_branched (const char *name, const BsTrace *trace, const BsCostModel *model,
                            guint32 mini_batch, const BsSchedule *schedule,
                            GCancellable *cancellable, GError **error);
BsRun *bs_run_ref (BsRun *self);

/** bs_run_free: drops a reference; the last one frees it. */
void bs_run_free (BsRun *self);

/** bs_run_rename: Returns: (transfer full): the same run under another name. */
BsRun *bs_run_rename (BsRun *self, const char *name);

static inline const BsRunDecision *
bs_run_get_decisions (const BsRun *self, guint32 mini_batch)
{
  return self->decisions + self->mini_batches[mini_batch].first_decision;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsRun, bs_run_free)

G_END_DECLS
