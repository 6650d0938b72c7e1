/* SPDX-License-Identifier: Apache-2.0 */
/* Adding a batch to a program: what its files share. Private to them. */
#pragma once

#include "engine/backends/cuda/cuda-program.h"

G_BEGIN_DECLS

#define BS_CUDA_WARP 32

/* The argument of a kernel that copies, as it has it. */
typedef struct
{
  BsCudaColumns to, from;
  guint32 rows, n;
} BsCudaCopyJob;

/* A batch while it is added. */
typedef struct
{
  BsCudaProgram *program;
  const BsCudaPlaces *places;
  const BsCudaBatch *batch;
  const BsCudaSteps *steps;
  BsCudaColumns sources[BS_MAX_OPS], outputs[BS_MAX_CELL_OUTPUTS];
  gboolean parted[BS_MAX_OPS]; /* by number of the product: whether its parts are apart */
} BsCudaAdding;

/** bs_cuda_append_list: Returns: the address of a copy of @data within the lists of the program, marked as such. */
guint64 bs_cuda_append_list (BsCudaProgram *self, gconstpointer data, gsize size);

/** bs_cuda_append_noted: appends arguments, in which the addresses at @n_places places may be within the lists.
 * Returns: where they begin. */
guint32 bs_cuda_append_noted (GByteArray *to, GArray *own, gpointer data, gsize size,
                              const guint16 *places, guint n_places);

/** bs_cuda_find_columns: Returns: columns that are at the addresses of the program: so far apart, or by a list. */
BsCudaColumns bs_cuda_find_columns (BsCudaProgram *self);

BsCudaColumns bs_cuda_get_columns (const BsCudaAdding *self, const BsCudaPlace *place);
guint64 bs_cuda_get_column (const BsCudaProgram *self, const BsCudaColumns *columns, guint32 j);

/** bs_cuda_is_matrix: Returns: whether columns of @rows numbers can be columns of one matrix. */
gboolean bs_cuda_is_matrix (const BsCudaAdding *self, const BsCudaColumns *columns, guint32 rows,
                            guint32 n);

BsCudaLaunch *bs_cuda_add_launch (BsCudaAdding *self, const BsCudaLaunch *launch);

/** bs_cuda_add_jobs: a kernel that takes a list of jobs, each with a thread for @most numbers at most.
 * @columns: where in a job they are. */
BsCudaLaunch *bs_cuda_add_jobs (BsCudaAdding *self, CUfunction function, BsPhase phase,
                                gconstpointer jobs, gsize job_size, guint n_jobs,
                                const guint16 *columns, guint n_columns, guint64 most);
void bs_cuda_add_copies (BsCudaAdding *self, const BsCudaCopyJob *jobs, guint n_jobs,
                         BsPhase phase);

/* The same columns without their first numbers. */
static inline BsCudaColumns
bs_cuda_skip (BsCudaColumns columns, guint64 numbers)
{
  if (columns.at != 0)
    columns.offset += (guint32) numbers;
  else
    columns.base += numbers * sizeof (float);

  return columns;
}

/* Steps of cells. */
void bs_cuda_add_product_step (BsCudaAdding *self, const BsCudaStep *step);
void bs_cuda_add_matrix_step (BsCudaAdding *self, const BsCudaStep *step);
void bs_cuda_add_apply_step (BsCudaAdding *self, const BsCudaStep *step);

G_END_DECLS
