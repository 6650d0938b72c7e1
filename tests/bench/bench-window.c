/* SPDX-License-Identifier: Apache-2.0 */
/* How long the window takes: from asking for a decision to its picture, and each frame of a step,
 * on a mini-batch of 30 000 nodes or on the trace given. Needs a display. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>

#include "app/window/shell/window.h"
#include "engine/graph.h"
#include "engine/policy.h"
#include "profiles/recording/recorder.h"

#define N_SEEKS 60
#define N_STEPS 30
#define SEEK_LIMIT_MS 50.0
#define STEP_LIMIT_MS 16.0

typedef struct
{
  GArray *frames; /* double, ms from before-paint to after-paint */
  gint64 begin;
  gboolean painted;
} Meter;

static void
before_paint_cb (GdkFrameClock *clock, Meter *meter)
{
  meter->begin = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, Meter *meter)
{
  double ms = (g_get_monotonic_time () - meter->begin) / 1000.0;

  g_array_append_val (meter->frames, ms);
  meter->painted = TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Prints the spread of @times; whether 95 of 100 are within @limit. */
static gboolean
report (const char *what, GArray *times, double limit)
{
  double middle, most, worst;

  g_array_sort (times, compare);
  if (times->len == 0)
    {
      g_print ("%s: nothing was painted\n", what);
      return FALSE;
    }
  middle = g_array_index (times, double, times->len / 2);
  most = g_array_index (times, double, times->len * 95 / 100);
  worst = g_array_index (times, double, times->len - 1);
  g_print ("%-34s n %4u   median %6.2f   95 %% %6.2f   worst %6.2f ms   limit %g: %s\n", what,
           times->len, middle, most, worst, limit, most <= limit ? "met" : "MISSED");
  return most <= limit;
}

static void
run_for (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
}

/* Binary trees: about 30 000 nodes of five types, as TreeLSTM has them. */
static BsGraph *
make_trees (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint leaf = bs_type_table_intern (types, "leaf", "F", BS_SHAPE_CELL);
  guint internal = bs_type_table_intern (types, "internal", "I", BS_SHAPE_CELL);
  guint proj = bs_type_table_intern (types, "proj", "P", BS_SHAPE_PROJECTION);
  guint loss = bs_type_table_intern (types, "loss", "L", BS_SHAPE_LOSS);
  guint reduce = bs_type_table_intern (types, "reduce", "R", BS_SHAPE_REDUCE);

  for (guint32 tree = 0; tree < 256; tree++)
    {
      g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (guint32));
      int n_leaves = g_rand_int_range (rand, 8, 33);

      for (int i = 0; i < n_leaves; i++)
        {
          guint32 node = bs_graph_builder_add (builder, leaf, tree, BS_NO_DATUM, NULL, 0);

          g_array_append_val (open, node);
          g_array_append_val (cells, node);
          while (open->len > 1 && (i + 1 == n_leaves || g_rand_boolean (rand)))
            {
              guint32 pair[2] = { g_array_index (open, guint32, open->len - 2),
                                  g_array_index (open, guint32, open->len - 1) };

              node = bs_graph_builder_add (builder, internal, tree, BS_NO_DATUM, pair, 2);
              g_array_set_size (open, open->len - 2);
              g_array_append_val (open, node);
              g_array_append_val (cells, node);
            }
        }
      for (guint i = 0; i < cells->len; i++)
        {
          guint32 node = g_array_index (cells, guint32, i);

          for (int k = 0; k < 2; k++)
            node = bs_graph_builder_add (builder, k == 0 ? proj : loss, tree, BS_NO_DATUM, &node,
                                         1);
          g_array_append_val (losses, node);
        }
    }
  bs_graph_builder_add (builder, reduce, 255, BS_NO_DATUM, (const guint32 *) losses->data,
                        losses->len);
  return bs_graph_builder_finish (builder, NULL);
}

static BsTrace *
record_trees (GError **error)
{
  g_autoptr (BsTypeTable) types = bs_type_table_new ();
  g_autoptr (BsGraph) graph = make_trees (types);
  g_autoptr (BsPolicy) policy = bs_policy_new ("depth", NULL, NULL);
  g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, TRUE);
  g_autoptr (BsSchedule) schedule = bs_scheduler_run (scheduler, graph, types);
  g_autofree char *folder = g_dir_make_tmp ("batchscope-bench-XXXXXX", error);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "bench.bscope", NULL) : NULL;
  g_autoptr (BsRecorder) recorder = path != NULL ? bs_recorder_new (path, error) : NULL;
  const BsObserver *observer;
  BsMiniBatch mini_batch = { .first_decision = 1, .types = types, .graph = graph };
  BsTrace *trace;

  if (recorder == NULL)
    return NULL;

  mini_batch.schedule = schedule;
  observer = bs_recorder_get_observer (recorder);
  observer->scheduled (observer->user_data, &mini_batch);
  observer->finished (observer->user_data, 0, NAN);
  if (!bs_recorder_close (recorder, error))
    return NULL;

  trace = bs_trace_load (path, NULL, error);
  g_unlink (path);
  g_rmdir (folder);
  return trace;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BsTrace) trace = NULL;
  g_autoptr (BsPictures) pictures = NULL;
  g_autoptr (GArray) seeks = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  Meter meter = { .frames = g_array_new (FALSE, FALSE, sizeof (double)) };
  GtkWidget *window, *page;
  GdkFrameClock *frame_clock;
  BsClock *clock;
  gboolean met;

  if (!gtk_init_check ())
    {
      g_printerr ("bench-window needs a display\n");
      return 77;
    }
  adw_init ();
  bs_window_prepare ();

  trace = argc > 1 ? bs_trace_load (argv[1], NULL, &error) : record_trees (&error);
  if (trace == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  pictures = bs_pictures_new (trace, NULL);
  page = bs_trace_page_new_for (pictures, "bench");
  window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 1440, 900);
  gtk_window_present (GTK_WINDOW (window));
  run_for (1000);

  clock = bs_debugger_get_clock (bs_trace_page_get_debugger (BS_TRACE_PAGE (page)));
  frame_clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (frame_clock, "before-paint", G_CALLBACK (before_paint_cb), &meter);
  g_signal_connect_after (frame_clock, "after-paint", G_CALLBACK (after_paint_cb), &meter);
  g_print ("%u nodes, %u decisions\n", trace->mini_batches[0].n_nodes, trace->n_decisions);

  /* Asking to seeing, without the wait for the display's next beat being forgiven. */
  for (int i = 0; i < N_SEEKS; i++)
    {
      gint64 begin;
      guint32 decision;
      double ms;

      do
        decision = (guint32) g_rand_int_range (rand, 1, (gint32) trace->n_decisions + 1);
      while (decision == bs_clock_get_decision (clock) && trace->n_decisions > 1);
      meter.painted = FALSE;
      begin = g_get_monotonic_time ();
      bs_clock_scrub (clock, decision);
      while (!meter.painted && g_get_monotonic_time () - begin < G_USEC_PER_SEC)
        if (!g_main_context_iteration (NULL, FALSE))
          g_usleep (100);
      ms = (g_get_monotonic_time () - begin) / 1000.0;
      g_array_append_val (seeks, ms);
      run_for (40);
    }
  met = report ("seek, asked to painted", seeks, SEEK_LIMIT_MS);
  met = report ("seek, each frame", meter.frames, SEEK_LIMIT_MS) && met;

  g_array_set_size (meter.frames, 0);
  bs_clock_scrub (clock, 1);
  run_for (200);
  g_array_set_size (meter.frames, 0);
  for (int i = 0; i < N_STEPS; i++)
    {
      bs_clock_step (clock, 1);
      run_for (350);
    }
  met = report ("step, each frame", meter.frames, STEP_LIMIT_MS) && met;

  g_array_set_size (meter.frames, 0);
  for (int i = 0; i < N_STEPS; i++)
    {
      bs_clock_step (clock, -1);
      run_for (350);
    }
  met = report ("step back, each frame", meter.frames, STEP_LIMIT_MS) && met;

  gtk_window_destroy (GTK_WINDOW (window));
  g_array_unref (meter.frames);
  return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
