/* SPDX-License-Identifier: Apache-2.0 */
/* The sufficient rule on the graph with all edges turned round; its schedule, run from the end, is
 * one of the graph itself. */
#include "config.h"

#include "engine/policies/policies.h"

typedef struct
{
  BsPolicy parent;
  guint32 *levels; /* [n_nodes] number of the batch of a node, from 1; 0: it had run before */
  guint32 n_batches;
  guint16 *batch_type; /* [n_batches] */
  guint32 *batch_size; /* [n_batches] */
  guint32 next;        /* batch, from 0 */
} ReversedPolicy;

/* What has not run, the last node first; @number gets the node of the graph for each of its. */
static BsGraph *
reverse (const BsFrontier *frontier, guint32 *number)
{
  const BsGraph *graph = frontier->graph;
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autofree guint8 *executed = bs_frontier_find_executed (frontier);
  g_autofree guint32 *reversed = g_new (guint32, MAX (graph->n_nodes, 1));
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 v = graph->n_nodes; v-- > 0;)
    {
      if (executed[v])
        continue;
      g_array_set_size (inputs, 0);
      for (guint32 i = graph->output_start[v]; i < graph->output_start[v + 1]; i++)
        g_array_append_val (inputs, reversed[graph->outputs[i]]);
      reversed[v] = bs_graph_builder_add (builder, graph->type[v], 0, BS_NO_DATUM,
                                          (guint32 *) inputs->data, inputs->len);
      number[reversed[v]] = v;
    }

  return bs_graph_builder_finish (builder, NULL);
}

static void
begin (BsPolicy *policy, BsFrontier *frontier, const BsTypeTable *types)
{
  ReversedPolicy *self = (ReversedPolicy *) policy;
  BsPolicyOptions options;
  g_autofree guint32 *number = g_new (guint32, MAX (frontier->graph->n_nodes, 1));
  g_autoptr (BsGraph) reversed = reverse (frontier, number);
  g_autoptr (BsPolicy) sufficient = NULL;
  g_autoptr (BsScheduler) scheduler = NULL;
  g_autoptr (BsSchedule) schedule = NULL;

  bs_policy_options_init (&options);
  sufficient = bs_sufficient_policy_new (&options);
  scheduler = bs_scheduler_new (sufficient, BS_ENCODING_BASE, FALSE);
  schedule = bs_scheduler_run (scheduler, reversed, types);

  g_free (self->levels);
  self->levels = g_new0 (guint32, MAX (frontier->graph->n_nodes, 1));
  self->n_batches = schedule->n_decisions;
  self->batch_type = g_renew (guint16, self->batch_type, MAX (self->n_batches, 1));
  self->batch_size = g_renew (guint32, self->batch_size, MAX (self->n_batches, 1));
  self->next = 0;
  for (guint32 i = 0; i < self->n_batches; i++)
    {
      const BsDecision *decision = &schedule->decisions[self->n_batches - 1 - i];

      self->batch_type[i] = decision->type;
      self->batch_size[i] = decision->count;
      for (guint32 k = decision->first; k < decision->first + decision->count; k++)
        self->levels[number[schedule->order[k]]] = i + 1;
    }
}

static const guint32 *
levels (BsPolicy *policy)
{
  return ((ReversedPolicy *) policy)->levels;
}

static void
choose (BsPolicy *policy, BsFrontier *frontier, BsChoice *choice)
{
  ReversedPolicy *self = (ReversedPolicy *) policy;

  choice->type = self->batch_type[self->next++];
}

static gboolean
follow (BsPolicy *policy, BsFrontier *frontier, guint type, const guint32 *nodes, guint32 n_nodes)
{
  ReversedPolicy *self = (ReversedPolicy *) policy;

  if (n_nodes != self->batch_size[self->next])
    return FALSE;
  for (guint32 i = 0; i < n_nodes; i++)
    if (self->levels[nodes[i]] != self->next + 1)
      return FALSE;
  self->next++;

  return TRUE;
}

static void
finalize (BsPolicy *policy)
{
  ReversedPolicy *self = (ReversedPolicy *) policy;

  g_free (self->levels);
  g_free (self->batch_type);
  g_free (self->batch_size);
}

BsPolicy *
bs_sufficient_reversed_policy_new (const BsPolicyOptions *options)
{
  static const BsPolicyClass klass = {
    .name = "sufficient-reversed",
    .take = BS_TAKE_LEVEL,
    .begin = begin,
    .levels = levels,
    .follow = follow,
    .choose = choose,
    .finalize = finalize,
  };

  return bs_policy_create (sizeof (ReversedPolicy), &klass);
}
