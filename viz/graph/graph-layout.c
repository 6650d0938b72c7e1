/* SPDX-License-Identifier: Apache-2.0 */
/* Where the nodes of a mini-batch are drawn: a lane an instance, a column a depth of cells. */
#include "config.h"

#include "viz/graph/graph-layout.h"

#include <math.h>
#include <string.h>

#define UNIT_GAP 4.5
#define MAX_SATELLITES 8

guint32
bs_sorted_below (const guint32 *values, guint32 n, guint32 limit)
{
  guint32 low = 0, high = n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (values[middle] < limit)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint32
bs_places_at (const double *places, guint32 n, double at)
{
  guint32 low = 0, high = n;

  while (low + 1 < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (places[middle] <= at)
        low = middle;
      else
        high = middle;
    }

  return low;
}

guint32
bs_graph_pills_find (const BsGraphPills *self, guint32 lane, guint32 column, guint32 type)
{
  guint32 low = 0, high = self->n_pills;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;
      const BsGraphPill *pill = &self->pills[middle];

      if (pill->lane < lane
          || (pill->lane == lane
              && (pill->column < column || (pill->column == column && pill->type < type))))
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->n_pills || self->pills[low].lane != lane || self->pills[low].column != column
      || self->pills[low].type != type)
    return G_MAXUINT32;

  return low;
}

BsGraphShares
bs_graph_pill_shares (const BsGraphPills *self, const BsGraphPill *pill, guint32 decision)
{
  const guint32 *decisions = self->decision + pill->first, *ready = self->ready + pill->first;
  BsGraphShares shares;
  guint32 seen;

  shares.executed = bs_sorted_below (decisions, pill->count, decision);
  shares.forming = bs_sorted_below (decisions, pill->count, decision + 1) - shares.executed;
  seen = bs_sorted_below (ready, pill->count, decision + 1);
  seen = MAX (seen, shares.executed + shares.forming);
  shares.frontier = seen - shares.executed - shares.forming;
  shares.absent = 0;
  if (self->there != NULL)
    shares.absent = pill->count
                    - bs_sorted_below (self->there + pill->first, pill->count, decision + 1);
  shares.waiting = pill->count - seen - shares.absent;

  return shares;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  return left < right ? -1 : left > right;
}

/* Stable counting sort of nodes by a key below n_keys. */
static void
sort_by (const guint32 *from, guint32 *to, guint32 n, const guint32 *key, guint32 n_keys)
{
  g_autofree guint32 *start = g_new0 (guint32, (gsize) n_keys + 1);

  for (guint32 i = 0; i < n; i++)
    start[key[from[i]] + 1]++;
  for (guint32 k = 0; k < n_keys; k++)
    start[k + 1] += start[k];
  for (guint32 i = 0; i < n; i++)
    to[start[key[from[i]]]++] = from[i];
}

/* What every node hangs on: itself for a cell. */
static guint32 *
find_anchors (BsGraphLayout *self, const BsTypeTable *types, guint32 *n_satellites, guint32 *most)
{
  const BsGraph *graph = self->unpacked->graph;
  guint32 *anchor = g_new (guint32, graph->n_nodes + 1);

  *most = 0;
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      BsShape shape = types->types[graph->type[v]].shape;
      guint32 input = graph->input_start[v];

      anchor[v] = v;
      self->lane[v] = graph->instance[v];
      for (guint32 k = input; k < graph->input_start[v + 1]; k++)
        if (self->lane[graph->inputs[k]] != self->lane[v])
          {
            self->lane[v] = graph->n_instances;
            self->has_shared_lane = TRUE;
            break;
          }
      if ((shape == BS_SHAPE_PROJECTION || shape == BS_SHAPE_LOSS) && graph->n_dependencies[v] == 1
          && self->lane[v] == self->lane[graph->inputs[input]]
          && n_satellites[anchor[graph->inputs[input]]] < MAX_SATELLITES)
        {
          anchor[v] = anchor[graph->inputs[input]];
          *most = MAX (*most, ++n_satellites[anchor[v]]);
          self->satellite[v] = 1;
        }
    }

  return anchor;
}

static void
make_columns (BsGraphLayout *self, const guint32 *anchor)
{
  const BsTraceGraph *unpacked = self->unpacked;
  guint32 n = unpacked->graph->n_nodes, n_levels = unpacked->n_levels;
  g_autofree guint32 *index = g_new0 (guint32, (gsize) n_levels + 2);

  for (guint32 v = 0; v < n; v++)
    if (anchor[v] == v)
      index[MIN (unpacked->depth[v], n_levels)] = 1;
  self->column_depth = g_new0 (guint32, (gsize) n_levels + 2);
  for (guint32 d = 0; d <= n_levels; d++)
    if (index[d] != 0)
      {
        index[d] = self->n_columns;
        self->column_depth[self->n_columns++] = d;
      }
  for (guint32 v = 0; v < n; v++)
    self->column[v] = index[MIN (unpacked->depth[anchor[v]], n_levels)];
}

/* Units beside each other in a column: most lanes shall need two rows, a few may need more. */
static guint32
choose_width (guint32 *counts, guint32 n)
{
  guint32 usual, width;

  if (n == 0)
    return 1;
  qsort (counts, n, sizeof *counts, compare_numbers);
  usual = counts[(guint32) (((guint64) n - 1) * 9 / 10)];
  width = usual <= 24 ? MAX (1, (usual + 1) / 2) : (guint32) ceil (sqrt (usual * 6.0));

  /* Somewhat wider rather than one lane of many rows. */
  return MAX (width, MIN ((counts[n - 1] + 2) / 3, 2 * width));
}

static void
place_nodes (BsGraphLayout *self, const guint32 *anchor, const guint32 *n_satellites, guint32 most)
{
  const BsGraph *graph = self->unpacked->graph;
  guint32 n = graph->n_nodes, n_cells = 0;
  const double satellite = BS_GRAPH_SATELLITE;
  double unit_width = MAX (BS_GRAPH_CELL, most > 1 ? 2.0 * satellite + 2.0 : 0.0) + UNIT_GAP;
  double unit_height = BS_GRAPH_CELL + UNIT_GAP + ((most + 1) / 2) * (satellite + 1.5)
                       + (most > 0 ? 1.5 : 0.0);
  g_autofree guint32 *cells = g_new (guint32, n + 1);
  g_autofree guint32 *by_column = g_new (guint32, n + 1);
  g_autofree guint32 *by_lane = g_new (guint32, n + 1);
  g_autofree guint32 *counts = g_new (guint32, n + 1);
  g_autofree guint32 *rows = g_new0 (guint32, self->n_lanes + 1);
  g_autofree guint32 *width = g_new0 (guint32, self->n_columns + 1);
  g_autofree guint8 *seen = g_new0 (guint8, n + 1);

  for (guint32 v = 0; v < n; v++)
    if (anchor[v] == v)
      cells[n_cells++] = v;
  sort_by (cells, by_lane, n_cells, self->lane, self->n_lanes);
  sort_by (by_lane, by_column, n_cells, self->column, self->n_columns);
  /* by_column: by column, then lane. */
  self->column_x = g_new0 (double, self->n_columns + 2);
  for (guint32 i = 0, c = 0; c < self->n_columns; c++)
    {
      guint32 n_counts = 0;

      while (i < n_cells && self->column[by_column[i]] == c)
        {
          guint32 first = i, lane = self->lane[by_column[i]];

          while (i < n_cells && self->column[by_column[i]] == c && self->lane[by_column[i]] == lane)
            i++;
          counts[n_counts++] = i - first;
        }
      width[c] = choose_width (counts, n_counts);
      self->column_x[c + 1] = self->column_x[c] + width[c] * unit_width + BS_GRAPH_COLUMN_GAP;
    }

  for (guint round = 0; round < 2; round++)
    {
      for (guint32 i = 0; i < n_cells;)
        {
          guint32 first = i, c = self->column[by_column[i]], lane = self->lane[by_column[i]];
          guint32 used, in_row;
          double left, top;

          while (i < n_cells && self->column[by_column[i]] == c && self->lane[by_column[i]] == lane)
            i++;
          used = (i - first + width[c] - 1) / width[c];
          in_row = (i - first + used - 1) / used;
          if (round == 0)
            {
              rows[lane] = MAX (rows[lane], used);
              continue;
            }
          /* Flush right, next to what reads them. */
          left = (width[c] - in_row) * unit_width + unit_width / 2.0;
          top = BS_GRAPH_LANE_GAP / 2.0 + (rows[lane] - used) * unit_height / 2.0
                + BS_GRAPH_CELL / 2.0 + UNIT_GAP / 2.0;
          for (guint32 k = first; k < i; k++)
            {
              self->dx[by_column[k]] = (float) (left + ((k - first) % in_row) * unit_width);
              self->dy[by_column[k]] = (float) (top + ((k - first) / in_row) * unit_height);
            }
        }
      if (round == 0)
        {
          self->lane_y = g_new0 (double, self->n_lanes + 2);
          for (guint32 l = 0; l < self->n_lanes; l++)
            self->lane_y[l + 1] = self->lane_y[l] + MAX (rows[l], 1) * unit_height
                                  + BS_GRAPH_LANE_GAP;
        }
    }

  for (guint32 v = 0; v < n; v++)
    if (anchor[v] != v)
      {
        guint32 a = anchor[v], k = seen[a]++;
        gboolean alone = k + 1 == n_satellites[a] && k % 2 == 0;

        self->dx[v] = self->dx[a]
                      + (float) (alone ? 0.0 : (satellite + 1.5) * (k % 2 == 0 ? -0.5 : 0.5));
        self->dy[v] = self->dy[a]
                      + (float) (BS_GRAPH_CELL / 2.0 + 2.5 + satellite / 2.0
                                 + (k / 2) * (satellite + 1.5));
      }
}

/* Groups nodes sorted so that those of a group are together. */
static void
make_pills (BsGraphPills *self, const BsTraceGraph *unpacked, const guint32 *nodes,
            const guint32 *lane, const guint32 *column)
{
  const BsGraph *graph = unpacked->graph;
  g_autoptr (GArray) pills = g_array_new (FALSE, FALSE, sizeof (BsGraphPill));

  self->nodes = g_memdup2 (nodes, sizeof (guint32) * ((gsize) graph->n_nodes + 1));
  self->decision = g_new (guint32, graph->n_nodes + 1);
  self->ready = g_new (guint32, graph->n_nodes + 1);
  if (unpacked->node_there != NULL)
    self->there = g_new (guint32, graph->n_nodes + 1);
  for (guint32 i = 0; i < graph->n_nodes; i++)
    {
      guint32 v = nodes[i];
      BsGraphPill pill = { lane != NULL ? lane[v] : 0, column[v], graph->type[v], i, 0 };
      BsGraphPill *last = pills->len > 0 ? &g_array_index (pills, BsGraphPill, pills->len - 1)
                                         : NULL;

      if (last == NULL || last->lane != pill.lane || last->column != pill.column
          || last->type != pill.type)
        {
          g_array_append_val (pills, pill);
          last = &g_array_index (pills, BsGraphPill, pills->len - 1);
        }
      last->count++;
      self->decision[i] = unpacked->node_decision[v];
      self->ready[i] = unpacked->node_ready[v];
      if (self->there != NULL)
        self->there[i] = unpacked->node_there[v];
    }
  self->n_pills = pills->len;
  for (guint32 p = 0; p < pills->len; p++)
    {
      const BsGraphPill *pill = &g_array_index (pills, BsGraphPill, p);

      qsort (self->decision + pill->first, pill->count, sizeof (guint32), compare_numbers);
      qsort (self->ready + pill->first, pill->count, sizeof (guint32), compare_numbers);
      if (self->there != NULL)
        qsort (self->there + pill->first, pill->count, sizeof (guint32), compare_numbers);
    }
  self->pills = g_memdup2 (pills->data, sizeof (BsGraphPill) * MAX (pills->len, 1u));
}

static int
compare_type_edges (gconstpointer a, gconstpointer b)
{
  const BsGraphTypeEdge *left = a, *right = b;

  if (left->count != right->count)
    return left->count > right->count ? -1 : 1;
  if (left->from != right->from)
    return left->from < right->from ? -1 : 1;

  return left->to < right->to ? -1 : left->to > right->to;
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  guint64 left = *(const guint64 *) a, right = *(const guint64 *) b;

  return left < right ? -1 : left > right;
}

static void
make_types (BsGraphLayout *self, const guint32 *by_type, guint32 *key)
{
  const BsTraceGraph *unpacked = self->unpacked;
  const BsGraph *graph = unpacked->graph;
  g_autofree guint32 *nodes = g_new (guint32, graph->n_nodes + 1);
  g_autofree guint32 *pill_of = g_new (guint32, graph->n_nodes + 1);
  g_autofree guint64 *pairs = g_new (guint64, (gsize) graph->n_inputs + 1);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (BsGraphTypeEdge));

  for (guint32 v = 0; v < graph->n_nodes; v++)
    key[v] = CLAMP (unpacked->depth[v], 1, MAX (unpacked->n_levels, 1)) - 1;
  sort_by (by_type, nodes, graph->n_nodes, key, MAX (unpacked->n_levels, 1));
  make_pills (&self->types, unpacked, nodes, NULL, key);
  for (guint32 p = 0; p < self->types.n_pills; p++)
    for (guint32 k = 0; k < self->types.pills[p].count; k++)
      pill_of[nodes[self->types.pills[p].first + k]] = p;

  self->row = g_new (guint32, graph->n_types + 1);
  for (guint32 t = 0; t < graph->n_types; t++)
    self->row[t] = graph->type_count[t] > 0 ? self->n_rows++ : G_MAXUINT32;

  for (guint32 v = 0; v < graph->n_nodes; v++)
    for (guint32 k = graph->input_start[v]; k < graph->input_start[v + 1]; k++)
      pairs[k] = ((guint64) pill_of[graph->inputs[k]] << 32) | pill_of[v];
  qsort (pairs, graph->n_inputs, sizeof *pairs, compare_pairs);
  for (guint32 k = 0; k < graph->n_inputs; k++)
    if (k > 0 && pairs[k] == pairs[k - 1])
      g_array_index (edges, BsGraphTypeEdge, edges->len - 1).count++;
    else
      {
        BsGraphTypeEdge edge = { (guint32) (pairs[k] >> 32), (guint32) pairs[k], 1 };

        g_array_append_val (edges, edge);
      }
  g_array_sort (edges, compare_type_edges);
  self->n_type_edges = edges->len;
  self->type_edges = g_memdup2 (edges->data, sizeof (BsGraphTypeEdge) * MAX (edges->len, 1u));
}

/* @order: nodes in any order; @place: the column or lane of each. */
static void
make_buckets (BsGraphBuckets *self, const BsTraceGraph *unpacked, guint32 n_places,
              const guint32 *order, const guint32 *place, guint32 *key)
{
  guint32 n = unpacked->graph->n_nodes;
  g_autofree guint32 *nodes = g_new (guint32, n + 1);

  self->each = MAX (1, (n_places + BS_GRAPH_MAX_BUCKETS - 1) / BS_GRAPH_MAX_BUCKETS);
  self->n = (n_places + self->each - 1) / self->each;
  for (guint32 v = 0; v < n; v++)
    key[v] = place[v] / self->each;
  sort_by (order, nodes, n, key, self->n);
  self->start = g_new0 (guint32, self->n + 2);
  self->decision = g_new (guint32, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      self->start[key[nodes[i]] + 1]++;
      self->decision[i] = unpacked->node_decision[nodes[i]];
    }
  for (guint32 b = 0; b < self->n; b++)
    {
      self->most = MAX (self->most, self->start[b + 1]);
      self->start[b + 1] += self->start[b];
      qsort (self->decision + self->start[b], self->start[b + 1] - self->start[b], sizeof (guint32),
             compare_numbers);
    }
}

static void
find_focus (BsGraphLayout *self)
{
  const BsTraceGraph *unpacked = self->unpacked;
  const BsTraceMiniBatch *mini_batch = unpacked->mini_batch;
  guint32 n = mini_batch->n_decisions;
  g_autofree guint32 *size = g_new0 (guint32, (gsize) n + 1);
  g_autofree double *x = g_new0 (double, (gsize) n + 1);
  g_autofree double *level = g_new0 (double, (gsize) n + 1);

  self->focus = g_new0 (BsGraphFocus, (gsize) n + 1);
  for (guint32 v = 0; v < unpacked->graph->n_nodes; v++)
    {
      guint32 d = unpacked->node_decision[v] - mini_batch->first_decision;
      BsGraphFocus *focus = &self->focus[MIN (d, n)];

      if (d >= n)
        continue;
      x[d] += bs_graph_layout_x (self, v);
      level[d] += unpacked->depth[v];
      if (size[d]++ == 0 || self->lane[v] < focus->lane
          || (self->lane[v] == focus->lane && self->dy[v] < focus->y))
        {
          focus->lane = self->lane[v];
          focus->y = self->dy[v];
          focus->first_x = (float) bs_graph_layout_x (self, v);
        }
    }
  for (guint32 d = 0; d < n; d++)
    {
      self->focus[d].x = (float) (x[d] / MAX (size[d], 1));
      self->focus[d].level = (float) (level[d] / MAX (size[d], 1));
    }
}

BsGraphLayout *
bs_graph_layout_new (const BsTypeTable *types, BsTraceGraph *unpacked)
{
  BsGraphLayout *self = g_new0 (BsGraphLayout, 1);
  const BsGraph *graph = unpacked->graph;
  guint32 n = graph->n_nodes, most;
  g_autofree guint32 *n_satellites = g_new0 (guint32, n + 1);
  g_autofree guint32 *anchor = NULL;
  g_autofree guint32 *all = g_new (guint32, n + 1);
  g_autofree guint32 *by_type = g_new (guint32, n + 1);
  g_autofree guint32 *by_column = g_new (guint32, n + 1);
  g_autofree guint32 *key = g_new (guint32, n + 1);

  g_atomic_int_set (&self->refs, 1);
  self->unpacked = bs_trace_graph_ref (unpacked);
  self->lane = g_new (guint32, n + 1);
  self->column = g_new0 (guint32, n + 1);
  self->dx = g_new0 (float, n + 1);
  self->dy = g_new0 (float, n + 1);
  self->satellite = g_new0 (guint8, n + 1);
  anchor = find_anchors (self, types, n_satellites, &most);
  self->n_lanes = graph->n_instances + (self->has_shared_lane ? 1 : 0);
  make_columns (self, anchor);
  place_nodes (self, anchor, n_satellites, most);

  for (guint32 v = 0; v < n; v++)
    {
      all[v] = v;
      key[v] = graph->type[v];
    }
  self->lane_nodes = g_new (guint32, n + 1);
  self->lane_start = g_new0 (guint32, self->n_lanes + 2);
  sort_by (all, by_column, n, self->column, self->n_columns);
  sort_by (by_column, self->lane_nodes, n, self->lane, self->n_lanes);
  for (guint32 v = 0; v < n; v++)
    self->lane_start[self->lane[v] + 1]++;
  for (guint32 l = 0; l < self->n_lanes; l++)
    self->lane_start[l + 1] += self->lane_start[l];

  {
    g_autofree guint32 *nodes = g_new (guint32, n + 1);

    sort_by (all, by_type, n, key, graph->n_types);
    sort_by (by_type, by_column, n, self->column, self->n_columns);
    sort_by (by_column, nodes, n, self->lane, self->n_lanes);
    make_pills (&self->places, unpacked, nodes, self->lane, self->column);
    sort_by (by_type, nodes, n, self->lane, self->n_lanes);
    make_pills (&self->inputs, unpacked, nodes, self->lane, key);
  }
  self->lane_pill = g_new0 (guint32, self->n_lanes + 2);
  for (guint32 p = 0; p < self->places.n_pills; p++)
    self->lane_pill[self->places.pills[p].lane + 1]++;
  for (guint32 l = 0; l < self->n_lanes; l++)
    self->lane_pill[l + 1] += self->lane_pill[l];
  make_types (self, by_type, key);
  make_buckets (&self->across, unpacked, self->n_columns, all, self->column, key);
  make_buckets (&self->down, unpacked, self->n_lanes, all, self->lane, key);
  find_focus (self);

  return self;
}

BsGraphLayout *
bs_graph_layout_ref (BsGraphLayout *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

gsize
bs_graph_layout_get_size (const BsGraphLayout *self)
{
  const BsGraph *graph = self->unpacked->graph;
  gsize pills = (gsize) self->places.n_pills + self->types.n_pills + self->inputs.n_pills;
  /* The layout: places, lanes, three kinds of pills, buckets. The graph: its columns. */
  gsize node = 21 + 4 + 3 * (self->places.there != NULL ? 16 : 12) + 8 + 44;

  return sizeof *self + graph->n_nodes * node + (gsize) graph->n_inputs * 5
         + (gsize) graph->n_outputs * 4 + pills * sizeof (BsGraphPill)
         + self->n_type_edges * sizeof (BsGraphTypeEdge)
         + ((gsize) self->n_lanes + self->n_columns) * 16
         + self->unpacked->mini_batch->n_decisions * sizeof (BsGraphFocus);
}

static void
clear_pills (BsGraphPills *self)
{
  g_free (self->pills);
  g_free (self->nodes);
  g_free (self->decision);
  g_free (self->ready);
  g_free (self->there);
}

void
bs_graph_layout_unref (BsGraphLayout *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  bs_trace_graph_unref (self->unpacked);
  g_free (self->lane_y);
  g_free (self->column_x);
  g_free (self->column_depth);
  g_free (self->column);
  g_free (self->lane);
  g_free (self->dx);
  g_free (self->dy);
  g_free (self->satellite);
  g_free (self->lane_start);
  g_free (self->lane_nodes);
  g_free (self->lane_pill);
  clear_pills (&self->places);
  clear_pills (&self->types);
  clear_pills (&self->inputs);
  g_free (self->row);
  g_free (self->type_edges);
  g_free (self->across.start);
  g_free (self->across.decision);
  g_free (self->down.start);
  g_free (self->down.decision);
  g_free (self->focus);
  g_free (self);
}
