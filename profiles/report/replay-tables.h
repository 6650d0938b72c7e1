/* SPDX-License-Identifier: Apache-2.0 */
/* What the decision clock of a trace knows, as tables. */
#pragma once

#include "profiles/replay/replay.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/** bs_replay_table_values: Returns: (transfer full): the values that are alive here, a row each:
 * where each lies, and from which decision to which it is there. */
BsTable *bs_replay_table_values (BsReplay *replay);

/** bs_replay_table_type: Returns: (transfer full): a row: the frontier of @type here, when it became
 * what it is and when it is another. */
BsTable *bs_replay_table_type (BsReplay *replay, guint type);

/**
 * bs_replay_print_node:
 * @node: of the mini-batch where the clock stands; it has to be there
 *
 * Appends where a node was executed: when it was there and ready, where it stands here, who reads
 * it, and where its values lie. JSON is one object; CSV is a row a value.
 */
void bs_replay_print_node (BsReplay *replay, guint32 node, BsTableFormat format, GString *out);

G_END_DECLS
