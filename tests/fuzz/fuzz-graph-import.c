/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a graph in JSON; what is accepted must be a graph that can be walked. */
#include "config.h"

#include <string.h>

#include "profiles/files/graph-import.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 8000;
const char *const bs_fuzz_words[] = { "{",         "}",          "[",          "]",
                                      "\"",        "null",       "-1",         "0",
                                      "1",         "7",          ",",          ":",
                                      "1e9",       "\\ud800",    "\\ude00",    "\\u0041",
                                      "\"name\"",  "\"datum\"",  "\"inputs\"", "\"graphs\"",
                                      "268435456", "4294967295", "[[[[[[[[",   NULL };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraphImport) self = bs_graph_import_new (types);
  g_autoptr (GError) error = NULL;
  gboolean ok = bs_graph_import_add_json (self, "input", (const char *) data, size, &error);

  g_assert_true (ok == (error == NULL));
  g_assert_true (ok == (self->graphs->len > 0));
  for (guint i = 0; i < self->graphs->len; i++)
    {
      const BsImportedGraph *graph = &g_array_index (self->graphs, BsImportedGraph, i);

      g_assert_cmpuint (graph->graph->n_instances, <=, graph->graph->n_nodes);
      g_assert_cmpuint (bs_graph_lower_bound (graph->graph), <=, graph->graph->n_nodes);
      g_assert_true (graph->instances == NULL
                     || g_strv_length (graph->instances) == graph->graph->n_instances);
      for (guint32 v = 0; v < graph->graph->n_nodes; v++)
        {
          int own = g_array_index (self->type_vocabulary, int, graph->graph->type[v]);

          if (graph->graph->datum[v] != BS_NO_DATUM)
            g_assert_cmpuint (
                graph->graph->datum[v], <,
                ((BsImportedVocabulary *) g_ptr_array_index (self->vocabularies, (guint) own))->n);
        }
    }

  return 0;
}

GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const texts[] = {
    "{\"format\": \"batchscope-graph\", \"version\": 1,\n"
    " \"types\": [{\"name\": \"a\"}, {\"name\": \"b\", \"letter\": \"B\", \"shape\": \"loss\"}],\n"
    " \"nodes\": [{\"type\": \"a\", \"name\": \"x\"}, {\"type\": 1, \"inputs\": [0, 2]},\n"
    "  {\"type\": 0, \"name\": \"y\\u00e9\"}]}\n",
    "{\"format\": \"batchscope-graph\", \"version\": 1, \"types\": [{\"name\": \"leaf\",\n"
    " \"vocabulary\": \"words\"}], \"graphs\": [{\"instances\": [\"s\", null], \"nodes\": [\n"
    " {\"node\": 0, \"type\": 0, \"instance\": \"s\", \"datum\": 3},\n"
    " {\"node\": 1, \"type\": 0, \"instance\": 1, \"datum\": 4, \"inputs\": [0],\n"
    "  \"depth\": 2, \"decision\": null, \"state\": \"waiting\"}]}, {\"nodes\": [{\"type\": "
    "0}]}]}\n",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));

  return seeds;
}
