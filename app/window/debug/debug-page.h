/* SPDX-License-Identifier: Apache-2.0 */
/* The Debug page: policy, dataflow graph, reason and decision strip of one trace, on one clock. */
#pragma once

#include "app/window/model/clock.h"
#include "app/window/model/pictures.h"

G_BEGIN_DECLS

#define BS_TYPE_DEBUG_PAGE (bs_debug_page_get_type ())
G_DECLARE_FINAL_TYPE (BsDebugPage, bs_debug_page, BS, DEBUG_PAGE, GtkWidget)

/**
 * bs_debug_page_set_pictures:
 *
 * Shows a trace with a clock of its own. Keys and buttons go through the actions of the page:
 * debug.first, .back, .play, .step, .last, .go-to, .table, .zoom-in, .zoom-out, .zoom-fit.
 */
void bs_debug_page_set_pictures (BsDebugPage *self, BsPictures *pictures);

/** bs_debug_page_get_clock: Returns: (transfer none) (nullable): the clock of all its views. */
BsClock *bs_debug_page_get_clock (BsDebugPage *self);

G_END_DECLS
