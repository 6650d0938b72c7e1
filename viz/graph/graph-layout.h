/* SPDX-License-Identifier: Apache-2.0 */
/* Where the nodes of a mini-batch are drawn: a lane an instance, a column a depth of cells. Also how
 * they are folded, and where each batch is. Immutable; safe to share between threads. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/* Sizes at scale 1, in points. */
#define BS_GRAPH_CELL 20.0
#define BS_GRAPH_SATELLITE 12.5
#define BS_GRAPH_COLUMN_GAP 26.0
#define BS_GRAPH_LANE_GAP 14.0

/* Points of the picture of types and layers. */
#define BS_GRAPH_LAYER_PITCH 92.0
#define BS_GRAPH_ROW_PITCH 58.0
#define BS_GRAPH_PILL_WIDTH 66.0
#define BS_GRAPH_PILL_HEIGHT 30.0

/**
 * BsGraphPill:
 *
 * Nodes of one type in one place. Their decisions are sorted, so that how many have run, are
 * ready or are forming at any decision is a binary search.
 */
typedef struct
{
  guint32 lane, column, type;
  guint32 first, count;
} BsGraphPill;

typedef struct
{
  guint32 n_pills;
  BsGraphPill *pills; /* by lane, column, type */
  guint32 *nodes;     /* [n_nodes] those of a pill side by side, ascending */
  guint32 *decision;  /* [n_nodes] sorted within each pill */
  guint32 *ready;     /* [n_nodes] the same */
  guint32 *there;     /* (nullable) [n_nodes] the same; the graph grows */
} BsGraphPills;

typedef struct
{
  guint32 from, to; /* pills of types */
  guint32 count;
} BsGraphTypeEdge;

typedef struct
{
  guint32 executed, forming, frontier, waiting, absent;
} BsGraphShares;

#define BS_GRAPH_MAX_BUCKETS 512

/* Columns or lanes in up to so many groups, for the bars that show all of them. */
typedef struct
{
  guint32 n, each; /* groups, and how many columns or lanes make one */
  guint32 *start;  /* [n + 1] into decision */
  guint32 *decision;
  guint32 most; /* nodes in one */
} BsGraphBuckets;

/* Where the batch of a decision is, so that it can be shown. */
typedef struct
{
  float x, level;   /* mean */
  float first_x, y; /* its first node: y from the top of its lane */
  guint32 lane;
} BsGraphFocus;

/**
 * BsGraphLayout:
 *
 * A projection or loss that reads one node stands below the cell it comes from (a satellite);
 * everything else is a cell of its own. Nodes that read several instances have a lane of their
 * own, the last.
 */
typedef struct
{
  BsTraceGraph *unpacked;

  guint32 n_lanes;
  gboolean has_shared_lane;
  double *lane_y; /* [n_lanes + 1] */
  guint32 n_columns;
  double *column_x;      /* [n_columns + 1]; the gap belongs to the column before it */
  guint32 *column_depth; /* [n_columns] */

  guint32 *column;   /* [n_nodes] */
  guint32 *lane;     /* [n_nodes] */
  float *dx;         /* [n_nodes] middle, from the left of its column */
  float *dy;         /* [n_nodes] middle, from the top of its lane */
  guint8 *satellite; /* [n_nodes] */
  guint32 *lane_start;
  guint32 *lane_nodes; /* by lane, column, number */

  BsGraphPills places; /* by lane, column, type */
  guint32 *lane_pill;  /* [n_lanes + 1] into places */

  BsGraphPills types; /* lane 0, column depth - 1 */
  guint32 n_rows;
  guint32 *row; /* [types of the graph] or G_MAXUINT32 */
  guint32 n_type_edges;
  BsGraphTypeEdge *type_edges; /* busiest first */

  BsGraphPills inputs; /* by lane and type; the column is the type, too */

  BsGraphBuckets across, down; /* of columns, of lanes */
  BsGraphFocus *focus;         /* [n_decisions of the mini-batch] */

  /*< private >*/
  int refs;
} BsGraphLayout;

/**
 * bs_graph_layout_new:
 *
 * O(V log V + E). Returns: (transfer full): the layout
 */
BsGraphLayout *bs_graph_layout_new (const BsTypeTable *types, BsTraceGraph *unpacked);
BsGraphLayout *bs_graph_layout_ref (BsGraphLayout *self);
void bs_graph_layout_unref (BsGraphLayout *self);

/** bs_graph_layout_get_size: Returns: the bytes that it and the graph that it keeps take, about. */
gsize bs_graph_layout_get_size (const BsGraphLayout *self);

static inline double
bs_graph_layout_x (const BsGraphLayout *self, guint32 node)
{
  return self->column_x[self->column[node]] + (double) self->dx[node];
}

static inline double
bs_graph_layout_y (const BsGraphLayout *self, guint32 node)
{
  return self->lane_y[self->lane[node]] + (double) self->dy[node];
}

/** bs_graph_is_there: Returns: whether a graph that grows has @node at a decision. */
static inline gboolean
bs_graph_is_there (const BsTraceGraph *unpacked, guint32 node, guint32 decision)
{
  return unpacked->node_there == NULL || unpacked->node_there[node] <= decision;
}

/** bs_graph_pills_find: Returns: the number of a pill, or %G_MAXUINT32. */
guint32 bs_graph_pills_find (const BsGraphPills *self, guint32 lane, guint32 column, guint32 type);

/** bs_graph_pill_shares: how the nodes of a pill stand at a decision; O(log count). */
BsGraphShares bs_graph_pill_shares (const BsGraphPills *self, const BsGraphPill *pill,
                                    guint32 decision);

/** bs_sorted_below: Returns: how many of the ascending values are less than @limit. */
guint32 bs_sorted_below (const guint32 *values, guint32 n, guint32 limit);

/** bs_places_at: Returns: the last of ascending places [0..n) that is not after @at. */
guint32 bs_places_at (const double *places, guint32 n, double at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphLayout, bs_graph_layout_unref)

G_END_DECLS
