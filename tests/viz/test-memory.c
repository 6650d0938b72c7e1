/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures of memory. */
#include "config.h"

#include "tests/viz/draw-log.h"
#include "viz/marks.h"

static void
draw_marks (cairo_t *cr, double width, double height, gpointer user_data)
{
  BsStyle style;

  bs_style_init (&style, FALSE);
  bs_color_set (cr, style.accent);
  bs_rounded_rectangle (cr, 10.0, 10.0, 30.0, 20.0, 4.0);
  cairo_fill (cr);
  cairo_move_to (cr, 1.25, 2.0);
  cairo_curve_to (cr, 5.0, 2.0, 6.0, 7.0, 9.0, 9.0);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
  bs_text_draw (cr, &style, "b5 reads", 12.0, TRUE, BS_TEXT_CENTER, 20.0, 20.0, style.foreground);
}

static void
test_log (void)
{
  g_autofree char *log = draw_log_new (draw_marks, NULL, 100.0, 60.0);

  g_assert_cmpstr (log, ==,
                   "fill #3584e4 round 10 10 40 30\n"
                   "stroke #3584e4 2 M 1.3 2 C 9 9\n"
                   "text \"b5 reads\" center bold 12 #000000@80 20 20\n");
  g_assert_cmpuint (draw_log_count (log, "stroke"), ==, 1);
  g_assert_true (draw_log_has_text (log, "reads"));
  g_assert_false (draw_log_has_text (log, "writes"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();
  g_test_add_func ("/memory/log", test_log);

  return g_test_run ();
}
