/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of the CPU backend: none is asked for while batches run, little beyond parameters and
 * values is taken, and the same numbers come out however many threads divide the work. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "engine/run.h"
#include "tests/engine/fixtures.h"

/* Allocations of this thread, counted between two points: what the linker finds here first. */
static __thread gboolean counting;
static __thread guint n_allocations;

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *memory, size_t size);
extern void *__libc_memalign (size_t alignment, size_t size);

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTS 1
void *
malloc (size_t size)
{
  n_allocations += counting;

  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  n_allocations += counting;

  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  n_allocations += counting;

  return __libc_realloc (memory, size);
}

int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  n_allocations += counting;
  *memory = __libc_memalign (alignment, size);

  return *memory != NULL ? 0 : 12;
}
#else
#define COUNTS 0
#endif

static void
hear_event (gpointer user_data, const BsEvent *event)
{
  guint *n_events = user_data;

  (*n_events)++;
}

static void
test_no_allocation (gconstpointer name)
{
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 16, &error);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_workload_build_graph (workload, 0, 8, types, &error);
  guint n_events = 0;
  BsObserver observer = { .user_data = &n_events, .event = hear_event };

  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  for (guint k = 1; k < bs_fixture_n_backends (); k++)
    {
      g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
      g_autoptr (BsBackend) backend = bs_fixture_backend (k, model);

      for (guint pass = 0; pass < 2; pass++)
        {
          n_allocations = 0;
          counting = pass == 1;
          g_assert_true (backend->klass->begin (backend, graph, types, schedule, NULL));
          for (guint32 i = 0; i < schedule->n_decisions; i++)
            backend->klass->execute (backend, i, 1, 0, &observer);
          backend->klass->read_loss (backend);
          counting = FALSE;
        }
      g_assert_cmpuint (n_allocations, ==, 0);
      g_assert_cmpuint (n_events, >, 0);
    }
}

typedef struct
{
  guint64 n_gathers, bytes, flops;
} Heard;

static void
hear_moves (gpointer user_data, const BsEvent *event)
{
  Heard *heard = user_data;

  g_assert_cmpint (event->end_ns, >=, event->start_ns);
  heard->flops += event->flops;
  heard->bytes += event->bytes;
  heard->n_gathers += event->phase == BS_PHASE_GATHER || event->phase == BS_PHASE_SCATTER;
  g_assert_true (event->bytes == 0 || event->phase == BS_PHASE_GATHER
                 || event->phase == BS_PHASE_SCATTER);
}

/* What events tell is what the counters count. */
static void
test_events (gconstpointer name)
{
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 24, &error);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = bs_workload_build_graph (workload, 0, 8, types, &error);
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);

  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  for (guint k = 1; k < bs_fixture_n_backends (); k++)
    {
      g_autoptr (BsBackend) backend = bs_fixture_backend (k, model);
      Heard heard = { 0 };
      BsObserver observer = { .user_data = &heard, .event = hear_moves };
      BsBackendCounters counters;

      g_assert_true (backend->klass->begin (backend, graph, types, schedule, NULL));
      for (guint32 i = 0; i < schedule->n_decisions; i++)
        backend->klass->execute (backend, i, 1, 0, &observer);
      backend->klass->get_counters (backend, &counters);
      g_assert_cmpuint (heard.n_gathers, ==, counters.n_gathers);
      g_assert_cmpuint (heard.bytes, ==, counters.gather_bytes);
      g_assert_cmpuint (heard.flops, ==, counters.flops);
    }
}

/* The counter counts. */
static void
test_counter (void)
{
  const char *preloaded = g_getenv ("LD_PRELOAD");
  char *volatile memory;

  if (!COUNTS || (preloaded != NULL && strstr (preloaded, "vgpreload") != NULL))
    {
      g_test_skip ("sanitizers and valgrind have allocators of their own");
      return;
    }
  n_allocations = 0;
  counting = TRUE;
  memory = g_malloc (10);
  counting = FALSE;
  g_free (memory);
  g_assert_cmpuint (n_allocations, ==, 1);
}

/* What is taken is parameters, values, and little more. */
static void
test_room (gconstpointer name)
{
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 64, &error);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  BsRunOptions options = { .batch_size = 128, .n_batches = 1 };
  g_autoptr (BsBackend) backend = NULL;
  const BsBackendCounters *counters;
  BsRunTotals totals;
  guint64 live;

  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  backend = bs_backend_new ("cpu", model, NULL, &error);
  g_assert_no_error (error);
  bs_run (workload, types, policy, backend, &options, NULL, NULL, &totals, &error);
  g_assert_no_error (error);
  counters = &totals.counters;
  live = model->n_values * sizeof (float) + counters->value_bytes;
  g_assert_cmpuint (counters->value_bytes, >, 0);
  g_assert_cmpuint (counters->parameter_bytes + counters->value_bytes + counters->workspace_bytes,
                    <=, live + live / 2);
}

static double
compute_loss (BsWorkload *workload, BsModel *model, guint n_threads, guint ahead_below)
{
  BsBackendOptions options = { BS_PLANNER_FULL, n_threads, 0, ahead_below };
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsPolicy) policy = bs_policy_new ("agenda", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBackend) backend = bs_backend_new ("cpu", model, &options, &error);
  BsRunOptions run = { .batch_size = 20, .n_batches = 1 };
  BsRunTotals totals;

  g_assert_no_error (error);
  bs_run (workload, types, policy, backend, &run, NULL, NULL, &totals, &error);
  g_assert_no_error (error);

  return totals.loss;
}

static void
test_same_bits (gconstpointer name)
{
  g_autoptr (BsWorkload) workload = bs_fixture_sample_workload (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsModel) model = bs_workload_create_model (workload, 40, &error);
  double expected;

  g_assert_no_error (error);
  bs_model_initialize (model, 1);
  /* Nothing is computed ahead here, what can be is below. */
  expected = compute_loss (workload, model, 1, 0);
  for (guint n_threads = 1; n_threads < 5; n_threads++)
    {
      g_assert_true (compute_loss (workload, model, n_threads, 0) == expected);
      g_assert_true (compute_loss (workload, model, n_threads, 1 << 20) == expected);
    }
}

int
main (int argc, char **argv)
{
  static const char *const names[] = { "tree-lstm",   "tree-gru",
                                       "mv-rnn",      "bilstm-tagger-char",
                                       "lattice-gru", "lattice-lstm",
                                       "lstm-nmt" };

  bs_backend_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/counter", test_counter);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *allocation = g_strconcat ("/memory/no-allocation/", names[i], NULL);
      g_autofree char *room = g_strconcat ("/memory/room/", names[i], NULL);
      g_autofree char *bits = g_strconcat ("/memory/same-bits/", names[i], NULL);
      g_autofree char *events = g_strconcat ("/memory/events/", names[i], NULL);

      g_test_add_data_func (allocation, names[i], test_no_allocation);
      g_test_add_data_func (room, names[i], test_room);
      g_test_add_data_func (bits, names[i], test_same_bits);
      g_test_add_data_func (events, names[i], test_events);
    }

  return g_test_run ();
}
