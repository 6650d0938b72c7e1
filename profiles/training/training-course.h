/* SPDX-License-Identifier: Apache-2.0 */
/* How learning goes: written by the thread that learns, read by any other while it does. However many
 * episodes there are, it takes a bounded room: where they are too many, several are one column, of which
 * the least, the most and the mean are kept. */
#pragma once

#include "engine/training.h"
#include "profiles/tables/table.h"

G_BEGIN_DECLS

/* The most columns; with fewer episodes each has its own. */
#define BS_TRAINING_MAX_COLUMNS 4096

typedef struct
{
  guint32 first, n;    /* episodes, or changes: the number of the first, and how many */
  guint64 least, most; /* costs (see BsTrainingPoint); 0: of none they were known */
  double sum;          /* of costs */
  guint32 n_known;     /* in @sum */
  guint32 states;      /* known behind the last one */
  double epsilon;      /* of the last one */
} BsTrainingColumn;

/**
 * BsTrainingStory:
 *
 * What was known at a moment. Valid until it is read again.
 */
typedef struct
{
  guint64 stamp;    /* grows whenever anything changes */
  guint32 planned;  /* episodes, or changes, in all: those that were learned before included */
  guint32 before;   /* of these, learned before it began */
  guint32 episode;  /* learned so far */
  gboolean in_time; /* costs are ns, not batches */
  guint32 best;     /* batches; 0: none yet */
  guint64 best_cost;
  guint32 states;     /* known */
  guint32 new_states; /* in the last 25 episodes */
  double epsilon;
  gboolean waiting; /* it pauses */
  GArray *columns;  /* BsTrainingColumn */
  GArray *checks;   /* BsTrainingPoint */
} BsTrainingStory;

void bs_training_story_init (BsTrainingStory *self);
void bs_training_story_clear (BsTrainingStory *self);

typedef struct _BsTrainingCourse BsTrainingCourse;

/** bs_training_course_new: @options: how it is learned; @before: episodes learned before it begins. */
BsTrainingCourse *bs_training_course_new (const BsTrainingOptions *options, guint32 before);
BsTrainingCourse *bs_training_course_ref (BsTrainingCourse *self);
void bs_training_course_unref (BsTrainingCourse *self);

/** bs_training_course_get_control: Returns: (transfer none): pauses and stops it. */
BsTrainingControl *bs_training_course_get_control (BsTrainingCourse *self);

/** bs_training_course_watch: @watch: (out): for bs_train_watched(), as long as @self is there. */
void bs_training_course_watch (BsTrainingCourse *self, BsTrainingWatch *watch,
                               GCancellable *cancellable);

/** bs_training_course_want_table: the thread that learns hands out the table as it is soon. */
void bs_training_course_want_table (BsTrainingCourse *self);

/** bs_training_course_take_table: Returns: (transfer full) (nullable): what was wanted, once. */
BsFsm *bs_training_course_take_table (BsTrainingCourse *self);

/** bs_training_course_take_best: Returns: (transfer full) (nullable): the best table so far, unless it
 * was taken already. */
BsFsm *bs_training_course_take_best (BsTrainingCourse *self);

/** bs_training_course_read: @story: brought up to date; cheap where nothing is new. */
void bs_training_course_read (BsTrainingCourse *self, BsTrainingStory *story);

/** bs_training_story_tabulate: Returns: (transfer full): a row a column: episode (change where
 * priorities are learned), last, least, mean, most (batches), states (priorities), epsilon (size), and
 * of the last check in it greedy and best. Where costs are times: least_ns, mean_ns, most_ns, greedy_ns,
 * best_ns. */
BsTable *bs_training_story_tabulate (const BsTrainingStory *self, gboolean priorities);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsTrainingCourse, bs_training_course_unref)

G_END_DECLS
