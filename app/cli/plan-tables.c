/* SPDX-License-Identifier: Apache-2.0 */
/* Memory plans of cells as tables. */
#include "config.h"

#include "app/cli/plan-tables.h"

#include "app/cli/common.h"
#include "engine/op-info.h"
#include "profiles/trace/trace-plan.h"

static const char *const figures[] = { "batches",       "gathers",       "gather_bytes", "scatters",
                                       "scatter_bytes", "storage_bytes", "peak_bytes" };

void
bs_cli_plans_clear (BsCliPlans *self)
{
  g_clear_pointer (&self->before, bs_cell_plan_free);
  g_clear_pointer (&self->after, bs_cell_plan_free);
}

static void
get_figures (const BsCellPlan *plan, guint64 values[G_N_ELEMENTS (figures)])
{
  values[0] = plan->n_batches;
  values[1] = plan->n_gathers;
  values[2] = plan->gather_bytes;
  values[3] = plan->n_scatters;
  values[4] = plan->scatter_bytes;
  values[5] = plan->total_bytes;
  values[6] = plan->peak_bytes;
}

static guint
count_operations (const BsCellPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->n_batches; i++)
    n += plan->batches[i].n;

  return n;
}

static void
add_columns (BsTable *table, const char *const *names, guint n, BsColumnKind kind)
{
  for (guint i = 0; i < n; i++)
    bs_table_add_column (table, names[i], kind);
}

BsTable *
bs_cli_plan_summary (const BsCliPlans *plans, guint n)
{
  static const char *const columns[] = {
    "operations",   "batches_before", "batches",       "copies_before", "copies",
    "bytes_before", "bytes",          "storage_bytes", "peak_bytes",
  };
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "cell", BS_COLUMN_TEXT);
  add_columns (table, columns, G_N_ELEMENTS (columns), BS_COLUMN_INTEGER);
  bs_table_add_column (table, "minimal", BS_COLUMN_BOOLEAN);
  for (guint i = 0; i < n; i++)
    {
      const BsCellPlan *before = plans[i].before, *after = plans[i].after;
      const guint64 values[] = {
        count_operations (after),
        before->n_batches,
        after->n_batches,
        before->n_gathers + before->n_scatters,
        after->n_gathers + after->n_scatters,
        before->gather_bytes + before->scatter_bytes,
        after->gather_bytes + after->scatter_bytes,
        after->total_bytes,
        after->peak_bytes,
      };

      bs_table_add_text (table, after->cell->name);
      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        bs_table_add_integer (table, (gint64) values[k]);
      bs_table_add_boolean (table, after->minimal);
    }

  return table;
}

BsTable *
bs_cli_plan_totals (const BsCliPlans *plans)
{
  guint64 before[G_N_ELEMENTS (figures)], after[G_N_ELEMENTS (figures)];
  BsTable *table = bs_table_new ();

  get_figures (plans->before, before);
  get_figures (plans->after, after);
  bs_table_add_column (table, "figure", BS_COLUMN_TEXT);
  bs_table_add_column (table, "before", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "after", BS_COLUMN_INTEGER);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      bs_table_add_text (table, figures[i]);
      bs_table_add_integer (table, (gint64) before[i]);
      bs_table_add_integer (table, (gint64) after[i]);
    }

  return table;
}

/* Names have commas in them, and blanks. */
static void
add_variables (BsTable *table, const BsCellPlan *plan, guint32 first_member, guint32 n)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint32 i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " | " : "",
                            plan->variables[plan->members[first_member + i]].name);
  bs_table_add_text (table, out->str);
}

static void
add_operand_cells (BsTable *table, const BsCellPlan *plan, guint index, int operand)
{
  const BsPlanBatch *batch = &plan->batches[index];
  const BsPlanTuple *tuple = operand < 0 ? &batch->result : &batch->operands[operand];

  bs_table_add_integer (table, index);
  bs_table_add_text (table, bs_op_info (batch->kind)->name);
  bs_table_add_integer (table, batch->n);
  bs_table_add_natural (table, operand);
  bs_table_add_text (table, bs_access_to_string (tuple->access));
  bs_table_add_integer (table, (gint64) tuple->bytes);
  bs_table_add_text (table, bs_conflict_to_string (tuple->conflict));
  add_variables (table, plan, tuple->first_member, batch->n);
}

BsTable *
bs_cli_plan_operands (const BsCellPlan *plan)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "kind", BS_COLUMN_TEXT);
  bs_table_add_column (table, "operations", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "operand", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "access", BS_COLUMN_TEXT);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "conflict", BS_COLUMN_TEXT);
  bs_table_add_column (table, "variables", BS_COLUMN_TEXT);
  for (guint i = 0; i < plan->n_batches; i++)
    for (int k = -1; k < (int) plan->batches[i].n_operands; k++)
      add_operand_cells (table, plan, i, k);

  return table;
}

static void
add_variable_cells (BsTable *table, const BsPlanVariable *variable)
{
  bs_table_add_text (table, variable->name);
  bs_table_add_text (table, bs_plan_variable_kind_to_string (variable->kind));
  bs_table_add_natural (table, variable->offset);
  bs_table_add_integer (table, variable->length);
  bs_table_add_integer (table, variable->first);
  bs_table_add_integer (table, variable->last);
}

BsTable *
bs_cli_plan_variables (const BsCellPlan *plan)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "variable", BS_COLUMN_TEXT);
  bs_table_add_column (table, "kind", BS_COLUMN_TEXT);
  bs_table_add_column (table, "offset", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "length", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "first", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "last", BS_COLUMN_INTEGER);
  for (guint i = 0; i < plan->n_layout; i++)
    add_variable_cells (table, &plan->variables[plan->layout[i]]);
  for (guint i = 0; i < plan->n_variables; i++)
    if (plan->variables[i].offset < 0)
      add_variable_cells (table, &plan->variables[i]);

  return table;
}

static void
add_constraint_cells (BsTable *table, const BsCellPlan *plan, const BsPlanConstraint *constraint)
{
  bs_table_add_text (table, bs_plan_step_to_string (constraint->step));
  bs_table_add_integer (table, constraint->batch);
  bs_table_add_natural (table, constraint->operand);
  bs_table_add_text (table, constraint->accepted ? "kept" : "dropped");
  bs_table_add_text (table, bs_conflict_to_string (constraint->conflict));
  bs_table_add_integer (table, (gint64) constraint->bytes);
  add_variables (table, plan, constraint->first_member, constraint->n_members);
}

BsTable *
bs_cli_plan_constraints (const BsCellPlan *plan, gboolean trees)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "step", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "operand", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "fate", BS_COLUMN_TEXT);
  bs_table_add_column (table, "conflict", BS_COLUMN_TEXT);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "variables", BS_COLUMN_TEXT);
  if (trees)
    {
      bs_table_add_column (table, "templates", BS_COLUMN_TEXT);
      bs_table_add_column (table, "tree", BS_COLUMN_TEXT);
    }
  for (guint i = 0; i < plan->n_constraints; i++)
    {
      add_constraint_cells (table, plan, &plan->constraints[i]);
      if (trees)
        {
          bs_table_add_text (table, plan->constraints[i].templates);
          bs_table_add_text (table, plan->constraints[i].tree);
        }
    }

  return table;
}

/* The rows of @from, cells of the columns that it has. */
static void
append_rows (BsTable *table, const char *part, const BsTable *from)
{
  for (guint row = 0; row < bs_table_get_n_rows (from); row++)
    {
      bs_table_add_text (table, part);
      for (guint i = 1; i < bs_table_get_n_columns (table); i++)
        {
          const char *name = bs_table_get_column_name (table, i);
          guint n_columns = bs_table_get_n_columns (from), k = 0;

          while (k < n_columns && !g_str_equal (bs_table_get_column_name (from, k), name))
            k++;
          if (k < n_columns)
            bs_cli_copy_cell (table, from, row, k);
          else
            bs_table_add_missing (table);
        }
    }
}

static gboolean
has_column (const BsTable *table, const char *name)
{
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (g_str_equal (bs_table_get_column_name (table, i), name))
      return TRUE;

  return FALSE;
}

BsTable *
bs_cli_plan_records (const BsCliPlans *plans)
{
  static const char *const names[] = { "total", "operand", "variable", "constraint" };
  BsTable *parts[] = { bs_cli_plan_totals (plans), bs_cli_plan_operands (plans->after),
                       bs_cli_plan_variables (plans->after),
                       bs_cli_plan_constraints (plans->after, TRUE) };
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "part", BS_COLUMN_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (guint k = 0; k < bs_table_get_n_columns (parts[i]); k++)
      if (!has_column (table, bs_table_get_column_name (parts[i], k)))
        bs_table_add_column (table, bs_table_get_column_name (parts[i], k),
                             bs_table_get_column_kind (parts[i], k));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      append_rows (table, names[i], parts[i]);
      bs_table_unref (parts[i]);
    }

  return table;
}
