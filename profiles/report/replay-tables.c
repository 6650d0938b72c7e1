/* SPDX-License-Identifier: Apache-2.0 */
/* What the decision clock of a trace knows, as tables. */
#include "config.h"

#include "profiles/report/replay-tables.h"

#include <glib/gi18n-lib.h>

#include "profiles/files/json-writer.h"

static void
add_decision (BsTable *table, guint32 decision)
{
  bs_table_add_natural (table, decision == G_MAXUINT32 ? -1 : (gint64) decision);
}

static void
add_value_columns (BsTable *table)
{
  bs_table_add_column (table, "node", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "output", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "place", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "computed", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "last_read", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "result", BS_COLUMN_BOOLEAN);
}

/* Bytes are missing where lengths are not known; places are bytes from the base, too. */
static void
add_value (BsTable *table, const BsReplayValue *value, const char *type, BsValueKnowledge knows)
{
  bs_table_add_integer (table, value->node);
  bs_table_add_text (table, type);
  bs_table_add_integer (table, value->output);
  bs_table_add_natural (
      table, knows == BS_VALUES_COUNTED ? -1 : (gint64) value->length * (gint64) sizeof (float));
  bs_table_add_natural (
      table, value->offset == BS_NO_PLACE ? -1 : (gint64) (value->offset * sizeof (float)));
  add_decision (table, value->first);
  add_decision (table, value->last);
  bs_table_add_boolean (table, value->is_result);
}

static const char *
type_name (const BsReplay *replay, guint type)
{
  return bs_replay_get_trace (replay)->types->types[type].name;
}

BsTable *
bs_replay_table_values (BsReplay *replay)
{
  g_autoptr (GArray) values = bs_replay_list_values (replay);
  const BsTraceGraph *unpacked = bs_replay_get_graph (replay);
  BsTable *table = bs_table_new ();
  BsReplayMemory memory;

  bs_replay_get_memory (replay, &memory);
  add_value_columns (table);
  for (guint i = 0; i < values->len; i++)
    {
      const BsReplayValue *value = &g_array_index (values, BsReplayValue, i);

      add_value (table, value, type_name (replay, unpacked->graph->type[value->node]),
                 memory.knows);
    }

  return table;
}

BsTable *
bs_replay_table_type (BsReplay *replay, guint type)
{
  const BsReplayState *state = bs_replay_get_state (replay);
  guint32 decision = MAX (state->decision, 1);
  guint32 last = bs_replay_find_change (replay, type, decision, BS_REPLAY_BACKWARD);
  guint32 next = bs_replay_find_change (replay, type, decision, BS_REPLAY_FORWARD);
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "ready", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "executed", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "batches_run", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "last_change", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "next_change", BS_COLUMN_INTEGER);

  bs_table_add_integer (table, decision);
  bs_table_add_integer (table, state->mini_batch);
  bs_table_add_text (table, type_name (replay, type));
  bs_table_add_integer (table, state->ready[type]);
  bs_table_add_integer (table, state->executed[type]);
  bs_table_add_integer (table, state->batches[type]);
  bs_table_add_natural (table, last > 0 ? (gint64) last : -1);
  bs_table_add_natural (table, next > 0 ? (gint64) next : -1);

  return table;
}

static BsTable *
make_node_values (BsReplay *replay, const BsReplayNode *node)
{
  BsTable *table = bs_table_new ();
  BsReplayMemory memory;
  BsReplayValue value;

  add_value_columns (table);
  bs_replay_get_memory (replay, &memory);
  for (guint k = 0; bs_replay_find_value (replay, node->mini_batch, node->node, k, &value); k++)
    add_value (table, &value, type_name (replay, node->type), memory.knows);

  return table;
}

static void
append_decision_json (GString *out, const char *name, guint32 decision)
{
  g_string_append_printf (out, ",\n  \"%s\": ", name);
  if (decision == G_MAXUINT32)
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%u", decision);
}

static void
print_node_json (BsReplay *replay, const BsReplayNode *node, const BsTable *values,
                 const GArray *readers, const char *state, const char *word, GString *out)
{
  g_string_append_printf (
      out, "{\n  \"mini_batch\": %u,\n  \"node\": %u,\n  \"type\": ", node->mini_batch, node->node);
  bs_json_append_string (out, type_name (replay, node->type));
  g_string_append_printf (
      out, ",\n  \"instance\": %u,\n  \"depth\": %u,\n  \"word\": ", node->instance, node->depth);
  if (word != NULL)
    bs_json_append_string (out, word);
  else
    g_string_append (out, "null");
  g_string_append_printf (out, ",\n  \"decision\": %u,\n  \"state\": \"%s\"",
                          MAX (bs_replay_get_decision (replay), 1), state);
  append_decision_json (out, "there", node->there);
  append_decision_json (out, "ready", node->ready);
  append_decision_json (out, "executed", node->executed);
  append_decision_json (out, "place_in_batch", node->place);
  g_string_append (out, ",\n  \"read_by\": ");
  bs_json_append_ids (out, (const guint32 *) (gpointer) readers->data, readers->len);
  g_string_append (out, ",\n  \"values\": ");
  bs_table_print (values, BS_TABLE_JSON, out);
  g_string_truncate (out, out->len - 1);
  g_string_append (out, "\n}\n");
}

static void
print_node_text (BsReplay *replay, const BsReplayNode *node, const BsTable *values,
                 const GArray *readers, const char *state, const char *word, GString *out)
{
  const BsTrace *trace = bs_replay_get_trace (replay);
  g_autofree char *name = bs_table_printable (type_name (replay, node->type));
  g_autofree char *printable = word != NULL ? bs_table_printable (word) : NULL;

  g_string_append_printf (out, _ ("Node %u of mini-batch %u: %s"), node->node, node->mini_batch,
                          name);
  if (printable != NULL)
    g_string_append_printf (out, " “%s”", printable);
  g_string_append_printf (out, _ (", instance %u, depth %u\n"), node->instance, node->depth);
  g_string_append_printf (out, _ ("Here, at decision %u: %s\n"),
                          MAX (bs_replay_get_decision (replay), 1), state);
  g_string_append_printf (out, _ ("There: from decision %u\n"), node->there);
  if (node->ready == G_MAXUINT32)
    g_string_append (out, _ ("Ready: not in what was recorded\n"));
  else
    g_string_append_printf (out, _ ("Ready: from decision %u\n"), node->ready);
  if (node->executed == G_MAXUINT32)
    g_string_append (out, _ ("Executed: not in what was recorded\n"));
  else
    g_string_append_printf (out, _ ("Executed: by decision %u, number %u of its batch of %u\n"),
                            node->executed, node->place + 1,
                            bs_trace_decision (trace, node->executed)->size);
  g_string_append (out, _ ("Read by decisions:"));
  for (guint i = 0; i < readers->len; i++)
    g_string_append_printf (out, " %u", g_array_index (readers, guint32, i));
  g_string_append (out, readers->len == 0 ? _ (" none\n\n") : "\n\n");
  bs_table_print (values, BS_TABLE_TEXT, out);
}

void
bs_replay_print_node (BsReplay *replay, guint32 node, BsTableFormat format, GString *out)
{
  const BsTraceGraph *unpacked = bs_replay_get_graph (replay);
  g_autoptr (GArray) readers = NULL;
  g_autoptr (BsTable) values = NULL;
  const char *state, *word;
  BsReplayNode found;

  bs_replay_find_node (replay, unpacked->index, node, &found);
  readers = bs_replay_find_readers (replay, unpacked->index, node);
  values = make_node_values (replay, &found);
  state = bs_node_state_to_string (
      bs_trace_node_state (unpacked, node, MAX (bs_replay_get_decision (replay), 1)));
  word = bs_trace_get_word (bs_replay_get_trace (replay), unpacked->graph, node);

  if (format == BS_TABLE_CSV)
    bs_table_print (values, BS_TABLE_CSV, out);
  else if (format == BS_TABLE_JSON)
    print_node_json (replay, &found, values, readers, state, word, out);
  else
    print_node_text (replay, &found, values, readers, state, word, out);
}
