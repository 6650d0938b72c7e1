/* SPDX-License-Identifier: Apache-2.0 */
/* A cell's memory as tables. Batches and operands are counted from 1, as in the pictures. */
#include "config.h"

#include "profiles/replay/cell-memory-private.h"
#include "profiles/trace/trace-plan.h"

typedef struct
{
  const char *name;
  BsColumnKind kind;
} Column;

static BsTable *
table_new (const Column *columns, guint n)
{
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < n; i++)
    bs_table_add_column (table, columns[i].name, columns[i].kind);

  return table;
}

/* In a block for all calls, in bytes; missing outside. */
static void
add_place (BsTable *table, const BsPlanVariable *variable, guint32 n_calls)
{
  if (variable->offset < 0)
    bs_table_add_missing (table);
  else
    bs_table_add_integer (
        table,
        (gint64) MIN (bs_cell_memory_times ((guint64) variable->offset * sizeof (float), n_calls),
                      G_MAXINT64));
}

static void
add_bytes (BsTable *table, guint64 bytes, guint32 n_calls)
{
  bs_table_add_integer (table, (gint64) MIN (bs_cell_memory_times (bytes, n_calls), G_MAXINT64));
}

BsTable *
bs_cell_memory_layout_table (const BsCellMemory *self, guint32 n_calls)
{
  static const Column columns[] = {
    { "label", BS_COLUMN_TEXT },
    { "variable", BS_COLUMN_TEXT },
    { "kind", BS_COLUMN_TEXT },
    { "bytes", BS_COLUMN_INTEGER },
    { "place_before", BS_COLUMN_INTEGER },
    { "place_after", BS_COLUMN_INTEGER },
  };
  BsTable *table = table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < self->n_variables; i++)
    {
      const BsPlanVariable *variable = &self->after->variables[i];

      if (variable->kind == BS_VARIABLE_PARAMETER)
        continue;
      bs_table_add_text (table, self->labels[i]);
      bs_table_add_text (table, variable->name);
      bs_table_add_text (table, bs_plan_variable_kind_to_string (variable->kind));
      add_bytes (table, (guint64) variable->length * sizeof (float), n_calls);
      add_place (table, &self->before->variables[i], n_calls);
      add_place (table, variable, n_calls);
    }

  return table;
}

BsTable *
bs_cell_memory_reductions_table (const BsCellMemory *self, guint32 n_calls)
{
  static const Column columns[] = {
    { "reduction", BS_COLUMN_INTEGER }, { "what", BS_COLUMN_TEXT },
    { "variables", BS_COLUMN_TEXT },    { "kept", BS_COLUMN_BOOLEAN },
    { "bytes", BS_COLUMN_INTEGER },     { "templates", BS_COLUMN_TEXT },
    { "reason", BS_COLUMN_TEXT },
  };
  BsTable *table = table_new (columns, G_N_ELEMENTS (columns));

  for (guint32 i = 0; i < bs_plan_replay_get_n (self->replay); i++)
    {
      const BsReduction *reduction = bs_plan_replay_get (self->replay, i);
      g_autofree char *title = bs_cell_memory_reduction_title (self, i);
      g_autofree char *members = bs_cell_memory_reduction_members (self, i);
      g_autofree char *reason = bs_cell_memory_reduction_reason (self, i, n_calls);

      bs_table_add_integer (table, i + 1);
      bs_table_add_text (table, title);
      bs_table_add_text (table, members);
      bs_table_add_boolean (table, reduction->kept);
      bs_table_add_integer (
          table, (gint64) MIN (bs_plan_replay_get_bytes (self->replay, i, n_calls), G_MAXINT64));
      bs_table_add_text (table, self->after->constraints[reduction->constraint].templates);
      bs_table_add_text (table, reason);
    }

  return table;
}

static void
add_copies (const BsCellMemory *self, BsTable *table, const char *when, const BsCellPlan *plan,
            guint32 n_calls)
{
  for (guint b = 0; b < plan->n_batches; b++)
    for (int k = -1; k < (int) plan->batches[b].n_operands; k++)
      {
        const BsPlanTuple *tuple = bs_cell_memory_tuple (&plan->batches[b], k);
        g_autofree char *reason = bs_cell_memory_tuple_reason (self, plan, b, k);
        g_autoptr (GString) members = g_string_new (NULL);

        for (guint i = 0; i < plan->batches[b].n; i++)
          g_string_append_printf (members, "%s%s", i > 0 ? " " : "",
                                  self->labels[plan->members[tuple->first_member + i]]);
        bs_table_add_text (table, when);
        bs_table_add_integer (table, b + 1);
        bs_table_add_text (table, bs_op_sign (plan->batches[b].kind));
        bs_table_add_natural (table, k < 0 ? -1 : k + 1);
        bs_table_add_text (table, bs_access_to_string (tuple->access));
        add_bytes (table, tuple->bytes, n_calls);
        bs_table_add_text (table, members->str);
        bs_table_add_text (table, reason);
      }
}

BsTable *
bs_cell_memory_copies_table (const BsCellMemory *self, guint32 n_calls)
{
  static const Column columns[] = {
    { "plan", BS_COLUMN_TEXT },      { "batch", BS_COLUMN_INTEGER },
    { "kind", BS_COLUMN_TEXT },      { "operand", BS_COLUMN_INTEGER },
    { "access", BS_COLUMN_TEXT },    { "bytes", BS_COLUMN_INTEGER },
    { "variables", BS_COLUMN_TEXT }, { "reason", BS_COLUMN_TEXT },
  };
  BsTable *table = table_new (columns, G_N_ELEMENTS (columns));

  if (self->before != self->after)
    add_copies (self, table, "before", self->before, n_calls);
  add_copies (self, table, "after", self->after, n_calls);

  return table;
}

BsTable *
bs_cell_memory_liveness_table (const BsCellMemory *self, guint32 n_calls)
{
  static const Column columns[] = {
    { "label", BS_COLUMN_TEXT },    { "variable", BS_COLUMN_TEXT }, { "place", BS_COLUMN_INTEGER },
    { "bytes", BS_COLUMN_INTEGER }, { "first", BS_COLUMN_INTEGER }, { "last", BS_COLUMN_INTEGER },
  };
  BsTable *table = table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < self->after->n_layout; i++)
    {
      guint16 index = self->after->layout[i];
      const BsPlanVariable *variable = &self->after->variables[index];

      bs_table_add_text (table, self->labels[index]);
      bs_table_add_text (table, variable->name);
      add_place (table, variable, n_calls);
      add_bytes (table, (guint64) variable->length * sizeof (float), n_calls);
      bs_table_add_integer (table, variable->first + 1);
      bs_table_add_integer (table, variable->last + 1);
    }

  return table;
}

BsTable *
bs_cell_memory_totals_table (const BsCellMemory *self, guint32 n_calls)
{
  static const Column columns[] = {
    { "figure", BS_COLUMN_TEXT },
    { "before", BS_COLUMN_INTEGER },
    { "batched", BS_COLUMN_INTEGER },
    { "after", BS_COLUMN_INTEGER },
    { "saved_by_batching", BS_COLUMN_INTEGER },
    { "saved_by_layout", BS_COLUMN_INTEGER },
  };
  static const char *const names[] = { "inner_batches",   "gathers",         "gathered_bytes",
                                       "scatters",        "scattered_bytes", "all_variables_bytes",
                                       "peak_live_bytes", "room_bytes" };
  const BsCellFigures *figures[] = { &self->figures_before, &self->figures_batched,
                                     &self->figures_after };
  BsTable *table = table_new (columns, G_N_ELEMENTS (columns));
  guint64 values[G_N_ELEMENTS (figures)][G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      const BsCellFigures *f = figures[i];
      const guint64 own[] = { f->n_batches,
                              f->n_gathers,
                              bs_cell_memory_times (f->gather_bytes, n_calls),
                              f->n_scatters,
                              bs_cell_memory_times (f->scatter_bytes, n_calls),
                              bs_cell_memory_times (f->variable_bytes, n_calls),
                              bs_cell_memory_times (f->live_bytes, n_calls),
                              bs_cell_memory_times (f->room_bytes, n_calls) };

      for (guint k = 0; k < G_N_ELEMENTS (names); k++)
        values[i][k] = MIN (own[k], G_MAXINT64);
    }
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      /* Of the batches alone only copies are known. */
      gboolean is_known = k < 5;

      bs_table_add_text (table, names[k]);
      bs_table_add_integer (table, (gint64) values[0][k]);
      bs_table_add_natural (table, is_known ? (gint64) values[1][k] : -1);
      bs_table_add_integer (table, (gint64) values[2][k]);
      if (is_known)
        {
          bs_table_add_integer (table, (gint64) values[0][k] - (gint64) values[1][k]);
          bs_table_add_integer (table, (gint64) values[1][k] - (gint64) values[2][k]);
        }
      else
        {
          bs_table_add_missing (table);
          bs_table_add_missing (table);
        }
    }

  return table;
}
