/* SPDX-License-Identifier: Apache-2.0 */
/* The letter of a run among those compared. */
#include "config.h"

#include "viz/compare/run-badge.h"

#include "viz/marks.h"

const char *
bs_run_letter (char buffer[16], guint run)
{
  if (run < 26)
    g_snprintf (buffer, 16, "%c", 'A' + run);
  else
    g_snprintf (buffer, 16, "%c%u", 'A' + run % 26, run / 26 + 1);

  return buffer;
}

void
bs_run_badge_draw (cairo_t *cr, const BsStyle *style, guint run, double x, double y, double size)
{
  double edge = MAX (1.5, size / 14.0), text = size * (run < 26 ? 0.62 : 0.46);
  BsColor ink = style->foreground, paper = style->dark ? style->window : style->view;
  char letter[16];

  bs_rounded_rectangle (cr, x + edge / 2.0, y - size / 2.0 + edge / 2.0, size - edge, size - edge,
                        size * 0.2);
  bs_color_set (cr, run == 0 ? bs_color_with_alpha (ink, 0.14) : ink);
  cairo_fill_preserve (cr);
  bs_color_set (cr, run == 0 ? bs_color_with_alpha (ink, 0.62) : ink);
  cairo_set_line_width (cr, edge);
  cairo_stroke (cr);
  bs_text_draw (cr, style, bs_run_letter (letter, run), text, TRUE, BS_TEXT_CENTER, x + size / 2.0,
                y, run == 0 ? ink : paper);
}
