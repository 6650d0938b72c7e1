/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers that people set before they learn. */
#include "config.h"

#include "app/window/train/train-settings.h"

#include <glib/gi18n-lib.h>

#include "app/window/train/train-form.h"
#include "profiles/recording/run-policy.h"

#define MAX_STEPS 1000000
#define MAX_PARTS 1000
#define MAX_SEED 9007199254740991.0

#define AT(field) G_STRUCT_OFFSET (BsTrainingOptions, field)

const BsTrainSetting bs_train_settings[BS_TRAIN_N_SETTINGS] = {
  [BS_TRAIN_EPISODES] = { N_ ("Episodes"), N_ ("Full schedules to learn from"), BS_TRAIN_Q,
                          BS_TRAIN_COUNT, AT (max_episodes), 1, BS_RUN_MAX_EPISODES, 100, 1000, 0 },
  [BS_TRAIN_TRIALS] = { N_ ("Changes"), N_ ("Changes of priorities to try"), BS_TRAIN_PRIORITIES,
                        BS_TRAIN_COUNT, AT (n_trials), 1, BS_RUN_MAX_EPISODES, 100, 1000, 0 },
  [BS_TRAIN_PARTS] = { N_ ("Parts"),
                       N_ ("Parts of each graph to try changes on, against learning by heart"),
                       BS_TRAIN_PRIORITIES, BS_TRAIN_COUNT, AT (n_parts), 0, MAX_PARTS, 1, 8, 0 },
  [BS_TRAIN_STEPS] = { N_ ("Steps of return"), N_ ("Batches whose rewards count for a choice"),
                       BS_TRAIN_Q, BS_TRAIN_COUNT, AT (n_steps), 1, MAX_STEPS, 1, 10, 0 },
  [BS_TRAIN_RATE] = { N_ ("Learning rate"), N_ ("How far Q moves towards what was found"),
                      BS_TRAIN_Q, BS_TRAIN_REAL, AT (learning_rate), 0.001, 1, 0.05, 0.1, 3 },
  [BS_TRAIN_ALPHA] = { N_ ("Weight of ρ (α)"), N_ ("The reward is −1 + α ρ for each batch"),
                       BS_TRAIN_Q, BS_TRAIN_REAL, AT (alpha), 0, 1000, 0.1, 1, 3 },
  [BS_TRAIN_GAMMA] = { N_ ("Discount (γ)"), N_ ("How much later rewards count"), BS_TRAIN_Q,
                       BS_TRAIN_REAL, AT (gamma), 0, 1, 0.01, 0.1, 3 },
  [BS_TRAIN_EPSILON] = { N_ ("Exploration (ε)"),
                         N_ ("Chance of a random choice in the first episode"), BS_TRAIN_Q,
                         BS_TRAIN_REAL, AT (epsilon), 0, 1, 0.05, 0.1, 3 },
  [BS_TRAIN_DECAY] = { N_ ("Decay of ε"), N_ ("Its factor from one episode to the next"),
                       BS_TRAIN_Q, BS_TRAIN_REAL, AT (epsilon_decay), 0, 1, 0.01, 0.1, 3 },
  [BS_TRAIN_FLOOR] = { N_ ("Least ε"), N_ ("It never explores less"), BS_TRAIN_Q, BS_TRAIN_REAL,
                       AT (epsilon_min), 0, 1, 0.01, 0.1, 3 },
  [BS_TRAIN_CHECK] = { N_ ("Check every"), N_ ("Episodes between two greedy schedules"), BS_TRAIN_Q,
                       BS_TRAIN_COUNT, AT (check_every), 1, BS_RUN_MAX_EPISODES, 10, 50, 0 },
  [BS_TRAIN_SEED] = { N_ ("Seed"), N_ ("Same seed, same table"), BS_TRAIN_BOTH, BS_TRAIN_OTHER, 0,
                      0, MAX_SEED, 1, 10, 0 },
  [BS_TRAIN_SEEDS] = { N_ ("Seeds in a row"),
                       N_ ("Runs one after the other, each with the next seed"), BS_TRAIN_BOTH,
                       BS_TRAIN_OTHER, 0, 1, BS_TRAIN_MAX_SEEDS, 1, 5, 0 },
};
