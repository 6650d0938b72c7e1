/* SPDX-License-Identifier: Apache-2.0 */
/* The rules that policies follow, one file each. Private to the engine. */
#pragma once

#include "engine/frontier.h"

G_BEGIN_DECLS

/* One node at a time: the numerical reference. */
BsPolicy *bs_unbatched_policy_new (void);

/* One batch for each distinct (depth, type), in that order (TensorFlow Fold). */
BsPolicy *bs_depth_policy_new (void);

/* The ready type with the smallest mean depth over all nodes of the type (Neubig, Goldberg and
 * Dyer, On-the-fly operation batching in dynamic computation graphs, 2017). */
BsPolicy *bs_agenda_policy_new (void);

/* The same with the mean over the nodes of the type that have not run. */
BsPolicy *bs_agenda_remaining_policy_new (void);

/* The ready type with the largest rho (ED-Batch, the sufficient condition). */
BsPolicy *bs_sufficient_policy_new (void);

/* The order of types of a learned table, or NULL where type ids are the order. */
const guint16 *bs_policy_get_rank (BsPolicy *self);

/* A policy of @size bytes, all zero but for what policies have in common. */
static inline gpointer
bs_policy_create (gsize size, const BsPolicyClass *klass)
{
  BsPolicy *self = g_malloc0 (size);

  self->klass = klass;
  g_atomic_int_set (&self->refs, 1);

  return self;
}

G_END_DECLS
