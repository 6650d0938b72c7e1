/* SPDX-License-Identifier: Apache-2.0 */
/* The ready types of a decision, which of them was chosen, and where each would have ended. */
#pragma once

#include "app/window/model/branches.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_FRONTIER_VIEW (bs_frontier_view_get_type ())
G_DECLARE_FINAL_TYPE (BsFrontierView, bs_frontier_view, BS, FRONTIER_VIEW, GtkWidget)

/** bs_frontier_view_set_branches: @branches: (nullable): what rows are tried with. Signal: `answered`
 * when what is known of the decision is more. */
void bs_frontier_view_set_branches (BsFrontierView *self, BsBranches *branches);

/** bs_frontier_view_show: rows change in place: cheap enough for every frame. */
void bs_frontier_view_show (BsFrontierView *self, BsTrace *trace, guint32 decision);

/** bs_frontier_view_open_policy: the table in @file decides from a branch on; read in a thread, errors
 * are shown. */
void bs_frontier_view_open_policy (BsFrontierView *self, GFile *file);

G_END_DECLS
