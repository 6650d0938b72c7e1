/* SPDX-License-Identifier: Apache-2.0 */
/* Room for a new trace where an older one may be. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bs_trace_make_room:
 *
 * Removes the trace at @path and what a killed recording left beside it, so that nothing of it is
 * taken for a part of the new one.
 *
 * Returns: %FALSE with an error when there is something that is no trace, or a trace in use
 */
gboolean bs_trace_make_room (const char *path, GError **error);

G_END_DECLS
