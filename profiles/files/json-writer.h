/* SPDX-License-Identifier: Apache-2.0 */
/* JSON written as it comes, without a tree in memory: valid whatever the bytes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_json_append_string: a string in quotes; bytes that are not UTF-8 become U+FFFD. */
void bs_json_append_string (GString *out, const char *text);

/** bs_json_append_real: a number that reads back exactly; what is not finite becomes null. */
void bs_json_append_real (GString *out, double value);

/** bs_json_append_ids: an array of numbers. */
void bs_json_append_ids (GString *out, const guint32 *ids, gsize n);

/** bs_real_to_string: Returns: (transfer full): the shortest of 15 to 17 digits that is exact. */
char *bs_real_to_string (double value);

G_END_DECLS
