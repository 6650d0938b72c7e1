/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix products of a batch: one for all calls where they lie as cuBLAS wants them, else many at once. */
#include "config.h"

#include "engine/backends/cuda/cuda-adding.h"

static void
add_product (BsCudaAdding *self, BsCudaLaunch *launch, guint64 a, guint64 b, guint64 c)
{
  guint64 addresses[] = { a, b, c };
  const guint16 places[] = { 0, 8, 16 };

  launch->phase = BS_PHASE_GEMM;
  launch->arguments = bs_cuda_append_noted (self->program->arguments, self->program->own_arguments,
                                            addresses, sizeof addresses, places,
                                            G_N_ELEMENTS (places));
  bs_cuda_add_launch (self, launch);
}

/* @launch: with all but addresses, of matrices that begin at the columns of @a, @b and @c: @n of each. */
static void
add_products (BsCudaAdding *self, BsCudaLaunch *launch, const BsCudaColumns *a,
              const BsCudaColumns *b, const BsCudaColumns *c, guint32 n)
{
  const BsCudaColumns *const columns[] = { a, b, c };
  guint64 lists[3];

  launch->n_matrices = (int) n;
  if (n == 1)
    launch->kind = BS_CUDA_LAUNCH_PRODUCT;
  else if (a->at == 0 && b->at == 0 && c->at == 0)
    launch->kind = BS_CUDA_LAUNCH_STRIDED;
  else
    launch->kind = BS_CUDA_LAUNCH_POINTERS;
  launch->stride_a = a->stride;
  launch->stride_b = b->stride;
  launch->stride_c = c->stride;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      guint64 *at;

      if (launch->kind != BS_CUDA_LAUNCH_POINTERS)
        {
          lists[i] = bs_cuda_get_column (self->program, columns[i], 0);
          continue;
        }
      g_array_set_size (self->program->addresses, n);
      at = (guint64 *) (gpointer) self->program->addresses->data;
      for (guint32 j = 0; j < n; j++)
        at[j] = bs_cuda_get_column (self->program, columns[i], j);
      lists[i] = bs_cuda_append_list (self->program, at, n * sizeof *at);
    }
  add_product (self, launch, lists[0], lists[1], lists[2]);
}

/* Brings the parts of a product together, unless there is one that lies as products want it. */
static BsCudaColumns
bring_together (BsCudaAdding *self, const BsCudaJob *job)
{
  BsCudaColumns columns = bs_cuda_get_columns (self, &job->parts[0].place), to;
  g_autofree BsCudaCopyJob *jobs = NULL;

  if (job->n_parts == 1 && bs_cuda_is_matrix (self, &columns, job->k, self->batch->n))
    return columns;

  jobs = g_new (BsCudaCopyJob, job->n_parts);
  columns = to = bs_cuda_get_columns (self, &job->together);
  for (guint i = 0; i < job->n_parts; i++)
    {
      jobs[i] = (BsCudaCopyJob){
        to,
        bs_cuda_get_columns (self, &job->parts[i].place),
        job->parts[i].k,
        self->batch->n,
      };
      to = bs_cuda_skip (to, job->parts[i].k);
    }
  bs_cuda_add_copies (self, jobs, job->n_parts, BS_PHASE_GATHER);

  return columns;
}

static guint64
get_weights (const BsCudaAdding *self, const BsCudaJob *job, guint part)
{
  return (job->packed ? self->places->packed + self->batch->packed * sizeof (float)
                      : self->places->parameters)
         + job->parts[part].weights * sizeof (float);
}

/* Packed weights: the result of all calls is one product. */
static void
add_packed_product (BsCudaAdding *self, const BsCudaJob *job)
{
  BsCudaColumns b = bring_together (self, job), c = bs_cuda_get_columns (self, &job->result);
  guint32 n = self->batch->n;
  BsCudaLaunch launch = {
    .kind = BS_CUDA_LAUNCH_PRODUCT,
    .flops = 2ull * job->rows * job->k * n,
    .m = (int) job->rows,
    .n = (int) n,
    .k = (int) job->k,
    .lda = (int) job->ld,
    .ldb = (int) MAX (b.stride, job->k),
    .ldc = (int) MAX (c.stride, job->rows),
    .n_matrices = 1,
  };

  add_product (self, &launch, get_weights (self, job, 0), b.base, c.base);
}

/* Rows of a parameter with one column a call, as a plan says: all of a batch of the plan at once. */
static void
add_planned_product (BsCudaAdding *self, const BsCudaStep *step)
{
  guint32 n = self->batch->n;
  g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) c = g_array_new (FALSE, FALSE, sizeof (guint64));
  GArray *const all[] = { a, b, c };
  BsCudaColumns columns[3];
  const BsCudaJob *first = &step->jobs[0];
  BsCudaColumns first_b = bs_cuda_get_columns (self, &first->parts[0].place);
  BsCudaColumns first_c = bs_cuda_get_columns (self, &first->result);
  gboolean regular = TRUE;
  BsCudaLaunch launch = {
    .transposed = TRUE,
    .flops = 2ull * first->rows * first->k * n * step->n_jobs,
    .m = (int) first->rows,
    .k = (int) first->k,
    .lda = (int) first->ld,
  };

  for (guint i = 0; i < step->n_jobs; i++)
    {
      BsCudaColumns own_b = bs_cuda_get_columns (self, &step->jobs[i].parts[0].place);
      BsCudaColumns own_c = bs_cuda_get_columns (self, &step->jobs[i].result);

      regular = regular && bs_cuda_is_matrix (self, &own_b, first->k, n)
                && bs_cuda_is_matrix (self, &own_c, first->rows, n)
                && own_b.stride == first_b.stride && own_c.stride == first_c.stride;
    }
  for (guint i = 0; i < step->n_jobs; i++)
    {
      const BsCudaJob *job = &step->jobs[i];
      BsCudaColumns own_b = bs_cuda_get_columns (self, &job->parts[0].place),
                    own_c = bs_cuda_get_columns (self, &job->result);
      guint64 weights = get_weights (self, job, 0);

      for (guint32 j = 0; j < (regular ? 1 : n); j++)
        {
          guint64 at_b = bs_cuda_get_column (self->program, &own_b, j),
                  at_c = bs_cuda_get_column (self->program, &own_c, j);

          g_array_append_val (a, weights);
          g_array_append_val (b, at_b);
          g_array_append_val (c, at_c);
        }
    }
  launch.n = (int) (regular ? n : 1);
  launch.ldb = (int) (regular ? MAX (first_b.stride, first->k) : first->k);
  launch.ldc = (int) (regular ? MAX (first_c.stride, first->rows) : first->rows);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_array_set_size (self->program->addresses, 0);
      g_array_append_vals (self->program->addresses, all[i]->data, all[i]->len);
      columns[i] = bs_cuda_find_columns (self->program);
    }
  add_products (self, &launch, &columns[0], &columns[1], &columns[2], a->len);
}

void
bs_cuda_add_product_step (BsCudaAdding *self, const BsCudaStep *step)
{
  if (step->jobs[0].packed)
    add_packed_product (self, &step->jobs[0]);
  else
    add_planned_product (self, step);
}

/* Values are row by row, which is a transposed matrix column by column: the result is (M' W')'. */
void
bs_cuda_add_matrix (BsCudaAdding *self, const BsCudaJob *job)
{
  BsCudaColumns c = bs_cuda_get_columns (self, &job->result);

  for (guint i = 0; i < job->n_parts; i++)
    {
      BsCudaColumns a = bs_cuda_get_columns (self, &job->parts[i].place);
      BsCudaColumns b = { .base = get_weights (self, job, i) };
      BsCudaLaunch launch = {
        .flops = 2ull * job->rows * job->parts[i].k * job->columns * self->batch->n,
        .m = (int) job->columns,
        .n = (int) job->rows,
        .k = (int) job->parts[i].k,
        .lda = (int) job->columns,
        .ldb = (int) job->ld,
        .ldc = (int) job->columns,
        .beta = job->mean || i > 0 ? 1.0f : 0.0f,
      };

      add_products (self, &launch, &a, &b, &c, self->batch->n);
    }
}

void
bs_cuda_add_apply (BsCudaAdding *self, const BsCudaJob *job)
{
  BsCudaColumns a = bs_cuda_get_columns (self, &job->operands[1]),
                b = bs_cuda_get_columns (self, &job->operands[0]);
  BsCudaColumns c = bs_cuda_get_columns (self, &job->result);
  BsCudaLaunch launch = {
    .flops = 2ull * job->rows * job->k * job->columns * self->batch->n,
    .m = (int) job->columns,
    .n = (int) job->rows,
    .k = (int) job->k,
    .lda = (int) job->columns,
    .ldb = (int) job->k,
    .ldc = (int) job->columns,
  };

  add_products (self, &launch, &a, &b, &c, self->batch->n);
}
