/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a model; what is accepted must make a model and graphs, whole and growing, or say
 * why not. */
#include "config.h"

#include <string.h>

#include "engine/model-file.h"
#include "engine/planning/cell-plan.h"
#include "tests/fuzz/fuzz.h"

const guint bs_fuzz_rounds = 40000;
const char *const bs_fuzz_words[] = {
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  ",",
  "=",
  "+=",
  "->",
  "...",
  " ",
  "\n",
  "for ",
  " in ",
  "reversed ",
  "growing",
  "if ",
  "else ",
  "unset ",
  "last (",
  "count",
  "cell ",
  "parameter ",
  "like ",
  "family ",
  "id ",
  "size",
  "with own weights",
  "h",
  "n",
  "n.left",
  "n.word",
  "nodes",
  "sum (",
  "mean (",
  "1 - ",
  "0.5 * ",
  "words",
  "1000000000",
  "finish ",
  "a.from",
  "n.arcs",
  "target",
  "cross_entropy (",
  "#",
  "\"",
  "\xff",
  "tree",
  "lattice",
  "tagged",
  "pair",
  NULL,
};

/* A small corpus of every structure. */
static const struct
{
  const char *structure, *texts[BS_MAX_FILES];
} data[] = {
  { "tree", { "(1 (0 a) (2 b))\n(1 (0 a) (2 (1 c) (1 d)))\n" } },
  { "lattice", { "2\n4\n0 1 2 1\n0\n1 0 7\n2 1 8 0 9\n1 2 7\n2\n0 1\n0\n1 0 3\n" } },
  { "tagged", { "a|X bb|Y c|X\nbb|X\n" } },
  { "pair", { "a b\nc\n", "x\ny z\n" } },
  { "dag", { "4\n1 0\n1 0\n2 2 0 1\n1 2 2 2\n" } },
};

static BsCorpus *
parse_data (const BsStructure *structure)
{
  static const char *const names[BS_MAX_FILES] = { "first", "second" };

  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    if (g_str_equal (data[i].structure, structure->name))
      {
        gsize lengths[BS_MAX_FILES] = { 0 };
        g_autoptr (GError) error = NULL;
        BsCorpus *corpus;

        for (guint k = 0; k < structure->n_files; k++)
          lengths[k] = strlen (data[i].texts[k]);
        corpus = structure->parse (names, data[i].texts, lengths, &error);
        g_assert_no_error (error);
        return corpus;
      }

  g_assert_not_reached ();
}

static void
check_graph (const BsModel *model, const BsGraph *graph, const BsTypeTable *types)
{
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      int index = bs_model_find_cell (model, types->types[graph->type[v]].name);
      guint32 n = graph->input_start[v + 1] - graph->input_start[v];
      const BsCell *cell;

      g_assert_cmpint (index, >=, 0);
      cell = &model->cells[index];
      g_assert_true (cell->variadic ? n > 0 : n >= cell->n_required && n <= cell->n_inputs);
      for (guint32 i = graph->input_start[v]; i < graph->input_start[v + 1]; i++)
        {
          const char *name = types->types[graph->type[graph->inputs[i]]].name;

          g_assert_cmpuint (graph->ports[i], <,
                            model->cells[bs_model_find_cell (model, name)].n_outputs);
        }
    }
}

static void
make_graphs (BsModelFile *file, const BsModel *model, const BsCorpus *corpus)
{
  guint32 n_nodes[2] = { 0, 0 };

  for (guint incremental = 0; incremental < 2; incremental++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (BsGraphMaker)
          maker = bs_graph_maker_new (file, corpus, 1, 3, types, incremental == 1);
      BsGraph *graph;

      while ((graph = bs_graph_maker_next (maker, &error)) != NULL)
        {
          check_graph (model, graph, types);
          g_assert_cmpuint (graph->n_nodes, >=, n_nodes[incremental]);
          n_nodes[incremental] = graph->n_nodes;
          bs_graph_unref (graph);
        }
    }
}

/* One cell, whichever. */
static void
plan_cell (BsModel *model, gsize which)
{
  g_autoptr (BsCellPlan) plan = NULL;
  guint n = 0, n_inputs = 0;

  if (model->n_cells == 0)
    return;

  plan = bs_cell_plan_new (model, &model->cells[which % model->n_cells], which % BS_N_PLANNERS,
                           which % 2 == 0);
  for (guint i = 0; i < plan->n_batches; i++)
    n += plan->batches[i].n;
  for (guint i = 0; i < plan->cell->n_ops; i++)
    n_inputs += plan->cell->ops[i].kind == BS_OP_INPUT;
  g_assert_cmpuint (n + n_inputs, ==, plan->cell->n_ops);
  g_assert_cmpuint (plan->peak_bytes, <=, plan->total_bytes);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_model_file_parse ("input", (const char *) bytes, size, &error);

  g_assert_true ((file == NULL) == (error != NULL));
  if (file != NULL)
    {
      g_autoptr (BsCorpus) corpus = parse_data (bs_model_file_get_structure (file));
      g_autoptr (BsModel) model = bs_model_file_create_model (file, 2, corpus, &error);

      g_assert_true ((model == NULL) == (error != NULL));
      if (model != NULL)
        {
          make_graphs (file, model, corpus);
          plan_cell (model, size);
        }
    }

  return 0;
}

/* The shipped models. */
GPtrArray *
bs_fuzz_seeds (void)
{
  static const char *const names[] = { "tree-lstm-2type", "mv-rnn",      "bilstm-tagger-char",
                                       "lattice-lstm",    "lstm-nmt",    "random-dag",
                                       "lattice-gru",     "perfect-tree" };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strconcat (names[i], ".model", NULL);
      g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "models", file,
                                                NULL);
      g_autoptr (GError) error = NULL;
      char *text;
      gsize length;

      g_file_get_contents (path, &text, &length, &error);
      g_assert_no_error (error);
      g_ptr_array_add (seeds, g_bytes_new_take (text, length));
    }

  return seeds;
}
