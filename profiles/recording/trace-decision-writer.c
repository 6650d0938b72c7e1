/* SPDX-License-Identifier: Apache-2.0 */
/* Writes decisions, many at a time: they are most of the rows of a trace. */
#include "config.h"

#include "profiles/recording/trace-decision-writer.h"

#include <math.h>

#include "profiles/recording/trace-writer-private.h"

#define CHUNK 256u
#define DECISION_COLUMNS 10
#define CANDIDATE_COLUMNS 5

static void
fill_decision (BsBulkValue *row, guint32 id, guint32 mini_batch, const BsDecision *decision,
               gint64 state)
{
  gint64 start_ns = MAX (decision->start_ns, 0);

  row[0].integer = id;
  row[1].integer = mini_batch;
  row[2].integer = decision->type;
  row[3].integer = decision->count;
  row[4].integer = state;
  row[5].integer = decision->reason;
  row[6].integer = decision->n_tied;
  row[7].integer = (gint64) decision->draw;
  row[8].integer = start_ns;
  row[9].integer = MAX (decision->end_ns, start_ns);
}

static void
fill_candidate (BsBulkValue *row, guint32 id, const BsCandidate *candidate)
{
  row[0].integer = id;
  row[1].integer = candidate->type;
  row[2].integer = candidate->ready;
  row[3].integer = candidate->reachable;
  row[4].real = candidate->score != BS_NO_SCORE ? candidate->score : NAN;
}

static void
add_chunk (BsTraceWriter *self, const BsMiniBatch *mini_batch, guint32 first, guint32 n,
           const guint32 *states, guint n_states)
{
  const BsSchedule *schedule = mini_batch->schedule;
  g_autofree BsBulkValue *decisions = g_new (BsBulkValue, n * DECISION_COLUMNS);
  g_autofree BsBulkValue *candidates = NULL;
  gsize n_candidates = 0;

  for (guint32 i = 0; i < n; i++)
    n_candidates += schedule->decisions[first + i].n_candidates;
  candidates = g_new (BsBulkValue, n_candidates * CANDIDATE_COLUMNS);
  n_candidates = 0;
  for (guint32 i = 0; i < n; i++)
    {
      const BsDecision *decision = &schedule->decisions[first + i];
      guint32 id = mini_batch->first_decision + first + i;

      fill_decision (decisions + (gsize) i * DECISION_COLUMNS, id, mini_batch->mini_batch, decision,
                     states != NULL && decision->state < n_states ? (gint64) states[decision->state]
                                                                  : -1);
      for (guint k = 0; k < decision->n_candidates; k++)
        fill_candidate (candidates + n_candidates++ * CANDIDATE_COLUMNS, id,
                        &schedule->candidates[decision->first_candidate + k]);
    }

  /* In one transaction: a decision that is there has its candidates. */
  bs_trace_writer_run_rows (self, BS_STATEMENT_DECISION,
                            &(BsBulkRows){ decisions, n, "iiiiniiiii" });
  bs_trace_writer_run_rows (self, BS_STATEMENT_CANDIDATE,
                            &(BsBulkRows){ candidates, n_candidates, "iiiir" });
  bs_trace_writer_commit_if_due (self);
}

void
bs_trace_writer_add_decisions (BsTraceWriter *self, const BsMiniBatch *mini_batch,
                               const guint32 *states, guint n_states)
{
  guint32 n_decisions = mini_batch->schedule->n_decisions;

  for (guint32 first = 0; first < n_decisions; first += CHUNK)
    add_chunk (self, mini_batch, first, MIN (n_decisions - first, CHUNK), states, n_states);
}
