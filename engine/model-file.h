/* SPDX-License-Identifier: Apache-2.0 */
/* Model files: parameters, cells, and how the structure of an input maps to calls of them, in a
 * small language. Described in batchscope-model(5). */
#pragma once

#include "engine/corpus.h"
#include "engine/graph.h"
#include "engine/model.h"

G_BEGIN_DECLS

typedef struct _BsModelFile BsModelFile;

/** bs_model_file_load: Returns: (transfer full): the model, or %NULL with an error that names
 * file, line, column, and what was expected. */
BsModelFile *bs_model_file_load (const char *path, GError **error);

/** bs_model_file_parse: @name: what to call the text in errors. */
BsModelFile *bs_model_file_parse (const char *name, const char *text, gsize length, GError **error);
BsModelFile *bs_model_file_ref (BsModelFile *self);
void bs_model_file_unref (BsModelFile *self);

const char *bs_model_file_get_name (BsModelFile *self);

/** bs_model_file_get_text: Returns: (transfer full): the whole file. */
GBytes *bs_model_file_get_text (BsModelFile *self);

/** bs_model_file_get_sha256: Returns: (transfer full): of the whole file, in hexadecimal. */
char *bs_model_file_get_sha256 (BsModelFile *self);

/** bs_model_file_get_summary: Returns: (transfer none): one line about the model. */
const char *bs_model_file_get_summary (BsModelFile *self);
const BsStructure *bs_model_file_get_structure (BsModelFile *self);

/** bs_model_file_get_samples: Returns: (transfer none) (array zero-terminated=1): the names of the
 * sample files that the model suggests; none for a generated corpus. */
const char *const *bs_model_file_get_samples (BsModelFile *self);

/** bs_model_file_generates: Returns: whether the inputs are generated, so that no file is read. */
gboolean bs_model_file_generates (BsModelFile *self);

/** bs_model_file_generate: Returns: (transfer full): the generated inputs. */
BsCorpus *bs_model_file_generate (BsModelFile *self, guint64 seed, GError **error);

/** bs_model_file_is_growing: Returns: whether the model has steps that can be appended to a graph
 * after the values of the steps before were read. */
gboolean bs_model_file_is_growing (BsModelFile *self);

/**
 * bs_model_file_create_model:
 * @size: the hidden size
 * @corpus: (nullable): tells how many words, labels, ... there are; %NULL: as many as the file
 *   says at least
 *
 * Returns: (transfer full): parameters (zero) and cells, or %NULL with an error that names line
 *   and column where shapes do not fit
 */
BsModel *bs_model_file_create_model (BsModelFile *self, guint size, const BsCorpus *corpus,
                                     GError **error);

typedef struct _BsGraphMaker BsGraphMaker;

/**
 * bs_graph_maker_new:
 * @first: the first input; the mini-batch is @count consecutive inputs, wrapping at the end
 * @types: types are added in order of first appearance
 * @incremental: whether the steps of a `growing` loop are appended one by one
 *
 * Returns: (transfer full): what makes the graph of a mini-batch
 */
BsGraphMaker *bs_graph_maker_new (BsModelFile *file, const BsCorpus *corpus, guint32 first,
                                  guint32 count, BsTypeTable *types, gboolean incremental);
void bs_graph_maker_free (BsGraphMaker *self);

/** bs_graph_maker_expect: makes room at once for as many nodes and operands as an earlier graph of
 * the same kind had. */
void bs_graph_maker_expect (BsGraphMaker *self, guint32 n_nodes, guint32 n_inputs);

/**
 * bs_graph_maker_next:
 *
 * Builds the whole graph, or, if incremental, the next stage of it: nodes so far keep their
 * numbers, inputs and types.
 *
 * Returns: (transfer full) (nullable): the graph; %NULL without an error when all is built
 */
BsGraph *bs_graph_maker_next (BsGraphMaker *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsModelFile, bs_model_file_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphMaker, bs_graph_maker_free)

G_END_DECLS
