/* SPDX-License-Identifier: Apache-2.0 */
/* NVIDIA's libraries, loaded at first use. Private to the engine. */
#pragma once

#include <gio/gio.h>

#include "engine/backends/cuda/cuda-functions.h"

G_BEGIN_DECLS

typedef struct
{
  BS_CUDA_DRIVER_FUNCTIONS (BS_CUDA_MEMBER)
  BS_CUBLAS_FUNCTIONS (BS_CUDA_MEMBER)
  int driver_version; /* 13000: CUDA 13.0 */
  int n_devices;
} BsCudaLibrary;

typedef struct
{
  BS_NVRTC_FUNCTIONS (BS_CUDA_MEMBER)
} BsNvrtcLibrary;

/**
 * bs_cuda_library_get:
 *
 * Loads the driver and cuBLAS, and initializes the driver; once, whoever asks. cuBLAS takes some tenths of a
 * second: it is loaded only where there is a device.
 *
 * Returns: (transfer none): the functions, or %NULL with %BS_ERROR_UNSUPPORTED that says what is missing
 */
const BsCudaLibrary *bs_cuda_library_get (GError **error);

/** bs_nvrtc_library_get: the same of the compiler for kernels. */
const BsNvrtcLibrary *bs_nvrtc_library_get (GError **error);

/** bs_cuda_check: Returns: whether @result is a success; else sets an error of @what could not be done, and
 * the driver's words. */
gboolean bs_cuda_check (const BsCudaLibrary *self, CUresult result, const char *what,
                        GError **error);
gboolean bs_cublas_check (const BsCudaLibrary *self, cublasStatus_t status, const char *what,
                          GError **error);

G_END_DECLS
