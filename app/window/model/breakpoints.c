/* SPDX-License-Identifier: Apache-2.0 */
/* The breakpoints of a trace. */
#include "config.h"

#include "app/window/model/breakpoints.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

struct _BsBreakpointItem
{
  GObject parent_instance;

  guint32 *id; /* in the sidecar, 0: not kept (yet); a box that jobs share */
  char *predicate;
  gboolean enabled;
  BsFinder *finder;
  gulong found_id;
};

enum
{
  ITEM_CHANGED,
  N_ITEM_SIGNALS
};

static guint item_signals[N_ITEM_SIGNALS];

G_DEFINE_FINAL_TYPE (BsBreakpointItem, bs_breakpoint_item, G_TYPE_OBJECT)

static void
bs_breakpoint_item_finalize (GObject *object)
{
  BsBreakpointItem *self = BS_BREAKPOINT_ITEM (object);

  g_atomic_rc_box_release (self->id);
  g_free (self->predicate);
  g_object_unref (self->finder);

  G_OBJECT_CLASS (bs_breakpoint_item_parent_class)->finalize (object);
}

static void
bs_breakpoint_item_class_init (BsBreakpointItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_breakpoint_item_finalize;

  item_signals[ITEM_CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
emit_changed (BsBreakpointItem *self)
{
  g_signal_emit (self, item_signals[ITEM_CHANGED], 0);
}

static void
bs_breakpoint_item_init (BsBreakpointItem *self)
{
  self->id = g_atomic_rc_box_new0 (guint32);
  self->finder = bs_finder_new ();
  /* A look under way keeps the finder longer. */
  g_signal_connect_object (self->finder, "changed", G_CALLBACK (emit_changed), self,
                           G_CONNECT_SWAPPED);
}

const char *
bs_breakpoint_item_get_predicate (BsBreakpointItem *self)
{
  g_return_val_if_fail (BS_IS_BREAKPOINT_ITEM (self), "");

  return self->predicate;
}

gboolean
bs_breakpoint_item_get_enabled (BsBreakpointItem *self)
{
  g_return_val_if_fail (BS_IS_BREAKPOINT_ITEM (self), FALSE);

  return self->enabled;
}

BsFinder *
bs_breakpoint_item_get_finder (BsBreakpointItem *self)
{
  g_return_val_if_fail (BS_IS_BREAKPOINT_ITEM (self), NULL);

  return self->finder;
}

struct _BsBreakpoints
{
  BsItemList parent_instance;

  BsNotebook *notebook;
  BsUndo *undo;
  BsTrace *trace;
  GPtrArray *items; /* of the list */
  GArray *hits;
  GCancellable *uniting; /* (nullable) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsBreakpoints, bs_breakpoints, BS_TYPE_ITEM_LIST)

/* Where any is true */

static GArray *
unite (const GArray *a, const GArray *b)
{
  GArray *out = g_array_sized_new (FALSE, FALSE, sizeof (guint32), a->len + b->len);
  guint i = 0, k = 0;

  while (i < a->len || k < b->len)
    {
      guint32 left = i < a->len ? g_array_index (a, guint32, i) : G_MAXUINT32;
      guint32 right = k < b->len ? g_array_index (b, guint32, k) : G_MAXUINT32;
      guint32 next = MIN (left, right);

      i += left == next;
      k += right == next;
      g_array_append_val (out, next);
    }

  return out;
}

static void
unite_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const GPtrArray *arrays = task_data;
  GArray *all = g_array_ref (arrays->pdata[0]);

  for (guint i = 1; i < arrays->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      GArray *both = unite (all, arrays->pdata[i]);

      g_array_unref (all);
      all = both;
    }
  g_task_return_pointer (task, all, (GDestroyNotify) g_array_unref);
}

static void
united_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsBreakpoints *self = BS_BREAKPOINTS (source);
  g_autoptr (GArray) all = g_task_propagate_pointer (G_TASK (result), NULL);

  if (all == NULL || g_task_get_cancellable (G_TASK (result)) != self->uniting)
    return;

  g_clear_object (&self->uniting);
  g_clear_pointer (&self->hits, g_array_unref);
  self->hits = g_steal_pointer (&all);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
update (BsBreakpoints *self)
{
  GPtrArray *arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  for (guint i = 0; i < self->items->len; i++)
    {
      const BsBreakpointItem *item = self->items->pdata[i];
      GArray *decisions = bs_finder_get_decisions (item->finder);

      if (item->enabled && decisions != NULL)
        g_ptr_array_add (arrays, g_array_ref (decisions));
    }
  if (self->uniting != NULL)
    g_cancellable_cancel (self->uniting);
  g_clear_object (&self->uniting);
  if (arrays->len < 2)
    {
      g_clear_pointer (&self->hits, g_array_unref);
      self->hits = arrays->len > 0 ? g_array_ref (arrays->pdata[0]) : NULL;
      g_ptr_array_unref (arrays);
    }
  else
    {
      g_autoptr (GTask) task = NULL;

      self->uniting = g_cancellable_new ();
      task = g_task_new (self, self->uniting, united_cb, NULL);
      g_task_set_source_tag (task, update);
      g_task_set_task_data (task, arrays, (GDestroyNotify) g_ptr_array_unref);
      g_task_run_in_thread (task, unite_in_thread);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What is kept */

typedef enum
{
  ADD,
  EDIT,
  ENABLE,
  REMOVE
} Change;

typedef struct
{
  Change change;
  guint32 *id;
  char *predicate;
  gboolean enabled;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_atomic_rc_box_release (order->id);
  g_free (order->predicate);
  g_free (order);
}

/* In the thread of the notebook. */
static gboolean
keep (BsSidecar *sidecar, gpointer data, GError **error)
{
  const Order *order = data;
  GError *failure = NULL;

  if (order->change == ADD)
    return bs_sidecar_add_breakpoint (sidecar, order->predicate, order->id, error)
           && (order->enabled || bs_sidecar_enable_breakpoint (sidecar, *order->id, FALSE, error));

  /* It could not be kept: that was said already. */
  if (*order->id == 0)
    return TRUE;
  if (order->change == EDIT)
    return bs_sidecar_edit_breakpoint (sidecar, *order->id, order->predicate, error);
  if (order->change == ENABLE)
    return bs_sidecar_enable_breakpoint (sidecar, *order->id, order->enabled, error);

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
order (BsBreakpoints *self, Change change, BsBreakpointItem *item)
{
  Order *order = g_new0 (Order, 1);

  order->change = change;
  order->id = g_atomic_rc_box_acquire (item->id);
  order->predicate = g_strdup (item->predicate);
  order->enabled = item->enabled;
  bs_notebook_run (self->notebook, keep, order, order_free, NULL, NULL);
}

/* The list */

static void
set_predicate (BsBreakpointItem *item, const char *predicate)
{
  g_free (item->predicate);
  item->predicate = g_strdup (predicate);
  bs_finder_set_text (item->finder, predicate);
}

static void
insert (BsBreakpoints *self, guint position, BsBreakpointItem *item)
{
  position = MIN (position, self->items->len);
  g_ptr_array_insert (self->items, (int) position, g_object_ref (item));
  item->found_id = g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  bs_finder_set_trace (item->finder, self->trace);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static void
take_out (BsBreakpoints *self, guint position)
{
  BsBreakpointItem *item = self->items->pdata[position];

  g_clear_signal_handler (&item->found_id, item);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static const BsBreakpoint *
find_kept (const BsSidecar *sidecar, guint32 id)
{
  for (guint i = 0; i < sidecar->breakpoints->len; i++)
    {
      const BsBreakpoint *kept = sidecar->breakpoints->pdata[i];

      if (kept->id == id)
        return kept;
    }

  return NULL;
}

static gboolean
knows (BsBreakpoints *self, guint32 id)
{
  for (guint i = 0; i < self->items->len; i++)
    if (*((BsBreakpointItem *) self->items->pdata[i])->id == id)
      return TRUE;

  return FALSE;
}

/* Takes over what was kept before, or by another program meanwhile; nothing is under way. */
static void
kept_cb (BsNotebook *notebook, BsBreakpoints *self)
{
  const BsSidecar *sidecar = bs_notebook_get_sidecar (notebook);

  for (guint i = self->items->len; i > 0; i--)
    {
      BsBreakpointItem *item = self->items->pdata[i - 1];
      const BsBreakpoint *kept = *item->id > 0 ? find_kept (sidecar, *item->id) : NULL;

      if (*item->id > 0 && kept == NULL)
        {
          take_out (self, i - 1);
          continue;
        }
      if (kept == NULL
          || (item->enabled == kept->enabled && g_str_equal (item->predicate, kept->predicate)))
        continue;
      item->enabled = kept->enabled;
      set_predicate (item, kept->predicate);
      emit_changed (item);
    }
  for (guint i = 0; i < sidecar->breakpoints->len; i++)
    {
      const BsBreakpoint *kept = sidecar->breakpoints->pdata[i];
      g_autoptr (BsBreakpointItem) item = NULL;

      if (knows (self, kept->id))
        continue;
      item = g_object_new (BS_TYPE_BREAKPOINT_ITEM, NULL);
      *item->id = kept->id;
      item->enabled = kept->enabled;
      set_predicate (item, kept->predicate);
      insert (self, self->items->len, item);
    }
  update (self);
}

static void
bs_breakpoints_dispose (GObject *object)
{
  BsBreakpoints *self = BS_BREAKPOINTS (object);

  if (self->uniting != NULL)
    g_cancellable_cancel (self->uniting);
  g_clear_object (&self->uniting);
  for (guint i = 0; i < self->items->len; i++)
    {
      BsBreakpointItem *item = self->items->pdata[i];

      g_clear_signal_handler (&item->found_id, item);
    }
  g_ptr_array_set_size (self->items, 0);
  g_clear_object (&self->notebook);
  g_clear_object (&self->undo);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_clear_pointer (&self->hits, g_array_unref);

  G_OBJECT_CLASS (bs_breakpoints_parent_class)->dispose (object);
}

static void
bs_breakpoints_class_init (BsBreakpointsClass *klass)
{
  BS_ITEM_LIST_CLASS (klass)->item_type = BS_TYPE_BREAKPOINT_ITEM;
  G_OBJECT_CLASS (klass)->dispose = bs_breakpoints_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_breakpoints_init (BsBreakpoints *self)
{
  self->items = bs_item_list_get_items (BS_ITEM_LIST (self));
}

BsBreakpoints *
bs_breakpoints_new (BsNotebook *notebook, BsUndo *undo)
{
  BsBreakpoints *self = g_object_new (BS_TYPE_BREAKPOINTS, NULL);

  self->notebook = g_object_ref (notebook);
  self->undo = g_object_ref (undo);
  g_signal_connect_object (notebook, "changed", G_CALLBACK (kept_cb), self, 0);
  return self;
}

void
bs_breakpoints_set_trace (BsBreakpoints *self, BsTrace *trace)
{
  g_return_if_fail (BS_IS_BREAKPOINTS (self));

  g_clear_pointer (&self->trace, bs_trace_unref);
  self->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  for (guint i = 0; i < self->items->len; i++)
    bs_finder_set_trace (((BsBreakpointItem *) self->items->pdata[i])->finder, trace);
  update (self);
}

/* What was done, for undoing it. */
typedef struct
{
  BsBreakpoints *self; /* not kept alive: it keeps the list of these */
  BsBreakpointItem *item;
  char *predicate;
  guint position;
} Done;

static void
done_free (gpointer data)
{
  Done *done = data;

  g_clear_weak_pointer (&done->self);
  g_object_unref (done->item);
  g_free (done->predicate);
  g_free (done);
}

static void
push (BsBreakpoints *self, const char *label, BsUndoFunc func, BsBreakpointItem *item,
      guint position)
{
  Done *done = g_new0 (Done, 1);

  g_set_weak_pointer (&done->self, self);
  done->item = g_object_ref (item);
  done->predicate = g_strdup (item->predicate);
  done->position = position;
  bs_undo_push (self->undo, label, func, done, done_free);
}

static void
undo_add (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL)
    bs_breakpoints_remove (done->self, done->item);
}

static void
add (BsBreakpoints *self, guint position, BsBreakpointItem *item)
{
  insert (self, position, item);
  order (self, ADD, item);
  push (self, _ ("Add breakpoint"), undo_add, item, position);
  update (self);
}

static void
undo_remove (gpointer data)
{
  const Done *done = data;

  if (done->self == NULL || g_ptr_array_find (done->self->items, done->item, NULL))
    return;

  /* It gets another number. */
  g_atomic_rc_box_release (done->item->id);
  done->item->id = g_atomic_rc_box_new0 (guint32);
  /* Others may have gone since. */
  add (done->self, MIN (done->position, done->self->items->len), done->item);
}

static void
undo_edit (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL)
    bs_breakpoints_edit (done->self, done->item, done->predicate);
}

static void
undo_enable (gpointer data)
{
  const Done *done = data;

  if (done->self != NULL)
    bs_breakpoints_enable (done->self, done->item, !done->item->enabled);
}

BsBreakpointItem *
bs_breakpoints_add (BsBreakpoints *self, const char *predicate)
{
  g_autoptr (BsBreakpointItem) item = NULL;

  g_return_val_if_fail (BS_IS_BREAKPOINTS (self), NULL);
  g_return_val_if_fail (predicate != NULL, NULL);

  item = g_object_new (BS_TYPE_BREAKPOINT_ITEM, NULL);
  item->enabled = TRUE;
  set_predicate (item, predicate);
  add (self, self->items->len, item);
  return item;
}

void
bs_breakpoints_edit (BsBreakpoints *self, BsBreakpointItem *item, const char *predicate)
{
  g_return_if_fail (BS_IS_BREAKPOINTS (self));

  if (!g_ptr_array_find (self->items, item, NULL) || g_str_equal (item->predicate, predicate))
    return;

  push (self, _ ("Edit breakpoint"), undo_edit, item, 0);
  set_predicate (item, predicate);
  order (self, EDIT, item);
  emit_changed (item);
}

void
bs_breakpoints_enable (BsBreakpoints *self, BsBreakpointItem *item, gboolean enabled)
{
  g_return_if_fail (BS_IS_BREAKPOINTS (self));

  if (!g_ptr_array_find (self->items, item, NULL) || item->enabled == !!enabled)
    return;

  push (self, enabled ? _ ("Enable breakpoint") : _ ("Disable breakpoint"), undo_enable, item, 0);
  item->enabled = !!enabled;
  order (self, ENABLE, item);
  emit_changed (item);
}

void
bs_breakpoints_remove (BsBreakpoints *self, BsBreakpointItem *item)
{
  guint position;

  g_return_if_fail (BS_IS_BREAKPOINTS (self));

  if (!g_ptr_array_find (self->items, item, &position))
    return;

  push (self, _ ("Remove breakpoint"), undo_remove, item, position);
  bs_undo_tell (self->undo, _ ("Breakpoint removed"));
  order (self, REMOVE, item);
  take_out (self, position);
  update (self);
}

gboolean
bs_breakpoints_get_busy (BsBreakpoints *self)
{
  g_return_val_if_fail (BS_IS_BREAKPOINTS (self), FALSE);

  for (guint i = 0; i < self->items->len; i++)
    {
      const BsBreakpointItem *item = self->items->pdata[i];

      if (item->enabled && bs_finder_get_busy (item->finder))
        return TRUE;
    }

  return FALSE;
}

guint
bs_breakpoints_count_enabled (BsBreakpoints *self)
{
  guint n = 0;

  g_return_val_if_fail (BS_IS_BREAKPOINTS (self), 0);

  for (guint i = 0; i < self->items->len; i++)
    n += ((BsBreakpointItem *) self->items->pdata[i])->enabled;

  return n;
}

guint32
bs_breakpoints_next (BsBreakpoints *self, guint32 from, gboolean forward)
{
  guint32 best = 0;

  g_return_val_if_fail (BS_IS_BREAKPOINTS (self), 0);

  for (guint i = 0; i < self->items->len; i++)
    {
      const BsBreakpointItem *item = self->items->pdata[i];
      guint32 next = item->enabled
                         ? bs_decisions_next (bs_finder_get_decisions (item->finder), from, forward)
                         : 0;

      if (next > 0 && (best == 0 || (forward ? next < best : next > best)))
        best = next;
    }

  return best;
}

BsBreakpointItem *
bs_breakpoints_at (BsBreakpoints *self, guint32 decision)
{
  g_return_val_if_fail (BS_IS_BREAKPOINTS (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      BsBreakpointItem *item = self->items->pdata[i];

      if (item->enabled && bs_decisions_have (bs_finder_get_decisions (item->finder), decision))
        return item;
    }

  return NULL;
}

BsBreakpointItem *
bs_breakpoints_find (BsBreakpoints *self, const char *predicate)
{
  g_return_val_if_fail (BS_IS_BREAKPOINTS (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      BsBreakpointItem *item = self->items->pdata[i];

      if (g_str_equal (item->predicate, predicate))
        return item;
    }

  return NULL;
}

GArray *
bs_breakpoints_get_hits (BsBreakpoints *self)
{
  g_return_val_if_fail (BS_IS_BREAKPOINTS (self), NULL);

  return self->hits;
}
