/* SPDX-License-Identifier: Apache-2.0 */
/* What the columns of tables are called by people. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_column_title_new: Returns: (transfer full): such as `Batch size` for batch_size, translated;
 * durations have their unit in the cells. */
char *bs_column_title_new (const char *name, gboolean is_duration);

/** bs_column_title_is_known: Returns: whether translators know @title, which is not translated. */
gboolean bs_column_title_is_known (const char *title);

G_END_DECLS
