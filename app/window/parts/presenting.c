/* SPDX-License-Identifier: Apache-2.0 */
/* Showing windows that take a while to be made. */
#include "config.h"

#include "app/window/parts/presenting.h"

static gboolean
present_cb (gpointer data)
{
  /* Who closes a window takes this from those before it. */
  if (gtk_window_get_transient_for (data) != NULL)
    gtk_window_present (data);
  return G_SOURCE_REMOVE;
}

void
bs_present_later (GtkWindow *window, GtkWindow *parent)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (GTK_IS_WINDOW (parent));

  gtk_window_set_transient_for (window, parent);
  /* Before other events: what is typed meanwhile is for this window. */
  g_idle_add_full (G_PRIORITY_HIGH, present_cb, g_object_ref (window), g_object_unref);
}
