/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs as plain text: the first line is the number of nodes, then a line a node in topological
 * order, `type k input_1 .. input_k`, nodes from 0 and types from 1. A file N.graph may have a
 * companion N.types with the name of type k on line k. */
#pragma once

#include "engine/graph.h"
#include "engine/scanner.h"
#include "engine/type-table.h"

G_BEGIN_DECLS

/**
 * bs_graph_text_load:
 * @path: a file in the text form
 * @types: names of its types are added here; without a companion file they are t1, t2, ...
 *
 * Returns: (transfer full): the graph (one instance, no data), or %NULL with an error that names
 *   file and line
 */
BsGraph *bs_graph_text_load (const char *path, BsTypeTable *types, GError **error);

/**
 * bs_graph_text_parse_all:
 * @path: of the file that the text is from; its companion names the types
 *
 * Returns: (transfer full) (element-type BsGraph): the graphs of a text that has one after the
 *   other, at least one
 */
GPtrArray *bs_graph_text_parse_all (const char *path, const char *text, gsize length,
                                    BsTypeTable *types, GError **error);

/**
 * bs_graph_text_parse:
 * @name: what to call the text in errors
 * @text: (array length=length): the text, need not end with NUL
 * @type_names: (nullable) (array length=n_type_names): names of types from 1
 */
BsGraph *bs_graph_text_parse (const char *name, const char *text, gsize length,
                              const char *const *type_names, guint n_type_names, BsTypeTable *types,
                              GError **error);

/**
 * bs_graph_text_names_path:
 *
 * Returns: (transfer full): the companion of @path: N.types of N.graph, else with .types appended
 */
char *bs_graph_text_names_path (const char *path);

/**
 * bs_graph_text_load_names:
 * @names: (out) (transfer full) (nullable): names of types from 1, or %NULL where there is no
 *   companion file
 *
 * Returns: whether the companion of @graph_path could be read, if there is one
 */
gboolean bs_graph_text_load_names (const char *graph_path, char ***names, GError **error);

/** bs_graph_text_read_header: reads the first line of a graph: the number of its nodes. */
gboolean bs_graph_text_read_header (BsScanner *scanner, guint32 *n_nodes, GError **error);

/**
 * bs_graph_text_read_node:
 * @node: its number
 * @n_types: how many types there are
 * @type: (out): from 1
 * @inputs: (element-type guint32): to be filled with its inputs
 *
 * Reads the line of a node.
 */
gboolean bs_graph_text_read_node (BsScanner *scanner, guint32 node, guint32 n_types, guint32 *type,
                                  GArray *inputs, GError **error);

/**
 * bs_graph_text_to_string:
 *
 * Returns: (transfer full): @graph in the text form
 */
GString *bs_graph_text_to_string (const BsGraph *graph);

/**
 * bs_graph_text_save:
 * @path: the file to write; names go to the companion, whose name ends in `.types`
 */
gboolean bs_graph_text_save (const BsGraph *graph, const BsTypeTable *types, const char *path,
                             GError **error);

G_END_DECLS
