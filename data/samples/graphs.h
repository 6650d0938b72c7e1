/* SPDX-License-Identifier: Apache-2.0 */
/* Small graphs as text: networks of blocks with short cuts around them, as in image models. */
#pragma once

#include <glib.h>

gboolean graphs_write (guint count, guint64 seed, GString *out);

/* The names of their types, one a line. */
gboolean graphs_write_types (guint count, guint64 seed, GString *out);
