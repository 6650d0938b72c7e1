/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a machine while it is being made: shared by layering and routing. */
#pragma once

#include "viz/fsm/fsm-layout.h"

G_BEGIN_DECLS

#define LAYER_GAP 64.0
#define BOX_GAP 28.0
#define DUMMY_WIDTH 14.0
#define LANE_GAP 22.0
#define MARGIN 14.0
#define LABEL_RADIUS 8.0
#define LOOP_LABEL 44.0 /* of a loop, right of its box */
#define PITCH (BS_FSM_BOX_HEIGHT + LAYER_GAP)

/* A place in a layer: a state, or a bend of an edge that crosses the layer. */
typedef struct
{
  guint32 node; /* G_MAXUINT32: a bend */
  guint32 layer;
  guint32 index;      /* in its layer */
  double left, right; /* room about x */
  double x;
  double key;
} BsFsmSlot;

typedef struct
{
  guint32 upper, lower; /* slots */
  double weight;
  double upper_port, lower_port;
  guint32 edge;
} BsFsmSegment;

typedef struct
{
  guint32 n_nodes, n_edges;
  const double *widths;
  const BsFsmLayoutEdge *edges;
  guint32 *position; /* in the acyclic order */
  guint32 *layer;    /* of a node */
  guint32 n_layers;
  GArray *slots;          /* BsFsmSlot; node n is slot n */
  GArray *segments;       /* BsFsmSegment */
  guint32 *first_segment; /* [n_edges + 1]: of an edge, top to bottom; none: beside or a loop */
  guint32 *layer_start;   /* [n_layers + 1] into order */
  guint32 *order;         /* slots, layer after layer, left to right */
  guint32 *up_start, *up, *down_start, *down; /* slots -> segments */
} BsFsmWork;

#define SLOT(w, i) (&g_array_index ((w)->slots, BsFsmSlot, (i)))
#define SEGMENT(w, i) (&g_array_index ((w)->segments, BsFsmSegment, (i)))

/** bs_fsm_work_route: adds the points of every path, once all slots and ports have places. */
void bs_fsm_work_route (BsFsmWork *w, BsFsmLayout *self, GArray *points);

G_END_DECLS
