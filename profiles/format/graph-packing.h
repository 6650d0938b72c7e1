/* SPDX-License-Identifier: Apache-2.0 */
/* How graphs and orders of execution lie in the blobs of a trace.
 *
 * A block of nodes is one number after the other (see profiles/format/varint.h), for each node:
 *
 *   type
 *   instance, as the signed difference to the node before (of the first one: to 0)
 *   datum + 1; 0: none
 *   how many operands it has
 *   for each operand: twice the distance to it (this node's number less its own), and 1 more where
 *   another output than its first is read, whose number follows then
 *
 * A block of an order is the numbers of nodes, as signed differences to the one before (of the first
 * one: to 0). */
#pragma once

#include "engine/graph.h"

G_BEGIN_DECLS

/**
 * BsNodeColumns:
 *
 * Nodes as arrays, of which blocks are unpacked one behind the other. Begin with zeros.
 */
typedef struct
{
  guint32 n_nodes, n_inputs;
  guint32 n_instances;  /* 1 more than the highest */
  guint n_types;        /* 1 more than the highest */
  guint16 *type;        /* [n_nodes] */
  guint32 *instance;    /* [n_nodes] */
  guint32 *datum;       /* [n_nodes] */
  guint32 *input_start; /* [n_nodes + 1] */
  guint32 *inputs;      /* [n_inputs] */
  guint8 *ports;        /* [n_inputs] */

  /*< private >*/
  gsize node_capacity, input_capacity;
} BsNodeColumns;

/** bs_node_columns_begin: forgets the nodes, keeps the room. */
void bs_node_columns_begin (BsNodeColumns *self);
void bs_node_columns_clear (BsNodeColumns *self);

/**
 * bs_node_columns_add:
 * @inputs: (array length=n_inputs): earlier nodes
 * @ports: (nullable) (array length=n_inputs): which output of each; %NULL: the first
 *
 * Adds a node. Returns: %FALSE when it reads what no node can
 */
gboolean bs_node_columns_add (BsNodeColumns *self, guint16 type, guint32 instance, guint32 datum,
                              const guint32 *inputs, const guint8 *ports, guint32 n_inputs);

/** bs_node_columns_build: Returns: (transfer full): the nodes as a graph. */
BsGraph *bs_node_columns_build (const BsNodeColumns *self);

/** bs_pack_nodes: appends @n nodes of a graph, from @first on, as one block. */
void bs_pack_nodes (GByteArray *out, const BsGraph *graph, guint32 first, guint32 n);

/**
 * bs_unpack_nodes:
 * @bytes: (array length=size): untrusted
 * @n: how many nodes it has; adds to the room of @self only in proportion to @size
 * @n_types: types are below it
 * @max_instances: instances are below it
 *
 * Returns: %FALSE when the block is not valid; on which node it broke, .n_nodes tells
 */
gboolean bs_unpack_nodes (BsNodeColumns *self, const guint8 *bytes, gsize size, guint32 n,
                          guint n_types, guint32 max_instances);

/** bs_pack_order: appends numbers of nodes as one block. */
void bs_pack_order (GByteArray *out, const guint32 *nodes, guint32 n);

/**
 * bs_unpack_order:
 * @bytes: (array length=size): untrusted
 * @n_nodes: numbers are below it
 * @out: (array length=n)
 *
 * Returns: %FALSE when the block is not valid
 */
gboolean bs_unpack_order (const guint8 *bytes, gsize size, guint32 n_nodes, guint32 n,
                          guint32 *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BsNodeColumns, bs_node_columns_clear)

G_END_DECLS
