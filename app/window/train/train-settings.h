/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers that people set before they learn, in the order of their rows: within the bounds that the
 * command line has. */
#pragma once

#include "engine/training.h"

G_BEGIN_DECLS

typedef enum
{
  BS_TRAIN_EPISODES,
  BS_TRAIN_TRIALS,
  BS_TRAIN_PARTS,
  BS_TRAIN_STEPS,
  BS_TRAIN_RATE,
  BS_TRAIN_ALPHA,
  BS_TRAIN_GAMMA,
  BS_TRAIN_EPSILON,
  BS_TRAIN_DECAY,
  BS_TRAIN_FLOOR,
  BS_TRAIN_CHECK,
  BS_TRAIN_SEED,
  BS_TRAIN_SEEDS,
  BS_TRAIN_N_SETTINGS
} BsTrainSettingId;

/* What a setting is for. */
enum
{
  BS_TRAIN_Q = 1 << 0,
  BS_TRAIN_PRIORITIES = 1 << 1,
  BS_TRAIN_BOTH = BS_TRAIN_Q | BS_TRAIN_PRIORITIES
};

typedef struct
{
  const char *title, *text; /* to be translated */
  guint use;
  enum
  {
    BS_TRAIN_COUNT, /* guint of the options */
    BS_TRAIN_REAL,  /* double of the options */
    BS_TRAIN_OTHER  /* seeds */
  } kind;
  gsize offset;
  double least, most, step, page;
  guint digits;
} BsTrainSetting;

extern const BsTrainSetting bs_train_settings[BS_TRAIN_N_SETTINGS];

G_END_DECLS
