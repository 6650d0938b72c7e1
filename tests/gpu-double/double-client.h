/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the emulated GPU share: they talk to it as the product does, in a process for each case. */
#pragma once

#include <cupti.h>
#include <glib.h>

#include "engine/backends/cuda/cuda-functions.h"

G_BEGIN_DECLS

/* What the product has no need of, or not here. */
#define CLIENT_DRIVER_FUNCTIONS(F)                                                                 \
  F (cuEventElapsedTime)                                                                           \
  F (cuEventQuery)                                                                                 \
  F (cuMemcpyDtoDAsync)                                                                            \
  F (cuMemsetD32Async)                                                                             \
  F (cuMemsetD8Async)                                                                              \
  F (cuStreamQuery)

#define CLIENT_CUPTI_FUNCTIONS(F)                                                                  \
  F (cuptiActivityDisable)                                                                         \
  F (cuptiActivityEnable)                                                                          \
  F (cuptiActivityEnableLatencyTimestamps)                                                         \
  F (cuptiActivityFlushAll)                                                                        \
  F (cuptiActivityGetNextRecord)                                                                   \
  F (cuptiActivityGetNumDroppedRecords)                                                            \
  F (cuptiActivityPopExternalCorrelationId)                                                        \
  F (cuptiActivityPushExternalCorrelationId)                                                       \
  F (cuptiActivityRegisterCallbacks)                                                               \
  F (cuptiFinalize)                                                                                \
  F (cuptiGetResultString)                                                                         \
  F (cuptiGetTimestamp)                                                                            \
  F (cuptiGetVersion)

typedef struct
{
  BS_CUDA_DRIVER_FUNCTIONS (BS_CUDA_MEMBER)
  BS_CUBLAS_FUNCTIONS (BS_CUDA_MEMBER)
  CLIENT_DRIVER_FUNCTIONS (BS_CUDA_MEMBER)
  CLIENT_CUPTI_FUNCTIONS (BS_CUDA_MEMBER)

  CUcontext context;
  CUmodule module;
  CUstream stream;
} Client;

extern Client gpu;

/* One behaviour of the emulated GPU. */
typedef struct
{
  const char *name;
  const char *settings; /* GPU_DOUBLE */
  void (*run) (void);   /* in a process of its own */
  const char
      *says; /* (nullable): what the report has, with bars between; NULL: nothing was wrong */
} ClientCase;

/** client_add: adds tests, called @path and their names. */
void client_add (const char *path, const ClientCase *cases, guint n);

#define assert_cuda(call) g_assert_cmpint (call, ==, CUDA_SUCCESS)
#define assert_blas(call) g_assert_cmpint (call, ==, CUBLAS_STATUS_SUCCESS)
#define assert_cupti(call) g_assert_cmpint (call, ==, CUPTI_SUCCESS)

/** client_load: fills the table. */
void client_load (void);

/** client_begin: loads, and makes context, module and stream; client_end() gives them back. */
void client_begin (void);
void client_end (void);

CUdeviceptr client_allocate (gsize bytes);
/** client_put: Returns: memory of the device that holds @bytes of @data. */
CUdeviceptr client_put (gconstpointer data, gsize bytes);
/** client_get: waits for all that the stream does. */
void client_get (gpointer to, CUdeviceptr from, gsize bytes);
void client_free (CUdeviceptr memory);

/** client_find: Returns: a kernel of test-kernels.cu. */
CUfunction client_find (const char *name);

/** client_pin: Returns: pinned memory of @n numbers, for client_unpin(). */
float *client_pin (gsize n);
void client_unpin (float *memory);

CUstream client_make_stream (void);
CUevent client_make_event (guint flags);

/** client_add_one: adds 1 to the first %CLIENT_N numbers, when their turn comes. */
#define CLIENT_N 32
void client_add_one (CUdeviceptr numbers, CUstream stream);

/* Arguments are the addresses of variables. */
#define client_launch(name, grid, block, dynamic, ...)                                             \
  assert_cuda (client_try (name, grid, block, dynamic, (void *[]){ __VA_ARGS__ }))
CUresult client_try (const char *name, guint grid, guint block, guint dynamic, void **arguments);

G_END_DECLS
