/* SPDX-License-Identifier: Apache-2.0 */
/* A trace that somebody debugs. */
#include "config.h"

#include "app/window/model/debugger.h"

struct _BsDebugger
{
  GObject parent_instance;

  GtkWidget *widget; /* unowned */
  BsPictures *pictures;
  BsClock *clock;
  BsReplay *replay;
};

enum
{
  CONTENT,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsDebugger, bs_debugger, G_TYPE_OBJECT)

static void
drop_content (BsDebugger *self)
{
  if (self->clock != NULL)
    bs_clock_set_playing (self->clock, FALSE);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->replay, bs_replay_free);
  g_clear_pointer (&self->pictures, bs_pictures_unref);
}

static void
bs_debugger_dispose (GObject *object)
{
  drop_content (BS_DEBUGGER (object));

  G_OBJECT_CLASS (bs_debugger_parent_class)->dispose (object);
}

static void
bs_debugger_class_init (BsDebuggerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_debugger_dispose;

  signals[CONTENT] = g_signal_new ("content", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
bs_debugger_init (BsDebugger *self)
{
}

static void
take_content (BsDebugger *self, BsPictures *pictures)
{
  self->pictures = bs_pictures_ref (pictures);
  self->clock = bs_clock_new (self->widget, pictures->trace->n_decisions);
}

BsDebugger *
bs_debugger_new (GtkWidget *widget, BsPictures *pictures)
{
  BsDebugger *self;

  g_return_val_if_fail (pictures != NULL && pictures->trace->n_decisions > 0, NULL);

  self = g_object_new (BS_TYPE_DEBUGGER, NULL);
  self->widget = widget;
  take_content (self, pictures);
  return self;
}

BsPictures *
bs_debugger_get_pictures (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->pictures;
}

BsTrace *
bs_debugger_get_trace (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->pictures->trace;
}

BsClock *
bs_debugger_get_clock (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->clock;
}

guint32
bs_debugger_get_decision (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), 1);

  return bs_clock_get_decision (self->clock);
}

BsReplay *
bs_debugger_get_replay (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  if (self->replay == NULL)
    self->replay = bs_replay_new (self->pictures->trace);
  bs_replay_seek (self->replay, bs_clock_get_decision (self->clock));
  return self->replay;
}

void
bs_debugger_show (BsDebugger *self, BsPictures *pictures, guint32 decision)
{
  g_autoptr (BsPictures) kept = NULL;

  g_return_if_fail (BS_IS_DEBUGGER (self));
  g_return_if_fail (pictures != NULL && pictures->trace->n_decisions > 0);

  kept = bs_pictures_ref (pictures);
  drop_content (self);
  take_content (self, kept);
  bs_clock_scrub (self->clock, decision);
  g_signal_emit (self, signals[CONTENT], 0);
}

void
bs_debugger_fail (BsDebugger *self, const char *message)
{
  g_return_if_fail (BS_IS_DEBUGGER (self));

  g_signal_emit (self, signals[FAILED], 0, message);
}
