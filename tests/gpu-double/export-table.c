/* SPDX-License-Identifier: Apache-2.0 */
/* NVRTC asks a driver that is loaded for tables of functions that only NVIDIA knows; the double has none, and
 * says so. */
#include "config.h"

#include "tests/gpu-double/double.h"

DOUBLE_EXPORT CUresult CUDAAPI
cuGetExportTable (const void **table, const CUuuid *id)
{
  *table = NULL;

  return CUDA_ERROR_NOT_FOUND;
}
