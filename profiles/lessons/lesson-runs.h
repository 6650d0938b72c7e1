/* SPDX-License-Identifier: Apache-2.0 */
/* The runs of a lesson, made by the engine when the lesson is opened, and what queries say of them. */
#pragma once

#include <gio/gio.h>

#include "profiles/lessons/lesson.h"
#include "profiles/query/query.h"
#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * BsLessonRuns:
 *
 * Files are in a folder of their own, which goes with it. Traces may be used in any thread, queries in
 * one at a time.
 */
typedef struct
{
  guint n_runs;
  BsTrace **traces;
  BsQuery **queries; /* each nullable: opened when first asked */
  char *folder;
} BsLessonRuns;

/** bs_lesson_runs_new: runs what @lesson says, which takes a moment. Returns: (transfer full): the
 * traces, or %NULL with an error that names the run. */
BsLessonRuns *bs_lesson_runs_new (const BsLesson *lesson, GCancellable *cancellable,
                                  GError **error);
void bs_lesson_runs_free (BsLessonRuns *self);

/* The first value that a query gives. */
typedef struct
{
  BsQueryKind kind;
  double number; /* of integers and reals; else NaN */
  char *text;    /* as people read it */
} BsLessonValue;

void bs_lesson_value_clear (BsLessonValue *self);

/** bs_lesson_runs_ask: @value: (out caller-allocates): what @sql gives on run @run. */
gboolean bs_lesson_runs_ask (BsLessonRuns *self, guint run, const char *sql, BsLessonValue *value,
                             GCancellable *cancellable, GError **error);

/** bs_lesson_runs_fill: Returns: (transfer full): @text with the results of its queries, which stand in
 * double braces; %NULL with an error. */
char *bs_lesson_runs_fill (BsLessonRuns *self, guint run, const char *text,
                           GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsLessonRuns, bs_lesson_runs_free)

G_END_DECLS
