/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of one mini-batch: immutable, a structure of arrays. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** BS_NO_DATUM: the datum of a node without a word, label or tag. */
#define BS_NO_DATUM G_MAXUINT32

typedef struct _BsGraph BsGraph;

/**
 * BsGraphBuilder:
 *
 * Collects nodes, one after the other, and makes a graph of them. What is wrong with them is said
 * once, when the graph is made. For one thread at a time.
 */
typedef struct _BsGraphBuilder BsGraphBuilder;

/**
 * BsGraph:
 *
 * Nodes are numbered from 0 in topological order: an input of a node has a lower number. All
 * arrays are read-only. An operand that a node reads twice is two entries of @inputs, but one
 * dependency: one entry of @outputs.
 *
 * Immutable after building and safe to share between threads.
 */
struct _BsGraph
{
  guint32 n_nodes;     /* numbers of nodes are below it */
  guint32 n_inputs;    /* operands of all nodes */
  guint32 n_outputs;   /* dependencies: pairs of nodes with an edge */
  guint32 n_instances; /* inputs of the mini-batch; instance ids are below it */
  guint n_types;       /* type ids are below it */

  const guint16 *type;           /* [n_nodes] id in the type table that the graph was built with */
  const guint32 *instance;       /* [n_nodes] the input of the mini-batch that a node belongs to */
  const guint32 *datum;          /* [n_nodes] id of a word, label or tag, or BS_NO_DATUM */
  const guint32 *input_start;    /* [n_nodes + 1] offsets into inputs */
  const guint32 *inputs;         /* [n_inputs] nodes, in operand order */
  const guint8 *ports;           /* [n_inputs] which output of the input an operand is */
  const guint32 *output_start;   /* [n_nodes + 1] offsets into outputs */
  const guint32 *outputs;        /* [n_outputs] the nodes that read a node, ascending for each */
  const guint32 *n_dependencies; /* [n_nodes] distinct inputs */
  const guint32 *type_count;     /* [n_types] nodes of a type */

  /*< private >*/
  int refs;
};

BsGraph *bs_graph_ref (BsGraph *self);
void bs_graph_unref (BsGraph *self);

/**
 * bs_graph_compute_depths:
 * @n_levels: (out) (optional): the largest depth
 *
 * The depth of a node is 1 + the largest depth of its inputs; 1 where it has none. O(V + E).
 *
 * Returns: (transfer full) (array): [n_nodes] the depth of every node, to be freed with g_free()
 */
guint32 *bs_graph_compute_depths (const BsGraph *self, guint32 *n_levels);

/**
 * bs_graph_find_longest_chains:
 * @longest: (out caller-allocates): [n_types] the largest number of nodes of a type on any path
 *
 * Any schedule has at least as many batches of that type, since no two nodes on a path can share
 * one. O(|T| (V + E)) time, O(V) memory.
 *
 * Source: ED-Batch (arXiv 2302.03851), the bound of section 3.
 */
void bs_graph_find_longest_chains (const BsGraph *self, guint32 *longest);

/**
 * bs_graph_lower_bound:
 *
 * A number of batches that no schedule can have fewer than: the sum over types of their longest
 * chains, see bs_graph_find_longest_chains(). There may be no schedule of so few.
 *
 * Source: ED-Batch (arXiv 2302.03851), the bound of section 3.
 *
 * Returns: the bound; 0 for an empty graph
 */
guint32 bs_graph_lower_bound (const BsGraph *self);

/** bs_graph_builder_new: makes a builder without nodes. Returns: (transfer full): the builder, to be
 * freed with bs_graph_builder_free() */
BsGraphBuilder *bs_graph_builder_new (void);
void bs_graph_builder_free (BsGraphBuilder *self);

/**
 * bs_graph_builder_reserve:
 * @n_nodes: that are expected, with those that are there
 * @n_inputs: operands of all of them
 *
 * Makes room at once, for who can guess. More can be added all the same.
 */
void bs_graph_builder_reserve (BsGraphBuilder *self, guint32 n_nodes, guint32 n_inputs);

/**
 * bs_graph_builder_add:
 * @type: id of its type, below %BS_MAX_TYPES
 * @instance: the input of the mini-batch it belongs to, from 0
 * @datum: the id of its word, label or tag, or %BS_NO_DATUM
 * @inputs: (array length=n_inputs): earlier nodes, in operand order; copied
 * @n_inputs: how many operands it has
 *
 * Adds a node that reads the first output of each of its operands. O(n_inputs), amortised.
 *
 * Returns: the number of the new node, one more than that of the last; %G_MAXUINT32 where there is
 *   no room in 32 bits for it, which bs_graph_builder_finish() refuses
 */
guint32 bs_graph_builder_add (BsGraphBuilder *self, guint type, guint32 instance, guint32 datum,
                              const guint32 *inputs, guint n_inputs);

/**
 * bs_graph_builder_call:
 * @type: as of bs_graph_builder_add()
 * @instance: as of that
 * @datum: as of that
 * @inputs: (array length=n_inputs): as of that
 * @ports: (nullable) (array length=n_inputs): which output of each operand it reads; %NULL: the first
 * @n_inputs: how many operands it has
 *
 * Adds a node to a graph in which nodes have several outputs.
 *
 * Returns: the number of the new node, as of bs_graph_builder_add()
 */
guint32 bs_graph_builder_call (BsGraphBuilder *self, guint type, guint32 instance, guint32 datum,
                               const guint32 *inputs, const guint8 *ports, guint n_inputs);

/**
 * bs_graph_builder_snapshot:
 *
 * Makes a graph of what was added so far: for one that grows. What was added stays, and more can be
 * added. O(V + E).
 *
 * Returns: (transfer full): the graph so far, or %NULL with the errors of bs_graph_builder_finish()
 */
BsGraph *bs_graph_builder_snapshot (BsGraphBuilder *self, GError **error);

/**
 * bs_graph_builder_finish:
 *
 * Checks and freezes what was added. The builder is empty afterwards, after an error too, and can be
 * used again. O(V + E).
 *
 * Returns: (transfer full): the graph, or %NULL with %BS_ERROR_RANGE when a node reads a node
 *   that is not earlier, a type id is too large, or there are more nodes or inputs than 32 bits
 */
BsGraph *bs_graph_builder_finish (BsGraphBuilder *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraph, bs_graph_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphBuilder, bs_graph_builder_free)

G_END_DECLS
