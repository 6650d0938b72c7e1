/* SPDX-License-Identifier: Apache-2.0 */
/* What a PQ-tree says of the order within a tuple. */
#include "config.h"

#include "engine/planning/layout-tree.h"

#include <stdlib.h>
#include <string.h>

void
bs_layout_tree_init (BsLayoutTree *self, const BsPqTree *tree)
{
  self->n = 1;
  self->nodes[0] = (BsLayoutNode){ .pq = bs_pq_tree_get_root (tree) };
  for (guint i = 0; i < self->n; i++)
    {
      BsLayoutNode *node = &self->nodes[i];
      BsPqChildren children;
      guint32 child;

      node->kind = bs_pq_tree_get_kind (tree, node->pq);
      node->first_child = self->n;
      if (node->kind == BS_PQ_LEAF)
        {
          self->leaves[node->pq] = i;
          continue;
        }
      bs_pq_children_init (&children, tree, node->pq);
      while (bs_pq_children_next (&children, &child))
        {
          self->nodes[self->n++] = (BsLayoutNode){ .pq = child, .parent = i };
          node->n_children++;
        }
    }
}

void
bs_layout_span_init (BsLayoutSpan *self, const BsLayoutTree *tree, const guint16 *members, guint n)
{
  BsOpSet all = 0;

  memset (self->at, 0, tree->n * sizeof *self->at);
  for (guint i = 0; i < n; i++)
    {
      self->at[tree->leaves[members[i]]] = BS_OP_SET (i);
      all |= BS_OP_SET (i);
    }
  for (guint i = tree->n - 1; i > 0; i--)
    self->at[tree->nodes[i].parent] |= self->at[i];
  self->top = 0;
  for (guint i = 1; i < tree->n; i++)
    if (self->at[i] == all)
      self->top = i;
}

static int
compare_sets (gconstpointer a, gconstpointer b)
{
  BsOpSet x = *(const BsOpSet *) a, y = *(const BsOpSet *) b;

  return (x > y) - (x < y);
}

static void
add_set (BsLayoutSets *self, BsOpSet set)
{
  self->sets[self->n++] = set;
}

/* Neighbours among the children that the tuple has leaves below; a Q-node may have others. */
static void
add_neighbours (BsLayoutSets *self, const BsLayoutNode *node, const BsLayoutSpan *span)
{
  for (guint i = 1; i < node->n_children; i++)
    {
      BsOpSet left = span->at[node->first_child + i - 1], right = span->at[node->first_child + i];

      if (left != 0 && right != 0)
        add_set (self, left | right);
    }
}

void
bs_layout_sets_init (BsLayoutSets *self, const BsLayoutTree *tree, const BsLayoutSpan *span)
{
  guint n = 0;

  self->n = 0;
  for (guint i = span->top; i < tree->n; i++)
    if (span->at[i] != 0 && tree->nodes[i].kind != BS_PQ_LEAF)
      {
        add_set (self, span->at[i]);
        if (tree->nodes[i].kind == BS_PQ_Q)
          add_neighbours (self, &tree->nodes[i], span);
      }
  qsort (self->sets, self->n, sizeof *self->sets, compare_sets);
  for (guint i = 0; i < self->n; i++)
    if (n == 0 || self->sets[n - 1] != self->sets[i])
      self->sets[n++] = self->sets[i];
  self->n = n;
}

gboolean
bs_layout_sets_equal (const BsLayoutSets *a, const BsLayoutSets *b)
{
  return a->n == b->n && memcmp (a->sets, b->sets, a->n * sizeof *a->sets) == 0;
}

gboolean
bs_layout_sets_contain (const BsLayoutSets *self, BsOpSet set)
{
  return bsearch (&set, self->sets, self->n, sizeof *self->sets, compare_sets) != NULL;
}
