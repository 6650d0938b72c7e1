/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of the dataflow graph: what is folded, unfolded, selected and followed; graphs of any form;
 * layouts made late and let go again. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "fake-trace.h"
#include "tests/viz/draw-log.h"
#include "viz/graph/graph-layouts.h"
#include "viz/graph/graph-walk.h"

#define NONE BS_GRAPH_NONE

static BsGraph *
make_chain (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  guint type = bs_type_table_intern (types, "cell", "C", BS_SHAPE_CELL);

  for (guint32 i = 0; i < 10000; i++)
    {
      guint32 before = i - 1;

      bs_graph_builder_add (builder, type, 0, BS_NO_DATUM, &before, i > 0 ? 1 : 0);
    }

  return bs_graph_builder_finish (builder, NULL);
}

static BsGraph *
make_crowd (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  guint type = bs_type_table_intern (types, "cell", "C", BS_SHAPE_CELL);

  for (guint32 i = 0; i < 5000; i++)
    bs_graph_builder_add (builder, type, i, BS_NO_DATUM, NULL, 0);

  return bs_graph_builder_finish (builder, NULL);
}

static BsGraph *
make_one (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autofree char *name = g_strnfill (10000, 'n');

  bs_graph_builder_add (builder, bs_type_table_intern (types, name, name, BS_SHAPE_CELL), 0,
                        BS_NO_DATUM, NULL, 0);

  return bs_graph_builder_finish (builder, NULL);
}

/* Every node reads the one before and one far back. */
static BsGraph *
make_skips (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  guint sum = bs_type_table_intern (types, "sum", "2", BS_SHAPE_ELEMENTWISE);
  guint cell = bs_type_table_intern (types, "cell", "C", BS_SHAPE_CELL);

  for (guint32 i = 0; i < 300; i++)
    {
      guint32 inputs[2] = { i - 1, i / 2 };

      bs_graph_builder_add (builder, i % 3 == 0 ? sum : cell, i % 2, BS_NO_DATUM, inputs,
                            i > 1 ? 2 : i);
    }

  return bs_graph_builder_finish (builder, NULL);
}

/* One node that 100 000 read. */
static BsGraph *
make_star (BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  guint type = bs_type_table_intern (types, "cell", "C", BS_SHAPE_CELL);
  guint32 root = bs_graph_builder_add (builder, type, 0, BS_NO_DATUM, NULL, 0);

  for (guint32 i = 0; i < 100000; i++)
    bs_graph_builder_add (builder, type, i % 4, BS_NO_DATUM, &root, 1);

  return bs_graph_builder_finish (builder, NULL);
}

static const BsFakeOptions trees = { .kind = BS_FAKE_TREES,
                                     .seed = 3,
                                     .n_mini_batches = 3,
                                     .n_instances = 6,
                                     .max_leaves = 12,
                                     .encoding = BS_ENCODING_SORT };
static const BsFakeOptions mixed = { .kind = BS_FAKE_MIXED,
                                     .seed = 4,
                                     .n_mini_batches = 1,
                                     .n_instances = 4,
                                     .max_leaves = 40,
                                     .n_types = 17,
                                     .random = TRUE };
static const BsFakeOptions growing = { .kind = BS_FAKE_TREES,
                                       .seed = 5,
                                       .n_mini_batches = 1,
                                       .n_instances = 5,
                                       .max_leaves = 14,
                                       .grows = TRUE };
static const BsFakeOptions chain = { .n_mini_batches = 1, .make = make_chain };
static const BsFakeOptions crowd = { .n_mini_batches = 1, .make = make_crowd };
static const BsFakeOptions one = { .n_mini_batches = 1, .make = make_one };
static const BsFakeOptions skips = { .n_mini_batches = 1, .make = make_skips };
static const BsFakeOptions star = { .n_mini_batches = 1, .make = make_star };

typedef struct
{
  BsTrace *trace;
  BsGraphPainter *painter;
  BsStyle style;
  BsGraphShow show;
  BsView view;
  BsMoment moment;
  double width, height;
} Fixture;

static void
set_up (Fixture *self, const BsFakeOptions *options)
{
  self->trace = bs_fake_trace_new (options);
  self->painter = bs_graph_painter_new (self->trace);
  bs_style_init (&self->style, FALSE);
  self->show = bs_graph_show_default ();
  self->view = bs_view_default ();
  self->moment = bs_moment_at (MIN (4, self->trace->n_decisions));
  self->width = 760.0;
  self->height = 520.0;
}

static void
tear_down (Fixture *self)
{
  bs_graph_painter_free (self->painter);
  bs_trace_unref (self->trace);
}

static void
draw (cairo_t *cr, double width, double height, gpointer user_data)
{
  Fixture *self = user_data;

  bs_graph_painter_draw (self->painter, cr, &self->style, width, height, &self->moment, &self->show,
                         &self->view);
}

static char *
log_of (Fixture *self)
{
  return draw_log_new (draw, self, self->width, self->height);
}

static BsGraphHit
pick (Fixture *self, double x, double y)
{
  return bs_graph_painter_pick (self->painter, self->width, self->height, &self->moment,
                                &self->show, &self->view, x, y);
}

/* Looks for a thing on the screen, from the top left. */
static gboolean
find_hit (Fixture *self, BsGraphHitKind kind, BsGraphHit *hit, double *at_x, double *at_y)
{
  for (double y = 1.0; y < self->height; y += 3.0)
    for (double x = 1.0; x < self->width; x += 3.0)
      {
        *hit = pick (self, x, y);
        if (hit->kind != kind)
          continue;
        *at_x = x;
        *at_y = y;
        return TRUE;
      }

  return FALSE;
}

/* Every picture of every kind of graph, in every state, is drawn without harm and in bounds. */
static void
test_any_graph (gconstpointer data)
{
  static const double zooms[] = { 0.1, 0.3, 1.0, 4.0 };
  Fixture fixture;
  guint n_drawn = 0;

  set_up (&fixture, data);
  for (guint mode = BS_GRAPH_NODES; mode <= BS_GRAPH_INPUTS; mode++)
    for (guint k = 0; k < G_N_ELEMENTS (zooms); k++)
      for (guint variant = 0; variant < 5; variant++)
        {
          g_autofree char *log = NULL;
          guint32 n = fixture.trace->n_decisions, last = MAX (n, 1);

          fixture.show = bs_graph_show_default ();
          fixture.show.mode = (BsGraphMode) mode;
          fixture.view.zoom = zooms[k];
          fixture.moment = variant == 1   ? (BsMoment){ 1, MIN (2, last), 0.4, FALSE }
                           : variant == 2 ? (BsMoment){ 1, last, 0.4, TRUE }
                                          : bs_moment_at (last / 2 + 1);
          fixture.show.node = variant == 3 ? 0 : variant == 4 ? NONE - 1 : NONE;
          fixture.show.cone = variant == 3;
          fixture.show.follow_node = variant == 3;
          fixture.show.lane = variant == 4 ? 0 : NONE;
          fixture.style.dark = variant == 1;
          fixture.style.high_contrast = variant == 2;
          fixture.style.right_to_left = variant == 3;
          fixture.style.text_scale = variant == 4 ? 2.0 : 1.0;
          log = log_of (&fixture);
          g_assert_cmpuint (strlen (log), >, 0);
          /* What is on screen is what it costs. */
          g_assert_cmpuint (strlen (log), <, 4000000);
          g_assert_null (strstr (log, "nan"));
          n_drawn++;
          for (guint i = 0; i < 40; i++)
            pick (&fixture, i * 19.0, i * 13.0);
        }
  g_assert_cmpuint (n_drawn, ==, 60);
  tear_down (&fixture);
}

/* A node that is picked is selected around the same place, and the ring is drawn. */
static void
test_select (void)
{
  Fixture fixture;
  BsGraphHit hit;
  double x, y;
  g_autofree char *before = NULL, *after = NULL, *cone = NULL;

  set_up (&fixture, &trees);
  fixture.moment = bs_moment_at (1);
  g_assert_true (find_hit (&fixture, BS_GRAPH_HIT_NODE, &hit, &x, &y));
  before = log_of (&fixture);
  fixture.show.node = hit.node;
  after = log_of (&fixture);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpuint (draw_log_count (after, "stroke #3584e4 2"), >,
                    draw_log_count (before, "stroke #3584e4 2"));
  fixture.show.cone = TRUE;
  cone = log_of (&fixture);
  g_assert_cmpstr (after, !=, cone);
  g_assert_cmpuint (strlen (cone), >=, strlen (after));
  g_assert_cmpuint (pick (&fixture, x, y).node, ==, hit.node);
  tear_down (&fixture);
}

/* Pills open where they are; what is on the card can be picked; the mark folds it. */
static void
test_unfold (gconstpointer data)
{
  Fixture fixture;
  BsGraphHit hit, node;
  double x, y;
  g_autofree char *folded = NULL, *unfolded = NULL;
  g_autoptr (BsGraphLayout) layout = NULL;
  const BsGraphPills *pills;
  guint32 found;

  set_up (&fixture, &trees);
  fixture.show.mode = (BsGraphMode) GPOINTER_TO_INT (data);
  fixture.view.zoom = fixture.show.mode == BS_GRAPH_NODES ? 0.2 : 1.0;
  fixture.show.tray = 0;
  layout = bs_graph_painter_prepare (fixture.painter, 0);
  g_assert_true (find_hit (&fixture, BS_GRAPH_HIT_PILL, &hit, &x, &y));
  folded = log_of (&fixture);
  fixture.show.open = fixture.show.pill = hit.pill;
  unfolded = log_of (&fixture);
  g_assert_cmpstr (folded, !=, unfolded);
  pills = bs_graph_pills_of (layout, fixture.show.mode);
  found = bs_graph_pills_find (pills, hit.pill.lane, hit.pill.column, hit.pill.type);
  g_assert_cmpuint (found, !=, NONE);
  g_assert_true (find_hit (&fixture, BS_GRAPH_HIT_NODE, &node, &x, &y));
  {
    BsGraphSpot spot = bs_graph_spot_of (layout, fixture.show.mode, node.node);

    g_assert_true (bs_graph_spot_equal (&spot, &hit.pill));
  }
  g_assert_true (find_hit (&fixture, BS_GRAPH_HIT_CLOSE, &node, &x, &y));
  tear_down (&fixture);
}

/* One input alone: only its nodes can be picked, and the view follows it. */
static void
test_alone (void)
{
  Fixture fixture;
  g_autoptr (BsGraphLayout) layout = NULL;

  set_up (&fixture, &trees);
  layout = bs_graph_painter_prepare (fixture.painter, 0);
  for (guint32 lane = 0; lane < layout->n_lanes; lane++)
    {
      guint n = 0;

      fixture.show.lane = lane;
      fixture.show.tray = 0;
      for (double y = 1.0; y < fixture.height; y += 4.0)
        for (double x = 60.0; x < fixture.width; x += 4.0)
          {
            BsGraphHit hit = pick (&fixture, x, y);

            if (hit.kind != BS_GRAPH_HIT_NODE)
              continue;
            g_assert_cmpuint (layout->lane[hit.node], ==, lane);
            n++;
          }
      g_assert_cmpuint (n, >, 0);
    }
  tear_down (&fixture);
}

/* A type that is dimmed is drawn fainter, and nothing else changes its place. */
static void
test_muted (void)
{
  Fixture fixture;
  g_autofree guint8 *muted = NULL;
  g_autofree char *before = NULL, *after = NULL;
  BsGraphHit hit;
  double x, y;

  set_up (&fixture, &trees);
  g_assert_true (find_hit (&fixture, BS_GRAPH_HIT_NODE, &hit, &x, &y));
  before = log_of (&fixture);
  muted = g_new0 (guint8, fixture.trace->types->n_types);
  muted[0] = 1;
  fixture.show.muted = muted;
  after = log_of (&fixture);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpuint (pick (&fixture, x, y).node, ==, hit.node);
  tear_down (&fixture);
}

/* A view that follows a node shows it at every decision; keys reveal what they select. */
static void
test_follow (void)
{
  Fixture fixture;
  g_autoptr (BsGraphLayout) layout = NULL;

  set_up (&fixture, &skips);
  layout = bs_graph_painter_prepare (fixture.painter, 0);
  fixture.show.node = 250;
  fixture.show.follow_node = TRUE;
  for (guint32 d = 1; d <= fixture.trace->n_decisions; d += 20)
    {
      BsView shown;

      fixture.moment = bs_moment_at (d);
      fixture.view = bs_view_default ();
      shown = bs_graph_painter_reveal (fixture.painter, fixture.width, fixture.height,
                                       &fixture.moment, &fixture.show, &fixture.view);
      g_assert_true (shown.follow);
      fixture.view = (BsView){ 1.0, 0.0, 0.0, FALSE };
      shown = bs_graph_painter_reveal (fixture.painter, fixture.width, fixture.height,
                                       &fixture.moment, &fixture.show, &fixture.view);
      g_assert_false (shown.follow);
      g_assert_cmpfloat (shown.x, >, 0.0);
    }
  tear_down (&fixture);
}

/* Left and right go along dependencies; up and down come back or stay. */
static void
test_walk (void)
{
  Fixture fixture;
  g_autoptr (BsGraphLayout) layout = NULL;
  const BsGraph *graph;

  set_up (&fixture, &trees);
  layout = bs_graph_painter_prepare (fixture.painter, 0);
  graph = layout->unpacked->graph;
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      guint32 input = bs_graph_walk (layout, v, BS_GRAPH_INPUT, NONE, 1);
      guint32 reader = bs_graph_walk (layout, v, BS_GRAPH_READER, NONE, 1);
      guint32 below = bs_graph_walk (layout, v, BS_GRAPH_BELOW, NONE, 1);
      guint32 alone = bs_graph_walk (layout, v, BS_GRAPH_BELOW, layout->lane[v], 1);

      g_assert_true (input == v || input == graph->inputs[graph->input_start[v]]);
      g_assert_true ((input == v) == (graph->input_start[v] == graph->input_start[v + 1]));
      g_assert_true (reader == v || reader == graph->outputs[graph->output_start[v]]);
      g_assert_true (below == v || layout->lane[below] > layout->lane[v]
                     || bs_graph_layout_y (layout, below) > bs_graph_layout_y (layout, v));
      g_assert_cmpuint (layout->lane[alone], ==, layout->lane[v]);
    }
  for (guint mode = BS_GRAPH_NODES; mode <= BS_GRAPH_INPUTS; mode++)
    {
      const BsGraphPills *pills = bs_graph_pills_of (layout, (BsGraphMode) mode);

      for (guint32 p = 0; p < pills->n_pills; p++)
        for (guint way = BS_GRAPH_INPUT; way <= BS_GRAPH_BELOW; way++)
          {
            BsGraphSpot spot = { pills->pills[p].lane, pills->pills[p].column,
                                 pills->pills[p].type };

            spot = bs_graph_walk_pill (layout, (BsGraphMode) mode, &spot, (BsGraphWay) way);
            g_assert_cmpuint (bs_graph_pills_find (pills, spot.lane, spot.column, spot.type), !=,
                              NONE);
          }
    }
  tear_down (&fixture);
}

static void
test_find (void)
{
  Fixture fixture;
  g_autoptr (BsTraceGraph) unpacked = NULL;
  g_autoptr (GArray) number = NULL;
  g_autoptr (GArray) type = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) blank = NULL;

  set_up (&fixture, &trees);
  unpacked = bs_trace_open_graph (fixture.trace, 0);
  number = bs_graph_find_nodes (fixture.trace, unpacked, " 7 ", NULL);
  g_assert_cmpuint (number->len, ==, 1);
  g_assert_cmpuint (g_array_index (number, guint32, 0), ==, 7);
  type = bs_graph_find_nodes (fixture.trace, unpacked, "LEAF", NULL);
  g_assert_cmpuint (
      type->len, ==,
      unpacked->graph->type_count[bs_type_table_lookup (fixture.trace->types, "leaf")]);
  none = bs_graph_find_nodes (fixture.trace, unpacked, "4294967295", NULL);
  g_assert_cmpuint (none->len, ==, 0);
  blank = bs_graph_find_nodes (fixture.trace, unpacked, "  ", NULL);
  g_assert_cmpuint (blank->len, ==, 0);
  tear_down (&fixture);
}

/* The picture of a graph that is not laid out says so, and is drawn whole once it is. */
static void
test_patient (void)
{
  Fixture fixture;
  g_autofree char *outline = NULL, *picture = NULL;

  set_up (&fixture, &trees);
  bs_graph_painter_set_patient (fixture.painter, TRUE);
  outline = log_of (&fixture);
  g_assert_true (draw_log_has_text (outline, "Laying out"));
  g_assert_cmpint (pick (&fixture, 300.0, 200.0).kind, ==, BS_GRAPH_HIT_NOTHING);
  g_assert_null (bs_graph_painter_get_layout (fixture.painter, 0));
  bs_graph_layout_unref (bs_graph_painter_prepare (fixture.painter, 0));
  picture = log_of (&fixture);
  g_assert_false (draw_log_has_text (picture, "Laying out"));
  g_assert_cmpuint (strlen (picture), >, strlen (outline));
  tear_down (&fixture);
}

static gpointer
open_all (gpointer data)
{
  BsGraphLayouts *layouts = data;

  for (guint k = 0; k < 30; k++)
    bs_graph_layout_unref (bs_graph_layouts_open (layouts, k % 3));

  return NULL;
}

/* As much is kept as may be, the last always, and threads may ask at once. */
static void
test_layouts_bounded (void)
{
  g_autoptr (BsTrace) trace = bs_fake_trace_new (&trees);
  g_autoptr (BsGraphLayout) first = NULL;
  gsize size;

  {
    g_autoptr (BsGraphLayouts) layouts = bs_graph_layouts_new (trace, (gsize) 1 << 30);

    first = bs_graph_layouts_open (layouts, 0);
    size = bs_graph_layouts_get_size (layouts);
    g_assert_cmpuint (size, ==, bs_graph_layout_get_size (first));
    bs_graph_layout_unref (bs_graph_layouts_open (layouts, 1));
    g_assert_cmpuint (bs_graph_layouts_get_size (layouts), >, size);
  }
  {
    g_autoptr (BsGraphLayouts) layouts = bs_graph_layouts_new (trace, 1);
    GThread *threads[3];

    for (guint32 m = 0; m < 3; m++)
      {
        g_autoptr (BsGraphLayout) layout = bs_graph_layouts_open (layouts, m);
        g_autoptr (BsGraphLayout) again = bs_graph_layouts_peek (layouts, m);

        g_assert_true (layout == again);
        g_assert_cmpuint (bs_graph_layouts_get_size (layouts), ==,
                          bs_graph_layout_get_size (layout));
        if (m > 0)
          g_assert_null (bs_graph_layouts_peek (layouts, m - 1));
      }
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      threads[i] = g_thread_new ("layouts", open_all, layouts);
    for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
      g_thread_join (threads[i]);
  }
  /* It stays for those who hold it. */
  g_assert_cmpuint (first->n_lanes, >, 0);
}

/* The bars lead to where they are hit. */
static void
test_bars (void)
{
  Fixture fixture;
  BsGraphHit left, right;

  set_up (&fixture, &chain);
  fixture.height = 400.0;
  left = pick (&fixture, 60.0, 400.0 - 96.0 - 12.0);
  right = pick (&fixture, 700.0, 400.0 - 96.0 - 12.0);
  g_assert_cmpint (left.kind, ==, BS_GRAPH_HIT_ACROSS);
  g_assert_cmpint (right.kind, ==, BS_GRAPH_HIT_ACROSS);
  g_assert_cmpfloat (right.x, >, left.x);
  tear_down (&fixture);

  set_up (&fixture, &crowd);
  left = pick (&fixture, fixture.width - 10.0, 60.0);
  right = pick (&fixture, fixture.width - 10.0, 300.0);
  g_assert_cmpint (left.kind, ==, BS_GRAPH_HIT_DOWN);
  g_assert_cmpint (right.kind, ==, BS_GRAPH_HIT_DOWN);
  g_assert_cmpfloat (right.y, >, left.y);
  g_assert_cmpuint (right.lane, >, left.lane);
  tear_down (&fixture);
}

static cairo_surface_t *
paint (Fixture *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) self->width,
                                                         (int) self->height);
  cairo_t *cr = cairo_create (surface);

  draw (cr, self->width, self->height, self);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Frames of a jump mix what the first has drawn: the same as if each had drawn it. */
static void
test_jump (void)
{
  Fixture once, again;
  cairo_surface_t *a, *b;

  set_up (&once, &trees);
  set_up (&again, &trees);
  for (guint mode = BS_GRAPH_NODES; mode <= BS_GRAPH_INPUTS; mode++)
    {
      gsize size;

      once.show.mode = again.show.mode = (BsGraphMode) mode;
      once.moment = (BsMoment){ 1, 5, 0.2, TRUE };
      cairo_surface_destroy (paint (&once));
      once.moment = again.moment = (BsMoment){ 1, 5, 0.6, TRUE };
      a = paint (&once);
      b = paint (&again);
      size = (gsize) cairo_image_surface_get_stride (a)
             * (gsize) cairo_image_surface_get_height (a);
      g_assert_cmpmem (cairo_image_surface_get_data (a), size, cairo_image_surface_get_data (b),
                       size);
      cairo_surface_destroy (a);
      cairo_surface_destroy (b);
    }
  tear_down (&once);
  tear_down (&again);
}

static void
test_goldens (void)
{
  Fixture fixture;

  set_up (&fixture, &trees);
  draw_log_check ("graph-nodes", draw, &fixture, fixture.width, fixture.height);
  fixture.show.node = 5;
  draw_log_check ("graph-selected", draw, &fixture, fixture.width, fixture.height);
  fixture.show = bs_graph_show_default ();
  fixture.show.mode = BS_GRAPH_TYPES;
  draw_log_check ("graph-types", draw, &fixture, fixture.width, fixture.height);
  fixture.show.mode = BS_GRAPH_INPUTS;
  draw_log_check ("graph-inputs", draw, &fixture, fixture.width, fixture.height);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    const BsFakeOptions *options;
  } kinds[] = { { "trees", &trees }, { "mixed", &mixed }, { "growing", &growing },
                { "chain", &chain }, { "crowd", &crowd }, { "one", &one },
                { "skips", &skips }, { "star", &star } };

  g_test_init (&argc, &argv, NULL);
  draw_log_init ();
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/graph/any/", kinds[i].name, NULL);

      g_test_add_data_func (path, kinds[i].options, test_any_graph);
    }
  g_test_add_func ("/graph/select", test_select);
  g_test_add_data_func ("/graph/unfold/places", GINT_TO_POINTER (BS_GRAPH_NODES), test_unfold);
  g_test_add_data_func ("/graph/unfold/types", GINT_TO_POINTER (BS_GRAPH_TYPES), test_unfold);
  g_test_add_data_func ("/graph/unfold/inputs", GINT_TO_POINTER (BS_GRAPH_INPUTS), test_unfold);
  g_test_add_func ("/graph/alone", test_alone);
  g_test_add_func ("/graph/muted", test_muted);
  g_test_add_func ("/graph/follow", test_follow);
  g_test_add_func ("/graph/walk", test_walk);
  g_test_add_func ("/graph/find", test_find);
  g_test_add_func ("/graph/patient", test_patient);
  g_test_add_func ("/graph/layouts", test_layouts_bounded);
  g_test_add_func ("/graph/bars", test_bars);
  g_test_add_func ("/graph/jump", test_jump);
  g_test_add_func ("/graph/goldens", test_goldens);

  return g_test_run ();
}
