/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels behind gemm.h, each compiled for its processors. */
#pragma once

#include "engine/backends/gemm.h"

G_BEGIN_DECLS

void bs_gemm_baseline (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts,
                       const BsColumns *init, const BsColumns *result);

#ifdef __x86_64__
void bs_gemm_avx2 (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts,
                   const BsColumns *init, const BsColumns *result);
void bs_gemm_avx512 (guint32 rows, guint32 n, guint n_parts, const BsGemmPart *parts,
                     const BsColumns *init, const BsColumns *result);
#endif

G_END_DECLS
