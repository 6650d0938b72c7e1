/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what runs: workload, data, sizes, seed; or graphs as files. */
#pragma once

#include "engine/workload.h"

G_BEGIN_DECLS

/**
 * BsCliData:
 *
 * @workload to @graphs are as given; the rest is valid after bs_cli_data_check().
 */
typedef struct
{
  char *workload;
  char **files;
  char *model_size_text, *batch_size_text, *n_batches_text, *seed_text;
  char **graphs;
  char **graph_files; /* the graphs and their lists of names */

  guint32 model_size;
  guint32 batch_size;
  guint32 n_batches; /* with graphs: how many there are */
  guint64 seed;

  /*< private >*/
  BsWorkload *opened;
} BsCliData;

/** bs_cli_data_add_options: @with_graphs: whether --graph may stand for a workload. */
void bs_cli_data_add_options (BsCliData *self, GOptionContext *context, gboolean with_graphs);

/** bs_cli_data_check: numbers and names only; opens nothing but decides on the files. */
gboolean bs_cli_data_check (BsCliData *self, GError **error);

/** bs_cli_data_open: Returns: (transfer none) (nullable): the workload; none with an error. */
BsWorkload *bs_cli_data_open (BsCliData *self, GError **error);

/** bs_cli_data_first_input: Returns: the first input of mini-batch @mini_batch. */
guint32 bs_cli_data_first_input (BsCliData *self, guint32 mini_batch);

/**
 * bs_cli_data_build_graph:
 *
 * Returns: (transfer full): the graph of a mini-batch, or graph number @mini_batch of those given
 */
BsGraph *bs_cli_data_build_graph (BsCliData *self, guint32 mini_batch, BsTypeTable *types,
                                  GError **error);

/** bs_cli_data_inputs: Returns: (transfer none): all files that are read. */
const char *const *bs_cli_data_inputs (BsCliData *self);

void bs_cli_data_clear (BsCliData *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsCliData, bs_cli_data_clear)

G_END_DECLS
