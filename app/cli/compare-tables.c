/* SPDX-License-Identifier: Apache-2.0 */
/* compare: the tables of two policies. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"
#include "app/cli/compare.h"
#include "profiles/comparison/policy-comparison.h"
#include "profiles/files/policy-file.h"

static void
print_summary (const BsFsm *base, const BsFsm *own, GString *out)
{
  BsPolicySummary summary = bs_policy_compare (base, own);

  g_string_append_printf (
      out, _ ("%u and %u states, %u in both; in %u of these the tables do the same.\n"),
      summary.n_base, summary.n_own, summary.n_common, summary.n_same_action);
  if (!summary.same_encoding)
    g_string_append_printf (out,
                            _ ("States are written in different ways (%s and %s), so none of one "
                               "is one of the other.\n"),
                            bs_encoding_to_string (base->states->encoding),
                            bs_encoding_to_string (own->states->encoding));
  g_string_append_c (out, '\n');
}

int
bs_cli_compare_tables (char **names, BsTableFormat format, const char *output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsFsm) base = bs_policy_file_load (names[0], &error);
  g_autoptr (BsFsm) own = base != NULL ? bs_policy_file_load (names[1], &error) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (BsTable) table = NULL;

  if (own == NULL)
    return bs_cli_complain ("%s", error->message);

  if (format == BS_TABLE_TEXT)
    print_summary (base, own, out);
  table = bs_policy_tabulate (base, own);
  bs_table_print (table, format, out);

  return bs_cli_finish (output, out);
}
