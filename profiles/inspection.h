/* SPDX-License-Identifier: Apache-2.0 */
/* The full state at a decision, in words and as JSON. */
#pragma once

#include "profiles/table.h"
#include "profiles/trace.h"

G_BEGIN_DECLS

/**
 * bs_inspection_print:
 * @decision: from 1 through the whole trace
 *
 * Appends what is known at @decision: its place, state, reason, frontier, progress and bound, and
 * the members of its batch. JSON is one object; text is for people; CSV is the frontier table.
 */
void bs_inspection_print (const BsTrace *trace, guint32 decision, BsTableFormat format,
                          GString *out);

G_END_DECLS
