/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of any table as a picture: what is drawn, picked and said. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/viz/draw-log.h"
#include "viz/chart/table-painter.h"

typedef struct
{
  BsTable *table;
  BsTableChart *chart;
  BsTypeTable *types;
  BsStyle style;
  guint selected;
} Fixture;

static void
set_up (Fixture *self, guint n, const BsTableChartSpec *spec)
{
  static const char *const names[] = { "cell", "leaf", "a name that is much too long for a bar" };

  memset (self, 0, sizeof *self);
  self->table = bs_table_new ();
  bs_table_add_column (self->table, "type", BS_COLUMN_TEXT);
  bs_table_add_column (self->table, "decision", BS_COLUMN_INTEGER);
  bs_table_add_column (self->table, "run_ns", BS_COLUMN_INTEGER);
  bs_table_add_column (self->table, "share", BS_COLUMN_REAL);
  for (guint i = 0; i < n; i++)
    {
      bs_table_add_text (self->table, names[i % 3]);
      bs_table_add_integer (self->table, i + 1);
      bs_table_add_integer (self->table, (i * 7919) % 5000);
      bs_table_add_real (self->table, (double) ((i * 31) % 17) / 8.0 - 0.5);
    }
  self->types = bs_type_table_new ();
  bs_type_table_intern (self->types, "leaf", "L", BS_SHAPE_CELL);
  bs_type_table_intern (self->types, "cell", "C", BS_SHAPE_ELEMENTWISE);
  self->chart = bs_table_chart_new (self->table, spec);
  self->selected = BS_NO_TABLE_POINT;
  bs_style_init (&self->style, FALSE);
  self->style.font = "Cantarell";
}

static void
tear_down (Fixture *self)
{
  bs_table_chart_free (self->chart);
  bs_table_unref (self->table);
  bs_type_table_unref (self->types);
}

static void
draw (cairo_t *cr, double width, double height, gpointer user_data)
{
  Fixture *self = user_data;

  bs_table_chart_draw (self->chart, self->types, cr, &self->style, width, height, self->selected);
}

static void
test_bars (void)
{
  g_autofree char *log = NULL, *hint = NULL, *said = NULL;
  Fixture self;

  set_up (&self, 5, &(BsTableChartSpec){ BS_TABLE_CHART_BARS, 0, 2 });
  self.selected = 1;
  draw_log_check ("table-bars", draw, &self, 420, 180);
  log = draw_log_new (draw, &self, 420, 180);
  g_assert_true (draw_log_has_text (log, "cell"));
  g_assert_true (draw_log_has_text (log, "2.92 µs"));
  g_assert_true (draw_log_has_text (log, "run_ns"));
  hint = bs_table_chart_hint (self.chart, 1);
  g_assert_cmpstr (hint, ==, "leaf: 2.92 µs run_ns");
  said = bs_table_chart_describe (self.chart);
  g_assert_nonnull (strstr (said, "Bars of run_ns by type"));
  g_assert_nonnull (strstr (said, "5 of them"));
  tear_down (&self);

  /* below zero, with more than there is room for; names are read in any room */
  set_up (&self, 100, &(BsTableChartSpec){ BS_TABLE_CHART_BARS, 1, 3 });
  g_free (log);
  log = draw_log_new (draw, &self, 420, 180);
  g_assert_true (draw_log_has_text (log, "60 more rows"));
  g_assert_true (draw_log_has_text (log, "1"));
  tear_down (&self);
}

static void
test_line (void)
{
  g_autofree char *hint = NULL;
  Fixture self;

  set_up (&self, 30, &(BsTableChartSpec){ BS_TABLE_CHART_LINE, 1, 2 });
  self.selected = 4;
  draw_log_check ("table-line", draw, &self, 420, 200);
  self.style.right_to_left = TRUE;
  draw_log_check ("table-line-rtl", draw, &self, 420, 200);
  hint = bs_table_chart_hint (self.chart, 4);
  g_assert_cmpstr (hint, ==, "decision 5, run_ns 1.68 µs");
  tear_down (&self);
}

static void
test_points (void)
{
  Fixture self;
  g_autofree char *said = NULL;

  set_up (&self, 60, &(BsTableChartSpec){ BS_TABLE_CHART_SCATTER, 3, 2 });
  draw_log_check ("table-points", draw, &self, 420, 200);
  said = bs_table_chart_describe (self.chart);
  g_assert_nonnull (strstr (said, "Points of run_ns by share"));
  tear_down (&self);
}

static void
test_histogram (void)
{
  g_autofree char *hint = NULL, *said = NULL;
  Fixture self;

  set_up (&self, 64, &(BsTableChartSpec){ BS_TABLE_CHART_HISTOGRAM, -1, 2 });
  self.selected = 2;
  draw_log_check ("table-histogram", draw, &self, 420, 200);
  hint = bs_table_chart_hint (self.chart, 0);
  g_assert_nonnull (strstr (hint, "rows from 0 ns to"));
  said = bs_table_chart_describe (self.chart);
  g_assert_nonnull (strstr (said, "Histogram of run_ns"));
  tear_down (&self);
}

/* What is drawn at a place is what is picked there, in both directions. */
static void
test_pick (void)
{
  for (guint kind = 0; kind < BS_N_TABLE_CHARTS; kind++)
    for (guint mirrored = 0; mirrored < 2; mirrored++)
      {
        Fixture self;
        guint n_picked = 0;

        set_up (&self, 12, &(BsTableChartSpec){ kind, kind == BS_TABLE_CHART_BARS ? 0 : 1, 2 });
        self.style.right_to_left = mirrored;
        for (double y = -5; y < 260; y += 4)
          for (double x = -5; x < 430; x += 4)
            {
              guint picked = bs_table_chart_pick (self.chart, &self.style, 420, 250, x, y);

              g_assert_true (picked == BS_NO_TABLE_POINT || picked < self.chart->points->len);
              n_picked += picked != BS_NO_TABLE_POINT;
            }
        g_assert_cmpuint (n_picked, >, 20);
        tear_down (&self);
      }
}

/* No number that SQL can give is drawn anywhere but in the picture, nor is any NaN. */
static void
test_extremes (void)
{
  static const double sizes[][2] = { { 0, 0 },    { 1, 1 },     { 80, 60 },    { 420, 61 },
                                     { 90, 700 }, { 420, 250 }, { 4000, 3000 } };
  static const double values[][3] = { { 0, 0, 0 },
                                      { 1e300, 1e300, 1e300 },
                                      { -1.7e308, 1.7e308, 0 },
                                      { -1.7e308, 1.7e308, 1.7e308 },
                                      { 5e-324, 0, -5e-324 },
                                      { 1, 1 + 1e-15, 1 },
                                      { -9.2e18, 9.2e18, 1 },
                                      { -5, -4, -3 },
                                      { NAN, INFINITY, -INFINITY } };

  for (guint v = 0; v < G_N_ELEMENTS (values); v++)
    for (guint kind = 0; kind < BS_N_TABLE_CHARTS; kind++)
      for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
        for (guint scale = 1; scale <= 2; scale++)
          {
            Fixture self = { .selected = 0 };
            g_autofree char *log = NULL, *said = NULL;

            self.table = bs_table_new ();
            bs_table_add_column (self.table, "x", BS_COLUMN_REAL);
            bs_table_add_column (self.table, "a_ns", BS_COLUMN_REAL);
            for (guint i = 0; i < 3; i++)
              {
                bs_table_add_real (self.table, values[v][2 - i]);
                bs_table_add_real (self.table, values[v][i]);
              }
            self.chart = bs_table_chart_new (self.table, &(BsTableChartSpec){ kind, 0, 1 });
            bs_style_init (&self.style, FALSE);
            self.style.font = "Cantarell";
            self.style.text_scale = scale;
            log = draw_log_new (draw, &self, sizes[s][0], sizes[s][1]);
            if (strstr (log, "nan") != NULL || strstr (log, "inf") != NULL)
              g_error ("values %u, kind %u, size %u:\n%s", v, kind, s, log);
            said = bs_table_chart_describe (self.chart);
            for (guint i = 0; i < self.chart->points->len; i++)
              g_free (bs_table_chart_hint (self.chart, i));
            bs_table_chart_pick (self.chart, &self.style, sizes[s][0], sizes[s][1], 50, 50);
            bs_table_chart_free (self.chart);
            bs_table_unref (self.table);
          }
}

/* Names with lines, orders to a terminal and other directions stay in their line. */
static void
test_hostile_names (void)
{
  g_autoptr (BsTable) table = bs_table_new ();
  g_autofree char *log = NULL;
  Fixture self = { .selected = BS_NO_TABLE_POINT };

  bs_table_add_column (table, "a\nb\033[1m\342\200\256", BS_COLUMN_TEXT);
  bs_table_add_column (table, "", BS_COLUMN_INTEGER);
  bs_table_add_text (table, "x\ny\342\200\256z");
  bs_table_add_integer (table, 1);
  bs_table_add_missing (table);
  bs_table_add_integer (table, 2);
  self.chart = bs_table_chart_new (table, &(BsTableChartSpec){ BS_TABLE_CHART_BARS, 0, 1 });
  bs_style_init (&self.style, FALSE);
  self.style.font = "Cantarell";
  log = draw_log_new (draw, &self, 420, 200);
  g_assert_null (strstr (log, "\342\200\256"));
  g_assert_null (strstr (log, "\033"));
  g_assert_true (draw_log_has_text (log, "–"));
  bs_table_chart_free (self.chart);
}

/* Returns: lines and curves of all paths, of short ones one each. */
static guint
count_parts (const char *log)
{
  guint n = draw_log_count (log, "");

  for (const char *at = strstr (log, " path "); at != NULL; at = strstr (at + 1, " path "))
    n += (guint) g_ascii_strtoull (at + strlen (" path "), NULL, 10);

  return n;
}

/* As many points as a query hands out take no more paths than there is room for. */
static void
test_many (void)
{
  for (guint kind = 0; kind < BS_N_TABLE_CHARTS; kind++)
    {
      Fixture self;
      g_autofree char *log = NULL;
      guint parts;

      set_up (&self, 100000, &(BsTableChartSpec){ kind, kind == BS_TABLE_CHART_BARS ? 0 : 1, 2 });
      log = draw_log_new (draw, &self, 900, 300);
      parts = count_parts (log);
      g_test_message ("kind %u: %u parts of paths", kind, parts);
      g_assert_cmpuint (parts, >, 20);
      g_assert_cmpuint (parts, <, 5000);
      tear_down (&self);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  draw_log_init ();
  g_test_add_func ("/table-painter/bars", test_bars);
  g_test_add_func ("/table-painter/line", test_line);
  g_test_add_func ("/table-painter/points", test_points);
  g_test_add_func ("/table-painter/histogram", test_histogram);
  g_test_add_func ("/table-painter/pick", test_pick);
  g_test_add_func ("/table-painter/extremes", test_extremes);
  g_test_add_func ("/table-painter/hostile-names", test_hostile_names);
  g_test_add_func ("/table-painter/many", test_many);
  return g_test_run ();
}
