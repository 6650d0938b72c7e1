/* SPDX-License-Identifier: Apache-2.0 */
/* What painters take from the desktop's theme. */
#pragma once

#include <gtk/gtk.h>

#include "viz/style.h"

G_BEGIN_DECLS

/** bs_theme_get_text_scale: Returns: how much larger than usual the desktop has its text. */
double bs_theme_get_text_scale (GtkWidget *widget);

/** bs_theme_read: fills @style from the theme, fonts and settings that hold for @widget now. */
void bs_theme_read (GtkWidget *widget, BsStyle *style);

/** bs_theme_watch: calls @changed (GObject *) whenever what bs_theme_read() gives may have changed
 * through settings of the desktop or of this program, while @object is there. */
void bs_theme_watch (GObject *object, GCallback changed);

G_END_DECLS
