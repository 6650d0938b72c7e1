/* SPDX-License-Identifier: Apache-2.0 */
/* What part of a picture is on screen. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The zooms that painters draw: they take any other for the nearer of these. */
#define BS_VIEW_ZOOM_MIN 0.1
#define BS_VIEW_ZOOM_MAX 8.0

/**
 * BsView:
 * @zoom: 1 is the picture's natural scale
 * @x: left edge of the screen in the picture, in points at zoom 1
 * @y: top edge
 * @follow: the painter chooses @x and @y so that the current decision shows
 */
typedef struct
{
  double zoom;
  double x, y;
  gboolean follow;
} BsView;

/**
 * bs_view_clamp_axis:
 * @at: left or top edge of the screen in the picture
 * @size: width or height of the picture
 * @screen: that of the screen, in points of the picture
 *
 * Returns: the edge nearest to @at with which a good part of the picture stays on the screen
 */
static inline double
bs_view_clamp_axis (double at, double size, double screen)
{
  double keep = MIN (size, screen) * 0.2;

  return CLAMP (at, keep - screen, size - keep);
}

static inline BsView
bs_view_default (void)
{
  return (BsView){ 1.0, 0.0, 0.0, TRUE };
}

G_END_DECLS
