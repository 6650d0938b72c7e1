/* SPDX-License-Identifier: Apache-2.0 */
/* Long text on its way into a file, piece by piece. */
#include "config.h"

#include "profiles/tables/text-sink.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "engine/error.h"

#define PIECE 65536

void
bs_text_sink_init (BsTextSink *self, FILE *out, GCancellable *cancellable)
{
  *self = (BsTextSink){ .text = g_string_new (NULL), .out = out, .cancellable = cancellable };
}

void
bs_text_sink_clear (BsTextSink *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_clear_error (&self->error);
}

static void
write_text (BsTextSink *self)
{
  if (self->out == NULL)
    return;

  if (!self->closed && fwrite (self->text->str, 1, self->text->len, self->out) != self->text->len)
    {
      if (errno != EPIPE)
        g_set_error (&self->error, BS_ERROR, BS_ERROR_IO, _ ("It cannot be written: %s"),
                     g_strerror (errno));
      self->closed = TRUE;
    }
  g_string_truncate (self->text, 0);
}

gboolean
bs_text_sink_flow (BsTextSink *self)
{
  if (self->text->len < PIECE || self->out == NULL)
    return !self->closed;

  write_text (self);
  if (!self->closed && g_cancellable_set_error_if_cancelled (self->cancellable, &self->error))
    self->closed = TRUE;

  return !self->closed;
}

gboolean
bs_text_sink_finish (BsTextSink *self, GError **error)
{
  write_text (self);
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}
