/* SPDX-License-Identifier: Apache-2.0 */
/* A lesson: runs that are made while it is taken, and steps of words, a view and questions. Files are
 * described in batchscope-lesson(5). */
#pragma once

#include <glib.h>

#include "engine/planning/planner.h"
#include "engine/state.h"

G_BEGIN_DECLS

/* Larger ones are no lessons: runs are made while a student waits. */
#define BS_LESSON_MAX_BYTES (1 << 20)
#define BS_LESSON_MAX_RUNS 16
#define BS_LESSON_MAX_STEPS 64
#define BS_LESSON_MAX_CHOICES 12
#define BS_LESSON_MAX_LEAVES 12

/**
 * BsLessonRun:
 *
 * A run that the engine makes, of inputs or graphs in @data, or of the sample of the model.
 */
typedef struct
{
  char *name;
  char *title;   /* for people, untranslated; the name where none was given */
  char *model;   /* that comes with the program, or `graphs` */
  char *data;    /* (nullable) */
  char *policy;  /* a rule or search, `fsm`, or `shipped` */
  char *backend; /* (nullable): schedules only */
  gboolean encoding_given;
  BsEncoding encoding;
  BsPlanner planner;
  guint32 model_size, batch_size, n_batches, episodes;
  guint64 seed;
  guint line;
} BsLessonRun;

typedef enum
{
  BS_LESSON_VIEW_GRAPH,
  BS_LESSON_VIEW_POLICY,
  BS_LESSON_VIEW_REASON,
  BS_LESSON_VIEW_MEMORY,
  BS_LESSON_VIEW_PROFILE,
  BS_LESSON_VIEW_TRAIN,
  BS_N_LESSON_VIEWS
} BsLessonView;

/**
 * BsLessonQuestionKind:
 * @BS_LESSON_ASKS_NEXT: which ready type to batch so that the fewest batches stay possible
 * @BS_LESSON_ASKS_POLICY: which one the policy of the run batches
 * @BS_LESSON_ASKS_SAFE: which ready types are safe: rho is 1
 * @BS_LESSON_ASKS_FEWEST: which run has the fewest batches
 * @BS_LESSON_ASKS_NUMBER: what a query gives
 * @BS_LESSON_ASKS_CHOICE: which statements are true, as queries say
 * @BS_LESSON_ASKS_ORDER: which orders keep sets together, as a PQ-tree says
 */
typedef enum
{
  BS_LESSON_ASKS_NEXT,
  BS_LESSON_ASKS_POLICY,
  BS_LESSON_ASKS_SAFE,
  BS_LESSON_ASKS_FEWEST,
  BS_LESSON_ASKS_NUMBER,
  BS_LESSON_ASKS_CHOICE,
  BS_LESSON_ASKS_ORDER,
  BS_N_LESSON_QUESTION_KINDS
} BsLessonQuestionKind;

const char *bs_lesson_view_to_string (BsLessonView view);
const char *bs_lesson_question_kind_to_string (BsLessonQuestionKind kind);

typedef struct
{
  char *text;
  char *when; /* (nullable) a query: true where it gives neither 0 nor NULL */
  guint line;
} BsLessonChoice;

typedef struct
{
  BsLessonQuestionKind kind;
  GPtrArray *prompt;  /* char *: paragraphs */
  GPtrArray *explain; /* char *: paragraphs */
  char *answer;       /* (nullable) a query, of ASKS_NUMBER */
  double within;      /* how far from it an answer may be; 0: not at all */
  char *unit;         /* (nullable) */
  GPtrArray *choices; /* BsLessonChoice */
  GArray *runs;       /* guint: of ASKS_FEWEST */
  GPtrArray *leaves;  /* char *: of ASKS_ORDER */
  GPtrArray *sets;    /* GArray of guint32: leaves to be together */
  guint line;
} BsLessonQuestion;

typedef struct
{
  char *title;
  GPtrArray *text; /* char *: paragraphs */
  BsLessonView view;
  guint run;            /* of the lesson */
  guint32 from, to;     /* decisions, from 1: where the clock stands, and to which it plays */
  GPtrArray *questions; /* BsLessonQuestion */
  guint line;
} BsLessonStep;

/**
 * BsLesson:
 *
 * Texts are as in the file; see bs_lesson_translate(). Queries in double braces within texts stand for
 * their results, see #BsLessonRuns.
 */
typedef struct
{
  char *id;   /* the name of the file without its ending */
  char *path; /* (nullable) */
  char *title, *about;
  GPtrArray *runs;  /* BsLessonRun */
  GPtrArray *steps; /* BsLessonStep */
} BsLesson;

/** bs_lesson_new: empty; for whoever reads one. */
BsLesson *bs_lesson_new (void);
void bs_lesson_free (BsLesson *self);

BsLessonRun *bs_lesson_add_run (BsLesson *self, const char *name, guint line);
BsLessonStep *bs_lesson_add_step (BsLesson *self, const char *title, guint line);
BsLessonQuestion *bs_lesson_add_question (BsLessonStep *step, BsLessonQuestionKind kind,
                                          guint line);

static inline const BsLessonStep *
bs_lesson_get_step (const BsLesson *self, guint step)
{
  return g_ptr_array_index (self->steps, step);
}

static inline const BsLessonRun *
bs_lesson_get_run (const BsLesson *self, guint run)
{
  return g_ptr_array_index (self->runs, run);
}

/** bs_lesson_find_run: Returns: the number of the run of this name, or %G_MAXUINT. */
guint bs_lesson_find_run (const BsLesson *self, const char *name);

/** bs_lesson_count_questions: Returns: of all steps. */
guint bs_lesson_count_questions (const BsLesson *self);

typedef void (*BsLessonTextFunc) (const char *text, gpointer user_data);

/** bs_lesson_foreach_text: all that people read, in order. */
void bs_lesson_foreach_text (const BsLesson *self, BsLessonTextFunc func, gpointer user_data);

/** bs_lesson_translate: Returns: a text of a lesson in the language of the program, where it has been
 * translated; else @text. */
const char *bs_lesson_translate (const char *text);

/** bs_lesson_to_markup: Returns: (transfer full): @text with `**strong**` and `` `code` `` as markup of pango. */
char *bs_lesson_to_markup (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsLesson, bs_lesson_free)

G_END_DECLS
