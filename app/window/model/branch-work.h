/* SPDX-License-Identifier: Apache-2.0 */
/* What of branches is worked out in threads. */
#pragma once

#include <gio/gio.h>

#include "app/window/model/pictures.h"
#include "profiles/replay/regret.h"

G_BEGIN_DECLS

/**
 * BsBranchWork:
 *
 * What a thread needs: the recording, and what predicts its time, which the first one that asks makes.
 */
typedef struct _BsBranchWork BsBranchWork;

BsBranchWork *bs_branch_work_new (BsTrace *trace);
BsBranchWork *bs_branch_work_ref (BsBranchWork *self);
void bs_branch_work_unref (BsBranchWork *self);

/** bs_branch_work_get_model: Returns: (transfer none) (nullable): %NULL: nothing ran. In a thread. */
const BsCostModel *bs_branch_work_get_model (BsBranchWork *self);

/* What is asked for: @decision of @parent (nullable: the recording). */
void bs_branch_work_make_async (BsBranchWork *self, BsBranch *parent, guint32 decision, guint type,
                                BsBranchPolicy *policy, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
BsBranch *bs_branch_work_make_finish (GAsyncResult *result, GError **error);

/** bs_branch_work_regret_async: of a branch, too: against what it recorded. */
void bs_branch_work_regret_async (BsBranchWork *self, BsBranch *parent, guint32 decision,
                                  BsBranchPolicy *policy, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
BsRegret *bs_branch_work_regret_finish (GAsyncResult *result, GError **error);

/**
 * BsScanCount:
 *
 * How far a scan is: decisions that are behind it, of all. Threads share it.
 */
typedef struct
{
  int n_done; /* atomic */
  guint32 n_all;
} BsScanCount;

/** bs_branch_work_scan_async: what all decisions of the recording cost; @count: (nullable): told
 * meanwhile, kept by g_atomic_rc_box_acquire(). */
void bs_branch_work_scan_async (BsBranchWork *self, BsBranchPolicy *policy, BsScanCount *count,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
BsScan *bs_branch_work_scan_finish (GAsyncResult *result, GError **error);

/** bs_branch_work_pictures_async: @branch as a trace, with all that views need. */
void bs_branch_work_pictures_async (BsBranchWork *self, BsBranch *branch, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
BsPictures *bs_branch_work_pictures_finish (GAsyncResult *result, GError **error);

/** bs_branch_work_write_async: @branch as a trace, to a file. */
void bs_branch_work_write_async (BsBranchWork *self, BsBranch *branch, const char *name,
                                 const char *path, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean bs_branch_work_write_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsBranchWork, bs_branch_work_unref)

G_END_DECLS
