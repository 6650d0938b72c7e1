/* SPDX-License-Identifier: Apache-2.0 */
/* Charts of documents: bars a category, shaded cells, lines. */
#include "config.h"

#include "viz/report/chart-painter.h"

#include <math.h>

#include "viz/marks.h"
#include "viz/text.h"

#define ROW 23.0  /* at text scale 1, as all that follows */
#define TEXT 12.0 /* size of letters */
#define CHIP 14.0
#define LINES_HEIGHT 190.0
#define LEGEND 24.0
#define AXIS 36.0 /* below lines: numbers, and what they are */

static BsColor
dim (const BsStyle *style, double alpha)
{
  return bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : alpha);
}

double
bs_chart_height (const BsChart *chart, const BsStyle *style)
{
  guint n = bs_chart_get_n_rows (chart);
  double rows = ROW * MAX (n, 1);

  if (chart->kind == BS_CHART_LINES)
    return LINES_HEIGHT * style->text_scale;

  return ((chart->kind == BS_CHART_MATRIX ? ROW + LEGEND : 4.0) + rows) * style->text_scale;
}

/* Room for the names of rows, with their marks. */
static double
names_width (const BsChart *chart, const BsStyle *style, double width)
{
  double scale = style->text_scale, widest = 0.0;

  for (guint i = 0; i < bs_chart_get_n_rows (chart); i++)
    widest = MAX (widest,
                  bs_text_width (style, g_ptr_array_index (chart->rows, i), TEXT * scale, FALSE)
                      + (g_array_index (chart->row_types, guint, i) != BS_NO_TYPE
                             ? (CHIP + 7.0) * scale
                             : 0.0));

  return MIN (ceil (widest), width * 0.3);
}

static void
draw_name (const BsChart *chart, const BsTypeTable *types, cairo_t *cr, const BsStyle *style,
           guint row, double y, double width)
{
  guint type = g_array_index (chart->row_types, guint, row);
  double scale = style->text_scale, x = 0.0;

  if (type != BS_NO_TYPE)
    {
      bs_chip_draw (cr, style, types, type, 0.0, y, CHIP * scale, TRUE, 1.0);
      x = (CHIP + 7.0) * scale;
    }
  bs_text_draw_within (cr, style, g_ptr_array_index (chart->rows, row), TEXT * scale, FALSE,
                       BS_TEXT_LEFT, x, y, width - x, style->foreground);
}

/* A bar that is round only where it ends. */
static void
bar_path (cairo_t *cr, double x, double y, double width, double height)
{
  double r = MIN (3.0, MIN (width, height / 2.0));

  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + width - r, y);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0.0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0.0, G_PI_2);
  cairo_line_to (cr, x, y + height);
  cairo_close_path (cr);
}

static void
draw_bars (const BsChart *chart, const BsTypeTable *types, cairo_t *cr, const BsStyle *style,
           double width)
{
  guint n = bs_chart_get_n_rows (chart);
  double scale = style->text_scale, names = names_width (chart, style, width), most = 0.0;
  double left = names + 12.0 * scale, values = 0.0, full;
  gboolean marked = chart->series->len > 1;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      double value = bs_chart_get_value (chart, i, 0), mark = bs_chart_get_value (chart, i, 1);
      g_autofree char *text = bs_chart_value_text (chart, value);
      char *whole = NULL;

      if (marked)
        {
          g_autofree char *other = bs_chart_value_text (chart, mark);

          whole = g_strdup_printf ("%s / %s", text, other);
        }
      else
        whole = g_steal_pointer (&text);
      g_ptr_array_add (texts, whole);
      values = MAX (values, bs_text_width (style, whole, TEXT * scale, FALSE));
      most = MAX (most, !isfinite (value) ? 0.0 : value);
      most = marked && isfinite (mark) ? MAX (most, mark) : most;
    }
  full = MAX (width - left - values - 10.0 * scale, 10.0);

  for (guint i = 0; i < n; i++)
    {
      double value = bs_chart_get_value (chart, i, 0), mark = bs_chart_get_value (chart, i, 1);
      double y = (2.0 + (i + 0.5) * ROW) * scale;
      guint type = g_array_index (chart->row_types, guint, i);
      double length = most > 0.0 && isfinite (value) && value > 0.0 ? MAX (full * value / most, 1.0)
                                                                    : 0.0,
             end;

      draw_name (chart, types, cr, style, i, y, names);
      cairo_rectangle (cr, left, y - 6.5 * scale, 0.75, 13.0 * scale);
      bs_color_set (cr, dim (style, 0.3));
      cairo_fill (cr);
      if (length > 0.0)
        {
          bar_path (cr, left, y - 6.5 * scale, length, 13.0 * scale);
          if (type != BS_NO_TYPE)
            bs_fill_type (cr, style, type, 1.0);
          else
            {
              bs_color_set (cr, style->accent);
              cairo_fill (cr);
            }
        }
      end = left + length;
      if (marked && isfinite (mark) && mark > 0.0)
        {
          double at = left + full * mark / most;

          /* A line with a halo, so that it shows on the bar and beside it. */
          cairo_rectangle (cr, at - 2.25, y - 9.0 * scale, 4.5, 18.0 * scale);
          bs_color_set (cr, style->window);
          cairo_fill (cr);
          cairo_rectangle (cr, at - 1.0, y - 9.0 * scale, 2.0, 18.0 * scale);
          bs_color_set (cr, style->foreground);
          cairo_fill (cr);
          end = MAX (end, at + 2.0);
        }
      bs_text_draw (cr, style, g_ptr_array_index (texts, i), TEXT * scale, FALSE, BS_TEXT_LEFT,
                    end + 8.0 * scale, y, dim (style, 0.85));
    }
}

static void
draw_matrix (const BsChart *chart, const BsTypeTable *types, cairo_t *cr, const BsStyle *style,
             double width)
{
  guint n = bs_chart_get_n_rows (chart), n_columns = MAX (chart->series->len, 1);
  double scale = style->text_scale, names = names_width (chart, style, width), most = 0.0;
  double left = names + 12.0 * scale, pitch = (width - left) / n_columns, top = ROW * scale;

  for (guint i = 0; i < chart->values->len; i++)
    most = MAX (most, !isfinite (g_array_index (chart->values, double, i))
                          ? 0.0
                          : g_array_index (chart->values, double, i));
  for (guint j = 0; j < chart->series->len; j++)
    bs_text_draw_within (cr, style, g_ptr_array_index (chart->series, j), TEXT * scale, FALSE,
                         BS_TEXT_CENTER, left + (j + 0.5) * pitch, top - ROW * scale * 0.5,
                         pitch - 4.0, dim (style, 0.7));
  for (guint i = 0; i < n; i++)
    {
      double y = top + (i + 0.5) * ROW * scale;

      draw_name (chart, types, cr, style, i, y, names);
      for (guint j = 0; j < chart->series->len; j++)
        {
          double value = bs_chart_get_value (chart, i, j), x = left + j * pitch, share;
          g_autofree char *text = NULL;

          bs_rounded_rectangle (cr, x + 1.5, y - ROW * scale / 2.0 + 1.5, pitch - 3.0,
                                ROW * scale - 3.0, 3.0);
          if (!isfinite (value))
            {
              bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.035));
              cairo_fill (cr);
              continue;
            }
          /* Areas are seen about as their roots. */
          share = most > 0.0 ? sqrt (CLAMP (value / most, 0.0, 1.0)) : 0.0;
          bs_color_set (cr, bs_color_with_alpha (style->accent, 0.08 + 0.87 * share));
          cairo_fill (cr);
          text = bs_chart_value_text (chart, value);
          bs_text_draw_within (cr, style, text, (TEXT - 1.0) * scale, FALSE, BS_TEXT_CENTER,
                               x + pitch / 2.0, y, pitch - 5.0, style->foreground);
        }
    }
  if (chart->x_title != NULL)
    bs_text_draw_within (cr, style, chart->x_title, (TEXT - 1.0) * scale, FALSE, BS_TEXT_CENTER,
                         left + (width - left) / 2.0, top + n * ROW * scale + LEGEND * scale * 0.5,
                         width - left, dim (style, 0.7));
}

/* A step of 1, 2 or 5 times a power of ten, of which at most @n fit. */
static double
nice_step (double range, guint n)
{
  static const double factors[] = { 2.0, 2.5, 2.0 };
  double step = pow (10.0, floor (log10 (MAX (range, 1e-9) / n)));

  for (guint i = 0; i < G_N_ELEMENTS (factors) && range / step > n; i++)
    step *= factors[i];

  return MAX (step, 1.0);
}

/* What lines are drawn in. */
typedef struct
{
  double left, top, right, bottom;
  double x0, x1, y0, y1;
} Plot;

static double
plot_x (const Plot *plot, double x)
{
  return plot->left
         + (plot->x1 > plot->x0 ? (x - plot->x0) / (plot->x1 - plot->x0) : 0.5)
               * (plot->right - plot->left);
}

static double
plot_y (const Plot *plot, double y)
{
  return plot->bottom - (y - plot->y0) / (plot->y1 - plot->y0) * (plot->bottom - plot->top);
}

static void
draw_axes (const BsChart *chart, cairo_t *cr, const BsStyle *style, const Plot *plot, double y_step)
{
  double scale = style->text_scale, size = (TEXT - 1.0) * scale;
  double x_step = nice_step (plot->x1 - plot->x0, 6);

  for (double y = plot->y0; y <= plot->y1 * 1.0001; y += y_step)
    {
      g_autofree char *text = bs_chart_value_text (chart, y);

      cairo_rectangle (cr, plot->left, rint (plot_y (plot, y)) - 0.5, plot->right - plot->left,
                       0.75);
      bs_color_set (cr, dim (style, y > plot->y0 ? 0.12 : 0.4));
      cairo_fill (cr);
      bs_text_draw (cr, style, text, size, FALSE, BS_TEXT_RIGHT, plot->left - 7.0 * scale,
                    plot_y (plot, y), dim (style, 0.7));
    }
  for (double x = ceil (plot->x0 / x_step) * x_step; x <= plot->x1; x += x_step)
    {
      char number[40];

      bs_text_number (number, (guint64) MAX (x, 0.0));
      cairo_rectangle (cr, plot_x (plot, x) - 0.375, plot->bottom, 0.75, 4.0);
      bs_color_set (cr, dim (style, 0.4));
      cairo_fill (cr);
      bs_text_draw (cr, style, number, size, FALSE, BS_TEXT_CENTER, plot_x (plot, x),
                    plot->bottom + 12.0 * scale, dim (style, 0.7));
    }
  if (chart->x_title != NULL)
    bs_text_draw (cr, style, chart->x_title, size, FALSE, BS_TEXT_RIGHT, plot->right,
                  plot->bottom + 27.0 * scale, dim (style, 0.7));
}

static void
set_line (cairo_t *cr, const BsStyle *style, guint series)
{
  static const double dashes[] = { 5.0, 3.0 };

  cairo_set_line_width (cr, 1.75);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, dashes, series % 2 == 1 ? 2 : 0, 0.0);
  bs_color_set (cr, series % 2 == 1 ? dim (style, 0.85) : style->accent);
}

static void
draw_line (const BsChart *chart, cairo_t *cr, const BsStyle *style, const Plot *plot, guint series)
{
  double last = plot->left;
  gboolean open = FALSE;

  for (guint i = 0; i < bs_chart_get_n_rows (chart); i++)
    {
      double value = bs_chart_get_value (chart, i, series);
      double x = plot_x (plot, g_array_index (chart->x, double, i)), y;

      if (!isfinite (value))
        {
          open = FALSE;
          continue;
        }
      y = plot_y (plot, value);
      if (open)
        cairo_line_to (cr, x, y);
      else
        cairo_move_to (cr, x, y);
      open = TRUE;
      last = x;
    }
  if (!cairo_has_current_point (cr))
    return;
  /* The first line is what it is about: its area is shaded, where it begins at 0. */
  if (series == 0 && open && plot->y0 == 0.0)
    {
      cairo_path_t *path = cairo_copy_path (cr);

      cairo_line_to (cr, last, plot->bottom);
      cairo_line_to (cr, plot_x (plot, g_array_index (chart->x, double, 0)), plot->bottom);
      cairo_close_path (cr);
      bs_color_set (cr, bs_color_with_alpha (style->accent, 0.12));
      cairo_fill (cr);
      cairo_append_path (cr, path);
      cairo_path_destroy (path);
    }
  set_line (cr, style, series);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
}

static void
draw_lines (const BsChart *chart, const BsTypeTable *types, cairo_t *cr, const BsStyle *style,
            double width, double height)
{
  double scale = style->text_scale, step, x = 0.0, labels = 0.0, least = G_MAXDOUBLE;
  guint n = bs_chart_get_n_rows (chart);
  Plot plot = { .top = LEGEND * scale + 6.0,
                .right = width - 16.0 * scale,
                .bottom = height - AXIS * scale,
                .x0 = n > 0 ? g_array_index (chart->x, double, 0) : 0.0,
                .x1 = n > 0 ? g_array_index (chart->x, double, n - 1) : 1.0 };

  for (guint i = 0; i < chart->values->len; i++)
    {
      double value = g_array_index (chart->values, double, i);

      plot.y1 = !isfinite (value) ? plot.y1 : MAX (plot.y1, value);
      least = !isfinite (value) ? least : MIN (least, value);
    }
  /* What changes little is looked at closely. */
  if (least > 0.6 * plot.y1 && plot.y1 - least >= 1.0)
    {
      step = nice_step (plot.y1 - least, 3);
      plot.y0 = floor (least / step) * step;
    }
  else
    step = nice_step (plot.y1, 4);
  plot.y1 = MAX (ceil (plot.y1 / step), plot.y0 / step + 1.0) * step;
  for (double y = plot.y0; y <= plot.y1 * 1.0001; y += step)
    {
      g_autofree char *text = bs_chart_value_text (chart, y);

      labels = MAX (labels, bs_text_width (style, text, (TEXT - 1.0) * scale, FALSE));
    }
  plot.left = labels + 9.0 * scale;

  draw_axes (chart, cr, style, &plot, step);
  for (guint series = 0; series < chart->series->len; series++)
    draw_line (chart, cr, style, &plot, series);

  x = plot.left;
  for (guint series = 0; series < chart->series->len; series++)
    {
      const char *name = g_ptr_array_index (chart->series, series);

      cairo_move_to (cr, x, LEGEND * scale / 2.0);
      cairo_line_to (cr, x + 24.0 * scale, LEGEND * scale / 2.0);
      set_line (cr, style, series);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
      bs_text_draw (cr, style, name, TEXT * scale, FALSE, BS_TEXT_LEFT, x + 31.0 * scale,
                    LEGEND * scale / 2.0, style->foreground);
      x += (31.0 + 20.0) * scale + bs_text_width (style, name, TEXT * scale, FALSE);
    }
}

void
bs_chart_draw (const BsChart *chart, const BsTypeTable *types, cairo_t *cr, const BsStyle *style,
               double width, double height)
{
  if (width < 1.0 || height < 1.0 || chart->series->len == 0)
    return;

  cairo_save (cr);
  if (chart->kind == BS_CHART_BARS)
    draw_bars (chart, types, cr, style, width);
  else if (chart->kind == BS_CHART_MATRIX)
    draw_matrix (chart, types, cr, style, width);
  else
    draw_lines (chart, types, cr, style, width, height);
  cairo_restore (cr);
}
