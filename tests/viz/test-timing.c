/* SPDX-License-Identifier: Apache-2.0 */
/* Rooflines, predictions and histograms: goldens of what they draw, what can be picked in them, and scales
 * that come to an end. */
#include "config.h"

#include <math.h>

#include "tests/profiles/synthetic.h"
#include "tests/profiles/trace-place.h"
#include "tests/viz/draw-log.h"
#include "viz/timing/histogram-painter.h"
#include "viz/timing/log-axis.h"
#include "viz/timing/plot-painter.h"

#define WIDTH 560.0
#define HEIGHT 320.0

typedef struct
{
  BsPlotPainter *plot;
  BsHistogramPainter *histogram;
  BsStyle style;
  GArray *now;
  gint64 now_ns;
} Scene;

static void
draw_plot (cairo_t *cr, double width, double height, gpointer user_data)
{
  Scene *scene = user_data;

  bs_plot_painter_draw (scene->plot, cr, &scene->style, width, height, scene->now, 1);
}

static void
draw_histogram (cairo_t *cr, double width, double height, gpointer user_data)
{
  Scene *scene = user_data;

  bs_histogram_painter_draw (scene->histogram, cr, &scene->style, width, height, scene->now_ns, 0);
}

/* A trace whose products take times that are made up. */
static BsTrace *
make_trace (const char *path)
{
  BsTrace *trace = trace_place_load (path);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (BsEvent));
  gint64 now = 1000;

  for (guint32 i = 1; i <= trace->n_decisions; i++)
    {
      BsTraceDecision *d = &trace->decisions[i - 1];
      BsEvent event = { .start_ns = now,
                        .end_ns = now + 300 + 40 * (gint64) d->size + i * i % 700,
                        .flops = 8192u * d->size,
                        .decision = i,
                        .mini_batch = (guint16) d->mini_batch,
                        .phase = BS_PHASE_GEMM };

      if (i == 9)
        event.end_ns += 90000;
      g_array_append_val (events, event);
      d->run_start_ns = event.start_ns;
      d->run_end_ns = event.end_ns;
      now = event.end_ns + 100;
    }
  synthetic_replace_events (trace, events);

  return trace;
}

static void
test_plots (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = make_trace (place->path);
  g_autoptr (BsCostModel) model = bs_cost_model_new (trace, NULL);
  BsPlotRoofs roofs = { .gflops = 40.0, .gb_per_s = 12.0 };
  Scene scene = { .now = g_array_new (FALSE, FALSE, sizeof (BsPlotPoint)) };
  g_autofree char *words = NULL, *log = NULL, *whose = NULL;
  guint picked = 0;

  bs_style_init (&scene.style, FALSE);
  scene.plot = bs_plot_painter_new (trace, bs_plot_new_roofline (trace, NULL, NULL));
  bs_plot_list_decision (BS_PLOT_ROOFLINE, trace, NULL, 5, scene.now);
  g_assert_cmpuint (scene.now->len, ==, 1);
  log = draw_log_new (draw_plot, &scene, WIDTH, HEIGHT);
  g_assert_false (draw_log_has_text (log, "GB/s"));
  bs_plot_painter_set_roofs (scene.plot, &roofs);
  draw_log_check ("timing-roofline", draw_plot, &scene, WIDTH, HEIGHT);
  words = bs_plot_painter_describe (scene.plot, scene.now);
  g_assert_true (g_strrstr (words, "40 GFLOP/s") != NULL);
  roofs.whose = (char *) "of that abacus";
  bs_plot_painter_set_roofs (scene.plot, &roofs);
  whose = draw_log_new (draw_plot, &scene, WIDTH, HEIGHT);
  g_assert_true (draw_log_has_text (whose, "Roofs of that abacus"));
  for (double x = 0.0; x < WIDTH; x += 6.0)
    for (double y = 0.0; y < HEIGHT; y += 6.0)
      {
        guint point = bs_plot_painter_pick (scene.plot, &scene.style, WIDTH, HEIGHT, x, y);
        g_autofree char *hint = NULL;

        if (point == BS_NO_POINT)
          continue;
        hint = bs_plot_painter_hint (scene.plot, point);
        g_assert_true (g_str_has_prefix (hint, "Decision "));
        picked++;
      }
  g_assert_cmpuint (picked, >, 5);
  bs_plot_painter_free (scene.plot);

  scene.plot = bs_plot_painter_new (trace, bs_plot_new_prediction (trace, NULL, model, NULL));
  g_array_set_size (scene.now, 0);
  bs_plot_list_decision (BS_PLOT_PREDICTION, trace, model, 5, scene.now);
  bs_style_init (&scene.style, TRUE);
  scene.style.high_contrast = TRUE;
  draw_log_check ("timing-prediction", draw_plot, &scene, WIDTH, HEIGHT);
  bs_plot_painter_free (scene.plot);
  g_array_unref (scene.now);
}

static void
test_histogram (TracePlace *place, gconstpointer data)
{
  g_autoptr (BsTrace) trace = make_trace (place->path);
  BsHistogramQuery query;
  Scene scene = { .now_ns = 900 };
  const BsHistogram *histogram;
  guint picked = 0;

  bs_histogram_query_init (&query);
  bs_style_init (&scene.style, FALSE);
  scene.histogram = bs_histogram_painter_new (trace, bs_histogram_new (trace, &query, NULL, NULL));
  histogram = bs_histogram_painter_get_histogram (scene.histogram);
  g_assert_cmpuint (histogram->n_outliers, ==, 1);
  g_assert_cmpuint (histogram->items[0].decision, ==, 9);
  draw_log_check ("timing-histogram", draw_histogram, &scene, WIDTH, HEIGHT);
  for (double x = 0.0; x < WIDTH; x += 2.0)
    {
      guint bin = bs_histogram_painter_pick (scene.histogram, &scene.style, WIDTH, HEIGHT, x,
                                             200.0);

      if (bin != BS_NO_BIN)
        {
          g_assert_cmpuint (histogram->bins[bin].n, >, 0);
          picked++;
        }
    }
  g_assert_cmpuint (picked, >, 10);
  bs_histogram_painter_free (scene.histogram);
}

/* Marks go up, and there are not too many, whatever the scale is. */
static void
test_axes (void)
{
  static const double least[] = { 1e-6, 0.3, 1.0, 700.0, 1e9 };
  static const double factors[] = { 1.0, 1.5, 20.0, 1e3, 1e7, 1e15 };

  for (guint unit = BS_AXIS_NUMBER; unit <= BS_AXIS_DURATION; unit++)
    for (guint i = 0; i < G_N_ELEMENTS (least); i++)
      for (guint k = 0; k < G_N_ELEMENTS (factors); k++)
        for (double length = 20.0; length < 2000.0; length *= 3.0)
          {
            BsLogAxis axis;
            double value = 0.0, before = 0.0;
            guint n = 0;

            bs_log_axis_init (&axis, unit, least[i], least[i] * factors[k], 10.0, 10.0 + length);
            while ((value = bs_log_axis_next (&axis, value, 40.0)) > 0.0)
              {
                g_assert_cmpfloat (value, >, before);
                g_assert_cmpfloat (value, <=, axis.to * 1.001);
                before = value;
                g_assert_cmpuint (++n, <, 80);
              }
            g_assert_cmpfloat (
                fabs (log (bs_log_axis_value (&axis, bs_log_axis_place (&axis, least[i]))
                           / least[i])),
                <, 1e-6);
          }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();
  g_test_add ("/viz/timing/plots", TracePlace, NULL, trace_place_set_up_recorded, test_plots,
              trace_place_tear_down);
  g_test_add ("/viz/timing/histogram", TracePlace, NULL, trace_place_set_up_recorded,
              test_histogram, trace_place_tear_down);
  g_test_add_func ("/viz/timing/axes", test_axes);

  return g_test_run ();
}
