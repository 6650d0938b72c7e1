/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of the models that come with the program are few launches on a GPU: a product for each level of products
 * that wait for products, and at most two others beside them. */
#include "config.h"

#include "engine/backends/cuda/cuda-cell.h"
#include "engine/model-file.h"
#include "engine/op-info.h"

#define MODEL_SIZE 8
/* Beside products: a copy of operands is the batch's, not the cell's. */
#define MOST_OTHERS 2

static const char *const models[] = { "bilstm-tagger", "bilstm-tagger-char", "lattice-gru",
                                      "lattice-lstm",  "lstm-nmt",           "mv-rnn",
                                      "perfect-tree",  "random-dag",         "tree-gru",
                                      "tree-lstm",     "tree-lstm-2type" };

static BsModel *
load (const char *name, guint size)
{
  g_autofree char *base = g_strconcat (name, ".model", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "models", base, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_model_file_load (path, &error);
  BsModel *model;

  g_assert_no_error (error);
  model = bs_model_file_create_model (file, size, NULL, &error);
  g_assert_no_error (error);

  return model;
}

/* The longest chain of products. */
static guint
count_levels (const BsCell *cell)
{
  guint level[BS_MAX_OPS], most = 0;

  for (guint i = 0; i < cell->n_ops; i++)
    {
      const BsOp *op = &cell->ops[i];
      guint n_operands = bs_op_info (op->kind)->n_operands;

      level[i] = n_operands > 0 ? level[op->a] : 0;
      if (n_operands > 1)
        level[i] = MAX (level[i], level[op->b]);
      level[i] += op->kind == BS_OP_PRODUCT || op->kind == BS_OP_APPLY;
      most = MAX (most, level[i]);
    }

  return most;
}

static void
check_variant (const BsModel *model, const BsCell *cell, const BsCudaSteps *steps)
{
  guint n_products = 0, n_others = 0;

  for (guint i = 0; i < steps->n_steps; i++)
    if (steps->steps[i].kind == BS_CUDA_PRODUCT || steps->steps[i].kind == BS_CUDA_MATRIX)
      n_products++;
    else
      n_others++;
  g_test_message ("%s, %s: %u levels, %u products, %u others", model->name, cell->name,
                  count_levels (cell), n_products, n_others);
  g_assert_cmpuint (n_products, <=, count_levels (cell));
  g_assert_cmpuint (n_others, <=, MOST_OTHERS);
}

static void
test_few (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (BsModel) model = load (models[i], MODEL_SIZE);

      for (guint k = 0; k < model->n_cells; k++)
        {
          BsCudaCell cell;

          g_assert_true (bs_cuda_cell_init (&cell, model, &model->cells[k], BS_PLANNER_FULL));
          for (guint variant = 0; variant < BS_CUDA_N_VARIANTS; variant++)
            {
              check_variant (model, &model->cells[k], &cell.variants[variant]);
              check_variant (model, &model->cells[k], &cell.small[variant]);
            }
          bs_cuda_cell_clear (&cell);
        }
    }
}

static guint
count_products (const BsCudaSteps *steps)
{
  guint n = 0;

  for (guint i = 0; i < steps->n_steps; i++)
    n += steps->steps[i].kind == BS_CUDA_PRODUCT;

  return n;
}

/* A candidate that waits for a gate is multiplied by a kernel, as long as its weights are few. */
static void
test_small (void)
{
  static const struct
  {
    const char *model, *cell;
    BsCudaVariant variant;
  } cells[] = {
    { "tree-gru", "leaf", BS_CUDA_ALL },
    { "tree-gru", "internal", BS_CUDA_ALL },
    { "lattice-gru", "char", BS_CUDA_REST },
    { "lattice-gru", "word", BS_CUDA_ALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autoptr (BsModel) small = load (cells[i].model, MODEL_SIZE);
      g_autoptr (BsModel) large = load (cells[i].model, 512);
      int number = bs_model_find_cell (small, cells[i].cell);
      BsCudaCell cell, large_cell;
      const BsCudaSteps *steps;

      g_assert_cmpint (number, >=, 0);
      g_assert_true (bs_cuda_cell_init (&cell, small, &small->cells[number], BS_PLANNER_FULL));
      g_assert_true (
          bs_cuda_cell_init (&large_cell, large, &large->cells[number], BS_PLANNER_FULL));
      steps = bs_cuda_cell_get_steps (&cell, cells[i].variant, 1);
      g_assert_cmpuint (count_products (steps), ==, 1);
      g_assert_cmpuint (steps->n_steps, ==, 2);
      g_assert_true (bs_cuda_cell_get_steps (&cell, cells[i].variant, G_MAXUINT32)
                     == &cell.variants[cells[i].variant]);
      steps = bs_cuda_cell_get_steps (&large_cell, cells[i].variant, 1);
      g_assert_cmpuint (count_products (steps), ==, 2);
      g_assert_cmpuint (steps->n_steps, ==, 4);
      bs_cuda_cell_clear (&cell);
      bs_cuda_cell_clear (&large_cell);
    }
}

static void
add_names (GHashTable *names, BsModel *model, gboolean must_be_there)
{
  for (guint i = 0; i < model->n_cells; i++)
    {
      BsCudaCell cell;

      g_assert_true (bs_cuda_cell_init (&cell, model, &model->cells[i], BS_PLANNER_FULL));
      for (guint k = 0; k < cell.sections->len; k++)
        {
          const BsSection *section = cell.sections->pdata[k];

          gboolean is_new = g_hash_table_add (names, g_strdup (section->name));

          g_assert_false (is_new && must_be_there);
        }
      bs_cuda_cell_clear (&cell);
    }
}

/* Kernels are made of small models, and are those of all sizes. */
static void
test_sizes (void)
{
  static const guint sizes[] = { 8, 16, 30, 96, 200 };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
        {
          g_autoptr (BsModel) model = load (models[i], sizes[k]);

          add_names (names, model, k > 0);
        }
    }
}

/* Words and the layer below are multiplied ahead: each step of a chain is one product then. */
static void
test_ahead (void)
{
  static const struct
  {
    const char *model, *cell;
    guint n_ahead; /* products */
  } chains[] = {
    { "bilstm-tagger", "fwd0", 1 }, { "bilstm-tagger", "bwd1", 1 },
    { "lattice-lstm", "char", 1 },  { "bilstm-tagger-char", "cf0", 1 },
    { "lstm-nmt", "enc", 2 },       { "lstm-nmt", "dec", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      g_autoptr (BsModel) model = load (chains[i].model, MODEL_SIZE);
      int number = bs_model_find_cell (model, chains[i].cell);
      BsCudaCell cell;

      g_assert_cmpint (number, >=, 0);
      g_assert_true (bs_cuda_cell_init (&cell, model, &model->cells[number], BS_PLANNER_FULL));
      g_assert_cmpuint (count_products (&cell.variants[BS_CUDA_AHEAD]), ==, chains[i].n_ahead);
      g_assert_cmpuint (count_products (&cell.variants[BS_CUDA_REST]), ==, 1);
      g_assert_cmpuint (cell.variants[BS_CUDA_REST].n_steps, ==, 2);
      g_assert_cmpuint (cell.ahead_length, >, 0);
      bs_cuda_cell_clear (&cell);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cuda-cells/few", test_few);
  g_test_add_func ("/cuda-cells/small", test_small);
  g_test_add_func ("/cuda-cells/sizes", test_sizes);
  g_test_add_func ("/cuda-cells/ahead", test_ahead);

  return g_test_run ();
}
