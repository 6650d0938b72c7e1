/* SPDX-License-Identifier: Apache-2.0 */
/* What can be asked of a decision. The view `decisions` of profiles/format/schema says the same in SQL. */
#include "config.h"

#include "profiles/query/decision-columns.h"

#include <glib/gi18n-lib.h>

const BsPredicateColumn bs_decision_columns[BS_N_DECISION_COLUMNS] = {
  [BS_DECISION_DECISION] = { "decision", BS_PREDICATE_INTEGER,
                             N_ ("its number, from 1 through the whole trace") },
  [BS_DECISION_MINI_BATCH] = { "mini_batch", BS_PREDICATE_INTEGER, N_ ("from 0") },
  [BS_DECISION_TYPE] = { "type", BS_PREDICATE_TEXT, N_ ("that was chosen, by name") },
  [BS_DECISION_BATCH_SIZE] = { "batch_size", BS_PREDICATE_INTEGER, N_ ("nodes in the batch") },
  [BS_DECISION_STATE] = { "state", BS_PREDICATE_TEXT,
                          N_ ("what the policy saw, as steps prints it") },
  [BS_DECISION_REASON] = { "reason", BS_PREDICATE_TEXT, N_ ("of the choice, such as learned") },
  [BS_DECISION_READY] = { "ready", BS_PREDICATE_INTEGER, N_ ("ready nodes of the chosen type") },
  [BS_DECISION_REACHABLE] = { "reachable", BS_PREDICATE_INTEGER,
                              N_ ("nodes of it that are ready, or would be once all others ran; "
                                  "0: not counted") },
  [BS_DECISION_RHO] = { "rho", BS_PREDICATE_REAL,
                        N_ ("ready / reachable; below 1, waiting could make a larger batch") },
  [BS_DECISION_SAFE] = { "safe", BS_PREDICATE_INTEGER, N_ ("1: rho is 1; else 0") },
  [BS_DECISION_SCORE] = { "score", BS_PREDICATE_REAL,
                          N_ ("what the policy compared, of the chosen type: Q, or mean depth") },
  [BS_DECISION_Q_MARGIN] = { "q_margin", BS_PREDICATE_REAL,
                             N_ ("score less the largest of the other ready types") },
  [BS_DECISION_N_CANDIDATES] = { "n_candidates", BS_PREDICATE_INTEGER,
                                 N_ ("types with ready nodes; 0: not recorded") },
  [BS_DECISION_N_READY] = { "n_ready", BS_PREDICATE_INTEGER, N_ ("ready nodes of all types") },
  [BS_DECISION_N_TIED] = { "n_tied", BS_PREDICATE_INTEGER,
                           N_ ("other types with the same score, at most 255") },
  [BS_DECISION_DRAW] = { "draw", BS_PREDICATE_INTEGER,
                         N_ ("random number drawn (64 bits, with a sign)") },
  [BS_DECISION_FALLBACK] = { "fallback", BS_PREDICATE_INTEGER,
                             N_ ("1: the policy did not know the state; else 0") },
  [BS_DECISION_STEP] = { "step", BS_PREDICATE_INTEGER,
                         N_ ("number within its mini-batch, from 1") },
  [BS_DECISION_EXECUTED] = { "executed", BS_PREDICATE_INTEGER,
                             N_ ("nodes of its mini-batch that ran before") },
  [BS_DECISION_REMAINING] = { "remaining", BS_PREDICATE_INTEGER,
                              N_ ("nodes of its mini-batch that did not, those of the batch too") },
  [BS_DECISION_CHOOSE_NS] = { "choose_ns", BS_PREDICATE_INTEGER, N_ ("nanoseconds of choosing") },
  [BS_DECISION_RUN_NS] = { "run_ns", BS_PREDICATE_INTEGER,
                           N_ ("nanoseconds from the first event of the batch to its last") },
  [BS_DECISION_GATHERS] = { "gathers", BS_PREDICATE_INTEGER,
                            N_ ("operands that were copied together") },
  [BS_DECISION_GATHER_BYTES] = { "gather_bytes", BS_PREDICATE_INTEGER, N_ ("of them") },
  [BS_DECISION_SCATTERS] = { "scatters", BS_PREDICATE_INTEGER,
                             N_ ("results that were copied to their places") },
  [BS_DECISION_SCATTER_BYTES] = { "scatter_bytes", BS_PREDICATE_INTEGER, N_ ("of them") },
  [BS_DECISION_FLOPS] = { "flops", BS_PREDICATE_INTEGER, N_ ("floating-point operations") },
};

static BsPredicateValue
integer (gint64 value)
{
  return (BsPredicateValue){ .kind = BS_PREDICATE_INTEGER, .integer = value };
}

static BsPredicateValue
real (double value)
{
  return (BsPredicateValue){ .kind = BS_PREDICATE_REAL, .real = value };
}

static BsPredicateValue
text (const char *value)
{
  return (BsPredicateValue){ .kind = BS_PREDICATE_TEXT, .text = value };
}

static BsPredicateValue
null (void)
{
  return (BsPredicateValue){ .kind = BS_PREDICATE_NULL };
}

static BsPredicateValue
get_margin (const BsTrace *trace, guint32 decision, const BsCandidate *chosen)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);
  double second = BS_NO_SCORE;

  for (guint i = 0; i < d->n_candidates; i++)
    if (&candidates[i] != chosen)
      second = MAX (second, candidates[i].score);
  if (chosen->score == BS_NO_SCORE || second == BS_NO_SCORE)
    return null ();

  return real (chosen->score - second);
}

/* What the candidates say. */
static BsPredicateValue
get_frontier_value (const BsTrace *trace, guint32 decision, BsDecisionColumn column)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);
  const BsCandidate *chosen = bs_trace_chosen (trace, decision);
  gint64 n_ready = 0;

  if (chosen == NULL)
    return null ();

  switch (column)
    {
    case BS_DECISION_READY:
      return integer (chosen->ready);

    case BS_DECISION_REACHABLE:
      return integer (chosen->reachable);

    case BS_DECISION_RHO:
      return real (bs_candidate_rho (chosen));

    case BS_DECISION_SAFE:
      return chosen->reachable > 0 ? integer (chosen->ready == chosen->reachable) : null ();

    case BS_DECISION_SCORE:
      return chosen->score != BS_NO_SCORE ? real (chosen->score) : null ();

    case BS_DECISION_Q_MARGIN:
      return get_margin (trace, decision, chosen);

    case BS_DECISION_N_READY:
    default:
      for (guint i = 0; i < d->n_candidates; i++)
        n_ready += candidates[i].ready;
      return integer (n_ready);
    }
}

/* How the batch ran, if it did. */
static BsPredicateValue
get_run_value (const BsTraceDecision *d, BsDecisionColumn column)
{
  if (d->run_end_ns == 0)
    return null ();

  switch (column)
    {
    case BS_DECISION_RUN_NS:
      return integer (d->run_end_ns - d->run_start_ns);

    case BS_DECISION_GATHERS:
      return integer (d->n_gathers);

    case BS_DECISION_GATHER_BYTES:
      return integer ((gint64) d->gather_bytes);

    case BS_DECISION_SCATTERS:
      return integer (d->n_scatters);

    case BS_DECISION_SCATTER_BYTES:
      return integer ((gint64) d->scatter_bytes);

    case BS_DECISION_FLOPS:
    default:
      return integer ((gint64) d->flops);
    }
}

BsPredicateValue
bs_decision_get_value (const BsTrace *trace, guint32 decision, BsDecisionColumn column)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsTraceMiniBatch *mini_batch = &trace->mini_batches[d->mini_batch];

  switch (column)
    {
    case BS_DECISION_DECISION:
      return integer (decision);

    case BS_DECISION_MINI_BATCH:
      return integer (d->mini_batch);

    case BS_DECISION_TYPE:
      return text (trace->types->types[d->type].name);

    case BS_DECISION_BATCH_SIZE:
      return integer (d->size);

    case BS_DECISION_REASON:
      return text (bs_reason_to_string (d->reason));

    case BS_DECISION_N_CANDIDATES:
      return integer (d->n_candidates);

    case BS_DECISION_N_TIED:
      return integer (d->n_tied);

    case BS_DECISION_DRAW:
      return d->draw != 0 ? integer ((gint64) d->draw) : null ();

    case BS_DECISION_FALLBACK:
      return integer (bs_reason_is_fallback (d->reason));

    case BS_DECISION_STEP:
      return integer ((gint64) decision - mini_batch->first_decision + 1);

    case BS_DECISION_EXECUTED:
      return integer (d->n_executed);

    case BS_DECISION_REMAINING:
      return integer ((gint64) mini_batch->n_nodes - d->n_executed);

    case BS_DECISION_CHOOSE_NS:
      return integer (d->end_ns - d->start_ns);

    case BS_DECISION_READY:
    case BS_DECISION_REACHABLE:
    case BS_DECISION_RHO:
    case BS_DECISION_SAFE:
    case BS_DECISION_SCORE:
    case BS_DECISION_Q_MARGIN:
    case BS_DECISION_N_READY:
      return get_frontier_value (trace, decision, column);

    case BS_DECISION_RUN_NS:
    case BS_DECISION_GATHERS:
    case BS_DECISION_GATHER_BYTES:
    case BS_DECISION_SCATTERS:
    case BS_DECISION_SCATTER_BYTES:
    case BS_DECISION_FLOPS:
      return get_run_value (d, column);

    case BS_DECISION_STATE:
    case BS_N_DECISION_COLUMNS:
    default:
      return null ();
    }
}

char *
bs_decision_columns_text (void)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
    g_string_append_printf (out, "  %-14s%s\n", bs_decision_columns[i].name,
                            _ (bs_decision_columns[i].help));

  return g_string_free (out, FALSE);
}
