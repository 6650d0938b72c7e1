/* SPDX-License-Identifier: Apache-2.0 */
/* Runs kernels from their PTX, and finds what a GPU would forgive at times: reads and writes outside of
 * allocations, reads of what nobody wrote, races within a launch, barriers that not all threads reach. */
#pragma once

#include "tests/gpu-double/device-memory.h"
#include "tests/gpu-double/ptx-module.h"

G_BEGIN_DECLS

/* In which order the threads of a block run between barriers, and the blocks of a grid. */
typedef enum
{
  PTX_FORWARD,
  PTX_REVERSE,
  PTX_SHUFFLED
} PtxOrder;

typedef struct
{
  const PtxKernel *kernel;
  guint32 grid[3], block[3];
  guint32 dynamic_bytes;    /* of shared memory */
  const guint8 *parameters; /* [kernel->parameter_bytes] */
  DeviceMemory *memory;
  PtxOrder order;
  guint32 seed;   /* of a shuffled order */
  guint32 number; /* of the launch, from 1 */
} PtxLaunch;

/* What a launch did. */
typedef struct
{
  guint64 n_instructions;
  guint64 bytes_read, bytes_written; /* of global memory, as threads asked for them */
  guint64 flops;
} PtxWork;

/** ptx_launch_run: Returns: whether it went well; else the error says kernel, thread, line and why. */
gboolean ptx_launch_run (const PtxLaunch *self, PtxWork *work, GError **error);

G_END_DECLS
