/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a trace that tell of memory: plans and moves. */
#include "config.h"

#include "engine/op-info.h"
#include "profiles/trace/memory.h"
#include "profiles/tables/tables.h"

BsTable *
bs_tables_lanes (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  g_autofree gint64 *events = g_new0 (gint64, trace->n_lanes + 1);
  g_autofree gint64 *ns = g_new0 (gint64, trace->n_lanes + 1);
  g_autofree guint64 *bytes = g_new0 (guint64, trace->n_lanes + 1);
  g_autofree guint64 *flops = g_new0 (guint64, trace->n_lanes + 1);
  g_auto (BsEventIter) iter = { 0 };
  BsEvent event;

  bs_table_add_column (table, "lane", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "kind", BS_COLUMN_TEXT);
  bs_table_add_column (table, "events", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "ns", BS_COLUMN_DURATION);
  bs_table_add_column (table, "share", BS_COLUMN_REAL);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "flops", BS_COLUMN_INTEGER);

  for (bs_event_iter_init (&iter, trace); bs_event_iter_next (&iter, &event);)
    {
      gint64 *own = &ns[event.lane];

      events[event.lane]++;
      if (__builtin_add_overflow (*own, event.end_ns - event.start_ns, own))
        *own = G_MAXINT64;
      bytes[event.lane] += event.bytes;
      flops[event.lane] += event.flops;
    }
  for (guint lane = 0; lane < trace->n_lanes; lane++)
    {
      bs_table_add_integer (table, lane);
      bs_table_add_text (table, bs_lane_kind_to_string (bs_trace_lane_kind (trace, lane)));
      bs_table_add_integer (table, events[lane]);
      bs_table_add_integer (table, ns[lane]);
      bs_table_add_real (table,
                         trace->covered_ns > 0 ? (double) ns[lane] / trace->covered_ns : NAN);
      bs_table_add_integer (table, (gint64) bytes[lane]);
      bs_table_add_integer (table, (gint64) flops[lane]);
    }

  return table;
}

static void
add_moves (BsTable *table, const char *scope, const char *plan, const BsMoves *moves)
{
  bs_table_add_text (table, scope);
  bs_table_add_text (table, plan);
  bs_table_add_integer (table, (gint64) moves->gathers);
  bs_table_add_integer (table, (gint64) moves->gather_bytes);
  bs_table_add_integer (table, (gint64) moves->scatters);
  bs_table_add_integer (table, (gint64) moves->scatter_bytes);
}

BsTable *
bs_tables_memory (const BsTrace *trace)
{
  BsTable *table = bs_table_new ();
  BsMemoryTotals totals;
  gboolean known = bs_memory_totals (trace, &totals);
  const char *planner = bs_planner_to_string (totals.planner);

  bs_table_add_column (table, "scope", BS_COLUMN_TEXT);
  bs_table_add_column (table, "plan", BS_COLUMN_TEXT);
  bs_table_add_column (table, "gathers", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "gather_bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "scatters", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "scatter_bytes", BS_COLUMN_INTEGER);

  if (totals.n_planned > 0)
    {
      add_moves (table, "between", "creation", &totals.creation);
      if (known && totals.planner != BS_PLANNER_CREATION)
        add_moves (table, "between", planner, &totals.planned);
      add_moves (table, "between", "bound", &totals.bound);
    }
  if (totals.has_cells)
    {
      add_moves (table, "inside", "creation", &totals.inside_creation);
      if (totals.planner != BS_PLANNER_CREATION)
        add_moves (table, "inside", planner, &totals.inside_planned);
    }
  if (totals.n_executed > 0)
    add_moves (table, "executed", known ? planner : "", &totals.executed);

  return table;
}

BsTable *
bs_tables_graph_plans (const BsTrace *trace)
{
  static const char *const columns[] = { "mini_batch",     "operands",        "creation_gathers",
                                         "creation_bytes", "planned_gathers", "planned_bytes",
                                         "bound_gathers",  "bound_bytes",     "value_bytes",
                                         "place_bytes" };
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i], BS_COLUMN_INTEGER);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      const BsGraphPlanReport *plan = &trace->mini_batches[i].plan;
      const BsGathers *parts[] = { &plan->creation, &plan->planned, &plan->bound };

      if (!trace->mini_batches[i].is_planned)
        continue;
      bs_table_add_integer (table, i);
      bs_table_add_integer (table, plan->planned.n_operands);
      for (guint k = 0; k < G_N_ELEMENTS (parts); k++)
        {
          bs_table_add_integer (table, parts[k]->n_gathers);
          bs_table_add_integer (table, (gint64) parts[k]->gather_bytes);
        }
      bs_table_add_integer (table, (gint64) plan->value_bytes);
      bs_table_add_integer (table, (gint64) plan->place_bytes);
    }

  return table;
}

/* The columns that name a plan. */
static BsTable *
plan_table_new (void)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "cell", BS_COLUMN_TEXT);
  bs_table_add_column (table, "planner", BS_COLUMN_TEXT);

  return table;
}

static void
add_plan (BsTable *table, const BsTrace *trace, const BsTracePlan *plan)
{
  bs_table_add_text (table, trace->cells[plan->cell]);
  bs_table_add_text (table, bs_planner_to_string (plan->plan.planner));
}

BsTable *
bs_tables_plans (const BsTrace *trace)
{
  static const char *const columns[] = { "gathers",     "gather_bytes", "scatters", "scatter_bytes",
                                         "total_bytes", "peak_bytes",   "accepted", "rejected" };
  BsTable *table = plan_table_new ();

  bs_table_add_column (table, "batches", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "minimal", BS_COLUMN_BOOLEAN);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i], BS_COLUMN_INTEGER);

  for (guint i = 0; i < trace->n_plans; i++)
    {
      const BsCellPlan *plan = &trace->plans[i].plan;
      guint n_accepted = 0;

      for (guint k = 0; k < plan->n_constraints; k++)
        n_accepted += plan->constraints[k].accepted;
      add_plan (table, trace, &trace->plans[i]);
      bs_table_add_integer (table, plan->n_batches);
      bs_table_add_boolean (table, plan->minimal);
      bs_table_add_integer (table, plan->n_gathers);
      bs_table_add_integer (table, (gint64) plan->gather_bytes);
      bs_table_add_integer (table, plan->n_scatters);
      bs_table_add_integer (table, (gint64) plan->scatter_bytes);
      bs_table_add_integer (table, (gint64) plan->total_bytes);
      bs_table_add_integer (table, (gint64) plan->peak_bytes);
      bs_table_add_integer (table, n_accepted);
      bs_table_add_integer (table, plan->n_constraints - n_accepted);
    }

  return table;
}

BsTable *
bs_tables_plan_variables (const BsTrace *trace)
{
  BsTable *table = plan_table_new ();

  bs_table_add_column (table, "variable", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "kind", BS_COLUMN_TEXT);
  bs_table_add_column (table, "length", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "offset", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "first", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "last", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "name", BS_COLUMN_TEXT);

  for (guint i = 0; i < trace->n_plans; i++)
    for (guint k = 0; k < trace->plans[i].plan.n_variables; k++)
      {
        const BsPlanVariable *variable = &trace->plans[i].plan.variables[k];

        add_plan (table, trace, &trace->plans[i]);
        bs_table_add_integer (table, k);
        bs_table_add_text (table, bs_plan_variable_kind_to_string (variable->kind));
        bs_table_add_integer (table, variable->length);
        bs_table_add_natural (table, variable->offset);
        bs_table_add_integer (table, variable->first);
        bs_table_add_integer (table, variable->last);
        bs_table_add_text (table, variable->name);
      }

  return table;
}

static void
add_variables (BsTable *table, const BsCellPlan *plan, guint32 first_member, guint32 n)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint32 i = 0; i < n; i++)
    g_string_append_printf (out, i > 0 ? " %u" : "%u", plan->members[first_member + i]);
  bs_table_add_text (table, out->str);
}

BsTable *
bs_tables_plan_operands (const BsTrace *trace)
{
  BsTable *table = plan_table_new ();

  bs_table_add_column (table, "batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "kind", BS_COLUMN_TEXT);
  bs_table_add_column (table, "n", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "operand", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "access", BS_COLUMN_TEXT);
  bs_table_add_column (table, "conflict", BS_COLUMN_TEXT);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "variables", BS_COLUMN_TEXT);

  for (guint i = 0; i < trace->n_plans; i++)
    for (guint k = 0; k < trace->plans[i].plan.n_batches; k++)
      {
        const BsCellPlan *plan = &trace->plans[i].plan;
        const BsPlanBatch *batch = &plan->batches[k];

        for (int operand = -1; operand < (int) batch->n_operands; operand++)
          {
            const BsPlanTuple *tuple = operand < 0 ? &batch->result : &batch->operands[operand];

            add_plan (table, trace, &trace->plans[i]);
            bs_table_add_integer (table, k);
            bs_table_add_text (table, bs_op_info (batch->kind)->name);
            bs_table_add_integer (table, batch->n);
            bs_table_add_natural (table, operand);
            bs_table_add_text (table, bs_access_to_string (tuple->access));
            bs_table_add_text (table, bs_conflict_to_string (tuple->conflict));
            bs_table_add_integer (table, (gint64) tuple->bytes);
            add_variables (table, plan, tuple->first_member, batch->n);
          }
      }

  return table;
}

BsTable *
bs_tables_plan_constraints (const BsTrace *trace)
{
  BsTable *table = plan_table_new ();

  bs_table_add_column (table, "constraint", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "step", BS_COLUMN_TEXT);
  bs_table_add_column (table, "batch", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "operand", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "accepted", BS_COLUMN_BOOLEAN);
  bs_table_add_column (table, "conflict", BS_COLUMN_TEXT);
  bs_table_add_column (table, "bytes", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "variables", BS_COLUMN_TEXT);
  bs_table_add_column (table, "templates", BS_COLUMN_TEXT);
  bs_table_add_column (table, "tree", BS_COLUMN_TEXT);

  for (guint i = 0; i < trace->n_plans; i++)
    for (guint k = 0; k < trace->plans[i].plan.n_constraints; k++)
      {
        const BsCellPlan *plan = &trace->plans[i].plan;
        const BsPlanConstraint *constraint = &plan->constraints[k];

        add_plan (table, trace, &trace->plans[i]);
        bs_table_add_integer (table, k);
        bs_table_add_text (table, bs_plan_step_to_string (constraint->step));
        bs_table_add_integer (table, constraint->batch);
        bs_table_add_natural (table, constraint->operand);
        bs_table_add_boolean (table, constraint->accepted);
        bs_table_add_text (table, bs_conflict_to_string (constraint->conflict));
        bs_table_add_integer (table, (gint64) constraint->bytes);
        add_variables (table, plan, constraint->first_member, constraint->n_members);
        bs_table_add_text (table, constraint->templates);
        bs_table_add_text (table, constraint->tree);
      }

  return table;
}
