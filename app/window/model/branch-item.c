/* SPDX-License-Identifier: Apache-2.0 */
/* One branch of the list. */
#include "config.h"

#include "app/window/model/branches-private.h"

G_DEFINE_FINAL_TYPE (BsBranchItem, bs_branch_item, G_TYPE_OBJECT)

static void
kept_clear (gpointer data)
{
  g_clear_pointer (&((BsKept *) data)->branch, bs_branch_unref);
}

void
bs_kept_release (gpointer data)
{
  g_atomic_rc_box_release_full (data, kept_clear);
}

static void
bs_branch_item_finalize (GObject *object)
{
  BsBranchItem *self = BS_BRANCH_ITEM (object);

  bs_kept_release (self->kept);
  g_free (self->name);
  g_clear_object (&self->parent);
  g_clear_pointer (&self->policy, bs_branch_policy_unref);
  g_clear_pointer (&self->branch, bs_branch_unref);
  g_clear_pointer (&self->pictures, bs_pictures_unref);
  g_clear_object (&self->making);

  G_OBJECT_CLASS (bs_branch_item_parent_class)->finalize (object);
}

static void
bs_branch_item_class_init (BsBranchItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_branch_item_finalize;
}

static void
bs_branch_item_init (BsBranchItem *self)
{
  self->kept = g_atomic_rc_box_new0 (BsKept);
}

const char *
bs_branch_item_get_name (BsBranchItem *self)
{
  g_return_val_if_fail (BS_IS_BRANCH_ITEM (self), NULL);

  return self->name;
}

const BsBranch *
bs_branch_item_get_branch (BsBranchItem *self)
{
  g_return_val_if_fail (BS_IS_BRANCH_ITEM (self), NULL);

  return self->branch;
}

gboolean
bs_branch_item_get_making (BsBranchItem *self)
{
  g_return_val_if_fail (BS_IS_BRANCH_ITEM (self), FALSE);

  return self->making != NULL;
}

guint32
bs_branch_item_get_decision (BsBranchItem *self)
{
  g_return_val_if_fail (BS_IS_BRANCH_ITEM (self), 0);

  return self->decision;
}

guint
bs_branch_item_get_type_id (BsBranchItem *self)
{
  g_return_val_if_fail (BS_IS_BRANCH_ITEM (self), 0);

  return self->type;
}

gboolean
bs_branch_item_get_kept (BsBranchItem *self)
{
  g_return_val_if_fail (BS_IS_BRANCH_ITEM (self), FALSE);

  return self->keep;
}

guint
bs_branch_item_get_depth (BsBranchItem *self)
{
  guint depth = 0;

  g_return_val_if_fail (BS_IS_BRANCH_ITEM (self), 0);

  for (BsBranchItem *item = self->parent; item != NULL; item = item->parent)
    depth++;
  return depth;
}

gboolean
bs_branch_item_hangs_on (const BsBranchItem *item, const BsBranchItem *ancestor)
{
  for (; item != NULL; item = item->parent)
    if (item == ancestor)
      return TRUE;

  return FALSE;
}
