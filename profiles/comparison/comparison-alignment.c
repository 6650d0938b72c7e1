/* SPDX-License-Identifier: Apache-2.0 */
/* Where two schedules of one graph part, and where they meet again. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "profiles/comparison/comparison-private.h"

/* How far a schedule has come: its decisions, and the nodes that have run. */
typedef struct
{
  const BsRunDecision *decisions;
  guint32 n, at;
  guint64 n_nodes, nodes; /* how many, and which, as a sum */
} Walk;

static void
walk_on (Walk *self)
{
  self->n_nodes += self->decisions[self->at].size;
  self->nodes += self->decisions[self->at].members;
  self->at++;
}

static gboolean
meet (const Walk *a, const Walk *b)
{
  return a->n_nodes == b->n_nodes && a->nodes == b->nodes;
}

/* The one that is behind goes on, until the same nodes have run, or both are at their ends. */
static gboolean
walk_to_meeting (Walk *a, Walk *b)
{
  do
    {
      gboolean a_can = a->at < a->n, b_can = b->at < b->n;
      gboolean a_goes = a_can && (a->n_nodes <= b->n_nodes || !b_can);
      gboolean b_goes = b_can && (b->n_nodes <= a->n_nodes || !a_can);

      if (!a_can && !b_can)
        return FALSE;
      if (a_goes)
        walk_on (a);
      if (b_goes)
        walk_on (b);
    }
  while (!meet (a, b));

  return TRUE;
}

static void
find_detours (BsPairing *self, guint32 mini_batch, Walk a, Walk b)
{
  while (a.at < a.n && b.at < b.n)
    {
      BsDetour detour = { .mini_batch = mini_batch, .base_first = a.at, .first = b.at };

      detour.meets = walk_to_meeting (&a, &b);
      detour.base_end = a.at;
      detour.end = b.at;
      /* one batch each, of the same nodes: no detour */
      if (!detour.meets || detour.base_end - detour.base_first != 1
          || detour.end - detour.first != 1)
        g_array_append_val (self->detours, detour);
    }
}

typedef struct
{
  guint64 members;
  guint32 size, index;
} Batch;

static int
compare_batches (const void *a, const void *b)
{
  const Batch *x = a, *y = b;

  if (x->members != y->members)
    return x->members < y->members ? -1 : 1;
  if (x->size != y->size)
    return x->size < y->size ? -1 : 1;

  return x->index < y->index ? -1 : x->index > y->index;
}

static Batch *
sort_batches (const BsRunDecision *decisions, guint32 n)
{
  Batch *batches = g_new (Batch, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    batches[i] = (Batch){ decisions[i].members, decisions[i].size, i };
  qsort (batches, n, sizeof (Batch), compare_batches);

  return batches;
}

/* The length of the longest increasing subsequence, where G_MAXUINT32 stands for nothing. As no
 * node runs twice, this is the longest common subsequence of two schedules. */
static guint32
longest_increase (const guint32 *values, guint32 n)
{
  g_autofree guint32 *least_end = g_new (guint32, MAX (n, 1));
  guint32 length = 0;

  for (guint32 i = 0; i < n; i++)
    {
      guint32 low = 0, high = length;

      if (values[i] == G_MAXUINT32)
        continue;
      while (low < high)
        {
          guint32 middle = low + (high - low) / 2;

          if (least_end[middle] < values[i])
            low = middle + 1;
          else
            high = middle;
        }
      least_end[low] = values[i];
      length = MAX (length, low + 1);
    }

  return length;
}

static void
count_common (const Walk *a, const Walk *b, BsAlignment *alignment)
{
  g_autofree Batch *base = sort_batches (a->decisions, a->n);
  g_autofree Batch *own = sort_batches (b->decisions, b->n);
  g_autofree guint32 *places = g_new (guint32, MAX (a->n, 1));
  guint32 i = 0, k = 0;

  memset (places, 0xff, a->n * sizeof *places);
  while (i < a->n && k < b->n)
    {
      gboolean same = base[i].members == own[k].members && base[i].size == own[k].size;

      if (same)
        {
          places[base[i].index] = own[k].index;
          alignment->n_common++;
        }
      if (same || base[i].members < own[k].members
          || (base[i].members == own[k].members && base[i].size < own[k].size))
        {
          i++;
          k += same;
        }
      else
        {
          k++;
        }
    }
  alignment->n_in_order = longest_increase (places, a->n);
}

gboolean
bs_pairing_align (BsPairing *self, const BsRun *base, const BsRun *run, GCancellable *cancellable,
                  GError **error)
{
  self->alignments = g_new0 (BsAlignment, MAX (self->n_pairs, 1));
  self->detours = g_array_new (FALSE, FALSE, sizeof (BsDetour));

  for (guint32 i = 0; i < self->n_pairs; i++)
    {
      BsAlignment *alignment = &self->alignments[i];
      const BsRunMiniBatch *a = &base->mini_batches[i], *b = &run->mini_batches[i];
      Walk base_walk = { .decisions = bs_run_get_decisions (base, i), .n = a->n_decisions };
      Walk walk = { .decisions = bs_run_get_decisions (run, i), .n = b->n_decisions };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      alignment->is_same_graph = memcmp (a->digest, b->digest, BS_RUN_DIGEST_SIZE) == 0;
      alignment->first_detour = self->detours->len;
      if (!alignment->is_same_graph)
        continue;

      find_detours (self, i, base_walk, walk);
      count_common (&base_walk, &walk, alignment);
      alignment->n_detours = self->detours->len - (guint) alignment->first_detour;
      self->n_same_graphs++;
      self->n_parting += alignment->n_detours > 0;
    }

  return TRUE;
}

static double
sum_ns (const BsRunDecision *decisions, guint32 first, guint32 end, gboolean measured)
{
  double sum = 0;

  for (guint32 i = first; i < end; i++)
    if (!measured)
      sum += decisions[i].predicted_ns;
    else if (!isnan (decisions[i].ns))
      sum += decisions[i].ns;

  return sum;
}

BsDetourCost
bs_comparison_cost_detour (const BsComparison *self, guint run, const BsDetour *detour)
{
  const BsRun *base = bs_comparison_get_run (self, 0), *own = bs_comparison_get_run (self, run);
  guint32 m = detour->mini_batch;
  gboolean measured = base->mini_batches[m].is_measured && own->mini_batches[m].is_measured;

  return (BsDetourCost){
    .base_batches = detour->base_end - detour->base_first,
    .batches = detour->end - detour->first,
    .base_ns = sum_ns (bs_run_get_decisions (base, m), detour->base_first, detour->base_end,
                       measured),
    .ns = sum_ns (bs_run_get_decisions (own, m), detour->first, detour->end, measured),
    .is_predicted = !measured,
  };
}
