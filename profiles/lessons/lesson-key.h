/* SPDX-License-Identifier: Apache-2.0 */
/* The answers to a question of a lesson, worked out by the engine on its runs. */
#pragma once

#include "profiles/lessons/lesson-runs.h"

G_BEGIN_DECLS

typedef struct
{
  char *text;
  guint type;   /* of the run, whose mark stands before @text; %G_MAXUINT: none */
  char *before; /* (nullable): what is said of it from the start */
  char *after;  /* (nullable): and once the question is answered */
  gboolean right;
} BsLessonOption;

/**
 * BsLessonKey:
 *
 * Texts are translated, and have the results of their queries; @prompt and @explain are markup of pango,
 * with an empty line between paragraphs.
 */
typedef struct
{
  BsLessonQuestionKind kind;
  GPtrArray *options; /* BsLessonOption; none: a number is wanted */
  gboolean several;   /* any number of options can be right */
  double expected, within;
  char *expected_text;
  char *unit; /* (nullable) */
  char *prompt, *explain;
} BsLessonKey;

/** bs_lesson_key_new: Returns: (transfer full): what is right, or %NULL with an error that names the line:
 * a query that fails, or a question that has no answer, or none that can be proven. */
BsLessonKey *bs_lesson_key_new (BsLessonRuns *runs, const BsLesson *lesson,
                                const BsLessonStep *step, const BsLessonQuestion *question,
                                GCancellable *cancellable, GError **error);
void bs_lesson_key_free (BsLessonKey *self);

/** bs_lesson_key_check_options: @chosen: a bit for each option. Returns: whether these are the right ones;
 * where only one can be chosen, whether it is one of them. */
gboolean bs_lesson_key_check_options (const BsLessonKey *self, guint chosen);

/**
 * bs_lesson_key_check_number:
 * @text: as people write numbers: `0.625`, `0,625`, `5/8`, `62.5 %`
 * @right: (out): whether it is right
 *
 * Returns: %FALSE with an error where it is no number
 */
gboolean bs_lesson_key_check_number (const BsLessonKey *self, const char *text, gboolean *right,
                                     GError **error);

/** bs_lesson_key_to_text: Returns: (transfer full): the right answers, for a list of them. */
char *bs_lesson_key_to_text (const BsLessonKey *self);

/** bs_lesson_paragraphs_to_markup: Returns: (transfer full): translated and filled, or %NULL with an error. */
char *bs_lesson_paragraphs_to_markup (BsLessonRuns *runs, guint run, const GPtrArray *paragraphs,
                                      GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsLessonKey, bs_lesson_key_free)

G_END_DECLS
