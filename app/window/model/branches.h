/* SPDX-License-Identifier: Apache-2.0 */
/* What if: the branches of a trace, those that were only tried and those that are kept with it. A list
 * model: each behind what it leaves. */
#pragma once

#include "app/window/model/branch-work.h"
#include "app/window/model/item-list.h"
#include "app/window/model/notebook.h"
#include "app/window/model/pictures.h"
#include "app/window/model/undo.h"
#include "profiles/replay/regret.h"

G_BEGIN_DECLS

#define BS_TYPE_BRANCH_ITEM (bs_branch_item_get_type ())
G_DECLARE_FINAL_TYPE (BsBranchItem, bs_branch_item, BS, BRANCH_ITEM, GObject)

/* Returns: (transfer none). */
const char *bs_branch_item_get_name (BsBranchItem *self);

/** bs_branch_item_get_branch: Returns: (transfer none) (nullable): %NULL while it is made. */
const BsBranch *bs_branch_item_get_branch (BsBranchItem *self);

/** bs_branch_item_get_making: Returns: whether it is being made. */
gboolean bs_branch_item_get_making (BsBranchItem *self);

/** bs_branch_item_get_decision: Returns: that it overrides, of the recording or of what it leaves. */
guint32 bs_branch_item_get_decision (BsBranchItem *self);
guint bs_branch_item_get_type_id (BsBranchItem *self);
gboolean bs_branch_item_get_kept (BsBranchItem *self);

/** bs_branch_item_get_depth: Returns: how many branches it hangs on. */
guint bs_branch_item_get_depth (BsBranchItem *self);

#define BS_TYPE_BRANCHES (bs_branches_get_type ())
G_DECLARE_FINAL_TYPE (BsBranches, bs_branches, BS, BRANCHES, BsItemList)

/**
 * bs_branches_new:
 * @pictures: of the recording
 *
 * Signals: `changed` when there are others, or one of them is otherwise; `asked` when what
 * bs_branches_get_regret() says is another; `show` (BsPictures *, int mini-batch, int index) when
 * others are to be shown; `deleted` (BsBranchItem *); `failed` (const char *message).
 */
BsBranches *bs_branches_new (BsPictures *pictures, BsNotebook *notebook, BsUndo *undo);

/** bs_branches_get_recording: Returns: (transfer none): what branches leave. */
BsPictures *bs_branches_get_recording (BsBranches *self);

/** bs_branches_get_shown: Returns: (transfer none) (nullable): %NULL: the recording is shown. */
BsBranchItem *bs_branches_get_shown (BsBranches *self);

/** bs_branches_show: @item: (nullable): %NULL: the recording. Made in a thread; then `show`. */
void bs_branches_show (BsBranches *self, BsBranchItem *item);

/** bs_branches_get_busy: Returns: whether a branch is on its way to be shown or tried. */
gboolean bs_branches_get_busy (BsBranches *self);

/** bs_branches_cancel: stops making what was not made yet. */
void bs_branches_cancel (BsBranches *self);

/** bs_branches_stop: stops making @item: one that was tried goes, one that is kept stays as it is. */
void bs_branches_stop (BsBranches *self, BsBranchItem *item);

/** bs_branches_set_policy: who goes on; (nullable): what decided when the trace was recorded. */
void bs_branches_set_policy (BsBranches *self, BsBranchPolicy *policy);
BsBranchPolicy *bs_branches_get_policy (BsBranches *self);

/** bs_branches_try: @decision of what is shown batches @type: makes a branch, in a thread. Returns:
 * (transfer none): its item, which is in the list at once. */
BsBranchItem *bs_branches_try (BsBranches *self, guint32 decision, guint type);

/** bs_branches_replay: @policy decides all of @mini_batch of the recording. Returns: (transfer none): its
 * item, as above. */
BsBranchItem *bs_branches_replay (BsBranches *self, guint32 mini_batch, BsBranchPolicy *policy);

/* What people do with one; each can be undone. A branch that is kept keeps those that it leaves. */
void bs_branches_keep (BsBranches *self, BsBranchItem *item);
void bs_branches_rename (BsBranches *self, BsBranchItem *item, const char *name);

/** bs_branches_delete: with those that leave it. */
void bs_branches_delete (BsBranches *self, BsBranchItem *item);

/** bs_branches_restore: takes back that @item was deleted. */
void bs_branches_restore (BsBranches *self, BsBranchItem *item);

/** bs_branches_save: writes a branch as a trace of its own, in a thread; `failed` when it cannot. */
void bs_branches_save (BsBranches *self, BsBranchItem *item, const char *path);

/** bs_branches_find: Returns: (transfer none) (nullable): the branch of that name. */
BsBranchItem *bs_branches_find (BsBranches *self, const char *name);

/** bs_branches_ask: where all that @decision of what is shown could batch would end; in a thread,
 * then `asked`. What was asked for before is given up. 0: nothing is asked for. */
void bs_branches_ask (BsBranches *self, guint32 decision);

/** bs_branches_is_large: Returns: whether asking takes so long that people should want it. */
gboolean bs_branches_is_large (BsBranches *self, guint32 decision);

/**
 * bs_branches_get_regret:
 * @why: (out) (transfer none) (nullable): why there is none
 *
 * Returns: (transfer none) (nullable): of @decision of what is shown; %NULL without @why: not known yet
 */
const BsRegret *bs_branches_get_regret (BsBranches *self, guint32 decision, const char **why);

/** bs_branches_scan_async: see bs_branch_work_scan_async(); with the policy that goes on. */
void bs_branches_scan_async (BsBranches *self, BsScanCount *count, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
BsScan *bs_branches_scan_finish (BsBranches *self, GAsyncResult *result, GError **error);

G_END_DECLS
