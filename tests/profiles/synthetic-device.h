/* SPDX-License-Identifier: Apache-2.0 */
/* A device for runs that are made up: what their batches did is done by its streams. */
#pragma once

#include "profiles/recording/recorder.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* Lanes of its events. */
enum
{
  SYNTHETIC_COLLECTOR = 2,
  SYNTHETIC_CALLS,
  SYNTHETIC_STREAM,
  SYNTHETIC_OTHER_STREAM
};

typedef struct
{
  BsDevice *device;
  GArray *lanes;    /* BsLane */
  GArray *kernels;  /* BsKernel */
  GArray *launches; /* BsLaunch */
  GArray *idles;    /* BsIdle: of every cause */
} SyntheticDevice;

/* @events: (element-type BsEvent): of a run of one thread, in order of time; what batches do goes to the streams
 * of the device, with calls of its driver, copies and waits. Returns: (transfer full): what it did. */
SyntheticDevice *synthetic_device_new (GArray *events);
void synthetic_device_free (SyntheticDevice *self);

/* Tells a recorder all of it. */
void synthetic_device_record (const SyntheticDevice *self, BsRecorder *recorder);

/* Fails unless the trace has exactly this. */
void synthetic_device_assert_equal (const SyntheticDevice *self, const BsTrace *trace);

G_END_DECLS
