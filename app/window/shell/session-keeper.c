/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the session in its file. */
#include "config.h"

#include "app/window/shell/session-keeper.h"

#include <glib/gstdio.h>

#include "app/window/shell/file-writer.h"

/* What a crash may cost. */
#define SAVE_MS 2000

struct _BsSessionKeeper
{
  BsFileWriter *writer;
  BsSessionFunc collect;
  BsSessionFoundFunc found;
  gpointer user_data;
  GCancellable *reading;
  char *saved; /* text that was given to the writer */
  guint save_source;
  gboolean loaded, touched, resting;
};

/* Writes what is open unless that is what was written last. */
static void
save (BsSessionKeeper *self)
{
  g_autoptr (BsSession) session = self->collect (self->user_data);
  g_autofree char *text = bs_session_to_text (session);

  self->touched = FALSE;
  if (g_strcmp0 (text, self->saved) == 0)
    return;

  bs_file_writer_write (self->writer, g_strdup (text));
  g_free (self->saved);
  self->saved = g_steal_pointer (&text);
}

static gboolean
save_cb (gpointer user_data)
{
  BsSessionKeeper *self = user_data;

  self->save_source = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

BsSessionKeeper *
bs_session_keeper_new (const char *path, BsSessionFunc collect, gpointer user_data)
{
  BsSessionKeeper *self = g_new0 (BsSessionKeeper, 1);

  self->writer = bs_file_writer_new (path);
  self->collect = collect;
  self->user_data = user_data;
  self->reading = g_cancellable_new ();
  return self;
}

void
bs_session_keeper_free (BsSessionKeeper *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_object_unref (self->reading);
  bs_file_writer_free (self->writer);
  g_free (self->saved);
  g_free (self);
}

static gboolean
read_text (const char *path, char **text, gsize *length, GError **error)
{
  GStatBuf st;

  if (g_stat (path, &st) == 0 && S_ISREG (st.st_mode) && st.st_size <= BS_SESSION_MAX_BYTES)
    return g_file_get_contents (path, text, length, error);

  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, path);
  return FALSE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autofree char *text = NULL;
  gsize length;
  GError *error = NULL;
  BsSession *session = read_text (path, &text, &length, &error)
                           ? bs_session_parse (text, (gssize) length, &error)
                           : NULL;

  if (session != NULL)
    g_task_return_pointer (task, session, (GDestroyNotify) bs_session_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsSession) session = g_task_propagate_pointer (G_TASK (result), NULL);
  BsSessionKeeper *self = user_data;

  /* Then the keeper is gone. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  self->loaded = TRUE;
  self->found (session, self->user_data);
  if (self->touched)
    bs_session_keeper_touch (self);
}

void
bs_session_keeper_load (BsSessionKeeper *self, BsSessionFoundFunc found)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->reading, read_cb, self);

  self->found = found;
  g_task_set_task_data (task, g_strdup (bs_file_writer_get_path (self->writer)), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

void
bs_session_keeper_touch (BsSessionKeeper *self)
{
  self->touched = TRUE;
  if (self->loaded && !self->resting && self->save_source == 0)
    self->save_source = g_timeout_add (SAVE_MS, save_cb, self);
}

void
bs_session_keeper_save (BsSessionKeeper *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  save (self);
}

void
bs_session_keeper_rest (BsSessionKeeper *self)
{
  if (self->resting || !self->loaded)
    return;

  self->resting = TRUE;
  g_clear_handle_id (&self->save_source, g_source_remove);
  save (self);
}

void
bs_session_keeper_wake (BsSessionKeeper *self)
{
  if (!self->resting)
    return;

  self->resting = FALSE;
  bs_session_keeper_touch (self);
}

void
bs_session_keeper_finish (BsSessionKeeper *self)
{
  bs_file_writer_finish (self->writer);
}

char *
bs_session_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "batchscope", "session.json", NULL);
}
