/* SPDX-License-Identifier: Apache-2.0 */
/* Tells screen readers what happens to a trace. */
#include "config.h"

#include "app/window/shell/announcer.h"

#include <glib/gi18n-lib.h>

#include "app/window/model/branch-words.h"
#include "app/window/parts/follower.h"

/* The clock rests when it has not moved for so long: nobody can listen to decisions that play. */
#define REST_MS 400

struct _BsAnnouncer
{
  GtkWidget parent_instance;

  BsDebugger *debugger; /* (nullable) */
  BsFollower *follower;
  GHashTable *made; /* BsBranchItem: its branch is known to be there */
  BsBranchItem *shown;
  guint rest_source;
  char *text;
};

G_DEFINE_FINAL_TYPE (BsAnnouncer, bs_announcer, GTK_TYPE_WIDGET)

void
bs_announcer_say (BsAnnouncer *self, const char *text)
{
  g_return_if_fail (BS_IS_ANNOUNCER (self));

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text,
                                  -1);
}

const char *
bs_announcer_get_text (BsAnnouncer *self)
{
  g_return_val_if_fail (BS_IS_ANNOUNCER (self), "");

  return self->text;
}

static gboolean
rest_cb (gpointer user_data)
{
  BsAnnouncer *self = user_data;
  const char *message = bs_runner_get_message (bs_debugger_get_runner (self->debugger));
  g_autofree char *sentence = bs_trace_decision_text (bs_debugger_get_trace (self->debugger),
                                                      bs_debugger_get_decision (self->debugger));

  self->rest_source = 0;
  /* Where it stopped and why are one. */
  if (message != NULL)
    {
      g_autofree char *both = g_strjoin (". ", message, sentence, NULL);

      bs_announcer_say (self, both);
    }
  else
    {
      bs_announcer_say (self, sentence);
    }
  return G_SOURCE_REMOVE;
}

static void
moved_cb (gpointer user_data)
{
  BsAnnouncer *self = user_data;

  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->rest_source = g_timeout_add (REST_MS, rest_cb, self);
}

static void
said_cb (BsAnnouncer *self)
{
  const char *message = bs_runner_get_message (bs_debugger_get_runner (self->debugger));

  /* What stops a run is said with the decision. */
  if (message != NULL && self->rest_source == 0)
    bs_announcer_say (self, message);
}

static void
say_shown (BsAnnouncer *self, BsBranchItem *shown)
{
  g_autofree char *text = NULL;

  if (shown == NULL)
    text = g_strdup (_ ("The recording is shown"));
  else
    text = g_strdup_printf (_ ("Branch “%s” is shown"), bs_branch_item_get_name (shown));
  bs_announcer_say (self, text);
}

static void
branches_cb (BsAnnouncer *self)
{
  BsBranches *branches = bs_debugger_get_branches (self->debugger);
  BsBranchItem *shown = bs_branches_get_shown (branches);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (branches));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BsBranchItem) item = g_list_model_get_item (G_LIST_MODEL (branches), i);
      const BsBranch *branch = bs_branch_item_get_branch (item);
      g_autofree char *summary = NULL, *text = NULL;

      if (branch == NULL || g_hash_table_contains (self->made, item))
        continue;

      g_hash_table_add (self->made, g_object_ref (item));
      summary = bs_branch_summary (branch);
      /* Translators: name of a branch, and what it came to */
      text = g_strdup_printf (_ ("Branch “%s”: %s"), bs_branch_item_get_name (item), summary);
      bs_announcer_say (self, text);
    }
  if (g_set_object (&self->shown, shown))
    say_shown (self, shown);
}

static void
deleted_cb (BsAnnouncer *self, BsBranchItem *item)
{
  g_autofree char *text = g_strdup_printf (_ ("Branch “%s” deleted"),
                                           bs_branch_item_get_name (item));

  bs_announcer_say (self, text);
  g_hash_table_remove (self->made, item);
}

static void
breakpoints_cb (GListModel *breakpoints, guint position, guint n_removed, guint n_added,
                BsAnnouncer *self)
{
  /* Those that are kept come all at once. */
  if (n_added == 1 && n_removed == 0)
    {
      g_autoptr (BsBreakpointItem) item = g_list_model_get_item (breakpoints, position);
      g_autofree char *text = g_strdup_printf (_ ("Breakpoint set: %s"),
                                               bs_breakpoint_item_get_predicate (item));

      bs_announcer_say (self, text);
    }
  else if (n_added == 0 && n_removed == 1)
    {
      bs_announcer_say (self, _ ("Breakpoint removed"));
    }
}

static void
leave (BsAnnouncer *self)
{
  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->shown);
  g_hash_table_remove_all (self->made);
  if (self->debugger != NULL)
    {
      g_signal_handlers_disconnect_by_data (bs_debugger_get_runner (self->debugger), self);
      g_signal_handlers_disconnect_by_data (bs_debugger_get_branches (self->debugger), self);
      g_signal_handlers_disconnect_by_data (bs_debugger_get_breakpoints (self->debugger), self);
    }
  g_clear_object (&self->debugger);
}

static void
bs_announcer_dispose (GObject *object)
{
  leave (BS_ANNOUNCER (object));

  G_OBJECT_CLASS (bs_announcer_parent_class)->dispose (object);
}

static void
bs_announcer_finalize (GObject *object)
{
  BsAnnouncer *self = BS_ANNOUNCER (object);

  g_hash_table_unref (self->made);
  g_free (self->text);

  G_OBJECT_CLASS (bs_announcer_parent_class)->finalize (object);
}

static void
bs_announcer_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
bs_announcer_class_init (BsAnnouncerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_announcer_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_announcer_finalize;
  widget_class->measure = bs_announcer_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
bs_announcer_init (BsAnnouncer *self)
{
  self->made = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->text = g_strdup ("");
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

void
bs_announcer_set_debugger (BsAnnouncer *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_ANNOUNCER (self));

  leave (self);
  if (debugger == NULL)
    return;

  self->debugger = g_object_ref (debugger);
  g_signal_connect_swapped (bs_debugger_get_runner (debugger), "said", G_CALLBACK (said_cb), self);
  g_signal_connect_swapped (bs_debugger_get_branches (debugger), "changed",
                            G_CALLBACK (branches_cb), self);
  g_signal_connect_swapped (bs_debugger_get_branches (debugger), "deleted", G_CALLBACK (deleted_cb),
                            self);
  g_signal_connect (bs_debugger_get_breakpoints (debugger), "items-changed",
                    G_CALLBACK (breakpoints_cb), self);
  self->follower = bs_follower_new (debugger, NULL, moved_cb, NULL, self);
  moved_cb (self);
}
