/* SPDX-License-Identifier: Apache-2.0 */
/* Every table of a trace by its name. */
#include "config.h"

#include "profiles/tables/table-list.h"

#include "profiles/comparison/cost-tables.h"
#include "profiles/tables/long-tables.h"
#include "profiles/tables/tables.h"

/* What flows together; text has columns as wide as the first of these. */
#define FLOW_ROWS 1000

static void
add_decisions (const BsTrace *trace, BsTable *table)
{
  bs_tables_add_decisions (trace, TRUE, table);
}

/* One of the three functions makes it. */
typedef struct
{
  const char *name;
  void (*add) (const BsTrace *trace, BsTable *table); /* it can be long */
  BsTable *(*create) (const BsTrace *trace);
  BsTable *(*create_at) (const BsTrace *trace, guint32 decision);
} Entry;

static const Entry entries[] = {
  { "decisions", .add = add_decisions },
  { "candidates", .add = bs_tables_add_candidates },
  { "frontier", .create_at = bs_tables_frontier },
  { "batches", .add = bs_tables_add_batches },
  { "batch_members", .add = bs_tables_add_batch_members },
  { "members", .create_at = bs_tables_members },
  { "mini_batches", .create = bs_tables_mini_batches },
  { "instances", .create = bs_tables_instances },
  { "stages", .create = bs_tables_stages },
  { "types", .create = bs_tables_types },
  { "vocabularies", .create = bs_tables_vocabularies },
  { "nodes", .add = bs_tables_add_nodes },
  { "edges", .add = bs_tables_add_edges },
  { "states", .create = bs_tables_states },
  { "transitions", .create = bs_tables_transitions },
  { "policy", .create = bs_tables_policy },
  { "policy_types", .create = bs_tables_policy_types },
  { "training", .create = bs_tables_training },
  { "searches", .create = bs_tables_searches },
  { "events", .add = bs_tables_add_events },
  { "phases", .create = bs_tables_phases },
  { "lanes", .create = bs_tables_lanes },
  { "device", .create = bs_tables_device },
  { "kernels", .create = bs_tables_kernels },
  { "launches", .add = bs_tables_add_launches },
  { "idle", .create = bs_tables_idle },
  { "idle_times", .add = bs_tables_add_idles },
  { "costs", .create = bs_tables_costs },
  { "cost", .create = bs_tables_cost },
  { "cost_types", .create = bs_tables_cost_types },
  { "cost_phases", .create = bs_tables_cost_phases },
  { "memory", .create = bs_tables_memory },
  { "moves", .add = bs_tables_add_moves },
  { "graph_plans", .create = bs_tables_graph_plans },
  { "cells", .create = bs_tables_cells },
  { "plans", .create = bs_tables_plans },
  { "plan_variables", .create = bs_tables_plan_variables },
  { "plan_operands", .create = bs_tables_plan_operands },
  { "plan_constraints", .create = bs_tables_plan_constraints },
  { "provenance", .create = bs_tables_info },
  { "diagnostics", .create = bs_tables_diagnostics },
};

const char *const *
bs_table_list_get_names (void)
{
  static const char *names[G_N_ELEMENTS (entries) + 1];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
        names[i] = entries[i].name;
      g_once_init_leave (&made, 1);
    }

  return names;
}

static const Entry *
find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (g_str_equal (entries[i].name, name))
      return &entries[i];

  return NULL;
}

gboolean
bs_table_list_has (const char *name)
{
  return find (name) != NULL;
}

/* Where the rows of a table go. */
typedef struct
{
  BsTableFormat format;
  BsTextSink *out;
  gboolean begun;
} Flow;

static gboolean
on_rows (BsTable *table, gpointer user_data)
{
  Flow *self = user_data;

  bs_table_print_part (table, self->format, !self->begun, FALSE, self->out->text);
  self->begun = TRUE;

  return bs_text_sink_flow (self->out);
}

void
bs_table_list_append (const BsTrace *trace, const char *name, guint32 decision,
                      BsTableFormat format, BsTextSink *out)
{
  const Entry *entry = find (name);
  g_autoptr (BsTable) table = NULL;
  Flow flow = { format, out, FALSE };

  g_return_if_fail (entry != NULL);
  if (entry->create != NULL)
    table = entry->create (trace);
  else if (entry->create_at != NULL)
    table = entry->create_at (trace, decision);
  else
    {
      table = bs_table_new ();
      bs_table_set_flow (table, FLOW_ROWS, on_rows, &flow);
      entry->add (trace, table);
    }

  if (bs_table_is_wanted (table))
    bs_table_print_part (table, format, !flow.begun, TRUE, out->text);
}
