/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts of two runs as bars in pairs. */
#include "config.h"

#include "viz/compare/pairs-painter.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "viz/marks.h"

#define ROW 38.0
#define BAR 10.0
#define CHIP 18.0
#define PAD 12.0

static double
row_height (const BsStyle *style)
{
  return ROW * CLAMP (style->text_scale, 0.8, 4.0);
}

double
bs_pairs_height (const GPtrArray *pairs, const BsStyle *style)
{
  return MAX (pairs->len, 1) * row_height (style) + 12.0;
}

guint
bs_pairs_pick (const GPtrArray *pairs, const BsStyle *style, double y)
{
  double row = floor ((y - 6.0) / row_height (style));

  return row >= 0 && row < pairs->len ? (guint) row : G_MAXUINT;
}

char *
bs_pair_describe (const BsPair *pair)
{
  return g_strdup_printf (_ ("%s: %s before, %s now, %s %s"), pair->name,
                          pair->base != NULL ? pair->base : _ ("unknown"),
                          pair->value != NULL ? pair->value : _ ("unknown"),
                          pair->difference != NULL ? pair->difference : "",
                          bs_verdict_to_text (pair->verdict));
}

typedef struct
{
  double name, names, bars, bars_width, numbers, differences;
  double most;
} Columns;

static double
text_width (const BsStyle *style, const char *text, double size, gboolean bold)
{
  return text != NULL ? bs_text_width (style, text, size, bold) : 0.0;
}

static Columns
lay_out (const GPtrArray *pairs, const BsStyle *style, double width)
{
  double scale = CLAMP (style->text_scale, 0.5, 4.0);
  Columns columns = { .name = PAD + CHIP * scale + 8.0, .most = 0.0 };

  for (guint i = 0; i < MIN (pairs->len, 400); i++)
    {
      const BsPair *pair = pairs->pdata[i];

      if (pair->type == BS_PAIR_NO_TYPE)
        columns.name = PAD;
      columns.most = MAX (columns.most, MAX (pair->base != NULL ? pair->measure.base : 0.0,
                                             pair->value != NULL ? pair->measure.value : 0.0));
      columns.names = MAX (columns.names, text_width (style, pair->name, 12.5 * scale, FALSE));
      columns.numbers = MAX (columns.numbers,
                             MAX (text_width (style, pair->base, 11.5 * scale, FALSE),
                                  text_width (style, pair->value, 11.5 * scale, TRUE)));
      columns.differences = MAX (columns.differences,
                                 text_width (style, pair->difference, 12.5 * scale, TRUE));
    }
  columns.names = MIN (columns.names, width * 0.3);
  columns.bars = columns.name + columns.names + 14.0;
  columns.bars_width = MAX (
      width - columns.bars - columns.numbers - columns.differences - 6.0 - 18.0 - PAD, 8.0);

  return columns;
}

static BsColor
verdict_color (const BsStyle *style, BsVerdict verdict)
{
  if (verdict == BS_VERDICT_BETTER)
    return bs_style_mark_color (style, BS_MARK_ACCEPTED);
  if (verdict == BS_VERDICT_WORSE)
    return bs_style_mark_color (style, BS_MARK_REJECTED);

  return bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : 0.65);
}

static void
draw_bar (cairo_t *cr, const BsStyle *style, guint type, double x, double y, double width,
          double height, gboolean filled)
{
  BsColor color = type != BS_PAIR_NO_TYPE ? bs_style_type_color (style, type)
                                          : bs_color_with_alpha (style->foreground, 0.62);

  if (filled)
    {
      bs_rounded_rectangle (cr, x, y, width, height, 1.5);
      if (type != BS_PAIR_NO_TYPE)
        bs_fill_type (cr, style, type, 1.0);
      else
        {
          bs_color_set (cr, color);
          cairo_fill (cr);
        }
      return;
    }
  bs_rounded_rectangle (cr, x + 0.6, y + 0.6, MAX (width - 1.2, 0.4), height - 1.2, 1.5);
  bs_color_set (cr, bs_color_with_alpha (color, 0.14));
  cairo_fill_preserve (cr);
  bs_color_set (cr, color);
  cairo_set_line_width (cr, 1.2);
  cairo_stroke (cr);
}

/* The bar of one run with its number: mirrored where people read from the right. */
static void
draw_run (cairo_t *cr, const BsStyle *style, const BsPair *pair, const Columns *columns,
          double width, double y, gboolean is_base)
{
  double scale = CLAMP (style->text_scale, 0.5, 4.0), height = BAR * MAX (scale, 1.0);
  double amount = is_base ? pair->measure.base : pair->measure.value;
  const char *text = is_base ? pair->base : pair->value;
  double length = text != NULL && columns->most > 0
                      ? MAX (columns->bars_width * amount / columns->most, 1.5)
                      : 0.0;
  gboolean mirrored = style->right_to_left;
  double at = columns->bars + length + 6.0;

  if (length > 0.0 && amount > 0)
    draw_bar (cr, style, pair->type, mirrored ? width - columns->bars - length : columns->bars,
              y - height / 2.0, length, height, !is_base);
  bs_text_draw (
      cr, style, text != NULL ? text : "\342\200\223", 11.5 * scale, !is_base,
      mirrored ? BS_TEXT_RIGHT : BS_TEXT_LEFT, mirrored ? width - at : at, y,
      bs_color_with_alpha (style->foreground, style->high_contrast || !is_base ? 1.0 : 0.68));
}

void
bs_pairs_draw (const GPtrArray *pairs, const BsTypeTable *types, cairo_t *cr, const BsStyle *style,
               double width, double height)
{
  Columns columns = lay_out (pairs, style, width);
  double scale = CLAMP (style->text_scale, 0.5, 4.0), row = row_height (style);
  double chip = CHIP * scale, bar = BAR * MAX (scale, 1.0);
  gboolean mirrored = style->right_to_left;

  if (pairs->len == 0)
    bs_text_draw_within (cr, style, _ ("Not known: nothing of it was measured in both"),
                         12.5 * scale, FALSE, BS_TEXT_CENTER, width / 2.0, height / 2.0,
                         width - 24.0, bs_color_with_alpha (style->foreground, 0.7));
  for (guint i = 0; i < pairs->len; i++)
    {
      const BsPair *pair = pairs->pdata[i];
      double y = 6.0 + (i + 0.5) * row;

      if (y - row > height)
        break;
      if (pair->type != BS_PAIR_NO_TYPE)
        bs_chip_draw (cr, style, types, pair->type, mirrored ? width - PAD - chip : PAD, y, chip,
                      TRUE, 1.0);
      bs_text_draw_within (cr, style, pair->name, 12.5 * scale, FALSE,
                           mirrored ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                           mirrored ? width - columns.name : columns.name, y, columns.names + 2.0,
                           style->foreground);
      draw_run (cr, style, pair, &columns, width, y - bar / 2.0 - 1.5, TRUE);
      draw_run (cr, style, pair, &columns, width, y + bar / 2.0 + 1.5, FALSE);
      if (pair->difference != NULL)
        bs_text_draw (cr, style, pair->difference, 12.5 * scale,
                      pair->verdict == BS_VERDICT_BETTER || pair->verdict == BS_VERDICT_WORSE,
                      mirrored ? BS_TEXT_LEFT : BS_TEXT_RIGHT, mirrored ? PAD : width - PAD, y,
                      verdict_color (style, pair->verdict));
    }
}
