/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a table as a chart. */
#include "config.h"

#include "profiles/tables/table-chart.h"

#include <math.h>
#include <string.h>

#define MAX_BINS 60
/* Larger ones have no difference that is a number. */
#define MAX_VALUE 1e300

gboolean
bs_table_chart_is_number (const BsTable *table, guint column)
{
  BsColumnKind kind = bs_table_get_column_kind (table, column);

  return kind == BS_COLUMN_INTEGER || kind == BS_COLUMN_REAL || kind == BS_COLUMN_DURATION;
}

gboolean
bs_table_chart_is_duration (const BsTable *table, int column)
{
  const char *name = column >= 0 ? bs_table_get_column_name (table, (guint) column) : "";

  return column >= 0 && bs_table_chart_is_number (table, (guint) column)
         && (g_str_equal (name, "ns") || g_str_has_suffix (name, "_ns"));
}

/* A number that names something is not one to be measured. */
static gboolean
is_name (const char *name)
{
  static const char *const names[] = { "decision", "mini_batch", "node",     "lane",
                                       "id",       "launch",     "instance", "datum",
                                       "position", "t0",         "t1",       "start_ns",
                                       "end_ns",   "step",       "batch",    "state" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return TRUE;

  return FALSE;
}

/* @named: -1: of any kind */
static int
find_number (const BsTable *table, int named, int except)
{
  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if ((int) i != except && bs_table_chart_is_number (table, i)
        && (named < 0 || is_name (bs_table_get_column_name (table, i)) == (named > 0)))
      return (int) i;

  return -1;
}

static int
find_measure (const BsTable *table, int except)
{
  int y = find_number (table, FALSE, except);

  return y >= 0 ? y : find_number (table, -1, except);
}

/* The column of text that tells most of the first rows apart. */
static int
find_text (const BsTable *table)
{
  guint n_rows = MIN (bs_table_get_n_rows (table), BS_TABLE_CHART_MAX_BARS), most = 0;
  int best = -1;

  for (guint i = 0; i < bs_table_get_n_columns (table); i++)
    if (bs_table_get_column_kind (table, i) == BS_COLUMN_TEXT)
      {
        g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

        for (guint row = 0; row < n_rows; row++)
          g_hash_table_add (seen, bs_table_get_text (table, row, i));
        if (best < 0 || g_hash_table_size (seen) > most)
          {
            best = (int) i;
            most = g_hash_table_size (seen);
          }
      }

  return best;
}

gboolean
bs_table_chart_suggest (const BsTable *table, BsTableChartSpec *spec)
{
  int text = find_text (table), name = find_number (table, TRUE, -1), y;

  *spec = (BsTableChartSpec){ BS_TABLE_CHART_BARS, text, find_measure (table, -1) };
  if (spec->y < 0 || bs_table_get_n_rows (table) == 0)
    return FALSE;

  if (text >= 0 && bs_table_get_n_rows (table) <= BS_TABLE_CHART_MAX_BARS)
    return TRUE;
  if (name >= 0 && name != spec->y)
    {
      spec->kind = BS_TABLE_CHART_LINE;
      spec->x = name;
    }
  else if ((y = find_measure (table, spec->y)) >= 0)
    {
      spec->kind = BS_TABLE_CHART_SCATTER;
      spec->x = spec->y;
      spec->y = y;
    }
  else if (bs_table_get_n_rows (table) <= BS_TABLE_CHART_MAX_BARS)
    spec->x = BS_TABLE_CHART_ROWS;
  else
    spec->kind = BS_TABLE_CHART_HISTOGRAM;

  return TRUE;
}

void
bs_table_chart_fit (const BsTable *table, BsTableChartSpec *spec)
{
  int n = (int) bs_table_get_n_columns (table);

  if (spec->y < 0 || spec->y >= n || !bs_table_chart_is_number (table, (guint) spec->y))
    {
      spec->y = find_measure (table, spec->x);
      if (spec->y < 0)
        spec->y = find_measure (table, -1);
    }
  if (spec->x >= n || spec->x < BS_TABLE_CHART_ROWS)
    spec->x = BS_TABLE_CHART_ROWS;
  if (spec->kind == BS_TABLE_CHART_BARS && spec->x < 0)
    spec->x = find_text (table);
  if (spec->kind != BS_TABLE_CHART_BARS && spec->x >= 0
      && !bs_table_chart_is_number (table, (guint) spec->x))
    spec->x = find_number (table, TRUE, spec->y);
}

static double
get_number (const BsTable *table, guint row, int column)
{
  if (column < 0)
    return row + 1.0;
  if (bs_table_is_missing (table, row, (guint) column))
    return NAN;
  if (bs_table_get_column_kind (table, (guint) column) == BS_COLUMN_REAL)
    return bs_table_get_real (table, row, (guint) column);

  return (double) bs_table_get_integer (table, row, (guint) column);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const BsTableChartPoint *one = a, *other = b;

  if (one->x != other->x)
    return one->x < other->x ? -1 : 1;

  return one->row < other->row ? -1 : one->row > other->row;
}

static void
find_ranges (BsTableChart *self)
{
  self->x0 = self->y0 = INFINITY;
  self->x1 = self->y1 = -INFINITY;
  for (guint i = 0; i < self->points->len; i++)
    {
      const BsTableChartPoint *point = &g_array_index (self->points, BsTableChartPoint, i);

      self->x0 = MIN (self->x0, point->x);
      self->x1 = MAX (self->x1, point->x);
      self->y0 = MIN (self->y0, point->y);
      self->y1 = MAX (self->y1, point->y);
    }
  if (self->points->len == 0)
    self->x0 = self->x1 = self->y0 = self->y1 = 0.0;
}

static void
make_bins (BsTableChart *self)
{
  g_autoptr (GArray) values = g_steal_pointer (&self->points);
  guint n_bins;
  double low = self->y0, high = self->y1;

  self->points = g_array_new (FALSE, TRUE, sizeof (BsTableChartPoint));
  if (values->len == 0)
    return;

  n_bins = (guint) CLAMP (ceil (sqrt (values->len)), 1, MAX_BINS);
  /* Where bins would begin where the last one does, there is one. */
  if (!(low + (high - low) / n_bins > low))
    n_bins = 1;
  self->bin = (high - low) / n_bins;
  if (self->spec.y >= 0
      && bs_table_get_column_kind (self->table, (guint) self->spec.y) != BS_COLUMN_REAL)
    {
      /* Whole numbers have bins of whole numbers. */
      self->bin = MAX (ceil ((high - low + 1.0) / n_bins), 1.0);
      n_bins = MIN (n_bins, (guint) ceil ((high - low + 1.0) / self->bin));
    }
  else if (!(low + self->bin > high) && n_bins == 1)
    self->bin = MAX (MAX (fabs (low) * 0.01, 1.0), high - low);
  g_array_set_size (self->points, n_bins);
  for (guint i = 0; i < n_bins; i++)
    g_array_index (self->points, BsTableChartPoint, i) = (BsTableChartPoint){ low + i * self->bin,
                                                                              0.0, G_MAXUINT };
  for (guint i = 0; i < values->len; i++)
    {
      const BsTableChartPoint *value = &g_array_index (values, BsTableChartPoint, i);
      double at = (value->y - low) / self->bin;
      guint bin = (guint) CLAMP (at, 0.0, n_bins - 1.0);
      BsTableChartPoint *point = &g_array_index (self->points, BsTableChartPoint, bin);

      point->y += 1.0;
      point->row = MIN (point->row, value->row);
    }
  find_ranges (self);
  self->x1 = low + n_bins * self->bin;
  self->y0 = 0.0;
}

BsTableChart *
bs_table_chart_new (BsTable *table, const BsTableChartSpec *spec)
{
  BsTableChart *self = g_new0 (BsTableChart, 1);
  guint n = bs_table_get_n_rows (table);

  self->spec = *spec;
  self->table = bs_table_ref (table);
  self->points = g_array_new (FALSE, TRUE, sizeof (BsTableChartPoint));
  if (spec->y < 0)
    n = 0;
  for (guint row = 0; row < n; row++)
    {
      gboolean named = spec->kind == BS_TABLE_CHART_BARS || spec->kind == BS_TABLE_CHART_HISTOGRAM;
      BsTableChartPoint point = { named ? self->points->len : get_number (table, row, spec->x),
                                  get_number (table, row, spec->y), row };

      if (!(fabs (point.x) <= MAX_VALUE) || !(fabs (point.y) <= MAX_VALUE))
        self->n_missing++;
      else if (spec->kind == BS_TABLE_CHART_BARS && self->points->len >= BS_TABLE_CHART_MAX_BARS)
        self->n_more++;
      else
        g_array_append_val (self->points, point);
    }
  if (spec->kind == BS_TABLE_CHART_LINE)
    g_array_sort (self->points, compare_points);
  find_ranges (self);
  if (spec->kind == BS_TABLE_CHART_HISTOGRAM)
    make_bins (self);
  else if (spec->kind == BS_TABLE_CHART_BARS)
    {
      self->y0 = MIN (self->y0, 0.0);
      self->y1 = MAX (self->y1, 0.0);
    }

  return self;
}

void
bs_table_chart_free (BsTableChart *self)
{
  bs_table_unref (self->table);
  g_array_unref (self->points);
  g_free (self);
}
