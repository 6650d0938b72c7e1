/* SPDX-License-Identifier: Apache-2.0 */
/* A cell made ready for batches on a GPU, as launches that each run over all calls of a batch. With the planner
 * full a stage is at most a copy of operands, one product, and one generated kernel; with the others a launch is
 * a batch of the plan. Private to the engine. */
#pragma once

#include "engine/backends/cuda/cuda-section.h"
#include "engine/backends/lowered-cell.h"
#include "engine/observer.h"

G_BEGIN_DECLS

typedef enum
{
  BS_CUDA_COPY,    /* brings values together, or apart */
  BS_CUDA_PRODUCT, /* of weights with one column a call */
  BS_CUDA_MATRIX,  /* of weights with a matrix a call */
  BS_CUDA_APPLY,   /* of two computed values */
  BS_CUDA_SECTION, /* a generated kernel */
  BS_CUDA_VECTOR,  /* one operation, number by number */
  BS_CUDA_LOSS,
  BS_CUDA_REDUCE
} BsCudaStepKind;

/* Places are those of lowered cells. Of a parameter @constant is an address on the host, or NULL: @offset says
 * which of the packed numbers. */
typedef struct
{
  BsPlace place;
  guint32 k;
  gsize weights; /* of the first of its columns, among the packed numbers or parameters */
} BsCudaPart;

typedef struct
{
  BsVectorOp op;
  float factor;
  gboolean mean;
  gboolean
      redirects; /* a copy that is left out where the calls lie side by side; who reads it follows */
  guint32 rows, columns, k;
  BsPlace result, operands[BS_VECTOR_MAX_OPERANDS];
  /* Products. */
  guint n_parts;
  BsCudaPart *parts;
  gboolean packed;  /* the weights are columns among the packed numbers; else rows of a parameter */
  guint32 ld;       /* of the weights */
  BsPlace together; /* where the parts are brought together; of no home: they need not be */
} BsCudaJob;

typedef struct
{
  BsCudaStepKind kind;
  BsPhase phase;
  guint n_jobs;
  BsCudaJob *jobs;
  BsSection *section; /* (nullable) */
  gpointer function;  /* (nullable): of the section, once it is loaded */
  BsPlace *columns;   /* (nullable): of the section */
} BsCudaStep;

typedef struct
{
  const BsCell *cell;
  guint n_steps;
  BsCudaStep *steps;
  guint n_sources;
  guint16 sources[BS_MAX_OPS];
  guint32 work_length; /* numbers of work space a call */
  gboolean
      literal;   /* as a plan says: work space is laid out value by value, all calls side by side */
  guint64 flops; /* of matrix products of a call */
  GArray *packed; /* float: weights and biases; may go once they are on the device */
} BsCudaCell;

/**
 * bs_cuda_cell_init:
 * @model: must be initialized
 * @planner: full: fused; else literally as bs_cell_plan_new() says
 *
 * Returns: %FALSE without memory; bs_cuda_cell_clear() then, too
 */
gboolean bs_cuda_cell_init (BsCudaCell *self, BsModel *model, const BsCell *cell,
                            BsPlanner planner);
void bs_cuda_cell_clear (BsCudaCell *self);

/** bs_cuda_cell_add_source: adds the kernels of @self to @source, which begins with bs_section_prelude(),
 * except those whose names are in @names, and their names to it. */
void bs_cuda_cell_add_source (const BsCudaCell *self, GString *source, GHashTable *names);

G_END_DECLS
