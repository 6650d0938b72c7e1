/* SPDX-License-Identifier: Apache-2.0 */
/* A scene while it is drawn: shared by lines and boxes. */
#pragma once

#include "viz/fsm/fsm-scene.h"

G_BEGIN_DECLS

typedef struct
{
  cairo_t *cr;
  const BsStyle *style;
  const BsFsmScene *scene;
  const BsFsmPaper *paper;
  const BsFsmOptions *options;
  guint32 selected, hovered; /* boxes */
} BsFsmDrawing;

/** bs_fsm_ink: Returns: the colour of text; full with high contrast. */
static inline BsColor
bs_fsm_ink (const BsStyle *style, double share)
{
  return bs_color_with_alpha (style->foreground, style->high_contrast ? 1.0 : share);
}

/** bs_fsm_draw_plain_lines: what there is, in greys. */
void bs_fsm_draw_plain_lines (const BsFsmDrawing *d);

/** bs_fsm_draw_marked_lines: what is looked at, what was taken, what is taken now. */
void bs_fsm_draw_marked_lines (const BsFsmDrawing *d);

void bs_fsm_draw_labels (const BsFsmDrawing *d);
void bs_fsm_draw_stubs (const BsFsmDrawing *d);
void bs_fsm_draw_token (const BsFsmDrawing *d);

G_END_DECLS
