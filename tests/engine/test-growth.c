/* SPDX-License-Identifier: Apache-2.0 */
/* A mini-batch that grows step by step computes what the whole graph computes, bit for bit. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "engine/backend.h"
#include "engine/model-builder.h"
#include "engine/model-file.h"
#include "tests/engine/fixtures.h"

static void
run_decisions (BsBackend *backend, const BsSchedule *schedule, guint32 first)
{
  for (guint32 i = first; i < schedule->n_decisions; i++)
    backend->klass->execute (backend, i, 1, 0, NULL);
}

/* A recurrent model: state, projection, loss, and their sum. */
static BsModel *
make_chain_model (guint size)
{
  BsModelBuilder *builder = bs_model_builder_new ("chain", size);
  const guint32 table[] = { 9, size }, square[] = { size, size }, start[] = { size };
  BsModel *model;
  guint x, h, sum;

  bs_model_builder_cell (builder, "step", "S", BS_SHAPE_CELL);
  h = bs_model_builder_input (builder, 0, size, 1,
                              bs_model_builder_parameter (builder, "start", start, 1));
  x = bs_model_builder_lookup (builder, bs_model_builder_parameter (builder, "E", table, 2));
  sum = bs_model_builder_binary (
      builder, BS_OP_ADD,
      bs_model_builder_product (builder, bs_model_builder_parameter (builder, "W", square, 2), x),
      bs_model_builder_product (builder, bs_model_builder_parameter (builder, "U", square, 2), h));
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_TANH, sum));
  bs_model_builder_output (builder, sum);
  bs_model_builder_cell (builder, "proj", "P", BS_SHAPE_PROJECTION);
  x = bs_model_builder_input (builder, 0, size, 1, BS_NO_PARAMETER);
  bs_model_builder_output (
      builder,
      bs_model_builder_product (builder, bs_model_builder_parameter (builder, "V", square, 2), x));
  bs_model_builder_cell (builder, "loss", "L", BS_SHAPE_LOSS);
  x = bs_model_builder_input (builder, 0, size, 1, BS_NO_PARAMETER);
  bs_model_builder_output (builder, bs_model_builder_unary (builder, BS_OP_LOSS, x));
  bs_model_builder_cell (builder, "reduce", "R", BS_SHAPE_REDUCE)->variadic = TRUE;
  bs_model_builder_output (builder, bs_model_builder_reduce (builder, BS_OP_SUM, 1, 1));
  model = bs_model_builder_finish (builder);
  bs_model_initialize (model, 5);

  return model;
}

#define N_CHAINS 3
#define N_STEPS 40

/* The next step of all chains. Types appear as they are needed: losses only from step 2 on. */
static void
add_step (BsGraphBuilder *builder, BsTypeTable *types, guint step, guint32 *state, GArray *losses)
{
  guint step_type = bs_type_table_intern (types, "step", NULL, BS_SHAPE_CELL);

  for (guint i = 0; i < N_CHAINS; i++)
    {
      guint8 port = (step + i) % 2;

      state[i] = bs_graph_builder_call (builder, step_type, i, step * 7 + i, &state[i], &port,
                                        step > 0);
    }
  for (guint i = 0; i < N_CHAINS && step >= 2; i++)
    {
      guint32 proj = bs_graph_builder_add (
          builder, bs_type_table_intern (types, "proj", NULL, BS_SHAPE_PROJECTION), i, BS_NO_DATUM,
          &state[i], 1);
      guint32 loss = bs_graph_builder_add (
          builder, bs_type_table_intern (types, "loss", NULL, BS_SHAPE_LOSS), i, step, &proj, 1);

      g_array_append_val (losses, loss);
    }
}

/* On a device a graph that is known as a whole is computed in larger products: as good, in another order. */
#define TOLERANCE 1e-5f

/* All outputs of all nodes, bit for bit. */
static void
assert_same_values (BsBackend *a, BsBackend *b, const BsGraph *graph, const BsTypeTable *types)
{
  const BsModel *model = a->model;

  for (guint32 node = 0; node < graph->n_nodes; node++)
    {
      int cell = bs_model_find_cell (model, types->types[graph->type[node]].name);

      for (guint output = 0; output < model->cells[cell].n_outputs; output++)
        {
          guint32 length, other;
          const float *x = a->klass->read_value (a, node, output, &length);
          const float *y = b->klass->read_value (b, node, output, &other);

          if (a->klass->get_device == NULL)
            {
              g_assert_cmpmem (x, length * sizeof (float), y, other * sizeof (float));
              continue;
            }
          g_assert_cmpuint (length, ==, other);
          for (guint32 i = 0; i < length; i++)
            g_assert_cmpfloat_with_epsilon (x[i], y[i], TOLERANCE * MAX (1.0f, ABS (y[i])));
        }
    }
}

static void
test_chains (void)
{
  for (guint k = 0; k < bs_fixture_n_backends (); k++)
    {
      g_autoptr (BsModel) model = make_chain_model (5);
      g_autoptr (BsBackend) grown = bs_fixture_backend (k, model);
      g_autoptr (BsBackend) whole = bs_fixture_backend (k, model);
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
      /* Level by level, the batches of both are the same. */
      g_autoptr (BsPolicy) policy = bs_policy_new ("depth", NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr (BsGraph) graph = NULL;
      g_autoptr (BsSchedule) schedule = NULL;
      g_autoptr (GError) error = NULL;
      guint32 state[N_CHAINS], n_decisions = 0, length;
      float first_value = 0.0f;
      double sum = 0.0;

      bs_scheduler_begin (scheduler);
      for (guint step = 0; step <= N_STEPS; step++)
        {
          const float *value;

          if (step < N_STEPS)
            add_step (builder, types, step, state, losses);
          else
            bs_graph_builder_add (builder,
                                  bs_type_table_intern (types, "reduce", NULL, BS_SHAPE_REDUCE), 0,
                                  BS_NO_DATUM, (guint32 *) losses->data, losses->len);
          g_clear_pointer (&graph, bs_graph_unref);
          g_clear_pointer (&schedule, bs_schedule_unref);
          graph = bs_graph_builder_snapshot (builder, &error);
          g_assert_no_error (error);
          schedule = bs_scheduler_continue (scheduler, graph, types);
          g_assert_true ((step == 0 ? grown->klass->begin
                                    : grown->klass->grow) (grown, graph, types, schedule, &error));
          run_decisions (grown, schedule, n_decisions);
          n_decisions = schedule->n_decisions;

          /* What the first step computed is still there. */
          value = grown->klass->read_value (grown, 0, 1, &length);
          g_assert_cmpuint (length, ==, 5);
          if (step == 0)
            first_value = value[4];
          g_assert_true (value[4] == first_value && first_value != 0.0f);
        }

      g_clear_pointer (&schedule, bs_schedule_unref);
      schedule = bs_scheduler_run (scheduler, graph, types);
      g_assert_true (whole->klass->begin (whole, graph, types, schedule, &error));
      run_decisions (whole, schedule, 0);
      assert_same_values (grown, whole, graph, types);
      for (guint i = 0; i < losses->len; i++)
        sum += *whole->klass->read_value (whole, g_array_index (losses, guint32, i), 0, &length);
      g_assert_cmpfloat_with_epsilon (grown->klass->read_loss (grown) / sum, 1.0, 1e-6);
      g_assert_true (grown->klass->read_loss (grown) == whole->klass->read_loss (whole));

      /* The next mini-batch begins anew. */
      g_assert_true (grown->klass->begin (grown, graph, types, schedule, &error));
      run_decisions (grown, schedule, 0);
      assert_same_values (grown, whole, graph, types);
    }
}

/* Runs all stages of a mini-batch; returns its loss. */
static double
run_stages (BsGraphMaker *maker, BsModel *model, const BsTypeTable *types, guint *n_stages)
{
  g_autoptr (BsBackend) backend = bs_backend_new ("cpu", model, NULL, NULL);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (GError) error = NULL;
  guint32 n_decisions = 0;
  BsGraph *next;

  bs_scheduler_begin (scheduler);
  for (*n_stages = 0; (next = bs_graph_maker_next (maker, &error)) != NULL; (*n_stages)++)
    {
      g_autoptr (BsGraph) graph = next;
      g_autoptr (BsSchedule) schedule = bs_scheduler_continue (scheduler, graph, types);

      g_assert_true ((*n_stages == 0 ? backend->klass->begin : backend->klass->grow) (
          backend, graph, types, schedule, &error));
      g_assert_cmpuint (schedule->n_decisions, >, n_decisions);
      run_decisions (backend, schedule, n_decisions);
      n_decisions = schedule->n_decisions;
    }
  g_assert_no_error (error);

  return backend->klass->read_loss (backend);
}

/* The decoder of a translation, appended step by step. */
static void
test_translation (void)
{
  static const char *const names[] = { "source", "target" };
  static const char *const texts[] = { "a b c\nb\nc a\n", "x\ny x z\nz z\n" };
  const gsize lengths[] = { strlen (texts[0]), strlen (texts[1]) };
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_fixture_model ("lstm-nmt");
  g_autoptr (BsCorpus) corpus = NULL;
  g_autoptr (BsModel) model = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraphMaker) whole = NULL, growing = NULL;
  double loss, expected;
  guint n_stages;

  corpus = bs_model_file_get_structure (file)->parse (names, texts, lengths, &error);
  g_assert_no_error (error);
  model = bs_model_file_create_model (file, 8, corpus, &error);
  g_assert_no_error (error);
  bs_model_initialize (model, 3);
  whole = bs_graph_maker_new (file, corpus, 0, 3, types, FALSE);
  growing = bs_graph_maker_new (file, corpus, 0, 3, types, TRUE);
  expected = run_stages (whole, model, types, &n_stages);
  g_assert_cmpuint (n_stages, ==, 1);
  loss = run_stages (growing, model, types, &n_stages);
  /* The longest translation has five steps, with both its ends. */
  g_assert_cmpuint (n_stages, >=, 5);
  g_assert_cmpfloat (expected, >, 0.0);
  g_assert_cmpfloat_with_epsilon (loss / expected, 1.0, 1e-5);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth/chains", test_chains);
  g_test_add_func ("/growth/translation", test_translation);

  return g_test_run ();
}
