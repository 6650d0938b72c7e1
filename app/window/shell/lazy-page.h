/* SPDX-License-Identifier: Apache-2.0 */
/* A page of a trace that is made a little later than the tab that it is in, at the latest when it is
 * first seen, and that has no work before that. */
#pragma once

#include <adwaita.h>

#include "app/window/parts/trace-view.h"

G_BEGIN_DECLS

#define BS_TYPE_LAZY_PAGE (bs_lazy_page_get_type ())
G_DECLARE_FINAL_TYPE (BsLazyPage, bs_lazy_page, BS, LAZY_PAGE, AdwBin)

/** bs_lazy_page_set: @page_type: of a #BsTraceView. Makes it when there is nothing else to do. */
void bs_lazy_page_set (BsLazyPage *self, GType page_type, BsDebugger *debugger);

/** bs_lazy_page_show: Returns: (transfer none): the page, which is made now if it was not. */
GtkWidget *bs_lazy_page_show (BsLazyPage *self);

G_END_DECLS
