/* SPDX-License-Identifier: Apache-2.0 */
/* A cell made ready for batches on a GPU, as launches that each run over all calls of a batch. With the planner
 * full these are few: all products that can run at once are one, and what is between two of them is one generated
 * kernel; with the others a launch is a batch of the plan. Private to the engine. */
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

/* Where a value is while a batch runs. */
typedef enum
{
  BS_CUDA_AT_NONE,      /* nowhere */
  BS_CUDA_AT_SOURCE,    /* read in place: an operand of the call, or a row of a table */
  BS_CUDA_AT_PARAMETER, /* among the parameters of the model; the same for all calls */
  BS_CUDA_AT_PACKED,    /* among the packed numbers of the cell; the same */
  BS_CUDA_AT_OUTPUT,    /* the place of an output */
  BS_CUDA_AT_WORK,      /* in the work space: value by value, those of all calls side by side */
  BS_CUDA_AT_AHEAD,     /* in what was computed ahead, which is laid out like it */
  BS_CUDA_AT_SUM        /* a term of a sum, in the work space where its product puts it */
} BsCudaHome;

typedef struct
{
  BsCudaHome home;
  guint number;   /* of the source, of the output, or of the product among those of its steps */
  guint64 offset; /* numbers; in the work space a call */
  guint32 within; /* from where the value begins */
  guint32 length; /* from call to call */
  /* Of a sum, where the parts of its product are apart; stacked, only the first has a place. */
  gboolean first;
  guint64 part_offset;
  guint32 part_within, part_length;
} BsCudaPlace;

typedef struct
{
  BsCudaPlace place;
  guint32 k;
  gsize weights;     /* of the first of its columns, among the packed numbers or parameters */
  guint32 first_row; /* of those that it has where parts are apart */
} BsCudaPart;

typedef struct
{
  BsVectorOp op;
  float factor;
  gboolean mean;
  gboolean
      redirects; /* a copy that is left out where the calls lie side by side; who reads it follows */
  guint32 rows, columns, k;
  BsCudaPlace result, operands[BS_VECTOR_MAX_OPERANDS];
  /* Products. */
  guint n_parts;
  BsCudaPart *parts;
  gboolean packed; /* the weights are columns among the packed numbers; else rows of a parameter */
  guint32 ld;      /* of the weights */
  /* Of packed ones: either parts are stacked, [A B] [x; y], or each is a product of its own of the same batch, A x
   * and B y, which has fewer zeros, and needs no copy where calls lie side by side. */
  guint number;
  gboolean may_stack, may_part, rather_parts;
  guint32 first_row; /* stacked */
  guint32 part_rows;
  guint64 part_offset;  /* of the first part's results */
  BsCudaPlace together; /* room to bring the parts together */
  BsCudaPlace spare;    /* for the result, where it is an output and calls are no matrix there */
} BsCudaJob;

typedef struct
{
  BsCudaStepKind kind;
  BsPhase phase;
  guint n_jobs;
  BsCudaJob *jobs;
  const BsSection *section; /* (nullable) */
  BsCudaPlace *columns;     /* (nullable): of the section */
} BsCudaStep;

typedef struct
{
  guint n_steps;
  BsCudaStep *steps;
  guint n_kernels; /* of them that are no copies */
  guint n_sources;
  guint16 sources[BS_MAX_OPS];
  gboolean writes[BS_MAX_CELL_OUTPUTS];
  guint64 work_length; /* numbers of work space a call */
  gsize inner_weights; /* numbers that its kernels multiply with, for each call again */
} BsCudaSteps;

/* What of a cell runs. */
typedef enum
{
  BS_CUDA_ALL,
  BS_CUDA_AHEAD, /* what depends on look-ups and early operands alone */
  BS_CUDA_REST,
  BS_CUDA_N_VARIANTS
} BsCudaVariant;

typedef struct
{
  const BsCell *cell;
  BsCudaSteps variants[BS_CUDA_N_VARIANTS]; /* without ahead_length only BS_CUDA_ALL */
  BsCudaSteps
      small[BS_CUDA_N_VARIANTS]; /* of small batches; without inner_weights there are none */
  GPtrArray *sections;           /* BsSection */
  guint32 ahead_length;          /* numbers a call that can be computed ahead */
  guint n_early_inputs;          /* from which: the first operands, and look-ups */
  guint64 flops;                 /* of matrix products of a call */
  GArray *packed;                /* float: weights and biases; may go once they are on the device */
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

/** bs_cuda_cell_get_steps: Returns: (transfer none): those that are best for a batch of @n calls. */
const BsCudaSteps *bs_cuda_cell_get_steps (const BsCudaCell *self, BsCudaVariant variant,
                                           guint32 n);

/** bs_cuda_cell_add_source: adds the kernels of @self to @source, which begins with bs_section_prelude(),
 * except those whose names are in @names, and their names to it. */
void bs_cuda_cell_add_source (const BsCudaCell *self, GString *source, GHashTable *names);

G_END_DECLS
