/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a run for other programs: the states that it reached and how they followed each
 * other, and the whole table of the policy. */
#pragma once

#include "profiles/tables/text-sink.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_fsm_export_json:
 * @trace: a loaded trace
 * @decision: whose state is said to be the current one, from 1
 * @out: what to append to
 *
 * An object with decision, current (a state), encoding, types, states (state, text, types, visits,
 * action: the type taken most often, action_visits, q of it), transitions (from, to: null at the
 * end, count, types: the most frequent ones with their counts), and policy (null where a fixed rule
 * decided).
 */
void bs_fsm_export_json (const BsTrace *trace, guint32 decision, BsTextSink *out);

/**
 * bs_fsm_export_dot:
 * @trace: a loaded trace
 * @decision: whose state is the current one
 * @out: what to append to
 *
 * States as nodes in the colour of their action, transitions as edges.
 */
void bs_fsm_export_dot (const BsTrace *trace, guint32 decision, BsTextSink *out);

G_END_DECLS
