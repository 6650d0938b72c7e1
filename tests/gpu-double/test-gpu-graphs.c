/* SPDX-License-Identifier: Apache-2.0 */
/* Mini-batches that repeat are launched as graphs of the driver, and compute what they computed before. */
#include "config.h"

#include <dlfcn.h>
#include <math.h>

#include "engine/error.h"
#include "engine/run.h"
#include "tests/engine/fixtures.h"
#include "tests/gpu-double/double-client.h"

#define TOLERANCE 1e-4
#define N_TURNS 4

static const char *const workloads[] = { "tree-lstm",   "tree-gru",      "tree-lstm-2type",
                                         "mv-rnn",      "bilstm-tagger", "bilstm-tagger-char",
                                         "lattice-gru", "lattice-lstm",  "lstm-nmt" };

/* What the emulator counted of @name so far; 0 before it is used. */
static gint64
count (const char *name)
{
  void *library = dlopen ("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
  gint64 (*get_count) (const char *name);

  if (library == NULL)
    return 0;
  *(void **) &get_count = dlsym (library, "double_get_count");
  g_assert_nonnull (get_count);
  dlclose (library);

  return get_count (name);
}

/* Launches and products that are not of a graph. */
static gint64
count_direct (void)
{
  return count ("launches") + count ("products");
}

/* A workload, and a backend that runs it. */
typedef struct
{
  BsWorkload *workload;
  BsModel *model;
  BsTypeTable *types;
  BsPolicy *policy;
  BsBackend *backend;
} Runner;

static Runner *
runner_new (const char *workload, const char *backend)
{
  Runner *self = g_new0 (Runner, 1);
  g_autoptr (GError) error = NULL;

  self->workload = bs_fixture_sample_workload (workload);
  self->model = bs_workload_create_model (self->workload, 8, &error);
  g_assert_no_error (error);
  bs_model_initialize (self->model, 1);
  self->types = bs_type_table_new ();
  self->policy = bs_policy_new ("agenda", NULL, NULL);
  self->backend = bs_backend_new (backend, self->model, NULL, &error);
  g_assert_no_error (error);

  return self;
}

static void
runner_free (Runner *self)
{
  bs_backend_free (self->backend);
  bs_policy_unref (self->policy);
  bs_type_table_unref (self->types);
  bs_model_unref (self->model);
  bs_workload_free (self->workload);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Runner, runner_free)

/* Runs the first @n mini-batches of two inputs each. */
static gboolean
run (Runner *self, guint32 n, gboolean incremental, const BsObserver *observer,
     GCancellable *cancellable, double *losses)
{
  BsRunOptions options = { .batch_size = 2, .n_batches = n, .incremental = incremental };
  g_autofree BsRunTotals *totals = g_new0 (BsRunTotals, n);
  g_autoptr (GError) error = NULL;
  gboolean done = bs_run (self->workload, self->types, self->policy, self->backend, &options,
                          observer, cancellable, totals, &error);

  if (cancellable == NULL)
    g_assert_no_error (error);
  for (guint32 i = 0; i < n; i++)
    losses[i] = totals[i].loss;

  return done;
}

/* Two mini-batches, again and again. */
static void
repeat (const char *workload, gboolean incremental)
{
  g_autoptr (Runner) reference = runner_new (workload, "cpu");
  g_autoptr (Runner) runner = runner_new (workload, "cuda");
  double expected[2], losses[2], first[2];

  run (reference, 2, incremental, NULL, NULL, expected);
  for (guint turn = 0; turn < N_TURNS; turn++)
    {
      gint64 n_direct = count_direct (), n_captured = count ("captured");
      gint64 n_graphs = count ("graph-launches"), n_waits = count ("synchronisations");
      gint64 n_calls = count ("calls");
      gint64 n_instantiated = count (BS_CUDA_TEXT (cuGraphInstantiate));

      run (runner, 2, incremental, NULL, NULL, losses);
      for (guint i = 0; i < 2; i++)
        {
          g_assert_cmpfloat_with_epsilon (losses[i] / expected[i], 1.0, TOLERANCE);
          if (turn == 0)
            first[i] = losses[i];
          else
            g_assert_true (losses[i] == first[i]);
        }
      /* one of each reads its loss; room is found in the first turn */
      if (turn > 0 && !incremental)
        g_assert_cmpint (count ("synchronisations") - n_waits, ==, 2);
      /* addresses may be others in the second */
      if (turn < N_TURNS - 1)
        continue;

      g_assert_cmpint (count_direct () - n_direct, ==, 0);
      g_assert_cmpint (count ("captured") - n_captured, ==, 0);
      g_assert_cmpint (count (BS_CUDA_TEXT (cuGraphInstantiate)) - n_instantiated, ==, 0);
      g_assert_cmpint (count ("graph-launches") - n_graphs, >=, 2);
      if (incremental)
        continue;
      g_assert_cmpint (count ("graph-launches") - n_graphs, ==, 2);
      /* context, lists, event, wait, graph, loss, wait */
      g_assert_cmpint (count ("calls") - n_calls, ==, 2 * 7);
    }
}

static void
run_workloads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (workloads); i++)
    repeat (workloads[i], FALSE);
}

static void
run_growing (void)
{
  repeat ("lstm-nmt", TRUE);
}

/* More mini-batches than are remembered: none is launched as a graph that is not its own. */
static void
run_many (void)
{
  enum
  {
    N = 70
  };
  g_autoptr (Runner) reference = runner_new ("tree-lstm", "cpu");
  g_autoptr (Runner) runner = runner_new ("tree-lstm", "cuda");
  double expected[N], losses[N];

  run (reference, N, FALSE, NULL, NULL, expected);
  for (guint turn = 0; turn < 2; turn++)
    {
      run (runner, N, FALSE, NULL, NULL, losses);
      for (guint i = 0; i < N; i++)
        g_assert_cmpfloat_with_epsilon (losses[i] / expected[i], 1.0, TOLERANCE);
    }
  /* the latest are there, and again */
  for (guint turn = 0; turn < 3; turn++)
    run (runner, 1, FALSE, NULL, NULL, losses);
  g_assert_cmpint (count ("graph-launches"), >, 0);
  g_assert_cmpfloat_with_epsilon (losses[0] / expected[0], 1.0, TOLERANCE);
}

static void
ignore_span (gpointer user_data, const BsSpan *span)
{
}

/* Who is told of every launch sees every launch; afterwards there are graphs. */
static void
run_watched (void)
{
  const BsObserver observer = { .enter = ignore_span, .leave = ignore_span };
  g_autoptr (Runner) runner = runner_new ("tree-lstm", "cuda");
  gint64 n_direct = 0;
  double loss;

  for (guint turn = 0; turn < N_TURNS; turn++)
    {
      gint64 before = count_direct ();

      run (runner, 1, FALSE, &observer, NULL, &loss);
      g_assert_cmpint (count_direct () - before, >, 0);
      if (turn > 0)
        g_assert_cmpint (count_direct () - before, ==, n_direct);
      n_direct = count_direct () - before;
    }
  g_assert_cmpint (count (BS_CUDA_TEXT (cuStreamBeginCapture)), ==, 0);
  for (guint turn = 0; turn < N_TURNS; turn++)
    run (runner, 1, FALSE, NULL, NULL, &loss);
  g_assert_cmpint (count ("graph-launches"), >, 0);
  n_direct = count_direct ();
  run (runner, 1, FALSE, &observer, NULL, &loss);
  g_assert_cmpint (count_direct (), >, n_direct);
}

typedef struct
{
  GCancellable *cancellable;
  guint n, left; /* batches */
} Canceller;

static void
cancel_at (gpointer user_data, const BsEvent *event)
{
  Canceller *self = user_data;

  if (event->phase != BS_PHASE_LAUNCH)
    return;
  self->n++;
  if (self->left > 0 && --self->left == 0)
    g_cancellable_cancel (self->cancellable);
}

/* Whoever stops after any batch of what was launched as a whole, and goes on with another mini-batch. */
static void
run_cancelled (void)
{
  g_autoptr (Runner) runner = runner_new ("bilstm-tagger", "cuda");
  double expected[2], losses[2];
  Canceller canceller = { 0 };
  const BsObserver observer = { .user_data = &canceller, .event = cancel_at };

  run (runner, 2, FALSE, NULL, NULL, expected);
  for (guint turn = 0; turn < N_TURNS; turn++)
    run (runner, 1, FALSE, &observer, NULL, losses);
  g_assert_cmpint (count ("graph-launches"), >, 0);
  canceller.n /= N_TURNS;
  g_assert_cmpuint (canceller.n, >, 2);
  for (guint last = 1; last < canceller.n; last += MAX (1, canceller.n / 4))
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Canceller now = { .cancellable = cancellable, .left = last };
      const BsObserver stop = { .user_data = &now, .event = cancel_at };
      gint64 n_graphs = count ("graph-launches");

      g_assert_false (run (runner, 1, FALSE, &stop, cancellable, losses));
      g_assert_cmpuint (now.n, ==, last);
      g_assert_cmpint (count ("graph-launches"), ==, n_graphs + 1);
      run (runner, 2, FALSE, NULL, NULL, losses);
      g_assert_true (losses[0] == expected[0] && losses[1] == expected[1]);
    }
  /* the backend goes away while it runs */
  {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    Canceller now = { .cancellable = cancellable, .left = 1 };
    const BsObserver stop = { .user_data = &now, .event = cancel_at };

    g_assert_false (run (runner, 1, FALSE, &stop, cancellable, losses));
  }
}

/* A driver that makes none is asked once, and all is launched as before. */
static void
run_refused (void)
{
  g_autoptr (Runner) runner = runner_new ("tree-lstm", "cuda");
  double loss, expected;

  run (runner, 1, FALSE, NULL, NULL, &expected);
  for (guint turn = 0; turn < N_TURNS; turn++)
    {
      run (runner, 1, FALSE, NULL, NULL, &loss);
      g_assert_true (loss == expected);
    }
  g_assert_cmpint (count (BS_CUDA_TEXT (cuStreamBeginCapture)), ==, 1);
  g_assert_cmpint (count ("graph-launches"), ==, 0);
}

/* All other errors are errors. */
static void
run_failed (void)
{
  g_autoptr (Runner) runner = runner_new ("tree-lstm", "cuda");
  g_autoptr (GError) error = NULL;
  BsRunOptions options = { .batch_size = 2, .n_batches = 1 };
  gboolean ok = TRUE;

  for (guint turn = 0; ok && turn < N_TURNS; turn++)
    ok = bs_run (runner->workload, runner->types, runner->policy, runner->backend, &options, NULL,
                 NULL, NULL, &error);
  g_assert_false (ok);
  bs_assert_error_contains (error, BS_ERROR_UNSUPPORTED, "could not be recorded");
  g_clear_error (&error);
  g_assert_false (bs_run (runner->workload, runner->types, runner->policy, runner->backend,
                          &options, NULL, NULL, NULL, &error));
}

static const ClientCase cases[] = {
  { "workloads-eager", "stream=eager", run_workloads },
  { "workloads-lazy", "stream=lazy,order=reverse", run_workloads },
  { "growing-eager", "stream=eager", run_growing },
  { "growing-lazy", "stream=lazy,order=reverse", run_growing },
  { "many", "stream=lazy", run_many },
  { "watched", "stream=lazy", run_watched },
  { "cancelled-eager", "stream=eager", run_cancelled },
  { "cancelled-lazy", "stream=lazy", run_cancelled },
  { "capture-not-supported", "capture=801", run_refused },
  { "capture-refused", "capture=900", run_refused },
  { "instantiate-not-supported", "instantiate=801", run_refused },
  { "instantiate-no-room", "instantiate=2", run_refused },
  { "capture-fails", "capture=999", run_failed },
  { "instantiate-fails", "instantiate=999", run_failed },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  client_add ("/gpu/graphs", cases, G_N_ELEMENTS (cases));

  return g_test_run ();
}
