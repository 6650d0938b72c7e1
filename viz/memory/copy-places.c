/* SPDX-License-Identifier: Apache-2.0 */
/* Where scratch blocks go: each at the cheapest place that is free, given all others. */
#include "config.h"

#include "viz/memory/copy-places.h"

#include <math.h>

#define GAP 12.0
#define CROSSING 160.0 /* an arrow through words is as bad as a block so far away */
#define UPPER 40.0     /* so is the lane farther from the cells */
#define MAX_SHIFT 560.0

static double
find_middle (const BsCellRow *row, const BsLayoutCopy *copy)
{
  double sum = 0.0;
  guint found = 0;

  for (guint i = 0; i < copy->n_slots; i++)
    {
      const BsRowItem *item = bs_cell_row_find (row, copy->members[i]);

      if (item != NULL)
        {
          sum += item->x;
          found++;
        }
    }

  return found > 0 ? sum / found : 0.0;
}

/* How many arrows to @far, in the lane behind, run through @near. */
static guint
count_crossings (const BsCellRow *row, const BsLayoutCopy *far, const BsLayoutCopy *near)
{
  guint n = 0;

  for (guint i = 0; i < far->n_slots; i++)
    {
      const BsRowItem *item = bs_cell_row_find (row, far->members[i]);
      double to = far->x + (i + 0.5) * far->slot;
      gboolean hit = FALSE;

      for (double t = 0.35; item != NULL && t < 0.9 && !hit; t += 0.1)
        {
          double x = item->x + (to - item->x) * t * t * (3.0 - 2.0 * t);

          hit = x > near->x - 3.0 && x < near->x + near->width;
        }
      n += hit;
    }

  return n;
}

static gboolean
is_free (const GArray *copies, const BsLayoutCopy *self)
{
  for (guint i = 0; i < copies->len; i++)
    {
      const BsLayoutCopy *other = &g_array_index (copies, BsLayoutCopy, i);

      if (other != self && other->shown && other->lane == self->lane
          && self->x < other->x + other->width + GAP && other->x < self->x + self->width + GAP)
        return FALSE;
    }

  return TRUE;
}

static double
get_cost (const GArray *copies, const BsCellRow *row, const BsLayoutCopy *self, double wanted)
{
  double cost = fabs (self->x - wanted) + self->lane * UPPER;

  for (guint i = 0; i < copies->len; i++)
    {
      const BsLayoutCopy *other = &g_array_index (copies, BsLayoutCopy, i);

      if (other == self || !other->shown || other->lane == self->lane)
        continue;
      cost += CROSSING
              * (other->lane > self->lane ? count_crossings (row, other, self)
                                          : count_crossings (row, self, other));
    }

  return cost;
}

/* The place that is wanted, or one beside another block, in any lane. */
static void
place (GArray *copies, const BsCellRow *row, BsLayoutCopy *self, double width)
{
  double wanted = find_middle (row, self) - self->n_slots * self->slot / 2.0;
  double best = G_MAXDOUBLE, best_x;
  guint best_lane = 0;

  wanted = CLAMP (wanted, 0.0, MAX (width - self->width, 0.0));
  best_x = wanted;
  self->shown = FALSE;
  for (self->lane = 0; self->lane < BS_LAYOUT_MAX_LANES; self->lane++)
    for (guint i = 0; i < 2 * copies->len + 3; i++)
      {
        const BsLayoutCopy *other = i > 2 ? &g_array_index (copies, BsLayoutCopy, (i - 3) / 2)
                                          : NULL;
        double cost;

        if (other != NULL && (other == self || !other->shown))
          continue;
        if (other != NULL)
          self->x = i % 2 == 1 ? other->x + other->width + GAP : other->x - self->width - GAP;
        else
          self->x = i == 0 ? wanted : i == 1 ? 0.0 : width - self->width;
        if (self->x < 0.0 || (self->x + self->width > width && self->x > 0.0)
            || fabs (self->x - wanted) > MAX_SHIFT || !is_free (copies, self))
          continue;
        cost = get_cost (copies, row, self, wanted);
        if (cost < best)
          {
            best = cost;
            best_x = self->x;
            best_lane = self->lane;
            self->shown = TRUE;
          }
      }
  self->x = best_x;
  self->lane = best_lane;
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  const BsLayoutCopy *left = *(BsLayoutCopy *const *) a, *right = *(BsLayoutCopy *const *) b;

  if (left->bytes != right->bytes)
    return left->bytes < right->bytes ? 1 : -1;

  return left < right ? -1 : left > right;
}

guint
bs_copy_places_find (GArray *copies, const BsCellRow *row, double width)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  guint n_lanes = 0;

  for (guint i = 0; i < copies->len; i++)
    g_ptr_array_add (order, &g_array_index (copies, BsLayoutCopy, i));
  g_ptr_array_sort (order, compare_bytes);
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < order->len; i++)
      place (copies, row, order->pdata[i], width);
  for (guint i = 0; i < copies->len; i++)
    {
      const BsLayoutCopy *copy = &g_array_index (copies, BsLayoutCopy, i);

      if (copy->shown)
        n_lanes = MAX (n_lanes, copy->lane + 1);
    }

  return n_lanes > 0 || copies->len == 0 ? n_lanes : 1;
}
