/* SPDX-License-Identifier: Apache-2.0 */
/* A place for the trace of a test: a folder of its own, in which nothing may be left in the end. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  char *path; /* of the trace, which is not made */
} TracePlace;

/** trace_place_init: @name: (nullable): of the file; %NULL: one that is easy to write. */
void trace_place_init (TracePlace *self, const char *name);

/** trace_place_clear: takes the trace away, if there is one, and the folder, which has to be empty
 * then. */
void trace_place_clear (TracePlace *self);

/* For g_test_add(), where a place is all that a test needs, or a place with a synthetic recording. */
void trace_place_set_up (TracePlace *self, gconstpointer data);
void trace_place_set_up_recorded (TracePlace *self, gconstpointer data);
void trace_place_tear_down (TracePlace *self, gconstpointer data);

/** trace_place_load: Returns: (transfer full): the trace at @path, which has to load. */
BsTrace *trace_place_load (const char *path);

G_END_DECLS
