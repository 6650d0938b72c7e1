/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a run: the states it reached and the transitions it took, in boxes from 0. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

#define BS_FSM_MAX_EDGE_TYPES 3

typedef struct
{
  guint32 from, to; /* boxes */
  guint32 count;
  guint n_types;
  struct
  {
    guint32 type, count;
  } types[BS_FSM_MAX_EDGE_TYPES]; /* the most frequent ones */
} BsFsmEdge;

typedef struct
{
  const BsTrace *trace;
  guint32 n_states; /* reached; a box each, then perhaps one for the end */
  guint32 n_boxes;
  guint32 *states;      /* [n_states] of the trace */
  guint32 *box_of;      /* [states of the trace] */
  guint32 *visits;      /* [n_states] */
  guint32 *favourite;   /* [n_states] the type taken most often */
  guint32 *visit_start; /* [n_states + 1] */
  guint32 *visit;       /* decisions by state, ascending */
  guint32 n_edges;
  BsFsmEdge *edges;
  guint32 *by_count; /* [n_edges] busiest first */
  guint32 *edge_of;  /* [n_decisions] taken after a decision */
} BsFsmModel;

/**
 * bs_fsm_model_new:
 * @trace: has to be there as long as the machine
 *
 * Transitions are between consecutive decisions of one mini-batch; the last one leads to the end.
 * O(n log n) in decisions. Returns: (transfer full): the machine
 */
BsFsmModel *bs_fsm_model_new (const BsTrace *trace);
void bs_fsm_model_free (BsFsmModel *self);

/** bs_fsm_model_state_text: Returns: (transfer full) (nullable): the state of a box in words, see
 * bs_state_to_string(); %NULL for the end. */
char *bs_fsm_model_state_text (const BsFsmModel *self, guint32 box);

/** bs_fsm_model_get_q: Returns: what the policy learned about taking @type in the state of a box; NaN:
 * nothing. */
double bs_fsm_model_get_q (const BsFsmModel *self, guint32 box, guint type);

/** bs_fsm_model_destination: Returns: the box after @decision; n_states for the end. */
guint32 bs_fsm_model_destination (const BsFsmModel *self, guint32 decision);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsmModel, bs_fsm_model_free)

G_END_DECLS
