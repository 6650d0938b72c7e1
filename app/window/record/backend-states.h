/* SPDX-License-Identifier: Apache-2.0 */
/* Which backends this machine can use. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean usable;
  char *text; /* one line: what it runs on, or why it cannot be used */
} BsBackendState;

/**
 * bs_backend_states_async:
 * @names: (array zero-terminated=1): also of backends that the build does not have; static
 *
 * Asks in a thread: the libraries of a GPU take up to a second to be loaded.
 */
void bs_backend_states_async (const char *const *names, GAsyncReadyCallback callback,
                              gpointer user_data);

/** bs_backend_states_finish: Returns: (transfer full) (element-type BsBackendState): of each name, in order. */
GArray *bs_backend_states_finish (GAsyncResult *result);

G_END_DECLS
