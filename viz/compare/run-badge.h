/* SPDX-License-Identifier: Apache-2.0 */
/* The letter of a run among those compared: A is hollow, the baseline; the others are filled. */
#pragma once

#include "viz/style.h"

G_BEGIN_DECLS

/** bs_run_letter: writes A to Z, then A2 and so on. Returns: @buffer */
const char *bs_run_letter (char buffer[16], guint run);

/** bs_run_badge_draw: (x, y): the left and the middle of a rounded square of @size. */
void bs_run_badge_draw (cairo_t *cr, const BsStyle *style, guint run, double x, double y,
                        double size);

G_END_DECLS
