/* SPDX-License-Identifier: Apache-2.0 */
/* schedule: schedules only, a row a mini-batch. */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/policy-options.h"
#include "engine/error.h"
#include "engine/graph-text.h"
#include "profiles/tables/table.h"

typedef struct
{
  guint64 nodes, lower_bound, batches, fallbacks;
  gint64 ns;
} Totals;

static gboolean
dump_graph (const char *folder, guint32 mini_batch, const BsGraph *graph, const BsTypeTable *types,
            GError **error)
{
  g_autofree char *name = g_strdup_printf ("%u.graph", mini_batch);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return bs_graph_text_save (graph, types, path, error);
}

/* Columns that only some tables have: a rate for people, what a search says of its result. */
typedef struct
{
  gboolean rate, status;
} Columns;

static void
add_row (BsTable *table, Columns columns, guint32 mini_batch, guint32 n_nodes, guint32 lower_bound,
         const BsSchedule *schedule, BsPolicy *policy)
{
  gint64 ns = schedule->end_ns - schedule->start_ns;
  g_autofree char *status = columns.status ? bs_policy_describe (policy) : NULL;

  bs_table_add_integer (table, mini_batch);
  bs_table_add_integer (table, n_nodes);
  bs_table_add_integer (table, lower_bound);
  bs_table_add_integer (table, schedule->n_decisions);
  bs_table_add_integer (table, schedule->n_fallbacks);
  bs_table_add_integer (table, ns);
  if (columns.rate && ns > 0)
    bs_table_add_integer (table, (gint64) (schedule->n_decisions * 1e9 / (double) ns));
  else if (columns.rate)
    bs_table_add_missing (table);
  if (status != NULL)
    bs_table_add_text (table, status);
  else if (columns.status)
    bs_table_add_missing (table);
}

static gboolean
schedule_all (BsCliData *data, BsRunPolicy *policy, const char *dump, BsTable *table,
              Columns columns, Totals *totals, GError **error)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy->policy, policy->encoding, FALSE);

  for (guint32 i = 0; i < data->inputs.n_batches; i++)
    {
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsSchedule)
          schedule = bs_run_inputs_schedule (&data->inputs, i, scheduler, &graph, error);
      guint32 lower_bound;

      if (schedule == NULL
          || (dump != NULL && !dump_graph (dump, i, graph, data->inputs.types, error)))
        return FALSE;

      lower_bound = bs_graph_lower_bound (graph);
      add_row (table, columns, i, graph->n_nodes, lower_bound, schedule, policy->policy);
      totals->nodes += graph->n_nodes;
      totals->lower_bound += lower_bound;
      totals->batches += schedule->n_decisions;
      totals->fallbacks += schedule->n_fallbacks;
      totals->ns += schedule->end_ns - schedule->start_ns;
    }

  return TRUE;
}

/* Whether a file is called as those that --dump-graphs writes. */
static gboolean
is_dump_name (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  gsize n_digits = strspn (base, "0123456789");

  return n_digits > 0
         && (strcmp (base + n_digits, ".graph") == 0 || strcmp (base + n_digits, ".types") == 0);
}

/* Mini-batches are dumped one by one, while later ones are still to be read. */
static gboolean
check_dump (const char *folder, BsCliData *data, GError **error)
{
  if (folder == NULL)
    return TRUE;

  if (folder[0] == '\0')
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_IO,
                           _ ("--dump-graphs takes the name of a folder"));
      return FALSE;
    }

  for (char **input = data->inputs.all_files; *input != NULL; input++)
    {
      g_autofree char *used = g_path_get_dirname (*input);
      GStatBuf own, other;

      /* a folder can be called in many ways */
      if (is_dump_name (*input) && g_stat (folder, &own) == 0 && g_stat (used, &other) == 0
          && own.st_dev == other.st_dev && own.st_ino == other.st_ino)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_IO,
                       _ ("%s lies in the folder of --dump-graphs and could be written over; give "
                          "another folder"),
                       *input);
          return FALSE;
        }
    }

  return TRUE;
}

static BsTable *
create_table (Columns columns)
{
  static const char *const names[] = { "mini_batch", "nodes",     "lower_bound",
                                       "batches",    "fallbacks", "ns" };
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    bs_table_add_column (table, names[i],
                         g_str_equal (names[i], "ns") ? BS_COLUMN_DURATION : BS_COLUMN_INTEGER);
  if (columns.rate)
    bs_table_add_column (table, "decisions_per_s", BS_COLUMN_INTEGER);
  if (columns.status)
    bs_table_add_column (table, "status", BS_COLUMN_TEXT);

  return table;
}

static gboolean
create_folder (const char *path, GError **error)
{
  if (path == NULL || g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The folder %s cannot be created: %s"), path,
               g_strerror (errno));
  return FALSE;
}

int
bs_cli_schedule (int argc, char **argv)
{
  static const char *const learned[] = { "fsm", NULL };
  g_auto (BsCliData) data = { 0 };
  g_auto (BsCliPolicies) policies = { 0 };
  g_autofree char *format_text = NULL;
  g_autofree char *dump = NULL;
  const GOptionEntry entries[] = {
    { "dump-graphs", 0, 0, G_OPTION_ARG_FILENAME, &dump,
      N_ ("Write the graph of mini-batch N as FOLDER/N.graph and N.types"), N_ ("FOLDER") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "schedule", NULL,
      _ ("Schedules without executing and prints a row a mini-batch: nodes, lower bound, batches, "
         "decisions by rho in unknown states (fallbacks), and time."));
  g_autoptr (BsTable) table = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  Totals totals = { 0 };
  BsRunPolicy *policy;
  Columns columns;

  bs_cli_data_add_options (&data, context,
                           BS_CLI_DATA_MODEL | BS_CLI_DATA_BATCHES | BS_CLI_DATA_GRAPHS
                               | BS_CLI_DATA_GROWING);
  bs_cli_policies_add_options (&policies, context, FALSE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;

  if (!bs_cli_parse_table_format (format_text, &format, &error)
      || !bs_cli_data_check (&data, &error)
      || !bs_cli_policies_check (&policies, learned, data.inputs.seed, &error))
    return bs_cli_complain_usage ("schedule", "%s", error->message);
  if (!bs_run_inputs_load (&data.inputs, &error) || !check_dump (dump, &data, &error)
      || !bs_run_inputs_open (&data.inputs, &error) || !create_folder (dump, &error)
      || !bs_cli_policies_prepare (&policies, &data, NULL, &error))
    return bs_cli_complain ("%s", error->message);

  policy = bs_cli_policies_first (&policies);
  columns.rate = format == BS_TABLE_TEXT;
  /* of a graph that grows it would be about the last step only */
  columns.status = policy->policy->klass->describe != NULL && !data.inputs.incremental;
  table = create_table (columns);
  if (!schedule_all (&data, policy, dump, table, columns, &totals, &error))
    return bs_cli_complain ("%s", error->message);

  bs_table_print (table, format, out);
  if (format == BS_TABLE_TEXT)
    {
      g_string_append_printf (out,
                              _ ("In all: nodes %" PRIu64 ", batches %" PRIu64
                                 ", lower bound %" PRIu64 ", fallbacks %" PRIu64 ", %.3f ms"),
                              totals.nodes, totals.batches, totals.lower_bound, totals.fallbacks,
                              (double) totals.ns / 1e6);
      g_string_append_c (out, '\n');
    }

  return bs_cli_finish (NULL, out);
}
