/* SPDX-License-Identifier: Apache-2.0 */
/* A cell while it is made ready for a GPU: what its files share. Private to them. */
#pragma once

#include "engine/backends/cuda/cuda-groups.h"

G_BEGIN_DECLS

/* A step that has no places yet. */
typedef struct
{
  BsCudaStepKind kind;
  GArray *drafts;          /* guint: of all but products of vectors */
  GArray *sums;            /* guint16: that a section stores */
  guint group, first, end; /* of a product of vectors: its leaves */
  gboolean joined;         /* in one kernel with the one before */
} BsCudaPlanned;

typedef struct
{
  BsCudaCell *self;
  const BsModel *model;
  const BsCell *cell;
  BsFusedSteps drafts;
  GPtrArray *groups;             /* BsCudaGroup, the same in all variants */
  guint n_terms[BS_MAX_OPS];     /* of a sum: what is multiplied in it; 0: it is none */
  gboolean has_init[BS_MAX_OPS]; /* a sum that begins with biases */
  BsCudaPlace inits[BS_MAX_OPS];
  /* Of BS_CUDA_AHEAD, for the rest. */
  BsCudaPlace ahead_places[BS_MAX_OPS];
  BsCudaJob *ahead_jobs; /* by group */

  BsCudaVariant variant;
  gboolean small;     /* of small batches: after the same of all */
  GPtrArray *planned; /* BsCudaPlanned, of this variant, in order */
} BsCudaLowering;

/** bs_cuda_lowering_order: finds the steps of the variant; of BS_CUDA_ALL, which comes first, also the groups. */
void bs_cuda_lowering_order (BsCudaLowering *self);

/** bs_cuda_lowering_join: makes sections and the products between them one kernel, where their weights are few
 * enough. Returns: the numbers of these weights; 0: there are none. */
gsize bs_cuda_lowering_join (BsCudaLowering *self);

/** bs_cuda_lowering_place: gives them places, and them to the cell. */
void bs_cuda_lowering_place (BsCudaLowering *self);

/** bs_cuda_lowering_stores: Returns: whether a section has to bring sum @op to a place, with its biases. */
gboolean bs_cuda_lowering_stores (const BsCudaLowering *self, guint op);

/** bs_cuda_lowering_is_direct: Returns: whether the product of sum @op writes it where it belongs: it is an output, to
 * which nothing is added. Of sums of vectors only once their product is known. */
gboolean bs_cuda_lowering_is_direct (const BsCudaLowering *self, guint op);

/** bs_cuda_lowering_reads_late: Returns: whether what is not early reads @op, other than a product. */
gboolean bs_cuda_lowering_reads_late (const BsCudaLowering *self, guint op);

static inline const BsStepDraft *
bs_cuda_lowering_get (const BsCudaLowering *self, guint i)
{
  return self->drafts.drafts->pdata[i];
}

/* Whether the variant does what is early, or else what is not. */
static inline gboolean
bs_cuda_lowering_does (const BsCudaLowering *self, gboolean early)
{
  return self->variant == BS_CUDA_ALL || (self->variant == BS_CUDA_AHEAD) == !!early;
}

static inline gboolean
bs_cuda_lowering_is_sum (const BsCudaLowering *self, guint op)
{
  return self->drafts.sum[op] == op;
}

/* Whether a sum is what one product makes, and nothing is added. */
static inline gboolean
bs_cuda_lowering_is_raw (const BsCudaLowering *self, guint op)
{
  return self->n_terms[op] == 1 && !self->has_init[op];
}

static inline gboolean
bs_cuda_draft_reads (const BsStepDraft *draft, guint op)
{
  for (guint k = 0; k < BS_VECTOR_MAX_OPERANDS; k++)
    if (draft->operands[k] == op)
      return TRUE;

  return FALSE;
}

static inline gboolean
bs_cuda_draft_multiplies (const BsStepDraft *draft, guint op)
{
  for (guint k = 0; k < draft->n_leaves; k++)
    if (draft->leaves[k] == op)
      return TRUE;

  return FALSE;
}

G_END_DECLS
