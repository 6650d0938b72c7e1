/* SPDX-License-Identifier: Apache-2.0 */
/* The rows behind the pictures of a trace. */
#include "config.h"

#include "app/window/parts/view-tables.h"

#include <glib/gi18n-lib.h>

#include "profiles/tables/tables.h"

BsTable *
bs_view_table_states (BsTrace *trace, guint32 decision, gconstpointer data,
                      GCancellable *cancellable, GError **error)
{
  return bs_tables_states (trace);
}

static const char *
state_name (BsNodeState state)
{
  switch (state)
    {
    case BS_NODE_EXECUTED:
      return _ ("executed");

    case BS_NODE_FORMING:
      return _ ("forming");

    case BS_NODE_FRONTIER:
      return _ ("ready");

    case BS_NODE_ABSENT:
      return _ ("not there yet");

    case BS_NODE_WAITING:
    default:
      return _ ("waiting");
    }
}

BsTable *
bs_view_table_nodes (BsTrace *trace, guint32 decision, gconstpointer data,
                     GCancellable *cancellable, GError **error)
{
  guint32 mini_batch = bs_trace_decision (trace, decision)->mini_batch;
  g_autoptr (BsTraceGraph) own = bs_trace_open_graph (trace, mini_batch);
  const BsGraph *graph = own->graph;
  g_autoptr (BsTable) table = bs_table_new ();

  bs_table_add_column (table, "node", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "state", BS_COLUMN_TEXT);
  bs_table_add_column (table, "instance", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "depth", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "word", BS_COLUMN_TEXT);
  bs_table_add_column (table, "ready", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      guint32 ready = own->node_ready[node], executes = own->node_decision[node];

      if (node % 4096 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      bs_table_add_integer (table, node);
      bs_table_add_text (table, trace->types->types[graph->type[node]].name);
      bs_table_add_text (table, state_name (bs_trace_node_state (own, node, decision)));
      bs_table_add_integer (table, graph->instance[node]);
      bs_table_add_integer (table, own->depth[node]);
      bs_table_add_text (table, bs_trace_get_word (trace, graph, node));
      bs_table_add_natural (table, ready != G_MAXUINT32 ? (gint64) ready : -1);
      bs_table_add_natural (table, executes != G_MAXUINT32 ? (gint64) executes : -1);
    }

  return g_steal_pointer (&table);
}

BsTable *
bs_view_table_decisions (BsTrace *trace, guint32 decision, gconstpointer data,
                         GCancellable *cancellable, GError **error)
{
  return bs_tables_decisions (trace, TRUE);
}
