/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the graph painter share while one picture is drawn. */
#pragma once

#include "viz/graph/graph-layouts.h"
#include "viz/graph/graph-painter.h"
#include "viz/marks.h"

G_BEGIN_DECLS

#define BS_GRAPH_MAX_SLOTS 64
#define BS_GRAPH_MAX_EDGES 600
#define BS_GRAPH_LETTERS_FROM 14.0

/* Points of the picture of inputs and types. */
#define BS_GRAPH_INPUT_PITCH 40.0
#define BS_GRAPH_TYPE_PITCH 84.0

#define BS_GRAPH_MUTED 0.25

/* The first members of a batch by instance: those that the tray shows, and a few more. */
typedef struct
{
  guint32 decision; /* 0: not filled */
  guint32 n;
  guint32 nodes[BS_GRAPH_MAX_SLOTS];
} BsGraphMembers;

typedef struct
{
  float x, y;
  guint32 node;
  guint16 type;
  guint8 bucket; /* state before x BS_N_NODE_STATES + state after */
  guint8 satellite;
} BsGraphSeen;

/* An edge of the selected node, or of what leads to it. */
typedef struct
{
  guint32 from, to;
} BsGraphLink;

/* What the selected node hangs together with: found once. */
typedef struct
{
  guint32 mini_batch, node; /* BS_GRAPH_NONE: not found yet */
  gboolean cone;
  guint32 n_inputs; /* links that lead to it come first */
  GArray *links;    /* BsGraphLink */
} BsGraphLinks;

/* The two ends of a jump, drawn once: frames between only mix them. */
typedef struct
{
  guint32 a, b;
  double width, height;
  BsView view;
  BsGraphMode mode;
  guint32 node, lane;
  gboolean dark, high_contrast;
  gboolean laid_out[2];
  cairo_pattern_t *ends[2]; /* (nullable) */
} BsGraphFade;

struct _BsGraphPainter
{
  BsTrace *trace;
  BsGraphLayouts *layouts;
  gboolean patient;
  BsGraphMembers members[2];
  BsGraphLinks links;
  BsGraphFade fade;

  /* As drawn last: picking must see the same picture. */
  double text_scale;
  gboolean right_to_left;

  GArray *seen;   /* BsGraphSeen, scratch */
  GArray *sorted; /* guint32, scratch */
  GArray *pills;  /* of graph-pills, scratch */
};

/* Where things are on the screen. */
typedef struct
{
  double x, y, width, height; /* the lanes */
  double header, bar, tray;   /* heights; 0: there is none */
  double side;                /* width of the bar at the right edge */
  double base;                /* points on screen a point of the layout, at zoom 1 */
} BsGraphFrame;

typedef struct
{
  BsGraphPainter *painter;
  BsGraphLayout *layout; /* (nullable): not made yet; owned */
  const BsGraphShow *show;
  const BsStyle *style;
  cairo_t *cr;
  double width, height;
  BsGraphFrame frame;
  BsView view; /* resolved */
  double scale;
  guint32 a, b;         /* the decisions left and reached */
  double t;             /* of the way between them */
  guint32 lane0, lane1; /* the lanes that the picture has */
} BsGraphScene;

static inline double
bs_graph_scene_x (const BsGraphScene *self, double x)
{
  return self->frame.x - self->view.x * self->view.zoom + x * self->scale;
}

static inline double
bs_graph_scene_y (const BsGraphScene *self, double y)
{
  return self->frame.y - self->view.y * self->view.zoom + y * self->scale;
}

/** bs_graph_scene_top: the top of a lane in the picture, which may have one alone. */
static inline double
bs_graph_scene_top (const BsGraphScene *self, guint32 lane)
{
  return self->layout->lane_y[lane] - self->layout->lane_y[self->lane0];
}

/** bs_graph_scene_node: the middle of a node on screen. */
static inline void
bs_graph_scene_node (const BsGraphScene *self, guint32 node, double *x, double *y)
{
  *x = bs_graph_scene_x (self, bs_graph_layout_x (self->layout, node));
  *y = bs_graph_scene_y (self, bs_graph_layout_y (self->layout, node)
                                   - self->layout->lane_y[self->lane0]);
}

static inline gboolean
bs_graph_scene_has_lane (const BsGraphScene *self, guint32 lane)
{
  return lane >= self->lane0 && lane < self->lane1;
}

static inline gboolean
bs_graph_scene_is_muted (const BsGraphScene *self, guint type)
{
  return self->show->muted != NULL && self->show->muted[type];
}

/* Where @node stands at @decision, as far as it is to be seen. */
static inline BsNodeState
bs_graph_scene_state (const BsGraphScene *self, guint32 node, guint32 decision)
{
  BsNodeState state = bs_trace_node_state (self->layout->unpacked, node, decision);

  return state == BS_NODE_FORMING && self->show->undecided ? BS_NODE_FRONTIER : state;
}

static inline gboolean
bs_graph_scene_in_sight (const BsGraphScene *self, double x, double y)
{
  const BsGraphFrame *frame = &self->frame;

  return x > frame->x && x < frame->x + frame->width && y > frame->y
         && y < frame->y + frame->height;
}

/** bs_graph_scene_part: Returns: the eased share of a part of the motion; 1 at rest. */
static inline double
bs_graph_scene_part (const BsGraphScene *self, double from, double to)
{
  return self->a == self->b ? 1.0 : bs_ease_out ((self->t - from) / (to - from));
}

/** bs_graph_scene_window: Returns: FALSE when no lane or column is in sight; those that are. */
gboolean bs_graph_scene_window (const BsGraphScene *self, guint32 *lane0, guint32 *lane1,
                                guint32 *column0, guint32 *column1);

/** bs_graph_scene_collect: Returns: whether nodes are drawn one by one; fills painter->seen if so. */
gboolean bs_graph_scene_collect (BsGraphScene *self);

void bs_graph_scene_draw_edges (BsGraphScene *self);
void bs_graph_scene_draw_nodes (BsGraphScene *self);

/** bs_graph_scene_add_edge: adds an edge to the path. Returns: FALSE when there is nothing to draw. */
gboolean bs_graph_scene_add_edge (BsGraphScene *self, guint32 from, guint32 to);

/* A pill on its way to the screen: shares of its nodes, mixed over the motion. */
typedef struct
{
  BsGraphShares shares; /* at the end */
  double executed, forming, frontier, absent;
  double x0, y0, x1, y1;
  guint32 type, count; /* nodes that are there */
  BsGraphSpot spot;
} BsGraphPillSeen;

void bs_graph_scene_mix_shares (const BsGraphScene *self, const BsGraphPills *pills,
                                const BsGraphPill *pill, BsGraphPillSeen *seen);

/* Pills where nodes would be specks: a lane's column by type. */
void bs_graph_scene_draw_places (BsGraphScene *self);
gboolean bs_graph_scene_pick_place (BsGraphScene *self, double x, double y, BsGraphSpot *spot);

/** bs_graph_scene_draw_cursor: around what the keyboard is at. */
void bs_graph_scene_draw_cursor (BsGraphScene *self, double x0, double y0, double x1, double y1);

/* Pills: by place, by layer, by input, as the mode says. */
void bs_graph_scene_draw_pills (BsGraphScene *self);

/** bs_graph_scene_pick_pill: @spot: (out): the pill at a point. */
gboolean bs_graph_scene_pick_pill (BsGraphScene *self, double x, double y, BsGraphSpot *spot);

/** bs_graph_scene_spot_place: the middle of a spot on screen. */
void bs_graph_scene_spot_place (const BsGraphScene *self, const BsGraphSpot *spot, double *x,
                                double *y);

/** bs_graph_scene_pills_of: the pills of the mode. */
const BsGraphPills *bs_graph_scene_pills_of (const BsGraphScene *self);

/** bs_graph_scene_spot_of: where a node is folded to in this mode. */
BsGraphSpot bs_graph_scene_spot_of (const BsGraphScene *self, guint32 node);

/* The selected node, with what it reads and what reads it. */
void bs_graph_scene_draw_links (BsGraphScene *self);

/* What is unfolded over the picture. */
void bs_graph_scene_draw_card (BsGraphScene *self);
gboolean bs_graph_scene_pick_card (BsGraphScene *self, double x, double y, BsGraphHit *hit);

/* What surrounds the nodes. */
void bs_graph_scene_draw_header (BsGraphScene *self);
void bs_graph_scene_draw_lanes (BsGraphScene *self, gboolean names);
void bs_graph_scene_draw_row_names (BsGraphScene *self);
void bs_graph_scene_draw_outline (BsGraphScene *self);

/* The bars that show all columns and all lanes. */
void bs_graph_scene_draw_bars (BsGraphScene *self);
gboolean bs_graph_scene_pick_bars (BsGraphScene *self, double x, double y, BsGraphHit *hit);
double bs_graph_scene_picture_width (const BsGraphScene *self);
double bs_graph_scene_picture_height (const BsGraphScene *self);

/** bs_graph_tray_height: Returns: of the tray in a picture of that size; 0: it has no room */
double bs_graph_tray_height (double text_scale, double width, double height);

/* The tray: its card and its words do without a layout. */
void bs_graph_scene_draw_tray (BsGraphScene *self);

/** bs_graph_scene_pick_tray: Returns: the node whose disc is at a point of the tray. */
guint32 bs_graph_scene_pick_tray (const BsGraphScene *self, double x, double y);

/** bs_graph_scene_slots: how many members of a batch have a place of their own in the tray. */
guint32 bs_graph_scene_slots (const BsGraphScene *self, guint32 decision);

/** bs_graph_scene_members: the first members of a batch, by instance and number. */
const BsGraphMembers *bs_graph_scene_members (const BsGraphScene *self, guint32 decision);

/** bs_graph_scene_name: writes what a node is called below its mark: its input and its depth. */
void bs_graph_scene_name (const BsGraphScene *self, guint32 node, char text[64]);

G_END_DECLS
