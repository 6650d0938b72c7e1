/* SPDX-License-Identifier: Apache-2.0 */
/* Every policy and backend computes what the unbatched reference computes. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "engine/backend.h"
#include "engine/error.h"
#include "engine/graph-text.h"
#include "engine/model-builder.h"
#include "engine/run.h"
#include "engine/tree-lstm.h"
#include "tests/engine/fixtures.h"

static const char *const policy_names[] = { "unbatched",  "depth", "agenda", "agenda-remaining",
                                            "sufficient", "base",  "max",    "sort" };

static double
compute (const char *backend_name, BsModel *model, BsPolicy *policy, BsGraph *graph,
         const BsTypeTable *types)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBackend) backend = bs_backend_new (backend_name, model, &error);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  double loss;

  g_assert_no_error (error);
  g_assert_true (backend->klass->begin (backend, graph, types, schedule, &error));
  g_assert_no_error (error);
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    backend->klass->execute (backend, i, 1, 0, NULL);
  loss = backend->klass->read_loss (backend);
  /* Again in the same backend: nothing is left over from the first time. */
  g_assert_true (backend->klass->begin (backend, graph, types, schedule, &error));
  for (guint32 i = 0; i < schedule->n_decisions; i++)
    backend->klass->execute (backend, i, 1, 0, NULL);
  g_assert_true (loss == backend->klass->read_loss (backend));

  return loss;
}

static void
assert_same_loss (BsModel *model, BsGraph *graph, const BsTypeTable *types)
{
  g_autoptr (BsPolicy) unbatched = bs_policy_new ("unbatched", NULL);
  double reference = compute ("reference", model, unbatched, graph, types);

  g_assert_true (isfinite (reference));
  g_assert_cmpfloat (reference, >, 0.0);
  for (guint i = 0; i < G_N_ELEMENTS (policy_names); i++)
    {
      g_autoptr (BsPolicy) policy = bs_fixture_policy (policy_names[i], graph, types);
      double loss = compute ("cpu", model, policy, graph, types);

      g_assert_cmpfloat_with_epsilon (loss / reference, 1.0, 1e-4);
    }
}

static void
test_tree_lstm (void)
{
  static const guint sizes[] = { 1, 7, 64, 256 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      BsRandom random;
      g_autoptr (GString) text = NULL;
      g_autoptr (BsTreeCorpus) corpus = NULL;
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsModel) model = bs_tree_lstm_create_model (sizes[i], 5);

      bs_random_init (&random, i);
      text = bs_fixture_random_trees (&random, 12, 24);
      corpus = bs_tree_corpus_parse ("t", text->str, text->len, NULL);
      graph = bs_tree_lstm_build_graph (corpus, 0, 12, types, NULL);
      bs_model_initialize (model, 1);
      assert_same_loss (model, graph, types);
    }
}

static double
number_of (const BsModel *model, const char *name, guint index)
{
  for (guint i = 0; i < model->n_parameters; i++)
    if (g_str_equal (model->parameters[i].name, name))
      return model->values[model->parameters[i].offset + index];

  g_assert_not_reached ();
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

/* The equations of one small tree, written out. */
static void
test_tree_lstm_by_hand (void)
{
  static const char text[] = "(1 (0 a) (2 b))\n";
  g_autoptr (BsTreeCorpus) corpus = bs_tree_corpus_parse ("t", text, strlen (text), NULL);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_tree_lstm_build_graph (corpus, 0, 1, types, NULL);
  g_autoptr (BsModel) model = bs_tree_lstm_create_model (1, 3);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL);
  double h[3], c[3], loss = 0.0;
  static const guint labels[] = { 0, 2, 1 };
  double p[19];

  g_assert_cmpuint (model->n_parameters, ==, 17);
  bs_model_initialize (model, 9);
  /* Size 1: every parameter but E, U and proj.W is one number. */
  for (guint i = 0; i < 2; i++)
    {
      double x = number_of (model, "E", i);

      c[i] = sigmoid (number_of (model, "leaf.Wi", 0) * x + number_of (model, "leaf.bi", 0))
             * tanh (number_of (model, "leaf.Wu", 0) * x + number_of (model, "leaf.bu", 0));
      h[i] = sigmoid (number_of (model, "leaf.Wo", 0) * x + number_of (model, "leaf.bo", 0))
             * tanh (c[i]);
    }
  p[0] = number_of (model, "internal.Ui", 0) * h[0] + number_of (model, "internal.Ui", 1) * h[1]
         + number_of (model, "internal.bi", 0);
  p[1] = number_of (model, "internal.Uo", 0) * h[0] + number_of (model, "internal.Uo", 1) * h[1]
         + number_of (model, "internal.bo", 0);
  p[2] = number_of (model, "internal.Uu", 0) * h[0] + number_of (model, "internal.Uu", 1) * h[1]
         + number_of (model, "internal.bu", 0);
  p[3] = number_of (model, "internal.Uf1", 0) * h[0] + number_of (model, "internal.bf", 0);
  p[4] = number_of (model, "internal.Uf2", 0) * h[1] + number_of (model, "internal.bf", 0);
  c[2] = sigmoid (p[0]) * tanh (p[2]) + sigmoid (p[3]) * c[0] + sigmoid (p[4]) * c[1];
  h[2] = sigmoid (p[1]) * tanh (c[2]);
  for (guint i = 0; i < 3; i++)
    {
      double sum = 0.0;

      for (guint k = 0; k < 3; k++)
        sum += exp (number_of (model, "proj.W", k) * h[i]);
      loss += log (sum) - number_of (model, "proj.W", labels[i]) * h[i];
    }
  g_assert_cmpfloat_with_epsilon (compute ("reference", model, policy, graph, types), loss, 1e-6);
  g_assert_cmpfloat_with_epsilon (compute ("cpu", model, policy, graph, types), loss, 1e-6);
}

/* A cell of random operations over vectors of one length. */
static void
add_random_cell (BsModelBuilder *builder, BsRandom *random, const char *name, guint n_inputs,
                 guint size, guint table)
{
  guint ops[BS_MAX_OPS], n = 0;
  guint n_more = 3 + bs_random_below (random, 12);

  bs_model_builder_cell (builder, name, name, BS_SHAPE_CELL, n_inputs, FALSE);
  for (guint i = 0; i < n_inputs; i++)
    {
      ops[n++] = bs_model_builder_input (builder, i, 0, size);
      if (bs_random_below (random, 2))
        ops[n++] = bs_model_builder_input (builder, i, 1, size);
    }
  if (n_inputs == 0 || bs_random_below (random, 3) == 0)
    ops[n++] = bs_model_builder_lookup (builder, table);
  for (guint i = 0; i < n_more; i++)
    {
      guint a = ops[bs_random_below (random, n)], b = ops[bs_random_below (random, n)];
      g_autofree char *weights = g_strdup_printf ("%s.W%u", name, i);

      switch (bs_random_below (random, 9))
        {
        case 0:
          ops[n] = bs_model_builder_product (
              builder, bs_model_builder_parameter (builder, weights, size, size), a);
          break;
        case 1:
          ops[n] = bs_model_builder_product (
              builder, bs_model_builder_parameter (builder, weights, size, 2 * size),
              bs_model_builder_binary (builder, BS_OP_CONCAT, a, b));
          break;
        case 2:
          ops[n] = bs_model_builder_bias (
              builder, bs_model_builder_parameter (builder, weights, size, 1), a);
          break;
        case 3:
          ops[n] = bs_model_builder_binary (builder, BS_OP_ADD, a, b);
          break;
        case 4:
          ops[n] = bs_model_builder_binary (builder, BS_OP_MULTIPLY, a, b);
          break;
        case 5:
          ops[n] = bs_model_builder_unary (builder, BS_OP_SIGMOID, a);
          break;
        case 6:
          ops[n] = bs_model_builder_unary (builder, BS_OP_ONE_MINUS, a);
          break;
        case 7:
          ops[n] = bs_model_builder_scale (builder, 0.5f, a);
          break;
        default:
          ops[n] = bs_model_builder_unary (builder, BS_OP_TANH, a);
          break;
        }
      n++;
    }
  /* Squash, so that values stay small however deep the graph; then any operation as the other. */
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TANH, ops[n - 1]));
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TANH, ops[n / 2]));
}

static void
test_random_cells (void)
{
  static const char *const names[] = { "a", "b", "c", "d" };

  for (guint round = 0; round < 40; round++)
    {
      BsRandom random;
      guint size = 1 + round % 13;
      BsModelBuilder *builder = bs_model_builder_new ("random", size);
      g_autoptr (BsModel) model = NULL;
      g_autoptr (BsGraphBuilder) graph_builder = bs_graph_builder_new ();
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr (BsGraph) graph = NULL;
      guint table, weights;

      bs_random_init (&random, 1000 + round);
      table = bs_model_builder_parameter (builder, "E", 11, size);
      for (guint i = 0; i < 4; i++)
        {
          add_random_cell (builder, &random, names[i], i, size, table);
          bs_type_table_intern (types, names[i], NULL, BS_SHAPE_CELL);
        }
      /* A product that is an output, but not all of its level; and one that is. */
      weights = bs_model_builder_parameter (builder, "proj.W", 4, size);
      bs_model_builder_cell (builder, "proj", "P", BS_SHAPE_PROJECTION, 1, FALSE);
      bs_model_builder_output (
          builder, bs_model_builder_product (builder, weights,
                                             bs_model_builder_input (builder, 0, 0, size)));
      if (round % 2)
        bs_model_builder_output (
            builder, bs_model_builder_product (
                         builder, bs_model_builder_parameter (builder, "proj.V", 3, size), 0));
      bs_model_builder_cell (builder, "loss", "L", BS_SHAPE_LOSS, 1, FALSE);
      bs_model_builder_output (
          builder,
          bs_model_builder_unary (builder, BS_OP_LOSS, bs_model_builder_input (builder, 0, 0, 4)));
      bs_model_builder_cell (builder, "reduce", "R", BS_SHAPE_REDUCE, 0, TRUE);
      bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TOTAL, 0));
      model = bs_model_builder_finish (builder);
      bs_model_initialize (model, round);

      for (guint32 v = 0; v < 60; v++)
        {
          guint cell = v < 3 ? 0 : bs_random_below (&random, 4);
          guint32 inputs[3];

          for (guint i = 0; i < cell; i++)
            inputs[i] = bs_random_below (&random, v);
          bs_graph_builder_add (graph_builder, cell, 0, v * 7, inputs, cell);
        }
      for (guint32 v = 0; v < 60; v++)
        {
          guint32 proj = bs_graph_builder_add (
              graph_builder, bs_type_table_intern (types, "proj", NULL, BS_SHAPE_PROJECTION), 0,
              BS_NO_DATUM, &v, 1);
          guint32 loss = bs_graph_builder_add (
              graph_builder, bs_type_table_intern (types, "loss", NULL, BS_SHAPE_LOSS), 0, v % 4,
              &proj, 1);

          g_array_append_val (losses, loss);
        }
      bs_graph_builder_add (graph_builder,
                            bs_type_table_intern (types, "reduce", NULL, BS_SHAPE_REDUCE), 0,
                            BS_NO_DATUM, (guint32 *) losses->data, losses->len);
      graph = bs_graph_builder_finish (graph_builder, NULL);
      assert_same_loss (model, graph, types);
    }
}

static void
test_wrong_graph (void)
{
  static const struct
  {
    const char *text, *part;
  } cases[] = {
    { "1\n1 0\n", "no cell for type “other”" },
    { "2\n2 0\n3 1 0\n", "Node 1 calls cell internal with 1 inputs; it takes 2" },
    { "3\n2 0\n4 1 0\n3 2 1 1\n", "of node 1 (proj), which does not have them" },
  };
  static const char *const names[] = { "other", "leaf", "internal", "proj" };
  g_autoptr (BsModel) model = bs_tree_lstm_create_model (4, 5);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; bs_backend_names ()[k] != NULL; k++)
      {
        g_autoptr (BsTypeTable) types = bs_type_table_new ();
        g_autoptr (GError) error = NULL;
        g_autoptr (BsGraph) graph = bs_graph_text_parse ("t", cases[i].text, strlen (cases[i].text),
                                                         names, 4, types, &error);
        g_autoptr (BsPolicy) policy = bs_policy_new ("depth", NULL);
        g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, 0, FALSE);
        g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
        g_autoptr (BsBackend) backend = bs_backend_new (bs_backend_names ()[k], model, NULL);

        g_assert_false (backend->klass->begin (backend, graph, types, schedule, &error));
        bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, cases[i].part);
      }
}

static void
test_initial_values (void)
{
  g_autoptr (BsModel) a = bs_tree_lstm_create_model (8, 5), b = bs_tree_lstm_create_model (8, 5);
  gboolean differs = FALSE;

  bs_model_initialize (a, 1);
  bs_model_initialize (b, 1);
  g_assert_cmpmem (a->values, a->n_values * sizeof (float), b->values,
                   b->n_values * sizeof (float));
  bs_model_initialize (b, 2);
  for (gsize i = 0; i < a->n_values; i++)
    {
      differs |= a->values[i] != b->values[i];
      /* Never a constant, and within the largest bound of any parameter. */
      g_assert_true (a->values[i] != 0.0f && fabsf (a->values[i]) <= 0.8165f);
    }
  g_assert_true (differs);
}

typedef struct
{
  guint n_scheduled, n_finished, n_events;
  guint32 n_decisions, largest_decision;
  guint64 flops;
} Heard;

static void
hear_scheduled (gpointer user_data, const BsMiniBatch *mini_batch)
{
  Heard *heard = user_data;

  g_assert_cmpuint (mini_batch->mini_batch, ==, heard->n_scheduled++);
  g_assert_cmpuint (mini_batch->first_decision, ==, heard->n_decisions + 1);
  g_assert_cmpuint (mini_batch->schedule->n_candidates, >, 0);
  bs_fixture_assert_valid (mini_batch->graph, mini_batch->schedule);
  heard->n_decisions += mini_batch->schedule->n_decisions;
}

static void
hear_event (gpointer user_data, const BsEvent *event)
{
  Heard *heard = user_data;

  g_assert_cmpint (event->start_ns, <=, event->end_ns);
  heard->n_events++;
  heard->flops += event->flops;
  heard->largest_decision = MAX (heard->largest_decision, event->decision);
}

static void
hear_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  Heard *heard = user_data;

  g_assert_cmpuint (mini_batch, ==, heard->n_finished++);
  g_assert_true (isfinite (loss));
}

static void
test_run (void)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("batchscope-XXXXXX.txt", &path, NULL);
  BsRandom random;
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BsWorkload) workload = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL);
  g_autoptr (BsModel) model = NULL;
  g_autoptr (BsBackend) backend = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  BsRunOptions options = { .batch_size = 4, .n_batches = 5, .encoding = BS_ENCODING_SORT };
  BsRunTotals totals[5];
  Heard heard = { 0 };
  BsObserver observer = { &heard, hear_scheduled, hear_event, hear_finished };
  const char *files[] = { path, NULL };

  bs_random_init (&random, 6);
  text = bs_fixture_random_trees (&random, 10, 12);
  close (file);
  g_file_set_contents (path, text->str, text->len, NULL);
  workload = bs_workload_open ("tree-lstm", files, &error);
  g_assert_no_error (error);
  model = bs_workload_create_model (workload, 16);
  bs_model_initialize (model, 1);
  backend = bs_backend_new ("cpu", model, &error);
  g_assert_true (
      bs_run (workload, types, policy, backend, &options, &observer, NULL, totals, &error));
  g_assert_cmpuint (heard.n_scheduled, ==, 5);
  g_assert_cmpuint (heard.n_finished, ==, 5);
  g_assert_cmpuint (heard.largest_decision, ==, heard.n_decisions);
  g_assert_cmpuint (heard.flops, >, 0);
  /* Ten inputs, four at a time: the fifth mini-batch wraps around to inputs 6, 7, 8, 9. */
  g_assert_cmpuint (totals[2].n_nodes, !=, totals[0].n_nodes);
  g_assert_cmpfloat (totals[0].loss, >, 0);

  g_cancellable_cancel (cancellable);
  g_assert_false (
      bs_run (workload, types, policy, backend, &options, NULL, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/execution/tree-lstm", test_tree_lstm);
  g_test_add_func ("/execution/tree-lstm-by-hand", test_tree_lstm_by_hand);
  g_test_add_func ("/execution/random-cells", test_random_cells);
  g_test_add_func ("/execution/wrong-graph", test_wrong_graph);
  g_test_add_func ("/execution/initial-values", test_initial_values);
  g_test_add_func ("/execution/run", test_run);

  return g_test_run ();
}
