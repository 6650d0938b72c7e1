/* SPDX-License-Identifier: Apache-2.0 */
/* The Profile page: wall time in lanes, where it went, and the SQL console. */
#pragma once

#include "app/window/parts/trace-view.h"

G_BEGIN_DECLS

/* Actions: `profile.console` (Ctrl+Shift+Q) shows or hides the SQL console; `profile.query` (s: SQL)
 * opens a query in it. */
#define BS_TYPE_PROFILE_PAGE (bs_profile_page_get_type ())
G_DECLARE_FINAL_TYPE (BsProfilePage, bs_profile_page, BS, PROFILE_PAGE, GtkWidget)

G_END_DECLS
