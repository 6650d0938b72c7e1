/* SPDX-License-Identifier: Apache-2.0 */
/* The film of a step through the machine: what is lit when, and where the token is. */
#include "config.h"

#include "viz/fsm/fsm-light.h"

BsFsmMotion
bs_fsm_motion_get (const BsFsmModel *self, const BsMoment *moment)
{
  guint32 n = self->trace->n_decisions;
  guint32 from = CLAMP (moment->from, 1, MAX (n, 1)), to = CLAMP (moment->to, 1, MAX (n, 1));
  BsFsmMotion motion = { from, to, CLAMP (moment->fraction, 0.0, 1.0), moment->fade };

  if (from > to)
    motion = (BsFsmMotion){ to, from, 1.0 - motion.t, moment->fade };
  if (motion.t >= 1.0)
    motion.a = motion.b;
  else if (motion.t <= 0.0)
    motion.b = motion.a;
  if (motion.a == motion.b)
    motion.t = 1.0;
  else if (motion.b != motion.a + 1
           || self->trace->decisions[motion.a - 1].mini_batch
                  != self->trace->decisions[motion.b - 1].mini_batch)
    motion.fade = TRUE;

  return motion;
}

BsFsmLight
bs_fsm_light_get (const BsFsmModel *self, const BsFsmMotion *motion)
{
  const BsTrace *trace = self->trace;
  const BsTraceDecision *a = bs_trace_decision (trace, motion->a);
  const BsTraceDecision *b = bs_trace_decision (trace, motion->b);
  BsFsmLight light = {
    .current = { self->box_of[a->state], self->box_of[b->state] },
    .edge = { self->edge_of[motion->a - 1], self->edge_of[motion->b - 1] },
    .type = { a->type, b->type },
  };
  BsMoment moment = { motion->a, motion->b, motion->t, FALSE };

  if (motion->a == motion->b)
    {
      light.lit[1] = light.chosen[1] = light.token_alpha = 1.0;
      light.token_at = BS_FSM_TOKEN_AT;
      light.token_edge = light.edge[1];
      light.token_type = light.type[1];
      return light;
    }

  light.lit[1] = bs_moment_part (&moment, 0.12, 0.40);
  light.lit[0] = 1.0 - light.lit[1];
  light.chosen[0] = 1.0 - bs_moment_part (&moment, 0.0, 0.40);
  light.chosen[1] = bs_moment_part (&moment, 0.45, 1.0);
  if (motion->t < 0.5)
    {
      light.token_edge = light.edge[0];
      light.token_type = light.type[0];
      light.token_at = BS_FSM_TOKEN_AT
                       + (1.0 - BS_FSM_TOKEN_AT) * bs_moment_part (&moment, 0.0, 0.32);
      light.token_alpha = 1.0 - bs_moment_part (&moment, 0.32, 0.5);
    }
  else
    {
      light.token_edge = light.edge[1];
      light.token_type = light.type[1];
      light.token_at = BS_FSM_TOKEN_AT * bs_moment_part (&moment, 0.5, 1.0);
      light.token_alpha = bs_moment_part (&moment, 0.5, 0.64);
    }

  return light;
}
