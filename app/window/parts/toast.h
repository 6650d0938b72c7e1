/* SPDX-License-Identifier: Apache-2.0 */
/* Short messages about what was done, over the window that a widget is in. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bs_toast_show: @message: plain text. Does nothing where @widget is in no window with toasts. */
void bs_toast_show (GtkWidget *widget, const char *message);

/**
 * bs_toast_show_button:
 * @button: what it offers, such as Undo
 * @clicked: called at most once
 * @destroy: (nullable): for @user_data, once the toast is gone
 *
 * It replaces what @widget offered before, so that nobody waits for offers that are out of date.
 */
void bs_toast_show_button (GtkWidget *widget, const char *message, const char *button,
                           void (*clicked) (gpointer user_data), gpointer user_data,
                           GDestroyNotify destroy);

/** bs_toast_show_undo: the same with the button Undo. */
void bs_toast_show_undo (GtkWidget *widget, const char *message, void (*undo) (gpointer user_data),
                         gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
