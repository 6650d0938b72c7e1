/* SPDX-License-Identifier: Apache-2.0 */
/* What stands where in the picture of a machine at a moment: drawing and picking go by the same. */
#pragma once

#include "viz/fsm/fsm-field.h"
#include "viz/fsm/fsm-light.h"
#include "viz/fsm/fsm-near.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

/* How much of a box there is room for. */
typedef enum
{
  BS_FSM_DOT,  /* its colour */
  BS_FSM_MARK, /* the letter of what is batched */
  BS_FSM_FULL  /* all letters and its visits */
} BsFsmDetail;

typedef struct
{
  guint32 box;
  BsFsmBox at;
  double scale; /* of what is in it */
  double alpha;
  gboolean pinned;
} BsFsmItem;

typedef struct
{
  guint32 edge;
  guint32 first_point, n_points; /* a start, then three points a cubic */
  double alpha;                  /* of the plain line: 1 is one to be read */
  double trail;                  /* how recently it was taken */
  double chosen;                 /* whether it is taken now */
  gboolean hot;                  /* of a state that is looked at */
  gboolean labelled;
  BsFsmPoint label;
} BsFsmLine;

/* What there is beside what is shown. */
typedef struct
{
  guint32 box;
  double alpha;
  guint32 n_more; /* states that came next */
  guint n_untaken;
  guint16 types[2];
  double q[2];
  double width;
  BsFsmPoint at; /* left, middle */
} BsFsmStub;

typedef struct
{
  BsFsmPicture picture;
  BsFsmDetail detail;
  double width, height; /* of the whole picture, in points of it */
  double scale;         /* pixels a point */
  double x, y;          /* of the screen in the picture */
  double x1, y1;
  double room;    /* pixels above the caption */
  GArray *items;  /* BsFsmItem */
  GArray *lines;  /* BsFsmLine */
  GArray *points; /* BsFsmPoint */
  BsFsmStub stubs[2];
  BsFsmLight light;
} BsFsmScene;

/* All that pictures are made of. */
typedef struct
{
  BsFsmMachine *machine;
  BsFsmNear *near;
  BsFsmLayout *layout; /* (nullable): of small machines */
  BsFsmField *field;
  BsFsmLayoutEdge *layout_edges;
  BsFsmLabels placed; /* what labels of the layout have room for */
  double text_scale;
} BsFsmPaper;

void bs_fsm_scene_init (BsFsmScene *self);
void bs_fsm_scene_clear (BsFsmScene *self);

/** bs_fsm_paper_choose: Returns: which picture there is in a room of that many pixels. */
BsFsmPicture bs_fsm_paper_choose (const BsFsmPaper *paper, double width, double room,
                                  BsFsmScope scope);

/** bs_fsm_paper_resolve: see bs_fsm_painter_resolve(). */
BsView bs_fsm_paper_resolve (BsFsmPaper *paper, double width, double room,
                             const BsFsmMotion *motion, const BsFsmOptions *options,
                             const BsView *view);

/** bs_fsm_paper_measure: the size of the picture in points, and pixels a point at zoom 1. */
double bs_fsm_paper_measure (const BsFsmPaper *paper, BsFsmPicture picture, double width,
                             double room, double *picture_width, double *picture_height);

/** bs_fsm_scene_set: @width: in pixels; @room likewise, without the caption */
void bs_fsm_scene_set (BsFsmScene *self, BsFsmPaper *paper, double width, double room,
                       const BsFsmMotion *motion, const BsFsmOptions *options, const BsView *view);

/** bs_fsm_scene_find: Returns: (nullable): the item of a box. */
const BsFsmItem *bs_fsm_scene_find (const BsFsmScene *self, guint32 box);

/** bs_fsm_scene_pick: Returns: the box at a point of the screen, or %BS_FSM_NONE. */
guint32 bs_fsm_scene_pick (const BsFsmScene *self, double x, double y);

G_END_DECLS
