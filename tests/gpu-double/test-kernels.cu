/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels that do what kernels of cells do, and kernels that do what none may. */

typedef unsigned int u32;
typedef unsigned long long u64;

static __device__ u32
number ()
{
  return blockIdx.x * blockDim.x + threadIdx.x;
}

/* What is right. */

extern "C" __global__ void
gather (float4 *to, const float4 *from, const u32 *index, u32 n)
{
  const u32 i = number ();

  if (i < n)
    to[i] = from[index[i]];
}

/* Sums of warps, by each kind of shuffle: they must agree. */
extern "C" __global__ void
shuffles (u32 *out, const u32 *in)
{
  const u32 i = number (), all = 0xffffffffu;
  u32 down = in[i], butterfly = down, up = down, first;

  for (int by = 16; by > 0; by >>= 1)
    {
      down += __shfl_down_sync (all, down, by);
      butterfly += __shfl_xor_sync (all, butterfly, by);
    }
  for (int by = 1; by < 32; by <<= 1)
    {
      const u32 other = __shfl_up_sync (all, up, by);

      up += (i & 31) >= (u32) by ? other : 0;
    }
  first = __shfl_sync (all, down, 0);
  out[4 * i] = first;
  out[4 * i + 1] = butterfly;
  out[4 * i + 2] = up;
  out[4 * i + 3] = __popc (__ballot_sync (all, in[i] & 1)) | (u32) __all_sync (all, in[i] < 100) << 8
                   | (u32) __any_sync (all, in[i] == 99) << 9;
}

static __device__ void
reduce (float *sums, const float *in, bool waits)
{
  extern __shared__ float part[];
  const u32 i = threadIdx.x;

  part[i] = in[number ()];
  for (u32 by = blockDim.x / 2; by > 0; by /= 2)
    {
      if (waits)
        __syncthreads ();
      if (i < by)
        part[i] += part[i + by];
    }
  if (i == 0)
    sums[blockIdx.x] = part[0];
}

extern "C" __global__ void
sum_blocks (float *sums, const float *in)
{
  reduce (sums, in, true);
}

extern "C" __global__ void
count_all (u32 *counts, float *sum, u32 *most, const u32 *in)
{
  __shared__ u32 own[8];
  const u32 value = in[number ()];

  if (threadIdx.x < 8)
    own[threadIdx.x] = 0;
  __syncthreads ();
  atomicAdd (&own[value % 8], 1);
  __syncthreads ();
  if (threadIdx.x < 8)
    atomicAdd (&counts[threadIdx.x], own[threadIdx.x]);
  atomicAdd (sum, (float) value);
  atomicMax (most, value);
}

extern "C" __global__ void
dot (double *out, const float *a, const float *b, u32 n)
{
  double sum = 0.0;

  for (u32 k = 0; k < n; k++)
    sum += (double) a[k] * b[k];
  *out = sqrt (sum) / 3.0;
}

extern "C" __global__ void
functions (float *out, const float *in, u32 n)
{
  const u32 i = number ();

  if (i >= n)
    return;
  out[4 * i] = expf (in[i]);
  out[4 * i + 1] = tanhf (in[i]);
  out[4 * i + 2] = logf (fabsf (in[i]) + 1.0f);
  out[4 * i + 3] = 1.0f / (1.0f + expf (-in[i]));
}

/* Whole numbers as compilers of kernels use them: signs, halves, shifts, fields. */
extern "C" __global__ void
integers (long long *out, int a, int b, u64 c)
{
  out[0] = a / b;
  out[1] = a % b;
  out[2] = __mulhi (a, b);
  out[3] = (long long) __umul64hi (c, c);
  out[4] = a >> 3;
  out[5] = (u32) a >> 3;
  out[6] = __clz (b) + 100 * __popcll (c);
  out[7] = __brev ((u32) a);
  out[8] = __byte_perm (0x33221100, 0x77665544, 0x7250);
  out[9] = __funnelshift_l ((u32) a, (u32) b, 5);
  out[10] = min (a, b) + 1000ll * max (a, b);
  out[11] = (long long) (float) c;
  out[12] = (int) ((float) a * 0.37f);
  out[13] = (signed char) a;
  out[14] = c / 1000003u;
}

__constant__ float factors[4] = { 1.0f, 0.5f, -2.0f, 8.0f };
__device__ u32 visits = 5;

extern "C" __global__ void
variables (float *out)
{
  out[threadIdx.x] = factors[threadIdx.x & 3];
  if (threadIdx.x == 0)
    out[blockDim.x] = (float) ++visits;
}

/* In which order blocks and their threads come. */
extern "C" __global__ void
arrivals (u32 *next, u32 *turns)
{
  turns[number ()] = atomicAdd (next, 1);
}

extern "C" __global__ void
add (float *numbers, float by, u32 n)
{
  const u32 i = number ();

  if (i < n)
    numbers[i] += by;
}

/* Threads of a warp may hand over without the block. */
extern "C" __global__ void
turn_warps (float *out, const float *in)
{
  __shared__ float part[64];
  const u32 i = threadIdx.x, first = i & ~31u;

  part[i] = in[i];
  __syncwarp ();
  out[i] = part[first + (i + 1) % 32] + part[first];
  __syncwarp ();
  if (i == first)
    part[i] = part[first] + 1.0f;
  __syncwarp ();
  out[i] += part[first];
}

/* All read, and one writes when all have read. */
extern "C" __global__ void
read_then_write (float *at, float *out)
{
  out[threadIdx.x] = at[0];
  __syncthreads ();
  if (threadIdx.x == 0)
    at[0] = at[0] + 1.0f;
  __syncthreads ();
  out[threadIdx.x] += at[0];
}

/* What is wrong. */

extern "C" __global__ void
read_behind (float *to, const float *from, u32 n)
{
  to[number ()] = from[number () + n];
}

extern "C" __global__ void
write_behind (float *to, u32 n)
{
  to[number () + n] = 1.0f;
}

extern "C" __global__ void
leave_shared (float *out, u32 at)
{
  __shared__ float part[32];

  part[threadIdx.x] = 1.0f;
  __syncthreads ();
  out[threadIdx.x] = part[threadIdx.x + at];
}

extern "C" __global__ void
leave_local (int *out, int at)
{
  int own[8];

  for (int i = 0; i < 8; i++)
    own[i] = out[i];
  for (int i = 0; i < 8; i++)
    own[i + at] += 1;
  for (int i = 0; i < 8; i++)
    out[i] = own[7 - i];
}

extern "C" __global__ void
misalign (float *to, u64 by)
{
  *(float *) ((u64) to + by) = 1.0f;
}

extern "C" __global__ void
forget_shared (float *out)
{
  __shared__ float part[32];

  if (threadIdx.x != 7)
    part[threadIdx.x] = 1.0f;
  __syncthreads ();
  out[threadIdx.x] = part[threadIdx.x];
}

extern "C" __global__ void
sum_without_waiting (float *sums, const float *in)
{
  reduce (sums, in, false);
}

extern "C" __global__ void
turn_without_waiting (float *out, const float *in)
{
  __shared__ float part[32];

  part[threadIdx.x] = in[threadIdx.x];
  out[threadIdx.x] = part[threadIdx.x / 2];
}

extern "C" __global__ void
write_neighbours (float *at)
{
  at[number () + 1] = at[number ()];
}

extern "C" __global__ void
write_same (float *at)
{
  at[0] = (float) number ();
}

/* Another thread reads what is counted. */
extern "C" __global__ void
count_and_look (u32 *count, u32 *out, u32 who)
{
  if (number () == who)
    *out = *(volatile u32 *) count;
  else
    atomicAdd (count, 1);
}

extern "C" __global__ void
count_and_set (u32 *count, u32 who)
{
  if (number () == who)
    *(volatile u32 *) count = 7;
  atomicAdd (count, 1);
}

/* All read twice; one writes, after it waited for nobody (0), its warp (1) or its block (2). */
extern "C" __global__ void
read_and_write (float *at, float *out, u32 who, u32 waits)
{
  const volatile float *numbers = at;

  for (u32 turn = 0; turn < 2; turn++)
    {
      out[number ()] = numbers[0];
      if (waits == 2)
        __syncthreads ();
      else if (waits == 1)
        __syncwarp ();
    }
  if (number () == who)
    at[0] = 1.0f;
}

extern "C" __global__ void
name_barrier ()
{
  asm volatile ("bar.sync 1, 32;");
}

extern "C" __global__ void
diverge (float *out)
{
  __shared__ float part[64];

  part[threadIdx.x] = out[threadIdx.x];
  if (threadIdx.x < 48)
    __syncthreads ();
  out[threadIdx.x] = part[threadIdx.x];
}

extern "C" __global__ void
part_ways (float *out)
{
  volatile float *numbers = out;

  if (threadIdx.x < 32)
    {
      numbers[threadIdx.x] = 1.0f;
      __syncthreads ();
    }
  else
    {
      numbers[threadIdx.x] = 2.0f;
      __syncthreads ();
      numbers[threadIdx.x] = 3.0f;
    }
}

extern "C" __global__ void
shuffle_half (u32 *out)
{
  if (threadIdx.x < 16)
    out[threadIdx.x] = __shfl_down_sync (0xffffffffu, threadIdx.x, 1);
}

extern "C" __global__ void
shuffle_from_outside (u32 *out)
{
  if (threadIdx.x < 16)
    out[threadIdx.x] = __shfl_sync (0x0000ffffu, threadIdx.x, 20);
}

extern "C" __global__ void
give_up ()
{
  __trap ();
}
