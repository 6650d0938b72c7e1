/* SPDX-License-Identifier: Apache-2.0 */
/* The list of inputs of a mini-batch, with their words: searched, and one of them chosen. */
#pragma once

#include "app/window/debug/graph-canvas.h"

G_BEGIN_DECLS

#define BS_TYPE_GRAPH_CHOOSER (bs_graph_chooser_get_type ())
G_DECLARE_FINAL_TYPE (BsGraphChooser, bs_graph_chooser, BS, GRAPH_CHOOSER, GtkPopover)

/* Inputs that match are listed up to so many. */
#define BS_GRAPH_CHOOSER_LISTED 500

/** bs_graph_chooser_set_canvas: on which the input that is chosen is shown alone. */
void bs_graph_chooser_set_canvas (BsGraphChooser *self, BsGraphCanvas *canvas);

/** bs_graph_chooser_find: lists inputs whose number or words hold @text. */
void bs_graph_chooser_find (BsGraphChooser *self, const char *text);

/** bs_graph_chooser_get_model: Returns: (transfer none): what is listed: strings. */
GListModel *bs_graph_chooser_get_model (BsGraphChooser *self);

/** bs_graph_chooser_choose: as a click on row @position. */
void bs_graph_chooser_choose (BsGraphChooser *self, guint position);

G_END_DECLS
