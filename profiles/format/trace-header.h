/* SPDX-License-Identifier: Apache-2.0 */
/* What the first hundred bytes of a file tell, before SQLite is asked. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 size;       /* of the file, in bytes */
  gboolean is_sqlite; /* the rest is only set for an SQLite file */
  gboolean is_trace;  /* carries our application id */
  gint32 version;
  guint32 page_size;
  gboolean is_wal;
  guint64 claimed_size; /* pages times page size; 0: not said */
} BsTraceHeader;

/**
 * bs_trace_header_read:
 *
 * Returns: %FALSE with %BS_ERROR_IO, or %BS_ERROR_UNSUPPORTED where @path is no regular file
 */
gboolean bs_trace_header_read (const char *path, BsTraceHeader *header, GError **error);

G_END_DECLS
