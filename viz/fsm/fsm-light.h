/* SPDX-License-Identifier: Apache-2.0 */
/* The film of a step through the machine: what is lit when, and where the token is. */
#pragma once

#include "profiles/trace/fsm-model.h"
#include "viz/moment.h"

G_BEGIN_DECLS

/* Where on its way the token rests. */
#define BS_FSM_TOKEN_AT 0.7

/* A motion from a to b, a < b, drawn at a share of its time; backward motion is the same film
 * run backward. */
typedef struct
{
  guint32 a, b;
  double t;
  gboolean fade;
} BsFsmMotion;

/* How strongly each thing is lit: the two decisions of a motion share it. */
typedef struct
{
  guint32 current[2], edge[2], type[2]; /* of a and b */
  double lit[2], chosen[2];             /* 0 to 1 */
  double token_at;
  guint32 token_edge, token_type;
  double token_alpha;
} BsFsmLight;

/** bs_fsm_motion_get: Returns: the motion of a moment, within what the trace holds. */
BsFsmMotion bs_fsm_motion_get (const BsFsmModel *self, const BsMoment *moment);

BsFsmLight bs_fsm_light_get (const BsFsmModel *self, const BsFsmMotion *motion);

G_END_DECLS
