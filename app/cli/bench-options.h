/* SPDX-License-Identifier: Apache-2.0 */
/* The options of bench: lists of what to run, each with each. */
#pragma once

#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/**
 * BsBenchOptions:
 *
 * Texts are as given; the rest is valid after bs_bench_options_check(). Lists are without
 * duplicates, in the order in which they were given, and never empty.
 */
typedef struct
{
  char **workload_texts, *model_path, **files, *backend;
  char **size_texts, **batch_size_texts, **planner_texts, **threads_texts;
  char *n_batches_text, *seed_text, *n_repeats_text, *compare, *fail_below_text, *format_text;

  GPtrArray *workloads;        /* names; %NULL where there is one, the model of a file */
  GArray *sizes, *batch_sizes; /* guint32 */
  GArray *planners, *threads;  /* guint32 */
  BsCliPolicies policies;      /* made, but for those that are learned */
  guint64 seed;
  guint32 n_repeats;
  double fail_below; /* 0: no gate */
  BsTableFormat format;
} BsBenchOptions;

void bs_bench_options_add (BsBenchOptions *self, GOptionContext *context);

/** bs_bench_options_check: splits lists and reads numbers; opens policies from files. */
gboolean bs_bench_options_check (BsBenchOptions *self, GError **error);

/**
 * bs_bench_options_open:
 * @data: (out): the workload @index of the list, opened; cleared by the caller also after an error
 */
gboolean bs_bench_options_open (const BsBenchOptions *self, guint index, BsCliData *data,
                                GError **error);

/** bs_bench_options_copy_policies: @policies: (out): the same once more, to be prepared. */
gboolean bs_bench_options_copy_policies (const BsBenchOptions *self, BsCliPolicies *policies,
                                         GError **error);

void bs_bench_options_clear (BsBenchOptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsBenchOptions, bs_bench_options_clear)

G_END_DECLS
