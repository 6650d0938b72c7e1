/* SPDX-License-Identifier: Apache-2.0 */
/* Traces of machines of any size, without graphs, for tests of pictures. */
#pragma once

#include "profiles/trace/trace.h"

G_BEGIN_DECLS

/**
 * bs_fake_machine_new:
 * @n_states: all of which are reached
 * @n_decisions: at least @n_states
 * @n_mini_batches: of about the same length
 *
 * A walk that mostly goes where it went before, with a policy that knows every state but each seventh.
 *
 * Returns: (transfer full): the same trace for the same arguments
 */
BsTrace *bs_fake_machine_new (guint32 n_states, guint32 n_decisions, guint32 n_mini_batches,
                              guint32 seed);

G_END_DECLS
