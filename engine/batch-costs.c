/* SPDX-License-Identifier: Apache-2.0 */
/* What batches cost, by type. */
#include "config.h"

#include "engine/batch-costs.h"

#include <math.h>

BsBatchCosts *
bs_batch_costs_new (const double *batch_ns, const double *node_ns, guint n_types)
{
  BsBatchCosts *self = g_new0 (BsBatchCosts, 1);

  self->refs = 1;
  self->n_types = n_types;
  self->batch_ns = g_new (guint32, MAX (n_types, 1));
  self->node_ns = g_new (double, MAX (n_types, 1));
  for (guint type = 0; type < n_types; type++)
    {
      /* Written so that NaN is the least. */
      self->batch_ns[type] = batch_ns[type] >= 1.0
                                 ? (guint32) MIN (round (batch_ns[type]), (double) G_MAXUINT32)
                                 : 1;
      self->node_ns[type] = node_ns[type] > 0.0 ? MIN (node_ns[type], 1e9) : 0.0;
    }

  return self;
}

BsBatchCosts *
bs_batch_costs_ref (BsBatchCosts *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_batch_costs_unref (BsBatchCosts *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  g_free (self->batch_ns);
  g_free (self->node_ns);
  g_free (self);
}

guint64
bs_batch_costs_of_nodes (const BsBatchCosts *self, const BsGraph *graph)
{
  double sum = 0.0;

  if (self == NULL)
    return 0;

  for (guint type = 0; type < MIN (graph->n_types, self->n_types); type++)
    sum += self->node_ns[type] * graph->type_count[type];

  /* at most 2^32 nodes of a second each */
  return (guint64) round (sum);
}

guint64
bs_batch_costs_of_schedule (const BsBatchCosts *self, const BsGraph *graph,
                            const BsSchedule *schedule)
{
  guint64 sum = bs_batch_costs_of_nodes (self, graph);

  for (guint32 i = 0; i < schedule->n_decisions; i++)
    sum += bs_batch_costs_weigh (self, schedule->decisions[i].type);

  return sum;
}

guint64
bs_batch_costs_lower_bound (const BsBatchCosts *self, const BsGraph *graph)
{
  g_autofree guint32 *longest = g_new (guint32, MAX (graph->n_types, 1));
  guint64 sum = bs_batch_costs_of_nodes (self, graph);

  bs_graph_find_longest_chains (graph, longest);
  for (guint type = 0; type < graph->n_types; type++)
    sum += (guint64) longest[type] * bs_batch_costs_weigh (self, type);

  return sum;
}
