/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts of small random batches against all orders that there are, and the worked example. */
#include "config.h"

#include <string.h>

#include "engine/planning/cell-layout.h"
#include "engine/random.h"

#define MAX_LEAVES 8

/* All orders of leaves, one after the other; sorted at first. */
static gboolean
next_order (guint16 *order, guint n)
{
  guint i = n - 1, k = n - 1;

  while (i > 0 && order[i - 1] > order[i])
    i--;
  if (i == 0)
    return FALSE;
  while (order[k] < order[i - 1])
    k--;
  for (guint16 t = order[i - 1]; order[i - 1] == t; order[k] = t)
    order[i - 1] = order[k];
  for (k = n - 1; i < k; i++, k--)
    {
      guint16 t = order[i];

      order[i] = order[k];
      order[k] = t;
    }

  return TRUE;
}

static gboolean
is_grouped (const guint16 *members, const guint16 *order, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      for (guint j = i; members[order[i]] == members[order[k]] && j < k; j++)
        if (members[order[j]] != members[order[i]])
          return FALSE;

  return TRUE;
}

/* Whether leaves come again in the same order, those of the first round side by side. */
static gboolean
is_cycle (const guint16 *members, const guint16 *order, guint n, const guint16 *places)
{
  for (guint period = 2; period < n; period++)
    {
      gboolean ok = n % period == 0;

      for (guint i = 1; ok && i < n; i++)
        if (i < period)
          ok = places[members[order[i]]] == places[members[order[i - 1]]] + 1;
        else
          ok = members[order[i]] == members[order[i - period]];
      if (ok)
        return TRUE;
    }

  return FALSE;
}

/* Whether a kernel that runs operations in @order gets along without a copy of the tuple. */
static gboolean
needs_no_copy (const BsLayoutTuple *tuple, const guint16 *order, guint n, const guint16 *places)
{
  if (tuple->wish == BS_LAYOUT_APART)
    return FALSE;
  if (tuple->wish != BS_LAYOUT_TOGETHER)
    return is_grouped (tuple->members, order, n) || is_cycle (tuple->members, order, n, places);
  for (guint i = 1; i < n; i++)
    if (places[tuple->members[order[i]]] != places[tuple->members[order[i - 1]]] + 1)
      return FALSE;

  return TRUE;
}

static guint64
copied_in_order (const BsLayoutBatch *batch, const guint16 *order, const guint16 *places)
{
  guint64 bytes = 0;

  for (guint i = 0; i < batch->n_tuples; i++)
    if (!needs_no_copy (&batch->tuples[i], order, batch->n, places))
      bytes += batch->tuples[i].bytes;

  return bytes;
}

/* With the best order of operations in each batch. */
static guint64
copied (const BsLayoutBatch *batches, guint n_batches, const guint16 *leaves, guint n_leaves)
{
  guint16 places[MAX_LEAVES];
  guint64 sum = 0;

  for (guint i = 0; i < n_leaves; i++)
    places[leaves[i]] = i;
  for (guint i = 0; i < n_batches; i++)
    {
      guint16 order[MAX_LEAVES] = { 0, 1, 2, 3, 4, 5, 6, 7 };
      guint64 least = G_MAXUINT64;

      do
        least = MIN (least, copied_in_order (&batches[i], order, places));
      while (next_order (order, batches[i].n));
      sum += least;
    }

  return sum;
}

/* What the layout says of each tuple is so, and its sums are right. */
static void
check_layout (const BsLayout *layout, const BsLayoutBatch *batches, guint n_batches)
{
  guint16 places[MAX_LEAVES];
  gboolean seen[MAX_LEAVES] = { FALSE };
  guint64 bytes = 0;
  guint n_copies = 0;

  for (guint i = 0; i < layout->n_leaves; i++)
    {
      g_assert_false (seen[layout->order[i]]);
      seen[layout->order[i]] = TRUE;
      places[layout->order[i]] = i;
    }
  for (guint i = 0; i < n_batches; i++)
    for (guint k = 0; k < batches[i].n_tuples; k++)
      {
        const BsLayoutTuple *tuple = &batches[i].tuples[k];

        g_assert_cmpint (tuple->fits, ==,
                         needs_no_copy (tuple, batches[i].order, batches[i].n, places));
        g_assert_cmpint (tuple->fits, ==, tuple->conflict == BS_CONFLICT_NONE);
        bytes += tuple->fits ? 0 : tuple->bytes;
        n_copies += !tuple->fits;
      }
  g_assert_cmpuint (layout->bytes, ==, bytes);
  g_assert_cmpuint (layout->n_copies, ==, n_copies);
}

/* b1: [x4, x5] = f ([x1, x2]), b2: [x6, x7, x8] = g ([x3, x5, x4]); leaves are from 0. */
static const guint16 example[4][3] = { { 3, 4 }, { 0, 1 }, { 5, 6, 7 }, { 2, 4, 3 } };

static void
make_example (BsLayoutBatch *batches)
{
  for (guint i = 0; i < 2; i++)
    {
      batches[i] = (BsLayoutBatch){ .n = 2 + i, .n_tuples = 2 };
      for (guint k = 0; k < 2; k++)
        batches[i].tuples[k] = (BsLayoutTuple){ .wish = BS_LAYOUT_TOGETHER,
                                                .members = example[2 * i + k],
                                                .bytes = 4 * batches[i].n };
    }
}

/* Orders in which the sets of all events up to @n are each side by side. */
static guint
count_orders (const BsLayoutLog *log, guint n)
{
  guint16 order[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  guint count = 0;

  do
    {
      gboolean ok = TRUE;

      for (guint i = 0; ok && i < n; i++)
        {
          const BsLayoutEvent *event = &g_array_index (log->events, BsLayoutEvent, i);
          guint first = 8, last = 0;

          for (guint k = 0; k < 8; k++)
            for (guint j = 0; j < event->n_members; j++)
              if (g_array_index (log->members, guint16, event->first_member + j) == order[k])
                {
                  first = MIN (first, k);
                  last = k;
                }
          ok = last - first + 1 == event->n_members;
        }
      count += ok;
    }
  while (next_order (order, 8));

  return count;
}

static void
log_free (BsLayoutLog *log)
{
  for (guint i = 0; i < log->events->len; i++)
    {
      g_free (g_array_index (log->events, BsLayoutEvent, i).templates);
      g_free (g_array_index (log->events, BsLayoutEvent, i).tree);
    }
  g_array_unref (log->events);
  g_array_unref (log->members);
}

static void
test_worked_example (void)
{
  static const guint expected[] = { 40320, 1440, 288, 192 };
  static const char *const names[] = { "1", "2", "3", "4", "5", "6", "7", "8" };
  BsLayoutBatch batches[2];
  BsLayout layout = { .n_leaves = 8, .order = { 0, 1, 2, 3, 4, 5, 6, 7 } };
  BsLayoutLog log = { .trees = TRUE,
                      .names = names,
                      .events = g_array_new (FALSE, FALSE, sizeof (BsLayoutEvent)),
                      .members = g_array_new (FALSE, FALSE, sizeof (guint16)) };
  guint after[G_N_ELEMENTS (expected)] = { 0 }, count = 0;
  guint16 order[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };

  make_example (batches);
  bs_cell_layout_check (&layout, batches, 2, TRUE);
  g_assert_cmpuint (layout.n_copies, ==, 1);
  g_assert_cmpuint (layout.bytes, ==, 12);

  make_example (batches);
  bs_cell_layout_plan (8, batches, 2, 0, 1, &log, &layout);
  check_layout (&layout, batches, 2);
  g_assert_cmpuint (layout.n_copies, ==, 0);
  g_assert_cmpuint (layout.n_orders, ==, 24);
  do
    count += copied (batches, 2, order, 8) == 0;
  while (next_order (order, 8));
  g_assert_cmpuint (count, ==, 24);

  for (guint i = 0; i < log.events->len; i++)
    {
      const BsLayoutEvent *event = &g_array_index (log.events, BsLayoutEvent, i);

      g_assert_true (event->accepted);
      g_assert_nonnull (event->tree);
      if (event->step == BS_PLAN_ADJACENCY)
        after[event->tuple == 0 ? 1 : 2] = i + 1;
      else if (event->step == BS_PLAN_BROADCAST)
        after[3] = i + 1;
    }
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (count_orders (&log, after[i]), ==, expected[i]);
  log_free (&log);
}

/* Batches as a cell has them: results are different leaves, each computed once; operands are
 * leaves of before, or all the same, or come from elsewhere. */
typedef struct
{
  guint n_leaves, n_batches;
  BsLayoutBatch batches[4];
  guint16 members[4][BS_LAYOUT_MAX_TUPLES][MAX_LEAVES];
} Instance;

static void
make_operand (Instance *self, BsRandom *random, guint batch, guint tuple, guint n_before)
{
  guint n = self->batches[batch].n;
  guint16 *members = self->members[batch][tuple];
  gboolean seen[MAX_LEAVES] = { FALSE };
  BsLayoutWish wish = BS_LAYOUT_TOGETHER;

  for (guint i = 0; i < n; i++)
    {
      /* Mostly different ones, where there are as many. */
      do
        members[i] = bs_random_below (random, n_before);
      while (n <= n_before && seen[members[i]] && bs_random_below (random, 16) > 0);
      if (seen[members[i]])
        wish = BS_LAYOUT_RUNS;
      seen[members[i]] = TRUE;
    }
  if (bs_random_below (random, 12) == 0)
    wish = BS_LAYOUT_APART;
  self->batches[batch].tuples[tuple] = (BsLayoutTuple){
    .wish = wish,
    .members = members,
    .bytes = 4 * n * (1 + bs_random_below (random, 3)),
    .conflict = wish == BS_LAYOUT_APART ? BS_CONFLICT_EXTERNAL : BS_CONFLICT_NONE,
  };
}

static void
make_instance (Instance *self, BsRandom *random)
{
  guint n = 2 + bs_random_below (random, 3); /* leaves that nothing computes */

  self->n_batches = 0;
  while (self->n_batches < G_N_ELEMENTS (self->batches) && n + 2 <= MAX_LEAVES - 1)
    {
      guint index = self->n_batches++;
      BsLayoutBatch *batch = &self->batches[index];

      batch->n = 2 + bs_random_below (random, MIN (3, MAX_LEAVES - 1 - n - 1));
      batch->n_tuples = 2 + bs_random_below (random, 2);
      for (guint i = 0; i < batch->n; i++)
        self->members[index][0][i] = n + i;
      batch->tuples[0] = (BsLayoutTuple){ .wish = BS_LAYOUT_TOGETHER,
                                          .members = self->members[index][0],
                                          .bytes = 4 * batch->n };
      for (guint k = 1; k < batch->n_tuples; k++)
        make_operand (self, random, index, k, n);
      n += batch->n;
    }
  self->n_leaves = n;
}

/* The fewest bytes that any order copies, and how many orders copy no more. */
static guint64
find_best (const Instance *self, guint64 *n_orders)
{
  guint16 order[MAX_LEAVES] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  guint64 best = G_MAXUINT64;

  do
    {
      guint64 bytes = copied (self->batches, self->n_batches, order, self->n_leaves);

      if (bytes < best)
        *n_orders = 0;
      best = MIN (best, bytes);
      *n_orders += bytes == best;
    }
  while (next_order (order, self->n_leaves));

  return best;
}

/* Two leaves twice may fit without having been asked to: orders of what was asked say nothing. */
static gboolean
may_have_cycles (const Instance *self)
{
  for (guint i = 0; i < self->n_batches; i++)
    for (guint k = 0; k < self->batches[i].n_tuples; k++)
      if (self->batches[i].n == 4 && self->batches[i].tuples[k].wish == BS_LAYOUT_RUNS)
        return TRUE;

  return FALSE;
}

static void
test_random_instances (void)
{
  guint n = g_test_slow () ? 5000 : 150, n_best = 0, n_free = 0;
  BsRandom random;

  bs_random_init (&random, 1);
  for (guint round = 0; round < n; round++)
    {
      Instance instance;
      BsLayout layout;
      guint64 best, n_orders = 0;

      make_instance (&instance, &random);
      bs_cell_layout_plan (instance.n_leaves, instance.batches, instance.n_batches, 0, 128, NULL,
                           &layout);
      check_layout (&layout, instance.batches, instance.n_batches);
      best = find_best (&instance, &n_orders);
      g_assert_cmpuint (layout.bytes, >=, best);
      n_best += layout.bytes == best;
      if (layout.bytes == 0)
        {
          n_free++;
          if (!may_have_cycles (&instance))
            g_assert_cmpuint (layout.n_orders, ==, n_orders);
        }
    }
  g_test_message ("%u of %u layouts are the best there are, %u copy nothing", n_best, n, n_free);
  g_assert_cmpuint (n_best, >=, n * 95 / 100);
  g_assert_cmpuint (n_free, >, n / 10);
}

/* [z1, z2] = f ([y1, y2]), y = g ([x1, x2, x1, x2]), and both pairs of y are wanted: runs of x1 and
 * x2 cannot be had, x1 and x2 twice can. */
static void
test_cycle (void)
{
  static const guint16 x[] = { 0, 1, 0, 1 }, y[] = { 2, 3, 4, 5 }, z[] = { 6, 7 };
  guint16 members[8];
  BsLayoutBatch batches[4] = {
    { .n = 4,
      .n_tuples = 2,
      .tuples = { { .wish = BS_LAYOUT_TOGETHER, .members = y, .bytes = 16 },
                  { .wish = BS_LAYOUT_RUNS, .members = x, .bytes = 16 } } },
    { .n = 2,
      .n_tuples = 3,
      .tuples = { { .wish = BS_LAYOUT_TOGETHER, .members = z, .bytes = 16 },
                  { .wish = BS_LAYOUT_TOGETHER, .members = y, .bytes = 16 },
                  { .wish = BS_LAYOUT_TOGETHER, .members = y + 2, .bytes = 16 } } },
  };
  BsLayout layout;

  bs_cell_layout_plan (8, batches, 2, 0, 64, NULL, &layout);
  check_layout (&layout, batches, 2);

  g_assert_true (bs_cell_layout_make_cycle (&batches[0], 1, &batches[2], members));
  g_assert_cmpuint (batches[2].n, ==, 2);
  g_assert_cmpuint (batches[2].n_tuples, ==, 3);
  batches[0].tuples[1].wish = BS_LAYOUT_CYCLE;
  bs_cell_layout_plan (8, batches, 2, 1, 64, NULL, &layout);
  check_layout (&layout, batches, 2);
  g_assert_cmpuint (layout.n_copies, ==, 0);
  g_assert_cmpuint (bs_cell_layout_count_linked (&batches[0], &batches[0].tuples[1]), ==, 2);
  /* Not in rounds: one leaf twice, another once. */
  batches[0].n = 3;
  g_assert_false (bs_cell_layout_make_cycle (&batches[0], 1, &batches[3], members));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell-layout/worked-example", test_worked_example);
  g_test_add_func ("/cell-layout/cycle", test_cycle);
  g_test_add_func ("/cell-layout/random-instances", test_random_instances);

  return g_test_run ();
}
