/* SPDX-License-Identifier: Apache-2.0 */
/* What if: a mini-batch as it would have gone on, had a decision batched another type and a policy
 * decided all that follows. */
#pragma once

#include <gio/gio.h>

#include "engine/policy.h"
#include "engine/schedule.h"
#include "profiles/comparison/cost-model.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * BsBranchPolicy:
 *
 * Who decides from a branch on. Immutable, may be shared between threads: whoever schedules makes a
 * policy of their own from it.
 */
typedef struct
{
  char *name; /* (nullable): a rule or search, or what a table is called; %NULL: the trace's own */
  BsFsm *fsm; /* (nullable): a table */
  BsPolicyOptions options;

  /*< private >*/
  int refs;
} BsBranchPolicy;

/**
 * bs_branch_policy_new:
 * @name: (nullable): one of bs_policy_names() or a policy file; %NULL: what decided when the trace
 *   was recorded
 * @options: (nullable): of a policy by name; %NULL for the defaults
 *
 * Returns: (transfer full): who decides, or %NULL with an error that says what there is
 */
BsBranchPolicy *bs_branch_policy_new (const char *name, const BsPolicyOptions *options,
                                      GError **error);

/** bs_branch_policy_new_fsm: @name: (nullable): what to call the table. */
BsBranchPolicy *bs_branch_policy_new_fsm (const char *name, BsFsm *fsm);
BsBranchPolicy *bs_branch_policy_ref (BsBranchPolicy *self);
void bs_branch_policy_unref (BsBranchPolicy *self);

/** bs_branch_policy_is_own: Returns: whether it is what decided when the trace was recorded. */
gboolean bs_branch_policy_is_own (const BsBranchPolicy *self);

/** bs_branch_policy_get_name: Returns: (transfer none): what it is called, for people; of the
 * trace's own what @trace calls it. */
const char *bs_branch_policy_get_name (const BsBranchPolicy *self, const BsTrace *trace);

/** bs_branch_policy_make: Returns: (transfer full): a policy as it was before its first decision;
 * %NULL with %BS_ERROR_UNSUPPORTED where the trace does not hold its own, or a table knows no type
 * of the trace. */
BsPolicy *bs_branch_policy_make (const BsBranchPolicy *self, const BsTrace *trace, GError **error);

/* As the type of a branch: what its policy chooses there. */
#define BS_BRANCH_OWN_CHOICE G_MAXUINT

typedef struct _BsBranch BsBranch;

/**
 * BsBranch:
 *
 * Its decisions have numbers like those of the recording: the first that of the first decision of
 * the mini-batch. A graph that grew is scheduled again up to the end of the stage in which the
 * override is; the batches of the other stages stay as they were: what a graph grows by hangs on
 * what was computed, which batching does not change.
 *
 * Immutable once made; safe to share between threads, and to be used while its trace is there.
 */
struct _BsBranch
{
  char *name;       /* (nullable) */
  BsBranch *parent; /* (nullable): it leaves this branch; %NULL: the recording itself */
  BsBranchPolicy *policy;
  guint32 mini_batch;
  guint32 decision;     /* that is overridden, of the parent, from 1 through the whole trace */
  guint type;           /* what it batches instead */
  guint32 stage;        /* that is scheduled again, from 0 */
  BsSchedule *schedule; /* of the whole mini-batch, with states, candidates and reasons; those of
                             batches that were followed are the recorded ones, without scores */
  guint32 n_batches;
  guint32 n_parent;         /* batches of the parent */
  guint32 n_recorded;       /* batches that were recorded */
  guint32 rejoins;          /* the first decision after the override before which the same nodes
                               have run as before a decision of the recording; 0: none */
  guint32 rejoins_recorded; /* that decision of the recording; 0: none */
  double predicted_ns;      /* of all batches; NaN without a cost model */
  double recorded_ns;       /* the same of the recorded batches */

  /*< private >*/
  int refs;
};

/**
 * bs_branch_new:
 * @parent: (nullable): a branch of the same trace that it leaves
 * @decision: of @parent, in its mini-batch; of the recording any
 * @type: that is ready there; as many of its nodes are batched as @policy would take; or
 *   %BS_BRANCH_OWN_CHOICE, and the branch says which it was
 * @name: (nullable):
 * @model: (nullable): what predicts time
 * @cancellable: (nullable):
 *
 * The same arguments give the same branch, bit for bit. With the type that was recorded and the
 * policy of the trace it is the recorded mini-batch again.
 *
 * Returns: (transfer full): the branch, or %NULL with %BS_ERROR_RANGE (there is no such decision),
 *   %BS_ERROR_NOT_FOUND (@type is not ready there), %BS_ERROR_UNSUPPORTED (the recording was cut
 *   short, or has no policy), %BS_ERROR_CORRUPT (a trace that contradicts itself), or cancelled
 */
BsBranch *bs_branch_new (const BsTrace *trace, BsBranch *parent, guint32 decision, guint type,
                         BsBranchPolicy *policy, const char *name, const BsCostModel *model,
                         GCancellable *cancellable, GError **error);
BsBranch *bs_branch_ref (BsBranch *self);
void bs_branch_unref (BsBranch *self);

/** bs_branch_predict: Returns: ns of the batches of a schedule, by @model; NaN without one, and where
 * a type of which no batch ran is among them. */
double bs_branch_predict (const BsSchedule *schedule, const BsCostModel *model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBranchPolicy, bs_branch_policy_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBranch, bs_branch_unref)

G_END_DECLS
