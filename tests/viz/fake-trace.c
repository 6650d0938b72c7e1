/* SPDX-License-Identifier: Apache-2.0 */
/* Traces made from nothing, for tests of pictures. */
#include "config.h"

#include "fake-trace.h"

#include "profiles/trace/graph-store.h"

static void
add_tree (BsGraphBuilder *builder, GRand *rand, BsTypeTable *types, guint32 instance,
          guint32 max_leaves, gboolean twice, GArray *losses)
{
  guint leaf = bs_type_table_intern (types, "leaf", "F", BS_SHAPE_CELL);
  guint internal = bs_type_table_intern (types, "internal", "I", BS_SHAPE_CELL);
  guint proj = bs_type_table_intern (types, "proj", "P", BS_SHAPE_PROJECTION);
  guint loss = bs_type_table_intern (types, "loss", "L", BS_SHAPE_LOSS);
  guint32 n_leaves = (guint32) g_rand_int_range (rand, 1, (gint32) max_leaves + 1);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < n_leaves; i++)
    {
      guint32 node = bs_graph_builder_add (builder, leaf, instance, i, NULL, 0);

      g_array_append_val (cells, node);
      g_array_append_val (open, node);
      while (open->len > 1 && (i + 1 == n_leaves || g_rand_int_range (rand, 0, 5) < 2))
        {
          guint32 left = g_array_index (open, guint32, open->len - 2);
          guint32 right = g_array_index (open, guint32, open->len - 1);
          guint32 children[4] = { left, right, left, right };

          node = bs_graph_builder_add (builder, internal, instance, BS_NO_DATUM, children,
                                       twice ? 4 : 2);
          g_array_append_val (cells, node);
          g_array_set_size (open, open->len - 2);
          g_array_append_val (open, node);
        }
    }
  for (guint i = 0; i < cells->len; i++)
    {
      guint32 node = g_array_index (cells, guint32, i);

      node = bs_graph_builder_add (builder, proj, instance, BS_NO_DATUM, &node, 1);
      node = bs_graph_builder_add (builder, loss, instance, i % 5, &node, 1);
      g_array_append_val (losses, node);
    }
}

static BsGraph *
make_graph (const BsFakeOptions *options, GRand *rand, BsTypeTable *types)
{
  g_autoptr (BsGraphBuilder) builder = bs_graph_builder_new ();
  g_autoptr (GArray) losses = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  BsGraph *graph;

  for (guint32 i = 0; i < options->n_instances; i++)
    {
      if (options->kind == BS_FAKE_TREES)
        add_tree (builder, rand, types, i, options->max_leaves, options->twice, losses);
      else
        {
          guint32 first = 0, n = (guint32) g_rand_int_range (rand, 1, (gint32) options->max_leaves);

          for (guint32 k = 0; k < n; k++)
            {
              g_autofree char *name = g_strdup_printf (
                  "op%d", g_rand_int_range (rand, 0, (gint32) options->n_types));
              guint type = bs_type_table_intern (types, name, NULL,
                                                 (BsShape) (g_str_hash (name) % BS_N_SHAPES));
              guint32 wanted = (guint32) g_rand_int_range (rand, 0, 4);
              guint32 inputs[3], n_inputs = MIN (k, wanted), node;

              for (guint32 j = 0; j < n_inputs; j++)
                inputs[j] =
                    first + (guint32) g_rand_int_range (rand, MAX (0, (gint32) k - 9), (gint32) k);
              node = bs_graph_builder_add (builder, type, i, BS_NO_DATUM, inputs, n_inputs);
              if (k == 0)
                {
                  first = node;
                  g_assert_cmpuint (n_inputs, ==, 0);
                }
            }
        }
    }
  if (losses->len > 0)
    bs_graph_builder_add (builder, bs_type_table_intern (types, "reduce", "R", BS_SHAPE_REDUCE),
                          options->n_instances - 1, BS_NO_DATUM, (const guint32 *) losses->data,
                          losses->len);
  graph = bs_graph_builder_finish (builder, &error);
  g_assert_no_error (error);

  return graph;
}

/* Batches all ready nodes of a type, decision after decision. */
static void
schedule (const BsFakeOptions *options, GRand *rand, BsTrace *trace, BsTraceGraph *unpacked,
          GArray *decisions, GArray *candidates)
{
  BsTraceMiniBatch *mini_batch = &trace->mini_batches[unpacked->index];
  const BsGraph *graph = unpacked->graph;
  guint n_types = graph->n_types;
  g_autofree double *mean = g_new0 (double, n_types + 1);
  g_autofree guint32 *unmet = g_memdup2 (graph->n_dependencies, sizeof (guint32) * graph->n_nodes);
  g_autofree guint32 *ready = g_new0 (guint32, n_types + 1);
  gboolean marked = options->encoding == BS_ENCODING_MARKED;
  g_autofree guint16 *key = g_new0 (guint16, 2 * n_types + 2);
  GArray **lists = g_new0 (GArray *, n_types + 1);
  guint32 done = 0;

  mini_batch->lower_bound = bs_graph_lower_bound (graph);
  mini_batch->first_decision = decisions->len + 1;
  for (guint t = 0; t < n_types; t++)
    lists[t] = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 v = 0; v < graph->n_nodes; v++)
    {
      mean[graph->type[v]] += unpacked->depth[v] / (double) graph->type_count[graph->type[v]];
      if (unmet[v] == 0)
        {
          g_array_append_val (lists[graph->type[v]], v);
          unpacked->node_ready[v] = mini_batch->first_decision;
        }
    }

  while (done < graph->n_nodes)
    {
      BsTraceDecision decision = { .first_candidate = candidates->len };
      guint best = n_types, n_ready = 0, length;
      GArray *batch;

      for (guint t = 0; t < n_types; t++)
        {
          BsCandidate candidate = { t, lists[t]->len, 0, mean[t] };

          ready[t] = lists[t]->len;
          if (ready[t] == 0)
            continue;
          n_ready++;
          g_array_append_val (candidates, candidate);
          if (best == n_types
              || (options->random ? g_rand_int_range (rand, 0, (gint32) n_ready) == 0
                                  : mean[t] < mean[best]))
            best = t;
        }
      length = bs_state_encode (marked ? BS_ENCODING_BASE : options->encoding, ready, n_types, NULL,
                                key);
      for (guint k = 0; marked && k < n_ready; k++)
        key[length++] = (guint16) ((decisions->len + k) % 4);
      decision.mini_batch = unpacked->index;
      decision.type = best;
      decision.size = lists[best]->len;
      decision.state = bs_state_table_intern (trace->states, key, length);
      decision.reason = n_ready == 1 ? BS_REASON_ONLY : BS_REASON_RULE;
      decision.n_candidates = (guint16) n_ready;
      decision.first_member = done;
      decision.n_executed = done;
      decision.gather_bytes = decision.size * 1024u;
      g_array_append_val (decisions, decision);

      batch = lists[best];
      lists[best] = g_array_new (FALSE, FALSE, sizeof (guint32));
      for (guint i = 0; i < batch->len; i++)
        {
          guint32 node = g_array_index (batch, guint32, i);

          unpacked->order[done++] = node;
          unpacked->node_decision[node] = decisions->len;
          for (guint32 k = graph->output_start[node]; k < graph->output_start[node + 1]; k++)
            if (--unmet[graph->outputs[k]] == 0)
              {
                guint32 output = graph->outputs[k];

                g_array_append_val (lists[graph->type[output]], output);
                unpacked->node_ready[output] = decisions->len + 1;
              }
        }
      g_array_unref (batch);
    }
  mini_batch->n_decisions = decisions->len + 1 - mini_batch->first_decision;
  for (guint t = 0; t < n_types; t++)
    g_array_unref (lists[t]);
  g_free (lists);
}

/* As if the graph had grown: a stage whenever nodes become ready. */
static void
grow (BsTraceMiniBatch *mini_batch, BsTraceGraph *unpacked)
{
  g_autoptr (GArray) stages = g_array_new (FALSE, FALSE, sizeof (BsStage));

  unpacked->node_there = g_memdup2 (unpacked->node_ready, sizeof (guint32) * mini_batch->n_nodes);
  for (guint32 i = 0; i < mini_batch->n_decisions; i++)
    {
      BsStage stage = { 0, mini_batch->first_decision + i };

      for (guint32 v = 0; v < mini_batch->n_nodes; v++)
        stage.n_nodes += unpacked->node_there[v] <= stage.first_decision;
      if (stages->len == 0
          || stage.n_nodes > g_array_index (stages, BsStage, stages->len - 1).n_nodes)
        g_array_append_val (stages, stage);
    }
  mini_batch->n_stages = stages->len;
  mini_batch->stages = (BsStage *) (gpointer) g_array_free (g_steal_pointer (&stages), FALSE);
}

BsTrace *
bs_fake_trace_new (const BsFakeOptions *options)
{
  BsTrace *self = g_new0 (BsTrace, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (options->seed);
  GArray *decisions = g_array_new (FALSE, TRUE, sizeof (BsTraceDecision));
  GArray *candidates = g_array_new (FALSE, TRUE, sizeof (BsCandidate));

  g_atomic_int_set (&self->refs, 1);
  self->complete = TRUE;
  self->types = bs_type_table_new ();
  self->states = bs_state_table_new (options->encoding);
  self->n_mini_batches = options->n_mini_batches;
  self->mini_batches = g_new0 (BsTraceMiniBatch, options->n_mini_batches + 1);
  self->events = bs_event_store_new ();
  self->graphs = bs_graph_store_new ();
  self->history = g_array_new (FALSE, FALSE, sizeof (BsTrainingPoint));
  self->info = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->diagnostics = g_ptr_array_new_with_free_func (g_free);
  for (guint32 m = 0; m < options->n_mini_batches; m++)
    {
      BsTraceMiniBatch *mini_batch = &self->mini_batches[m];
      BsGraph *graph = options->make != NULL ? options->make (self->types)
                                             : make_graph (options, rand, self->types);
      BsTraceGraph *unpacked = bs_trace_graph_new (graph, m);

      mini_batch->n_nodes = unpacked->graph->n_nodes;
      mini_batch->n_inputs = unpacked->graph->n_inputs;
      mini_batch->n_instances = unpacked->graph->n_instances;
      mini_batch->first_instance = m * options->n_instances;
      schedule (options, rand, self, unpacked, decisions, candidates);
      if (options->grows)
        grow (mini_batch, unpacked);
      bs_graph_store_pin (self->graphs, unpacked);
    }
  self->n_decisions = decisions->len;
  self->n_candidates = candidates->len;
  self->decisions = (BsTraceDecision *) (gpointer) g_array_free (decisions, FALSE);
  self->candidates = (BsCandidate *) (gpointer) g_array_free (candidates, FALSE);

  return self;
}
