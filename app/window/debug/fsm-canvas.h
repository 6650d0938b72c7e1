/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine. A click selects a state, a double click goes to its next visit, dragging moves
 * it to where it stays; so do the keys. */
#pragma once

#include "app/window/parts/canvas.h"
#include "viz/fsm/fsm-options.h"

G_BEGIN_DECLS

#define BS_TYPE_FSM_CANVAS (bs_fsm_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsFsmCanvas, bs_fsm_canvas, BS, FSM_CANVAS, BsCanvas)

/* Signals: `selected` when another state is selected, or none; `pinned` when a state was moved or let go.
 * The context menu uses the actions of the panel around it. States are those of the trace. */

BsFsmScope bs_fsm_canvas_get_scope (BsFsmCanvas *self);

/** bs_fsm_canvas_set_scope: also lets the painter choose the view again. */
void bs_fsm_canvas_set_scope (BsFsmCanvas *self, BsFsmScope scope);

BsFsmLabels bs_fsm_canvas_get_labels (BsFsmCanvas *self);
void bs_fsm_canvas_set_labels (BsFsmCanvas *self, BsFsmLabels labels);

/** bs_fsm_canvas_get_selected: Returns: a state, or %G_MAXUINT32. */
guint32 bs_fsm_canvas_get_selected (BsFsmCanvas *self);
void bs_fsm_canvas_select (BsFsmCanvas *self, guint32 state);

/** bs_fsm_canvas_reveal: brings the selected state on screen. Returns: %FALSE: it is not in the picture. */
gboolean bs_fsm_canvas_reveal (BsFsmCanvas *self);

/** bs_fsm_canvas_take_matches: @matches: (transfer full) (nullable): what a search found, by state. */
void bs_fsm_canvas_take_matches (BsFsmCanvas *self, guint8 *matches);

/** bs_fsm_canvas_visit: goes to the next visit of the selected state, or the one before. */
void bs_fsm_canvas_visit (BsFsmCanvas *self, gboolean forward);

/** bs_fsm_canvas_is_pinned: Returns: whether the selected state stays where it was put. */
gboolean bs_fsm_canvas_is_pinned (BsFsmCanvas *self);

/** bs_fsm_canvas_pin: keeps the selected state where it is, or lets it go. */
void bs_fsm_canvas_pin (BsFsmCanvas *self, gboolean pinned);

/** bs_fsm_canvas_get_pins: Returns: (transfer none): all that is pinned, in all pictures. */
const BsFsmPin *bs_fsm_canvas_get_pins (BsFsmCanvas *self, guint *n_pins);
void bs_fsm_canvas_set_pins (BsFsmCanvas *self, const BsFsmPin *pins, guint n_pins);

G_END_DECLS
