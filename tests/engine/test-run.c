/* SPDX-License-Identifier: Apache-2.0 */
/* The run loop tells an observer all that happens, and can be stopped. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "engine/backend.h"
#include "engine/graph-text.h"
#include "engine/run.h"
#include "tests/engine/fixtures.h"

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
  static const char text[] =
      "(1 (0 a) (3 (2 b) (4 a)))\n(2 a)\n(0 (1 (1 c) (2 b)) (3 (2 a) (2 d)))\n";
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("batchscope-XXXXXX.txt", &path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModelFile) file = bs_fixture_model ("tree-lstm");
  g_autoptr (BsWorkload) workload = NULL;
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsModel) model = NULL;
  g_autoptr (BsBackend) backend = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  BsRunOptions options = { .batch_size = 2, .n_batches = 4, .encoding = BS_ENCODING_SORT };
  BsRunTotals totals[4];
  Heard heard = { 0 };
  BsObserver observer = {
    .user_data = &heard, .scheduled = hear_scheduled, .event = hear_event, .finished = hear_finished
  };
  const char *files[] = { path, NULL };

  close (fd);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  workload = bs_workload_open (file, files, 1, &error);
  g_assert_no_error (error);
  model = bs_workload_create_model (workload, 16, &error);
  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  backend = bs_backend_new ("cpu", model, NULL, &error);
  g_assert_true (
      bs_run (workload, types, policy, backend, &options, &observer, NULL, totals, &error));
  g_assert_cmpuint (heard.n_scheduled, ==, 4);
  g_assert_cmpuint (heard.n_finished, ==, 4);
  g_assert_cmpuint (heard.largest_decision, ==, heard.n_decisions);
  g_assert_cmpuint (heard.flops, >, 0);
  /* Three trees of 5, 1 and 7 nodes, two at a time, wrapping at the end; three cells a node. */
  g_assert_cmpuint (totals[0].n_nodes, ==, 3 * (5 + 1) + 1);
  g_assert_cmpuint (totals[1].n_nodes, ==, 3 * (7 + 5) + 1);
  g_assert_cmpuint (totals[2].n_nodes, ==, 3 * (1 + 7) + 1);
  g_assert_cmpuint (totals[3].n_nodes, ==, totals[0].n_nodes);
  g_assert_cmpfloat (totals[0].loss, >, 0);
  g_assert_true (totals[3].loss == totals[0].loss && totals[1].loss != totals[0].loss);

  g_cancellable_cancel (cancellable);
  g_assert_false (
      bs_run (workload, types, policy, backend, &options, NULL, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* A workload of the shipped model @name over texts, which go through files that are gone then. */
static BsWorkload *
make_workload (const char *name, const char *const *texts)
{
  g_autoptr (BsModelFile) file = bs_fixture_model (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  BsWorkload *workload;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      char *path = NULL;
      int fd = g_file_open_tmp ("batchscope-XXXXXX.txt", &path, NULL);

      close (fd);
      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      g_ptr_array_add (paths, path);
    }
  g_ptr_array_add (paths, NULL);
  workload = bs_workload_open (file, (const char *const *) paths->pdata, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; texts[i] != NULL; i++)
    g_unlink (paths->pdata[i]);

  return workload;
}

typedef struct
{
  guint n_scheduled, n_finished, n_stages, n_read;
  guint32 n_nodes, n_decisions;
  guint64 losses_read; /* bytes */
  guint32 executed;    /* the last decision of which an event was heard */
} Grown;

static void
hear_grown (gpointer user_data, const BsMiniBatch *mini_batch)
{
  Grown *grown = user_data;

  bs_fixture_assert_valid (mini_batch->graph, mini_batch->schedule);
  g_assert_cmpuint (mini_batch->first_decision, ==, grown->n_decisions + 1);
  g_assert_cmpuint (mini_batch->n_stages, >, 0);
  g_assert_cmpuint (mini_batch->stages[0].first_decision, ==, 0);
  for (guint i = 1; i < mini_batch->n_stages; i++)
    {
      const BsStage *before = &mini_batch->stages[i - 1], *stage = before + 1;

      g_assert_cmpuint (stage->n_nodes, >, before->n_nodes);
      g_assert_cmpuint (stage->first_decision, >, before->first_decision);
      /* What ran before a stage came is of the stages before. */
      for (guint32 d = before->first_decision; d < stage->first_decision; d++)
        {
          const BsDecision *decision = &mini_batch->schedule->decisions[d];

          for (guint32 k = 0; k < decision->count; k++)
            g_assert_cmpuint (mini_batch->schedule->order[decision->first + k], <, before->n_nodes);
        }
    }
  g_assert_cmpuint (mini_batch->stages[mini_batch->n_stages - 1].n_nodes, ==,
                    mini_batch->graph->n_nodes);
  grown->n_scheduled++;
  grown->n_stages += mini_batch->n_stages;
  grown->n_nodes += mini_batch->graph->n_nodes;
  grown->n_decisions += mini_batch->schedule->n_decisions;
}

static void
hear_grown_event (gpointer user_data, const BsEvent *event)
{
  Grown *grown = user_data;

  grown->n_read += event->phase == BS_PHASE_READ;
  grown->losses_read += event->phase == BS_PHASE_READ ? event->bytes : 0;
  if (event->decision > 0)
    {
      g_assert_cmpuint (event->decision, >=, grown->executed);
      g_assert_cmpuint (event->decision, <=, grown->executed + 1);
      grown->executed = event->decision;
    }
}

static void
hear_grown_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  Grown *grown = user_data;

  g_assert_cmpuint (grown->n_finished++, ==, mini_batch);
  g_assert_cmpuint (grown->executed, ==, grown->n_decisions);
}

static const char *const pairs[] = {
  "a b c\nb\nc c a d e f\na\n",
  "x y\nz z z y x\nx\ny z\n",
  NULL,
};

/* Step by step or at once: the same losses, whoever decides. */
static void
test_incremental (void)
{
  g_autoptr (BsWorkload) workload = make_workload ("lstm-nmt", pairs);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 16, &error);

  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  for (const char *const *name = bs_policy_names (); *name != NULL; name++)
    {
      g_autoptr (BsTypeTable) types = bs_type_table_new (), others = bs_type_table_new ();
      g_autoptr (BsPolicy) policy = bs_policy_new (*name, NULL, NULL);
      g_autoptr (BsBackend) backend = bs_backend_new ("cpu", model, NULL, &error);
      BsRunOptions options = { .batch_size = 3, .n_batches = 2, .incremental = TRUE };
      BsRunTotals grown[2], whole[2];
      Grown heard = { 0 };
      BsObserver observer = { .user_data = &heard,
                              .scheduled = hear_grown,
                              .event = hear_grown_event,
                              .finished = hear_grown_finished };
      guint n_losses = 0;

      bs_run (workload, types, policy, backend, &options, &observer, NULL, grown, &error);
      g_assert_no_error (error);
      options.incremental = FALSE;
      bs_run (workload, others, policy, backend, &options, NULL, NULL, whole, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < 2; i++)
        {
          g_assert_cmpfloat_with_epsilon (grown[i].loss / whole[i].loss, 1.0, 1e-5);
          g_assert_cmpuint (grown[i].n_nodes, ==, whole[i].n_nodes);
          g_assert_cmpuint (whole[i].lower_bound, ==, 0);
          g_assert_cmpuint (grown[i].n_batches, >=, grown[i].lower_bound);
          g_assert_cmpuint (grown[i].n_stages, >, 3);
          g_assert_cmpuint (whole[i].n_stages, ==, 1);
          g_assert_cmpint (grown[i].schedule_ns, >, 0);
          g_assert_cmpint (grown[i].execute_ns, >, 0);
        }
      g_assert_cmpuint (heard.n_scheduled, ==, 2);
      g_assert_cmpuint (heard.n_finished, ==, 2);
      g_assert_cmpuint (heard.n_stages, ==, grown[0].n_stages + grown[1].n_stages);
      g_assert_cmpuint (heard.n_nodes, ==, grown[0].n_nodes + grown[1].n_nodes);
      /* A loss a target word and either end of a sentence, and the sum of each mini-batch. */
      n_losses = (4 + 7 + 3) + (4 + 4 + 7);
      g_assert_cmpuint (heard.losses_read, ==, (n_losses + 2) * sizeof (float));
    }
}

/* Without a backend stages are scheduled only; a model that does not grow has one. */
static void
test_incremental_schedule (void)
{
  static const char *const trees[] = { "(1 (0 a) (3 (2 b) (4 a)))\n(2 a)\n", NULL };
  g_autoptr (BsWorkload) growing = make_workload ("lstm-nmt", pairs);
  g_autoptr (BsWorkload) fixed = make_workload ("tree-lstm", trees);
  g_autoptr (BsTypeTable) types = bs_type_table_new (), tree_types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("sufficient", NULL, NULL);
  g_autoptr (GError) error = NULL;
  BsRunOptions options = { .batch_size = 4, .n_batches = 1, .incremental = TRUE };
  BsRunTotals totals;

  bs_run (growing, types, policy, NULL, &options, NULL, NULL, &totals, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (totals.n_stages, >, 3);
  g_assert_true (isnan (totals.loss));
  bs_run (fixed, tree_types, policy, NULL, &options, NULL, NULL, &totals, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (totals.n_stages, ==, 1);
}

static void
hear_graph (gpointer user_data, const BsMiniBatch *mini_batch)
{
  Heard *heard = user_data;

  hear_scheduled (user_data, mini_batch);
  g_assert_cmpuint (mini_batch->first_instance, ==, heard->n_scheduled - 1);
  g_assert_cmpuint (mini_batch->n_stages, <=, 1);
}

static void
hear_graph_finished (gpointer user_data, guint32 mini_batch, double loss)
{
  Heard *heard = user_data;

  g_assert_cmpuint (mini_batch, ==, heard->n_finished++);
  g_assert_true (isnan (loss));
}

static void
test_graphs (void)
{
  static const char first[] = "5\n1 0\n1 1 0\n1 1 1\n2 0\n2 0\n", second[] = "2\n2 0\n1 1 0\n";
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) a = bs_graph_text_parse ("a", first, strlen (first), NULL, 0, types, NULL);
  g_autoptr (BsGraph) b = bs_graph_text_parse ("b", second, strlen (second), NULL, 0, types, NULL);
  BsGraph *graphs[] = { a, b };
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  BsRunTotals totals[2];
  Heard heard = { 0 };
  BsObserver observer = { .user_data = &heard,
                          .scheduled = hear_graph,
                          .event = hear_event,
                          .finished = hear_graph_finished };

  g_assert_true (
      bs_run_graphs (graphs, 2, types, policy, BS_ENCODING_SORT, &observer, NULL, totals, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (heard.n_scheduled, ==, 2);
  g_assert_cmpuint (heard.n_finished, ==, 2);
  g_assert_cmpuint (totals[0].n_nodes, ==, 5);
  g_assert_cmpuint (totals[0].n_batches, ==, 4);
  g_assert_cmpuint (totals[1].n_batches, ==, 2);
  g_assert_cmpuint (totals[1].lower_bound, ==, 2);
  g_assert_true (isnan (totals[0].loss));

  g_cancellable_cancel (cancellable);
  g_assert_false (
      bs_run_graphs (graphs, 2, types, policy, BS_ENCODING_SORT, NULL, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/observed", test_run);
  g_test_add_func ("/run/incremental", test_incremental);
  g_test_add_func ("/run/incremental-schedule", test_incremental_schedule);
  g_test_add_func ("/run/graphs", test_graphs);

  return g_test_run ();
}
