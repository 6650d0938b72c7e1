/* SPDX-License-Identifier: Apache-2.0 */
/* What other programs get: all tables, the long ones piece by piece; the graph and the machine as DOT
 * and JSON. */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/files/dot-writer.h"
#include "profiles/files/fsm-export.h"
#include "profiles/trace/fsm-model.h"
#include "profiles/files/graph-export.h"
#include "profiles/tables/long-tables.h"
#include "profiles/tables/table-list.h"
#include "tests/profiles/dot-checker.h"
#include "tests/profiles/synthetic.h"

static BsTrace *trace;

/* A table that flows in any pieces is the table. */
static gboolean
take_rows (BsTable *table, gpointer user_data)
{
  GString **texts = user_data;

  for (guint format = BS_TABLE_TEXT; format <= BS_TABLE_JSON; format++)
    bs_table_print_part (table, format, texts[format]->len == 0, FALSE, texts[format]);

  return TRUE;
}

static void
add_rows (BsTable *table, guint n)
{
  bs_table_add_column (table, "number", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "text", BS_COLUMN_TEXT);
  for (guint i = 0; i < n; i++)
    {
      bs_table_add_integer (table, i % 2 == 0 ? i : -(gint64) i * 1000000007);
      bs_table_add_text (table, i % 3 == 0 ? NULL : "a,\"b\"");
    }
}

static void
test_flow (void)
{
  for (guint n = 0; n < 13; n++)
    for (guint piece = 1; piece < 8; piece++)
      {
        g_autoptr (BsTable) whole = bs_table_new ();
        g_autoptr (BsTable) table = bs_table_new ();
        GString *texts[3] = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };

        add_rows (whole, n);
        bs_table_set_flow (table, piece, take_rows, texts);
        add_rows (table, n);
        g_assert_true (bs_table_is_wanted (table));
        g_assert_cmpuint (bs_table_get_n_rows (table), ==, n % piece);
        for (guint format = BS_TABLE_TEXT; format <= BS_TABLE_JSON; format++)
          {
            g_autoptr (GString) expected = g_string_new (NULL);

            bs_table_print_part (table, format, texts[format]->len == 0, TRUE, texts[format]);
            bs_table_print (whole, format, expected);
            /* Text is as wide as its first rows. */
            if (format != BS_TABLE_TEXT || n <= piece)
              g_assert_cmpstr (texts[format]->str, ==, expected->str);
            g_string_free (texts[format], TRUE);
          }
      }
}

static gboolean
refuse_rows (BsTable *table, gpointer user_data)
{
  ++*(guint *) user_data;

  return FALSE;
}

/* Who wants no more is asked no more. */
static void
test_unwanted (void)
{
  g_autoptr (BsTable) table = bs_table_new ();
  guint n_calls = 0;

  bs_table_set_flow (table, 2, refuse_rows, &n_calls);
  bs_tables_add_nodes (trace, table);
  g_assert_false (bs_table_is_wanted (table));
  g_assert_cmpuint (n_calls, ==, 1);
  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 0);
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);

  return node;
}

static guint
count_rows (const char *name)
{
  g_auto (BsTextSink) out = { 0 };
  g_autoptr (JsonNode) node = NULL;

  bs_text_sink_init (&out, NULL, NULL);
  bs_table_list_append (trace, name, 1, BS_TABLE_JSON, &out);
  node = parse (out.text->str);

  return json_array_get_length (json_node_get_array (node));
}

/* As many rows as there are things; all is there, and nothing twice. */
static void
test_counts (void)
{
  guint n_nodes = 0, n_edges = 0, n_instances = 0, n_stages = 0, n_actions = 0;

  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      n_nodes += trace->mini_batches[m].n_nodes;
      n_edges += trace->mini_batches[m].n_inputs;
      n_instances += trace->mini_batches[m].n_instances;
      n_stages += trace->mini_batches[m].n_stages;
    }
  for (guint32 state = 0; state < trace->fsm->states->n_states; state++)
    {
      guint n;

      bs_fsm_get_actions (trace->fsm, state, &n);
      n_actions += n;
    }

  g_assert_cmpuint (count_rows ("nodes"), ==, n_nodes);
  g_assert_cmpuint (count_rows ("batch_members"), ==, n_nodes);
  g_assert_cmpuint (count_rows ("edges"), ==, n_edges);
  g_assert_cmpuint (count_rows ("instances"), ==, n_instances);
  g_assert_cmpuint (count_rows ("stages"), ==, n_stages);
  g_assert_cmpuint (count_rows ("policy"), ==, n_actions);
  g_assert_cmpuint (count_rows ("policy_types"), ==, trace->fsm->types->n_types);
  g_assert_cmpuint (count_rows ("training"), ==, trace->history->len);
  g_assert_cmpuint (count_rows ("decisions"), ==, trace->n_decisions);
  g_assert_cmpuint (count_rows ("batches"), ==, trace->n_decisions);
  g_assert_cmpuint (count_rows ("candidates"), ==, trace->n_candidates);
  g_assert_cmpuint (count_rows ("events"), ==, trace->n_events);
  g_assert_cmpuint (count_rows ("diagnostics"), ==, trace->diagnostics->len);
  g_assert_cmpuint (n_stages, >, trace->n_mini_batches);
}

/* Values of one row of each, against the trace; a missing one is none, not a large number. */
static void
test_values (void)
{
  g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, 1);
  g_autoptr (BsTable) nodes = bs_table_new ();
  g_autoptr (BsTable) events = bs_table_new ();
  guint first = trace->mini_batches[0].n_nodes;
  gboolean seen[2] = { FALSE, FALSE };
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  bs_tables_add_nodes (trace, nodes);
  for (guint32 node = 0; node < own->graph->n_nodes; node++)
    {
      guint32 datum = own->graph->datum[node];
      g_autofree char *expected = datum != BS_NO_DATUM ? g_strdup_printf ("%u", datum)
                                                       : g_strdup ("");
      g_autofree char *decision = g_strdup_printf ("%u", own->node_decision[node]);
      g_autofree char *found = bs_table_get_text (nodes, first + node, 5);
      g_autofree char *executed = bs_table_get_text (nodes, first + node, 8);

      g_assert_cmpstr (found, ==, expected);
      g_assert_cmpstr (executed, ==, decision);
      seen[datum != BS_NO_DATUM] = TRUE;
    }
  g_assert_true (seen[0] && seen[1]);

  bs_tables_add_events (trace, events);
  bs_event_iter_init (&iter, trace);
  for (guint i = 0; bs_event_iter_next (&iter, &event); i++)
    {
      g_autofree char *decision = bs_table_get_text (events, i, 0);
      g_autofree char *phase = bs_table_get_text (events, i, 2);
      g_autofree char *start = bs_table_get_text (events, i, 4);

      g_assert_cmpint (g_ascii_strtoll (decision, NULL, 10), ==, event.decision);
      g_assert_true ((decision[0] == '\0') == (event.decision == 0));
      g_assert_cmpstr (phase, ==, bs_phase_to_string (event.phase));
      g_assert_cmpint (g_ascii_strtoll (start, NULL, 10), ==, event.start_ns);
    }
}

/* Every table, in every form, by way of a file or not. */
static void
test_all (void)
{
  const char *const *names = bs_table_list_get_names ();

  g_assert_false (bs_table_list_has ("everything"));
  for (guint i = 0; names[i] != NULL; i++)
    for (guint format = BS_TABLE_TEXT; format <= BS_TABLE_JSON; format++)
      {
        g_auto (BsTextSink) kept = { 0 }, written = { 0 };
        g_autoptr (GError) error = NULL;
        char *text = NULL;
        gsize length;
        FILE *file = open_memstream (&text, &length);

        g_assert_true (bs_table_list_has (names[i]));
        bs_text_sink_init (&kept, NULL, NULL);
        bs_text_sink_init (&written, file, NULL);
        bs_table_list_append (trace, names[i], 2, format, &kept);
        bs_table_list_append (trace, names[i], 2, format, &written);
        g_assert_true (bs_text_sink_finish (&written, &error));
        g_assert_no_error (error);
        fclose (file);
        g_assert_cmpstr (kept.text->str, ==, text);
        g_assert_cmpint (text[length - 1], ==, '\n');
        if (format == BS_TABLE_JSON)
          json_node_unref (parse (text));
        free (text);
      }
}

static void
test_sink (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (BsTextSink) full = { 0 }, stopped = { 0 };
  FILE *file = fopen ("/dev/full", "w"), *null = fopen ("/dev/null", "w");
  g_autofree char *piece = g_strnfill (100000, 'x');

  g_assert_nonnull (null);
  if (file != NULL)
    {
      setvbuf (file, NULL, _IONBF, 0);
      bs_text_sink_init (&full, file, NULL);
      g_string_append (full.text, piece);
      g_assert_false (bs_text_sink_flow (&full));
      g_assert_false (bs_text_sink_finish (&full, &error));
      g_assert_nonnull (strstr (error->message, g_strerror (ENOSPC)));
      g_clear_error (&error);
      fclose (file);
    }

  bs_text_sink_init (&stopped, null, cancellable);
  g_string_append (stopped.text, "x");
  g_assert_true (bs_text_sink_flow (&stopped));
  g_cancellable_cancel (cancellable);
  g_string_append (stopped.text, piece);
  g_assert_false (bs_text_sink_flow (&stopped));
  g_assert_false (bs_text_sink_finish (&stopped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fclose (null);
}

/* Any text is a label, and is shown as it is. */
static void
test_labels (void)
{
  static const char *const cases[][2] = {
    { "plain", "plain" },
    { "a\"b\\N\\", "a\"b\\N\\" },
    { "&lt; & &amp;", "&lt; & &amp;" },
    { "line\nline", "line\nline" },
    { "\033[1m\a", "\357\277\275[1m\357\277\275" },
    { "\xff漢", "\357\277\275漢" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new ("digraph g { n [label=");
      g_autoptr (DotGraph) graph = NULL;

      bs_dot_append_text (out, cases[i][0], 0);
      g_string_append (out, "]; }");
      graph = dot_parse (out->str);
      g_assert_cmpstr (g_hash_table_lookup (graph->nodes, "n"), ==, cases[i][1]);
    }
}

static void
test_graph_dot (gconstpointer data)
{
  gboolean clusters = GPOINTER_TO_INT (data);

  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, m);
      guint32 decision = own->mini_batch->first_decision;
      g_auto (BsTextSink) out = { 0 };
      g_autoptr (DotGraph) graph = NULL;

      bs_text_sink_init (&out, NULL, NULL);
      bs_graph_export_dot (trace, m, decision, clusters, &out);
      graph = dot_parse (out.text->str);
      g_assert_cmpuint (g_hash_table_size (graph->nodes), ==, own->graph->n_nodes);
      g_assert_cmpuint (graph->n_edges, ==, own->graph->n_inputs);
      g_assert_cmpuint (graph->n_subgraphs, ==,
                        own->n_levels + (clusters ? own->graph->n_instances : 0));
      for (guint32 node = 0; node < own->graph->n_nodes; node++)
        {
          g_autofree char *id = g_strdup_printf ("n%u", node);
          g_autofree char *number = g_strdup_printf ("\n#%u", own->node_decision[node]);
          const char *label = g_hash_table_lookup (graph->nodes, id);

          g_assert_true (
              g_str_has_prefix (label, trace->types->types[own->graph->type[node]].name));
          g_assert_true (g_str_has_suffix (label, number));
        }
    }
}

static void
test_fsm_dot (void)
{
  g_autoptr (BsFsmModel) model = bs_fsm_model_new (trace);
  g_auto (BsTextSink) out = { 0 };
  g_autoptr (DotGraph) graph = NULL;

  bs_text_sink_init (&out, NULL, NULL);
  bs_fsm_export_dot (trace, trace->n_decisions, &out);
  graph = dot_parse (out.text->str);
  g_assert_cmpuint (g_hash_table_size (graph->nodes), ==, model->n_boxes);
  g_assert_cmpuint (graph->n_edges, ==, model->n_edges);
  g_assert_true (g_hash_table_contains (graph->nodes, "end"));
}

static void
test_fsm_json (void)
{
  g_autoptr (BsFsmModel) model = bs_fsm_model_new (trace);
  g_auto (BsTextSink) out = { 0 };
  g_autoptr (JsonNode) node = NULL;
  JsonArray *states, *transitions, *known;
  JsonObject *object, *current, *policy;
  g_autofree char *text = bs_trace_state_text (trace, 2);
  gint64 visits = 0, taken = 0;

  bs_text_sink_init (&out, NULL, NULL);
  bs_fsm_export_json (trace, 2, &out);
  node = parse (out.text->str);
  object = json_node_get_object (node);
  states = json_object_get_array_member (object, "states");
  transitions = json_object_get_array_member (object, "transitions");
  g_assert_cmpuint (json_array_get_length (states), ==, model->n_states);
  g_assert_cmpuint (json_array_get_length (transitions), ==, model->n_edges);
  for (guint i = 0; i < model->n_states; i++)
    {
      JsonObject *state = json_array_get_object_element (states, i);
      gint64 n = json_object_get_int_member (state, "visits");

      g_assert_cmpint (json_object_get_int_member (state, "action_visits"), <=, n);
      visits += n;
    }
  for (guint i = 0; i < model->n_edges; i++)
    taken += json_object_get_int_member (json_array_get_object_element (transitions, i), "count");
  g_assert_cmpint (visits, ==, trace->n_decisions);
  g_assert_cmpint (taken, ==, trace->n_decisions);

  current = json_array_get_object_element (states,
                                           (guint) json_object_get_int_member (object, "current"));
  g_assert_cmpstr (json_object_get_string_member (current, "text"), ==, text);
  policy = json_object_get_object_member (object, "policy");
  known = json_object_get_array_member (policy, "states");
  g_assert_cmpuint (json_array_get_length (known), ==, trace->fsm->states->n_states);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  path = g_build_filename (folder, "t.bscope", NULL);
  synthetic_record_default (path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);

  g_test_add_func ("/profiles/export/flow", test_flow);
  g_test_add_func ("/profiles/export/unwanted", test_unwanted);
  g_test_add_func ("/profiles/export/counts", test_counts);
  g_test_add_func ("/profiles/export/values", test_values);
  g_test_add_func ("/profiles/export/all", test_all);
  g_test_add_func ("/profiles/export/sink", test_sink);
  g_test_add_func ("/profiles/export/labels", test_labels);
  g_test_add_data_func ("/profiles/export/graph-dot", GINT_TO_POINTER (FALSE), test_graph_dot);
  g_test_add_data_func ("/profiles/export/graph-dot/clusters", GINT_TO_POINTER (TRUE),
                        test_graph_dot);
  g_test_add_func ("/profiles/export/fsm-dot", test_fsm_dot);
  g_test_add_func ("/profiles/export/fsm-json", test_fsm_json);
  status = g_test_run ();

  bs_trace_unref (trace);
  g_unlink (path);
  g_rmdir (folder);

  return status;
}
