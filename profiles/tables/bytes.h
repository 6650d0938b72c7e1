/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes for people: one way of writing them for sentences, tables and pictures. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** bs_bytes_write: writes a size such as 7.0 KiB or 143 KiB; at most 40 bytes. Returns: @buffer. */
const char *bs_bytes_write (char buffer[40], guint64 bytes);

G_END_DECLS
