/* SPDX-License-Identifier: Apache-2.0 */
/* What an order of leaves is good for, found out from the order alone. */
#include "config.h"

#include <string.h>

#include "engine/planning/cell-layout.h"

/* The positions of a tuple by place, where its leaves lie side by side. */
static gboolean
find_order (const guint16 *places, const guint16 *members, guint n, guint16 *order)
{
  gboolean taken[BS_LAYOUT_MAX_LEAVES] = { FALSE };
  guint first = G_MAXUINT;

  for (guint i = 0; i < n; i++)
    first = MIN (first, places[members[i]]);
  for (guint i = 0; i < n; i++)
    {
      guint place = places[members[i]] - first;

      if (place >= n || taken[place])
        return FALSE;
      taken[place] = TRUE;
      order[place] = i;
    }

  return TRUE;
}

/* The positions, those of one leaf after each other, by first appearance. */
static void
group (const guint16 *members, guint n, guint16 *order)
{
  gboolean taken[BS_LAYOUT_MAX_LEAVES] = { FALSE };
  guint k = 0;

  for (guint i = 0; i < n; i++)
    {
      gboolean first = !taken[i];

      for (guint j = i; first && j < n; j++)
        if (members[j] == members[i])
          {
            taken[j] = TRUE;
            order[k++] = j;
          }
    }
}

static gboolean
is_grouped (const guint16 *members, guint n, const guint16 *order)
{
  gboolean seen[BS_LAYOUT_MAX_LEAVES] = { FALSE };

  for (guint i = 0; i < n; i++)
    {
      guint leaf = members[order[i]];

      if (seen[leaf] && members[order[i - 1]] != leaf)
        return FALSE;
      seen[leaf] = TRUE;
    }

  return TRUE;
}

/* After how many operations the same leaves come again, in the same order; 0: they do not. */
static guint
find_period (const guint16 *members, guint n, const guint16 *order)
{
  guint period = 1;

  while (period < n && members[order[period]] != members[order[0]])
    period++;
  if (period == n || n % period != 0)
    return 0;
  for (guint i = period; i < n; i++)
    if (members[order[i]] != members[order[i - period]])
      return 0;

  return period;
}

static gboolean
follow (const guint16 *places, const guint16 *members, guint n, const guint16 *order)
{
  for (guint i = 1; i < n; i++)
    if (places[members[order[i]]] != places[members[order[i - 1]]] + 1)
      return FALSE;

  return TRUE;
}

static gboolean
fits (const guint16 *places, const BsLayoutTuple *tuple, guint n, const guint16 *order)
{
  const guint16 *members = tuple->members;
  guint period;

  if (tuple->wish == BS_LAYOUT_APART)
    return FALSE;
  if (tuple->wish == BS_LAYOUT_TOGETHER)
    return follow (places, members, n, order);
  period = find_period (members, n, order);

  return is_grouped (members, n, order) || (period > 0 && follow (places, members, period, order));
}

guint
bs_cell_layout_count_linked (const BsLayoutBatch *batch, const BsLayoutTuple *tuple)
{
  if (tuple->wish == BS_LAYOUT_TOGETHER)
    return batch->n;

  return is_grouped (tuple->members, batch->n, batch->order)
             ? 1
             : find_period (tuple->members, batch->n, batch->order);
}

/* Which of the rounds of a cycle each operation is in: how often its leaf came before. */
static guint
find_rounds (const guint16 *members, guint n, guint8 *rounds)
{
  guint8 seen[BS_LAYOUT_MAX_LEAVES] = { 0 };
  guint n_rounds = 0;

  for (guint i = 0; i < n; i++)
    {
      rounds[i] = seen[members[i]]++;
      n_rounds = MAX (n_rounds, rounds[i] + 1u);
    }
  for (guint i = 0; i < n; i++)
    if (seen[members[i]] != n_rounds)
      return 0;

  return n_rounds;
}

gboolean
bs_cell_layout_make_cycle (const BsLayoutBatch *batch, guint tuple, BsLayoutBatch *cycle,
                           guint16 *members)
{
  const guint16 *leaves = batch->tuples[tuple].members, *results = batch->tuples[0].members;
  guint8 rounds[BS_LAYOUT_MAX_LEAVES];
  guint n_rounds = find_rounds (leaves, batch->n, rounds);

  if (n_rounds < 2 || n_rounds >= BS_LAYOUT_MAX_TUPLES || batch->n / n_rounds < 2)
    return FALSE;

  *cycle = (BsLayoutBatch){ .n = batch->n / n_rounds, .n_tuples = n_rounds + 1 };
  for (guint i = 0; i <= n_rounds; i++)
    cycle->tuples[i] = (BsLayoutTuple){ .wish = BS_LAYOUT_TOGETHER,
                                        .members = members + i * cycle->n,
                                        .bytes = batch->tuples[tuple].bytes };
  /* The leaves, in the order of the first round, are the last tuple; results of each round go by
   * the leaves that they are made of. */
  for (guint i = 0, n = 0; i < batch->n; i++)
    if (rounds[i] == 0)
      members[n_rounds * cycle->n + n++] = leaves[i];
  for (guint i = 0; i < batch->n; i++)
    for (guint k = 0; k < cycle->n; k++)
      if (members[n_rounds * cycle->n + k] == leaves[i])
        members[rounds[i] * cycle->n + k] = results[i];

  return TRUE;
}

/* What is copied with an order of the batch. */
static guint64
measure (const guint16 *places, const BsLayoutBatch *batch, const guint16 *order)
{
  guint64 bytes = 0;

  for (guint i = 0; i < batch->n_tuples; i++)
    if (!fits (places, &batch->tuples[i], batch->n, order))
      bytes += batch->tuples[i].bytes;

  return bytes;
}

/* Orders worth a try are those of its tuples. */
static void
choose_order (const guint16 *places, BsLayoutBatch *batch)
{
  guint64 best = measure (places, batch, batch->order);

  for (guint i = 0; i < batch->n_tuples && best > 0; i++)
    {
      const BsLayoutTuple *tuple = &batch->tuples[i];
      guint16 order[BS_LAYOUT_MAX_LEAVES];
      guint64 bytes;

      if (tuple->wish == BS_LAYOUT_APART
          || (tuple->wish == BS_LAYOUT_TOGETHER
              && !find_order (places, tuple->members, batch->n, order)))
        continue;
      if (tuple->wish != BS_LAYOUT_TOGETHER)
        group (tuple->members, batch->n, order);
      bytes = measure (places, batch, order);
      if (bytes < best)
        {
          best = bytes;
          memcpy (batch->order, order, batch->n * sizeof *order);
        }
    }
}

void
bs_cell_layout_check (BsLayout *layout, BsLayoutBatch *batches, guint n_batches, gboolean fixed)
{
  guint16 places[BS_LAYOUT_MAX_LEAVES];

  layout->bytes = layout->n_copies = 0;
  for (guint i = 0; i < layout->n_leaves; i++)
    places[layout->order[i]] = i;
  for (guint i = 0; i < n_batches; i++)
    {
      BsLayoutBatch *batch = &batches[i];

      for (guint k = 0; k < batch->n; k++)
        batch->order[k] = k;
      if (!fixed)
        choose_order (places, batch);
      for (guint k = 0; k < batch->n_tuples; k++)
        {
          BsLayoutTuple *tuple = &batch->tuples[k];

          tuple->fits = fits (places, tuple, batch->n, batch->order);
          if (tuple->fits)
            tuple->conflict = BS_CONFLICT_NONE;
          else if (tuple->conflict == BS_CONFLICT_NONE)
            tuple->conflict = BS_CONFLICT_ORDER;
          layout->bytes += tuple->fits ? 0 : tuple->bytes;
          layout->n_copies += !tuple->fits;
        }
    }
}
