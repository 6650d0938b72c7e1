/* SPDX-License-Identifier: Apache-2.0 */
/* A tab: loads one trace in the background, then shows it, or says why it cannot. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/debug/debug-page.h"

G_BEGIN_DECLS

#define BS_TYPE_TRACE_PAGE (bs_trace_page_get_type ())
G_DECLARE_FINAL_TYPE (BsTracePage, bs_trace_page, BS, TRACE_PAGE, GtkWidget)

/** bs_trace_page_new: begins to load @file; emits `changed` whenever its state does. */
GtkWidget *bs_trace_page_new (GFile *file);

GFile *bs_trace_page_get_file (BsTracePage *self);

/** bs_trace_page_get_title: Returns: (transfer none): the name of the file, for a tab. */
const char *bs_trace_page_get_title (BsTracePage *self);

/** bs_trace_page_get_subtitle: Returns: (transfer none): what was recorded; may be empty. */
const char *bs_trace_page_get_subtitle (BsTracePage *self);

gboolean bs_trace_page_get_loading (BsTracePage *self);

/** bs_trace_page_get_debug_page: Returns: (transfer none) (nullable): once it is loaded. */
BsDebugPage *bs_trace_page_get_debug_page (BsTracePage *self);

G_END_DECLS
