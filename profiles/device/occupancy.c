/* SPDX-License-Identifier: Apache-2.0 */
/* How much of a device a kernel can use. */
#include "config.h"

#include "profiles/device/occupancy.h"

#include <cuda_occupancy.h>
#include <math.h>

static BsOccupancyLimit
find_limit (guint factors)
{
  if (factors & OCC_LIMIT_REGISTERS)
    return BS_LIMIT_REGISTERS;
  if (factors & OCC_LIMIT_SHARED_MEMORY)
    return BS_LIMIT_SHARED;
  if (factors & OCC_LIMIT_WARPS)
    return BS_LIMIT_WARPS;
  if (factors & OCC_LIMIT_BLOCKS)
    return BS_LIMIT_BLOCKS;

  return BS_LIMIT_UNKNOWN;
}

void
bs_occupancy_find (const BsDeviceFacts *facts, BsKernel *kernel)
{
  const cudaOccDeviceProp properties = {
    .computeMajor = facts->major,
    .computeMinor = facts->minor,
    .maxThreadsPerBlock = facts->block_threads,
    .maxThreadsPerMultiprocessor = facts->threads,
    .regsPerBlock = facts->block_registers,
    .regsPerMultiprocessor = facts->registers,
    .warpSize = facts->warp,
    .sharedMemPerBlock = (size_t) facts->block_shared,
    .sharedMemPerMultiprocessor = (size_t) facts->shared,
    .numSms = facts->n_processors,
    .sharedMemPerBlockOptin = (size_t) facts->block_shared_most,
    .reservedSharedMemPerBlock = (size_t) facts->block_shared_reserved,
  };
  const cudaOccFuncAttributes attributes = {
    .maxThreadsPerBlock = facts->block_threads,
    .numRegs = (int) kernel->registers,
    .sharedSizeBytes = kernel->static_bytes,
    .partitionedGCConfig = PARTITIONED_GC_OFF,
    .shmemLimitConfig = FUNC_SHMEM_LIMIT_OPTIN,
    .maxDynamicSharedSizeBytes = (size_t) facts->block_shared_most,
    .numBlockBarriers = 1,
  };
  const cudaOccDeviceState state = { CACHE_PREFER_NONE, SHAREDMEM_CARVEOUT_DEFAULT };
  guint64 threads = (guint64) kernel->block[0] * kernel->block[1] * kernel->block[2];
  cudaOccResult result;

  kernel->resident_blocks = 0;
  kernel->occupancy = NAN;
  kernel->limit = BS_LIMIT_UNKNOWN;
  if (threads == 0 || threads > (guint64) facts->block_threads || facts->warp <= 0
      || facts->threads < facts->warp
      || cudaOccMaxActiveBlocksPerMultiprocessor (&result, &properties, &attributes, &state,
                                                  (int) threads, kernel->dynamic_bytes)
             != CUDA_OCC_SUCCESS
      || result.activeBlocksPerMultiprocessor <= 0)
    return;

  kernel->resident_blocks = (guint32) result.activeBlocksPerMultiprocessor;
  kernel->occupancy = (double) (kernel->resident_blocks
                                * ((threads + (guint64) facts->warp - 1) / (guint64) facts->warp))
                      / (facts->threads / facts->warp);
  kernel->limit = find_limit (result.limitingFactors);
}
