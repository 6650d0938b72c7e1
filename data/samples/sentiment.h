/* SPDX-License-Identifier: Apache-2.0 */
/* Binary trees of words, and how the sentiment of a phrase follows from its parts. */
#pragma once

#include <glib.h>

/* The part of speech of a word, by the names of Universal Dependencies. */
typedef enum
{
  TAG_NONE,
  TAG_ADJ,
  TAG_ADP,
  TAG_ADV,
  TAG_AUX,
  TAG_CCONJ,
  TAG_DET,
  TAG_NOUN,
  TAG_PART,
  TAG_PRON,
  TAG_PUNCT,
  TAG_SCONJ,
  TAG_VERB
} Tag;

typedef struct _Node Node;

/* A leaf has a word and no children; any other node has two children and no word. */
struct _Node
{
  guint label; /* 0 very bad, 1 bad, 2 neutral, 3 good, 4 very good */
  const char *word;
  Tag tag; /* of a leaf */
  Node *left, *right;
};

const char *tag_to_string (Tag tag);

/* How a node's label follows from those of its children. */
typedef enum
{
  RULE_MIX,       /* the stronger part; opposites cancel */
  RULE_NEGATE,    /* not: turns the right part around, and weakens it */
  RULE_INTENSIFY, /* very: the right part, one step further from neutral */
  RULE_DIMINISH,  /* slightly: the right part, one step nearer to neutral, never all the way */
  RULE_CONTRAST,  /* but: the right part decides, held back by an opposite left part */
  RULE_RIGHT,     /* the right part only */
  RULE_LEFT       /* the left part only */
} Rule;

guint sentiment_apply (Rule rule, guint left, guint right);

guint node_count_words (const Node *node);

/* The left-most leaf: the one that a/an and the capital letter look at. */
Node *node_first_leaf (Node *node);

/* Returns: (transfer full) (element-type Node): its leaves from left to right; they stay its own */
GPtrArray *node_list_leaves (const Node *node);

/* Returns: (transfer full): the tree in brackets */
char *node_to_string (const Node *node);
