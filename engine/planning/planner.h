/* SPDX-License-Identifier: Apache-2.0 */
/* The memory planners, by name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BsPlanner:
 * @BS_PLANNER_CREATION: no planning: inside a cell the agenda's batches, variables in the order in
 *   which they are computed; between cells results in the order of execution; operands that do not
 *   lie side by side are copied together
 * @BS_PLANNER_PUBLISHED: inside a cell the fewest batches and the layout that a PQ-tree finds;
 *   between cells as above
 * @BS_PLANNER_FULL: also broadcasts without a copy, parameters packed once, inputs placed by the
 *   caller, fused kernels, and results placed where their consumers want them
 *
 * Who decides where values lie, and so what has to be copied before a kernel can run.
 *
 * Source: %BS_PLANNER_PUBLISHED: ED-Batch (arXiv 2302.03851), section 4.
 */
typedef enum
{
  BS_PLANNER_CREATION,
  BS_PLANNER_PUBLISHED,
  BS_PLANNER_FULL,
  BS_N_PLANNERS
} BsPlanner;

/** BS_N_PLANNERS: how many planners there are: the length of arrays by #BsPlanner. */

/**
 * bs_planner_to_string:
 * @planner: what to name
 *
 * The word that options and files have for a planner.
 *
 * Returns: (transfer none): `creation`, `published` or `full`
 */
const char *bs_planner_to_string (BsPlanner planner);

/**
 * bs_planner_from_string:
 * @name: a word as of bs_planner_to_string()
 * @planner: (out): the planner of that name; untouched where there is none
 *
 * The planner that has a name.
 *
 * Returns: %FALSE with %BS_ERROR_NOT_FOUND and the names that there are
 */
gboolean bs_planner_from_string (const char *name, BsPlanner *planner, GError **error);

G_END_DECLS
