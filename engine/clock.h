/* SPDX-License-Identifier: Apache-2.0 */
/* The one clock. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_now_ns: Returns: the monotonic clock in nanoseconds; the one clock of a trace. It never goes
 * backwards in a thread; threads may differ by less than a microsecond. */
gint64 bs_now_ns (void);

G_END_DECLS
