/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a small file of the program's own away from the UI thread. */
#include "config.h"

#include "app/window/shell/file-writer.h"

#include <gio/gio.h>

/* Shared with the thread that writes, which may outlive who asked for it. */
struct _BsFileWriter
{
  char *path;
  GMutex mutex; /* of the file */
  GMutex text_mutex;
  char *text; /* (nullable): to be written */
};

static void
writer_clear (gpointer data)
{
  BsFileWriter *self = data;

  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->text_mutex);
  g_free (self->text);
  g_free (self->path);
}

BsFileWriter *
bs_file_writer_new (const char *path)
{
  BsFileWriter *self = g_atomic_rc_box_new0 (BsFileWriter);

  self->path = g_strdup (path);
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->text_mutex);
  return self;
}

void
bs_file_writer_free (BsFileWriter *self)
{
  g_atomic_rc_box_release_full (self, writer_clear);
}

const char *
bs_file_writer_get_path (BsFileWriter *self)
{
  return self->path;
}

static char *
exchange_text (BsFileWriter *self, char *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->text_mutex);
  char *old = self->text;

  self->text = text;
  return old;
}

void
bs_file_writer_finish (BsFileWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  /* Taken with the file locked: who comes first writes the newest, and the others find nothing. */
  g_autofree char *text = exchange_text (self, NULL);
  g_autofree char *folder = NULL;

  if (text == NULL)
    return;

  folder = g_path_get_dirname (self->path);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  bs_file_writer_finish (data);
  g_task_return_boolean (task, TRUE);
}

void
bs_file_writer_write (BsFileWriter *self, char *text)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_free (exchange_text (self, text));
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self), (GDestroyNotify) bs_file_writer_free);
  g_task_run_in_thread (task, write_in_thread);
}
