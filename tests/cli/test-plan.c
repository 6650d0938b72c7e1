/* SPDX-License-Identifier: Apache-2.0 */
/* plan: figures of cells, the plan of one cell in all formats, and what is refused. */
#include "config.h"

#include <string.h>

#include "tests/cli/harness.h"

static const char *const workloads[] = {
  "bilstm-tagger", "bilstm-tagger-char", "lattice-gru", "lattice-lstm", "lstm-nmt",        "mv-rnn",
  "perfect-tree",  "random-dag",         "tree-gru",    "tree-lstm",    "tree-lstm-2type",
};

static guint
find_row (GPtrArray *csv, const char *column, const char *value)
{
  for (guint row = 1; row < csv->len; row++)
    if (g_str_equal (harness_cell (csv, row, column), value))
      return row;
  g_error ("no row has %s %s", column, value);
}

/* The figures of all cells, and of one with another planner. */
static void
test_cells (void)
{
  g_autofree char *text = harness_ok ("plan", "--format", "csv", NULL);
  g_autofree char *published = harness_ok ("plan", "--workload", "tree-lstm", "--planner",
                                           "published", "--format", "csv", NULL);
  g_autofree char *creation = harness_ok ("plan", "--planner", "creation", "--format", "csv", NULL);
  g_autofree char *people = harness_ok ("plan", NULL);
  g_autoptr (GPtrArray) csv = harness_csv (text);
  g_autoptr (GPtrArray) published_csv = harness_csv (published);
  g_autoptr (GPtrArray) creation_csv = harness_csv (creation);
  guint row = find_row (csv, "cell", "internal");

  g_assert_cmpuint (csv->len, ==, 1 + 5);
  g_assert_cmpint (harness_number (csv, row, "operations"), ==, 23);
  g_assert_cmpint (harness_number (csv, row, "batches_before"), ==, 12);
  g_assert_cmpint (harness_number (csv, row, "batches"), ==, 11);
  g_assert_cmpint (harness_number (csv, row, "copies"), ==, 0);
  g_assert_cmpint (harness_number (csv, row, "bytes"), ==, 0);
  g_assert_cmpint (harness_number (csv, row, "bytes_before"), >, 0);
  g_assert_cmpint (harness_number (csv, row, "peak_bytes"), <,
                   harness_number (csv, row, "storage_bytes"));
  g_assert_cmpstr (harness_cell (csv, row, "minimal"), ==, "true");
  g_assert_cmpint (harness_number (published_csv, row, "copies"), ==, 3);
  for (row = 1; row < creation_csv->len; row++)
    {
      g_assert_cmpint (harness_number (creation_csv, row, "batches"), ==,
                       harness_number (creation_csv, row, "batches_before"));
      g_assert_cmpint (harness_number (creation_csv, row, "bytes"), ==,
                       harness_number (creation_csv, row, "bytes_before"));
    }
  g_assert_nonnull (strstr (people, "one call"));
  g_assert_nonnull (strstr (people, "internal"));
}

static gint64
total (GPtrArray *csv, const char *figure)
{
  return harness_number (csv, find_row (csv, "figure", figure), "after");
}

/* What the rows of one cell say adds up. */
static void
test_cell (void)
{
  static const char *const planners[] = { "creation", "published", "full" };

  for (guint i = 0; i < G_N_ELEMENTS (planners); i++)
    {
      g_autofree char *text = harness_ok ("plan", "--workload", "lattice-lstm", "--cell", "char",
                                          "--model-size", "32", "--planner", planners[i],
                                          "--format", "csv", NULL);
      g_autoptr (GPtrArray) csv = harness_csv (text);
      gint64 gather_bytes = 0, gathers = 0, storage = 0, last_batch = -1, n_constraints = 0;

      for (guint row = 1; row < csv->len; row++)
        {
          const char *part = harness_cell (csv, row, "part");

          if (g_str_equal (part, "operand"))
            {
              gather_bytes += harness_number (csv, row, "bytes");
              gathers += g_str_equal (harness_cell (csv, row, "access"), "gather");
              last_batch = MAX (last_batch, harness_number (csv, row, "batch"));
              g_assert_cmpint (harness_number (csv, row, "bytes") > 0, ==,
                               *harness_cell (csv, row, "conflict") != '\0');
            }
          else if (g_str_equal (part, "variable") && *harness_cell (csv, row, "offset") != '\0')
            storage += 4 * harness_number (csv, row, "length");
          else if (g_str_equal (part, "constraint"))
            {
              n_constraints++;
              g_assert_cmpint (g_str_equal (harness_cell (csv, row, "fate"), "dropped"), ==,
                               *harness_cell (csv, row, "conflict") != '\0');
              g_assert_cmpstr (harness_cell (csv, row, "tree"), !=, "");
            }
        }
      g_assert_cmpint (total (csv, "gathers"), ==, gathers);
      g_assert_cmpint (total (csv, "gather_bytes"), ==, gather_bytes);
      g_assert_cmpint (total (csv, "storage_bytes"), ==, storage);
      g_assert_cmpint (total (csv, "batches"), ==, last_batch + 1);
      g_assert_cmpint (n_constraints > 0, ==, i > 0);
    }
}

static void
test_text (void)
{
  g_autofree char *text = harness_ok ("plan", "--cell", "internal", "--planner", "published", NULL);
  static const char *const expected[] = {
    "gather_bytes", "external",   "repeated",           "Uu e + bu",
    "dropped",      "adjacency",  "direction",          "offset",
    "proven",       "PQ-tree in", "\n  [o i [f1 f2]]\n"
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      g_error ("“%s” is not in\n%s", expected[i], text);
}

static void
test_json (void)
{
  g_autofree char *all = harness_ok ("plan", "--format", "json", NULL);
  g_autofree char *one = harness_ok ("plan", "--cell", "leaf", "--format", "json", NULL);
  const char *const texts[] = { all, one };
  static const char *const arrays[] = { "totals", "operands", "variables", "constraints" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (JsonNode) node = harness_parse_json (texts[i]);
      JsonObject *object = json_node_get_object (node);
      JsonArray *cells = json_object_get_array_member (object, "cells");
      JsonObject *leaf = json_array_get_object_element (cells, 0);

      g_assert_cmpstr (json_object_get_string_member (object, "model"), ==, "tree-lstm");
      g_assert_cmpstr (json_object_get_string_member (object, "planner"), ==, "full");
      g_assert_cmpint (json_object_get_int_member (object, "model_size"), ==, 128);
      g_assert_cmpuint (json_array_get_length (cells), ==, i == 0 ? 5 : 1);
      g_assert_cmpstr (json_object_get_string_member (leaf, "cell"), ==, "leaf");
      g_assert_true (json_object_get_boolean_member (leaf, "minimal"));
      for (guint k = 0; k < G_N_ELEMENTS (arrays); k++)
        g_assert_cmpuint (json_array_get_length (json_object_get_array_member (leaf, arrays[k])), >,
                          5);
    }
}

/* Any model that comes with the program: planning costs nothing and copies nothing in the end. */
static void
test_workloads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    {
      g_autofree char *text = harness_ok ("plan", "--workload", workloads[i], "--model-size", "16",
                                          "--format", "csv", NULL);
      g_autoptr (GPtrArray) csv = harness_csv (text);

      g_assert_cmpuint (csv->len, >, 3);
      for (guint row = 1; row < csv->len; row++)
        {
          g_assert_cmpstr (harness_cell (csv, row, "minimal"), ==, "true");
          g_assert_cmpint (harness_number (csv, row, "bytes"), ==, 0);
          g_assert_cmpint (harness_number (csv, row, "batches"), <=,
                           harness_number (csv, row, "batches_before"));
        }
    }
}

/* A model of one's own, without inputs to go with it. */
static void
test_own_model (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) csv = NULL;

  harness_write ("own.model",
                 "model own \"A model\"\n"
                 "input tagged\n"
                 "labels >= 3\n"
                 "cell state \"A\" (id word) -> h { parameter E [9, size]\n h = E[word] }\n"
                 "cell step \"S\" (h) -> g {\n"
                 "  parameter U, V [labels, size]\n"
                 "  g = tanh (U h) * tanh (V h)\n"
                 "}\n"
                 "cell total reduce \"T\" (values [3]...) -> t { t = sum (values) }\n"
                 "build { for w in words { v += step (state (w.id)) } }\n"
                 "finish { total (v) }\n",
                 -1);
  text = harness_ok ("plan", "--model", "own.model", "--model-size", "7", "--format", "csv", NULL);
  csv = harness_csv (text);
  g_assert_cmpint (harness_number (csv, 2, "operations"), ==, 5);
  g_assert_cmpint (harness_number (csv, 2, "batches"), ==, 3);
  /* h (7), two products and two tanh of 3, and g. */
  g_assert_cmpint (harness_number (csv, 2, "storage_bytes"), ==, 4 * (7 + 5 * 3));
}

static void
refuses (const char *expected, const char *option, const char *value)
{
  const char *const words[] = { "plan", option, value, NULL };
  const char *const messages[] = { expected, NULL };

  harness_refuses (words, messages);
}

static void
test_refused (void)
{
  const char *const both[] = { "plan", "--workload", "mv-rnn", "--model", "own.model", NULL };
  const char *const neither[] = { "--workload", "--model", NULL };

  refuses ("leaf, internal, proj, loss, reduce", "--cell", "interna");
  refuses ("leaf, internal, proj, loss, reduce", "--cell", "");
  refuses ("creation, published or full", "--planner", "best");
  refuses ("text, csv or json", "--format", "xml");
  refuses ("--model-size", "--model-size", "0");
  refuses ("tree-lstm-2type", "--workload", "tree");
  refuses ("absent.model", "--model", "absent.model");
  refuses ("device", "--model", "/dev/zero");
  refuses ("surplus", "surplus", NULL);
  harness_refuses (both, neither);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/plan/cells", test_cells);
  g_test_add_func ("/plan/cell", test_cell);
  g_test_add_func ("/plan/text", test_text);
  g_test_add_func ("/plan/json", test_json);
  g_test_add_func ("/plan/workloads", test_workloads);
  g_test_add_func ("/plan/own-model", test_own_model);
  g_test_add_func ("/plan/refused", test_refused);

  return harness_finish ();
}
