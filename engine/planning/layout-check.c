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

static gboolean
fits (const guint16 *places, const BsLayoutTuple *tuple, guint n, const guint16 *order)
{
  const guint16 *members = tuple->members;

  if (tuple->wish == BS_LAYOUT_RUNS)
    return is_grouped (members, n, order);
  if (tuple->wish == BS_LAYOUT_APART)
    return FALSE;
  for (guint i = 1; i < n; i++)
    if (places[members[order[i]]] != places[members[order[i - 1]]] + 1)
      return FALSE;

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
      if (tuple->wish == BS_LAYOUT_RUNS)
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
