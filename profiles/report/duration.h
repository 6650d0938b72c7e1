/* SPDX-License-Identifier: Apache-2.0 */
/* Durations for people: the same words on the command line, in reports and in the window. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_duration_to_string: Returns: (transfer full): `3.14 µs`: three digits and a unit. */
char *bs_duration_to_string (gint64 ns);

G_END_DECLS
