/* SPDX-License-Identifier: Apache-2.0 */
/* Tables in their three forms, and what tables and reports say of a run. */
#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "profiles/files/graph-export.h"
#include "profiles/report/inspection.h"
#include "profiles/files/json-writer.h"
#include "profiles/report/report.h"
#include "profiles/tables/tables.h"
#include "tests/profiles/synthetic.h"

static BsTable *
make_table (void)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "name", BS_COLUMN_TEXT);
  bs_table_add_column (table, "count", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "value", BS_COLUMN_REAL);
  bs_table_add_column (table, "good", BS_COLUMN_BOOLEAN);
  bs_table_add_text (table, "a,b \"c\"");
  bs_table_add_integer (table, -12);
  bs_table_add_real (table, 1.0 / 3.0);
  bs_table_add_boolean (table, TRUE);
  bs_table_add_text (table, "漢\033[1m");
  bs_table_add_integer (table, G_MAXINT64);
  bs_table_add_real (table, NAN);
  bs_table_add_boolean (table, FALSE);
  bs_table_add_text (table, "");
  bs_table_add_missing (table);
  bs_table_add_real (table, 2.0);
  bs_table_add_missing (table);

  return table;
}

static void
test_formats (void)
{
  g_autoptr (BsTable) table = make_table ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) csv = g_string_new (NULL);
  g_autoptr (GString) json = g_string_new (NULL);
  BsTableFormat format;

  g_assert_cmpuint (bs_table_get_n_rows (table), ==, 3);
  g_assert_cmpuint (bs_table_get_n_columns (table), ==, 4);

  bs_table_print (table, BS_TABLE_TEXT, text);
  g_assert_cmpstr (text->str, ==,
                   "name                     count      value  good\n"
                   "a,b \"c\"                    -12  0.3333333  true\n"
                   "漢\\x1b[1m  9223372036854775807             false\n"
                   "                                        2\n");
  bs_table_print (table, BS_TABLE_CSV, csv);
  g_assert_cmpstr (csv->str, ==,
                   "name,count,value,good\n"
                   "\"a,b \"\"c\"\"\",-12,0.3333333333333333,true\n"
                   "漢\033[1m,9223372036854775807,,false\n"
                   ",,2,\n");
  bs_table_print (table, BS_TABLE_JSON, json);
  g_assert_cmpstr (
      json->str, ==,
      "[\n"
      "  {\"name\": \"a,b \\\"c\\\"\", \"count\": -12, \"value\": 0.3333333333333333, \"good\": "
      "true},\n"
      "  {\"name\": \"漢\\u001b[1m\", \"count\": 9223372036854775807, \"value\": null, \"good\": "
      "false},\n"
      "  {\"name\": \"\", \"count\": null, \"value\": 2.0, \"good\": null}\n"
      "]\n");

  g_assert_true (bs_table_format_from_string ("csv", &format));
  g_assert_cmpint (format, ==, BS_TABLE_CSV);
  g_assert_false (bs_table_format_from_string ("xml", &format));
}

static void
test_reals (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 20000; i++)
    {
      union
      {
        guint64 bits;
        double value;
      } number = { .bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand) };
      g_autofree char *text = NULL;

      if (!isfinite (number.value))
        continue;
      text = bs_real_to_string (number.value);
      g_assert_true (g_ascii_strtod (text, NULL) == number.value);
    }
}

/* Strings of any bytes stay valid JSON. */
static void
test_strings (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < 3000; i++)
    {
      char bytes[20] = { 0 };
      g_autofree char *valid = NULL;
      g_autoptr (GString) out = g_string_new ("[");
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (GError) error = NULL;

      for (guint k = 0; k < sizeof bytes - 1; k++)
        bytes[k] = (char) g_rand_int_range (rand, 1, i % 2 == 0 ? 128 : 256);
      bs_json_append_string (out, bytes);
      g_string_append_c (out, ']');
      json_parser_load_from_data (parser, out->str, -1, &error);
      g_assert_no_error (error);
      valid = g_utf8_make_valid (bytes, -1);
      g_assert_cmpstr (
          json_array_get_string_element (json_node_get_array (json_parser_get_root (parser)), 0),
          ==, valid);
    }
}

static BsTrace *
record (void)
{
  g_autofree char *folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "t.bscope", NULL);
  g_autoptr (GError) error = NULL;
  BsTrace *trace;

  synthetic_record_default (path);
  trace = bs_trace_load (path, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);

  return trace;
}

static gint64
get_integer (const BsTable *table, guint row, guint column)
{
  g_autofree char *text = bs_table_get_text (table, row, column);

  return g_ascii_strtoll (text, NULL, 10);
}

static void
test_totals (void)
{
  g_autoptr (BsTrace) trace = record ();
  g_autoptr (BsTable) types = bs_tables_types (trace);
  g_autoptr (BsTable) mini_batches = bs_tables_mini_batches (trace);
  g_autoptr (BsTable) states = bs_tables_states (trace);
  g_autoptr (BsTable) phases = bs_tables_phases (trace);
  gint64 nodes = 0, batches = 0, bound = 0, visits = 0, events = 0;
  double share = 0.0;

  for (guint i = 0; i < bs_table_get_n_rows (mini_batches); i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];
      const BsTraceDecision *last = bs_trace_decision (trace, mini_batch->first_decision
                                                                  + mini_batch->n_decisions - 1);

      nodes += get_integer (mini_batches, i, 1);
      bound += get_integer (mini_batches, i, 2);
      batches += get_integer (mini_batches, i, 3);
      /* From the event before the first batch to the one after the last. */
      g_assert_cmpint (get_integer (mini_batches, i, 5), >, last->run_end_ns - last->run_start_ns);
    }
  g_assert_cmpint (batches, ==, trace->n_decisions);

  for (guint i = 0; i < bs_table_get_n_rows (types); i++)
    {
      nodes -= get_integer (types, i, 1);
      batches -= get_integer (types, i, 2);
      bound -= get_integer (types, i, 3);
      g_assert_cmpint (get_integer (types, i, 2), >=, get_integer (types, i, 3));
    }
  g_assert_cmpint (nodes, ==, 0);
  g_assert_cmpint (batches, ==, 0);
  g_assert_cmpint (bound, ==, 0);

  for (guint i = 0; i < bs_table_get_n_rows (states); i++)
    visits += get_integer (states, i, 1);
  g_assert_cmpint (visits, ==, trace->n_decisions);

  for (guint i = 0; i < bs_table_get_n_rows (phases); i++)
    {
      g_autofree char *text = bs_table_get_text (phases, i, 3);

      events += get_integer (phases, i, 1);
      share += g_ascii_strtod (text, NULL);
    }
  g_assert_cmpint (events, ==, trace->n_events);
  g_assert_cmpfloat_with_epsilon (share, 1.0, 1e-9);
}

static void
test_report (void)
{
  g_autoptr (BsTrace) trace = record ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  g_ptr_array_add (trace->diagnostics, g_strnfill (300, 'x'));
  bs_report_print_text (trace, out);
  g_assert_true (g_utf8_validate (out->str, -1, NULL));
  lines = g_strsplit (out->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, 80);
      g_assert_false (g_str_has_suffix (lines[i], " "));
    }
  for (const char *const *part = (const char *const[]){ "lower bound", "typé-1", "gather",
                                                        "dropped events", "fsm", NULL };
       *part != NULL; part++)
    g_assert_nonnull (strstr (out->str, *part));
}

static JsonObject *
parse (JsonParser *parser, const GString *text)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_inspection (void)
{
  g_autoptr (BsTrace) trace = record ();

  for (guint32 id = 1; id <= trace->n_decisions; id++)
    {
      const BsTraceDecision *d = bs_trace_decision (trace, id);
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autofree char *state = bs_trace_state_text (trace, id);
      JsonObject *object;
      gint64 ready = 0;
      JsonArray *frontier;

      bs_inspection_print (trace, id, BS_TABLE_JSON, out);
      object = parse (parser, out);
      g_assert_cmpint (json_object_get_int_member (object, "decision"), ==, id);
      g_assert_cmpint (json_object_get_int_member (object, "batch_size"), ==, d->size);
      g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, state);
      g_assert_cmpint (json_object_get_int_member (object, "executed"), ==, d->n_executed);
      g_assert_cmpint (json_object_get_int_member (object, "executed")
                           + json_object_get_int_member (object, "ready")
                           + json_object_get_int_member (object, "waiting")
                           + json_object_get_int_member (object, "absent"),
                       ==, json_object_get_int_member (object, "nodes"));
      frontier = json_object_get_array_member (object, "frontier");
      for (guint i = 0; i < json_array_get_length (frontier); i++)
        ready += json_object_get_int_member (json_array_get_object_element (frontier, i), "ready");
      g_assert_cmpint (ready, ==, json_object_get_int_member (object, "ready"));
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "members")),
                        ==, d->size);
    }
}

static void
test_graph (void)
{
  g_autoptr (BsTrace) trace = record ();

  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[i];
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (trace, i);
      guint32 decision = mini_batch->first_decision + mini_batch->n_decisions / 2;
      g_auto (BsTextSink) out = { 0 };
      g_autoptr (JsonParser) parser = json_parser_new ();
      guint n_forming = 0;
      JsonArray *nodes;

      bs_text_sink_init (&out, NULL, NULL);
      bs_graph_export_json (trace, i, decision, &out);
      nodes = json_object_get_array_member (parse (parser, out.text), "nodes");
      g_assert_cmpuint (json_array_get_length (nodes), ==, mini_batch->n_nodes);
      for (guint v = 0; v < json_array_get_length (nodes); v++)
        {
          JsonObject *node = json_array_get_object_element (nodes, v);

          n_forming += g_str_equal (json_object_get_string_member (node, "state"), "forming");
          g_assert_cmpint (json_object_get_int_member (node, "decision"), ==,
                           unpacked->node_decision[v]);
        }
      g_assert_cmpuint (n_forming, ==, bs_trace_decision (trace, decision)->size);
    }
}

/* Some rows in another order, and cells as they are. */
static void
test_rows (void)
{
  g_autoptr (BsTable) table = bs_table_new ();
  g_autoptr (BsTable) shared = NULL;
  g_autoptr (GString) csv = g_string_new (NULL);
  const guint32 rows[] = { 2, 0 };

  bs_table_add_column (table, "name", BS_COLUMN_TEXT);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  for (guint i = 0; i < 3; i++)
    {
      bs_table_add_text (table, i == 1 ? NULL : "a,b");
      bs_table_add_integer (table, 10 * i);
    }
  shared = bs_table_ref (table);

  bs_table_print_rows (shared, rows, G_N_ELEMENTS (rows), BS_TABLE_CSV, csv);
  g_assert_cmpstr (csv->str, ==, "name,ns\n\"a,b\",20\n\"a,b\",0\n");
  g_assert_true (bs_table_is_missing (shared, 1, 0));
  g_assert_null (bs_table_peek_text (shared, 1, 0));
  g_assert_true (bs_table_peek_text (shared, 0, 0) == bs_table_peek_text (shared, 2, 0));
  g_assert_cmpint (bs_table_get_integer (shared, 2, 1), ==, 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/tables/formats", test_formats);
  g_test_add_func ("/profiles/tables/rows", test_rows);
  g_test_add_func ("/profiles/tables/reals", test_reals);
  g_test_add_func ("/profiles/tables/strings", test_strings);
  g_test_add_func ("/profiles/tables/totals", test_totals);
  g_test_add_func ("/profiles/tables/report", test_report);
  g_test_add_func ("/profiles/tables/inspection", test_inspection);
  g_test_add_func ("/profiles/tables/graph", test_graph);

  return g_test_run ();
}
