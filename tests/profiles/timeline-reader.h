/* SPDX-License-Identifier: Apache-2.0 */
/* Reads timelines back: knows the formats from their documentation, and nothing of what wrote. */
#pragma once

#include <glib.h>

typedef struct
{
  guint64 track;
  char *name, *category;
  gint64 start_ns, end_ns; /* on the clock of the trace */
  GHashTable *args;        /* names to values as text */
  guint64 flow;            /* 0: none */
} ReadSlice;

typedef struct
{
  char *name;
  gint64 time_ns, value;
} ReadCount;

typedef struct
{
  GPtrArray *slices;  /* ReadSlice, as they begin */
  GPtrArray *counts;  /* ReadCount */
  GHashTable *tracks; /* numbers to names */
  GHashTable *provenance;
  char *process;
} ReadTimeline;

/* Fail the test unless all is as the format wants it. */
ReadTimeline *read_chrome (const char *text);
ReadTimeline *read_perfetto (const char *bytes, gsize length);
void read_timeline_free (ReadTimeline *self);

/* Returns: (nullable): the value of an argument. */
const char *read_arg (const ReadSlice *slice, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReadTimeline, read_timeline_free)
