/* SPDX-License-Identifier: Apache-2.0 */
/* query: a question in SQL about a trace, or one of the recipes. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/query-printer.h"
#include "profiles/query/recipes.h"

#define TEXT_ROWS 1000

static int
print_recipes (BsTableFormat format)
{
  g_autoptr (BsTable) table = bs_table_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  bs_table_add_column (table, "recipe", BS_COLUMN_TEXT);
  bs_table_add_column (table, "answers", BS_COLUMN_TEXT);
  if (format != BS_TABLE_TEXT)
    bs_table_add_column (table, "sql", BS_COLUMN_TEXT);
  for (const BsRecipe *recipe = bs_recipes; recipe->name != NULL; recipe++)
    {
      bs_table_add_text (table, recipe->name);
      bs_table_add_text (table, _ (recipe->summary));
      if (format != BS_TABLE_TEXT)
        bs_table_add_text (table, recipe->sql);
    }
  bs_table_print (table, format, out);

  return bs_cli_finish (NULL, out);
}

static int
run (BsQuery *query, BsTableFormat format, guint64 max_rows, double timeout)
{
  g_autoptr (BsCliQueryPrinter) printer = bs_cli_query_printer_new (query, format, max_rows);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) output_error = NULL;
  gboolean left_out = FALSE;
  gboolean done = bs_query_run (query, timeout, bs_cli_query_printer_add, printer, &error);

  if (!bs_cli_query_printer_finish (printer, done, &left_out, &output_error) && done)
    return bs_cli_complain ("%s", output_error->message);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      bs_cli_complain (_ ("%s; rows are missing"), error->message);
      return BS_CLI_INTERRUPTED;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      bs_cli_complain (_ ("%s; rows are missing. Give --timeout more seconds, or ask for less"),
                       error->message);
      return BS_CLI_FAILED;
    }
  if (!done)
    return bs_cli_complain ("%s", error->message);
  if (left_out)
    bs_cli_note (_ ("There are more rows than these; --rows 0 prints all of them."));

  return BS_CLI_DONE;
}

int
bs_cli_query (int argc, char **argv)
{
  g_autofree char *format_text = NULL;
  g_autofree char *recipe_name = NULL;
  g_autofree char *rows_text = NULL;
  g_autofree char *timeout_text = NULL;
  gboolean list = FALSE;
  const GOptionEntry entries[] = {
    { "recipe", 0, 0, G_OPTION_ARG_STRING, &recipe_name, N_ ("Ask what this recipe asks"),
      N_ ("NAME") },
    { "list", 0, 0, G_OPTION_ARG_NONE, &list,
      N_ ("List the recipes; as CSV or JSON with their SQL"), NULL },
    { "rows", 0, 0, G_OPTION_ARG_STRING, &rows_text,
      N_ ("Print at most N rows; 0 is all (text: 1000; else all)"), N_ ("N") },
    { "timeout", 0, 0, G_OPTION_ARG_STRING, &timeout_text,
      N_ ("Give up after so many seconds, with exit status 1"), N_ ("SECONDS") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text, N_ ("text, csv or json (text)"),
      N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "query", _ ("TRACE [SQL]"),
      _ ("Asks a trace one SELECT, VALUES, EXPLAIN or read-only PRAGMA, or a recipe. Nothing can "
         "be changed."));
  g_autoptr (BsQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  const BsRecipe *recipe = NULL;
  guint64 max_rows;
  double timeout = 0.0;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse_between (context, &argc, &argv, 0, 2, NULL))
    return BS_CLI_BAD;
  if (!bs_cli_parse_table_format (format_text, &format, &error))
    return bs_cli_complain_usage ("query", "%s", error->message);
  max_rows = format == BS_TABLE_TEXT ? TEXT_ROWS : 0;
  if (!bs_cli_parse_integer ("--rows", rows_text, 0, G_MAXINT64, &max_rows, &error)
      || !bs_cli_parse_real ("--timeout", timeout_text, 0.001, 1e6, &timeout, &error))
    return bs_cli_complain_usage ("query", "%s", error->message);

  if (list)
    {
      if (argc > 1 || recipe_name != NULL)
        return bs_cli_complain_usage ("query", _ ("--list takes no trace, query or --recipe"));
      return print_recipes (format);
    }
  if (argc < 2)
    return bs_cli_complain_usage ("query", _ ("TRACE is missing: the file to read"));
  if (recipe_name != NULL && argc > 2)
    return bs_cli_complain_usage ("query", _ ("Give either a query or --recipe, not both"));
  if (recipe_name == NULL && argc < 3)
    return bs_cli_complain_usage ("query", _ ("The query is missing: SQL in quotes, or --recipe"));
  if (recipe_name != NULL)
    {
      recipe = bs_recipe_find (recipe_name);
      if (recipe == NULL)
        return bs_cli_complain (_ ("There is no recipe “%s”; “%s query --list” lists them"),
                                recipe_name, BS_CLI_NAME);
    }

  query = bs_query_open (argv[1], bs_cli_watch_interrupts (), &error);
  if (query == NULL || !bs_query_prepare (query, recipe != NULL ? recipe->sql : argv[2], &error))
    return bs_cli_complain ("%s", error->message);

  return run (query, format, max_rows, timeout);
}
