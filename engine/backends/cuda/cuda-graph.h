/* SPDX-License-Identifier: Apache-2.0 */
/* Stages that repeat are launched at once, by graphs of the driver: the host then says one thing, and not one for
 * each launch. The lists that the launches read may be others each time. Private to the engine. */
#pragma once

#include "engine/backends/cuda/cuda-program.h"

G_BEGIN_DECLS

typedef struct _BsCudaGraphs BsCudaGraphs;

BsCudaGraphs *bs_cuda_graphs_new (void);

/** bs_cuda_graphs_free: what was launched goes on to its end. */
void bs_cuda_graphs_free (BsCudaGraphs *self, BsCudaDevice *device);

/**
 * bs_cuda_graphs_launch:
 *
 * Launches all batches of @program, if the same launches with the same arguments were asked for before; some of
 * the latest are known. Where a driver makes no graphs, nobody is asked again. O(launches of the program).
 *
 * Returns: whether they are launched; bs_cuda_program_run() otherwise, which does nothing after an error
 */
gboolean bs_cuda_graphs_launch (BsCudaGraphs *self, const BsCudaProgram *program,
                                BsCudaDevice *device);

G_END_DECLS
