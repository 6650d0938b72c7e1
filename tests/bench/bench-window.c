/* SPDX-License-Identifier: Apache-2.0 */
/* How long the window takes to start, to open a long recording, and to paint while people step, play and
 * scrub through LatticeLSTM with 256 inputs; and the memory it has then. Beside each number stands what the
 * machine takes for the least that could be done. Needs a display.
 *
 *   bench-window                     everything
 *   bench-window start               BATCHSCOPE and EMPTY_WINDOW name the programs
 *   bench-window opening [TRACE]     of TRACE, or of one that the program BENCH_TRACE makes
 *   bench-window painting [TRACE]    of TRACE, or of one that is recorded
 *   bench-window profile [TRACE]     the timeline and the console, as opening */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <adwaita.h>
#include <glib/gstdio.h>

#include "app/window/console/query-job.h"
#include "app/window/profile/timeline-canvas.h"
#include "app/window/record/record-job.h"
#include "app/window/shell/window.h"
#include "tests/bench/window-start.h"

#define WIDTH 1440
#define HEIGHT 900
#define N_STARTS 15
#define N_OPENINGS 3
#define N_STEPS 40
#define N_SCRUBS 120
#define N_EVENTS "10000000"
#define BATCH_SIZE 256

#define START_LIMIT 1.5 /* times the empty window */
#define OPEN_LIMIT_MS 1500.0
#define FRAME_LIMIT_MS 16.0 /* 99 of 100 */
#define SCRUB_LIMIT 30.0    /* frames a second */
#define ROWS_LIMIT_MS 500.0
#define CANCEL_LIMIT_MS 100.0
#define N_PLACES 5
#define N_ZOOMS 48
#define ZOOM 1.35
#define N_MOVES 60
#define MEMORY_LIMIT_MB 1228.8

static const char *const parts[] = { "start", "opening", "painting", "profile", NULL };

typedef struct
{
  GArray *wall, *own; /* double, ms from before-paint to after-paint; own: of this thread */
  gint64 begin_us;
  double begin_own;
  guint n_painted;
} Meter;

static double
processor_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static double
since_ms (gint64 begin_us)
{
  return (double) (g_get_monotonic_time () - begin_us) / 1000.0;
}

static void
before_paint_cb (GdkFrameClock *clock, Meter *meter)
{
  meter->begin_us = g_get_monotonic_time ();
  meter->begin_own = processor_ms ();
}

static void
after_paint_cb (GdkFrameClock *clock, Meter *meter)
{
  double wall = since_ms (meter->begin_us);
  double own = processor_ms () - meter->begin_own;

  g_array_append_val (meter->wall, wall);
  g_array_append_val (meter->own, own);
  meter->n_painted++;
}

static void
meter_reset (Meter *meter)
{
  g_array_set_size (meter->wall, 0);
  g_array_set_size (meter->own, 0);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
quantile (GArray *values, guint percent)
{
  g_array_sort (values, compare);
  return values->len > 0 ? g_array_index (values, double, values->len *percent / 100) : NAN;
}

static gboolean
judge (gboolean met)
{
  g_print ("%s\n", met ? "met" : "MISSED");
  return met;
}

/* What else runs on the machine lengthens the time of the clock, not that of the thread. */
static gboolean
report_frames (const char *what, Meter *meter, double limit)
{
  double own = quantile (meter->own, 99);

  g_print (
      "%-24s n %4u   50 %% %6.2f   95 %% %6.2f   99 %% %6.2f ms   of the processor 99 %% %6.2f   "
      "limit %g: ",
      what, meter->wall->len, quantile (meter->wall, 50), quantile (meter->wall, 95),
      quantile (meter->wall, 99), own, limit);
  return judge (meter->wall->len > 0 && quantile (meter->wall, 99) <= limit);
}

static void
run_for (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (200);
}

static double
resident_mb (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL)
      || (line = strstr (text, "VmRSS:")) == NULL)
    return NAN;

  return g_ascii_strtod (line + strlen ("VmRSS:"), NULL) / 1024.0;
}

/* The least that a frame can cost: all its pixels once. */
static void
print_machine (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  double best = INFINITY;

  for (guint i = 0; i < 20; i++)
    {
      double begin = processor_ms ();

      cairo_set_source_rgb (cr, 0.1 * (i % 10), 0.5, 0.5);
      cairo_paint (cr);
      best = MIN (best, processor_ms () - begin);
    }
  g_print ("machine: filling %d x %d pixels once takes %.2f ms\n", WIDTH, HEIGHT, best);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static gboolean
measure_start (void)
{
  const char *program = g_getenv ("BATCHSCOPE"), *empty = g_getenv ("EMPTY_WINDOW");
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) least = g_array_new (FALSE, FALSE, sizeof (double));
  double ratio;

  if (program == NULL || empty == NULL)
    {
      g_printerr ("start: BATCHSCOPE and EMPTY_WINDOW do not name programs\n");
      return FALSE;
    }
  for (guint i = 0; i < N_STARTS; i++)
    {
      double a = bs_bench_window_start (program), b = bs_bench_window_start (empty);

      if (a < 0 || b < 0)
        {
          g_printerr ("start: no window came\n");
          return FALSE;
        }
      g_array_append_val (own, a);
      g_array_append_val (least, b);
    }
  ratio = quantile (own, 50) / quantile (least, 50);
  g_print (
      "start to window: %.0f ms, an empty window %.0f ms (medians of %d, by turns): %.2f times   "
      "limit %g: ",
      quantile (own, 50), quantile (least, 50), N_STARTS, ratio, START_LIMIT);
  return judge (ratio <= START_LIMIT);
}

typedef struct
{
  BsWindow *window;
  BsTracePage *page;
  Meter meter;
} View;

static void
view_init (View *self)
{
  GdkFrameClock *frame_clock;

  *self = (View){ .window = bs_window_new (NULL) };
  self->meter.wall = g_array_new (FALSE, FALSE, sizeof (double));
  self->meter.own = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_window_set_default_size (GTK_WINDOW (self->window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (self->window));
  run_for (1000);
  frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
  g_signal_connect (frame_clock, "before-paint", G_CALLBACK (before_paint_cb), &self->meter);
  g_signal_connect_after (frame_clock, "after-paint", G_CALLBACK (after_paint_cb), &self->meter);
}

static void
view_clear (View *self)
{
  GdkFrameClock *frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));

  g_signal_handlers_disconnect_by_data (frame_clock, &self->meter);
  gtk_window_destroy (GTK_WINDOW (self->window));
  run_for (100);
  g_array_unref (self->meter.wall);
  g_array_unref (self->meter.own);
}

/* Returns: milliseconds until the first frame of the trace was painted, or less than 0. */
static double
view_open (View *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gint64 begin_us = g_get_monotonic_time ();
  guint n_painted;
  double ms;

  bs_window_open (self->window, file);
  self->page = bs_window_get_page (self->window);
  while (bs_trace_page_get_debugger (self->page) == NULL)
    {
      if (bs_trace_page_get_failed (self->page))
        return -1.0;
      g_main_context_iteration (NULL, TRUE);
    }
  n_painted = self->meter.n_painted;
  while (self->meter.n_painted == n_painted)
    g_main_context_iteration (NULL, TRUE);
  ms = since_ms (begin_us);
  run_for (1500);

  return ms;
}

static void
view_close (View *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.close-tab", NULL);
  run_for (1000);
}

/* The least that opening can cost: all its bytes once. */
static double
read_ms (const char *path)
{
  g_autofree char *text = NULL;
  gint64 begin_us = g_get_monotonic_time ();
  gsize length;

  return g_file_get_contents (path, &text, &length, NULL) ? since_ms (begin_us) : NAN;
}

static gboolean
make_events (const char *path)
{
  char *argv[] = { (char *) g_getenv ("BENCH_TRACE"), (char *) N_EVENTS, (char *) path, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  if (argv[0] == NULL)
    {
      g_printerr ("opening: BENCH_TRACE does not name a program\n");
      return FALSE;
    }
  if (g_spawn_sync (NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
                    &error)
      && g_spawn_check_wait_status (status, &error))
    return TRUE;

  g_printerr ("%s\n", error->message);
  return FALSE;
}

static int
count_events (BsTracePage *page)
{
  return (int) bs_debugger_get_trace (bs_trace_page_get_debugger (page))->n_events;
}

static gboolean
open_often (const char *path)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  double reading_ms = read_ms (path), ms;
  gboolean met;
  View view;

  view_init (&view);
  for (guint i = 0; i < N_OPENINGS; i++)
    {
      ms = view_open (&view, path);
      if (ms < 0.0)
        {
          g_printerr ("%s cannot be opened\n", path);
          return FALSE;
        }
      g_array_append_val (times, ms);
      if (i + 1 < N_OPENINGS)
        view_close (&view);
    }
  g_print ("open %d events, to the first frame: %.0f ms (median of %d); reading the file %.0f ms   "
           "limit %g: ",
           count_events (view.page), quantile (times, 50), N_OPENINGS, reading_ms, OPEN_LIMIT_MS);
  met = judge (quantile (times, 50) <= OPEN_LIMIT_MS);
  g_print ("resident with it: %.0f MB   limit %.0f: ", resident_mb (), MEMORY_LIMIT_MB);
  met = judge (resident_mb () <= MEMORY_LIMIT_MB) && met;
  view_clear (&view);

  return met;
}

/* @measure: of the trace that somebody gave, or else of a long one. */
static gboolean
measure_long (const char *folder, const char *given, gboolean (*measure) (const char *path))
{
  g_autofree char *path = g_build_filename (folder, "long.bscope", NULL);
  gboolean met;

  if (given != NULL)
    return measure (given);

  met = make_events (path) && measure (path);
  g_unlink (path);

  return met;
}

static gboolean
measure_steps (View *self, BsClock *clock, int by, const char *what)
{
  meter_reset (&self->meter);
  for (guint i = 0; i < N_STEPS; i++)
    {
      bs_clock_step (clock, by);
      run_for (350);
    }
  return report_frames (what, &self->meter, FRAME_LIMIT_MS);
}

static gboolean
measure_jumps (View *self, BsClock *clock, const char *what)
{
  GRand *rand = g_rand_new_with_seed (1);
  gboolean met;

  meter_reset (&self->meter);
  for (guint i = 0; i < N_STEPS; i++)
    {
      bs_clock_seek (clock, (guint32) g_rand_int_range (
                                rand, 1, (gint32) bs_clock_get_n_decisions (clock) + 1));
      run_for (350);
    }
  met = report_frames (what, &self->meter, FRAME_LIMIT_MS);
  g_rand_free (rand);

  return met;
}

/* As fast as frames come: each is asked for when the one before was painted. */
static gboolean
measure_scrubbing (View *self, BsClock *clock)
{
  guint32 n = bs_clock_get_n_decisions (clock);
  gint64 begin_us;
  gboolean met;
  double rate;

  meter_reset (&self->meter);
  begin_us = g_get_monotonic_time ();
  for (guint i = 0; i < N_SCRUBS; i++)
    {
      guint n_painted = self->meter.n_painted;

      bs_clock_scrub (clock, 1 + (guint32) ((guint64) (i + 1) * (n - 1) / N_SCRUBS));
      while (self->meter.n_painted == n_painted && since_ms (begin_us) < 60e3)
        g_main_context_iteration (NULL, TRUE);
    }
  rate = N_SCRUBS * 1000.0 / since_ms (begin_us);
  met = report_frames ("scrubbing, each frame", &self->meter, 1000.0 / SCRUB_LIMIT);
  g_print ("scrubbing: %.1f frames a second   limit %g: ", rate, SCRUB_LIMIT);
  return judge (rate >= SCRUB_LIMIT) && met;
}

static gboolean
measure_painting (const char *path)
{
  BsClock *clock;
  gboolean met;
  double ms;
  View view;

  view_init (&view);
  ms = view_open (&view, path);
  if (ms < 0.0)
    {
      g_printerr ("%s cannot be opened\n", path);
      return FALSE;
    }
  clock = bs_debugger_get_clock (bs_trace_page_get_debugger (view.page));
  g_print ("open %u decisions, to the first frame: %.0f ms; reading the file %.0f ms\n",
           bs_clock_get_n_decisions (clock), ms, read_ms (path));
  met = measure_steps (&view, clock, 1, "step, its animation");
  met = measure_steps (&view, clock, -1, "back, its animation") && met;
  met = measure_jumps (&view, clock, "jump, its animation") && met;
  met = measure_scrubbing (&view, clock) && met;
  gtk_widget_activate_action (GTK_WIDGET (view.page), "page.memory", NULL);
  bs_clock_seek (clock, bs_clock_get_n_decisions (clock) / 2);
  run_for (1000);
  met = measure_steps (&view, clock, 1, "step, on Memory") && met;
  met = measure_jumps (&view, clock, "jump, on Memory") && met;
  g_print ("resident: %.0f MB   limit %.0f: ", resident_mb (), MEMORY_LIMIT_MB);
  met = judge (resident_mb () <= MEMORY_LIMIT_MB) && met;
  view_clear (&view);

  return met;
}

typedef struct
{
  gboolean over, done;
} Outcome;

static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *unknown = NULL;
  gboolean stopped;

  outcome->done = bs_record_job_run_finish (BS_RECORD_JOB (source), result, &stopped, &unknown,
                                            &error);
  outcome->over = TRUE;
  if (!outcome->done)
    g_printerr ("%s\n", error->message);
}

/* LatticeLSTM: of real sentences where they are beside the sources, else of the sample. */
static char *
record_lattices (const char *folder)
{
  const char *source = g_getenv ("BATCHSCOPE_SOURCE_DIR");
  g_autofree char *real = g_build_filename (source != NULL ? source : ".", "..", "shared", "data",
                                            "lattice", "train.txt", NULL);
  gboolean has_real = g_file_test (real, G_FILE_TEST_EXISTS);
  const char *const files[] = { real, NULL };
  g_auto (BsRecordChoices) choices = { 0 };
  g_autoptr (BsRecordJob) job = NULL;
  Outcome outcome = { 0 };

  bs_record_choices_init (&choices);
  choices.inputs.workload = g_strdup ("lattice-lstm");
  choices.inputs.batch_size = BATCH_SIZE;
  choices.inputs.model_size = 32;
  choices.inputs.files = has_real ? g_strdupv ((char **) files) : NULL;
  g_free (choices.policy);
  choices.policy = g_strdup ("agenda");
  choices.output = g_build_filename (folder, "lattices.bscope", NULL);
  g_print ("LatticeLSTM, %d inputs of %s\n", BATCH_SIZE,
           has_real ? "real sentences" : "the sample that comes with the program");
  job = bs_record_job_new (&choices);
  bs_record_job_run_async (job, recorded_cb, &outcome);
  while (!outcome.over)
    g_main_context_iteration (NULL, TRUE);

  return outcome.done ? g_strdup (choices.output) : NULL;
}

static gboolean
measure_recorded (const char *folder)
{
  g_autofree char *lattices = record_lattices (folder);
  gboolean met = lattices != NULL && measure_painting (lattices);

  if (lattices != NULL)
    g_unlink (lattices);

  return met;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* As fast as frames come. */
static void
wait_painted (View *self)
{
  guint n_painted = self->meter.n_painted;
  gint64 begin_us = g_get_monotonic_time ();

  while (self->meter.n_painted == n_painted && since_ms (begin_us) < 2000.0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
measure_timeline (View *self)
{
  BsTimelineCanvas *canvas = BS_TIMELINE_CANVAS (
      find_type (GTK_WIDGET (self->window), BS_TYPE_TIMELINE_CANVAS));
  const BsTimelineScene *scene = bs_timeline_canvas_get_scene (canvas);
  GRand *rand = g_rand_new_with_seed (1);
  gint64 all[2] = { scene->t0, scene->t1 };
  gboolean met;

  meter_reset (&self->meter);
  /* In and out again at some places. */
  for (guint place = 0; place < N_PLACES; place++)
    {
      double middle = (double) all[0] + (double) (all[1] - all[0]) * (place + 0.5) / N_PLACES;
      double half = (double) (all[1] - all[0]) / 2;

      for (guint i = 0; i < N_ZOOMS; i++)
        {
          half = i < N_ZOOMS / 2 ? half / ZOOM : half * ZOOM;
          bs_timeline_canvas_set_times (canvas, (gint64) (middle - half), (gint64) (middle + half));
          wait_painted (self);
        }
    }
  run_for (500);
  met = report_frames ("timeline, zooming", &self->meter, FRAME_LIMIT_MS);

  meter_reset (&self->meter);
  for (guint level = 0; level < 6; level++)
    {
      gint64 width = MAX ((all[1] - all[0]) >> (level * 3 + 1), 1000);
      gint64 at = all[0] + (gint64) (g_rand_double (rand) * (double) (all[1] - all[0] - width));

      for (guint i = 0; i < N_MOVES; i++)
        {
          gint64 t0 = CLAMP (at + (gint64) i * width / 16, all[0], all[1] - width);

          bs_timeline_canvas_set_times (canvas, t0, t0 + width);
          wait_painted (self);
        }
    }
  run_for (500);
  met = report_frames ("timeline, panning", &self->meter, FRAME_LIMIT_MS) && met;
  g_rand_free (rand);

  return met;
}

typedef struct
{
  gint64 begin_us;
  double first_ms, end_ms; /* less than 0: not yet */
  guint n_rows;
} Query;

static void
part_cb (GObject *source, BsTable *table, guint n_rows, gpointer user_data)
{
  Query *query = user_data;

  if (table != NULL && n_rows > 0 && query->first_ms < 0.0)
    query->first_ms = since_ms (query->begin_us);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Query *query = user_data;
  g_autoptr (BsQueryResult) rows = bs_query_job_finish (result, NULL);

  query->end_ms = since_ms (query->begin_us);
  query->n_rows = rows != NULL ? bs_table_get_n_rows (rows->table) : 0;
  if (query->first_ms < 0.0 && query->n_rows > 0)
    query->first_ms = query->end_ms;
}

/* @first: whether rows come before the end; what has to see all events first shows its rows then. */
static gboolean
measure_query (View *self, const char *sql, gboolean first)
{
  const char *path = bs_debugger_get_trace (bs_trace_page_get_debugger (self->page))->path;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Query query = { g_get_monotonic_time (), -1.0, -1.0, 0 };
  gboolean met = TRUE;
  double cancelled_ms;

  bs_query_job_start (G_OBJECT (self->window), path, sql, part_cb, cancellable, finished_cb,
                      &query);
  while (query.end_ms < 0.0 && (first ? query.first_ms < 0.0 : since_ms (query.begin_us) < 300.0))
    g_main_context_iteration (NULL, first);
  if (first)
    {
      g_print ("query, first rows: %6.1f ms   limit %g: ", query.first_ms, ROWS_LIMIT_MS);
      met = judge (query.first_ms >= 0.0 && query.first_ms <= ROWS_LIMIT_MS);
    }
  if (query.end_ms < 0.0)
    {
      query.begin_us = g_get_monotonic_time ();
      g_cancellable_cancel (cancellable);
      while (query.end_ms < 0.0)
        g_main_context_iteration (NULL, TRUE);
      cancelled_ms = query.end_ms;
      g_print ("query, cancelled: %6.1f ms   limit %g: ", cancelled_ms, CANCEL_LIMIT_MS);
      met = judge (cancelled_ms <= CANCEL_LIMIT_MS) && met;
    }
  g_print ("  %s\n", sql);

  return met;
}

static gboolean
look_at_profile (const char *path)
{
  static const char *const first[] = {
    "SELECT * FROM events",
    "SELECT * FROM events WHERE phase = 'gemm' AND ns > 100",
    "SELECT d.decision, e.* FROM decisions d JOIN events e ON e.decision = d.decision",
  };
  static const char *const whole[] = {
    "SELECT phase, count(*), sum(ns) FROM events GROUP BY phase",
    "SELECT * FROM events ORDER BY ns DESC",
    "SELECT count(*) FROM events a, events b WHERE a.ns = b.ns + 1",
  };
  gboolean met;
  View view;

  view_init (&view);
  if (view_open (&view, path) < 0.0)
    {
      g_printerr ("%s cannot be opened\n", path);
      return FALSE;
    }
  g_print ("%d events\n", count_events (view.page));
  gtk_widget_activate_action (GTK_WIDGET (view.page), "page.profile", NULL);
  run_for (4000);
  met = measure_timeline (&view);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    met = measure_query (&view, first[i], TRUE) && met;
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    met = measure_query (&view, whole[i], FALSE) && met;
  view_clear (&view);

  return met;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("batchscope-window-XXXXXX", &error);
  const char *part = argc > 1 ? argv[1] : NULL, *given = argc > 2 ? argv[2] : NULL;
  gboolean met = TRUE;

  if (part != NULL && !g_strv_contains (parts, part))
    {
      g_printerr ("bench-window knows start, opening, painting and profile, not %s\n", part);
      return EXIT_FAILURE;
    }
  if (folder == NULL || !gtk_init_check ())
    {
      g_printerr ("bench-window needs a display\n");
      return 77;
    }
  bs_window_prepare ();
  print_machine ();

  if (part == NULL || g_str_equal (part, "start"))
    met = measure_start () && met;
  if (part == NULL || g_str_equal (part, "painting"))
    met = (given != NULL ? measure_painting (given) : measure_recorded (folder)) && met;
  if (part == NULL || g_str_equal (part, "opening"))
    met = measure_long (folder, given, open_often) && met;
  if (part == NULL || g_str_equal (part, "profile"))
    met = measure_long (folder, given, look_at_profile) && met;
  g_rmdir (folder);

  return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
