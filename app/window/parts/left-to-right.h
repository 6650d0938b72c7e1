/* SPDX-License-Identifier: Apache-2.0 */
/* What goes from left to right in every language: time, and what is written for a machine. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bs_set_left_to_right: @widget and all that is within it now. */
void bs_set_left_to_right (GtkWidget *widget);

G_END_DECLS
