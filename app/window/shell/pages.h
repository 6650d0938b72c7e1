/* SPDX-License-Identifier: Apache-2.0 */
/* Turning the pages of a stack. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * bs_pages_show:
 *
 * Shows page @name and hides all others for good: GTK 4.8 tells a screen reader of pages that only
 * lie behind.
 */
void bs_pages_show (GtkStack *stack, const char *name);

G_END_DECLS
