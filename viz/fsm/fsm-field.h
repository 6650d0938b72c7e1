/* SPDX-License-Identifier: Apache-2.0 */
/* The overview of a large machine: a cell a state, in rows by how many types are ready, within them by
 * what is batched and how often. */
#pragma once

#include "viz/fsm/fsm-machine.h"

G_BEGIN_DECLS

#define BS_FSM_CELL_WIDTH 16.0
#define BS_FSM_CELL_HEIGHT 10.0
#define BS_FSM_GUTTER 32.0 /* of the numbers of ready types */

typedef struct
{
  guint n_ready;    /* types */
  double y, height; /* its rows */
} BsFsmBand;

typedef struct
{
  guint32 n_boxes;
  BsFsmPoint *middles; /* [n_boxes] of cells */
  double *radii;       /* [n_boxes] of dots, by visits */
  guint32 *by_type;    /* [n_states] boxes by what is batched there */
  guint n_bands;
  BsFsmBand *bands;
  double width, height;
} BsFsmField;

/** bs_fsm_field_new: O(n log n). */
BsFsmField *bs_fsm_field_new (const BsFsmMachine *machine);
void bs_fsm_field_free (BsFsmField *self);

/** bs_fsm_field_route: appends the points of a bow between two cells. */
void bs_fsm_field_route (const BsFsmPoint *a, const BsFsmPoint *b, GArray *points);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsmField, bs_fsm_field_free)

G_END_DECLS
