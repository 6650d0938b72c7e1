/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix products of a batch: one for all calls where they lie as cuBLAS wants them, else many at once. */
#include "config.h"

#include "engine/backends/cuda/cuda-adding.h"

/* The argument of the kernel that multiplies matrices with vectors, as it has it. */
typedef struct
{
  BsCudaColumns matrix, vector, result;
  guint32 rows, k, n;
} ApplyJob;

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

static guint64
get_weights (const BsCudaAdding *self, const BsCudaJob *job, guint part)
{
  return (job->packed ? self->places->packed + self->batch->packed * sizeof (float)
                      : self->places->parameters)
         + job->parts[part].weights * sizeof (float);
}

/* As @launch and add_products(), of matrices at addresses. */
static void
add_products_at (BsCudaAdding *self, BsCudaLaunch *launch, GArray *const *addresses)
{
  BsCudaColumns columns[3];

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_array_set_size (self->program->addresses, 0);
      g_array_append_vals (self->program->addresses, addresses[i]->data, addresses[i]->len);
      columns[i] = bs_cuda_find_columns (self->program);
    }
  add_products (self, launch, &columns[0], &columns[1], &columns[2], addresses[0]->len);
}

/* Whether the parts lie below each other, call after call. */
static gboolean
are_stacked (const BsCudaAdding *self, const BsCudaJob *job, const BsCudaColumns *parts)
{
  guint64 next = parts[0].base;

  for (guint i = 0; i < job->n_parts; i++)
    {
      if (parts[i].at != 0 || parts[i].base != next || parts[i].stride != parts[0].stride)
        return FALSE;
      next += job->parts[i].k * sizeof (float);
    }

  return bs_cuda_is_matrix (self, &parts[0], job->k, self->batch->n);
}

/* Whether products of their own can read the parts: their columns are equally far apart. */
static gboolean
are_matrices (const BsCudaAdding *self, const BsCudaJob *job, const BsCudaColumns *parts)
{
  guint32 n = self->batch->n;

  for (guint i = 0; i < job->n_parts; i++)
    if (!bs_cuda_is_matrix (self, &parts[i], job->parts[i].k, n)
        || (n > 1 && parts[i].stride != parts[0].stride))
      return FALSE;

  return TRUE;
}

/* Copies the parts below each other. */
static void
stack (BsCudaAdding *self, const BsCudaJob *job, BsCudaColumns *parts)
{
  g_autofree BsCudaCopyJob *copies = g_new (BsCudaCopyJob, job->n_parts);
  BsCudaColumns to = bs_cuda_get_columns (self, &job->together);

  for (guint i = 0; i < job->n_parts; i++)
    {
      copies[i] = (BsCudaCopyJob){ to, parts[i], job->parts[i].k, self->batch->n };
      parts[i] = to;
      to = bs_cuda_skip (to, job->parts[i].k);
    }
  bs_cuda_add_copies (self, copies, job->n_parts, BS_PHASE_GATHER);
}

/* Copies the parts that are no matrices as those are that are: each beside the others. */
static void
bring_together (BsCudaAdding *self, const BsCudaJob *job, BsCudaColumns *parts)
{
  g_autofree BsCudaCopyJob *copies = g_new (BsCudaCopyJob, job->n_parts);
  BsCudaPlace place = job->together;
  guint n = 0;

  for (guint i = 0; i < job->n_parts; i++)
    {
      guint32 k = job->parts[i].k;
      BsCudaColumns to;

      place.length = k;
      to = bs_cuda_get_columns (self, &place);
      place.offset += k;
      if (parts[i].stride == k && bs_cuda_is_matrix (self, &parts[i], k, self->batch->n))
        continue;
      copies[n++] = (BsCudaCopyJob){ to, parts[i], k, self->batch->n };
      parts[i] = to;
    }
  bs_cuda_add_copies (self, copies, n, BS_PHASE_GATHER);
}

static void
add_stacked_product (BsCudaAdding *self, const BsCudaJob *job, const BsCudaColumns *b)
{
  BsCudaColumns result = bs_cuda_get_columns (self, &job->result), c = result;
  guint32 n = self->batch->n;
  gboolean scatters = job->result.home == BS_CUDA_AT_OUTPUT
                      && !bs_cuda_is_matrix (self, &result, job->rows, n);
  BsCudaLaunch launch = {
    .kind = BS_CUDA_LAUNCH_PRODUCT,
    .flops = 2ull * job->rows * job->k * n,
    .m = (int) job->rows,
    .n = (int) n,
    .k = (int) job->k,
    .lda = (int) job->ld,
    .ldb = (int) (n > 1 ? b->stride : job->k),
    .n_matrices = 1,
  };

  if (scatters)
    c = bs_cuda_get_columns (self, &job->spare);
  launch.ldc = (int) (n > 1 ? c.stride : job->rows);
  add_product (self, &launch, get_weights (self, job, 0) + job->first_row * sizeof (float),
               bs_cuda_get_column (self->program, b, 0), bs_cuda_get_column (self->program, &c, 0));
  if (scatters)
    bs_cuda_add_copies (self,
                        &(BsCudaCopyJob){ .to = result, .from = c, .rows = job->rows, .n = n }, 1,
                        BS_PHASE_SCATTER);
}

/* One batch of products, of a part each. */
static void
add_parts (BsCudaAdding *self, const BsCudaJob *job, const BsCudaColumns *parts)
{
  g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) c = g_array_new (FALSE, FALSE, sizeof (guint64));
  GArray *const addresses[] = { a, b, c };
  guint32 n = self->batch->n, k = job->parts[0].k;
  BsCudaPlace result = job->result;
  BsCudaLaunch launch = {
    .flops = 2ull * job->part_rows * job->k * n,
    .m = (int) job->part_rows,
    .n = (int) n,
    .k = (int) k,
    .lda = (int) job->ld,
    .ldb = (int) (n > 1 ? parts[0].stride : k),
    .ldc = (int) job->part_rows,
  };

  result.offset = job->part_offset;
  result.length = job->part_rows;
  for (guint i = 0; i < job->n_parts; i++)
    {
      guint64 at_a = get_weights (self, job, i) + job->parts[i].first_row * sizeof (float),
              at_b = bs_cuda_get_column (self->program, &parts[i], 0),
              at_c = bs_cuda_get_columns (self, &result).base;

      g_array_append_val (a, at_a);
      g_array_append_val (b, at_b);
      g_array_append_val (c, at_c);
      result.offset += job->part_rows;
    }
  add_products_at (self, &launch, addresses);
}

/* Packed weights: stacked, or one product a part, whichever copies nothing, or else less; see BsCudaJob. */
static void
add_packed_product (BsCudaAdding *self, const BsCudaJob *job)
{
  g_autofree BsCudaColumns *parts = g_new (BsCudaColumns, job->n_parts);
  gboolean stacked = job->may_stack && !(job->may_part && job->rather_parts);

  for (guint i = 0; i < job->n_parts; i++)
    parts[i] = bs_cuda_get_columns (self, &job->parts[i].place);
  if (job->may_part && are_matrices (self, job, parts))
    stacked = stacked && are_stacked (self, job, parts);
  else if (!stacked)
    bring_together (self, job, parts);
  else if (!are_stacked (self, job, parts))
    stack (self, job, parts);
  self->parted[job->number] = !stacked;
  if (stacked)
    add_stacked_product (self, job, &parts[0]);
  else
    add_parts (self, job, parts);
}

/* Rows of a parameter with one column a call, as a plan says: all of a batch of the plan at once. */
static void
add_planned_product (BsCudaAdding *self, const BsCudaStep *step)
{
  guint32 n = self->batch->n;
  g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) c = g_array_new (FALSE, FALSE, sizeof (guint64));
  GArray *const addresses[] = { a, b, c };
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
  add_products_at (self, &launch, addresses);
}

void
bs_cuda_add_product_step (BsCudaAdding *self, const BsCudaStep *step)
{
  if (step->jobs[0].packed)
    add_packed_product (self, &step->jobs[0]);
  else
    add_planned_product (self, step);
}

/* Values are row by row, which is a transposed matrix column by column: the result is (M' W')'. All jobs are of one
 * size, with as many parts. */
void
bs_cuda_add_matrix_step (BsCudaAdding *self, const BsCudaStep *step)
{
  const BsCudaJob *first = &step->jobs[0];
  g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) b = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GArray) c = g_array_new (FALSE, FALSE, sizeof (guint64));
  GArray *const addresses[] = { a, b, c };

  for (guint part = 0; part < first->n_parts; part++)
    {
      BsCudaLaunch launch = {
        .flops = 2ull * first->rows * first->parts[part].k * first->columns * self->batch->n
                 * step->n_jobs,
        .m = (int) first->columns,
        .n = (int) first->rows,
        .k = (int) first->parts[part].k,
        .lda = (int) first->columns,
        .ldb = (int) first->ld,
        .ldc = (int) first->columns,
        .beta = first->mean || part > 0 ? 1.0f : 0.0f,
      };

      for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
        g_array_set_size (addresses[i], 0);
      for (guint i = 0; i < step->n_jobs; i++)
        {
          const BsCudaJob *job = &step->jobs[i];
          BsCudaColumns from = bs_cuda_get_columns (self, &job->parts[part].place);
          BsCudaColumns to = bs_cuda_get_columns (self, &job->result);
          guint64 weights = get_weights (self, job, part);

          for (guint32 j = 0; j < self->batch->n; j++)
            {
              guint64 at_a = bs_cuda_get_column (self->program, &from, j),
                      at_c = bs_cuda_get_column (self->program, &to, j);

              g_array_append_val (a, at_a);
              g_array_append_val (b, weights);
              g_array_append_val (c, at_c);
            }
        }
      add_products_at (self, &launch, addresses);
    }
}

/* Matrices times matrices, all of one size. */
static void
add_matrices (BsCudaAdding *self, const BsCudaJob *job)
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

/* A matrix that multiplies one vector is read once, whoever does it: a kernel of our own takes all of a step, and
 * writes results where the next product wants them. */
void
bs_cuda_add_apply_step (BsCudaAdding *self, const BsCudaStep *step)
{
  static const guint16 columns[] = { G_STRUCT_OFFSET (ApplyJob, matrix),
                                     G_STRUCT_OFFSET (ApplyJob, vector),
                                     G_STRUCT_OFFSET (ApplyJob, result) };
  g_autofree ApplyJob *jobs = g_new0 (ApplyJob, step->n_jobs);
  guint64 most = 0, numbers = 0, vectors = 0;
  BsCudaLaunch *launch;

  for (guint i = 0; i < step->n_jobs; i++)
    {
      const BsCudaJob *job = &step->jobs[i];

      if (job->columns > 1)
        {
          add_matrices (self, job);
          continue;
        }
      jobs[i] = (ApplyJob){
        bs_cuda_get_columns (self, &job->operands[0]),
        bs_cuda_get_columns (self, &job->operands[1]),
        bs_cuda_get_columns (self, &job->result),
        job->rows,
        job->k,
        self->batch->n,
      };
      most = MAX (most, (guint64) job->rows * self->batch->n);
      numbers += (guint64) job->rows * job->k * self->batch->n;
      vectors += (guint64) (job->rows + job->k) * self->batch->n;
    }
  if (most == 0)
    return;
  launch = bs_cuda_add_jobs (self, self->places->kernels->apply, step->phase, jobs, sizeof *jobs,
                             step->n_jobs, columns, G_N_ELEMENTS (columns), most * BS_CUDA_WARP);
  launch->traffic = (numbers + vectors) * sizeof (float);
  launch->flops = 2 * numbers;
}
