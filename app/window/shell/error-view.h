/* SPDX-License-Identifier: Apache-2.0 */
/* What a tab shows when its trace cannot be opened: why, and what can be done about it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_ERROR_VIEW (bs_error_view_get_type ())
G_DECLARE_FINAL_TYPE (BsErrorView, bs_error_view, BS, ERROR_VIEW, GtkWidget)

/** bs_error_view_show: the reason @error, in the words of its kind. Signal: `retry`. */
void bs_error_view_show (BsErrorView *self, const GError *error);

G_END_DECLS
