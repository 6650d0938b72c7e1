/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for no call of its own type (words, the layer below) is multiplied ahead for all calls at once: the
 * batches of a chain are then less work, and need not bring it together with what comes from the call before.
 * Private to the engine. */
#pragma once

#include "engine/backends/cuda/cuda-program.h"

G_BEGIN_DECLS

/* Of a type in a mini-batch. */
typedef struct
{
  guint32 n_batches, first_batch, last_batch;
  guint32 first; /* its calls are calls[first .. + n] of the plan */
  guint32 n;
  gboolean wanted;
  gsize offset; /* of its numbers */
} BsCudaAheadType;

typedef struct
{
  guint n_types, capacity;
  BsCudaAheadType *types; /* [n_types] */
  BsCudaBuffer numbers;
} BsCudaAhead;

void bs_cuda_ahead_clear (BsCudaAhead *self, BsCudaDevice *device);

/** bs_cuda_ahead_forget: nothing is computed ahead: a graph that grows is known step by step. */
void bs_cuda_ahead_forget (BsCudaAhead *self);

/**
 * bs_cuda_ahead_plan:
 * @cells: by number, see #BsValueType
 *
 * Decides for which types of a mini-batch something is computed ahead, and makes room for it. What ran before must
 * be over. Returns: %FALSE when there is none: the device says why
 */
gboolean bs_cuda_ahead_plan (BsCudaAhead *self, BsCudaDevice *device, const BsCudaCell *cells,
                             const BsValues *values, const BsGraph *graph,
                             const BsSchedule *schedule);

/** bs_cuda_ahead_divide: @batch: (inout): of decision @decision, whole: made the rest where something is computed
 * ahead. @before: (out): what that is. Returns: whether @before runs first, with this batch. */
gboolean bs_cuda_ahead_divide (const BsCudaAhead *self, const BsValues *values,
                               const BsSchedule *schedule, guint32 decision, BsCudaBatch *batch,
                               BsCudaBatch *before);

G_END_DECLS
