/* SPDX-License-Identifier: Apache-2.0 */
/* A trace that somebody debugs: its pictures, the one clock, and what people add to it. All pages of a
 * tab share one. */
#pragma once

#include "app/window/model/remarks.h"
#include "app/window/model/branches.h"
#include "app/window/model/breakpoints.h"
#include "app/window/model/clock.h"
#include "app/window/model/finder.h"
#include "app/window/model/notebook.h"
#include "app/window/model/pictures.h"
#include "app/window/model/runner.h"
#include "app/window/model/undo.h"
#include "profiles/replay/replay.h"

G_BEGIN_DECLS

#define BS_TYPE_DEBUGGER (bs_debugger_get_type ())
G_DECLARE_FINAL_TYPE (BsDebugger, bs_debugger, BS, DEBUGGER, GObject)

/**
 * bs_debugger_new:
 * @widget: see bs_clock_new()
 *
 * Signals: `content` when the pictures and the clock are others, as when a branch is shown in place
 * of the recording; `failed` (const char *message) when something that was asked for could not be
 * done.
 */
BsDebugger *bs_debugger_new (GtkWidget *widget, BsPictures *pictures);

/* Returns: (transfer none): what is shown, until `content` is emitted. */
BsPictures *bs_debugger_get_pictures (BsDebugger *self);
BsTrace *bs_debugger_get_trace (BsDebugger *self);
BsClock *bs_debugger_get_clock (BsDebugger *self);

/** bs_debugger_get_decision: Returns: where the clock stands, from 1. */
guint32 bs_debugger_get_decision (BsDebugger *self);

/** bs_debugger_get_replay: Returns: (transfer none): the state where the clock stands; until it
 * moves. The first time in a mini-batch O(V + E). */
BsReplay *bs_debugger_get_replay (BsDebugger *self);

/* Returns: (transfer none): what people keep with the recording, and look for in what is shown. They
 * stay the same for the life of the debugger. */
BsNotebook *bs_debugger_get_notebook (BsDebugger *self);
BsUndo *bs_debugger_get_undo (BsDebugger *self);
BsBreakpoints *bs_debugger_get_breakpoints (BsDebugger *self);
BsRemarks *bs_debugger_get_bookmarks (BsDebugger *self);
BsRemarks *bs_debugger_get_notes (BsDebugger *self);
BsFinder *bs_debugger_get_search (BsDebugger *self);
BsBranches *bs_debugger_get_branches (BsDebugger *self);

/** bs_debugger_get_runner: Returns: (transfer none): what runs the clock to the next of something. */
BsRunner *bs_debugger_get_runner (BsDebugger *self);

/** bs_debugger_show: other pictures with a clock of their own that stands at @decision. */
void bs_debugger_show (BsDebugger *self, BsPictures *pictures, guint32 decision);

/** bs_debugger_fail: emits `failed`; the window shows @message as a toast. */
void bs_debugger_fail (BsDebugger *self, const char *message);

G_END_DECLS
