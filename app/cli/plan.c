/* SPDX-License-Identifier: Apache-2.0 */
/* plan: the memory plans of a model's cells, before and after, and why. */
#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/cli/commands.h"
#include "app/cli/common.h"
#include "app/cli/data-options.h"
#include "app/cli/plan-tables.h"
#include "engine/error.h"

typedef struct
{
  BsCliData data;
  char *cell_name, *planner_name, *format_text;
  BsPlanner planner;
  BsTableFormat format;
  BsModel *model;
} Plan;

static void
plan_clear (Plan *self)
{
  bs_cli_data_clear (&self->data);
  g_clear_pointer (&self->model, bs_model_unref);
  g_clear_pointer (&self->cell_name, g_free);
  g_clear_pointer (&self->planner_name, g_free);
  g_clear_pointer (&self->format_text, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static gboolean
check (Plan *self, GError **error)
{
  self->planner = BS_PLANNER_FULL;

  return bs_cli_parse_table_format (self->format_text, &self->format, error)
         && (self->planner_name == NULL
             || bs_planner_from_string (self->planner_name, &self->planner, error))
         && bs_cli_data_check (&self->data, error);
}

/* With the inputs where there are any: sizes may depend on how many labels or words they have. */
static gboolean
load (Plan *self, GError **error)
{
  BsCliData *data = &self->data;
  const char *const *samples;

  if (!bs_run_inputs_load_model (&data->inputs, error))
    return FALSE;

  samples = bs_model_file_get_samples (data->inputs.model_file);
  if (data->inputs.files == NULL && samples[0] == NULL
      && !bs_model_file_generates (data->inputs.model_file))
    self->model = bs_model_file_create_model (data->inputs.model_file, data->inputs.model_size,
                                              NULL, error);
  else if (bs_run_inputs_load (&data->inputs, error) && bs_run_inputs_open (&data->inputs, error))
    self->model = bs_workload_create_model (data->inputs.opened, data->inputs.model_size, error);

  return self->model != NULL;
}

static const BsCell *
find_cell (Plan *self, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->model->n_cells; i++)
    {
      if (g_str_equal (self->model->cells[i].name, self->cell_name))
        return &self->model->cells[i];
      g_string_append_printf (names, i > 0 ? ", %s" : "%s", self->model->cells[i].name);
    }
  g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("The model %s has no cell “%s”; it has %s"),
               bs_model_file_get_name (self->data.inputs.model_file), self->cell_name, names->str);

  return NULL;
}

static void
append_heading (GString *out, const char *title)
{
  g_string_append_printf (out, "%s%s\n", out->len > 0 ? "\n" : "", title);
}

static void
append_table (GString *out, BsTable *table, BsTableFormat format)
{
  bs_table_print (table, format, out);
  bs_table_unref (table);
}

static void
print_about (const Plan *self, const char *cell, GString *out)
{
  const char *name = bs_model_file_get_name (self->data.inputs.model_file);

  if (cell != NULL)
    g_string_append_printf (out, _ ("Cell %s of %s, hidden size %u, planner %s\n"), cell, name,
                            self->model->size, bs_planner_to_string (self->planner));
  else
    g_string_append_printf (out, _ ("Cells of %s, hidden size %u, planner %s\n"), name,
                            self->model->size, bs_planner_to_string (self->planner));
  g_string_append (out,
                   _ ("Before is the agenda's batches with variables in the order of execution "
                      "(planner creation).\nAll numbers are of one call: a batch of B calls "
                      "copies B times the bytes with as many copies.\n"));
}

static void
print_terms (GString *out)
{
  append_heading (out, _ ("How operands are reached"));
  g_string_append (
      out, _ ("in-place   side by side in memory, in the order of the batch\n"
              "broadcast  one variable for operations that follow each other, or a few in turn\n"
              "parameter  learned: packed once, in the order of the batch\n"
              "caller     in place, where the caller puts the operands of the call\n"
              "gather     copied together before the batch runs\n"
              "scatter    results: copied to their places afterwards\n"));
  append_heading (out, _ ("Steps of planning, each a constraint on the layout"));
  g_string_append (
      out,
      _ ("adjacency  what a batch reads as one operand, or writes, lies side by side\n"
         "broadcast  what lies side by side in one operand or result of a batch does so at the "
         "same places of the others\n"
         "direction  all operands and results of a batch have its operations in one order\n"));
  append_heading (out, _ ("Why something is copied, or dropped"));
  g_string_append (out,
                   _ ("external   operands of the call, which this planner does not place\n"
                      "repeated   a variable stands in it more than once\n"
                      "adjacency  no order has this side by side and also what costs more to "
                      "copy\n"
                      "alignment  side by side, but not in the order that the batch has\n"
                      "order      the order of execution is another one: nothing was planned\n"));
}

/* A line for each part of the outermost node. */
static void
append_tree (GString *out, const char *tree)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (const char *p = tree; *p != '\0'; p++)
    {
      if (*p == '"')
        quoted = !quoted;
      if (!quoted && strchr ("}]", *p) != NULL && depth-- == 1)
        g_string_append_c (out, '\n');
      if (!quoted && depth == 1 && *p == ' ')
        g_string_append (out, "\n  ");
      else
        g_string_append_c (out, *p);
      if (!quoted && strchr ("{[", *p) != NULL && depth++ == 0)
        g_string_append (out, "\n  ");
    }
  g_string_append_c (out, '\n');
}

static void
print_constraints (const BsCellPlan *plan, GString *out)
{
  const char *tree = plan->constraints[plan->n_constraints - 1].tree;

  append_heading (out, _ ("Constraints: what was asked of the layout, in this order, and the bytes "
                          "to copy without it"));
  append_table (out, bs_cli_plan_constraints (plan, FALSE), BS_TABLE_TEXT);
  if (tree == NULL)
    return;
  append_heading (
      out,
      _ ("PQ-tree in the end: all orders in which what was kept is side by side. Parts in {} "
         "may change\nplaces, parts in [] only be mirrored, those of one batch together. CSV and "
         "JSON have the tree after\neach constraint."));
  append_tree (out, tree);
}

/* One cell, for people. */
static void
print_cell (const Plan *self, const BsCliPlans *plans, GString *out)
{
  const BsCellPlan *plan = plans->after;

  print_about (self, plan->cell->name, out);
  append_heading (out, _ ("Before and after"));
  append_table (out, bs_cli_plan_totals (plans), BS_TABLE_TEXT);
  g_string_append (out, plan->minimal
                            ? _ ("No schedule has fewer batches: this is proven.\n")
                            : _ ("There is a schedule with fewer batches, or it is not known.\n"));
  g_string_append (out,
                   _ ("storage_bytes: all variables of the layout; full has the inputs in it too. "
                      "peak_bytes: its length,\nwhere full uses storage again when what was "
                      "there is dead.\n"));
  append_heading (out, _ ("Batches: results, then operands from 0"));
  append_table (out, bs_cli_plan_operands (plan), BS_TABLE_TEXT);
  append_heading (out, _ ("Layout: numbers from its base (times B for B calls), and the batches "
                          "between which a variable is alive"));
  append_table (out, bs_cli_plan_variables (plan), BS_TABLE_TEXT);
  if (plan->n_constraints > 0)
    print_constraints (plan, out);
  print_terms (out);
}

static void
append_json_table (GString *out, const char *name, BsTable *table)
{
  g_string_append_printf (out, ",\n\"%s\": ", name);
  append_table (out, table, BS_TABLE_JSON);
  while (g_ascii_isspace (out->str[out->len - 1]))
    g_string_truncate (out, out->len - 1);
}

static void
print_json (const Plan *self, const BsCliPlans *plans, guint n, GString *out)
{
  g_string_append (out, "{\"model\": ");
  bs_cli_append_json_string (out, bs_model_file_get_name (self->data.inputs.model_file));
  g_string_append_printf (out, ", \"model_size\": %u, \"planner\": \"%s\", \"cells\": [",
                          self->model->size, bs_planner_to_string (self->planner));
  for (guint i = 0; i < n; i++)
    {
      const BsCellPlan *plan = plans[i].after;

      g_string_append (out, i > 0 ? ",\n{\"cell\": " : "\n{\"cell\": ");
      bs_cli_append_json_string (out, plan->cell->name);
      g_string_append_printf (out, ", \"minimal\": %s", plan->minimal ? "true" : "false");
      append_json_table (out, "totals", bs_cli_plan_totals (&plans[i]));
      append_json_table (out, "operands", bs_cli_plan_operands (plan));
      append_json_table (out, "variables", bs_cli_plan_variables (plan));
      append_json_table (out, "constraints", bs_cli_plan_constraints (plan, TRUE));
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}\n");
}

static int
print_plans (const Plan *self, const BsCliPlans *plans, guint n)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (self->format == BS_TABLE_JSON)
    {
      print_json (self, plans, n, out);
    }
  else if (self->cell_name == NULL)
    {
      if (self->format == BS_TABLE_TEXT)
        {
          print_about (self, NULL, out);
          g_string_append_c (out, '\n');
        }
      append_table (out, bs_cli_plan_summary (plans, n), self->format);
      if (self->format == BS_TABLE_TEXT)
        g_string_append (out, _ ("\nCopies are gathers and scatters, and bytes what they move. "
                                 "--cell NAME shows the plan of a cell.\n"));
    }
  else if (self->format == BS_TABLE_CSV)
    {
      append_table (out, bs_cli_plan_records (plans), self->format);
    }
  else
    {
      print_cell (self, plans, out);
    }

  return bs_cli_finish (NULL, out);
}

static int
plan (Plan *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree BsCliPlans *plans = NULL;
  const BsCell *cells;
  guint n = 1;
  int status;

  if (!load (self, &error))
    return bs_cli_complain ("%s", error->message);

  cells = self->cell_name != NULL ? find_cell (self, &error) : self->model->cells;
  if (error != NULL)
    return bs_cli_complain ("%s", error->message);

  if (self->cell_name == NULL)
    n = self->model->n_cells;
  plans = g_new0 (BsCliPlans, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      plans[i].before = bs_cell_plan_new (self->model, &cells[i], BS_PLANNER_CREATION, FALSE);
      plans[i].after = bs_cell_plan_new (self->model, &cells[i], self->planner,
                                         self->cell_name != NULL || self->format == BS_TABLE_JSON);
    }
  status = print_plans (self, plans, n);
  for (guint i = 0; i < n; i++)
    bs_cli_plans_clear (&plans[i]);

  return status;
}

int
bs_cli_plan (int argc, char **argv)
{
  g_auto (Plan) self = { 0 };
  const GOptionEntry entries[] = { { "cell", 0, 0, G_OPTION_ARG_STRING, &self.cell_name,
                                     N_ ("The whole plan of one cell (a row for each cell)"),
                                     N_ ("NAME") },
                                   { "planner", 0, 0, G_OPTION_ARG_STRING, &self.planner_name,
                                     N_ ("creation, published or full (full)"), N_ ("NAME") },
                                   { "format", 0, 0, G_OPTION_ARG_STRING, &self.format_text,
                                     N_ ("text, csv or json (text)"), N_ ("FORMAT") },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = bs_cli_context_new (
      "plan", NULL,
      _ ("Plans the memory of a model's cells: which operations run as one batch, where variables "
         "lie, what has to be copied because of it, and why. Nothing is executed."));
  g_autoptr (GError) error = NULL;

  bs_cli_data_add_options (&self.data, context, BS_CLI_DATA_MODEL);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!bs_cli_parse (context, &argc, &argv, 0, NULL))
    return BS_CLI_BAD;
  if (!check (&self, &error))
    return bs_cli_complain_usage ("plan", "%s", error->message);

  return plan (&self);
}
