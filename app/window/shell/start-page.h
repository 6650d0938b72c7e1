/* SPDX-License-Identifier: Apache-2.0 */
/* What is there before a trace is open: recent traces, how to get another one, and how to get the first. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_START_PAGE (bs_start_page_get_type ())
G_DECLARE_FINAL_TYPE (BsStartPage, bs_start_page, BS, START_PAGE, GtkWidget)

/** bs_start_page_is_busy: Returns: whether something is being recorded from here. */
gboolean bs_start_page_is_busy (BsStartPage *self);

G_END_DECLS
