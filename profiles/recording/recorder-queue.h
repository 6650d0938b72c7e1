/* SPDX-License-Identifier: Apache-2.0 */
/* What is too large or too rare for the ring of events, on its way to the thread that writes: a
 * lock-free list from one thread to one other. A message carries the number of events stored before
 * it, so that both are seen in the order in which they happened. Private to the recorder. */
#pragma once

#include <stdatomic.h>

#include "engine/model.h"
#include "engine/observer.h"
#include "engine/planning/cell-plan.h"
#include "engine/training.h"
#include "profiles/device/device.h"

G_BEGIN_DECLS

typedef enum
{
  BS_MESSAGE_INFO,
  BS_MESSAGE_VOCABULARY,
  BS_MESSAGE_INSTANCES,
  BS_MESSAGE_POLICY,
  BS_MESSAGE_PLANS,
  BS_MESSAGE_SCHEDULED,
  BS_MESSAGE_PLANNED,
  BS_MESSAGE_FINISHED,
  BS_MESSAGE_DIAGNOSTIC,
  BS_MESSAGE_DEVICE,
  BS_MESSAGE_LANE,
  BS_MESSAGE_KERNEL,
  BS_MESSAGE_DEVICE_WORK,
  BS_MESSAGE_CLOSE,
  BS_MESSAGE_ABANDON
} BsMessageKind;

typedef struct
{
  char *name;
  char *letter;
  BsShape shape;
  int vocabulary; /* or -1 */
  int cell;       /* of the model, or -1 */
} BsNewType;

/* The memory plans of a cell. */
typedef struct
{
  char *name;
  int id;                         /* in the trace; -1: no type has called it */
  BsCellPlan *creation, *planned; /* the second NULL where it is the same */
} BsCellPlans;

typedef struct _BsMessage BsMessage;

struct _BsMessage
{
  _Atomic (BsMessage *) next;
  BsMessageKind kind;
  guint64 position; /* events stored before it */
  guint64 n_bytes;  /* that it keeps from being freed, roughly */

  char *key, *value;
  char **strings; /* (nullable) of the vocabulary named by the key, or names of instances */
  guint32 n_strings;
  BsFsm *fsm;
  BsTrainingResult *training;
  GArray *cells;          /* BsCellPlans */
  BsGraphPlan *plan;      /* of the mini-batch, */
  BsPlanType *plan_types; /* with the types that it knows; NULL: there is a report instead */
  BsGraphPlanReport report;
  gint64 number; /* of the diagnostic named by the key */
  BsDevice *device;
  BsLane lane;
  BsKernel kernel;
  GArray *launches, *idles; /* BsLaunch, BsIdle */

  BsMiniBatch mini_batch; /* without types; owns a graph, a schedule and stages */
  GArray *types;          /* BsNewType: those that are new */
  gboolean new_states;    /* states count from 0 again: another table */
  BsEncoding encoding;
  GArray *state_lengths; /* guint: of the states that are new */
  GArray *state_keys;    /* guint16 */
  double loss;
};

/** bs_message_new: @position: events stored so far. */
BsMessage *bs_message_new (BsMessageKind kind, guint64 position);

/** bs_message_new_cells, bs_message_new_types: Returns: (transfer full): an empty array. */
GArray *bs_message_new_cells (void);
GArray *bs_message_new_types (void);

typedef struct
{
  guint64 room; /* bytes */
  GMutex mutex; /* for sleeping only */
  GCond wake;

  /* The thread that sends. */
  BsMessage *newest;
  guint64 n_sent; /* bytes */

  /* The thread that receives. */
  BsMessage *oldest;      /* dealt with; what follows is not */
  _Atomic guint64 n_done; /* bytes */
} BsMessageQueue;

/** bs_message_queue_init: @room: bytes that may wait; a larger message waits for all others. */
void bs_message_queue_init (BsMessageQueue *self, guint64 room);
void bs_message_queue_clear (BsMessageQueue *self);

/**
 * bs_message_queue_send:
 * @message: (transfer full):
 *
 * Returns: nanoseconds that it waited for room; 0: it did not
 */
gint64 bs_message_queue_send (BsMessageQueue *self, BsMessage *message);

/** bs_message_queue_sleep: the thread that receives waits for so long, or until it is woken. */
void bs_message_queue_sleep (BsMessageQueue *self, gint64 us);

/** bs_message_queue_wake: the thread that sends cannot wait. */
void bs_message_queue_wake (BsMessageQueue *self);

/** bs_message_queue_receive: Returns: (transfer none) (nullable): the next message. */
BsMessage *bs_message_queue_receive (BsMessageQueue *self);

/** bs_message_queue_finish: the message that was received last is dealt with: frees what it has. */
void bs_message_queue_finish (BsMessageQueue *self);

G_END_DECLS
