/* SPDX-License-Identifier: Apache-2.0 */
/* Where scratch blocks go: each at the cheapest place that is free, given all others. What comes first
 * matters, so some orders are tried. */
#include "config.h"

#include "viz/memory/copy-places.h"

#include <math.h>

#define GAP 12.0
#define CROSSING 200.0 /* an arrow through words is as bad as a block so far away */
#define UPPER 60.0     /* so is the lane farther from the cells */
#define MAX_SHIFT 560.0
#define MAX_PLACED 12
#define HIDDEN 20000.0 /* no place at all */
#define N_WAYS 8       /* two orders from both ends, in two lanes or three */

/* How many arrows to @far, in the lane behind, run through @near. */
static guint
count_crossings (const BsLayoutCopy *far, const BsLayoutCopy *near)
{
  guint n = 0;

  for (guint i = 0; i < far->n_slots; i++)
    {
      double from = far->from[i], to = far->x + (i + 0.5) * far->slot;
      gboolean hit = FALSE;

      for (double t = 0.35; from >= 0.0 && t < 0.9 && !hit; t += 0.1)
        {
          double x = from + (to - from) * t * t * (3.0 - 2.0 * t);

          hit = x > near->x - 3.0 && x < near->x + near->width;
        }
      n += hit;
    }

  return n;
}

/* The middle of what it copies. */
static double
find_middle (const BsLayoutCopy *self)
{
  double sum = 0.0;
  guint found = 0;

  for (guint i = 0; i < self->n_slots; i++)
    if (self->from[i] >= 0.0)
      {
        sum += self->from[i];
        found++;
      }

  return found > 0 ? sum / found : 0.0;
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
get_cost (const GArray *copies, const BsLayoutCopy *self, double wanted)
{
  double cost = fabs (self->x - wanted) + self->lane * UPPER;

  for (guint i = 0; i < copies->len; i++)
    {
      const BsLayoutCopy *other = &g_array_index (copies, BsLayoutCopy, i);

      if (other == self || !other->shown || other->lane == self->lane)
        continue;
      cost += CROSSING
              * (other->lane > self->lane ? count_crossings (other, self)
                                          : count_crossings (self, other));
    }

  return cost;
}

/* The place that is wanted, or one beside another block, in any lane. */
static void
place (GArray *copies, BsLayoutCopy *self, guint n_lanes, double width)
{
  double wanted = find_middle (self) - self->n_slots * self->slot / 2.0;
  double best = G_MAXDOUBLE, best_x;
  guint best_lane = 0;

  wanted = CLAMP (wanted, 0.0, MAX (width - self->width, 0.0));
  best_x = wanted;
  self->shown = FALSE;
  for (self->lane = 0; self->lane < n_lanes; self->lane++)
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
        cost = get_cost (copies, self, wanted);
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

static int
compare_middles (gconstpointer a, gconstpointer b)
{
  const BsLayoutCopy *left = *(BsLayoutCopy *const *) a, *right = *(BsLayoutCopy *const *) b;
  double x = find_middle (left), y = find_middle (right);

  if (x != y)
    return x < y ? -1 : 1;

  return left < right ? -1 : left > right;
}

/* From either end of @order. Returns: what it costs. */
static double
place_all (GArray *copies, const GPtrArray *order, gboolean backwards, guint n_lanes, double width)
{
  double cost = 0.0;

  for (guint i = 0; i < copies->len; i++)
    g_array_index (copies, BsLayoutCopy, i).shown = FALSE;
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < order->len; i++)
      place (copies, order->pdata[backwards ? order->len - 1 - i : i], n_lanes, width);
  for (guint i = 0; i < order->len; i++)
    {
      const BsLayoutCopy *copy = order->pdata[i];

      cost += copy->shown
                  ? get_cost (copies, copy, find_middle (copy) - copy->n_slots * copy->slot / 2.0)
                  : HIDDEN;
    }

  return cost;
}

static guint
count_lanes (const GArray *copies)
{
  guint n_lanes = copies->len > 0;

  for (guint i = 0; i < copies->len; i++)
    if (g_array_index (copies, BsLayoutCopy, i).shown)
      n_lanes = MAX (n_lanes, g_array_index (copies, BsLayoutCopy, i).lane + 1);

  return n_lanes;
}

guint
bs_copy_places_find (GArray *copies, double width)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  double least = G_MAXDOUBLE;
  guint best = 0;

  for (guint i = 0; i < copies->len; i++)
    g_ptr_array_add (order, &g_array_index (copies, BsLayoutCopy, i));
  g_ptr_array_sort (order, compare_bytes);
  for (guint i = MAX_PLACED; i < order->len; i++)
    ((BsLayoutCopy *) order->pdata[i])->x = find_middle (order->pdata[i]);
  g_ptr_array_set_size (order, MIN ((int) order->len, MAX_PLACED));
  /* The last way is the best one of those before it. */
  for (guint i = 0; i <= N_WAYS; i++)
    {
      guint way = i < N_WAYS ? i : best;
      double cost;

      g_ptr_array_sort (order, way & 1 ? compare_middles : compare_bytes);
      cost = place_all (copies, order, (way & 2) != 0, way < 4 ? 2 : 3, width);
      if (cost < least && (way < 4 || least >= HIDDEN))
        {
          least = cost;
          best = way;
        }
    }

  return count_lanes (copies);
}
