/* SPDX-License-Identifier: Apache-2.0 */
/* Large and deep PQ-trees are what a slow and simple reduction makes of them. */
#include "config.h"

#include <string.h>

#include "engine/planning/pq-tree-private.h"
#include "engine/random.h"

/* The slow reduction: it counts through the whole tree, says by recursion what each node becomes, and
 * makes those anew. */

typedef struct
{
  guint32 leaf; /* BS_PQ_NONE: one of those above */
  gboolean is_q;
  GPtrArray *children; /* Slow, of the arena */
  guint32 n_in, n_leaves, lowest;
} Slow;

static void
slow_free (gpointer data)
{
  Slow *slow = data;

  g_clear_pointer (&slow->children, g_ptr_array_unref);
  g_free (slow);
}

static Slow *
slow_new (GPtrArray *arena, guint32 leaf, gboolean is_q, GPtrArray *children)
{
  Slow *slow = g_new0 (Slow, 1);

  *slow = (Slow){ leaf, is_q, children, 0, 0, leaf };
  g_ptr_array_add (arena, slow);

  return slow;
}

static void
slow_count (Slow *slow, const guint8 *in)
{
  slow->n_leaves = slow->children ? 0 : 1;
  slow->n_in = slow->children ? 0 : in[slow->leaf];
  for (guint i = 0; slow->children && i < slow->children->len; i++)
    {
      Slow *child = slow->children->pdata[i];

      slow_count (child, in);
      slow->n_leaves += child->n_leaves;
      slow->n_in += child->n_in;
    }
}

/* 0 none of its leaves are in, 1 some, 2 all. */
static guint
slow_state (const Slow *slow)
{
  return slow->n_in == 0 ? 0 : slow->n_in < slow->n_leaves ? 1 : 2;
}

/* Adds the children in this state, under one node if there are several. */
static void
slow_add_group (GPtrArray *arena, const Slow *slow, guint state, GPtrArray *to)
{
  GPtrArray *group = g_ptr_array_new ();

  for (guint i = 0; i < slow->children->len; i++)
    if (slow_state (slow->children->pdata[i]) == state)
      g_ptr_array_add (group, slow->children->pdata[i]);

  if (group->len > 1)
    {
      g_ptr_array_add (to, slow_new (arena, BS_PQ_NONE, FALSE, group));
      return;
    }
  if (group->len == 1)
    g_ptr_array_add (to, group->pdata[0]);
  g_ptr_array_unref (group);
}

static GPtrArray *
reversed (const GPtrArray *array)
{
  GPtrArray *other = g_ptr_array_new ();

  for (guint i = array->len; i-- > 0;)
    g_ptr_array_add (other, array->pdata[i]);

  return other;
}

/* Adds what a node with leaves in and out becomes: those out first, or last if @mirrored.
 * Returns: %FALSE where they cannot be parted */
static gboolean
slow_add_parted (GPtrArray *arena, const Slow *slow, gboolean mirrored, GPtrArray *to)
{
  g_autoptr (GPtrArray) line = g_ptr_array_new (), turned = NULL;
  guint n_partial = 0;

  if (slow->is_q)
    {
      g_autoptr (GPtrArray) back = reversed (slow->children);
      guint first = slow_state (back->pdata[back->len - 1]), last = slow_state (back->pdata[0]);
      GPtrArray *children = first > last ? back : slow->children;
      guint previous = 0;

      for (guint i = 0; i < children->len; i++)
        {
          guint state = slow_state (children->pdata[i]);

          if (state < previous)
            return FALSE;
          previous = state;
          n_partial += state == 1;
          if (state != 1)
            g_ptr_array_add (line, children->pdata[i]);
          else if (!slow_add_parted (arena, children->pdata[i], FALSE, line))
            return FALSE;
        }
    }
  else
    {
      slow_add_group (arena, slow, 0, line);
      for (guint i = 0; i < slow->children->len; i++)
        if (slow_state (slow->children->pdata[i]) == 1)
          {
            n_partial++;
            if (!slow_add_parted (arena, slow->children->pdata[i], FALSE, line))
              return FALSE;
          }
      slow_add_group (arena, slow, 2, line);
    }

  turned = mirrored ? reversed (line) : g_ptr_array_ref (line);
  g_ptr_array_extend (to, turned, NULL, NULL);

  return n_partial < 2;
}

/* Returns: (nullable): what a node becomes that has all @n leaves below it. */
static Slow *
slow_reduce (GPtrArray *arena, const Slow *slow, guint32 n)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new (), line = g_ptr_array_new ();
  guint n_partial = 0, phase = 0;

  if (slow_state (slow) == 2)
    return slow_new (arena, slow->leaf, slow->is_q,
                     slow->children ? g_ptr_array_ref (slow->children) : NULL);

  /* The one below which all are. */
  for (guint i = 0; i < slow->children->len; i++)
    {
      const Slow *child = slow->children->pdata[i];

      if (child->n_in == n)
        {
          Slow *new = slow_reduce (arena, child, n);

          if (!new)
            return NULL;
          for (guint k = 0; k < slow->children->len; k++)
            g_ptr_array_add (made, k == i ? new : slow->children->pdata[k]);
          return slow_new (arena, BS_PQ_NONE, slow->is_q, g_steal_pointer (&made));
        }
    }

  if (slow->is_q)
    {
      /* Out, parted, in, parted, out, where any may be missing: before, 1 within, 2 behind. */
      for (guint i = 0; i < slow->children->len; i++)
        {
          const Slow *child = slow->children->pdata[i];
          guint state = slow_state (child);

          if (state == 0)
            phase = phase == 0 ? 0 : 2;
          else if (phase == 2)
            return NULL;
          if (state == 2)
            phase = 1;
          if (state != 1)
            g_ptr_array_add (made, slow->children->pdata[i]);
          else
            {
              if (!slow_add_parted (arena, child, phase > 0, made))
                return NULL;
              phase = phase > 0 ? 2 : 1;
            }
        }
      return slow_new (arena, BS_PQ_NONE, TRUE, g_steal_pointer (&made));
    }

  slow_add_group (arena, slow, 2, line);
  for (guint i = 0; i < slow->children->len; i++)
    {
      const Slow *child = slow->children->pdata[i];

      if (slow_state (child) == 0)
        g_ptr_array_add (made, slow->children->pdata[i]);
      if (slow_state (child) != 1)
        continue;
      if (++n_partial == 2)
        {
          GPtrArray *turned = reversed (line);

          g_ptr_array_unref (line);
          line = turned;
        }
      if (n_partial > 2 || !slow_add_parted (arena, child, TRUE, line))
        return NULL;
    }
  if (n_partial > 0)
    {
      if (made->len == 0)
        return slow_new (arena, BS_PQ_NONE, TRUE, g_steal_pointer (&line));
      g_ptr_array_add (made, slow_new (arena, BS_PQ_NONE, TRUE, g_steal_pointer (&line)));
    }
  else
    g_ptr_array_add (made, line->pdata[0]);

  return slow_new (arena, BS_PQ_NONE, FALSE, g_steal_pointer (&made));
}

static int
compare_lowest (gconstpointer a, gconstpointer b)
{
  const Slow *const *left = a, *const *right = b;

  return (*left)->lowest < (*right)->lowest ? -1 : (*left)->lowest > (*right)->lowest;
}

/* Writes a tree such that equal ones read the same: a P-node's children by their lowest leaf, a
 * Q-node's from the end with the lower one. Puts them in this order. */
static void
slow_settle (Slow *slow)
{
  GPtrArray *children = slow->children;

  if (!children)
    return;

  slow->lowest = BS_PQ_NONE;
  for (guint i = 0; i < children->len; i++)
    {
      Slow *child = children->pdata[i];

      slow_settle (child);
      slow->lowest = MIN (slow->lowest, child->lowest);
    }

  if (!slow->is_q)
    g_ptr_array_sort (children, compare_lowest);
  else if (compare_lowest (&children->pdata[0], &children->pdata[children->len - 1]) > 0)
    for (guint i = 0, k = children->len - 1; i < k; i++, k--)
      {
        gpointer child = children->pdata[i];

        children->pdata[i] = children->pdata[k];
        children->pdata[k] = child;
      }
}

static void
slow_write (const Slow *slow, GString *string)
{
  if (!slow->children)
    {
      g_string_append_printf (string, " %u", slow->leaf);
      return;
    }

  g_string_append (string, slow->is_q ? " [" : " {");
  for (guint i = 0; i < slow->children->len; i++)
    slow_write (slow->children->pdata[i], string);
  g_string_append (string, slow->is_q ? "]" : "}");
}

static char *
slow_to_string (Slow *slow)
{
  GString *string = g_string_new (NULL);

  slow_settle (slow);
  slow_write (slow, string);

  return g_string_free (string, FALSE);
}

static Slow *
slow_copy (GPtrArray *arena, const BsPqTree *tree, guint32 node)
{
  GPtrArray *made;
  BsPqChildren children;
  guint32 child;

  if (bs_pq_tree_get_kind (tree, node) == BS_PQ_LEAF)
    return slow_new (arena, node, FALSE, NULL);

  made = g_ptr_array_new ();
  bs_pq_children_init (&children, tree, node);
  while (bs_pq_children_next (&children, &child))
    g_ptr_array_add (made, slow_copy (arena, tree, child));

  return slow_new (arena, BS_PQ_NONE, bs_pq_tree_get_kind (tree, node) == BS_PQ_Q, made);
}

static void
shuffle (BsRandom *random, guint32 *numbers, guint32 n)
{
  for (guint32 i = n; i > 1; i--)
    {
      guint32 k = bs_random_below (random, i), number = numbers[k];

      numbers[k] = numbers[i - 1];
      numbers[i - 1] = number;
    }
}

/* Nothing has changed but what a reduction notes for itself, and that is wiped where it matters. */
static void
assert_untouched (const BsPqTree *tree, const BsPqTree *before, const BsPqNode *nodes)
{
  g_assert_cmpuint (tree->root, ==, before->root);
  g_assert_cmpuint (tree->n_nodes, ==, before->n_nodes);
  g_assert_cmpuint (tree->free_node, ==, before->free_node);
  for (guint32 i = 0; i < tree->n_nodes; i++)
    {
      const BsPqNode *node = &tree->nodes[i];

      g_assert_cmpmem (node, G_STRUCT_OFFSET (BsPqNode, up), &nodes[i],
                       G_STRUCT_OFFSET (BsPqNode, up));
      g_assert_cmpuint (
          node->mark + node->n_unmatched + node->n_full + node->n_links + node->n_partial, ==, 0);
      g_assert_cmpuint (node->full, ==, BS_PQ_NONE);
    }
}

/* Stretches of a hidden order, a fifth of them with a leaf that does not belong. */
static void
test_large (void)
{
  guint n_rejected = 0;
  BsRandom random;

  bs_random_init (&random, 2);
  for (guint instance = 0; instance < 40; instance++)
    {
      guint32 n = 100 + bs_random_below (&random, 400);
      guint32 longest = instance % 2 ? 8 : n / 2;
      g_autoptr (GPtrArray) arena = g_ptr_array_new_with_free_func (slow_free);
      g_autoptr (BsPqTree) tree = bs_pq_tree_new (n);
      g_autofree guint32 *hidden = g_new (guint32, n), *leaves = g_new (guint32, n);
      Slow *slow = slow_copy (arena, tree, bs_pq_tree_get_root (tree));

      for (guint32 i = 0; i < n; i++)
        hidden[i] = i;
      shuffle (&random, hidden, n);

      for (guint i = 0; i < 100; i++)
        {
          guint32 size = 1 + bs_random_below (&random, longest);
          guint32 first = bs_random_below (&random, n - size);
          g_autofree guint8 *in = g_new0 (guint8, n);
          g_autofree BsPqNode *nodes = g_memdup2 (tree->nodes, tree->n_nodes * sizeof *nodes);
          g_autofree char *text = NULL, *expected = NULL;
          BsPqTree before = *tree;
          Slow *new;

          memcpy (leaves, hidden + first, size * sizeof *leaves);
          shuffle (&random, leaves, size);
          if (bs_random_below (&random, 5) == 0)
            leaves[0] = hidden[(first + size + bs_random_below (&random, 3)) % n];
          for (guint32 k = 0; k < size; k++)
            in[leaves[k]] = 1;

          slow_count (slow, in);
          new = slow_reduce (arena, slow, slow->n_in);
          g_assert_cmpint (bs_pq_tree_reduce (tree, leaves, size), ==, new != NULL);
          if (new)
            slow = new;
          else
            {
              assert_untouched (tree, &before, nodes);
              n_rejected++;
            }

          expected = slow_to_string (slow);
          text = slow_to_string (slow_copy (arena, tree, bs_pq_tree_get_root (tree)));
          g_assert_cmpstr (text, ==, expected);
        }
    }
  g_assert_cmpuint (n_rejected, >, 100);
}

/* Deep trees: nothing is done by recursion. */

/* {0 {1 {2 ... {n-2 n-1}}}}, which no sets of bearable size lead to. */
static BsPqTree *
make_caterpillar (guint32 n)
{
  BsPqTree *tree = bs_pq_tree_new (n);

  g_assert_cmpuint (tree->root, ==, n);
  while (tree->n_nodes < 2 * n - 1)
    bs_pq_tree_new_node (tree, BS_PQ_P);
  for (guint32 i = 0; i + 1 < n; i++)
    {
      guint32 node = n + i, below = i + 2 == n ? i + 1 : node + 1;

      tree->nodes[node].n_children = 2;
      tree->nodes[node].child[0] = i;
      tree->nodes[node].child[1] = below;
      tree->nodes[i].parent = tree->nodes[below].parent = node;
      tree->nodes[i].sibling[0] = tree->nodes[below].sibling[1] = BS_PQ_NONE;
      tree->nodes[i].sibling[1] = below;
      tree->nodes[below].sibling[0] = i;
    }

  return tree;
}

static void
test_deep (void)
{
  guint32 n = 100000;
  g_autoptr (BsPqTree) tree = make_caterpillar (n);
  g_autofree guint32 *frontier = g_new (guint32, n);
  g_autofree char *text = bs_pq_tree_to_string (tree, NULL), *before = NULL, *after = NULL;
  guint32 low[] = { 1000, n - 1 }, inside[] = { 0, n - 1 }, high[] = { 0, 1001 };
  guint32 near[] = { n - 50, n - 51 }, apart[] = { n - 50, n - 52 };
  guint64 n_orders;

  bs_pq_tree_get_frontier (tree, frontier);
  for (guint32 i = 0; i < n; i++)
    g_assert_cmpuint (frontier[i], ==, i);
  g_assert_true (g_str_has_prefix (text, "{0 {1 {2 "));
  g_assert_nonnull (strstr (text, " {99998 99999}}}"));
  g_assert_false (bs_pq_tree_count_orders (tree, &n_orders));

  /* A Q-node below a thousand P-nodes. */
  g_assert_true (bs_pq_tree_reduce (tree, low, 2));
  before = bs_pq_tree_to_string (tree, NULL);
  g_assert_false (bs_pq_tree_reduce (tree, inside, 2));
  after = bs_pq_tree_to_string (tree, NULL);
  g_assert_cmpstr (before, ==, after);

  /* And of all. */
  g_assert_true (bs_pq_tree_reduce (tree, high, 2));
  g_assert_cmpuint (bs_pq_tree_get_n_children (tree, bs_pq_tree_get_root (tree)), ==, n);
  g_assert_true (bs_pq_tree_reduce (tree, near, 2));
  g_assert_false (bs_pq_tree_reduce (tree, apart, 2));
  g_assert_true (bs_pq_tree_count_orders (tree, &n_orders));
  g_assert_cmpuint (n_orders, ==, 2);
  bs_pq_tree_get_frontier (tree, frontier);
  if (frontier[0] == 0)
    for (guint32 i = 0, k = n - 1; i < k; i++, k--)
      {
        guint32 leaf = frontier[i];

        frontier[i] = frontier[k];
        frontier[k] = leaf;
      }
  for (guint32 i = 0; i < n; i++)
    g_assert_cmpuint (frontier[i], ==, i < 1000 ? i + 1 : (i < n - 1 ? n - 1 - (i - 1000) : 0));
}

/* A chain of pairs, from its ends to its middle: all Q-node, its inner children without a parent. */
static void
test_chain (void)
{
  guint32 n = 100000;
  g_autoptr (BsPqTree) tree = bs_pq_tree_new (n);
  g_autofree guint32 *frontier = g_new (guint32, n), *pairs = g_new (guint32, n - 1);
  guint64 n_orders;
  BsRandom random;

  bs_random_init (&random, 3);
  for (guint32 i = 0; i + 1 < n; i++)
    pairs[i] = i;
  shuffle (&random, pairs, n - 1);
  for (guint round = 0; round < 2; round++)
    for (guint32 i = 0; i + 1 < n; i++)
      g_assert_true (bs_pq_tree_reduce (tree, (guint32[]){ pairs[i], pairs[i] + 1 }, 2));
  for (guint32 i = 0; i + 2 < n; i++)
    g_assert_false (bs_pq_tree_reduce (tree, (guint32[]){ i, i + 2 }, 2));
  g_assert_true (bs_pq_tree_count_orders (tree, &n_orders));
  g_assert_cmpuint (n_orders, ==, 2);

  bs_pq_tree_get_frontier (tree, frontier);
  for (guint32 i = 0; i < n; i++)
    g_assert_cmpuint (frontier[i], ==, frontier[0] == 0 ? i : n - 1 - i);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pq-tree-large/large", test_large);
  g_test_add_func ("/pq-tree-large/deep", test_deep);
  g_test_add_func ("/pq-tree-large/chain", test_chain);

  return g_test_run ();
}
