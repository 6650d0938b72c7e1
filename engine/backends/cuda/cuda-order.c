/* SPDX-License-Identifier: Apache-2.0 */
/* Which launches a cell is, and in which order: as many products at once as can be, and between two of them one
 * section, of what the second waits for; what nobody waits for is in the last. */
#include "config.h"

#include "engine/backends/cuda/cuda-lowering.h"

/* Numbers of matrices that a block can read for a call in the time of a launch, 256 KiB: it gets some 100 GB/s. */
#define MOST_INNER (64 * 1024)

typedef struct
{
  BsCudaLowering *lowering;
  const BsFusedSteps *steps;
  gboolean *done;                                      /* by draft */
  gboolean made[BS_MAX_OPS];                           /* sums: all their terms are */
  gboolean stored[BS_MAX_OPS], multiplied[BS_MAX_OPS]; /* sums with a place; leaves */
  gboolean wanted[BS_MAX_OPS];                         /* by products that are still to come */
  gboolean has_products;                               /* that are still to come */
} Order;

static const BsStepDraft *
get_draft (const Order *self, guint i)
{
  return bs_cuda_lowering_get (self->lowering, i);
}

static BsCudaPlanned *
add_planned (Order *self, BsCudaStepKind kind)
{
  BsCudaPlanned *planned = g_new0 (BsCudaPlanned, 1);

  planned->kind = kind;
  planned->drafts = g_array_new (FALSE, FALSE, sizeof (guint));
  planned->sums = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_ptr_array_add (self->lowering->planned, planned);

  return planned;
}

gboolean
bs_cuda_lowering_is_direct (const BsCudaLowering *self, guint op)
{
  if (bs_cell_output_of (self->cell, op) < 0 || !bs_cuda_lowering_is_raw (self, op))
    return FALSE;
  if (self->cell->ops[op].columns > 1)
    return TRUE;
  for (guint i = 0; i < self->groups->len; i++)
    {
      const BsCudaGroup *group = self->groups->pdata[i];

      if (group->n_sums == 1 && group->sums[0] == op)
        return TRUE;
    }

  return FALSE;
}

gboolean
bs_cuda_lowering_stores (const BsCudaLowering *self, guint op)
{
  gboolean raw = bs_cuda_lowering_is_raw (self, op);

  if (!bs_cuda_lowering_is_sum (self, op))
    return FALSE;
  if (bs_cell_output_of (self->cell, op) >= 0)
    return !bs_cuda_lowering_is_direct (self, op);
  for (guint i = 0; i < self->drafts.drafts->len; i++)
    {
      const BsStepDraft *draft = bs_cuda_lowering_get (self, i);

      /* losses add biases themselves */
      if (bs_cuda_draft_multiplies (draft, op)
          || (draft->step.kind == BS_STEP_APPLY && bs_cuda_draft_reads (draft, op)))
        return !raw;
      if (draft->step.kind == BS_STEP_LOSS && bs_cuda_draft_reads (draft, op)
          && self->n_terms[op] > 1)
        return TRUE;
    }

  return FALSE;
}

gboolean
bs_cuda_lowering_reads_late (const BsCudaLowering *self, guint op)
{
  for (guint i = 0; i < self->drafts.drafts->len; i++)
    if (!bs_cuda_lowering_get (self, i)->step.ahead
        && bs_cuda_draft_reads (bs_cuda_lowering_get (self, i), op))
      return TRUE;

  return FALSE;
}

/* Whether others than sections can read it. */
static gboolean
is_there (const Order *self, guint op)
{
  return self->made[op]
         && (!bs_cuda_lowering_stores (self->lowering, op) || self->stored[op]
             || bs_cuda_lowering_is_raw (self->lowering, op));
}

static gboolean
are_there (const Order *self, const guint16 *ops, guint n)
{
  for (guint i = 0; i < n; i++)
    if (ops[i] != BS_DRAFT_NONE && !is_there (self, ops[i]))
      return FALSE;

  return TRUE;
}

static gboolean
is_product (const BsStepDraft *draft)
{
  return draft->step.kind == BS_STEP_PRODUCT || draft->step.kind == BS_STEP_MATRIX
         || draft->step.kind == BS_STEP_APPLY;
}

static void
want_operands (Order *self, const BsStepDraft *draft)
{
  for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
    if (draft->operands[k] != BS_DRAFT_NONE)
      self->wanted[draft->operands[k]] = TRUE;
}

static gboolean
is_leaf_to_do (const Order *self, guint16 leaf)
{
  return !self->multiplied[leaf]
         && bs_cuda_lowering_does (self->lowering, self->steps->early[leaf]);
}

static void
find_wanted (Order *self)
{
  self->has_products = FALSE;
  for (guint op = 0; op < BS_MAX_OPS; op++)
    self->wanted[op] = FALSE;
  for (guint i = self->steps->drafts->len; i-- > 0;)
    {
      const BsStepDraft *draft = get_draft (self, i);

      if (draft->step.kind == BS_STEP_PRODUCT)
        for (guint k = 0; k < draft->n_leaves; k++)
          {
            if (is_leaf_to_do (self, draft->leaves[k]))
              self->wanted[draft->leaves[k]] = self->has_products = TRUE;
          }
      else if (self->done[i] || !bs_cuda_lowering_does (self->lowering, draft->step.ahead))
        continue;
      else if (is_product (draft))
        {
          self->has_products = TRUE;
          want_operands (self, draft);
          for (guint k = 0; k < draft->n_leaves; k++)
            self->wanted[draft->leaves[k]] = TRUE;
        }
    }
  for (guint i = self->steps->drafts->len; i-- > 0;)
    if (get_draft (self, i)->step.kind == BS_STEP_VECTOR && !self->done[i]
        && self->wanted[get_draft (self, i)->result])
      want_operands (self, get_draft (self, i));
}

/* What is put together of parts is there when the section is over. */
static gboolean
is_put_together (const Order *self, const BsStepDraft *draft)
{
  return self->steps->cell->ops[draft->result].kind == BS_OP_CONCAT;
}

static gboolean
can_compute (const Order *self, const BsStepDraft *draft, const gboolean *own)
{
  if (draft->step.kind != BS_STEP_VECTOR
      || !bs_cuda_lowering_does (self->lowering, draft->step.ahead)
      || (self->has_products && !self->wanted[draft->result]))
    return FALSE;
  for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
    if (draft->operands[k] != BS_DRAFT_NONE && !self->made[draft->operands[k]]
        && !own[draft->operands[k]])
      return FALSE;

  return TRUE;
}

static void
finish_section (Order *self, const gboolean *own)
{
  for (guint op = 0; op < self->steps->cell->n_ops; op++)
    {
      gboolean whole = FALSE;

      for (guint i = 0; i < self->steps->drafts->len; i++)
        if (get_draft (self, i)->result == op && is_put_together (self, get_draft (self, i)))
          {
            whole = self->done[i];
            if (!whole)
              break;
          }
      self->made[op] = self->made[op] || own[op] || whole;
    }
}

static gboolean
add_section (Order *self)
{
  gboolean own[BS_MAX_OPS] = { FALSE };
  BsCudaPlanned *planned = add_planned (self, BS_CUDA_SECTION);

  for (guint i = 0; i < self->steps->drafts->len; i++)
    {
      const BsStepDraft *draft = get_draft (self, i);

      if (self->done[i] || !can_compute (self, draft, own))
        continue;
      self->done[i] = TRUE;
      own[draft->result] = !is_put_together (self, draft);
      g_array_append_val (planned->drafts, i);
    }
  for (guint16 op = 0; op < self->steps->cell->n_ops; op++)
    if (self->made[op] && !self->stored[op] && bs_cuda_lowering_stores (self->lowering, op)
        && (!self->has_products || self->wanted[op]))
      {
        self->stored[op] = TRUE;
        g_array_append_val (planned->sums, op);
      }
  finish_section (self, own);
  if (planned->drafts->len > 0 || planned->sums->len > 0)
    return TRUE;

  g_ptr_array_set_size (self->lowering->planned, (int) self->lowering->planned->len - 1);

  return FALSE;
}

/* Steps of drafts that are neither computed number by number nor products of vectors; one of all, if @together. */
static gboolean
add_others (Order *self, BsStepKind kind, BsCudaStepKind own_kind, gboolean together)
{
  gboolean own[BS_MAX_OPS] = { FALSE };
  BsCudaPlanned *planned = NULL;

  for (guint i = 0; i < self->steps->drafts->len; i++)
    {
      const BsStepDraft *draft = get_draft (self, i);

      if (draft->step.kind != kind || self->done[i]
          || !bs_cuda_lowering_does (self->lowering, draft->step.ahead)
          || !are_there (self, draft->leaves, draft->n_leaves)
          || !are_there (self, draft->operands, BS_VECTOR_MAX_OPERANDS))
        continue;
      if (planned == NULL || !together)
        planned = add_planned (self, own_kind);
      g_array_append_val (planned->drafts, i);
      self->done[i] = own[draft->result] = TRUE;
    }
  for (guint op = 0; op < self->steps->cell->n_ops; op++)
    self->made[op] = self->made[op] || own[op];

  return planned != NULL;
}

static void
add_product (Order *self, guint group, guint first, guint end)
{
  const BsCudaGroup *own = self->lowering->groups->pdata[group];
  BsCudaPlanned *planned = add_planned (self, BS_CUDA_PRODUCT);

  planned->group = group;
  planned->first = first;
  planned->end = end;
  for (guint i = first; i < end; i++)
    self->multiplied[own->leaves[i].op] = TRUE;
}

/* Adds the leaves of sums that wait for nothing. Returns: how many they are. */
static guint
find_leaves (const Order *self, guint16 *leaves)
{
  gboolean added[BS_MAX_OPS] = { FALSE };
  guint n = 0;

  for (guint i = 0; i < self->steps->drafts->len; i++)
    {
      const BsStepDraft *draft = get_draft (self, i);
      gboolean ready = draft->step.kind == BS_STEP_PRODUCT;

      for (guint k = 0; ready && k < draft->n_leaves; k++)
        ready = self->multiplied[draft->leaves[k]] || is_there (self, draft->leaves[k]);
      for (guint k = 0; ready && k < draft->n_leaves; k++)
        if (!self->multiplied[draft->leaves[k]] && !added[draft->leaves[k]])
          {
            added[draft->leaves[k]] = TRUE;
            leaves[n++] = draft->leaves[k];
          }
    }

  return n;
}

/* Adds what can be multiplied already, though its sums wait for more, where that costs little. */
static guint
add_more_leaves (const Order *self, guint16 *leaves, guint n)
{
  for (guint i = 0; n > 0 && i < self->steps->drafts->len; i++)
    for (guint k = 0; k < get_draft (self, i)->n_leaves; k++)
      {
        guint16 leaf = get_draft (self, i)->leaves[k];
        gboolean added = get_draft (self, i)->step.kind != BS_STEP_PRODUCT || self->multiplied[leaf]
                         || !is_there (self, leaf);

        for (guint other = 0; other < n; other++)
          added = added || leaves[other] == leaf;
        leaves[n] = leaf;
        if (!added && bs_cuda_group_is_worth_it (self->steps, leaves, n + 1))
          n++;
      }

  return n;
}

/* As few products as are not much more work than many. */
static gboolean
add_groups (Order *self)
{
  guint16 leaves[BS_MAX_OPS + 1], group[BS_MAX_OPS + 1];
  guint n = add_more_leaves (self, leaves, find_leaves (self, leaves));
  gboolean any = n > 0;

  while (n > 0)
    {
      guint n_group = 0, n_rest = 0;

      for (guint i = 0; i < n; i++)
        {
          group[n_group] = leaves[i];
          if (n_group == 0 || bs_cuda_group_is_worth_it (self->steps, group, n_group + 1))
            n_group++;
          else
            leaves[n_rest++] = leaves[i];
        }
      n = n_rest;
      g_ptr_array_add (self->lowering->groups,
                       bs_cuda_group_new (self->steps, self->lowering->model, group, n_group,
                                          self->lowering->self->packed));
      add_product (self, self->lowering->groups->len - 1, 0, n_group);
    }

  return any;
}

/* The part of each group that the variant has. */
static gboolean
add_parts_of_groups (Order *self)
{
  gboolean any = FALSE;

  for (guint g = 0; g < self->lowering->groups->len; g++)
    {
      const BsCudaGroup *group = self->lowering->groups->pdata[g];
      gboolean early = self->lowering->variant == BS_CUDA_AHEAD;
      guint first = self->lowering->variant == BS_CUDA_REST ? group->n_early : 0;
      guint end = early ? group->n_early : group->n_leaves;
      gboolean ready = first < end && !self->multiplied[group->leaves[first].op];

      for (guint i = first; ready && i < end; i++)
        ready = is_there (self, group->leaves[i].op);
      if (ready)
        add_product (self, g, first, end);
      any = any || ready;
    }

  return any;
}

static gboolean
add_products (Order *self)
{
  gboolean any = self->lowering->variant == BS_CUDA_ALL && !self->lowering->small
                     ? add_groups (self)
                     : add_parts_of_groups (self);

  for (guint i = 0; i < self->steps->drafts->len; i++)
    {
      const BsStepDraft *draft = get_draft (self, i);
      gboolean all = draft->step.kind == BS_STEP_PRODUCT;

      for (guint k = 0; all && k < draft->n_leaves; k++)
        all = self->multiplied[draft->leaves[k]];
      for (guint k = 0; all && k < draft->n_sums; k++)
        self->made[draft->sums[k]] = TRUE;
    }

  return any;
}

void
bs_cuda_lowering_order (BsCudaLowering *self)
{
  const BsFusedSteps *steps = &self->drafts;
  g_autofree gboolean *done = g_new0 (gboolean, steps->drafts->len + 1);
  Order order = { .lowering = self, .steps = steps, .done = done };
  gboolean any = TRUE;

  for (guint op = 0; op < self->cell->n_ops; op++)
    {
      gboolean before = self->variant == BS_CUDA_REST && steps->early[op];

      order.made[op] = before || self->cell->ops[op].kind == BS_OP_INPUT
                       || self->cell->ops[op].kind == BS_OP_LOOKUP;
      order.stored[op] = order.multiplied[op] = before;
    }
  while (any)
    {
      find_wanted (&order);
      any = add_section (&order);
      if (any)
        continue;
      any = add_others (&order, BS_STEP_MATRIX, BS_CUDA_MATRIX, TRUE);
      any = add_others (&order, BS_STEP_APPLY, BS_CUDA_APPLY, TRUE) || any;
      any = add_products (&order) || any;
      if (!any)
        any = add_others (&order, BS_STEP_LOSS, BS_CUDA_LOSS, FALSE)
              || add_others (&order, BS_STEP_REDUCE, BS_CUDA_REDUCE, FALSE);
    }
}

static gboolean
has_matrix_results (const BsCudaLowering *self, const BsCudaPlanned *planned)
{
  for (guint i = 0; i < planned->drafts->len; i++)
    {
      guint16 result =
          bs_cuda_lowering_get (self, g_array_index (planned->drafts, guint, i))->result;

      if (self->cell->ops[result].columns > 1)
        return TRUE;
    }
  for (guint i = 0; i < planned->sums->len; i++)
    if (self->cell->ops[g_array_index (planned->sums, guint16, i)].columns > 1)
      return TRUE;

  return FALSE;
}

/* Numbers of the matrices that are applied to vectors. */
static gsize
count_applied (const BsCudaLowering *self, const BsCudaPlanned *planned)
{
  gsize n = 0;

  for (guint i = 0; planned->kind == BS_CUDA_APPLY && i < planned->drafts->len; i++)
    {
      const BsStepDraft *draft = bs_cuda_lowering_get (self,
                                                       g_array_index (planned->drafts, guint, i));

      n += (gsize) draft->step.rows * draft->step.k;
    }

  return n;
}

static gsize
count_weights (const BsCudaLowering *self, const BsCudaPlanned *planned)
{
  BsCudaJob job;

  bs_cuda_group_fill (self->groups->pdata[planned->group], &self->drafts, planned->first,
                      planned->end, &job);
  g_free (job.parts);

  return (gsize) job.part_rows * job.k;
}

/* A block is enough for what a kernel does for a call; not for whole matrices. */
gsize
bs_cuda_lowering_join (BsCudaLowering *self)
{
  gsize total = 0, inner = 0;

  for (guint i = 1; i < self->planned->len; i++)
    {
      BsCudaPlanned *planned = self->planned->pdata[i], *before = self->planned->pdata[i - 1];
      BsCudaPlanned *behind = i + 1 < self->planned->len ? self->planned->pdata[i + 1] : NULL;
      gsize weights, applied;

      if (planned->kind != BS_CUDA_PRODUCT
          || (before->kind != BS_CUDA_SECTION && before->kind != BS_CUDA_APPLY)
          || has_matrix_results (self, before))
        continue;
      weights = count_weights (self, planned);
      applied = count_applied (self, before);
      if (total + weights + applied > MOST_INNER)
        continue;
      planned->joined = TRUE;
      if (behind != NULL && behind->kind == BS_CUDA_SECTION && !has_matrix_results (self, behind))
        behind->joined = TRUE;
      total += weights + applied;
      inner += weights;
    }

  return inner;
}
