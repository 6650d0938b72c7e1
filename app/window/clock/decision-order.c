/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions in the order of something about them. */
#include "config.h"

#include "app/window/clock/decision-order.h"

#include "app/window/model/finder.h"

typedef struct
{
  BsTrace *trace;
  GArray *decisions, *breakpoints, *bookmarks;
  BsDecisionOrder order;
  gboolean descending;
} Job;

typedef struct
{
  gint64 key;
  guint32 decision;
} Row;

typedef struct
{
  char *text;
  guint32 id;
} Name;

static void
job_free (gpointer data)
{
  Job *job = data;

  bs_trace_unref (job->trace);
  g_clear_pointer (&job->decisions, g_array_unref);
  g_clear_pointer (&job->breakpoints, g_array_unref);
  g_clear_pointer (&job->bookmarks, g_array_unref);
  g_free (job);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const Name *left = a, *right = b;
  int difference = g_strcmp0 (left->text, right->text);

  return difference != 0 ? difference : (left->id > right->id) - (left->id < right->id);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const Row *left = a, *right = b;
  int difference = (left->key > right->key) - (left->key < right->key);

  if (difference != 0)
    return *(const gboolean *) data ? -difference : difference;

  return (left->decision > right->decision) - (left->decision < right->decision);
}

/* What a decision is sorted by, as a number of a name or another. */
static guint32
get_id (const Job *job, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (job->trace, decision);

  return job->order == BS_DECISION_ORDER_TYPE    ? d->type
         : job->order == BS_DECISION_ORDER_STATE ? d->state
                                                 : (guint32) d->reason;
}

/* Returns: (nullable): for each name its place among all. */
static guint32 *
rank_names (const Job *job, const Row *rows, gsize n_rows)
{
  const BsTrace *trace = job->trace;
  guint32 n = job->order == BS_DECISION_ORDER_TYPE    ? trace->types->n_types
              : job->order == BS_DECISION_ORDER_STATE ? trace->states->n_states
                                                      : BS_N_REASONS;
  Name *names = g_new0 (Name, n);
  guint32 *ranks = g_new0 (guint32, n);

  for (gsize i = 0; i < n_rows; i++)
    {
      guint32 id = get_id (job, rows[i].decision);

      if (names[id].text != NULL)
        continue;
      names[id].text = job->order == BS_DECISION_ORDER_TYPE
                           ? g_strdup (trace->types->types[id].name)
                       : job->order == BS_DECISION_ORDER_STATE
                           ? bs_trace_state_text (trace, rows[i].decision)
                           : g_strdup (bs_reason_to_string (id));
    }
  for (guint32 i = 0; i < n; i++)
    names[i].id = i;
  qsort (names, n, sizeof *names, compare_names);
  for (guint32 i = 0; i < n; i++)
    {
      ranks[names[i].id] = i;
      g_free (names[i].text);
    }
  g_free (names);
  return ranks;
}

static gint64
get_key (const Job *job, const guint32 *ranks, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (job->trace, decision);

  switch (job->order)
    {
    case BS_DECISION_ORDER_BREAKPOINT:
      return bs_decisions_have (job->breakpoints, decision);
    case BS_DECISION_ORDER_BOOKMARK:
      return bs_decisions_have (job->bookmarks, decision);
    case BS_DECISION_ORDER_MINI_BATCH:
      return d->mini_batch;
    case BS_DECISION_ORDER_SIZE:
      return d->size;
    case BS_DECISION_ORDER_TYPE:
    case BS_DECISION_ORDER_STATE:
    case BS_DECISION_ORDER_REASON:
      return ranks[get_id (job, decision)];
    default:
      return decision;
    }
}

static void
order_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  gsize n = job->decisions != NULL ? job->decisions->len : job->trace->n_decisions;
  g_autofree Row *rows = g_new (Row, MAX (n, 1));
  g_autofree guint32 *ranks = NULL;
  GArray *out;

  for (gsize i = 0; i < n; i++)
    rows[i].decision = job->decisions != NULL ? g_array_index (job->decisions, guint32, i)
                                              : (guint32) i + 1;
  if (job->order == BS_DECISION_ORDER_TYPE || job->order == BS_DECISION_ORDER_STATE
      || job->order == BS_DECISION_ORDER_REASON)
    ranks = rank_names (job, rows, n);
  for (gsize i = 0; i < n; i++)
    rows[i].key = get_key (job, ranks, rows[i].decision);
  if (g_task_return_error_if_cancelled (task))
    return;

  g_qsort_with_data (rows, (int) n, sizeof *rows, compare_rows, &job->descending);
  out = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) n);
  for (gsize i = 0; i < n; i++)
    g_array_append_val (out, rows[i].decision);
  g_task_return_pointer (task, out, (GDestroyNotify) g_array_unref);
}

void
bs_decision_order_async (GObject *source, BsTrace *trace, GArray *decisions, BsDecisionOrder order,
                         gboolean descending, GArray *breakpoints, const GArray *bookmarks,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->trace = bs_trace_ref (trace);
  job->decisions = decisions != NULL ? g_array_ref (decisions) : NULL;
  job->breakpoints = breakpoints != NULL ? g_array_ref (breakpoints) : NULL;
  job->bookmarks = bookmarks != NULL ? g_array_copy ((GArray *) bookmarks) : NULL;
  job->order = order;
  job->descending = descending;
  g_task_set_source_tag (task, bs_decision_order_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, order_in_thread);
}

GArray *
bs_decision_order_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
