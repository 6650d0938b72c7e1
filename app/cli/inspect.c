/* SPDX-License-Identifier: Apache-2.0 */
/* inspect: the full state at a decision. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "engine/error.h"
#include "profiles/report/inspection.h"
#include "profiles/report/replay-tables.h"

static gboolean
print_node (BsReplay *replay, guint32 node, BsTableFormat format, GString *out, GError **error)
{
  const BsTraceGraph *unpacked = bs_replay_get_graph (replay);

  if (node >= unpacked->mini_batch->n_nodes)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("Mini-batch %u has no node %u: its nodes are 0 to %u; choose another "
                      "mini-batch with --mini-batch or --decision"),
                   unpacked->index, node, unpacked->mini_batch->n_nodes - 1);
      return FALSE;
    }
  bs_replay_print_node (replay, node, format, out);

  return TRUE;
}

static gboolean
print_type (BsReplay *replay, const char *name, BsTableFormat format, GString *out, GError **error)
{
  const BsTypeTable *types = bs_replay_get_trace (replay)->types;
  int type = bs_type_table_lookup (types, name);
  g_autoptr (BsTable) table = NULL;

  if (type < 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("The trace has no type “%s”; “batchscope-cli info” lists its types"), name);
      return FALSE;
    }
  table = bs_replay_table_type (replay, (guint) type);
  bs_table_print (table, format, out);

  return TRUE;
}

int
bs_cli_inspect (int argc, char **argv)
{
  g_autofree char *format_text = NULL;
  g_autofree char *mini_batch_text = NULL;
  g_autofree char *decision_text = NULL;
  g_autofree char *node_text = NULL;
  g_autofree char *type = NULL;
  gboolean values = FALSE;
  const GOptionEntry entries[] = {
    { "decision", 0, 0, G_OPTION_ARG_STRING, &decision_text, N_ ("Which one, from 1 (1)"),
      N_ ("N") },
    { "mini-batch", 0, 0, G_OPTION_ARG_STRING, &mini_batch_text,
      N_ ("Count decisions within mini-batch M, from 0"), N_ ("M") },
    { "node", 0, 0, G_OPTION_ARG_STRING, &node_text,
      N_ ("Only where node N of the mini-batch was executed, who reads it, and where its values "
          "lie"),
      N_ ("N") },
    { "type", 0, 0, G_OPTION_ARG_STRING, &type,
      N_ ("Only the frontier of type T: when it last changed, and when it changes next"),
      N_ ("T") },
    { "values", 0, 0, G_OPTION_ARG_NONE, &values,
      N_ ("Only the values that are alive, and where each lies"), NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_text,
      N_ ("text, csv (the frontier) or json (text)"), N_ ("FORMAT") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "inspect", _ ("TRACE"),
      _ ("Prints all that is known at a decision: state, reason, frontier, batch and progress."));
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsReplay) replay = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  BsTableFormat format = BS_TABLE_TEXT;
  guint32 mini_batch = G_MAXUINT32;
  guint32 decision = 1, node = 0;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 1, _ ("TRACE is missing: the file to read")))
    return BS_CLI_BAD;
  if ((node_text != NULL) + (type != NULL) + values > 1)
    return bs_cli_complain_usage (
        "inspect", "%s", _ ("--node, --type and --values are three questions: ask one of them"));
  if (!bs_cli_parse_table_format (format_text, &format, &error)
      || !bs_cli_parse_uint32 ("--decision", decision_text, 1, G_MAXUINT32, &decision, &error)
      || !bs_cli_parse_uint32 ("--node", node_text, 0, G_MAXUINT32 - 1, &node, &error)
      || !bs_cli_parse_uint32 ("--mini-batch", mini_batch_text, 0, G_MAXUINT32 - 1, &mini_batch,
                               &error))
    return bs_cli_complain_usage ("inspect", "%s", error->message);

  trace = bs_cli_load_trace (argv[1], &error);
  if (trace == NULL || !bs_cli_find_decision (trace, decision, mini_batch, &decision, &error))
    return bs_cli_complain ("%s", error->message);

  replay = bs_replay_new (trace);
  bs_replay_seek (replay, decision);
  if ((node_text != NULL && !print_node (replay, node, format, out, &error))
      || (type != NULL && !print_type (replay, type, format, out, &error)))
    return bs_cli_complain ("%s", error->message);
  if (values)
    {
      g_autoptr (BsTable) table = bs_replay_table_values (replay);

      bs_table_print (table, format, out);
    }
  else if (node_text == NULL && type == NULL)
    bs_inspection_print_here (replay, format, out);

  return bs_cli_finish (NULL, out);
}
