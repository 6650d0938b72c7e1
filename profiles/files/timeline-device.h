/* SPDX-License-Identifier: Apache-2.0 */
/* What a device did, for the walk through a timeline. Private to the timeline. */
#pragma once

#include "profiles/files/timeline-private.h"

G_BEGIN_DECLS

typedef struct
{
  const BsTrace *trace;
  guint32 *by_start; /* [n_launches] by lane, then by start */
  guint32 *by_call;  /* [n_called] of those whose call is known, by that */
  guint32 n_called;
  guint32 next_call, next_idle; /* that the walk comes by */
  gint64 call_ns, idle_ns;      /* of the last ones: time never goes back */
  char *grid, *block;           /* (nullable): texts of the last launch */
} BsTimelineDevice;

void bs_timeline_device_init (BsTimelineDevice *self, const BsTrace *trace);
void bs_timeline_device_clear (BsTimelineDevice *self);

/** bs_timeline_device_find: Returns: (nullable): the launch that @event is. */
const BsLaunch *bs_timeline_device_find (const BsTimelineDevice *self, const BsEvent *event);

/** bs_timeline_device_describe: adds what is known of @launch to @slice, and gives it the name of its
 * kernel; to be written before the next call. */
void bs_timeline_device_describe (BsTimelineDevice *self, const BsLaunch *launch,
                                  BsTimelineSlice *slice);

/** bs_timeline_device_call_time, bs_timeline_device_idle_time: Returns: when the next one is;
 * %G_MAXUINT64: there is none. */
guint64 bs_timeline_device_call_time (BsTimelineDevice *self);
guint64 bs_timeline_device_idle_time (BsTimelineDevice *self);

/** bs_timeline_device_take_call: Returns: the next call. */
const BsLaunch *bs_timeline_device_take_call (BsTimelineDevice *self);

/** bs_timeline_device_take_idle: @slice: is made the next idle time. */
void bs_timeline_device_take_idle (BsTimelineDevice *self, BsTimelineSlice *slice);

G_END_DECLS
