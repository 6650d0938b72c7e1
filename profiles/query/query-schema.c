/* SPDX-License-Identifier: Apache-2.0 */
/* What SQL on a trace can ask for: read from a trace without rows, and from what the schema says of
 * itself. */
#include "config.h"

#include "profiles/query/query-schema.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "profiles/format/schema.h"
#include "profiles/query/decision-columns.h"
#include "profiles/query/query-tables.h"

/* What a row is, for what the schema does not say itself, in the order in which it is listed. */
static const struct
{
  const char *name;
  BsRelationKind kind;
  const char *help;
} relations[] = {
  { "decisions", BS_RELATION_VIEW, N_ ("a decision, with all that a predicate can ask of it") },
  { "batches", BS_RELATION_VIEW, N_ ("how the batch of a decision ran") },
  { "frontier", BS_RELATION_VIEW, N_ ("a type that was ready at a decision") },
  { "events", BS_RELATION_VIEW, N_ ("something that took time, with the name of its phase") },
  { "moves", BS_RELATION_VIEW, N_ ("the gathers, or the scatters, of a decision") },
  { "mini_batches", BS_RELATION_VIEW, N_ ("a mini-batch") },
  { "nodes", BS_RELATION_VIEW, N_ ("a node of a graph, when it was ready and when it ran") },
  { "edges", BS_RELATION_VIEW, N_ ("an operand of a node") },
  { "members", BS_RELATION_VIEW, N_ ("a node of the batch of a decision") },
  { "launches", BS_RELATION_VIEW, N_ ("a kernel that a GPU ran") },
  { "plans", BS_RELATION_VIEW, N_ ("a memory plan of a cell") },
  { "plan_operands", BS_RELATION_VIEW, N_ ("a variable of an operand of a batch inside a cell") },
  { "policy_table", BS_RELATION_VIEW, N_ ("what was learned of a type in a state") },
  { "words", BS_RELATION_VIEW, N_ ("what data of nodes stand for") },
  { "timeline", BS_RELATION_CONSOLE,
    N_ ("the time of a lane and phase within a piece: timeline (from_ns, to_ns, n)") },
  { "event", BS_RELATION_CONSOLE, N_ ("something that took time; rowid is its number") },
  { "node", BS_RELATION_CONSOLE, N_ ("a node, with numbers in place of names") },
  { "edge", BS_RELATION_CONSOLE, N_ ("an operand, with numbers in place of names") },
  { "member", BS_RELATION_CONSOLE, N_ ("a node of a batch, with numbers in place of names") },
};

/* What columns of views mean that are not those of predicates; of any view, unless it is named. */
static const struct
{
  const char *relation, *name, *help;
} columns[] = {
  { "edges", "type", N_ ("of the node") },
  { "edges", "node", N_ ("that reads") },
  { "edge", "node", N_ ("that reads") },
  { "timeline", "events", N_ ("that begin in the piece") },
  { "timeline", "ns", N_ ("that they take in it, added up") },
  { "timeline", "phase", N_ ("its name") },
  { "events", "phase", N_ ("its name") },
  { "event", "phase", N_ ("its number, see the table phase") },
  { "moves", "phase", N_ ("gather or scatter") },
  { "moves", "ns", N_ ("that they took, added up over all threads") },
  { "moves", "bytes", N_ ("that they moved") },
  { "node", "type", N_ ("its number, see the table type") },
  { "nodes", "decision", N_ ("that executes it; NULL: the recording ended before") },
  { "node", "decision", N_ ("that executes it; NULL: the recording ended before") },
  { "events", "decision", N_ ("that it belongs to; NULL: to none") },
  { "event", "decision", N_ ("that it belongs to; NULL: to none") },
  { "member", "position", N_ ("in the batch, from 0") },
  { "members", "position", N_ ("in the batch, from 0") },
  { "nodes", "ready", N_ ("the first decision that finds it so") },
  { "node", "ready", N_ ("the first decision that finds it so") },
  { "members", "ready", N_ ("the first decision that finds it so") },
  { "mini_batches", "batches", N_ ("that its schedule has") },
  { "plans", "batches", N_ ("of operations inside one call") },
  { "plan_operands", "type", N_ ("of the operations") },
  { "policy_table", "state", N_ ("its number, see the table policy_state") },
  { NULL, "decision", N_ ("its number, from 1 through the whole trace") },
  { NULL, "mini_batch", N_ ("its number, from 0") },
  { NULL, "node", N_ ("its number in its mini-batch, from 0") },
  { NULL, "type", N_ ("the name of its type") },
  { NULL, "phase", N_ ("what was done") },
  { NULL, "lane", N_ ("a thread, from 0, or what the table lane says") },
  { NULL, "start_ns", N_ ("when it began, on the clock of the trace") },
  { NULL, "end_ns", N_ ("when it ended") },
  { NULL, "ns", N_ ("how long it took") },
  { NULL, "bytes", N_ ("that were moved") },
  { NULL, "flops", N_ ("floating-point operations") },
  { NULL, "moves", N_ ("how many") },
  { NULL, "nodes", N_ ("how many") },
  { NULL, "chosen", N_ ("1: the policy took this type") },
  { NULL, "lower_bound", N_ ("fewest batches that any schedule can have") },
  { NULL, "fallbacks", N_ ("decisions in states that the policy did not know") },
  { NULL, "loss", N_ ("NULL when it did not run to its end") },
  { NULL, "schedule_ns", N_ ("from its first choice to the end of its last batch") },
  { NULL, "instance", N_ ("the input of the mini-batch that it is of, from 0") },
  { NULL, "datum", N_ ("what it looks up or compares with; NULL: nothing") },
  { NULL, "word", N_ ("what the datum stands for") },
  { NULL, "n_inputs", N_ ("how many operands it has") },
  { NULL, "depth", N_ ("nodes on the longest path to it, from 1") },
  { NULL, "chain", N_ ("nodes of its type on a path to it, at most") },
  { NULL, "waited", N_ ("decisions between being ready and running") },
  { NULL, "position", N_ ("which operand, from 0") },
  { NULL, "input", N_ ("the node that is read") },
  { NULL, "input_type", N_ ("the type of the node that is read") },
  { NULL, "port", N_ ("which of its outputs, from 0") },
  { NULL, "launch", N_ ("its number") },
  { NULL, "kernel", N_ ("its name") },
  { NULL, "waited_ns", N_ ("between the call of the driver and its start") },
  { NULL, "blocks", N_ ("how many it ran") },
  { NULL, "threads", N_ ("of a block") },
  { NULL, "occupancy", N_ ("warps of a multiprocessor that it can have at most, as a share") },
  { NULL, "traffic", N_ ("that memory has to bring and to take at least") },
  { "launches", "depth", N_ ("launches before it in its stream") },
  { NULL, "cell", N_ ("its name") },
  { NULL, "planner", N_ ("creation, published or full") },
  { NULL, "minimal", N_ ("1: no schedule has fewer batches, proven") },
  { NULL, "gathers", N_ ("operands that are copied together") },
  { NULL, "gather_bytes", N_ ("that gathers copy") },
  { NULL, "scatters", N_ ("results that are copied apart") },
  { NULL, "scatter_bytes", N_ ("that scatters copy") },
  { NULL, "total_bytes", N_ ("of all variables inside the layout") },
  { NULL, "peak_bytes", N_ ("of the layout, where dead storage may be used again") },
  { NULL, "batch", N_ ("its number, from 0") },
  { NULL, "kind", N_ ("of its operations, such as product") },
  { NULL, "operand", N_ ("which one, from 0; NULL: the results") },
  { NULL, "access", N_ ("how kernels come to it: in-place, gather, …") },
  { NULL, "conflict", N_ ("why it is copied; NULL: it is not") },
  { NULL, "variable", N_ ("its name") },
  { NULL, "offset", N_ ("in numbers, from the base of the layout; NULL: outside") },
  { NULL, "q", N_ ("the learned value, in batches") },
  { NULL, "visits", N_ ("how often training took it") },
  { NULL, "vocabulary", N_ ("its name") },
  { NULL, "text", N_ ("what the datum stands for") },
  { NULL, "t0", N_ ("when the piece begins") },
  { NULL, "t1", N_ ("when the piece ends") },
  { NULL, "longest_ns", N_ ("of the longest that touches the piece, in full") },
};

static void
column_free (gpointer data)
{
  BsRelationColumn *self = data;

  g_free (self->name);
  g_free (self->type);
  g_free (self->help);
  g_free (self);
}

static void
relation_free (gpointer data)
{
  BsRelation *self = data;

  g_free (self->name);
  g_free (self->help);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

static const char *
find_unit (const char *name)
{
  if (g_str_equal (name, "ns") || g_str_has_suffix (name, "_ns") || g_str_equal (name, "t0")
      || g_str_equal (name, "t1"))
    return "ns";
  if (g_str_equal (name, "bytes") || g_str_has_suffix (name, "_bytes")
      || g_str_equal (name, "traffic"))
    return _ ("bytes");

  return NULL;
}

/* The statement in the schema that makes a table; with the comments that say what it is. */
static char *
find_statement (const char *name)
{
  g_autofree char *begin = g_strdup_printf ("CREATE TABLE %s (", name);
  const char *found = strstr (bs_schema_sql, begin), *end;

  if (found == NULL)
    return NULL;

  found += strlen (begin);
  end = strstr (found, "\n) STRICT");
  return g_strndup (found, end != NULL ? (gsize) (end - found) : strlen (found));
}

/* Comments that lie on lines of their own go on with what the line before says. */
static char *
find_comment (char **lines, const char *column)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean inside = column == NULL;

  for (; *lines != NULL; lines++)
    {
      const char *line = g_strchug (*lines), *comment = strstr (line, "-- ");
      g_autofree char *begin = column != NULL ? g_strdup_printf ("%s ", column) : NULL;

      if (column != NULL && !g_str_has_prefix (line, "--"))
        inside = g_str_has_prefix (line, begin);
      else if (column == NULL && !g_str_has_prefix (line, "--") && *line != '\0')
        break;
      if (inside && comment != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", comment + 3);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
describe_column (const BsRelation *relation, const char *name)
{
  g_autofree char *statement = NULL;

  if (g_str_equal (relation->name, "decisions"))
    for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
      if (g_str_equal (bs_decision_columns[i].name, name))
        return g_strdup (_ (bs_decision_columns[i].help));

  if (relation->kind == BS_RELATION_FILE && (statement = find_statement (relation->name)) != NULL)
    {
      g_auto (GStrv) lines = g_strsplit (statement, "\n", -1);

      return find_comment (lines, name);
    }

  for (guint any = 0; any <= 1; any++)
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
      if (g_str_equal (columns[i].name, name)
          && g_strcmp0 (columns[i].relation, any ? NULL : relation->name) == 0)
        return g_strdup (_ (columns[i].help));
  for (guint i = 0; i < BS_N_DECISION_COLUMNS; i++)
    if (g_str_equal (bs_decision_columns[i].name, name))
      return g_strdup (_ (bs_decision_columns[i].help));

  return NULL;
}

static void
add_relation (GPtrArray *all, sqlite3 *db, const char *name, BsRelationKind kind, const char *help)
{
  BsRelation *relation = g_new0 (BsRelation, 1);
  g_autofree char *sql = g_strdup_printf ("PRAGMA table_info (%s)", name);
  sqlite3_stmt *stmt = NULL;

  relation->kind = kind;
  relation->name = g_strdup (name);
  relation->columns = g_ptr_array_new_with_free_func (column_free);
  if (help != NULL)
    relation->help = g_strdup (help);
  else
    {
      g_autofree char *statement = find_statement (name);
      g_auto (GStrv) lines = g_strsplit (statement != NULL ? statement : "", "\n", -1);

      relation->help = find_comment (lines, NULL);
    }

  sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);
  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    {
      BsRelationColumn *column = g_new0 (BsRelationColumn, 1);
      const char *type = (const char *) sqlite3_column_text (stmt, 2);

      column->name = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      column->type = g_strdup (type != NULL && !g_str_equal (type, "NUM") ? type : "");
      column->unit = find_unit (column->name);
      column->help = describe_column (relation, column->name);
      g_ptr_array_add (relation->columns, column);
    }
  sqlite3_finalize (stmt);
  g_ptr_array_add (all, relation);
}

static gpointer
make_schema (gpointer data)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (relation_free);
  sqlite3 *db = NULL;

  if (sqlite3_open (":memory:", &db) == SQLITE_OK
      && sqlite3_exec (db, bs_schema_sql, NULL, NULL, NULL) == SQLITE_OK
      && bs_query_tables_register (db) == SQLITE_OK && bs_query_tables_make_views (db) == SQLITE_OK)
    {
      for (guint i = 0; i < G_N_ELEMENTS (relations); i++)
        add_relation (all, db, relations[i].name, relations[i].kind, _ (relations[i].help));
      for (guint i = 0; bs_schema_tables[i].name != NULL; i++)
        if (bs_schema_tables[i].until == 0)
          add_relation (all, db, bs_schema_tables[i].name, BS_RELATION_FILE, NULL);
    }
  sqlite3_close (db);

  return all;
}

const GPtrArray *
bs_query_schema_get (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_schema, NULL);
}

const BsRelation *
bs_query_schema_find (const char *name, gsize length)
{
  const GPtrArray *all = bs_query_schema_get ();

  for (guint i = 0; i < all->len; i++)
    {
      const BsRelation *relation = g_ptr_array_index (all, i);

      if (strlen (relation->name) == length
          && g_ascii_strncasecmp (relation->name, name, length) == 0)
        return relation;
    }

  return NULL;
}

char *
bs_relation_make_example (const BsRelation *self)
{
  if (g_str_equal (self->name, "timeline"))
    return g_strdup ("SELECT * FROM timeline (NULL, NULL, 100)");

  return g_strdup_printf ("SELECT * FROM %s LIMIT 1000", self->name);
}
