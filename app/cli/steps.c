/* SPDX-License-Identifier: Apache-2.0 */
/* steps: the decisions of a trace. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "profiles/query/decision-columns.h"
#include "profiles/query/predicate.h"
#include "profiles/tables/tables.h"

/* Returns: (transfer full) (element-type guint32): the decisions between @from and @to for which
 * @predicate (nullable) is true. */
static GArray *
find_decisions (BsPredicate *predicate, const BsTrace *trace, guint32 from, guint32 to,
                GError **error)
{
  g_autoptr (GArray) all = NULL;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (predicate != NULL)
    {
      all = bs_predicate_find_all (predicate, trace, bs_cli_watch_interrupts (), error);
      for (guint i = 0; all != NULL && i < all->len; i++)
        {
          guint32 decision = g_array_index (all, guint32, i);

          if (decision >= from && decision <= to)
            g_array_append_val (found, decision);
        }
      if (all == NULL)
        g_clear_pointer (&found, g_array_unref);
      return found;
    }

  for (guint32 decision = from; decision <= to; decision++)
    g_array_append_val (found, decision);

  return found;
}

static void
print_count (guint n, BsTableFormat format, GString *out)
{
  g_autoptr (BsTable) table = bs_table_new ();

  if (format == BS_TABLE_TEXT)
    {
      g_string_append_printf (out, "%u\n", n);
      return;
    }

  bs_table_add_column (table, "decisions", BS_COLUMN_INTEGER);
  bs_table_add_integer (table, n);
  bs_table_print (table, format, out);
}

/* Rows of @table, the first of which is decision 1. */
static void
print_rows (const BsTable *table, const GArray *decisions, BsTableFormat format, GString *out)
{
  g_autoptr (BsTable) rows = bs_table_new ();
  guint n_columns = bs_table_get_n_columns (table);

  for (guint column = 0; column < n_columns; column++)
    bs_table_add_column (rows, bs_table_get_column_name (table, column),
                         bs_table_get_column_kind (table, column));
  for (guint i = 0; i < decisions->len; i++)
    for (guint column = 0; column < n_columns; column++)
      bs_cli_copy_cell (rows, table, g_array_index (decisions, guint32, i) - 1, column);
  bs_table_print (rows, format, out);
}

static void
add_description (GOptionContext *context)
{
  g_autofree char *columns = bs_decision_columns_text ();
  g_autofree char *text = g_strconcat (_ ("EXPR is an SQL expression over one decision, such as\n"
                                          "  \"type = 'word' AND batch_size < 8\"\n"
                                          "Its columns, which are NULL where nothing is known:"),
                                       "\n", columns, NULL);

  g_option_context_set_description (context, text);
}

int
bs_cli_steps (int argc, char **argv)
{
  g_autofree char *format_text = NULL;
  g_autofree char *mini_batch_text = NULL;
  g_autofree char *from_text = NULL;
  g_autofree char *to_text = NULL;
  g_autofree char *where = NULL;
  gboolean times = FALSE;
  gboolean count = FALSE;
  const GOptionEntry entries[] = {
    { "times", 0, 0, G_OPTION_ARG_NONE, &times, N_ ("Add the nanoseconds of choosing and running"),
      NULL },
    { "mini-batch", 0, 0, G_OPTION_ARG_STRING, &mini_batch_text,
      N_ ("Only those of mini-batch M, from 0; --from and --to then count within it"), N_ ("M") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from_text, N_ ("First decision, from 1 (1)"), N_ ("N") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to_text, N_ ("Last decision (the last)"), N_ ("N") },
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_ ("Only those for which EXPR is true"),
      N_ ("EXPR") },
    { "count", 0, 0, G_OPTION_ARG_NONE, &count, N_ ("Print how many there are, not the decisions"),
      NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "steps", _ ("TRACE"),
      _ ("Prints the decisions of a trace, numbered from 1 through all mini-batches."));
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsPredicate) predicate = NULL;
  g_autoptr (GArray) decisions = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  guint32 mini_batch = G_MAXUINT32;
  guint32 from = 1, to = 0;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  add_description (context);
  if (!bs_cli_parse (context, &argc, &argv, 1, _ ("TRACE is missing: the file to read")))
    return BS_CLI_BAD;
  if (!bs_cli_parse_table_format (format_text, &format, &error)
      || !bs_cli_parse_uint32 ("--mini-batch", mini_batch_text, 0, G_MAXUINT32 - 1, &mini_batch,
                               &error)
      || !bs_cli_parse_uint32 ("--from", from_text, 1, G_MAXUINT32, &from, &error)
      || !bs_cli_parse_uint32 ("--to", to_text, 1, G_MAXUINT32, &to, &error))
    return bs_cli_complain_usage ("steps", "%s", error->message);
  if (to_text != NULL && to < from)
    return bs_cli_complain_usage ("steps", _ ("--from %u lies behind --to %u"), from, to);

  if (where != NULL)
    {
      predicate = bs_predicate_new (where, &error);
      if (predicate == NULL)
        return bs_cli_complain_usage ("steps", "%s", error->message);
    }

  trace = bs_cli_load_trace (argv[1], &error);
  if (trace == NULL)
    return bs_cli_complain ("%s", error->message);

  if (to_text == NULL && mini_batch < trace->n_mini_batches)
    to = trace->mini_batches[mini_batch].n_decisions;
  else if (to_text == NULL)
    to = trace->n_decisions;
  if (!bs_cli_find_decision (trace, from, mini_batch, &from, &error)
      || !bs_cli_find_decision (trace, to, mini_batch, &to, &error))
    return bs_cli_complain ("%s", error->message);

  decisions = find_decisions (predicate, trace, from, to, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return BS_CLI_INTERRUPTED;
  if (decisions == NULL)
    return bs_cli_complain ("%s", error->message);

  if (count)
    {
      print_count (decisions->len, format, out);
    }
  else
    {
      g_autoptr (BsTable) all = bs_tables_decisions (trace, times);

      if (decisions->len == trace->n_decisions)
        bs_table_print (all, format, out);
      else
        print_rows (all, decisions, format, out);
    }

  return bs_cli_finish (NULL, out);
}
