/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs from other programs: both forms, what is refused and why, and the way to a trace. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/graph-text.h"
#include "profiles/files/graph-export.h"
#include "profiles/files/graph-import.h"
#include "profiles/report/inspection.h"
#include "profiles/report/report.h"
#include "tests/profiles/synthetic.h"

#define HEAD "{\"format\": \"batchscope-graph\", \"version\": 1, "
#define TYPES                                                                                      \
  "\"types\": [{\"name\": \"a\"}, {\"name\": \"b\", \"letter\": \"Z\", \"shape\": \"loss\"}], "

static BsGraphImport *
import (const char *text)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  BsGraphImport *self = bs_graph_import_new (types);
  g_autoptr (GError) error = NULL;

  bs_graph_import_add_json (self, "test", text, strlen (text), &error);
  g_assert_no_error (error);

  return self;
}

static const BsImportedGraph *
get (const BsGraphImport *self, guint i)
{
  return &g_array_index (self->graphs, BsImportedGraph, i);
}

/* The name of a node, as a trace would tell it. */
static const char *
node_name (const BsGraphImport *self, guint i, guint32 node)
{
  const BsGraph *graph = get (self, i)->graph;
  int vocabulary = g_array_index (self->type_vocabulary, int, graph->type[node]);
  const BsImportedVocabulary *own;

  if (vocabulary < 0)
    return NULL;
  own = g_ptr_array_index (self->vocabularies, (guint) vocabulary);

  return own->strings != NULL && graph->datum[node] < own->n
             ? g_ptr_array_index (own->strings, graph->datum[node])
             : NULL;
}

static void
test_form (void)
{
  /* Types after the nodes, by name and by number; instances by name and by number. */
  g_autoptr (BsGraphImport) self = import (
      HEAD
      "\"graphs\": [{\"instances\": [\"x\", null, \"y\"], \"nodes\": ["
      "{\"type\": \"a\", \"name\": \"first \\u00e9\\ud83d\\ude00\\n\"},"
      "{\"type\": 1, \"inputs\": [0, 0], \"instance\": \"y\", \"datum\": 4},{\"type\": 1}]},"
      "{\"nodes\": [{\"type\": \"a\", \"inputs\": [], \"instance\": 0, \"name\": null}]}]," TYPES
      "\"lower_bound\": 7}");
  const BsGraph *graph = get (self, 0)->graph;

  g_assert_cmpuint (self->graphs->len, ==, 2);
  g_assert_cmpuint (self->types->n_types, ==, 2);
  g_assert_cmpstr (self->types->types[1].letter, ==, "Z");
  g_assert_cmpint (self->types->types[1].shape, ==, BS_SHAPE_LOSS);
  g_assert_cmpuint (graph->n_nodes, ==, 3);
  g_assert_cmpuint (graph->n_inputs, ==, 2);
  g_assert_cmpuint (graph->n_outputs, ==, 1);
  g_assert_cmpuint (graph->instance[1], ==, 2);
  g_assert_cmpuint (graph->datum[1], ==, 4);
  g_assert_cmpstr (node_name (self, 0, 0), ==, "first é😀\n");
  g_assert_null (node_name (self, 0, 1));
  g_assert_cmpstr (get (self, 0)->instances[2], ==, "y");
  g_assert_null (get (self, 1)->instances);
  g_assert_cmpuint (get (self, 1)->graph->datum[0], ==, BS_NO_DATUM);
}

/* Listed in any order; those that are in order stay where they are. */
static void
test_order (void)
{
  g_autoptr (BsGraphImport) self = import (
      HEAD TYPES
      "\"nodes\": [{\"type\": 0, \"name\": \"n0\"}, "
      "{\"type\": 0, \"name\": \"n1\", \"inputs\": [4, 0]}, "
      "{\"type\": 0, \"name\": \"n2\"}, {\"type\": 0, \"name\": \"n3\", \"inputs\": [1]},"
      "{\"type\": 0, \"name\": \"n4\", \"inputs\": [2]}]}");
  static const char *const names[] = { "n0", "n2", "n4", "n1", "n3" };
  static const guint32 inputs[] = { 1, 2, 0, 3 };
  const BsGraph *graph = get (self, 0)->graph;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    g_assert_cmpstr (node_name (self, 0, v), ==, names[v]);
  g_assert_cmpmem (graph->inputs, graph->n_inputs * sizeof (guint32), inputs, sizeof inputs);
}

/* A chain against the order of the list, as long as a program that recurses would not survive. */
static void
test_deep (void)
{
  const guint32 n = 300000;
  g_autoptr (GString) text = g_string_new (HEAD TYPES "\"nodes\": [");
  g_autoptr (BsGraphImport) self = NULL;

  for (guint32 i = 0; i + 1 < n; i++)
    g_string_append_printf (text, "{\"type\": 0, \"inputs\": [%u]}, ", i + 1);
  g_string_append (text, "{\"type\": 0}]}");
  self = import (text->str);
  g_assert_cmpuint (get (self, 0)->graph->n_nodes, ==, n);
  g_assert_cmpuint (bs_graph_lower_bound (get (self, 0)->graph), ==, n);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int code;
    const char *place, *what;
  } rows[] = {
    { "[]", BS_ERROR_SYNTAX, "$", "an object is expected" },
    { "{", BS_ERROR_SYNTAX, "test:1:2", "" },
    { "{}", BS_ERROR_UNSUPPORTED, "$", "not a Batchscope graph" },
    { "{\"format\": \"batchscope-policy\", \"version\": 1}", BS_ERROR_UNSUPPORTED, "$", "not a" },
    { "{\"format\": \"batchscope-graph\", \"version\": 2}", BS_ERROR_VERSION, "$.version",
      "newer" },
    { "{\"format\": \"batchscope-graph\"}", BS_ERROR_SYNTAX, "$", "“version” is missing" },
    { HEAD "\"nodes\": []}", BS_ERROR_SYNTAX, "$", "“types” is missing" },
    { HEAD TYPES "\"node\": []}", BS_ERROR_SYNTAX, "$", "unknown member “node”" },
    { HEAD "\"types\": []}", BS_ERROR_SYNTAX, "$", "one of the members" },
    { HEAD TYPES "\"nodes\": [], \"graphs\": []}", BS_ERROR_SYNTAX, "$", "one of the members" },
    { HEAD TYPES "\"graphs\": []}", BS_ERROR_RANGE, "$.graphs", "no graph" },
    { HEAD TYPES "\"graphs\": [{}]}", BS_ERROR_SYNTAX, "$.graphs[0]", "“nodes” is missing" },
    { HEAD TYPES "\"graphs\": {}}", BS_ERROR_SYNTAX, "$.graphs", "an array is expected" },
    { HEAD TYPES "\"nodes\": []}", BS_ERROR_RANGE, "$.nodes", "at least one node" },
    { HEAD TYPES "\"nodes\": [3]}", BS_ERROR_SYNTAX, "$.nodes[0]", "an object is expected" },
    { HEAD TYPES "\"nodes\": [{}]}", BS_ERROR_SYNTAX, "$.nodes[0]", "“type” is missing" },
    { HEAD TYPES "\"nodes\": [{\"type\": 2}]}", BS_ERROR_RANGE, "$.nodes[0].type", "0 to 1" },
    { HEAD TYPES "\"nodes\": [{\"type\": \"c\"}]}", BS_ERROR_NOT_FOUND, "$.nodes[0].type", "“c”" },
    { HEAD TYPES "\"nodes\": [{\"type\": 1.0}]}", BS_ERROR_SYNTAX, "$.nodes[0].type", "whole" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"type\": 0}]}", BS_ERROR_SYNTAX, "$.nodes[0]",
      "twice" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"kind\": 0}]}", BS_ERROR_SYNTAX, "$.nodes[0]",
      "“kind”" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"node\": 3}]}", BS_ERROR_RANGE, "$.nodes[0].node",
      "3 is not the place" },
    { HEAD TYPES "\"graphs\": [{\"nodes\": [{\"type\": 0}, {\"type\": 0}, {\"type\": 0}, "
                 "{\"type\": 0, \"inputs\": [0, 9]}]}]}",
      BS_ERROR_NOT_FOUND, "$.graphs[0].nodes[3].inputs[1]",
      "no node 9: the graph has nodes 0 to 3" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"inputs\": [-1]}]}", BS_ERROR_RANGE,
      "$.nodes[0].inputs[0]", "-1 is out of range" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"inputs\": 0}]}", BS_ERROR_SYNTAX, "$.nodes[0].inputs",
      "an array" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"inputs\": [999999999999999999]}]}", BS_ERROR_RANGE,
      "$.nodes[0].inputs[0]", "out of range" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"inputs\": [0]}]}", BS_ERROR_RANGE, "$.nodes[0]",
      "each for the next: 0 → 0" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0}, {\"type\": 0, \"inputs\": [0, 3]}, "
                 "{\"type\": 0, \"inputs\": [1]}, {\"type\": 0, \"inputs\": [2]}]}",
      BS_ERROR_RANGE, "$.nodes[1]", "1 → 3 → 2 → 1" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"instance\": 1}]}", BS_ERROR_RANGE,
      "$.nodes[0].instance", "no more instances than nodes" },
    { HEAD TYPES "\"instances\": [\"x\"], \"nodes\": [{\"type\": 0, \"instance\": 1}]}",
      BS_ERROR_RANGE, "$.nodes[0].instance", "0 to 0" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"instance\": \"q\"}]}", BS_ERROR_NOT_FOUND,
      "$.nodes[0].instance", "“q”" },
    { HEAD TYPES "\"instances\": [\"x\", \"x\"], \"nodes\": [{\"type\": 0}]}", BS_ERROR_RANGE,
      "$.instances[1]", "twice" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"name\": \"x\"}, {\"type\": 0, \"datum\": 1}]}",
      BS_ERROR_RANGE, "$.nodes[1]", "have names; give it one, too" },
    { HEAD TYPES "\"nodes\": [{\"type\": 0, \"datum\": 1}, {\"type\": 0, \"name\": \"x\"}]}",
      BS_ERROR_RANGE, "$.nodes[1]", "give them names, too" },
    { HEAD "\"types\": [{}], \"nodes\": []}", BS_ERROR_SYNTAX, "$.types[0]", "“name” is missing" },
    { HEAD "\"types\": [{\"name\": \"\"}], \"nodes\": []}", BS_ERROR_RANGE, "$.types[0].name", "" },
    { HEAD "\"types\": [{\"name\": \"a\"}, {\"name\": \"a\"}], \"nodes\": []}", BS_ERROR_RANGE,
      "$.types[1]", "twice" },
    { HEAD "\"types\": [{\"name\": \"a\", \"shape\": \"ball\"}], \"nodes\": []}",
      BS_ERROR_UNSUPPORTED, "$.types[0].shape", "“ball”; cell" },
    { HEAD "\"types\": [{\"name\": \"a\", \"letter\": \"longer\"}], \"nodes\": []}", BS_ERROR_RANGE,
      "$.types[0].letter", "one to 5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraphImport) self = bs_graph_import_new (types);
      g_autoptr (GError) error = NULL;
      g_autofree char *place = g_strdup_printf (i == 1 ? "%s: " : " %s: ", rows[i].place);

      g_assert_false (
          bs_graph_import_add_json (self, "test", rows[i].text, strlen (rows[i].text), &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, BS_ERROR, rows[i].code);
      g_assert_true (g_str_has_prefix (error->message, "test:"));
      if (strstr (error->message, place) == NULL || strstr (error->message, rows[i].what) == NULL)
        g_test_fail_printf ("“%s” says neither “%s” nor “%s”", error->message, place, rows[i].what);
      g_assert_cmpuint (self->graphs->len, ==, 0);
    }
}

static BsTrace *
record (const BsGraphImport *self, const char *path)
{
  g_autoptr (BsRecorder) recorder = bs_recorder_new (path, NULL);
  const BsObserver *observer = bs_recorder_get_observer (recorder);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (GError) error = NULL;
  guint32 first_decision = 1;
  BsTrace *trace;

  bs_recorder_set_info (recorder, "policy", "agenda");
  bs_recorder_set_info (recorder, "data", "/somewhere/graph.json");
  bs_graph_import_describe (self, recorder);
  for (guint32 i = 0; i < self->graphs->len; i++)
    {
      BsGraph *graph = get (self, i)->graph;
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, self->types);
      BsMiniBatch mini_batch = { .mini_batch = i,
                                 .first_decision = first_decision,
                                 .types = self->types,
                                 .graph = graph,
                                 .schedule = schedule };

      observer->scheduled (observer->user_data, &mini_batch);
      observer->finished (observer->user_data, i, NAN);
      first_decision += schedule->n_decisions;
    }
  g_assert_true (bs_recorder_close (recorder, &error));
  g_assert_no_error (error);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);

  return trace;
}

/* What is exported imports again as the same graph; names are in the trace. */
static void
test_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "t.bscope", NULL);
  g_autofree char *json = g_build_filename (folder, "t.json", NULL);
  g_autoptr (BsTrace) run = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraphImport) self = bs_graph_import_new (types);
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *subject = NULL;

  /* Of a graph that grew, with odd words; two mini-batches in two files. */
  synthetic_record_default (path);
  run = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  for (guint32 i = 0; i < 2; i++)
    {
      g_auto (BsTextSink) out = { 0 };

      bs_text_sink_init (&out, NULL, NULL);
      bs_graph_export_json (run, i, run->mini_batches[i].first_decision + 3, &out);
      g_assert_true (g_file_set_contents (json, out.text->str, -1, NULL));
      bs_graph_import_add_file (self, json, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (self->types->n_types, ==, run->types->n_types);

  trace = record (self, path);
  subject = bs_trace_subject (trace);
  g_assert_cmpstr (subject, ==, "graph.json");
  for (guint32 i = 0; i < 2; i++)
    {
      g_autoptr (BsTraceGraph) first = bs_trace_open_graph (run, i);
      g_autoptr (BsTraceGraph) other = bs_trace_open_graph (trace, i);
      const BsGraph *a = first->graph, *b = other->graph;
      g_auto (BsTextSink) out = { 0 };
      g_autoptr (BsGraphImport) second = NULL;

      g_assert_cmpmem (a->type, a->n_nodes * sizeof (guint16), b->type,
                       b->n_nodes * sizeof (guint16));
      g_assert_cmpmem (a->instance, a->n_nodes * sizeof (guint32), b->instance,
                       b->n_nodes * sizeof (guint32));
      g_assert_cmpmem (a->inputs, a->n_inputs * sizeof (guint32), b->inputs,
                       b->n_inputs * sizeof (guint32));
      for (guint32 v = 0; v < a->n_nodes; v++)
        g_assert_cmpstr (bs_trace_get_word (run, a, v), ==, bs_trace_get_word (trace, b, v));

      /* Once more, and not a letter changes. */
      bs_text_sink_init (&out, NULL, NULL);
      bs_graph_export_json (trace, i, 1, &out);
      second = import (out.text->str);
      g_assert_cmpmem (b->inputs, b->n_inputs * sizeof (guint32), get (second, 0)->graph->inputs,
                       get (second, 0)->graph->n_inputs * sizeof (guint32));
    }
  synthetic_exercise (trace);
  g_unlink (json);
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_trace (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "t.bscope", NULL);
  g_autoptr (BsGraphImport)
      self = import (HEAD TYPES "\"instances\": [\"request 7\"], \"nodes\": ["
                                "{\"type\": \"a\", \"name\": \"attention/0\"},"
                                "{\"type\": \"b\", \"name\": \"loss/0\", \"inputs\": [0]}]}");
  g_autoptr (BsTrace) trace = record (self, path);
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_true (isnan (trace->mini_batches[0].loss));
  g_assert_cmpuint (trace->diagnostics->len, ==, 0);
  g_assert_cmpstr (bs_trace_instance_name (&trace->mini_batches[0], 0), ==, "request 7");
  bs_inspection_print (trace, 1, BS_TABLE_TEXT, out);
  bs_inspection_print (trace, 2, BS_TABLE_JSON, out);
  bs_report_print_text (trace, out);
  g_assert_nonnull (strstr (out->str, "attention/0"));
  g_assert_nonnull (strstr (out->str, "loss/0"));
  g_assert_nonnull (strstr (out->str, "\"instance_name\": \"request 7\""));
  g_assert_false (g_regex_match_simple ("\\bnan\\b", out->str, 0, 0));
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "g", NULL);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraphImport) self = bs_graph_import_new (types);
  g_autoptr (GError) error = NULL;

  g_assert_false (bs_graph_import_add_file (self, path, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (bs_graph_import_add_file (self, folder, &error));
  g_assert_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  /* The text form, which has neither names nor instances; and JSON behind a mark. */
  g_assert_true (g_file_set_contents (path, "2\n1 0\n2 1 0\n", -1, NULL));
  g_assert_true (bs_graph_import_add_file (self, path, &error));
  g_assert_true (g_file_set_contents (
      path, "\xef\xbb\xbf\n" HEAD TYPES "\"nodes\": [{\"type\": \"b\", \"name\": \"n\"}]}", -1,
      NULL));
  g_assert_true (bs_graph_import_add_file (self, path, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (self->graphs->len, ==, 2);
  g_assert_cmpuint (types->n_types, ==, 4);
  g_assert_cmpuint (self->type_vocabulary->len, ==, 4);
  g_assert_cmpstr (node_name (self, 1, 0), ==, "n");
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* The example of the manual, in both forms, is one graph. */
static void
test_manual (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "batchscope-graph.5",
                                                 NULL);
  g_autofree char *manual = NULL;
  g_auto (GStrv) examples = NULL, dashes = NULL;
  g_autofree char *json = NULL;
  g_autoptr (BsGraphImport) self = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) text = NULL;
  g_autoptr (GError) error = NULL;
  const BsGraph *graph;

  g_assert_true (g_file_get_contents (path, &manual, NULL, NULL));
  examples = g_strsplit (manual, ".RS\n", 3);
  g_assert_cmpuint (g_strv_length (examples), ==, 3);
  for (guint i = 1; i <= 2; i++)
    {
      char *end = strstr (examples[i], ".RE");

      g_assert_nonnull (end);
      *end = '\0';
    }
  dashes = g_strsplit (examples[1], "\\-", -1);
  json = g_strjoinv ("-", dashes);
  self = import (json);
  graph = get (self, 0)->graph;
  text = bs_graph_text_parse ("manual", examples[2], strlen (examples[2]), NULL, 0, types, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (graph->type, graph->n_nodes * sizeof (guint16), text->type,
                   text->n_nodes * sizeof (guint16));
  g_assert_cmpmem (graph->inputs, graph->n_inputs * sizeof (guint32), text->inputs,
                   text->n_inputs * sizeof (guint32));
  g_assert_cmpstr (node_name (self, 0, 2), ==, "fog");
  g_assert_cmpstr (get (self, 0)->instances[1], ==, "request 18");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/graph-import/form", test_form);
  g_test_add_func ("/profiles/graph-import/order", test_order);
  g_test_add_func ("/profiles/graph-import/deep", test_deep);
  g_test_add_func ("/profiles/graph-import/refused", test_refused);
  g_test_add_func ("/profiles/graph-import/round-trip", test_round_trip);
  g_test_add_func ("/profiles/graph-import/trace", test_trace);
  g_test_add_func ("/profiles/graph-import/files", test_files);
  g_test_add_func ("/profiles/graph-import/manual", test_manual);

  return g_test_run ();
}
