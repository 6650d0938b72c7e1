/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline: ticks, rows, what is picked where, which events are found, and that hostile times
 * are drawn. */
#include "config.h"

#include <string.h>

#include "profiles/query/event-search.h"
#include "profiles/trace/trace.h"
#include "tests/profiles/synthetic.h"
#include "viz/timeline/time-axis.h"
#include "viz/timeline/timeline-painter.h"

#define WIDTH 900
#define HEIGHT 420

static char *folder, *plain_path, *device_path;

static BsTrace *
load (gconstpointer path)
{
  g_autoptr (GError) error = NULL;
  BsTrace *trace = bs_trace_load (path, NULL, &error);

  g_assert_no_error (error);
  return trace;
}

static void
draw (BsTimelinePainter *painter, const BsTimelineScene *scene, gboolean dark)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  BsStyle style;

  bs_style_init (&style, dark);
  bs_timeline_painter_draw (painter, cr, &style, WIDTH, HEIGHT, scene);
  bs_timeline_painter_draw_overview (painter, cr, &style, WIDTH, 46, scene);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_axis (void)
{
  static const struct
  {
    gint64 span, step;
    gint64 at;
    const char *text;
  } cases[] = {
    { 1000, 200, 400, "400 ns" },          { 1000000, 200000, 400000, "400 µs" },
    { 5000000, 1000000, 2000000, "2 ms" }, { 500000, 100000, 1200000, "1.2 ms" },
    { 50000, 10000, 1230000, "1.23 ms" },  { G_GINT64_CONSTANT (9000000000), 2000000000, 0, "0 s" },
    { 1000, 200, -400, "−400 ns" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      BsTimeAxis axis;

      bs_time_axis_init (&axis, 0, cases[i].span, 600, 100);
      g_assert_cmpint (axis.step, ==, cases[i].step);
      text = bs_time_axis_text (&axis, cases[i].at);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (bs_time_axis_t (&axis, bs_time_axis_x (&axis, cases[i].span / 2)), >=,
                       cases[i].span / 2 - 1);
    }
}

/* Times that cannot be: nothing overflows, nothing hangs. */
static void
test_hostile_axis (void)
{
  static const gint64 ends[][2] = {
    { G_MININT64, G_MAXINT64 }, { 0, 1 }, { G_MAXINT64 - 1, G_MAXINT64 }, { 5, 5 }, { -3, -2 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      BsTimeAxis axis;

      bs_time_axis_init (&axis, ends[i][0], ends[i][1], 100, 50);
      g_assert_cmpint (axis.step, >, 0);
      g_assert_cmpint (bs_time_axis_t (&axis, 0), ==, ends[i][0]);
      g_assert_cmpint (bs_time_axis_t (&axis, 1e9), >=, ends[i][1]);
    }
}

static guint32
count (const BsTrace *trace, guint lane, gint64 t0, gint64 t1, guint32 phases)
{
  BsEventIter iter;
  BsEvent event;
  guint32 n = 0;

  bs_event_iter_init (&iter, trace);
  while (bs_event_iter_next (&iter, &event))
    n += event.lane == lane && (phases >> event.phase & 1) && event.start_ns < t1
         && (event.end_ns > t0 || event.start_ns >= t0);

  return n;
}

/* Against a walk through all events. */
static void
test_find (gconstpointer path)
{
  g_autoptr (BsTrace) trace = load (path);
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  const BsEventStore *store = trace->events;
  g_autofree BsFoundEvent *found = g_new (BsFoundEvent, store->n_events);

  g_assert_cmpuint (store->n_events, >, 100);
  for (guint i = 0; i < 200; i++)
    {
      double span = (double) (store->t1 - store->t0);
      gint64 t0 = store->t0 + (gint64) g_rand_double_range (random, -0.1 * span, span);
      gint64 t1 = t0 + 1 + (gint64) (span * g_rand_double (random) * g_rand_double (random));
      guint lane = (guint) g_rand_int_range (random, 0, (gint32) store->n_lanes);
      guint32 phases = i % 3 == 0 ? G_MAXUINT32 : g_rand_int (random);
      guint n = bs_event_store_find (store, lane, t0, t1, phases, found, store->n_events);

      g_assert_cmpuint (n, ==, count (trace, lane, t0, t1, phases));
      for (guint k = 1; k < n; k++)
        g_assert_cmpuint (found[k].number, >, found[k - 1].number);
      if (n > 2)
        g_assert_cmpuint (bs_event_store_find (store, lane, t0, t1, phases, found, 2), ==, 2);
    }
}

static void
test_rows (gconstpointer path)
{
  g_autoptr (BsTrace) trace = load (path);
  g_autoptr (BsTimelineRows) rows = bs_timeline_rows_new (trace);
  guint n = rows->shown->len, first = g_array_index (rows->shown, guint, 1);
  guint32 phases[BS_EVENT_LANES] = { 0 };

  /* Every event has exactly one row. */
  for (guint i = 0; i < rows->rows->len; i++)
    {
      const BsTimelineRow *row = bs_timeline_rows_get (rows, i);

      if (row->kind != BS_ROW_EVENTS)
        continue;
      g_assert_cmpuint (phases[row->lane] & row->phases, ==, 0);
      phases[row->lane] |= row->phases;
    }
  for (guint lane = 0; lane < trace->n_lanes; lane++)
    for (guint k = 0; k < BS_N_PHASES; k++)
      {
        const BsEventNode *node = bs_event_store_get_lane (trace->events, lane);

        if (node != NULL && node->sums.phases[k].n > 0)
          {
            g_assert_true (phases[lane] >> k & 1);
            g_assert_cmpuint (bs_timeline_rows_find (rows, lane, k), <, n);
          }
      }

  bs_timeline_rows_pin (rows, first, TRUE);
  g_assert_cmpuint (rows->n_pinned, ==, 1);
  g_assert_cmpuint (g_array_index (rows->shown, guint, 0), ==, first);
  g_assert_cmpuint (rows->shown->len, ==, n);
  bs_timeline_rows_pin (rows, first, FALSE);
  g_assert_cmpuint (g_array_index (rows->shown, guint, 1), ==, first);

  g_assert_true (bs_timeline_rows_move (rows, first, 1));
  g_assert_cmpuint (g_array_index (rows->shown, guint, 2), ==, first);
  g_assert_true (bs_timeline_rows_move (rows, first, -1));
  g_assert_cmpuint (g_array_index (rows->shown, guint, 1), ==, first);

  for (guint i = 0; i < rows->rows->len; i++)
    if (bs_timeline_rows_get (rows, i)->kind == BS_ROW_GROUP)
      {
        g_autofree char *text = NULL;

        g_assert_true (bs_timeline_rows_fold (rows, i, TRUE));
        text = bs_timeline_rows_to_text (rows);
        g_assert_cmpstr (text, !=, "");
        bs_timeline_rows_restore (rows, "");
        g_assert_cmpuint (rows->shown->len, ==, n);
        bs_timeline_rows_restore (rows, text);
        g_assert_cmpuint (rows->shown->len, <, n);
        g_assert_false (bs_timeline_rows_fold (rows, i, TRUE));
        g_assert_true (bs_timeline_rows_fold (rows, i, FALSE));
        g_assert_cmpuint (rows->shown->len, ==, n);
      }
}

/* What is drawn somewhere is what is picked there. */
/* Whatever people did comes back, in the same rows and in rows of another run; of other words nothing. */
static void
test_restore (gconstpointer path)
{
  static const char *const hostile[] = {
    "",
    ":",
    " : :mpfu ",
    "note",
    "events-0-0:m events-99-ffffffff:mp",
    "counter-0:m counter-0:m counter-0:m",
    "device:mpf lane-0:mpf note:mf idle:m counter-1:m counter-0:m",
    "device:u:f \xff\xfe:p counter-0:\xff",
  };
  g_autoptr (BsTrace) trace = load (path);
  g_autoptr (BsTimelineRows) rows = bs_timeline_rows_new (trace);
  g_autoptr (BsTimelineRows) others = bs_timeline_rows_new (trace);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint n = rows->rows->len, n_moved = 0;

  for (guint i = 0; i < 300; i++)
    {
      guint row = (guint) g_rand_int_range (random, 0, (gint32) n);
      g_autofree char *text = NULL, *again = NULL;

      if (i % 3 == 0)
        bs_timeline_rows_pin (rows, row, g_rand_boolean (random));
      else if (i % 3 == 1)
        n_moved += bs_timeline_rows_move (rows, row, g_rand_boolean (random) ? 1 : -1);
      else
        bs_timeline_rows_fold (rows, row, g_rand_boolean (random));
      text = bs_timeline_rows_to_text (rows);
      bs_timeline_rows_restore (others, text);
      again = bs_timeline_rows_to_text (others);
      g_assert_cmpstr (again, ==, text);
      g_assert_cmpmem (others->shown->data, others->shown->len * sizeof (guint), rows->shown->data,
                       rows->shown->len * sizeof (guint));
      g_assert_cmpuint (others->n_pinned, ==, rows->n_pinned);
    }
  g_assert_cmpuint (n_moved, >, 0);

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree gboolean *seen = g_new0 (gboolean, n);

      bs_timeline_rows_restore (others, hostile[i]);
      g_assert_cmpuint (others->order->len, ==, n);
      for (guint k = 0; k < n; k++)
        {
          guint index = g_array_index (others->order, guint, k);

          g_assert_cmpuint (index, <, n);
          g_assert_false (seen[index]);
          seen[index] = TRUE;
        }
    }
}

static void
test_pick (gconstpointer path)
{
  g_autoptr (BsTrace) trace = load (path);
  g_autoptr (BsTimelinePainter) painter = bs_timeline_painter_new (trace);
  BsTimelineRows *rows = bs_timeline_painter_get_rows (painter);
  BsTimelineScene scene;
  BsStyle style;
  double left;
  guint n = 0;

  bs_style_init (&style, FALSE);
  left = bs_timeline_painter_gutter (&style, WIDTH);
  for (guint32 i = 0; i < trace->events->n_events; i += 7)
    {
      double top;
      guint position;
      BsTimelinePick pick;
      BsEvent event;
      g_autofree char *hint = NULL;

      bs_event_store_get (trace->events, i, &event);
      bs_timeline_scene_init (&scene, painter);
      /* So near that nothing else is within reach. */
      scene.t0 = event.start_ns - 1;
      scene.t1 = MAX (event.end_ns, event.start_ns + 1) + 1;
      position = bs_timeline_rows_find (rows, event.lane, event.phase);
      g_assert_cmpuint (position, !=, BS_NO_ROW);
      if (bs_timeline_rows_get_shown (rows, position)->phases == 1u << BS_PHASE_SCHEDULE)
        continue;
      top = bs_timeline_painter_row_top (painter, &style, position) + 30;
      pick = bs_timeline_painter_pick (painter, &style, WIDTH, 2000, &scene,
                                       left + (WIDTH - left) / 2, top + 10);
      g_assert_cmpuint (pick.row, ==, position);
      if (pick.event != i)
        {
          /* Another one that is there, too. */
          BsEvent other;

          g_assert_cmpuint (pick.event, !=, BS_NO_EVENT);
          bs_event_store_get (trace->events, pick.event, &other);
          g_assert_cmpuint (other.lane, ==, event.lane);
          g_assert_cmpint (other.start_ns, <=, scene.t1);
          g_assert_cmpint (other.end_ns, >=, scene.t0);
        }
      else
        n++;
      hint = bs_timeline_painter_hint (painter, &pick);
      g_assert_nonnull (hint);
      pick = bs_timeline_painter_pick (painter, &style, WIDTH, 2000, &scene, 5, top + 10);
      g_assert_true (pick.in_name);
    }
  g_assert_cmpuint (n, >, 20);
}

static void
test_step (gconstpointer path)
{
  g_autoptr (BsTrace) trace = load (path);
  g_autoptr (BsTimelinePainter) painter = bs_timeline_painter_new (trace);
  BsTimelineRows *rows = bs_timeline_painter_get_rows (painter);
  BsTimelineScene scene;

  bs_timeline_scene_init (&scene, painter);
  for (guint i = 0; i < rows->shown->len; i++)
    {
      const BsTimelineRow *row = bs_timeline_rows_get_shown (rows, i);
      guint32 n = 0, first, last = BS_NO_EVENT;

      if (row->kind != BS_ROW_EVENTS)
        {
          g_assert_true (row->phases != 0
                         || bs_timeline_painter_step (painter, &scene, i, BS_NO_EVENT, 1)
                                == BS_NO_EVENT);
          continue;
        }
      first = bs_timeline_painter_step (painter, &scene, i, BS_NO_EVENT, 1);
      for (guint32 event = first; event != BS_NO_EVENT;
           event = bs_timeline_painter_step (painter, &scene, i, event, 1), n++)
        last = event;
      g_assert_cmpuint (n, ==, count (trace, row->lane, G_MININT64, G_MAXINT64, row->phases));
      for (guint32 event = last; event != BS_NO_EVENT;
           event = bs_timeline_painter_step (painter, &scene, i, event, -1))
        n--;
      g_assert_cmpuint (n, ==, 0);
    }
}

static void
test_search (gconstpointer path)
{
  g_autoptr (BsTrace) trace = load (path);
  static const char *const bad[] = { "> x", "<", "no such thing", "batch_size <", "> 5 parsecs" };
  g_autoptr (GArray) gemms = NULL, longer = NULL, shorter = NULL, small = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n_all, n_small = 0;
  BsEventIter iter;
  BsEvent event;

  gemms = bs_event_search (trace, " GEMM ", &n_all, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gemms->len, ==, n_all);
  for (guint i = 0; i < gemms->len; i++)
    {
      bs_event_store_get (trace->events, g_array_index (gemms, guint32, i), &event);
      g_assert_cmpuint (event.phase, ==, BS_PHASE_GEMM);
    }

  longer = bs_event_search (trace, "> 5 µs", NULL, NULL, &error);
  g_assert_no_error (error);
  shorter = bs_event_search (trace, "<5000ns", NULL, NULL, &error);
  g_assert_no_error (error);
  small = bs_event_search (trace, "batch_size < 4", NULL, NULL, &error);
  g_assert_no_error (error);
  bs_event_iter_init (&iter, trace);
  for (guint32 same = 0; bs_event_iter_next (&iter, &event);)
    {
      same += event.end_ns - event.start_ns == 5000;
      n_small += event.decision > 0 && bs_trace_decision (trace, event.decision)->size < 4;
      if (bs_event_iter_get_number (&iter) == trace->events->n_events)
        g_assert_cmpuint (longer->len + shorter->len + same, ==, trace->events->n_events);
    }
  g_assert_cmpuint (small->len, ==, n_small);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (bs_event_search (trace, bad[i], NULL, NULL, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
}

static void
test_draw (gconstpointer path)
{
  g_autoptr (BsTrace) trace = load (path);
  g_autoptr (BsTimelinePainter) painter = bs_timeline_painter_new (trace);
  g_autofree gboolean *types = g_new0 (gboolean, trace->types->n_types);
  BsTimelineScene scene;

  bs_timeline_scene_init (&scene, painter);
  types[0] = TRUE;
  for (guint i = 0; i < 12; i++)
    {
      gint64 span = MAX ((trace->events->t1 - trace->events->t0) >> (2 * i), 1);
      g_autofree char *text = NULL;

      scene.t0 = trace->events->t0 + span;
      scene.t1 = scene.t0 + span;
      scene.decision = i % trace->n_decisions + 1;
      scene.event = i;
      scene.row = i;
      scene.top = i * 20;
      scene.range[0] = scene.t0 + span / 3;
      scene.range[1] = scene.t0 + span / 2;
      scene.types = i % 2 ? types : NULL;
      scene.phases = i % 2 ? 1u << BS_PHASE_GEMM : G_MAXUINT32;
      draw (painter, &scene, i % 2);
      text = bs_timeline_painter_describe (painter, &scene);
      g_assert_nonnull (text);
    }
}

/* Times that a hostile trace may have. */
static void
test_hostile (void)
{
  static const gint64 times[] = { 0, 1, G_MAXINT64 / 2, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    for (guint k = i; k < G_N_ELEMENTS (times); k++)
      {
        g_autoptr (BsTrace) trace = load (plain_path);
        g_autoptr (GArray) events = g_array_new (FALSE, TRUE, sizeof (BsEvent));
        BsEvent event = { .start_ns = times[i], .end_ns = times[k], .decision = 1, .phase = 4 };
        g_autoptr (BsTimelinePainter) painter = NULL;
        BsTimelineScene scene;

        g_array_append_val (events, event);
        synthetic_replace_events (trace, events);
        painter = bs_timeline_painter_new (trace);
        bs_timeline_scene_init (&scene, painter);
        scene.decision = 1;
        draw (painter, &scene, FALSE);
        scene.t0 = G_MININT64 / 4;
        scene.t1 = G_MAXINT64 / 4;
        draw (painter, &scene, FALSE);
        g_assert_cmpuint (bs_timeline_painter_step (painter, &scene, 4, 0, 1), ==, BS_NO_EVENT);
      }
}

static void
test_table (gconstpointer path)
{
  g_autoptr (BsTrace) trace = load (path);
  g_autoptr (BsTable)
      all = bs_timeline_tabulate (trace, trace->events->t0, trace->events->t1 + 1, 100000);
  g_autoptr (BsTable)
      few = bs_timeline_tabulate (trace, trace->events->t0, trace->events->t1 + 1, 10);

  g_assert_cmpuint (bs_table_get_n_rows (all), ==, trace->events->n_events);
  g_assert_cmpuint (bs_table_get_n_rows (few), ==, 10);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (bs_table_get_integer (few, i, 0), ==, i);
  for (guint i = 0; i < bs_table_get_n_rows (all); i++)
    g_assert_cmpint (bs_table_get_integer (all, i, 0), ==, i);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("batchscope-timeline-XXXXXX", NULL);
  plain_path = g_build_filename (folder, "plain.bscope", NULL);
  device_path = g_build_filename (folder, "device.bscope", NULL);
  synthetic_record_default (plain_path);
  synthetic_record_on_device (device_path);

  g_test_add_func ("/timeline/axis", test_axis);
  g_test_add_func ("/timeline/axis/hostile", test_hostile_axis);
  g_test_add_data_func ("/timeline/find", plain_path, test_find);
  g_test_add_data_func ("/timeline/find/device", device_path, test_find);
  g_test_add_data_func ("/timeline/rows", plain_path, test_rows);
  g_test_add_data_func ("/timeline/rows/device", device_path, test_rows);
  g_test_add_data_func ("/timeline/rows/restore", plain_path, test_restore);
  g_test_add_data_func ("/timeline/rows/restore/device", device_path, test_restore);
  g_test_add_data_func ("/timeline/pick", plain_path, test_pick);
  g_test_add_data_func ("/timeline/pick/device", device_path, test_pick);
  g_test_add_data_func ("/timeline/step", plain_path, test_step);
  g_test_add_data_func ("/timeline/step/device", device_path, test_step);
  g_test_add_data_func ("/timeline/search", plain_path, test_search);
  g_test_add_data_func ("/timeline/draw", plain_path, test_draw);
  g_test_add_data_func ("/timeline/draw/device", device_path, test_draw);
  g_test_add_func ("/timeline/hostile", test_hostile);
  g_test_add_data_func ("/timeline/table", plain_path, test_table);
  g_test_add_data_func ("/timeline/table/device", device_path, test_table);
  status = g_test_run ();

  remove (plain_path);
  remove (device_path);
  remove (folder);
  g_free (plain_path);
  g_free (device_path);
  g_free (folder);
  return status;
}
