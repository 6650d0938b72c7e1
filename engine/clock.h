/* SPDX-License-Identifier: Apache-2.0 */
/* The one clock. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bs_now_ns:
 *
 * The one clock of a trace: all times of events, decisions and schedules are of it. It is the
 * system's monotonic clock (`CLOCK_MONOTONIC`), between the readings of which ticks of the processor
 * are counted where they are even. It never goes backwards in a thread; threads may differ by less
 * than a microsecond.
 *
 * Returns: nanoseconds since a moment that is the same for all programs until the system restarts
 */
gint64 bs_now_ns (void);

G_END_DECLS
