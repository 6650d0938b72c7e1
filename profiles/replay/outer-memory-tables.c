/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the outer graph as tables. Operands are counted from 1, as in the pictures. */
#include "config.h"

#include "profiles/replay/outer-memory.h"

static const char *const accesses[] = { [BS_OUTER_IN_PLACE] = "in-place",
                                        [BS_OUTER_GATHER] = "gather",
                                        [BS_OUTER_TABLE] = "table",
                                        [BS_OUTER_LIST] = "list" };
static const char *const whys[] = { [BS_OUTER_WHY_NOT] = NULL,
                                    [BS_OUTER_WHY_TWICE] = "twice",
                                    [BS_OUTER_WHY_LENGTHS] = "lengths",
                                    [BS_OUTER_WHY_ORDER] = "order",
                                    [BS_OUTER_WHY_SCATTERED] = "scattered" };

static void
add_tuple (BsTable *table, const BsOuterTuple *tuple)
{
  bs_table_add_text (table, accesses[tuple->access]);
  bs_table_add_text (table, whys[tuple->why]);
  bs_table_add_integer (table, tuple->n_runs);
}

BsTable *
bs_outer_memory_operands_table (const BsOuterMemory *self, guint32 decision)
{
  BsTable *table = bs_table_new ();
  BsOuterBatch batch;

  bs_table_add_column (table, "operand", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "before", BS_COLUMN_TEXT);
  bs_table_add_column (table, "why_before", BS_COLUMN_TEXT);
  bs_table_add_column (table, "pieces_before", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "after", BS_COLUMN_TEXT);
  bs_table_add_column (table, "why_after", BS_COLUMN_TEXT);
  bs_table_add_column (table, "pieces_after", BS_COLUMN_INTEGER);
  bs_outer_memory_get_batch (self, decision, &batch);
  for (guint k = 0; k < batch.n_tuples; k++)
    {
      bs_table_add_integer (table, k + 1);
      bs_table_add_integer (table, (gint64) batch.after[k].bytes);
      add_tuple (table, &batch.before[k]);
      add_tuple (table, &batch.after[k]);
    }

  return table;
}

BsTable *
bs_outer_memory_values_table (const BsOuterMemory *self, guint32 decision)
{
  BsTable *table = bs_table_new ();
  BsOuterBatch batch;

  bs_table_add_column (table, "operand", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "call", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "node", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "output", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "place_before", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "place_after", BS_COLUMN_INTEGER);
  bs_outer_memory_get_batch (self, decision, &batch);
  for (guint k = 0; k < batch.n_tuples; k++)
    {
      g_autoptr (GArray) values = bs_outer_memory_list_values (self, decision, k);

      for (guint i = 0; i < values->len; i++)
        {
          const BsOuterValue *value = &g_array_index (values, BsOuterValue, i);
          gboolean is_placed = value->length > 0;

          bs_table_add_integer (table, k + 1);
          bs_table_add_integer (table, value->call);
          bs_table_add_integer (table, value->node);
          bs_table_add_integer (table, value->output);
          bs_table_add_integer (table, (gint64) value->length * (gint64) sizeof (float));
          bs_table_add_natural (table, is_placed ? (gint64) (value->before * sizeof (float)) : -1);
          bs_table_add_natural (table, is_placed ? (gint64) (value->after * sizeof (float)) : -1);
        }
    }

  return table;
}

static void
add_total (BsTable *table, const char *name, gint64 before, gint64 after, gint64 bound)
{
  bs_table_add_text (table, name);
  bs_table_add_natural (table, before);
  bs_table_add_integer (table, after);
  bs_table_add_natural (table, bound);
}

BsTable *
bs_outer_memory_totals_table (const BsOuterMemory *self)
{
  const BsGraphPlanReport *report = bs_outer_memory_get_report (self);
  BsTable *table = bs_table_new ();
  guint64 most;

  bs_outer_memory_get_alive (self, 0, &most);
  bs_table_add_column (table, "figure", BS_COLUMN_TEXT);
  bs_table_add_column (table, "before", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "after", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "bound", BS_COLUMN_INTEGER);
  add_total (table, "operands", report->creation.n_operands, report->planned.n_operands, -1);
  add_total (table, "gathers", report->creation.n_gathers, report->planned.n_gathers,
             report->bound.n_gathers);
  add_total (table, "gathered_bytes", (gint64) report->creation.gather_bytes,
             (gint64) report->planned.gather_bytes, (gint64) report->bound.gather_bytes);
  add_total (table, "all_values_bytes", (gint64) report->value_bytes, (gint64) report->value_bytes,
             -1);
  add_total (table, "peak_live_bytes", (gint64) most, (gint64) most, -1);
  add_total (table, "room_bytes",
             (gint64) (bs_outer_memory_get_room (self, FALSE) * sizeof (float)),
             (gint64) report->place_bytes, -1);

  return table;
}
