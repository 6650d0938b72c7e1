/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs made up from a seed: random graphs and perfect trees. */
#pragma once

#include "engine/corpus.h"

G_BEGIN_DECLS

/* Words and ids that generators draw from, and labels of trees. */
#define BS_GENERATED_WORDS 256
#define BS_GENERATED_LABELS 5

/**
 * bs_generator_names:
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the numbers that @generator
 *   takes, or %NULL when there is no such generator
 *
 * `random-dag` takes `inputs`, `nodes` of each, `kinds` and `operands`: a node reads up to as many
 * earlier nodes, mostly near ones, so that graphs become deep; one that reads nothing has an id.
 * `perfect-tree` takes `inputs` and `depth`: 2^depth leaves each.
 */
const char *const *bs_generator_names (const char *generator);

G_END_DECLS
