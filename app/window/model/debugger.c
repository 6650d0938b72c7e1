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

  BsNotebook *notebook;
  BsUndo *undo;
  BsBreakpoints *breakpoints;
  BsRemarks *bookmarks, *notes;
  BsFinder *search;
  BsRunner *runner;
  BsBranches *branches;
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
  BsDebugger *self = BS_DEBUGGER (object);

  drop_content (self);
  g_clear_object (&self->branches);
  g_clear_object (&self->runner);
  g_clear_object (&self->search);
  g_clear_object (&self->notes);
  g_clear_object (&self->bookmarks);
  g_clear_object (&self->breakpoints);
  g_clear_object (&self->undo);
  g_clear_object (&self->notebook);

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
  bs_breakpoints_set_trace (self->breakpoints, pictures->trace);
  bs_finder_set_trace (self->search, pictures->trace);
  bs_runner_set_content (self->runner, pictures->trace, self->clock);
}

/* Where the clock stands stays: the same decision of the same mini-batch. */
static guint32
find_place (const BsTrace *from, guint32 decision, const BsTrace *to)
{
  guint32 m = bs_trace_decision (from, decision)->mini_batch;
  guint32 index = decision - from->mini_batches[m].first_decision;

  if (to->mini_batches[m].n_decisions == 0)
    return 1;
  return to->mini_batches[m].first_decision + MIN (index, to->mini_batches[m].n_decisions - 1);
}

static void
show_cb (BsDebugger *self, BsPictures *pictures)
{
  bs_debugger_show (
      self, pictures,
      find_place (self->pictures->trace, bs_clock_get_decision (self->clock), pictures->trace));
}

static void
make_models (BsDebugger *self, BsPictures *pictures)
{
  self->notebook = bs_notebook_new (pictures->trace);
  self->undo = bs_undo_new ();
  self->breakpoints = bs_breakpoints_new (self->notebook, self->undo);
  self->bookmarks = bs_remarks_new (BS_REMARK_BOOKMARK, self->notebook, self->undo);
  self->notes = bs_remarks_new (BS_REMARK_NOTE, self->notebook, self->undo);
  self->search = bs_finder_new ();
  self->runner = bs_runner_new (self->breakpoints, self->bookmarks, self->search);
  self->branches = bs_branches_new (pictures, self->notebook, self->undo);
  g_signal_connect_object (self->branches, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->branches, "failed", G_CALLBACK (bs_debugger_fail), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->notebook, "failed", G_CALLBACK (bs_debugger_fail), self,
                           G_CONNECT_SWAPPED);
}

BsDebugger *
bs_debugger_new (GtkWidget *widget, BsPictures *pictures)
{
  BsDebugger *self;

  g_return_val_if_fail (pictures != NULL && pictures->trace->n_decisions > 0, NULL);

  self = g_object_new (BS_TYPE_DEBUGGER, NULL);
  self->widget = widget;
  make_models (self, pictures);
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

BsNotebook *
bs_debugger_get_notebook (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->notebook;
}

BsUndo *
bs_debugger_get_undo (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->undo;
}

BsBreakpoints *
bs_debugger_get_breakpoints (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->breakpoints;
}

BsRemarks *
bs_debugger_get_bookmarks (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->bookmarks;
}

BsRemarks *
bs_debugger_get_notes (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->notes;
}

BsFinder *
bs_debugger_get_search (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->search;
}

BsRunner *
bs_debugger_get_runner (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->runner;
}

BsBranches *
bs_debugger_get_branches (BsDebugger *self)
{
  g_return_val_if_fail (BS_IS_DEBUGGER (self), NULL);

  return self->branches;
}
