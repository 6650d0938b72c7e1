/* SPDX-License-Identifier: Apache-2.0 */
/* Orders and directions for the nodes of a PQ-tree, so that tuples of a batch are alike. */
#include "config.h"

#include <string.h>

#include "engine/planning/layout-tree.h"

/* Two nodes that are in corresponding places of two tuples of a batch. */
typedef struct
{
  guint16 batch;
  guint8 tuples[2];
  guint16 nodes[2];
} Tie;

typedef struct
{
  const BsLayoutTree *tree;
  const BsLayoutBatch *batches;
  BsLayoutOrders *orders;
  GArray *ties;                           /* Tie, of nodes without a direction */
  guint16 leader[BS_LAYOUT_MAX_NODES];    /* towards the first of a class of directed nodes */
  gboolean mirrored[BS_LAYOUT_MAX_NODES]; /* in relation to the leader */
  gboolean assigned[BS_LAYOUT_MAX_NODES]; /* an order */
  Tie conflict;
} Work;

/* Whether only two orders of a node are possible. */
static gboolean
has_direction (const BsLayoutNode *node)
{
  return node->kind == BS_PQ_Q || node->n_children == 2;
}

static guint
find_leader (Work *self, guint node, gboolean *mirrored)
{
  *mirrored = FALSE;
  for (; self->leader[node] != node; node = self->leader[node])
    *mirrored ^= self->mirrored[node];

  return node;
}

/* The first of its children that the tuple has leaves below. */
static BsOpSet
first_part (const Work *self, guint node, const BsLayoutSpan *span)
{
  guint child = self->tree->nodes[node].first_child;

  while (span->at[child] == 0)
    child++;

  return span->at[child];
}

static gboolean
tie_directions (Work *self, const Tie *tie, const BsLayoutSpan *a, const BsLayoutSpan *b)
{
  gboolean flip = first_part (self, tie->nodes[0], a) != first_part (self, tie->nodes[1], b);
  gboolean mirrored[2];
  guint leaders[2];

  for (guint i = 0; i < 2; i++)
    {
      leaders[i] = find_leader (self, tie->nodes[i], &mirrored[i]);
      self->orders->tied[tie->nodes[i]] = TRUE;
    }
  flip ^= mirrored[0] ^ mirrored[1];
  if (leaders[0] == leaders[1])
    return !flip;
  self->leader[leaders[1]] = leaders[0];
  self->mirrored[leaders[1]] = flip;

  return TRUE;
}

/* Finds what corresponds in two tuples; what they have of directed nodes is tied at once. */
static gboolean
compare_tuples (Work *self, guint batch, guint first, guint second)
{
  const BsLayoutBatch *of = &self->batches[batch];
  const BsLayoutTree *tree = self->tree;
  BsLayoutSpan a, b;

  bs_layout_span_init (&a, tree, of->tuples[first].members, of->n);
  bs_layout_span_init (&b, tree, of->tuples[second].members, of->n);
  for (guint i = a.top, k; i < tree->n; i++)
    {
      Tie tie = { .batch = batch, .tuples = { first, second }, .nodes = { i } };

      if (a.at[i] == 0 || tree->nodes[i].kind == BS_PQ_LEAF)
        continue;
      /* Both have the same sets, so there is one. */
      k = b.top;
      while (tree->nodes[k].kind == BS_PQ_LEAF || b.at[k] != a.at[i])
        k++;
      tie.nodes[1] = k;
      if (!has_direction (&tree->nodes[i]) || !has_direction (&tree->nodes[k]))
        g_array_append_val (self->ties, tie);
      else if (!tie_directions (self, &tie, &a, &b))
        {
          self->conflict = tie;
          return FALSE;
        }
    }

  return TRUE;
}

/* The order that the node at @from has, said in children of the other; or whether it has it. */
static gboolean
copy_order (Work *self, const Tie *tie, guint from, gboolean check)
{
  const BsLayoutBatch *batch = &self->batches[tie->batch];
  const BsLayoutNode *source = &self->tree->nodes[tie->nodes[from]];
  const BsLayoutNode *target = &self->tree->nodes[tie->nodes[!from]];
  guint16 *children = self->orders->children;
  BsLayoutSpan a, b;

  bs_layout_span_init (&a, self->tree, batch->tuples[tie->tuples[from]].members, batch->n);
  bs_layout_span_init (&b, self->tree, batch->tuples[tie->tuples[!from]].members, batch->n);
  for (guint i = 0; i < source->n_children; i++)
    {
      guint child = target->first_child;

      while (b.at[child] != a.at[children[source->first_child + i]])
        child++;
      if (check && children[target->first_child + i] != child)
        return FALSE;
      children[target->first_child + i] = child;
    }

  return TRUE;
}

/* Hands the orders of nodes without a direction on, as far as they reach. */
static gboolean
spread_orders (Work *self)
{
  gboolean changed = TRUE;

  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < self->ties->len; i++)
        {
          const Tie *tie = &g_array_index (self->ties, Tie, i);
          gboolean first = self->assigned[tie->nodes[0]], second = self->assigned[tie->nodes[1]];

          if (first && second && !copy_order (self, tie, 0, TRUE))
            {
              self->conflict = *tie;
              return FALSE;
            }
          if (first == second)
            continue;
          copy_order (self, tie, first ? 0 : 1, FALSE);
          self->assigned[tie->nodes[first ? 1 : 0]] = changed = TRUE;
        }
    }

  return TRUE;
}

static void
multiply_orders (BsLayoutOrders *self, guint n)
{
  if (__builtin_mul_overflow (self->n_orders, (guint64) n, &self->n_orders))
    self->n_orders = G_MAXUINT64;
}

static gboolean
assign_orders (Work *self)
{
  for (guint i = 0; i < self->ties->len; i++)
    {
      const Tie *tie = &g_array_index (self->ties, Tie, i);

      self->orders->tied[tie->nodes[0]] = self->orders->tied[tie->nodes[1]] = TRUE;
    }
  for (guint i = 0; i < self->tree->n; i++)
    {
      const BsLayoutNode *node = &self->tree->nodes[i];

      if (node->kind == BS_PQ_LEAF || has_direction (node) || self->assigned[i])
        continue;
      self->assigned[i] = TRUE;
      for (guint k = 2; k <= node->n_children; k++)
        multiply_orders (self->orders, k);
      if (self->orders->tied[i] && !spread_orders (self))
        return FALSE;
    }

  return TRUE;
}

/* Nodes stand as they are, or as their leader wants them. */
static void
assign_directions (Work *self)
{
  for (guint i = 0; i < self->tree->n; i++)
    {
      const BsLayoutNode *node = &self->tree->nodes[i];
      gboolean mirrored;

      if (node->kind == BS_PQ_LEAF || !has_direction (node))
        continue;
      if (find_leader (self, i, &mirrored) == i)
        multiply_orders (self->orders, 2);
      for (guint k = 0; mirrored && k < node->n_children; k++)
        self->orders->children[node->first_child + k] = node->first_child + node->n_children - 1
                                                        - k;
    }
}

gboolean
bs_layout_orders_init (BsLayoutOrders *self, const BsLayoutTree *tree, const BsLayoutBatch *batches,
                       guint n_batches, gboolean (*kept)[BS_LAYOUT_MAX_TUPLES], guint *batch,
                       guint *a, guint *b)
{
  g_autoptr (GArray) ties = g_array_new (FALSE, FALSE, sizeof (Tie));
  Work work = { .tree = tree, .batches = batches, .orders = self, .ties = ties };
  gboolean ok = TRUE;

  memset (self->tied, 0, sizeof self->tied);
  self->n_orders = 1;
  for (guint i = 0; i < tree->n; i++)
    self->children[i] = work.leader[i] = i;
  for (guint i = 0; ok && i < n_batches; i++)
    {
      guint first = 0;

      while (first < batches[i].n_tuples && !kept[i][first])
        first++;
      for (guint k = first + 1; ok && k < batches[i].n_tuples; k++)
        ok = !kept[i][k] || compare_tuples (&work, i, first, k);
    }
  ok = ok && assign_orders (&work);
  if (ok)
    assign_directions (&work);
  *batch = work.conflict.batch;
  *a = work.conflict.tuples[0];
  *b = work.conflict.tuples[1];

  return ok;
}

void
bs_layout_orders_get (const BsLayoutOrders *self, const BsLayoutTree *tree, guint16 *leaves)
{
  guint16 stack[BS_LAYOUT_MAX_NODES];
  guint n_stack = 1, n = 0;

  stack[0] = 0;
  while (n_stack > 0)
    {
      const BsLayoutNode *node = &tree->nodes[stack[--n_stack]];

      if (node->kind == BS_PQ_LEAF)
        leaves[n++] = node->pq;
      for (guint i = node->n_children; i-- > 0;)
        stack[n_stack++] = self->children[node->first_child + i];
    }
}

void
bs_layout_orders_fix (const BsLayoutOrders *self, const BsLayoutTree *tree, BsPqTree *pq)
{
  for (guint i = 0; i < tree->n; i++)
    {
      const BsLayoutNode *node = &tree->nodes[i];
      guint32 children[BS_LAYOUT_MAX_LEAVES];

      if (!self->tied[i])
        continue;
      for (guint k = 0; k < node->n_children; k++)
        children[k] = tree->nodes[self->children[node->first_child + k]].pq;
      bs_pq_tree_fix (pq, node->pq, children, node->n_children);
    }
}
