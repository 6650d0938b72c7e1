/* SPDX-License-Identifier: Apache-2.0 */
/* The rules that policies follow, one file each. Private to the engine. */
#pragma once

#include "engine/frontier.h"

G_BEGIN_DECLS

/* One node at a time: the numerical reference. */
BsPolicy *bs_unbatched_policy_new (const BsPolicyOptions *options);

/* One batch for each distinct (depth, type), in that order (TensorFlow Fold). */
BsPolicy *bs_depth_policy_new (const BsPolicyOptions *options);

/* The ready type with the smallest mean depth over all nodes of the type (Neubig, Goldberg and
 * Dyer, On-the-fly operation batching in dynamic computation graphs, 2017). */
BsPolicy *bs_agenda_policy_new (const BsPolicyOptions *options);

/* The same with the mean over the nodes of the type that have not run. */
BsPolicy *bs_agenda_remaining_policy_new (const BsPolicyOptions *options);

/* The ready type with the largest rho (ED-Batch, the sufficient condition). */
BsPolicy *bs_sufficient_policy_new (const BsPolicyOptions *options);

/* The same on the graph with all edges turned round, its schedule run from the end. */
BsPolicy *bs_sufficient_reversed_policy_new (const BsPolicyOptions *options);

/* Any ready type, each as likely as the others: what a rule has to beat. */
BsPolicy *bs_random_policy_new (const BsPolicyOptions *options);

/* The best schedule of a search, planned before the first decision; see engine/search. */
BsPolicy *bs_beam_policy_new (const BsPolicyOptions *options);
BsPolicy *bs_exact_policy_new (const BsPolicyOptions *options);

/* Writes down the state in which @self has just chosen, in types of the run; @key has room for
 * bs_state_max_length() entries. Only learned tables have `marked` states. Returns its length. */
guint bs_policy_encode_state (BsPolicy *self, const BsFrontier *frontier, BsEncoding encoding,
                              guint16 *key);

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
