/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a fused cell before its values have places: which products add up, what is stacked,
 * and which operations others compute by the way. Private to the engine. */
#pragma once

#include "engine/backends/lowered-cell.h"

G_BEGIN_DECLS

#define BS_DRAFT_NONE G_MAXUINT16

/* A step. Operations are meant by their index in the cell. */
typedef struct
{
  BsCellStep step;
  guint16 result;
  guint32 offset;                             /* of what is computed in the result */
  guint16 operands[BS_VECTOR_MAX_OPERANDS];   /* BS_DRAFT_NONE: a parameter, or there is none */
  guint16 parameters[BS_VECTOR_MAX_OPERANDS]; /* BS_DRAFT_NONE: an operation, or there is none */
  guint n_sums;
  guint16 sums[BS_MAX_OPS]; /* of a product: the ends of the sums that are stacked in it */
  guint n_leaves;
  guint16 leaves[BS_MAX_OPS]; /* of a product: what it multiplies, what is early first */
} BsStepDraft;

typedef struct
{
  const BsCell *cell;
  guint n_users[BS_MAX_OPS]; /* operations that read it, and outputs that it is */
  guint16 sum[BS_MAX_OPS];   /* the operation that a sum of products ends in; BS_DRAFT_NONE: none */
  guint stage[BS_MAX_OPS];   /* from which on the result is there: behind a product, the next */
  guint n_stages;
  gboolean apart[BS_MAX_OPS]; /* a concatenation that only products read, part by part */
  guint n_early_inputs;
  gboolean early[BS_MAX_OPS];    /* depends on look-ups and early inputs alone */
  gboolean absorbed[BS_MAX_OPS]; /* computed inside of what reads it */
  GPtrArray *drafts;             /* BsStepDraft, in order */
} BsFusedSteps;

void bs_fused_steps_init (BsFusedSteps *self, const BsCell *cell);
void bs_fused_steps_clear (BsFusedSteps *self);

/** bs_cell_output_of: Returns: which output of @cell operation @op is, the first; or -1. */
int bs_cell_output_of (const BsCell *cell, guint op);

G_END_DECLS
