/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs from other programs, to be scheduled, learned on and debugged without numerics. Two forms:
 * JSON, see batchscope-graph(5), and the text form of engine/graph-text. */
#pragma once

#include "engine/graph.h"
#include "profiles/recording/recorder.h"

G_BEGIN_DECLS

typedef struct _BsGraphImport BsGraphImport;

/* What names and data of nodes are: strings by id, or numbers. */
typedef struct
{
  char *name;
  guint32 n;          /* ids are below it */
  GPtrArray *strings; /* (nullable) of n; NULL: numbers */

  /*< private >*/
  GHashTable *ids;
} BsImportedVocabulary;

typedef struct
{
  BsGraph *graph;
  char **instances; /* (nullable) [n_instances + 1] names of instances, "" where there is none */
} BsImportedGraph;

/**
 * BsGraphImport:
 *
 * The graphs of one or more files, each a mini-batch, in order. All share their types.
 */
struct _BsGraphImport
{
  BsTypeTable *types;
  GArray *graphs;          /* BsImportedGraph */
  GPtrArray *vocabularies; /* BsImportedVocabulary */
  GArray *type_vocabulary; /* int, one a type: what data of its nodes are, or -1 */
};

/** bs_graph_import_new: @types: types are added in order of first appearance. */
BsGraphImport *bs_graph_import_new (BsTypeTable *types);
void bs_graph_import_free (BsGraphImport *self);

/**
 * bs_graph_import_add_file:
 * @path: a file of either form
 *
 * Returns: %FALSE with an error that names file and place; no graph was added then, though types
 *   and names may have been
 */
gboolean bs_graph_import_add_file (BsGraphImport *self, const char *path, GError **error);

/** bs_graph_import_add_json: @name: what to call the text in errors. */
gboolean bs_graph_import_add_json (BsGraphImport *self, const char *name, const char *text,
                                   gsize length, GError **error);

/** bs_graph_import_describe: tells what data of nodes and instances are called, before the first
 * mini-batch; graph number n becomes mini-batch n. */
void bs_graph_import_describe (const BsGraphImport *self, BsRecorder *recorder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphImport, bs_graph_import_free)

G_END_DECLS
