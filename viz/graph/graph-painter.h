/* SPDX-License-Identifier: Apache-2.0 */
/* The dataflow graph of the current mini-batch: a lane an instance, columns by depth, folded
 * where it is too dense; frontier outlined, executed faded, the forming batch lifted out. */
#pragma once

#include "profiles/trace/trace.h"
#include "viz/graph/graph-layout.h"
#include "viz/moment.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

#define BS_GRAPH_NONE G_MAXUINT32

typedef struct _BsGraphPainter BsGraphPainter;

typedef enum
{
  BS_GRAPH_NODES, /* nodes, folded to pills where too small */
  BS_GRAPH_TYPES, /* pills by layer and type */
  BS_GRAPH_INPUTS /* pills by input and type */
} BsGraphMode;

/**
 * BsGraphSpot:
 *
 * Nodes of one type that are folded to a pill: of a lane and a column; of a column alone, which
 * is a layer then; or of a lane alone, whose column is the type.
 */
typedef struct
{
  guint32 lane, column;
  guint32 type; /* BS_GRAPH_NONE: no spot */
} BsGraphSpot;

/**
 * BsGraphShow:
 *
 * What of the graph is shown, and how. Numbers that the graph does not have are nothing.
 */
typedef struct
{
  BsGraphMode mode;
  guint32 lane;         /* of nodes, this input alone; BS_GRAPH_NONE: all */
  guint32 node;         /* selected; its dependencies alone are drawn then */
  gboolean cone;        /* all that leads to it and all that it leads to, not one step */
  gboolean follow_node; /* a view that follows shows it, instead of the batch */
  BsGraphSpot pill;     /* where the keyboard is */
  BsGraphSpot open;     /* unfolded over the picture */
  const guint8 *muted;  /* (nullable) [types of the trace] drawn faint */
  gboolean undecided;   /* nobody is to see what is batched: what forms is drawn as ready */
  int tray;             /* 0: none; 1: the forming batch over the lower edge; more: with so many
                         * points at its end kept free, for a button */
} BsGraphShow;

static inline BsGraphSpot
bs_graph_no_spot (void)
{
  return (BsGraphSpot){ BS_GRAPH_NONE, BS_GRAPH_NONE, BS_GRAPH_NONE };
}

static inline gboolean
bs_graph_spot_equal (const BsGraphSpot *a, const BsGraphSpot *b)
{
  return a->lane == b->lane && a->column == b->column && a->type == b->type;
}

/** bs_graph_show_default: all nodes, none selected, with a tray. */
static inline BsGraphShow
bs_graph_show_default (void)
{
  return (BsGraphShow){ .mode = BS_GRAPH_NODES,
                        .lane = BS_GRAPH_NONE,
                        .node = BS_GRAPH_NONE,
                        .pill = bs_graph_no_spot (),
                        .open = bs_graph_no_spot (),
                        .tray = 1 };
}

typedef enum
{
  BS_GRAPH_HIT_NOTHING,
  BS_GRAPH_HIT_NODE,
  BS_GRAPH_HIT_PILL,
  BS_GRAPH_HIT_LANE,  /* its name */
  BS_GRAPH_HIT_CARD,  /* what is unfolded, but no node of it */
  BS_GRAPH_HIT_CLOSE, /* the mark that folds it */
  BS_GRAPH_HIT_ACROSS,
  BS_GRAPH_HIT_DOWN /* the bars that show all columns, all lanes */
} BsGraphHitKind;

typedef struct
{
  BsGraphHitKind kind;
  guint32 node; /* BS_GRAPH_NONE: none */
  guint32 lane;
  BsGraphSpot pill;
  double x, y; /* of the view that shows what a bar was hit at */
} BsGraphHit;

/** bs_graph_painter_new: layouts are made when they are first shown. */
BsGraphPainter *bs_graph_painter_new (BsTrace *trace);
void bs_graph_painter_free (BsGraphPainter *self);

/** bs_graph_painter_set_patient: whether an outline stands for a mini-batch that is not laid out,
 * until bs_graph_painter_prepare() was called in another thread. */
void bs_graph_painter_set_patient (BsGraphPainter *self, gboolean patient);

/** bs_graph_painter_prepare: Returns: (transfer full): the layout of @mini_batch, O(V log V + E)
 * the first time. Any thread may call it. */
BsGraphLayout *bs_graph_painter_prepare (BsGraphPainter *self, guint32 mini_batch);

/** bs_graph_painter_get_layout: Returns: (transfer full) (nullable): the same, if it is there or
 * the painter is not patient. */
BsGraphLayout *bs_graph_painter_get_layout (BsGraphPainter *self, guint32 mini_batch);

/**
 * bs_graph_painter_draw:
 *
 * Cost is bounded by what is on screen, not by the size of the graph.
 */
void bs_graph_painter_draw (BsGraphPainter *self, cairo_t *cr, const BsStyle *style, double width,
                            double height, const BsMoment *moment, const BsGraphShow *show,
                            const BsView *view);

BsView bs_graph_painter_resolve (BsGraphPainter *self, double width, double height,
                                 const BsMoment *moment, const BsGraphShow *show,
                                 const BsView *view);

/** bs_graph_painter_pick: Returns: what is drawn at a point. */
BsGraphHit bs_graph_painter_pick (BsGraphPainter *self, double width, double height,
                                  const BsMoment *moment, const BsGraphShow *show,
                                  const BsView *view, double x, double y);

/** bs_graph_painter_reveal: Returns: a view that shows the selected node, or else the pill that has
 * the keyboard: @view itself where it does. */
BsView bs_graph_painter_reveal (BsGraphPainter *self, double width, double height,
                                const BsMoment *moment, const BsGraphShow *show,
                                const BsView *view);

/** bs_graph_painter_describe: Returns: (transfer full): the picture in a sentence, translated.
 * @undecided: see #BsGraphShow */
char *bs_graph_painter_describe (BsGraphPainter *self, guint32 decision, gboolean undecided);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsGraphPainter, bs_graph_painter_free)

/** bs_graph_tray_middle: Returns: how far above the lower edge of a picture of that size the middle
 * of the tray is; 0: it has no room for one */
double bs_graph_tray_middle (const BsStyle *style, double width, double height);

G_END_DECLS
