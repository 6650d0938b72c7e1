/* SPDX-License-Identifier: Apache-2.0 */
/* A workload: a model file and a corpus of inputs, from which mini-batches of graphs are made. */
#pragma once

#include "engine/model-file.h"

G_BEGIN_DECLS

typedef struct _BsWorkload BsWorkload;

/**
 * bs_workload_open:
 * @file: the model
 * @files: (array zero-terminated=1): the files of inputs; none where the model generates them
 * @seed: of generated inputs
 *
 * Returns: (transfer full): the workload, or %NULL with an error that names file and line
 */
BsWorkload *bs_workload_open (BsModelFile *file, const char *const *files, guint64 seed,
                              GError **error);
void bs_workload_free (BsWorkload *self);

const char *bs_workload_get_name (BsWorkload *self);
BsModelFile *bs_workload_get_file (BsWorkload *self);
const BsCorpus *bs_workload_get_corpus (BsWorkload *self);

/** bs_workload_get_n_inputs: Returns: how many inputs the corpus has, at least 1. */
guint32 bs_workload_get_n_inputs (BsWorkload *self);

/** bs_workload_create_model: Returns: (transfer full): the model at hidden size @size. */
BsModel *bs_workload_create_model (BsWorkload *self, guint size, GError **error);

/**
 * bs_workload_build_graph:
 * @first: the first input; the mini-batch is @count consecutive inputs, wrapping at the end
 * @types: types are added in order of first appearance
 *
 * Returns: (transfer full): the whole graph of the mini-batch
 */
BsGraph *bs_workload_build_graph (BsWorkload *self, guint32 first, guint32 count,
                                  BsTypeTable *types, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsWorkload, bs_workload_free)

G_END_DECLS
