/* SPDX-License-Identifier: Apache-2.0 */
/* The backends of this build. Private to the engine. */
#pragma once

#include "engine/backend.h"

G_BEGIN_DECLS

/* Plain loops in double precision, one node at a time: the oracle of all others. */
BsBackend *bs_reference_backend_new (BsModel *model, const BsBackendOptions *options,
                                     GError **error);

/* Packed weights and vector kernels, one batch at a time. */
BsBackend *bs_cpu_backend_new (BsModel *model, const BsBackendOptions *options, GError **error);

/* A GPU of NVIDIA; in builds with HAVE_CUDA. */
BsBackend *bs_cuda_backend_new (BsModel *model, const BsBackendOptions *options, GError **error);
gboolean bs_cuda_backend_probe (char **about, char **version, GError **error);

G_END_DECLS
