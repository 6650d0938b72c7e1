/* SPDX-License-Identifier: Apache-2.0 */
/* Generates the kernels of a cell: what is computed number by number between two products is one kernel.
 * Its text says no size, so that those of the shipped models can be compiled with the program. Private to
 * the engine. */
#pragma once

#include "engine/backends/fused-steps.h"

G_BEGIN_DECLS

/* What a kernel reads or writes: a column a call, or one for all. */
typedef enum
{
  BS_SECTION_VALUE, /* of operation @number */
  BS_SECTION_TERM, /* number @offset of those that add up to operation @number; may be nowhere, but the first */
  BS_SECTION_INIT,      /* the biases of the sum that ends in operation @number; one for all */
  BS_SECTION_PARAMETER, /* @number; one for all */
  BS_SECTION_WEIGHTS,   /* of part @offset of product @number; one for all */
  BS_SECTION_PRODUCT,   /* its result */
  BS_SECTION_OUTPUT     /* output @number of the cell */
} BsSectionColumnKind;

typedef struct
{
  BsSectionColumnKind kind;
  guint number;
  guint32 offset; /* numbers into the column, where a concatenation goes on; of terms: which */
  guint32 length; /* numbers that are read or written, at the size of this model */
} BsSectionColumn;

typedef struct
{
  char *name;      /* of the kernel: `bs_` and a hash of its text */
  char *source;    /* the function */
  GArray *columns; /* BsSectionColumn, in the order of the kernel's argument */
  GArray *lengths; /* guint32: of loops, at the size of this model */
  gboolean
      in_order;  /* a block has to compute a whole call, since its threads wait for each other */
  guint32 most;  /* numbers that loops are about, at most */
  guint64 flops; /* of products of a call */
  gpointer function; /* (nullable): once it is loaded */
} BsSection;

typedef struct _BsSectionWriter BsSectionWriter;

/**
 * bs_section_begin:
 * @steps: of the cell
 * @n_terms: by operation: which sums it is of terms that are apart, and of how many
 * @has_init: by operation: whether the sum has biases
 * @kept: by operation: whether something behind what is added reads the result
 *
 * Returns: (transfer full): a kernel that does nothing yet
 */
BsSectionWriter *bs_section_begin (const BsFusedSteps *steps, const guint *n_terms,
                                   const gboolean *has_init, const gboolean *kept);

/**
 * bs_section_add:
 * @drafts: (array length=n): all of them BS_STEP_VECTOR
 * @sums: (array length=n_sums): sums of products that outputs or others than sections read: they are brought
 *   there, with their biases
 *
 * Adds what is computed number by number. It may read what was added before.
 */
void bs_section_add (BsSectionWriter *self, const BsStepDraft *const *drafts, guint n,
                     const guint16 *sums, guint n_sums);

/** bs_section_add_applies: adds products of matrices with vectors, both of the call: BS_STEP_APPLY. */
void bs_section_add_applies (BsSectionWriter *self, const BsStepDraft *const *drafts, guint n);

/** bs_section_add_product: adds the product of weights with operation @op, as part @part of product @number:
 * @ld rows of weights, of which @rows make a result. */
void bs_section_add_product (BsSectionWriter *self, guint number, guint part, guint op,
                             guint32 rows, guint32 ld);

/** bs_section_end: (transfer full): Returns: (transfer full): the kernel */
BsSection *bs_section_end (BsSectionWriter *self);
void bs_section_free (BsSection *self);

/** bs_section_prelude: Returns: (transfer none): what every source begins with. */
const char *bs_section_prelude (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSection, bs_section_free)

G_END_DECLS
