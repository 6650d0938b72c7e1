/* SPDX-License-Identifier: Apache-2.0 */
/* Tells screen readers what happens to a trace: where the clock comes to rest, how runs end, which
 * branches and breakpoints there are. One for all pages of a tab; takes no room on screen. */
#pragma once

#include "app/window/model/debugger.h"

G_BEGIN_DECLS

#define BS_TYPE_ANNOUNCER (bs_announcer_get_type ())
G_DECLARE_FINAL_TYPE (BsAnnouncer, bs_announcer, BS, ANNOUNCER, GtkWidget)

/** bs_announcer_set_debugger: @debugger: (nullable). */
void bs_announcer_set_debugger (BsAnnouncer *self, BsDebugger *debugger);

/** bs_announcer_say: @text: instead of what was said before. */
void bs_announcer_say (BsAnnouncer *self, const char *text);

/** bs_announcer_get_text: Returns: (transfer none): what was said last. */
const char *bs_announcer_get_text (BsAnnouncer *self);

G_END_DECLS
