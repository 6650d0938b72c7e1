/* SPDX-License-Identifier: Apache-2.0 */
/* The branches of a trace. */
#include "config.h"

#include "app/window/model/branches.h"

#include <glib/gi18n-lib.h>

#include "app/window/model/branches-private.h"

enum
{
  CHANGED,
  ASKED,
  SHOW,
  DELETED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsBranches, bs_branches, BS_TYPE_ITEM_LIST)

static void
say_changed (BsBranches *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
fail (BsBranches *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, error->message);
}

static gboolean
is_there (BsBranches *self, BsBranchItem *item)
{
  return g_ptr_array_find (self->items, item, NULL);
}

/* Behind what it leaves, and what else leaves that. */
static void
insert (BsBranches *self, BsBranchItem *item)
{
  guint position = self->items->len;

  for (guint i = 0; item->parent != NULL && i < self->items->len; i++)
    if (bs_branch_item_hangs_on (self->items->pdata[i], item->parent))
      position = i + 1;
  g_ptr_array_insert (self->items, (int) position, g_object_ref (item));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

/* A name that no other has. */
static char *
find_name (BsBranches *self, const char *wanted, const BsBranchItem *but)
{
  g_autofree char *name = g_strdup (wanted);
  BsBranchItem *other;

  for (guint n = 2; (other = bs_branches_find (self, name)) != NULL && other != but; n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", wanted, n);
    }

  return g_steal_pointer (&name);
}

/* Branches that were kept are made again by the thread that reads them. */

typedef struct
{
  char *name;
  BsBranchWork *work;
  BsKept *kept;
  GCancellable *cancellable;
} Remaking;

static void
remaking_free (gpointer data)
{
  Remaking *remaking = data;

  g_free (remaking->name);
  bs_branch_work_unref (remaking->work);
  bs_kept_release (remaking->kept);
  g_object_unref (remaking->cancellable);
  g_free (remaking);
}

static gboolean
remake (BsSidecar *sidecar, gpointer data, GError **error)
{
  Remaking *remaking = data;

  remaking->kept->branch = bs_sidecar_make_branch (sidecar, remaking->name,
                                                   bs_branch_work_get_model (remaking->work),
                                                   remaking->cancellable, error);
  return remaking->kept->branch != NULL;
}

typedef struct
{
  BsBranches *self;
  BsBranchItem *item;
} Waiting;

static Waiting *
wait_for (BsBranches *self, BsBranchItem *item)
{
  Waiting *waiting = g_new (Waiting, 1);

  waiting->self = g_object_ref (self);
  waiting->item = g_object_ref (item);
  return waiting;
}

static void
waiting_free (Waiting *self)
{
  g_object_unref (self->self);
  g_object_unref (self->item);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static void begin_to_show (BsBranches *self, BsBranchItem *item);

static void
took_branch (BsBranches *self, BsBranchItem *item, BsBranch *branch)
{
  item->branch = branch;
  item->type = branch->type;
  g_clear_object (&item->making);
  if (self->coming == item)
    begin_to_show (self, item);
  say_changed (self);
}

static void
remade_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = user_data;
  g_autoptr (GError) error = NULL;
  BsBranchItem *item = waiting->item;

  if (bs_notebook_run_finish (BS_NOTEBOOK (source), result, &error))
    took_branch (waiting->self, item, g_steal_pointer (&item->kept->branch));
  else
    {
      g_clear_object (&item->making);
      say_changed (waiting->self);
      fail (waiting->self, error);
    }
}

static void
add_kept (BsBranches *self, const BsKeptBranch *kept)
{
  BsTrace *trace = self->recording->trace;
  int type = bs_type_table_lookup (trace->types, kept->type);
  g_autoptr (BsBranchItem) item = NULL;
  BsBranchItem *parent = kept->parent != NULL ? bs_branches_find (self, kept->parent) : NULL;
  Remaking *remaking;

  if (type < 0 || bs_branches_find (self, kept->name) != NULL)
    return;

  item = g_object_new (BS_TYPE_BRANCH_ITEM, NULL);
  item->kept->id = kept->id;
  item->keep = TRUE;
  item->name = g_strdup (kept->name);
  item->parent = parent != NULL ? g_object_ref (parent) : NULL;
  item->decision = kept->decision;
  item->type = (guint) type;
  item->making = g_cancellable_new ();
  insert (self, item);

  remaking = g_new0 (Remaking, 1);
  remaking->name = g_strdup (kept->name);
  remaking->work = bs_branch_work_ref (self->work);
  remaking->kept = g_atomic_rc_box_acquire (item->kept);
  remaking->cancellable = g_object_ref (item->making);
  bs_notebook_run (self->notebook, remake, remaking, remaking_free, remade_cb,
                   wait_for (self, item));
}

/* Nothing is under way now. */
static void
kept_cb (BsNotebook *notebook, BsBranches *self)
{
  const BsSidecar *sidecar = bs_notebook_get_sidecar (notebook);
  guint n = self->items->len;

  for (guint i = 0; i < sidecar->branches->len; i++)
    {
      const BsKeptBranch *kept = sidecar->branches->pdata[i];
      gboolean known = FALSE;

      for (guint k = 0; k < self->items->len; k++)
        known = known || ((BsBranchItem *) self->items->pdata[k])->kept->id == kept->id;
      if (!known)
        add_kept (self, kept);
    }
  if (self->items->len != n)
    say_changed (self);
}

static void
bs_branches_dispose (GObject *object)
{
  BsBranches *self = BS_BRANCHES (object);

  bs_branches_cancel (self);
  g_cancellable_cancel (self->all);
  bs_branches_forget_answers (self);
  g_clear_object (&self->shown);

  G_OBJECT_CLASS (bs_branches_parent_class)->dispose (object);
}

static void
bs_branches_finalize (GObject *object)
{
  BsBranches *self = BS_BRANCHES (object);

  bs_pictures_unref (self->recording);
  g_object_unref (self->notebook);
  g_object_unref (self->undo);
  g_object_unref (self->all);
  bs_branch_work_unref (self->work);
  bs_branch_policy_unref (self->policy);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->deleted);

  G_OBJECT_CLASS (bs_branches_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n, GType a, GType b, GType c)
{
  return g_signal_new (name, BS_TYPE_BRANCHES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n, a, b, c);
}

static void
bs_branches_class_init (BsBranchesClass *klass)
{
  BS_ITEM_LIST_CLASS (klass)->item_type = BS_TYPE_BRANCH_ITEM;
  G_OBJECT_CLASS (klass)->dispose = bs_branches_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_branches_finalize;

  signals[CHANGED] = add_signal ("changed", 0, 0, 0, 0);
  signals[ASKED] = add_signal ("asked", 0, 0, 0, 0);
  signals[SHOW] = add_signal ("show", 1, G_TYPE_POINTER, 0, 0);
  signals[DELETED] = add_signal ("deleted", 1, BS_TYPE_BRANCH_ITEM, 0, 0);
  signals[FAILED] = add_signal ("failed", 1, G_TYPE_STRING, 0, 0);
}

static void
bs_branches_init (BsBranches *self)
{
  self->items = bs_item_list_get_items (BS_ITEM_LIST (self));
  self->answers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) bs_regret_free);
  self->deleted = g_hash_table_new_full (NULL, NULL, g_object_unref,
                                         (GDestroyNotify) g_ptr_array_unref);
  self->all = g_cancellable_new ();
}

BsBranches *
bs_branches_new (BsPictures *pictures, BsNotebook *notebook, BsUndo *undo)
{
  BsBranches *self = g_object_new (BS_TYPE_BRANCHES, NULL);

  self->recording = bs_pictures_ref (pictures);
  self->notebook = g_object_ref (notebook);
  self->undo = g_object_ref (undo);
  self->work = bs_branch_work_new (pictures->trace);
  self->policy = bs_branch_policy_new (NULL, NULL, NULL);
  g_signal_connect_object (notebook, "changed", G_CALLBACK (kept_cb), self, 0);
  return self;
}

BsPictures *
bs_branches_get_recording (BsBranches *self)
{
  g_return_val_if_fail (BS_IS_BRANCHES (self), NULL);

  return self->recording;
}

BsBranchItem *
bs_branches_get_shown (BsBranches *self)
{
  g_return_val_if_fail (BS_IS_BRANCHES (self), NULL);

  return self->shown;
}

BsBranchItem *
bs_branches_find (BsBranches *self, const char *name)
{
  g_return_val_if_fail (BS_IS_BRANCHES (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    if (g_str_equal (((BsBranchItem *) self->items->pdata[i])->name, name))
      return self->items->pdata[i];

  return NULL;
}

/* Showing */

static void
show (BsBranches *self, BsBranchItem *item)
{
  BsPictures *pictures = item != NULL ? item->pictures : self->recording;

  g_clear_object (&self->coming);
  g_clear_object (&self->showing);
  if (self->shown == item)
    {
      say_changed (self);
      return;
    }

  g_set_object (&self->shown, item);
  bs_branches_forget_answers (self);
  g_signal_emit (self, signals[SHOW], 0, pictures);
  say_changed (self);
}

static void
pictures_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = user_data;
  g_autoptr (GError) error = NULL;
  BsPictures *pictures = bs_branch_work_pictures_finish (result, &error);

  if (pictures == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        bs_branches_cancel (waiting->self);
      fail (waiting->self, error);
      return;
    }

  g_clear_pointer (&waiting->item->pictures, bs_pictures_unref);
  waiting->item->pictures = pictures;
  if (waiting->self->coming == waiting->item)
    show (waiting->self, waiting->item);
}

static void
begin_to_show (BsBranches *self, BsBranchItem *item)
{
  self->showing = g_cancellable_new ();
  bs_branch_work_pictures_async (self->work, item->branch, self->showing, pictures_cb,
                                 wait_for (self, item));
}

static void
stop_showing (BsBranches *self)
{
  g_cancellable_cancel (self->showing);
  g_clear_object (&self->showing);
  g_clear_object (&self->coming);
}

void
bs_branches_show (BsBranches *self, BsBranchItem *item)
{
  g_return_if_fail (BS_IS_BRANCHES (self));
  g_return_if_fail (item == NULL || is_there (self, item));

  stop_showing (self);
  if (item == NULL || item == self->shown || item->pictures != NULL)
    {
      show (self, item);
      return;
    }

  self->coming = g_object_ref (item);
  if (item->branch != NULL)
    begin_to_show (self, item);
  say_changed (self);
}

gboolean
bs_branches_get_busy (BsBranches *self)
{
  g_return_val_if_fail (BS_IS_BRANCHES (self), FALSE);

  for (guint i = 0; i < self->items->len; i++)
    if (((BsBranchItem *) self->items->pdata[i])->making != NULL)
      return TRUE;

  return self->coming != NULL;
}

void
bs_branches_cancel (BsBranches *self)
{
  g_return_if_fail (BS_IS_BRANCHES (self));

  stop_showing (self);
  for (guint i = 0; i < self->items->len; i++)
    g_cancellable_cancel (((BsBranchItem *) self->items->pdata[i])->making);
  say_changed (self);
}

void
bs_branches_stop (BsBranches *self, BsBranchItem *item)
{
  g_return_if_fail (BS_IS_BRANCHES (self));

  if (self->coming == item)
    stop_showing (self);
  g_cancellable_cancel (item->making);
  say_changed (self);
}

/* Trying */

BsBranchItem *
bs_branches_find_parent (BsBranches *self, guint32 *decision)
{
  const BsBranch *branch = self->shown != NULL ? self->shown->branch : NULL;
  guint32 first;

  if (branch == NULL)
    return NULL;

  first = self->recording->trace->mini_batches[branch->mini_batch].first_decision;
  if (*decision < first)
    return NULL;
  if (*decision - first < branch->n_batches)
    return self->shown;

  *decision = *decision - branch->n_batches + branch->n_recorded;
  return NULL;
}

static void
take_out (BsBranches *self, BsBranchItem *item)
{
  for (guint i = self->items->len; i > 0; i--)
    {
      BsBranchItem *other = self->items->pdata[i - 1];

      if (!bs_branch_item_hangs_on (other, item))
        continue;
      if (other == self->coming)
        stop_showing (self);
      if (other == self->shown)
        bs_branches_show (self, NULL);
      g_cancellable_cancel (other->making);
      g_ptr_array_remove_index (self->items, i - 1);
      g_list_model_items_changed (G_LIST_MODEL (self), i - 1, 1, 0);
    }
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = user_data;
  g_autoptr (GError) error = NULL;
  BsBranch *branch = bs_branch_work_make_finish (result, &error);

  if (branch != NULL)
    {
      took_branch (waiting->self, waiting->item, branch);
      return;
    }

  /* It may have been taken back, and be made anew, meanwhile. */
  if (waiting->item->making == g_task_get_cancellable (G_TASK (result))
      && is_there (waiting->self, waiting->item))
    take_out (waiting->self, waiting->item);
  say_changed (waiting->self);
  fail (waiting->self, error);
}

/* What was done, for undoing it. */
typedef struct
{
  BsBranches *self; /* not kept alive: it keeps the list of these */
  BsBranchItem *item;
  char *name;
} Done;

static void
done_free (gpointer data)
{
  Done *done = data;

  g_clear_weak_pointer (&done->self);
  g_object_unref (done->item);
  g_free (done->name);
  g_free (done);
}

static void
push (BsBranches *self, const char *label, BsUndoFunc func, BsBranchItem *item)
{
  Done *done = g_new0 (Done, 1);

  g_set_weak_pointer (&done->self, self);
  done->item = g_object_ref (item);
  done->name = g_strdup (item->name);
  bs_undo_push (self->undo, label, func, done, done_free);
}

static void
undo_add (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL)
    bs_branches_delete (done->self, done->item);
}

static void
undo_delete (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL)
    bs_branches_restore (done->self, done->item);
}

static void
undo_rename (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL)
    bs_branches_rename (done->self, done->item, done->name);
}

BsBranchItem *
bs_branches_try (BsBranches *self, guint32 decision, guint type)
{
  g_autoptr (BsBranchItem) item = NULL;
  g_autofree char *wanted = NULL;
  BsBranchItem *parent;

  g_return_val_if_fail (BS_IS_BRANCHES (self), NULL);
  g_return_val_if_fail (type < self->recording->trace->types->n_types, NULL);

  parent = bs_branches_find_parent (self, &decision);
  /* Translators: name of a branch: a type of node, and the decision that batches it instead */
  wanted = g_strdup_printf (_ ("%s at %u"), self->recording->trace->types->types[type].name,
                            decision);
  item = g_object_new (BS_TYPE_BRANCH_ITEM, NULL);
  item->name = find_name (self, wanted, NULL);
  item->parent = parent != NULL ? g_object_ref (parent) : NULL;
  item->decision = decision;
  item->type = type;
  item->making = g_cancellable_new ();
  insert (self, item);
  bs_branch_work_make_async (self->work, parent != NULL ? parent->branch : NULL, decision, type,
                             self->policy, item->making, made_cb, wait_for (self, item));
  push (self, _ ("Try branch"), undo_add, item);
  say_changed (self);
  return item;
}

BsBranchItem *
bs_branches_replay (BsBranches *self, guint32 mini_batch, BsBranchPolicy *policy)
{
  const BsTrace *trace;
  g_autoptr (BsBranchItem) item = NULL;
  g_autofree char *wanted = NULL;

  g_return_val_if_fail (BS_IS_BRANCHES (self), NULL);
  trace = self->recording->trace;
  g_return_val_if_fail (mini_batch < trace->n_mini_batches, NULL);

  item = g_object_new (BS_TYPE_BRANCH_ITEM, NULL);
  item->decision = trace->mini_batches[mini_batch].first_decision;
  /* Translators: name of a branch: who decides, and from which decision on */
  wanted = g_strdup_printf (_ ("%s from %u"), bs_branch_policy_get_name (policy, trace),
                            item->decision);
  item->name = find_name (self, wanted, NULL);
  /* until it is known what is chosen there */
  item->type = item->decision <= trace->n_decisions
                   ? bs_trace_decision (trace, item->decision)->type
                   : 0;
  item->policy = bs_branch_policy_ref (policy);
  item->making = g_cancellable_new ();
  insert (self, item);
  bs_branch_work_make_async (self->work, NULL, item->decision, BS_BRANCH_OWN_CHOICE, policy,
                             item->making, made_cb, wait_for (self, item));
  push (self, _ ("Replay policy"), undo_add, item);
  say_changed (self);
  return item;
}

void
bs_branches_keep (BsBranches *self, BsBranchItem *item)
{
  GPtrArray *steps;

  g_return_if_fail (BS_IS_BRANCHES (self));

  if (!is_there (self, item) || item->branch == NULL || item->keep)
    return;

  steps = bs_branches_plan_new ();
  bs_branches_plan_keeping (steps, item);
  bs_branches_follow_plan (self, steps);
  say_changed (self);
}

void
bs_branches_rename (BsBranches *self, BsBranchItem *item, const char *name)
{
  g_autofree char *wanted = NULL, *kept = NULL;
  GPtrArray *steps;

  g_return_if_fail (BS_IS_BRANCHES (self));

  /* A name is one line with something in it, not too long for the file. */
  wanted = g_strstrip (
      g_strdelimit (g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 40)), "\n\r\t", ' '));
  if (*wanted == '\0' || !is_there (self, item) || g_str_equal (wanted, item->name))
    return;

  kept = find_name (self, wanted, item);
  push (self, _ ("Rename branch"), undo_rename, item);
  g_free (item->name);
  item->name = g_steal_pointer (&kept);
  /* What leaves it says its name, too: all are written down anew. */
  steps = bs_branches_plan_new ();
  for (guint i = self->items->len; i > 0; i--)
    if (bs_branch_item_hangs_on (self->items->pdata[i - 1], item)
        && ((BsBranchItem *) self->items->pdata[i - 1])->keep)
      bs_branches_plan (steps, self->items->pdata[i - 1], FALSE);
  for (guint i = 0; i < self->items->len; i++)
    if (bs_branch_item_hangs_on (self->items->pdata[i], item)
        && ((BsBranchItem *) self->items->pdata[i])->keep)
      bs_branches_plan (steps, self->items->pdata[i], TRUE);
  bs_branches_follow_plan (self, steps);
  say_changed (self);
}

void
bs_branches_delete (BsBranches *self, BsBranchItem *item)
{
  GPtrArray *steps, *gone;

  g_return_if_fail (BS_IS_BRANCHES (self));

  if (!is_there (self, item))
    return;

  steps = bs_branches_plan_new ();
  gone = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->items->len; i++)
    if (bs_branch_item_hangs_on (self->items->pdata[i], item))
      g_ptr_array_add (gone, g_object_ref (self->items->pdata[i]));
  g_hash_table_insert (self->deleted, g_object_ref (item), gone);
  for (guint i = self->items->len; i > 0; i--)
    if (bs_branch_item_hangs_on (self->items->pdata[i - 1], item))
      bs_branches_plan (steps, self->items->pdata[i - 1], FALSE);
  push (self, _ ("Delete branch"), undo_delete, item);
  g_object_ref (item);
  take_out (self, item);
  bs_branches_follow_plan (self, steps);
  g_signal_emit (self, signals[DELETED], 0, item);
  say_changed (self);
  g_object_unref (item);
}

static void
restore_one (BsBranches *self, BsBranchItem *item)
{
  g_autofree char *wanted = g_steal_pointer (&item->name);

  if (item->parent != NULL && !is_there (self, item->parent))
    restore_one (self, item->parent);
  item->name = find_name (self, wanted, NULL);
  insert (self, item);
  if (item->branch == NULL)
    {
      /* It was given up while it was made. */
      g_clear_object (&item->making);
      item->making = g_cancellable_new ();
      bs_branch_work_make_async (self->work, item->parent != NULL ? item->parent->branch : NULL,
                                 item->decision,
                                 item->policy != NULL ? BS_BRANCH_OWN_CHOICE : item->type,
                                 item->policy != NULL ? item->policy : self->policy, item->making,
                                 made_cb, wait_for (self, item));
    }
  else if (item->keep)
    {
      GPtrArray *steps = bs_branches_plan_new ();

      bs_branches_plan_keeping (steps, item);
      bs_branches_follow_plan (self, steps);
    }
}

void
bs_branches_restore (BsBranches *self, BsBranchItem *item)
{
  g_autoptr (GPtrArray) gone = NULL;
  gpointer key = NULL, value = NULL;

  g_return_if_fail (BS_IS_BRANCHES (self));

  if (!g_hash_table_steal_extended (self->deleted, item, &key, &value))
    return;

  g_object_unref (key);
  gone = value;
  for (guint i = 0; i < gone->len; i++)
    if (!is_there (self, gone->pdata[i]))
      restore_one (self, gone->pdata[i]);
  push (self, _ ("Restore branch"), undo_add, item);
  say_changed (self);
}

/* Saving */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsBranches) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bs_branch_work_write_finish (result, &error))
    fail (self, error);
}

void
bs_branches_save (BsBranches *self, BsBranchItem *item, const char *path)
{
  g_return_if_fail (BS_IS_BRANCHES (self));

  if (item->branch != NULL)
    bs_branch_work_write_async (self->work, item->branch, item->name, path, self->all, saved_cb,
                                g_object_ref (self));
}
