/* SPDX-License-Identifier: Apache-2.0 */
/* The machine behind the pictures of it: the model, with what a frame asks of it often. */
#pragma once

#include "profiles/trace/fsm-model.h"
#include "viz/fsm/fsm-layout.h"
#include "viz/fsm/fsm-options.h"

G_BEGIN_DECLS

#define BS_FSM_NONE G_MAXUINT32
#define BS_FSM_CHIP 19.0
#define BS_FSM_CHIP_GAP 3.0
#define BS_FSM_LABEL_DISC 13.0
#define BS_FSM_DIGIT 7.3 /* room of a digit of a count */
#define BS_FSM_END_SIZE 18.0
#define BS_FSM_LAYERED_MOST 60 /* states that are laid out as a machine on paper */

typedef struct
{
  double q, rho; /* of the type in the state; the mean of its decisions; NaN: not known */
} BsFsmEdgeFacts;

/* What is known of a ready type in a state. */
typedef struct
{
  guint32 type;
  guint32 taken;              /* in this run */
  guint64 trained;            /* how often training took it */
  double q;                   /* NaN: the policy does not know it */
  double least_rho, most_rho; /* of its decisions; NaN: not known */
} BsFsmActionFacts;

typedef struct
{
  BsTrace *trace;
  BsFsmModel *model;
  double *widths;                                 /* [n_boxes] of boxes in full */
  guint32 *out_start, *out;                       /* boxes -> edges, busiest first */
  guint32 *in_start, *in;                         /* the same of edges that arrive */
  BsFsmEdgeFacts (*facts)[BS_FSM_MAX_EDGE_TYPES]; /* [n_edges] */
  guint32 *action_start;                          /* [n_states + 1] */
  BsFsmActionFacts *actions;                      /* of ready types in state order */
} BsFsmMachine;

/** bs_fsm_machine_new: O(n log n) in decisions. */
BsFsmMachine *bs_fsm_machine_new (BsTrace *trace);
void bs_fsm_machine_free (BsFsmMachine *self);

/** bs_fsm_machine_box: Returns: the box of a state of the trace, or %BS_FSM_NONE. */
guint32 bs_fsm_machine_box (const BsFsmMachine *self, guint32 state);

/** bs_fsm_machine_get_chips: Returns: how many chips a box shows; @hidden: how many more there are. */
guint bs_fsm_machine_get_chips (const BsFsmMachine *self, guint32 box, const guint16 **types,
                                guint *hidden);

/** bs_fsm_machine_get_marks: Returns: what a state says of one of its ready types (#BsMark); the most
 * frequent type of a max state counts as marked, too. */
guint bs_fsm_machine_get_marks (const BsFsmMachine *self, guint32 box, guint chip);

/** bs_fsm_machine_has_marks: Returns: whether its states say more than what is ready. */
gboolean bs_fsm_machine_has_marks (const BsFsmMachine *self);

/** bs_fsm_real_to_text: writes a value with two decimals and a true minus; a dash for NaN. */
const char *bs_fsm_real_to_text (double value, char buffer[40]);

/** bs_fsm_machine_label: writes what a label says of one type of an edge. */
const char *bs_fsm_machine_label (const BsFsmMachine *self, guint32 edge, guint type,
                                  BsFsmLabels labels, char buffer[40]);

/** bs_fsm_machine_label_room: Returns: the width of one number of a label. */
double bs_fsm_machine_label_room (const char *text);

/** bs_fsm_machine_label_width: Returns: room right of the middle of the first disc, less its radius. */
double bs_fsm_machine_label_width (const BsFsmMachine *self, guint32 edge, BsFsmLabels labels);

/** bs_fsm_machine_untaken: Returns: how many types the policy knows for a state that the run never took
 * there; the first of them, best first, in @types with their values in @q. */
guint bs_fsm_machine_untaken (const BsFsmMachine *self, guint32 box, guint16 types[2], double q[2]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsmMachine, bs_fsm_machine_free)

G_END_DECLS
