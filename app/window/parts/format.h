/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as people read them: true minus, thin spaces between thousands, units. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Before a number with a sign or a unit, so that they keep their order in every language. */
#define BS_LEFT_TO_RIGHT "\342\200\216"

/** bs_format_count: Returns: (transfer full): `1 635` with narrow no-break spaces. */
char *bs_format_count (guint64 count);

/** bs_format_real: Returns: (transfer full): @value with @digits decimals and a true minus. */
char *bs_format_real (double value, int digits);

G_END_DECLS
