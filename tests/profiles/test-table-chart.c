/* SPDX-License-Identifier: Apache-2.0 */
/* Which chart suits a table, and the numbers that are drawn: all rows are in them or counted as left
 * out, whatever the numbers are. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "profiles/tables/table-chart.h"

/* Columns: a name ending in : and its kind, t, i, r, d. */
static BsTable *
make_table (const char *columns, guint n_rows)
{
  g_auto (GStrv) names = g_strsplit (columns, " ", -1);
  BsTable *table = bs_table_new ();
  guint n = 0;

  for (; names[n] != NULL; n++)
    {
      char *kind = strchr (names[n], ':');

      *kind = '\0';
      bs_table_add_column (table, names[n],
                           kind[1] == 't'   ? BS_COLUMN_TEXT
                           : kind[1] == 'i' ? BS_COLUMN_INTEGER
                           : kind[1] == 'd' ? BS_COLUMN_DURATION
                                            : BS_COLUMN_REAL);
    }
  for (guint row = 0; row < n_rows; row++)
    for (guint i = 0; i < n; i++)
      switch (bs_table_get_column_kind (table, i))
        {
        case BS_COLUMN_TEXT:
          bs_table_add_text (table, "name");
          break;
        case BS_COLUMN_REAL:
          bs_table_add_real (table, row * 0.5 + i);
          break;
        default:
          bs_table_add_integer (table, (gint64) ((row * 7) % 11 + i));
          break;
        }

  return table;
}

static void
test_suggest (void)
{
  static const struct
  {
    const char *columns;
    guint n_rows;
    gboolean any;
    BsTableChartSpec spec;
  } cases[] = {
    { "type:t ns:i", 5, TRUE, { BS_TABLE_CHART_BARS, 0, 1 } },
    { "ns:i type:t", 5, TRUE, { BS_TABLE_CHART_BARS, 1, 0 } },
    { "type:t decision:i ns:i", 500, TRUE, { BS_TABLE_CHART_LINE, 1, 2 } },
    { "decision:i ns:i", 5, TRUE, { BS_TABLE_CHART_LINE, 0, 1 } },
    { "a:r b:i", 500, TRUE, { BS_TABLE_CHART_SCATTER, 0, 1 } },
    { "a:r", 5, TRUE, { BS_TABLE_CHART_BARS, BS_TABLE_CHART_ROWS, 0 } },
    { "a:r", 500, TRUE, { BS_TABLE_CHART_HISTOGRAM, -1, 0 } },
    { "decision:i", 500, TRUE, { BS_TABLE_CHART_HISTOGRAM, -1, 0 } },
    { "a:t", 5, FALSE, { BS_TABLE_CHART_BARS, 0, -1 } },
    { "a:r", 0, FALSE, { BS_TABLE_CHART_BARS, -1, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsTable) table = make_table (cases[i].columns, cases[i].n_rows);
      BsTableChartSpec spec;

      g_test_message ("%s, %u rows", cases[i].columns, cases[i].n_rows);
      g_assert_true (bs_table_chart_suggest (table, &spec) == cases[i].any);
      if (!cases[i].any)
        continue;
      g_assert_cmpint (spec.kind, ==, cases[i].spec.kind);
      g_assert_cmpint (spec.y, ==, cases[i].spec.y);
      if (spec.kind != BS_TABLE_CHART_HISTOGRAM)
        g_assert_cmpint (spec.x, ==, cases[i].spec.x);
    }
}

/* Any choice is made one that can be drawn, and stays as it is from then on. */
static void
test_fit (void)
{
  static const char *const tables[] = {
    "a:t", "a:i", "a:t b:i", "a:i b:r c:t", "decision:i ns:d", "a:t b:t"
  };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      g_autoptr (BsTable) table = make_table (tables[t], 20);
      int n = (int) bs_table_get_n_columns (table);

      for (guint kind = 0; kind < BS_N_TABLE_CHARTS; kind++)
        for (int x = -3; x <= n; x++)
          for (int y = -3; y <= n; y++)
            {
              BsTableChartSpec spec = { kind, x, y }, again;
              g_autoptr (BsTableChart) chart = NULL;
              gboolean numbers = FALSE;

              for (int i = 0; i < n; i++)
                numbers |= bs_table_chart_is_number (table, (guint) i);
              bs_table_chart_fit (table, &spec);
              again = spec;
              bs_table_chart_fit (table, &again);
              g_assert_cmpmem (&spec, sizeof spec, &again, sizeof again);
              g_assert_cmpint (spec.kind, ==, kind);
              g_assert_true (spec.y >= 0 ? bs_table_chart_is_number (table, (guint) spec.y)
                                         : !numbers);
              chart = bs_table_chart_new (table, &spec);
              g_assert_true (numbers ? chart->points->len > 0 : chart->points->len == 0);
            }
    }
}

static const BsTableChartPoint *
get_point (const BsTableChart *chart, guint i)
{
  return &g_array_index (chart->points, BsTableChartPoint, i);
}

static void
test_numbers (void)
{
  g_autoptr (BsTable) table = bs_table_new ();
  g_autoptr (BsTableChart) line = NULL, bars = NULL, bins = NULL;
  static const double values[] = { 3.0, 1.0, NAN, 2.0, INFINITY, 2.0 };

  bs_table_add_column (table, "x", BS_COLUMN_INTEGER);
  bs_table_add_column (table, "y", BS_COLUMN_REAL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      bs_table_add_integer (table, 10 - (gint64) i);
      bs_table_add_real (table, values[i]);
    }
  bs_table_add_missing (table);
  bs_table_add_real (table, 9.0);
  bs_table_add_integer (table, 3);
  bs_table_add_missing (table);

  /* by x, however the rows stand */
  line = bs_table_chart_new (table, &(BsTableChartSpec){ BS_TABLE_CHART_LINE, 0, 1 });
  g_assert_cmpuint (line->points->len, ==, 4);
  g_assert_cmpuint (line->n_missing, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      static const guint rows[] = { 5, 3, 1, 0 };

      g_assert_cmpuint (get_point (line, i)->row, ==, rows[i]);
      g_assert_cmpfloat (get_point (line, i)->x, ==, 10.0 - rows[i]);
      g_assert_cmpfloat (get_point (line, i)->y, ==, values[rows[i]]);
    }
  g_assert_cmpfloat (line->x0, ==, 5.0);
  g_assert_cmpfloat (line->x1, ==, 10.0);

  /* bars begin at zero, and what has no name has one */
  bars = bs_table_chart_new (table, &(BsTableChartSpec){ BS_TABLE_CHART_BARS, 0, 1 });
  g_assert_cmpuint (bars->points->len, ==, 5);
  g_assert_cmpfloat (bars->y0, ==, 0.0);
  g_assert_cmpfloat (bars->y1, ==, 9.0);

  bins = bs_table_chart_new (table, &(BsTableChartSpec){ BS_TABLE_CHART_HISTOGRAM, -1, 1 });
  g_assert_cmpuint (bins->points->len, ==, 3);
  g_assert_cmpfloat (get_point (bins, 0)->y, ==, 4.0);
  g_assert_cmpuint (get_point (bins, 0)->row, ==, 0);
  g_assert_cmpfloat (get_point (bins, 1)->y, ==, 0.0);
  g_assert_cmpfloat (get_point (bins, 2)->y, ==, 1.0);
  g_assert_cmpfloat (bins->x0, ==, 1.0);
  g_assert_cmpfloat (bins->x1, ==, 9.0);
}

static void
test_many_bars (void)
{
  g_autoptr (BsTable) table = make_table ("a:t b:i", 100);
  g_autoptr (BsTableChart)
      chart = bs_table_chart_new (table, &(BsTableChartSpec){ BS_TABLE_CHART_BARS, 0, 1 });

  g_assert_cmpuint (chart->points->len, ==, BS_TABLE_CHART_MAX_BARS);
  g_assert_cmpuint (chart->n_more, ==, 100 - BS_TABLE_CHART_MAX_BARS);
}

/* Bins take every number once, and have a width, whatever the numbers are. */
static void
test_bins (void)
{
  static const struct
  {
    gboolean whole;
    double from, to;
    guint n;
  } cases[] = {
    { TRUE, 0, 0, 1 },           { TRUE, 5, 5, 100 },          { TRUE, 0, 1, 1000 },
    { TRUE, 0, 59, 5000 },       { TRUE, 0, 60, 5000 },        { TRUE, 0, 61, 5000 },
    { TRUE, -9e18, 9e18, 1000 }, { FALSE, 0, 1, 77 },          { FALSE, -1, -1, 10 },
    { FALSE, 9e299, 9e299, 10 }, { FALSE, -9e299, 9e299, 10 }, { FALSE, 1, 1 + 1e-15, 100 },
    { FALSE, 0, 5e-324, 9 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BsTable) table = bs_table_new ();
      g_autoptr (BsTableChart) chart = NULL;
      double sum = 0.0;

      bs_table_add_column (table, "y", cases[i].whole ? BS_COLUMN_INTEGER : BS_COLUMN_REAL);
      for (guint row = 0; row < cases[i].n; row++)
        {
          double at = cases[i].n > 1 ? row / (cases[i].n - 1.0) : 0.0;
          double value = cases[i].from * (1.0 - at) + cases[i].to * at;

          if (cases[i].whole)
            bs_table_add_integer (table, (gint64) value);
          else
            bs_table_add_real (table, value);
        }
      chart = bs_table_chart_new (table, &(BsTableChartSpec){ BS_TABLE_CHART_HISTOGRAM, -1, 0 });
      for (guint k = 0; k < chart->points->len; k++)
        {
          sum += get_point (chart, k)->y;
          g_assert_true (isfinite (get_point (chart, k)->x));
        }
      g_test_message ("%g to %g: %u bins of %g", cases[i].from, cases[i].to, chart->points->len,
                      chart->bin);
      g_assert_cmpfloat (sum, ==, cases[i].n);
      g_assert_cmpfloat (chart->bin, >, 0.0);
      g_assert_true (isfinite (chart->bin));
      g_assert_cmpfloat (chart->x1, >, chart->x0);
      g_assert_cmpfloat (chart->y1, >, chart->y0);
      if (cases[i].whole)
        g_assert_cmpfloat (chart->bin, ==, floor (chart->bin));
    }
}

static void
test_durations (void)
{
  g_autoptr (BsTable) table = make_table ("run_ns:i ns:i answers:i b_ns:t", 1);

  g_assert_true (bs_table_chart_is_duration (table, 0));
  g_assert_true (bs_table_chart_is_duration (table, 1));
  g_assert_false (bs_table_chart_is_duration (table, 2));
  g_assert_false (bs_table_chart_is_duration (table, 3));
  g_assert_false (bs_table_chart_is_duration (table, BS_TABLE_CHART_ROWS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/table-chart/suggest", test_suggest);
  g_test_add_func ("/table-chart/fit", test_fit);
  g_test_add_func ("/table-chart/numbers", test_numbers);
  g_test_add_func ("/table-chart/many-bars", test_many_bars);
  g_test_add_func ("/table-chart/bins", test_bins);
  g_test_add_func ("/table-chart/durations", test_durations);
  return g_test_run ();
}
