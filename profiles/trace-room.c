/* SPDX-License-Identifier: Apache-2.0 */
/* Room for a new trace; whatever is not a trace stays where it is. */
#include "config.h"

#include "profiles/trace-room.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/trace-header.h"

/* Who else has the file open: SQLite locks bytes from here on as long as a program records into it
 * or reads it. Source: https://www.sqlite.org/fileformat2.html, section 1.3.14. */
#define LOCK_START 0x40000000
#define LOCK_LENGTH 512

static gboolean
check_unused (const char *path, GError **error)
{
  struct flock lock = {
    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_START, .l_len = LOCK_LENGTH
  };
  g_autofree char *name = NULL;
  gboolean used;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0)
    return TRUE;

  used = fcntl (fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close (fd);
  if (!used)
    return TRUE;

  name = g_filename_display_name (path);
  g_set_error (error, BS_ERROR, BS_ERROR_IO,
               _ ("“%s” is being recorded or read by process %d; wait for its end, or choose "
                  "another file name"),
               name, (int) lock.l_pid);

  return FALSE;
}

gboolean
bs_trace_make_room (const char *path, GError **error)
{
  static const char *const companions[] = { "-wal", "-shm", "-journal" };
  g_autofree char *name = g_filename_display_name (path);
  BsTraceHeader header;

  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return TRUE;

  if (!bs_trace_header_read (path, &header, error))
    return FALSE;

  if (!header.is_trace)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO,
                   _ ("“%s” exists and is not a Batchscope trace; choose another file name"), name);
      return FALSE;
    }

  if (!check_unused (path, error))
    return FALSE;

  if (g_unlink (path) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not replace “%s”: %s"), name,
                   g_strerror (errno));
      return FALSE;
    }

  /* What a killed recording left beside it must not be taken for the new one's. */
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *companion = g_strconcat (path, companions[i], NULL);

      g_unlink (companion);
    }

  return TRUE;
}
