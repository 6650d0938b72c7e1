/* SPDX-License-Identifier: Apache-2.0 */
/* steps: the decisions of a trace. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "profiles/tables.h"

int
bs_cli_steps (int argc, char **argv)
{
  g_autofree char *format_text = NULL;
  g_autofree char *mini_batch_text = NULL;
  g_autofree char *from_text = NULL;
  g_autofree char *to_text = NULL;
  gboolean times = FALSE;
  const GOptionEntry entries[] = {
    { "times", 0, 0, G_OPTION_ARG_NONE, &times, N_ ("Add the nanoseconds of choosing and running"),
      NULL },
    { "mini-batch", 0, 0, G_OPTION_ARG_STRING, &mini_batch_text,
      N_ ("Only those of mini-batch M, from 0; --from and --to then count within it"), N_ ("M") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from_text, N_ ("First decision, from 1 (1)"), N_ ("N") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to_text, N_ ("Last decision (the last)"), N_ ("N") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "steps", _ ("TRACE"),
      _ ("Prints the decisions of a trace, numbered from 1 through all mini-batches."));
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsTable) all = NULL;
  g_autoptr (BsTable) table = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  guint32 mini_batch = G_MAXUINT32;
  guint32 from = 1, to = 0;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
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

  all = bs_tables_decisions (trace, times);
  if (from == 1 && to == trace->n_decisions)
    table = g_steal_pointer (&all);
  else
    table = bs_cli_slice_table (all, from - 1, to - from + 1);
  bs_table_print (table, format, out);

  return bs_cli_finish (NULL, out);
}
