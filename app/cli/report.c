/* SPDX-License-Identifier: Apache-2.0 */
/* report: what ran, how many batches against the bound, where time went. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "profiles/report.h"

int
bs_cli_report (int argc, char **argv)
{
  g_autofree char *format_text = NULL;
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_text,
                                     N_ ("text (text)"), N_ ("FORMAT") },
                                   { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                                     N_ ("File to write (standard output)"), N_ ("FILE") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "report", _ ("TRACE"),
      _ ("Prints a report of a trace: totals, batches by type against the "
         "bound, and where time went."));
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 1, _ ("TRACE is missing: the file to read")))
    return BS_CLI_BAD;
  if (format_text != NULL && strcmp (format_text, "text") != 0)
    return bs_cli_complain_usage ("report", _ ("Reports are text; there is no format “%s”"),
                                  format_text);

  trace = bs_trace_load (argv[1], NULL, &error);
  if (trace == NULL
      || !bs_cli_check_output (output, (const char *const[]){ argv[1], NULL }, &error))
    return bs_cli_complain ("%s", error->message);

  bs_report_print_text (trace, out);

  return bs_cli_finish (output, out);
}
