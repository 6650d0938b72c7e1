/* SPDX-License-Identifier: Apache-2.0 */
/* What a frame costs: milliseconds of processor time a draw, on an image surface and recorded
 * first, as a GTK canvas does. Prints a table; nothing here is a test. */
#include "config.h"

#include <stdlib.h>
#include <time.h>

#include "tests/viz/fake-machine.h"
#include "tests/viz/fake-trace.h"
#include "viz/fsm/fsm-layout.h"
#include "viz/fsm/fsm-painter.h"
#include "viz/graph/graph-painter.h"
#include "viz/strip-painter.h"

#define WIDTH 900
#define HEIGHT 500

static double
now_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);

  return t.tv_sec * 1e3 + t.tv_nsec * 1e-6;
}

typedef enum
{
  FSM,
  FSM_NEAR,
  GRAPH,
  TYPES,
  INPUTS,
  STRIP
} Picture;

static void *
make (Picture picture, BsTrace *trace)
{
  if (picture == FSM || picture == FSM_NEAR)
    return bs_fsm_painter_new (trace);

  return picture == STRIP ? (void *) bs_strip_painter_new (trace) : bs_graph_painter_new (trace);
}

static void
release (Picture picture, void *painter)
{
  if (picture == FSM || picture == FSM_NEAR)
    bs_fsm_painter_free (painter);
  else if (picture == STRIP)
    bs_strip_painter_free (painter);
  else
    bs_graph_painter_free (painter);
}

static void
draw (Picture picture, void *painter, cairo_t *cr, const BsStyle *style, const BsMoment *moment,
      const BsView *view)
{
  BsFsmOptions options = bs_fsm_options_default (picture == FSM ? BS_FSM_WHOLE : BS_FSM_NEAR);

  if (picture == FSM || picture == FSM_NEAR)
    bs_fsm_painter_draw (painter, cr, style, WIDTH, HEIGHT, moment, &options, view);
  else if (picture == STRIP)
    bs_strip_painter_draw (painter, cr, style, WIDTH, 160, moment, NULL);
  else
    {
      BsGraphShow show = bs_graph_show_default ();

      show.mode = picture == TYPES    ? BS_GRAPH_TYPES
                  : picture == INPUTS ? BS_GRAPH_INPUTS
                                      : BS_GRAPH_NODES;
      bs_graph_painter_draw (painter, cr, style, WIDTH, HEIGHT, moment, &show, view);
    }
}

static void
measure (const char *name, Picture picture, BsTrace *trace, double zoom, double fraction)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  double start = now_ms (), made, total = 0.0, most = 0.0, recorded = 0.0;
  void *painter = make (picture, trace);
  BsStyle style;
  guint n = 0;

  made = now_ms () - start;
  bs_style_init (&style, FALSE);
  for (guint32 d = 1; d < trace->n_decisions; d += MAX (trace->n_decisions / 60, 1))
    {
      BsMoment moment = { d, d + 1, fraction, FALSE };
      BsView view = { zoom, 0.0, 0.0, TRUE };
      double took;

      for (guint round = 0; round < 2; round++)
        {
          start = now_ms ();
          draw (picture, painter, cr, &style, &moment, &view);
          took = now_ms () - start;
        }
      total += took;
      most = MAX (most, took);
      {
        cairo_rectangle_t extents = { 0.0, 0.0, WIDTH, HEIGHT };
        cairo_surface_t *record = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA,
                                                                  &extents);
        cairo_t *recorder = cairo_create (record);

        start = now_ms ();
        draw (picture, painter, recorder, &style, &moment, &view);
        cairo_destroy (recorder);
        cairo_set_source_surface (cr, record, 0.0, 0.0);
        cairo_paint (cr);
        recorded += now_ms () - start;
        cairo_surface_destroy (record);
      }
      n++;
    }
  g_print ("%-34s %9.2f %9.2f %9.2f %9.2f\n", name, made, total / MAX (n, 1), most,
           recorded / MAX (n, 1));
  release (picture, painter);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (void)
{
  BsFakeOptions options = { .kind = BS_FAKE_TREES,
                            .seed = 1,
                            .n_mini_batches = 1,
                            .n_instances = 256,
                            .max_leaves = 40,
                            .encoding = BS_ENCODING_SORT };
  g_autoptr (BsTrace) large = bs_fake_trace_new (&options);
  g_autoptr (BsTrace) small = NULL;
  g_autoptr (BsTrace) wild = NULL;
  g_autoptr (BsTrace) many = NULL;
  g_autoptr (BsTrace) medium = bs_fake_machine_new (200, 3000, 2, 1);
  g_autoptr (BsTrace) machine = bs_fake_machine_new (2000, 60000, 2, 1);
  g_autoptr (BsTrace) endless = bs_fake_machine_new (2000, 1000000, 1, 1);

  options.n_instances = 8;
  small = bs_fake_trace_new (&options);
  options.kind = BS_FAKE_MIXED;
  options.n_types = 12;
  options.max_leaves = 400;
  options.n_mini_batches = 20;
  options.random = TRUE;
  wild = bs_fake_trace_new (&options);
  options.kind = BS_FAKE_TREES;
  options.n_instances = 2;
  options.n_mini_batches = 4000;
  options.max_leaves = 30;
  many = bs_fake_trace_new (&options);

  g_print ("%u nodes; %u states; %u decisions\n", large->mini_batches[0].n_nodes,
           wild->states->n_states, many->n_decisions);
  g_print ("%-34s %9s %9s %9s %9s\n", "ms of processor time", "new", "draw", "most", "recorded");
  measure ("fsm, trees", FSM, small, 1.0, 1.0);
  measure ("fsm, hundreds of states", FSM, wild, 1.0, 1.0);
  measure ("fsm, 2 000 states", FSM, machine, 1.0, 1.0);
  measure ("fsm, 2 000 states, moving", FSM, machine, 1.0, 0.6);
  measure ("fsm, 2 000 states, letters", FSM, machine, 2.5, 1.0);
  measure ("fsm, 2 000 states, largest", FSM, machine, 8.0, 0.6);
  measure ("fsm, 200 states, in full", FSM, medium, 3.6, 0.6);
  measure ("fsm, near one of 2 000", FSM_NEAR, machine, 1.0, 1.0);
  measure ("fsm, near one of 2 000, moving", FSM_NEAR, machine, 1.0, 0.3);
  measure ("fsm, near, a million decisions", FSM_NEAR, endless, 1.0, 0.3);
  measure ("graph, 8 trees", GRAPH, small, 1.0, 1.0);
  measure ("graph, 8 trees, moving", GRAPH, small, 1.0, 0.6);
  measure ("graph, 256 trees", GRAPH, large, 1.0, 1.0);
  measure ("graph, 256 trees, moving", GRAPH, large, 1.0, 0.6);
  measure ("graph, 256 trees, letters least", GRAPH, large, 0.72, 1.0);
  measure ("graph, 256 trees, plain shapes", GRAPH, large, 0.5, 1.0);
  measure ("graph, 256 trees, smallest shapes", GRAPH, large, 0.31, 1.0);
  measure ("graph, 256 trees, pills", GRAPH, large, 0.2, 1.0);
  measure ("graph, 256 trees, all pills", GRAPH, large, 0.1, 1.0);
  measure ("graph, 256 trees, by input", INPUTS, large, 1.0, 0.6);
  measure ("graph, 256 trees, by input, smallest", INPUTS, large, 0.1, 0.6);
  measure ("types and layers", TYPES, large, 1.0, 1.0);
  measure ("types and layers, small", TYPES, large, 0.3, 1.0);
  measure ("strip, 8 trees", STRIP, small, 1.0, 1.0);
  measure ("strip, many decisions", STRIP, many, 1.0, 1.0);

  return EXIT_SUCCESS;
}
