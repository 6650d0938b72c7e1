/* SPDX-License-Identifier: Apache-2.0 */
/* The emulated GPU computes what kernels say, in every order of threads, and finds what is wrong with them. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/gpu-double/double-client.h"

/* Of expf and the like, relative. CUDA's own functions are not exact, either. */
#define NEAR 4e-7

static void
run_gather (void)
{
  float from[40][4], to[30][4];
  guint32 index[30], n = G_N_ELEMENTS (index);
  CUdeviceptr d_from, d_to, d_index;

  client_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    for (guint k = 0; k < 4; k++)
      from[i][k] = (float) (10 * i + k);
  for (guint i = 0; i < n; i++)
    index[i] = i * 7 % 40;
  d_from = client_put (from, sizeof from);
  d_index = client_put (index, sizeof index);
  d_to = client_allocate (sizeof to);
  client_launch ("gather", 2, 32, 0, &d_to, &d_from, &d_index, &n);
  client_get (to, d_to, sizeof to);
  for (guint i = 0; i < n; i++)
    g_assert_cmpmem (to[i], sizeof to[i], from[index[i]], sizeof to[i]);
  client_free (d_from);
  client_free (d_to);
  client_free (d_index);
  client_end ();
}

static void
run_shuffles (void)
{
  guint32 in[64], out[64][4];
  CUdeviceptr d_in, d_out;

  client_begin ();
  for (guint i = 0; i < 64; i++)
    in[i] = i * 37 % 100;
  d_in = client_put (in, sizeof in);
  d_out = client_allocate (sizeof out);
  client_launch ("shuffles", 1, 64, 0, &d_out, &d_in);
  client_get (out, d_out, sizeof out);
  for (guint warp = 0; warp < 2; warp++)
    {
      guint32 sum = 0, n_odd = 0, before = 0, has_99 = 0;

      for (guint i = 32 * warp; i < 32 * warp + 32; i++)
        {
          sum += in[i];
          n_odd += in[i] & 1;
          has_99 |= in[i] == 99;
        }
      for (guint i = 32 * warp; i < 32 * warp + 32; i++)
        {
          before += in[i];
          g_assert_cmpuint (out[i][0], ==, sum);
          g_assert_cmpuint (out[i][1], ==, sum);
          g_assert_cmpuint (out[i][2], ==, before);
          g_assert_cmpuint (out[i][3], ==, n_odd | 1 << 8 | has_99 << 9);
        }
    }
  client_free (d_in);
  client_free (d_out);
  client_end ();
}

static void
sum_blocks (const char *kernel)
{
  float in[4][128], sums[4] = { 0 };
  CUdeviceptr d_in, d_sums;

  client_begin ();
  for (guint i = 0; i < 512; i++)
    in[i / 128][i % 128] = (float) (i % 17);
  d_in = client_put (in, sizeof in);
  d_sums = client_put (sums, sizeof sums);
  if (client_try (kernel, 4, 128, 128 * sizeof (float), (void *[]){ &d_sums, &d_in })
      == CUDA_SUCCESS)
    {
      client_get (sums, d_sums, sizeof sums);
      for (guint block = 0; block < 4; block++)
        {
          float sum = 0.0f;

          for (guint i = 0; i < 128; i++)
            sum += in[block][i];
          g_assert_cmpfloat (sums[block], ==, sum);
        }
    }
  client_free (d_in);
  client_free (d_sums);
  client_end ();
}

static void
run_sum_blocks (void)
{
  sum_blocks ("sum_blocks");
}

static void
run_counts (void)
{
  guint32 in[256], counts[8] = { 0 }, expected[8] = { 0 }, most = 0;
  float sum = 0.0f, expected_sum = 0.0f;
  CUdeviceptr d_in, d_counts, d_sum, d_most;

  client_begin ();
  for (guint i = 0; i < 256; i++)
    {
      in[i] = i * i % 251;
      expected[in[i] % 8]++;
      expected_sum += (float) in[i];
    }
  d_in = client_put (in, sizeof in);
  d_counts = client_put (counts, sizeof counts);
  d_sum = client_put (&sum, sizeof sum);
  d_most = client_put (&most, sizeof most);
  client_launch ("count_all", 4, 64, 0, &d_counts, &d_sum, &d_most, &d_in);
  client_get (counts, d_counts, sizeof counts);
  client_get (&sum, d_sum, sizeof sum);
  client_get (&most, d_most, sizeof most);
  g_assert_cmpmem (counts, sizeof counts, expected, sizeof expected);
  g_assert_cmpfloat (sum, ==, expected_sum);
  g_assert_cmpuint (most, ==, 250 * 250 % 251 > 249 ? 250 : 249);
  client_free (d_in);
  client_free (d_counts);
  client_free (d_sum);
  client_free (d_most);
  client_end ();
}

static void
run_dot (void)
{
  float a[1000], b[1000];
  guint32 n = G_N_ELEMENTS (a);
  double result, expected = 0.0;
  CUdeviceptr d_a, d_b, d_result;

  client_begin ();
  for (guint i = 0; i < n; i++)
    {
      a[i] = sinf ((float) i) + 1.5f;
      b[i] = cosf ((float) i) + 1.5f;
      expected = fma (a[i], b[i], expected);
    }
  d_a = client_put (a, sizeof a);
  d_b = client_put (b, sizeof b);
  d_result = client_allocate (sizeof result);
  client_launch ("dot", 1, 1, 0, &d_result, &d_a, &d_b, &n);
  client_get (&result, d_result, sizeof result);
  g_assert_cmpfloat (result, ==, sqrt (expected) / 3.0);
  client_free (d_a);
  client_free (d_b);
  client_free (d_result);
  client_end ();
}

static void
assert_near (float value, double expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, NEAR * MAX (fabs (expected), 1.0));
}

static void
run_functions (void)
{
  float in[600], out[600][4];
  guint32 n = G_N_ELEMENTS (in);
  CUdeviceptr d_in, d_out;

  client_begin ();
  for (guint i = 0; i < n; i++)
    in[i] = ((float) i - 300.0f) / 20.0f;
  d_in = client_put (in, sizeof in);
  d_out = client_allocate (sizeof out);
  client_launch ("functions", 5, 128, 0, &d_out, &d_in, &n);
  client_get (out, d_out, sizeof out);
  for (guint i = 0; i < n; i++)
    {
      double x = in[i];

      assert_near (out[i][0], exp (x));
      assert_near (out[i][1], tanh (x));
      assert_near (out[i][2], log (fabs (x) + 1.0));
      assert_near (out[i][3], 1.0 / (1.0 + exp (-x)));
    }
  client_free (d_in);
  client_free (d_out);
  client_end ();
}

static void
run_integers (void)
{
  gint32 a = -123457, b = 0x5310;
  guint64 c = G_GUINT64_CONSTANT (0xfedcba9876543211);
  gint64 out[15];
  const gint64 expected[15] = {
    a / b,
    a % b,
    (gint64) a * b >> 32,
    (gint64) (guint64) ((unsigned __int128) c * c >> 64),
    a >> 3,
    (guint32) a >> 3,
    __builtin_clz ((guint) b) + 100 * __builtin_popcountll (c),
    0, /* see below */
    0x77225500,
    (guint32) ((guint32) b << 5 | (guint32) a >> 27),
    a + G_GINT64_CONSTANT (1000) * b,
    (gint64) (float) c,
    (int) ((float) a * 0.37f),
    (gint8) a,
    (gint64) (c / 1000003u),
  };
  CUdeviceptr d_out;

  client_begin ();
  d_out = client_allocate (sizeof out);
  client_launch ("integers", 1, 1, 0, &d_out, &a, &b, &c);
  client_get (out, d_out, sizeof out);
  for (guint i = 0; i < G_N_ELEMENTS (out); i++)
    {
      gint64 right = expected[i];

      /* the bits of a from the last to the first */
      if (i == 7)
        for (guint bit = 0; bit < 32; bit++)
          right |= (gint64) ((guint32) a >> bit & 1) << (31 - bit);
      g_test_message ("%u: %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, i, out[i], right);
      /* C leaves numbers that are too large open, PTX does not */
      if (i == 11)
        right = G_MAXINT64;
      g_assert_cmpint (out[i], ==, right);
    }
  client_free (d_out);
  client_end ();
}

static void
run_variables (void)
{
  static const float factors[4] = { 1.0f, 0.5f, -2.0f, 8.0f };
  float out[9];
  CUdeviceptr d_out;

  client_begin ();
  d_out = client_allocate (sizeof out);
  for (guint turn = 1; turn <= 2; turn++)
    {
      client_launch ("variables", 1, 8, 0, &d_out);
      client_get (out, d_out, sizeof out);
      for (guint i = 0; i < 8; i++)
        g_assert_cmpfloat (out[i], ==, factors[i & 3]);
      g_assert_cmpfloat (out[8], ==, 5.0f + (float) turn);
    }
  client_free (d_out);
  client_end ();
}

/* Whether the 128 threads of 4 blocks came in order, and the blocks. */
static void
find_order (gboolean *threads, gboolean *blocks, gboolean *reversed)
{
  guint32 turns[128], next = 0;
  CUdeviceptr d_next, d_turns;
  guint64 seen[2] = { 0 };

  client_begin ();
  d_next = client_put (&next, sizeof next);
  d_turns = client_allocate (sizeof turns);
  client_launch ("arrivals", 4, 32, 0, &d_next, &d_turns);
  client_get (turns, d_turns, sizeof turns);
  *threads = *blocks = *reversed = TRUE;
  for (guint i = 0; i < 128; i++)
    {
      g_assert_cmpuint (turns[i], <, 128);
      seen[turns[i] / 64] |= G_GUINT64_CONSTANT (1) << turns[i] % 64;
      *threads = *threads && turns[i] % 32 == i % 32;
      *blocks = *blocks && turns[i] / 32 == i / 32;
      *reversed = *reversed && turns[i] == 127 - i;
    }
  g_assert_cmpuint (seen[0], ==, G_MAXUINT64);
  g_assert_cmpuint (seen[1], ==, G_MAXUINT64);
  client_free (d_next);
  client_free (d_turns);
  client_end ();
}

static void
run_forward (void)
{
  gboolean threads, blocks, reversed;

  find_order (&threads, &blocks, &reversed);
  g_assert_true (threads && blocks);
}

static void
run_reverse (void)
{
  gboolean threads, blocks, reversed;

  find_order (&threads, &blocks, &reversed);
  g_assert_true (reversed);
}

static void
run_shuffled (void)
{
  gboolean threads, blocks, reversed;

  find_order (&threads, &blocks, &reversed);
  g_assert_false (threads);
  g_assert_false (blocks);
}

static void
run_turn_warps (void)
{
  float in[64], out[64];
  CUdeviceptr d_in, d_out;

  client_begin ();
  for (guint i = 0; i < 64; i++)
    in[i] = (float) (i * i);
  d_in = client_put (in, sizeof in);
  d_out = client_allocate (sizeof out);
  client_launch ("turn_warps", 1, 64, 0, &d_out, &d_in);
  client_get (out, d_out, sizeof out);
  for (guint i = 0; i < 64; i++)
    {
      guint first = i & ~31u;

      g_assert_cmpfloat (out[i], ==, in[first + (i + 1) % 32] + 2.0f * in[first] + 1.0f);
    }
  client_free (d_in);
  client_free (d_out);
  client_end ();
}

static void
run_read_then_write (void)
{
  float at = 3.0f, out[64];
  CUdeviceptr d_at, d_out;

  client_begin ();
  d_at = client_put (&at, sizeof at);
  d_out = client_allocate (sizeof out);
  client_launch ("read_then_write", 1, 64, 0, &d_at, &d_out);
  client_get (out, d_out, sizeof out);
  for (guint i = 0; i < 64; i++)
    g_assert_cmpfloat (out[i], ==, 7.0f);
  client_free (d_at);
  client_free (d_out);
  client_end ();
}

/* Launches what must be found. All that follows fails, too; what was made can be given back. */
static void
find_problem (const char *kernel, guint grid, guint block, guint64 second, guint64 third)
{
  float numbers[64] = { 0 };
  CUdeviceptr memory, more;

  client_begin ();
  memory = client_put (numbers, sizeof numbers);
  client_try (kernel, grid, block, 0, (void *[]){ &memory, &second, &third });
  g_assert_cmpint (gpu.p_cuStreamSynchronize (gpu.stream), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  g_assert_cmpint (gpu.p_cuMemcpyDtoHAsync (numbers, memory, sizeof numbers, gpu.stream), ==,
                   CUDA_ERROR_ILLEGAL_ADDRESS);
  g_assert_cmpint (gpu.p_cuMemAlloc (&more, 64), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (memory);
  client_end ();
}

static void
run_read_behind (void)
{
  float from[48] = { 0 }, to[64] = { 0 };
  guint32 n = 16;
  CUdeviceptr d_from, d_to;

  client_begin ();
  d_from = client_put (from, sizeof from);
  d_to = client_put (to, sizeof to);
  client_launch ("read_behind", 1, 32, 0, &d_to, &d_from, &n);
  assert_cuda (gpu.p_cuStreamSynchronize (gpu.stream));
  n++;
  client_try ("read_behind", 1, 32, 0, (void *[]){ &d_to, &d_from, &n });
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (d_from);
  client_free (d_to);
  client_end ();
}

static void
run_read_unwritten (void)
{
  guint32 n = 0;
  CUdeviceptr d_from, d_to;

  client_begin ();
  d_from = client_allocate (128);
  d_to = client_allocate (128);
  client_try ("read_behind", 1, 32, 0, (void *[]){ &d_to, &d_from, &n });
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (d_from);
  client_free (d_to);
  client_end ();
}

static void
run_read_freed (void)
{
  float from[32] = { 0 };
  guint32 n = 0;
  CUdeviceptr d_from, d_to;

  client_begin ();
  d_from = client_put (from, sizeof from);
  d_to = client_allocate (128);
  client_free (d_from);
  client_try ("read_behind", 1, 32, 0, (void *[]){ &d_to, &d_from, &n });
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (d_to);
  client_end ();
}

static void
run_write_behind (void)
{
  find_problem ("write_behind", 1, 32, 33, 0);
}

static void
run_leave_shared (void)
{
  find_problem ("leave_shared", 1, 32, 1, 0);
}

static void
run_leave_local (void)
{
  find_problem ("leave_local", 1, 1, (guint64) -1, 0);
}

static void
run_misalign (void)
{
  find_problem ("misalign", 1, 1, 2, 0);
}

static void
run_forget_shared (void)
{
  find_problem ("forget_shared", 1, 32, 0, 0);
}

static void
run_sum_without_waiting (void)
{
  sum_blocks ("sum_without_waiting");
}

static void
run_turn_without_waiting (void)
{
  float in[32] = { 0 };
  CUdeviceptr d_in, d_out;

  client_begin ();
  d_in = client_put (in, sizeof in);
  d_out = client_allocate (sizeof in);
  client_try ("turn_without_waiting", 1, 32, 0, (void *[]){ &d_out, &d_in });
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (d_in);
  client_free (d_out);
  client_end ();
}

static void
run_write_neighbours (void)
{
  find_problem ("write_neighbours", 1, 32, 0, 0);
}

static void
run_write_neighbour_blocks (void)
{
  find_problem ("write_neighbours", 32, 1, 0, 0);
}

static void
run_write_same (void)
{
  find_problem ("write_same", 2, 1, 0, 0);
}

static void
run_read_then_write_blocks (void)
{
  float at[1] = { 3.0f }, out[32] = { 0 };
  CUdeviceptr d_at, d_out;

  client_begin ();
  d_at = client_put (at, sizeof at);
  d_out = client_put (out, sizeof out);
  client_try ("read_then_write", 2, 32, 0, (void *[]){ &d_at, &d_out });
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (d_at);
  client_free (d_out);
  client_end ();
}

static void
read_and_write (guint grid, guint block, guint32 waits, gboolean is_right)
{
  float zeros[64] = { 0 };
  guint32 who = grid * block - 1;
  CUdeviceptr d_at, d_out;

  client_begin ();
  d_at = client_put (zeros, sizeof zeros);
  d_out = client_put (zeros, sizeof zeros);
  client_try ("read_and_write", grid, block, 0, (void *[]){ &d_at, &d_out, &who, &waits });
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==,
                   is_right ? CUDA_SUCCESS : CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (d_at);
  client_free (d_out);
  client_end ();
}

static void
run_waited_for_warp (void)
{
  read_and_write (1, 32, 1, TRUE);
}

static void
run_waited_for_block (void)
{
  read_and_write (1, 64, 2, TRUE);
}

static void
run_waited_for_nobody (void)
{
  read_and_write (1, 2, 0, FALSE);
}

/* The last thread is alone in its warp, or its block: it was itself that read last. */
static void
run_waited_for_own_warp (void)
{
  read_and_write (1, 33, 1, FALSE);
}

static void
run_waited_for_own_block (void)
{
  read_and_write (2, 1, 2, FALSE);
}

static void
run_name_barrier (void)
{
  find_problem ("name_barrier", 1, 32, 0, 0);
}

static void
look_at_count (const char *kernel, guint32 who)
{
  guint32 zero[2] = { 0 };
  CUdeviceptr d_count, d_out;

  client_begin ();
  d_count = client_put (zero, sizeof zero);
  d_out = client_put (zero, sizeof zero);
  client_try (kernel, 2, 2, 0,
              g_str_equal (kernel, "count_and_set") ? (void *[]){ &d_count, &who }
                                                    : (void *[]){ &d_count, &d_out, &who });
  g_assert_cmpint (gpu.p_cuCtxSynchronize (), ==, CUDA_ERROR_ILLEGAL_ADDRESS);
  client_free (d_count);
  client_free (d_out);
  client_end ();
}

static void
run_look_first (void)
{
  look_at_count ("count_and_look", 0);
}

static void
run_look_last (void)
{
  look_at_count ("count_and_look", 3);
}

static void
run_set_first (void)
{
  look_at_count ("count_and_set", 0);
}

static void
run_set_last (void)
{
  look_at_count ("count_and_set", 3);
}

static void
run_diverge (void)
{
  find_problem ("diverge", 1, 64, 0, 0);
}

static void
run_part_ways (void)
{
  find_problem ("part_ways", 1, 64, 0, 0);
}

static void
run_shuffle_half (void)
{
  find_problem ("shuffle_half", 1, 32, 0, 0);
}

static void
run_shuffle_from_outside (void)
{
  find_problem ("shuffle_from_outside", 1, 32, 0, 0);
}

static void
run_give_up (void)
{
  find_problem ("give_up", 1, 1, 0, 0);
}

/* In every order, at once and as late as may be. */
static const ClientCase right[] = {
  { "gather", "", run_gather },
  { "shuffles", "", run_shuffles },
  { "sum-blocks", "", run_sum_blocks },
  { "counts", "", run_counts },
  { "dot", "", run_dot },
  { "functions", "", run_functions },
  { "integers", "", run_integers },
  { "variables", "", run_variables },
  { "turn-warps", "", run_turn_warps },
  { "read-then-write", "", run_read_then_write },
  { "waited-for-warp", "", run_waited_for_warp },
  { "waited-for-block", "", run_waited_for_block },
};

static const ClientCase orders[] = {
  { "forward", "order=forward", run_forward },
  { "reverse", "order=reverse", run_reverse },
  { "shuffled", "order=shuffled,seed=4", run_shuffled },
};

static const ClientCase wrong[] = {
  { "read-behind", "", run_read_behind,
    "read_behind, block (0, 0, 0), thread (31, 0, 0), ld|in no allocation" },
  { "read-unwritten", "", run_read_unwritten, "byte 0 of allocation|was never written" },
  { "read-freed", "", run_read_freed, "in no allocation" },
  { "write-behind", "", run_write_behind, "thread (31, 0, 0), st|in no allocation" },
  { "leave-shared", "", run_leave_shared, "byte 128 is behind the 128 of shared memory" },
  { "leave-local", "", run_leave_local, "of local memory" },
  { "misalign", "", run_misalign, "is no multiple of 4" },
  { "forget-shared", "", run_forget_shared,
    "thread (7, 0, 0)|byte 28 of shared memory was never written" },
  { "sum-without-waiting", "order=reverse", run_sum_without_waiting,
    "races with thread|of shared memory" },
  { "turn-without-waiting", "", run_turn_without_waiting, "races with thread|of shared memory" },
  { "write-neighbours", "", run_write_neighbours, "races with thread|of allocation" },
  { "write-neighbour-blocks", "", run_write_neighbour_blocks, "races with thread|of allocation" },
  { "write-same", "", run_write_same, "races with thread 0 of block 0, which wrote byte 0" },
  { "read-then-write-blocks", "", run_read_then_write_blocks, "races with thread|of block 0" },
  { "waited-for-nobody", "", run_waited_for_nobody, "races with another thread, which read" },
  { "waited-for-own-warp", "", run_waited_for_own_warp, "races with another thread, which read" },
  { "waited-for-own-block", "", run_waited_for_own_block, "races with another thread, which read" },
  { "name-barrier", "", run_name_barrier, "only the barrier of the whole block is known" },
  { "look-first", "", run_look_first, "races with thread" },
  { "look-last", "", run_look_last, "races with thread" },
  { "set-first", "", run_set_first, "races with thread" },
  { "set-last", "", run_set_last, "races with thread" },
  { "diverge", "", run_diverge, "16 threads have ended and will never come" },
  { "part-ways", "", run_part_ways, "wait at another barrier" },
  { "shuffle-half", "", run_shuffle_half, "lane 16 has ended and will never come" },
  { "shuffle-from-outside", "", run_shuffle_from_outside, "lane 20 is not in the mask" },
  { "give-up", "", run_give_up, "it gave up" },
};

int
main (int argc, char **argv)
{
  static const char *const settings[][2] = {
    { "eager-forward", "" },
    { "eager-shuffled", "order=shuffled,seed=7" },
    { "lazy-reverse", "stream=lazy,order=reverse" },
  };
  ClientCase cases[G_N_ELEMENTS (settings)][G_N_ELEMENTS (right)];

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *path = g_strconcat ("/double/kernels/", settings[i][0], NULL);

      memcpy (cases[i], right, sizeof right);
      for (guint k = 0; k < G_N_ELEMENTS (right); k++)
        cases[i][k].settings = settings[i][1];
      client_add (path, cases[i], G_N_ELEMENTS (right));
    }
  client_add ("/double/kernels/order", orders, G_N_ELEMENTS (orders));
  client_add ("/double/kernels/wrong", wrong, G_N_ELEMENTS (wrong));

  return g_test_run ();
}
