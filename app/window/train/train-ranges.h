/* SPDX-License-Identifier: Apache-2.0 */
/* Mini-batches as people write them: `0-3, 5`. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_train_ranges_parse: @n: numbers are below it; @most: how many are taken. Returns: (transfer full)
 * (nullable) (element-type guint32): ascending, each once; %NULL with an error in words. */
GArray *bs_train_ranges_parse (const char *text, guint32 n, guint most, char **error);

/** bs_train_ranges_overlap: Returns: whether a number is in both; @which: (out). */
gboolean bs_train_ranges_overlap (const GArray *a, const GArray *b, guint32 *which);

G_END_DECLS
