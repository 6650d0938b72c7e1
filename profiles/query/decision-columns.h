/* SPDX-License-Identifier: Apache-2.0 */
/* What can be asked of a decision: the columns of predicates and of the view `decisions`. */
#pragma once

#include "profiles/query/predicate.h"

G_BEGIN_DECLS

/* The first six are what `steps` prints. */
typedef enum
{
  BS_DECISION_DECISION,
  BS_DECISION_MINI_BATCH,
  BS_DECISION_TYPE,
  BS_DECISION_BATCH_SIZE,
  BS_DECISION_STATE,
  BS_DECISION_REASON,
  BS_DECISION_READY,
  BS_DECISION_REACHABLE,
  BS_DECISION_RHO,
  BS_DECISION_SAFE,
  BS_DECISION_SCORE,
  BS_DECISION_Q_MARGIN,
  BS_DECISION_N_CANDIDATES,
  BS_DECISION_N_READY,
  BS_DECISION_N_TIED,
  BS_DECISION_DRAW,
  BS_DECISION_FALLBACK,
  BS_DECISION_STEP,
  BS_DECISION_EXECUTED,
  BS_DECISION_REMAINING,
  BS_DECISION_CHOOSE_NS,
  BS_DECISION_RUN_NS,
  BS_DECISION_GATHERS,
  BS_DECISION_GATHER_BYTES,
  BS_DECISION_SCATTERS,
  BS_DECISION_SCATTER_BYTES,
  BS_DECISION_FLOPS,
  BS_N_DECISION_COLUMNS
} BsDecisionColumn;

/* Names, types and, to be translated, what they mean. */
extern const BsPredicateColumn bs_decision_columns[BS_N_DECISION_COLUMNS];

/**
 * bs_decision_get_value:
 *
 * Returns: the value of @column of @decision; that of %BS_DECISION_STATE is left NULL, for
 *   bs_trace_state_text() is what makes it
 */
BsPredicateValue bs_decision_get_value (const BsTrace *trace, guint32 decision,
                                        BsDecisionColumn column);

/** bs_decision_columns_text: Returns: (transfer full): a line each: name, and what it means,
 * translated. */
char *bs_decision_columns_text (void);

G_END_DECLS
