/* SPDX-License-Identifier: Apache-2.0 */
/* The ready types of a decision, and which of them was chosen. */
#pragma once

#include <gtk/gtk.h>

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_TYPE_FRONTIER_VIEW (bs_frontier_view_get_type ())
G_DECLARE_FINAL_TYPE (BsFrontierView, bs_frontier_view, BS, FRONTIER_VIEW, GtkWidget)

/** bs_frontier_view_show: rows change in place: cheap enough for every frame. */
void bs_frontier_view_show (BsFrontierView *self, BsTrace *trace, guint32 decision);

G_END_DECLS
