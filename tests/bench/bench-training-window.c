/* SPDX-License-Identifier: Apache-2.0 */
/* What the Train page costs: learning as the command line does it, and watched as the page watches it, with
 * its copies of tables and its digests in a thread beside, in pairs. Prints the ratio of each pair and the
 * median; painting is left out: it is work of another thread that no run waits for.
 *
 *   bench-training-window [PAIRS]     (15) */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "profiles/training/training-course.h"
#include "profiles/training/training-digest.h"

#define BATCH_SIZE 64
#define TICK_US 100000

typedef struct
{
  BsTrainingMaterial *material;
  BsTrainingCourse *course;
  int done; /* atomic */
} Page;

/* As often as the page does. */
static gpointer
look (gpointer data)
{
  Page *page = data;
  BsTrainingStory story;
  gint64 next = 0;

  bs_training_story_init (&story);
  while (!g_atomic_int_get (&page->done))
    {
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (BsFsm) best = bs_training_course_take_best (page->course);

      bs_training_course_read (page->course, &story);
      if (begin >= next)
        {
          g_autoptr (BsFsm) table = bs_training_course_take_table (page->course);

          bs_training_course_want_table (page->course);
          if (table != NULL)
            {
              bs_training_field_unref (bs_training_field_new (page->material, table, NULL));
              next = g_get_monotonic_time ()
                     + MAX (30 * (g_get_monotonic_time () - begin), 250 * 1000);
            }
        }
      if (best != NULL)
        {
          g_autofree BsEvaluation *evaluations = g_new0 (BsEvaluation, page->material->graphs->len);

          bs_training_evaluate (page->material, best, NULL, evaluations, NULL);
        }
      g_usleep (TICK_US);
    }
  bs_training_story_clear (&story);

  return NULL;
}

static double
learn (BsTrainingMaterial *material, const BsTrainingOptions *options, gboolean watched)
{
  g_autoptr (BsTrainingCourse) course = bs_training_course_new (options, 0);
  g_autoptr (BsTrainingResult) result = NULL;
  Page page = { material, course, FALSE };
  BsTrainingWatch watch = { 0 };
  GThread *thread = NULL;
  g_autoptr (GError) error = NULL;

  if (watched)
    {
      bs_training_course_watch (course, &watch, NULL);
      thread = g_thread_new ("page", look, &page);
    }
  result = bs_train_watched (bs_training_material_get_graphs (material), material->n_training,
                             material->types, options, NULL, &watch, &error);
  g_assert_no_error (error);
  g_atomic_int_set (&page.done, TRUE);
  if (thread != NULL)
    g_thread_join (thread);

  return (double) result->elapsed_ns;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static void
bench (BsTrainingMaterial *material, BsEncoding encoding, guint n_pairs)
{
  g_autofree double *ratios = g_new (double, n_pairs);
  BsTrainingOptions options;
  double seconds = 0.0;

  bs_training_options_init_published (&options, encoding);
  options.max_episodes = 5000;
  options.n_trials = 4000;
  for (guint i = 0; i < n_pairs; i++)
    {
      gboolean first = i % 2 == 0;
      double a = learn (material, &options, !first), b = learn (material, &options, first);

      ratios[i] = first ? b / a : a / b;
      seconds += (first ? a : b) / 1e9;
    }
  qsort (ratios, n_pairs, sizeof *ratios, compare);
  printf ("%-8s %6.3f s alone   watched / alone: median %.3f, from %.3f to %.3f\n",
          bs_encoding_to_string (encoding), seconds / n_pairs, ratios[n_pairs / 2], ratios[0],
          ratios[n_pairs - 1]);
}

int
main (int argc, char **argv)
{
  guint n_pairs = argc > 1 ? (guint) MAX (atoi (argv[1]), 1) : 15;
  g_auto (BsRunInputs) inputs = { 0 };
  g_autoptr (BsTrainingMaterial) material = NULL;
  g_autoptr (GError) error = NULL;

  bs_run_inputs_init (&inputs);
  g_free (inputs.workload);
  inputs.workload = g_strdup ("lattice-lstm");
  inputs.batch_size = BATCH_SIZE;
  inputs.n_batches = 1;
  material = bs_training_material_load (&inputs, 2, NULL, NULL, &error);
  g_assert_no_error (error);
  bench (material, BS_ENCODING_SORT, n_pairs);
  bench (material, BS_ENCODING_MARKED, n_pairs);
  return 0;
}
