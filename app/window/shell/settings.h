/* SPDX-License-Identifier: Apache-2.0 */
/* What the window remembers. Without an installed schema it remembers nothing and works on. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** bs_settings_get: Returns: (transfer none) (nullable): the settings of the program. */
GSettings *bs_settings_get (void);

/** bs_settings_get_flag: Returns: a yes or no; @fallback without a schema. */
gboolean bs_settings_get_flag (const char *key, gboolean fallback);

/** bs_settings_get_number: Returns: a real number; @fallback without a schema. */
double bs_settings_get_number (const char *key, double fallback);

/** bs_settings_apply: colours and motion are as the settings say, from now on. */
void bs_settings_apply (void);

/** bs_settings_bind_window: size and whether it is maximized: restored now, saved on close. */
void bs_settings_bind_window (GtkWindow *window);

/**
 * bs_settings_bind_paned:
 * @key: the width of one of its children, or the height; 0: as it is by nature
 * @end: whether that is the second child
 *
 * Restored now, saved soon after it was moved.
 */
void bs_settings_bind_paned (GtkPaned *paned, const char *key, gboolean end);

G_END_DECLS
