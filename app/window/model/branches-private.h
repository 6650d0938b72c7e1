/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the list of branches share. */
#pragma once

#include "app/window/model/branch-work.h"
#include "app/window/model/branches.h"

G_BEGIN_DECLS

/* What jobs share with the item: they outlive it. */
typedef struct
{
  guint32 id;       /* in the sidecar, 0: not kept */
  BsBranch *branch; /* (nullable): not made yet */
} BsKept;

struct _BsBranchItem
{
  GObject parent_instance;

  BsKept *kept;
  char *name;
  BsBranchItem *parent; /* (nullable) */
  guint32 decision;
  guint type;
  BsBranchPolicy *policy; /* (nullable): decides where it begins, too */
  BsBranch *branch;       /* (nullable): while it is made */
  BsPictures *pictures;   /* (nullable): once it was shown */
  GCancellable *making;
  gboolean keep; /* is kept, or about to be */
};

struct _BsBranches
{
  BsItemList parent_instance;

  BsPictures *recording;
  BsNotebook *notebook;
  BsUndo *undo;
  BsBranchWork *work;
  BsBranchPolicy *policy;
  GPtrArray *items;    /* of the list */
  GHashTable *deleted; /* BsBranchItem: all that went with it, itself first */

  BsBranchItem *shown;  /* (nullable) */
  BsBranchItem *coming; /* (nullable): is to be shown once it is made */
  GCancellable *showing;

  GHashTable *answers; /* decision of what is shown: BsRegret */
  guint32 asked;
  char *why; /* (nullable): why there is no answer to what was asked */
  GCancellable *asking;
  GCancellable *all; /* of what goes on until the end */
};

/** bs_kept_release: lets go of what jobs share with an item. */
void bs_kept_release (gpointer kept);

/** bs_branch_item_hangs_on: Returns: whether @item is @ancestor, or leaves it, or what does. */
gboolean bs_branch_item_hangs_on (const BsBranchItem *item, const BsBranchItem *ancestor);

/** bs_branches_find_parent: Returns: (nullable): the branch that @decision (inout) of what is shown is
 * of, with its number there. Mini-batches beside that of the branch are those of the recording. */
BsBranchItem *bs_branches_find_parent (BsBranches *self, guint32 *decision);

/** bs_branches_forget_answers: something else is shown, or another policy goes on. */
void bs_branches_forget_answers (BsBranches *self);

/* What is kept: some are forgotten, some written down, one after the other, in the thread of the
 * notebook. */

GPtrArray *bs_branches_plan_new (void);
void bs_branches_plan (GPtrArray *steps, BsBranchItem *item, gboolean keep);

/** bs_branches_plan_keeping: @item, after what it leaves. */
void bs_branches_plan_keeping (GPtrArray *steps, BsBranchItem *item);

/** bs_branches_follow_plan: @steps: (transfer full). */
void bs_branches_follow_plan (BsBranches *self, GPtrArray *steps);

G_END_DECLS
