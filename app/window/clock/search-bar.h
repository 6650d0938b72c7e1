/* SPDX-License-Identifier: Apache-2.0 */
/* Looks for decisions: a predicate, how many there are, the next, the previous, and a list. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_SEARCH_BAR (bs_search_bar_get_type ())
G_DECLARE_FINAL_TYPE (BsSearchBar, bs_search_bar, BS, SEARCH_BAR, GtkWidget)

/** bs_search_bar_set_debugger: @debugger: (nullable). */
void bs_search_bar_set_debugger (BsSearchBar *self, BsDebugger *debugger);

/** bs_search_bar_open: shows it, with the keyboard in the entry. */
void bs_search_bar_open (BsSearchBar *self);

/** bs_search_bar_close: hides it, and looks for nothing any more. */
void bs_search_bar_close (BsSearchBar *self);

G_END_DECLS
