/* SPDX-License-Identifier: Apache-2.0 */
/* What collecting and parsing graphs share. */
#pragma once

#include "profiles/files/graph-import.h"

G_BEGIN_DECLS

#define BS_GRAPH_FORMAT "batchscope-graph"
#define BS_GRAPH_FORMAT_VERSION 1

/** bs_graph_import_vocabulary: Returns: the index of the vocabulary @name, added when new. */
guint bs_graph_import_vocabulary (BsGraphImport *self, const char *name);

/** bs_graph_import_intern: Returns: the id of @text, added when new. */
guint32 bs_graph_import_intern (BsImportedVocabulary *vocabulary, const char *text);

/** bs_graph_import_grow_types: types that are new have no vocabulary as yet. */
void bs_graph_import_grow_types (BsGraphImport *self);

G_END_DECLS
