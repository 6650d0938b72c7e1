/* SPDX-License-Identifier: Apache-2.0 */
/* Where the states and transitions of a machine are drawn: layered, computed once, the same for
 * the same input. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint32 from, to;
  guint32 count;      /* how often it was taken */
  double label_width; /* room its label needs, right of where it is placed */
} BsFsmLayoutEdge;

typedef struct
{
  double x, y, width, height; /* left, top */
} BsFsmBox;

typedef struct
{
  double x, y;
} BsFsmPoint;

typedef struct
{
  guint32 first_point; /* a start, then three points a cubic */
  guint32 n_points;
  BsFsmPoint label;
  gboolean labelled; /* FALSE: there was no room for it */
} BsFsmPath;

/**
 * BsFsmLayout:
 *
 * Boxes never overlap, labels overlap neither boxes nor each other.
 */
typedef struct
{
  guint32 n_nodes;
  BsFsmBox *boxes;
  guint32 n_edges;
  BsFsmPath *paths;
  BsFsmPoint *points;
  double width, height;
} BsFsmLayout;

#define BS_FSM_BOX_HEIGHT 32.0

/**
 * bs_fsm_layout_new:
 * @widths: (array length=n_nodes): of the boxes
 * @edges: (array length=n_edges): at most one from a node to another; a loop is one to itself
 *
 * Cycles are broken so that little weight goes against the grain (Eades, Lin and Smyth 1993); node
 * 0 is kept on top. Layers by longest path, order by barycentres (Sugiyama, Tagawa and Toda 1981),
 * places by isotonic regression. Long edges keep to the sides.
 *
 * Returns: (transfer full): the layout
 */
BsFsmLayout *bs_fsm_layout_new (guint32 n_nodes, const double *widths, guint32 n_edges,
                                const BsFsmLayoutEdge *edges);
void bs_fsm_layout_free (BsFsmLayout *self);

/** bs_fsm_layout_place_labels: finds room for labels of other widths. */
void bs_fsm_layout_place_labels (BsFsmLayout *self, const BsFsmLayoutEdge *edges);

/** bs_fsm_curve_at: the point at a share of the way along a start and its cubics, and the direction
 * there. */
BsFsmPoint bs_fsm_curve_at (const BsFsmPoint *points, guint32 n_points, double t,
                            BsFsmPoint *direction);

/** bs_fsm_path_at: the same of a path. */
BsFsmPoint bs_fsm_path_at (const BsFsmLayout *self, guint32 edge, double t, BsFsmPoint *direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsmLayout, bs_fsm_layout_free)

G_END_DECLS
