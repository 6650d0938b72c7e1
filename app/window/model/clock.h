/* SPDX-License-Identifier: Apache-2.0 */
/* The one decision clock of a trace in the window: where it stands, and how it gets elsewhere. */
#pragma once

#include <gtk/gtk.h>

#include "viz/moment.h"

G_BEGIN_DECLS

#define BS_TYPE_CLOCK (bs_clock_get_type ())
G_DECLARE_FINAL_TYPE (BsClock, bs_clock, BS, CLOCK, GObject)

/**
 * bs_clock_new:
 * @widget: whose frame clock and animation settings count; not kept alive
 * @n_decisions: at least 1
 *
 * The clock starts at decision 1. Signals: `moved` when the decision is another one, `moment`
 * when the picture must be drawn anew, that is also between two decisions.
 */
BsClock *bs_clock_new (GtkWidget *widget, guint32 n_decisions);

guint32 bs_clock_get_decision (BsClock *self);
guint32 bs_clock_get_n_decisions (BsClock *self);

/** bs_clock_get_moment: Returns: what to draw now. */
BsMoment bs_clock_get_moment (BsClock *self);

/** bs_clock_step: goes @delta decisions on (or back), clamped; one decision flies, more fade. */
void bs_clock_step (BsClock *self, int delta);

/** bs_clock_seek: jumps to @decision, clamped to what there is, with a cross-fade. */
void bs_clock_seek (BsClock *self, guint32 decision);

/** bs_clock_scrub: follows the pointer: the same without any motion. */
void bs_clock_scrub (BsClock *self, guint32 decision);

gboolean bs_clock_get_playing (BsClock *self);

/** bs_clock_set_playing: playing from the last decision begins again at the first. */
void bs_clock_set_playing (BsClock *self, gboolean playing);

/** bs_clock_play_back: plays backward; from the first decision it begins at the last. */
void bs_clock_play_back (BsClock *self);

/** bs_clock_get_backward: Returns: whether it plays, and backward. */
gboolean bs_clock_get_backward (BsClock *self);

double bs_clock_get_speed (BsClock *self);

/** bs_clock_set_speed: @speed: 1 is a decision in 250 ms. */
void bs_clock_set_speed (BsClock *self, double speed);

G_END_DECLS
