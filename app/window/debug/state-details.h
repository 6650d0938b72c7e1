/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one state of the machine: its text, its visits, what was taken there and what the policy
 * learned about it. The buttons are actions of the panel around it. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/model/pictures.h"

G_BEGIN_DECLS

#define BS_TYPE_STATE_DETAILS (bs_state_details_get_type ())
G_DECLARE_FINAL_TYPE (BsStateDetails, bs_state_details, BS, STATE_DETAILS, GtkWidget)

/** bs_state_details_set: @pictures: (nullable); @state: of the trace, one that the run reached. */
void bs_state_details_set (BsStateDetails *self, BsPictures *pictures, guint32 state);

/** bs_state_details_set_decision: where the clock stands: which visit that is. */
void bs_state_details_set_decision (BsStateDetails *self, guint32 decision);

G_END_DECLS
