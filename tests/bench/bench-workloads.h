/* SPDX-License-Identifier: Apache-2.0 */
/* The workloads that benchmarks run on: public corpora where they are there, else the samples. */
#pragma once

#include "engine/workload.h"

G_BEGIN_DECLS

#define BS_BENCH_N_WORKLOADS 9

/** bs_bench_workload_name: Returns: the name of workload @i. */
const char *bs_bench_workload_name (guint i);

/** bs_bench_workload_open: Returns: (transfer full): workload @i. */
BsWorkload *bs_bench_workload_open (guint i);

/** bs_bench_build: Returns: (transfer full): mini-batch @mini_batch of @batch_size inputs. */
BsGraph *bs_bench_build (BsWorkload *workload, guint mini_batch, guint batch_size,
                         BsTypeTable *types);

G_END_DECLS
