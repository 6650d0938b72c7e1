/* SPDX-License-Identifier: Apache-2.0 */
/* Sums over the decisions of a trace. They stop at the largest number, so one cannot be taken from
 * another: each mini-batch has sums of its own. */
#include "config.h"

#include "profiles/replay/replay-sums.h"

/* Decisions from one kept sum to the next. */
#define INTERVAL 64

struct _BsReplaySums
{
  const BsTrace *trace;
  gsize *first;             /* [n_mini_batches] into: */
  BsReplayCounters *own;    /* over the decisions of the mini-batch before every 64th */
  BsReplayCounters *before; /* [n_mini_batches] over the mini-batches before */
};

static void
add (guint64 *sum, guint64 value)
{
  if (__builtin_add_overflow (*sum, value, sum) || *sum > G_MAXINT64)
    *sum = G_MAXINT64;
}

static guint64
duration (gint64 start_ns, gint64 end_ns)
{
  return end_ns > start_ns ? (guint64) end_ns - (guint64) start_ns : 0;
}

static void
add_decision (BsReplayCounters *self, const BsTraceDecision *d)
{
  add (&self->batches, 1);
  add (&self->nodes, d->size);
  add (&self->gathers, d->n_gathers);
  add (&self->scatters, d->n_scatters);
  add (&self->gather_bytes, d->gather_bytes);
  add (&self->scatter_bytes, d->scatter_bytes);
  add (&self->flops, d->flops);
  add (&self->choose_ns, duration (d->start_ns, d->end_ns));
  add (&self->run_ns, duration (d->run_start_ns, d->run_end_ns));
  add (&self->executed, d->run_end_ns > 0);
}

static void
add_sums (BsReplayCounters *self, const BsReplayCounters *other)
{
  add (&self->batches, other->batches);
  add (&self->nodes, other->nodes);
  add (&self->gathers, other->gathers);
  add (&self->scatters, other->scatters);
  add (&self->gather_bytes, other->gather_bytes);
  add (&self->scatter_bytes, other->scatter_bytes);
  add (&self->flops, other->flops);
  add (&self->choose_ns, other->choose_ns);
  add (&self->run_ns, other->run_ns);
  add (&self->executed, other->executed);
}

BsReplaySums *
bs_replay_sums_new (const BsTrace *trace)
{
  BsReplaySums *self = g_new0 (BsReplaySums, 1);
  gsize n = 0;

  self->trace = trace;
  self->first = g_new (gsize, MAX (trace->n_mini_batches, 1));
  self->before = g_new0 (BsReplayCounters, (gsize) trace->n_mini_batches + 1);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      self->first[i] = n;
      n += trace->mini_batches[i].n_decisions / INTERVAL + 1;
    }
  self->own = g_new (BsReplayCounters, MAX (n, 1));
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];
      BsReplayCounters sum = { 0 };

      self->own[self->first[i]] = sum;
      for (guint32 k = 0; k < mini_batch->n_decisions;)
        {
          add_decision (&sum, bs_trace_decision (trace, mini_batch->first_decision + k));
          if (++k % INTERVAL == 0)
            self->own[self->first[i] + k / INTERVAL] = sum;
        }
      self->before[i + 1] = self->before[i];
      add_sums (&self->before[i + 1], &sum);
    }

  return self;
}

void
bs_replay_sums_free (BsReplaySums *self)
{
  g_free (self->first);
  g_free (self->own);
  g_free (self->before);
  g_free (self);
}

void
bs_replay_sums_get (const BsReplaySums *self, guint32 mini_batch, guint32 slot,
                    BsReplayCounters *own, BsReplayCounters *all)
{
  guint32 first_decision = self->trace->mini_batches[mini_batch].first_decision;

  *own = self->own[self->first[mini_batch] + slot / INTERVAL];
  for (guint32 i = slot / INTERVAL * INTERVAL; i < slot; i++)
    add_decision (own, bs_trace_decision (self->trace, first_decision + i));
  *all = self->before[mini_batch];
  add_sums (all, own);
}
