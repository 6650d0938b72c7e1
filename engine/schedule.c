/* SPDX-License-Identifier: Apache-2.0 */
/* The result of scheduling. */
#include "config.h"

#include "engine/schedule.h"

#include "engine/ratio.h"

const char *
bs_reason_to_string (BsReason reason)
{
  static const char *const names[BS_N_REASONS] = {
    "only",      "rule",    "learned",  "safe",   "ratio",    "explored",
    "component", "certain", "composed", "random", "searched",
  };

  return reason < BS_N_REASONS ? names[reason] : "?";
}

/* Field by field: others may count references meanwhile. */
static BsSchedule *
copy (const BsSchedule *self)
{
  BsSchedule *other = g_new0 (BsSchedule, 1);

  other->n_decisions = self->n_decisions;
  other->decisions = g_memdup2 (self->decisions, self->n_decisions * sizeof *self->decisions);
  other->n_nodes = self->n_nodes;
  other->order = g_memdup2 (self->order, self->n_nodes * sizeof *self->order);
  other->n_candidates = self->n_candidates;
  other->candidates = g_memdup2 (self->candidates, self->n_candidates * sizeof *self->candidates);
  other->n_fallbacks = self->n_fallbacks;
  other->states = self->states != NULL ? bs_state_table_ref (self->states) : NULL;
  other->start_ns = self->start_ns;
  other->end_ns = self->end_ns;
  g_atomic_int_set (&other->refs, 1);

  return other;
}

BsSchedule *
bs_schedule_add_ratios (BsSchedule *self, BsGraph *graph)
{
  g_autoptr (BsRatio) ratio = NULL;
  BsSchedule *other;

  if (!self->without_ratios)
    return bs_schedule_ref (self);

  other = copy (self);
  ratio = bs_ratio_new (graph);
  for (guint32 i = 0; ratio != NULL && i < other->n_decisions; i++)
    {
      const BsDecision *decision = &other->decisions[i];
      BsCandidate *candidates = other->candidates + decision->first_candidate;

      for (guint k = 0; k < decision->n_candidates; k++)
        candidates[k].reachable = ratio->reachable[candidates[k].type];
      bs_ratio_execute (ratio, other->order + decision->first, decision->count);
    }

  return other;
}

BsSchedule *
bs_schedule_ref (BsSchedule *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_schedule_unref (BsSchedule *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->decisions);
  g_free (self->order);
  g_free (self->candidates);
  g_clear_pointer (&self->states, bs_state_table_unref);
  g_free (self);
}
