/* SPDX-License-Identifier: Apache-2.0 */
/* Makes of what a device did, and of what it was told to do, events, launches and idle times of a
 * trace. Private to profiles. */
#pragma once

#include "engine/backend.h"
#include "profiles/device/activity.h"
#include "profiles/recording/recorder.h"

G_BEGIN_DECLS

typedef struct _BsDeviceTimeline BsDeviceTimeline;

/** bs_device_timeline_new: @recorder: gets all that is made; must be there as long. */
BsDeviceTimeline *bs_device_timeline_new (BsRecorder *recorder, const BsDeviceFacts *facts);
void bs_device_timeline_free (BsDeviceTimeline *self);

/** bs_device_timeline_add_work: @span: that the device is told to do something. Returns: its number,
 * for correlations. */
guint64 bs_device_timeline_add_work (BsDeviceTimeline *self, const BsSpan *span);

/** bs_device_timeline_add_event: what took the host time. */
void bs_device_timeline_add_event (BsDeviceTimeline *self, const BsEvent *event);

/**
 * bs_device_timeline_get_room:
 * @activities: (out) (element-type BsActivity): to be appended to, times by our clock
 * @correlations: (out) (element-type BsCorrelation): the same
 */
void bs_device_timeline_get_room (BsDeviceTimeline *self, GArray **activities,
                                  GArray **correlations);

/** bs_device_timeline_flush: records all that was added so far; what came late is of the mini-batch
 * that it belongs to. O(n log n). */
void bs_device_timeline_flush (BsDeviceTimeline *self, guint32 mini_batch);

/** bs_device_timeline_get_late: Returns: activities that came after their mini-batch; @lost: (out):
 * those that no batch or copy of ours is known for. */
guint64 bs_device_timeline_get_late (const BsDeviceTimeline *self, guint64 *lost);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsDeviceTimeline, bs_device_timeline_free)

G_END_DECLS
