/* SPDX-License-Identifier: Apache-2.0 */
/* Where time went: tables by type, cell, kernel, batch and state, histogram, roofline, idle times and
 * findings. */
#pragma once

#include "app/window/parts/trace-view.h"
#include "app/window/profile/profile-selection.h"
#include "app/window/profile/timing-pictures.h"
#include "app/window/profile/timing-tables.h"

G_BEGIN_DECLS

#define BS_TYPE_TIMING_PANEL (bs_timing_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsTimingPanel, bs_timing_panel, BS, TIMING_PANEL, GtkWidget)

/** bs_timing_panel_set_selection: once: what all parts of the page have selected together. */
void bs_timing_panel_set_selection (BsTimingPanel *self, BsProfileSelection *selection);

/* Returns: (transfer none): its parts. */
BsTimingTables *bs_timing_panel_get_tables (BsTimingPanel *self);
BsTimingPictures *bs_timing_panel_get_pictures (BsTimingPanel *self);

/** bs_timing_panel_get_turn: Returns: (transfer none): turns from tables to pictures where there is little
 * room. */
GtkWidget *bs_timing_panel_get_turn (BsTimingPanel *self);

G_END_DECLS
