/* SPDX-License-Identifier: Apache-2.0 */
/* What the canvas of a timeline and its keys share. */
#pragma once

#include <adwaita.h>

#include "app/window/profile/timeline-canvas.h"

G_BEGIN_DECLS

typedef enum
{
  DRAG_NONE,
  DRAG_SELECT,
  DRAG_MOVE
} Drag;

struct _BsTimelineCanvas
{
  BsCanvas parent_instance;

  BsTimelinePainter *painter; /* (nullable) */
  BsDebugger *debugger;       /* (nullable) */
  BsProfileSelection *selection;
  BsTimelineScene scene;
  gboolean *types;
  GArray *hits; /* (nullable) */
  gulong moved_id;

  AdwAnimation *motion;
  double from[2], to[2]; /* times of the motion */
  gboolean moving;
  double pointer_x, pointer_y;
  Drag drag;
  gint64 drag_t0, drag_t1; /* times when it began */
  gint64 drag_from;        /* under the pointer then */
};

/** bs_timeline_canvas_get_events: Returns: (transfer none): of the painter, which there is. */
const BsEventStore *bs_timeline_canvas_get_events (BsTimelineCanvas *self);

/** bs_timeline_canvas_changed: the scene is another one. */
void bs_timeline_canvas_changed (BsTimelineCanvas *self);

/** bs_timeline_canvas_rows_changed: people did something with the rows. */
void bs_timeline_canvas_rows_changed (BsTimelineCanvas *self);

/** bs_timeline_canvas_move_by: @share: of what is on screen; @eased: not at once */
void bs_timeline_canvas_move_by (BsTimelineCanvas *self, double share, gboolean eased);

/** bs_timeline_canvas_set_top: scrolls the rows. */
void bs_timeline_canvas_set_top (BsTimelineCanvas *self, double top);

/** bs_timeline_canvas_toggle_group: Returns: whether the row at @position is one. */
gboolean bs_timeline_canvas_toggle_group (BsTimelineCanvas *self, guint position);

/** bs_timeline_canvas_go_to: takes the clock to @decision; 0: nowhere. */
void bs_timeline_canvas_go_to (BsTimelineCanvas *self, guint32 decision);

/** bs_timeline_canvas_add_keys: for the class. */
void bs_timeline_canvas_add_keys (GtkWidgetClass *klass);

G_END_DECLS
