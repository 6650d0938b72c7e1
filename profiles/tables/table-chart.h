/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a table as a chart: which suit, and the numbers that are drawn. */
#pragma once

#include "profiles/tables/table.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TABLE_CHART_BARS,      /* a bar a row: x names it, y is its length */
  BS_TABLE_CHART_LINE,      /* rows by x, joined */
  BS_TABLE_CHART_SCATTER,   /* a point a row */
  BS_TABLE_CHART_HISTOGRAM, /* how often y has which values */
  BS_N_TABLE_CHARTS
} BsTableChartKind;

#define BS_TABLE_CHART_ROWS (-1) /* as x: the number of the row */
#define BS_TABLE_CHART_MAX_BARS 40

/** BsTableChartSpec: @x, @y: columns; x: of bars any, of lines and points one of numbers or %BS_TABLE_CHART_ROWS,
 * of histograms none */
typedef struct
{
  BsTableChartKind kind;
  int x, y;
} BsTableChartSpec;

typedef struct
{
  double x, y; /* of bins: the lower end, and how many */
  guint row;   /* of the table; of bins: its first */
} BsTableChartPoint;

typedef struct
{
  BsTableChartSpec spec;
  BsTable *table;
  GArray *points;  /* BsTableChartPoint: of lines by x, else by row */
  guint n_missing; /* rows without a number, or with one that is too large for any chart */
  guint n_more;    /* rows for which there are no bars */
  double x0, x1, y0, y1;
  double bin; /* width */
} BsTableChart;

gboolean bs_table_chart_is_number (const BsTable *table, guint column);

/** bs_table_chart_suggest: @spec: (out): what suits @table. Returns: %FALSE: it has no numbers. */
gboolean bs_table_chart_suggest (const BsTable *table, BsTableChartSpec *spec);

/** bs_table_chart_fit: makes @spec one that can be drawn of @table, keeping its kind. */
void bs_table_chart_fit (const BsTable *table, BsTableChartSpec *spec);

/** bs_table_chart_new: @spec: fits @table. O(n log n). Returns: (transfer full) */
BsTableChart *bs_table_chart_new (BsTable *table, const BsTableChartSpec *spec);
void bs_table_chart_free (BsTableChart *self);

/** bs_table_chart_is_duration: Returns: whether a column is of nanoseconds. */
gboolean bs_table_chart_is_duration (const BsTable *table, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTableChart, bs_table_chart_free)

G_END_DECLS
