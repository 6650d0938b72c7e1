/* SPDX-License-Identifier: Apache-2.0 */
/* Labels that may be cut off say in full what they say where the pointer rests. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bs_cut_label_watch: gives @label, which can be ellipsized, a tooltip for as long as it is. */
void bs_cut_label_watch (GtkLabel *label);

G_END_DECLS
