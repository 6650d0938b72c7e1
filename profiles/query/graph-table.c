/* SPDX-License-Identifier: Apache-2.0 */
/* The packed graphs of a trace as virtual tables, which unpack one mini-batch at a time.
 * Source: https://www.sqlite.org/vtab.html */
#include "config.h"

#include "profiles/query/graph-table.h"

#include <glib/gi18n-lib.h>

#include "profiles/query/query-graph.h"

typedef enum
{
  KIND_NODE,
  KIND_EDGE,
  KIND_MEMBER,
  N_KINDS
} Kind;

/* What a query can be asked for only one of; a bit each, in the order of arguments. */
typedef enum
{
  BY_MINI_BATCH,
  BY_DECISION,
  BY_NODE,
  N_WAYS
} Way;

enum
{
  NODE_MINI_BATCH,
  NODE_NODE,
  NODE_TYPE,
  NODE_INSTANCE,
  NODE_DATUM,
  NODE_N_INPUTS,
  NODE_DEPTH,
  NODE_CHAIN,
  NODE_READY,
  NODE_DECISION
};

enum
{
  EDGE_MINI_BATCH,
  EDGE_NODE,
  EDGE_POSITION,
  EDGE_INPUT,
  EDGE_PORT
};

enum
{
  MEMBER_DECISION,
  MEMBER_MINI_BATCH,
  MEMBER_POSITION,
  MEMBER_NODE
};

static const struct
{
  const char *name, *columns;
  int column[N_WAYS]; /* -1: no such column, or no quick way */
} tables[N_KINDS] = {
  [KIND_NODE] = { "node",
                  "mini_batch INTEGER, node INTEGER, type INTEGER, instance INTEGER, "
                  "datum INTEGER, n_inputs INTEGER, depth INTEGER, chain INTEGER, ready INTEGER, "
                  "decision INTEGER",
                  { NODE_MINI_BATCH, NODE_DECISION, NODE_NODE } },
  [KIND_EDGE] = { "edge",
                  "mini_batch INTEGER, node INTEGER, position INTEGER, input INTEGER, "
                  "port INTEGER",
                  { EDGE_MINI_BATCH, -1, EDGE_NODE } },
  [KIND_MEMBER] = { "member",
                    "decision INTEGER, mini_batch INTEGER, position INTEGER, node INTEGER",
                    { MEMBER_MINI_BATCH, MEMBER_DECISION, -1 } },
};

typedef struct
{
  sqlite3_vtab base;
  Kind kind;
  BsQueryGraphs *graphs;
} Table;

typedef struct
{
  sqlite3_vtab_cursor base;
  BsQueryGraph *graph; /* NULL: after the last row */
  gboolean exactly;    /* there is no other mini-batch to go through */
  gint64 decision;     /* only of it; BS_NO_DECISION: of all */
  gint64 node;         /* only of it; -1: of all */
  guint32 at, end;     /* nodes, operands, or places in the order */
  gboolean by_place;   /* nodes of a decision: @at are places in the order */
  guint32 owner;       /* of @at: the node of the operand, the number of the decision */
  gint64 row;
} Cursor;

/* What a module is registered with. */
typedef struct
{
  Kind kind;
  BsQueryGraphs *graphs;
} Registration;

static void
registration_free (gpointer data)
{
  Registration *self = data;

  bs_query_graphs_unref (self->graphs);
  g_free (self);
}

static int
table_connect (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **table,
               char **error)
{
  const Registration *registration = data;
  g_autofree char *sql = g_strdup_printf ("CREATE TABLE x (%s)",
                                          tables[registration->kind].columns);
  Table *self;
  int rc = sqlite3_declare_vtab (db, sql);

  if (rc != SQLITE_OK)
    return rc;

  sqlite3_vtab_config (db, SQLITE_VTAB_INNOCUOUS);
  self = g_new0 (Table, 1);
  self->kind = registration->kind;
  self->graphs = bs_query_graphs_ref (registration->graphs);
  *table = &self->base;

  return SQLITE_OK;
}

static int
table_disconnect (sqlite3_vtab *table)
{
  bs_query_graphs_unref (((Table *) table)->graphs);
  g_free (table);

  return SQLITE_OK;
}

/* Which columns are asked for one value: index has a bit for each. */
static int
table_best_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  static const double rows[] = { [0] = 1e7,
                                 [1 << BY_MINI_BATCH] = 1e4,
                                 [1 << BY_DECISION] = 1e2,
                                 [1 << BY_MINI_BATCH | 1 << BY_DECISION] = 1e2,
                                 [1 << BY_NODE] = 1e3,
                                 [1 << BY_MINI_BATCH | 1 << BY_NODE] = 2,
                                 [1 << BY_DECISION | 1 << BY_NODE] = 2,
                                 [1 << BY_MINI_BATCH | 1 << BY_DECISION | 1 << BY_NODE] = 2 };
  const int *column = tables[((Table *) table)->kind].column;
  int n_arguments = 0;

  info->idxNum = 0;
  for (guint way = 0; way < N_WAYS; way++)
    for (int i = 0; i < info->nConstraint; i++)
      if (info->aConstraint[i].usable && info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ
          && info->aConstraint[i].iColumn == column[way])
        {
          info->aConstraintUsage[i].argvIndex = ++n_arguments;
          info->idxNum |= 1 << way;
          break;
        }
  info->estimatedRows = (sqlite3_int64) rows[info->idxNum];
  info->estimatedCost = rows[info->idxNum] * 2;

  return SQLITE_OK;
}

static int
cursor_open (sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
  Cursor *self = g_new0 (Cursor, 1);

  *cursor = &self->base;

  return SQLITE_OK;
}

static int
cursor_close (sqlite3_vtab_cursor *cursor)
{
  Cursor *self = (Cursor *) cursor;

  g_clear_pointer (&self->graph, bs_query_graph_unref);
  g_free (self);

  return SQLITE_OK;
}

static Table *
get_table (Cursor *self)
{
  return (Table *) self->base.pVtab;
}

/* The rows of the mini-batch at hand. */
static void
begin_graph (Cursor *self)
{
  const BsQueryGraph *graph = self->graph;
  const BsNodeColumns *nodes = &graph->nodes;
  gint64 index = self->decision - graph->first_decision;
  guint32 from = 0, to = nodes->n_nodes;

  self->by_place = self->decision != BS_NO_DECISION;
  self->owner = 0;
  if (self->by_place)
    {
      gboolean has = index >= 0 && index < graph->n_decisions;

      self->owner = has ? (guint32) index : 0;
      self->at = has ? graph->start[index] : 0;
      self->end = has ? graph->start[index + 1] : 0;
      return;
    }

  if (self->node >= 0)
    {
      from = (guint32) MIN (self->node, nodes->n_nodes);
      to = from + (self->node < nodes->n_nodes);
    }
  switch (get_table (self)->kind)
    {
    case KIND_EDGE:
      self->owner = from;
      self->at = to > from ? nodes->input_start[from] : 0;
      self->end = to > from ? nodes->input_start[to] : 0;
      break;

    case KIND_MEMBER:
      self->at = 0;
      self->end = graph->start[graph->n_decisions];
      break;

    case KIND_NODE:
    case N_KINDS:
    default:
      self->at = from;
      self->end = to;
      break;
    }
}

static int
complain (Cursor *self, int rc)
{
  sqlite3_vtab *table = self->base.pVtab;

  g_clear_pointer (&self->graph, bs_query_graph_unref);
  if (rc != SQLITE_CORRUPT)
    return rc;

  sqlite3_free (table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf ("%s", _ ("the graph or the order of a mini-batch is damaged"));

  return SQLITE_CORRUPT_VTAB;
}

/* Goes to the first row of a mini-batch from @mini_batch on that has one. */
static int
find_row (Cursor *self, gint64 mini_batch)
{
  for (;;)
    {
      int rc;

      g_clear_pointer (&self->graph, bs_query_graph_unref);
      rc = bs_query_graphs_open (get_table (self)->graphs, mini_batch, self->exactly, &self->graph);
      if (rc != SQLITE_OK)
        return complain (self, rc);
      if (self->graph == NULL)
        return SQLITE_OK;

      begin_graph (self);
      if (self->at < self->end)
        return SQLITE_OK;
      if (self->exactly)
        {
          g_clear_pointer (&self->graph, bs_query_graph_unref);
          return SQLITE_OK;
        }
      mini_batch = (gint64) self->graph->mini_batch + 1;
    }
}

/* To whom the operand or the place belongs. */
static void
find_owner (Cursor *self)
{
  const BsQueryGraph *graph = self->graph;

  switch (graph != NULL ? get_table (self)->kind : KIND_NODE)
    {
    case KIND_EDGE:
      while (self->at >= graph->nodes.input_start[self->owner + 1])
        self->owner++;
      break;

    case KIND_MEMBER:
      while (self->at >= graph->start[self->owner + 1])
        self->owner++;
      break;

    case KIND_NODE:
    case N_KINDS:
    default:
      break;
    }
}

static int
cursor_next (sqlite3_vtab_cursor *cursor)
{
  Cursor *self = (Cursor *) cursor;
  int rc = SQLITE_OK;

  self->row++;
  if (++self->at >= self->end)
    {
      if (self->exactly)
        g_clear_pointer (&self->graph, bs_query_graph_unref);
      else
        rc = find_row (self, (gint64) self->graph->mini_batch + 1);
    }
  find_owner (self);

  return rc;
}

/* Returns: whether a value can be equal to that of a column at all: then @integer is it. */
static gboolean
get_integer (sqlite3_value *value, gint64 *integer)
{
  double real;

  switch (sqlite3_value_numeric_type (value))
    {
    case SQLITE_INTEGER:
      *integer = sqlite3_value_int64 (value);
      break;

    case SQLITE_FLOAT:
      real = sqlite3_value_double (value);
      if (!(real >= 0.0 && real <= G_MAXUINT32))
        return FALSE;
      *integer = (gint64) real;
      return (double) *integer == real;

    default:
      return FALSE;
    }

  return *integer >= 0 && *integer <= G_MAXUINT32;
}

static int
cursor_filter (sqlite3_vtab_cursor *cursor, int index, const char *name, int argc,
               sqlite3_value **argv)
{
  Cursor *self = (Cursor *) cursor;
  gint64 values[N_WAYS] = { [BY_MINI_BATCH] = 0, [BY_DECISION] = BS_NO_DECISION, [BY_NODE] = -1 };
  gint64 mini_batch;
  int n = 0, rc = SQLITE_OK;

  self->row = 0;
  g_clear_pointer (&self->graph, bs_query_graph_unref);
  for (guint way = 0; way < N_WAYS; way++)
    if ((index & 1 << way) != 0 && !get_integer (argv[n++], &values[way]))
      return SQLITE_OK;

  mini_batch = values[BY_MINI_BATCH];
  self->decision = values[BY_DECISION];
  self->node = values[BY_NODE];
  self->exactly = (index & (1 << BY_MINI_BATCH | 1 << BY_DECISION)) != 0;
  if ((index & 1 << BY_DECISION) != 0)
    {
      rc = bs_query_graphs_find_decision (get_table (self)->graphs, self->decision, &mini_batch);
      if (rc != SQLITE_OK || self->decision == BS_NO_DECISION || mini_batch < 0)
        return rc;
    }
  rc = find_row (self, mini_batch);
  find_owner (self);

  return rc;
}

static int
cursor_eof (sqlite3_vtab_cursor *cursor)
{
  return ((Cursor *) cursor)->graph == NULL;
}

static void
result_decision (sqlite3_context *context, guint32 decision)
{
  if (decision != BS_NO_DECISION)
    sqlite3_result_int64 (context, decision);
}

static void
node_column (const Cursor *self, sqlite3_context *context, int column)
{
  const BsQueryGraph *graph = self->graph;
  const BsNodeColumns *nodes = &graph->nodes;
  guint32 node = self->by_place ? graph->order[self->at] : self->at;
  guint32 chain;

  switch (column)
    {
    case NODE_MINI_BATCH:
      sqlite3_result_int64 (context, graph->mini_batch);
      break;

    case NODE_NODE:
      sqlite3_result_int64 (context, node);
      break;

    case NODE_TYPE:
      sqlite3_result_int (context, nodes->type[node]);
      break;

    case NODE_INSTANCE:
      sqlite3_result_int64 (context, nodes->instance[node]);
      break;

    case NODE_DATUM:
      if (nodes->datum[node] != BS_NO_DATUM)
        sqlite3_result_int64 (context, nodes->datum[node]);
      break;

    case NODE_N_INPUTS:
      sqlite3_result_int64 (context, nodes->input_start[node + 1] - nodes->input_start[node]);
      break;

    case NODE_DEPTH:
      sqlite3_result_int64 (context, graph->depth[node]);
      break;

    case NODE_CHAIN:
      chain = bs_query_graph_get_chain (self->graph)[node];
      if (chain > 0)
        sqlite3_result_int64 (context, chain);
      break;

    case NODE_READY:
      result_decision (context, graph->ready[node]);
      break;

    case NODE_DECISION:
    default:
      result_decision (context, graph->decision[node]);
      break;
    }
}

static void
edge_column (const Cursor *self, sqlite3_context *context, int column)
{
  const BsNodeColumns *nodes = &self->graph->nodes;

  switch (column)
    {
    case EDGE_MINI_BATCH:
      sqlite3_result_int64 (context, self->graph->mini_batch);
      break;

    case EDGE_NODE:
      sqlite3_result_int64 (context, self->owner);
      break;

    case EDGE_POSITION:
      sqlite3_result_int64 (context, self->at - nodes->input_start[self->owner]);
      break;

    case EDGE_INPUT:
      sqlite3_result_int64 (context, nodes->inputs[self->at]);
      break;

    case EDGE_PORT:
    default:
      sqlite3_result_int (context, nodes->ports[self->at]);
      break;
    }
}

static void
member_column (const Cursor *self, sqlite3_context *context, int column)
{
  const BsQueryGraph *graph = self->graph;

  switch (column)
    {
    case MEMBER_DECISION:
      sqlite3_result_int64 (context, (gint64) graph->first_decision + self->owner);
      break;

    case MEMBER_MINI_BATCH:
      sqlite3_result_int64 (context, graph->mini_batch);
      break;

    case MEMBER_POSITION:
      sqlite3_result_int64 (context, self->at - graph->start[self->owner]);
      break;

    case MEMBER_NODE:
    default:
      sqlite3_result_int64 (context, graph->order[self->at]);
      break;
    }
}

static int
cursor_column (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
  Cursor *self = (Cursor *) cursor;

  switch (get_table (self)->kind)
    {
    case KIND_EDGE:
      edge_column (self, context, column);
      break;

    case KIND_MEMBER:
      member_column (self, context, column);
      break;

    case KIND_NODE:
    case N_KINDS:
    default:
      node_column (self, context, column);
      break;
    }

  return SQLITE_OK;
}

static int
cursor_rowid (sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
  *row = ((Cursor *) cursor)->row;

  return SQLITE_OK;
}

/* The words are copied once where they are asked for, which gives them an index. */
static const char views_sql[] =
    "CREATE TEMP VIEW nodes AS\n"
    "  SELECT n.mini_batch, n.node, t.name AS type, n.instance, n.datum,\n"
    "         (WITH w AS MATERIALIZED (SELECT vocabulary, datum, text FROM word)\n"
    "          SELECT w.text FROM w WHERE w.vocabulary = t.vocabulary AND w.datum = n.datum)\n"
    "           AS word,\n"
    "         n.n_inputs, n.depth, n.chain, n.ready, n.decision, n.decision - n.ready AS waited\n"
    "  FROM node n LEFT JOIN type t ON t.id = n.type;\n"

    "CREATE TEMP VIEW edges AS\n"
    "  SELECT e.mini_batch, e.node, t.name AS type, e.position, e.input, u.name AS input_type,\n"
    "         e.port\n"
    "  FROM edge e JOIN node n ON n.mini_batch = e.mini_batch AND n.node = e.node\n"
    "       JOIN node i ON i.mini_batch = e.mini_batch AND i.node = e.input\n"
    "       LEFT JOIN type t ON t.id = n.type LEFT JOIN type u ON u.id = i.type;\n"

    "CREATE TEMP VIEW members AS\n"
    "  SELECT m.decision, m.mini_batch, m.position, m.node, n.type, n.instance, n.datum, n.word,\n"
    "         n.depth, n.ready, n.waited\n"
    "  FROM member m JOIN nodes n ON n.mini_batch = m.mini_batch AND n.node = m.node;\n";

int
bs_graph_table_register (sqlite3 *db)
{
  static const sqlite3_module module = {
    .xCreate = table_connect,
    .xConnect = table_connect,
    .xBestIndex = table_best_index,
    .xDisconnect = table_disconnect,
    .xDestroy = table_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
  };
  BsQueryGraphs *graphs = bs_query_graphs_new (db);
  int rc = SQLITE_OK;

  for (guint kind = 0; kind < N_KINDS && rc == SQLITE_OK; kind++)
    {
      Registration *registration = g_new0 (Registration, 1);
      g_autofree char *name = g_strconcat ("batchscope_", tables[kind].name, NULL);
      g_autofree char *sql = g_strdup_printf ("CREATE VIRTUAL TABLE temp.%s USING %s",
                                              tables[kind].name, name);

      registration->kind = kind;
      registration->graphs = bs_query_graphs_ref (graphs);
      rc = sqlite3_create_module_v2 (db, name, &module, registration, registration_free);
      if (rc == SQLITE_OK)
        rc = sqlite3_exec (db, sql, NULL, NULL, NULL);
    }
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, views_sql, NULL, NULL, NULL);
  bs_query_graphs_unref (graphs);

  return rc;
}
