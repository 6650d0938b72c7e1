/* SPDX-License-Identifier: Apache-2.0 */
/* Plans of cells: figures of the standard cells, and whether plans can be executed as they are. */
#include "config.h"

#include <string.h>

#include "engine/error.h"
#include "engine/model-builder.h"
#include "engine/op-info.h"
#include "engine/planning/cell-batching.h"
#include "tests/engine/fixtures.h"

/* The batch that runs an operation of the cell, or that comes before all. */
typedef struct
{
  int batch[BS_MAX_OPS];
} Schedule;

static void
check_schedule (const BsCellPlan *plan, Schedule *schedule)
{
  guint n = 0;

  for (guint i = 0; i < plan->cell->n_ops; i++)
    schedule->batch[i] = plan->cell->ops[i].kind == BS_OP_INPUT ? -1 : G_MAXINT;
  for (guint i = 0; i < plan->n_batches; i++)
    {
      const BsPlanBatch *batch = &plan->batches[i];

      g_assert_cmpuint (batch->first_op, ==, n);
      g_assert_cmpuint (batch->n, >=, 1);
      for (guint k = 0; k < batch->n; k++)
        {
          const BsOp *op = &plan->cell->ops[plan->ops[n]];

          g_assert_cmpint (op->kind, ==, batch->kind);
          for (guint j = 0; j < bs_op_info (op->kind)->n_operands; j++)
            g_assert_cmpint (schedule->batch[j == 0 ? op->a : op->b], <, (int) i);
          g_assert_cmpint (schedule->batch[plan->ops[n]], ==, G_MAXINT);
          n++;
        }
      for (guint k = 0; k < batch->n; k++)
        schedule->batch[plan->ops[batch->first_op + k]] = i;
    }
  for (guint i = 0; i < plan->cell->n_ops; i++)
    g_assert_cmpint (schedule->batch[i], <, G_MAXINT);
}

static const BsPlanVariable *
member (const BsCellPlan *plan, const BsPlanTuple *tuple, guint i)
{
  return &plan->variables[plan->members[tuple->first_member + i]];
}

/* Variables of one length, each behind the other. */
static gboolean
is_contiguous (const BsCellPlan *plan, const BsPlanTuple *tuple, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const BsPlanVariable *variable = member (plan, tuple, i);

      g_assert_cmpuint (variable->length, ==, member (plan, tuple, 0)->length);
      if (variable->offset < 0
          || variable->offset != member (plan, tuple, 0)->offset + (gint64) i * variable->length)
        return FALSE;
    }

  return TRUE;
}

/* Whether a variable comes again after others came. */
static gboolean
is_grouped (const BsCellPlan *plan, const BsPlanTuple *tuple, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n; k++)
      if (member (plan, tuple, i) == member (plan, tuple, k)
          && member (plan, tuple, k - 1) != member (plan, tuple, k))
        return FALSE;

  return TRUE;
}

/* Whether variables that lie side by side come again and again. */
static gboolean
is_cycle (const BsCellPlan *plan, const BsPlanTuple *tuple, guint n)
{
  guint period = 1;

  while (period < n && member (plan, tuple, period) != member (plan, tuple, 0))
    period++;
  for (guint i = period; i < n; i++)
    if (member (plan, tuple, i) != member (plan, tuple, i - period))
      return FALSE;

  return period < n && n % period == 0 && is_contiguous (plan, tuple, period);
}

static guint
count_kind (const BsCellPlan *plan, const BsPlanTuple *tuple, guint n, BsPlanVariableKind kind)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += member (plan, tuple, i)->kind == kind;

  return count;
}

static void
check_tuple (const BsCellPlan *plan, const BsPlanTuple *tuple, guint n, gboolean result)
{
  guint n_inputs = count_kind (plan, tuple, n, BS_VARIABLE_INPUT);
  guint64 bytes = 0;

  switch (tuple->access)
    {
    case BS_ACCESS_IN_PLACE:
      g_assert_cmpuint (n_inputs, ==, 0);
      g_assert_true (n == 1 || is_contiguous (plan, tuple, n));
      break;
    case BS_ACCESS_BROADCAST:
      g_assert_cmpint (plan->planner, ==, BS_PLANNER_FULL);
      g_assert_true (is_grouped (plan, tuple, n) || is_cycle (plan, tuple, n));
      break;
    case BS_ACCESS_PARAMETER:
      g_assert_cmpuint (count_kind (plan, tuple, n, BS_VARIABLE_PARAMETER), ==, n);
      break;
    case BS_ACCESS_CALLER:
      g_assert_cmpuint (n_inputs, >, 0);
      g_assert_true (n == 1
                     || (plan->planner == BS_PLANNER_FULL && is_contiguous (plan, tuple, n)));
      break;
    default:
      g_assert_cmpint (tuple->access, ==, result ? BS_ACCESS_SCATTER : BS_ACCESS_GATHER);
      g_assert_cmpuint (n, >=, 2);
      g_assert_false (is_contiguous (plan, tuple, n));
      for (guint i = 0; i < n; i++)
        bytes += member (plan, tuple, i)->length * sizeof (float);
    }
  g_assert_cmpuint (tuple->bytes, ==, bytes);
  g_assert_cmpint (bytes > 0, ==, tuple->conflict != BS_CONFLICT_NONE);
}

static void
check_batches (const BsCellPlan *plan)
{
  guint64 gather_bytes = 0, scatter_bytes = 0;
  guint n_gathers = 0, n_scatters = 0;

  for (guint i = 0; i < plan->n_batches; i++)
    {
      const BsPlanBatch *batch = &plan->batches[i];
      const BsOpInfo *info = bs_op_info (batch->kind);

      check_tuple (plan, &batch->result, batch->n, TRUE);
      scatter_bytes += batch->result.bytes;
      n_scatters += batch->result.access == BS_ACCESS_SCATTER;
      g_assert_cmpuint (batch->n_operands, ==, info->n_operands + info->has_parameter);
      for (guint k = 0; k < batch->n_operands; k++)
        {
          const BsPlanTuple *tuple = &batch->operands[k];

          check_tuple (plan, tuple, batch->n, FALSE);
          gather_bytes += tuple->bytes;
          n_gathers += tuple->access == BS_ACCESS_GATHER;
          for (guint j = 0; j < batch->n; j++)
            {
              const BsOp *op = &plan->cell->ops[plan->ops[batch->first_op + j]];

              g_assert_cmpuint (plan->members[batch->result.first_member + j], ==,
                                plan->ops[batch->first_op + j]);
              if (k < info->n_operands)
                g_assert_cmpuint (plan->members[tuple->first_member + j], ==,
                                  k == 0 ? op->a : op->b);
              else
                g_assert_cmpuint (member (plan, tuple, j)->parameter, ==, op->parameter);
            }
        }
    }
  g_assert_cmpuint (plan->n_gathers, ==, n_gathers);
  g_assert_cmpuint (plan->n_scatters, ==, n_scatters);
  g_assert_cmpuint (plan->gather_bytes, ==, gather_bytes);
  g_assert_cmpuint (plan->scatter_bytes, ==, scatter_bytes);
}

static gboolean
is_output (const BsCell *cell, guint op)
{
  for (guint i = 0; i < cell->n_outputs; i++)
    if (cell->outputs[i] == op)
      return TRUE;

  return FALSE;
}

/* Variables are alive from where they are computed to where they are read last. */
static void
check_lifetimes (const BsCellPlan *plan, const Schedule *schedule)
{
  for (guint i = 0; i < plan->cell->n_ops; i++)
    {
      const BsPlanVariable *variable = &plan->variables[i];
      int first = MAX (schedule->batch[i], 0), last = first;

      for (guint k = 0; k < plan->cell->n_ops; k++)
        if (bs_op_reads (&plan->cell->ops[k], i))
          last = MAX (last, schedule->batch[k]);
      if (is_output (plan->cell, i))
        last = MAX ((int) plan->n_batches, 1) - 1;
      g_assert_cmpuint (variable->op, ==, i);
      g_assert_cmpuint (variable->first, ==, first);
      g_assert_cmpuint (variable->last, ==, last);
      g_assert_cmpstr (variable->name, !=, "");
      if (variable->kind == BS_VARIABLE_RESULT)
        g_assert_cmpint (variable->offset, >=, 0);
      else if (plan->planner != BS_PLANNER_FULL)
        g_assert_cmpint (variable->offset, ==, -1);
    }
}

static void
check_storage (const BsCellPlan *plan)
{
  guint64 total = 0, peak = 0;

  for (guint i = 0; i < plan->n_layout; i++)
    {
      const BsPlanVariable *variable = &plan->variables[plan->layout[i]];

      g_assert_cmpint (variable->offset, >=, 0);
      if (i > 0)
        g_assert_cmpint (variable->offset, >=, plan->variables[plan->layout[i - 1]].offset);
      if (plan->planner != BS_PLANNER_FULL)
        g_assert_cmpuint (variable->offset, ==, total);
      total += variable->length;
      peak = MAX (peak, variable->offset + (guint64) variable->length);
      for (guint k = 0; k < i; k++)
        {
          const BsPlanVariable *other = &plan->variables[plan->layout[k]];

          g_assert_true (other->last < variable->first || variable->last < other->first
                         || other->offset + (gint64) other->length <= variable->offset
                         || variable->offset + (gint64) variable->length <= other->offset);
        }
    }
  for (guint i = 0, n = 0; i < plan->n_variables; i++)
    {
      n += plan->variables[i].offset >= 0;
      if (i + 1 == plan->n_variables)
        g_assert_cmpuint (n, ==, plan->n_layout);
    }
  g_assert_cmpuint (plan->total_bytes, ==, total * sizeof (float));
  g_assert_cmpuint (plan->peak_bytes, ==, peak * sizeof (float));
  g_assert_cmpuint (plan->peak_bytes, <=, plan->total_bytes);
}

static void
check_constraints (const BsCellPlan *plan, gboolean log)
{
  for (guint i = 0; i < plan->n_constraints; i++)
    {
      const BsPlanConstraint *constraint = &plan->constraints[i];
      const BsPlanBatch *batch = &plan->batches[constraint->batch];

      const BsPlanTuple *tuple = constraint->operand < 0 ? &batch->result
                                                         : &batch->operands[constraint->operand];

      g_assert_cmpint (constraint->accepted, ==, constraint->conflict == BS_CONFLICT_NONE);
      g_assert_true (constraint->accepted || tuple->bytes > 0);
      g_assert_cmpuint (constraint->n_members, >=, 2);
      g_assert_cmpuint (constraint->n_members, <=, batch->n);
      g_assert_cmpint (constraint->operand, <, (int) batch->n_operands);
      g_assert_cmpint (constraint->tree != NULL, ==, log);
    }
}

static BsCellPlan *
make_plan (BsModel *model, const BsCell *cell, BsPlanner planner)
{
  BsCellPlan *plan = bs_cell_plan_new (model, cell, planner, FALSE);
  Schedule schedule;

  check_schedule (plan, &schedule);
  check_batches (plan);
  check_lifetimes (plan, &schedule);
  check_storage (plan);
  check_constraints (plan, FALSE);

  return plan;
}

static guint64
copied (const BsCellPlan *plan)
{
  return plan->gather_bytes + plan->scatter_bytes;
}

/* One planner does no worse than the one before it. */
static void
check_cell (BsModel *model, const BsCell *cell)
{
  g_autoptr (BsCellPlan) creation = make_plan (model, cell, BS_PLANNER_CREATION);
  g_autoptr (BsCellPlan) published = make_plan (model, cell, BS_PLANNER_PUBLISHED);
  g_autoptr (BsCellPlan) full = make_plan (model, cell, BS_PLANNER_FULL);

  g_assert_cmpuint (published->n_batches, <=, creation->n_batches);
  if (full->minimal)
    g_assert_cmpuint (full->n_batches, <=, published->n_batches);
  if (published->n_batches == creation->n_batches)
    g_assert_cmpuint (copied (published), <=, copied (creation));
}

static BsModel *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_model_file_load (path, &error);
  BsModel *model;

  g_assert_no_error (error);
  model = bs_model_file_create_model (file, 64, NULL, &error);
  g_assert_no_error (error);

  return model;
}

/* The figures that are published, or derived again from what is: batches of the agenda, fewest
 * batches, gathers in the order of execution, gathers of the best layout. */
static const struct
{
  const char *cell;
  guint n_ops, agenda, fewest, creation, published;
} standard[] = {
  { "GRUCell", 20, 12, 12, 4, 2 },      { "LSTMCell", 27, 12, 11, 2, 1 },
  { "MVCell", 7, 6, 6, 2, 2 },          { "TreeGRU-Internal", 30, 13, 13, 4, 2 },
  { "TreeGRU-Leaf", 15, 11, 11, 2, 2 }, { "TreeLSTM-Internal", 23, 12, 11, 3, 3 },
  { "TreeLSTM-Leaf", 13, 8, 8, 1, 1 },
};

static guint
count_operations (const BsCellPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->n_batches; i++)
    n += plan->batches[i].n;

  return n;
}

static void
test_standard_cells (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "engine", "published-cells.model",
                                                 NULL);
  g_autoptr (BsModel) model = load (path);

  for (guint i = 0; i < G_N_ELEMENTS (standard); i++)
    {
      const BsCell *cell = &model->cells[bs_model_find_cell (model, standard[i].cell)];
      g_autoptr (BsCellPlan) creation = make_plan (model, cell, BS_PLANNER_CREATION);
      g_autoptr (BsCellPlan) published = make_plan (model, cell, BS_PLANNER_PUBLISHED);
      g_autoptr (BsCellPlan) full = make_plan (model, cell, BS_PLANNER_FULL);

      g_assert_cmpuint (count_operations (creation), ==, standard[i].n_ops);
      g_assert_cmpuint (creation->n_batches, ==, standard[i].agenda);
      g_assert_cmpuint (creation->n_gathers, ==, standard[i].creation);
      g_assert_cmpuint (published->n_batches, ==, standard[i].fewest);
      g_assert_true (published->minimal);
      g_assert_cmpint (creation->minimal, ==, standard[i].agenda == standard[i].fewest);
      g_assert_cmpuint (published->n_gathers, ==, standard[i].published);
      g_assert_cmpuint (published->n_scatters, ==, 0);
      g_assert_cmpuint (full->n_batches, ==, standard[i].fewest);
      g_assert_cmpuint (copied (full), ==, 0);
      g_assert_cmpuint (full->peak_bytes, <, full->total_bytes);
    }
}

static void
test_shipped_models (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "data", "models",
                                              NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".model"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autoptr (BsModel) model = load (path);

        for (guint i = 0; i < model->n_cells; i++)
          {
            g_autoptr (BsCellPlan) full = make_plan (model, &model->cells[i], BS_PLANNER_FULL);

            g_assert_cmpuint (copied (full), ==, 0);
            check_cell (model, &model->cells[i]);
          }
        n++;
      }
  g_assert_cmpuint (n, >=, 10);
}

static gboolean
same_plans (const BsCellPlan *a, const BsCellPlan *b)
{
  guint n = 0;

  for (guint i = 0; i < a->n_batches; i++)
    n += a->batches[i].n;
  for (guint i = 0; i < a->n_variables; i++)
    if (a->variables[i].offset != b->variables[i].offset)
      return FALSE;

  return a->n_batches == b->n_batches && memcmp (a->ops, b->ops, n * sizeof *a->ops) == 0
         && memcmp (a->layout, b->layout, a->n_layout * sizeof *a->layout) == 0
         && a->n_constraints == b->n_constraints && copied (a) == copied (b);
}

/* A log changes nothing but that it is there. */
static void
test_log (void)
{
  g_autoptr (BsModelFile) file = bs_fixture_model ("tree-lstm");
  g_autoptr (BsModel) model = bs_model_file_create_model (file, 8, NULL, NULL);
  const BsCell *cell = &model->cells[bs_model_find_cell (model, "internal")];
  guint n_templates = 0, n_refused = 0;

  for (guint planner = 0; planner < BS_N_PLANNERS; planner++)
    {
      g_autoptr (BsCellPlan) plain = make_plan (model, cell, planner);
      g_autoptr (BsCellPlan) logged = bs_cell_plan_new (model, cell, planner, TRUE);

      g_assert_true (same_plans (plain, logged));
      check_constraints (logged, TRUE);
      g_assert_cmpint (logged->n_constraints > 0, ==, planner != BS_PLANNER_CREATION);
      for (guint i = 0; i < logged->n_constraints; i++)
        {
          n_templates += logged->constraints[i].templates != NULL;
          n_refused += !logged->constraints[i].accepted;
        }
    }
  g_assert_cmpuint (n_templates, >, 10);
  g_assert_cmpuint (n_refused, >, 0);
}

static void
test_names (void)
{
  g_autoptr (BsModelFile) file = bs_fixture_model ("tree-lstm");
  g_autoptr (BsModel) model = bs_model_file_create_model (file, 8, NULL, NULL);
  const BsCell *cell = &model->cells[bs_model_find_cell (model, "internal")];
  g_autoptr (BsCellPlan) plan = make_plan (model, cell, BS_PLANNER_FULL);
  static const char *const expected[] = {
    "h1", "c1", "e", "Ui e", "Ui e + bi", "i", "i * u + f1 * c1", "tanh (c)", "Uf1", "bf"
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      guint n = 0;

      for (guint k = 0; k < plan->n_variables; k++)
        n += g_str_equal (plan->variables[k].name, expected[i]);
      g_assert_cmpuint (n, ==, 1);
    }
}

static void
test_planners (void)
{
  for (guint i = 0; i < BS_N_PLANNERS; i++)
    {
      g_autoptr (GError) error = NULL;
      BsPlanner planner = BS_N_PLANNERS;

      g_assert_true (bs_planner_from_string (bs_planner_to_string (i), &planner, &error));
      g_assert_no_error (error);
      g_assert_cmpint (planner, ==, i);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      BsPlanner planner;

      g_assert_false (bs_planner_from_string (i == 0 ? "" : "fulll", &planner, &error));
      bs_assert_error_contains (error, BS_ERROR_NOT_FOUND, "creation, published or full");
    }
}

/* Random cells over vectors of two lengths and matrices. */
typedef struct
{
  BsModelBuilder *builder;
  BsRandom *random;
  guint parameters[2][2]; /* by length: shared weights, bias */
  guint ops[3][BS_MAX_OPS];
  guint n_ops[3]; /* by shape: length 3, length 5, 3 x 5 */
} Maker;

static guint
add_parameter (Maker *self, guint32 rows, guint32 columns)
{
  const guint32 dims[] = { rows, columns };

  return bs_model_builder_parameter (self->builder, "p", dims, 2);
}

static void
add_op (Maker *self)
{
  static const BsOpKind unary[] = { BS_OP_SIGMOID, BS_OP_TANH, BS_OP_RELU, BS_OP_ONE_MINUS };
  static const BsOpKind binary[] = { BS_OP_ADD, BS_OP_MULTIPLY, BS_OP_SUBTRACT };
  static const guint32 rows[] = { 3, 5, 3 }, columns[] = { 1, 1, 5 };
  BsModelBuilder *builder = self->builder;
  BsRandom *random = self->random;
  guint from = bs_random_below (random, 3), to = from, op;
  guint a = self->ops[from][bs_random_below (random, self->n_ops[from])];
  guint b = self->ops[from][bs_random_below (random, self->n_ops[from])];

  switch (bs_random_below (random, 7))
    {
    case 0:
    case 1:
      op = bs_model_builder_unary (builder, unary[bs_random_below (random, 4)], a);
      break;
    case 2:
    case 3:
      op = bs_model_builder_binary (builder, binary[bs_random_below (random, 3)], a, b);
      break;
    case 4:
      op = bs_model_builder_bias (builder, add_parameter (self, rows[from], columns[from]), a);
      break;
    case 5:
      if (from == 2)
        {
          op = bs_model_builder_scale (builder, 0.5f, a);
          break;
        }
      to = bs_random_below (random, 2);
      op = bs_model_builder_product (builder,
                                     bs_random_below (random, 3) == 0
                                         ? self->parameters[from][to]
                                         : add_parameter (self, rows[to], rows[from]),
                                     a);
      break;
    default:
      to = 0;
      op = bs_model_builder_binary (builder, BS_OP_APPLY,
                                    self->ops[2][bs_random_below (random, self->n_ops[2])],
                                    self->ops[1][bs_random_below (random, self->n_ops[1])]);
      break;
    }
  self->ops[to][self->n_ops[to]++] = op;
}

static BsModel *
make_random_model (BsRandom *random, guint n_ops)
{
  static const guint32 rows[] = { 3, 5, 3 }, columns[] = { 1, 1, 5 };
  Maker self = { .builder = bs_model_builder_new ("random", 1), .random = random };
  const BsCell *cell = bs_model_builder_cell (self.builder, "c", "C", BS_SHAPE_CELL);

  for (guint i = 0; i < 2; i++)
    for (guint k = 0; k < 2; k++)
      self.parameters[i][k] = add_parameter (&self, rows[k], rows[i]);
  for (guint i = 0; i < 6; i++)
    self.ops[i % 3][self.n_ops[i % 3]++] = bs_model_builder_input (self.builder, i, rows[i % 3],
                                                                   columns[i % 3], BS_NO_PARAMETER);
  while (cell->n_ops < n_ops)
    add_op (&self);
  for (guint i = 0; i < 1 + bs_random_below (random, BS_MAX_CELL_OUTPUTS); i++)
    bs_model_builder_output (self.builder, n_ops - 1 - bs_random_below (random, n_ops));

  return bs_model_builder_finish (self.builder);
}

static void
test_random_cells (void)
{
  guint n = g_test_slow () ? 2000 : 60;
  BsRandom random;

  bs_random_init (&random, 5);
  for (guint round = 0; round < n; round++)
    {
      guint n_ops = round % 20 == 19 ? BS_MAX_OPS : 6 + bs_random_below (&random, 35);
      g_autoptr (BsModel) model = make_random_model (&random, n_ops);

      check_cell (model, &model->cells[0]);
    }
}

/* Layers of sums, each of all of the layer before in two orders: nearly nothing can be had. */
static BsModel *
make_shuffled_model (BsRandom *random, guint width)
{
  BsModelBuilder *builder = bs_model_builder_new ("shuffled", 1);
  const BsCell *cell = bs_model_builder_cell (builder, "c", "C", BS_SHAPE_CELL);
  guint layer[BS_MAX_OPS] = { 0 }, before[BS_MAX_OPS], orders[2][BS_MAX_OPS];

  for (guint i = 0; i < width; i++)
    layer[i] = bs_model_builder_input (builder, i, 4, 1, BS_NO_PARAMETER);
  while (cell->n_ops + width <= BS_MAX_OPS)
    {
      for (guint k = 0; k < 2; k++)
        for (guint i = 0; i < width; i++)
          {
            guint j = bs_random_below (random, i + 1);

            orders[k][i] = orders[k][j];
            orders[k][j] = i;
          }
      memcpy (before, layer, sizeof before);
      for (guint i = 0; i < width; i++)
        layer[i] = bs_model_builder_binary (builder, BS_OP_ADD, before[orders[0][i]],
                                            before[orders[1][i]]);
    }
  bs_model_builder_output (builder, layer[0]);

  return bs_model_builder_finish (builder);
}

static void
test_shuffled_cells (void)
{
  BsRandom random;

  bs_random_init (&random, 7);
  for (guint width = 2; width < BS_MAX_OPS / 2; width = width * 3 / 2 + 1)
    {
      g_autoptr (BsModel) model = make_shuffled_model (&random, width);

      check_cell (model, &model->cells[0]);
    }
}

/* The fewest batches by trying every schedule: how many for each set of operations that have run. */
static guint
count_fewest (const BsCellOperations *operations)
{
  gsize n_sets = (gsize) 1 << operations->n;
  g_autofree guint8 *fewest = g_malloc (n_sets);

  memset (fewest, G_MAXUINT8, n_sets);
  fewest[0] = 0;
  for (gsize set = 0; set < n_sets; set++)
    for (guint type = 0; fewest[set] < G_MAXUINT8 && type < operations->n_types; type++)
      {
        gsize next = set;

        for (guint i = 0; i < operations->n; i++)
          if (operations->operations[i].type == type
              && !(operations->operations[i].reads & ~(BsOpSet) set))
            next |= (gsize) 1 << i;
        fewest[next] = MIN (fewest[next], next != set ? fewest[set] + 1 : G_MAXUINT8);
      }

  return fewest[n_sets - 1];
}

static void
test_fewest_batches (void)
{
  BsRandom random;

  bs_random_init (&random, 6);
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (BsModel) model = make_random_model (&random, 6 + 12);
      BsCellOperations operations;
      BsCellBatches batches, agenda;

      bs_cell_operations_init (&operations, model, &model->cells[0], BS_PLANNER_PUBLISHED);
      bs_cell_batches_agenda (&operations, &agenda);
      g_assert_true (bs_cell_batches_minimal (&operations, &batches));
      g_assert_cmpuint (batches.n, ==, count_fewest (&operations));
      g_assert_cmpuint (batches.n, <=, agenda.n);
      bs_cell_operations_clear (&operations);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cell-plan/standard-cells", test_standard_cells);
  g_test_add_func ("/cell-plan/shipped-models", test_shipped_models);
  g_test_add_func ("/cell-plan/log", test_log);
  g_test_add_func ("/cell-plan/names", test_names);
  g_test_add_func ("/cell-plan/planners", test_planners);
  g_test_add_func ("/cell-plan/random-cells", test_random_cells);
  g_test_add_func ("/cell-plan/shuffled-cells", test_shuffled_cells);
  g_test_add_func ("/cell-plan/fewest-batches", test_fewest_batches);

  return g_test_run ();
}
