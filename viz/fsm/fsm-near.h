/* SPDX-License-Identifier: Apache-2.0 */
/* A few states about the current one, in places that last: a state that two neighbouring decisions both
 * show stands in the same place at both. */
#pragma once

#include "viz/fsm/fsm-machine.h"

G_BEGIN_DECLS

#define BS_FSM_NEAR_ROWS 5
#define BS_FSM_NEAR_COLUMNS 2
#define BS_FSM_NEAR_PLACES (BS_FSM_NEAR_ROWS * BS_FSM_NEAR_COLUMNS)
#define BS_FSM_TRAIL 5  /* transitions before the current state */
#define BS_FSM_LIKELY 4 /* states that may come next */

typedef struct
{
  guint32 boxes[BS_FSM_NEAR_PLACES]; /* row by row; BS_FSM_NONE: empty */
  guint32 next[BS_FSM_NEAR_PLACES];  /* a visit to come, as far as it was asked for */
} BsFsmPlaces;

typedef struct _BsFsmNear BsFsmNear;

/**
 * bs_fsm_near_new:
 * @machine: has to be there as long
 *
 * O(states): decisions are gone through when they are looked at, with bounded work for each.
 */
BsFsmNear *bs_fsm_near_new (const BsFsmMachine *machine);
void bs_fsm_near_free (BsFsmNear *self);

/** bs_fsm_near_get: what is shown at @decision and where: always its state, the states of the trail
 * and the likely ones; the rest stays from before, and is at first what comes soon. */
void bs_fsm_near_get (BsFsmNear *self, guint32 decision, BsFsmPlaces *places);

/** bs_fsm_near_trail: Returns: how many transitions led to @decision within its mini-batch; the last
 * of them first. */
guint bs_fsm_near_trail (const BsFsmMachine *machine, guint32 decision,
                         guint32 edges[BS_FSM_TRAIL]);

/** bs_fsm_near_likely: Returns: how many transitions are shown from the state of @decision: the one
 * that is taken, then the busiest. */
guint bs_fsm_near_likely (const BsFsmMachine *machine, guint32 decision,
                          guint32 edges[BS_FSM_LIKELY]);

/** bs_fsm_near_get_work: Returns: how many comparisons making it took. */
guint64 bs_fsm_near_get_work (const BsFsmNear *self);

/* The paper that the places are on, in points. */
typedef struct
{
  double width, height;
  double column, pitch;
} BsFsmGrid;

/** bs_fsm_near_grid: @height: what there is, in points; less than the least is taken for that. */
BsFsmGrid bs_fsm_near_grid (const BsFsmNear *self, double height);

/** bs_fsm_near_box: Returns: where a box of @width stands at a place. */
BsFsmBox bs_fsm_near_box (const BsFsmGrid *grid, guint place, double width);

/** bs_fsm_near_route: appends the points of a way between two places; it meets no box at any other. */
void bs_fsm_near_route (const BsFsmGrid *grid, guint from, guint to, const BsFsmBox *a,
                        const BsFsmBox *b, GArray *points);

/** bs_fsm_direct_route: the same between two boxes anywhere. */
void bs_fsm_direct_route (const BsFsmBox *a, const BsFsmBox *b, GArray *points);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsmNear, bs_fsm_near_free)

G_END_DECLS
