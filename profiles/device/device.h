/* SPDX-License-Identifier: Apache-2.0 */
/* What a trace says of a device and of what it did: plain facts, the same for those who record and
 * those who read. */
#pragma once

#include "engine/backend.h"

G_BEGIN_DECLS

/** BsDevice: what a trace says of the device that batches ran on. */
typedef struct
{
  char *name;           /* as its driver says */
  gboolean emulated;    /* it is a program: nothing it did took the time of a device */
  guint major, minor;   /* of its compute capability */
  guint n_processors;   /* multiprocessors */
  guint64 memory_bytes; /* that it has */
  guint64 clock_hz;     /* of processors, at most; 0: not known */
  double peak_flops;    /* a second, of single precision; 0: not known */
  double peak_bytes;    /* a second, of memory; 0: not known */
  guint driver;         /* 13000: of CUDA 13.0 */
} BsDevice;

/** BsLaneKind: what a lane of events is. */
typedef enum
{
  BS_LANE_THREAD,    /* of the run */
  BS_LANE_CALLS,     /* of the driver, by a thread */
  BS_LANE_STREAM,    /* of the device */
  BS_LANE_COLLECTOR, /* what collecting itself costs */
  BS_N_LANE_KINDS    /* how many there are */
} BsLaneKind;

/** BsLane: a lane of events that is no thread of the run. */
typedef struct
{
  guint8 id;       /* of events */
  BsLaneKind kind; /* what it is */
  gint64 number;   /* as the driver counts threads and streams */
  char *name;      /* such as Stream 7 */
} BsLane;

/** BsOccupancyLimit: what keeps more blocks of a kernel from being resident on a multiprocessor. */
typedef enum
{
  BS_LIMIT_UNKNOWN,   /* not known */
  BS_LIMIT_WARPS,     /* how many warps it holds */
  BS_LIMIT_REGISTERS, /* how many registers it has */
  BS_LIMIT_SHARED,    /* how much shared memory it has */
  BS_LIMIT_BLOCKS,    /* how many blocks it holds */
  BS_N_LIMITS         /* how many there are */
} BsOccupancyLimit;

/** BsKernel: a kernel with one shape of its blocks. */
typedef struct
{
  char *name;                          /* as the driver says */
  guint32 registers;                   /* a thread */
  guint32 static_bytes, dynamic_bytes; /* of shared memory, a block */
  guint32 local_bytes;                 /* a thread */
  guint32 block[3];                    /* threads */
  guint32 resident_blocks;             /* on a multiprocessor; 0: not known */
  double occupancy;                    /* of its warps, 0 to 1, at most; NaN: not known */
  BsOccupancyLimit limit;              /* why it is not more */
} BsKernel;

/** BsLaunch: once that a kernel ran. */
typedef struct
{
  guint32 kernel;     /* from 0 */
  guint32 mini_batch; /* from 0 */
  guint32 decision;   /* 0: of none, or not known */
  guint8 lane;        /* of the stream */
  guint8 phase;       /* BsPhase */
  gint32 depth;       /* works of its stream not done when it was called; -1: not known */
  gint64 called_ns, called_end_ns; /* the call of the driver; both 0: not known */
  gint64 start_ns, end_ns;         /* on the device, by the clock of the trace */
  guint32 grid[3];                 /* blocks */
  guint64 bytes, flops, traffic;
} BsLaunch;

/** BsIdleCause: why a device did nothing. */
typedef enum
{
  BS_IDLE_UNKNOWN,    /* not known */
  BS_IDLE_SCHEDULING, /* the host was building, scheduling or planning */
  BS_IDLE_HOST,       /* it did something else before it called the driver */
  BS_IDLE_LAUNCH,     /* it was calling the driver */
  BS_IDLE_COPY,       /* a copy had to end first */
  BS_IDLE_DEPENDENCY, /* what came next was there already, and waited for what was before */
  BS_IDLE_READ,       /* the host waited for a value */
  BS_N_IDLE_CAUSES    /* how many there are */
} BsIdleCause;

/** BsIdle: a time in which a device did nothing. */
typedef struct
{
  guint32 mini_batch;      /* from 0 */
  guint32 decision;        /* whose batch came next; 0: of none, or not known */
  gint64 start_ns, end_ns; /* by the clock of the trace */
  BsIdleCause cause;       /* why */
} BsIdle;

/**
 * bs_lane_kind_to_string:
 * @kind: what a lane is
 *
 * Returns: (transfer none): its name in files and tables, not translated
 */
const char *bs_lane_kind_to_string (BsLaneKind kind);

/**
 * bs_occupancy_limit_to_string:
 * @limit: what keeps more blocks of a kernel from being resident
 *
 * Returns: (transfer none) (nullable): its name in files and tables, not translated; %NULL: not known
 */
const char *bs_occupancy_limit_to_string (BsOccupancyLimit limit); /* (nullable): not known */

/**
 * bs_idle_cause_to_string:
 * @cause: why a device did nothing
 *
 * Returns: (transfer none): its name in files and tables, not translated
 */
const char *bs_idle_cause_to_string (BsIdleCause cause);

/**
 * bs_idle_cause_explain:
 * @cause: why a device did nothing
 * @name: (out) (transfer none): the same in a word or two
 * @advice: (out) (transfer none): what that is, and what can be done about it
 *
 * In translated words.
 */
void bs_idle_cause_explain (BsIdleCause cause, const char **name, const char **advice);

/** bs_device_emulated_text: Returns: what is to be said wherever something of an emulated device is shown. */
const char *bs_device_emulated_text (void);

/**
 * bs_device_new:
 * @facts: what a backend knows of it
 *
 * Returns: (transfer full): what a trace says of a device; peaks follow from its clocks
 */
BsDevice *bs_device_new (const BsDeviceFacts *facts);

/**
 * bs_device_copy:
 * @self: a device
 *
 * Returns: (transfer full): the same, with a name of its own
 */
BsDevice *bs_device_copy (const BsDevice *self);

void bs_device_free (BsDevice *self);
/** bs_lane_clear, bs_kernel_clear: for arrays of them. */
void bs_lane_clear (BsLane *self);
void bs_kernel_clear (BsKernel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsDevice, bs_device_free)

G_END_DECLS
