/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs as plain text. */
#include "config.h"

#include "engine/graph-text.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"

gboolean
bs_graph_text_read_header (BsScanner *scanner, guint32 *n_nodes, GError **error)
{
  if (!bs_scanner_read_number (scanner, N_ ("the number of nodes"), n_nodes, error))
    return FALSE;
  if (*n_nodes == 0)
    return bs_scanner_fail (scanner, error, _ ("the graph has no nodes"));

  return bs_scanner_end_line (scanner, N_ ("there is more on the line than the number of nodes"),
                              error);
}

gboolean
bs_graph_text_read_node (BsScanner *scanner, guint32 node, guint32 n_types, guint32 *type,
                         GArray *inputs, GError **error)
{
  guint32 n_inputs;

  if (scanner->at >= scanner->end)
    return bs_scanner_fail (scanner, error, _ ("the file ends before node %u"), node);
  if (!bs_scanner_read_number (scanner, N_ ("a type"), type, error)
      || !bs_scanner_read_number (scanner, N_ ("the number of inputs"), &n_inputs, error))
    return FALSE;
  if (*type == 0)
    return bs_scanner_fail (scanner, error, _ ("type 0 does not exist: types are numbered from 1"));
  if (*type > n_types)
    return bs_scanner_fail (scanner, error, _ ("type %u is too large: there are %u"), *type,
                            n_types);
  if (n_inputs > node)
    /* Inputs can repeat, but a longer list is surely a slip, and must not ask for memory. */
    if ((gsize) n_inputs > (gsize) (scanner->end - scanner->at))
      return bs_scanner_fail (scanner, error, _ ("the line is too short for %u inputs"), n_inputs);

  g_array_set_size (inputs, 0);
  for (guint32 i = 0; i < n_inputs; i++)
    {
      guint32 input;

      if (!bs_scanner_read_number (scanner, N_ ("an input"), &input, error))
        return FALSE;
      if (node == 0)
        return bs_scanner_fail (scanner, error, _ ("node 0 is the first: it cannot have inputs"));
      if (input >= node)
        return bs_scanner_fail (
            scanner, error, _ ("node %u reads node %u; inputs must be earlier nodes, from 0 to %u"),
            node, input, node - 1);
      g_array_append_val (inputs, input);
    }

  return bs_scanner_end_line (scanner, N_ ("there is more on the line than the node has inputs"),
                              error);
}

/* How many types the graphs use: the largest first number of a node's line. The scanner stands
 * behind the first line of the first one. */
static guint32
largest_type (const BsScanner *scanner, guint32 n_nodes)
{
  guint64 largest = 0, n_left = n_nodes;

  for (const char *p = scanner->at; p < scanner->end;)
    {
      guint64 first = 0;
      const char *newline = memchr (p, '\n', scanner->end - p);
      const char *digits;

      while (p < scanner->end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
      digits = p;
      while (p < scanner->end && g_ascii_isdigit (*p) && first <= G_MAXUINT32)
        first = first * 10 + (*p++ - '0');
      /* After the last node of a graph comes the number of nodes of the next. */
      if (p > digits && n_left == 0)
        {
          n_left = first;
        }
      else if (p > digits)
        {
          largest = MAX (largest, first);
          n_left--;
        }
      p = newline != NULL ? newline + 1 : scanner->end;
    }

  return MIN (largest, BS_MAX_TYPES);
}

/* Ids of the types of a text, by their numbers from 1. */
static guint *
intern_types (const BsScanner *scanner, guint32 n_nodes, const char *const *names, guint n_names,
              BsTypeTable *types, guint *n_ids, GError **error)
{
  g_autofree guint *ids = NULL;

  *n_ids = names != NULL ? n_names : largest_type (scanner, n_nodes);
  ids = g_new (guint, *n_ids + 1);
  for (guint i = 0; i < *n_ids; i++)
    {
      g_autofree char *made = names == NULL ? g_strdup_printf ("t%u", i + 1) : NULL;

      ids[i] = bs_type_table_intern (types, made != NULL ? made : names[i], NULL, BS_SHAPE_CELL);
      if (ids[i] == BS_MAX_TYPES)
        {
          bs_scanner_fail (scanner, error, _ ("there are more than %u types"), BS_MAX_TYPES);
          return NULL;
        }
    }

  return g_steal_pointer (&ids);
}

static BsGraph *
read_graph (BsScanner *scanner, guint32 n_nodes, const guint *ids, guint n_ids, GError **error)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 node = 0; node < n_nodes; node++)
    {
      guint32 type;

      if (!bs_graph_text_read_node (scanner, node, n_ids, &type, inputs, error))
        return NULL;
      bs_graph_builder_add (builder, ids[type - 1], 0, BS_NO_DATUM, (guint32 *) inputs->data,
                            inputs->len);
    }
  bs_scanner_skip_space (scanner);

  return bs_graph_builder_finish (builder, error);
}

BsGraph *
bs_graph_text_parse (const char *name, const char *text, gsize length,
                     const char *const *type_names, guint n_type_names, BsTypeTable *types,
                     GError **error)
{
  BsScanner scanner;
  g_autoptr (BsGraph) graph = NULL;
  g_autofree guint *ids = NULL;
  guint32 n_nodes;
  guint n_ids;

  bs_scanner_init (&scanner, name, text, length);
  if (!bs_graph_text_read_header (&scanner, &n_nodes, error)
      || (ids = intern_types (&scanner, n_nodes, type_names, n_type_names, types, &n_ids, error))
             == NULL
      || (graph = read_graph (&scanner, n_nodes, ids, n_ids, error)) == NULL)
    return NULL;
  if (scanner.at < scanner.end)
    {
      bs_scanner_fail (&scanner, error, _ ("there is more after the last of %u nodes"), n_nodes);
      return NULL;
    }

  return g_steal_pointer (&graph);
}

char *
bs_graph_text_names_path (const char *path)
{
  gsize length = strlen (path);

  if (g_str_has_suffix (path, ".graph"))
    length -= strlen (".graph");

  return g_strdup_printf ("%.*s.types", (int) length, path);
}

gboolean
bs_graph_text_load_names (const char *graph_path, char ***names, GError **error)
{
  g_autofree char *path = bs_graph_text_names_path (graph_path);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize length;
  guint n;

  *names = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  if (!g_utf8_validate (text, length, NULL))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX, _ ("%s: not a list of names in UTF-8"), path);
      return FALSE;
    }

  lines = g_strsplit (text, "\n", -1);
  n = g_strv_length (lines);
  while (n > 0 && *g_strstrip (lines[n - 1]) == '\0')
    g_clear_pointer (&lines[--n], g_free);
  for (guint i = 0; i < n; i++)
    {
      if (*g_strstrip (lines[i]) == '\0')
        {
          g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                       _ ("%s, line %u: the name of type %u is "
                          "missing"),
                       path, i + 1, i + 1);
          return FALSE;
        }
      if (!g_hash_table_add (seen, lines[i]))
        {
          g_set_error (error, BS_ERROR, BS_ERROR_SYNTAX,
                       _ ("%s, line %u: there is a type “%s” already"), path, i + 1, lines[i]);
          return FALSE;
        }
    }

  *names = g_steal_pointer (&lines);

  return TRUE;
}

BsGraph *
bs_graph_text_load (const char *path, BsTypeTable *types, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) names = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error)
      || !bs_graph_text_load_names (path, &names, error))
    return NULL;

  return bs_graph_text_parse (path, text, length, (const char *const *) names,
                              names != NULL ? g_strv_length (names) : 0, types, error);
}

GPtrArray *
bs_graph_text_parse_all (const char *path, const char *text, gsize length, BsTypeTable *types,
                         GError **error)
{
  g_autoptr (GPtrArray) graphs = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_graph_unref);
  g_autofree guint *ids = NULL;
  g_auto (GStrv) names = NULL;
  BsScanner scanner;
  guint n_ids = 0;

  if (!bs_graph_text_load_names (path, &names, error))
    return NULL;

  bs_scanner_init (&scanner, path, text, length);
  do
    {
      guint32 n_nodes;
      BsGraph *graph;

      if (!bs_graph_text_read_header (&scanner, &n_nodes, error))
        return NULL;
      if (ids == NULL
          && (ids = intern_types (&scanner, n_nodes, (const char *const *) names,
                                  names != NULL ? g_strv_length (names) : 0, types, &n_ids, error))
                 == NULL)
        return NULL;
      graph = read_graph (&scanner, n_nodes, ids, n_ids, error);
      if (graph == NULL)
        return NULL;
      g_ptr_array_add (graphs, graph);
    }
  while (scanner.at < scanner.end);

  return g_steal_pointer (&graphs);
}

GString *
bs_graph_text_to_string (const BsGraph *graph)
{
  GString *text = g_string_sized_new (16 + 12 * (gsize) graph->n_nodes);

  g_string_append_printf (text, "%u\n", graph->n_nodes);
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      g_string_append_printf (text, "%u %u", graph->type[v] + 1,
                              graph->input_start[v + 1] - graph->input_start[v]);
      for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
        g_string_append_printf (text, " %u", graph->inputs[i]);
      g_string_append_c (text, '\n');
    }

  return text;
}

gboolean
bs_graph_text_save (const BsGraph *graph, const BsTypeTable *types, const char *path,
                    GError **error)
{
  g_autoptr (GString) text = bs_graph_text_to_string (graph);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *names_path = bs_graph_text_names_path (path);

  for (guint i = 0; i < types->n_types; i++)
    g_string_append_printf (names, "%s\n", types->types[i].name);

  return g_file_set_contents (path, text->str, text->len, error)
         && g_file_set_contents (names_path, names->str, names->len, error);
}
