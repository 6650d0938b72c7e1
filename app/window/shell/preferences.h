/* SPDX-License-Identifier: Apache-2.0 */
/* The preferences: each takes effect at once, in all windows. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define BS_TYPE_PREFERENCES (bs_preferences_get_type ())
G_DECLARE_FINAL_TYPE (BsPreferences, bs_preferences, BS, PREFERENCES, AdwPreferencesWindow)

GtkWidget *bs_preferences_new (void);

G_END_DECLS
