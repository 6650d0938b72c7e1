/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace that are about its inputs and the recording itself. */
#include "config.h"

#include "profiles/tables/tables.h"

BsTable *
bs_tables_diagnostics (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "diagnostic", BS_COLUMN_TEXT);
  for (guint i = 0; i < trace->diagnostics->len; i++)
    bs_table_add_text (table, g_ptr_array_index (trace->diagnostics, i));

  return table;
}

BsTable *
bs_tables_cells (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (table, "cell", BS_COLUMN_TEXT);
  for (guint type = 0; type < trace->types->n_types; type++)
    {
      guint cell = bs_trace_get_cell (trace, type);

      if (cell == BS_NO_CELL)
        continue;
      bs_table_add_text (table, trace->types->types[type].name);
      bs_table_add_text (table, trace->cells[cell]);
    }

  return table;
}

BsTable *
bs_tables_stages (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "stage", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "nodes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "first_decision", BS_COLUMN_INTEGER);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    for (guint32 i = 0; i < trace->mini_batches[m].n_stages; i++)
      {
        bs_table_add_integer (table, m);
        bs_table_add_integer (table, i);
        bs_table_add_integer (table, trace->mini_batches[m].stages[i].n_nodes);
        bs_table_add_integer (table, trace->mini_batches[m].stages[i].first_decision);
      }

  return table;
}

BsTable *
bs_tables_instances (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "instance", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "input", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "name", BS_COLUMN_TEXT);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      const BsTraceMiniBatch *mini_batch = &trace->mini_batches[m];

      for (guint32 i = 0; i < mini_batch->n_instances; i++)
        {
          bs_table_add_integer (table, m);
          bs_table_add_integer (table, i);
          bs_table_add_integer (table, (gint64) mini_batch->first_instance + i);
          bs_table_add_text (table, bs_trace_instance_name (mini_batch, i));
        }
    }

  return table;
}

BsTable *
bs_tables_searches (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "mini_batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "said", BS_COLUMN_TEXT);
  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    {
      const char *said = bs_trace_get_search (trace, m);

      if (said == NULL)
        continue;
      bs_table_add_integer (table, m);
      bs_table_add_text (table, said);
    }

  return table;
}
