/* SPDX-License-Identifier: Apache-2.0 */
/* Mistakes in model files: each is refused where it is, with what was found and expected. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "engine/workload.h"
#include "tests/engine/fixtures.h"

/* Each line is a place for a mistake: cases replace a part of it. */
static const char correct[] = "model m \"A model\"\n"
                              "input tagged\n"
                              "sample \"tagged.txt\"\n"
                              "labels >= 2\n"
                              "parameter E [words, size]\n"
                              "parameter s0 [size]\n"
                              "cell a \"A\" (id w, h = s0) -> x, y {\n"
                              "  parameter W, U [size, 2 * size]\n"
                              "  parameter b [size]\n"
                              "  e = E[w]\n"
                              "  x = tanh (W [e; h] + b)\n"
                              "  y = x * h\n"
                              "}\n"
                              "cell p loss \"P\" (x, id tag) -> l {\n"
                              "  parameter O [labels, size]\n"
                              "  l = cross_entropy (O x, tag)\n"
                              "}\n"
                              "cell r reduce \"R\" (v [1]...) -> t { t = sum (v) }\n"
                              "build {\n"
                              "  for w in words {\n"
                              "    h[w], k = a (w.id)\n"
                              "    ls += p (h[w], w.tag)\n"
                              "    g = h[w]\n"
                              "  }\n"
                              "}\n"
                              "finish { r (ls) }\n";

/* The model with the first @find replaced. */
static char *
with_mistake (const char *find, const char *replace)
{
  g_autoptr (GString) text = g_string_new (correct);

  g_assert_cmpuint (g_string_replace (text, find, replace, 1), ==, 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct
{
  const char *find, *replace, *message;
} Mistake;

static const Mistake syntax[] = {
  { "model m", "modell m", "m:1:1: found “modell”, expected “model”" },
  { "\"A model\"", "A", "m:1:9: found “A”, expected a \"summary\"" },
  { "\"A model\"", "\"A model", "m:1:9: this string has no end on its line" },
  { "\"A model\"", "\"A\tmodel\"", "m:1:9: this string has a control character in it" },
  { "input tagged", "input trees", "m:2:7: found “trees”, expected a structure of inputs: tree," },
  { "\"tagged.txt\"", "\"a\", \"b\"", "m:3:1: 2 sample files; input tagged is read from 1" },
  { "\"tagged.txt\"", "\"../x\"", "m:3:8: a sample is the name of a file" },
  { "sample \"tagged.txt\"", "generate nothing (a 1)",
    "m:3:10: found “nothing”, expected a generator: random-dag, perfect-tree" },
  { "sample \"tagged.txt\"", "generate perfect-tree (depth 1)",
    "m:3:10: perfect-tree makes inputs of structure tree, not tagged" },
  { "sample \"tagged.txt\"", "sample \"a\"\nsample \"b\"", "m:4:1: only one “sample”" },
  { "labels >=", "tags >=",
    "m:4:1: found “tags”, expected a statement: sample, generate, parameter, cell, build, words, "
    "labels, characters" },
  { "labels >= 2", "labels >= 1.5", "m:4:11: 1.5 is not a whole number" },
  { "labels >= 2", "labels >= 99999999999", "m:4:11: 99999999999 is not a whole number up to" },
  { "[words, size]", "[word, size]", "m:5:14: found “word”, expected a number, or a name that" },
  { "[words, size]", "[words * size]", "m:5:22: found “size”, expected a number: a dimension has" },
  { "[words, size]", "[0]", "m:5:14: a dimension is from 1 to" },
  { "[words, size]", "[size / 0]", "m:5:21: a dimension is from 1 to" },
  { "[words, size]", "[70000 * 70000]", "m:5:22: a dimension is from 1 to" },
  { "[words, size]", "[1, 2, 3, 4]", "m:5:13: at most 3 dimensions are possible" },
  { "[words, size]", "", "m:6:1: found “parameter”, expected dimensions" },
  { "parameter s0", "parameter E", "m:6:11: there is a parameter E at line 5 already" },
  { "cell a \"A\"", "cell a", "m:7:8: found “(”, expected the \"letter\" of the cell" },
  { "\"A\" (id", "\"ABC\" (id", "m:7:8: a letter is one or two characters" },
  { "\"A\" (id", "\" \" (id", "m:7:8: a letter is something to be seen" },
  { "\"A\" (id", "\"A\" like z (id", "m:7:17: there is no cell z before this one" },
  { "\"A\" (id", "family \"A\" (id", "m:7:6: a family takes operands in any number" },
  { "h = s0", "h = nothing", "m:7:23: there is no parameter nothing in this cell or before it" },
  { "h = s0", "h = s0, z", "m:7:27: z needs a parameter that stands in" },
  { "id w, h = s0", "h = s0, id w", "m:7:21: the id comes before operands that may be left out" },
  { "id w, h = s0", "id w, id v, h = s0", "m:7:19: a cell takes one id" },
  { "id w, h = s0", "id w, h...", "m:11:19: all operands of a call are taken together: sum (h)" },
  { "id w, h = s0", "id w, g, h...", "m:7:22: operands in any number (h...) are the only values" },
  { "-> x, y {", "-> x, z {", "m:7:33: z, which the cell gives, is not among its equations" },
  { "-> x, y {", "-> x, y, x, y, x {", "m:7:42: a cell gives at most 4 values" },
  { "e = E[w]", "e = E[v]", "m:10:9: found “v”, expected a value or parameter: w, h, E, s0, a.W," },
  { "e = E[w]", "e = E", "m:10:7: the parameter E is no value by itself" },
  { "e = E[w]", "e = w", "m:10:7: an id looks up" },
  { "e = E[w]", "e = 2", "m:10:7: a number scales" },
  { "e = E[w]", "h = E[w]", "m:10:3: h has a meaning at line 7 already" },
  { "e = E[w]", "sum = E[w]", "m:10:3: “sum” means something else already" },
  { "e = E[w]", "e = E[w] e2 = E[w]", "m:10:12: found “e2”, expected a value or parameter" },
  { "e = E[w]", "e = E[w] )", "m:10:12: found “)”, expected an operator, or the end of the line" },
  { "x * h", "x-h", "m:12:7: x-h is one name, and unknown: to subtract, write blanks" },
  { "x * h", "x * 2x", "m:12:11: a number ends before a letter" },
  { "x * h", "2 - x", "m:12:7: a number scales" },
  { "x * h", "x / h", "m:12:11: only a number other than 0 divides" },
  { "x * h", "x / 0", "m:12:11: only a number other than 0 divides" },
  { "x * h", "x * b", "m:12:11: the parameter a.b is no value by itself" },
  { "x * h", "99999999999999999999 * 99999999999999999999 * x",
    "m:12:51: this number is too large" },
  { "x * h", "x $ h", "m:12:9: this character means nothing here" },
  { "x * h", "[x, h]", "m:12:9: found “,”, expected “;” and what is below" },
  { "x * h", "tanh x", "m:12:12: found “x”, expected “(”" },
  { "cell p loss", "cell a loss", "m:14:6: the cell a at line 7 has this name already" },
  { "cell p loss", "cell count loss", "m:14:6: “count” means something else already" },
  { "x, tag)\n", "x, x)\n",
    "m:16:27: the label of cross_entropy (scores, label) is the id operand" },
  { "words {", "word {", "m:20:12: found “word”, expected a list, or a set of the input: words" },
  { "words {", "w.letters {", "m:20:12: found “w”, expected a list, or a set of the input: words" },
  { "h[w], k = a", "h[w], k, z = a", "m:21:18: a gives 2 values, not 3" },
  { "a (w.id)", "aa (w.id)", "m:21:15: found “aa”, expected a cell: a, p, r" },
  { "a (w.id)", "a (w.word)",
    "m:21:20: found “word”, expected an attribute of words: id, tag, count, letters" },
  { "a (w.id)", "a (v.id)", "m:21:18: found “v”, expected an element of a loop: w" },
  { "a (w.id)", "a ()", "m:21:15: a takes 1 to 2 operands, this call has 0" },
  { "a (w.id)", "a (w.id, g, g)", "m:21:15: a takes 1 to 2 operands, this call has 3" },
  { "p (h[w], w.tag)", "p (w, w.tag)", "m:22:14: w is an element in this loop, not a value" },
  { "p (h[w], w.tag)", "p (h, w.tag)", "m:22:14: h has a value for each element of words: h[...]" },
  { "p (h[w], w.tag)", "p (ls, w.tag)", "m:22:14: ls is a list, one value is wanted here" },
  { "p (h[w], w.tag)", "p (z, w.tag)", "m:22:14: nothing is ever assigned to z" },
  { "r (ls)", "r ()", "m:26:10: r takes 1 to 8 operands, this call has 0" },
  { "r (ls)", "unset h  r (ls)", "m:26:16: h has a value for each element of words of one input" },
  { "g = h[w]", "ls = h[w]", "m:23:5: ls is one value here, but a list at line 22" },
  { "g = h[w]", "for l in w.letters { h[l] = h[w] }",
    "m:23:26: h is indexed by letters here, but by words at line 21" },
  { "g = h[w]", "g[w] += h[w]", "m:23:5: a list has no index" },
  { "g = h[w]", "g, k = h[w]", "m:23:12: one value for 2 variables" },
  { "g = h[w]", "if w.id w.tag", "m:23:13: found “w”, expected a comparison" },
  { "g = h[w]", "for w in words { }", "m:23:9: an outer loop has this name already" },
  { "g = h[w]", "for g in words growing { }", "m:23:20: a growing loop is the last statement" },
  { "g = h[w]\n  }\n", "}\nfor w in words growing { }\nk = k\n",
    "m:25:1: nothing can follow a growing loop" },
  { "g = h[w]", "words = h[w]", "m:23:5: words is a set of the input" },
  { "finish { r (ls) }", "finish { for x in ls { } }",
    "m:26:10: finish has no input to loop over" },
  { "finish { r (ls) }", "finish { r (k[w]) }",
    "m:26:15: found “w”, expected an element of a loop" },
  { "finish { r (ls) }", "cell z \"Z\" (x) -> x { }", "m:26:1: found “cell”, expected “finish”" },
  { "build {", "# no build {", "m:20:3: found “for”, expected a statement" },
};

static void
test_syntax (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (syntax); i++)
    {
      g_autofree char *text = with_mistake (syntax[i].find, syntax[i].replace);
      g_autoptr (GError) error = NULL;

      g_assert_null (bs_model_file_parse ("m", text, strlen (text), &error));
      bs_assert_error_contains (error, BS_ERROR_SYNTAX, syntax[i].message);
    }
}

static BsCorpus *
parse_corpus (void)
{
  static const char *const name = "data", *const text = "a|X b|Y\nb|X\n";
  gsize length = strlen (text);
  BsCorpus *corpus = bs_structure_find ("tagged")->parse (&name, &text, &length, NULL);

  g_assert_nonnull (corpus);

  return corpus;
}

static const Mistake shapes[] = {
  { "tanh (W [e; h] + b)", "W e + b", "m:11:7: the product: [4, 8] and [4] do not fit" },
  { "tanh (W [e; h] + b)", "[e; h] + b", "m:11:14: the sum: [8] and [4] do not fit" },
  { "x * h", "x * [x; x]", "m:12:9: elementwise: [4] and [8] do not fit" },
  { "x * h", "b x", "m:12:7: a.b is no matrix: it has 1 dimensions" },
  { "x * h", "h h", "m:12:7: the product: [4] and [4] do not fit" },
  { "[words, size]", "[words, size, size]", "m:11:15: one above the other: [4, 4] and [4] do not" },
  { "h = s0", "h [7] = s0", "m:7:19: an operand and what stands in for it: [7] and [4] do not" },
  { "parameter b [size]", "parameter b [size / 3]", "m:9:13: 4 / 3 is no whole number" },
  { "[labels, size]", "[labels, 1000000000]", "m:16:22: the product: [2, 1000000000] and [4]" },
  { "[words, size]", "[1000000000, 1000000000]", "m:5:11: more than 2147483648 numbers" },
  { "[words, size]", "[size, 500000000]\nparameter F [500000000]", "m:6:11: parameters up to F" },
  { "v [1]", "v [2]", "m:26:13: operand 1 of r: [2] and [1] do not fit" },
  { "g = h[w]", "k = p (h[w], w.tag)", "m:23:5: a variable has one shape everywhere: [1] and [4]" },
};

static void
test_shapes (void)
{
  g_autoptr (BsCorpus) corpus = parse_corpus ();

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *text = with_mistake (shapes[i].find, shapes[i].replace);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsModelFile) file = bs_model_file_parse ("m", text, strlen (text), &error);

      g_assert_no_error (error);
      g_assert_null (bs_model_file_create_model (file, 4, corpus, &error));
      bs_assert_error_contains (error, BS_ERROR_RANGE, shapes[i].message);
    }
}

static const Mistake runs[] = {
  { "p (h[w], w.tag)", "p (g, w.tag)",
    "m:22:14: g has no value here, and p cannot do without it (line 1 of the data)" },
  { "g = h[w]", "r (g2)\n if w.id == 9 { g2 += p (k, w.tag) }",
    "m:23:5: r is called with empty lists only (line 1 of the data)" },
  { "ls += p (h[w], w.tag)", "ls += g\n unset ls\n ls += p (h[w], w.tag)",
    "m:22:11: g has no value here that a list could take (line 1 of the data)" },
  { "g = h[w]", "unset ls", "m:26:10: r is called with empty lists only" },
};

static void
test_runs (void)
{
  g_autoptr (BsCorpus) corpus = parse_corpus ();

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autofree char *text = with_mistake (runs[i].find, runs[i].replace);
      g_autoptr (GError) error = NULL;
      g_autoptr (BsModelFile) file = bs_model_file_parse ("m", text, strlen (text), &error);
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraphMaker) maker = NULL;

      g_assert_no_error (error);
      maker = bs_graph_maker_new (file, corpus, 0, 2, types, FALSE);
      g_assert_null (bs_graph_maker_next (maker, &error));
      bs_assert_error_contains (error, BS_ERROR_RANGE, runs[i].message);
      g_clear_error (&error);
      /* It stays at an end. */
      g_assert_null (bs_graph_maker_next (maker, &error));
      g_assert_no_error (error);
    }
}

/* Operands are left out from the end only. */
static void
test_holes (void)
{
  static const char text[] = "model m \"s\"\ninput tagged\nparameter p [size]\n"
                             "cell a \"A\" (x = p, y = p) -> z { z = x * y }\n"
                             "build { if count (words) > 7 { g = a () }\n a (g, a ()) }\n";
  g_autoptr (BsCorpus) corpus = parse_corpus ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_model_file_parse ("m", text, strlen (text), &error);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraphMaker) maker = NULL;

  g_assert_no_error (error);
  maker = bs_graph_maker_new (file, corpus, 0, 1, types, FALSE);
  g_assert_null (bs_graph_maker_next (maker, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE,
                            "m:6:5: g has no value here, but a later operand has");
}

/* Mini-batches, loops and files beyond all measure are refused soon. */
static void
test_sizes (void)
{
  static const char loops[] = "model m \"s\"\ninput tagged\n"
                              "cell a \"A\" (id w) -> x { parameter E [2, 2]\n x = E[w] }\n"
                              "build { for a in words { for b in words { for c in words { for d in "
                              "words { } } } } }\n";
  g_autoptr (BsCorpus) corpus = parse_corpus (), wide = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_model_file_parse ("m", correct, strlen (correct), &error);
  g_autoptr (BsModelFile) looping = bs_model_file_parse ("m", loops, strlen (loops), &error);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GString) sentence = g_string_new (NULL);
  static const guint32 counts[] = { 50000000, G_MAXUINT32 };
  const char *name = "data";

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_null (bs_model_file_create_model (file, i * G_MAXUINT, corpus, &error));
      bs_assert_error_contains (error, BS_ERROR_RANGE, "A hidden size is from 1 to 1048576");
      g_clear_error (&error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    for (guint incremental = 0; incremental < 2; incremental++)
      {
        g_autoptr (BsGraphMaker)
            maker = bs_graph_maker_new (file, corpus, 0, counts[i], types, incremental);
        g_autofree char *part = g_strdup_printf ("a mini-batch of %u inputs", counts[i]);

        g_assert_null (bs_graph_maker_next (maker, &error));
        bs_assert_error_contains (error, BS_ERROR_RANGE, part);
        g_clear_error (&error);
      }

  for (guint i = 0; i < 300; i++)
    g_string_append (sentence, "a|X ");
  wide = bs_structure_find ("tagged")->parse (&name, (const char *const *) &sentence->str,
                                              &sentence->len, &error);
  g_assert_no_error (error);
  {
    g_autoptr (BsGraphMaker) maker = bs_graph_maker_new (looping, wide, 0, 1, types, FALSE);

    g_assert_null (bs_graph_maker_next (maker, &error));
    bs_assert_error_contains (error, BS_ERROR_RANGE, "run for more than 268435456 rounds");
  }
}

static void
test_no_calls (void)
{
  static const char text[] = "model m \"s\"\ninput tagged\nbuild { }\n";
  g_autoptr (BsCorpus) corpus = parse_corpus ();
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_model_file_parse ("m", text, strlen (text), &error);
  g_autoptr (BsGraphMaker) maker = bs_graph_maker_new (file, corpus, 0, 2, types, FALSE);

  g_assert_null (bs_graph_maker_next (maker, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "makes no call of a cell");
}

static void
add (GString *text, const char *part, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
}

/* Deep and long texts neither overflow a stack nor take for ever. */
static void
test_monsters (void)
{
  static const struct
  {
    const char *before, *part, *message;
    guint n;
  } cases[] = {
    { "model m \"s\"\ninput tree\ncell a \"A\" (x) -> y { y = ", "(", "m:3:92: more than 64",
      60000 },
    { "model m \"s\"\ninput tree\ncell a \"A\" (x) -> y { y = ", "tanh (", "more than 64", 30000 },
    { "model m \"s\"\ninput tree\ncell a \"A\" (x) -> y { y = ", "[", "more than 64", 60000 },
    { "model m \"s\"\ninput tree\ncell a \"A\" (x) -> y { y = ", "x ", "more than 64", 60000 },
    { "model m \"s\"\ninput tree\ncell a \"A\" (x) -> y { y = x", " + x", "at most 128 operations",
      30000 },
    { "model m \"s\"\ninput tree\nbuild {", "if 1 {", "more than 32 blocks", 30000 },
    { "model m \"s\"\ninput tree\nbuild {", "if 1 { } else ",
      "found the end of the file, expected “{”", 1 },
    { "model m \"s\"\ninput tree\nbuild { for a in nodes {", "for a0 in nodes { ", "an outer loop",
      9 },
    { "model m \"s\"\ninput tree\nparameter a [1]\n", "parameter a [1]\n", "there is a parameter a",
      9 },
    { "model m \"s\"\ninput tree\nlabels >= 2\n", "labels >= 2\n", "m:16384:1: found the end",
      16380 },
    { "", "x", "it is longer than 262144 bytes", 300000 },
    { "", "\xff", "m:1:1: a model file is text in UTF-8", 9 },
    { "model m \"s\"\n\xc3\xa4", "\xff", "m:2:2: a model file is text in UTF-8", 1 },
    { "\xef\xbb\xbfmodel m \"s\"\ninput", "", "m:2:6: found the end of the file", 0 },
    { "model m \"s\"\ninput tree\n# \xc3\xa4\n", "\xc3\xa4", "m:4:1: this character means", 1 },
    { "model m \"s\"\ninput tree\nbuild { x = ", "a (", "found “a”, expected a cell", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (cases[i].before);
      g_autoptr (GError) error = NULL;

      add (text, cases[i].part, cases[i].n);
      g_assert_null (bs_model_file_parse ("m", text->str, text->len, &error));
      g_assert_true (error != NULL && error->domain == BS_ERROR);
      if (strstr (error->message, cases[i].message) == NULL)
        g_error ("“%s” is not in “%s”", cases[i].message, error->message);
    }
}

/* Every beginning of a good file, and every file without one of its characters, ends in peace. */
static void
test_cuts (void)
{
  for (gsize n = 0; n < strlen (correct); n++)
    {
      g_autoptr (GError) error = NULL, other = NULL;
      g_autoptr (GString) text = g_string_new (correct);
      g_autofree char *cut = g_memdup2 (correct, MAX (n, 1));
      g_autoptr (BsModelFile) whole = NULL, beginning = bs_model_file_parse ("m", cut, n, &error);

      /* All that can be missing at the end is finish. */
      g_assert_true ((beginning == NULL) == (error != NULL));
      g_assert_true (beginning == NULL || n + 20 > strlen (correct));
      g_string_erase (text, n, 1);
      whole = bs_model_file_parse ("m", text->str, text->len, &other);
      g_assert_true ((whole == NULL) == (other != NULL));
    }
}

static void
test_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) generating = bs_fixture_model ("perfect-tree");
  const char *files[] = { "x", NULL };

  g_assert_null (bs_model_file_load ("/nonexistent/x.model", &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "/nonexistent/x.model"));
  g_clear_error (&error);
  g_assert_null (bs_model_file_load ("/dev/zero", &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "/dev/zero: this is no model file");
  g_clear_error (&error);
  g_assert_null (bs_workload_open (generating, files, 1, &error));
  bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, "generates its inputs");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model-errors/syntax", test_syntax);
  g_test_add_func ("/model-errors/shapes", test_shapes);
  g_test_add_func ("/model-errors/runs", test_runs);
  g_test_add_func ("/model-errors/holes", test_holes);
  g_test_add_func ("/model-errors/sizes", test_sizes);
  g_test_add_func ("/model-errors/no-calls", test_no_calls);
  g_test_add_func ("/model-errors/monsters", test_monsters);
  g_test_add_func ("/model-errors/cuts", test_cuts);
  g_test_add_func ("/model-errors/files", test_files);

  return g_test_run ();
}
