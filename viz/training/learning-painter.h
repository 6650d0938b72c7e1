/* SPDX-License-Identifier: Apache-2.0 */
/* The learning curve: batches, or what they take, of an episode while exploring, greedy checks, and the best that is kept, over
 * the lines of rules, of a beam search and of the lower bound. Earlier runs lie below. */
#pragma once

#include "profiles/training/training-course.h"
#include "profiles/training/training-digest.h"
#include "viz/style.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const BsTrainingStory *story;
  guint look; /* colour and dashes: 0: the one in front */
} BsLearningRun;

typedef struct
{
  const BsLearningRun *runs; /* the one in front is the last */
  guint n_runs;
  BsTrainingYardstick lines; /* 0: not known */
  guint n_graphs;            /* to learn on: an episode is of one, a check of all */
  guint32 selected;          /* episode; 0: none */
  gboolean priorities;       /* changes rather than episodes */
  gboolean in_time;          /* costs are ns, not batches: of all runs and lines */
} BsLearningPicture;

/** bs_learning_look: the colour of a run, and its dashes. */
BsColor bs_learning_look (const BsStyle *style, guint look, double dashes[4], int *n_dashes);

void bs_learning_draw (const BsLearningPicture *picture, cairo_t *cr, const BsStyle *style,
                       double width, double height);

/** bs_learning_pick: Returns: the episode of the run in front at a point; 0: none. */
guint32 bs_learning_pick (const BsLearningPicture *picture, const BsStyle *style, double width,
                          double height, double x, double y);

/** bs_learning_hint: Returns: (transfer full) (nullable): what is known of an episode of the run in
 * front. */
char *bs_learning_hint (const BsLearningPicture *picture, guint32 episode);

/** bs_learning_describe: Returns: (transfer full): the picture in sentences, translated. */
char *bs_learning_describe (const BsLearningPicture *picture);

/* What small charts show of a run. */
typedef enum
{
  BS_SERIES_EPSILON,
  BS_SERIES_STATES
} BsSeries;

void bs_series_draw (const BsLearningPicture *picture, BsSeries series, cairo_t *cr,
                     const BsStyle *style, double width, double height);
char *bs_series_describe (const BsLearningPicture *picture, BsSeries series);

G_END_DECLS
