/* SPDX-License-Identifier: Apache-2.0 */
/* Runs lowered cells over blocks of calls that stay in the nearest caches. Private to the engine. */
#pragma once

#include "engine/backends/lowered-cell.h"
#include "engine/backends/team.h"
#include "engine/backends/values.h"
#include "engine/graph.h"
#include "engine/observer.h"

G_BEGIN_DECLS

/* The kernels of this processor. */
typedef struct
{
  BsGemmPanel gemm;
  BsLossKernel losses;
  BsApplyKernel apply;
  BsVectorKernel copy, add, scale;
} BsFusedKernels;

void bs_fused_kernels_init (BsFusedKernels *self);

/* What one thread needs to run blocks. */
typedef struct
{
  float *work;
  gsize work_capacity; /* numbers */
  float **pointers;
  gsize pointer_capacity;
  guint32 *labels;
  gsize label_capacity;
  BsGemmPart *parts;
  gsize part_capacity;
  BsEvent *events; /* (nullable): what it did, if events are wanted */
  guint n_events, event_capacity;
  guint8 lane;
  guint64 n_gathers, gather_bytes; /* since they were last taken */
} BsFusedWorkspace;

/* Which steps run: all of them, or those that depend on what is early alone, for all calls of a type
 * at once, and later the others. */
typedef enum
{
  BS_PART_ALL,
  BS_PART_AHEAD,
  BS_PART_REST
} BsPart;

/* A batch of calls. */
typedef struct
{
  const BsFusedKernels *kernels;
  const BsLoweredCell *cell;
  const BsValues *values;
  const BsGraph *graph;
  const guint32 *nodes; /* [n] */
  guint32 n;
  BsPart part;
  float *ahead;  /* of the first call, where not all steps run */
  BsEvent event; /* decision and mini-batch */
  gboolean with_events;
} BsFusedBatch;

/** bs_fused_block_size: Returns: how many calls of a batch of @n, at least 1, make a block, so that
 * @n_parts threads have as many blocks each. */
guint32 bs_fused_block_size (const BsLoweredCell *cell, guint32 n, guint n_parts);

/**
 * bs_fused_workspace_reserve:
 * @n: calls in a block
 * @n_events: to make room for
 *
 * Returns: %FALSE without memory
 */
gboolean bs_fused_workspace_reserve (BsFusedWorkspace *self, const BsLoweredCell *cell, guint32 n,
                                     guint n_events);
void bs_fused_workspace_clear (BsFusedWorkspace *self);

/** bs_fused_run: runs calls @first to @first + @n of a batch, at most a block, on one thread. */
void bs_fused_run (const BsFusedBatch *batch, guint32 first, guint32 n,
                   BsFusedWorkspace *workspace);

/** bs_fused_run_together: the same on all threads of @team, which divide rows and calls among them;
 * to be called by each with its number. @workspaces: (array): of all threads; the values of calls
 * are in the first. Before: bs_fused_prepare() with the first. */
void bs_fused_run_together (const BsFusedBatch *batch, guint32 first, guint32 n,
                            BsFusedWorkspace *workspaces, BsTeam *team, guint thread);

/** bs_fused_prepare: finds the operands and places of calls, for bs_fused_run_together(). */
void bs_fused_prepare (const BsFusedBatch *batch, guint32 first, guint32 n,
                       BsFusedWorkspace *workspace);

G_END_DECLS
