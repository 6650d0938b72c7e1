/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the scene of a machine. */
#pragma once

#include "viz/fsm/fsm-scene.h"

G_BEGIN_DECLS

/** bs_fsm_draw_scene: draws all but the caption, in a room of @width pixels and as high as the scene's. */
void bs_fsm_draw_scene (cairo_t *cr, const BsStyle *style, const BsFsmScene *scene,
                        const BsFsmPaper *paper, const BsFsmOptions *options, double width);

/* Signs of marks, for a chip whose left edge is at @x: they are added to the path. */

G_END_DECLS
