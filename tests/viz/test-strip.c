/* SPDX-License-Identifier: Apache-2.0 */
/* The decision strip: what is drawn, as lists of operations; what is picked is what is drawn; a million
 * decisions cost what is on screen. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/viz/draw-log.h"
#include "tests/viz/fake-trace.h"
#include "viz/strip-painter.h"

typedef struct
{
  BsTrace *trace;
  BsStripPainter *painter;
  BsStyle style;
  BsMoment moment;
  BsStripMarks marks;
  guint32 range[2]; /* 0: all */
} Strip;

static void
set_up (Strip *self, guint32 n_mini_batches)
{
  BsFakeOptions options = { .kind = BS_FAKE_TREES,
                            .seed = 7,
                            .n_mini_batches = n_mini_batches,
                            .n_instances = 5,
                            .max_leaves = 12,
                            .encoding = BS_ENCODING_SORT };

  memset (self, 0, sizeof *self);
  self->trace = bs_fake_trace_new (&options);
  self->painter = bs_strip_painter_new (self->trace);
  bs_style_init (&self->style, FALSE);
  self->style.font = "Cantarell";
  self->moment = bs_moment_at (4);
}

static void
tear_down (Strip *self)
{
  bs_strip_painter_free (self->painter);
  bs_trace_unref (self->trace);
}

static void
set_marks (Strip *self, BsStripMarkKind kind, const guint32 *decisions, gsize n)
{
  self->marks.decisions[kind] = decisions;
  self->marks.n[kind] = n;
}

static void
draw (cairo_t *cr, double width, double height, gpointer user_data)
{
  Strip *self = user_data;

  bs_strip_painter_draw_marked (self->painter, cr, &self->style, width, height, &self->moment,
                                self->range[0] > 0 ? self->range : NULL, &self->marks);
}

/* The gap grows at each third decision. */
static gboolean
get_to_go (gpointer user_data, guint32 decision, guint32 *to_go)
{
  *to_go = 100 - decision + decision / 3;
  return decision <= *(const guint32 *) user_data;
}

static const guint32 breakpoints[] = { 2, 4, 5, 9 };
static const guint32 bookmarks[] = { 3, 9 };
static const guint32 matches[] = { 1, 4, 8 };
static const guint32 divergences[] = { 6 };

static void
set_all_marks (Strip *self)
{
  set_marks (self, BS_STRIP_BREAKPOINT, breakpoints, G_N_ELEMENTS (breakpoints));
  set_marks (self, BS_STRIP_BOOKMARK, bookmarks, G_N_ELEMENTS (bookmarks));
  set_marks (self, BS_STRIP_MATCH, matches, G_N_ELEMENTS (matches));
  set_marks (self, BS_STRIP_DIVERGENCE, divergences, G_N_ELEMENTS (divergences));
}

static void
test_goldens (void)
{
  Strip strip;

  set_up (&strip, 2);
  draw_log_check ("strip-plain", draw, &strip, 600, 166);
  set_all_marks (&strip);
  draw_log_check ("strip-marks", draw, &strip, 600, 166);
  draw_log_check ("strip-compact", draw, &strip, 400, 46);
  strip.marks.to_go = get_to_go;
  strip.marks.user_data = &strip.trace->n_decisions;
  strip.range[0] = 3;
  strip.range[1] = 10;
  strip.style.high_contrast = TRUE;
  draw_log_check ("strip-zoomed", draw, &strip, 500, 166);
  strip.style.right_to_left = TRUE;
  strip.style.text_scale = 1.5;
  draw_log_check ("strip-large-text", draw, &strip, 600, 260);
  tear_down (&strip);
}

/* In words, whatever the coordinates are. */
static void
test_words (void)
{
  Strip strip;
  g_autofree char *log = NULL, *above = NULL;
  guint32 bound = 0;

  set_up (&strip, 1);
  bound = strip.trace->mini_batches[0].lower_bound;
  log = draw_log_new (draw, &strip, 900, 166);
  above = strip.trace->n_decisions > bound
              ? g_strdup_printf ("%u above", strip.trace->n_decisions - bound)
              : g_strdup ("at the bound");
  g_assert_true (draw_log_has_text (log, above));
  g_assert_true (draw_log_has_text (log, "lower bound"));
  tear_down (&strip);

  g_clear_pointer (&log, g_free);
  set_up (&strip, 3);
  strip.moment = bs_moment_at (strip.trace->n_decisions);
  log = draw_log_new (draw, &strip, 1600, 166);
  g_assert_true (draw_log_has_text (log, "mini-batch 0: "));
  g_assert_true (draw_log_has_text (log, "mini-batch 1: "));
  tear_down (&strip);
}

/* The geometry that others line up with is that of the picture, and each bar picks itself. */
static void
test_pick (void)
{
  const double widths[] = { 40, 299, 600, 1440, 5000 };
  Strip strip;

  set_up (&strip, 4);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    for (guint zoomed = 0; zoomed < 2; zoomed++)
      {
        guint32 range[2] = { 5, 9 };
        BsStripGeometry geometry;

        bs_strip_geometry_init (&geometry, &strip.style, widths[i], 166, strip.trace->n_decisions,
                                zoomed ? range : NULL);
        g_assert_cmpuint (geometry.first, ==, zoomed ? 5 : 1);
        g_assert_cmpuint (geometry.last, ==, zoomed ? 9 : strip.trace->n_decisions);
        g_assert_cmpfloat (bs_strip_geometry_x (&geometry, geometry.last + 1.0), <=,
                           geometry.left + geometry.width + 0.001);
        for (guint32 d = geometry.first; d <= geometry.last; d++)
          {
            double x = bs_strip_geometry_x (&geometry, d + 0.5);

            g_assert_cmpuint (bs_strip_geometry_pick (&geometry, x), ==, d);
            g_assert_cmpuint (bs_strip_painter_pick (strip.painter, widths[i], &strip.style,
                                                     zoomed ? range : NULL, x),
                              ==, d);
          }
        g_assert_cmpuint (bs_strip_geometry_pick (&geometry, -1e9), ==, geometry.first);
        g_assert_cmpuint (bs_strip_geometry_pick (&geometry, NAN), ==, geometry.first);
        g_assert_cmpuint (bs_strip_geometry_pick (&geometry, 1e9), ==, geometry.last);
      }
  tear_down (&strip);
}

/* Every mark is found where it is drawn, dense or not, and none is lost or counted twice. */
static void
test_marks (void)
{
  const guint32 n = 100000;
  g_autofree guint32 *decisions = g_new (guint32, n);
  const guint32 ranges[][2] = { { 1, 100000 }, { 500, 700 }, { 99000, 100000 }, { 1, 20 } };
  BsStripMarks marks = { .n = { 0 } };
  BsStyle style;
  gsize n_marks = 0;

  bs_style_init (&style, FALSE);
  for (guint32 d = 1; d <= n; d++)
    if (d % 7 == 0 || (d > 5000 && d < 9000) || d == n)
      decisions[n_marks++] = d;
  for (guint kind = 0; kind < BS_N_STRIP_MARKS; kind++)
    {
      marks.decisions[kind] = decisions;
      marks.n[kind] = n_marks;
    }
  for (guint r = 0; r < G_N_ELEMENTS (ranges); r++)
    for (guint kind = 0; kind < BS_N_STRIP_MARKS; kind++)
      {
        BsStripGeometry geometry;
        BsStripMark mark, picked;
        guint32 expected = 0, seen = 0, last = 0, drawn = 0;

        bs_strip_geometry_init (&geometry, &style, 1440, 166, n, ranges[r]);
        for (gsize i = 0; i < n_marks; i++)
          expected += decisions[i] >= ranges[r][0] && decisions[i] <= ranges[r][1];
        for (gsize place = 0; bs_strip_marks_next (&marks, &style, &geometry, kind, &place, &mark);)
          {
            g_assert_cmpuint (mark.first, >, last);
            g_assert_cmpuint (mark.last, <=, ranges[r][1]);
            last = mark.last;
            seen += mark.count;
            drawn++;
            g_assert_cmpfloat (mark.x, >=, geometry.left);
            g_assert_cmpfloat (mark.x, <=, geometry.left + geometry.width);
            if (kind != BS_STRIP_MATCH)
              {
                g_assert_true (
                    bs_strip_marks_pick (&marks, &style, &geometry, mark.x, mark.y, &picked));
                g_assert_cmpfloat (fabs (picked.x - mark.x), <=, 8.0);
              }
          }
        g_assert_cmpuint (seen, ==, expected);
        g_assert_cmpuint (drawn, <=, kind == BS_STRIP_MATCH ? 1500 : 260);
      }
}

/* A million decisions: made up of one that was recorded. */
static void
test_many (void)
{
  const guint32 n = 1000000;
  g_autofree guint32 *all = g_new (guint32, n);
  g_autofree char *small = NULL, *large = NULL, *zoomed = NULL;
  Strip strip;
  BsTraceDecision *decisions, *own;
  guint32 n_own, m_decisions;

  set_up (&strip, 1);
  small = draw_log_new (draw, &strip, 1440, 166);
  bs_strip_painter_free (strip.painter);

  own = strip.trace->decisions;
  n_own = strip.trace->n_decisions;
  m_decisions = strip.trace->mini_batches[0].n_decisions;
  decisions = g_new (BsTraceDecision, n);
  for (guint32 i = 0; i < n; i++)
    {
      decisions[i] = own[i % n_own];
      all[i] = i + 1;
    }
  strip.trace->decisions = decisions;
  strip.trace->n_decisions = strip.trace->mini_batches[0].n_decisions = n;
  strip.painter = bs_strip_painter_new (strip.trace);
  for (guint kind = 0; kind < BS_N_STRIP_MARKS; kind++)
    set_marks (&strip, kind, all, n);
  strip.moment = bs_moment_at (777777);
  large = draw_log_new (draw, &strip, 1440, 166);
  g_assert_cmpuint (strlen (large), <, 400000);
  g_assert_true (draw_log_has_text (large, "777"));
  strip.range[0] = 777700;
  strip.range[1] = 777900;
  zoomed = draw_log_new (draw, &strip, 1440, 166);
  g_assert_cmpuint (strlen (zoomed), <, 400000);

  bs_strip_painter_free (strip.painter);
  strip.trace->decisions = own;
  strip.trace->n_decisions = n_own;
  strip.trace->mini_batches[0].n_decisions = m_decisions;
  strip.painter = bs_strip_painter_new (strip.trace);
  g_free (decisions);
  tear_down (&strip);
}

/* Nothing is too small, too large or too odd. */
static void
test_sizes (void)
{
  const double sizes[] = { 0, 1, 7, 46, 90, 166, 4000 };
  Strip strip;

  set_up (&strip, 2);
  set_all_marks (&strip);
  for (guint w = 0; w < G_N_ELEMENTS (sizes); w++)
    for (guint h = 0; h < G_N_ELEMENTS (sizes); h++)
      for (guint scale = 1; scale <= 3; scale++)
        {
          cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);
          cairo_t *cr = cairo_create (surface);

          strip.style.text_scale = scale;
          strip.range[0] = h % 2 == 0 ? 0 : G_MAXUINT32 - 3;
          strip.range[1] = G_MAXUINT32;
          draw (cr, sizes[w], sizes[h], &strip);
          g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
          cairo_destroy (cr);
          cairo_surface_destroy (surface);
        }
  tear_down (&strip);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();

  g_test_add_func ("/viz/strip/goldens", test_goldens);
  g_test_add_func ("/viz/strip/words", test_words);
  g_test_add_func ("/viz/strip/pick", test_pick);
  g_test_add_func ("/viz/strip/marks", test_marks);
  g_test_add_func ("/viz/strip/many", test_many);
  g_test_add_func ("/viz/strip/sizes", test_sizes);
  return g_test_run ();
}
