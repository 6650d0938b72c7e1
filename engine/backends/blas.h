/* SPDX-License-Identifier: Apache-2.0 */
/* OpenBLAS, loaded when it is first needed: what a machine can do is measured with it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* C (m x n) = A (m x k) B (k x n), column-major, single precision. */
typedef void (*BsGemm) (guint32 m, guint32 n, guint32 k, const float *a, guint32 lda,
                        const float *b, guint32 ldb, float *c, guint32 ldc);

/**
 * bs_blas_prepare:
 *
 * To be called first of all in a program, while it has one thread. OpenBLAS picks its kernels by
 * the model of the processor, and releases older than the model pick their slowest; it reads the
 * environment when it is loaded. Where the user has not chosen, this chooses by what the
 * processor can do, and switches off the pool of threads, which slows small products down.
 */
void bs_blas_prepare (void);

/**
 * bs_blas_load:
 *
 * Returns: the matrix product, or %NULL with %BS_ERROR_UNSUPPORTED and what to install
 */
BsGemm bs_blas_load (GError **error);

/** bs_blas_describe: Returns: (transfer full): such as `OpenBLAS 0.3.21, SkylakeX`. */
char *bs_blas_describe (void);

G_END_DECLS
