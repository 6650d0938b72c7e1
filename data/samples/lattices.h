/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences without blanks, and all the words that could be in them: "therain" has "the", "he",
 * "her", "rain" ... */
#pragma once

#include <glib.h>

/* Returns: whether the grammar has as many sentences; then they are in @out */
gboolean lattices_write (guint count, guint64 seed, GString *out);
