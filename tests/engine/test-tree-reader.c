/* SPDX-License-Identifier: Apache-2.0 */
/* Bracketed trees: what is read, and what is refused with which words. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "engine/readers/tree-reader.h"
#include "tests/engine/fixtures.h"

static BsCorpus *
parse_length (const char *text, gsize length, GError **error)
{
  const char *name = "t.txt";

  return bs_tree_parse (&name, &text, &length, error);
}

static BsCorpus *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  BsCorpus *corpus = parse_length (text, strlen (text), &error);

  g_assert_no_error (error);

  return corpus;
}

static guint32
value (const BsCorpus *corpus, guint attribute, guint32 node)
{
  g_assert_cmpuint (node, <, corpus->sets[BS_TREE_NODES].n);

  return corpus->sets[BS_TREE_NODES].values[attribute][node];
}

static void
test_sentiment (void)
{
  g_autoptr (BsCorpus) corpus = parse ("\n(3 (2 It) (4 (2 is) (3 good)))\r\n\n(1 bad)\n"
                                       "(0 (1 bad) (2 It))");
  const BsElements *nodes = &corpus->sets[BS_TREE_NODES];
  const BsVocabulary *words = &corpus->vocabularies[BS_TREE_WORDS];

  g_assert_cmpuint (corpus->n_inputs, ==, 3);
  g_assert_cmpuint (corpus->line[0], ==, 2);
  g_assert_cmpuint (corpus->line[1], ==, 4);
  g_assert_cmpuint (nodes->start[0], ==, 0);
  g_assert_cmpuint (nodes->start[1], ==, 5);
  g_assert_cmpuint (nodes->start[3], ==, 9);
  g_assert_cmpuint (nodes->n, ==, 9);
  g_assert_cmpuint (corpus->vocabularies[BS_TREE_LABELS].n, ==, 5);
  g_assert_null (corpus->vocabularies[BS_TREE_LABELS].strings);
  g_assert_cmpuint (value (corpus, BS_TREE_LABEL, 4), ==, 3);
  g_assert_cmpuint (value (corpus, BS_TREE_LEFT, 4), ==, 0);
  g_assert_cmpuint (value (corpus, BS_TREE_RIGHT, 4), ==, 3);
  g_assert_cmpuint (value (corpus, BS_TREE_LEFT, 3), ==, 1);
  g_assert_cmpuint (value (corpus, BS_TREE_LEAF, 4), ==, 0);
  g_assert_cmpuint (value (corpus, BS_TREE_WORD, 4), ==, BS_NO_ELEMENT);
  g_assert_cmpuint (value (corpus, BS_TREE_LEAF, 7), ==, 1);
  g_assert_cmpuint (value (corpus, BS_TREE_LEFT, 7), ==, BS_NO_ELEMENT);
  g_assert_cmpuint (value (corpus, BS_TREE_WORD, 7), ==, 0);
  g_assert_cmpuint (words->n, ==, 4);
  g_assert_cmpstr (words->strings[3], ==, "bad");
  g_assert_null (words->strings[4]);
}

static void
test_treebank (void)
{
  g_autoptr (BsCorpus) corpus = parse ("( (S\n    (NP (DT The) (JJ old) (NN mill))\n"
                                       "    (VP (VBZ turns))\n    (. .)) )\n(X y)\n");

  /* Five leaves; S over three parts and NP over three words are split in two each. */
  g_assert_cmpuint (corpus->n_inputs, ==, 2);
  g_assert_cmpuint (corpus->sets[BS_TREE_NODES].start[1], ==, 9);
  g_assert_cmpuint (corpus->line[1], ==, 5);
  g_assert_cmpuint (value (corpus, BS_TREE_LEFT, 8), ==, 7);
  g_assert_cmpuint (value (corpus, BS_TREE_LABEL, 8), ==, value (corpus, BS_TREE_LABEL, 7));
  g_assert_cmpstr (corpus->vocabularies[BS_TREE_LABELS].strings[value (corpus, BS_TREE_LABEL, 8)],
                   ==, "S");
  /* (VP (VBZ turns)) became one leaf labelled VP, below (S NP VP). */
  g_assert_cmpuint (value (corpus, BS_TREE_RIGHT, 7), ==, 5);
  g_assert_cmpuint (value (corpus, BS_TREE_WORD, 5), !=, BS_NO_ELEMENT);
}

static void
test_labels (void)
{
  g_autoptr (BsCorpus) numbers = parse ("(7 a)"), mixed = parse ("(7 (x a) (3 b))"),
                       large = parse ("(1000 (2 a) (2 b))");

  g_assert_cmpuint (numbers->vocabularies[BS_TREE_LABELS].n, ==, 8);
  g_assert_cmpuint (mixed->vocabularies[BS_TREE_LABELS].n, ==, 3);
  g_assert_cmpstr (mixed->vocabularies[BS_TREE_LABELS].strings[1], ==, "x");
  g_assert_cmpuint (value (mixed, BS_TREE_LABEL, 2), ==, 0);
  g_assert_cmpuint (large->vocabularies[BS_TREE_LABELS].n, ==, 2);
}

/* Inner nodes in pre-order, by recursion, against the coins of the reader. */
static guint32
check_coins (const BsCorpus *corpus, guint32 tree, guint32 node, guint32 order)
{
  guint64 state = ((guint64) tree << 20) + order;

  if (value (corpus, BS_TREE_LEAF, node))
    {
      g_assert_cmpuint (value (corpus, BS_TREE_COIN, node), ==, 0);
      return order;
    }
  g_assert_cmpuint (value (corpus, BS_TREE_COIN, node), ==, bs_splitmix64 (&state) & 1);
  order = check_coins (corpus, tree, value (corpus, BS_TREE_LEFT, node), order + 1);

  return check_coins (corpus, tree, value (corpus, BS_TREE_RIGHT, node), order);
}

static void
test_coins (void)
{
  BsRandom random;
  g_autoptr (GString) text = NULL;
  g_autoptr (BsCorpus) corpus = NULL;
  guint n_heads = 0;

  bs_random_init (&random, 4);
  text = bs_fixture_random_trees (&random, 50, 40);
  corpus = parse (text->str);
  for (guint32 i = 0; i < corpus->n_inputs; i++)
    check_coins (corpus, i, corpus->sets[BS_TREE_NODES].start[i + 1] - 1, 0);
  for (guint32 i = 0; i < corpus->sets[BS_TREE_NODES].n; i++)
    n_heads += value (corpus, BS_TREE_COIN, i);
  g_assert_cmpuint (n_heads, >, corpus->sets[BS_TREE_NODES].n / 6);
  g_assert_cmpuint (n_heads, <, corpus->sets[BS_TREE_NODES].n / 3);
}

static void
test_deep (void)
{
  const guint depth = 200000;
  GString *text = g_string_new (NULL);
  g_autoptr (BsCorpus) corpus = NULL;
  g_autofree char *string = NULL;

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "(1 (0 a) ");
  g_string_append (text, "(2 b)");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ')');
  string = g_string_free (text, FALSE);
  corpus = parse (string);
  g_assert_cmpuint (corpus->sets[BS_TREE_NODES].start[1], ==, 2 * depth + 1);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text, *part;
  } cases[] = {
    { "", "line 1: there is no tree" },
    { "\n \n", "line 3: there is no tree" },
    { "(1 a)\n(1 (2 a)\n",
      "line 3: the file ends, but the tree of line 2 lacks 1 closing bracket" },
    { "(1 (2 (3 a)\n(1 b)\n", "line 2: a tree begins, but the one of line 1 lacks 2" },
    { "(1 a))\n", "line 1: a closing bracket too many" },
    { "(1 a)\n)\n", "line 2: a closing bracket too many" },
    { "(1 a) (2 b)\n", "line 1: there is more on the line" },
    { "\nword|TAG other|TAG\n", "line 2: a tree should begin here with “(”, not “word|TAG”" },
    { "()\n", "empty brackets" },
    { "(2)\n", "a leaf without a word" },
    { "(2 a b)\n", "a leaf has one word" },
    { "(2 a (3 b))\n", "either a word or children" },
    { "(2 (3 b) a)\n", "either a word or children" },
    { "((1 a) (2 b))\n", "a node without a label" },
    { "(1 a)\n(1 \xff)\n", "line 2: this is not text in UTF-8 (byte 0xff)" },
    { "SQLite format 3", "line 1: a tree should begin" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse_length (cases[i].text, strlen (cases[i].text), &error));
      g_assert_nonnull (error);
      bs_assert_error_contains (error, BS_ERROR_SYNTAX, cases[i].part);
    }
}

static void
test_binary (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse_length ("(1 a)\n(1 \0b)\n", 13, &error));
  bs_assert_error_contains (error, BS_ERROR_SYNTAX,
                            "line 2: this is not text in UTF-8 (byte 0x00)");
}

static void
test_byte_order_mark (void)
{
  g_autoptr (BsCorpus) corpus = parse ("\xef\xbb\xbf(2 a)\n");

  g_assert_cmpuint (corpus->n_inputs, ==, 1);
  g_assert_cmpuint (value (corpus, BS_TREE_LABEL, 0), ==, 2);
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;
  const char *const files[] = { "/nonexistent/trees.txt", NULL };

  g_assert_null (bs_corpus_load (bs_structure_find ("tree"), files, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tree-reader/sentiment", test_sentiment);
  g_test_add_func ("/tree-reader/treebank", test_treebank);
  g_test_add_func ("/tree-reader/labels", test_labels);
  g_test_add_func ("/tree-reader/coins", test_coins);
  g_test_add_func ("/tree-reader/deep", test_deep);
  g_test_add_func ("/tree-reader/errors", test_errors);
  g_test_add_func ("/tree-reader/binary", test_binary);
  g_test_add_func ("/tree-reader/missing-file", test_missing_file);
  g_test_add_func ("/tree-reader/byte-order-mark", test_byte_order_mark);

  return g_test_run ();
}
