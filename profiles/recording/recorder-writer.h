/* SPDX-License-Identifier: Apache-2.0 */
/* The thread of a recording that writes: takes events from the ring and messages from the queue,
 * and is the only one that touches the file. Private to the recorder. */
#pragma once

#include "profiles/recording/recorder-queue.h"
#include "profiles/recording/ring.h"

G_BEGIN_DECLS

/* What the thread of the run counts; the thread that writes looks at it. */
typedef struct
{
  _Atomic guint64 n_waits;
  _Atomic gint64 wait_ns;
  _Atomic gint64 observer_ns;
} BsRecorderCounts;

typedef struct _BsRecorderWriter BsRecorderWriter;

/**
 * bs_recorder_writer_new:
 * @ring: to read from; it, @queue and @counts must be there until bs_recorder_writer_stop()
 * @overflow: what happens when the ring is full, as provenance
 *
 * Returns: (transfer full): a writer whose thread runs, or %NULL with %BS_ERROR_IO
 */
BsRecorderWriter *bs_recorder_writer_new (const char *path, BsRing *ring, BsMessageQueue *queue,
                                          const BsRecorderCounts *counts, const char *overflow,
                                          GError **error);

/** bs_recorder_writer_stop: waits for the thread to end, which %BS_MESSAGE_CLOSE or
 * %BS_MESSAGE_ABANDON tells it to. Returns: %FALSE with what could not be written; always the same
 * when called again. */
gboolean bs_recorder_writer_stop (BsRecorderWriter *self, GError **error);
void bs_recorder_writer_free (BsRecorderWriter *self);

/* After bs_recorder_writer_stop(): what it counted. */
gint64 bs_recorder_writer_get_busy_ns (const BsRecorderWriter *self);
guint64 bs_recorder_writer_get_n_clock_steps (const BsRecorderWriter *self);

/** bs_recorder_writer_get_lower_bound: Returns: that of a mini-batch, 0 where there is none. */
guint32 bs_recorder_writer_get_lower_bound (const BsRecorderWriter *self, guint32 mini_batch);

G_END_DECLS
