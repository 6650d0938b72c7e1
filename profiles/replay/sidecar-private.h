/* SPDX-License-Identifier: Apache-2.0 */
/* What keeping and writing down what people add to a trace share. */
#pragma once

#include "profiles/replay/sidecar.h"

G_BEGIN_DECLS

/* Larger files are none of ours. */
#define BS_SIDECAR_MAX_BYTES ((gsize) 64 << 20)

/* Checks a text or a name: UTF-8, not empty, not too long; names are one line. @what: translated, for
 * the message. */
gboolean bs_sidecar_check_text (const char *text, const char *what, GError **error);
gboolean bs_sidecar_check_name (const char *name, const char *what, GError **error);

/* Changes what the file has; @self is what it has now. */
typedef gboolean (*BsSidecarChange) (BsSidecar *self, gpointer data, GError **error);

/* Locks the file, reads it again, changes it, and replaces it; @self is what it has afterwards. */
gboolean bs_sidecar_change (BsSidecar *self, BsSidecarChange change, gpointer data, GError **error);

G_END_DECLS
