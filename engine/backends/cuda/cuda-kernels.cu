/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels that serve every cell. The generated ones follow this text in one file: what they share is declared in
 * the prelude before it. Threads of a grid divide rows along x; y counts calls or jobs. */

struct CopyJob
{
  Columns to, from;
  u32 rows, n;
};

/* Brings columns together, or apart. */
extern "C" __global__ void
bs_copy (const CopyJob *jobs, u32 n_jobs)
{
  for (u32 q = blockIdx.y; q < n_jobs; q += gridDim.y)
    {
      const CopyJob job = jobs[q];
      const u64 n = (u64) job.rows * job.n;

      for (u64 i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
        {
          const u32 j = (u32) (i / job.rows), row = (u32) (i % job.rows);

          column (job.to, j)[row] = column (job.from, j)[row];
        }
    }
}

struct VectorJob
{
  Columns result, operands[4];
  u32 rows, n, op;
  float factor;
};

/* The operations number by number, in the order of BsVectorOp; what is fused there never comes here. */
static __device__ __forceinline__ float
compute (u32 op, float a, float b, float factor)
{
  switch (op)
    {
    case 1:
      return a + b;
    case 2:
      return a - b;
    case 3:
      return a * b;
    case 4:
      return sigmoid (a);
    case 5:
      return tanhf (a);
    case 6:
      return a < 0.0f ? 0.0f : a;
    case 7:
      return 1.0f - a;
    case 8:
      return factor * a;
    default:
      return a;
    }
}

/* One operation, of all values of a batch of the plan. */
extern "C" __global__ void
bs_vector (const VectorJob *jobs, u32 n_jobs)
{
  for (u32 q = blockIdx.y; q < n_jobs; q += gridDim.y)
    {
      const VectorJob job = jobs[q];
      const u64 n = (u64) job.rows * job.n;
      const bool has_two = job.op >= 1 && job.op <= 3;

      for (u64 i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)
        {
          const u32 j = (u32) (i / job.rows), row = (u32) (i % job.rows);
          const float a = column (job.operands[0], j)[row];
          const float b = has_two ? column (job.operands[1], j)[row] : 0.0f;

          column (job.result, j)[row] = compute (job.op, a, b, job.factor);
        }
    }
}

struct ApplyJob
{
  Columns matrix, vector, result;
  u32 rows, k, n;
};

/* Matrices times vectors, one of each a call: a warp a row. Every number of a matrix is read once, so that memory
 * is all it waits for. */
extern "C" __global__ void
bs_apply (const ApplyJob *jobs, u32 n_jobs)
{
  const u32 lane = threadIdx.x & 31, warps = blockDim.x >> 5;

  for (u32 q = blockIdx.y; q < n_jobs; q += gridDim.y)
    {
      const ApplyJob job = jobs[q];
      const u64 n = (u64) job.rows * job.n;

      for (u64 i = (u64) blockIdx.x * warps + (threadIdx.x >> 5); i < n; i += gridDim.x * warps)
        {
          const u32 j = (u32) (i / job.rows), row = (u32) (i % job.rows);
          const float *matrix = column (job.matrix, j) + (u64) row * job.k;
          const float *vector = column (job.vector, j);
          float sum = 0.0f;

          for (u32 k = lane; k < job.k; k += 32)
            sum = fmaf (matrix[k], vector[k], sum);
          sum = add_lanes (sum);
          if (lane == 0)
            column (job.result, j)[row] = sum;
        }
    }
}

static __device__ __forceinline__ float
most_of_lanes (float a)
{
  for (int by = 16; by > 0; by >>= 1)
    {
      const float other = __shfl_xor_sync (0xffffffffu, a, by);

      /* NaN wins */
      a = a > other || a != a ? a : other;
    }

  return a;
}

/* What all threads of a block have, the same for each: at most 1024 threads, whole warps. */
template <typename Combine>
static __device__ __forceinline__ float
combine_block (float a, float *room, float none, Combine combine)
{
  const u32 lane = threadIdx.x & 31, warp = threadIdx.x >> 5;

  a = combine (a);
  if (lane == 0)
    room[warp] = a;
  __syncthreads ();
  if (warp == 0)
    {
      a = combine (lane < blockDim.x >> 5 ? room[lane] : none);
      if (lane == 0)
        room[0] = a;
    }
  __syncthreads ();
  a = room[0];
  __syncthreads ();

  return a;
}

/* The result of call j is -log softmax (scores_j + init) [labels[j] % rows]; a block a call. */
extern "C" __global__ void
bs_losses (Columns scores, const float *init, const u32 *labels, Columns result, u32 rows, u32 n)
{
  __shared__ float room[32];

  for (u32 j = blockIdx.x; j < n; j += gridDim.x)
    {
      const float *score = column (scores, j);
      const u32 label = labels[j] % rows;
      float most = -INFINITY, sum = 0.0f;

      for (u32 i = threadIdx.x; i < rows; i += blockDim.x)
        {
          const float a = score[i] + (init != nullptr ? init[i] : 0.0f);

          most = most > a || most != most ? most : a;
        }
      most = combine_block (most, room, -INFINITY, most_of_lanes);
      /* the label's own term is 1 in the limit: apart from it, tiny losses stay exact */
      for (u32 i = threadIdx.x; i < rows; i += blockDim.x)
        if (i != label)
          sum += expf (score[i] + (init != nullptr ? init[i] : 0.0f) - most);
      sum = combine_block (sum, room, 0.0f, add_lanes);
      if (threadIdx.x == 0)
        {
          const float own = score[label] + (init != nullptr ? init[label] : 0.0f) - most;

          *column (result, j) = own == 0.0f ? log1pf (sum) : logf (sum + expf (own)) - own;
        }
    }
}

/* The sum or mean of all operands of call j, which are at[start[j] .. start[j + 1]]. */
extern "C" __global__ void
bs_reduce (const u64 *at, const u32 *start, Columns result, u32 rows, u32 n, u32 mean)
{
  for (u32 j = blockIdx.y; j < n; j += gridDim.y)
    for (u32 i = blockIdx.x * blockDim.x + threadIdx.x; i < rows; i += gridDim.x * blockDim.x)
      {
        double sum = 0.0;

        for (u32 k = start[j]; k < start[j + 1]; k++)
          sum += ((const float *) at[k])[i];
        column (result, j)[i] = (float) (mean != 0 ? sum / (start[j + 1] - start[j]) : sum);
      }
}

/* The same of numbers, of which there may be many: a block a call, always added up in the same order. */
extern "C" __global__ void
bs_reduce_numbers (const u64 *at, const u32 *start, Columns result, u32 n, u32 mean)
{
  __shared__ double room[256];

  for (u32 j = blockIdx.x; j < n; j += gridDim.x)
    {
      double sum = 0.0;

      for (u32 k = start[j] + threadIdx.x; k < start[j + 1]; k += blockDim.x)
        sum += *(const float *) at[k];
      room[threadIdx.x] = sum;
      __syncthreads ();
      for (u32 half = blockDim.x / 2; half > 0; half /= 2)
        {
          if (threadIdx.x < half)
            room[threadIdx.x] += room[threadIdx.x + half];
          __syncthreads ();
        }
      if (threadIdx.x == 0)
        *column (result, j) = (float) (mean != 0 ? room[0] / (start[j + 1] - start[j]) : room[0]);
      __syncthreads ();
    }
}
