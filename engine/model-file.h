/* SPDX-License-Identifier: Apache-2.0 */
/* Model files: parameters, cells, and how the structure of an input maps to calls of them, in a
 * small language. Described in batchscope-model(5). */
#pragma once

#include "engine/corpus.h"
#include "engine/graph.h"
#include "engine/model.h"

G_BEGIN_DECLS

/**
 * BsModelFile:
 *
 * A model file that was read: checked, but without sizes. Immutable; safe to share between threads.
 */
typedef struct _BsModelFile BsModelFile;

/**
 * bs_model_file_load:
 * @path: of the file
 *
 * Reads a model file; blocks until it is done.
 *
 * Returns: (transfer full): the model, or %NULL with a #GIOErrorEnum for what cannot be read, and
 *   otherwise the errors of bs_model_file_parse()
 */
BsModelFile *bs_model_file_load (const char *path, GError **error);

/**
 * bs_model_file_parse:
 * @name: what to call the text in errors
 * @text: what a model file has in it, UTF-8; copied
 * @length: bytes, at most 262144
 *
 * Reads a model from memory.
 *
 * Returns: (transfer full): the model, or %NULL with %BS_ERROR_SYNTAX, which names line, column, what was
 *   found and what was expected, or %BS_ERROR_RANGE for what is too long to be a model
 */
BsModelFile *bs_model_file_parse (const char *name, const char *text, gsize length, GError **error);
BsModelFile *bs_model_file_ref (BsModelFile *self);
void bs_model_file_unref (BsModelFile *self);

/** bs_model_file_get_name: Returns: (transfer none): what the file calls its model, which need not be the
 * name of the file; the file's own */
const char *bs_model_file_get_name (BsModelFile *self);

/** bs_model_file_get_text: Returns: (transfer full): the whole file, as a trace keeps it. */
GBytes *bs_model_file_get_text (BsModelFile *self);

/** bs_model_file_get_sha256: Returns: (transfer full): of the whole file, in hexadecimal. */
char *bs_model_file_get_sha256 (BsModelFile *self);

/** bs_model_file_get_summary: Returns: (transfer none): one line about the model, as its author wrote
 * it; the file's own */
const char *bs_model_file_get_summary (BsModelFile *self);

/** bs_model_file_get_structure: Returns: (transfer none): what inputs of the model are made of; never
 * freed */
const BsStructure *bs_model_file_get_structure (BsModelFile *self);

/** bs_model_file_get_samples: Returns: (transfer none) (array zero-terminated=1): the names of the
 * sample files that the model suggests, without a folder; none for a generated corpus. */
const char *const *bs_model_file_get_samples (BsModelFile *self);

/** bs_model_file_generates: Returns: whether the inputs are generated, so that no file is read. */
gboolean bs_model_file_generates (BsModelFile *self);

/**
 * bs_model_file_generate:
 * @seed: same seed, same inputs
 *
 * Makes up the inputs of a model for which bs_model_file_generates().
 *
 * Returns: (transfer full): the inputs, or %NULL with the errors of bs_corpus_generate(), which name line
 *   and column here
 */
BsCorpus *bs_model_file_generate (BsModelFile *self, guint64 seed, GError **error);

/** bs_model_file_is_growing: Returns: whether the model has steps that can be appended to a graph
 * after the values of the steps before were read. */
gboolean bs_model_file_is_growing (BsModelFile *self);

/**
 * bs_model_file_create_model:
 * @size: the hidden size, from 1 to 1048576
 * @corpus: (nullable): of the model's structure: tells how many words, labels, ... there are; %NULL: as
 *   many as the file says at least
 *
 * Gives sizes to what the file says.
 *
 * Returns: (transfer full): parameters (zero) and cells, or %NULL with %BS_ERROR_RANGE, which names line
 *   and column where shapes do not fit or are too large
 */
BsModel *bs_model_file_create_model (BsModelFile *self, guint size, const BsCorpus *corpus,
                                     GError **error);

/**
 * BsGraphMaker:
 *
 * Runs the build block of a model over the inputs of one mini-batch. For one thread at a time.
 */
typedef struct _BsGraphMaker BsGraphMaker;

/**
 * bs_graph_maker_new:
 * @file: of the model; a reference is taken
 * @corpus: inputs of its structure; to stay as long as the maker, which copies nothing
 * @first: the first input; the mini-batch is @count consecutive inputs, wrapping at the end
 * @count: inputs, at least 1
 * @types: types are added in order of first appearance; a reference is taken
 * @incremental: whether the steps of a `growing` loop are appended one by one
 *
 * Begins a mini-batch.
 *
 * Returns: (transfer full): what makes the graph of a mini-batch
 */
BsGraphMaker *bs_graph_maker_new (BsModelFile *file, const BsCorpus *corpus, guint32 first,
                                  guint32 count, BsTypeTable *types, gboolean incremental);
void bs_graph_maker_free (BsGraphMaker *self);

/**
 * bs_graph_maker_expect:
 * @n_nodes: that the graph may have
 * @n_inputs: operands that it may have
 *
 * Makes room at once, such as for as many as an earlier graph of the same kind had. A guess changes
 * nothing but the time that it takes.
 */
void bs_graph_maker_expect (BsGraphMaker *self, guint32 n_nodes, guint32 n_inputs);

/**
 * bs_graph_maker_next:
 *
 * Builds the whole graph, or, if incremental, the next stage of it: nodes so far keep their
 * numbers, inputs and types.
 *
 * Returns: (transfer full) (nullable): the graph; %NULL without an error when all is built, and with
 *   %BS_ERROR_RANGE where it would be too large, or where the build block asks for what is not there
 */
BsGraph *bs_graph_maker_next (BsGraphMaker *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsModelFile, bs_model_file_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphMaker, bs_graph_maker_free)

G_END_DECLS
