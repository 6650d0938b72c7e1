/* SPDX-License-Identifier: Apache-2.0 */
/* Collects what a GPU does while a run is recorded, by CUPTI's activity records: which kernel, copy or
 * call was when, and for which batch. */
#pragma once

#include "engine/backend.h"
#include "profiles/recording/recorder.h"

G_BEGIN_DECLS

typedef struct _BsActivityCollector BsActivityCollector;

typedef struct
{
  gsize buffer_bytes; /* of a buffer for records; 1 MiB */
  guint n_buffers;    /* at most; 64. Records that find none are dropped and counted */
} BsActivityOptions;

void bs_activity_options_init (BsActivityOptions *self);

/**
 * bs_activity_collector_new:
 * @recorder: gets events, launches and idle times; to be there as long
 * @facts: of the device, see bs_backend_get_device()
 * @options: (nullable): %NULL for the defaults
 *
 * Begins to collect. One collector at a time. Nothing is collected, and nothing costs time, without
 * one.
 *
 * Returns: (transfer full): the collector, or %NULL with %BS_ERROR_UNSUPPORTED that says why nothing
 *   can be collected, and what can be done about it
 */
BsActivityCollector *bs_activity_collector_new (BsRecorder *recorder, const BsDeviceFacts *facts,
                                                const BsActivityOptions *options, GError **error);

/** bs_activity_collector_get_observer: Returns: (transfer none): what to hand to bs_run() instead of
 * the recorder's. */
const BsObserver *bs_activity_collector_get_observer (BsActivityCollector *self);

/** bs_activity_collector_describe: Returns: (transfer full): what collects, such as `CUPTI 13.0`. */
char *bs_activity_collector_describe (BsActivityCollector *self);

/** bs_activity_collector_finish: waits for what is missing, records it with all that was counted, and
 * ends; after the run, whatever became of it, and before the recorder is closed. Returns: %FALSE with
 * an error where some of it could not be had. */
gboolean bs_activity_collector_finish (BsActivityCollector *self, GError **error);

void bs_activity_collector_free (BsActivityCollector *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsActivityCollector, bs_activity_collector_free)

G_END_DECLS
