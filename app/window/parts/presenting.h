/* SPDX-License-Identifier: Apache-2.0 */
/* Showing windows that take a while to be made. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bs_present_later: shows @window over @parent in the next turn of the main loop, unless one of them is gone
 * by then: making it and placing all that is in it at once would keep the program from answering. */
void bs_present_later (GtkWindow *window, GtkWindow *parent);

G_END_DECLS
