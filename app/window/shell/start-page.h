/* SPDX-License-Identifier: Apache-2.0 */
/* What a window without a trace shows: recent traces, or how to get a first one. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define BS_TYPE_START_PAGE (bs_start_page_get_type ())
G_DECLARE_FINAL_TYPE (BsStartPage, bs_start_page, BS, START_PAGE, GtkWidget)

G_END_DECLS
