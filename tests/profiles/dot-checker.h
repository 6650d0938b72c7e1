/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the DOT language of Graphviz by its grammar, and fails where a text is none.
 * Source: https://graphviz.org/doc/info/lang.html */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name;        /* of the graph */
  GHashTable *nodes; /* id -> label as it is shown (nullable) */
  guint n_edges;
  guint n_subgraphs;
} DotGraph;

/** dot_parse: Returns: (transfer full): the graph; a test fails where @text is no DOT. */
DotGraph *dot_parse (const char *text);
void dot_graph_free (DotGraph *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DotGraph, dot_graph_free)

G_END_DECLS
