/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to the thread that writes. */
#include "config.h"

#include "profiles/recording/recorder-queue.h"

#define WAIT_US 200

static void
new_type_clear (gpointer data)
{
  BsNewType *type = data;

  g_free (type->name);
  g_free (type->letter);
}

static void
cell_plans_clear (gpointer data)
{
  BsCellPlans *plans = data;

  g_free (plans->name);
  g_clear_pointer (&plans->creation, bs_cell_plan_free);
  g_clear_pointer (&plans->planned, bs_cell_plan_free);
}

GArray *
bs_message_new_cells (void)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (BsCellPlans));

  g_array_set_clear_func (cells, cell_plans_clear);

  return cells;
}

GArray *
bs_message_new_types (void)
{
  GArray *types = g_array_new (FALSE, FALSE, sizeof (BsNewType));

  g_array_set_clear_func (types, new_type_clear);

  return types;
}

BsMessage *
bs_message_new (BsMessageKind kind, guint64 position)
{
  BsMessage *message = g_new0 (BsMessage, 1);

  message->kind = kind;
  message->position = position;

  return message;
}

/* Frees all but the link. */
static void
message_clear (BsMessage *message)
{
  g_clear_pointer (&message->key, g_free);
  g_clear_pointer (&message->value, g_free);
  g_clear_pointer (&message->strings, g_strfreev);
  g_clear_pointer (&message->fsm, bs_fsm_unref);
  if (message->training != NULL)
    g_array_unref (message->training->history);
  g_clear_pointer (&message->training, g_free);
  g_clear_pointer (&message->cells, g_array_unref);
  g_clear_pointer (&message->plan, bs_graph_plan_unref);
  g_clear_pointer (&message->plan_types, g_free);
  g_clear_pointer (&message->device, bs_device_free);
  bs_lane_clear (&message->lane);
  bs_kernel_clear (&message->kernel);
  g_clear_pointer (&message->launches, g_array_unref);
  g_clear_pointer (&message->idles, g_array_unref);
  g_free ((gpointer) message->mini_batch.stages);
  g_clear_pointer (&message->mini_batch.graph, bs_graph_unref);
  g_clear_pointer (&message->mini_batch.schedule, bs_schedule_unref);
  message->mini_batch.stages = NULL;
  g_clear_pointer (&message->types, g_array_unref);
  g_clear_pointer (&message->state_lengths, g_array_unref);
  g_clear_pointer (&message->state_keys, g_array_unref);
}

static void
message_free (BsMessage *message)
{
  message_clear (message);
  g_free (message);
}

void
bs_message_queue_init (BsMessageQueue *self, guint64 room)
{
  *self = (BsMessageQueue){ .room = room };
  g_mutex_init (&self->mutex);
  g_cond_init (&self->wake);
  self->newest = self->oldest = bs_message_new (BS_MESSAGE_INFO, 0);
}

void
bs_message_queue_clear (BsMessageQueue *self)
{
  while (bs_message_queue_receive (self) != NULL)
    ;
  g_clear_pointer (&self->oldest, message_free);
  self->newest = NULL;
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->wake);
}

void
bs_message_queue_sleep (BsMessageQueue *self, gint64 us)
{
  g_mutex_lock (&self->mutex);
  g_cond_wait_until (&self->wake, &self->mutex, g_get_monotonic_time () + us);
  g_mutex_unlock (&self->mutex);
}

void
bs_message_queue_wake (BsMessageQueue *self)
{
  g_mutex_lock (&self->mutex);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);
}

/* Whether so many bytes more may wait. */
static gboolean
has_room (BsMessageQueue *self, guint64 n_bytes)
{
  guint64 n_waiting = self->n_sent - atomic_load_explicit (&self->n_done, memory_order_acquire);

  return n_waiting == 0 || n_bytes <= self->room - MIN (n_waiting, self->room);
}

gint64
bs_message_queue_send (BsMessageQueue *self, BsMessage *message)
{
  gint64 waited_ns = 0;

  if (G_UNLIKELY (!has_room (self, message->n_bytes)))
    {
      gint64 start_ns = bs_now_ns ();

      while (!has_room (self, message->n_bytes))
        {
          bs_message_queue_wake (self);
          g_usleep (WAIT_US);
        }
      waited_ns = MAX (bs_now_ns () - start_ns, 1);
    }
  self->n_sent += message->n_bytes;
  atomic_store_explicit (&self->newest->next, message, memory_order_release);
  self->newest = message;

  return waited_ns;
}

BsMessage *
bs_message_queue_receive (BsMessageQueue *self)
{
  BsMessage *next = atomic_load_explicit (&self->oldest->next, memory_order_acquire);

  if (next != NULL)
    {
      message_free (self->oldest);
      self->oldest = next;
    }

  return next;
}

void
bs_message_queue_finish (BsMessageQueue *self)
{
  message_clear (self->oldest);
  atomic_fetch_add_explicit (&self->n_done, self->oldest->n_bytes, memory_order_release);
}
