/* SPDX-License-Identifier: Apache-2.0 */
/* A query of the console, run in a thread. */
#include "config.h"

#include "app/window/console/query-job.h"

#include <string.h>

#include "profiles/query/query-writer.h"

/* How often rows are looked for, and how many are shown while more are on their way. */
#define LOOK_MS 100
#define PART_ROWS 500
#define PART_CELLS 5000

/* Of a cell that is text: people read the beginning. */
#define MAX_TEXT 2000

typedef struct
{
  BsQueryKind kind;
  gint64 integer;
  double real;
  char *text;
} Cell;

typedef struct
{
  char *path, *sql;
  BsQueryPartFunc part;
  gpointer part_data;
  guint source; /* of the main thread: looks for rows */
  guint told;   /* rows that were counted there last */
  guint shown;  /* rows that were handed out */

  GMutex mutex;     /* of what follows, until the thread has come to its end */
  GPtrArray *names; /* (nullable): of columns, once the query is prepared */
  GArray *cells;    /* Cell, row by row */
  guint n_rows;
  guint64 n_bytes;
  gboolean more;
} Job;

static void
cell_clear (gpointer data)
{
  g_free (((Cell *) data)->text);
}

static void
job_free (gpointer data)
{
  Job *self = data;

  g_mutex_clear (&self->mutex);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self->path);
  g_free (self->sql);
  g_array_unref (self->cells);
  g_free (self);
}

void
bs_query_result_free (BsQueryResult *self)
{
  bs_table_unref (self->table);
  g_clear_error (&self->error);
  g_free (self);
}

/* What all cells of a column can be shown as. */
static BsColumnKind
kind_of (const Job *self, guint column, guint n_rows)
{
  gboolean reals = FALSE, any = FALSE;

  for (guint row = 0; row < n_rows; row++)
    {
      BsQueryKind kind = g_array_index (self->cells, Cell, row * self->names->len + column).kind;

      if (kind == BS_QUERY_TEXT || kind == BS_QUERY_BLOB)
        return BS_COLUMN_TEXT;
      reals = reals || kind == BS_QUERY_REAL;
      any = any || kind != BS_QUERY_NULL;
    }

  return !any ? BS_COLUMN_TEXT : reals ? BS_COLUMN_REAL : BS_COLUMN_INTEGER;
}

static void
add_cell (BsTable *table, BsColumnKind kind, const Cell *cell)
{
  if (cell->kind == BS_QUERY_NULL)
    bs_table_add_missing (table);
  else if (kind == BS_COLUMN_INTEGER)
    bs_table_add_integer (table, cell->integer);
  else if (kind == BS_COLUMN_REAL)
    bs_table_add_real (table, cell->kind == BS_QUERY_REAL ? cell->real : (double) cell->integer);
  else if (cell->text != NULL)
    bs_table_add_text (table, cell->text);
  else if (cell->kind == BS_QUERY_INTEGER)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, cell->integer);

      bs_table_add_text (table, text);
    }
  else
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      bs_table_add_text (table, g_ascii_dtostr (text, sizeof text, cell->real));
    }
}

static BsTable *
make_table (const Job *self, guint n_rows)
{
  BsTable *table = bs_table_new ();
  g_autofree BsColumnKind *kinds = g_new (BsColumnKind, self->names->len + 1);

  for (guint i = 0; i < self->names->len; i++)
    {
      kinds[i] = kind_of (self, i, n_rows);
      bs_table_add_column (table, g_ptr_array_index (self->names, i), kinds[i]);
    }
  for (guint row = 0; row < n_rows; row++)
    for (guint i = 0; i < self->names->len; i++)
      add_cell (table, kinds[i], &g_array_index (self->cells, Cell, row * self->names->len + i));

  return table;
}

/* Looks how far the thread is, and shows the first rows: a few, for this is the main thread. */
static gboolean
look_cb (gpointer user_data)
{
  GTask *task = user_data;
  Job *self = g_task_get_task_data (task);
  g_autoptr (BsTable) table = NULL;
  guint n_rows;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return G_SOURCE_CONTINUE;

  g_mutex_lock (&self->mutex);
  n_rows = self->n_rows;
  if (self->names != NULL && n_rows > 0)
    {
      guint n = CLAMP (PART_CELLS / MAX (self->names->len, 1), 1, MIN (n_rows, PART_ROWS));

      if (n > self->shown)
        {
          table = make_table (self, n);
          self->shown = n;
        }
    }
  g_mutex_unlock (&self->mutex);
  if (table != NULL || n_rows != self->told)
    self->part (g_task_get_source_object (task), table, n_rows, self->part_data);
  self->told = n_rows;

  return G_SOURCE_CONTINUE;
}

static char *
cell_text (const BsQueryValue *value)
{
  g_autofree char *bytes = NULL;

  if (value->kind == BS_QUERY_BLOB)
    return bs_query_blob_to_text (value);

  bytes = g_strndup ((const char *) value->bytes, MIN (value->n_bytes, MAX_TEXT));
  return g_utf8_make_valid (bytes, -1);
}

static gboolean
row_cb (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  Job *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->n_rows >= BS_QUERY_JOB_ROWS || self->n_bytes >= BS_QUERY_JOB_BYTES)
    {
      self->more = TRUE;
      return FALSE;
    }

  for (guint i = 0; i < n; i++)
    {
      Cell cell = { .kind = values[i].kind, .integer = values[i].integer, .real = values[i].real };

      if (cell.kind == BS_QUERY_TEXT || cell.kind == BS_QUERY_BLOB)
        {
          cell.text = cell_text (&values[i]);
          self->n_bytes += strlen (cell.text) + 1;
        }
      g_array_append_val (self->cells, cell);
    }
  self->n_bytes += n * sizeof (Cell);
  self->n_rows++;

  return TRUE;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *self = data;
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (BsQuery) query = NULL;
  g_autoptr (GPtrArray) names = NULL;
  GError *error = NULL;
  BsQueryResult *result;

  query = bs_query_open (self->path, cancellable, &error);
  if (query == NULL || !bs_query_prepare (query, self->sql, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < bs_query_get_n_columns (query); i++)
    g_ptr_array_add (names, g_strdup (bs_query_get_column_name (query, i)));
  g_mutex_lock (&self->mutex);
  self->names = g_steal_pointer (&names);
  g_mutex_unlock (&self->mutex);

  result = g_new0 (BsQueryResult, 1);
  bs_query_set_memory (query, BS_QUERY_JOB_WORK);
  bs_query_run (query, 0, row_cb, self, &result->error);
  result->table = make_table (self, self->n_rows);
  result->more = self->more;
  result->ns = (g_get_monotonic_time () - start_us) * 1000;
  g_task_return_pointer (task, result, (GDestroyNotify) bs_query_result_free);
}

void
bs_query_job_start (GObject *source, const char *path, const char *sql, BsQueryPartFunc part,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  job->sql = g_strdup (sql);
  job->part = part;
  job->part_data = user_data;
  job->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (job->cells, cell_clear);
  g_mutex_init (&job->mutex);
  /* What came before it was cancelled is shown, too. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  job->source = g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, look_cb, g_object_ref (task),
                                    g_object_unref);
  g_task_run_in_thread (task, run);
}

BsQueryResult *
bs_query_job_finish (GAsyncResult *result, GError **error)
{
  Job *self = g_task_get_task_data (G_TASK (result));

  g_clear_handle_id (&self->source, g_source_remove);
  return g_task_propagate_pointer (G_TASK (result), error);
}
