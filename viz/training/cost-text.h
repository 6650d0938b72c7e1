/* SPDX-License-Identifier: Apache-2.0 */
/* What learning makes least, in words: batches, or predicted times. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_cost_text: Returns: (transfer full): `1 302`, or with @in_time `12.34 ms`: four digits, since runs of
 * learning differ by little. */
char *bs_cost_text (guint64 cost, gboolean in_time);

/** bs_cost_words: Returns: (transfer full): `1 302 batches`, or with @in_time `12.34 ms`. */
char *bs_cost_words (guint64 cost, gboolean in_time);

/**
 * bs_cost_unit:
 * @cost: the largest that is shown
 * @name: (out): of the unit, translated
 *
 * Returns: ns of the unit that times up to @cost are written in
 */
double bs_cost_unit (guint64 cost, const char **name);

G_END_DECLS
