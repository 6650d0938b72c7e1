/* SPDX-License-Identifier: Apache-2.0 */
/* What the strips of several runs are drawn from. */
#include "config.h"

#include "viz/compare/strips-rows.h"

#include <math.h>

static guint32
larger (const BsStripsRow *self, guint32 a, guint32 b)
{
  return self->decisions[b].size > self->decisions[a].size ? b : a;
}

static void
make_levels (BsStripsRow *self)
{
  for (guint32 count = self->n; count > 1; count = (count + 1) / 2)
    self->n_levels++;
  self->levels = g_new0 (guint32 *, self->n_levels + 1);
  self->n_entries = g_new0 (guint32, self->n_levels + 1);
  for (guint k = 0; k < self->n_levels; k++)
    {
      guint32 below = k == 0 ? self->n : self->n_entries[k - 1];

      self->n_entries[k] = (below + 1) / 2;
      self->levels[k] = g_new (guint32, self->n_entries[k]);
      for (guint32 i = 0; i < self->n_entries[k]; i++)
        {
          guint32 a = 2 * i, b = MIN (2 * i + 1, below - 1);

          self->levels[k][i] = k == 0
                                   ? larger (self, a, b)
                                   : larger (self, self->levels[k - 1][a], self->levels[k - 1][b]);
        }
    }
}

void
bs_strips_row_init (BsStripsRow *self, const BsComparison *comparison, guint run,
                    guint32 mini_batch)
{
  const BsRun *own = bs_comparison_get_run (comparison, run);
  const BsPairing *pairing = &comparison->pairings[run];

  *self = (BsStripsRow){ .type_map = comparison->type_map[run], .is_aligned = run == 0 };
  if (mini_batch < own->n_mini_batches)
    {
      self->decisions = bs_run_get_decisions (own, mini_batch);
      self->n = own->mini_batches[mini_batch].n_decisions;
    }
  self->nodes = g_new0 (guint64, (gsize) self->n + 1);
  for (guint32 i = 0; i < self->n; i++)
    self->nodes[i + 1] = self->nodes[i] + self->decisions[i].size;
  make_levels (self);
  if (run > 0 && mini_batch < pairing->n_pairs && pairing->alignments[mini_batch].is_same_graph)
    {
      const BsAlignment *alignment = &pairing->alignments[mini_batch];

      self->is_aligned = TRUE;
      self->n_detours = alignment->n_detours;
      self->detours = &g_array_index (pairing->detours, BsDetour, alignment->first_detour);
    }
}

void
bs_strips_row_clear (BsStripsRow *self)
{
  for (guint k = 0; k < self->n_levels; k++)
    g_free (self->levels[k]);
  g_free (self->levels);
  g_free (self->n_entries);
  g_free (self->nodes);
}

guint32
bs_strips_row_largest (const BsStripsRow *self, guint32 first, guint32 end)
{
  guint32 best = first;

  while (first < end)
    {
      guint k = 0;

      /* The highest block that begins here and does not reach too far. */
      while (k < self->n_levels && first % (2u << k) == 0 && end - first >= (2u << k))
        k++;
      best = larger (self, best, k == 0 ? first : self->levels[k - 1][first >> k]);
      first += 1u << k;
    }

  return best;
}

guint32
bs_strips_row_at (const BsStripsRow *self, gboolean by_nodes, double place)
{
  guint32 low = 0, high = self->n;

  if (self->n == 0 || !(place > 0))
    return 0;
  if (!by_nodes)
    return (guint32) MIN (floor (place), self->n - 1.0);

  while (high - low > 1)
    {
      guint32 middle = low + (high - low) / 2;

      if ((double) self->nodes[middle] <= place)
        low = middle;
      else
        high = middle;
    }

  return low;
}

const BsDetour *
bs_strips_row_find (const BsStripsRow *self, gboolean of_base, guint32 decision)
{
  guint32 low = 0, high = self->n_detours;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      const BsDetour *detour = &self->detours[middle];

      if (decision < (of_base ? detour->base_first : detour->first))
        high = middle;
      else if (decision >= (of_base ? detour->base_end : detour->end))
        low = middle + 1;
      else
        return detour;
    }

  return NULL;
}
