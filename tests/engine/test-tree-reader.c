/* SPDX-License-Identifier: Apache-2.0 */
/* Bracketed trees: what is read, and what is refused with which words. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "tests/engine/fixtures.h"

static BsTreeCorpus *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  BsTreeCorpus *corpus = bs_tree_corpus_parse ("text", text, strlen (text), &error);

  g_assert_no_error (error);

  return corpus;
}

static void
test_sentiment (void)
{
  g_autoptr (BsTreeCorpus)
      corpus = parse ("\n(3 (2 It) (4 (2 is) (3 good)))\r\n\n(1 bad)\n(0 (1 bad) (2 It))");

  g_assert_cmpuint (corpus->n_trees, ==, 3);
  g_assert_cmpuint (corpus->line[0], ==, 2);
  g_assert_cmpuint (corpus->line[1], ==, 4);
  g_assert_cmpuint (corpus->tree_start[1], ==, 5);
  g_assert_cmpuint (corpus->tree_start[3], ==, 9);
  g_assert_cmpuint (corpus->n_labels, ==, 5);
  g_assert_cmpuint (corpus->label[4], ==, 3);
  g_assert_cmpuint (corpus->left[4], ==, 0);
  g_assert_cmpuint (corpus->right[4], ==, 3);
  g_assert_cmpuint (corpus->left[3], ==, 1);
  g_assert_cmpuint (corpus->word[4], ==, BS_NO_DATUM);
  g_assert_cmpuint (corpus->word[7], ==, 0);
  g_assert_cmpuint (corpus->n_words, ==, 4);
  g_assert_cmpstr (corpus->words[3], ==, "bad");
}

static void
test_treebank (void)
{
  g_autoptr (BsTreeCorpus) corpus = parse ("( (S\n    (NP (DT The) (JJ old) (NN mill))\n"
                                           "    (VP (VBZ turns))\n    (. .)) )\n(X y)\n");

  /* Five leaves; S over three parts and NP over three words are split in two each. */
  g_assert_cmpuint (corpus->n_trees, ==, 2);
  g_assert_cmpuint (corpus->tree_start[1], ==, 9);
  g_assert_cmpuint (corpus->line[1], ==, 5);
  g_assert_cmpuint (corpus->left[8], ==, 7);
  g_assert_cmpuint (corpus->label[8], ==, corpus->label[7]);
  /* (VP (VBZ turns)) became one leaf labelled VP, below (S NP VP). */
  g_assert_cmpuint (corpus->right[7], ==, 5);
  g_assert_cmpuint (corpus->word[5], !=, BS_NO_DATUM);
}

static void
test_labels (void)
{
  g_autoptr (BsTreeCorpus) numbers = parse ("(7 a)"), mixed = parse ("(7 (x a) (3 b))"),
                           large = parse ("(1000 (2 a) (2 b))");

  g_assert_cmpuint (numbers->n_labels, ==, 8);
  g_assert_cmpuint (mixed->n_labels, ==, 3);
  g_assert_cmpuint (mixed->label[2], ==, 0);
  g_assert_cmpuint (large->n_labels, ==, 2);
}

static void
test_deep (void)
{
  const guint depth = 200000;
  GString *text = g_string_new (NULL);
  g_autoptr (BsTreeCorpus) corpus = NULL;
  g_autofree char *string = NULL;

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "(1 (0 a) ");
  g_string_append (text, "(2 b)");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ')');
  string = g_string_free (text, FALSE);
  corpus = parse (string);
  g_assert_cmpuint (corpus->tree_start[1], ==, 2 * depth + 1);
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

      g_assert_null (bs_tree_corpus_parse ("t.txt", cases[i].text, strlen (cases[i].text), &error));
      g_assert_nonnull (error);
      bs_assert_error_contains (error, BS_ERROR_SYNTAX, cases[i].part);
    }
}

static void
test_binary (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bs_tree_corpus_parse ("t.txt", "(1 a)\n(1 \0b)\n", 13, &error));
  bs_assert_error_contains (error, BS_ERROR_SYNTAX,
                            "line 2: this is not text in UTF-8 (byte 0x00)");
}

static void
test_byte_order_mark (void)
{
  g_autoptr (BsTreeCorpus) corpus = parse ("\xef\xbb\xbf(2 a)\n");

  g_assert_cmpuint (corpus->n_trees, ==, 1);
  g_assert_cmpuint (corpus->label[0], ==, 2);
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bs_tree_corpus_load ("/nonexistent/trees.txt", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tree-reader/sentiment", test_sentiment);
  g_test_add_func ("/tree-reader/treebank", test_treebank);
  g_test_add_func ("/tree-reader/labels", test_labels);
  g_test_add_func ("/tree-reader/deep", test_deep);
  g_test_add_func ("/tree-reader/errors", test_errors);
  g_test_add_func ("/tree-reader/binary", test_binary);
  g_test_add_func ("/tree-reader/missing-file", test_missing_file);
  g_test_add_func ("/tree-reader/byte-order-mark", test_byte_order_mark);

  return g_test_run ();
}
