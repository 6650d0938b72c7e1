/* SPDX-License-Identifier: Apache-2.0 */
/* Room for a new trace; whatever is not a trace stays where it is. A recording holds a lock on its
 * file that belongs to the open file and not to the process, so that it also keeps out another
 * recording of the same process. */
#include "config.h"

#include "profiles/recording/trace-room.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/format/trace-header.h"

/* Who else has the file open: SQLite locks bytes from here on as long as a program records into it
 * or reads it. Source: https://www.sqlite.org/fileformat2.html, section 1.3.14. */
#define SQLITE_LOCKS 0x40000000
#define N_SQLITE_LOCKS 512
/* The byte behind them, that SQLite never locks, is ours. */
#define OUR_LOCK (SQLITE_LOCKS + N_SQLITE_LOCKS)
#define MAX_ATTEMPTS 100

struct _BsTraceRoom
{
  char *path;
  int fd; /* holds the lock; to be closed after SQLite is done, or its locks would be gone too */
  dev_t device;
  ino_t inode;
};

/* The recordings of this process: closing a file drops all locks of SQLite on it, so what we record
 * ourselves is not even opened. */
static GMutex mutex;
static GSList *rooms;

static void
set_error (const char *path, const char *format, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, BS_ERROR, BS_ERROR_IO, format, name, g_strerror (code));
}

static gboolean
is_recorded_here (const char *path)
{
  gboolean found = FALSE;
  struct stat st;

  if (stat (path, &st) != 0)
    return FALSE;

  g_mutex_lock (&mutex);
  for (GSList *l = rooms; l != NULL && !found; l = l->next)
    {
      const BsTraceRoom *room = l->data;

      found = room->device == st.st_dev && room->inode == st.st_ino;
    }
  g_mutex_unlock (&mutex);

  return found;
}

static gboolean
lock (int fd)
{
  struct flock ours = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = OUR_LOCK, .l_len = 1 };

  return fcntl (fd, F_OFD_SETLK, &ours) == 0 || (errno != EAGAIN && errno != EACCES);
}

/* Returns: the process that records into the file or reads it, -1 for an unknown one, 0 for none. */
static int
find_user (int fd)
{
  struct flock theirs = {
    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SQLITE_LOCKS, .l_len = N_SQLITE_LOCKS
  };

  if (fcntl (fd, F_GETLK, &theirs) != 0 || theirs.l_type == F_UNLCK)
    return 0;

  return theirs.l_pid > 0 ? theirs.l_pid : -1;
}

static void
set_in_use (const char *path, int pid, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *file = g_strdup_printf ("/proc/%d/comm", pid);
  g_autofree char *program = NULL;

  if (pid <= 0)
    g_set_error (error, BS_ERROR, BS_ERROR_IO,
                 _ ("“%s” is being recorded or read by another program; wait for its end, or "
                    "choose another file name"),
                 name);
  else if (g_file_get_contents (file, &program, NULL, NULL)
           && g_utf8_validate (g_strstrip (program), -1, NULL))
    g_set_error (error, BS_ERROR, BS_ERROR_IO,
                 _ ("“%s” is being recorded or read by process %d, %s; wait for its end, or choose "
                    "another file name"),
                 name, pid, program);
  else
    g_set_error (error, BS_ERROR, BS_ERROR_IO,
                 _ ("“%s” is being recorded or read by process %d; wait for its end, or choose "
                    "another file name"),
                 name, pid);
}

static gboolean
check_trace (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  BsTraceHeader header;

  if (!bs_trace_header_read (path, &header, error))
    return FALSE;
  if (header.is_trace)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO,
               _ ("“%s” exists and is not a Batchscope trace; choose another file name"), name);
  return FALSE;
}

static gboolean
is_still_there (const char *path, int fd)
{
  struct stat a, b;

  return stat (path, &a) == 0 && fstat (fd, &b) == 0 && a.st_dev == b.st_dev
         && a.st_ino == b.st_ino;
}

static gboolean
is_other (const struct stat *before, const char *path)
{
  struct stat now;

  return lstat (path, &now) != 0 || before->st_dev != now.st_dev || before->st_ino != now.st_ino
         || before->st_ctim.tv_sec != now.st_ctim.tv_sec
         || before->st_ctim.tv_nsec != now.st_ctim.tv_nsec;
}

/* Removes an older trace, unless somebody has it. Its lock is held meanwhile, so that it is the one
 * that was looked at. Returns: whether to look again; another recording may remove it, too. */
static gboolean
remove_trace (const char *path, GError **error)
{
  static const char *const companions[] = { "-wal", "-shm", "-journal" };
  g_autoptr (GError) own_error = NULL;
  gboolean gone = FALSE;
  struct stat before;
  int pid, fd;

  if (lstat (path, &before) != 0)
    return TRUE;
  if (!check_trace (path, &own_error))
    {
      if (is_other (&before, path))
        return TRUE;

      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  fd = g_open (path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0) /* not ours to write: then it may still be ours to remove */
    fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  pid = fd >= 0 ? find_user (fd) : 0;
  if (pid != 0 || (fd >= 0 && !lock (fd)))
    set_in_use (path, pid, error);
  else if (fd >= 0 && !is_still_there (path, fd))
    gone = TRUE; /* another recording has replaced it: look again */
  else
    {
      /* What a killed recording left beside it must not be taken for the new one's; first, or it
       * could be another's already. */
      for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
        {
          g_autofree char *companion = g_strconcat (path, companions[i], NULL);

          g_unlink (companion);
        }
      gone = g_unlink (path) == 0;
      if (!gone)
        set_error (path, _ ("Could not replace “%s”: %s"), errno, error);
    }
  if (fd >= 0)
    close (fd);

  return gone;
}

static BsTraceRoom *
room_new (const char *path, int fd)
{
  BsTraceRoom *self = g_new0 (BsTraceRoom, 1);
  struct stat st = { 0 };

  self->path = g_strdup (path);
  self->fd = fd;
  if (fstat (fd, &st) == 0)
    {
      self->device = st.st_dev;
      self->inode = st.st_ino;
    }
  g_mutex_lock (&mutex);
  rooms = g_slist_prepend (rooms, self);
  g_mutex_unlock (&mutex);

  return self;
}

/* Returns: whether all of @data is in the file; else errno says why not. */
static gboolean
write_all (int fd, gconstpointer data, gsize size)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      ssize_t n = write (fd, bytes, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      size -= (gsize) n;
    }

  return TRUE;
}

/* A file without a name, which has one when it is whole and locked: whenever the program ends, there
 * is no file or a trace. Returns: its number; or -1, errno is EEXIST when there is a file. */
static int
create_at_once (const char *path, gconstpointer data, gsize size)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  char own[32];
  int code;

  if (fd < 0)
    return -1;

  g_snprintf (own, sizeof own, "/proc/self/fd/%d", fd);
  if (write_all (fd, data, size) && lock (fd)
      && linkat (AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
    return fd;

  code = errno;
  close (fd);
  errno = code;

  return -1;
}

/* The same where files always have a name. */
static int
create_in_place (const char *path, gconstpointer data, gsize size)
{
  int fd = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
  int code;

  if (fd < 0)
    return -1;
  if (lock (fd) && write_all (fd, data, size))
    return fd;

  code = errno;
  g_unlink (path);
  close (fd);
  errno = code;

  return -1;
}

BsTraceRoom *
bs_trace_room_take (const char *path, gconstpointer data, gsize size, GError **error)
{
  int code = EEXIST;

  /* Nothing that appears meanwhile is written over. */
  for (guint attempt = 0; attempt < MAX_ATTEMPTS && code == EEXIST; attempt++)
    {
      int fd;

      if (is_recorded_here (path))
        {
          set_in_use (path, (int) getpid (), error);
          return NULL;
        }
      if ((g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
          && !remove_trace (path, error))
        return NULL;

      fd = create_at_once (path, data, size);
      if (fd < 0 && errno != EEXIST)
        fd = create_in_place (path, data, size);
      if (fd >= 0)
        return room_new (path, fd);
      code = errno;
    }

  set_error (path, _ ("Could not create “%s”: %s"), code, error);
  return NULL;
}

void
bs_trace_room_leave (BsTraceRoom *self, gboolean remove)
{
  if (remove)
    g_unlink (self->path);
  g_mutex_lock (&mutex);
  rooms = g_slist_remove (rooms, self);
  g_mutex_unlock (&mutex);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}
