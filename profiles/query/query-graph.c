/* SPDX-License-Identifier: Apache-2.0 */
/* The packed graphs of a trace as queries see them. A trace may still be written: what is looked up
 * is never remembered as missing. */
#include "config.h"

#include "profiles/query/query-graph.h"

#include "profiles/format/schema.h"

/* More than any type has. */
#define MAX_TYPES (G_MAXUINT16 + 1)
/* Nodes that are looked at: some seconds. */
#define MAX_CHAIN_WORK (G_GUINT64_CONSTANT (1) << 30)

/* Rows of graph_block or order_block: in order of mini-batch, each a run of them. */
typedef struct
{
  guint32 mini_batch;
  gint64 first_row, last_row;
} Run;

typedef struct
{
  const char *table;
  GArray *runs; /* Run */
  gint64 last_row;
} Directory;

struct _BsQueryGraphs
{
  int refs;
  sqlite3 *db;
  Directory nodes, orders;
  BsQueryGraph *last; /* (nullable) */
};

BsQueryGraph *
bs_query_graph_ref (BsQueryGraph *self)
{
  self->refs++;

  return self;
}

void
bs_query_graph_unref (BsQueryGraph *self)
{
  if (--self->refs > 0)
    return;

  bs_node_columns_clear (&self->nodes);
  g_free (self->order);
  g_free (self->start);
  g_free (self->decision);
  g_free (self->ready);
  g_free (self->depth);
  g_free (self->chain);
  g_free (self);
}

BsQueryGraphs *
bs_query_graphs_new (sqlite3 *db)
{
  BsQueryGraphs *self = g_new0 (BsQueryGraphs, 1);

  self->refs = 1;
  self->db = db;
  self->nodes = (Directory){ "graph_block", g_array_new (FALSE, FALSE, sizeof (Run)), G_MININT64 };
  self->orders = (Directory){ "order_block", g_array_new (FALSE, FALSE, sizeof (Run)), G_MININT64 };

  return self;
}

BsQueryGraphs *
bs_query_graphs_ref (BsQueryGraphs *self)
{
  self->refs++;

  return self;
}

void
bs_query_graphs_unref (BsQueryGraphs *self)
{
  if (--self->refs > 0)
    return;

  g_clear_pointer (&self->last, bs_query_graph_unref);
  g_array_unref (self->nodes.runs);
  g_array_unref (self->orders.runs);
  g_free (self);
}

static int
prepare (BsQueryGraphs *self, sqlite3_stmt **stmt, const char *format, const char *table)
{
  g_autofree char *sql = g_strdup_printf (format, table);

  return sqlite3_prepare_v2 (self->db, sql, -1, stmt, NULL);
}

/* Looks for rows that were not there yet. */
static int
extend (BsQueryGraphs *self, Directory *directory)
{
  sqlite3_stmt *stmt = NULL;
  int rc = prepare (self, &stmt,
                    "SELECT rowid, mini_batch FROM main.%s NOT INDEXED WHERE rowid > ?1 "
                    "ORDER BY rowid",
                    directory->table);

  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int64 (stmt, 1, directory->last_row);
  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      GArray *runs = directory->runs;
      Run *last = runs->len > 0 ? &g_array_index (runs, Run, runs->len - 1) : NULL;
      gint64 row = sqlite3_column_int64 (stmt, 0), mini_batch = sqlite3_column_int64 (stmt, 1);

      rc = SQLITE_OK;
      if (mini_batch < 0 || mini_batch >= G_MAXUINT32
          || (last != NULL && mini_batch < last->mini_batch))
        {
          rc = SQLITE_CORRUPT;
        }
      else if (last != NULL && mini_batch == last->mini_batch)
        {
          last->last_row = row;
        }
      else
        {
          Run run = { (guint32) mini_batch, row, row };

          g_array_append_val (runs, run);
        }
      directory->last_row = row;
    }
  sqlite3_finalize (stmt);

  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Returns: (nullable): the first run of at least @mini_batch. */
static const Run *
search (const Directory *directory, gint64 mini_batch)
{
  guint low = 0, high = directory->runs->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (directory->runs, Run, middle).mini_batch < mini_batch)
        low = middle + 1;
      else
        high = middle;
    }

  return low < directory->runs->len ? &g_array_index (directory->runs, Run, low) : NULL;
}

static int
find_run (BsQueryGraphs *self, Directory *directory, gint64 mini_batch, gboolean exactly,
          const Run **run)
{
  int rc = SQLITE_OK;

  *run = search (directory, mini_batch);
  if (*run == NULL)
    {
      rc = extend (self, directory);
      *run = search (directory, mini_batch);
    }
  if (*run != NULL && exactly && (*run)->mini_batch != mini_batch)
    *run = NULL;

  return rc;
}

/* A row of blocks: first, n, blob. */
typedef gboolean (*UnpackFunc) (BsQueryGraph *graph, guint32 n_known, guint32 n,
                                const guint8 *bytes, gsize size);

static int
read_blocks (BsQueryGraphs *self, BsQueryGraph *graph, const Run *run, const char *sql,
             UnpackFunc unpack)
{
  sqlite3_stmt *stmt = NULL;
  gint64 n_known = 0;
  int rc = sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int64 (stmt, 1, run->first_row);
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int64 (stmt, 2, run->last_row);
  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      gint64 first = sqlite3_column_int64 (stmt, 0), n = sqlite3_column_int64 (stmt, 1);
      const guint8 *bytes = sqlite3_column_blob (stmt, 2);
      gsize size = (gsize) sqlite3_column_bytes (stmt, 2);

      rc = SQLITE_OK;
      if (sqlite3_column_type (stmt, 2) != SQLITE_BLOB || bytes == NULL || first != n_known || n < 1
          || n > BS_GRAPH_BLOCK_NODES
          || !unpack (graph, (guint32) n_known, (guint32) n, bytes, size))
        rc = SQLITE_CORRUPT;
      n_known += n;
    }
  sqlite3_finalize (stmt);

  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static gboolean
unpack_nodes (BsQueryGraph *graph, guint32 n_known, guint32 n, const guint8 *bytes, gsize size)
{
  return bs_unpack_nodes (&graph->nodes, bytes, size, n, MAX_TYPES, G_MAXUINT32);
}

static gboolean
unpack_order (BsQueryGraph *graph, guint32 n_known, guint32 n, const guint8 *bytes, gsize size)
{
  if (n > graph->nodes.n_nodes - n_known
      || !bs_unpack_order (bytes, size, graph->nodes.n_nodes, n, graph->order + n_known))
    return FALSE;

  graph->n_order = n_known + n;

  return TRUE;
}

/* Which nodes each decision takes. */
static int
read_decisions (BsQueryGraphs *self, BsQueryGraph *graph)
{
  g_autoptr (GArray) start = g_array_new (FALSE, FALSE, sizeof (guint32));
  sqlite3_stmt *stmt = NULL;
  guint32 at = 0;
  int rc = sqlite3_prepare_v2 (self->db,
                               "SELECT m.first_decision, d.id, d.batch_size, d.mini_batch "
                               "FROM main.mini_batch m "
                               "JOIN main.decision d ON d.id >= m.first_decision "
                               "AND d.id < m.first_decision + m.n_decisions "
                               "WHERE m.id = ?1 ORDER BY d.id",
                               -1, &stmt, NULL);

  g_array_append_val (start, at);
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int64 (stmt, 1, graph->mini_batch);
  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      gint64 first = sqlite3_column_int64 (stmt, 0), id = sqlite3_column_int64 (stmt, 1);
      gint64 size = sqlite3_column_int64 (stmt, 2);

      rc = SQLITE_OK;
      if (sqlite3_column_int64 (stmt, 3) != graph->mini_batch || first < 1
          || id != first + graph->n_decisions || id >= G_MAXUINT32 || size < 1
          || size > graph->n_order - at)
        {
          rc = SQLITE_CORRUPT;
          break;
        }

      graph->first_decision = (guint32) first;
      graph->n_decisions++;
      for (guint32 end = at + (guint32) size; at < end; at++)
        {
          guint32 *decision = &graph->decision[graph->order[at]];

          if (*decision != BS_NO_DECISION)
            rc = SQLITE_CORRUPT;
          *decision = (guint32) id;
        }
      g_array_append_val (start, at);
    }
  sqlite3_finalize (stmt);
  graph->start = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&start), FALSE);

  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The first decision that knows of each node, where the graph grew: in .ready for now. */
static int
read_stages (BsQueryGraphs *self, BsQueryGraph *graph)
{
  sqlite3_stmt *stmt = NULL;
  guint32 node = 0;
  int rc = sqlite3_prepare_v2 (self->db,
                               "SELECT n_nodes, first_decision FROM main.stage NOT INDEXED "
                               "WHERE mini_batch = ?1 ORDER BY rowid",
                               -1, &stmt, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int64 (stmt, 1, graph->mini_batch);
  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      gint64 end = sqlite3_column_int64 (stmt, 0), first = sqlite3_column_int64 (stmt, 1);

      rc = SQLITE_OK;
      if (first < graph->first_decision || first >= G_MAXUINT32)
        rc = SQLITE_CORRUPT;
      for (; rc == SQLITE_OK && node < MIN (end, graph->nodes.n_nodes); node++)
        graph->ready[node] = (guint32) first;
    }
  sqlite3_finalize (stmt);
  for (; node < graph->nodes.n_nodes; node++)
    graph->ready[node] = graph->first_decision;

  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void
derive (BsQueryGraph *graph)
{
  const BsNodeColumns *nodes = &graph->nodes;
  guint32 end = graph->first_decision + graph->n_decisions;

  for (guint32 v = 0; v < nodes->n_nodes; v++)
    {
      guint32 ready = graph->ready[v];

      graph->depth[v] = 1;
      for (guint32 k = nodes->input_start[v]; k < nodes->input_start[v + 1]; k++)
        {
          guint32 input = nodes->inputs[k], ran = graph->decision[input];

          graph->depth[v] = MAX (graph->depth[v], graph->depth[input] + 1);
          ready = MAX (ready, ran == BS_NO_DECISION ? end : ran + 1);
        }
      graph->ready[v] = ready < end ? ready : BS_NO_DECISION;
    }
}

/* Fills in the chains of a type whose nodes are between @first and @last. */
static void
find_chains (BsQueryGraph *self, guint32 first, guint32 last, guint32 *longest)
{
  const BsNodeColumns *nodes = &self->nodes;

  for (guint32 v = first; v <= last; v++)
    {
      guint32 best = 0;

      for (guint32 k = nodes->input_start[v]; k < nodes->input_start[v + 1]; k++)
        if (nodes->inputs[k] >= first)
          best = MAX (best, longest[nodes->inputs[k]]);
      longest[v] = best;
      if (nodes->type[v] == nodes->type[first])
        self->chain[v] = ++longest[v];
    }
}

const guint32 *
bs_query_graph_get_chain (BsQueryGraph *self)
{
  guint32 n = self->nodes.n_nodes;
  g_autofree guint32 *longest = NULL;
  g_autofree guint32 *last = NULL;
  guint64 work = 0;

  if (self->chain != NULL)
    return self->chain;

  longest = g_new (guint32, MAX (n, 1));
  last = g_new0 (guint32, MAX_TYPES);
  self->chain = g_new0 (guint32, MAX (n, 1));
  for (guint32 v = 0; v < n; v++)
    last[self->nodes.type[v]] = v;
  for (guint32 v = 0; v < n; v++)
    {
      if (self->chain[v] > 0)
        continue;
      work += last[self->nodes.type[v]] - v + 1;
      if (work > MAX_CHAIN_WORK)
        break;
      find_chains (self, v, last[self->nodes.type[v]], longest);
    }

  return self->chain;
}

static int
read_graph (BsQueryGraphs *self, const Run *run, BsQueryGraph *graph)
{
  const Run *order;
  guint32 n;
  int rc;

  graph->mini_batch = run->mini_batch;
  rc = read_blocks (self, graph, run,
                    "SELECT first_node, n_nodes, nodes FROM main.graph_block NOT INDEXED "
                    "WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid",
                    unpack_nodes);
  if (rc != SQLITE_OK)
    return rc;

  n = graph->nodes.n_nodes;
  graph->order = g_new (guint32, MAX (n, 1));
  graph->decision = g_new0 (guint32, MAX (n, 1));
  graph->ready = g_new0 (guint32, MAX (n, 1));
  graph->depth = g_new0 (guint32, MAX (n, 1));
  rc = find_run (self, &self->orders, run->mini_batch, TRUE, &order);
  if (rc == SQLITE_OK && order != NULL)
    rc = read_blocks (self, graph, order,
                      "SELECT first, n, nodes FROM main.order_block NOT INDEXED "
                      "WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid",
                      unpack_order);
  if (rc == SQLITE_OK)
    rc = read_decisions (self, graph);
  if (rc == SQLITE_OK)
    rc = read_stages (self, graph);
  if (rc == SQLITE_OK)
    derive (graph);

  return rc;
}

int
bs_query_graphs_open (BsQueryGraphs *self, gint64 mini_batch, gboolean exactly,
                      BsQueryGraph **graph)
{
  g_autoptr (BsQueryGraph) own = NULL;
  const Run *run;
  int rc;

  *graph = NULL;
  if (self->last != NULL && self->last->mini_batch == mini_batch)
    {
      *graph = bs_query_graph_ref (self->last);
      return SQLITE_OK;
    }

  rc = find_run (self, &self->nodes, mini_batch, exactly, &run);
  if (rc != SQLITE_OK || run == NULL)
    return rc;

  own = g_new0 (BsQueryGraph, 1);
  own->refs = 1;
  rc = read_graph (self, run, own);
  if (rc != SQLITE_OK)
    return rc;

  g_clear_pointer (&self->last, bs_query_graph_unref);
  self->last = bs_query_graph_ref (own);
  *graph = g_steal_pointer (&own);

  return SQLITE_OK;
}

int
bs_query_graphs_find_decision (BsQueryGraphs *self, gint64 decision, gint64 *mini_batch)
{
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (self->db, "SELECT mini_batch FROM main.decision WHERE id = ?1", -1,
                               &stmt, NULL);

  *mini_batch = -1;
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int64 (stmt, 1, decision);
  if (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    *mini_batch = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);

  return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}
