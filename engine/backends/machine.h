/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine can do at most on one thread: what speeds are compared with. Seconds are those of the
 * thread, so that what else runs on the machine makes it no slower. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bs_machine_measure_sgemm:
 * @gflops: (out): 10^9 additions and multiplications a second
 *
 * OpenBLAS, matrices of 2048 x 2048, one thread, the best of four products (of fewer where one
 * takes long). About half a second, and 48 MB for its time.
 *
 * Returns: %FALSE with an error where there is no OpenBLAS, or no memory
 */
gboolean bs_machine_measure_sgemm (double *gflops, GError **error);

/**
 * bs_machine_measure_copy:
 * @gb_per_s: (out): 10^9 bytes copied a second, which is half of what memory moves
 *
 * One thread, 32 MB from one place to another, the best of five times.
 *
 * Returns: %FALSE with an error where there is no memory
 */
gboolean bs_machine_measure_copy (double *gb_per_s, GError **error);

G_END_DECLS
