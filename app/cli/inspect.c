/* SPDX-License-Identifier: Apache-2.0 */
/* inspect: the full state at a decision. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "profiles/inspection.h"

int
bs_cli_inspect (int argc, char **argv)
{
  g_autofree char *format_text = NULL;
  g_autofree char *mini_batch_text = NULL;
  g_autofree char *decision_text = NULL;
  const GOptionEntry entries[] = { { "decision", 0, 0, G_OPTION_ARG_STRING, &decision_text,
                                     N_ ("Which one, from 1 (1)"), N_ ("N") },
                                   { "mini-batch", 0, 0, G_OPTION_ARG_STRING, &mini_batch_text,
                                     N_ ("Count decisions within mini-batch M, from 0"), N_ ("M") },
                                   { "format", 0, 0, G_OPTION_ARG_STRING, &format_text,
                                     N_ ("text, csv (the frontier) or json (text)"),
                                     N_ ("FORMAT") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "inspect", _ ("TRACE"),
      _ ("Prints all that is known at a decision: state, reason, frontier, batch and progress."));
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  guint32 mini_batch = G_MAXUINT32;
  guint32 decision = 1;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 1, _ ("TRACE is missing: the file to read")))
    return BS_CLI_BAD;
  if (!bs_cli_parse_table_format (format_text, &format, &error)
      || !bs_cli_parse_uint32 ("--decision", decision_text, 1, G_MAXUINT32, &decision, &error)
      || !bs_cli_parse_uint32 ("--mini-batch", mini_batch_text, 0, G_MAXUINT32 - 1, &mini_batch,
                               &error))
    return bs_cli_complain_usage ("inspect", "%s", error->message);

  trace = bs_cli_load_trace (argv[1], &error);
  if (trace == NULL || !bs_cli_find_decision (trace, decision, mini_batch, &decision, &error))
    return bs_cli_complain ("%s", error->message);

  bs_inspection_print (trace, decision, format, out);

  return bs_cli_finish (NULL, out);
}
