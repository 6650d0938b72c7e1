/* SPDX-License-Identifier: Apache-2.0 */
/* The reduction of Booth and Lueker. It climbs from the leaves of the set to their common ancestor
 * (climb), judges each node on the way by the templates without changing any (match), and only when
 * all fit changes the tree (apply). What it notes in nodes is wiped at the end. */
#include "config.h"

#include "engine/planning/pq-tree.h"

#include "engine/planning/pq-tree-private.h"

enum
{
  UNSEEN,
  QUEUED,
  BLOCKED,  /* climbed as far as it can go: between two others in a Q-node that is not known */
  UNBLOCKED /* its parent is known, see BsPqNode.up */
};

/* The chain of what became of a partial node: empty on one end, full on the other. */
typedef struct
{
  guint32 empty, full;
} Fragment;

/* Chains. */

static void
replace_sibling (BsPqTree *self, guint32 node, guint32 old, guint32 new)
{
  BsPqNode *n = &self->nodes[node];

  n->sibling[n->sibling[0] != old] = new;
}

/* Joins the ends @left and @right of two chains, of which either may be none at all. */
static void
join (BsPqTree *self, guint32 left, guint32 right)
{
  if (left == BS_PQ_NONE || right == BS_PQ_NONE)
    return;

  replace_sibling (self, left, BS_PQ_NONE, right);
  replace_sibling (self, right, BS_PQ_NONE, left);
}

/* Puts @new, alone so far, beside the child @at of a P-node. */
static void
insert_child (BsPqTree *self, guint32 parent, guint32 new, guint32 at)
{
  BsPqNode *p = &self->nodes[parent], *n = &self->nodes[new];
  guint32 neighbour = self->nodes[at].sibling[0];

  n->parent = parent;
  n->sibling[0] = neighbour;
  n->sibling[1] = at;
  self->nodes[at].sibling[0] = new;
  if (neighbour != BS_PQ_NONE)
    replace_sibling (self, neighbour, at, new);
  else
    p->child[p->child[0] != at] = new;
  p->n_children++;
}

static void
prepend_child (BsPqTree *self, guint32 parent, guint32 new)
{
  BsPqNode *p = &self->nodes[parent];

  self->nodes[new].parent = parent;
  join (self, new, p->child[0]);
  p->child[0] = new;
  if (p->child[1] == BS_PQ_NONE)
    p->child[1] = new;
  p->n_children++;
}

/* Takes @node out of the P-node that is its parent. */
static void
remove_child (BsPqTree *self, guint32 node)
{
  BsPqNode *n = &self->nodes[node];
  BsPqNode *p = &self->nodes[n->parent];

  for (guint side = 0; side < 2; side++)
    if (n->sibling[side] != BS_PQ_NONE)
      replace_sibling (self, n->sibling[side], node, n->sibling[!side]);
  if (p->child[0] == node)
    p->child[0] = bs_pq_tree_step_along (self, node, BS_PQ_NONE);
  if (p->child[1] == node)
    p->child[1] = bs_pq_tree_step_along (self, node, BS_PQ_NONE);
  p->n_children--;
  n->parent = n->sibling[0] = n->sibling[1] = BS_PQ_NONE;
}

static void
free_node (BsPqTree *self, guint32 node)
{
  self->nodes[node].kind = BS_PQ_FREE;
  self->nodes[node].parent = self->free_node;
  self->free_node = node;
}

/* Reduction: climbing. */

static void
enqueue (BsPqTree *self, guint32 node)
{
  if (self->nodes[node].mark != UNSEEN)
    return;

  self->nodes[node].mark = QUEUED;
  self->queue[self->n_queue++] = node;
}

static void
unblock (BsPqTree *self, guint32 node, guint32 parent)
{
  self->nodes[node].mark = UNBLOCKED;
  self->nodes[node].up = parent;
  self->nodes[parent].n_unmatched++;
}

static gboolean
has_mark (const BsPqTree *self, guint32 node, guint8 mark)
{
  return node != BS_PQ_NONE && self->nodes[node].mark == mark;
}

/* The paper's BUBBLE: tells each node with leaves of the set its parent, and each parent how many such
 * children it has. Returns: %FALSE where the set cannot be contiguous. */
static gboolean
climb (BsPqTree *self)
{
  guint32 head = 0, n_blocks = 0; /* runs of blocked neighbours */
  gboolean above_root = FALSE;

  while (self->n_queue - head + n_blocks + above_root > 1)
    {
      guint32 node, parent;
      BsPqNode *n;

      if (head == self->n_queue)
        return FALSE;
      node = self->queue[head++];
      n = &self->nodes[node];

      if (node == self->root)
        {
          above_root = TRUE;
          continue;
        }

      parent = n->parent;
      for (guint side = 0; side < 2 && parent == BS_PQ_NONE; side++)
        if (self->nodes[n->sibling[side]].mark == UNBLOCKED)
          parent = self->nodes[n->sibling[side]].up;

      if (parent == BS_PQ_NONE)
        {
          n->mark = BLOCKED;
          n_blocks++;
          for (guint side = 0; side < 2; side++)
            n_blocks -= self->nodes[n->sibling[side]].mark == BLOCKED;
          continue;
        }

      unblock (self, node, parent);
      for (guint side = 0; side < 2 && self->nodes[parent].kind == BS_PQ_Q; side++)
        {
          guint32 previous = node, at = n->sibling[side];

          n_blocks -= has_mark (self, at, BLOCKED);
          while (has_mark (self, at, BLOCKED))
            {
              guint32 next = bs_pq_tree_step_along (self, at, previous);

              unblock (self, at, parent);
              previous = at;
              at = next;
            }
        }
      enqueue (self, parent);
    }

  if (n_blocks == 1)
    {
      for (guint32 i = 0; i < self->n_queue; i++)
        if (self->nodes[self->queue[i]].mark == BLOCKED)
          unblock (self, self->queue[i], self->pseudo);
      enqueue (self, self->pseudo);
    }

  return TRUE;
}

/* Reduction: matching. */

static BsPqTemplate
match_p (const BsPqNode *node, gboolean is_root)
{
  static const BsPqTemplate inside[] = { BS_PQ_P3, BS_PQ_P5, BS_PQ_NO_TEMPLATE };
  static const BsPqTemplate root[] = { BS_PQ_P2, BS_PQ_P4, BS_PQ_P6 };

  if (node->n_full == node->n_children)
    return BS_PQ_P1;

  return is_root ? root[node->n_partial] : inside[node->n_partial];
}

static BsPqTemplate
match_q (BsPqTree *self, BsPqNode *node, gboolean is_root)
{
  guint32 n_pertinent = node->n_full + node->n_partial, n_ends = 0;
  gboolean from_end = FALSE;

  if (node->n_links != 2 * (n_pertinent - 1))
    return BS_PQ_NO_TEMPLATE; /* not side by side */

  for (guint i = 0; i < 2; i++)
    {
      guint32 end = node->child[i];

      if (end == BS_PQ_NONE || self->nodes[end].mark == UNSEEN)
        continue;

      n_ends++;
      if (node->n_partial == 0 || n_pertinent == 1 || node->partial[0] != end)
        {
          from_end = TRUE;
          node->full_end = i;
        }
    }

  if (n_ends == 2 && node->n_partial == 0)
    return BS_PQ_Q1;
  if (from_end && node->n_partial < 2)
    return BS_PQ_Q2;

  return is_root ? BS_PQ_Q3 : BS_PQ_NO_TEMPLATE;
}

/* Tells a node's parent what it is. Returns: %FALSE when no template will fit the parent */
static gboolean
report (BsPqTree *self, guint32 child, BsPqNode *parent, gboolean is_full)
{
  BsPqNode *c = &self->nodes[child];

  if (parent->kind == BS_PQ_Q)
    {
      guint n_links = 0;

      c->faces = c->sibling[0] != BS_PQ_NONE;
      for (guint side = 0; side < 2; side++)
        if (c->sibling[side] != BS_PQ_NONE && self->nodes[c->sibling[side]].mark != UNSEEN)
          {
            c->faces = side;
            n_links++;
          }
      parent->n_links += n_links;
      if (!is_full && n_links == 2)
        return FALSE;
    }

  if (is_full)
    {
      c->full = parent->full;
      parent->full = child;
      parent->n_full++;
    }
  else if (parent->n_partial == 2)
    return FALSE;
  else
    parent->partial[parent->n_partial++] = child;

  return TRUE;
}

/* Finds the template of each node from the leaves up to the root, the first node with all of the set.
 * Returns: the one of the root, which is then in @root */
static BsPqTemplate
match (BsPqTree *self, guint32 n, guint32 *root)
{
  guint32 tail = n, n_apart = n; /* subtrees not yet under one node */

  for (guint32 i = 0; i < n; i++)
    self->matches[i] = self->queue[i];

  for (guint32 head = 0;; head++)
    {
      guint32 node = self->matches[head];
      BsPqNode *at = &self->nodes[node], *parent;
      gboolean is_root = n_apart == 1, is_full;
      BsPqTemplate template_;

      if (at->kind == BS_PQ_LEAF)
        template_ = BS_PQ_L1;
      else if (at->kind == BS_PQ_P)
        template_ = match_p (at, is_root);
      else
        template_ = match_q (self, at, is_root);
      if (template_ == BS_PQ_NO_TEMPLATE)
        return BS_PQ_NO_TEMPLATE;
      if (self->templates)
        self->templates[self->n_templates++] = template_;

      if (is_root)
        {
          *root = node;
          return template_;
        }

      parent = &self->nodes[at->up];
      is_full = template_ == BS_PQ_L1 || template_ == BS_PQ_P1 || template_ == BS_PQ_Q1;
      if (!report (self, node, parent, is_full))
        return BS_PQ_NO_TEMPLATE;
      if (--parent->n_unmatched == 0)
        {
          self->matches[tail++] = at->up;
          n_apart -= parent->n_full + parent->n_partial - 1;
        }
    }
}

/* Reduction: changing. */

/* Moves the full children of a P-node to another. */
static void
move_full (BsPqTree *self, guint32 node, guint32 group)
{
  /* The list is last first: prepending makes it the order of the set again. */
  for (guint32 child = self->nodes[node].full, next; child != BS_PQ_NONE; child = next)
    {
      next = self->nodes[child].full;
      remove_child (self, child);
      prepend_child (self, group, child);
    }
}

/* Takes the full children out of a P-node.
 * Returns: the one there is, a P-node above several, or none; in no chain */
static guint32
take_full (BsPqTree *self, guint32 node)
{
  guint32 full = self->nodes[node].full;

  if (self->nodes[node].n_full > 1)
    {
      full = bs_pq_tree_new_node (self, BS_PQ_P);
      move_full (self, node, full);
    }
  else if (full != BS_PQ_NONE)
    remove_child (self, full);

  return full;
}

/* What is left of a P-node without its full and partial children, in no chain either. */
static guint32
take_empty (BsPqTree *self, guint32 node)
{
  guint32 child = self->nodes[node].child[0];

  if (self->nodes[node].n_children > 1)
    return node;

  if (child != BS_PQ_NONE)
    remove_child (self, child);
  free_node (self, node);

  return child;
}

/* Puts a chain's end where @old had @neighbour beside it in the Q-node @parent. */
static void
splice_end (BsPqTree *self, guint32 end, guint32 parent, guint32 old, guint32 neighbour)
{
  BsPqNode *p = &self->nodes[parent];

  if (neighbour != BS_PQ_NONE)
    {
      replace_sibling (self, neighbour, old, end);
      replace_sibling (self, end, BS_PQ_NONE, neighbour);
    }
  else
    {
      p->child[p->child[0] != old] = end;
      self->nodes[end].parent = parent;
    }
}

/* Templates P3, P5 and Q2 below the root. @inner: what became of the partial child, nothing where it
 * is in the chain of a Q-node already; so is @node afterwards if its parent is one. */
static Fragment
dissolve (BsPqTree *self, guint32 node, Fragment inner)
{
  BsPqNode *n = &self->nodes[node];
  guint32 parent = n->up, faced = n->sibling[n->faces], other = n->sibling[!n->faces];
  gboolean in_q = self->nodes[parent].kind == BS_PQ_Q;
  Fragment made;

  if (!in_q)
    remove_child (self, node);
  else
    n->parent = n->sibling[0] = n->sibling[1] = BS_PQ_NONE;

  if (n->kind == BS_PQ_P)
    {
      guint32 full = take_full (self, node), empty = take_empty (self, node);

      made.full = full != BS_PQ_NONE ? full : inner.full;
      made.empty = empty != BS_PQ_NONE ? empty : inner.empty;
      if (inner.full == BS_PQ_NONE)
        join (self, empty, full);
      else
        {
          join (self, empty, inner.empty);
          join (self, inner.full, full);
        }
    }
  else
    {
      made = (Fragment){ n->child[!n->full_end], n->child[n->full_end] };
      self->nodes[made.empty].parent = self->nodes[made.full].parent = BS_PQ_NONE;
      free_node (self, node);
    }

  if (!in_q)
    return made;

  splice_end (self, made.full, parent, node, faced);
  splice_end (self, made.empty, parent, node, other);

  return (Fragment){ BS_PQ_NONE, BS_PQ_NONE };
}

/* Dissolves a partial child of the root with all partial nodes below it, the lowest first. */
static Fragment
dissolve_path (BsPqTree *self, guint32 node)
{
  Fragment fragment = { BS_PQ_NONE, BS_PQ_NONE };
  guint32 *path = self->matches, length = 0;

  path[length++] = node;
  while (self->nodes[node].n_partial > 0)
    path[length++] = node = self->nodes[node].partial[0];
  while (length-- > 0)
    fragment = dissolve (self, path[length], fragment);

  return fragment;
}

/* Template P2: a P-node above the full children, where the first of them stood. */
static void
group_full (BsPqTree *self, guint32 root)
{
  guint32 first = self->nodes[root].full, group = bs_pq_tree_new_node (self, BS_PQ_P);

  insert_child (self, root, group, first);
  move_full (self, root, group);
}

/* Templates P4 and P6: a Q-node of the full children between what was partial. It is the root itself
 * when that has no other children. */
static void
gather_full (BsPqTree *self, guint32 root)
{
  const BsPqNode *r = &self->nodes[root];
  guint32 group = bs_pq_tree_new_node (self, BS_PQ_Q), full, last;
  Fragment left, right;

  insert_child (self, root, group, r->partial[0]);
  left = dissolve_path (self, r->partial[0]);
  last = left.full;
  full = take_full (self, root);
  if (full != BS_PQ_NONE)
    {
      join (self, last, full);
      last = full;
    }
  if (r->n_partial == 2)
    {
      right = dissolve_path (self, r->partial[1]);
      join (self, last, right.full);
      last = right.empty;
    }

  if (r->n_children == 1)
    {
      free_node (self, group);
      group = root;
    }
  bs_pq_tree_set_ends (self, group, left.empty, last);
}

static void
apply (BsPqTree *self, guint32 root, BsPqTemplate template_)
{
  switch (template_)
    {
    case BS_PQ_P2:
      group_full (self, root);
      break;

    case BS_PQ_P4:
    case BS_PQ_P6:
      gather_full (self, root);
      break;

    case BS_PQ_Q2:
    case BS_PQ_Q3:
      for (guint i = 0; i < self->nodes[root].n_partial; i++)
        dissolve_path (self, self->nodes[root].partial[i]);
      break;

    default: /* all leaves below are of the set */
      break;
    }
}

/* Wipes what the reduction noted in the nodes it has seen. */
static void
forget (BsPqTree *self)
{
  for (guint32 i = 0; i < self->n_queue; i++)
    {
      BsPqNode *node = &self->nodes[self->queue[i]];

      node->n_unmatched = node->n_full = node->n_links = 0;
      node->full = BS_PQ_NONE;
      node->mark = UNSEEN;
      node->n_partial = 0;
    }
  self->n_queue = 0;
}

gboolean
bs_pq_tree_reduce (BsPqTree *self, const guint32 *leaves, guint32 n)
{
  BsPqTemplate template_ = BS_PQ_NO_TEMPLATE;
  gboolean accepted = TRUE;
  guint32 root = BS_PQ_NONE;

  self->n_templates = 0;
  for (guint32 i = 0; i < n; i++)
    enqueue (self, leaves[i]);
  if (n > 0)
    {
      guint32 n_different = self->n_queue;

      if (climb (self))
        template_ = match (self, n_different, &root);
      accepted = template_ != BS_PQ_NO_TEMPLATE;
    }
  if (accepted && n > 0)
    apply (self, root, template_);
  forget (self);

  if (self->step_func)
    {
      BsPqStep step = { leaves, n, accepted, self->templates, self->n_templates };

      self->step_func (self->step_data, self, &step);
    }

  return accepted;
}
