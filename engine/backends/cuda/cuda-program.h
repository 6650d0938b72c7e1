/* SPDX-License-Identifier: Apache-2.0 */
/* What a GPU is told to do for the batches of a stage: launches and products with all their arguments, and the
 * lists of addresses that they read. All of it is found before the first batch runs, and the lists go to the device
 * in one copy. Private to the engine. */
#pragma once

#include "engine/backends/cuda/cuda-cell.h"
#include "engine/backends/cuda/cuda-device.h"
#include "engine/backends/values.h"

G_BEGIN_DECLS

/* Column j of a value: at[j] + offset, or base + j * stride. Kernels know the same. */
typedef struct
{
  guint64 base, at;
  guint32 stride, offset;
} BsCudaColumns;

/* Kernels that serve every cell. */
typedef struct
{
  CUfunction copy, vector, apply, losses, reduce, reduce_numbers;
} BsCudaKernels;

/* Where everything is on the device. */
typedef struct
{
  const BsCudaKernels *kernels;
  const BsModel *model;
  const BsValues *values;
  CUdeviceptr parameters, packed, work;
} BsCudaPlaces;

/* What was computed ahead, of all @n calls of a type; @first of them are before those of the batch. */
typedef struct
{
  CUdeviceptr numbers;
  guint32 first, n;
} BsCudaAheadPlace;

typedef struct
{
  const BsCudaCell *cell;
  BsCudaVariant variant;
  gsize packed; /* the first of its packed numbers */
  const BsGraph *graph;
  const guint32 *nodes; /* [n] */
  guint32 n;
  BsCudaAheadPlace ahead;
} BsCudaBatch;

typedef enum
{
  BS_CUDA_LAUNCH_KERNEL,
  BS_CUDA_LAUNCH_PRODUCT,
  BS_CUDA_LAUNCH_STRIDED,
  BS_CUDA_LAUNCH_POINTERS
} BsCudaLaunchKind;

#define BS_CUDA_MAX_ARGUMENTS 6

typedef struct
{
  BsCudaLaunchKind kind;
  BsPhase phase;
  guint64 bytes, flops;
  guint64 traffic;   /* of kernels: bytes that they read and write at least */
  guint32 arguments; /* where they begin; of products: the addresses of A, B and C */
  /* Of kernels. */
  CUfunction function;
  guint32 grid[2], block;
  guint16 offsets[BS_CUDA_MAX_ARGUMENTS];
  /* Of products. */
  gboolean transposed; /* A */
  int m, n, k, lda, ldb, ldc, n_matrices;
  gint64 stride_a, stride_b, stride_c;
  float beta;
} BsCudaLaunch;

typedef struct
{
  GArray *launches; /* BsCudaLaunch */
  GArray *batches;  /* guint32: the first launch of each */
  GByteArray *arguments, *lists;
  GArray *own_arguments,
      *own_lists;    /* guint32: where there are addresses within the lists, so far from 0 */
  GArray *addresses; /* guint64: scratch */
  BsCudaBuffer buffer;
  guint64 n_gathers, gather_bytes;
} BsCudaProgram;

BsCudaProgram *bs_cuda_program_new (void);
void bs_cuda_program_free (BsCudaProgram *self, BsCudaDevice *device);

/** bs_cuda_program_clear: forgets all batches, but keeps their room. */
void bs_cuda_program_clear (BsCudaProgram *self);

/** bs_cuda_program_add: adds a batch behind the others. @before: (nullable): what runs ahead of it, and with it.
 * O(operands of its calls). */
void bs_cuda_program_add (BsCudaProgram *self, const BsCudaPlaces *places,
                          const BsCudaBatch *before, const BsCudaBatch *batch);

/** bs_cuda_program_upload: sends the lists; batches run afterwards. */
void bs_cuda_program_upload (BsCudaProgram *self, BsCudaDevice *device);

/** bs_cuda_program_run: launches all of batch @index, of @decision; no allocation, waits for nothing. */
void bs_cuda_program_run (const BsCudaProgram *self, BsCudaDevice *device, guint32 index,
                          guint32 decision);

G_END_DECLS
