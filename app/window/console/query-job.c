/* SPDX-License-Identifier: Apache-2.0 */
/* A query of the console, run in a thread. */
#include "config.h"

#include "app/window/console/query-job.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "profiles/query/query.h"

/* First rows are shown after this, and so many of them. */
#define PART_US 150000
#define PART_ROWS 500

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

  /* In the thread. */
  BsQuery *query;
  GArray *cells; /* Cell, row by row */
  guint n_columns;
  guint64 n_rows;
  gint64 start_us;
  gboolean told;
  GTask *task;
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

  g_free (self->path);
  g_free (self->sql);
  g_clear_pointer (&self->query, bs_query_free);
  g_array_unref (self->cells);
  g_free (self);
}

void
bs_query_result_free (BsQueryResult *self)
{
  bs_table_unref (self->table);
  g_free (self);
}

/* What all cells of a column can be shown as. */
static BsColumnKind
kind_of (const Job *self, guint column, guint n_rows)
{
  gboolean reals = FALSE, any = FALSE;

  for (guint row = 0; row < n_rows; row++)
    {
      BsQueryKind kind = g_array_index (self->cells, Cell, row * self->n_columns + column).kind;

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
  g_autofree BsColumnKind *kinds = g_new (BsColumnKind, self->n_columns + 1);

  for (guint i = 0; i < self->n_columns; i++)
    {
      kinds[i] = kind_of (self, i, n_rows);
      bs_table_add_column (table, bs_query_get_column_name (self->query, i), kinds[i]);
    }
  for (guint row = 0; row < n_rows; row++)
    for (guint i = 0; i < self->n_columns; i++)
      add_cell (table, kinds[i], &g_array_index (self->cells, Cell, row * self->n_columns + i));

  return table;
}

typedef struct
{
  GTask *task;
  BsTable *table;
} Part;

static gboolean
part_cb (gpointer user_data)
{
  Part *part = user_data;
  const Job *job = g_task_get_task_data (part->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (part->task)))
    job->part (g_task_get_source_object (part->task), part->table, job->part_data);
  return G_SOURCE_REMOVE;
}

static void
part_free (gpointer data)
{
  Part *part = data;

  bs_table_unref (part->table);
  g_object_unref (part->task);
  g_free (part);
}

static void
tell_part (Job *self)
{
  Part *part = g_new (Part, 1);

  self->told = TRUE;
  part->task = g_object_ref (self->task);
  part->table = make_table (self, (guint) MIN (self->n_rows, PART_ROWS));
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, part_cb, part, part_free);
}

static char *
cell_text (const BsQueryValue *value)
{
  g_autofree char *bytes = NULL;

  if (value->kind == BS_QUERY_BLOB)
    /* Translators: what stands for a value that is no text */
    return g_strdup_printf (ngettext ("%zu byte", "%zu bytes", value->n_bytes), value->n_bytes);

  bytes = g_strndup ((const char *) value->bytes, MIN (value->n_bytes, MAX_TEXT));
  return g_utf8_make_valid (bytes, -1);
}

static gboolean
row_cb (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  Job *self = user_data;

  self->n_rows++;
  for (guint i = 0; i < n && self->n_rows <= BS_QUERY_JOB_ROWS; i++)
    {
      Cell cell = { .kind = values[i].kind, .integer = values[i].integer, .real = values[i].real };

      if (cell.kind == BS_QUERY_TEXT || cell.kind == BS_QUERY_BLOB)
        cell.text = cell_text (&values[i]);
      g_array_append_val (self->cells, cell);
    }
  if (!self->told && (self->n_rows & 63) == 1 && g_get_monotonic_time () - self->start_us > PART_US)
    tell_part (self);

  return TRUE;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *self = data;
  GError *error = NULL;
  BsQueryResult *result;

  self->task = task;
  self->start_us = g_get_monotonic_time ();
  self->query = bs_query_open (self->path, cancellable, &error);
  if (self->query == NULL || !bs_query_prepare (self->query, self->sql, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->n_columns = bs_query_get_n_columns (self->query);
  if (!bs_query_run (self->query, 0, row_cb, self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  result = g_new0 (BsQueryResult, 1);
  result->table = make_table (self, (guint) MIN (self->n_rows, BS_QUERY_JOB_ROWS));
  result->n_rows = self->n_rows;
  result->ns = (g_get_monotonic_time () - self->start_us) * 1000;
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
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run);
}

BsQueryResult *
bs_query_job_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
