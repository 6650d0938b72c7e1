/* SPDX-License-Identifier: Apache-2.0 */
/* What a model is made of: its inputs, parameters and cells. */
#include "config.h"

#include "app/cli/model-info.h"

#include <glib/gi18n-lib.h>

#include "app/cli/common.h"

static void
append_shape (GString *out, guint32 rows, guint32 columns)
{
  if (columns == 1)
    g_string_append_printf (out, "%u", rows);
  else
    g_string_append_printf (out, "%u x %u", rows, columns);
}

/* The operation that brings operand @index in, or that reduces all of them. */
static const BsOp *
find_operand (const BsCell *cell, guint index)
{
  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];

      if (cell->variadic ? op->kind == BS_OP_SUM || op->kind == BS_OP_MEAN
                         : op->kind == BS_OP_INPUT && op->a == index)
        return op;
    }

  return NULL;
}

/* Sizes of operands in order; in brackets those that a call may leave out. */
static char *
describe_operands (const BsCell *cell)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = cell->variadic ? 1 : cell->n_inputs;

  for (guint i = 0; i < n; i++)
    {
      const BsOp *op = find_operand (cell, i);
      gboolean optional = !cell->variadic && i >= cell->n_required;

      g_string_append (out, i > 0 ? ", " : "");
      g_string_append (out, optional ? "[" : "");
      if (op != NULL)
        append_shape (out, op->rows, op->columns);
      else
        g_string_append (out, _ ("not read"));
      g_string_append (out, optional ? "]" : "");
    }
  if (cell->variadic)
    g_string_append (out, "...");

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
describe_outputs (const BsCell *cell)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < cell->n_outputs; i++)
    {
      const BsOp *op = &cell->ops[cell->outputs[i]];

      g_string_append (out, i > 0 ? ", " : "");
      append_shape (out, op->rows, op->columns);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Names of the parameters that the cell reads, each once, in the order of the model. */
static char *
describe_reads (const BsModel *model, const BsCell *cell)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree guint8 *used = g_malloc0 (model->n_parameters + 1);

  for (guint i = 0; i < cell->n_ops; i++)
    if (cell->ops[i].parameter != BS_NO_PARAMETER)
      used[cell->ops[i].parameter] = 1;
  for (guint i = 0; i < model->n_parameters; i++)
    if (used[i])
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", model->parameters[i].name);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
describe_dims (const BsParameter *parameter)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < parameter->n_dims; i++)
    g_string_append_printf (out, i > 0 ? " x %u" : "%u", parameter->dims[i]);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static BsTable *
create_parameters (const BsModel *model)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "parameter", BS_COLUMN_TEXT);
  bs_table_add_column (table, "shape", BS_COLUMN_TEXT);
  bs_table_add_column (table, "values", BS_COLUMN_INTEGER);
  for (guint i = 0; i < model->n_parameters; i++)
    {
      g_autofree char *shape = describe_dims (&model->parameters[i]);

      bs_table_add_text (table, model->parameters[i].name);
      bs_table_add_text (table, shape);
      bs_table_add_integer (table, (gint64) bs_parameter_length (&model->parameters[i]));
    }

  return table;
}

static BsTable *
create_cells (const BsModel *model, const BsStructure *structure)
{
  static const char *const columns[] = { "cell",    "letter", "shape",     "operands",
                                         "outputs", "datum",  "parameters" };
  BsTable *table = bs_table_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    bs_table_add_column (table, columns[i], BS_COLUMN_TEXT);
  bs_table_add_column (table, "operations", BS_COLUMN_INTEGER);
  for (guint i = 0; i < model->n_cells; i++)
    {
      const BsCell *cell = &model->cells[i];
      g_autofree char *operands = describe_operands (cell);
      g_autofree char *outputs = describe_outputs (cell);
      g_autofree char *reads = describe_reads (model, cell);

      bs_table_add_text (table, cell->name);
      bs_table_add_text (table, cell->letter);
      bs_table_add_text (table, bs_shape_to_string (cell->shape));
      bs_table_add_text (table, operands);
      bs_table_add_text (table, outputs);
      bs_table_add_text (table,
                         cell->vocabulary >= 0 ? structure->vocabularies[cell->vocabulary] : "");
      bs_table_add_text (table, reads);
      bs_table_add_integer (table, cell->n_ops);
    }

  return table;
}

/* The sets of the input's structure, and what of them a model can read. */
static BsTable *
create_sets (const BsCorpus *corpus)
{
  const BsStructure *structure = corpus->structure;
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "set", BS_COLUMN_TEXT);
  bs_table_add_column (table, "of", BS_COLUMN_TEXT);
  bs_table_add_column (table, "elements", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "attributes", BS_COLUMN_TEXT);
  for (guint i = 0; i < structure->n_sets; i++)
    {
      const BsElementSet *set = &structure->sets[i];
      g_autoptr (GString) attributes = g_string_new (NULL);

      for (guint k = 0; k < set->n_attributes; k++)
        g_string_append_printf (attributes, "%s%s", k > 0 ? ", " : "", set->attributes[k].name);
      bs_table_add_text (table, set->name);
      bs_table_add_text (table, set->parent >= 0 ? structure->sets[set->parent].name : "input");
      bs_table_add_integer (table, corpus->sets[i].n);
      bs_table_add_text (table, attributes->str);
    }

  return table;
}

static BsTable *
create_vocabularies (const BsCorpus *corpus)
{
  BsTable *table = bs_table_new ();

  bs_table_add_column (table, "vocabulary", BS_COLUMN_TEXT);
  bs_table_add_column (table, "entries", BS_COLUMN_INTEGER);
  for (guint i = 0; i < corpus->structure->n_vocabularies; i++)
    {
      bs_table_add_text (table, corpus->structure->vocabularies[i]);
      bs_table_add_integer (table, corpus->vocabularies[i].n);
    }

  return table;
}

/* Key and value: what the model is, and how much of it there is. */
static BsTable *
create_facts (BsCliData *data, const BsModel *model)
{
  const BsStructure *structure = bs_model_file_get_structure (data->inputs.model_file);
  g_autofree char *files = g_strjoinv (", ", data->inputs.files);
  BsTable *table = bs_table_new ();
  const struct
  {
    const char *key, *text;
    guint64 number;
  } facts[] = {
    { "model", bs_model_file_get_name (data->inputs.model_file), 0 },
    { "summary", bs_model_file_get_summary (data->inputs.model_file), 0 },
    { "structure", structure->name, 0 },
    { "growing", bs_model_file_is_growing (data->inputs.model_file) ? "true" : "false", 0 },
    { "data", files, 0 },
    { "n_inputs", NULL, bs_workload_get_n_inputs (data->inputs.opened) },
    { "model_size", NULL, data->inputs.model_size },
    { "n_cells", NULL, model->n_cells },
    { "n_parameters", NULL, model->n_parameters },
    { "n_values", NULL, model->n_values },
  };

  bs_table_add_column (table, "key", BS_COLUMN_TEXT);
  bs_table_add_column (table, "value", BS_COLUMN_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, facts[i].number);

      bs_table_add_text (table, facts[i].key);
      bs_table_add_text (table, facts[i].text != NULL ? facts[i].text : number);
    }

  return table;
}

/* Tables one after the other: with headings for people, as members of one object in JSON. */
static void
print_tables (BsTable *const *tables, guint n, BsTableFormat format, GString *out)
{
  static const char *const names[] = { "facts", "sets", "vocabularies", "parameters", "cells" };
  const char *const titles[] = { NULL, _ ("Inputs"), _ ("Vocabularies"), _ ("Parameters"),
                                 _ ("Cells") };

  for (guint i = 0; i < n; i++)
    {
      if (format == BS_TABLE_JSON)
        g_string_append_printf (out, "%s\"%s\": ", i > 0 ? ",\n" : "{", names[i]);
      else if (titles[i] != NULL)
        g_string_append_printf (out, "\n%s\n", titles[i]);
      bs_table_print (tables[i], format, out);
      while (format == BS_TABLE_JSON && out->str[out->len - 1] == '\n')
        g_string_truncate (out, out->len - 1);
    }
  if (format == BS_TABLE_JSON)
    g_string_append (out, "}\n");
}

gboolean
bs_cli_print_model (BsCliData *data, BsTableFormat format, GString *out, GError **error)
{
  const BsCorpus *corpus = bs_workload_get_corpus (data->inputs.opened);
  g_autoptr (BsModel)
      model = bs_workload_create_model (data->inputs.opened, data->inputs.model_size, error);
  g_autoptr (BsTable) facts = NULL;
  g_autoptr (BsTable) sets = NULL;
  g_autoptr (BsTable) vocabularies = NULL;
  g_autoptr (BsTable) parameters = NULL;
  g_autoptr (BsTable) cells = NULL;

  if (model == NULL)
    return FALSE;

  facts = create_facts (data, model);
  sets = create_sets (corpus);
  vocabularies = create_vocabularies (corpus);
  parameters = create_parameters (model);
  cells = create_cells (model, corpus->structure);
  if (format == BS_TABLE_CSV)
    bs_table_print (parameters, format, out);
  else
    print_tables ((BsTable *const[]){ facts, sets, vocabularies, parameters, cells }, 5, format,
                  out);

  return TRUE;
}
