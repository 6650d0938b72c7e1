/* SPDX-License-Identifier: Apache-2.0 */
/* Labels that may be cut off. */
#include "config.h"

#include "app/window/parts/cut-label.h"

static gboolean
query_cb (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer user_data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;

  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));

  return TRUE;
}

void
bs_cut_label_watch (GtkLabel *label)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (label), TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (query_cb), NULL);
}
