/* SPDX-License-Identifier: Apache-2.0 */
/* The finite state machine; a click on a state goes to its next visit. */
#pragma once

#include "app/window/parts/canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_FSM_CANVAS (bs_fsm_canvas_get_type ())
G_DECLARE_FINAL_TYPE (BsFsmCanvas, bs_fsm_canvas, BS, FSM_CANVAS, BsCanvas)

BsFsmScope bs_fsm_canvas_get_scope (BsFsmCanvas *self);

/** bs_fsm_canvas_set_scope: also lets the painter choose the view again. */
void bs_fsm_canvas_set_scope (BsFsmCanvas *self, BsFsmScope scope);

G_END_DECLS
