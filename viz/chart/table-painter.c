/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of any table as a chart. */
#include "config.h"

#include "viz/chart/table-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "profiles/report/duration.h"
#include "viz/marks.h"
#include "viz/text.h"
#include "viz/training/axes.h"

#define TEXT 11.0
#define NEAR 14.0
#define POINT 5.0
#define MANY_POINTS 3000
#define CELL 3.0
/* Far from zero a step may change nothing. */
#define MAX_STEPS 60
/* Smaller ones have no steps. */
#define LEAST_RANGE 1e-290

typedef struct
{
  BsAxes axes;
  double step_x, step_y;
} Frame;

static const BsTableChartPoint *
get_point (const BsTableChart *chart, guint i)
{
  return &g_array_index (chart->points, BsTableChartPoint, i);
}

static char *
format_number (const BsTable *table, int column, double value)
{
  char buffer[40];

  if (bs_table_chart_is_duration (table, column) && fabs (value) < 9e18)
    return bs_duration_to_string ((gint64) value);
  if (value == floor (value) && fabs (value) < 1e15)
    {
      bs_text_number (buffer, (guint64) fabs (value));
      return g_strconcat (value < 0 ? "\u2212" : "", buffer, NULL);
    }
  g_ascii_formatd (buffer, sizeof buffer, "%.4g", fabs (value));

  return g_strconcat (value < 0 ? "\u2212" : "", buffer, NULL);
}

/* Returns: (transfer full): what a column is called on an axis. */
static char *
axis_title (const BsTableChart *chart, int column)
{
  return column < 0 ? g_strdup (_ ("row"))
                    : bs_table_printable (bs_table_get_column_name (chart->table, (guint) column));
}

static double
widest (const BsTableChart *chart, const BsStyle *style, double from, double to, double step)
{
  double width = 0.0, first = ceil (from / step) * step;

  for (guint k = 0; k < MAX_STEPS && first + k * step <= to + step * 1e-6; k++)
    {
      double value = first + k * step;
      g_autofree char *text = format_number (
          chart->table, chart->spec.kind == BS_TABLE_CHART_HISTOGRAM ? -1 : chart->spec.y, value);

      width = MAX (width, bs_text_width (style, text, TEXT * style->text_scale, FALSE));
    }

  return width;
}

static void
spread (double *from, double *to, gboolean keep_zero)
{
  double room = (*to - *from) * 0.04;

  if (!(*to - *from > LEAST_RANGE))
    room = MAX (fabs (*to) * 0.1, 0.5);
  if (!isfinite (room))
    room = 1.0;
  if (!keep_zero || *from != 0.0)
    *from -= room;
  if (!keep_zero || *to != 0.0)
    *to += room;
}

static void
find_frame (const BsTableChart *chart, const BsStyle *style, double width, double height,
            Frame *frame)
{
  gboolean bins = chart->spec.kind == BS_TABLE_CHART_HISTOGRAM;
  BsAxes *axes = &frame->axes;
  double scale = style->text_scale, left;

  *axes = (BsAxes){ .x0 = chart->x0,
                    .x1 = chart->x1,
                    .y0 = chart->y0,
                    .y1 = chart->y1,
                    .mirrored = style->right_to_left };
  spread (&axes->y0, &axes->y1, bins);
  if (!bins)
    spread (&axes->x0, &axes->x1, FALSE);
  axes->top = 26.0 * scale;
  axes->height = MAX (height - axes->top - 40.0 * scale, 10.0);
  frame->step_y = bs_axes_step (axes->y1 - axes->y0,
                                (guint) MAX (axes->height / (34.0 * scale), 2));
  left = 18.0 + widest (chart, style, axes->y0, axes->y1, frame->step_y);
  axes->left = style->right_to_left ? 18.0 : left;
  axes->width = MAX (width - left - 18.0, 10.0);
  frame->step_x = bs_axes_step (axes->x1 - axes->x0, (guint) MAX (axes->width / (90.0 * scale), 2));
}

static void
draw_axes (const BsTableChart *chart, const Frame *frame, cairo_t *cr, const BsStyle *style)
{
  const BsAxes *axes = &frame->axes;
  gboolean bins = chart->spec.kind == BS_TABLE_CHART_HISTOGRAM;
  double right = axes->left + axes->width, bottom = axes->top + axes->height;
  double scale = style->text_scale, size = TEXT * scale, first;
  BsColor dim = bs_axes_dim (style);
  int x_column = bins ? chart->spec.y : chart->spec.x, y_column = bins ? -1 : chart->spec.y;
  g_autofree char *x_title = axis_title (chart, x_column);
  g_autofree char *y_title = bins ? g_strdup (_ ("rows")) : axis_title (chart, y_column);

  first = ceil (axes->y0 / frame->step_y - 1e-9) * frame->step_y;
  for (guint k = 0; k < MAX_STEPS && first + k * frame->step_y <= axes->y1 + frame->step_y * 1e-6;
       k++)
    {
      double value = first + k * frame->step_y;
      g_autofree char *text = format_number (chart->table, y_column,
                                             fabs (value) < frame->step_y * 1e-9 ? 0.0 : value);
      double y = bs_axes_y (axes, value);

      cairo_rectangle (cr, axes->left, floor (y), axes->width, 1.0);
      bs_color_set (cr, bs_color_with_alpha (style->foreground, style->high_contrast ? 0.3 : 0.1));
      cairo_fill (cr);
      bs_text_draw (cr, style, text, size, FALSE, axes->mirrored ? BS_TEXT_LEFT : BS_TEXT_RIGHT,
                    axes->mirrored ? right + 7.0 : axes->left - 7.0, y, dim);
    }
  first = ceil (axes->x0 / frame->step_x - 1e-9) * frame->step_x;
  for (guint k = 0; k < MAX_STEPS && first + k * frame->step_x <= axes->x1 + frame->step_x * 1e-6;
       k++)
    {
      double value = first + k * frame->step_x;
      g_autofree char *text = format_number (chart->table, x_column,
                                             fabs (value) < frame->step_x * 1e-9 ? 0.0 : value);
      double x = bs_axes_x (axes, value);

      cairo_rectangle (cr, floor (x), bottom, 1.0, 4.0);
      bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.4));
      cairo_fill (cr);
      bs_text_draw (cr, style, text, size, FALSE, BS_TEXT_CENTER, x, bottom + 12.0 * scale, dim);
    }
  bs_text_draw_within (cr, style, y_title, size, FALSE,
                       axes->mirrored ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                       axes->mirrored ? right : axes->left, 11.0 * scale, axes->width, dim);
  bs_text_draw_within (cr, style, x_title, size, FALSE, BS_TEXT_CENTER,
                       axes->left + axes->width / 2.0, bottom + 29.0 * scale, axes->width, dim);
}

/* Bars */

typedef struct
{
  double names, values, left, width, top, row;
} Bars;

static char *
bar_name (const BsTableChart *chart, guint i)
{
  g_autofree char *text = NULL;
  guint row = get_point (chart, i)->row;

  if (chart->spec.x < 0)
    return format_number (chart->table, -1, row + 1.0);
  text = bs_table_get_text (chart->table, row, (guint) chart->spec.x);

  return bs_table_printable (*text != '\0' ? text : "\u2013");
}

static void
find_bars (const BsTableChart *chart, const BsStyle *style, double width, double height, Bars *bars)
{
  double scale = style->text_scale;

  bars->names = bars->values = 0.0;
  for (guint i = 0; i < chart->points->len; i++)
    {
      g_autofree char *name = bar_name (chart, i);
      g_autofree char *value = format_number (chart->table, chart->spec.y, get_point (chart, i)->y);

      bars->names = MAX (bars->names, bs_text_width (style, name, TEXT * scale, FALSE));
      bars->values = MAX (bars->values, bs_text_width (style, value, TEXT * scale, FALSE));
    }
  bars->names = MIN (bars->names, width * 0.35);
  bars->top = 26.0 * scale;
  bars->row = MIN (24.0 * scale, (height - bars->top - (chart->n_more > 0 ? 22.0 * scale : 6.0))
                                     / MAX (chart->points->len, 1));
  bars->left = 18.0 + bars->names + 9.0;
  bars->width = MAX (width - bars->left - bars->values - 27.0, 10.0);
}

/* The ends of a bar from its zero, as shares of the room for bars. */
static void
bar_ends (const BsTableChart *chart, guint i, double *from, double *to)
{
  double range = chart->y1 - chart->y0 > LEAST_RANGE ? chart->y1 - chart->y0 : 1.0;
  double value = (get_point (chart, i)->y - chart->y0) / range, zero = -chart->y0 / range;

  *from = MIN (value, zero);
  *to = MAX (value, zero);
}

static guint
find_type (const BsTableChart *chart, const BsTypeTable *types, guint i)
{
  const char *name;

  if (types == NULL || chart->spec.x < 0
      || bs_table_get_column_kind (chart->table, (guint) chart->spec.x) != BS_COLUMN_TEXT)
    return G_MAXUINT;

  name = bs_table_peek_text (chart->table, get_point (chart, i)->row, (guint) chart->spec.x);
  for (guint t = 0; name != NULL && t < types->n_types; t++)
    if (g_str_equal (types->types[t].name, name))
      return t;

  return G_MAXUINT;
}

static void
draw_bars (const BsTableChart *chart, const BsTypeTable *types, cairo_t *cr, const BsStyle *style,
           double width, double height, guint selected)
{
  g_autofree char *title = axis_title (chart, chart->spec.y);
  double scale = style->text_scale, size = TEXT * scale;
  gboolean mirrored = style->right_to_left;
  guint every;
  Bars bars;

  find_bars (chart, style, width, height, &bars);
  /* Where bars are thin, some of them are named. */
  every = (guint) MAX (ceil ((size + 1.0) / bars.row), 1.0);
  bs_text_draw_within (cr, style, title, size, FALSE, mirrored ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                       mirrored ? width - bars.left : bars.left, 11.0 * scale, bars.width,
                       bs_axes_dim (style));
  for (guint i = 0; i < chart->points->len; i++)
    {
      g_autofree char *name = bar_name (chart, i);
      g_autofree char *value = format_number (chart->table, chart->spec.y, get_point (chart, i)->y);
      double y = bars.top + i * bars.row, middle = y + bars.row / 2.0, from, to, x, length;
      double thick = MAX (MIN (bars.row * 0.62, 14.0 * scale), 1.0);
      guint type = find_type (chart, types, i);

      bar_ends (chart, i, &from, &to);
      length = MAX ((to - from) * bars.width, 1.0);
      x = bars.left + from * bars.width;
      if (i == selected)
        {
          cairo_rectangle (cr, 6.0, y, width - 12.0, bars.row);
          bs_color_set (cr, bs_color_with_alpha (bs_style_mark_color (style, BS_MARK_NOW), 0.16));
          cairo_fill (cr);
        }
      cairo_rectangle (cr, mirrored ? width - x - length : x, middle - thick / 2.0, length, thick);
      if (type != G_MAXUINT)
        bs_fill_type (cr, style, type, 1.0);
      else
        {
          bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.55));
          cairo_fill (cr);
        }
      if (i % every != 0)
        continue;
      bs_text_draw_within (cr, style, name, size, FALSE, mirrored ? BS_TEXT_LEFT : BS_TEXT_RIGHT,
                           mirrored ? width - bars.left + 9.0 : bars.left - 9.0, middle, bars.names,
                           style->foreground);
      x += length + 7.0;
      bs_text_draw (cr, style, value, size, FALSE, mirrored ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                    mirrored ? width - x : x, middle, bs_axes_dim (style));
    }
  if (chart->n_more > 0)
    {
      char number[40];
      g_autofree char *text = NULL;

      bs_text_number (number, chart->n_more);
      text = g_strdup_printf (ngettext ("%s more row", "%s more rows", chart->n_more), number);
      bs_text_draw (cr, style, text, size, FALSE, mirrored ? BS_TEXT_RIGHT : BS_TEXT_LEFT,
                    mirrored ? width - bars.left : bars.left, height - 11.0 * scale,
                    bs_axes_dim (style));
    }
}

/* Lines, points and bins */

/* Of more points than pixels each column of these is filled from the least to the largest: a stroke through
 * all of them would take long. */
static void
draw_dense_line (const BsTableChart *chart, const Frame *frame, cairo_t *cr)
{
  const BsAxes *axes = &frame->axes;
  guint n = chart->points->len;

  for (guint i = 0; i < n;)
    {
      double x = floor (bs_axes_x (axes, get_point (chart, i)->x)), low = INFINITY,
             high = -INFINITY;

      for (; i < n && floor (bs_axes_x (axes, get_point (chart, i)->x)) == x; i++)
        {
          double y = bs_axes_y (axes, get_point (chart, i)->y);

          low = MIN (low, y);
          high = MAX (high, y);
        }
      cairo_rectangle (cr, x, floor (low), 1.0, MAX (ceil (high - floor (low)), 1.0));
    }
  cairo_fill (cr);
}

/* Of many points in a column of pixels, its ends are drawn. */
static void
draw_line (const BsTableChart *chart, const Frame *frame, cairo_t *cr, const BsStyle *style)
{
  const BsAxes *axes = &frame->axes;
  guint n = chart->points->len;
  gboolean few = n <= axes->width / 8.0;

  if (n > MANY_POINTS && n > axes->width)
    {
      bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.8));
      draw_dense_line (chart, frame, cr);
      return;
    }
  for (guint i = 0; i < n;)
    {
      const BsTableChartPoint *first = get_point (chart, i), *last = first;
      double x = bs_axes_x (axes, first->x), low = first->y, high = first->y;

      for (i++; i < n; i++)
        {
          const BsTableChartPoint *point = get_point (chart, i);

          if (fabs (bs_axes_x (axes, point->x) - x) >= 0.5)
            break;
          low = MIN (low, point->y);
          high = MAX (high, point->y);
          last = point;
        }
      cairo_line_to (cr, x, bs_axes_y (axes, first->y));
      if (high > low)
        {
          cairo_line_to (cr, x, bs_axes_y (axes, low));
          cairo_line_to (cr, x, bs_axes_y (axes, high));
          cairo_line_to (cr, x, bs_axes_y (axes, last->y));
        }
    }
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.8));
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  for (guint i = 0; few && i < n; i++)
    {
      const BsTableChartPoint *point = get_point (chart, i);

      cairo_arc (cr, bs_axes_x (axes, point->x), bs_axes_y (axes, point->y), 2.5, 0.0, 2.0 * G_PI);
      cairo_fill (cr);
    }
}

static gboolean
is_seen (const guint8 *seen, gsize place)
{
  return (seen[place / 8] & (1u << place % 8)) != 0;
}

/* Of a cloud the cells are filled in which points lie: it has as many as a picture has room for. */
static void
draw_cloud (const BsTableChart *chart, const Frame *frame, cairo_t *cr)
{
  const BsAxes *axes = &frame->axes;
  guint columns = (guint) (axes->width / CELL) + 1, rows = (guint) (axes->height / CELL) + 1;
  g_autofree guint8 *seen = g_malloc0 ((gsize) columns * rows / 8 + 1);
  double left = floor (axes->left), top = floor (axes->top);

  for (guint i = 0; i < chart->points->len; i++)
    {
      const BsTableChartPoint *point = get_point (chart, i);
      double x = (bs_axes_x (axes, point->x) - axes->left) / CELL;
      double y = (bs_axes_y (axes, point->y) - axes->top) / CELL;
      gsize place = (gsize) CLAMP (y, 0.0, rows - 1.0) * columns
                    + (gsize) CLAMP (x, 0.0, columns - 1.0);

      seen[place / 8] |= (guint8) (1u << place % 8);
    }
  for (guint row = 0; row < rows; row++)
    for (guint from = 0, to; from < columns; from = to + 1)
      {
        for (to = from; to < columns && is_seen (seen, (gsize) row * columns + to); to++)
          ;
        if (to > from)
          cairo_rectangle (cr, left + from * CELL, top + row * CELL, (to - from) * CELL, CELL);
      }
}

/* A point that lies on another one is seen once. */
static void
draw_points (const BsTableChart *chart, const Frame *frame, cairo_t *cr, const BsStyle *style)
{
  const BsAxes *axes = &frame->axes;
  guint columns = (guint) ceil (axes->width) + 1, rows = (guint) ceil (axes->height) + 1;
  g_autofree guint8 *seen = g_malloc0 ((gsize) columns * rows / 8 + 1);

  if (chart->points->len > MANY_POINTS)
    draw_cloud (chart, frame, cr);
  for (guint i = 0; i < chart->points->len && chart->points->len <= MANY_POINTS; i++)
    {
      const BsTableChartPoint *point = get_point (chart, i);
      double x = bs_axes_x (axes, point->x), y = bs_axes_y (axes, point->y);
      gsize place = (gsize) CLAMP (y - axes->top, 0.0, rows - 1.0) * columns
                    + (gsize) CLAMP (x - axes->left, 0.0, columns - 1.0);

      if (is_seen (seen, place))
        continue;
      seen[place / 8] |= (guint8) (1u << place % 8);
      cairo_rectangle (cr, x - POINT / 2.0, y - POINT / 2.0, POINT, POINT);
    }
  bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.55));
  cairo_fill (cr);
}

static void
bin_place (const BsTableChart *chart, const Frame *frame, guint i, double *x, double *width,
           double *y)
{
  const BsTableChartPoint *bin = get_point (chart, i);
  double one = bs_axes_x (&frame->axes, bin->x),
         other = bs_axes_x (&frame->axes, bin->x + chart->bin);

  *x = MIN (one, other);
  *width = fabs (other - one);
  *y = bs_axes_y (&frame->axes, bin->y);
}

static void
draw_bins (const BsTableChart *chart, const Frame *frame, cairo_t *cr, const BsStyle *style,
           guint selected)
{
  double bottom = frame->axes.top + frame->axes.height, x, width, y;

  for (guint i = 0; i < chart->points->len; i++)
    {
      bin_place (chart, frame, i, &x, &width, &y);
      if (i == selected)
        {
          cairo_rectangle (cr, x, frame->axes.top, width, frame->axes.height);
          bs_color_set (cr, bs_color_with_alpha (bs_style_mark_color (style, BS_MARK_NOW), 0.16));
          cairo_fill (cr);
        }
      if (get_point (chart, i)->y <= 0.0)
        continue;
      cairo_rectangle (cr, x + 0.5, y, MAX (width - 1.0, 1.0), bottom - y);
      bs_color_set (cr, bs_color_with_alpha (style->foreground, 0.55));
      cairo_fill (cr);
    }
}

static gboolean
is_drawn (const BsTableChart *chart, const BsStyle *style, double width, double height)
{
  return width >= 80.0 && height >= 76.0 * style->text_scale && chart->points->len > 0;
}

void
bs_table_chart_draw (const BsTableChart *chart, const BsTypeTable *types, cairo_t *cr,
                     const BsStyle *style, double width, double height, guint selected)
{
  Frame frame;

  if (!is_drawn (chart, style, width, height))
    return;
  if (chart->spec.kind == BS_TABLE_CHART_BARS)
    {
      draw_bars (chart, types, cr, style, width, height, selected);
      return;
    }

  find_frame (chart, style, width, height, &frame);
  draw_axes (chart, &frame, cr, style);
  if (chart->spec.kind == BS_TABLE_CHART_HISTOGRAM)
    {
      draw_bins (chart, &frame, cr, style, selected);
      return;
    }

  if (chart->spec.kind == BS_TABLE_CHART_LINE)
    draw_line (chart, &frame, cr, style);
  else
    draw_points (chart, &frame, cr, style);
  if (selected < chart->points->len)
    {
      const BsTableChartPoint *point = get_point (chart, selected);

      cairo_new_path (cr);
      cairo_arc (cr, bs_axes_x (&frame.axes, point->x), bs_axes_y (&frame.axes, point->y), 7.0, 0.0,
                 2.0 * G_PI);
      bs_color_set (cr, bs_style_mark_color (style, BS_MARK_NOW));
      cairo_set_line_width (cr, 2.5);
      cairo_stroke (cr);
    }
}

guint
bs_table_chart_pick (const BsTableChart *chart, const BsStyle *style, double width, double height,
                     double x, double y)
{
  guint best = BS_NO_TABLE_POINT;
  double least = NEAR * NEAR, left, wide, top;
  Frame frame;
  Bars bars;

  if (!is_drawn (chart, style, width, height))
    return BS_NO_TABLE_POINT;
  if (chart->spec.kind == BS_TABLE_CHART_BARS)
    {
      find_bars (chart, style, width, height, &bars);
      if (y < bars.top || y >= bars.top + bars.row * chart->points->len)
        return BS_NO_TABLE_POINT;
      return MIN ((guint) ((y - bars.top) / bars.row), chart->points->len - 1);
    }

  find_frame (chart, style, width, height, &frame);
  for (guint i = 0; i < chart->points->len; i++)
    {
      const BsTableChartPoint *point = get_point (chart, i);
      double dx = bs_axes_x (&frame.axes, point->x) - x, dy = bs_axes_y (&frame.axes, point->y) - y;

      if (chart->spec.kind == BS_TABLE_CHART_HISTOGRAM)
        {
          bin_place (chart, &frame, i, &left, &wide, &top);
          if (x >= left && x < left + wide && point->y > 0.0 && y >= frame.axes.top)
            return i;
        }
      else if (dx * dx + dy * dy < least)
        {
          least = dx * dx + dy * dy;
          best = i;
        }
    }

  return best;
}

char *
bs_table_chart_hint (const BsTableChart *chart, guint i)
{
  const BsTableChartPoint *point = get_point (chart, i);
  const BsTable *table = chart->table;
  g_autofree char *y_title = axis_title (chart, chart->spec.y);
  g_autofree char *y = NULL, *x = NULL, *x_title = NULL, *count = NULL, *end = NULL;

  if (chart->spec.kind == BS_TABLE_CHART_HISTOGRAM)
    {
      count = format_number (table, -1, point->y);
      x = format_number (table, chart->spec.y, point->x);
      end = format_number (table, chart->spec.y, point->x + chart->bin);
      /* Translators: how many rows have a value from the second up to the third; the last is a column */
      return g_strdup_printf (
          ngettext ("%s row from %s to %s %s", "%s rows from %s to %s %s", (gulong) point->y),
          count, x, end, y_title);
    }

  y = format_number (table, chart->spec.y, point->y);
  if (chart->spec.kind == BS_TABLE_CHART_BARS)
    {
      x = bar_name (chart, i);
      return g_strdup_printf ("%s: %s %s", x, y, y_title);
    }
  x = format_number (table, chart->spec.x, point->x);
  x_title = axis_title (chart, chart->spec.x);

  return g_strdup_printf ("%s %s, %s %s", x_title, x, y_title, y);
}

char *
bs_table_chart_describe (const BsTableChart *chart)
{
  static const char *const kinds[BS_N_TABLE_CHARTS] = { N_ ("Bars"), N_ ("Line"), N_ ("Points"),
                                                        N_ ("Histogram") };
  g_autofree char *y = axis_title (chart, chart->spec.y);
  g_autofree char *x = axis_title (chart, chart->spec.x);
  g_autofree char *low = NULL, *high = NULL, *n = NULL;
  gboolean bins = chart->spec.kind == BS_TABLE_CHART_HISTOGRAM;

  if (chart->points->len == 0)
    return g_strdup (_ ("There are no numbers to draw."));

  n = format_number (chart->table, -1, chart->points->len);
  low = format_number (chart->table, chart->spec.y, bins ? chart->x0 : chart->y0);
  high = format_number (chart->table, chart->spec.y, bins ? chart->x1 : chart->y1);
  if (bins)
    /* Translators: a kind of chart; a column; from which value to which; how many bins */
    return g_strdup_printf (_ ("%s of %s from %s to %s in %s bins."), _ (kinds[chart->spec.kind]),
                            y, low, high, n);

  /* Translators: a kind of chart; a column, another one; from which value to which; how many points */
  return g_strdup_printf (_ ("%s of %s by %s, from %s to %s: %s of them."),
                          _ (kinds[chart->spec.kind]), y, x, low, high, n);
}
