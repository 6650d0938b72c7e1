/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an earlier run of bench; what is accepted must be fit to compare with. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "app/cli/bench-earlier.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 30000;
const char *const bs_fuzz_words[] = {
  ",",        "\"",        "\"\"",      "\n",      "\r\n",  "\xef\xbb\xbf",    "{",
  "}",        "[",         "]",         ":",       "null",  "\\u0000",         "-1",
  "1e999",    "1e-320",    "0x1p-1074", "nan",     "\xff",  "\x1b[2J",         ",,,,,,,,,,,,,",
  "workload", "\"share\"", "loss",      "threads", "[[[[]", "sgemm_gflops,\n", NULL
};

#define COLUMNS                                                                                    \
  "workload,size,batch_size,mini_batches,policy,planner,threads,instances_per_s,sgemm_gflops,"     \
  "share,loss"

static const char *const seeds[] = {
  COLUMNS "\ntree-lstm,16,2,1,depth,full,1,34725.5,150,0.43,5.25\n",
  "note," COLUMNS "\r\n\"1,\n\"\"2\",\"tree-lstm\",16,2,1,depth,full,1,1e30,1,,\r\n\r\n",
  "\xef\xbb\xbf" COLUMNS ",kernels\na,8,1,1,fsm,full,2,3,4,5,6,7\n"
  "tree-lstm,16,2,1,depth,full,1,2,3,4,5\n",
  " [{\"workload\": \"tree-lstm\", \"size\": 16, \"batch_size\": 2, \"mini_batches\": 1, "
  "\"policy\": "
  "\"depth\", \"planner\": \"full\", \"threads\": 1, \"instances_per_s\": 1.5e3, \"sgemm_gflops\": "
  "150, \"share\": null, \"loss\": 5.25, \"compared\": true}]\n",
};

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const BsBenchRow row = { .workload = "tree-lstm",
                           .policy = "depth",
                           .size = 16,
                           .batch_size = 2,
                           .n_mini_batches = 1,
                           .planner = BS_PLANNER_FULL,
                           .n_threads = 1,
                           .wall_ns = 1000,
                           .sgemm_gflops = 100.0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBenchEarlier)
      earlier = bs_bench_earlier_parse ("input", (const char *) data, size, &error);
  const BsBenchPartner *partner;
  guint n_left;

  g_assert_true ((earlier == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpuint (strlen (error->message), <, 400);
      return 0;
    }

  n_left = bs_bench_earlier_n_left (earlier);
  g_assert_cmpuint (n_left, >, 0);
  partner = bs_bench_earlier_find (earlier, &row);
  if (partner != NULL)
    {
      g_assert_true (partner->instances_per_s > 0.0 && isfinite (partner->instances_per_s));
      g_assert_true (partner->sgemm_gflops > 0.0 && isfinite (partner->sgemm_gflops));
      g_assert_true (bs_bench_partner_ratio (partner, &row) >= 0.0);
      g_assert_cmpuint (bs_bench_earlier_n_left (earlier), ==, n_left - 1);
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    g_ptr_array_add (list, g_bytes_new_static (seeds[i], strlen (seeds[i])));

  return list;
}
