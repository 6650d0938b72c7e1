/* SPDX-License-Identifier: Apache-2.0 */
/* The marks of pictures of memory. */
#include "config.h"

#include "viz/memory/memory-marks.h"

#include <math.h>

#define LABEL_SIZE 12.0
#define HEAD 6.0
#define FATE 6.5

static const double dashed[] = { 6.0, 3.0 };
static const double outside[] = { 3.0, 2.4 };

/* In a line of its own size, smaller where it is too long. */
static void
draw_label (cairo_t *cr, const BsStyle *style, const char *label, double size, gboolean bold,
            double x, double y, double room, BsColor color)
{
  double width = bs_text_width (style, label, size, bold);

  if (width > room)
    size = MAX (size * room / width, size * 0.6);
  bs_text_draw_within (cr, style, label, size, bold, BS_TEXT_CENTER, x, y, room + 4.0, color);
}

static BsColor
get_fill (const BsStyle *style, BsCellLook look)
{
  double wash = style->high_contrast ? 0.3 : style->dark ? 0.26 : 0.12;

  switch (look)
    {
    case BS_CELL_WRITTEN:
      return style->accent;
    case BS_CELL_READ:
    case BS_CELL_TRIED:
      return bs_color_mix (style->card, style->accent, wash);
    case BS_CELL_OUTSIDE:
      return bs_color_with_alpha (style->window, 1.0);
    case BS_CELL_PLAIN:
    default:
      return bs_color_mix (style->card, bs_color_with_alpha (style->foreground, 1.0), 0.02);
    }
}

void
bs_memory_cell_draw (cairo_t *cr, const BsStyle *style, const char *label, BsCellLook look,
                     gboolean focused, double x, double y, double alpha)
{
  gboolean marked = look == BS_CELL_READ || look == BS_CELL_WRITTEN;
  BsColor text = style->foreground,
          line = bs_color_with_alpha (style->foreground, style->high_contrast ? 0.6 : 0.2);
  BsColor white = { 1.0, 1.0, 1.0, 1.0 };

  if (marked || look == BS_CELL_TRIED)
    line = style->accent;
  bs_rounded_rectangle (cr, x - BS_MEMORY_CELL / 2.0 + 0.5, y - BS_MEMORY_HEIGHT / 2.0 + 0.5,
                        BS_MEMORY_CELL - 1.0, BS_MEMORY_HEIGHT - 1.0, 4.0);
  bs_color_set (cr, bs_color_with_alpha (get_fill (style, look), alpha));
  cairo_fill_preserve (cr);
  if (look == BS_CELL_OUTSIDE)
    cairo_set_dash (cr, outside, 2, 0.0);
  cairo_set_line_width (cr, marked ? 1.5 : 1.0);
  bs_color_set (cr, bs_color_with_alpha (line, alpha));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  if (focused)
    {
      bs_rounded_rectangle (cr, x - BS_MEMORY_CELL / 2.0 - 2.5, y - BS_MEMORY_HEIGHT / 2.0 - 2.5,
                            BS_MEMORY_CELL + 5.0, BS_MEMORY_HEIGHT + 5.0, 6.0);
      cairo_set_line_width (cr, 2.0);
      bs_color_set (cr, style->accent_text);
      cairo_stroke (cr);
    }
  draw_label (cr, style, label, LABEL_SIZE, marked, x, y, BS_MEMORY_CELL - 5.0,
              bs_color_with_alpha (look == BS_CELL_WRITTEN ? white : text, alpha));
}

void
bs_memory_slot_draw (cairo_t *cr, const BsStyle *style, const char *label, BsStyleMark mark,
                     double x, double y, double width, double alpha)
{
  BsColor color = bs_color_with_alpha (bs_style_mark_color (style, mark), alpha);

  bs_rounded_rectangle (cr, x - width / 2.0 + 0.5, y - BS_MEMORY_BLOCK / 2.0 + 0.5, width - 1.0,
                        BS_MEMORY_BLOCK - 1.0, 3.0);
  bs_color_set (cr, bs_color_with_alpha (style->view, alpha));
  cairo_fill_preserve (cr);
  bs_color_set (cr, color);
  cairo_set_line_width (cr, 1.2);
  cairo_stroke (cr);
  draw_label (cr, style, label, 10.0, TRUE, x, y, width - 3.0, color);
}

void
bs_memory_fate_draw (cairo_t *cr, const BsStyle *style, double x1, double x2, double y,
                     gboolean kept)
{
  const BsColor white = { 1.0, 1.0, 1.0, 1.0 }, black = { 0.1, 0.1, 0.1, 1.0 };
  BsColor color = bs_style_mark_color (style, kept ? BS_MARK_ACCEPTED : BS_MARK_REJECTED);
  double x = (x1 + x2) / 2.0, top = y - BS_MEMORY_HEIGHT / 2.0 - 3.0;

  bs_rounded_rectangle (cr, x1, top, x2 - x1, BS_MEMORY_HEIGHT + 6.0, 6.0);
  bs_color_set (cr, bs_color_with_alpha (color, style->dark ? 0.3 : 0.14));
  cairo_fill_preserve (cr);
  bs_color_set (cr, color);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, top, FATE, 0.0, 2.0 * G_PI);
  cairo_close_path (cr);
  cairo_fill (cr);
  if (kept)
    {
      cairo_move_to (cr, x - 3.4, top + 0.2);
      cairo_line_to (cr, x - 0.9, top + 2.8);
      cairo_line_to (cr, x + 3.6, top - 2.6);
    }
  else
    {
      cairo_move_to (cr, x - 2.7, top - 2.7);
      cairo_line_to (cr, x + 2.7, top + 2.7);
      cairo_move_to (cr, x + 2.7, top - 2.7);
      cairo_line_to (cr, x - 2.7, top + 2.7);
    }
  bs_color_set (cr, style->dark ? black : white);
  cairo_stroke (cr);
}

void
bs_memory_bracket_draw (cairo_t *cr, const BsStyle *style, double x1, double x2, double middle,
                        double y, const char *text, BsColor color)
{
  double left = MIN (x1, x2), right = MAX (x1, x2),
         half = bs_text_width (style, text, 11.0, TRUE) / 2.0;

  /* Arrows go below the words. */
  cairo_rectangle (cr, middle - half - 2.0, y + 2.0, 2.0 * half + 4.0, 14.0);
  bs_color_set (cr, style->window);
  cairo_fill (cr);

  cairo_move_to (cr, left, y - 5.0);
  cairo_line_to (cr, left, y);
  cairo_line_to (cr, right, y);
  cairo_line_to (cr, right, y - 5.0);
  cairo_set_line_width (cr, 1.5);
  bs_color_set (cr, color);
  cairo_stroke (cr);
  bs_text_draw (cr, style, text, 11.0, TRUE, BS_TEXT_CENTER, middle, y + 9.0, color);
}

void
bs_memory_arrow_draw (cairo_t *cr, const BsStyle *style, double x1, double y1, double x2, double y2,
                      BsStyleMark mark, double alpha)
{
  double side = y2 > y1 ? 1.0 : -1.0, bend = MAX (fabs (y2 - y1) * 0.5, 8.0);

  bs_color_set (cr, bs_color_with_alpha (bs_style_mark_color (style, mark), alpha));
  cairo_move_to (cr, x1, y1);
  cairo_curve_to (cr, x1, y1 + side * bend, x2, y2 - side * bend, x2, y2 - side * HEAD * 0.6);
  cairo_set_line_width (cr, style->high_contrast ? 2.4 : 2.0);
  if (mark == BS_MARK_SCATTER)
    cairo_set_dash (cr, dashed, 2, 0.0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  bs_arrow_head (cr, x2, y2, 0.0, side, HEAD);
}

void
bs_memory_text_draw (cairo_t *cr, const BsStyle *style, const char *text, double size,
                     gboolean bold, BsTextAlign align, double x, double y, BsColor color)
{
  if (style->right_to_left && align != BS_TEXT_CENTER)
    align = align == BS_TEXT_LEFT ? BS_TEXT_RIGHT : BS_TEXT_LEFT;
  bs_text_draw (cr, style, text, size, bold, align, x, y, color);
}
