/* SPDX-License-Identifier: Apache-2.0 */
/* What people keep with a trace, in the window: its sidecar, read and changed in a thread, one job
 * after the other. */
#pragma once

#include <gio/gio.h>

#include "profiles/replay/sidecar.h"

G_BEGIN_DECLS

#define BS_TYPE_NOTEBOOK (bs_notebook_get_type ())
G_DECLARE_FINAL_TYPE (BsNotebook, bs_notebook, BS, NOTEBOOK, GObject)

/* Reads or changes @sidecar, in a thread. */
typedef gboolean (*BsNotebookJob) (BsSidecar *sidecar, gpointer data, GError **error);

/**
 * bs_notebook_new:
 * @trace: one that has no file keeps nothing: jobs do nothing then, and succeed
 *
 * Begins to read. Signals: `changed` when it was read, and when the last of the jobs under way is
 * done and one of them succeeded, also when another program changed the file; `failed` (const char *message) when it could not be read, or a
 * job without a callback failed.
 */
BsNotebook *bs_notebook_new (BsTrace *trace);

/** bs_notebook_get_sidecar: Returns: (transfer none) (nullable): a copy of what is kept, until
 * `changed`; %NULL: it was not read yet. */
const BsSidecar *bs_notebook_get_sidecar (BsNotebook *self);

/** bs_notebook_get_busy: Returns: whether jobs are under way. */
gboolean bs_notebook_get_busy (BsNotebook *self);

/**
 * bs_notebook_run:
 * @data: (transfer full):
 * @callback: (nullable):
 */
void bs_notebook_run (BsNotebook *self, BsNotebookJob job, gpointer data, GDestroyNotify free_data,
                      GAsyncReadyCallback callback, gpointer user_data);
gboolean bs_notebook_run_finish (BsNotebook *self, GAsyncResult *result, GError **error);

G_END_DECLS
