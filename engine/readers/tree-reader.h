/* SPDX-License-Identifier: Apache-2.0 */
/* Bracketed trees: the Stanford Sentiment Treebank's `(label left right)` and `(label word)`, and
 * Penn Treebank files. */
#pragma once

#include "engine/corpus.h"

G_BEGIN_DECLS

enum
{
  BS_TREE_NODES
};

/* Attributes of nodes. */
enum
{
  BS_TREE_LEAF,
  BS_TREE_LEFT,
  BS_TREE_RIGHT,
  BS_TREE_WORD,
  BS_TREE_LABEL,
  BS_TREE_COIN
};

enum
{
  BS_TREE_WORDS,
  BS_TREE_LABELS
};

/**
 * bs_tree_parse:
 *
 * The nodes of a tree are in post-order, its root last. Trees are binary: a node with one child
 * takes its place and keeps its own label, a node with more than two is split, leftmost pair
 * first, each part with its label. A tree begins on a line of its own; indented lines continue it.
 * No recursion: depth is limited by memory only.
 */
BsCorpus *bs_tree_parse (const char *const *names, const char *const *texts, const gsize *lengths,
                         GError **error);

/** bs_tree_toss_coins: sets the coins of the nodes from @first, all of tree number @tree. */
void bs_tree_toss_coins (BsCorpus *corpus, guint32 tree, guint32 first);

G_END_DECLS
