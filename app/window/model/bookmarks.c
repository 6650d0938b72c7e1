/* SPDX-License-Identifier: Apache-2.0 */
/* The bookmarks of a trace. */
#include "config.h"

#include "app/window/model/bookmarks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/model/finder.h"
#include "engine/error.h"

struct _BsBookmarkItem
{
  GObject parent_instance;

  guint32 *id; /* in the sidecar, 0: not kept (yet); a box that jobs share */
  guint32 decision;
  char *name; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BsBookmarkItem, bs_bookmark_item, G_TYPE_OBJECT)

static void
bs_bookmark_item_finalize (GObject *object)
{
  BsBookmarkItem *self = BS_BOOKMARK_ITEM (object);

  g_atomic_rc_box_release (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (bs_bookmark_item_parent_class)->finalize (object);
}

static void
bs_bookmark_item_class_init (BsBookmarkItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_bookmark_item_finalize;
}

static void
bs_bookmark_item_init (BsBookmarkItem *self)
{
  self->id = g_atomic_rc_box_new0 (guint32);
}

static BsBookmarkItem *
make_item (guint32 decision, const char *name)
{
  BsBookmarkItem *self = g_object_new (BS_TYPE_BOOKMARK_ITEM, NULL);

  self->decision = decision;
  self->name = g_strdup (name);
  return self;
}

guint32
bs_bookmark_item_get_decision (BsBookmarkItem *self)
{
  g_return_val_if_fail (BS_IS_BOOKMARK_ITEM (self), 0);

  return self->decision;
}

const char *
bs_bookmark_item_get_name (BsBookmarkItem *self)
{
  g_return_val_if_fail (BS_IS_BOOKMARK_ITEM (self), NULL);

  return self->name;
}

struct _BsBookmarks
{
  GObject parent_instance;

  BsNotebook *notebook;
  BsUndo *undo;
  GPtrArray *items;  /* by decision */
  GArray *decisions; /* theirs; another program may have kept two at one */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BsBookmarks, bs_bookmarks, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static GType
get_item_type (GListModel *model)
{
  return BS_TYPE_BOOKMARK_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return BS_BOOKMARKS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  const GPtrArray *items = BS_BOOKMARKS (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What is kept */

typedef enum
{
  ADD,
  RENAME,
  REMOVE
} Change;

typedef struct
{
  Change change;
  guint32 *id;
  guint32 decision;
  char *name;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_atomic_rc_box_release (order->id);
  g_free (order->name);
  g_free (order);
}

/* In the thread of the notebook. */
static gboolean
keep (BsSidecar *sidecar, gpointer data, GError **error)
{
  const Order *order = data;
  GError *failure = NULL;

  if (order->change == ADD)
    return bs_sidecar_add_bookmark (sidecar, order->decision, order->name, order->id, error);

  /* It could not be kept: that was said already. */
  if (*order->id == 0)
    return TRUE;
  if (order->change == RENAME)
    return bs_sidecar_rename_bookmark (sidecar, *order->id, order->name, error);

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
order (BsBookmarks *self, Change change, BsBookmarkItem *item)
{
  Order *order = g_new0 (Order, 1);

  order->change = change;
  order->id = g_atomic_rc_box_acquire (item->id);
  order->decision = item->decision;
  order->name = g_strdup (item->name);
  bs_notebook_run (self->notebook, keep, order, order_free, NULL, NULL);
}

/* The list */

static void
insert (BsBookmarks *self, BsBookmarkItem *item)
{
  guint position = bs_decisions_place (self->decisions, item->decision);

  g_ptr_array_insert (self->items, (int) position, g_object_ref (item));
  g_array_insert_val (self->decisions, position, item->decision);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static void
take_out (BsBookmarks *self, guint position)
{
  g_ptr_array_remove_index (self->items, position);
  g_array_remove_index (self->decisions, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
set_name (BsBookmarks *self, guint position, const char *name)
{
  BsBookmarkItem *item = self->items->pdata[position];

  g_free (item->name);
  item->name = g_strdup (name);
  /* Rows are made anew. */
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

/* Takes over what was kept before, or by another program meanwhile; nothing is under way. */
static void
kept_cb (BsNotebook *notebook, BsBookmarks *self)
{
  const BsSidecar *sidecar = bs_notebook_get_sidecar (notebook);
  g_autoptr (GHashTable) kept = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < sidecar->bookmarks->len; i++)
    {
      BsBookmark *bookmark = sidecar->bookmarks->pdata[i];

      g_hash_table_insert (kept, GUINT_TO_POINTER (bookmark->id), bookmark);
    }
  for (guint i = self->items->len; i > 0; i--)
    {
      const BsBookmarkItem *item = self->items->pdata[i - 1];
      const BsBookmark *bookmark = g_hash_table_lookup (kept, GUINT_TO_POINTER (*item->id));

      if (*item->id == 0)
        continue;
      if (bookmark == NULL)
        take_out (self, i - 1);
      else if (g_strcmp0 (item->name, bookmark->name) != 0)
        set_name (self, i - 1, bookmark->name);
      g_hash_table_remove (kept, GUINT_TO_POINTER (*item->id));
    }
  for (guint i = 0; i < sidecar->bookmarks->len; i++)
    {
      const BsBookmark *bookmark = sidecar->bookmarks->pdata[i];
      g_autoptr (BsBookmarkItem) item = NULL;

      if (!g_hash_table_contains (kept, GUINT_TO_POINTER (bookmark->id)))
        continue;
      item = make_item (bookmark->decision, bookmark->name);
      *item->id = bookmark->id;
      insert (self, item);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
bs_bookmarks_finalize (GObject *object)
{
  BsBookmarks *self = BS_BOOKMARKS (object);

  g_object_unref (self->notebook);
  g_object_unref (self->undo);
  g_ptr_array_unref (self->items);
  g_array_unref (self->decisions);

  G_OBJECT_CLASS (bs_bookmarks_parent_class)->finalize (object);
}

static void
bs_bookmarks_class_init (BsBookmarksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_bookmarks_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_bookmarks_init (BsBookmarks *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->decisions = g_array_new (FALSE, FALSE, sizeof (guint32));
}

BsBookmarks *
bs_bookmarks_new (BsNotebook *notebook, BsUndo *undo)
{
  BsBookmarks *self = g_object_new (BS_TYPE_BOOKMARKS, NULL);

  self->notebook = g_object_ref (notebook);
  self->undo = g_object_ref (undo);
  g_signal_connect_object (notebook, "changed", G_CALLBACK (kept_cb), self, 0);
  return self;
}

/* What was done, for undoing it. */
typedef struct
{
  BsBookmarks *self; /* not kept alive: it keeps the list of these */
  guint32 decision;
  char *name;
} Done;

static void
done_free (gpointer data)
{
  Done *done = data;

  g_clear_weak_pointer (&done->self);
  g_free (done->name);
  g_free (done);
}

static void
push (BsBookmarks *self, const char *label, BsUndoFunc func, const BsBookmarkItem *item)
{
  Done *done = g_new0 (Done, 1);

  g_set_weak_pointer (&done->self, self);
  done->decision = item->decision;
  done->name = g_strdup (item->name);
  bs_undo_push (self->undo, label, func, done, done_free);
}

static void undo_add (gpointer data);

static void
add (BsBookmarks *self, guint32 decision, const char *name)
{
  g_autoptr (BsBookmarkItem) item = make_item (decision, name);

  insert (self, item);
  order (self, ADD, item);
  push (self, _ ("Add bookmark"), undo_add, item);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
undo_remove (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL && bs_bookmarks_at (done->self, done->decision) == NULL)
    add (done->self, done->decision, done->name);
}

static void
undo_add (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL && bs_bookmarks_at (done->self, done->decision) != NULL)
    bs_bookmarks_toggle (done->self, done->decision);
}

static void
undo_rename (gpointer data)
{
  const Done *done = data;
  BsBookmarkItem *item = done->self != NULL ? bs_bookmarks_at (done->self, done->decision) : NULL;

  if (item != NULL)
    bs_bookmarks_rename (done->self, item, done->name);
}

gboolean
bs_bookmarks_toggle (BsBookmarks *self, guint32 decision)
{
  BsBookmarkItem *item;
  guint position;

  g_return_val_if_fail (BS_IS_BOOKMARKS (self), FALSE);

  item = bs_bookmarks_at (self, decision);
  if (item == NULL)
    {
      add (self, decision, NULL);
      return TRUE;
    }

  position = bs_decisions_place (self->decisions, decision);
  push (self, _ ("Remove bookmark"), undo_remove, item);
  order (self, REMOVE, item);
  take_out (self, position);
  g_signal_emit (self, signals[CHANGED], 0);
  return bs_bookmarks_at (self, decision) != NULL;
}

void
bs_bookmarks_rename (BsBookmarks *self, BsBookmarkItem *item, const char *name)
{
  g_autofree char *kept = NULL;
  guint position;

  g_return_if_fail (BS_IS_BOOKMARKS (self));

  /* A name is one line with something in it. */
  kept = name != NULL ? g_strstrip (g_strdelimit (g_strdup (name), "\n\r\t", ' ')) : NULL;
  if (kept != NULL && *kept == '\0')
    g_clear_pointer (&kept, g_free);
  if (!g_ptr_array_find (self->items, item, &position) || g_strcmp0 (item->name, kept) == 0)
    return;

  push (self, _ ("Rename bookmark"), undo_rename, item);
  set_name (self, position, kept);
  order (self, RENAME, item);
  g_signal_emit (self, signals[CHANGED], 0);
}

BsBookmarkItem *
bs_bookmarks_at (BsBookmarks *self, guint32 decision)
{
  guint position;

  g_return_val_if_fail (BS_IS_BOOKMARKS (self), NULL);

  position = bs_decisions_place (self->decisions, decision);
  return bs_decisions_have (self->decisions, decision) ? self->items->pdata[position] : NULL;
}

GArray *
bs_bookmarks_get_decisions (BsBookmarks *self)
{
  g_return_val_if_fail (BS_IS_BOOKMARKS (self), NULL);

  return self->decisions;
}
