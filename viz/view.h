/* SPDX-License-Identifier: Apache-2.0 */
/* What part of a picture is on screen. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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

static inline BsView
bs_view_default (void)
{
  return (BsView){ 1.0, 0.0, 0.0, TRUE };
}

G_END_DECLS
