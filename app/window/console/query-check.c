/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a query. */
#include "config.h"

#include "app/window/console/query-check.h"

#include "profiles/query/query-guard.h"
#include "profiles/query/query-predicate.h"
#include "profiles/query/query-words.h"
#include "profiles/query/query.h"

typedef struct
{
  char *path, *sql;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->path);
  g_free (self->sql);
  g_free (self);
}

void
bs_query_check_free (BsQueryCheck *self)
{
  g_free (self->message);
  g_free (self->predicate);
  g_free (self);
}

/* Whether it begins as what stands in an expression does, and not as a statement. */
static gboolean
may_be_condition (const char *sql)
{
  static const char *const words[] = { "SELECT", "VALUES", "WITH", "EXPLAIN", "PRAGMA" };
  BsQueryToken token;

  bs_query_token_next (bs_query_guard_skip_blanks (sql), &token);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (bs_query_token_is (&token, words[i]))
      return FALSE;

  return token.kind != BS_QUERY_TOKEN_END;
}

static void
check (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  BsQueryCheck *check = g_new0 (BsQueryCheck, 1);
  g_autoptr (BsQuery) query = NULL;
  g_autoptr (GError) error = NULL;

  check->where = -1;
  check->predicate = bs_query_find_predicate (question->sql, NULL);
  if (check->predicate == NULL || !may_be_condition (question->sql))
    {
      query = bs_query_open (question->path, cancellable, &error);
      if (query != NULL && !bs_query_prepare (query, question->sql, &error))
        check->where = bs_query_get_where (query);
      if (error != NULL)
        check->message = g_strdup (error->message);
    }
  g_task_return_pointer (task, check, (GDestroyNotify) bs_query_check_free);
}

void
bs_query_check_start (GObject *source, const char *path, const char *sql, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->path = g_strdup (path);
  question->sql = g_strdup (sql);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, check);
}

BsQueryCheck *
bs_query_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
bs_query_make_statement (const char *sql)
{
  g_autofree char *predicate = NULL;

  if (may_be_condition (sql))
    predicate = bs_query_find_predicate (sql, NULL);

  return predicate != NULL ? g_strdup_printf ("SELECT * FROM decisions WHERE %s", predicate)
                           : g_strdup (sql);
}
