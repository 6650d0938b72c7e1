/* SPDX-License-Identifier: Apache-2.0 */
/* Makes cells ready for batches on a GPU. */
#include "config.h"

#include "engine/backends/cuda/cuda-cell.h"

#include "engine/backends/cuda/cuda-literal.h"
#include "engine/backends/cuda/cuda-lowering.h"
#include "engine/op-info.h"

/* Numbers of weights that all calls of a batch read, each again: 16 MiB out of the second cache take as long as the
 * launches that are saved. */
#define MOST_INNER (4 * 1024 * 1024)

static guint
count_parts (const BsFusedSteps *steps, guint op)
{
  const BsOp *own = &steps->cell->ops[op];

  return steps->apart[op] ? count_parts (steps, own->a) + count_parts (steps, own->b) : 1;
}

/* The numbers that a sum begins with. */
static void
add_init (BsCudaLowering *self, guint op, guint16 sum)
{
  const BsParameter *bias = &self->model->parameters[self->cell->ops[op].parameter];
  gsize length = bs_op_length (&self->cell->ops[sum]);
  GArray *packed = self->self->packed;
  float *to;

  if (!self->has_init[sum])
    {
      self->has_init[sum] = TRUE;
      self->inits[sum] = (BsCudaPlace){ BS_CUDA_AT_PACKED, .offset = packed->len };
      g_array_set_size (packed, packed->len + length);
    }
  to = &g_array_index (packed, float, self->inits[sum].offset);
  for (gsize i = 0; i < length; i++)
    to[i] += self->model->values[bias->offset + i];
}

static void
find_sums (BsCudaLowering *self)
{
  const BsFusedSteps *steps = &self->drafts;

  for (guint op = 0; op < self->cell->n_ops; op++)
    {
      const BsOp *own = &self->cell->ops[op];
      guint16 sum = steps->sum[op];

      if (sum == BS_DRAFT_NONE)
        continue;
      if (own->kind == BS_OP_BIAS)
        add_init (self, op, sum);
      if (own->kind == BS_OP_PRODUCT && own->columns > 1)
        self->n_terms[sum] += count_parts (steps, own->a);
      else if (sum == op && own->columns == 1)
        self->n_terms[sum] = bs_cuda_group_get_sum (steps, sum)->n_leaves;
    }
}

static void
count_flops (BsCudaLowering *self)
{
  for (guint op = 0; op < self->cell->n_ops; op++)
    {
      const BsOp *own = &self->cell->ops[op];

      if (own->kind == BS_OP_PRODUCT || own->kind == BS_OP_APPLY)
        self->self->flops += 2ull * bs_op_length (own)
                             * (own->kind == BS_OP_APPLY ? self->cell->ops[own->a].columns
                                                         : self->cell->ops[own->a].rows);
    }
}

static void
free_planned (gpointer data)
{
  BsCudaPlanned *planned = data;

  g_array_unref (planned->drafts);
  g_array_unref (planned->sums);
  g_free (planned);
}

static void
lower_variant (BsCudaLowering *self, BsCudaVariant variant, gboolean small)
{
  gsize inner_weights = 0;

  self->variant = variant;
  self->small = small;
  self->planned = g_ptr_array_new_with_free_func (free_planned);
  bs_cuda_lowering_order (self);
  if (small)
    inner_weights = self->self->small[variant].inner_weights = bs_cuda_lowering_join (self);
  if (!small || inner_weights > 0)
    bs_cuda_lowering_place (self);
  g_clear_pointer (&self->planned, g_ptr_array_unref);
}

/* Whether some products of a call need nothing of what other calls of its type compute, and some do. */
static gboolean
can_go_ahead (const BsCudaLowering *self)
{
  gboolean some = FALSE, all = TRUE;

  for (guint i = 0; i < self->drafts.drafts->len; i++)
    {
      const BsStepDraft *draft = bs_cuda_lowering_get (self, i);

      if (draft->step.ahead && draft->step.kind != BS_STEP_VECTOR
          && draft->step.kind != BS_STEP_PRODUCT)
        return FALSE;
    }
  for (guint i = 0; i < self->groups->len; i++)
    {
      const BsCudaGroup *group = self->groups->pdata[i];

      some = some || group->n_early > 0;
      all = all && group->n_early == group->n_leaves;
    }

  return some && !all;
}

static gboolean
lower_fused (BsCudaCell *self, const BsModel *model, const BsCell *cell)
{
  g_autofree BsCudaLowering *lowering = g_new0 (BsCudaLowering, 1);
  gboolean ok = TRUE;

  lowering->self = self;
  lowering->model = model;
  lowering->cell = cell;
  lowering->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_cuda_group_free);
  bs_fused_steps_init (&lowering->drafts, cell);
  find_sums (lowering);
  count_flops (lowering);
  lower_variant (lowering, BS_CUDA_ALL, FALSE);
  lower_variant (lowering, BS_CUDA_ALL, TRUE);
  if (can_go_ahead (lowering))
    {
      self->n_early_inputs = lowering->drafts.n_early_inputs;
      lower_variant (lowering, BS_CUDA_AHEAD, FALSE);
      lower_variant (lowering, BS_CUDA_REST, FALSE);
      lower_variant (lowering, BS_CUDA_REST, TRUE);
    }
  for (guint i = 0; i < BS_CUDA_N_VARIANTS; i++)
    ok = ok && self->variants[i].work_length < G_MAXUINT32
         && self->small[i].work_length < G_MAXUINT32;
  bs_fused_steps_clear (&lowering->drafts);
  g_ptr_array_unref (lowering->groups);
  g_free (lowering->ahead_jobs);

  return ok && self->packed->len < G_MAXINT32 && self->ahead_length < G_MAXINT32;
}

gboolean
bs_cuda_cell_init (BsCudaCell *self, BsModel *model, const BsCell *cell, BsPlanner planner)
{
  *self = (BsCudaCell){
    .cell = cell,
    .packed = g_array_new (FALSE, TRUE, sizeof (float)),
    .sections = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_section_free),
  };

  return planner == BS_PLANNER_FULL ? lower_fused (self, model, cell)
                                    : bs_cuda_lower_as_planned (self, model, cell, planner);
}

static void
clear_steps (BsCudaSteps *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      for (guint k = 0; k < self->steps[i].n_jobs; k++)
        g_free (self->steps[i].jobs[k].parts);
      g_free (self->steps[i].jobs);
      g_free (self->steps[i].columns);
    }
  g_free (self->steps);
}

void
bs_cuda_cell_clear (BsCudaCell *self)
{
  for (guint i = 0; i < BS_CUDA_N_VARIANTS; i++)
    {
      clear_steps (&self->variants[i]);
      clear_steps (&self->small[i]);
    }
  g_clear_pointer (&self->sections, g_ptr_array_unref);
  g_clear_pointer (&self->packed, g_array_unref);
  *self = (BsCudaCell){ 0 };
}

const BsCudaSteps *
bs_cuda_cell_get_steps (const BsCudaCell *self, BsCudaVariant variant, guint32 n)
{
  gsize inner = self->small[variant].inner_weights;

  return inner > 0 && inner * n <= MOST_INNER ? &self->small[variant] : &self->variants[variant];
}

void
bs_cuda_cell_add_source (const BsCudaCell *self, GString *source, GHashTable *names)
{
  for (guint i = 0; i < self->sections->len; i++)
    {
      const BsSection *section = self->sections->pdata[i];

      if (!g_hash_table_add (names, g_strdup (section->name)))
        continue;
      g_string_append_c (source, '\n');
      g_string_append (source, section->source);
    }
}
