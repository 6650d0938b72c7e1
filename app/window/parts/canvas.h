/* SPDX-License-Identifier: Apache-2.0 */
/* A widget that shows what a painter draws, follows the decision clock, and says in words what it
 * shows. Kinds that can be moved about have a view with zoom and pan. */
#pragma once

#include "app/window/model/clock.h"
#include "app/window/model/pictures.h"
#include "viz/style.h"
#include "viz/view.h"

G_BEGIN_DECLS

#define BS_TYPE_CANVAS (bs_canvas_get_type ())
G_DECLARE_DERIVABLE_TYPE (BsCanvas, bs_canvas, BS, CANVAS, GtkWidget)

/**
 * BsCanvasClass:
 * @paint: draws the picture of @moment; called for every frame of a motion
 * @describe: (transfer full): the picture in a sentence
 * @resolve: (optional): the view as drawn; without it there is no zoom and no pan
 * @pick: (optional): a click at a point
 * @hint: (optional) (transfer full) (nullable): what stands at a point, for a tooltip
 * @still: between two decisions it shows the one reached: nothing moves
 * @fades: of a jump it shows one picture turning into the other, and nothing that moves
 * @alone: what it shows is of no trace that is open: it has no content, and no clock
 */
struct _BsCanvasClass
{
  GtkWidgetClass parent_class;

  void (*paint) (BsCanvas *self, cairo_t *cr, const BsStyle *style, double width, double height,
                 const BsMoment *moment);
  char *(*describe) (BsCanvas *self, guint32 decision);
  BsView (*resolve) (BsCanvas *self, double width, double height, const BsMoment *moment,
                     const BsView *view);
  void (*pick) (BsCanvas *self, double x, double y);
  char *(*hint) (BsCanvas *self, double x, double y);
  gboolean still, fades, alone;
};

/** bs_canvas_set_content: both may be %NULL: an empty canvas. */
void bs_canvas_set_content (BsCanvas *self, BsPictures *pictures, BsClock *clock);

/** bs_canvas_say_changed: what a canvas shows that is alone is something else: it is drawn and described
 * anew. */
void bs_canvas_say_changed (BsCanvas *self);

BsPictures *bs_canvas_get_pictures (BsCanvas *self);
BsClock *bs_canvas_get_clock (BsCanvas *self);

/** bs_canvas_get_style: Returns: (transfer none): the theme as it is now. */
const BsStyle *bs_canvas_get_style (BsCanvas *self);

const BsView *bs_canvas_get_view (BsCanvas *self);

/** bs_canvas_draw: what it shows now, ground and picture, at any size; nothing while it is empty. */
void bs_canvas_draw (BsCanvas *self, cairo_t *cr, double width, double height);

/** bs_canvas_set_view: at once; stops what moves it. */
void bs_canvas_set_view (BsCanvas *self, const BsView *view);

/** bs_canvas_follow: back to the natural scale, the painter chooses what to show. */
void bs_canvas_follow (BsCanvas *self);

/** bs_canvas_zoom: zooms by @factor about the middle, or back to following when it is 0. */
void bs_canvas_zoom (BsCanvas *self, double factor);

G_END_DECLS
