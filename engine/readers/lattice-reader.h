/* SPDX-License-Identifier: Apache-2.0 */
/* Lattices of characters and words, as numbers: how many sentences, and for each the number of
 * nodes n, n tags, and n rows `k from_1 id_1 .. from_k id_k` of incoming arcs. */
#pragma once

#include "engine/corpus.h"

G_BEGIN_DECLS

enum
{
  BS_LATTICE_NODES,
  BS_LATTICE_ARCS,
  BS_LATTICE_STARTS
};

/* Attributes of nodes, and of starts. */
enum
{
  BS_LATTICE_LABEL
};

/* Attributes of arcs. */
enum
{
  BS_LATTICE_FROM,
  BS_LATTICE_ID,
  BS_LATTICE_CHARACTER
};

enum
{
  BS_LATTICE_IDS,
  BS_LATTICE_LABELS
};

/**
 * bs_lattice_parse:
 *
 * The first node of a sentence is its start: it has a tag but no arcs, and is a set of its own, so
 * that arcs from it come from no node.
 */
BsCorpus *bs_lattice_parse (const char *const *names, const char *const *texts,
                            const gsize *lengths, GError **error);

G_END_DECLS
