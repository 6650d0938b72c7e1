/* SPDX-License-Identifier: Apache-2.0 */
/* A state of a policy as a row of the marks of its types. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/comparison/state-differences.h"

G_BEGIN_DECLS

#define BS_TYPE_STATE_CHIPS (bs_state_chips_get_type ())
G_DECLARE_FINAL_TYPE (BsStateChips, bs_state_chips, BS, STATE_CHIPS, GtkWidget)

GtkWidget *bs_state_chips_new (void);

/** bs_state_chips_set: @state: of @states, which is kept; G_MAXUINT: none. */
void bs_state_chips_set (BsStateChips *self, BsStateDifferences *states, guint state);

G_END_DECLS
