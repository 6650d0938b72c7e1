/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions of two runs that are looked at, in words: the state, what each takes, and how sure it is. */
#pragma once

#include <gtk/gtk.h>

#include "app/window/compare/compare-model.h"
#include "viz/compare/strips-painter.h"

G_BEGIN_DECLS

#define BS_TYPE_DECISION_PAIR (bs_decision_pair_get_type ())
G_DECLARE_FINAL_TYPE (BsDecisionPair, bs_decision_pair, BS, DECISION_PAIR, GtkWidget)

/** bs_decision_pair_show: @painter: (nullable): whose mini-batch it is; @sources: of the base and of what
 * is beside it (nullable each). Its button has the action compare.debug. */
void bs_decision_pair_show (BsDecisionPair *self, BsStripsPainter *painter,
                            const BsStripsView *view, BsStateDifferences *states,
                            BsComparedSource *const sources[2]);

/** bs_decision_pair_set_narrow: below each other. */
void bs_decision_pair_set_narrow (BsDecisionPair *self, gboolean narrow);

G_END_DECLS
