/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs and corpora for tests. */
#include "config.h"

#include "tests/engine/fixtures.h"

#include <string.h>

#include "engine/training.h"

BsGraph *
bs_fixture_random_graph (BsRandom *random, guint n_nodes, guint n_types, guint max_inputs,
                         BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GError) error = NULL;
  guint32 inputs[16];
  BsGraph *graph;

  g_assert_cmpuint (max_inputs, <=, G_N_ELEMENTS (inputs));
  for (guint i = 0; i < n_types; i++)
    {
      g_autofree char *name = g_strdup_printf ("t%u", i + 1);

      bs_type_table_intern (types, name, NULL, BS_SHAPE_CELL);
    }
  for (guint v = 0; v < n_nodes; v++)
    {
      guint n_inputs = v > 0 ? bs_random_below (random, max_inputs + 1) : 0;

      for (guint i = 0; i < n_inputs; i++)
        {
          /* Mostly near ones, so that graphs become deep. */
          guint reach = bs_random_below (random, 4) > 0 ? MIN (v, 6) : v;

          inputs[i] = v - 1 - bs_random_below (random, reach);
        }
      bs_graph_builder_add (builder, bs_random_below (random, n_types), 0, v, inputs, n_inputs);
    }
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);

  return graph;
}

static void
append_tree (BsRandom *random, GString *text, guint n_leaves)
{
  g_string_append_printf (text, "(%u ", bs_random_below (random, 5));
  if (n_leaves == 1)
    g_string_append_printf (text, "w%u", bs_random_below (random, 400));
  else
    {
      guint left = 1 + bs_random_below (random, n_leaves - 1);

      append_tree (random, text, left);
      g_string_append_c (text, ' ');
      append_tree (random, text, n_leaves - left);
    }
  g_string_append_c (text, ')');
}

GString *
bs_fixture_random_trees (BsRandom *random, guint n_trees, guint max_leaves)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_trees; i++)
    {
      append_tree (random, text, 1 + bs_random_below (random, max_leaves));
      g_string_append_c (text, '\n');
    }

  return text;
}

BsModelFile *
bs_fixture_model (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".model", NULL);
  const char *root = g_getenv ("BATCHSCOPE_SOURCE_DIR");
  g_autofree char *path = g_build_filename (root != NULL ? root : ".", "data", "models", file,
                                            NULL);
  g_autoptr (GError) error = NULL;
  BsModelFile *model = bs_model_file_load (path, &error);

  g_assert_no_error (error);

  return model;
}

BsGraph *
bs_fixture_graph (const char *name, const char *text, BsTypeTable *types)
{
  g_autoptr (BsModelFile) model = bs_fixture_model (name);
  g_autoptr (GError) error = NULL;
  gsize length = strlen (text);
  g_autoptr (BsCorpus)
      corpus = bs_model_file_get_structure (model)->parse (&name, &text, &length, &error);
  g_autoptr (BsGraphMaker) maker = NULL;
  BsGraph *graph;

  g_assert_no_error (error);
  maker = bs_graph_maker_new (model, corpus, 0, corpus->n_inputs, types, FALSE);
  graph = bs_graph_maker_next (maker, &error);
  g_assert_no_error (error);

  return graph;
}

BsGraph *
bs_fixture_tree_graph (guint64 seed, guint n_trees, guint max_leaves, BsTypeTable *types)
{
  BsRandom random;
  g_autoptr (GString) text = NULL;

  bs_random_init (&random, seed);
  text = bs_fixture_random_trees (&random, n_trees, max_leaves);

  return bs_fixture_graph ("tree-lstm", text->str, types);
}

void
bs_fixture_assert_valid (const BsGraph *graph, const BsSchedule *schedule)
{
  g_autofree guint32 *batch_of = g_new (guint32, graph->n_nodes + 1);

  for (guint32 v = 0; v < graph->n_nodes; v++)
    batch_of[v] = G_MAXUINT32;
  g_assert_cmpuint (schedule->n_nodes, ==, graph->n_nodes);
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    {
      const BsDecision *decision = &schedule->decisions[i];

      g_assert_cmpuint (decision->count, >, 0);
      for (guint32 k = 0; k < decision->count; k++)
        {
          guint32 v = schedule->order[decision->first + k];

          g_assert_cmpuint (graph->type[v], ==, decision->type);
          g_assert_cmpuint (batch_of[v], ==, G_MAXUINT32);
          batch_of[v] = i;
          for (guint32 e = graph->input_start[v]; e < graph->input_start[v + 1]; e++)
            g_assert_cmpuint (batch_of[graph->inputs[e]], <, i);
        }
    }
  for (guint32 v = 0; v < graph->n_nodes; v++)
    g_assert_cmpuint (batch_of[v], !=, G_MAXUINT32);
}

GStrv
bs_fixture_policy_names (void)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_strv_builder_addv (names, (const char **) bs_policy_names ());
  for (BsEncoding encoding = 0; encoding < BS_N_ENCODINGS; encoding++)
    g_strv_builder_add (names, bs_encoding_to_string (encoding));

  return g_strv_builder_end (names);
}

BsPolicy *
bs_fixture_policy (const char *name, BsGraph *graph, const BsTypeTable *types)
{
  BsPolicyOptions policy_options;
  BsTrainingOptions options;
  BsEncoding encoding;
  g_autoptr (BsTrainingResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BsPolicy *policy;

  if (bs_encoding_from_string (name, &encoding))
    {
      if (encoding < BS_N_PUBLISHED_ENCODINGS)
        bs_training_options_init_published (&options, encoding);
      else
        bs_training_options_init (&options);
      options.max_episodes = options.n_trials = 100;
      result = bs_train (&graph, 1, types, &options, NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      return bs_policy_new_fsm (result->fsm);
    }
  bs_policy_options_init (&policy_options);
  policy_options.beam_width = 5;
  policy_options.max_states = 500;
  policy = bs_policy_new (name, &policy_options, &error);
  g_assert_no_error (error);

  return policy;
}

BsPlanType *
bs_fixture_plan_types (const BsModel *model, const BsTypeTable *types)
{
  BsPlanType *plan_types = g_new0 (BsPlanType, types->n_types + 1);

  for (guint type = 0; type < types->n_types; type++)
    {
      int index = bs_model_find_cell (model, types->types[type].name);
      const BsCell *cell;

      g_assert_cmpint (index, >=, 0);
      cell = &model->cells[index];
      plan_types[type].n_outputs = cell->n_outputs;
      for (guint k = 0; k < cell->n_outputs; k++)
        plan_types[type].length[k] = bs_op_length (&cell->ops[cell->outputs[k]]);
    }

  return plan_types;
}

char *
bs_fixture_shared (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("BATCHSCOPE_SOURCE_DIR"), "..", "shared",
                                            name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

BsWorkload *
bs_fixture_sample_workload (const char *name)
{
  g_autoptr (BsModelFile) file = bs_fixture_model (name);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *const *samples = bs_model_file_get_samples (file);
  g_autoptr (GError) error = NULL;
  BsWorkload *workload;

  for (guint k = 0; samples[k] != NULL; k++)
    g_ptr_array_add (
        paths, g_build_filename (g_getenv ("BATCHSCOPE_DATA_DIR"), "samples", samples[k], NULL));
  g_ptr_array_add (paths, NULL);
  workload = bs_workload_open (file, (const char *const *) paths->pdata, 1, &error);
  g_assert_no_error (error);

  return workload;
}

BsWorkload *
bs_fixture_shared_workload (const char *name)
{
  static const struct
  {
    const char *structure, *files[BS_MAX_FILES];
  } corpora[] = {
    { "tree", { "data/trees/train.txt" } },
    { "tagged", { "data/tags/dev.txt" } },
    { "lattice", { "data/lattice/train.txt" } },
    { "pair", { "data/iwslt15/tst2012.en", "data/iwslt15/tst2012.vi" } },
  };
  g_autoptr (BsModelFile) file = bs_fixture_model (name);
  const char *structure = bs_model_file_get_structure (file)->name;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  BsWorkload *workload;

  for (guint i = 0; i < G_N_ELEMENTS (corpora); i++)
    if (g_str_equal (corpora[i].structure, structure))
      for (guint k = 0; k < BS_MAX_FILES && corpora[i].files[k] != NULL; k++)
        {
          char *path = bs_fixture_shared (corpora[i].files[k]);

          if (path == NULL)
            return NULL;
          g_ptr_array_add (paths, path);
        }
  g_ptr_array_add (paths, NULL);
  workload = bs_workload_open (file, (const char *const *) paths->pdata, 1, &error);
  g_assert_no_error (error);

  return workload;
}

static const struct
{
  const char *name;
  BsBackendOptions options;
} backends[] = {
  { "reference", { BS_PLANNER_CREATION } },           { "cpu", { BS_PLANNER_FULL, 1, 0, 1 << 20 } },
  { "cpu", { BS_PLANNER_FULL, 3, 0, 1 << 20 } },      { "cpu", { BS_PLANNER_FULL, 2, 0, 0 } },
  { "cpu", { BS_PLANNER_CREATION, 1, 0, 1 << 20 } },  { "cpu", { BS_PLANNER_PUBLISHED, 1, 0, 32 } },
  { "cpu", { BS_PLANNER_PUBLISHED, 2, 0, 1 << 20 } },
#ifdef HAVE_CUDA
  { "cuda", { BS_PLANNER_FULL, 1, 0, 0 } },           { "cuda", { BS_PLANNER_CREATION, 1, 0, 0 } },
  { "cuda", { BS_PLANNER_PUBLISHED, 1, 0, 0 } },
#endif
};

guint
bs_fixture_n_backends (void)
{
  guint n = 0;

  /* Those for GPUs come last, and only where the environment has one, or its double. */
  while (n < G_N_ELEMENTS (backends)
         && (!g_str_equal (backends[n].name, "cuda") || g_getenv ("BATCHSCOPE_TEST_GPU") != NULL))
    n++;

  return n;
}

BsBackend *
bs_fixture_backend (guint i, BsModel *model)
{
  g_autoptr (GError) error = NULL;
  BsBackend *backend = bs_backend_new (backends[i].name, model, &backends[i].options, &error);

  g_assert_no_error (error);

  return backend;
}
