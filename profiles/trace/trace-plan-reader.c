/* SPDX-License-Identifier: Apache-2.0 */
/* Reads memory plans of cells and what planning between cells saves. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/op-info.h"
#include "profiles/trace/trace-reader.h"

/* Far from overflow when lengths are added and bytes are made of it. */
#define MAX_OFFSET (G_GINT64_CONSTANT (1) << 48)
#define N_VARIABLE_KINDS (BS_VARIABLE_PARAMETER + 1)

/* Plans are read one after the other, and the rows of each follow each other in four tables. */
typedef struct
{
  BsTraceFile *file;
  BsTraceCursor variables, batches, tuples, constraints;

  /* The plan at hand. */
  guint32 id;
  guint32 n_variables, n_batches, n_constraints; /* that it should have */
  GArray *own_variables;                         /* BsPlanVariable */
  GArray *own_batches;                           /* BsPlanBatch */
  GArray *own_constraints;                       /* BsPlanConstraint */
  GArray *ops, *members;                         /* guint16 */

  /* Words by number. */
  const char *kinds[N_VARIABLE_KINDS], *accesses[BS_N_ACCESSES], *conflicts[BS_N_CONFLICTS],
      *steps[BS_N_PLAN_STEPS], *ops_kinds[BS_N_OP_KINDS], *planners[BS_N_PLANNERS];
} Reader;

static void
collect_words (Reader *self)
{
  for (guint i = 0; i < N_VARIABLE_KINDS; i++)
    self->kinds[i] = bs_plan_variable_kind_to_string (i);
  for (guint i = 0; i < BS_N_ACCESSES; i++)
    self->accesses[i] = bs_access_to_string (i);
  for (guint i = 0; i < BS_N_CONFLICTS; i++)
    self->conflicts[i] = bs_conflict_to_string (i);
  for (guint i = 0; i < BS_N_PLAN_STEPS; i++)
    self->steps[i] = bs_plan_step_to_string (i);
  for (guint i = 0; i < BS_N_OP_KINDS; i++)
    self->ops_kinds[i] = bs_op_info (i)->name;
  for (guint i = 0; i < BS_N_PLANNERS; i++)
    self->planners[i] = bs_planner_to_string (i);
}

static void
refuse (BsTraceCursor *cursor)
{
  bs_trace_file_corrupt (cursor->file, _ ("row %lld of “%s” is not valid"), cursor->id,
                         cursor->table);
}

/* Returns: which of @words a column has. */
static guint
read_word (BsTraceCursor *cursor, int column, const char *const *words, guint n)
{
  const char *text = bs_trace_cursor_text (cursor, column);

  for (guint i = 0; text != NULL && i < n; i++)
    if (g_strcmp0 (words[i], text) == 0)
      return i;
  refuse (cursor);

  return 0;
}

static BsConflict
read_conflict (Reader *self, BsTraceCursor *cursor, int column)
{
  return bs_trace_cursor_is_null (cursor, column)
             ? BS_CONFLICT_NONE
             : read_word (cursor, column, self->conflicts, BS_N_CONFLICTS);
}

static int
read_operand (BsTraceCursor *cursor, int column)
{
  return bs_trace_cursor_is_null (cursor, column)
             ? -1
             : (int) bs_trace_cursor_u32 (cursor, column, BS_PLAN_MAX_OPERANDS - 1);
}

static char *
read_optional (BsTraceCursor *cursor, int column)
{
  return bs_trace_cursor_is_null (cursor, column)
             ? NULL
             : g_strdup (bs_trace_cursor_text (cursor, column));
}

/* Appends variables to the members. Returns: how many. */
static guint32
read_members (Reader *self, BsTraceCursor *cursor, int column)
{
  const char *p = bs_trace_cursor_text (cursor, column);
  guint32 first = self->members->len;
  gboolean valid = p != NULL && *p++ == '[';

  while (valid && *p != ']')
    {
      guint32 value = 0;
      guint16 variable;

      valid = g_ascii_isdigit (*p);
      for (; g_ascii_isdigit (*p) && value < self->n_variables; p++)
        value = 10 * value + (guint32) g_ascii_digit_value (*p);
      valid = valid && value < self->n_variables && (*p == ']' || (*p == ',' && p[1] != ']'));
      variable = (guint16) value;
      g_array_append_val (self->members, variable);
      if (*p == ',')
        p++;
    }
  if (!valid || p[1] != '\0')
    refuse (cursor);

  return self->members->len - first;
}

static gboolean
is_own (const Reader *self, BsTraceCursor *cursor)
{
  return self->file->error == NULL && cursor->has_row
         && bs_trace_cursor_integer (cursor, 0, 0, G_MAXUINT32) == self->id;
}

static void
read_variables (Reader *self)
{
  BsTraceCursor *cursor = &self->variables;
  guint32 end = MAX (self->n_batches, 1) - 1;

  for (; is_own (self, cursor); bs_trace_cursor_next (cursor))
    {
      guint32 id = bs_trace_cursor_u32 (cursor, 1, G_MAXUINT16);
      BsPlanVariable variable = {
        .kind = read_word (cursor, 2, self->kinds, N_VARIABLE_KINDS),
        .op = (guint16) bs_trace_cursor_u32 (cursor, 3, BS_MAX_OPS - 1),
        .parameter = bs_trace_cursor_is_null (cursor, 4)
                         ? BS_NO_PARAMETER
                         : (guint16) bs_trace_cursor_u32 (cursor, 4, BS_NO_PARAMETER - 1),
        .length = bs_trace_cursor_u32 (cursor, 5, G_MAXUINT32),
        .offset = bs_trace_cursor_is_null (cursor, 6)
                      ? -1
                      : bs_trace_cursor_integer (cursor, 6, 0, MAX_OFFSET),
        .first = bs_trace_cursor_u32 (cursor, 7, end),
        .last = bs_trace_cursor_u32 (cursor, 8, end),
      };
      const char *name = bs_trace_cursor_text (cursor, 9);

      if (self->file->error == NULL
          && (id != self->own_variables->len || variable.first > variable.last))
        refuse (cursor);
      if (self->file->error != NULL)
        return;
      variable.name = g_strdup (name);
      g_array_append_val (self->own_variables, variable);
    }
}

/* A row of the results or of one operand of a batch. */
static BsPlanTuple
read_tuple (Reader *self, guint32 batch, int operand, guint32 *n)
{
  BsTraceCursor *cursor = &self->tuples;
  BsPlanTuple tuple = { .first_member = self->members->len };

  if (!is_own (self, cursor) || bs_trace_cursor_u32 (cursor, 1, G_MAXUINT32) != batch
      || read_operand (cursor, 2) != operand)
    {
      bs_trace_file_corrupt (self->file, _ ("operands of batch %u of memory plan %u are missing"),
                             batch, self->id);
      return tuple;
    }
  tuple.access = read_word (cursor, 3, self->accesses, BS_N_ACCESSES);
  tuple.conflict = read_conflict (self, cursor, 4);
  tuple.bytes = (guint64) bs_trace_cursor_integer (cursor, 5, 0, G_MAXINT64);
  *n = read_members (self, cursor, 6);
  bs_trace_cursor_next (cursor);

  return tuple;
}

static void
read_batches (Reader *self)
{
  BsTraceCursor *cursor = &self->batches;

  for (; is_own (self, cursor); bs_trace_cursor_next (cursor))
    {
      guint32 id = bs_trace_cursor_u32 (cursor, 1, G_MAXUINT32), n;
      BsPlanBatch batch = {
        .kind = read_word (cursor, 2, self->ops_kinds, BS_N_OP_KINDS),
        .n_operands = bs_trace_cursor_u32 (cursor, 3, BS_PLAN_MAX_OPERANDS),
        .first_op = self->ops->len,
      };

      if (self->file->error == NULL && id != self->own_batches->len)
        refuse (cursor);
      batch.result = read_tuple (self, id, -1, &batch.n);
      for (guint k = 0; self->file->error == NULL && k < batch.n_operands; k++)
        {
          batch.operands[k] = read_tuple (self, id, (int) k, &n);
          if (self->file->error == NULL && n != batch.n)
            refuse (cursor);
        }
      if (self->file->error == NULL && batch.n == 0)
        refuse (cursor);
      if (self->file->error != NULL)
        return;

      /* Its operations are those that compute the results. */
      for (guint32 i = 0; i < batch.n; i++)
        {
          guint16 variable = g_array_index (self->members, guint16, batch.result.first_member + i);

          g_array_append_val (self->ops,
                              g_array_index (self->own_variables, BsPlanVariable, variable).op);
        }
      g_array_append_val (self->own_batches, batch);
    }
}

static void
read_constraints (Reader *self)
{
  BsTraceCursor *cursor = &self->constraints;

  for (; is_own (self, cursor); bs_trace_cursor_next (cursor))
    {
      BsPlanConstraint constraint = {
        .step = read_word (cursor, 1, self->steps, BS_N_PLAN_STEPS),
        .batch = bs_trace_cursor_u32 (cursor, 2, G_MAXUINT32),
        .operand = read_operand (cursor, 3),
        .accepted = bs_trace_cursor_integer (cursor, 4, 0, 1) == 1,
        .conflict = read_conflict (self, cursor, 5),
        .bytes = (guint64) bs_trace_cursor_integer (cursor, 6, 0, G_MAXINT64),
        .first_member = self->members->len,
      };

      constraint.n_members = read_members (self, cursor, 7);
      if (self->file->error == NULL
          && (constraint.batch >= self->own_batches->len
              || constraint.operand
                     >= (int) g_array_index (self->own_batches, BsPlanBatch, constraint.batch)
                            .n_operands))
        refuse (cursor);
      constraint.templates = read_optional (cursor, 8);
      constraint.tree = read_optional (cursor, 9);
      g_array_append_val (self->own_constraints, constraint);
    }
}

static int
compare_offsets (gconstpointer a, gconstpointer b, gpointer data)
{
  const BsCellPlan *plan = data;
  guint16 i = *(const guint16 *) a, k = *(const guint16 *) b;
  const BsPlanVariable *x = &plan->variables[i], *y = &plan->variables[k];

  if (x->offset != y->offset)
    return x->offset > y->offset ? 1 : -1;
  if (x->first != y->first)
    return x->first > y->first ? 1 : -1;

  return (i > k) - (i < k);
}

/* Variables of one place follow each other in time. */
static void
find_layout (BsCellPlan *plan)
{
  plan->layout = g_new (guint16, plan->n_variables + 1);
  for (guint i = 0; i < plan->n_variables; i++)
    if (plan->variables[i].offset >= 0)
      plan->layout[plan->n_layout++] = (guint16) i;
  g_qsort_with_data (plan->layout, (int) plan->n_layout, sizeof *plan->layout, compare_offsets,
                     plan);
}

static gpointer
take (GArray **array, guint *n)
{
  *n = (*array)->len;

  return g_array_free (g_steal_pointer (array), FALSE);
}

static void
read_plan (Reader *self, BsTraceCursor *row, BsTracePlan *out)
{
  BsCellPlan *plan = &out->plan;
  guint n;

  out->cell = bs_trace_cursor_u32 (row, 0, G_MAXUINT32);
  plan->planner = read_word (row, 1, self->planners, BS_N_PLANNERS);
  self->n_variables = bs_trace_cursor_u32 (row, 2, G_MAXUINT16);
  self->n_batches = bs_trace_cursor_u32 (row, 3, BS_MAX_OPS);
  self->n_constraints = bs_trace_cursor_u32 (row, 4, G_MAXUINT32);
  plan->n_gathers = bs_trace_cursor_u32 (row, 5, G_MAXUINT32);
  plan->gather_bytes = (guint64) bs_trace_cursor_integer (row, 6, 0, G_MAXINT64);
  plan->n_scatters = bs_trace_cursor_u32 (row, 7, G_MAXUINT32);
  plan->scatter_bytes = (guint64) bs_trace_cursor_integer (row, 8, 0, G_MAXINT64);
  plan->total_bytes = (guint64) bs_trace_cursor_integer (row, 9, 0, G_MAXINT64);
  plan->peak_bytes = (guint64) bs_trace_cursor_integer (row, 10, 0, G_MAXINT64);
  plan->minimal = bs_trace_cursor_integer (row, 11, 0, 1) == 1;

  self->own_variables = g_array_new (FALSE, FALSE, sizeof (BsPlanVariable));
  self->own_batches = g_array_new (FALSE, FALSE, sizeof (BsPlanBatch));
  self->own_constraints = g_array_new (FALSE, FALSE, sizeof (BsPlanConstraint));
  self->ops = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->members = g_array_new (FALSE, FALSE, sizeof (guint16));
  read_variables (self);
  /* What follows names variables. */
  if (self->file->error == NULL && self->own_variables->len != self->n_variables)
    bs_trace_file_corrupt (self->file, _ ("parts of memory plan %u are missing"), self->id);
  read_batches (self);
  read_constraints (self);
  if (self->file->error == NULL
      && (self->own_batches->len != self->n_batches
          || self->own_constraints->len != self->n_constraints))
    bs_trace_file_corrupt (self->file, _ ("parts of memory plan %u are missing"), self->id);

  plan->variables = take (&self->own_variables, &plan->n_variables);
  plan->batches = take (&self->own_batches, &plan->n_batches);
  plan->constraints = take (&self->own_constraints, &plan->n_constraints);
  plan->ops = take (&self->ops, &n);
  plan->members = take (&self->members, &n);
  find_layout (plan);
}

static void
read_cells (BsTrace *self, BsTraceFile *file)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  g_auto (BsTraceCursor) cursor = { 0 };

  for (bs_trace_cursor_open (&cursor, file, "cell", "name"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      const char *name = bs_trace_cursor_text (&cursor, 0);

      if (file->error == NULL && (cursor.id != cells->len || cursor.id >= BS_NO_CELL))
        refuse (&cursor);
      if (file->error == NULL)
        g_ptr_array_add (cells, g_strdup (name));
    }
  self->n_cells = cells->len;
  self->cells = (char **) g_ptr_array_steal (cells, NULL);
}

static void
read_type_cells (BsTrace *self, BsTraceFile *file)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  self->type_cell = g_new (guint16, MAX (self->types->n_types, 1));
  for (bs_trace_cursor_open (&cursor, file, "type", "cell"); cursor.has_row;
       bs_trace_cursor_next (&cursor))
    {
      guint32 cell = BS_NO_CELL;

      if (!bs_trace_cursor_is_null (&cursor, 0))
        {
          cell = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT16);
          if (file->error == NULL && cell >= self->n_cells)
            bs_trace_file_corrupt (file, _ ("type %lld has no cell %u"), cursor.id, cell);
        }
      /* It was read before, and a file can change. */
      if (file->error == NULL && (guint64) cursor.id >= self->types->n_types)
        refuse (&cursor);
      if (file->error != NULL)
        return;
      self->type_cell[cursor.id] = (guint16) cell;
    }
}

void
bs_trace_read_plans (BsTrace *self, BsTraceFile *file)
{
  g_autoptr (GArray) plans = g_array_new (FALSE, TRUE, sizeof (BsTracePlan));
  g_autofree guint8 *seen = NULL; /* [n_cells] a bit a planner */
  g_auto (BsTraceCursor) row = { 0 };
  Reader reader = { .file = file };

  if (file->error != NULL)
    return;

  read_cells (self, file);
  read_type_cells (self, file);
  seen = g_malloc0 (self->n_cells + 1);
  collect_words (&reader);
  bs_trace_cursor_open (&reader.variables, file, "plan_variable",
                        "plan, variable, kind, op, parameter, length, offset, first, last, name");
  bs_trace_cursor_open (&reader.batches, file, "plan_batch", "plan, batch, kind, n_operands");
  bs_trace_cursor_open (&reader.tuples, file, "plan_tuple",
                        "plan, batch, operand, access, conflict, bytes, variables");
  bs_trace_cursor_open (&reader.constraints, file, "plan_constraint",
                        "plan, step, batch, operand, accepted, conflict, bytes, variables, "
                        "templates, tree");
  for (bs_trace_cursor_open (&row, file, "cell_plan",
                             "cell, planner, n_variables, n_batches, n_constraints, gathers, "
                             "gather_bytes, scatters, scatter_bytes, total_bytes, peak_bytes, "
                             "minimal");
       row.has_row && !bs_trace_file_check_cancelled (file); bs_trace_cursor_next (&row))
    {
      BsTracePlan plan = { 0 };

      reader.id = plans->len;
      read_plan (&reader, &row, &plan);
      if (file->error == NULL
          && (row.id != reader.id || plan.cell >= self->n_cells
              || (seen[plan.cell] & 1u << plan.plan.planner) != 0))
        refuse (&row);
      if (file->error == NULL)
        seen[plan.cell] |= (guint8) (1u << plan.plan.planner);
      g_array_append_val (plans, plan);
    }
  if (file->error == NULL
      && (reader.variables.has_row || reader.batches.has_row || reader.tuples.has_row
          || reader.constraints.has_row))
    bs_trace_file_corrupt (file, "%s", _ ("it has rows that belong to no memory plan"));

  bs_trace_cursor_close (&reader.variables);
  bs_trace_cursor_close (&reader.batches);
  bs_trace_cursor_close (&reader.tuples);
  bs_trace_cursor_close (&reader.constraints);
  self->plans = take (&plans, &self->n_plans);
}

void
bs_trace_read_graph_plans (BsTraceFile *file, gboolean complete, BsTraceMiniBatch *mini_batches,
                           guint32 n)
{
  g_auto (BsTraceCursor) cursor = { 0 };

  if (file->error != NULL)
    return;

  for (bs_trace_cursor_open (&cursor, file, "graph_plan",
                             "operands, creation_gathers, creation_bytes, planned_gathers, "
                             "planned_bytes, bound_gathers, bound_bytes, value_bytes, place_bytes");
       cursor.has_row; bs_trace_cursor_next (&cursor))
    {
      guint32 n_operands = bs_trace_cursor_u32 (&cursor, 0, G_MAXUINT32);
      BsGraphPlanReport report = {
        .value_bytes = (guint64) bs_trace_cursor_integer (&cursor, 7, 0, G_MAXINT64),
        .place_bytes = (guint64) bs_trace_cursor_integer (&cursor, 8, 0, G_MAXINT64),
      };
      BsGathers *parts[] = { &report.creation, &report.planned, &report.bound };

      for (int i = 0; i < (int) G_N_ELEMENTS (parts); i++)
        {
          parts[i]->n_operands = n_operands;
          parts[i]->n_gathers = bs_trace_cursor_u32 (&cursor, 1 + 2 * i, n_operands);
          parts[i]->gather_bytes = (guint64) bs_trace_cursor_integer (&cursor, 2 + 2 * i, 0,
                                                                      G_MAXINT64);
        }
      if (file->error == NULL && (cursor.id < 0 || (complete && cursor.id >= n)))
        refuse (&cursor);
      if (file->error != NULL)
        return;
      /* The last mini-batch of a recording that was cut short may be left out. */
      if (cursor.id >= n)
        continue;
      mini_batches[cursor.id].is_planned = TRUE;
      mini_batches[cursor.id].plan = report;
    }
}
