/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of the base and of a run beside each other, one a type or a phase: what paired bars show. */
#pragma once

#include "profiles/comparison/comparison-summary.h"
#include "profiles/tables/table.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef enum
{
  BS_PAIRS_BATCHES, /* of each type */
  BS_PAIRS_TIME,    /* in batches of each type: measured where both were, else predicted */
  BS_PAIRS_BYTES,   /* gathered and scattered for each type */
  BS_PAIRS_PHASES   /* time of each phase, added up over all lanes */
} BsPairsOf;

#define BS_PAIR_NO_TYPE G_MAXUINT

typedef struct
{
  guint type; /* of the comparison; of a phase BS_PAIR_NO_TYPE */
  char *name; /* translated; of types as it is */
  BsMeasure measure;
  BsVerdict verdict;
  char *base, *value, *difference; /* (nullable) as people read them */
} BsPair;

/** bs_comparison_list_pairs: @is_predicted: (out) (optional): of time: it is predicted. Returns: (transfer
 * full) (element-type BsPair): those of which either run has any; none where nothing is known. */
GPtrArray *bs_comparison_list_pairs (const BsComparison *self, guint run, BsPairsOf what,
                                     gboolean *is_predicted);
void bs_pair_free (BsPair *self);

/**
 * bs_comparison_tabulate_memory:
 * @base: (nullable): what the base was recorded in; @own: of run @run: those that did not run have none
 *
 * Returns: (transfer full): a row a figure: figure, base, value, difference, as people read them: what was
 *   gathered and scattered, what was planned, the room of the values, and the peak inside a batch
 */
BsTable *bs_comparison_tabulate_memory (const BsComparison *self, guint run, const BsTrace *base,
                                        const BsTrace *own);

/** bs_comparison_tabulate_kernels: Returns: (transfer full) (nullable): kernels of a device by name: kernel,
 * base_launches, launches, base_ns, ns, difference_ns; by time. %NULL: one of them ran on none. */
BsTable *bs_comparison_tabulate_kernels (const BsTrace *base, const BsTrace *own);

G_END_DECLS
