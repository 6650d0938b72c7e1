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
  BS_SECTION_OUTPUT     /* output @number of the cell */
} BsSectionColumnKind;

typedef struct
{
  BsSectionColumnKind kind;
  guint number;
  guint32 offset; /* numbers into the column, where a concatenation goes on; of terms: which */
} BsSectionColumn;

typedef struct
{
  char *name;        /* of the kernel: `bs_` and a hash of its text */
  char *source;      /* the function */
  GArray *columns;   /* BsSectionColumn, in the order of the kernel's argument */
  GArray *lengths;   /* guint32: numbers that each loop is about, at the size of this model */
  guint64 traffic;   /* numbers that all loops read and write for a call; what is one for all left out */
  gpointer function; /* (nullable): once it is loaded */
} BsSection;

/**
 * bs_section_new:
 * @steps: of the cell
 * @drafts: (array length=n): all of them BS_STEP_VECTOR
 * @sums: (array length=n_sums): sums of products that outputs or others than sections read: they are brought
 *   there, with their biases
 * @n_terms: by operation: which sums it is of terms that are apart, and of how many
 * @has_init: by operation: whether the sum has biases
 * @kept: by operation: whether something else reads the result afterwards
 *
 * Returns: (transfer full): the kernel
 */
BsSection *bs_section_new (const BsFusedSteps *steps, const BsStepDraft *const *drafts, guint n,
                           const guint16 *sums, guint n_sums, const guint *n_terms,
                           const gboolean *has_init, const gboolean *kept);
void bs_section_free (BsSection *self);

/** bs_section_prelude: Returns: (transfer none): what every source begins with. */
const char *bs_section_prelude (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsSection, bs_section_free)

G_END_DECLS
