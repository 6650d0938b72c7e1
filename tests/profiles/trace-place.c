/* SPDX-License-Identifier: Apache-2.0 */
/* A place for the trace of a test. */
#include "config.h"

#include "tests/profiles/trace-place.h"

#include <glib/gstdio.h>

#include "tests/profiles/synthetic.h"

void
trace_place_init (TracePlace *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("batchscope-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, name != NULL ? name : "t.bscope", NULL);
}

void
trace_place_clear (TracePlace *self)
{
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->folder, g_free);
}

void
trace_place_set_up (TracePlace *self, gconstpointer data)
{
  trace_place_init (self, NULL);
}

void
trace_place_set_up_recorded (TracePlace *self, gconstpointer data)
{
  trace_place_init (self, NULL);
  synthetic_record_default (self->path);
}

void
trace_place_tear_down (TracePlace *self, gconstpointer data)
{
  trace_place_clear (self);
}

BsTrace *
trace_place_load (const char *path)
{
  g_autoptr (GError) error = NULL;
  BsTrace *trace = bs_trace_load (path, NULL, &error);

  g_assert_no_error (error);

  return trace;
}
