/* SPDX-License-Identifier: Apache-2.0 */
/* Policies side by side, state by state: what tables have learned, or what runs have chosen. */
#pragma once

#include "engine/fsm.h"
#include "profiles/comparison/comparison.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/* What two tables have in common. */
typedef struct
{
  guint n_base, n_own;    /* states */
  guint n_common;         /* of these, known to both */
  guint n_same_action;    /* of these, with the same best action */
  gboolean same_encoding; /* else no state of one can be one of the other */
} BsPolicySummary;

/** bs_policy_compare: Returns: what two tables have in common. */
BsPolicySummary bs_policy_compare (const BsFsm *base, const BsFsm *own);

/**
 * bs_policy_tabulate:
 *
 * Returns: (transfer full): a row a state and type: state, type, base_q, q, base_visits, visits,
 *   base_best, best (whether it is what the table does), differs (whether what they do in the state
 *   is not the same; missing where one does not know it). States that differ come first, then those
 *   that one of them does not know, then the others, each by visits
 */
BsTable *bs_policy_tabulate (const BsFsm *base, const BsFsm *own);

/**
 * bs_comparison_tabulate_states:
 *
 * Returns: (transfer full): a row a run, state and type that was chosen in it: run, state, type,
 *   base_decisions, decisions, base_share, share (of the decisions in the state), base_batches_to_go,
 *   batches_to_go (mean, to the end of the mini-batch, this one included), base_ns_to_go, ns_to_go
 *   (mean, executing, measured where both were, else predicted), differs (whether what is chosen
 *   most is not the same; missing where only one was in the state). Sorted as above, by decisions
 */
BsTable *bs_comparison_tabulate_states (const BsComparison *self);

/** bs_comparison_tabulate_states_of: the same of one run after the base. */
BsTable *bs_comparison_tabulate_states_of (const BsComparison *self, guint run);

G_END_DECLS
