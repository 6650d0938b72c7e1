/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the trace writer share: the statements that write rows. */
#pragma once

#include "profiles/recording/bulk-rows.h"
#include "profiles/recording/trace-writer.h"

G_BEGIN_DECLS

typedef enum
{
  BS_STATEMENT_BEGIN,
  BS_STATEMENT_COMMIT,
  BS_STATEMENT_INFO,
  BS_STATEMENT_TYPE,
  BS_STATEMENT_REASON,
  BS_STATEMENT_PHASE,
  BS_STATEMENT_VOCABULARY,
  BS_STATEMENT_WORD,
  BS_STATEMENT_POLICY,
  BS_STATEMENT_POLICY_TYPE,
  BS_STATEMENT_POLICY_STATE,
  BS_STATEMENT_POLICY_ACTION,
  BS_STATEMENT_TRAINING,
  BS_STATEMENT_TRAINING_SUMMARY,
  BS_STATEMENT_STATE,
  BS_STATEMENT_MINI_BATCH,
  BS_STATEMENT_FINISH,
  BS_STATEMENT_STAGE,
  BS_STATEMENT_INSTANCE,
  BS_STATEMENT_GRAPH_BLOCK,
  BS_STATEMENT_ORDER_BLOCK,
  BS_STATEMENT_DECISION,
  BS_STATEMENT_CANDIDATE,
  BS_STATEMENT_BATCH,
  BS_STATEMENT_LATE_BATCH,
  BS_STATEMENT_EVENT_BLOCK,
  BS_STATEMENT_LEVEL_BLOCK,
  BS_STATEMENT_DIAGNOSTIC,
  BS_STATEMENT_CELL,
  BS_STATEMENT_CELL_PLAN,
  BS_STATEMENT_PLAN_VARIABLE,
  BS_STATEMENT_PLAN_BATCH,
  BS_STATEMENT_PLAN_TUPLE,
  BS_STATEMENT_PLAN_CONSTRAINT,
  BS_STATEMENT_GRAPH_PLAN,
  BS_STATEMENT_DEVICE,
  BS_STATEMENT_LANE,
  BS_STATEMENT_KERNEL,
  BS_STATEMENT_LAUNCH,
  BS_STATEMENT_IDLE,
  BS_N_STATEMENTS
} BsStatement;

/* Runs a statement with values: `u` 32 bits, `i` 64 bits, `n` the same and NULL below 0, `r` a real
 * (not a number: NULL), `t` text or NULL, `b` bytes and their count, `0` NULL. */
void bs_trace_writer_run (BsTraceWriter *self, BsStatement statement, const char *kinds, ...);

/** bs_trace_writer_run_rows: a statement whose only parameter is rows. */
void bs_trace_writer_run_rows (BsTraceWriter *self, BsStatement statement, const BsBulkRows *rows);

G_END_DECLS
