/* SPDX-License-Identifier: Apache-2.0 */
/* What is selected on the Profile page: a stretch of wall time and an event. The timeline, the tables
 * and the roofline share one, so that each follows the others. */
#pragma once

#include <glib-object.h>

#include "profiles/format/event-levels.h"

G_BEGIN_DECLS

#define BS_TYPE_PROFILE_SELECTION (bs_profile_selection_get_type ())
G_DECLARE_FINAL_TYPE (BsProfileSelection, bs_profile_selection, BS, PROFILE_SELECTION, GObject)

/**
 * bs_profile_selection_new:
 *
 * Signals: `range` when other times are selected; `event` when another event is; `show` (gint64 t0,
 * gint64 t1) when the timeline is to bring these times on screen.
 */
BsProfileSelection *bs_profile_selection_new (void);

/** bs_profile_selection_get_range: @t0, @t1: (out): nanoseconds on the clock of the trace. Returns:
 * %FALSE: none is selected, so all of the trace counts. */
gboolean bs_profile_selection_get_range (BsProfileSelection *self, gint64 *t0, gint64 *t1);

/** bs_profile_selection_set_range: @t0, @t1: in either order; the same: none */
void bs_profile_selection_set_range (BsProfileSelection *self, gint64 t0, gint64 t1);

/** bs_profile_selection_get_event: Returns: its number in the event store, or %BS_NO_EVENT. */
guint32 bs_profile_selection_get_event (BsProfileSelection *self);
void bs_profile_selection_set_event (BsProfileSelection *self, guint32 event);

/** bs_profile_selection_show: emits `show`. */
void bs_profile_selection_show (BsProfileSelection *self, gint64 t0, gint64 t1);

G_END_DECLS
