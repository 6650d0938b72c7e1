/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the clock to the next or previous decision of a kind. */
#include "config.h"

#include "app/window/model/runner.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"
#include "profiles/replay/replay.h"

struct _BsRunner
{
  GObject parent_instance;

  BsBreakpoints *breakpoints;
  BsRemarks *bookmarks;
  BsFinder *search;
  BsTrace *trace;
  BsClock *clock;
  gulong moved_id;

  char *message;
  gboolean stopped, going;

  /* What waits until decisions were found. */
  gboolean waiting;
  BsRunTarget target;
  gboolean forward;
};

enum
{
  SAID,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsRunner, bs_runner, G_TYPE_OBJECT)

const char *
bs_run_target_name (BsRunTarget target)
{
  static const char *const names[BS_N_RUN_TARGETS] = { "breakpoint", "state",    "type",
                                                       "mini-batch", "bookmark", "match" };

  return target < BS_N_RUN_TARGETS ? names[target] : NULL;
}

static void
say (BsRunner *self, char *message)
{
  if (message == NULL && self->message == NULL)
    return;

  g_free (self->message);
  self->message = message;
  g_signal_emit (self, signals[SAID], 0);
}

static void
moved_cb (BsClock *clock, BsRunner *self)
{
  self->waiting = FALSE;
  if (self->going)
    return;

  self->stopped = FALSE;
  say (self, NULL);
}

static gboolean
is_busy (BsRunner *self, BsRunTarget target)
{
  return (target == BS_RUN_BREAKPOINT && bs_breakpoints_get_busy (self->breakpoints))
         || (target == BS_RUN_MATCH && bs_finder_get_busy (self->search));
}

static void
found_cb (BsRunner *self)
{
  if (self->waiting && !is_busy (self, self->target))
    bs_runner_run (self, self->target, self->forward);
}

static void
bs_runner_dispose (GObject *object)
{
  BsRunner *self = BS_RUNNER (object);

  bs_runner_set_content (self, NULL, NULL);
  g_clear_object (&self->breakpoints);
  g_clear_object (&self->bookmarks);
  g_clear_object (&self->search);
  g_clear_pointer (&self->message, g_free);

  G_OBJECT_CLASS (bs_runner_parent_class)->dispose (object);
}

static void
bs_runner_class_init (BsRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_runner_dispose;

  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
bs_runner_init (BsRunner *self)
{
}

BsRunner *
bs_runner_new (BsBreakpoints *breakpoints, BsRemarks *bookmarks, BsFinder *search)
{
  BsRunner *self = g_object_new (BS_TYPE_RUNNER, NULL);

  self->breakpoints = g_object_ref (breakpoints);
  self->bookmarks = g_object_ref (bookmarks);
  self->search = g_object_ref (search);
  g_signal_connect_object (breakpoints, "changed", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (search, "changed", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
bs_runner_set_content (BsRunner *self, BsTrace *trace, BsClock *clock)
{
  g_return_if_fail (BS_IS_RUNNER (self));

  if (self->clock != NULL)
    g_clear_signal_handler (&self->moved_id, self->clock);
  g_set_object (&self->clock, clock);
  g_clear_pointer (&self->trace, bs_trace_unref);
  self->trace = trace != NULL ? bs_trace_ref (trace) : NULL;
  self->waiting = self->stopped = FALSE;
  if (clock != NULL)
    self->moved_id = g_signal_connect (clock, "moved", G_CALLBACK (moved_cb), self);
  say (self, NULL);
}

guint32
bs_runner_find (BsRunner *self, BsRunTarget target, gboolean forward)
{
  static const BsReplayMark marks[] = { [BS_RUN_STATE] = BS_REPLAY_SAME_STATE,
                                        [BS_RUN_TYPE] = BS_REPLAY_SAME_TYPE,
                                        [BS_RUN_MINI_BATCH] = BS_REPLAY_MINI_BATCH };
  guint32 from, found;

  g_return_val_if_fail (BS_IS_RUNNER (self), 0);

  if (self->clock == NULL)
    return 0;

  from = bs_clock_get_decision (self->clock);
  switch (target)
    {
    case BS_RUN_BREAKPOINT:
      found = bs_breakpoints_next (self->breakpoints, from, forward);
      break;
    case BS_RUN_BOOKMARK:
      found = bs_decisions_next (bs_remarks_get_decisions (self->bookmarks), from, forward);
      break;
    case BS_RUN_MATCH:
      found = bs_decisions_next (bs_finder_get_decisions (self->search), from, forward);
      break;
    default:
      found = bs_replay_find (self->trace, from, marks[target],
                              forward ? BS_REPLAY_FORWARD : BS_REPLAY_BACKWARD);
      break;
    }

  /* A branch may be shorter than the recording that was bookmarked. */
  return found <= self->trace->n_decisions ? found : 0;
}

static char *
nothing_matches (const char *predicate, const GArray *decisions, gboolean forward)
{
  if (decisions == NULL || decisions->len == 0)
    return g_strdup_printf (_ ("No decision matches %s"), predicate);

  return g_strdup_printf (forward ? _ ("No later decision matches %s")
                                  : _ ("No earlier decision matches %s"),
                          predicate);
}

static char *
no_breakpoint (BsRunner *self, gboolean forward)
{
  GListModel *model = G_LIST_MODEL (self->breakpoints);
  guint n = bs_breakpoints_count_enabled (self->breakpoints);

  if (n == 0)
    return g_strdup (g_list_model_get_n_items (model) > 0
                         ? _ ("No breakpoint is switched on")
                         : _ ("There is no breakpoint; F9 sets one"));

  for (guint i = 0; n == 1 && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (BsBreakpointItem) item = g_list_model_get_item (model, i);
      BsFinder *finder = bs_breakpoint_item_get_finder (item);
      const char *message = bs_finder_get_message (finder);

      if (bs_breakpoint_item_get_enabled (item))
        return message != NULL ? g_strdup (message)
                               : nothing_matches (bs_breakpoint_item_get_predicate (item),
                                                  bs_finder_get_decisions (finder), forward);
    }

  return g_strdup_printf (
      forward ? g_dngettext (GETTEXT_PACKAGE, "No later decision matches the breakpoint",
                             "No later decision matches any of the %u "
                             "breakpoints",
                             n)
              : g_dngettext (GETTEXT_PACKAGE, "No earlier decision matches the breakpoint",
                             "No earlier decision matches any of the %u "
                             "breakpoints",
                             n),
      n);
}

static char *
explain_nothing (BsRunner *self, BsRunTarget target, gboolean forward)
{
  const BsTraceDecision *here = bs_trace_decision (self->trace,
                                                   bs_clock_get_decision (self->clock));
  const char *text = bs_finder_get_text (self->search);

  switch (target)
    {
    case BS_RUN_BREAKPOINT:
      return no_breakpoint (self, forward);

    case BS_RUN_STATE:
      return g_strdup (forward ? _ ("No later decision is in the same state")
                               : _ ("No earlier decision is in the same state"));

    case BS_RUN_TYPE:
      return g_strdup_printf (forward ? _ ("No later decision takes %s")
                                      : _ ("No earlier decision takes %s"),
                              self->trace->types->types[here->type].name);

    case BS_RUN_MINI_BATCH:
      return g_strdup (forward ? _ ("There is no later mini-batch")
                               : _ ("There is no earlier mini-batch"));

    case BS_RUN_BOOKMARK:
      return g_strdup (forward ? _ ("There is no later bookmark")
                               : _ ("There is no earlier bookmark"));

    case BS_RUN_MATCH:
    default:
      if (bs_finder_get_message (self->search) != NULL)
        return g_strdup (bs_finder_get_message (self->search));
      return *text == '\0'
                 ? g_strdup (_ ("Nothing is searched for; Ctrl+F begins a search"))
                 : nothing_matches (text, bs_finder_get_decisions (self->search), forward);
    }
}

void
bs_runner_run (BsRunner *self, BsRunTarget target, gboolean forward)
{
  BsBreakpointItem *stop;
  guint32 found;

  g_return_if_fail (BS_IS_RUNNER (self));
  g_return_if_fail (target < BS_N_RUN_TARGETS);

  if (self->clock == NULL)
    return;

  bs_clock_set_playing (self->clock, FALSE);
  self->waiting = is_busy (self, target);
  self->target = target;
  self->forward = forward;
  if (self->waiting)
    return;

  found = bs_runner_find (self, target, forward);
  if (found == 0)
    {
      say (self, explain_nothing (self, target, forward));
      return;
    }

  self->going = TRUE;
  bs_clock_seek (self->clock, found);
  self->going = FALSE;
  stop = target == BS_RUN_BREAKPOINT ? bs_breakpoints_at (self->breakpoints, found) : NULL;
  self->stopped = stop != NULL;
  if (stop != NULL)
    {
      g_autofree char *number = bs_format_count (found);

      say (self, g_strdup_printf (_ ("Stopped at decision %s: %s"), number,
                                  bs_breakpoint_item_get_predicate (stop)));
    }
  else
    {
      say (self, NULL);
    }
}

const char *
bs_runner_get_message (BsRunner *self)
{
  g_return_val_if_fail (BS_IS_RUNNER (self), NULL);

  return self->message;
}

gboolean
bs_runner_get_stopped (BsRunner *self)
{
  g_return_val_if_fail (BS_IS_RUNNER (self), FALSE);

  return self->stopped;
}
