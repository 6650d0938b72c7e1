/* SPDX-License-Identifier: Apache-2.0 */
/* The PQ-tree of a cell's memory plan, replayed reduction by reduction. The planner numbers leaves in
 * the order of execution, and a tree depends on it; so do we. What it asked is in the plan; how corresponding
 * nodes are turned in the end follows from the tuples that were kept. */
#include "config.h"

#include "profiles/replay/plan-replay.h"

#include <string.h>

#include "engine/planning/layout-tree.h"

#define MAX_REDUCTIONS 4096
#define MAX_TUPLES (2 * BS_MAX_OPS * BS_LAYOUT_MAX_TUPLES)

struct _BsPlanReplay
{
  const BsCellPlan *plan;
  GArray *reductions; /* BsReduction */
  GPtrArray *trees;   /* BsPlanTree; the first is before all reductions */
  gboolean is_faithful;
};

/* The replay while it is made. */
typedef struct
{
  BsPlanReplay *replay;
  const BsCellPlan *plan;
  guint n_leaves;
  guint16 variables[BS_LAYOUT_MAX_LEAVES]; /* of leaves */
  int *leaf;                               /* [n_variables] -1 outside the layout */
  BsPqTree *tree;

  /* What the planner had before it: batches of two operations or more, then helpers for tuples that
   * are read again from the first. */
  guint n_batches;
  BsLayoutBatch batches[2 * BS_MAX_OPS];
  guint32 batch_of[2 * BS_MAX_OPS];                    /* of the plan */
  gint8 operand[2 * BS_MAX_OPS][BS_LAYOUT_MAX_TUPLES]; /* which one each tuple is; -1: results */
  guint16 members[MAX_TUPLES * 2];
  gboolean kept[2 * BS_MAX_OPS][BS_LAYOUT_MAX_TUPLES];
} Maker;

/* Trees as plain arrays. */

static void
plan_tree_free (gpointer data)
{
  BsPlanTree *self = data;

  g_free (self->nodes);
  g_free (self->order);
  g_free (self);
}

/* Which leaves are below each node: level by level, so children come after their parents. */
static void
count_leaves (BsPlanTree *self)
{
  for (guint i = self->n_nodes; i-- > 1;)
    self->nodes[self->nodes[i].parent].n_leaves += self->nodes[i].n_leaves;
  for (guint i = 0; i < self->n_nodes; i++)
    {
      const BsPlanNode *node = &self->nodes[i];
      guint16 first = node->first_leaf;

      if (node->kind == BS_PQ_LEAF)
        self->order[first] = node->variable;
      for (guint k = 0; k < node->n_children; k++)
        {
          self->nodes[node->first_child + k].first_leaf = first;
          first += self->nodes[node->first_child + k].n_leaves;
        }
    }
}

static void
keep_tree (Maker *self)
{
  BsLayoutTree tree;
  BsPlanTree *out = g_new0 (BsPlanTree, 1);

  bs_layout_tree_init (&tree, self->tree);
  out->n_nodes = tree.n;
  out->n_leaves = self->n_leaves;
  out->nodes = g_new0 (BsPlanNode, tree.n);
  out->order = g_new0 (guint16, self->n_leaves);
  for (guint i = 0; i < tree.n; i++)
    {
      gboolean is_leaf = tree.nodes[i].kind == BS_PQ_LEAF;

      out->nodes[i] = (BsPlanNode){
        .kind = tree.nodes[i].kind,
        .parent = tree.nodes[i].parent,
        .first_child = tree.nodes[i].first_child,
        .n_children = tree.nodes[i].n_children,
        .n_leaves = is_leaf,
        .variable = is_leaf ? self->variables[tree.nodes[i].pq] : 0,
      };
    }
  count_leaves (out);
  g_ptr_array_add (self->replay->trees, out);
}

/* Leaves. */

static void
add_leaf (Maker *self, guint variable)
{
  if (self->plan->variables[variable].offset < 0 || self->leaf[variable] >= 0
      || self->n_leaves == G_N_ELEMENTS (self->variables))
    return;

  self->leaf[variable] = (int) self->n_leaves;
  self->variables[self->n_leaves++] = variable;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

/* Inputs, then results in the order of execution; whatever else a damaged plan has. */
static void
number_leaves (Maker *self)
{
  const BsCellPlan *plan = self->plan;

  for (guint i = 0; i < plan->n_variables; i++)
    self->leaf[i] = -1;
  for (guint i = 0; i < plan->n_variables; i++)
    if (plan->variables[i].kind == BS_VARIABLE_INPUT)
      add_leaf (self, i);
  for (guint i = 0; i < plan->n_batches; i++)
    {
      guint n = plan->batches[i].n;
      g_autofree guint16 *results = g_memdup2 (plan->members + plan->batches[i].result.first_member,
                                               n * sizeof (guint16));

      qsort (results, n, sizeof *results, compare_numbers);
      for (guint k = 0; k < n; k++)
        add_leaf (self, results[k]);
    }
  for (guint i = 0; i < plan->n_variables; i++)
    add_leaf (self, i);
}

/* Tuples. */

/* Whether they are leaves, and each stands there once. */
static gboolean
is_set (const Maker *self, const guint16 *variables, guint n)
{
  gboolean seen[BS_LAYOUT_MAX_LEAVES] = { FALSE };

  for (guint i = 0; i < n; i++)
    {
      int leaf = self->leaf[variables[i]];

      if (leaf < 0 || seen[leaf])
        return FALSE;
      seen[leaf] = TRUE;
    }

  return TRUE;
}

/* The operations of a batch in the order of the cell, as the planner had them. */
static void
order_operations (const Maker *self, const BsPlanBatch *batch, guint16 *order)
{
  const guint16 *ops = self->plan->ops + batch->first_op;

  for (guint i = 0; i < batch->n; i++)
    {
      guint place = 0;

      for (guint k = 0; k < batch->n; k++)
        place += ops[k] < ops[i] || (ops[k] == ops[i] && k < i);
      order[place] = i;
    }
}

static void
add_tuple (Maker *self, BsLayoutBatch *out, const BsPlanTuple *tuple, const guint16 *order,
           guint16 **members)
{
  const guint16 *variables = self->plan->members + tuple->first_member;
  BsLayoutTuple *to = &out->tuples[out->n_tuples++];
  gboolean outside = FALSE;

  *to = (BsLayoutTuple){ .members = *members };
  for (guint i = 0; i < out->n; i++)
    {
      int leaf = self->leaf[variables[order[i]]];

      outside = outside || leaf < 0;
      *(*members)++ = (guint16) MAX (leaf, 0);
    }
  if (outside)
    to->wish = BS_LAYOUT_APART;
  else
    to->wish = is_set (self, variables, out->n) ? BS_LAYOUT_TOGETHER : BS_LAYOUT_RUNS;
}

/* Parameters are no part of the layout. */
static void
add_batch (Maker *self, guint32 index, guint16 **members)
{
  const BsPlanBatch *batch = &self->plan->batches[index];
  BsLayoutBatch *out = &self->batches[self->n_batches];
  guint16 order[BS_LAYOUT_MAX_LEAVES];

  *out = (BsLayoutBatch){ .n = batch->n };
  order_operations (self, batch, order);
  self->operand[self->n_batches][0] = -1;
  add_tuple (self, out, &batch->result, order, members);
  for (guint k = 0; k < batch->n_operands; k++)
    if (batch->operands[k].access != BS_ACCESS_PARAMETER)
      {
        self->operand[self->n_batches][out->n_tuples] = (gint8) k;
        add_tuple (self, out, &batch->operands[k], order, members);
      }
  self->batch_of[self->n_batches++] = index;
}

static gboolean
is_asked_for_runs (const Maker *self, guint32 batch, int operand)
{
  for (guint i = 0; i < MIN (self->plan->n_constraints, MAX_REDUCTIONS); i++)
    if (self->plan->constraints[i].batch == batch && self->plan->constraints[i].operand == operand
        && self->plan->constraints[i].step == BS_PLAN_BROADCAST
        && self->plan->constraints[i].templates == NULL)
      return TRUE;

  return FALSE;
}

/* A repeated tuple that was never said to be one of runs was planned as a cycle. */
static void
add_helpers (Maker *self, guint16 *members, const guint16 *end)
{
  guint n = self->n_batches;

  for (guint i = 0; i < n; i++)
    for (guint k = 1; k < self->batches[i].n_tuples; k++)
      if (self->batches[i].tuples[k].wish == BS_LAYOUT_RUNS
          && self->batches[i].tuples[0].wish == BS_LAYOUT_TOGETHER
          && !is_asked_for_runs (self, self->batch_of[i], self->operand[i][k])
          && self->n_batches < G_N_ELEMENTS (self->batches)
          && end - members >= 2 * (gssize) self->batches[i].n
          && bs_cell_layout_make_cycle (&self->batches[i], k, &self->batches[self->n_batches],
                                        members))
        {
          self->batch_of[self->n_batches++] = self->batch_of[i];
          members += 2 * self->batches[i].n;
        }
}

/* Each operation in one batch only, or the plan is damaged and its batches say nothing. */
static gboolean
make_batches (Maker *self)
{
  const BsCellPlan *plan = self->plan;
  guint16 *members = self->members;
  guint n = 0;

  if (plan->n_batches > BS_MAX_OPS)
    return FALSE;
  for (guint i = 0; i < plan->n_batches; i++)
    if (plan->batches[i].n > BS_MAX_OPS || (n += plan->batches[i].n) > BS_MAX_OPS)
      return FALSE;
  for (guint i = 0; i < plan->n_batches; i++)
    if (plan->batches[i].n > 1)
      add_batch (self, i, &members);
  add_helpers (self, members, self->members + G_N_ELEMENTS (self->members));

  return TRUE;
}

static gboolean
same_set (const BsLayoutTuple *tuple, guint n, const guint32 *leaves, guint n_leaves)
{
  if (n != n_leaves)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint k = 0;

      while (k < n && tuple->members[k] != leaves[i])
        k++;
      if (k == n)
        return FALSE;
    }

  return TRUE;
}

/* The tree keeps this set: tuples of the batch that ask for it are kept. */
static void
mark_kept (Maker *self, guint32 batch, const guint32 *leaves, guint n)
{
  for (guint i = 0; i < self->n_batches; i++)
    for (guint k = 0; k < self->batches[i].n_tuples; k++)
      if (self->batch_of[i] == batch && self->batches[i].tuples[k].wish == BS_LAYOUT_TOGETHER
          && same_set (&self->batches[i].tuples[k], self->batches[i].n, leaves, n))
        self->kept[i][k] = TRUE;
}

/* Reductions. */

/* What to ask of the tree. Returns: how many leaves; 0: nothing that it can be asked. */
static guint
get_leaves (const Maker *self, const BsPlanConstraint *constraint, guint32 *leaves)
{
  const guint16 *variables = self->plan->members + constraint->first_member;

  if (constraint->n_members > self->n_leaves || !is_set (self, variables, constraint->n_members))
    return 0;
  for (guint i = 0; i < constraint->n_members; i++)
    leaves[i] = (guint32) self->leaf[variables[i]];

  return constraint->n_members;
}

static BsReductionFate
reduce (Maker *self, const BsPlanConstraint *constraint)
{
  guint32 leaves[BS_LAYOUT_MAX_LEAVES];
  guint n = get_leaves (self, constraint, leaves);

  if (n == 0)
    return BS_REDUCTION_APART;
  if (!bs_pq_tree_reduce (self->tree, leaves, n))
    return BS_REDUCTION_REJECTED;
  if (constraint->step == BS_PLAN_ADJACENCY)
    mark_kept (self, constraint->batch, leaves, n);

  return BS_REDUCTION_ACCEPTED;
}

/* What the planner did with a constraint: where it noted templates, it asked the tree. */
static BsReductionFate
find_fate (Maker *self, const BsPlanConstraint *constraint)
{
  const guint16 *variables = self->plan->members + constraint->first_member;

  if (constraint->templates != NULL)
    return reduce (self, constraint);
  if (constraint->conflict == BS_CONFLICT_REPEATED || constraint->conflict == BS_CONFLICT_EXTERNAL
      || constraint->n_members > BS_LAYOUT_MAX_LEAVES)
    return BS_REDUCTION_APART;
  if (is_set (self, variables, constraint->n_members))
    return BS_REDUCTION_GIVEN_UP;
  if (constraint->step == BS_PLAN_BROADCAST && constraint->accepted)
    return BS_REDUCTION_RUNS;

  return constraint->step == BS_PLAN_ADJACENCY ? BS_REDUCTION_APART : BS_REDUCTION_GIVEN_UP;
}

static void
add_reduction (Maker *self, guint32 constraint, guint32 n, BsReductionFate fate)
{
  BsReduction reduction = {
    .fate = fate,
    .constraint = constraint,
    .n_constraints = n,
    .kept = self->plan->constraints[constraint].accepted,
    .tree = self->replay->trees->len - 1,
  };

  g_array_append_val (self->replay->reductions, reduction);
}

/* Tuples of a batch allow the same orders: else there is no order to hand on. */
static gboolean
are_alike (const Maker *self, const BsLayoutTree *tree, guint batch)
{
  const BsLayoutBatch *of = &self->batches[batch];
  g_autofree BsLayoutSets *sets = g_new (BsLayoutSets, 2);
  gboolean has_first = FALSE;

  for (guint i = 0; i < of->n_tuples; i++)
    if (self->kept[batch][i])
      {
        g_autofree BsLayoutSpan *span = g_new (BsLayoutSpan, 1);

        bs_layout_span_init (span, tree, of->tuples[i].members, of->n);
        bs_layout_sets_init (&sets[has_first], tree, span);
        if (has_first && !bs_layout_sets_equal (&sets[0], &sets[1]))
          return FALSE;
        has_first = TRUE;
      }

  return TRUE;
}

/* The last step: corresponding nodes of the tuples of each batch take the same order. */
static gboolean
direct (Maker *self)
{
  g_autofree BsLayoutTree *tree = g_new (BsLayoutTree, 1);
  g_autofree BsLayoutOrders *orders = g_new (BsLayoutOrders, 1);
  guint16 *order = NULL;
  BsPlanTree *last;
  guint batch, a, b;

  bs_layout_tree_init (tree, self->tree);
  for (guint i = 0; i < self->n_batches; i++)
    if (!are_alike (self, tree, i))
      return FALSE;
  if (!bs_layout_orders_init (orders, tree, self->batches, self->n_batches, self->kept, &batch, &a,
                              &b))
    return FALSE;
  bs_layout_orders_fix (orders, tree, self->tree);
  keep_tree (self);

  /* Nodes that are not tied stand as they are, so that the tree reads as the planner's order. */
  last = g_ptr_array_index (self->replay->trees, self->replay->trees->len - 1);
  order = g_newa (guint16, BS_LAYOUT_MAX_LEAVES);
  bs_layout_orders_get (orders, tree, order);
  for (guint i = 0; i < self->n_leaves; i++)
    if (last->order[i] != self->variables[order[i]])
      return FALSE;

  return TRUE;
}

/* Returns: whether the tree ends as the plan says. */
static gboolean
replay_all (Maker *self)
{
  const BsCellPlan *plan = self->plan;
  guint32 n = MIN (plan->n_constraints, MAX_REDUCTIONS), i = 0;
  gboolean ok = plan->n_constraints <= MAX_REDUCTIONS && make_batches (self);

  for (; i < n && plan->constraints[i].step != BS_PLAN_DIRECTION; i++)
    {
      BsReductionFate fate = find_fate (self, &plan->constraints[i]);

      if (fate == BS_REDUCTION_ACCEPTED)
        keep_tree (self);
      add_reduction (self, i, 1, fate);
    }
  if (!ok || !direct (self))
    return FALSE;
  if (i < n)
    add_reduction (self, i, n - i, BS_REDUCTION_DIRECTED);

  return TRUE;
}

/* What the plan reads in one piece has to be so in the order of the tree. */
static gboolean
has_tuple (const BsCellPlan *plan, const guint16 *places, guint n, const BsPlanTuple *tuple)
{
  const guint16 *members = plan->members + tuple->first_member;

  if (n < 2 || (tuple->access != BS_ACCESS_IN_PLACE && tuple->access != BS_ACCESS_CALLER))
    return TRUE;
  for (guint i = 1; i < n; i++)
    {
      const BsPlanVariable *left = &plan->variables[members[i - 1]];
      const BsPlanVariable *right = &plan->variables[members[i]];

      /* Storage that is used again may bring together what the tree did not. */
      if (places[members[i]] != places[members[i - 1]] + 1
          && (left->offset < 0 || right->offset != left->offset + (gint64) left->length))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_all_tuples (const Maker *self)
{
  const BsCellPlan *plan = self->plan;
  const BsPlanTree *tree = bs_plan_replay_get_tree (self->replay, G_MAXUINT32);
  g_autofree guint16 *places = g_new0 (guint16, plan->n_variables + 1);

  for (guint i = 0; tree != NULL && i < tree->n_leaves; i++)
    places[tree->order[i]] = i;
  for (guint i = 0; i < plan->n_batches; i++)
    {
      const BsPlanBatch *batch = &plan->batches[i];

      if (!has_tuple (plan, places, batch->n, &batch->result))
        return FALSE;
      for (guint k = 0; k < batch->n_operands; k++)
        if (!has_tuple (plan, places, batch->n, &batch->operands[k]))
          return FALSE;
    }

  return TRUE;
}

BsPlanReplay *
bs_plan_replay_new (const BsCellPlan *plan)
{
  BsPlanReplay *self = g_new0 (BsPlanReplay, 1);
  g_autofree Maker *maker = g_new0 (Maker, 1);
  g_autofree int *leaf = g_new (int, plan->n_variables + 1);

  self->plan = plan;
  self->reductions = g_array_new (FALSE, FALSE, sizeof (BsReduction));
  self->trees = g_ptr_array_new_with_free_func (plan_tree_free);
  maker->replay = self;
  maker->plan = plan;
  maker->leaf = leaf;
  number_leaves (maker);
  if (maker->n_leaves == 0)
    {
      self->is_faithful = plan->n_layout == 0;
      return self;
    }

  maker->tree = bs_pq_tree_new (maker->n_leaves);
  keep_tree (maker);
  /* Without planning, variables lie in the order of execution. */
  self->is_faithful = (plan->planner == BS_PLANNER_CREATION || replay_all (maker))
                      && maker->n_leaves == plan->n_layout && has_all_tuples (maker);
  bs_pq_tree_free (maker->tree);

  return self;
}

void
bs_plan_replay_free (BsPlanReplay *self)
{
  g_array_unref (self->reductions);
  g_ptr_array_unref (self->trees);
  g_free (self);
}

guint32
bs_plan_replay_get_n (const BsPlanReplay *self)
{
  return self->reductions->len;
}

const BsReduction *
bs_plan_replay_get (const BsPlanReplay *self, guint32 reduction)
{
  return &g_array_index (self->reductions, BsReduction, reduction);
}

const BsPlanTree *
bs_plan_replay_get_tree (const BsPlanReplay *self, guint32 n)
{
  guint32 tree = 0;

  if (self->trees->len == 0)
    return NULL;
  /* Directions are the last tree, also where nothing was tied and so nothing is said of them. */
  if (n >= self->reductions->len)
    tree = self->trees->len - 1;
  else if (n > 0)
    tree = bs_plan_replay_get (self, n - 1)->tree;

  return g_ptr_array_index (self->trees, tree);
}

gboolean
bs_plan_replay_is_faithful (const BsPlanReplay *self)
{
  return self->is_faithful;
}

void
bs_plan_replay_count (const BsPlanReplay *self, guint32 *accepted, guint32 *rejected)
{
  *accepted = *rejected = 0;
  for (guint32 i = 0; i < self->reductions->len; i++)
    ++*(bs_plan_replay_get (self, i)->kept ? accepted : rejected);
}

const guint16 *
bs_plan_replay_get_members (const BsPlanReplay *self, guint32 reduction, guint32 *n)
{
  const BsPlanConstraint *constraint =
      &self->plan->constraints[bs_plan_replay_get (self, reduction)->constraint];

  *n = constraint->n_members;

  return self->plan->members + constraint->first_member;
}

guint64
bs_plan_replay_get_bytes (const BsPlanReplay *self, guint32 reduction, guint32 n_calls)
{
  const BsPlanConstraint *constraint =
      &self->plan->constraints[bs_plan_replay_get (self, reduction)->constraint];
  guint64 bytes;

  return __builtin_mul_overflow (constraint->bytes, (guint64) n_calls, &bytes) ? G_MAXUINT64
                                                                               : bytes;
}
