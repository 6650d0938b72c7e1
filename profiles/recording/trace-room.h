/* SPDX-License-Identifier: Apache-2.0 */
/* Room for a new trace where an older one may be, kept from all other recordings. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _BsTraceRoom BsTraceRoom;

/**
 * bs_trace_room_take:
 * @data: (array length=size): what the new file begins with: a trace without a run
 *
 * Removes the trace at @path and what a killed recording left beside it, so that nothing of it is
 * taken for a part of the new one, and makes a new one in its place. Until bs_trace_room_leave() no
 * other recording can take it, in this program or another; the lock is gone with the program,
 * however that ends.
 *
 * Returns: (transfer full): the room, or %NULL with an error when there is something that is no
 *   trace, a trace in use, or no file can be made
 */
BsTraceRoom *bs_trace_room_take (const char *path, gconstpointer data, gsize size, GError **error);

/** bs_trace_room_leave: after the last use of the file; @remove: nothing was recorded. */
void bs_trace_room_leave (BsTraceRoom *self, gboolean remove);

G_END_DECLS
