/* SPDX-License-Identifier: Apache-2.0 */
/* What people put at decisions of a trace. */
#include "config.h"

#include "app/window/model/remarks.h"

#include <glib/gi18n-lib.h>

#include "app/window/model/finder.h"
#include "engine/error.h"

#define MAX_WORDS 300 /* characters */

struct _BsRemark
{
  GObject parent_instance;

  guint32 *id; /* in the sidecar, 0: not kept (yet); a box that jobs share */
  BsRemarkKind kind;
  guint32 decision;
  char *text; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsRemark, bs_remark, G_TYPE_OBJECT)

static void
bs_remark_finalize (GObject *object)
{
  BsRemark *self = BS_REMARK (object);

  g_atomic_rc_box_release (self->id);
  g_free (self->text);

  G_OBJECT_CLASS (bs_remark_parent_class)->finalize (object);
}

static void
bs_remark_class_init (BsRemarkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_remark_finalize;
}

static void
bs_remark_init (BsRemark *self)
{
  self->id = g_atomic_rc_box_new0 (guint32);
}

static BsRemark *
make_remark (BsRemarkKind kind, guint32 decision, const char *text)
{
  BsRemark *self = g_object_new (BS_TYPE_REMARK, NULL);

  self->kind = kind;
  self->decision = decision;
  self->text = g_strdup (text);
  return self;
}

BsRemarkKind
bs_remark_get_kind (BsRemark *self)
{
  g_return_val_if_fail (BS_IS_REMARK (self), BS_REMARK_BOOKMARK);

  return self->kind;
}

guint32
bs_remark_get_decision (BsRemark *self)
{
  g_return_val_if_fail (BS_IS_REMARK (self), 0);

  return self->decision;
}

const char *
bs_remark_get_text (BsRemark *self)
{
  g_return_val_if_fail (BS_IS_REMARK (self), NULL);

  return self->text;
}

char *
bs_remark_get_words (BsRemark *self)
{
  const char *text;
  g_autofree char *start = NULL;

  g_return_val_if_fail (BS_IS_REMARK (self), NULL);

  text = self->text != NULL ? self->text : "";
  if (g_utf8_strlen (text, -1) <= MAX_WORDS)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, MAX_WORDS);
  return g_strconcat (start, "…", NULL);
}

struct _BsRemarks
{
  BsItemList parent_instance;

  BsRemarkKind kind;
  BsNotebook *notebook;
  BsUndo *undo;
  GPtrArray *items;  /* of the list, by decision */
  GArray *decisions; /* theirs; another program may have kept two at one */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsRemarks, bs_remarks, BS_TYPE_ITEM_LIST)

/* What is kept */

typedef enum
{
  ADD,
  EDIT,
  REMOVE
} Change;

typedef struct
{
  Change change;
  BsRemarkKind kind;
  guint32 *id;
  guint32 decision;
  char *text;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_atomic_rc_box_release (order->id);
  g_free (order->text);
  g_free (order);
}

static gboolean
keep_new (BsSidecar *sidecar, const Order *order, GError **error)
{
  const BsNote note = {
    .text = order->text, .decision = order->decision, .mini_batch = G_MAXUINT32, .node = G_MAXUINT32
  };

  if (order->kind == BS_REMARK_NOTE)
    return bs_sidecar_add_note (sidecar, &note, order->id, error);
  return bs_sidecar_add_bookmark (sidecar, order->decision, order->text, order->id, error);
}

/* In the thread of the notebook. */
static gboolean
keep (BsSidecar *sidecar, gpointer data, GError **error)
{
  const Order *order = data;
  GError *failure = NULL;

  if (order->change == ADD)
    return keep_new (sidecar, order, error);

  /* It could not be kept: that was said already. */
  if (*order->id == 0)
    return TRUE;
  if (order->change == EDIT && order->kind == BS_REMARK_NOTE)
    return bs_sidecar_edit_note (sidecar, *order->id, order->text, error);
  if (order->change == EDIT)
    return bs_sidecar_rename_bookmark (sidecar, *order->id, order->text, error);

  if (!bs_sidecar_remove (sidecar, *order->id, &failure)
      && !g_error_matches (failure, BS_ERROR, BS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  *order->id = 0;
  if (failure == NULL)
    return TRUE;

  /* Another program was faster. */
  g_error_free (failure);
  return bs_sidecar_refresh (sidecar, error);
}

static void
order (BsRemarks *self, Change change, BsRemark *remark)
{
  Order *order = g_new0 (Order, 1);

  order->change = change;
  order->kind = self->kind;
  order->id = g_atomic_rc_box_acquire (remark->id);
  order->decision = remark->decision;
  order->text = g_strdup (remark->text);
  bs_notebook_run (self->notebook, keep, order, order_free, NULL, NULL);
}

/* The list */

static void
insert (BsRemarks *self, BsRemark *remark)
{
  guint position = bs_decisions_place (self->decisions, remark->decision);

  g_ptr_array_insert (self->items, (int) position, g_object_ref (remark));
  g_array_insert_val (self->decisions, position, remark->decision);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static void
take_out (BsRemarks *self, guint position)
{
  g_ptr_array_remove_index (self->items, position);
  g_array_remove_index (self->decisions, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
set_text (BsRemarks *self, guint position, const char *text)
{
  BsRemark *remark = self->items->pdata[position];

  g_free (remark->text);
  remark->text = g_strdup (text);
  /* Rows are made anew. */
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

/* One of the sidecar. */
typedef struct
{
  guint32 id, decision;
  const char *text;
} Kept;

static GArray *
list_kept (BsRemarks *self)
{
  const BsSidecar *sidecar = bs_notebook_get_sidecar (self->notebook);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Kept));

  for (guint i = 0; self->kind == BS_REMARK_BOOKMARK && i < sidecar->bookmarks->len; i++)
    {
      const BsBookmark *bookmark = sidecar->bookmarks->pdata[i];
      const Kept kept = { bookmark->id, bookmark->decision, bookmark->name };

      g_array_append_val (all, kept);
    }
  for (guint i = 0; self->kind == BS_REMARK_NOTE && i < sidecar->notes->len; i++)
    {
      const BsNote *note = sidecar->notes->pdata[i];
      const Kept kept = { note->id, note->decision, note->text };

      if (note->decision > 0)
        g_array_append_val (all, kept);
    }

  return all;
}

/* Takes over what was kept before, or by another program meanwhile; nothing is under way. */
static void
kept_cb (BsNotebook *notebook, BsRemarks *self)
{
  g_autoptr (GArray) all = list_kept (self);
  g_autoptr (GHashTable) by_id = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < all->len; i++)
    {
      Kept *kept = &g_array_index (all, Kept, i);

      g_hash_table_insert (by_id, GUINT_TO_POINTER (kept->id), kept);
    }
  for (guint i = self->items->len; i > 0; i--)
    {
      const BsRemark *remark = self->items->pdata[i - 1];
      const Kept *kept = g_hash_table_lookup (by_id, GUINT_TO_POINTER (*remark->id));
      guint32 id = *remark->id;

      if (id == 0)
        continue;
      if (kept == NULL)
        take_out (self, i - 1);
      else if (g_strcmp0 (remark->text, kept->text) != 0)
        set_text (self, i - 1, kept->text);
      g_hash_table_remove (by_id, GUINT_TO_POINTER (id));
    }
  for (guint i = 0; i < all->len; i++)
    {
      const Kept *kept = &g_array_index (all, Kept, i);
      g_autoptr (BsRemark) remark = NULL;

      if (!g_hash_table_contains (by_id, GUINT_TO_POINTER (kept->id)))
        continue;
      remark = make_remark (self->kind, kept->decision, kept->text);
      *remark->id = kept->id;
      insert (self, remark);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
bs_remarks_finalize (GObject *object)
{
  BsRemarks *self = BS_REMARKS (object);

  g_object_unref (self->notebook);
  g_object_unref (self->undo);
  g_array_unref (self->decisions);

  G_OBJECT_CLASS (bs_remarks_parent_class)->finalize (object);
}

static void
bs_remarks_class_init (BsRemarksClass *klass)
{
  BS_ITEM_LIST_CLASS (klass)->item_type = BS_TYPE_REMARK;
  G_OBJECT_CLASS (klass)->finalize = bs_remarks_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_remarks_init (BsRemarks *self)
{
  self->items = bs_item_list_get_items (BS_ITEM_LIST (self));
  self->decisions = g_array_new (FALSE, FALSE, sizeof (guint32));
}

BsRemarks *
bs_remarks_new (BsRemarkKind kind, BsNotebook *notebook, BsUndo *undo)
{
  BsRemarks *self = g_object_new (BS_TYPE_REMARKS, NULL);

  self->kind = kind;
  self->notebook = g_object_ref (notebook);
  self->undo = g_object_ref (undo);
  g_signal_connect_object (notebook, "changed", G_CALLBACK (kept_cb), self, 0);
  return self;
}

/* What was done, for undoing it. */
typedef struct
{
  BsRemarks *self; /* not kept alive: it keeps the list of these */
  guint32 decision;
  char *text; /* (nullable) */
} Done;

static void
done_free (gpointer data)
{
  Done *done = data;

  g_clear_weak_pointer (&done->self);
  g_free (done->text);
  g_free (done);
}

static const char *const labels[BS_N_REMARK_KINDS][3] = {
  [BS_REMARK_BOOKMARK] = { N_ ("Add bookmark"), N_ ("Rename bookmark"), N_ ("Remove bookmark") },
  [BS_REMARK_NOTE] = { N_ ("Add note"), N_ ("Edit note"), N_ ("Remove note") },
};

static void
push (BsRemarks *self, Change change, BsUndoFunc func, const BsRemark *remark)
{
  Done *done = g_new0 (Done, 1);

  g_set_weak_pointer (&done->self, self);
  done->decision = remark->decision;
  done->text = g_strdup (remark->text);
  bs_undo_push (self->undo, _ (labels[self->kind][change]), func, done, done_free);
}

static void undo_add (gpointer data);

static void
add (BsRemarks *self, guint32 decision, const char *text)
{
  g_autoptr (BsRemark) remark = make_remark (self->kind, decision, text);

  insert (self, remark);
  order (self, ADD, remark);
  push (self, ADD, undo_add, remark);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
undo_remove (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL && bs_remarks_at (done->self, done->decision) == NULL)
    add (done->self, done->decision, done->text);
}

static void
undo_add (gpointer data)
{
  const Done *done = data;
  BsRemark *remark = done->self != NULL ? bs_remarks_at (done->self, done->decision) : NULL;

  if (remark != NULL)
    bs_remarks_remove (done->self, remark);
}

static void
undo_edit (gpointer data)
{
  const Done *done = data;
  BsRemark *remark = done->self != NULL ? bs_remarks_at (done->self, done->decision) : NULL;

  if (remark != NULL)
    bs_remarks_edit (done->self, remark, done->text);
}

/* Returns: (nullable): what is kept of @text: a name is one line with something in it. */
static char *
clean_text (BsRemarkKind kind, const char *text)
{
  g_autofree char *cleaned = g_strdup (text != NULL ? text : "");

  if (kind == BS_REMARK_BOOKMARK)
    g_strdelimit (cleaned, "\n\r\t", ' ');
  g_strstrip (cleaned);
  return *cleaned != '\0' ? g_steal_pointer (&cleaned) : NULL;
}

void
bs_remarks_write (BsRemarks *self, guint32 decision, const char *text)
{
  g_autofree char *kept = NULL;
  BsRemark *remark;

  g_return_if_fail (BS_IS_REMARKS (self));

  kept = clean_text (self->kind, text);
  remark = bs_remarks_at (self, decision);
  if (remark != NULL)
    bs_remarks_edit (self, remark, kept);
  else if (kept != NULL || self->kind == BS_REMARK_BOOKMARK)
    add (self, decision, kept);
}

void
bs_remarks_edit (BsRemarks *self, BsRemark *remark, const char *text)
{
  g_autofree char *kept = NULL;
  guint position;

  g_return_if_fail (BS_IS_REMARKS (self));

  kept = clean_text (self->kind, text);
  if (!g_ptr_array_find (self->items, remark, &position) || g_strcmp0 (remark->text, kept) == 0)
    return;
  if (kept == NULL && self->kind == BS_REMARK_NOTE)
    {
      bs_remarks_remove (self, remark);
      return;
    }

  push (self, EDIT, undo_edit, remark);
  set_text (self, position, kept);
  order (self, EDIT, remark);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
bs_remarks_remove (BsRemarks *self, BsRemark *remark)
{
  guint position;

  g_return_if_fail (BS_IS_REMARKS (self));

  if (!g_ptr_array_find (self->items, remark, &position))
    return;

  push (self, REMOVE, undo_remove, remark);
  bs_undo_tell (self->undo,
                self->kind == BS_REMARK_NOTE ? _ ("Note removed") : _ ("Bookmark removed"));
  order (self, REMOVE, remark);
  take_out (self, position);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
bs_remarks_toggle (BsRemarks *self, guint32 decision)
{
  BsRemark *remark;

  g_return_val_if_fail (BS_IS_REMARKS (self), FALSE);

  remark = bs_remarks_at (self, decision);
  if (remark != NULL)
    bs_remarks_remove (self, remark);
  else
    bs_remarks_write (self, decision, NULL);
  return bs_remarks_at (self, decision) != NULL;
}

BsRemark *
bs_remarks_at (BsRemarks *self, guint32 decision)
{
  guint position;

  g_return_val_if_fail (BS_IS_REMARKS (self), NULL);

  position = bs_decisions_place (self->decisions, decision);
  return bs_decisions_have (self->decisions, decision) ? self->items->pdata[position] : NULL;
}

GArray *
bs_remarks_get_decisions (BsRemarks *self)
{
  g_return_val_if_fail (BS_IS_REMARKS (self), NULL);

  return self->decisions;
}
