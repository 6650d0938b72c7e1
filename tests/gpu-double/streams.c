/* SPDX-License-Identifier: Apache-2.0 */
/* What streams do, and when: at once, or, lazily, as late as a real device might. */
#include "config.h"

#include <string.h>

#include "tests/gpu-double/double.h"

Work *
work_new (WorkKind kind)
{
  Work *work = g_new0 (Work, 1);

  work->kind = kind;
  work->queued_ns = double_now ();

  return work;
}

Work *
work_copy (const Work *self)
{
  Work *work = g_memdup2 (self, sizeof *self);

  if (self->kind == WORK_LAUNCH)
    work->copy = g_memdup2 (self->copy, self->kernel->parameter_bytes + 1);
  else if (self->copy != NULL)
    work->copy = g_memdup2 (self->copy, self->bytes);

  return work;
}

void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->copy);
  g_free (work);
}

Stream *
stream_get (CUstream stream)
{
  Double *self = double_get ();

  if (stream == NULL)
    {
      if (self->default_stream == NULL)
        {
          self->default_stream = handle_new (HANDLE_STREAM, sizeof (Stream));
          self->default_stream->works = g_queue_new ();
        }
      return self->default_stream;
    }

  return handle_check (stream, HANDLE_STREAM) ? (Stream *) stream : NULL;
}

/* The bytes of the device from @address on; NULL: there are none, which is a problem. */
static guint8 *
reach (guint64 address, guint64 bytes, const char *what, gboolean read, gboolean write)
{
  MemoryBlock *block = device_memory_find (double_get ()->memory, address, bytes);

  if (block == NULL)
    {
      double_complain ("%s: %" G_GUINT64_FORMAT " bytes at %" G_GINT64_MODIFIER
                       "x are in no allocation",
                       what, bytes, address);
      return NULL;
    }
  if (read && !memory_block_is_known (block, address - block->address, bytes))
    {
      double_complain ("%s: what allocation %u has there was never written", what, block->number);
      return NULL;
    }
  if (write)
    memory_block_know (block, address - block->address, bytes);

  return block->bytes + (address - block->address);
}

static gboolean
run_copy (const Work *work)
{
  const guint8 *from;
  guint8 *to;

  switch (work->kind)
    {
    case WORK_COPY_IN:
      from = work->copy != NULL ? work->copy : (const guint8 *) (gsize) work->from;
      to = reach (work->to, work->bytes, "copy to the device", FALSE, TRUE);
      break;
    case WORK_COPY_OUT:
      from = reach (work->from, work->bytes, "copy from the device", TRUE, FALSE);
      to = (guint8 *) (gsize) work->to;
      break;
    default:
      from = reach (work->from, work->bytes, "copy on the device", TRUE, FALSE);
      to = reach (work->to, work->bytes, "copy on the device", FALSE, TRUE);
      break;
    }
  if (from == NULL || to == NULL)
    return FALSE;
  memmove (to, from, work->bytes);

  return TRUE;
}

static gboolean
run_set (const Work *work)
{
  guint8 *to = reach (work->to, work->bytes, "set", FALSE, TRUE);

  for (guint64 i = 0; to != NULL && i < work->bytes; i += work->width)
    memcpy (to + i, &work->from, work->width);

  return to != NULL;
}

static gboolean
run_launch (const Work *work)
{
  Double *self = double_get ();
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("launch.%s", work->kernel->name);
  PtxWork done = { 0 };
  PtxLaunch launch = {
    .kernel = work->kernel,
    .grid = { work->grid[0], work->grid[1], work->grid[2] },
    .block = { work->block[0], work->block[1], work->block[2] },
    .dynamic_bytes = work->dynamic_bytes,
    .parameters = work->copy,
    .memory = self->memory,
    .order = self->settings.order,
    .seed = (guint32) self->settings.seed,
    .number = ++self->n_launches,
  };
  gboolean ok = ptx_launch_run (&launch, &done, &error);

  if (!ok)
    double_complain ("%s", error->message);
  double_count (name, 1);
  double_count ("instructions", (gint64) done.n_instructions);

  return ok;
}

static void
run_work (Stream *stream, const Work *work)
{
  Double *self = double_get ();
  guint64 start_ns = double_now ();
  gboolean ok = TRUE;

  /* after a fault nothing runs any more */
  if (self->fault == CUDA_SUCCESS)
    switch (work->kind)
      {
      case WORK_COPY_IN:
      case WORK_COPY_OUT:
      case WORK_COPY:
        ok = run_copy (work);
        break;
      case WORK_SET:
        ok = run_set (work);
        break;
      case WORK_LAUNCH:
        ok = run_launch (work);
        break;
      case WORK_PRODUCT:
        ok = product_run (&work->product);
        break;
      case WORK_RECORD:
      case WORK_WAIT:
        break;
      }
  if (work->kind == WORK_WAIT)
    stream_flush_to (&work->moment);
  if (work->event != NULL)
    work->event->ns = double_now ();
  if (!ok)
    self->fault = work->kind == WORK_LAUNCH ? CUDA_ERROR_ILLEGAL_ADDRESS : CUDA_ERROR_LAUNCH_FAILED;
  activity_work (stream, work, start_ns, double_now ());
}

static void
run_next (Stream *self)
{
  Work *work = g_queue_pop_head (self->works);

  run_work (self, work);
  work_free (work);
  self->n_done++;
}

void
stream_flush (Stream *self)
{
  while (!g_queue_is_empty (self->works))
    run_next (self);
}

void
stream_flush_all (void)
{
  Double *self = double_get ();

  for (guint i = 0; i < self->handles->len; i++)
    {
      Handle *handle = self->handles->pdata[i];

      if (handle->kind == HANDLE_STREAM)
        stream_flush ((Stream *) handle);
    }
}

Stream *
stream_find (guint number)
{
  Double *self = double_get ();

  for (guint i = 0; i < self->handles->len; i++)
    {
      Handle *handle = self->handles->pdata[i];

      if (handle->kind == HANDLE_STREAM && handle->number == number)
        return (Stream *) handle;
    }

  return NULL;
}

gboolean
moment_is_over (const Moment *self)
{
  const Stream *stream = stream_find (self->stream);

  return stream == NULL || stream->n_done >= self->place;
}

void
stream_flush_to (const Moment *moment)
{
  Stream *stream = stream_find (moment->stream);

  while (stream != NULL && stream->n_done < moment->place && !g_queue_is_empty (stream->works))
    run_next (stream);
}

void
stream_forget_all (const Event *event)
{
  Double *self = double_get ();

  for (guint i = 0; i < self->handles->len; i++)
    {
      Stream *stream = self->handles->pdata[i];

      if (stream->handle.kind == HANDLE_STREAM)
        for (GList *l = stream->works->head; l != NULL; l = l->next)
          if (((Work *) l->data)->event == event)
            ((Work *) l->data)->event = NULL;
    }
}

gboolean
stream_may_take (const Stream *self)
{
  return self->captured == NULL || !self->broken;
}

void
stream_add (Stream *self, Work *work)
{
  if (self->captured != NULL)
    {
      g_ptr_array_add (self->captured, work);
      return;
    }
  g_queue_push_tail (self->works, work);
  self->n_added++;
  if (!double_get ()->settings.lazy)
    stream_flush (self);
}
