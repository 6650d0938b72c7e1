/* SPDX-License-Identifier: Apache-2.0 */
/* Branches in words. */
#pragma once

#include "profiles/replay/branch.h"

G_BEGIN_DECLS

/** bs_branch_batches_text: Returns: (transfer full): `179 batches, 1 fewer than recorded`. */
char *bs_branch_batches_text (const BsBranch *branch);

/** bs_branch_summary: Returns: (transfer full): the same, with predicted time, and where it comes to
 * where the recording was. */
char *bs_branch_summary (const BsBranch *branch);

/** bs_branch_delta_text: Returns: (transfer full): batches against those recorded, with a sign. */
char *bs_branch_delta_text (const BsBranch *branch);

G_END_DECLS
