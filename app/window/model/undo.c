/* SPDX-License-Identifier: Apache-2.0 */
/* What was done, so that it can be undone. */
#include "config.h"

#include "app/window/model/undo.h"

#define MAX_STEPS 200

typedef struct
{
  guint number;
  char *label;
  BsUndoFunc func;
  gpointer data;
  GDestroyNotify free_data;
} Step;

struct _BsUndo
{
  GObject parent_instance;

  GQueue done, undone;
  GQueue *target; /* (nullable): what is pushed belongs here: a step is being taken back */
  guint n_steps;
};

enum
{
  CHANGED,
  TOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsUndo, bs_undo, G_TYPE_OBJECT)

static void
step_free (gpointer data)
{
  Step *step = data;

  if (step->free_data != NULL)
    step->free_data (step->data);
  g_free (step->label);
  g_free (step);
}

static void
bs_undo_finalize (GObject *object)
{
  BsUndo *self = BS_UNDO (object);

  g_queue_clear_full (&self->done, step_free);
  g_queue_clear_full (&self->undone, step_free);

  G_OBJECT_CLASS (bs_undo_parent_class)->finalize (object);
}

static void
bs_undo_class_init (BsUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_undo_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
bs_undo_init (BsUndo *self)
{
  g_queue_init (&self->done);
  g_queue_init (&self->undone);
}

BsUndo *
bs_undo_new (void)
{
  return g_object_new (BS_TYPE_UNDO, NULL);
}

void
bs_undo_push (BsUndo *self, const char *label, BsUndoFunc func, gpointer data,
              GDestroyNotify free_data)
{
  Step *step;

  g_return_if_fail (BS_IS_UNDO (self));

  step = g_new0 (Step, 1);
  step->number = ++self->n_steps;
  step->label = g_strdup (label);
  step->func = func;
  step->data = data;
  step->free_data = free_data;
  g_queue_push_tail (self->target != NULL ? self->target : &self->done, step);
  if (self->target == NULL)
    g_queue_clear_full (&self->undone, step_free);
  if (self->done.length > MAX_STEPS)
    step_free (g_queue_pop_head (&self->done));
  g_signal_emit (self, signals[CHANGED], 0);
}

void
bs_undo_tell (BsUndo *self, const char *message)
{
  g_return_if_fail (BS_IS_UNDO (self));

  if (self->target == NULL)
    g_signal_emit (self, signals[TOLD], 0, message, self->n_steps);
}

static gboolean
take_back (BsUndo *self, GQueue *from, GList *link, GQueue *to)
{
  Step *step;

  if (link == NULL)
    return FALSE;

  step = link->data;
  g_queue_delete_link (from, link);
  self->target = to;
  step->func (step->data);
  self->target = NULL;
  step_free (step);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

gboolean
bs_undo_undo (BsUndo *self)
{
  g_return_val_if_fail (BS_IS_UNDO (self), FALSE);

  return take_back (self, &self->done, self->done.tail, &self->undone);
}

gboolean
bs_undo_undo_step (BsUndo *self, guint number)
{
  GList *link;

  g_return_val_if_fail (BS_IS_UNDO (self), FALSE);

  link = self->done.tail;
  while (link != NULL && ((const Step *) link->data)->number != number)
    link = link->prev;
  return take_back (self, &self->done, link, &self->undone);
}

gboolean
bs_undo_redo (BsUndo *self)
{
  g_return_val_if_fail (BS_IS_UNDO (self), FALSE);

  return take_back (self, &self->undone, self->undone.tail, &self->done);
}

const char *
bs_undo_get_label (BsUndo *self, gboolean redo)
{
  const Step *step;

  g_return_val_if_fail (BS_IS_UNDO (self), NULL);

  step = g_queue_peek_tail (redo ? &self->undone : &self->done);
  return step != NULL ? step->label : NULL;
}
