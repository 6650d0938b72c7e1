/* SPDX-License-Identifier: Apache-2.0 */
/* Which types wait for each other. Types are in one component when nodes of each can be ancestors
 * of nodes of the other: the strongly connected components of the graph of types.
 *
 * Nothing in a component waits for a later one, so all batches of a schedule can be sorted by
 * component, keeping their order within one: a schedule of as many batches. No choice between
 * types of different components can therefore be wrong, if the earlier one goes first. */
#pragma once

#include "engine/graph.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_types;
  guint n_components;
  guint16 *component;   /* [n_types] in topological order: inputs are in the same or a lower one */
  guint16 *size;        /* [n_components] types in it */
  gboolean *is_chained; /* [n_components] whether a node of it can have an ancestor in it */
} BsComponents;

/**
 * bs_components_new:
 * @graphs: (array length=n_graphs): one or more, over the same types
 *
 * O(V + E) and O(|T|^2 / 64) bits; with more types than %BS_COMPONENTS_MAX_TYPES all are one
 * component. (Tarjan 1972.)
 */
BsComponents *bs_components_new (const BsGraph *const *graphs, guint n_graphs);
void bs_components_free (BsComponents *self);

#define BS_COMPONENTS_MAX_TYPES 4096u

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsComponents, bs_components_free)

G_END_DECLS
