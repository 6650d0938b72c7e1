/* SPDX-License-Identifier: Apache-2.0 */
/* Lattices, tagged sentences, pairs, graphs and generated inputs: what is read, and what is refused
 * with which words. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/error.h"
#include "engine/readers/dag-reader.h"
#include "engine/readers/generators.h"
#include "engine/readers/lattice-reader.h"
#include "engine/readers/pair-reader.h"
#include "engine/readers/tagged-reader.h"
#include "engine/readers/tree-reader.h"
#include "tests/engine/corpus-checks.h"
#include "tests/engine/fixtures.h"

/* @second: (nullable): of structures with two files */
static BsCorpus *
try_parse (const char *structure, const char *first, const char *second, GError **error)
{
  const char *texts[] = { first, second };
  gsize lengths[] = { strlen (first), second != NULL ? strlen (second) : 0 };

  return bs_check_parse (structure, texts, lengths, error);
}

static BsCorpus *
parse (const char *structure, const char *first, const char *second)
{
  g_autoptr (GError) error = NULL;
  BsCorpus *corpus = try_parse (structure, first, second, &error);

  g_assert_no_error (error);

  return corpus;
}

#define assert_values(corpus, set, attribute, ...)                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint32 expected[] = { __VA_ARGS__ };                                                    \
    const BsElements *elements = &(corpus)->sets[set];                                             \
                                                                                                   \
    g_assert_cmpmem (elements->values[attribute], elements->n * sizeof (guint32), expected,        \
                     sizeof expected);                                                             \
  }                                                                                                \
  G_STMT_END

/* What each owner has. */
#define assert_starts(corpus, set, ...)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint32 expected[] = { __VA_ARGS__ };                                                    \
                                                                                                   \
    for (guint start = 0; start < G_N_ELEMENTS (expected); start++)                                \
      g_assert_cmpuint ((corpus)->sets[set].start[start], ==, expected[start]);                    \
    g_assert_cmpuint ((corpus)->sets[set].n, ==, expected[G_N_ELEMENTS (expected) - 1]);           \
  }                                                                                                \
  G_STMT_END

static void
assert_strings (const BsCorpus *corpus, guint vocabulary, const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", corpus->vocabularies[vocabulary].strings);

  g_assert_cmpstr (joined, ==, expected);
}

#define NONE BS_NO_ELEMENT

static void
test_structures (void)
{
  guint n;
  const BsStructure *structures = bs_structures (&n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (bs_structure_find (structures[i].name) == &structures[i]);
      g_assert_cmpuint (structures[i].n_files, <=, BS_MAX_FILES);
      for (guint k = 0; k < structures[i].n_sets; k++)
        {
          const BsElementSet *set = &structures[i].sets[k];

          g_assert_nonnull (set->summary);
          g_assert_cmpint (set->parent, <, (int) k);
          for (guint a = 0; a < set->n_attributes; a++)
            {
              const BsAttribute *attribute = &set->attributes[a];

              g_assert_nonnull (attribute->summary);
              if (attribute->kind == BS_ATTRIBUTE_ID)
                g_assert_cmpuint (attribute->of, <, structures[i].n_vocabularies);
              else if (attribute->kind == BS_ATTRIBUTE_ELEMENT)
                g_assert_cmpuint (attribute->of, <, structures[i].n_sets);
            }
        }
    }
  g_assert_null (bs_structure_find ("forest"));
}

static void
test_lattice (void)
{
  g_autoptr (BsCorpus) corpus = parse ("lattice",
                                       "2\n\n4\n9 7 3 7\n0\n1 0 62\n2 1 480 0 3395\n2 2 62 1 9\n"
                                       "2\n9 3\n0 \n1 0 480\n",
                                       NULL);

  g_assert_cmpuint (corpus->n_inputs, ==, 2);
  g_assert_cmpuint (corpus->line[0], ==, 3);
  g_assert_cmpuint (corpus->line[1], ==, 9);
  assert_starts (corpus, BS_LATTICE_NODES, 0, 3, 4);
  assert_starts (corpus, BS_LATTICE_ARCS, 0, 1, 3, 5, 6);
  assert_starts (corpus, BS_LATTICE_STARTS, 0, 1, 2);
  assert_values (corpus, BS_LATTICE_STARTS, BS_LATTICE_LABEL, 0, 0);
  assert_values (corpus, BS_LATTICE_NODES, BS_LATTICE_LABEL, 1, 2, 1, 2);
  assert_values (corpus, BS_LATTICE_ARCS, BS_LATTICE_FROM, NONE, 0, NONE, 1, 0, NONE);
  assert_values (corpus, BS_LATTICE_ARCS, BS_LATTICE_ID, 0, 1, 2, 0, 3, 1);
  assert_values (corpus, BS_LATTICE_ARCS, BS_LATTICE_CHARACTER, 1, 1, 0, 1, 0, 1);
  assert_strings (corpus, BS_LATTICE_IDS, "62 480 3395 9");
  assert_strings (corpus, BS_LATTICE_LABELS, "9 7 3");
}

/* More arcs than published lattices have, and one line for all. */
static void
test_wide_lattice (void)
{
  g_autoptr (GString) text = g_string_new ("1 21");
  g_autoptr (BsCorpus) corpus = NULL;

  for (guint i = 0; i < 21; i++)
    g_string_append (text, " 0");
  g_string_append (text, " 0");
  for (guint i = 1; i < 21; i++)
    {
      g_string_append_printf (text, " %u", i);
      for (guint k = 0; k < i; k++)
        g_string_append_printf (text, " %u %u", k, k % 3);
    }
  corpus = parse ("lattice", text->str, NULL);
  g_assert_cmpuint (corpus->sets[BS_LATTICE_NODES].n, ==, 20);
  g_assert_cmpuint (corpus->sets[BS_LATTICE_ARCS].n, ==, 210);
  g_assert_cmpuint (corpus->sets[BS_LATTICE_ARCS].start[19], ==, 190);
}

static void
test_tagged (void)
{
  g_autoptr (BsCorpus) corpus = parse ("tagged",
                                       "\nAb|O b|X|N\n \n\xc3\xa9"
                                       "a|N  Ab|O |||O Ab|N",
                                       NULL);

  g_assert_cmpuint (corpus->n_inputs, ==, 2);
  g_assert_cmpuint (corpus->line[0], ==, 2);
  g_assert_cmpuint (corpus->line[1], ==, 4);
  assert_starts (corpus, BS_TAGGED_WORDS, 0, 2, 6);
  assert_starts (corpus, BS_TAGGED_LETTERS, 0, 2, 5, 7, 9, 11, 13);
  assert_values (corpus, BS_TAGGED_WORDS, BS_TAGGED_ID, 0, 1, 2, 0, 3, 0);
  assert_values (corpus, BS_TAGGED_WORDS, BS_TAGGED_TAG, 0, 1, 1, 0, 0, 1);
  assert_values (corpus, BS_TAGGED_WORDS, BS_TAGGED_COUNT, 3, 1, 1, 3, 1, 3);
  assert_values (corpus, BS_TAGGED_LETTERS, BS_TAGGED_LETTER_ID, 1, 2, 2, 3, 4, 5, 6, 1, 2, 3, 3, 1,
                 2);
  assert_strings (corpus, BS_TAGGED_VOCABULARY_WORDS,
                  "Ab b|X \xc3\xa9"
                  "a ||");
  assert_strings (corpus, BS_TAGGED_VOCABULARY_LABELS, "O N");
  assert_strings (corpus, BS_TAGGED_VOCABULARY_CHARACTERS, "<pad> A b | X \xc3\xa9 a");
}

static void
test_pair (void)
{
  g_autoptr (BsCorpus) corpus = parse ("pair", "a b a\n\nc\nd\n", "x\ny\n  \nz <start> x\n");

  g_assert_cmpuint (corpus->n_inputs, ==, 2);
  g_assert_cmpuint (corpus->line[1], ==, 4);
  assert_starts (corpus, BS_PAIR_SOURCE, 0, 5, 8);
  assert_starts (corpus, BS_PAIR_TARGET, 0, 3, 8);
  assert_values (corpus, BS_PAIR_SOURCE, BS_PAIR_ID, 0, 1, 2, 1, 3, 0, 4, 3);
  assert_values (corpus, BS_PAIR_TARGET, BS_PAIR_ID, 1, 2, 3, 1, 4, 5, 2, 3);
  assert_values (corpus, BS_PAIR_TARGET, BS_PAIR_PREVIOUS, 0, 1, 2, 0, 1, 4, 5, 2);
  assert_strings (corpus, BS_PAIR_SOURCE, "<s> a b </s> d");
  /* The start of a decoder is not the word that looks the same. */
  assert_strings (corpus, BS_PAIR_TARGET, "<start> <s> x </s> z <start>");
}

static void
test_dag (void)
{
  g_autoptr (BsCorpus) corpus = parse ("dag", "3\n2 0\n1 1 0\n3 3 0 1 0\n\n2\n1 0\n1 1 0", NULL);

  g_assert_cmpuint (corpus->n_inputs, ==, 2);
  g_assert_cmpuint (corpus->line[1], ==, 6);
  assert_starts (corpus, BS_DAG_NODES, 0, 3, 5);
  assert_starts (corpus, BS_DAG_INPUTS, 0, 0, 1, 4, 4, 5);
  assert_values (corpus, BS_DAG_NODES, BS_DAG_KIND, 1, 0, 2, 0, 0);
  assert_values (corpus, BS_DAG_NODES, BS_DAG_ID, NONE, NONE, NONE, NONE, NONE);
  assert_values (corpus, BS_DAG_INPUTS, BS_DAG_NODE, 0, 0, 1, 0, 3);
  g_assert_cmpuint (corpus->vocabularies[BS_DAG_KINDS].n, ==, 3);
  g_assert_null (corpus->vocabularies[BS_DAG_KINDS].strings);
}

/* A companion file names the kinds, and says how many there are. */
static void
test_dag_names (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-readers-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "a.graph", NULL);
  g_autofree char *names_path = g_build_filename (folder, "a.types", NULL);
  const char *const files[] = { path, NULL };
  g_autoptr (BsCorpus) corpus = NULL;

  g_assert_no_error (error);
  g_file_set_contents (path, "2\n1 0\n2 1 0\n", -1, &error);
  g_assert_no_error (error);
  g_file_set_contents (names_path, "read\nadd\nwrite\n", -1, &error);
  g_assert_no_error (error);
  corpus = bs_corpus_load (bs_structure_find ("dag"), files, &error);
  g_assert_no_error (error);
  bs_check_corpus (corpus);
  assert_strings (corpus, BS_DAG_KINDS, "read add write");

  g_clear_pointer (&corpus, bs_corpus_free);
  g_file_set_contents (names_path, "read\n", -1, &error);
  g_assert_no_error (error);
  g_assert_null (bs_corpus_load (bs_structure_find ("dag"), files, &error));
  bs_assert_error_contains (error, BS_ERROR_SYNTAX, "line 3: type 2 is too large: there are 1");
  g_unlink (path);
  g_unlink (names_path);
  g_rmdir (folder);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *structure, *first, *second, *part;
  } cases[] = {
    { "lattice", "", NULL, "t.txt, line 1: the file ends where the number of sentences should be" },
    { "lattice", "0\n", NULL, "line 1: the file has no sentences" },
    { "lattice", "1000000000\n2\n0 1\n0\n1 0 5\n", NULL,
      "line 6: the file ends after 1 sentences, but its first line says 1000000000" },
    { "lattice", "1\n4000000000\n0 1\n0\n1 0 5\n", NULL, "the file ends where a tag should be" },
    { "lattice", "1\n4294967295\n", NULL, "the number of nodes of a sentence is too large" },
    { "lattice", "1\n2\n0 1\n0\n3000000000 0 5\n", NULL,
      "line 6: the file ends where the node where an arc begins should be" },
    { "lattice", "1\n1\n0\n0\n", NULL, "line 2: sentence 1 has 1 nodes; it needs two at least" },
    { "lattice", "1\n2\n0 1\n1 0 5\n1 0 5\n", NULL,
      "line 4: node 0 of sentence 1 is its start and has no arcs, but here it has 1" },
    { "lattice", "1\n3\n0 1 1\n0\n1 0 5\n0\n", NULL,
      "line 6: node 2 of sentence 1 has no arc that leads to it" },
    { "lattice", "1\n3\n0 1 1\n0\n1 0 5\n2 1 6 2 7\n", NULL,
      "line 6: node 2 of sentence 1 has an arc from node 2; arcs come from earlier nodes, from 0 "
      "to "
      "1" },
    { "lattice", "1\n2\n0 1\n0\n1 0 5\n7\n", NULL, "line 6: there is more after the last of 1" },
    { "lattice", "1\n2\n0 -1\n0\n1 0 5\n", NULL, "line 3: a tag should be here, not “-”" },
    { "lattice", "1\n2\n0 1x\n0\n1 0 5\n", NULL, "line 3: a tag should be a number and nothing" },
    { "lattice", "1\n2\n0 1\n0\n1 0 5.0\n", NULL, "line 5: the number of a character or word" },
    { "lattice", "1\n2\n0 1\n0\n1 0 \xff\n", NULL, "line 5: this is not text in UTF-8" },
    { "tagged", "", NULL, "line 1: there is no sentence" },
    { "tagged", "\n \n", NULL, "line 3: there is no sentence" },
    { "tagged", "a|O\nword b|O\n", NULL, "line 2: “word” has no tag" },
    { "tagged", "a|O |O\n", NULL, "line 1: “|O” has no word" },
    { "tagged", "a|O \xc3\xa9| b|O\n", NULL, "line 1: “\xc3\xa9|” has an empty tag" },
    { "tagged", "abcdefghijklmnopqrst\xc3\xa9vwxyz\n", NULL, "“abcdefghijklmnopqrst” has no tag" },
    { "tagged", "a|O\nb|\xc3\n", NULL, "line 2: this is not text in UTF-8 (byte 0xc3)" },
    { "pair", "", "", "line 1: there is no pair" },
    { "pair", "\n", "a\n", "line 2: there is no pair" },
    { "pair", "a\nb\n", "x\n", "t.txt, line 2: this line has no partner: u.txt has 1 lines only" },
    { "pair", "a\n", "x\ny\nz\n", "u.txt, line 2: this line has no partner: t.txt has 1" },
    { "pair", "a\n", "x\xff\n", "u.txt, line 1: this is not text in UTF-8 (byte 0xff)" },
    { "dag", "", NULL, "line 1: the line ends where the number of nodes should be" },
    { "dag", "2\n1 0\n1 1 1\n", NULL, "line 3: node 1 reads node 1; inputs must be earlier nodes" },
    { "dag", "1\n1 0\n3\n1 0\n", NULL, "line 5: the file ends before node 1" },
    { "dag", "4294967294\n1 0\n", NULL, "line 3: the file ends before node 1" },
    { "dag", "1\n1 4000000000\n", NULL, "line 2: the line is too short for 4000000000 inputs" },
    { "dag", "1\n70000 0\n", NULL, "line 2: type 70000 is too large" },
    { "dag", "1\n0 0\n", NULL, "line 2: type 0 does not exist" },
    { "dag", "0\n", NULL, "line 1: the graph has no nodes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (try_parse (cases[i].structure, cases[i].first, cases[i].second, &error));
      bs_assert_error_contains (error, BS_ERROR_SYNTAX, cases[i].part);
    }
}

/* One good text of each structure. */
static const struct
{
  const char *structure, *first, *second;
} good[] = {
  { "tree", "(1 (0 a) (1 b))\n(2 c)\n", NULL },
  { "lattice", "2\n2\n0 1\n0\n1 0 5\n2\n0 1\n0\n1 0 5\n", NULL },
  { "tagged", "a|O b|X\nc|O\n", NULL },
  { "pair", "a b\nc\n", "x\ny z\n" },
  { "dag", "2\n1 0\n1 1 0\n1\n1 0\n", NULL },
};

static char *
with_mark_and_returns (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *body = g_strjoinv ("\r\n", lines);

  return g_strconcat ("\xef\xbb\xbf", body, NULL);
}

static void
assert_same (const BsCorpus *a, const BsCorpus *b)
{
  g_assert_true (a->structure == b->structure);
  g_assert_cmpuint (a->n_inputs, ==, b->n_inputs);
  for (guint i = 0; i < a->structure->n_sets; i++)
    {
      gsize size = a->sets[i].n * sizeof (guint32);

      g_assert_cmpuint (a->sets[i].n, ==, b->sets[i].n);
      for (guint k = 0; k < a->structure->sets[i].n_attributes && size > 0; k++)
        g_assert_cmpmem (a->sets[i].values[k], size, b->sets[i].values[k], size);
    }
  for (guint i = 0; i < a->structure->n_vocabularies; i++)
    {
      g_assert_cmpuint (a->vocabularies[i].n, ==, b->vocabularies[i].n);
      if (a->vocabularies[i].strings != NULL)
        g_assert_true (g_strv_equal ((const char *const *) a->vocabularies[i].strings,
                                     (const char *const *) b->vocabularies[i].strings));
    }
}

/* Files of other systems: a byte order mark, and returns before the ends of lines. */
static void
test_other_systems (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *first = with_mark_and_returns (good[i].first);
      g_autofree char *second = good[i].second != NULL ? with_mark_and_returns (good[i].second)
                                                       : NULL;
      g_autoptr (BsCorpus) plain = parse (good[i].structure, good[i].first, good[i].second);
      g_autoptr (BsCorpus) other = parse (good[i].structure, first, second);

      assert_same (plain, other);
    }
}

static void
test_binary (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      const char *texts[] = { good[i].first, good[i].second };
      gsize length = strlen (good[i].first);
      gsize lengths[] = { length + 1, good[i].second != NULL ? strlen (good[i].second) : 0 };

      /* With the NUL at its end. */
      g_assert_null (bs_check_parse (good[i].structure, texts, lengths, &error));
      bs_assert_error_contains (error, BS_ERROR_SYNTAX, "not text in UTF-8 (byte 0x00)");
    }
}

static void
test_files (void)
{
  static const char *const missing[] = { "/nonexistent/a", "/nonexistent/b", NULL };
  static const char *const folder[] = { "/", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (bs_corpus_load (bs_structure_find ("pair"), missing, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (bs_corpus_load (bs_structure_find ("dag"), folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  g_clear_error (&error);
  g_assert_null (bs_corpus_load (bs_structure_find ("pair"), folder, &error));
  bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, "The structure pair is read from 2 files");
  g_clear_error (&error);
  g_assert_null (bs_corpus_load (bs_structure_find ("tagged"), missing, &error));
  bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED,
                            "The structure tagged is read from 1 file (");
}

static void
test_too_many_labels (void)
{
  g_autoptr (GString) tagged = g_string_new (NULL);
  g_autoptr (GString) lattice = g_string_new ("1\n70000\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 70000; i++)
    {
      g_string_append_printf (tagged, "a|T%u\n", i);
      g_string_append_printf (lattice, "%u ", i);
    }
  g_assert_null (try_parse ("tagged", tagged->str, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_SYNTAX,
                            "line 65537: there are more than 65536 different labels");
  g_clear_error (&error);
  g_assert_null (try_parse ("lattice", lattice->str, NULL, &error));
  bs_assert_error_contains (error, BS_ERROR_SYNTAX, "more than 65536 different labels");
}

static void
test_random_dag (void)
{
  static const char *const names[] = { "nodes", "inputs", "operands", "kinds" };
  static const guint32 values[] = { 200, 3, 4, 6 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCorpus) corpus = bs_corpus_generate ("random-dag", names, values, 4, 7, &error);
  g_autoptr (BsCorpus) again = bs_corpus_generate ("random-dag", names, values, 4, 7, &error);
  g_autoptr (BsCorpus) other = bs_corpus_generate ("random-dag", names, values, 4, 8, &error);
  const BsElements *nodes = &corpus->sets[BS_DAG_NODES], *inputs = &corpus->sets[BS_DAG_INPUTS];
  guint most = 0, kinds = 0;

  g_assert_no_error (error);
  g_assert_true (corpus->structure == bs_generator_structure ("random-dag"));
  bs_check_corpus (corpus);
  assert_same (corpus, again);
  g_assert_true (memcmp (nodes->values[BS_DAG_KIND], other->sets[BS_DAG_NODES].values[BS_DAG_KIND],
                         nodes->n * sizeof (guint32))
                 != 0);
  assert_starts (corpus, BS_DAG_NODES, 0, 200, 400, 600);
  for (guint32 i = 0; i < nodes->n; i++)
    {
      guint32 n = inputs->start[i + 1] - inputs->start[i];

      most = MAX (most, n);
      kinds |= 1u << nodes->values[BS_DAG_KIND][i];
      g_assert_true ((n == 0) == (nodes->values[BS_DAG_ID][i] != BS_NO_ELEMENT));
      for (guint32 k = inputs->start[i]; k < inputs->start[i + 1]; k++)
        g_assert_cmpuint (inputs->values[BS_DAG_NODE][k], <, i);
    }
  g_assert_cmpuint (most, ==, 4);
  g_assert_cmpuint (kinds, ==, 0x3f);
}

static void
test_perfect_tree (void)
{
  static const char *const names[] = { "inputs", "depth" };
  static const guint32 values[] = { 2, 3 }, single[] = { 1, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsCorpus) corpus = bs_corpus_generate ("perfect-tree", names, values, 2, 1, &error);
  g_autoptr (BsCorpus) again = bs_corpus_generate ("perfect-tree", names, values, 2, 1, &error);
  g_autoptr (BsCorpus) leaf = bs_corpus_generate ("perfect-tree", names, single, 2, 1, &error);

  g_assert_no_error (error);
  bs_check_corpus (corpus);
  assert_same (corpus, again);
  assert_starts (corpus, BS_TREE_NODES, 0, 15, 30);
  assert_values (corpus, BS_TREE_NODES, BS_TREE_LEFT, NONE, NONE, 0, NONE, NONE, 3, 2, NONE, NONE,
                 7, NONE, NONE, 10, 9, 6, NONE, NONE, 15, NONE, NONE, 18, 17, NONE, NONE, 22, NONE,
                 NONE, 25, 24, 21);
  assert_values (corpus, BS_TREE_NODES, BS_TREE_LEAF, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0,
                 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0);
  g_assert_cmpuint (leaf->sets[BS_TREE_NODES].n, ==, 1);
}

static void
test_generator_errors (void)
{
  static const struct
  {
    const char *generator, *names[2];
    guint32 values[2];
    guint n;
    int code;
    const char *part;
  } cases[] = {
    { "forest",
      { NULL },
      { 0 },
      0,
      BS_ERROR_NOT_FOUND,
      "There is no generator “forest”; known: random-dag, perfect-tree" },
    { "perfect-tree",
      { "inputs" },
      { 1 },
      1,
      BS_ERROR_SYNTAX,
      "perfect-tree lacks the number “depth”; it takes inputs, depth" },
    { "random-dag",
      { "depth" },
      { 1 },
      1,
      BS_ERROR_NOT_FOUND,
      "random-dag has no number “depth”; it takes inputs, nodes, kinds, operands" },
    { "perfect-tree", { "depth", "depth" }, { 1, 2 }, 2, BS_ERROR_SYNTAX, "has “depth” twice" },
    { "perfect-tree", { "inputs", "depth" }, { 0, 2 }, 2, BS_ERROR_RANGE, "at least 1 inputs" },
    { "perfect-tree", { "inputs", "depth" }, { 1, 26 }, 2, BS_ERROR_RANGE, "are too many" },
    { "perfect-tree",
      { "inputs", "depth" },
      { 1, 4000000000 },
      2,
      BS_ERROR_RANGE,
      "trees of depth 4000000000 are too large" },
    { "perfect-tree", { "inputs", "depth" }, { 4000000000, 3 }, 2, BS_ERROR_RANGE, "too many" },
  };
  static const char *const names[] = { "inputs", "nodes", "kinds", "operands" };
  static const guint32 large[][4] = { { 1, G_MAXUINT32, 1, G_MAXUINT32 },
                                      { G_MAXUINT32, 1, 1, 0 },
                                      { 1, 1, 65536, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bs_corpus_generate (cases[i].generator, cases[i].names, cases[i].values,
                                         cases[i].n, 1, &error));
      bs_assert_error_contains (error, cases[i].code, cases[i].part);
    }
  for (guint i = 0; i < G_N_ELEMENTS (large); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bs_corpus_generate ("random-dag", names, large[i], 4, 1, &error));
      bs_assert_error_contains (error, BS_ERROR_RANGE, "too many");
    }
  g_assert_null (bs_generator_structure ("forest"));
  g_assert_null (bs_generator_names ("forest"));
}

/* Sizes of public corpora, known from counting their lines and tokens without these readers. */
static void
test_published (void)
{
  static const struct
  {
    const char *structure, *files[2];
    guint32 n_inputs, n_elements[3], n_ids[3];
  } corpora[] = {
    { "tree", { "data/trees/train.txt" }, 8550, { 318648 }, { 18283, 5 } },
    { "lattice", { "data/lattice/train.txt" }, 1147, { 49471, 76248, 1147 }, { 10081, 18 } },
    { "tagged", { "data/tags/dev.txt" }, 1696, { 39007, 170470 }, { 8504, 5, 156 } },
    { "pair",
      { "data/iwslt15/tst2012.en", "data/iwslt15/tst2012.vi" },
      1553,
      { 31089, 37403 },
      { 3729, 2490 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (corpora); i++)
    {
      const BsStructure *structure = bs_structure_find (corpora[i].structure);
      g_autofree char *first = bs_fixture_shared (corpora[i].files[0]);
      g_autofree char *second = corpora[i].files[1] != NULL
                                    ? bs_fixture_shared (corpora[i].files[1])
                                    : NULL;
      const char *const files[] = { first, second, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (BsCorpus) corpus = NULL;

      if (first == NULL)
        {
          g_test_skip ("the public corpora are not here");
          return;
        }
      corpus = bs_corpus_load (structure, files, &error);
      g_assert_no_error (error);
      bs_check_corpus (corpus);
      g_assert_cmpuint (corpus->n_inputs, ==, corpora[i].n_inputs);
      for (guint k = 0; k < structure->n_sets; k++)
        g_assert_cmpuint (corpus->sets[k].n, ==, corpora[i].n_elements[k]);
      for (guint k = 0; k < structure->n_vocabularies; k++)
        g_assert_cmpuint (corpus->vocabularies[k].n, ==, corpora[i].n_ids[k]);
    }
}

static BsCorpus *
load_sample (const char *structure, const char *first, const char *second)
{
  const char *root = g_getenv ("BATCHSCOPE_SOURCE_DIR");
  g_autofree char *first_path = g_build_filename (root, "data", "samples", first, NULL);
  g_autofree char *second_path = second != NULL
                                     ? g_build_filename (root, "data", "samples", second, NULL)
                                     : NULL;
  const char *const files[] = { first_path, second_path, NULL };
  g_autoptr (GError) error = NULL;
  BsCorpus *corpus = bs_corpus_load (bs_structure_find (structure), files, &error);

  g_assert_no_error (error);
  bs_check_corpus (corpus);

  return corpus;
}

/* Every case that a model distinguishes is in the samples. */
static void
test_samples (void)
{
  g_autoptr (BsCorpus) trees = load_sample ("tree", "trees.txt", NULL);
  g_autoptr (BsCorpus) lattices = load_sample ("lattice", "lattices.txt", NULL);
  g_autoptr (BsCorpus) tagged = load_sample ("tagged", "tagged.txt", NULL);
  g_autoptr (BsCorpus) pairs = load_sample ("pair", "parallel.en", "parallel.xx");
  g_autoptr (BsCorpus) graphs = load_sample ("dag", "graphs.graph", NULL);
  const guint32 *count = tagged->sets[BS_TAGGED_WORDS].values[BS_TAGGED_COUNT];
  const BsElements *arcs = &lattices->sets[BS_LATTICE_ARCS];
  guint n_rare = 0, widths = 0;

  g_assert_cmpuint (trees->n_inputs, ==, 400);
  g_assert_cmpuint (lattices->n_inputs, ==, 200);
  g_assert_cmpuint (tagged->n_inputs, ==, 300);
  g_assert_cmpuint (pairs->n_inputs, ==, 300);
  g_assert_cmpuint (graphs->n_inputs, ==, 24);

  for (guint32 i = 0; i < tagged->sets[BS_TAGGED_WORDS].n; i++)
    n_rare += count[i] < 5;
  g_assert_cmpuint (n_rare, >, 100);
  g_assert_cmpuint (n_rare, <, tagged->sets[BS_TAGGED_WORDS].n / 4);
  g_assert_cmpuint (tagged->vocabularies[BS_TAGGED_VOCABULARY_LABELS].n, ==, 12);
  for (guint32 i = 0; i < lattices->sets[BS_LATTICE_NODES].n; i++)
    widths |= 1u << (arcs->start[i + 1] - arcs->start[i]);
  g_assert_cmpuint (widths, ==, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4);
  g_assert_cmpstr (graphs->vocabularies[BS_DAG_KINDS].strings[3], ==, "relu");
  g_assert_cmpuint (graphs->vocabularies[BS_DAG_KINDS].n, ==, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/readers/structures", test_structures);
  g_test_add_func ("/readers/lattice", test_lattice);
  g_test_add_func ("/readers/wide-lattice", test_wide_lattice);
  g_test_add_func ("/readers/tagged", test_tagged);
  g_test_add_func ("/readers/pair", test_pair);
  g_test_add_func ("/readers/dag", test_dag);
  g_test_add_func ("/readers/dag-names", test_dag_names);
  g_test_add_func ("/readers/errors", test_errors);
  g_test_add_func ("/readers/other-systems", test_other_systems);
  g_test_add_func ("/readers/binary", test_binary);
  g_test_add_func ("/readers/files", test_files);
  g_test_add_func ("/readers/too-many-labels", test_too_many_labels);
  g_test_add_func ("/readers/random-dag", test_random_dag);
  g_test_add_func ("/readers/perfect-tree", test_perfect_tree);
  g_test_add_func ("/readers/generator-errors", test_generator_errors);
  g_test_add_func ("/readers/samples", test_samples);
  g_test_add_func ("/readers/published", test_published);

  return g_test_run ();
}
