/* SPDX-License-Identifier: Apache-2.0 */
/* The full state at a decision, in words and as JSON. */
#pragma once

#include "profiles/replay/replay.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/**
 * bs_inspection_print_here:
 * @replay: at a decision, not before the first
 *
 * Appends what is known where the clock stands: its place, state, reason, frontier, progress and
 * bound, memory, the decision that comes next, and the members of its batch. JSON is one object;
 * text is for people; CSV is the frontier table.
 */
void bs_inspection_print_here (BsReplay *replay, BsTableFormat format, GString *out);

/** bs_inspection_print: the same at @decision, from 1 through the whole trace. */
void bs_inspection_print (const BsTrace *trace, guint32 decision, BsTableFormat format,
                          GString *out);

G_END_DECLS
