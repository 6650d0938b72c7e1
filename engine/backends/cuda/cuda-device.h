/* SPDX-License-Identifier: Apache-2.0 */
/* A GPU: its context, streams, memory and kernels. Errors stick: after the first one nothing is done any
 * more, and bs_cuda_device_check() says which it was. Private to the engine. */
#pragma once

#include "engine/backend.h"
#include "engine/backends/cuda/cuda-library.h"

G_BEGIN_DECLS

typedef struct
{
  const BsCudaLibrary *cuda;
  BsDeviceFacts facts;
  char *name; /* of the facts */
  CUdevice device;
  CUcontext context;
  CUstream compute, copies;
  CUevent uploaded; /* the last upload on the stream of copies */
  cublasHandle_t blas;
  CUdeviceptr workspace;      /* of cuBLAS; 0: there is none */
  gboolean captures;          /* what computes is recorded, until it is ended */
  GPtrArray *modules;         /* CUmodule */
  GHashTable *kernels;        /* name -> CUfunction */
  GError *error;              /* (nullable): the first one */
  const BsObserver *observer; /* (nullable): is told of works, */
  guint32 mini_batch;         /* of this mini-batch */
} BsCudaDevice;

/* Memory on the device, of which one may be on the host beside it. */
typedef struct
{
  CUdeviceptr device;
  guint8 *host;   /* (nullable): pinned */
  gsize capacity; /* bytes */
} BsCudaBuffer;

/**
 * bs_cuda_device_new:
 *
 * Returns: (transfer full): the first GPU, with two streams and cuBLAS; or %NULL with an error that says why not
 */
BsCudaDevice *bs_cuda_device_new (GError **error);

/** bs_cuda_device_free: waits for what goes on. Buffers must be cleared before. */
void bs_cuda_device_free (BsCudaDevice *self);

/** bs_cuda_device_use: makes its context that of this thread; before anything else in a thread. */
void bs_cuda_device_use (BsCudaDevice *self);

/** bs_cuda_device_check: Returns: %FALSE with the error that happened first, if one did. */
gboolean bs_cuda_device_check (const BsCudaDevice *self, GError **error);

/** bs_cuda_device_expect, bs_cuda_device_expect_blas: note what a call says; @what: could not be done.
 * Returns: whether it was a success. */
gboolean bs_cuda_device_expect (BsCudaDevice *self, CUresult result, const char *what);
gboolean bs_cuda_device_expect_blas (BsCudaDevice *self, cublasStatus_t status, const char *what);

/** bs_cuda_device_load: @image: a fatbin, a cubin or PTX, ending in a 0. Returns: whether it fits this GPU. */
gboolean bs_cuda_device_load (BsCudaDevice *self, gconstpointer image, GError **error);

/** bs_cuda_device_find: Returns: (nullable): the kernel of that name in what was loaded. */
CUfunction bs_cuda_device_find (BsCudaDevice *self, const char *name);

/** bs_cuda_buffer_reserve: Returns: whether @self has room for @bytes; what was in it is lost when it grows.
 * @pinned: also on the host */
gboolean bs_cuda_buffer_reserve (BsCudaBuffer *self, BsCudaDevice *device, gsize bytes,
                                 gboolean pinned);
void bs_cuda_buffer_clear (BsCudaBuffer *self, BsCudaDevice *device);

/** bs_cuda_buffer_upload: sends @bytes from the host to the device; what is computed afterwards waits for it.
 * The host part must stay as it is until bs_cuda_device_wait(). */
void bs_cuda_buffer_upload (BsCudaBuffer *self, BsCudaDevice *device, gsize bytes);

/** bs_cuda_device_read: waits for all that computes, and brings @bytes to @to, which is pinned. */
void bs_cuda_device_read (BsCudaDevice *self, gpointer to, CUdeviceptr from, gsize bytes);

/** bs_cuda_device_wait: until both streams have nothing to do. */
void bs_cuda_device_wait (BsCudaDevice *self);

/** bs_cuda_device_finish: the same of all that it does, also after an error; then it can be taken apart, in this
 * thread. */
void bs_cuda_device_finish (BsCudaDevice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsCudaDevice, bs_cuda_device_free)

G_END_DECLS
