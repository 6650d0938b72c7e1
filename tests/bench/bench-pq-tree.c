/* SPDX-License-Identifier: Apache-2.0 */
/* What reductions of PQ-trees cost at different sizes: sets are stretches of a hidden order of the
 * leaves, of 2 to 511, and hold four times as many as there are.
 *
 *   bench-pq-tree            time a leaf, and how it grows
 *   bench-pq-tree LEAVES     one instance, for callgrind */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/observer.h"
#include "engine/planning/pq-tree.h"
#include "engine/random.h"

#define SHARE 4
#define MAX_DOUBLINGS 8
#define LONGEST ((2 << MAX_DOUBLINGS) - 1)

/* Returns: nanoseconds a leaf. */
static double
run (guint32 n)
{
  g_autoptr (BsPqTree) tree = bs_pq_tree_new (n);
  g_autofree guint32 *hidden = g_new (guint32, n);
  gint64 spent = 0, left = (gint64) n * SHARE;
  BsRandom random;

  /* Neighbours of the hidden order are far apart in memory. */
  bs_random_init (&random, 1);
  for (guint32 i = 0; i < n; i++)
    {
      guint32 k = bs_random_below (&random, i + 1);

      hidden[i] = hidden[k];
      hidden[k] = i;
    }

  while (left > 0)
    {
      guint32 least = 2u << bs_random_below (&random, MAX_DOUBLINGS);
      guint32 size = least + bs_random_below (&random, least);
      const guint32 *set = hidden + bs_random_below (&random, n - size + 1);
      gint64 start = bs_now_ns ();

      g_assert_true (bs_pq_tree_reduce (tree, set, size));
      spent += bs_now_ns () - start;
      left -= size;
    }

  return (double) spent / n;
}

int
main (int argc, char **argv)
{
  static const guint32 sizes[] = { 1000, 10000, 100000, 1000000 };
  double first = 0;

  if (argc > 1)
    {
      guint32 n = strtoul (argv[1], NULL, 10);

      if (n < LONGEST)
        {
          fprintf (stderr, "Usage: bench-pq-tree [LEAVES], at least %d\n", LONGEST);
          return 1;
        }
      run (n);
      printf ("%u leaves\n", n);
      return 0;
    }

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      double best = run (sizes[i]);

      for (guint repeat = 1; repeat < 5; repeat++)
        best = MIN (best, run (sizes[i]));
      first = i == 0 ? best : first;
      printf ("%8u leaves: %6.1f ns a leaf, ratio %.2f\n", sizes[i], best, best / first);
    }

  return 0;
}
