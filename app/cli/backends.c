/* SPDX-License-Identifier: Apache-2.0 */
/* backends: what this machine can run, and why not the rest. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/backend.h"
#include "engine/backends/vector-kernels.h"

/* All that a trace may name; a build has some of them. */
static const char *const backends[] = { "cpu", "reference", "cuda" };

/* The widest kernels first: those that run. */
static char *
describe_kernels (void)
{
  g_autoptr (GString) levels = g_string_new (NULL);

  for (guint i = bs_vector_n_levels (); i > 0; i--)
    {
      const char *name = NULL;

      bs_vector_kernel_get_level (BS_VECTOR_COPY, i - 1, &name);
      g_string_append_printf (levels, levels->len > 0 ? ", %s" : "%s", name);
    }

  return g_strdup_printf (_ ("kernels for %s; the first ones are used"), levels->str);
}

static void
add_backend (BsTable *table, const char *name)
{
  gboolean present = g_strv_contains (bs_backend_names (), name);
  g_autofree char *kernels = describe_kernels ();

  bs_table_add_text (table, name);
  bs_table_add_boolean (table, present);
  bs_table_add_boolean (table, present);
  if (!present)
    {
      bs_table_add_missing (table);
      bs_table_add_missing (table);
      bs_table_add_text (table, _ ("this build has no such backend"));
      return;
    }
  bs_table_add_text (table, BS_VERSION);
  bs_table_add_text (table, g_str_equal (name, "cpu")
                                ? kernels
                                : _ ("one node at a time, plain loops: the oracle of the others"));
  bs_table_add_missing (table);
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
