/* SPDX-License-Identifier: Apache-2.0 */
/* compare: policies side by side on the same inputs. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "app/cli/compare.h"

/* Schedules faster than this are timed twice: the first time the caches are cold. */
#define SHORT_NS 50000000

/* What a policy did to a mini-batch, or to all of them. */
typedef struct
{
  guint64 nodes, lower_bound, batches, fallbacks;
  guint64 n_asked, n_known; /* decisions with a choice, and those in a state of the table */
  gint64 ns;
  char *status; /* (nullable) */
} Result;

/* The best of one or all mini-batches. */
typedef struct
{
  guint64 batches;
  gint64 ns;
} Best;

typedef struct
{
  BsCliData *data;
  GPtrArray *policies;  /* BsRunPolicy */
  GPtrArray *scheduler; /* BsScheduler, one a policy */
  Result *results;      /* [mini-batches + 1][policies], the last of all mini-batches */
} Comparison;

static Result *
get_result (const Comparison *self, guint policy, guint32 mini_batch)
{
  return &self->results[(gsize) mini_batch * self->policies->len + policy];
}

/* How much of what the table was asked it knew. */
static void
find_coverage (BsFsm *fsm, BsGraph *graph, const BsTypeTable *types, Result *result)
{
  BsEvaluation evaluation;

  bs_evaluate (fsm, &graph, 1, types, NULL, &evaluation);
  result->n_asked = evaluation.n_decisions;
  result->n_known = evaluation.n_known;
}

static gboolean
measure (Comparison *self, guint index, guint32 mini_batch, GError **error)
{
  BsRunPolicy *policy = g_ptr_array_index (self->policies, index);
  BsScheduler *scheduler = g_ptr_array_index (self->scheduler, index);
  Result *result = get_result (self, index, mini_batch);
  BsFsm *fsm = bs_policy_get_fsm (policy->policy);
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule)
      schedule = bs_run_inputs_schedule (&self->data->inputs, mini_batch, scheduler, &graph, error);

  if (schedule == NULL)
    return FALSE;

  result->nodes = graph->n_nodes;
  result->lower_bound = bs_graph_lower_bound (graph);
  result->batches = schedule->n_decisions;
  result->fallbacks = schedule->n_fallbacks;
  result->status = bs_policy_describe (policy->policy);
  result->ns = schedule->end_ns - schedule->start_ns;
  if (fsm != NULL && !self->data->inputs.incremental)
    find_coverage (fsm, graph, self->data->inputs.types, result);

  return TRUE;
}

/* The first time of a short schedule is that of cold caches. Once all are counted, since a second
 * schedule moves what the policy random draws next. */
static gboolean
measure_again (Comparison *self, guint index, guint32 mini_batch, GError **error)
{
  BsScheduler *scheduler = g_ptr_array_index (self->scheduler, index);
  Result *result = get_result (self, index, mini_batch);
  g_autoptr (BsGraph) graph = NULL;
  g_autoptr (BsSchedule) again = NULL;

  if (result->ns >= SHORT_NS || self->data->inputs.incremental)
    return TRUE;

  again = bs_run_inputs_schedule (&self->data->inputs, mini_batch, scheduler, &graph, error);
  if (again == NULL)
    return FALSE;
  result->ns = MIN (result->ns, again->end_ns - again->start_ns);

  return TRUE;
}

static void
add_to_total (Result *total, const Result *result, gboolean first)
{
  total->nodes += result->nodes;
  total->lower_bound += result->lower_bound;
  total->batches += result->batches;
  total->fallbacks += result->fallbacks;
  total->n_asked += result->n_asked;
  total->n_known += result->n_known;
  total->ns += result->ns;

  /* what is said of all is said of the sum */
  if (first)
    total->status = g_strdup (result->status);
  else if (g_strcmp0 (total->status, result->status) != 0)
    g_clear_pointer (&total->status, g_free);
}

static gboolean
measure_all (Comparison *self, GCancellable *cancellable, GError **error)
{
  guint32 n = self->data->inputs.n_batches;

  for (guint32 i = 0; i < n; i++)
    for (guint p = 0; p < self->policies->len; p++)
      {
        if (g_cancellable_set_error_if_cancelled (cancellable, error)
            || !measure (self, p, i, error)
            || g_cancellable_set_error_if_cancelled (cancellable, error))
          return FALSE;
      }
  for (guint32 i = 0; i < n; i++)
    for (guint p = 0; p < self->policies->len; p++)
      {
        if (g_cancellable_set_error_if_cancelled (cancellable, error)
            || !measure_again (self, p, i, error))
          return FALSE;
        add_to_total (get_result (self, p, n), get_result (self, p, i), i == 0);
      }

  return TRUE;
}

static BsTable *
create_table (gboolean each, gboolean with_status)
{
  static const struct
  {
    const char *name;
    BsColumnKind kind;
  } columns[] = {
    { "policy", BS_COLUMN_TEXT },         { "nodes", BS_COLUMN_INTEGER },
    { "lower_bound", BS_COLUMN_INTEGER }, { "batches", BS_COLUMN_INTEGER },
    { "gap", BS_COLUMN_INTEGER },         { "gap_percent", BS_COLUMN_REAL },
    { "to_best", BS_COLUMN_REAL },        { "ns", BS_COLUMN_DURATION },
    { "to_fastest", BS_COLUMN_REAL },     { "fallbacks", BS_COLUMN_INTEGER },
    { "coverage", BS_COLUMN_REAL },
  };
  BsTable *table = bs_table_new ();

  if (each)
    bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);
  if (with_status)
    bs_table_add_column (table, "status", BS_COLUMN_TEXT);

  return table;
}

static void
add_row (BsTable *table, const char *name, const Result *result, const Best *best,
         gboolean with_status)
{
  guint64 gap = result->batches - result->lower_bound;

  bs_table_add_text (table, name);
  bs_table_add_integer (table, (gint64) result->nodes);
  bs_table_add_integer (table, (gint64) result->lower_bound);
  bs_table_add_integer (table, (gint64) result->batches);
  bs_table_add_integer (table, (gint64) gap);
  bs_table_add_real (table, bs_cli_round (100.0 * (double) gap / (double) result->lower_bound));
  bs_table_add_real (table, bs_cli_round ((double) result->batches / (double) best->batches));
  bs_table_add_integer (table, result->ns);
  bs_table_add_real (table, bs_cli_round ((double) result->ns / (double) MAX (best->ns, 1)));
  bs_table_add_integer (table, (gint64) result->fallbacks);
  if (result->n_asked > 0)
    bs_table_add_real (table, bs_cli_round ((double) result->n_known / (double) result->n_asked));
  else
    bs_table_add_missing (table);
  if (with_status && result->status != NULL)
    bs_table_add_text (table, result->status);
  else if (with_status)
    bs_table_add_missing (table);
}

/* Rows of a mini-batch; those of the number behind the last one are the totals. */
static void
add_rows (const Comparison *self, BsTable *table, guint32 mini_batch, gboolean each,
          gboolean with_status)
{
  Best best = { G_MAXUINT64, G_MAXINT64 };

  for (guint p = 0; p < self->policies->len; p++)
    {
      const Result *result = get_result (self, p, mini_batch);

      best.batches = MIN (best.batches, result->batches);
      best.ns = MIN (best.ns, result->ns);
    }

  for (guint p = 0; p < self->policies->len; p++)
    {
      const BsRunPolicy *policy = g_ptr_array_index (self->policies, p);

      if (each && mini_batch < self->data->inputs.n_batches)
        bs_table_add_integer (table, mini_batch);
      else if (each)
        bs_table_add_missing (table);
      add_row (table, policy->name, get_result (self, p, mini_batch), &best, with_status);
    }
}

static BsTable *
tabulate (const Comparison *self, gboolean each)
{
  gboolean with_status = FALSE;
  BsTable *table;

  /* of a graph that grows it would be about the last step only */
  for (guint p = 0; p < self->policies->len && !self->data->inputs.incremental; p++)
    with_status |= ((BsRunPolicy *) self->policies->pdata[p])->policy->klass->describe != NULL;

  table = create_table (each, with_status);
  for (guint32 i = 0; each && i < self->data->inputs.n_batches; i++)
    add_rows (self, table, i, each, with_status);
  add_rows (self, table, self->data->inputs.n_batches, each, with_status);

  return table;
}

int
bs_cli_compare_policies (BsCliData *data, BsCliPolicies *policies, BsTableFormat format,
                         gboolean each, const char *output)
{
  g_autoptr (GPtrArray)
      schedulers = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_scheduler_free);
  gsize n_results = (gsize) policies->list->len * (data->inputs.n_batches + 1);
  g_autofree Result *results = g_new0 (Result, n_results);
  Comparison self = { data, policies->list, schedulers, results };
  g_autoptr (BsTable) table = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  int status;

  for (guint p = 0; p < policies->list->len; p++)
    {
      const BsRunPolicy *policy = g_ptr_array_index (policies->list, p);

      BsScheduler *scheduler = bs_scheduler_new (policy->policy, policy->encoding, FALSE);

      bs_scheduler_set_cancellable (scheduler, bs_cli_watch_interrupts ());
      g_ptr_array_add (schedulers, scheduler);
    }

  if (measure_all (&self, bs_cli_watch_interrupts (), &error))
    {
      table = tabulate (&self, each);
      bs_table_print (table, format, out);
      status = bs_cli_finish (output, out);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      bs_cli_note (_ ("Interrupted; nothing was compared."));
      status = BS_CLI_INTERRUPTED;
    }
  else
    {
      status = bs_cli_complain ("%s", error->message);
    }

  for (gsize i = 0; i < n_results; i++)
    g_free (results[i].status);

  return status;
}
