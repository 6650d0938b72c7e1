/* SPDX-License-Identifier: Apache-2.0 */
/* The marks of ready types (#BsMark), kept up to date while a graph is scheduled.
 *
 * Where types wait for each other (they are in one component), the chains of nodes of a type on
 * the paths below a node tell how many batches of the type are still needed: the longest chain of
 * a type is its part of the lower bound. A ready node leads a type if its chain of that type is
 * the longest there is: until it has run, the bound of that type cannot be met. */
#pragma once

#include "engine/frontier.h"

G_BEGIN_DECLS

typedef struct _BsMarks BsMarks;

BsMarks *bs_marks_new (void);
void bs_marks_free (BsMarks *self);

/**
 * bs_marks_begin:
 * @frontier: at the beginning of a graph, or of one that has grown
 * @component: (array length=n_types): the component of each type, lower ones go first
 *
 * O(V + c E), c the number of types in a component of several.
 */
void bs_marks_begin (BsMarks *self, const BsFrontier *frontier, const guint16 *component);

/** bs_marks_reset: back to where bs_marks_begin() was, with a frontier at the same place. */
void bs_marks_reset (BsMarks *self, const BsFrontier *frontier);

/** bs_marks_taken: @nodes: (array length=n_nodes): the batch, of one type, that was just taken. */
void bs_marks_taken (BsMarks *self, const BsFrontier *frontier, const guint32 *nodes,
                     guint32 n_nodes);

/**
 * bs_marks_find:
 * @rank: (nullable) (array length=n_types): the order of types, %NULL for their ids
 * @types: (out caller-allocates): room for all types: the ready ones of the first component that
 *   has any, in this order
 * @marks: (out caller-allocates): their marks; 0 where they are alone
 *
 * O(|T|), and O(c^2) for components of several types.
 *
 * Returns: how many
 */
guint bs_marks_find (const BsMarks *self, const BsFrontier *frontier, const guint16 *rank,
                     guint16 *types, guint16 *marks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsMarks, bs_marks_free)

G_END_DECLS
