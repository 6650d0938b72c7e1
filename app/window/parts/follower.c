/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps a widget in step with what a debugger shows and with its clock. */
#include "config.h"

#include "app/window/parts/follower.h"

/* After all input is in, before the frame is laid out: labels change once a frame. */
#define UPDATE_PRIORITY (GDK_PRIORITY_REDRAW - 5)

struct _BsFollower
{
  BsDebugger *debugger;
  BsClock *clock;
  gulong content_id, moved_id;
  guint update_source;
  BsFollowFunc content, moved, update;
  gpointer user_data;
};

static gboolean
update_cb (gpointer user_data)
{
  BsFollower *self = user_data;

  self->update_source = 0;
  self->update (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
moved_cb (BsClock *clock, BsFollower *self)
{
  if (self->moved != NULL)
    self->moved (self->user_data);
  if (self->update != NULL && self->update_source == 0)
    self->update_source = g_idle_add_full (UPDATE_PRIORITY, update_cb, self, NULL);
}

static void
leave_clock (BsFollower *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->moved_id, self->clock);
  g_clear_object (&self->clock);
  g_clear_handle_id (&self->update_source, g_source_remove);
}

static void
content_cb (BsDebugger *debugger, BsFollower *self)
{
  leave_clock (self);
  self->clock = g_object_ref (bs_debugger_get_clock (debugger));
  self->moved_id = g_signal_connect (self->clock, "moved", G_CALLBACK (moved_cb), self);
  if (self->content != NULL)
    self->content (self->user_data);
  if (self->moved != NULL)
    self->moved (self->user_data);
  if (self->update != NULL)
    self->update (self->user_data);
}

BsFollower *
bs_follower_new (BsDebugger *debugger, BsFollowFunc content, BsFollowFunc moved,
                 BsFollowFunc update, gpointer user_data)
{
  BsFollower *self;

  g_return_val_if_fail (BS_IS_DEBUGGER (debugger), NULL);

  self = g_new0 (BsFollower, 1);
  self->debugger = g_object_ref (debugger);
  self->content = content;
  self->moved = moved;
  self->update = update;
  self->user_data = user_data;
  self->content_id = g_signal_connect (debugger, "content", G_CALLBACK (content_cb), self);
  content_cb (debugger, self);
  return self;
}

void
bs_follower_free (BsFollower *self)
{
  leave_clock (self);
  g_clear_signal_handler (&self->content_id, self->debugger);
  g_object_unref (self->debugger);
  g_free (self);
}
