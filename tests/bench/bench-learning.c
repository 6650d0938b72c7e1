/* SPDX-License-Identifier: Apache-2.0 */
/* What learning gains and costs: policies are learned on the first mini-batch of each workload and
 * counted on the next five, beside the published way to learn, rules, and beam search.
 *
 *   bench-learning [WORKLOAD]...     all without one */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "engine/backend.h"
#include "engine/frontier.h"
#include "engine/observer.h"
#include "engine/search.h"
#include "engine/training.h"
#include "tests/bench/bench-workloads.h"
#include "tests/engine/fixtures.h"

#define BATCH_SIZE 64
#define N_UNSEEN 5
#define REPEATS 5

typedef struct
{
  guint32 batches;
  gint64 ns; /* of scheduling the first graph */
} Result;

static Result
count (BsPolicy *policy, BsGraph *const *graphs, const BsTypeTable *types)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  Result result = { 0, G_MAXINT64 };

  for (guint i = 0; i < REPEATS; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graphs[0], types);

      result.ns = MIN (result.ns, schedule->end_ns - schedule->start_ns);
    }
  for (guint i = 1; i <= N_UNSEEN; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graphs[i], types);

      result.batches += schedule->n_decisions;
    }

  return result;
}

static Result
count_named (const char *name, guint width, BsGraph *const *graphs, const BsTypeTable *types)
{
  BsPolicyOptions options;
  g_autoptr (BsPolicy) policy = NULL;

  bs_policy_options_init (&options);
  options.beam_width = width;
  policy = bs_policy_new (name, &options, NULL);

  return count (policy, graphs, types);
}

static Result
count_learned (const BsTrainingOptions *options, BsGraph *const *graphs, const BsTypeTable *known,
               const BsTypeTable *types, double *seconds, double *episode_ns, guint32 *own)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrainingResult)
      result = bs_train (graphs, 1, known, options, NULL, NULL, NULL, NULL, &error);
  g_autoptr (BsPolicy) policy = NULL;

  g_assert_no_error (error);
  policy = bs_policy_new_fsm (result->fsm);
  *seconds = (double) result->elapsed_ns / 1e9;
  *episode_ns = (double) result->elapsed_ns / result->episodes;
  *own = result->batches;

  return count (policy, graphs, types);
}

/* The best of the published encodings on the training graph, as published. */
static Result
count_published (gboolean act_when_safe, BsGraph *const *graphs, const BsTypeTable *known,
                 const BsTypeTable *types, double *episodes_ratio)
{
  guint32 fewest = G_MAXUINT32;
  Result best = { 0 };

  for (BsEncoding encoding = 0; encoding < BS_N_PUBLISHED_ENCODINGS; encoding++)
    {
      BsTrainingOptions options;
      Result result;
      double seconds, episode_ns;
      guint32 own;

      bs_training_options_init_published (&options, encoding);
      options.act_when_safe = act_when_safe;
      result = count_learned (&options, graphs, known, types, &seconds, &episode_ns, &own);
      if (own < fewest)
        {
          fewest = own;
          best = result;
        }
      if (encoding == BS_ENCODING_SORT)
        *episodes_ratio = episode_ns;
    }

  return best;
}

/* 1000 schedules with a rule that costs next to nothing to follow. */
static double
time_plain_schedule (BsGraph *graph, const BsTypeTable *types, BsPolicy *policy)
{
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
  gint64 least = G_MAXINT64;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);

      least = MIN (least, schedule->end_ns - schedule->start_ns);
    }

  return (double) least;
}

static void
bench (guint i)
{
  g_autoptr (BsWorkload) workload = bs_bench_workload_open (i);
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsTypeTable) known = NULL;
  BsGraph *graphs[1 + N_UNSEEN];
  BsTrainingOptions options;
  Result best, published, safe, reversed, beam, narrow;
  double seconds, ignored, episode_ns = 0.0, plain_ns, safe_ns;
  g_autoptr (BsPolicy) table = NULL;
  g_autoptr (BsTrainingResult) learned = NULL;
  guint32 bound = 0, own;

  /* What is learned knows the types of the first mini-batch only. */
  known = bs_type_table_new ();
  bs_graph_unref (bs_bench_build (workload, 0, BATCH_SIZE, known));
  for (guint k = 0; k <= N_UNSEEN; k++)
    graphs[k] = bs_bench_build (workload, k, BATCH_SIZE, types);
  for (guint k = 1; k <= N_UNSEEN; k++)
    bound += bs_graph_lower_bound (graphs[k]);

  bs_training_options_init (&options);
  best = count_learned (&options, graphs, known, types, &seconds, &ignored, &own);
  published = count_published (FALSE, graphs, known, types, &episode_ns);
  safe = count_published (TRUE, graphs, known, types, &safe_ns);
  reversed = count_named ("sufficient-reversed", 1, graphs, types);
  beam = count_named ("beam", 30, graphs, types);
  narrow = count_named ("beam", 4, graphs, types);

  bs_training_options_init_published (&options, BS_ENCODING_SORT);
  learned = bs_train (graphs, 1, types, &options, NULL, NULL, NULL, NULL, NULL);
  table = bs_policy_new_fsm (learned->fsm);
  plain_ns = time_plain_schedule (graphs[0], types, table);
  printf ("%-18s %6u %6u %6u %6u %6u %6u %7.3f %7.3f %8.2f %8.2f %7.0f %7.0f\n",
          bs_bench_workload_name (i), bound, beam.batches, best.batches, published.batches,
          safe.batches, reversed.batches, (double) best.batches / beam.batches,
          (double) published.batches / beam.batches, seconds, episode_ns / plain_ns,
          (double) beam.ns / plain_ns, (double) narrow.ns / plain_ns);
  for (guint k = 0; k <= N_UNSEEN; k++)
    bs_graph_unref (graphs[k]);
}

int
main (int argc, char **argv)
{
  bs_backend_prepare ();
  printf ("Batches of five unseen mini-batches of %d inputs\n", BATCH_SIZE);
  printf ("  learned    by the project's own way, on the mini-batch before them\n"
          "  published  Q-learning, best of three encodings; safe: acting where rho = 1\n"
          "  reversed   the sufficient rule on the reversed graph\n"
          "  ratios     to beam (30); training: seconds of the project's own way\n"
          "  episode, beams: time of one, over that of one schedule with a published table\n\n");
  printf ("%-18s %6s %6s %6s %6s %6s %6s %7s %7s %8s %8s %7s %7s\n", "workload", "bound", "beam",
          "learned", "publ.", "safe", "rev.", "learned", "publ.", "training", "episode", "beam30",
          "beam4");
  for (guint i = 0; i < BS_BENCH_N_WORKLOADS; i++)
    {
      gboolean wanted = argc < 2;

      for (int k = 1; k < argc; k++)
        wanted = wanted || strcmp (argv[k], bs_bench_workload_name (i)) == 0;
      if (wanted)
        bench (i);
    }

  return 0;
}
