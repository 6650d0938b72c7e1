/* SPDX-License-Identifier: Apache-2.0 */
/* Which products of a cell are one. */
#include "config.h"

#include "engine/backends/cuda/cuda-groups.h"

#include <string.h>

/* Of a product that stands for several, against theirs: to start one costs more. */
#define MOST_WORK 2
/* Numbers; products read weights in pieces of so many. */
#define ALIGNMENT 64

static gboolean
is_in (guint16 op, const guint16 *ops, guint n)
{
  for (guint i = 0; i < n; i++)
    if (ops[i] == op)
      return TRUE;

  return FALSE;
}

const BsStepDraft *
bs_cuda_group_get_sum (const BsFusedSteps *steps, guint op)
{
  for (guint i = 0; i < steps->drafts->len; i++)
    {
      const BsStepDraft *draft = steps->drafts->pdata[i];

      if (is_in (op, draft->sums, draft->n_sums))
        return draft;
    }

  return NULL;
}

static gboolean
reads (const BsFusedSteps *steps, guint16 sum, guint16 leaf)
{
  const BsStepDraft *draft = bs_cuda_group_get_sum (steps, sum);

  return is_in (leaf, draft->leaves, draft->n_leaves);
}

/* The first and the last leaf that @sum reads, as one number to sort by; G_MAXUINT: none. */
static guint
rank (const BsFusedSteps *steps, const guint16 *leaves, guint n_leaves, guint16 sum)
{
  guint first = G_MAXUINT, last = 0;

  for (guint i = 0; i < n_leaves; i++)
    if (reads (steps, sum, leaves[i]))
      {
        first = MIN (first, i);
        last = i;
      }

  return first < n_leaves ? first * BS_MAX_OPS + last : G_MAXUINT;
}

/* The sums that read a leaf are near each other. */
static void
find_sums (BsCudaGroup *self, const BsFusedSteps *steps, const guint16 *leaves)
{
  guint ranks[BS_MAX_OPS];

  for (guint16 op = 0; op < steps->cell->n_ops; op++)
    {
      guint own, at = self->n_sums;

      if (steps->sum[op] != op || steps->cell->ops[op].columns > 1)
        continue;
      own = rank (steps, leaves, self->n_leaves, op);
      if (own == G_MAXUINT)
        continue;
      for (; at > 0 && ranks[at - 1] > own; at--)
        {
          ranks[at] = ranks[at - 1];
          self->sums[at] = self->sums[at - 1];
        }
      ranks[at] = own;
      self->sums[at] = op;
      self->n_sums++;
    }
}

static void
lay_out (BsCudaGroup *self, const BsFusedSteps *steps, const guint16 *leaves)
{
  find_sums (self, steps, leaves);
  for (guint i = 0; i < self->n_sums; i++)
    {
      guint32 rows = steps->cell->ops[self->sums[i]].rows;

      for (guint k = 0; k < self->n_leaves; k++)
        if (reads (steps, self->sums[i], leaves[k]))
          {
            if (self->leaves[k].end_row == 0)
              self->leaves[k].first_row = self->rows;
            self->leaves[k].end_row = self->rows + rows;
          }
      self->rows += rows;
    }
  for (guint k = 0; k < self->n_leaves; k++)
    {
      self->leaves[k].op = leaves[k];
      self->leaves[k].k = steps->cell->ops[leaves[k]].rows;
      self->leaves[k].column = self->k;
      self->k += self->leaves[k].k;
      self->n_early += steps->early[leaves[k]];
    }
}

/* What products of leaves @first to @end are at most: rows x k; useful are those that are no zeros. */
typedef struct
{
  guint32 first_row, end_row, part_rows, k;
  gboolean same_k;
  guint64 useful;
} Extent;

static void
measure (const BsCudaGroup *self, const BsFusedSteps *steps, guint first, guint end, Extent *extent)
{
  *extent = (Extent){ .first_row = G_MAXUINT32, .same_k = TRUE };
  for (guint i = first; i < end; i++)
    {
      const BsCudaLeaf *leaf = &self->leaves[i];

      extent->first_row = MIN (extent->first_row, leaf->first_row);
      extent->end_row = MAX (extent->end_row, leaf->end_row);
      extent->part_rows = MAX (extent->part_rows, leaf->end_row - leaf->first_row);
      extent->same_k = extent->same_k && leaf->k == self->leaves[first].k;
      extent->k += leaf->k;
      for (guint k = 0; k < self->n_sums; k++)
        if (reads (steps, self->sums[k], leaf->op))
          extent->useful += (guint64) leaf->k * steps->cell->ops[self->sums[k]].rows;
    }
}

static guint64
stacked_work (const Extent *extent)
{
  return (guint64) (extent->end_row - extent->first_row) * extent->k;
}

static guint64
part_work (const Extent *extent)
{
  return (guint64) extent->part_rows * extent->k;
}

gboolean
bs_cuda_group_is_worth_it (const BsFusedSteps *steps, const guint16 *leaves, guint n_leaves)
{
  guint16 sums[BS_MAX_OPS];
  g_autofree BsCudaLeaf *room = g_new0 (BsCudaLeaf, n_leaves);
  BsCudaGroup group = { .sums = sums, .n_leaves = n_leaves, .leaves = room };
  Extent extent;

  lay_out (&group, steps, leaves);
  measure (&group, steps, 0, n_leaves, &extent);

  return stacked_work (&extent) <= MOST_WORK * extent.useful
         || (extent.same_k && part_work (&extent) <= MOST_WORK * extent.useful);
}

/* Adds the columns of @weights that multiply @op to those of its leaves, at @row. */
static void
pack (const BsCudaGroup *self, const BsFusedSteps *steps, const BsModel *model,
      const BsParameter *weights, guint op, guint32 row, guint32 *column, float *to)
{
  const BsOp *own = &steps->cell->ops[op];
  const float *from = model->values + weights->offset + *column;

  if (steps->apart[op])
    {
      pack (self, steps, model, weights, own->a, row, column, to);
      pack (self, steps, model, weights, own->b, row, column, to);
      return;
    }
  *column += own->rows;
  for (guint i = 0; i < self->n_leaves; i++)
    if (self->leaves[i].op == op)
      for (guint32 k = 0; k < own->rows; k++)
        for (guint32 r = 0; r < weights->dims[0]; r++)
          to[(gsize) (self->leaves[i].column + k) * self->rows + row + r] +=
              from[(gsize) r * weights->dims[1] + k];
}

BsCudaGroup *
bs_cuda_group_new (const BsFusedSteps *steps, const BsModel *model, const guint16 *leaves,
                   guint n_leaves, GArray *packed)
{
  BsCudaGroup *self = g_new0 (BsCudaGroup, 1);
  guint16 sorted[BS_MAX_OPS];
  guint32 row = 0;
  guint n = 0;

  for (guint early = 2; early-- > 0;)
    for (guint i = 0; i < n_leaves; i++)
      if (steps->early[leaves[i]] == (gboolean) early)
        sorted[n++] = leaves[i];
  self->n_leaves = n_leaves;
  self->leaves = g_new0 (BsCudaLeaf, n_leaves);
  self->sums = g_new0 (guint16, BS_MAX_OPS);
  lay_out (self, steps, sorted);
  self->weights = (packed->len + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  g_array_set_size (packed, self->weights + (gsize) self->rows * self->k);
  for (guint i = 0; i < self->n_sums; i++)
    {
      guint16 sum = self->sums[i];

      for (guint op = 0; op <= sum; op++)
        if (steps->sum[op] == sum && steps->cell->ops[op].kind == BS_OP_PRODUCT)
          {
            const BsOp *product = &steps->cell->ops[op];
            guint32 column = 0;

            pack (self, steps, model, &model->parameters[product->parameter], product->a, row,
                  &column, &g_array_index (packed, float, self->weights));
          }
      row += steps->cell->ops[sum].rows;
    }

  return self;
}

void
bs_cuda_group_free (BsCudaGroup *self)
{
  g_free (self->sums);
  g_free (self->leaves);
  g_free (self);
}

void
bs_cuda_group_fill (const BsCudaGroup *self, const BsFusedSteps *steps, guint first, guint end,
                    BsCudaJob *job)
{
  Extent extent;

  measure (self, steps, first, end, &extent);
  *job = (BsCudaJob){
    .rows = extent.end_row - extent.first_row,
    .columns = 1,
    .k = extent.k,
    .n_parts = end - first,
    .parts = g_new0 (BsCudaPart, end - first),
    .packed = TRUE,
    .ld = self->rows,
    .may_part = extent.same_k && part_work (&extent) <= MOST_WORK * extent.useful,
    .rather_parts = part_work (&extent) < stacked_work (&extent),
    .first_row = extent.first_row,
    .part_rows = extent.part_rows,
  };
  job->may_stack = !job->may_part || stacked_work (&extent) <= MOST_WORK * extent.useful;
  for (guint i = first; i < end; i++)
    job->parts[i - first] = (BsCudaPart){
      .k = self->leaves[i].k,
      .weights = self->weights + (gsize) self->leaves[i].column * self->rows,
      .first_row = MIN (self->leaves[i].first_row, self->rows - extent.part_rows),
    };
}

gboolean
bs_cuda_group_find_sum (const BsCudaGroup *self, const BsFusedSteps *steps, const BsCudaJob *job,
                        guint first, guint leaf, guint16 sum, BsCudaPlace *place)
{
  guint32 row = 0;

  if (!reads (steps, sum, self->leaves[leaf].op))
    return FALSE;
  for (guint i = 0; self->sums[i] != sum; i++)
    row += steps->cell->ops[self->sums[i]].rows;
  place->first = TRUE;
  for (guint i = first; i < leaf; i++)
    if (reads (steps, sum, self->leaves[i].op))
      place->first = FALSE;
  place->number = job->number;
  place->within = row - job->first_row;
  place->length = job->rows;
  place->part_offset = place->offset + (guint64) (leaf - first) * job->part_rows;
  place->part_within = row - job->parts[leaf - first].first_row;
  place->part_length = job->part_rows;

  return TRUE;
}
