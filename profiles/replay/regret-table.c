/* SPDX-License-Identifier: Apache-2.0 */
/* What decisions cost, as a table. */
#include "config.h"

#include "profiles/replay/regret.h"

#include <math.h>

static void
add_ns (BsTable *table, double ns)
{
  if (isnan (ns))
    bs_table_add_missing (table);
  else
    bs_table_add_integer (table, (gint64) round (CLAMP (ns, -9e18, 9e18)));
}

BsTable *
bs_scan_tabulate (const BsScan *self, const BsTrace *trace, guint32 limit)
{
  static const char *const names[] = { "decision", "mini_batch",       "recorded",
                                       "type",     "recorded_batches", "batches",
                                       "regret",   "fastest",          "time_regret_ns" };
  static const BsColumnKind kinds[] = { BS_COLUMN_INTEGER, BS_COLUMN_INTEGER, BS_COLUMN_TEXT,
                                        BS_COLUMN_TEXT,    BS_COLUMN_INTEGER, BS_COLUMN_INTEGER,
                                        BS_COLUMN_INTEGER, BS_COLUMN_TEXT,    BS_COLUMN_DURATION };
  const BsType *types = trace->types->types;
  BsTable *table = bs_table_new ();
  guint32 n = limit > 0 ? MIN (limit, self->n_rows) : self->n_rows;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    bs_table_add_column (table, names[i], kinds[i]);
  for (guint32 i = 0; i < n; i++)
    {
      const BsScanRow *row = &self->rows[i];
      const BsTraceDecision *d = bs_trace_decision (trace, row->decision);

      if (row->regret <= 0 && !(row->regret_ns > 0.0))
        continue;
      bs_table_add_integer (table, row->decision);
      bs_table_add_integer (table, d->mini_batch);
      bs_table_add_text (table, types[d->type].name);
      bs_table_add_text (table, types[row->type].name);
      bs_table_add_integer (table, row->n_recorded);
      bs_table_add_integer (table, row->n_batches);
      bs_table_add_integer (table, row->regret);
      bs_table_add_text (table, isnan (row->regret_ns) ? NULL : types[row->type_ns].name);
      add_ns (table, row->regret_ns);
    }

  return table;
}
