/* SPDX-License-Identifier: Apache-2.0 */
/* Painters on image surfaces: the same moment is the same picture, every size is survived, and
 * what is picked is what is drawn. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "fake-trace.h"
#include "viz/fsm/fsm-painter.h"
#include "viz/graph/graph-painter.h"
#include "viz/strip-painter.h"

typedef struct
{
  BsTrace *trace;
  BsFsmPainter *fsm;
  BsGraphPainter *graph;
  BsStripPainter *strip;
} Fixture;

typedef enum
{
  FSM_NEAR,
  FSM_WHOLE,
  GRAPH_NODES,
  GRAPH_TYPES,
  STRIP,
  THUMBNAIL,
  N_PICTURES
} Picture;

static const BsFsmOptions *
fsm_options (gboolean near)
{
  static BsFsmOptions options;

  options = bs_fsm_options_default (near ? BS_FSM_NEAR : BS_FSM_WHOLE);
  return &options;
}

static BsGraphShow
show_graph (Picture picture)
{
  BsGraphShow show = bs_graph_show_default ();

  show.mode = picture == GRAPH_TYPES ? BS_GRAPH_TYPES : BS_GRAPH_NODES;
  return show;
}

static guint32
pick_node (BsGraphPainter *painter, double width, double height, const BsMoment *moment, int tray,
           const BsView *view, double x, double y)
{
  BsGraphShow show = show_graph (GRAPH_NODES);

  show.tray = tray;
  return bs_graph_painter_pick (painter, width, height, moment, &show, view, x, y).node;
}

static void
set_up (Fixture *self, const BsFakeOptions *options)
{
  self->trace = bs_fake_trace_new (options);
  self->fsm = bs_fsm_painter_new (self->trace);
  self->graph = bs_graph_painter_new (self->trace);
  self->strip = bs_strip_painter_new (self->trace);
}

static void
tear_down (Fixture *self)
{
  bs_fsm_painter_free (self->fsm);
  bs_graph_painter_free (self->graph);
  bs_strip_painter_free (self->strip);
  bs_trace_unref (self->trace);
}

static const BsFakeOptions trees = { .kind = BS_FAKE_TREES,
                                     .seed = 3,
                                     .n_mini_batches = 2,
                                     .n_instances = 6,
                                     .max_leaves = 18,
                                     .encoding = BS_ENCODING_SORT };

static const BsFakeOptions mixed = { .kind = BS_FAKE_MIXED,
                                     .seed = 4,
                                     .n_mini_batches = 2,
                                     .n_instances = 4,
                                     .max_leaves = 40,
                                     .n_types = 17,
                                     .encoding = BS_ENCODING_MAX,
                                     .random = TRUE };

static const BsFakeOptions growing = { .kind = BS_FAKE_TREES,
                                       .seed = 5,
                                       .n_mini_batches = 2,
                                       .n_instances = 5,
                                       .max_leaves = 14,
                                       .encoding = BS_ENCODING_MARKED,
                                       .grows = TRUE };

static cairo_surface_t *
paint (Fixture *self, Picture picture, const BsStyle *style, int width, int height,
       const BsMoment *moment, const BsView *view)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, MAX (width, 1),
                                                         MAX (height, 1));
  cairo_t *cr = cairo_create (surface);

  switch (picture)
    {
    case FSM_NEAR:
    case FSM_WHOLE:
      bs_fsm_painter_draw (self->fsm, cr, style, width, height, moment,
                           fsm_options (picture == FSM_NEAR), view);
      break;
    case GRAPH_NODES:
    case GRAPH_TYPES:
      {
        BsGraphShow show = show_graph (picture);

        show.node = 0;
        bs_graph_painter_draw (self->graph, cr, style, width, height, moment, &show, view);
        break;
      }
    case STRIP:
      bs_strip_painter_draw (self->strip, cr, style, width, height, moment, NULL);
      break;
    case THUMBNAIL:
    default:
      bs_strip_painter_draw_thumbnail (self->strip, cr, style, width, height);
      break;
    }
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);

  return surface;
}

static gsize
surface_size (cairo_surface_t *surface)
{
  return (gsize) cairo_image_surface_get_stride (surface)
         * (gsize) cairo_image_surface_get_height (surface);
}

static gboolean
same (cairo_surface_t *a, cairo_surface_t *b)
{
  return surface_size (a) == surface_size (b)
         && memcmp (cairo_image_surface_get_data (a), cairo_image_surface_get_data (b),
                    surface_size (a))
                == 0;
}

static guint
count_painted (cairo_surface_t *surface)
{
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  guint n = 0;

  for (gsize i = 0; i < surface_size (surface) / 4; i++)
    n += pixels[i] != 0;

  return n;
}

static void
check_same (Fixture *self, Picture picture, const BsStyle *style, const BsMoment *a,
            const BsMoment *b, gboolean expected)
{
  BsView view = bs_view_default ();
  cairo_surface_t *left = paint (self, picture, style, 480, 340, a, &view);
  cairo_surface_t *right = paint (self, picture, style, 480, 340, b, &view);

  g_assert_cmpuint (count_painted (left), >, 500);
  g_assert_true (same (left, right) == expected);
  cairo_surface_destroy (left);
  cairo_surface_destroy (right);
}

static void
test_same (gconstpointer data)
{
  Fixture fixture;
  BsStyle style;

  set_up (&fixture, data);
  bs_style_init (&style, FALSE);
  for (guint picture = 0; picture < N_PICTURES; picture++)
    for (guint32 d = 1; d <= MIN (fixture.trace->n_decisions, 9); d++)
      {
        BsMoment moment = bs_moment_at (d);

        check_same (&fixture, (Picture) picture, &style, &moment, &moment, TRUE);
      }
  tear_down (&fixture);
}

/* A step begins and ends in the pictures at rest, forward, backward and across mini-batches, and
 * is something else on the way. */
static void
test_motion (gconstpointer data)
{
  Fixture fixture;
  BsStyle style;

  set_up (&fixture, data);
  bs_style_init (&style, TRUE);
  for (guint picture = 0; picture <= STRIP; picture++)
    for (guint32 d = 2; d <= fixture.trace->n_decisions; d += 1 + d / 4)
      for (guint fade = 0; fade < 2; fade++)
        {
          BsMoment here = bs_moment_at (d), before = bs_moment_at (d - 1);
          BsMoment begun = { d - 1, d, 0.0, fade }, done = { d - 1, d, 1.0, fade };
          BsMoment back_begun = { d, d - 1, 0.0, fade }, back_done = { d, d - 1, 1.0, fade };
          BsMoment middle = { d - 1, d, 0.6, fade };

          check_same (&fixture, (Picture) picture, &style, &done, &here, TRUE);
          check_same (&fixture, (Picture) picture, &style, &begun, &before, TRUE);
          check_same (&fixture, (Picture) picture, &style, &back_done, &before, TRUE);
          check_same (&fixture, (Picture) picture, &style, &back_begun, &here, TRUE);
          check_same (&fixture, (Picture) picture, &style, &middle, &here, FALSE);
        }
  tear_down (&fixture);
}

static void
test_sizes (gconstpointer data)
{
  static const int sizes[][2] = { { 0, 0 },     { 1, 1 },      { 3, 700 },    { 900, 2 },
                                  { 60, 60 },   { 180, 140 },  { 320, 200 },  { 600, 400 },
                                  { 333, 777 }, { 1440, 900 }, { 4096, 2160 } };
  static const double zooms[] = { 0.0, 0.05, 0.3, 0.6, 1.0, 3.0, 1e9 };
  Fixture fixture;

  set_up (&fixture, data);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint look = 0; look < 4; look++)
      for (guint picture = 0; picture < N_PICTURES; picture++)
        for (guint k = 0; k < G_N_ELEMENTS (zooms); k++)
          {
            BsMoment moment = bs_moment_at (fixture.trace->n_decisions / 3 + 1);
            BsView view = bs_view_default ();
            cairo_surface_t *surface;
            BsStyle style;

            /* The largest once a picture: it is slow to clear. */
            if (sizes[i][0] > 1000 && (look > (guint) (sizes[i][0] < 2000) || k != 4))
              continue;
            bs_style_init (&style, look % 2 == 1);
            style.high_contrast = look == 2;
            style.patterns = look == 1;
            style.right_to_left = look == 3;
            style.text_scale = look == 2 ? 1.75 : 1.0;
            view.zoom = zooms[k];
            view.follow = look < 3;
            view.x = -200.0 + 300.0 * k;
            view.y = 150.0 * look;
            surface = paint (&fixture, (Picture) picture, &style, sizes[i][0], sizes[i][1], &moment,
                             &view);
            if (sizes[i][0] >= 320 && sizes[i][1] >= 200 && view.follow)
              g_assert_cmpuint (count_painted (surface), >, 200);
            cairo_surface_destroy (surface);
          }
  tear_down (&fixture);
}

static void
test_strange (void)
{
  Fixture fixture;
  BsStyle style;
  BsView views[] = { { G_MAXDOUBLE, -G_MAXDOUBLE, G_MAXDOUBLE, FALSE },
                     { NAN, 0.0, 0.0, TRUE },
                     { 1.0, 1e300, -1e300, FALSE },
                     { -5.0, 0.0, 0.0, FALSE } };
  BsMoment moments[] = { { 0, 0, 1.0, FALSE },
                         { G_MAXUINT32, 1, 0.5, FALSE },
                         { 1, G_MAXUINT32, -3.0, TRUE },
                         { 2, 3, 17.0, FALSE } };

  set_up (&fixture, &trees);
  bs_style_init (&style, FALSE);
  style.font = NULL;
  for (guint picture = 0; picture < N_PICTURES; picture++)
    for (guint v = 0; v < G_N_ELEMENTS (views); v++)
      for (guint m = 0; m < G_N_ELEMENTS (moments); m++)
        cairo_surface_destroy (
            paint (&fixture, (Picture) picture, &style, 300, 260, &moments[m], &views[v]));
  tear_down (&fixture);
}

static void
test_pick_state (void)
{
  Fixture fixture;
  BsView view = bs_view_default ();
  BsStyle style;
  guint n_found = 0;

  set_up (&fixture, &trees);
  bs_style_init (&style, FALSE);
  for (guint32 d = 1; d <= fixture.trace->n_decisions; d++)
    {
      BsMoment moment = bs_moment_at (d);
      guint32 state = fixture.trace->decisions[d - 1].state, next;
      gboolean found = FALSE;

      cairo_surface_destroy (paint (&fixture, FSM_NEAR, &style, 420, 520, &moment, &view));
      for (int y = 0; y < 520 && !found; y += 6)
        for (int x = 0; x < 420 && !found; x += 6)
          found = bs_fsm_painter_pick (fixture.fsm, 420, 520, &moment, fsm_options (TRUE), &view, x,
                                       y)
                  == state;
      /* The current state is always on the screen. */
      g_assert_true (found);
      n_found++;
      next = bs_fsm_painter_visit (fixture.fsm, state, d, TRUE);
      g_assert_cmpuint (fixture.trace->decisions[next - 1].state, ==, state);
      for (guint32 k = d + 1; k < next; k++)
        g_assert_cmpuint (fixture.trace->decisions[k - 1].state, !=, state);
    }
  g_assert_cmpuint (n_found, >, 10);
  g_assert_cmpuint (bs_fsm_painter_pick (fixture.fsm, 420, 520, &(BsMoment){ 1, 1, 1, 0 },
                                         fsm_options (TRUE), &view, -5000, -5000),
                    ==, G_MAXUINT32);
  tear_down (&fixture);
}

static void
test_pick_node (gconstpointer data)
{
  Fixture fixture;
  BsStyle style;

  set_up (&fixture, data);
  bs_style_init (&style, FALSE);
  for (guint zoom = 0; zoom < 3; zoom++)
    for (guint32 d = 1; d <= fixture.trace->n_decisions; d += 3)
      {
        const BsTraceDecision *decision = bs_trace_decision (fixture.trace, d);
        g_autoptr (BsTraceGraph)
            unpacked = bs_trace_open_graph (fixture.trace, decision->mini_batch);
        BsMoment moment = bs_moment_at (d);
        BsView view = bs_view_default ();
        guint n_nodes = 0, n_forming = 0;
        g_autoptr (GHashTable) nodes = g_hash_table_new (NULL, NULL);

        view.zoom = 0.8 + 0.4 * zoom;
        cairo_surface_destroy (paint (&fixture, GRAPH_NODES, &style, 700, 520, &moment, &view));
        for (int y = 0; y < 520; y += 4)
          for (int x = 0; x < 700; x += 4)
            {
              guint32 node = pick_node (fixture.graph, 700, 520, &moment, 1, &view, x, y);

              if (node == G_MAXUINT32)
                continue;
              g_assert_cmpuint (node, <, fixture.trace->mini_batches[decision->mini_batch].n_nodes);
              /* Only what is there. */
              g_assert_cmpint (bs_trace_node_state (unpacked, node, d), !=, BS_NODE_ABSENT);
              if (g_hash_table_add (nodes, GUINT_TO_POINTER (node + 1)))
                {
                  n_nodes++;
                  n_forming += unpacked->node_decision[node] == d;
                }
            }
        g_assert_cmpuint (n_nodes, >, data == &trees ? 15 : 0);
        g_assert_cmpuint (n_forming, >=, 1);
      }
  tear_down (&fixture);
}

/* The end of the tray stays free for a button where one is announced. */
static void
test_tray_room (void)
{
  Fixture fixture;
  BsStyle style;
  BsView view = bs_view_default ();
  BsMoment moment = bs_moment_at (1);

  set_up (&fixture, &trees);
  bs_style_init (&style, FALSE);
  for (guint rtl = 0; rtl < 2; rtl++)
    for (int room = 0; room <= 240; room += 120)
      {
        cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 800, 500);
        cairo_t *cr = cairo_create (surface);
        guint n_picked = 0, n_covered = 0;
        BsGraphShow show = show_graph (GRAPH_NODES);

        style.right_to_left = rtl == 1;
        show.tray = MAX (room, 1);
        bs_graph_painter_draw (fixture.graph, cr, &style, 800, 500, &moment, &show, &view);
        cairo_destroy (cr);
        cairo_surface_destroy (surface);
        for (int x = 0; x < 800; x += 2)
          for (int y = 410; y < 490; y += 4)
            if (pick_node (fixture.graph, 800, 500, &moment, MAX (room, 1), &view, x, y)
                != G_MAXUINT32)
              {
                n_picked++;
                n_covered += rtl == 1 ? x < 12 + room : x > 788 - room;
              }
        g_assert_cmpuint (n_picked, >, 50);
        g_assert_cmpuint (n_covered, ==, 0);
      }
  tear_down (&fixture);
}

/* Of a batch that is spread over the depth of the graph, something is on screen. */
static void
test_batch_in_sight (void)
{
  Fixture fixture;
  BsView view = { 2.0, 0.0, 0.0, TRUE };

  set_up (&fixture, &mixed);
  for (guint32 d = 1; d <= fixture.trace->n_decisions; d += 3)
    {
      const BsTraceDecision *decision = bs_trace_decision (fixture.trace, d);
      g_autoptr (BsTraceGraph) unpacked = bs_trace_open_graph (fixture.trace, decision->mini_batch);
      const guint32 *node_decision = unpacked->node_decision;
      BsMoment moment = { d, d, 1.0, FALSE };
      guint n_members = 0;

      /* Above the tray, which would find its own. */
      for (double y = 4.0; y < 320.0 && n_members == 0; y += 6.0)
        for (double x = 4.0; x < 500.0 && n_members == 0; x += 6.0)
          {
            guint32 node = pick_node (fixture.graph, 500, 420, &moment, 1, &view, x, y);

            n_members += node != G_MAXUINT32 && node_decision[node] == d;
          }
      g_assert_cmpuint (n_members, ==, 1);
    }
  tear_down (&fixture);
}

/* What a view resolves to, drawn without following, is the same picture. */
static void
test_resolve (void)
{
  Fixture fixture;
  BsStyle style;

  set_up (&fixture, &trees);
  bs_style_init (&style, FALSE);
  for (guint picture = FSM_NEAR; picture <= GRAPH_TYPES; picture++)
    for (guint32 d = 1; d <= fixture.trace->n_decisions; d += 4)
      {
        BsMoment moment = bs_moment_at (d);
        BsGraphShow show = show_graph ((Picture) picture);
        BsView view = { 1.3, 0.0, 0.0, TRUE }, resolved;
        cairo_surface_t *a = paint (&fixture, (Picture) picture, &style, 500, 420, &moment, &view);
        cairo_surface_t *b;

        resolved = picture <= FSM_WHOLE
                       ? bs_fsm_painter_resolve (fixture.fsm, 500, 420, &moment,
                                                 fsm_options (picture == FSM_NEAR), &view)
                       : bs_graph_painter_resolve (fixture.graph, 500, 420, &moment, &show, &view);
        resolved.follow = FALSE;
        b = paint (&fixture, (Picture) picture, &style, 500, 420, &moment, &resolved);
        g_assert_true (same (a, b));
        cairo_surface_destroy (a);
        cairo_surface_destroy (b);
      }
  tear_down (&fixture);
}

/* Wherever a view is moved to, and however far it is zoomed, something of the picture shows. */
static void
test_moved_away (void)
{
  static const double zooms[] = { BS_VIEW_ZOOM_MIN / 4.0, 1.0, BS_VIEW_ZOOM_MAX * 4.0 };
  BsMoment moment = bs_moment_at (3);
  Fixture fixture;

  set_up (&fixture, &trees);
  for (guint mode = 0; mode < 4; mode++)
    for (guint k = 0; k < G_N_ELEMENTS (zooms); k++)
      for (guint corner = 0; corner < 4; corner++)
        {
          BsView view = { zooms[k], corner % 2 == 0 ? -1e9 : 1e9, corner < 2 ? -1e9 : 1e9, FALSE };
          BsView near, again;
          BsGraphShow show = show_graph (mode == 3 ? GRAPH_TYPES : GRAPH_NODES);

          near = mode < 2
                     ? bs_fsm_painter_resolve (fixture.fsm, 500, 420, &moment,
                                               fsm_options (mode == 0), &view)
                     : bs_graph_painter_resolve (fixture.graph, 500, 420, &moment, &show, &view);
          again = mode < 2
                      ? bs_fsm_painter_resolve (fixture.fsm, 500, 420, &moment,
                                                fsm_options (mode == 0), &near)
                      : bs_graph_painter_resolve (fixture.graph, 500, 420, &moment, &show, &near);
          g_assert_cmpfloat (near.zoom, >=, BS_VIEW_ZOOM_MIN);
          g_assert_cmpfloat (near.zoom, <=, BS_VIEW_ZOOM_MAX);
          g_assert_cmpfloat (fabs (near.x), <, 1e5);
          g_assert_cmpfloat (fabs (near.y), <, 1e5);
          g_assert_cmpfloat (again.x, ==, near.x);
          g_assert_cmpfloat (again.y, ==, near.y);
        }
  tear_down (&fixture);
}

/* Columns that leave at the left take no others with them. */
static void
test_types_moved (void)
{
  Fixture fixture;
  BsStyle style;
  BsMoment moment = bs_moment_at (1);
  guint least = G_MAXUINT, most = 0;

  set_up (&fixture, &trees);
  bs_style_init (&style, FALSE);
  for (double x = 150.0; x < 270.0; x += 4.0)
    {
      BsView view = { 2.0, x, 0.0, FALSE };
      cairo_surface_t *surface = paint (&fixture, GRAPH_TYPES, &style, 640, 420, &moment, &view);
      guint n = count_painted (surface);

      least = MIN (least, n);
      most = MAX (most, n);
      cairo_surface_destroy (surface);
    }
  g_test_message ("between %u and %u pixels", least, most);
  g_assert_cmpuint (least * 4, >, most * 3);
  tear_down (&fixture);
}

static void
test_strip (void)
{
  Fixture fixture;
  BsStyle style;
  guint32 n, range[2] = { 3, 7 };

  set_up (&fixture, &trees);
  bs_style_init (&style, FALSE);
  n = fixture.trace->n_decisions;
  g_assert_cmpuint (bs_strip_painter_pick (fixture.strip, 900, &style, NULL, -50), ==, 1);
  g_assert_cmpuint (bs_strip_painter_pick (fixture.strip, 900, &style, NULL, 5000), ==, n);
  g_assert_cmpuint (bs_strip_painter_pick (fixture.strip, 900, &style, range, -50), ==, 3);
  g_assert_cmpuint (bs_strip_painter_pick (fixture.strip, 900, &style, range, 5000), ==, 7);
  for (double x = 0.0; x < 900.0; x += 1.0)
    g_assert_cmpuint (bs_strip_painter_pick (fixture.strip, 900, &style, NULL, x), <=,
                      bs_strip_painter_pick (fixture.strip, 900, &style, NULL, x + 1.0));
  for (guint32 d = 1; d <= n; d++)
    {
      guint32 here[2] = { d, d };

      g_assert_cmpuint (bs_strip_painter_pick (fixture.strip, 900, &style, here, 450), ==, d);
    }
  tear_down (&fixture);
}

static void
test_words (void)
{
  Fixture fixture;

  set_up (&fixture, &trees);
  for (guint32 d = 1; d <= fixture.trace->n_decisions; d++)
    {
      g_autofree char *fsm = bs_fsm_painter_describe (fixture.fsm, d);
      g_autofree char *graph = bs_graph_painter_describe (fixture.graph, d, FALSE);
      g_autofree char *size = g_strdup_printf ("Batch %u forms of %u ", d,
                                               fixture.trace->decisions[d - 1].size);
      g_autofree char *number = g_strdup_printf ("Decision %u is in state ", d);

      g_assert_nonnull (strstr (graph, size));
      g_assert_nonnull (strstr (fsm, number));
    }
  tear_down (&fixture);
}

/* An edge is drawn once, however many outputs are read: as many edges are in the picture. */
static void
test_edges (void)
{
  BsFakeOptions options = trees;
  BsMoment moment = bs_moment_at (4);
  BsView view = bs_view_default ();
  cairo_surface_t *surfaces[2];
  BsStyle style;

  options.max_leaves = 80;
  bs_style_init (&style, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      Fixture fixture;

      options.twice = i > 0;
      set_up (&fixture, &options);
      surfaces[i] = paint (&fixture, GRAPH_NODES, &style, 1400, 1000, &moment, &view);
      tear_down (&fixture);
    }
  g_assert_true (same (surfaces[0], surfaces[1]));
  for (guint i = 0; i < 2; i++)
    cairo_surface_destroy (surfaces[i]);
}

static void
test_empty (void)
{
  BsFakeOptions options = trees;
  Fixture fixture;
  BsStyle style;

  options.n_mini_batches = 0;
  set_up (&fixture, &options);
  bs_style_init (&style, FALSE);
  for (guint picture = 0; picture < THUMBNAIL; picture++)
    {
      BsMoment moment = bs_moment_at (1);
      BsView view = bs_view_default ();
      cairo_surface_t *surface = paint (&fixture, (Picture) picture, &style, 400, 300, &moment,
                                        &view);

      g_assert_cmpuint (count_painted (surface), >, 50);
      cairo_surface_destroy (surface);
    }
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/painters/same/trees", &trees, test_same);
  g_test_add_data_func ("/painters/same/mixed", &mixed, test_same);
  g_test_add_data_func ("/painters/same/growing", &growing, test_same);
  g_test_add_data_func ("/painters/motion/trees", &trees, test_motion);
  g_test_add_data_func ("/painters/motion/mixed", &mixed, test_motion);
  g_test_add_data_func ("/painters/motion/growing", &growing, test_motion);
  g_test_add_data_func ("/painters/sizes/trees", &trees, test_sizes);
  g_test_add_data_func ("/painters/sizes/mixed", &mixed, test_sizes);
  g_test_add_func ("/painters/strange", test_strange);
  g_test_add_func ("/painters/pick/state", test_pick_state);
  g_test_add_data_func ("/painters/pick/node", &trees, test_pick_node);
  g_test_add_data_func ("/painters/pick/growing", &growing, test_pick_node);
  g_test_add_func ("/painters/tray-room", test_tray_room);
  g_test_add_func ("/painters/resolve", test_resolve);
  g_test_add_func ("/painters/batch-in-sight", test_batch_in_sight);
  g_test_add_func ("/painters/moved-away", test_moved_away);
  g_test_add_func ("/painters/types-moved", test_types_moved);
  g_test_add_func ("/painters/strip", test_strip);
  g_test_add_func ("/painters/words", test_words);
  g_test_add_func ("/painters/edges", test_edges);
  g_test_add_func ("/painters/empty", test_empty);

  return g_test_run ();
}
