/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a table as a field of dots: a column of dots for each number of ready types, colour the
 * action that is taken, a ring where greedy schedules come by. */
#pragma once

#include "profiles/training/training-digest.h"
#include "viz/style.h"

G_BEGIN_DECLS

/** bs_states_draw: @selected: place in @field, or G_MAXUINT32. */
void bs_states_draw (const BsTrainingField *field, guint32 selected, cairo_t *cr,
                     const BsStyle *style, double width, double height);

/** bs_states_pick: Returns: the place in @field of the state at a point, or G_MAXUINT32. */
guint32 bs_states_pick (const BsTrainingField *field, const BsStyle *style, double width,
                        double height, double x, double y);

/** bs_states_neighbour: Returns: the place of the state @dx columns and @dy dots from @from. */
guint32 bs_states_neighbour (const BsTrainingField *field, const BsStyle *style, double width,
                             double height, guint32 from, int dx, int dy);

/** bs_states_hint: Returns: (transfer full): the state at @place in words. */
char *bs_states_hint (const BsTrainingField *field, guint32 place);

/** bs_states_describe: Returns: (transfer full): the picture in sentences. */
char *bs_states_describe (const BsTrainingField *field, guint32 selected);

G_END_DECLS
