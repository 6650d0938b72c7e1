/* SPDX-License-Identifier: Apache-2.0 */
/* PQ-trees stand for the orders they should, by all orders of few leaves. */
#include "config.h"

#include <string.h>

#include "engine/planning/pq-tree.h"
#include "engine/random.h"

#define MAX_SMALL 8
#define N_SMALL_ORDERS 40320

/* Twice as slow or more with sanitizers, and no other paths are taken. */
#ifdef __SANITIZE_ADDRESS__
#define N_INSTANCES 10000
#else
#define N_INSTANCES 100000
#endif

static void
assert_tree (const BsPqTree *tree, const char *expected)
{
  g_autofree char *text = bs_pq_tree_to_string (tree, NULL);

  g_assert_cmpstr (text, ==, expected);
}

/* @set: digits. */
static gboolean
reduce (BsPqTree *tree, const char *set)
{
  guint32 leaves[10], n = 0;

  for (; *set; set++)
    leaves[n++] = *set - '0';

  return bs_pq_tree_reduce (tree, leaves, n);
}

static guint64
count (const BsPqTree *tree)
{
  guint64 n;

  g_assert_true (bs_pq_tree_count_orders (tree, &n));

  return n;
}

static guint
leaves_below (const BsPqTree *tree, guint32 node)
{
  BsPqChildren children;
  guint32 child;
  guint mask = 0;

  if (bs_pq_tree_get_kind (tree, node) == BS_PQ_LEAF)
    return 1u << node;

  bs_pq_children_init (&children, tree, node);
  while (bs_pq_children_next (&children, &child))
    mask |= leaves_below (tree, child);

  return mask;
}

/* Is @order one of those the tree stands for? By definition: a node's leaves follow each other, its
 * children in an order that its kind allows. Moves @at behind the leaves of @node. */
static gboolean
allows (const BsPqTree *tree, guint32 node, const guint8 *order, guint *at)
{
  guint32 n = bs_pq_tree_get_n_children (tree, node);
  gboolean same = TRUE, mirrored = TRUE;
  guint seen = 0;

  if (bs_pq_tree_get_kind (tree, node) == BS_PQ_LEAF)
    return order[(*at)++] == node;

  for (guint32 i = 0; i < n; i++)
    {
      BsPqChildren children;
      guint32 child, index = 0;

      bs_pq_children_init (&children, tree, node);
      while (bs_pq_children_next (&children, &child)
             && !(leaves_below (tree, child) >> order[*at] & 1))
        index++;
      if (index == n || seen >> index & 1 || !allows (tree, child, order, at))
        return FALSE;

      seen |= 1u << index;
      same &= index == i;
      mirrored &= index == n - 1 - i;
    }

  return bs_pq_tree_get_kind (tree, node) == BS_PQ_P || same || mirrored;
}

/* All orders of n leaves, and for each set of leaves the orders that keep it together, as bits. */
typedef struct
{
  guint n, n_orders, n_words;
  guint8 (*orders)[MAX_SMALL];
  guint64 *together; /* n_words for each set */
} Orders;

static gboolean
is_together (const guint8 *order, guint n, guint set)
{
  guint n_runs = 0;

  for (guint i = 0; i < n; i++)
    n_runs += (set >> order[i] & 1) && (i == 0 || !(set >> order[i - 1] & 1));

  return n_runs <= 1;
}

/* The next one in the order of words. */
static void
advance (guint8 *order, guint n)
{
  guint i = n - 1, k = n - 1;
  guint8 first;

  while (order[i - 1] > order[i])
    i--;
  while (order[k] < order[i - 1])
    k--;
  first = order[i - 1];
  order[i - 1] = order[k];
  order[k] = first;
  for (k = n - 1; i < k; i++, k--)
    {
      first = order[i];
      order[i] = order[k];
      order[k] = first;
    }
}

static void
orders_init (Orders *self, guint n)
{
  self->n = n;
  self->n_orders = 1;
  for (guint i = 2; i <= n; i++)
    self->n_orders *= i;
  self->orders = g_malloc (self->n_orders * sizeof *self->orders);
  for (guint i = 0; i < n; i++)
    self->orders[0][i] = i;
  for (guint i = 1; i < self->n_orders; i++)
    {
      memcpy (self->orders[i], self->orders[i - 1], n);
      advance (self->orders[i], n);
    }

  self->n_words = (self->n_orders + 63) / 64;
  self->together = g_new0 (guint64, (gsize) self->n_words << n);
  for (guint set = 0; set < 1u << n; set++)
    for (guint i = 0; i < self->n_orders; i++)
      if (is_together (self->orders[i], n, set))
        self->together[(gsize) set * self->n_words + i / 64] |= G_GUINT64_CONSTANT (1) << (i % 64);
}

static void
orders_clear (Orders *self)
{
  g_free (self->orders);
  g_free (self->together);
}

/* Leaves in @kept those of @from that keep @set together. Returns: how many */
static guint
keep (const Orders *orders, const guint64 *from, guint set, guint64 *kept)
{
  const guint64 *together = orders->together + (gsize) set * orders->n_words;
  guint n = 0;

  for (guint i = 0; i < orders->n_words; i++)
    {
      kept[i] = from[i] & together[i];
      n += __builtin_popcountll (kept[i]);
    }

  return n;
}

/* The orders of a tree are those that keep together each node's leaves, and a Q-node's neighbours. */
static void
keep_orders_of_tree (const Orders *orders, const BsPqTree *tree, guint32 node, guint64 *kept)
{
  gboolean is_q = bs_pq_tree_get_kind (tree, node) == BS_PQ_Q;
  BsPqChildren children;
  guint32 child;
  guint previous = 0;

  bs_pq_children_init (&children, tree, node);
  while (bs_pq_children_next (&children, &child))
    {
      guint mask = leaves_below (tree, child);

      if (mask & (mask - 1))
        keep (orders, kept, mask, kept);
      if (is_q && previous)
        keep (orders, kept, mask | previous, kept);
      previous = mask;
      keep_orders_of_tree (orders, tree, child, kept);
    }
}

static void
assert_frontier_among (const Orders *orders, const BsPqTree *tree, const guint64 *alive)
{
  guint32 frontier[MAX_SMALL];

  bs_pq_tree_get_frontier (tree, frontier);
  for (guint i = 0; i < orders->n_orders; i++)
    {
      guint k = 0;

      while (k < orders->n && orders->orders[i][k] == frontier[k])
        k++;
      if (k == orders->n)
        {
          g_assert_true (alive[i / 64] >> (i % 64) & 1);
          return;
        }
    }
  g_assert_not_reached ();
}

static void
test_small (void)
{
  static guint64 alive[N_SMALL_ORDERS / 64 + 1], kept[N_SMALL_ORDERS / 64 + 1];
  guint n_accepted = 0, n_rejected = 0;
  Orders all[MAX_SMALL + 1];
  BsRandom random;

  bs_random_init (&random, 1);
  for (guint n = 1; n <= MAX_SMALL; n++)
    orders_init (&all[n], n);

  for (guint instance = 0; instance < N_INSTANCES; instance++)
    {
      guint a = bs_random_below (&random, MAX_SMALL), b = bs_random_below (&random, MAX_SMALL);
      const Orders *orders = &all[1 + MAX (a, b)];
      g_autoptr (BsPqTree) tree = bs_pq_tree_new (orders->n);
      guint n_sets = 1 + bs_random_below (&random, 12), n_alive = orders->n_orders;

      memcpy (alive, orders->together, orders->n_words * sizeof *alive);
      for (guint i = 0; i < n_sets; i++)
        {
          g_autofree char *before = bs_pq_tree_to_string (tree, NULL);
          guint size = 1 + bs_random_below (&random, orders->n), set = 0, n_kept;
          guint32 leaves[MAX_SMALL];

          for (guint k = 0; k < size;)
            {
              guint leaf = bs_random_below (&random, orders->n);

              if (set >> leaf & 1)
                continue;
              set |= 1u << leaf;
              leaves[k++] = leaf;
            }

          n_kept = keep (orders, alive, set, kept);
          g_assert_cmpint (bs_pq_tree_reduce (tree, leaves, size), ==, n_kept > 0);
          if (n_kept > 0)
            {
              memcpy (alive, kept, orders->n_words * sizeof *alive);
              n_alive = n_kept;
              n_accepted++;
            }
          else
            {
              assert_tree (tree, before);
              n_rejected++;
            }
          g_assert_cmpuint (count (tree), ==, n_alive);
        }

      memcpy (kept, orders->together, orders->n_words * sizeof *kept);
      keep_orders_of_tree (orders, tree, bs_pq_tree_get_root (tree), kept);
      g_assert_cmpmem (kept, orders->n_words * 8, alive, orders->n_words * 8);
      assert_frontier_among (orders, tree, alive);

      /* Now and then by the definition, order by order. */
      for (guint i = 0; instance % 500 == 0 && i < orders->n_orders; i++)
        {
          guint at = 0;

          g_assert_cmpint (allows (tree, bs_pq_tree_get_root (tree), orders->orders[i], &at), ==,
                           alive[i / 64] >> (i % 64) & 1);
        }
    }

  g_assert_cmpuint (n_accepted, >, N_INSTANCES);
  g_assert_cmpuint (n_rejected, >, N_INSTANCES);
  for (guint n = 1; n <= MAX_SMALL; n++)
    orders_clear (&all[n]);
}

static guint32
find (const BsPqTree *tree, guint32 node, guint mask)
{
  guint32 found = leaves_below (tree, node) == mask ? node : BS_PQ_NONE, child;
  BsPqChildren children;

  bs_pq_children_init (&children, tree, node);
  while (found == BS_PQ_NONE && bs_pq_children_next (&children, &child))
    found = find (tree, child, mask);

  return found;
}

/* Fixes the node above these leaves, its children in this order. */
static void
fix (BsPqTree *tree, const char *leaves)
{
  guint32 node, child, order[10], n = 0;
  guint mask = 0, seen = 0;

  for (const char *leaf = leaves; *leaf; leaf++)
    mask |= 1u << (*leaf - '0');
  node = find (tree, bs_pq_tree_get_root (tree), mask);

  for (const char *leaf = leaves; *leaf; leaf++)
    {
      BsPqChildren children;

      if (seen >> (*leaf - '0') & 1)
        continue;
      bs_pq_children_init (&children, tree, node);
      while (bs_pq_children_next (&children, &child)
             && !(leaves_below (tree, child) >> (*leaf - '0') & 1))
        ;
      seen |= leaves_below (tree, child);
      order[n++] = child;
    }

  bs_pq_tree_fix (tree, node, order, n);
}

/* Do the leaves of two tuples stand in the same order? */
static gboolean
are_aligned (const guint8 *place, const guint8 *a, const guint8 *b, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < i; k++)
      if ((place[a[i]] < place[a[k]]) != (place[b[i]] < place[b[k]]))
        return FALSE;

  return TRUE;
}

/* Two batches: x4 x5 = f (x1 x2) and x6 x7 x8 = g (x3 x5 x4); a leaf is one less. */
static gboolean
is_without_copies (const guint8 *order)
{
  static const guint8 tuples[][3] = { { 3, 4 }, { 0, 1 }, { 5, 6, 7 }, { 2, 4, 3 } };
  guint8 place[8];

  for (guint i = 0; i < 8; i++)
    place[order[i]] = i;

  return is_together (order, 8, 0x18) && is_together (order, 8, 0x03)
         && is_together (order, 8, 0xe0) && is_together (order, 8, 0x1c)
         && are_aligned (place, tuples[0], tuples[1], 2)
         && are_aligned (place, tuples[2], tuples[3], 3);
}

static void
test_example (void)
{
  static const char *const names[] = { "1", "2", "3", "4", "5", "6", "7", "8" };
  static const struct
  {
    const char *sets[2], *tree;
    guint64 n_orders;
  } steps[] = {
    { { NULL }, "{1 2 3 4 5 6 7 8}", 40320 },
    { { "34", "567" }, "{1 2 3 {4 5} {6 7 8}}", 1440 },
    { { "01", "243" }, "{{1 2} {3 {4 5}} {6 7 8}}", 288 },
    { { "67" }, "{{1 2} {3 {4 5}} {6 {7 8}}}", 192 },
  };
  static const char *const directions[] = { "01", "34", "234", "76", "576" };
  g_autoptr (BsPqTree) tree = bs_pq_tree_new (8);
  g_autofree char *fixed = NULL;
  guint n_without_copies = 0;
  guint32 frontier[8];
  guint8 order[8];
  Orders orders;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *text = NULL;

      for (guint k = 0; k < 2 && steps[i].sets[k]; k++)
        g_assert_true (reduce (tree, steps[i].sets[k]));
      text = bs_pq_tree_to_string (tree, names);
      g_assert_cmpstr (text, ==, steps[i].tree);
      g_assert_cmpuint (count (tree), ==, steps[i].n_orders);
    }

  /* With the directions tied to each other 24 are left, of all and of the tree's. */
  orders_init (&orders, 8);
  for (guint i = 0; i < orders.n_orders; i++)
    if (is_without_copies (orders.orders[i]))
      {
        guint at = 0;

        g_assert_true (allows (tree, bs_pq_tree_get_root (tree), orders.orders[i], &at));
        n_without_copies++;
      }
  g_assert_cmpuint (n_without_copies, ==, 24);
  orders_clear (&orders);

  for (guint i = 0; i < G_N_ELEMENTS (directions); i++)
    fix (tree, directions[i]);
  fixed = bs_pq_tree_to_string (tree, names);
  g_assert_cmpstr (fixed, ==, "{[1 2] [3 [4 5]] [6 [8 7]]}");
  bs_pq_tree_get_frontier (tree, frontier);
  for (guint i = 0; i < 8; i++)
    order[i] = frontier[i];
  g_assert_true (is_without_copies (order));
}

/* Each template, by what it makes of small trees. */

static void
note_templates (gpointer user_data, BsPqTree *tree, const BsPqStep *step)
{
  GString *log = user_data;

  g_assert_nonnull (tree);
  g_string_append (log, step->accepted ? "+" : "-");
  for (guint32 i = 0; i < step->n_templates; i++)
    g_string_append_printf (log, " %s", bs_pq_template_to_string (step->templates[i]));
}

static void
test_templates (void)
{
  /* What the last of the sets, after "!" if it is to be rejected, does. */
  static const struct
  {
    guint n;
    const char *sets, *tree, *log;
  } cases[] = {
    { 1, "0", "0", "+ L1" },
    { 3, "1", "{0 1 2}", "+ L1" },
    { 3, "1 1", "{0 1 2}", "+ L1" },
    { 2, "01", "{0 1}", "+ L1 L1 P1" },
    { 3, "021", "{0 1 2}", "+ L1 L1 L1 P1" },
    { 3, "0121", "{0 1 2}", "+ L1 L1 L1 P1" },
    { 4, "21", "{0 {2 1} 3}", "+ L1 L1 P2" },
    { 4, "21 12", "{0 {2 1} 3}", "+ L1 L1 P1" },
    { 5, "12 123", "{0 {3 {1 2}} 4}", "+ L1 L1 L1 P1 P2" },
    { 5, "12 23", "{0 [1 2 3] 4}", "+ L1 L1 P3 P4" },
    { 3, "12 01", "[2 1 0]", "+ L1 L1 P3 P4" },
    { 6, "123 3405", "[{1 2} 3 {4 0 5}]", "+ L1 L1 L1 L1 P3 P4" },
    { 6, "123 1234 015", "[4 {2 3} 1 {0 5}]", "+ L1 L1 L1 P3 P5 P4" },
    { 6, "12 1234 105", "[{3 4} 2 1 {0 5}]", "+ L1 L1 L1 P3 P5 P4" },
    { 6, "12 123 4125", "{0 [3 {1 2} {4 5}]}", "+ L1 L1 L1 L1 P1 P3 P4" },
    { 6, "12 123 1305", "{[2 1 3 {0 5}] 4}", "+ L1 L1 L1 L1 P3 P5 P4" },
    { 6, "01 23 12", "{[0 1 2 3] 4 5}", "+ L1 L1 P3 P3 P6" },
    { 6, "01 23 1245", "[0 1 {4 5} 2 3]", "+ L1 L1 L1 L1 P3 P3 P6" },
    { 5, "01 12 012", "{[0 1 2] 3 4}", "+ L1 L1 L1 Q1" },
    { 5, "01 12 0123", "{{3 [0 1 2]} 4}", "+ L1 L1 L1 L1 Q1 P2" },
    { 5, "01 12 01", "{[0 1 2] 3 4}", "+ L1 L1 Q2" },
    { 5, "01 12 23", "{[0 1 2 3] 4}", "+ L1 L1 Q2 P4" },
    { 5, "01 12 30", "{[2 1 0 3] 4}", "+ L1 L1 Q2 P4" },
    { 6, "34 034 02 1203", "{[4 3 0 2 1] 5}", "+ L1 L1 L1 L1 P3 Q2 P4" },
    { 6, "01 34 012 234 05", "[{3 4} 2 1 0 5]", "+ L1 L1 P3 Q2 P4" },
    { 6, "01 12 23 12", "{[0 1 2 3] 4 5}", "+ L1 L1 Q3" },
    { 6, "01 34 012 234 123", "{[0 1 2 3 4] 5}", "+ L1 L1 L1 P3 P3 Q3" },
    /* Below a Q-node that is not known: the pseudonode's. */
    { 7, "01 23 501 0123 236 03", "{[5 1 0 3 2 6] 4}", "+ L1 L1 P3 P3 Q3" },
    { 8, "01 34 501 012 234 346 123", "{[5 0 1 2 3 4 6] 7}", "+ L1 L1 L1 P3 P3 Q3" },
    /* Nothing fits: neither neighbours, nor from an end, nor two partial ones. */
    { 6, "!34 034 02 214", "{1 [{3 4} 0 2] 5}", "- L1 L1 L1 P3" },
    { 6, "!01 12 23 34 13", "{[0 1 2 3 4] 5}", "-" },
    { 6, "!01 12 23 02", "{[0 1 2 3] 4 5}", "-" },
    { 6, "!01 12 23 14", "{[0 1 2 3] 4 5}", "-" },
    { 6, "!01 12 024", "{[0 1 2] 3 4 5}", "- L1 L1 L1" },
    { 6, "!01 34 012 234 125", "{[{0 1} 2 {3 4}] 5}", "- L1 L1 L1 P3" },
    { 6, "!01 34 012 234 135", "{[{0 1} 2 {3 4}] 5}", "- L1 L1 L1 P3 P3" },
    { 6, "!01 34 012 234 1235", "{[{0 1} 2 {3 4}] 5}", "- L1 L1 L1 L1 P3 P3" },
    { 6, "!01 23 0123 024", "{{{0 1} {2 3}} 4 5}", "- L1 L1 L1 P3 P3" },
    { 6, "!01 23 45 024", "{{0 1} {2 3} {4 5}}", "- L1 L1 L1 P3 P3 P3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsPqTree) tree = bs_pq_tree_new (cases[i].n);
      g_autoptr (GString) log = g_string_new (NULL);
      gboolean rejected = cases[i].sets[0] == '!';
      g_auto (GStrv) sets = g_strsplit (cases[i].sets + rejected, " ", -1);

      g_test_message ("%s", cases[i].sets);
      bs_pq_tree_set_step_func (tree, note_templates, log);
      for (guint k = 0; sets[k]; k++)
        {
          g_string_truncate (log, 0);
          g_assert_cmpint (reduce (tree, sets[k]), ==, sets[k + 1] || !rejected);
        }
      assert_tree (tree, cases[i].tree);
      g_assert_cmpstr (log->str, ==, cases[i].log);
    }
}

static void
test_counts (void)
{
  for (guint32 n = 1; n < 30; n++)
    {
      g_autoptr (BsPqTree) tree = bs_pq_tree_new (n);
      g_autofree guint32 *all = g_new (guint32, n);
      guint64 expected = 1, n_orders;

      for (guint32 i = 0; i < n; i++)
        all[i] = i;
      g_assert_cmpuint (bs_pq_tree_get_n_leaves (tree), ==, n);
      g_assert_true (bs_pq_tree_reduce (tree, all, n));
      g_assert_true (bs_pq_tree_reduce (tree, all, 0));
      for (guint32 i = 2; i <= n && n <= 20; i++)
        expected *= i;
      g_assert_cmpint (bs_pq_tree_count_orders (tree, &n_orders), ==, n <= 20);
      if (n <= 20)
        g_assert_cmpuint (n_orders, ==, expected);
    }
}

/* Fixed nodes are Q-nodes like others, of two children too. */
static void
test_fix (void)
{
  g_autoptr (BsPqTree) tree = bs_pq_tree_new (6);

  g_assert_true (reduce (tree, "12"));
  g_assert_true (reduce (tree, "345"));
  fix (tree, "21");
  assert_tree (tree, "{0 [2 1] {3 4 5}}");
  g_assert_cmpuint (count (tree), ==, 72);
  fix (tree, "453");
  assert_tree (tree, "{0 [2 1] [4 5 3]}");
  g_assert_false (reduce (tree, "43"));
  fix (tree, "354");
  assert_tree (tree, "{0 [2 1] [3 5 4]}");
  g_assert_cmpuint (count (tree), ==, 24);

  g_assert_false (reduce (tree, "15"));
  g_assert_true (reduce (tree, "21"));
  g_assert_true (reduce (tree, "14"));
  assert_tree (tree, "{0 [2 1 4 5 3]}");
  fix (tree, "021453");
  assert_tree (tree, "[0 [2 1 4 5 3]]");
  g_assert_true (reduce (tree, "03"));
  assert_tree (tree, "[0 3 5 4 1 2]");
  g_assert_cmpuint (count (tree), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pq-tree/example", test_example);
  g_test_add_func ("/pq-tree/templates", test_templates);
  g_test_add_func ("/pq-tree/small", test_small);
  g_test_add_func ("/pq-tree/counts", test_counts);
  g_test_add_func ("/pq-tree/fix", test_fix);

  return g_test_run ();
}
