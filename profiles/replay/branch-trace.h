/* SPDX-License-Identifier: Apache-2.0 */
/* A branch as a trace of its own: the whole recording, with the mini-batch of the branch in place of
 * the recorded one. */
#pragma once

#include "profiles/replay/branch.h"

G_BEGIN_DECLS

/**
 * bs_branch_write:
 * @name: (nullable): of the branch, written as its provenance
 * @path: the trace to write; replaced if it is a trace, but not that of @trace
 * @cancellable: (nullable):
 *
 * Decisions of mini-batches before that of the branch keep their numbers, those after it move by
 * what the branch has more or fewer. Nothing of the branch ran: its mini-batch is only scheduled,
 * without events and loss. How the policy was learned is left out.
 *
 * Returns: %FALSE with an error, and without a file, where it could not be written or was cancelled
 */
gboolean bs_branch_write (const BsTrace *trace, const BsBranch *branch, const char *name,
                          const char *path, GCancellable *cancellable, GError **error);

/** bs_branch_make_trace: Returns: (transfer full): the same in memory; a file is there only
 * meanwhile. */
BsTrace *bs_branch_make_trace (const BsTrace *trace, const BsBranch *branch,
                               GCancellable *cancellable, GError **error);

G_END_DECLS
