/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the graph painter share while one picture is drawn. */
#pragma once

#include "viz/graph/graph-layout.h"
#include "viz/graph/graph-painter.h"
#include "viz/marks.h"

G_BEGIN_DECLS

#define BS_GRAPH_MAX_SLOTS 64
#define BS_GRAPH_MAX_EDGES 600

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
  guint8 bucket; /* state before x 4 + state after */
  guint8 satellite;
} BsGraphSeen;

struct _BsGraphPainter
{
  BsTrace *trace;
  BsGraphLayout **layouts; /* one a mini-batch */
  float *focus_x;          /* [n_decisions] mean place of the batch */
  float *focus_first_x;    /* [n_decisions] place of its first node */
  float *focus_level;      /* [n_decisions] its mean depth */
  guint32 *focus_lane;     /* [n_decisions] its first lane */
  float *focus_y;          /* [n_decisions] its first node there, from the top of the lane */
  BsGraphMembers members[2];

  /* As drawn last: picking must see the same picture. */
  double text_scale;
  gboolean tray;
  double tray_room; /* kept free at the end of the tray */
  gboolean right_to_left;

  GArray *seen;   /* BsGraphSeen, scratch */
  GArray *sorted; /* guint32, scratch */
};

/* Where things are on the screen. */
typedef struct
{
  double x, y, width, height; /* the lanes */
  double header, bar, tray;   /* heights; 0: there is none */
  double base;                /* points on screen a point of the layout, at zoom 1 */
} BsGraphFrame;

typedef struct
{
  BsGraphPainter *painter;
  const BsGraphLayout *layout;
  const BsStyle *style;
  cairo_t *cr;
  double width, height;
  BsGraphFrame frame;
  BsView view; /* resolved */
  double scale;
  guint32 a, b; /* the decisions left and reached */
  double t;     /* of the way between them */
  guint32 selected;
  BsGraphMode mode;
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

/** bs_graph_scene_part: Returns: the eased share of a part of the motion; 1 at rest. */
static inline double
bs_graph_scene_part (const BsGraphScene *self, double from, double to)
{
  return self->a == self->b ? 1.0 : bs_ease_out ((self->t - from) / (to - from));
}

/** bs_graph_scene_collect: Returns: whether nodes are drawn one by one; fills painter->seen if so. */
gboolean bs_graph_scene_collect (BsGraphScene *self);

void bs_graph_scene_draw_edges (BsGraphScene *self);
void bs_graph_scene_draw_nodes (BsGraphScene *self);
void bs_graph_scene_draw_pills (BsGraphScene *self);
void bs_graph_scene_draw_types (BsGraphScene *self);
void bs_graph_scene_draw_tray (BsGraphScene *self);

/** bs_graph_scene_type_place: the middle of a pill of types and layers. */
void bs_graph_scene_type_place (const BsGraphScene *self, guint32 level, guint32 type, double *x,
                                double *y);

/** bs_graph_scene_pick_tray: Returns: the node whose disc is at a point of the tray. */
guint32 bs_graph_scene_pick_tray (const BsGraphScene *self, double x, double y);

/** bs_graph_scene_slots: how many members of a batch have a place of their own in the tray. */
guint32 bs_graph_scene_slots (const BsGraphScene *self, guint32 decision);

/** bs_graph_painter_members: the first members of a batch, by instance and number. */
const BsGraphMembers *bs_graph_painter_members (BsGraphPainter *self, guint32 decision);

G_END_DECLS
