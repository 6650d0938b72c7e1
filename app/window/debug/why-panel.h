/* SPDX-License-Identifier: Apache-2.0 */
/* Why this batch: the reason of a decision in words and numbers. */
#pragma once

#include "app/window/model/clock.h"
#include "app/window/model/pictures.h"

G_BEGIN_DECLS

#define BS_TYPE_WHY_PANEL (bs_why_panel_get_type ())
G_DECLARE_FINAL_TYPE (BsWhyPanel, bs_why_panel, BS, WHY_PANEL, GtkWidget)

/** bs_why_panel_set_content: both may be %NULL: an empty panel. */
void bs_why_panel_set_content (BsWhyPanel *self, BsPictures *pictures, BsClock *clock);

/** bs_why_panel_update: says what holds at the clock's decision. */
void bs_why_panel_update (BsWhyPanel *self);

G_END_DECLS
