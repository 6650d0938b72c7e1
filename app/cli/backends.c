/* SPDX-License-Identifier: Apache-2.0 */
/* backends: what this machine can run, and why not the rest. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/backend.h"

/* All that a trace may name; a build has some of them. */
static const char *const backends[] = { "cpu", "reference", "cuda" };

static void
add_text (BsTable *table, const char *text)
{
  if (text != NULL)
    bs_table_add_text (table, text);
  else
    bs_table_add_missing (table);
}

static void
add_backend (BsTable *table, const char *name)
{
  gboolean present = g_strv_contains (bs_backend_names (), name);
  g_autofree char *about = NULL, *version = NULL;
  g_autoptr (GError) error = NULL;
  gboolean usable = present && bs_backend_probe (name, &about, &version, &error);

  bs_table_add_text (table, name);
  bs_table_add_boolean (table, present);
  bs_table_add_boolean (table, usable);
  add_text (table, version);
  add_text (table, about);
  add_text (table, !present        ? _ ("this build has no such backend")
                   : error != NULL ? error->message
                                   : NULL);
}

int
bs_cli_backends (int argc, char **argv)
{
  g_autofree char *format_text = NULL;
  const GOptionEntry entries[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &format_text,
                                     N_ ("text, csv or json (text)"), N_ ("FORMAT") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "backends", NULL, _ ("Prints what this machine can run, and why not the rest."));
  g_autoptr (BsTable) table = bs_table_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;
  if (!bs_cli_parse_table_format (format_text, &format, &error))
    return bs_cli_complain_usage ("backends", "%s", error->message);

  bs_table_add_column (table, "backend", BS_COLUMN_TEXT);
  bs_table_add_column (table, "present", BS_COLUMN_BOOLEAN);
  bs_table_add_column (table, "usable", BS_COLUMN_BOOLEAN);
  bs_table_add_column (table, "version", BS_COLUMN_TEXT);
  bs_table_add_column (table, "description", BS_COLUMN_TEXT);
  bs_table_add_column (table, "why_not", BS_COLUMN_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (backends); i++)
    add_backend (table, backends[i]);
  bs_table_print (table, format, out);

  return bs_cli_finish (NULL, out);
}
