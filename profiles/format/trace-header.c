/* SPDX-License-Identifier: Apache-2.0 */
/* What the first hundred bytes of a file tell, before SQLite is asked.
 * Source: https://www.sqlite.org/fileformat2.html, section 1.3. */
#include "config.h"

#include "profiles/format/trace-header.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/format/schema.h"

#define OFFSET_PAGE_SIZE 16
#define OFFSET_WRITE_VERSION 18
#define OFFSET_CHANGE_COUNTER 24
#define OFFSET_N_PAGES 28
#define OFFSET_USER_VERSION 60
#define OFFSET_APPLICATION_ID 68
#define OFFSET_VALID_FOR 92

static gboolean
fail (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), name,
               g_strerror (code));

  return FALSE;
}

gboolean
bs_trace_header_read (const char *path, BsTraceHeader *header, GError **error)
{
  guint8 bytes[BS_SQLITE_HEADER_SIZE] = { 0 };
  struct stat st;
  gsize length = 0;
  int fd;

  memset (header, 0, sizeof *header);

  /* A pipe without a writer must not make us wait. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return fail (path, errno, error);

  if (fstat (fd, &st) != 0 || !S_ISREG (st.st_mode))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   S_ISDIR (st.st_mode)
                       ? _ ("“%s” is a folder, not a Batchscope trace")
                       : _ ("“%s” is not a regular file, so it cannot be a Batchscope trace"),
                   name);
      close (fd);
      return FALSE;
    }

  header->size = (guint64) st.st_size;
  while (length < sizeof bytes)
    {
      ssize_t n = read (fd, bytes + length, sizeof bytes - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int code = errno;

          close (fd);
          return fail (path, code, error);
        }
      if (n == 0)
        break;
      length += (gsize) n;
    }
  close (fd);

  if (length < sizeof BS_SQLITE_MAGIC
      || memcmp (bytes, BS_SQLITE_MAGIC, sizeof BS_SQLITE_MAGIC) != 0)
    return TRUE;

  header->is_sqlite = TRUE;
  header->is_trace = bs_sqlite_header_u32 (bytes, OFFSET_APPLICATION_ID) == BS_TRACE_APPLICATION_ID;
  header->version = (gint32) bs_sqlite_header_u32 (bytes, OFFSET_USER_VERSION);
  header->page_size = (guint32) bytes[OFFSET_PAGE_SIZE] << 8
                      | (guint32) bytes[OFFSET_PAGE_SIZE + 1];
  if (header->page_size == 1)
    header->page_size = 65536;
  header->is_wal = bytes[OFFSET_WRITE_VERSION] == 2;
  if (bs_sqlite_header_u32 (bytes, OFFSET_CHANGE_COUNTER)
      == bs_sqlite_header_u32 (bytes, OFFSET_VALID_FOR))
    header->claimed_size = (guint64) bs_sqlite_header_u32 (bytes, OFFSET_N_PAGES)
                           * header->page_size;

  return TRUE;
}
