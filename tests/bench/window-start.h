/* SPDX-License-Identifier: Apache-2.0 */
/* How long a program takes from its start to its window, as the X server sees it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bs_bench_window_start:
 * @program: to be started without arguments, and ended once its window is there
 *
 * Returns: milliseconds until a window is mapped, or less than 0 where none comes
 */
double bs_bench_window_start (const char *program);

G_END_DECLS
