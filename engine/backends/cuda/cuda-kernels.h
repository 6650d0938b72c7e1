/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels that a model needs on a GPU: those that come with the program, and for models that do not, compiled
 * when they are first used. Private to the engine. */
#pragma once

#include "engine/backends/cuda/cuda-program.h"

G_BEGIN_DECLS

/**
 * bs_cuda_kernels_load:
 * @cells: (inout) (array length=n_cells): the functions of their sections are found
 * @kernels: (out): those that serve every cell
 *
 * Returns: %FALSE with an error that says what is missing
 */
gboolean bs_cuda_kernels_load (BsCudaDevice *device, BsCudaCell *cells, guint n_cells,
                               BsCudaKernels *kernels, GError **error);

G_END_DECLS
