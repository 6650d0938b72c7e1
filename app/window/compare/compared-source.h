/* SPDX-License-Identifier: Apache-2.0 */
/* One of the runs that are compared: what it comes from, and the run once it is loaded. */
#pragma once

#include "app/window/model/branch-work.h"
#include "profiles/comparison/comparison.h"

G_BEGIN_DECLS

#define BS_TYPE_COMPARED_SOURCE (bs_compared_source_get_type ())
G_DECLARE_FINAL_TYPE (BsComparedSource, bs_compared_source, BS, COMPARED_SOURCE, GObject)

/* What other runs are made of: a trace, and the cost model that is made of it when it is first asked
 * for. Shared by threads. */
typedef struct
{
  BsTrace *trace;
  BsBranchWork *work;
} BsComparedSubject;

BsComparedSubject *bs_compared_subject_new (BsTrace *trace);
BsComparedSubject *bs_compared_subject_ref (BsComparedSubject *self);
void bs_compared_subject_unref (BsComparedSubject *self);

typedef enum
{
  BS_COMPARED_RECORDING, /* what is open */
  BS_COMPARED_FILE,      /* a trace */
  BS_COMPARED_BRANCH,    /* of what is open */
  BS_COMPARED_POLICY,    /* the graphs of a trace, scheduled by a policy: by name, or a file */
  BS_COMPARED_TABLE      /* the same by a table that is in memory */
} BsComparedKind;

typedef enum
{
  BS_COMPARED_LOADING,
  BS_COMPARED_READY,
  BS_COMPARED_FAILED
} BsComparedState;

/** bs_compared_source_new_recording: Signal of all: `changed`. Nothing is loaded yet, see
 * bs_compared_source_load(). */
BsComparedSource *bs_compared_source_new_recording (const char *name, BsComparedSubject *subject);
BsComparedSource *bs_compared_source_new_file (GFile *file);
BsComparedSource *bs_compared_source_new_branch (const char *name, BsComparedSubject *subject,
                                                 BsBranch *branch);

/** bs_compared_source_new_policy: @policy: one of bs_policy_names(), `fsm`, or a file; @subject:
 * (nullable): without one there is the table alone, and no run. */
BsComparedSource *bs_compared_source_new_policy (const char *policy, BsComparedSubject *subject);
BsComparedSource *bs_compared_source_new_table (const char *name, BsFsm *fsm,
                                                BsComparedSubject *subject);

/** bs_compared_source_load: begins, in a thread; again after it failed. */
void bs_compared_source_load (BsComparedSource *self);
void bs_compared_source_cancel (BsComparedSource *self);

BsComparedKind bs_compared_source_get_kind (BsComparedSource *self);
BsComparedState bs_compared_source_get_state (BsComparedSource *self);
const char *bs_compared_source_get_name (BsComparedSource *self);
void bs_compared_source_set_name (BsComparedSource *self, const char *name);

/** bs_compared_source_get_detail: Returns: (transfer full): what it comes from, in a sentence or two. */
char *bs_compared_source_get_detail (BsComparedSource *self);

/** bs_compared_source_get_problem: Returns: (nullable): why it could not be loaded. */
const char *bs_compared_source_get_problem (BsComparedSource *self);

/** bs_compared_source_get_progress: Returns: 0 to 1; below 0: not known. */
double bs_compared_source_get_progress (BsComparedSource *self);

/** bs_compared_source_get_run: Returns: (transfer none) (nullable): under its name of now. */
BsRun *bs_compared_source_get_run (BsComparedSource *self);

/** bs_compared_source_get_trace: Returns: (nullable): that was recorded: of a branch and a policy
 * what they are of. */
BsTrace *bs_compared_source_get_trace (BsComparedSource *self);

/** bs_compared_source_get_subject: Returns: (nullable): for others to be made of its trace. */
BsComparedSubject *bs_compared_source_get_subject (BsComparedSource *self);

/** bs_compared_source_get_fsm: Returns: (nullable): the table that decided. */
BsFsm *bs_compared_source_get_fsm (BsComparedSource *self);

GFile *bs_compared_source_get_file (BsComparedSource *self);
BsBranch *bs_compared_source_get_branch (BsComparedSource *self);
const char *bs_compared_source_get_policy (BsComparedSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsComparedSubject, bs_compared_subject_unref)

G_END_DECLS
