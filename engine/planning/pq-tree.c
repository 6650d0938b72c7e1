/* SPDX-License-Identifier: Apache-2.0 */
/* PQ-trees but for their reduction: making, reading, fixing orders. */
#include "config.h"

#include "engine/planning/pq-tree.h"

#include "engine/planning/pq-tree-private.h"

const char *
bs_pq_template_to_string (BsPqTemplate template_)
{
  static const char *const names[] = { "none", "L1", "P1", "P2", "P3", "P4",
                                       "P5",   "P6", "Q1", "Q2", "Q3" };

  g_return_val_if_fail ((guint) template_ < G_N_ELEMENTS (names), NULL);

  return names[template_];
}

guint32
bs_pq_tree_new_node (BsPqTree *self, BsPqKind kind)
{
  guint32 node = self->free_node;

  if (node != BS_PQ_NONE)
    self->free_node = self->nodes[node].parent;
  else
    node = self->n_nodes++;
  bs_pq_node_init (&self->nodes[node], kind);

  return node;
}

BsPqTree *
bs_pq_tree_new (guint32 n_leaves)
{
  BsPqTree *self;

  g_return_val_if_fail (n_leaves > 0 && n_leaves < 1 << 30, NULL);

  self = g_new0 (BsPqTree, 1);
  self->n_leaves = self->n_nodes = n_leaves;
  self->nodes = g_new (BsPqNode, bs_pq_capacity (n_leaves));
  self->queue = g_new (guint32, bs_pq_capacity (n_leaves));
  self->matches = g_new (guint32, bs_pq_capacity (n_leaves));
  self->free_node = BS_PQ_NONE;
  self->pseudo = bs_pq_capacity (n_leaves) - 1;
  bs_pq_node_init (&self->nodes[self->pseudo], BS_PQ_Q);

  for (guint32 i = 0; i < n_leaves; i++)
    bs_pq_node_init (&self->nodes[i], BS_PQ_LEAF);
  if (n_leaves > 1)
    {
      BsPqNode *root;

      self->root = bs_pq_tree_new_node (self, BS_PQ_P);
      root = &self->nodes[self->root];
      root->child[1] = n_leaves - 1;
      root->child[0] = 0;
      root->n_children = n_leaves;
      for (guint32 i = 0; i < n_leaves; i++)
        {
          self->nodes[i].parent = self->root;
          self->nodes[i].sibling[0] = i > 0 ? i - 1 : BS_PQ_NONE;
          self->nodes[i].sibling[1] = i + 1 < n_leaves ? i + 1 : BS_PQ_NONE;
        }
    }

  return self;
}

void
bs_pq_tree_free (BsPqTree *self)
{
  if (!self)
    return;

  g_free (self->nodes);
  g_free (self->queue);
  g_free (self->matches);
  g_free (self->templates);
  g_free (self);
}

void
bs_pq_tree_set_step_func (BsPqTree *self, BsPqStepFunc func, gpointer user_data)
{
  self->step_func = func;
  self->step_data = user_data;
  g_clear_pointer (&self->templates, g_free);
  if (func)
    self->templates = g_new (guint8, bs_pq_capacity (self->n_leaves));
}

guint32
bs_pq_tree_get_n_leaves (const BsPqTree *self)
{
  return self->n_leaves;
}

guint32
bs_pq_tree_get_root (const BsPqTree *self)
{
  return self->root;
}

BsPqKind
bs_pq_tree_get_kind (const BsPqTree *self, guint32 node)
{
  return self->nodes[node].kind;
}

void
bs_pq_children_init (BsPqChildren *self, const BsPqTree *tree, guint32 node)
{
  *self = (BsPqChildren){ tree, BS_PQ_NONE, tree->nodes[node].child[0] };
}

gboolean
bs_pq_children_next (BsPqChildren *self, guint32 *child)
{
  guint32 at = self->next;

  if (at == BS_PQ_NONE)
    return FALSE;

  *child = at;
  self->next = bs_pq_tree_step_along (self->tree, at, self->previous);
  self->previous = at;

  return TRUE;
}

guint32
bs_pq_tree_get_n_children (const BsPqTree *self, guint32 node)
{
  BsPqChildren children;
  guint32 n = 0, child;

  if (self->nodes[node].kind != BS_PQ_Q)
    return self->nodes[node].n_children;

  bs_pq_children_init (&children, self, node);
  while (bs_pq_children_next (&children, &child))
    n++;

  return n;
}

void
bs_pq_tree_fix (BsPqTree *self, guint32 node, const guint32 *children, guint32 n)
{
  g_return_if_fail (n > 1 && n == bs_pq_tree_get_n_children (self, node));

  for (guint32 i = 0; i < n; i++)
    {
      BsPqNode *child = &self->nodes[children[i]];

      child->parent = BS_PQ_NONE;
      child->sibling[0] = i > 0 ? children[i - 1] : BS_PQ_NONE;
      child->sibling[1] = i + 1 < n ? children[i + 1] : BS_PQ_NONE;
    }
  bs_pq_tree_set_ends (self, node, children[0], children[n - 1]);
}

/* Pushes the children, the first on top. */
static guint32
push_children (const BsPqTree *self, guint32 node, guint32 *stack, guint32 depth)
{
  guint32 previous = BS_PQ_NONE, at = self->nodes[node].child[1];

  while (at != BS_PQ_NONE)
    {
      guint32 next = bs_pq_tree_step_along (self, at, previous);

      stack[depth++] = at;
      previous = at;
      at = next;
    }

  return depth;
}

void
bs_pq_tree_get_frontier (const BsPqTree *self, guint32 *order)
{
  g_autofree guint32 *stack = g_new (guint32, bs_pq_capacity (self->n_leaves));
  guint32 depth = 0;

  stack[depth++] = self->root;
  while (depth > 0)
    {
      guint32 node = stack[--depth];

      if (node < self->n_leaves)
        *order++ = node;
      else
        depth = push_children (self, node, stack, depth);
    }
}

gboolean
bs_pq_tree_count_orders (const BsPqTree *self, guint64 *count)
{
  guint64 n = 1;

  for (guint32 node = self->n_leaves; node < self->n_nodes; node++)
    {
      guint32 factor = self->nodes[node].n_children;

      if (self->nodes[node].kind == BS_PQ_FREE)
        continue;
      if (self->nodes[node].kind == BS_PQ_Q)
        factor = 2;
      for (; factor > 1; factor--)
        if (__builtin_mul_overflow (n, factor, &n))
          return FALSE;
    }
  *count = n;

  return TRUE;
}

char *
bs_pq_tree_to_string (const BsPqTree *self, const char *const *names)
{
  const guint32 closes = 1u << 31; /* in the stack: the end of a node's children */
  g_autofree guint32 *stack = g_new (guint32, bs_pq_capacity (self->n_leaves));
  GString *string = g_string_new (NULL);
  gboolean is_first = TRUE;
  guint32 depth = 0;

  stack[depth++] = self->root;
  while (depth > 0)
    {
      guint32 node = stack[--depth];
      gboolean is_q = self->nodes[node & ~closes].kind == BS_PQ_Q;

      if (node & closes)
        {
          g_string_append_c (string, is_q ? ']' : '}');
          continue;
        }

      if (!is_first)
        g_string_append_c (string, ' ');
      is_first = node >= self->n_leaves;
      if (!is_first && names)
        g_string_append (string, names[node]);
      else if (!is_first)
        g_string_append_printf (string, "%u", node);
      else
        {
          g_string_append_c (string, is_q ? '[' : '{');
          stack[depth++] = node | closes;
          depth = push_children (self, node, stack, depth);
        }
    }

  return g_string_free (string, FALSE);
}
