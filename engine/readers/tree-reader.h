/* SPDX-License-Identifier: Apache-2.0 */
/* Bracketed trees: the Stanford Sentiment Treebank's `(label left right)` and `(label word)`, and
 * Penn Treebank files. */
#pragma once

#include "engine/graph.h"

G_BEGIN_DECLS

typedef struct _BsTreeCorpus BsTreeCorpus;

/**
 * BsTreeCorpus:
 *
 * All trees of a file, as arrays over nodes; the nodes of a tree are in post-order, its root
 * last. Trees are binary: a node with one child takes its place and keeps its own label, a node
 * with more than two is split, leftmost pair first, each part with its label.
 */
struct _BsTreeCorpus
{
  guint32 n_trees;
  guint32 *tree_start; /* [n_trees + 1] first node of each tree */
  guint32 *line;       /* [n_trees] where the tree begins, from 1 */
  guint32 *label;      /* [nodes] below n_labels */
  guint32 *word;       /* [nodes] id of the word of a leaf; BS_NO_DATUM in inner nodes */
  guint32 *left;       /* [nodes] children of an inner node, as indices of nodes */
  guint32 *right;
  guint32 n_labels; /* a label that is a number is that number; otherwise in order of appearance */
  char **words;     /* [n_words + 1] in order of first appearance, NULL at the end */
  guint32 n_words;
};

/**
 * bs_tree_corpus_load:
 *
 * A tree begins on a line of its own; indented lines continue it. No recursion: depth is limited
 * by memory only.
 *
 * Returns: (transfer full): the trees, at least one, or %NULL with an error that names the line
 */
BsTreeCorpus *bs_tree_corpus_load (const char *path, GError **error);

/** bs_tree_corpus_parse: @name: what to call the text in errors. */
BsTreeCorpus *bs_tree_corpus_parse (const char *name, const char *text, gsize length,
                                    GError **error);
void bs_tree_corpus_free (BsTreeCorpus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTreeCorpus, bs_tree_corpus_free)

G_END_DECLS
