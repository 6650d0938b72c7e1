/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs and orders of execution in SQL: the same as in the loaded trace, quick for one decision, and
 * an error where they are damaged. */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/query/query.h"
#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"

/* Rows of integers; NULL is -1, text is left out. */
static gboolean
add_row (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      gint64 value = values[i].kind == BS_QUERY_INTEGER ? values[i].integer : -1;

      g_array_append_val ((GArray *) user_data, value);
    }

  return TRUE;
}

static gboolean
try (BsQuery *query, GArray *rows, GError **error, const char *sql)
{
  g_array_set_size (rows, 0);

  return bs_query_prepare (query, sql, error) && bs_query_run (query, 20, add_row, rows, error);
}

static GArray *ask (BsQuery *query, const char *format, ...) G_GNUC_PRINTF (2, 3);

static GArray *
ask (BsQuery *query, const char *format, ...)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  if (!try (query, rows, &error, sql))
    g_error ("%s: %s", sql, error->message);

  return rows;
}

static gint64
get (const GArray *rows, guint i)
{
  g_assert_cmpuint (i, <, rows->len);

  return g_array_index (rows, gint64, i);
}

static gint64
ask_one (BsQuery *query, const char *sql)
{
  g_autoptr (GArray) rows = ask (query, "%s", sql);

  return get (rows, 0);
}

static BsQuery *
open_query (const char *path)
{
  g_autoptr (GError) error = NULL;
  BsQuery *query = bs_query_open (path, NULL, &error);

  g_assert_no_error (error);

  return query;
}

/* The longest path to @node, counting nodes of its type only. */
static guint32
find_chain (const BsGraph *graph, guint32 node)
{
  g_autofree guint32 *longest = g_new0 (guint32, node + 1);

  for (guint32 v = 0; v <= node; v++)
    {
      for (guint32 k = graph->input_start[v]; k < graph->input_start[v + 1]; k++)
        longest[v] = MAX (longest[v], longest[graph->inputs[k]]);
      longest[v] += graph->type[v] == graph->type[node];
    }

  return longest[node];
}

static gint64
recorded (const BsTrace *trace, guint32 decision)
{
  return decision <= trace->n_decisions ? (gint64) decision : -1;
}

static void
check_nodes (BsQuery *query, const BsTrace *trace, const BsTraceGraph *own)
{
  const BsGraph *graph = own->graph;
  const BsTraceMiniBatch *mini_batch = own->mini_batch;
  guint32 end = mini_batch->first_decision + mini_batch->n_decisions;
  g_autoptr (GArray) rows = ask (query,
                                 "SELECT node, type, instance, datum, n_inputs, depth, chain, "
                                 "ready, decision FROM node WHERE mini_batch = %u",
                                 own->index);
  g_autoptr (GArray) edges = ask (query,
                                  "SELECT node, position, input, port FROM edge "
                                  "WHERE mini_batch = %u",
                                  own->index);
  guint at = 0, edge = 0;

  g_assert_cmpuint (rows->len, ==, 9 * graph->n_nodes);
  g_assert_cmpuint (edges->len, ==, 4 * graph->input_start[graph->n_nodes]);
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint32 ready = own->node_ready[v];

      g_assert_cmpint (get (rows, at++), ==, v);
      g_assert_cmpint (get (rows, at++), ==, graph->type[v]);
      g_assert_cmpint (get (rows, at++), ==, graph->instance[v]);
      g_assert_cmpint (get (rows, at++), ==,
                       graph->datum[v] != BS_NO_DATUM ? (gint64) graph->datum[v] : -1);
      g_assert_cmpint (get (rows, at++), ==, graph->input_start[v + 1] - graph->input_start[v]);
      g_assert_cmpint (get (rows, at++), ==, own->depth[v]);
      g_assert_cmpint (get (rows, at++), ==, find_chain (graph, v));
      g_assert_cmpint (get (rows, at++), ==, ready < end ? (gint64) ready : -1);
      g_assert_cmpint (get (rows, at++), ==, recorded (trace, own->node_decision[v]));
      for (guint32 k = graph->input_start[v]; k < graph->input_start[v + 1]; k++)
        {
          g_assert_cmpint (get (edges, edge++), ==, v);
          g_assert_cmpint (get (edges, edge++), ==, k - graph->input_start[v]);
          g_assert_cmpint (get (edges, edge++), ==, graph->inputs[k]);
          g_assert_cmpint (get (edges, edge++), ==, graph->ports[k]);
        }
    }
}

static void
check_members (BsQuery *query, const BsTrace *trace, const BsTraceGraph *own)
{
  const BsTraceMiniBatch *mini_batch = own->mini_batch;
  g_autoptr (GArray) all = ask (query,
                                "SELECT decision, position, node FROM member "
                                "WHERE mini_batch = %u",
                                own->index);
  guint at = 0;

  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      guint32 decision = mini_batch->first_decision + i;
      const BsTraceDecision *d = bs_trace_decision (trace, decision);
      const guint32 *members = bs_trace_members (own, d);
      g_autoptr (GArray) rows = ask (query,
                                     "SELECT mini_batch, position, node FROM member "
                                     "WHERE decision = %u",
                                     decision);
      g_autoptr (GArray) nodes = ask (query,
                                      "SELECT node, mini_batch, decision FROM node "
                                      "WHERE decision = %u.0 ORDER BY node",
                                      decision);

      g_assert_cmpuint (rows->len, ==, 3 * d->size);
      g_assert_cmpuint (nodes->len, ==, 3 * d->size);
      for (guint32 k = 0; k < d->size; k++)
        {
          g_assert_cmpint (get (rows, 3 * k), ==, own->index);
          g_assert_cmpint (get (rows, 3 * k + 1), ==, k);
          g_assert_cmpint (get (rows, 3 * k + 2), ==, members[k]);
          g_assert_cmpint (get (all, at++), ==, decision);
          g_assert_cmpint (get (all, at++), ==, k);
          g_assert_cmpint (get (all, at++), ==, members[k]);
          g_assert_cmpint (get (nodes, 3 * k + 1), ==, own->index);
          g_assert_cmpint (get (nodes, 3 * k + 2), ==, decision);
        }
    }
  g_assert_cmpuint (at, ==, all->len);
}

static void
check_trace (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = bs_trace_load (path, NULL, &error);
  g_autoptr (BsQuery) query = open_query (path);
  gint64 n_nodes = 0, n_edges = 0, n_members = 0;

  g_assert_no_error (error);
  /* from the last to the first, so that nothing depends on what was there before */
  for (guint32 i = trace->n_mini_batches; i-- > 0;)
    {
      g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, i);

      check_nodes (query, trace, own);
      check_members (query, trace, own);
      n_nodes += own->graph->n_nodes;
      n_edges += own->graph->input_start[own->graph->n_nodes];
    }
  for (guint32 i = 1; i <= trace->n_decisions; i++)
    n_members += bs_trace_decision (trace, i)->size;
  g_assert_cmpint (ask_one (query, "SELECT count(*) FROM node"), ==, n_nodes);
  g_assert_cmpint (ask_one (query, "SELECT count(*) FROM nodes WHERE type IS NOT NULL"), ==,
                   n_nodes);
  g_assert_cmpint (ask_one (query, "SELECT count(*) FROM edges"), ==, n_edges);
  g_assert_cmpint (ask_one (query, "SELECT count(*) FROM members WHERE waited >= 0"), ==,
                   n_members);
}

static void
test_same (TracePlace *place, gconstpointer data)
{
  check_trace (place->path);
}

/* The end is missing: mini-batches with some of their decisions, or none. */
static void
test_cut_short (TracePlace *place, gconstpointer data)
{
  static const char *const cuts[] = {
    "DELETE FROM batch WHERE decision > (SELECT max (id) - 7 FROM decision);"
    "DELETE FROM candidate WHERE decision > (SELECT max (id) - 7 FROM decision);"
    "DELETE FROM decision WHERE id > (SELECT max (id) - 7 FROM decision);"
    "DELETE FROM event_block; UPDATE diagnostic SET value = 0;",
    "DELETE FROM order_block WHERE id = (SELECT max (id) FROM order_block);"
    "DELETE FROM decision WHERE mini_batch = (SELECT max (id) FROM mini_batch);"
    "DELETE FROM candidate WHERE decision > (SELECT max (id) FROM decision);"
    "DELETE FROM batch WHERE decision > (SELECT max (id) FROM decision);",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      sqlite3 *db = NULL;

      g_assert_cmpint (sqlite3_open (place->path, &db), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (db, cuts[i], NULL, NULL, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
      check_trace (place->path);
    }
}

/* What is asked for by a value of any kind, or by several. */
static void
test_ways (TracePlace *place, gconstpointer data)
{
  static const struct
  {
    const char *where;
    gint64 n;
  } cases[] = {
    { "node WHERE mini_batch = 1 AND node = 7", 1 },
    { "node WHERE node = 7", 3 },
    { "node WHERE node IN (7, 8, 7)", 6 },
    { "node WHERE mini_batch = '1' AND node = 7.0", 1 },
    { "node WHERE mini_batch = 1 AND node = 7.5", 0 },
    { "node WHERE mini_batch = NULL", 0 },
    { "node WHERE mini_batch = 'x'", 0 },
    { "node WHERE mini_batch = x'00'", 0 },
    { "node WHERE mini_batch = -1", 0 },
    { "node WHERE mini_batch = 9223372036854775807", 0 },
    { "node WHERE mini_batch = 3", 0 },
    { "node WHERE mini_batch = 1e300", 0 },
    { "node WHERE node = 4294967295", 0 },
    { "node WHERE decision = 0", 0 },
    { "node WHERE decision = 4294967295", 0 },
    { "node WHERE decision IS NULL", 0 },
    { "node a JOIN member m ON m.decision = a.decision AND m.node = a.node WHERE a.node = 3", 3 },
    { "node a, node b WHERE a.node = 3 AND b.node = 4", 9 },
    { "edge WHERE mini_batch = 1 AND node = 4294967295", 0 },
    { "member WHERE mini_batch = 1 AND decision = 1", 0 },
    { "member WHERE decision = -1", 0 },
    { "node x WHERE (SELECT count(*) FROM edge e WHERE e.mini_batch = x.mini_batch "
      "AND e.node = x.node) <> n_inputs",
      0 },
    { "node x WHERE ready > (SELECT max (i.decision) + 1 FROM edge e JOIN node i "
      "ON i.mini_batch = e.mini_batch AND i.node = e.input "
      "WHERE e.mini_batch = x.mini_batch AND e.node = x.node) AND ready NOT IN "
      "(SELECT first_decision FROM stage)",
      0 },
  };
  g_autoptr (BsQuery) query = open_query (place->path);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sql = g_strconcat ("SELECT count(*) FROM ", cases[i].where, NULL);

      g_test_message ("%s", sql);
      g_assert_cmpint (ask_one (query, sql), ==, cases[i].n);
    }
}

/* Blocks that are not what they say: an error, whatever is asked. */
static void
test_damaged (TracePlace *place, gconstpointer data)
{
  static const char *const damages[] = {
    "UPDATE graph_block SET n_nodes = n_nodes + 1",
    "UPDATE graph_block SET n_nodes = 9223372036854775807",
    "UPDATE graph_block SET first_node = 1",
    "UPDATE graph_block SET nodes = substr (nodes, 2)",
    "UPDATE graph_block SET nodes = x''",
    "UPDATE graph_block SET nodes = zeroblob (length (nodes))",
    "UPDATE graph_block SET nodes = CAST (replace (hex (nodes), '0', 'F') AS BLOB)",
    "UPDATE graph_block SET mini_batch = -1",
    "UPDATE graph_block SET mini_batch = 3 - mini_batch",
    "UPDATE order_block SET n = n + 1",
    "UPDATE order_block SET first = first + 1",
    "UPDATE order_block SET nodes = zeroblob (length (nodes))",
    "UPDATE order_block SET nodes = x'ffffffffffffffffffff'",
    "UPDATE decision SET batch_size = batch_size + 1",
    "UPDATE decision SET batch_size = 9223372036854775807",
    "UPDATE decision SET batch_size = 0",
    "UPDATE decision SET batch_size = -1",
    "UPDATE mini_batch SET first_decision = 0",
    "UPDATE mini_batch SET first_decision = -5, n_decisions = 9223372036854775807",
    "UPDATE mini_batch SET first_decision = first_decision - 1 WHERE id > 0",
    "UPDATE stage SET first_decision = 0",
    "DELETE FROM order_block",
  };
  static const char *const questions[] = { "SELECT count(*), sum (chain) FROM node",
                                           "SELECT max (port) FROM edge",
                                           "SELECT max (position) FROM member",
                                           "SELECT node FROM member WHERE decision = 1" };
  g_autofree char *whole = NULL;
  gsize n_whole;

  g_assert_true (g_file_get_contents (place->path, &whole, &n_whole, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (BsQuery) query = NULL;
      sqlite3 *db = NULL;
      guint n_failed = 0;

      g_assert_true (g_file_set_contents (place->path, whole, (gssize) n_whole, NULL));
      g_assert_cmpint (sqlite3_open (place->path, &db), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (db, damages[i], NULL, NULL, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
      query = open_query (place->path);
      for (guint k = 0; k < G_N_ELEMENTS (questions); k++)
        {
          g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_autoptr (GError) error = NULL;

          if (try (query, rows, &error, questions[k]))
            continue;
          g_assert_error (error, BS_ERROR, BS_ERROR_CORRUPT);
          g_assert_nonnull (strstr (error->message, "mini-batch is damaged"));
          n_failed++;
        }
      g_test_message ("%s: %u", damages[i], n_failed);
      g_assert_cmpuint (n_failed, >=, 1);
    }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/graph-table/" name, TracePlace, NULL, trace_place_set_up_recorded, function,       \
              trace_place_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("same", test_same);
  ADD ("cut-short", test_cut_short);
  ADD ("ways", test_ways);
  ADD ("damaged", test_damaged);

  return g_test_run ();
}
