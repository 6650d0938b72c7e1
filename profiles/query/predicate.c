/* SPDX-License-Identifier: Apache-2.0 */
/* Predicates: SQLite evaluates them over a virtual table, in a database in memory that has nothing
 * else. The text is untrusted, and so is the trace.
 * Source: https://www.sqlite.org/vtab.html, c3ref/set_authorizer.html */
#include "config.h"

#include "profiles/query/predicate.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/query/decision-columns.h"
#include "profiles/query/predicate-text.h"

#define TABLE "decisions"
#define BEFORE "SELECT 1 FROM " TABLE " WHERE ("
#define AFTER ")"

#define MAX_COLUMNS 500
#define MAX_SECONDS 10
#define PROGRESS_STEPS 2000

struct _BsPredicate
{
  char *text;
  BsPredicateColumn *columns;
  guint n_columns;
  gboolean over_decisions;
  gboolean *used; /* [n_columns] */
  sqlite3 *db;
  sqlite3_stmt *stmt;
  char *refused; /* (nullable): what the authorizer refused first */
  guint n_selects;

  /* The rows of a run: from @first to before @end. */
  const BsPredicateValue *values; /* (nullable): of the only row; otherwise they are decisions */
  BsTrace *trace;                 /* (nullable): the last one */
  char **states;                  /* [trace->states->n_states] texts, NULL: not yet asked for */
  gint64 first, at, end, step;
  GCancellable *cancellable;
  gint64 deadline;
};

typedef struct
{
  sqlite3_vtab base;
  BsPredicate *predicate;
} Rows;

/* The last word on what is a column: only what was declared, no rowid. */
static guint
find_column (const BsPredicate *self, const char *name)
{
  guint i = 0;

  while (i < self->n_columns && g_ascii_strcasecmp (self->columns[i].name, name) != 0)
    i++;

  return i;
}

/* A state of no types stands for one that was not recorded. */
static BsPredicateValue
get_state (BsPredicate *self, guint32 decision)
{
  char **text = &self->states[bs_trace_decision (self->trace, decision)->state];

  if (*text == NULL)
    *text = bs_trace_state_text (self->trace, decision);

  return (BsPredicateValue){ .kind = **text != '\0' ? BS_PREDICATE_TEXT : BS_PREDICATE_NULL,
                             .text = *text };
}

static int
rows_connect (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **table,
              char **error)
{
  static const char *const types[] = { [BS_PREDICATE_NULL] = "",
                                       [BS_PREDICATE_INTEGER] = "INTEGER",
                                       [BS_PREDICATE_REAL] = "REAL",
                                       [BS_PREDICATE_TEXT] = "TEXT" };
  BsPredicate *predicate = data;
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE x (");
  Rows *self;
  int rc;

  for (guint i = 0; i < predicate->n_columns; i++)
    g_string_append_printf (sql, i > 0 ? ", \"%s\" %s" : "\"%s\" %s", predicate->columns[i].name,
                            types[predicate->columns[i].kind]);
  g_string_append_c (sql, ')');
  rc = sqlite3_declare_vtab (db, sql->str);
  if (rc != SQLITE_OK)
    return rc;

  self = g_new0 (Rows, 1);
  self->predicate = predicate;
  *table = &self->base;

  return SQLITE_OK;
}

static int
rows_disconnect (sqlite3_vtab *table)
{
  g_free (table);

  return SQLITE_OK;
}

/* There is one way to read it: one row after the other, each once. */
static int
rows_best_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  info->estimatedCost = 1e6;
  info->estimatedRows = 1000000;

  return SQLITE_OK;
}

static int
cursor_open (sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
  *cursor = g_new0 (sqlite3_vtab_cursor, 1);

  return SQLITE_OK;
}

static int
cursor_close (sqlite3_vtab_cursor *cursor)
{
  g_free (cursor);

  return SQLITE_OK;
}

static BsPredicate *
get_predicate (sqlite3_vtab_cursor *cursor)
{
  return ((Rows *) cursor->pVtab)->predicate;
}

static int
cursor_filter (sqlite3_vtab_cursor *cursor, int index, const char *name, int argc,
               sqlite3_value **argv)
{
  BsPredicate *self = get_predicate (cursor);

  self->at = self->first;

  return SQLITE_OK;
}

static int
cursor_next (sqlite3_vtab_cursor *cursor)
{
  BsPredicate *self = get_predicate (cursor);

  self->at += self->step;

  return SQLITE_OK;
}

static int
cursor_eof (sqlite3_vtab_cursor *cursor)
{
  const BsPredicate *self = get_predicate (cursor);

  return self->at == self->end;
}

static int
cursor_column (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
  BsPredicate *self = get_predicate (cursor);
  BsPredicateValue value;

  if (self->values != NULL)
    value = self->values[column];
  else if (column == BS_DECISION_STATE)
    value = get_state (self, (guint32) self->at);
  else
    value = bs_decision_get_value (self->trace, (guint32) self->at, (BsDecisionColumn) column);

  switch (value.kind)
    {
    case BS_PREDICATE_INTEGER:
      sqlite3_result_int64 (context, value.integer);
      break;

    case BS_PREDICATE_REAL:
      sqlite3_result_double (context, value.real);
      break;

    case BS_PREDICATE_TEXT:
      sqlite3_result_text (context, value.text, -1, SQLITE_STATIC);
      break;

    case BS_PREDICATE_NULL:
    default:
      sqlite3_result_null (context);
      break;
    }

  return SQLITE_OK;
}

static int
cursor_rowid (sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
  *row = get_predicate (cursor)->at;

  return SQLITE_OK;
}

/* They only compute, and what they make is not longer than what they are given. */
static const char *const functions[] = {
  "abs",     "acos",     "acosh",  "asin",   "asinh",   "atan",  "atan2",  "atanh",     "ceil",
  "ceiling", "coalesce", "cos",    "cosh",   "degrees", "exp",   "floor",  "glob",      "ifnull",
  "iif",     "instr",    "length", "like",   "ln",      "log",   "log10",  "log2",      "lower",
  "ltrim",   "max",      "min",    "mod",    "nullif",  "pi",    "pow",    "power",     "radians",
  "round",   "rtrim",    "sign",   "sin",    "sinh",    "sqrt",  "substr", "substring", "tan",
  "tanh",    "trim",     "trunc",  "typeof", "unicode", "upper", NULL
};

static gboolean
is_function (const char *name)
{
  for (guint i = 0; functions[i] != NULL; i++)
    if (g_ascii_strcasecmp (functions[i], name) == 0)
      return TRUE;

  return FALSE;
}

static int refuse (BsPredicate *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static int
refuse (BsPredicate *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (self->refused == NULL)
    self->refused = g_strdup_vprintf (format, args);
  va_end (args);

  return SQLITE_DENY;
}

static int
authorize (void *data, int action, const char *first, const char *second, const char *schema,
           const char *inside)
{
  BsPredicate *self = data;
  guint column;

  switch (action)
    {
    case SQLITE_SELECT:
      /* the first one is ours */
      return self->n_selects++ == 0 ? SQLITE_OK : refuse (self, "%s", _ ("it asks for a query"));

    case SQLITE_READ:
      column = find_column (self, second);
      if (!g_str_equal (first, TABLE) || (column == self->n_columns && second[0] != '\0'))
        return refuse (self, _ ("there is no column “%s”"), second);
      if (column < self->n_columns)
        self->used[column] = TRUE;
      return SQLITE_OK;

    case SQLITE_FUNCTION:
      if (is_function (second))
        return SQLITE_OK;
      return refuse (self, _ ("the function %s () is not one that a condition may use"), second);

    default:
      return refuse (self, "%s", _ ("it does more than compute"));
    }
}

static int
on_progress (gpointer data)
{
  const BsPredicate *self = data;

  return g_cancellable_is_cancelled (self->cancellable)
         || (self->deadline > 0 && g_get_monotonic_time () >= self->deadline);
}

static gboolean
open_database (BsPredicate *self)
{
  static const sqlite3_module module = {
    .xConnect = rows_connect,
    .xBestIndex = rows_best_index,
    .xDisconnect = rows_disconnect,
    .xOpen = cursor_open,
    .xClose = cursor_close,
    .xFilter = cursor_filter,
    .xNext = cursor_next,
    .xEof = cursor_eof,
    .xColumn = cursor_column,
    .xRowid = cursor_rowid,
  };
  static const struct
  {
    int option, value;
  } options[] = { { SQLITE_DBCONFIG_DEFENSIVE, 1 },
                  { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
                  { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
                  { SQLITE_DBCONFIG_DQS_DML, 0 },
                  { SQLITE_DBCONFIG_DQS_DDL, 0 } };
  static const struct
  {
    int limit, value;
  } limits[] = { { SQLITE_LIMIT_LENGTH, 1 << 24 },    { SQLITE_LIMIT_SQL_LENGTH, 100000 },
                 { SQLITE_LIMIT_EXPR_DEPTH, 100 },    { SQLITE_LIMIT_COMPOUND_SELECT, 1 },
                 { SQLITE_LIMIT_VDBE_OP, 25000 },     { SQLITE_LIMIT_FUNCTION_ARG, 32 },
                 { SQLITE_LIMIT_ATTACHED, 0 },        { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64 },
                 { SQLITE_LIMIT_VARIABLE_NUMBER, 0 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
                 { SQLITE_LIMIT_WORKER_THREADS, 0 } };

  if (sqlite3_open_v2 (":memory:", &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL)
      != SQLITE_OK)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    sqlite3_db_config (self->db, options[i].option, options[i].value, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (self->db, limits[i].limit, limits[i].value);
  /* a table that is there without being made, once it was asked for */
  if (sqlite3_create_module_v2 (self->db, TABLE, &module, self, NULL) != SQLITE_OK
      || sqlite3_exec (self->db, "SELECT 1 FROM " TABLE, NULL, NULL, NULL) != SQLITE_OK)
    return FALSE;

  sqlite3_set_authorizer (self->db, authorize, self);
  sqlite3_progress_handler (self->db, PROGRESS_STEPS, on_progress, self);

  return TRUE;
}

static gboolean
prepare (BsPredicate *self, glong *where, GError **error)
{
  g_autofree char *sql = g_strconcat (BEFORE, self->text, AFTER, NULL);
  int offset;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &self->stmt, NULL) == SQLITE_OK)
    return TRUE;

  offset = sqlite3_error_offset (self->db);
  if (offset >= 0)
    offset = MAX (offset - (int) strlen (BEFORE), 0);
  if (self->refused != NULL && offset >= 0)
    {
      glong character = g_utf8_pointer_to_offset (self->text, self->text + offset);

      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("The condition is refused at character %ld: %s; write an expression over the "
                      "columns of one row"),
                   character + 1, self->refused);
      if (where != NULL)
        *where = character;
    }
  else if (self->refused != NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                 _ ("The condition is refused: %s; write an expression over the columns of one "
                    "row"),
                 self->refused);
  else
    bs_predicate_text_explain (self->text, sqlite3_errmsg (self->db), offset, self->columns,
                               self->n_columns, where, error);

  return FALSE;
}

static void
copy_columns (BsPredicate *self, const BsPredicateColumn *columns, guint n_columns)
{
  self->columns = g_new0 (BsPredicateColumn, n_columns);
  self->n_columns = n_columns;
  self->used = g_new0 (gboolean, n_columns);
  for (guint i = 0; i < n_columns; i++)
    {
      self->columns[i] = columns[i];
      self->columns[i].name = g_strdup (columns[i].name);
      self->columns[i].help = NULL;
    }
}

static BsPredicate *
make (const BsPredicateColumn *columns, guint n_columns, const char *text, glong *where,
      GError **error)
{
  g_autoptr (BsPredicate) self = NULL;

  g_return_val_if_fail (n_columns > 0 && n_columns <= MAX_COLUMNS, NULL);
  if (!bs_predicate_text_check (text, where, error))
    return NULL;

  self = g_atomic_rc_box_new0 (BsPredicate);
  self->text = g_strdup (text);
  copy_columns (self, columns, n_columns);
  if (!open_database (self))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Conditions cannot be evaluated: %s"),
                   sqlite3_errmsg (self->db));
      return NULL;
    }

  return prepare (self, where, error) ? g_steal_pointer (&self) : NULL;
}

BsPredicate *
bs_predicate_new_for (const BsPredicateColumn *columns, guint n_columns, const char *text,
                      GError **error)
{
  return make (columns, n_columns, text, NULL, error);
}

BsPredicate *
bs_predicate_new_at (const char *text, glong *where, GError **error)
{
  BsPredicate *self;

  if (where != NULL)
    *where = -1;
  self = make (bs_decision_columns, BS_N_DECISION_COLUMNS, text, where, error);
  if (self != NULL)
    self->over_decisions = TRUE;

  return self;
}

BsPredicate *
bs_predicate_new (const char *text, GError **error)
{
  return bs_predicate_new_at (text, NULL, error);
}

/* Lets go of the trace, or takes another one. */
static void
set_trace (BsPredicate *self, const BsTrace *trace)
{
  if (self->trace == trace)
    return;

  for (guint32 i = 0; self->trace != NULL && i < self->trace->states->n_states; i++)
    g_free (self->states[i]);
  g_clear_pointer (&self->states, g_free);
  g_clear_pointer (&self->trace, bs_trace_unref);
  if (trace == NULL)
    return;

  self->trace = bs_trace_ref ((BsTrace *) trace);
  self->states = g_new0 (char *, trace->states->n_states);
}

BsPredicate *
bs_predicate_ref (BsPredicate *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  BsPredicate *self = data;

  sqlite3_finalize (self->stmt);
  sqlite3_close (self->db);
  set_trace (self, NULL);
  for (guint i = 0; i < self->n_columns; i++)
    g_free ((char *) self->columns[i].name);
  g_free (self->columns);
  g_free (self->used);
  g_free (self->refused);
  g_free (self->text);
}

void
bs_predicate_free (BsPredicate *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

const char *
bs_predicate_get_text (const BsPredicate *self)
{
  return self->text;
}

gboolean
bs_predicate_uses (const BsPredicate *self, guint column)
{
  g_return_val_if_fail (column < self->n_columns, FALSE);

  return self->used[column];
}

static void
begin (BsPredicate *self, gint64 first, gint64 end, gint64 step, GCancellable *cancellable)
{
  self->first = self->at = first;
  self->end = end;
  self->step = step;
  self->cancellable = cancellable;
  self->deadline = g_get_monotonic_time () + MAX_SECONDS * G_USEC_PER_SEC;
}

/* Takes over how a run ended. */
static gboolean
finish (BsPredicate *self, int rc, GError **error)
{
  gboolean done = rc == SQLITE_DONE || rc == SQLITE_ROW;

  if (rc == SQLITE_INTERRUPT && !g_cancellable_set_error_if_cancelled (self->cancellable, error))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                 _ ("The condition took longer than %d seconds"), MAX_SECONDS);
  else if (!done && rc != SQLITE_INTERRUPT && self->values == NULL)
    g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                 _ ("The condition has no value at decision %u: %s"), (guint32) self->at,
                 sqlite3_errmsg (self->db));
  else if (!done && rc != SQLITE_INTERRUPT)
    g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("The condition has no value: %s"),
                 sqlite3_errmsg (self->db));
  sqlite3_reset (self->stmt);
  self->values = NULL;
  self->cancellable = NULL;
  self->deadline = 0;

  return done;
}

gboolean
bs_predicate_test (BsPredicate *self, const BsPredicateValue *values, gboolean *holds,
                   GError **error)
{
  int rc;

  self->values = values;
  begin (self, 0, 1, 1, NULL);
  rc = sqlite3_step (self->stmt);
  *holds = rc == SQLITE_ROW;

  return finish (self, rc, error);
}

GArray *
bs_predicate_find_all (BsPredicate *self, const BsTrace *trace, GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  int rc;

  g_return_val_if_fail (self->over_decisions, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  set_trace (self, trace);
  begin (self, 1, (gint64) trace->n_decisions + 1, 1, cancellable);
  while ((rc = sqlite3_step (self->stmt)) == SQLITE_ROW)
    {
      guint32 decision = (guint32) self->at;

      g_array_append_val (found, decision);
    }

  return finish (self, rc, error) ? g_steal_pointer (&found) : NULL;
}

gboolean
bs_predicate_next (BsPredicate *self, const BsTrace *trace, guint32 from, gboolean forward,
                   guint32 *found, GCancellable *cancellable, GError **error)
{
  gint64 n = trace->n_decisions;
  int rc;

  g_return_val_if_fail (self->over_decisions, FALSE);
  *found = 0;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  set_trace (self, trace);
  if (forward)
    begin (self, MIN (from, n) + 1, n + 1, 1, cancellable);
  else
    begin (self, CLAMP ((gint64) from - 1, 0, n), 0, -1, cancellable);
  rc = sqlite3_step (self->stmt);
  if (rc == SQLITE_ROW)
    *found = (guint32) self->at;

  return finish (self, rc, error);
}
