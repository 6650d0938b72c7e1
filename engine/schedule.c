/* SPDX-License-Identifier: Apache-2.0 */
/* The result of scheduling. */
#include "config.h"

#include "engine/schedule.h"

const char *
bs_reason_to_string (BsReason reason)
{
  static const char *const names[BS_N_REASONS] = {
    "only",      "rule",    "learned",  "safe",   "ratio",    "explored",
    "component", "certain", "composed", "random", "searched",
  };

  return reason < BS_N_REASONS ? names[reason] : "?";
}

BsSchedule *
bs_schedule_ref (BsSchedule *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_schedule_unref (BsSchedule *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->decisions);
  g_free (self->order);
  g_free (self->candidates);
  g_clear_pointer (&self->states, bs_state_table_unref);
  g_free (self);
}
