/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs: building, bounds, the text form. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine/error.h"
#include "engine/graph-text.h"
#include "tests/engine/fixtures.h"

static void
test_outputs (void)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) graph = NULL;
  guint32 repeated[] = { 0, 1, 0, 0 };

  bs_graph_builder_add (builder, 0, 0, 7, NULL, 0);
  bs_graph_builder_add (builder, 1, 0, BS_NO_DATUM, NULL, 0);
  bs_graph_builder_add (builder, 0, 1, BS_NO_DATUM, repeated, 4);
  bs_graph_builder_add (builder, 2, 1, BS_NO_DATUM, repeated, 1);
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (graph->n_nodes, ==, 4);
  g_assert_cmpuint (graph->n_inputs, ==, 5);
  g_assert_cmpuint (graph->n_outputs, ==, 3);
  g_assert_cmpuint (graph->n_instances, ==, 2);
  g_assert_cmpuint (graph->n_types, ==, 3);
  g_assert_cmpuint (graph->n_dependencies[2], ==, 2);
  g_assert_cmpuint (graph->output_start[1] - graph->output_start[0], ==, 2);
  g_assert_cmpuint (graph->outputs[0], ==, 2);
  g_assert_cmpuint (graph->outputs[1], ==, 3);
  g_assert_cmpuint (graph->type_count[0], ==, 2);
  g_assert_cmpuint (graph->datum[0], ==, 7);
}

static void
test_forward_reference (void)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  guint32 later = 1;

  bs_graph_builder_add (builder, 0, 0, 0, &later, 1);
  bs_graph_builder_add (builder, 0, 0, 0, NULL, 0);
  g_assert_null (bs_graph_builder_finish (builder, &error));
  bs_assert_error_contains (error, BS_ERROR_RANGE, "Node 0 reads node 1");

  /* The builder is usable again. */
  bs_graph_builder_add (builder, 0, 0, 0, NULL, 0);
  g_clear_error (&error);
  bs_graph_unref (bs_graph_builder_finish (builder, &error));
  g_assert_no_error (error);
}

static void
test_too_many_types (void)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;

  bs_graph_builder_add (builder, BS_MAX_TYPES, 0, 0, NULL, 0);
  g_assert_null (bs_graph_builder_finish (builder, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_RANGE);
}

static guint32
longest_chain (const BsGraph *graph, guint type)
{
  g_autofree guint32 *chain = g_new0 (guint32, graph->n_nodes);
  guint32 longest = 0;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
        chain[v] = MAX (chain[v], chain[graph->inputs[e]]);
      chain[v] += graph->type[v] == type;
      longest = MAX (longest, chain[v]);
    }

  return longest;
}

static void
test_bound_and_depths (void)
{
  BsRandom random;

  bs_random_init (&random, 4);
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      guint n_types = 1 + bs_random_below (&random, 11);
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 200), n_types, 4, types);
      guint32 bound = 0, levels = 0, deepest = 0;
      g_autofree guint32 *depths = bs_graph_compute_depths (graph, &levels);

      for (guint type = 0; type < graph->n_types; type++)
        bound += longest_chain (graph, type);
      g_assert_cmpuint (bs_graph_lower_bound (graph), ==, bound);
      for (guint32 v = 0; v < graph->n_nodes; v++)
        {
          guint32 depth = 0;

          for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
            depth = MAX (depth, depths[graph->inputs[e]]);
          g_assert_cmpuint (depths[v], ==, depth + 1);
          deepest = MAX (deepest, depths[v]);
        }
      g_assert_cmpuint (deepest, ==, levels);
    }
}

static void
test_text_round_trip (void)
{
  BsRandom random;

  bs_random_init (&random, 5);
  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new (), again_types = bs_type_table_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (BsGraph) graph = bs_fixture_random_graph (
          &random, 1 + bs_random_below (&random, 100), 5, 4, types);
      g_autoptr (GString) text = bs_graph_text_to_string (graph);
      g_autoptr (BsGraph)
          again = bs_graph_text_parse ("text", text->str, text->len, NULL, 0, again_types, &error);
      g_autoptr (GString) again_text = NULL;

      g_assert_no_error (error);
      again_text = bs_graph_text_to_string (again);
      g_assert_cmpstr (text->str, ==, again_text->str);
      g_assert_cmpstr (again_types->types[0].name, ==, "t1");
    }
}

static void
test_text_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "0.graph", NULL);
  g_autofree char *names = g_build_filename (folder, "0.types", NULL);
  g_autoptr (BsTypeTable) types = bs_type_table_new (), again = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph) graph = NULL, loaded = NULL, nameless = NULL;
  static const char text[] = "3\n1 0\n2 1 0\n1 2 0 1\n";
  static const char *const type_names[] = { "leaf", "inner node" };

  graph = bs_graph_text_parse ("text", text, strlen (text), type_names, 2, types, &error);
  g_assert_no_error (error);
  g_assert_true (bs_graph_text_save (graph, types, path, &error));
  loaded = bs_graph_text_load (path, again, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bs_type_table_lookup (again, "inner node"), ==, 1);
  g_assert_cmpuint (loaded->n_inputs, ==, 3);

  g_unlink (names);
  nameless = bs_graph_text_load (path, again, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bs_type_table_lookup (again, "t2"), ==, 3);

  g_file_set_contents (names, "a\na\n", -1, NULL);
  g_assert_null (bs_graph_text_load (path, again, &error));
  bs_assert_error_contains (error, BS_ERROR_SYNTAX, "line 2");
  g_unlink (names);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_text_errors (void)
{
  static const struct
  {
    const char *text, *part;
  } cases[] = {
    { "", "line 1: the line ends where the number of nodes" },
    { "two\n", "line 1: the number of nodes should be here, not “t”" },
    { "0\n", "no nodes" },
    { "2\n1 0\n", "line 3: the file ends before node 1" },
    { "1\n0 0\n", "line 2: type 0 does not exist" },
    { "2\n1 0\n1 1 1\n", "line 3: node 1 reads node 1" },
    { "2\n1 0\n1 1 9\n", "inputs must be earlier nodes, from 0 to 0" },
    { "1\n1 0 5\n", "line 2: there is more on the line" },
    { "1\n1 1\n", "line 2: the line ends where an input" },
    { "1\n1 4000000000\n", "too short" },
    { "1\n99999999999 0\n", "a type is too large" },
    { "1\n-1 0\n", "a type should be here" },
    { "1\n1 0\n1 0\n", "line 3: there is more after the last of 1 nodes" },
    { "4000000000\n1 0\n", "line 3: the file ends before node 1" },
    { "1\n70000 0\n", "type 70000 is too large" },
    { "1 2\n", "line 1: there is more on the line than the number of nodes" },
    { "1\n1 1 0\n", "line 2: node 0 is the first" },
    { "0\n", "line 1: the graph has no nodes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (GError) error = NULL;

      g_assert_null (bs_graph_text_parse ("x.graph", cases[i].text, strlen (cases[i].text), NULL, 0,
                                          types, &error));
      g_assert_nonnull (error);
      bs_assert_error_contains (error, BS_ERROR_SYNTAX, cases[i].part);
      g_assert_true (g_str_has_prefix (error->message, "x.graph, line "));
    }
}

static void
test_text_byte_order_mark (void)
{
  static const char text[] = "\xef\xbb\xbf"
                             "1\n1 0\n";
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BsGraph)
      graph = bs_graph_text_parse ("x.graph", text, strlen (text), NULL, 0, types, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (graph->n_nodes, ==, 1);
}

/* A bound by types must not cost types x nodes where each type is of one node. */
static void
test_bound_of_single_nodes (void)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (GError) error = NULL;

  for (guint32 v = 0; v < BS_MAX_TYPES; v++)
    {
      guint32 before = v - 1;

      bs_graph_builder_add (builder, v, 0, BS_NO_DATUM, &before, v > 0);
    }
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bs_graph_lower_bound (graph), ==, BS_MAX_TYPES);
}

static void
test_letters (void)
{
  static const char *const names[] = { "leaf", "loss", "lookup", "l", "L", "LL", "été", "" };
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpuint (bs_type_table_intern (types, names[i], i == 0 ? "F" : NULL, BS_SHAPE_LOSS),
                      ==, i);
  g_assert_cmpuint (bs_type_table_intern (types, "loss", "Q", BS_SHAPE_CELL), ==, 1);
  g_assert_cmpstr (types->types[0].letter, ==, "F");
  g_assert_cmpstr (types->types[1].letter, ==, "L");
  g_assert_cmpstr (types->types[2].letter, ==, "Lo");
  for (guint i = 0; i < types->n_types; i++)
    {
      g_assert_true (g_hash_table_add (seen, types->types[i].letter));
      g_assert_cmpint (g_utf8_strlen (types->types[i].letter, -1), <=, 2);
      g_assert_cmpint (g_utf8_strlen (types->types[i].letter, -1), >, 0);
    }
}

/* Several graphs in one file, with and without names of types. */
static void
test_text_several (void)
{
  static const char text[] = "2\n1 0\n2 1 0\n\n1\n3 0\n3\n1 0\n1 1 0\n2 1 1\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "several.graph", NULL);
  g_autofree char *names = bs_graph_text_names_path (path);

  for (guint named = 0; named < 2; named++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (GPtrArray) graphs = NULL;

      if (named)
        g_file_set_contents (names, "a\nb\nc\n", -1, &error);
      graphs = bs_graph_text_parse_all (path, text, strlen (text), types, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (graphs->len, ==, 3);
      g_assert_cmpuint (((BsGraph *) g_ptr_array_index (graphs, 0))->n_nodes, ==, 2);
      g_assert_cmpuint (((BsGraph *) g_ptr_array_index (graphs, 1))->type[0], ==, 2);
      g_assert_cmpuint (((BsGraph *) g_ptr_array_index (graphs, 2))->n_outputs, ==, 2);
      g_assert_cmpuint (types->n_types, ==, 3);
      g_assert_cmpstr (types->types[2].name, ==, named ? "c" : "t3");
    }

  {
    static const char broken[] = "1\n1 0\n2\n1 0\n";
    g_autoptr (BsTypeTable) types = bs_type_table_new ();

    g_assert_null (bs_graph_text_parse_all (path, broken, strlen (broken), types, &error));
    g_assert_nonnull (error);
  }
  g_remove (names);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/outputs", test_outputs);
  g_test_add_func ("/graph/forward-reference", test_forward_reference);
  g_test_add_func ("/graph/too-many-types", test_too_many_types);
  g_test_add_func ("/graph/bound-and-depths", test_bound_and_depths);
  g_test_add_func ("/graph/text/round-trip", test_text_round_trip);
  g_test_add_func ("/graph/text/files", test_text_files);
  g_test_add_func ("/graph/text/several", test_text_several);
  g_test_add_func ("/graph/text/errors", test_text_errors);
  g_test_add_func ("/graph/text/byte-order-mark", test_text_byte_order_mark);
  g_test_add_func ("/graph/bound-of-single-nodes", test_bound_of_single_nodes);
  g_test_add_func ("/graph/letters", test_letters);

  return g_test_run ();
}
